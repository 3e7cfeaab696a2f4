"""Lists records with what people look for in them: state, money, customer, cause, and what was remarked on them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from heapq import merge
from typing import Any

from sqlalchemy import Column, Connection, Row, Select, select

from connector.journal.content import content_of
from connector.journal.faces import STRIPE, Money, money_of
from connector.journal.issues import ISSUES, Issue, issue_of
from connector.journal.remarks import Remarks, remarks_of
from connector.journal.rows import Scope, rows_in
from connector.journal.schema import OPEN, intent, issue, root
from connector.journal.searching import ROOT_RECORDS, Narrowed, Order, intent_ids, root_ids
from connector.journal.shown import HELD_BY, IS_HELD, Shown, shown
from connector.lifecycle import State
from stripe_client.objects import Root, RootKind

PAGE = 500


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A record as a list shows it: an intent, or a root that made none because something stops it.

    `id` is its external id or the root's Stripe id; `root` is whose it is, None for what several share. `detail` says
    more of the state: why it is skipped, what blocks it. `text` is all that a search for text looks through.
    `source` says where its service periods come from (rule RR-48). `in_doubt`: NetSuite is asked first what became of
    it. `is_root`: no record stands for it; `is_finding`: what is to be seen of it stops nothing.
    """

    id: str
    kind: str
    shown: Shown
    root: Root | None
    money: Money
    since: datetime
    detail: str | None = None
    internal_id: str | None = None
    attempts: int = 0
    next_try: datetime | None = None
    issue: Issue | None = None
    remarks: Remarks = field(default_factory=Remarks)
    text: str = ""
    source: str | None = None
    in_doubt: bool = False
    is_root: bool = False
    is_finding: bool = False


Key = Callable[[Entry], Any]
KEYS: Mapping[str, Key] = {
    "id": lambda entry: entry.id,
    "kind": lambda entry: entry.kind,
    "customer": lambda entry: (entry.money.customer or "").lower(),
    "amount": lambda entry: entry.money.amount or 0,
    "date": lambda entry: str(entry.money.dated_on or ""),
    "age": lambda entry: entry.since,
    "code": lambda entry: entry.issue.code if entry.issue else "",
}
"""By what a list can be sorted."""


def entries(db: Connection, scope: Scope, narrowed: Narrowed, order: Order | None = None) -> Iterator[Entry]:
    """Everything that may fit, sorted; else intents, then roots that made none, in the order in which they came."""
    intents = _in_pages(
        db, intent_ids(scope, narrowed, order), _INTENTS, intent.c.id, lambda rows: _of_intents(db, scope, rows)
    )
    roots = _in_pages(db, root_ids(scope, narrowed, order), _ROOTS, root.c.id, lambda rows: _of_roots(db, scope, rows))
    if order is None:
        yield from intents
        yield from roots
    else:
        yield from merge(intents, roots, key=KEYS[order.by], reverse=order.downwards)


def _in_pages(
    db: Connection,
    numbers: Select[Any],
    rows_of: Select[Any],
    number: Column[int],
    made: Callable[[Sequence[Row[Any]]], Iterator[Entry]],
) -> Iterator[Entry]:
    """The numbers of all come first, for they are sorted without their contents."""
    found = db.execute(numbers, execution_options={"yield_per": PAGE}).scalars()
    for portion in found.partitions(PAGE):
        rows = {row.id: row for row in rows_in(db, rows_of, number, portion)}
        yield from made([rows[each] for each in portion])


_INTENTS = select(
    intent, IS_HELD.label("is_held"), root.c.kind.label("root_kind"), root.c.stripe_id, root.c.state.label("rs")
).outerjoin(root, root.c.id == intent.c.root_id)

_ROOTS = select(root)


_IN_DOUBT = frozenset({State.UNANSWERED.value, State.OVERTAKEN.value, State.WITHDRAW_UNANSWERED.value})


def _of_intents(db: Connection, scope: Scope, rows: Sequence[Row[Any]]) -> Iterator[Entry]:
    issues = issues_of(db, issue.c.intent_id, [row.id for row in rows])
    remarks = remarks_of(db, scope, [row.external_id for row in rows])
    for row in rows:
        content = content_of(row.kind, row.content)
        found = issues.get(row.id)
        delayed = row.not_before is not None and row.not_before > scope.now
        yield Entry(
            id=row.external_id,
            kind=row.kind,
            shown=_shown(scope, row, found, delayed=delayed),
            root=Root(RootKind(row.root_kind), row.stripe_id) if row.root_kind else None,
            money=money_of(content),
            since=row.since,
            detail=row.set_aside if row.state == State.SKIPPED.value else None,
            internal_id=row.internal_id,
            attempts=row.attempts,
            next_try=row.not_before if delayed else None,
            issue=found,
            remarks=remarks.get(row.external_id, Remarks()),
            in_doubt=row.state in _IN_DOUBT,
            source=STRIPE if row.terms else None,
            text=f"{row.external_id} {row.content} {row.last_error or ''}",
        )


def _shown(scope: Scope, row: Row[Any], found: Issue | None, *, delayed: bool) -> Shown:
    held_by = row.rs if row.rs in HELD_BY else "blocked"
    return shown(
        State(row.state),
        on_hold=row.hold is not None,
        waits=row.open_needs > 0,
        delayed=delayed,
        found_wrong=found is not None,
        held_by=held_by if row.is_held else None,
        is_ignored=found is not None and found.is_ignored(scope.now),
    )


def issues_of(db: Connection, owner: Any, numbers: Collection[int]) -> dict[int, Issue]:
    """The open issues of these intents or roots, the oldest of each."""
    rows = rows_in(db, ISSUES.where(OPEN), owner, numbers)
    return {getattr(row, owner.name): issue_of(row) for row in sorted(rows, key=lambda row: -int(row.id))}


def _of_roots(db: Connection, scope: Scope, rows: Sequence[Row[Any]]) -> Iterator[Entry]:
    issues = issues_of(db, issue.c.root_id, [row.id for row in rows])
    remarks = remarks_of(db, scope, [row.stripe_id for row in rows])
    for row in rows:
        found = issues.get(row.id)
        kind = RootKind(row.kind)
        amount = Decimal(row.amount) if row.amount is not None else None
        yield Entry(
            id=row.stripe_id,
            kind=ROOT_RECORDS[kind],
            shown=_shown_root(scope, row.state, found),
            root=Root(kind, row.stripe_id),
            money=Money(amount=amount, currency=row.currency, customer=row.customer, dated_on=row.dated_on),
            since=found.opened_at if found else row.read_at,
            detail=row.blocked_by or row.reason,
            issue=found,
            remarks=remarks.get(row.stripe_id, Remarks()),
            is_root=True,
            is_finding=row.state == "wanted",
            text=" ".join(
                filter(None, (row.stripe_id, row.customer, row.reason, *(found.values.values() if found else ())))
            ),
        )


def _shown_root(scope: Scope, state: str, found: Issue | None) -> Shown:
    needs = HELD_BY.get(state, Shown.NEEDS_ATTENTION)
    if needs is Shown.NEEDS_ATTENTION and found is not None and found.is_ignored(scope.now):
        return Shown.IGNORED
    return needs
