"""Texts of a YAML file and values of Stripe become typed values of NetSuite's fields."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from connector.located import Scalar
from connector.mapping.catalogue import LENGTHS, FieldSpec
from netsuite_client.records import Field, FieldType

INTEGER = re.compile(r"-?(?:0|[1-9][0-9]{0,17})", re.ASCII)
DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]{0,17})(?:\.[0-9]{1,17})?", re.ASCII)
ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)

WANTED: Mapping[FieldType, str] = {
    "text": "a text",
    "decimal": "a number",
    "integer": "a whole number",
    "boolean": "true or false",
    "date": "a date as YYYY-MM-DD",
    "reference": "an internal id: a whole number",
}
"""What a field of each type takes."""


TAKES: Mapping[FieldType, frozenset[str]] = {
    "text": frozenset({"text", "integer", "decimal", "boolean", "date", "object"}),
    "decimal": frozenset({"text", "integer", "decimal"}),
    "integer": frozenset({"text", "integer"}),
    "boolean": frozenset({"text", "boolean"}),
    "date": frozenset({"text", "integer", "date"}),
    "reference": frozenset({"text", "integer"}),
}
"""What can become a value of a field, by its type: a text if it reads as one, a moment its day, an object its id."""


class WrongTypeError(ValueError):
    """A value that a field cannot take; the text says what it takes."""


def written(scalar: Scalar, spec: FieldSpec) -> Field | None:
    """The value of a default as the file has it; None clears the field. Raises WrongTypeError."""
    if scalar.value is None:
        return None
    return _field(spec, spec.type or _look(scalar), scalar.text)


def found(value: object, spec: FieldSpec, zone: ZoneInfo) -> Field | None:
    """The value of a mapping as Stripe has it; None where there is none. Raises WrongTypeError.

    A moment becomes the calendar date in the account's time zone (rule A-8); an object stands for its id.
    """
    if isinstance(value, str):  # what most values are
        return _field(spec, spec.type or "text", value)
    if isinstance(value, dict):
        value = value.get("id", value)
    if value is None:
        return None
    type_ = spec.type or _type_of(value)
    if type_ == "date" and isinstance(value, int) and not isinstance(value, bool):
        return _field(spec, type_, _calendar_date(value, zone))
    if isinstance(value, bool):
        return _field(spec, type_, "true" if value else "false")
    if isinstance(value, str | int | float | Decimal | date):
        return _field(spec, type_, str(value))
    raise WrongTypeError(WANTED[type_])


def _look(scalar: Scalar) -> FieldType:
    """What an unquoted text looks like in YAML 1.2, where the field's type is not known."""
    if scalar.quoted:
        return "text"
    if scalar.text in {"true", "false"}:
        return "boolean"
    if INTEGER.fullmatch(scalar.text):
        return "integer"
    return "decimal" if DECIMAL.fullmatch(scalar.text) else "text"


def _type_of(value: object) -> FieldType:
    match value:
        case bool():
            return "boolean"
        case int():
            return "integer"
        case float() | Decimal():
            return "decimal"
        case date():
            return "date"
        case _:
            return "text"


def _calendar_date(moment: int, zone: ZoneInfo) -> str:
    try:
        return datetime.fromtimestamp(moment, UTC).astimezone(zone).date().isoformat()
    except (ValueError, OverflowError, OSError):
        raise WrongTypeError(WANTED["date"]) from None


def _field(spec: FieldSpec, type_: FieldType, text: str) -> Field:
    """The field with its value, if the text is one of its type; texts are cut to what the field holds (rule I-2)."""
    if not _fits(type_, text):
        raise WrongTypeError(WANTED[type_])
    return Field(name=spec.suitetalk, type=type_, value=text[: LENGTHS.get(spec.suitetalk)])


def _fits(type_: FieldType, text: str) -> bool:
    match type_:
        case "text":
            return True
        case "decimal":
            return DECIMAL.fullmatch(text) is not None
        case "integer" | "reference":
            return INTEGER.fullmatch(text) is not None
        case "boolean":
            return text in {"true", "false"}
        case "date":
            return _is_date(text)


def _is_date(text: str) -> bool:
    try:
        return ISO_DATE.fullmatch(text) is not None and bool(date.fromisoformat(text))
    except ValueError:
        return False
