"""Applies mapping entries to records that should exist, and remembers where each value came from."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from collections.abc import Mapping as Mapping_
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Generic, TypeVar
from zoneinfo import ZoneInfo

from connector.located import ConfigurationInvalid
from connector.mapping.catalogue import KINDS, REFERRED, FieldSpec, Mappable
from connector.mapping.entries import FieldEntry, FieldMapping, Said
from connector.mapping.evaluation import Seen, Stopped, Unsaid, Value
from connector.mapping.expressions.paths import Named, Objects
from connector.mapping.files import MappingFiles
from connector.mapping.loading import read_all
from connector.translation.external_ids import MEMO_MAX
from connector.translation.field_names import name_of
from connector.translation.origins import MappedOrigins
from connector.translation.wanted import Block, Linked, Origin, Problem, WantedRecord
from netsuite_client.records import (
    CreditMemo,
    CustomerPayment,
    Field,
    Invoice,
    Kind,
    PaymentMethod,
    Record,
    Ref,
    TransactionLine,
)

Origins = Mapping_[str, Origin]
M = TypeVar("M", bound=Mappable)

_Part = str | bool | date | Ref | None


@dataclass(frozen=True, kw_only=True)
class Mapped:
    """A record with its mapped fields, and what could not be mapped; with problems it is not to be sent."""

    wanted: WantedRecord
    problems: tuple[Problem, ...] = ()
    blocked: Block | None = None


@dataclass(frozen=True, kw_only=True)
class Mapping:
    """All that a connection's mapping files say, ready to apply; `zone` is the Stripe account's."""

    said: Said
    zone: ZoneInfo
    _by_kind: dict[str, tuple[FieldEntry, ...]] = dataclasses.field(init=False, repr=False, compare=False)
    _concerned: frozenset[str] = dataclasses.field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_kind = {name: tuple(each for each in self.said.entries if each.kind.name == name) for name in KINDS}
        object.__setattr__(self, "_by_kind", by_kind)
        object.__setattr__(self, "_concerned", frozenset(name for name in KINDS if _is_filled(name, by_kind)))

    @property
    def entries(self) -> Sequence[FieldEntry]:
        """Its entries, later ones win."""
        return self.said.entries

    def concerns(self, wanted: WantedRecord) -> bool:
        """Whether any entry is for such a kind of record or its lines."""
        return wanted.record.KIND in self._concerned and not isinstance(wanted.record, Linked)

    def apply(self, wanted: WantedRecord, seen: Objects, lines: Sequence[Named | None] = ()) -> Mapped:
        """The record with what the entries say, each origin with what it won over.

        `seen` are the objects of Stripe that it is made of; `lines`, one for each line of a document, are the
        line's own: `line`, `price`, `product`. A line with None is of a discount, of shipping or of a tax: it takes
        the defaults and overrides of its kind, since NetSuite may demand a field of every line, but no mapping,
        since there is no Stripe line to read.
        """
        record = wanted.record
        if isinstance(record, PaymentMethod | Linked):
            return Mapped(wanted=wanted)
        entries, line_entries = self._by_kind[self._kind(wanted, record)], self._of_lines(record)
        work = _Work(wanted.origins, record.external_id, wanted.decided)
        if isinstance(record, Invoice | CreditMemo) and line_entries:
            record = replace(record, lines=work.filled_lines(record.lines, line_entries, Seen(seen, self.zone), lines))
        record = work.filled(record, entries, Seen(seen, self.zone), "")
        updatable = wanted.updatable | {_part_name(entry.spec) for entry in entries if _follows(entry)}
        done = replace(wanted, record=record, origins=work.origins, updatable=updatable)
        return Mapped(wanted=done, problems=tuple(work.problems), blocked=work.blocked)

    def _kind(self, wanted: WantedRecord, record: Record) -> str:
        """The kind whose entries apply: a memo that a credit note made has one of its own, where it is used."""
        return OF_NOTE if self._by_kind[OF_NOTE] and made_by_note(wanted) else str(record.KIND)

    def _of_lines(self, record: Mappable) -> tuple[FieldEntry, ...]:
        twin = KINDS[record.KIND.value].twin if isinstance(record, Invoice | CreditMemo) else None
        return self._by_kind[twin] if twin else ()


def _is_filled(name: str, by_kind: Mapping_[str, Sequence[FieldEntry]]) -> bool:
    """Whether an entry is for this kind, for its lines, or for those of its records that have a kind of their own."""
    twin = KINDS[name].twin
    return bool(by_kind[name] or (twin and by_kind[twin]) or (name == Kind.CREDIT_MEMO and by_kind[OF_NOTE]))


BY_MAX = 255
"""Characters of what holds a root back."""
OF_NOTE = "credit_memo_credit_note"


def made_by_note(wanted: WantedRecord) -> bool:
    """Whether a record of ours is the credit memo of a credit note."""
    return wanted.record.KIND is Kind.CREDIT_MEMO and wanted.origins["external_id"].path == "credit_note.id"


def _follows(entry: FieldEntry) -> bool:
    return isinstance(entry, FieldMapping) and entry.updates


def _part_name(spec: FieldSpec) -> str:
    """What the records call a field: an attribute of ours, else SuiteTalk's name."""
    return spec.part or spec.suitetalk


def load_mapping(files: MappingFiles, zone: ZoneInfo) -> Mapping:
    """The mapping of these files, later ones win. Raises ConfigurationInvalid with all that is wrong."""
    said, messages = read_all(files)
    if any(message.severity == "error" for message in messages):
        raise ConfigurationInvalid(messages)
    return Mapping(said=said, zone=zone)


_Note = tuple[Value, bool, "_Note | None"]
"""What an entry said of a field, whether there was a value that it took the place of, and what was said before."""


class _Said(Mapping_[str, Origin]):
    """What entries said of fields; an origin, with what it won over, is made when somebody asks for it."""

    def __init__(self, before: Origins) -> None:
        self._before, self._last = before, dict[str, _Note]()

    def note(self, field: str, value: Value, *, replaces: bool) -> None:
        """Note the value of a field, and whether there was one that it takes the place of."""
        self._last[field] = (value, replaces, self._last.get(field))

    def __getitem__(self, field: str) -> Origin:
        return self._origin(field, self._last[field])

    def _origin(self, field: str, note: _Note) -> Origin:
        value, replaces, earlier = note
        before = self._origin(field, earlier) if earlier else self._before.get(field)
        return _won(value.origin, before) if before and replaces else value.origin

    def __iter__(self) -> Iterator[str]:
        return iter(self._last)

    def __len__(self) -> int:
        return len(self._last)


class _Work:
    """One record being mapped: what its entries said so far, and what stops it."""

    def __init__(self, origins: Origins, subject: str, decided: frozenset[str]) -> None:
        self._before, self._said = origins, _Said(origins)
        self._silent: list[tuple[str, Origin]] = []
        self.problems: list[Problem] = []
        self.blocked: Block | None = None
        self._subject, self._decided = subject, decided

    @property
    def origins(self) -> Origins:
        """Those of what was filled, and who had nothing to say, over those that the record had."""
        return MappedOrigins(self._before, self._said, self._silent)

    def filled_lines(
        self,
        lines: Sequence[TransactionLine],
        entries: Sequence[FieldEntry],
        seen: Seen,
        named: Sequence[Named | None],
    ) -> tuple[TransactionLine, ...]:
        """The lines with what the entries say, each with the objects of its own."""
        without_line = tuple(entry for entry in entries if not isinstance(entry, FieldMapping))
        of_lines = [*named, *({} for _ in lines[len(named) :])]
        return tuple(
            self.filled(line, entries, replace(seen, objects=seen.objects.beside(own)), f"lines[{index}].")
            if own is not None
            else self.filled(line, without_line, seen, f"lines[{index}].")
            for index, (line, own) in enumerate(zip(lines, of_lines, strict=True))
        )

    def filled(self, target: M, entries: Sequence[FieldEntry], seen: Seen, prefix: str) -> M:
        """The record or line with what the entries say."""
        filling = _Filling(target)
        for entry in entries:
            outcome = seen.outcome(entry)
            key = prefix + (entry.spec.part or entry.spec.name)
            match outcome:
                case Value():
                    self._said.note(key, outcome, replaces=filling.put(entry.spec, outcome.field))
                case Unsaid(why, path, value, steps):
                    self._silent.append((key, Origin(by=entry.place, path=path, value=value, said=why, steps=steps)))
                case Stopped() if ("lines." if prefix else "") + entry.spec.name not in self._decided:
                    self._stop(outcome)
                case Stopped():
                    pass
        return filling.done()

    def _stop(self, stopped: Stopped) -> None:
        if stopped.holds:
            self.blocked = Block(code=stopped.code, by=stopped.values["by"][:BY_MAX])
        else:
            self.problems.append(Problem(code=stopped.code, subject=self._subject, values=stopped.values))


def _won(origin: Origin, before: Origin) -> Origin:
    """The origin of a value that takes the place of another."""
    return replace(origin, losers=(replace(before, losers=()), *before.losers))


class _Filling(Generic[M]):
    """A record or line whose parts and fields are being replaced."""

    def __init__(self, target: M) -> None:
        self._target = target
        self._parts: dict[str, _Part] = {}
        self._fields = {name_of(field): field for field in target.fields}

    def put(self, spec: FieldSpec, field: Field | None) -> bool:
        """Set a field, or clear it; whether there was a value that this replaced."""
        if spec.part is not None:
            replaced = self._parts.get(spec.part, getattr(self._target, spec.part)) is not None
            self._parts[spec.part] = self._part(spec.part, field)
            return replaced
        replaced = spec.name in self._fields
        if field is not None:
            self._fields[spec.name] = field
        elif replaced:
            del self._fields[spec.name]
        return replaced

    def _part(self, part: str, field: Field | None) -> _Part:
        if field is None:
            return None
        return _memo(field.value, getattr(self._target, "memo", None)) if part == "memo" else _part(part, field)

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
