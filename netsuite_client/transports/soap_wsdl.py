"""Leaves out of NetSuite's WSDL what we never use: loading all of its types takes five times as long."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

from lxml import etree
from zeep.loader import absolute_location, parse_xml
from zeep.settings import Settings

Element = etree._Element
Declared = Mapping[str, Sequence[Element]]
"""What schemas declare for all to use, by its full name: types, elements, attributes and groups."""

_XSD = "{http://www.w3.org/2001/XMLSchema}"
_WSDL = "{http://schemas.xmlsoap.org/wsdl/}"
_NAMING = ("type", "ref", "base", "itemType")
"""Attributes of a schema that name what is declared elsewhere."""


def needed_documents(
    wsdl: str, load: Callable[[str], bytes], settings: Settings, *, operations: Collection[str], types: Iterable[str]
) -> Mapping[str, bytes]:
    """The WSDL and the schemas that it imports, by their locations, with what these operations and types need.

    Raises what `load` and the reading of XML raise.
    """
    documents = dict(_documents(wsdl, load, settings, seen=set()))
    declared = _declared(documents.values())
    needed = _needed([*types, *_messages(documents[wsdl], operations)], declared)
    for name in declared.keys() - needed:
        _remove(declared[name])
    return {location: etree.tostring(document) for location, document in documents.items()}


def _documents(
    location: str, load: Callable[[str], bytes], settings: Settings, *, seen: set[str]
) -> Iterator[tuple[str, Element]]:
    """The document there and all that it imports, each with its location."""
    if location in seen:
        return
    seen.add(location)
    document: Element = parse_xml(load(location), None, location, settings)  # type: ignore[arg-type]  # it takes bytes
    yield location, document
    for imported in document.iter(f"{_XSD}import", f"{_XSD}include"):
        at = imported.get("schemaLocation")
        if at:
            found: str = absolute_location(at, location)  # type: ignore[no-untyped-call]  # zeep's own
            yield from _documents(found, load, settings, seen=seen)


def _declared(documents: Iterable[Element]) -> Declared:
    declared = defaultdict[str, list[Element]](list)
    for document in documents:
        for schema in document.iter(f"{_XSD}schema"):
            namespace = schema.get("targetNamespace", "")
            for child in schema.iterchildren("*"):
                name = child.get("name")
                if name:
                    declared[f"{{{namespace}}}{name}"].append(child)
    return declared


def _messages(wsdl: Element, operations: Collection[str]) -> Iterator[str]:
    """The elements that messages of these operations carry; the WSDL loses all other operations and messages."""
    _remove([each for each in wsdl.iter(f"{_WSDL}operation") if each.get("name") not in operations])
    named = {_local(each.get("message", "")) for each in wsdl.iter("*") if each.get("message")}
    _remove([each for each in wsdl.iterchildren(f"{_WSDL}message") if each.get("name") not in named])
    for part in wsdl.iter(f"{_WSDL}part"):
        yield _full(part.get("element", ""), part.nsmap)


def _needed(names: list[str], declared: Declared) -> Collection[str]:
    """These names and all that their declarations need."""
    needed = set[str]()
    while names:
        name = names.pop()
        if name not in needed:
            needed.add(name)
            names.extend(each for declaration in declared.get(name, ()) for each in _named(declaration))
    return needed


def _named(declaration: Element) -> Iterator[str]:
    prefixes = declaration.nsmap
    for element in declaration.iter("*"):
        yield from (_full(named, prefixes) for named in map(element.get, _NAMING) if named)


def _full(name: str, prefixes: Mapping[str | None, str]) -> str:
    prefix, _, local = name.rpartition(":")
    return f"{{{prefixes.get(prefix or None, '')}}}{local}"


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _remove(elements: Iterable[Element]) -> None:
    for element in elements:
        parent = element.getparent()
        if parent is not None:
            parent.remove(element)
