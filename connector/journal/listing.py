"""Lists records with what people look for in them: state, money, customer, cause, and what was remarked on them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Row, Select, String, and_, exists, func, literal, or_, select

from connector.journal.content import content_of
from connector.journal.issues import ISSUES, Issue, issue_of
from connector.journal.remarks import Remarks, remarks_of
from connector.journal.rows import Scope, rows_in
from connector.journal.schema import OPEN, intent, issue, root
from connector.journal.shown import HELD_BY, IS_HELD, Shown, shown
from connector.lifecycle import State
from connector.translation.wanted import Application, Linked
from netsuite_client.records import CreditMemo, Customer, CustomerPayment, CustomerRefund, Invoice, Record, Ref
from stripe_client.objects import Root, RootKind

PAGE = 500


@dataclass(frozen=True, kw_only=True)
class Money:
    """What a record is worth, to whom, and on which day; None where it has no such thing."""

    amount: Decimal | None = None
    currency: str | None = None
    customer: str | None = None
    dated_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A record as a list shows it: an intent, or a root that made none because something stops it.

    `id` is its external id or the root's Stripe id; `root` is whose it is, None for what several share. `detail` says
    more of the state: why it is skipped, what blocks it. `text` is all that a search for text looks through.
    `is_root`: no record stands for it; `is_finding`: what is to be seen of it stops nothing.
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
    is_root: bool = False
    is_finding: bool = False


@dataclass(frozen=True, kw_only=True)
class Narrowed:
    """What of a search the database can answer by itself; None and empty narrow nothing."""

    ids: frozenset[str] | None = None
    states: frozenset[Shown] = frozenset()
    kinds: frozenset[str] = frozenset()
    codes: frozenset[str] = frozenset()
    texts: tuple[str, ...] = ()


def entries(db: Connection, scope: Scope, narrowed: Narrowed) -> Iterator[Entry]:
    """Everything that may fit, in the order in which it was recorded: intents first, then roots that made none."""
    yield from _pages(db, _intents(scope, narrowed), intent.c.id, lambda rows: _of_intents(db, scope, rows))
    yield from _pages(db, _roots(scope, narrowed), root.c.id, lambda rows: _of_roots(db, scope, rows))


def _pages(db: Connection, query: Select[Any], number: Any, made: Any) -> Iterator[Entry]:
    last = 0
    while rows := db.execute(query.where(number > last).order_by(number).limit(PAGE)).all():
        yield from made(rows)
        last = rows[-1].id


# -- intents ---------------------------------------------------------------------------------------------------------


_STATES: Mapping[Shown, tuple[State, ...]] = {
    Shown.QUEUED: (State.INTENDED,),
    Shown.WAITING: (State.INTENDED,),
    Shown.ON_HOLD: (State.INTENDED,),
    Shown.BLOCKED: (State.INTENDED,),
    Shown.RETRYING: (State.INTENDED, State.UNANSWERED, State.OVERTAKEN),
    Shown.RUNNING: (State.SENT,),
    Shown.NEEDS_ATTENTION: (State.INTENDED, State.ACCEPTED, State.REFUSED, State.WITHDRAW_REFUSED),
    Shown.IGNORED: (State.REFUSED, State.WITHDRAW_REFUSED),
    Shown.SKIPPED: (State.INTENDED, State.SKIPPED),
    Shown.SYNCED: (State.ACCEPTED,),
    Shown.ROLLED_BACK: (State.ROLLED_BACK,),
    Shown.WITHDRAWING: (State.WITHDRAWING, State.WITHDRAW_SENT, State.WITHDRAW_UNANSWERED),
    Shown.WITHDRAWN: (State.WITHDRAWN,),
    Shown.REVERSED: (State.REVERSED,),
}
"""In which states an intent may be that is shown so."""


def _intents(scope: Scope, narrowed: Narrowed) -> Select[Any]:
    query = (
        select(
            intent, IS_HELD.label("is_held"), root.c.kind.label("root_kind"), root.c.stripe_id, root.c.state.label("rs")
        )
        .outerjoin(root, root.c.id == intent.c.root_id)
        .where(intent.c.connection == scope.connection)
    )
    if narrowed.ids is not None:
        query = query.where(or_(intent.c.external_id.in_(narrowed.ids), root.c.stripe_id.in_(narrowed.ids)))
    if narrowed.states:
        states = {state.value for shown_as in narrowed.states for state in _STATES[shown_as]}
        query = query.where(intent.c.state.in_(states))
    if narrowed.states == {Shown.NEEDS_ATTENTION} or narrowed.codes:
        query = query.where(or_(_has_issue(issue.c.intent_id == intent.c.id), intent.c.state == State.INTENDED.value))
    if narrowed.kinds:
        query = query.where(intent.c.kind.in_(narrowed.kinds))
    for text in narrowed.texts:
        query = query.where(_says(intent.c.external_id, intent.c.content, intent.c.last_error, text=text))
    return query


def _has_issue(which: Any) -> Any:
    return exists().where(which, OPEN)


def _says(*columns: Any, text: str) -> Any:
    """Whether any of these holds the text, whatever the letter case."""
    sought = literal(text.lower(), String)
    return or_(*(func.lower(func.coalesce(column, "")).contains(sought, autoescape=True) for column in columns))


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


def money_of(content: Record | Linked | Application) -> Money:
    """What a record is worth, and to whom."""
    match content:
        case Invoice() | CreditMemo():
            return Money(
                amount=content.total,
                currency=content.currency.name,
                customer=_name(content.entity),
                dated_on=content.tran_date,
            )
        case CustomerPayment() | CustomerRefund():
            return Money(
                amount=content.total,
                currency=content.currency.name,
                customer=_name(content.customer),
                dated_on=content.tran_date,
            )
        case Application():
            return Money(amount=content.amount, currency=content.currency)
        case Customer():
            person = " ".join(filter(None, (content.first_name, content.last_name)))
            return Money(customer=content.company_name or person or content.external_id)
        case _:
            return Money()


def _name(customer: Ref) -> str:
    id_ = customer.external_id or customer.internal_id or ""
    return f"{customer.name} ({id_})" if customer.name else id_


# -- roots that made nothing -----------------------------------------------------------------------------------------


ROOT_RECORDS: Mapping[RootKind, str] = {
    RootKind.INVOICE: "invoice",
    RootKind.CHARGE: "customer_payment",
    RootKind.CUSTOMER: "customer",
    RootKind.CUSTOMER_BALANCE: "credit_memo",
}
"""The kind of record that a root would be."""


def _roots(scope: Scope, narrowed: Narrowed) -> Select[Any]:
    """Roots that are skipped, held back or stopped and of which no record stands, and those with something to see."""
    itself = exists().where(intent.c.connection == root.c.connection, intent.c.external_id == root.c.stripe_id)
    found = and_(root.c.state == "wanted", _has_issue(issue.c.root_id == root.c.id))
    query = select(root).where(
        root.c.connection == scope.connection, or_(found, and_(root.c.state.in_(list(HELD_BY)), ~itself), _stopped())
    )
    if narrowed.ids is not None:
        query = query.where(root.c.stripe_id.in_(narrowed.ids))
    if narrowed.codes:
        query = query.where(_has_issue(issue.c.root_id == root.c.id))
    if narrowed.kinds:
        kinds = [kind.value for kind, record in ROOT_RECORDS.items() if record in narrowed.kinds]
        query = query.where(root.c.kind.in_(kinds))
    return query


def _stopped() -> Any:
    return and_(root.c.state == "attention", _has_issue(issue.c.root_id == root.c.id))


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
