"""Reads the sections of mapping files, and the files that those import."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from connector.located import Block, Codes, Document, Entry, Items, Message, Node, Scalar
from connector.mapping.catalogue import KINDS, RecordKind
from connector.mapping.entries import (
    Exclusion,
    FieldDefault,
    FieldEntry,
    FieldMapping,
    FieldOverride,
    Said,
    TestFiles,
    When,
)
from connector.mapping.files import MappingFiles, beside, document_in
from connector.mapping.loading.conditions import faults_of_paths, when_of
from connector.mapping.loading.constants import is_empty
from connector.mapping.loading.kinds import Found, defaults, entries_of_kind, entries_of_kinds, mappings, shorthand
from connector.mapping.lookups import Lookup, Table, read_lookup
from connector.mapping.notes import unknown_keys, wrong

CODES = Codes(unreadable="MAP-100", duplicate="MAP-101")
VERSION = "1"
FILES_MAX = 50
SECTIONS = ("version", "imports", "lookups", "field_defaults", "field_mappings", "overrides", "exclude", "tests")
EXCLUDE_KEYS = ("products", "when")
OVERRIDE_KEYS = ("name", "when", "set")


class Reading(NamedTuple):
    """What files say, and everything that is wrong with them."""

    said: Said
    messages: list[Message]


@dataclass(frozen=True, kw_only=True)
class _Named:
    """A file by its name among the mapping's files."""

    name: str
    document: Document


def read_all(files: MappingFiles) -> Reading:
    """What the files and those that they import say, later ones after earlier ones, defaults before mappings."""
    messages: list[Message] = []
    documents = _with_imports(files, messages)
    lookups = _lookups(documents, files, messages)
    tables = _tables(lookups, whole=all(one.document.whole for one in documents))
    found = [each for one in documents for each in _sections(one, tables)]
    messages += [each for each in found if isinstance(each, Message)]
    entries = [each for each in found if isinstance(each, FieldEntry)]
    said = Said(
        entries=tuple(entry for type_ in ORDER for entry in entries if isinstance(entry, type_)),
        exclusions=tuple(each for each in found if isinstance(each, Exclusion)),
        lookups=tuple(lookups),
        tests=tuple(each for each in found if isinstance(each, TestFiles)),
        files=tuple(one.document.file for one in documents),
    )
    return Reading(said, messages)


ORDER = (FieldDefault, FieldMapping, FieldOverride)
"""Later ones win over earlier ones."""


def _with_imports(files: MappingFiles, messages: list[Message]) -> list[_Named]:
    """Each file once, those that it imports before it."""
    done: dict[str, _Named] = {}

    def take(name: str, above: tuple[str, ...]) -> None:
        if name in done:
            return
        document = document_in(files, name, CODES)
        messages.extend(document.messages)
        for scalar, imported in _imports(document, name, messages):
            if imported in (*above, name):
                messages.append(wrong(scalar, "MAP-103", f"{scalar.text} imports this file in turn"))
            elif len(done) + len(above) >= FILES_MAX:
                messages.append(wrong(scalar, "MAP-103", f"more than {FILES_MAX} files"))
            else:
                take(imported, (*above, name))
        done[name] = _Named(name=name, document=document)

    for name in files.names:
        take(name, ())
    return list(done.values())


def _imports(document: Document, name: str, messages: list[Message]) -> Iterator[tuple[Scalar, str]]:
    """The files that a file imports, with where it says so."""
    entry = document.root.get("imports") if isinstance(document.root, Block) else None
    for scalar in _texts(entry, "imports: [default.yaml]", messages) if entry else ():
        imported = beside(name, scalar.text)
        if imported is None:
            hint = "import files from beside or below this one"
            messages.append(wrong(scalar, "MAP-103", f"{scalar.text} lies outside the mapping folder", hint))
        else:
            yield scalar, imported


def _lookups(documents: Sequence[_Named], files: MappingFiles, messages: list[Message]) -> list[Lookup]:
    lookups: dict[str, Lookup] = {}
    for one in documents:
        entry = one.document.root.get("lookups") if isinstance(one.document.root, Block) else None
        if entry is None or is_empty(entry.value):
            continue
        if not isinstance(entry.value, Block):
            messages.append(wrong(entry.value, "MAP-103", "lookups holds tables by name"))
            continue
        for inner in entry.value:
            lookup, found = read_lookup(inner, one.name, files)
            lookups[lookup.name] = lookup
            messages.extend(found)
    return list(lookups.values())


def _tables(lookups: Sequence[Lookup], *, whole: bool) -> Mapping[str, Table]:
    """The tables by name. Where a file cannot be read whole, any other name may stand in what was left out."""
    known = {lookup.name: lookup.rows for lookup in lookups}
    return known if whole else _AndOthers(known)


class _AndOthers(dict[str, Table]):
    """Tables of which not all are known."""

    def __contains__(self, name: object) -> bool:
        return True

    def __missing__(self, name: str) -> Table:
        return {}


def _sections(one: _Named, tables: Mapping[str, Table]) -> Iterator[Found | Exclusion | TestFiles]:
    root = one.document.root
    if isinstance(root, Block):
        for entry in root:
            yield from _section(entry, one, tables)
    elif root is not None:
        yield wrong(root, "MAP-103", "a mapping file holds sections", f"there are: {', '.join(SECTIONS)}")


def _section(entry: Entry, one: _Named, tables: Mapping[str, Table]) -> Iterator[Found | Exclusion | TestFiles]:
    match entry.key.text:
        case "version":
            if not isinstance(entry.value, Scalar) or entry.value.text != VERSION:
                yield wrong(entry.value, "MAP-103", f"version must be {VERSION}")
        case "imports" | "lookups":
            return  # read before the rest
        case "field_defaults":
            yield from entries_of_kinds(entry, defaults)
        case "field_mappings":
            yield from entries_of_kinds(entry, mappings(tables))
        case "overrides":
            yield from _overrides(entry.value)
        case "exclude":
            yield from _exclude(entry)
        case "tests":
            messages: list[Message] = []
            yield from (
                TestFiles(document=one.name, pattern=each.text, place=each.place)
                for each in _texts(entry, TESTS, messages)
            )
            yield from messages
        case _:
            yield from entries_of_kind(entry, shorthand(tables), [*KINDS, *SECTIONS])


TESTS = "tests: [tests/*.yaml]"


def _overrides(node: Node) -> Iterator[Found]:
    if isinstance(node, Items):
        for member in node.members:
            yield from _override(member)
    elif not is_empty(node):
        yield wrong(node, "MAP-103", "overrides is a list", "write - name: … when: … set: …")


def _override(node: Node) -> Iterator[Found]:
    """What an override sets, for each kind of record that it names."""
    if not isinstance(node, Block):
        yield wrong(node, "MAP-103", "an override has a name, a condition and what it sets")
        return
    yield from unknown_keys(node, OVERRIDE_KEYS, "an override")
    name, sets, when = node.scalar("name"), node.get("set"), when_of(node.get("when"))
    if isinstance(when, Message):
        yield when
    if name is None and node.whole:
        yield wrong(node, "MAP-103", "an override needs a name, by which explain shows it")
    if sets is None and node.whole:
        called = name.text if name else "the override"
        yield wrong(node, "MAP-103", f"{called} sets nothing", "write set: { invoice: { location_id: 9 } }")
    if sets is not None:
        found = list(entries_of_kinds(sets, defaults))
        kinds = tuple({each.kind.name: each.kind for each in found if isinstance(each, FieldDefault)}.values())
        yield from _paths_of_condition(node.get("when"), when, kinds)
        yield from (_overriding(each, name.text if name else "", when) for each in found)


def _overriding(found: Found, name: str, when: When | Message | None) -> Found:
    if not isinstance(found, FieldDefault):
        return found
    condition = when if isinstance(when, When) else None
    return FieldOverride(
        kind=found.kind, spec=found.spec, field=found.field, name=name, when=condition, place=found.place
    )


def _exclude(entry: Entry) -> Iterator[Exclusion | Message]:
    node = entry.value
    if not isinstance(node, Block):
        if not is_empty(node):
            yield wrong(node, "MAP-103", "exclude holds products: or when:")
        return
    yield from unknown_keys(node, EXCLUDE_KEYS, "exclude")
    messages: list[Message] = []
    products = node.get("products")
    ids = list(_texts(products, "products: [prod_…]", messages)) if products else []
    when = when_of(node.get("when"))
    yield from messages
    if isinstance(when, Message):
        yield when
    yield from _paths_of_condition(node.get("when"), when, [KINDS[name] for name in ROOT_KINDS])
    yield Exclusion(
        products=frozenset(scalar.text for scalar in ids),
        when=when if isinstance(when, When) else None,
        place=str(entry.key.place),
    )


ROOT_KINDS = ("invoice", "customer_payment", "customer")
"""Kinds of which each record has a Stripe object of its own, which an exclusion may look at."""


def _paths_of_condition(
    entry: Entry | None, when: When | Message | None, kinds: Sequence[RecordKind]
) -> Iterator[Message]:
    if isinstance(when, When) and entry and isinstance(entry.value, Scalar) and kinds:
        yield from faults_of_paths(entry.value, when.condition.paths, kinds)


def _texts(entry: Entry, example: str, messages: list[Message]) -> Iterator[Scalar]:
    """The texts of a list; whatever else stands there is noted."""
    members = entry.value.members if isinstance(entry.value, Items) else (entry.value,)
    for member in members:
        if isinstance(member, Scalar) and member.value:
            yield member
        elif not is_empty(entry.value) and not (isinstance(member, Block) and member.left_out):
            messages.append(wrong(member, "MAP-103", f"{entry.key.text} is a list of texts", f"write {example}"))
