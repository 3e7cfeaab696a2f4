"""Applies mapping entries to records that should exist, and remembers where each value came from."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Generic, TypeVar
from zoneinfo import ZoneInfo

from connector.mapping.catalogue import KINDS, REFERRED, FieldSpec, Mappable, name_of
from connector.mapping.entries import FieldDefault, FieldEntry, FieldMapping
from connector.mapping.files import MappingFiles
from connector.mapping.loading import load_entries
from connector.mapping.paths import Roots
from connector.mapping.values import WrongTypeError, found
from connector.translation.external_ids import MEMO_MAX
from connector.translation.wanted import Linked, Origin, Problem, WantedRecord
from netsuite_client.records import CreditMemo, CustomerPayment, Field, Invoice, PaymentMethod, Ref, TransactionLine

M = TypeVar("M", bound=Mappable)

_Part = str | bool | date | Ref | None


@dataclass(frozen=True, kw_only=True)
class Mapped:
    """A record with its mapped fields, and what could not be mapped; with problems it is not to be sent."""

    wanted: WantedRecord
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Mapping:
    """All entries of a connection's mapping files, ready to apply; `zone` is the Stripe account's."""

    entries: tuple[FieldEntry, ...]
    zone: ZoneInfo
    _by_kind: dict[str, tuple[FieldEntry, ...]] = dataclasses.field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_kind = {name: tuple(each for each in self.entries if each.kind.name == name) for name in KINDS}
        object.__setattr__(self, "_by_kind", by_kind)

    def apply(self, wanted: WantedRecord, roots: Roots, line_roots: Sequence[Roots | None] = ()) -> Mapped:
        """The record with field defaults and mapped fields, each origin with what it won over.

        `roots` are plain Stripe objects by name (`invoice`, `customer`, `charge`, `price` …); `line_roots`, one
        for each line of an invoice, adds the line's own: `line`, `price`, `product`. A line with None is of a
        discount, of shipping or of a tax: it takes the defaults of its kind, since NetSuite may demand a
        field of every line, but no mapping, since there is no Stripe line to read. A value that a field cannot take
        is a problem MAPPING_TYPE and leaves what was there.
        """
        record = wanted.record
        if isinstance(record, PaymentMethod | Linked):
            return Mapped(wanted=wanted)
        entries = self._by_kind[record.KIND.value]
        line_entries = self._of_lines(record)
        if not entries and not line_entries:
            return Mapped(wanted=wanted)
        work = _Work(dict(wanted.origins), self.zone, record.external_id)
        if isinstance(record, Invoice | CreditMemo) and line_entries:
            record = replace(record, lines=work.filled_lines(record.lines, line_entries, roots, line_roots))
        record = work.filled(record, entries, roots, "")
        updatable = wanted.updatable | {_part_name(entry.spec) for entry in entries if _follows(entry)}
        done = replace(wanted, record=record, origins=work.origins, updatable=updatable)
        return Mapped(wanted=done, problems=tuple(work.problems))

    def _of_lines(self, record: Mappable) -> tuple[FieldEntry, ...]:
        twin = KINDS[record.KIND.value].twin if isinstance(record, Invoice | CreditMemo) else None
        return self._by_kind[twin] if twin else ()


def _follows(entry: FieldEntry) -> bool:
    return isinstance(entry, FieldMapping) and entry.updates


def _part_name(spec: FieldSpec) -> str:
    """What the records call a field: an attribute of ours, else SuiteTalk's name."""
    return spec.part or spec.suitetalk


def load_mapping(files: MappingFiles, zone: ZoneInfo) -> Mapping:
    """The mapping of these files, later ones win. Raises ConfigurationInvalid with all that is wrong."""
    return Mapping(entries=load_entries(files), zone=zone)


class _Work:
    """One record being mapped: its origins so far, and the problems met."""

    def __init__(self, origins: dict[str, Origin], zone: ZoneInfo, subject: str) -> None:
        self.origins = origins
        self.problems: list[Problem] = []
        self._zone = zone
        self._subject = subject

    def filled_lines(
        self,
        lines: Sequence[TransactionLine],
        entries: Sequence[FieldEntry],
        roots: Roots,
        line_roots: Sequence[Roots | None],
    ) -> tuple[TransactionLine, ...]:
        """The lines with what the entries say, each with the objects of its own."""
        defaults = tuple(entry for entry in entries if isinstance(entry, FieldDefault))
        of_lines = [*line_roots, *({} for _ in lines[len(line_roots) :])]
        return tuple(
            self.filled(line, defaults if own is None else entries, {**roots, **(own or {})}, f"lines[{index}].")
            for index, (line, own) in enumerate(zip(lines, of_lines, strict=True))
        )

    def filled(self, target: M, entries: Sequence[FieldEntry], roots: Roots, prefix: str) -> M:
        """The record or line with what the entries say."""
        filling = _Filling(target)
        for entry in entries:
            outcome = self._value(entry, roots)
            if outcome is None:
                continue
            field, origin = outcome
            key = prefix + (entry.spec.part or entry.spec.name)
            before = self.origins.get(key) if filling.has(entry.spec) else None
            losers = (replace(before, losers=()), *before.losers) if before else ()
            self.origins[key] = replace(origin, losers=losers)
            filling.put(entry.spec, field)
        return filling.done()

    def _value(self, entry: FieldEntry, roots: Roots) -> tuple[Field | None, Origin] | None:
        """The value of an entry and its origin; None when it leaves what was there."""
        if isinstance(entry, FieldDefault):
            return entry.field, Origin(by=entry.place, value=entry.field.value if entry.field else None)
        value = entry.path.read(roots, entry.kind.root)
        path = entry.path.within(entry.kind.root)
        try:
            field = found(value, entry.spec, self._zone)
        except WrongTypeError as error:
            self.problems.append(self._problem(entry.spec, entry.place, path, str(value), str(error)))
            return None
        return None if field is None else (field, Origin(by=entry.place, path=path, value=value))

    def _problem(self, spec: FieldSpec, place: str, path: str, value: str, wanted: str) -> Problem:
        values = {"field": spec.name, "wanted": wanted, "path": path, "value": value[:100], "place": place}
        return Problem(code="MAPPING_TYPE", subject=self._subject, values=values)


class _Filling(Generic[M]):
    """A record or line whose parts and fields are being replaced."""

    def __init__(self, target: M) -> None:
        self._target = target
        self._parts: dict[str, _Part] = {}
        self._fields = {name_of(field): field for field in target.fields}

    def has(self, spec: FieldSpec) -> bool:
        """Whether there is a value that would be replaced."""
        if spec.part is None:
            return spec.name in self._fields
        return self._parts.get(spec.part, getattr(self._target, spec.part)) is not None

    def put(self, spec: FieldSpec, field: Field | None) -> None:
        """Set a field, or clear it."""
        if spec.part == "memo" and field is not None:
            self._parts["memo"] = _memo(field.value, getattr(self._target, "memo", None))
        elif spec.part is not None:
            self._parts[spec.part] = None if field is None else _part(spec.part, field)
        elif field is not None:
            self._fields[spec.name] = field
        else:
            self._fields.pop(spec.name, None)

    def done(self) -> M:
        """The record or line with all that was put; a payment with an account is not in Undeposited Funds."""
        if isinstance(self._target, CustomerPayment) and self._parts.get("account"):
            self._parts.setdefault("undep_funds", None)
        parts: dict[str, Any] = {**self._parts, "fields": tuple(self._fields.values())}
        return replace(self._target, **parts)


def _memo(mapped: str, standard: str | None) -> str:
    """Rule I-2: the Stripe id stands behind a mapped memo, once, and is never cut."""
    if not standard or standard in mapped[:MEMO_MAX]:
        return mapped[:MEMO_MAX]
    room = MEMO_MAX - len(standard) - len(". ")
    return f"{mapped[:room]}. {standard}" if mapped else standard


def _part(part: str, field: Field) -> _Part:
    """A value as our own records hold it."""
    match field.type:
        case "reference":
            return Ref(kind=REFERRED[part], internal_id=field.value)
        case "date":
            return date.fromisoformat(field.value)
        case "boolean":
            return field.value == "true"
        case "text" | "decimal" | "integer":
            return field.value
