"""Writes the fields that a mapping adds to a record: those of NetSuite's schema, and custom ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from lxml import etree

from netsuite_client.records import Field, FieldType
from netsuite_client.transports.soap_elements import Element, Unwritable, Write, set_attribute, set_text
from netsuite_client.transports.soap_schema import XSI_TYPE, Slot, SoapType, clark
from netsuite_client.transports.soap_values import decimal_text, exact, midnight_pacific, truth, truth_text

_FITS: Mapping[FieldType, frozenset[str]] = {
    "decimal": frozenset({"double", "string"}),
    "integer": frozenset({"long", "int", "double", "string"}),
    "boolean": frozenset({"boolean"}),
    "date": frozenset({"dateTime"}),
    "reference": frozenset({"RecordRef"}),
}
"""The schema's types that take each type of field; text goes wherever text may stand."""

_TYPED = frozenset({"double", "long", "int", "boolean", "dateTime"})


def standard_field(slot: Slot) -> Write:
    """How a field of the schema is written."""

    def write(parent: Element, field: Field) -> None:
        if not _fits(field.type, slot.type):
            raise Unwritable(f"NetSuite's field {field.name} is a {slot.type.name}, not a {field.type}")
        element = etree.SubElement(parent, slot.tag)
        if field.type == "reference":
            set_attribute(element, "internalId", field.value)
        else:
            set_text(element, _field_text(field))

    return write


def _fits(field_type: FieldType, soap_type: SoapType) -> bool:
    if field_type == "text":
        return soap_type.simple and soap_type.name not in _TYPED
    return soap_type.name in _FITS[field_type]


def _field_text(field: Field) -> str:
    try:
        return _FIELD_TEXT[field.type](field.value)
    except ValueError:
        raise Unwritable(f"the field {field.name} is a {field.type}, which {field.value!r} is not") from None


_FIELD_TEXT: Mapping[FieldType, Callable[[str], str]] = {
    "text": str,
    "decimal": lambda value: decimal_text(exact(value)),
    "integer": lambda value: str(int(value)),
    "boolean": lambda value: truth_text(truth(value)),
    "date": lambda value: midnight_pacific(date.fromisoformat(value)),
}

_CUSTOM_TYPES: Mapping[FieldType, str] = {
    "text": "StringCustomFieldRef",
    "decimal": "DoubleCustomFieldRef",
    "integer": "LongCustomFieldRef",
    "boolean": "BooleanCustomFieldRef",
    "date": "DateCustomFieldRef",
    "reference": "SelectCustomFieldRef",
}

_CUSTOM_FIELD = clark("platformCore", "customField")
_CUSTOM_VALUE = clark("platformCore", "value")


def custom_fields(slot: Slot) -> Write:
    """How the fields are written that the account has and the schema does not."""

    def write(parent: Element, fields: Sequence[Field]) -> None:
        listed = etree.SubElement(parent, slot.tag)
        for field in fields:
            _write_custom_field(etree.SubElement(listed, _CUSTOM_FIELD), field)

    return write


def _write_custom_field(element: Element, field: Field) -> None:
    element.set(XSI_TYPE, f"platformCore:{_CUSTOM_TYPES[field.type]}")
    set_attribute(element, "scriptId", field.name)
    value = etree.SubElement(element, _CUSTOM_VALUE)
    if field.type == "reference":
        set_attribute(value, "internalId", field.value)
    else:
        set_text(value, _field_text(field))
