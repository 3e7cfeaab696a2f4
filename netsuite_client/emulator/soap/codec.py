"""Reads XML into plain values and writes them back, by the table of types."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from lxml import etree

from netsuite_client.emulator.calendar import pacific_date, pacific_midnight
from netsuite_client.emulator.fields import TEXT, TYPE, Fields
from netsuite_client.emulator.refusals import Malformed
from netsuite_client.emulator.schema.namespaces import NAMESPACES, XSI_NAMESPACE, clark
from netsuite_client.emulator.schema.table import TABLE, ComplexType, Field

_XSI_TYPE = f"{{{XSI_NAMESPACE}}}type"
_XSI_NIL = f"{{{XSI_NAMESPACE}}}nil"
_DOUBLE = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")
_LONG = re.compile(r"[+-]?\d{1,19}")
_BOOLEANS = {"true": True, "1": True, "false": False, "0": False}


def read(element: etree._Element, declared: ComplexType) -> Fields:
    """The value of an element; raises Malformed for whatever the schema does not allow."""
    actual = _actual_type(element, declared)
    value: Fields = {TYPE: actual.name} if actual is not declared or declared.abstract else {}
    _read_attributes(element, actual, value)
    if actual.text:
        value[TEXT] = element.text or ""
        return value
    _read_children(element, actual, value)
    return value


def _actual_type(element: etree._Element, declared: ComplexType) -> ComplexType:
    chosen = element.get(_XSI_TYPE)
    if chosen is None:
        if declared.abstract:
            raise Malformed(f"org.xml.sax.SAXException: {declared.name} is abstract and needs an xsi:type")
        return declared
    prefix, _, name = chosen.strip().rpartition(":")
    actual = TABLE.types.get(name)
    uri = element.nsmap.get(prefix or None)
    if actual is None or NAMESPACES[actual.prefix].uri != uri or not TABLE.derives(name, declared.name):
        raise Malformed(f"org.xml.sax.SAXException: {chosen} is not a legal type for {declared.name}")
    if actual.abstract:
        raise Malformed(f"org.xml.sax.SAXException: {actual.name} is abstract and needs an xsi:type")
    return actual


def _read_attributes(element: etree._Element, actual: ComplexType, value: Fields) -> None:
    for attribute in actual.attributes:
        if attribute.default is not None:
            value[attribute.name] = _read_simple(attribute.default, attribute.type, attribute.name)
        elif attribute.required and attribute.name not in element.attrib:
            raise Malformed(f"org.xml.sax.SAXException: attribute {attribute.name} is missing in {actual.name}")
    for key, text in element.attrib.items():
        name = str(key)
        if name in actual.attributes_by_name:
            value[name] = _read_simple(str(text), actual.attributes_by_name[name].type, name)
        elif not name.startswith("{"):
            raise Malformed(f"org.xml.sax.SAXException: Invalid attribute {name} in {actual.name}")


def _read_children(element: etree._Element, actual: ComplexType, value: Fields) -> None:
    positions, last, text = actual.positions, -1, element.text
    if text is not None and text.strip():
        raise Malformed(f"org.xml.sax.SAXException: {actual.name} has text beside its elements")
    for child in element.iterchildren(etree.Element):
        found = positions.get(child.tag)
        if found is None:
            raise Malformed(f"org.xml.sax.SAXException: Invalid element in {_java_name(actual)} - {_local(child)}")
        index, field = found
        if index < last or (index == last and not field.repeated):
            raise Malformed(f"org.xml.sax.SAXException: {_local(child)} is out of order in {_java_name(actual)}")
        last = index
        if child.get(_XSI_NIL) in {"true", "1"}:
            continue
        content = _read_field(child, field)
        if field.repeated:
            value.setdefault(field.name, []).append(content)
        else:
            value[field.name] = content
    _check_required(actual, value)


def _check_required(actual: ComplexType, value: Fields) -> None:
    for field in actual.fields:
        if field.required and field.name not in value:
            raise Malformed(f"org.xml.sax.SAXException: {field.name} is missing in {_java_name(actual)}")


def _read_field(child: etree._Element, field: Field) -> Any:
    declared = TABLE.types.get(field.type)
    if declared is not None:
        return read(child, declared)
    if len(child):
        raise Malformed(f"org.xml.sax.SAXException: {field.name} holds a value, not elements")
    return _read_simple(child.text or "", field.type, field.name)


def _read_simple(text: str, type_name: str, name: str) -> Any:
    try:
        return _READERS.get(type_name, _enumerated(type_name))(text)
    except (KeyError, ValueError):
        raise Malformed(f"org.xml.sax.SAXException: {text!r} is no valid {type_name} for {name}") from None


def _enumerated(type_name: str) -> Callable[[str], str]:
    def value(text: str) -> str:
        if text not in TABLE.enumerations[type_name].values:
            raise ValueError(text)
        return text

    return value


def _read_double(text: str) -> str:
    if _DOUBLE.fullmatch(text.strip()) is None:
        raise ValueError(text)
    return text.strip()


def _read_long(text: str) -> int:
    if _LONG.fullmatch(text.strip()) is None:
        raise ValueError(text)
    return int(text)


_READERS: dict[str, Callable[[str], Any]] = {
    "string": str,
    "double": _read_double,
    "boolean": lambda text: _BOOLEANS[text.strip()],
    "long": _read_long,
    "int": _read_long,
    "dateTime": lambda text: pacific_date(text.strip()),
}


def write(parent: etree._Element, tag: str, value: Fields, declared: ComplexType) -> etree._Element:
    """Append `value` to `parent` as an element of the declared type."""
    element = etree.SubElement(parent, tag)
    actual = TABLE.types[value.get(TYPE, declared.name)]
    if actual is not declared:
        element.set(_XSI_TYPE, f"{actual.prefix}:{actual.name}")
    for attribute in actual.attributes:
        if value.get(attribute.name) is not None:
            element.set(attribute.name, _write_simple(value[attribute.name], attribute.type))
    if actual.text:
        element.text = value[TEXT]
        return element
    for field in actual.fields:
        content = value.get(field.name)
        if content is not None:
            for each in content if field.repeated else (content,):
                _write_field(element, field, each)
    return element


def _write_field(element: etree._Element, field: Field, content: Any) -> None:
    declared = TABLE.types.get(field.type)
    if declared is not None:
        write(element, field.tag, content, declared)
    else:
        etree.SubElement(element, field.tag).text = _write_simple(content, field.type)


def _write_simple(content: Any, type_name: str) -> str:
    if type_name == "boolean":
        return "true" if content else "false"
    if type_name == "dateTime" and "T" not in content:
        return pacific_midnight(content)
    return str(content)


def global_tag(name: str) -> str:
    """The tag of a global element named `prefix.name`."""
    return clark(*name.split("."))


def _local(element: etree._Element) -> str:
    return etree.QName(element).localname


def _java_name(declared: ComplexType) -> str:
    """How SuiteTalk names a type in its complaints."""
    return f"{NAMESPACES[declared.prefix].uri.removeprefix('urn:')}.{declared.name}"
