"""Turns records and applications into text and back, exactly: an amount stays the decimal that it was."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from decimal import Decimal
from hashlib import sha256

from pydantic import TypeAdapter

from connector.journal.schema import APPLICATION, LINK_MARK
from connector.translation.wanted import Application, LineCopy, LineTerm, Linked, Match
from netsuite_client.records import RECORD_TYPES, Kind, Record, Transaction

_RECORDS: dict[str, TypeAdapter[Record]] = {
    kind.value: TypeAdapter(record_type) for kind, record_type in RECORD_TYPES.items()
}
_LINKED, _MATCH = TypeAdapter(Linked), TypeAdapter(Match)
_APPLICATION = TypeAdapter(Application)
_TERMS: TypeAdapter[tuple[LineTerm | None, ...]] = TypeAdapter(tuple[LineTerm | None, ...])
_COPIES = TypeAdapter(tuple[LineCopy | None, ...])


def record_text(record: Record | Linked, match: Match | None = None) -> str:
    """The record as JSON, and in a second line how it is looked for, if it is.

    Fields at their default are left out, so that a field added later changes no digest.
    """
    if isinstance(record, Linked):
        return _LINKED.dump_json(record).decode()
    text = _RECORDS[record.KIND.value].dump_json(record, exclude_defaults=True).decode()
    return text if match is None else f"{text}\n{_MATCH.dump_json(match).decode()}"


def record_of(kind: str, text: str) -> Record | Linked:
    """The record that `record_text` wrote."""
    if is_linked(text):
        return linked_of(text)
    return _RECORDS[Kind(kind).value].validate_json(text.partition("\n")[0])


def match_of(text: str) -> Match | None:
    """How the record that `record_text` wrote is looked for."""
    match = text.partition("\n")[2]
    return _MATCH.validate_json(match) if match else None


def linked_of(text: str) -> Linked:
    """The linked record that `record_text` wrote."""
    return _LINKED.validate_json(text)


def is_linked(text: str | None) -> bool:
    """Whether a text is of a record that NetSuite had already."""
    return text is not None and text.startswith(LINK_MARK)


def application_text(application: Application) -> str:
    """The application as JSON."""
    return _APPLICATION.dump_json(application, exclude_defaults=True).decode()


def application_of(text: str) -> Application:
    """The application that `application_text` wrote."""
    return _APPLICATION.validate_json(text)


def content_of(kind: str, text: str) -> Record | Linked | Application:
    """What an intent of this kind asks for."""
    return application_of(text) if kind == APPLICATION else record_of(kind, text)


def amount_of(kind: str, text: str) -> Decimal | None:
    """What a transaction or an application amounts to, in its currency; None for what has no amount."""
    return amount_in(content_of(kind, text))


def amount_in(content: Record | Linked | Application) -> Decimal | None:
    """The same of what is at hand."""
    if isinstance(content, Application):
        return content.amount
    return content.total if isinstance(content, Transaction) else None


def terms_text(terms: tuple[LineTerm | None, ...]) -> str | None:
    """What counts the rows of each line as JSON; None where no line has a term."""
    return _TERMS.dump_json(terms, exclude_defaults=True).decode() if any(terms) else None


def terms_of(text: str | None) -> tuple[LineTerm | None, ...]:
    """The terms that `terms_text` wrote."""
    return _TERMS.validate_json(text) if text else ()


def copies_text(copies: Sequence[LineCopy | None]) -> str | None:
    """Which invoice lines a memo's lines copy, as JSON; None for a record that copies nothing."""
    return _COPIES.dump_json(tuple(copies)).decode() if any(copies) else None


def copies_of(text: str | None) -> tuple[LineCopy | None, ...]:
    """What `copies_text` wrote."""
    return _COPIES.validate_json(text) if text else ()


def digest(*parts: str) -> str:
    """Equal for equal parts: how contents are compared without reading them."""
    return sha256("\x1f".join(parts).encode()).hexdigest()


def parts_text(parts: Collection[str]) -> str | None:
    """Names of parts as text; None for none."""
    return " ".join(sorted(parts)) or None


def parts_of(text: str | None) -> frozenset[str]:
    """The names that `parts_text` wrote."""
    return frozenset((text or "").split())
