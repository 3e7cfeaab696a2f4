"""Holds a record as Stripe's objects make it beside what was sent and what NetSuite has now, field by field."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from connector.assembly import Assembled
from connector.desk.choosing import the_one
from connector.desk.query import QueryError
from connector.journal import Entry, Journal, Member
from connector.mapping import name_of
from connector.translation.explained import explained
from connector.translation.wanted import Application, Linked, WantedRecord
from netsuite_client.records import Record, Ref

D = TypeVar("D", bound=Any)

NOT_COMPARED = frozenset({"external_id", "item_id", "posting_period", "subsidiary"})
"""What NetSuite or its account decides."""


@dataclass(frozen=True, kw_only=True)
class Difference:
    """A field as it is here and as it is in NetSuite; empty where one side has none."""

    field: str
    ours: str
    netsuite: str


@dataclass(frozen=True, kw_only=True)
class Row:
    """A field as Stripe's objects make it, as it was sent, and as NetSuite has it now."""

    field: str
    stripe: str
    sent: str
    netsuite: str

    @property
    def differs(self) -> bool:
        """Whether NetSuite has something else than was sent, or than is wanted where nothing was sent."""
        wanted = self.sent or self.stripe
        return bool(wanted) and _comparable(wanted) != _comparable(self.netsuite)


@dataclass(frozen=True, kw_only=True)
class Compared:
    """A record side by side; `there` is False where NetSuite has none, by ours or by what stands in its way."""

    member: Member
    netsuite: Ref
    there: bool
    rows: tuple[Row, ...]

    @property
    def clean(self) -> bool:
        """Whether NetSuite has what was sent."""
        return self.there and not any(row.differs for row in self.rows)


def compare(assembled: Assembled, id_: str) -> Compared:
    """The record of an id side by side. Raises QueryError."""
    entry = the_one(assembled.journal, id_)
    member = member_of(assembled.journal, entry.id)
    if isinstance(member.content, Application):
        raise QueryError(f"{id_} is an application: compare its payer or its payee.")
    internal_id = member.internal_id or _named_by(entry)
    ref = Ref(kind=member.content.KIND, internal_id=internal_id)
    found = assembled.erp.read([ref])[0] if internal_id else None
    ours, sent, there = _fields(member.content), _sent(member), _fields(found) if found else {}
    names = [name for name in {**ours, **sent} if name.rpartition(".")[2] not in NOT_COMPARED]
    rows = (
        Row(field=name, stripe=ours.get(name, ""), sent=sent.get(name, ""), netsuite=there.get(name, ""))
        for name in names
    )
    return Compared(member=member, netsuite=ref, there=found is not None, rows=tuple(rows))


def _named_by(entry: Entry) -> str | None:
    """The record of NetSuite that stands in the way of ours."""
    named = entry.issue.values.get("record", "") if entry.issue else ""
    return named.rpartition(":")[2] or None


def _sent(member: Member) -> dict[str, str]:
    return {} if member.sent is None or isinstance(member.sent, Application | Linked) else _fields(member.sent)


def member_of(journal: Journal, external_id: str) -> Member:
    """A record with all that the journal knows of it. Raises QueryError."""
    families = (journal.family(root) for root in journal.find(external_id).roots)
    members = (member for family in families if family for member in family.members)
    found = next((member for member in members if member.external_id == external_id), None)
    if found is None:
        raise QueryError(f"Nothing is made of {external_id}. See: connector show {external_id}")
    return found


def differences(ours: Record, there: Record) -> Iterator[Difference]:
    """Where the two differ, in the fields that ours has."""
    here, other = _fields(ours), _fields(there)
    for name, value in here.items():
        if name.rpartition(".")[2] not in NOT_COMPARED and _comparable(value) != _comparable(other.get(name, "")):
            yield Difference(field=name, ours=value, netsuite=other.get(name, ""))


def _fields(record: Record | Linked) -> dict[str, str]:
    if isinstance(record, Linked):
        return {one.field: one.value for one in explained(WantedRecord(record=record), name_of)}
    return {one.field: one.value for one in explained(WantedRecord(record=_by_internal_ids(record)), name_of)}


def _by_internal_ids(value: D) -> D:
    """References by NetSuite's own ids, where they are known: names and external ids are told on one side only."""
    changes: dict[str, object] = {}
    for one in fields(value):
        changes[one.name] = _told(getattr(value, one.name))
    return replace(value, **changes)


def _told(member: object) -> object:
    match member:
        case Ref(internal_id=str(id_)):
            return Ref(kind=member.kind, internal_id=id_)
        case Ref() | None | str() | bool() | date() | Decimal():
            return member
        case tuple():
            return tuple(_told(each) for each in member)
        case _ if is_dataclass(member) and not isinstance(member, type):
            return _by_internal_ids(member)
        case _:
            return member


def _comparable(value: str) -> str:
    return value.casefold()
