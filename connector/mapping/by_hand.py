"""Gives fields of single records the values that people set: they win over every entry of a mapping."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from connector.mapping.application import Mapping
from connector.mapping.catalogue import KINDS
from connector.mapping.entries import FieldDefault, Said
from connector.mapping.expressions.paths import Objects
from connector.mapping.fields import Fault, find_field
from connector.mapping.values import WrongTypeError, found
from connector.translation.wanted import Linked, Translation, WantedRecord
from netsuite_client.records import CreditMemo, Invoice, Kind, PaymentMethod, TransactionLine

UTC = ZoneInfo("UTC")
LINES = "lines."
"""How the name of a field begins that every line has."""


@dataclass(frozen=True, kw_only=True)
class ByHand:
    """A value that a person gave a field of a record, `lines.…` of its lines; `place` says who and why."""

    external_id: str
    field: str
    value: str
    place: str


def entry_of(kind: Kind, given: ByHand) -> FieldDefault | str:
    """The value as an entry of a mapping, or why the field cannot have it."""
    record_kind = KINDS.get(kind.value)
    name = given.field.removeprefix(LINES)
    if record_kind is not None and name != given.field and record_kind.twin:
        record_kind = KINDS[record_kind.twin]
    if record_kind is None:
        return f"a {kind.value} has no fields of its own"
    spec = find_field(record_kind, name)
    if isinstance(spec, Fault):
        return f"{spec.text}{'; ' + spec.hint if spec.hint else ''}"
    try:
        field = found(given.value, spec, UTC)
    except WrongTypeError as error:
        return f"it takes {error}"
    return FieldDefault(kind=record_kind, spec=spec, field=field, place=given.place)


def decided_by_hand(translation: Translation, given: Iterable[ByHand]) -> Translation:
    """The translation with the names of the fields that people gave: no entry for one of these stops its record."""
    by_record = _by_record(given)
    records = tuple(_decided(each, by_record.get(each.external_id, ())) for each in translation.records)
    shared = tuple(_decided(each, by_record.get(each.external_id, ())) for each in translation.shared)
    return replace(translation, records=records, shared=shared)


def _decided(wanted: WantedRecord, given: Sequence[ByHand]) -> WantedRecord:
    if not given or isinstance(wanted.record, PaymentMethod | Linked):
        return wanted
    entries = ((one, entry_of(wanted.record.KIND, one)) for one in given)
    names = {_level(one) + entry.spec.name for one, entry in entries if isinstance(entry, FieldDefault)}
    return replace(wanted, decided=frozenset(names))


def _level(one: ByHand) -> str:
    return LINES if one.field.startswith(LINES) else ""


def _by_record(given: Iterable[ByHand]) -> dict[str, list[ByHand]]:
    by_record: dict[str, list[ByHand]] = {}
    for one in given:
        by_record.setdefault(one.external_id, []).append(one)
    return by_record


def with_values(translation: Translation, given: Iterable[ByHand]) -> Translation:
    """The translation with the values that people gave its records; what no longer fits a record is left out."""
    by_record = _by_record(given)
    records = tuple(_with_values(each, by_record.get(each.external_id, ())) for each in translation.records)
    shared = tuple(_with_values(each, by_record.get(each.external_id, ())) for each in translation.shared)
    return replace(translation, records=records, shared=shared)


def _with_values(wanted: WantedRecord, given: Sequence[ByHand]) -> WantedRecord:
    record = wanted.record
    if not given or isinstance(record, PaymentMethod | Linked):
        return wanted
    entries = [entry for one in given if isinstance(entry := entry_of(record.KIND, one), FieldDefault)]
    lines: tuple[TransactionLine, ...] = record.lines if isinstance(record, Invoice | CreditMemo) else ()
    return Mapping(said=Said(entries=entries), zone=UTC).apply(wanted, Objects(named={}), [{} for _ in lines]).wanted
