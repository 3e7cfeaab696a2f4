"""Reads SuiteTalk's elements back into our records; decimals keep their digits, other fields become `Field`s."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, fields
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, get_args, get_type_hints

from lxml import etree

from netsuite_client.errors import request_error
from netsuite_client.records import Field, FieldType, Kind, Record, Ref
from netsuite_client.transports.soap_replies import GONE_CODES, Reply, Unreadable, failure, succeeded
from netsuite_client.transports.soap_schema import XSI_TYPE, Slot, SoapType, clark
from netsuite_client.transports.soap_shapes import (
    SHAPES,
    Computed,
    Nested,
    Part,
    RecordShape,
    Reference,
    References,
    Shape,
    Sublist,
    Value,
)
from netsuite_client.transports.soap_values import decimal_text, exact, pacific_date, truth, truth_text

Element = etree._Element

_STATUS = clark("platformCore", "status")
_RECORD = clark("platformMsgs", "record")

_BY_TYPE_NAME: Mapping[str, RecordShape] = {shape.type_name: shape for shape in SHAPES.values()}
_KIND_BY_REFERENCE_TYPE: Mapping[str, Kind] = {shape.reference_type: kind for kind, shape in SHAPES.items()}


class RecordReader:
    """Reads records of the schema whose types `type_of` finds by their full tag."""

    def __init__(self, type_of: Callable[[str], SoapType]) -> None:
        self._type_of = cache(type_of)

    def records(self, reply: Reply, refs: Sequence[Ref]) -> tuple[Record | None, ...]:
        """The record of each reference, None where there is none.

        Raises `RequestRefused` for a record that may not be read, and `Unreadable` for an answer that is not
        understood.
        """
        answers = list(reply.content.iter(clark("platformMsgs", "readResponse")))
        if len(answers) != len(refs):
            raise Unreadable(f"{len(answers)} answers to {len(refs)} references")
        return tuple(self._answered(answer, reply.request_id) for answer in answers)

    def _answered(self, answer: Element, request_id: str | None) -> Record | None:
        status = answer.find(_STATUS)
        if status is None:
            raise Unreadable("an answer without a status")
        if not succeeded(status):
            code, message, _ = failure(status)
            if code in GONE_CODES:
                return None
            raise request_error(code, message, request_id=request_id)
        element = answer.find(_RECORD)
        if element is None:
            raise Unreadable("an answer without a record")
        return self.record(element)

    def record(self, element: Element) -> Record:
        """The record of an element with an `xsi:type`. One that was made by hand has the external id ''."""
        type_name = (element.get(XSI_TYPE) or "").rpartition(":")[2]
        if type_name not in _BY_TYPE_NAME:
            raise Unreadable(f"a record of the unexpected type {type_name!r}")
        shape = _BY_TYPE_NAME[type_name]
        soap_type = self._type_of(clark(shape.prefix, shape.type_name))
        try:
            record: Record = _built(shape.shape, element, soap_type, external_id=element.get("externalId", ""))
        except (ValueError, TypeError) as broken:
            raise Unreadable(f"a broken {type_name}: {broken}") from broken
        return record


def _built(shape: Shape, element: Element, soap_type: SoapType, **known: object) -> Any:
    """Our value of an element. What it needs and NetSuite left out is empty, zero or an empty reference."""
    children = {etree.QName(child).localname: child for child in element.iterchildren("*")}
    values = dict(known)
    for part in shape.parts:
        child = children.pop(part.element, None)
        slot = soap_type.slots.get(part.element)
        if child is not None and slot is not None:
            values[part.attribute] = _part(part, child, slot.type, shape)
        elif part.attribute in _needed(shape.builds):
            values[part.attribute] = _empty(part, shape)
    if "fields" in _hints(shape.builds):
        values["fields"] = _fields(children, soap_type)
    return shape.builds(**values)


def _part(part: Part, child: Element, soap_type: SoapType, shape: Shape) -> object:
    match part:
        case Value(attribute=attribute) | Computed(attribute=attribute):
            return _READ[_plain_type(shape.builds, attribute)](child.text or "")
        case Reference(kind=kind):
            return _ref(child, kind)
        case References(kind=kind, inner=inner):
            found = child.iterchildren("*") if inner is None else child.iterfind(f"*/{{*}}{inner}")
            return tuple(_ref(element, kind) for element in found)
        case Nested(shape=nested):
            return _built(nested, child, soap_type)
        case Sublist(child=name, shape=listed):
            return tuple(_built(listed, line, soap_type.slots[name].type) for line in child.iterchildren("*"))


_READ: Mapping[type, Callable[[str], object]] = {str: str, Decimal: exact, bool: truth, date: pacific_date}


def _ref(element: Element, kind: Kind) -> Ref:
    """A reference; where NetSuite tells its type, that counts."""
    return Ref(
        kind=_KIND_BY_REFERENCE_TYPE.get(element.get("type", ""), kind),
        internal_id=element.get("internalId"),
        external_id=element.get("externalId"),
        name=element.findtext("{*}name"),
    )


def _empty(part: Part, shape: Shape) -> object:
    match part:
        case Value(attribute=attribute) | Computed(attribute=attribute):
            return _plain_type(shape.builds, attribute)()
        case Reference(kind=kind):
            return Ref(kind=kind)
        case Nested(shape=nested):
            return nested.builds()
        case References() | Sublist():
            return ()


@cache
def _hints(builds: type) -> Mapping[str, Any]:
    return get_type_hints(builds)


@cache
def _plain_type(builds: type, attribute: str) -> type:
    """The type of an attribute, without its None."""
    hint: type = _hints(builds)[attribute]
    return next((choice for choice in get_args(hint) if choice is not type(None)), hint)


@cache
def _needed(builds: type) -> frozenset[str]:
    return frozenset(field.name for field in fields(builds) if field.default is MISSING)


def _fields(children: Mapping[str, Element], soap_type: SoapType) -> tuple[Field, ...]:
    """What the shape does not name: standard fields with one value, and custom fields."""
    standard = (_standard(name, child, soap_type.slots.get(name)) for name, child in children.items())
    custom = (_custom(child) for child in children.get("customFieldList", ()))
    return tuple(field for field in (*standard, *custom) if field is not None)


_FIELD_TYPES: Mapping[str, FieldType] = {
    "double": "decimal",
    "long": "integer",
    "int": "integer",
    "boolean": "boolean",
    "dateTime": "date",
    "RecordRef": "reference",
    "StringCustomFieldRef": "text",
    "DoubleCustomFieldRef": "decimal",
    "LongCustomFieldRef": "integer",
    "BooleanCustomFieldRef": "boolean",
    "DateCustomFieldRef": "date",
    "SelectCustomFieldRef": "reference",
}


def _standard(name: str, element: Element, slot: Slot | None) -> Field | None:
    if slot is None:
        return None
    field_type = _FIELD_TYPES.get(slot.type.name, "text" if slot.type.simple else None)
    return field_type and Field(name=name, type=field_type, value=_field_value(field_type, element))


def _custom(element: Element) -> Field | None:
    """A custom field; one with several choices has no single value and is left out."""
    field_type = _FIELD_TYPES.get((element.get(XSI_TYPE) or "").rpartition(":")[2])
    value = element.find(clark("platformCore", "value"))
    if field_type is None or value is None:
        return None
    return Field(name=element.get("scriptId", ""), type=field_type, value=_field_value(field_type, value))


def _field_value(field_type: FieldType, element: Element) -> str:
    text = element.text or ""
    match field_type:
        case "reference":
            return element.get("internalId", "")
        case "decimal":
            return decimal_text(exact(text))
        case "boolean":
            return truth_text(truth(text))
        case "date":
            return pacific_date(text).isoformat()
        case "text" | "integer":
            return text
