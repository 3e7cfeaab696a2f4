"""Finds an invoice and its memos in the journal and computes what they earn, each by the periods of its own day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from connector.journal import Journal, Member
from connector.lifecycle import LEAVING, State
from connector.recognition import (
    Billed,
    Calendar,
    LineSchedule,
    Memo,
    Method,
    PeriodSeen,
    Policy,
    TermSource,
    calendar_at,
    scheduled,
)
from connector.settings import Connection
from connector.translation.dates import EndDateRule
from connector.translation.wanted import Application
from netsuite_client.records import CreditMemo, Invoice, Kind
from stripe_client.objects import Root, RootKind

GONE = frozenset({*LEAVING, State.WITHDRAWN, State.REVERSED, State.ROLLED_BACK})
"""States of what is not, or will not stay, in NetSuite, or is balanced there by what reverses it."""

OF_CREDIT = "memo_cbtxn_"
"""How memos of a customer's credit are called, by the transaction that uses it."""


@dataclass(frozen=True, kw_only=True)
class DocumentSchedule:
    """An invoice, the schedule of each line that has a term, and its memos. `sent_dates`: NetSuite got the terms.

    `unscheduled` are memos of credit used that take nothing off these schedules (rule RR-25).
    """

    invoice: Invoice
    lines: tuple[LineSchedule, ...]
    memos: tuple[str, ...]
    sent_dates: bool
    unscheduled: tuple[str, ...] = ()


def policy_of(connection: Connection) -> Policy:
    """The settings that decide expected schedules."""
    dates = connection.revenue_dates
    return Policy(
        method=Method(connection.revenue.method),
        term_source=TermSource(dates.term_source),
        end_date_rule=EndDateRule(dates.end_date_rule),
    )


def schedules_of(roots: Iterable[Root], journal: Journal, policy: Policy, now: datetime) -> list[DocumentSchedule]:
    """The schedules of all invoices that these roots are, pay or credit; those that were never recorded have none."""
    seen = journal.periods_seen()
    invoices = dict.fromkeys(id_ for root in roots for id_ in _invoices_of(_members([root], journal)))
    found = (_document(id_, journal, seen, policy, now) for id_ in invoices)
    documents = [one for one in found if one is not None]
    return sorted(documents, key=lambda one: (one.invoice.tran_date, one.invoice.external_id))


def _invoices_of(members: Iterable[Member]) -> Iterator[str]:
    """The invoices that a family has, copies or pays, by external id."""
    for member in members:
        match member.content:
            case Invoice(external_id=id_):
                yield id_
            case CreditMemo():
                yield from (copy.invoice for copy in member.copies if copy)
            case Application(payee=payee) if payee.kind is Kind.INVOICE and payee.external_id:
                yield payee.external_id
            case _:
                pass


def _document(
    id_: str, journal: Journal, seen: Sequence[PeriodSeen], policy: Policy, now: datetime
) -> DocumentSchedule | None:
    """An invoice's memos belong to its own root or to those that depend on it, such as its charges (rule A-2)."""
    roots = dict.fromkeys([Root(RootKind.INVOICE, id_), *journal.find(id_).roots])
    members = [one for one in _members(roots, journal) if one.state not in GONE]
    moments = {one.external_id: calendar_at(seen, one.accepted_at or now) for one in members}
    invoice = next(_billed(id_, members, moments), None)
    if invoice is None:
        return None
    memos = tuple(_memos(id_, members, moments))
    lines = scheduled(invoice, memos, policy)
    return DocumentSchedule(
        invoice=invoice.record,
        lines=lines,
        memos=tuple(memo.record.external_id for memo in memos),
        sent_dates=any(line.rev_rec_start_date for line in invoice.record.lines),
        unscheduled=tuple(sorted(_credit_without_schedule(id_, members))) if lines else (),
    )


def _credit_without_schedule(invoice: str, members: Sequence[Member]) -> Iterator[str]:
    """Memos of credit that the invoice used, where `balance.schedule` gives them no dates (rules B-2, RR-25)."""
    memos = (one for one in members if isinstance(one.content, CreditMemo) and one.external_id.startswith(OF_CREDIT))
    bare = {memo.external_id for memo in memos if not any(memo.copies)}
    for one in members:
        match one.content:
            case Application(payer=payer, payee=payee) if payee.external_id == invoice and payer.external_id in bare:
                yield payer.external_id
            case _:
                pass


def _members(roots: Iterable[Root], journal: Journal) -> list[Member]:
    """Every member once, although families share some."""
    families = [family for root in roots if (family := journal.family(root))]
    return list({member.external_id: member for family in families for member in family.members}.values())


def _billed(id_: str, members: Iterable[Member], moments: Mapping[str, Calendar]) -> Iterator[Billed]:
    for one in members:
        if one.external_id == id_ and isinstance(one.as_sent, Invoice):
            record = replace(one.as_sent, external_id=id_)
            yield Billed(record=record, terms=one.terms, calendar=moments[id_])


def _memos(invoice: str, members: Iterable[Member], moments: Mapping[str, Calendar]) -> Iterator[Memo]:
    for one in members:
        copying = any(copy and copy.invoice == invoice for copy in one.copies)
        if copying and isinstance(one.as_sent, CreditMemo):
            record = replace(one.as_sent, external_id=one.external_id)
            yield Memo(record=record, copies=one.copies, calendar=moments[one.external_id])
