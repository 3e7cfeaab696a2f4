"""Turns records and applications into text and back, exactly: an amount stays the decimal that it was."""

from __future__ import annotations

from hashlib import sha256

from pydantic import TypeAdapter

from connector.journal.schema import APPLICATION
from connector.translation.wanted import Application, LineTerm
from netsuite_client.records import RECORD_TYPES, Kind, Record

_RECORDS: dict[str, TypeAdapter[Record]] = {
    kind.value: TypeAdapter(record_type) for kind, record_type in RECORD_TYPES.items()
}
_APPLICATION = TypeAdapter(Application)
_TERMS: TypeAdapter[tuple[LineTerm | None, ...]] = TypeAdapter(tuple[LineTerm | None, ...])


def record_text(record: Record) -> str:
    """The record as JSON. Fields at their default are left out, so that a field added later changes no digest."""
    return _RECORDS[record.KIND.value].dump_json(record, exclude_defaults=True).decode()


def record_of(kind: str, text: str) -> Record:
    """The record that `record_text` wrote."""
    return _RECORDS[Kind(kind).value].validate_json(text)


def application_text(application: Application) -> str:
    """The application as JSON."""
    return _APPLICATION.dump_json(application, exclude_defaults=True).decode()


def application_of(text: str) -> Application:
    """The application that `application_text` wrote."""
    return _APPLICATION.validate_json(text)


def content_of(kind: str, text: str) -> Record | Application:
    """What an intent of this kind asks for."""
    return application_of(text) if kind == APPLICATION else record_of(kind, text)


def terms_text(terms: tuple[LineTerm | None, ...]) -> str | None:
    """What counts the rows of each line as JSON; None where no line has a term."""
    return _TERMS.dump_json(terms, exclude_defaults=True).decode() if any(terms) else None


def terms_of(text: str | None) -> tuple[LineTerm | None, ...]:
    """The terms that `terms_text` wrote."""
    return _TERMS.validate_json(text) if text else ()


def digest(*parts: str) -> str:
    """Equal for equal parts: how contents are compared without reading them."""
    return sha256("\x1f".join(parts).encode()).hexdigest()
