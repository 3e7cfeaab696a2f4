"""Lets a person say which record of NetSuite one of ours is, once the two were compared and can be the same."""

from __future__ import annotations

from dataclasses import dataclass

from connector.assembly import Assembled
from connector.desk.choosing import by_ids, the_one
from connector.desk.comparing import Difference, differences, member_of
from connector.desk.deciding import refused
from connector.desk.query import QueryError
from connector.desk.refusal import Refusal
from connector.journal import Entry, Journal, Person, Shown
from connector.translation.wanted import Application, Linked
from netsuite_client.records import CreditMemo, CustomerPayment, CustomerRefund, Invoice, Kind, Record, Ref, Transaction

LINKABLE = frozenset({Shown.NEEDS_ATTENTION, Shown.IGNORED, Shown.QUEUED, Shown.WAITING, Shown.SKIPPED})

UNLINKABLE = frozenset({Shown.SYNCED, Shown.NEEDS_ATTENTION})


@dataclass(frozen=True, kw_only=True)
class Match:
    """A record of ours beside the one of NetSuite that a person names, and where they differ."""

    entry: Entry
    netsuite: Ref
    there: Record
    differences: tuple[Difference, ...]
    same_amount: bool


def to_link(assembled: Assembled, id_: str, netsuite: str) -> Match:
    """The two side by side. Raises Refusal where they cannot be the same, QueryError for ids that are none."""
    journal = assembled.journal
    entry = the_one(journal, id_)
    if entry.is_root or entry.kind == "application":
        raise refused(entry, "no record stands for it; put it aside instead")
    if entry.shown not in LINKABLE:
        raise refused(entry, "only what NetSuite does not have by us can be linked")
    ref = _ref(netsuite, entry)
    if other := journal.desk.linked_elsewhere(entry.kind, ref.internal_id or ""):
        raise _unfit(entry, netsuite, f"NetSuite's record is {other} already")
    ours, there = _content(journal, entry), assembled.erp.read([ref])[0]
    if there is None:
        raise _unfit(entry, netsuite, "NetSuite has no such record")
    if wrong := _misfit(journal, ours, there):
        raise _unfit(entry, netsuite, wrong)
    return Match(
        entry=entry,
        netsuite=ref,
        there=there,
        differences=tuple(differences(ours, there)),
        same_amount=_total(ours) == _total(there),
    )


def link(journal: Journal, match: Match, person: Person, *, checked: bool = False) -> None:
    """It is that record. Raises Refusal where amounts differ and nobody says why."""
    if not match.same_amount and not person.reason:
        raise _unfit(match.entry, _name(match.netsuite), "the amounts differ: say why with --reason")
    journal.desk.link(match.entry.id, match.netsuite.internal_id or "", person, checked=checked)


def unlink(journal: Journal, id_: str, person: Person) -> Entry:
    """It is not that record, which stays in NetSuite as it is; ours is queued. Raises Refusal."""
    entry = the_one(journal, id_)
    if entry.shown not in UNLINKABLE or entry.is_root or not member_of(journal, entry.id).linked:
        raise refused(entry, "only what was linked can be unlinked")
    journal.desk.unlink(entry.id, person)
    return entry


def _ref(netsuite: str, entry: Entry) -> Ref:
    """`invoice:456` as a reference. Raises QueryError, Refusal for another kind."""
    kind, colon, internal_id = netsuite.rpartition(":")
    if not colon or not internal_id.isdecimal():
        raise QueryError(f"{netsuite} is no record of NetSuite: write its kind and internal id, as {entry.kind}:456.")
    if kind != entry.kind:
        raise _unfit(entry, netsuite, f"a {kind.replace('_', ' ')} is no {entry.kind.replace('_', ' ')}")
    return Ref(kind=Kind(kind), internal_id=internal_id)


def _content(journal: Journal, entry: Entry) -> Record:
    content = member_of(journal, entry.id).content
    if isinstance(content, Application | Linked):
        raise refused(entry, "it is linked by Stripe's metadata or a setting already")
    return content


def _misfit(journal: Journal, ours: Record, there: Record) -> str | None:
    """Why the two cannot be the same, whatever the amounts."""
    if not isinstance(ours, Transaction) or not isinstance(there, Transaction):
        return None
    if _id(ours.currency) != _id(there.currency):
        return f"its currency is {there.currency.name or _id(there.currency)}, and ours is {ours.currency.name}"
    customer, payer = _customer(ours), _customer(there)
    known = customer.internal_id or _internal_id(journal, customer.external_id or "")
    if known is None:
        return f"the customer {customer.external_id} is not in NetSuite yet: bring it home first"
    return None if known == payer.internal_id else f"it belongs to another customer ({payer.name or payer.internal_id})"


def _internal_id(journal: Journal, external_id: str) -> str | None:
    return next((each.internal_id for each in by_ids(journal, {external_id})), None)


def _customer(record: Transaction) -> Ref:
    match record:
        case Invoice() | CreditMemo():
            return record.entity
        case CustomerPayment() | CustomerRefund():
            return record.customer


def _id(ref: Ref) -> str | None:
    return ref.internal_id


def _total(record: Record) -> object:
    return record.total if isinstance(record, Transaction) else None


def _name(ref: Ref) -> str:
    return f"{ref.kind.value}:{ref.internal_id}"


def _unfit(entry: Entry, netsuite: str, message: str) -> Refusal:
    return Refusal("LINK_DOES_NOT_FIT", entry.id, netsuite=netsuite, message=message)
