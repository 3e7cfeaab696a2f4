"""Finds the numbers of records that may fit a search, sorted: what a database can say without their contents."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    CompoundSelect,
    Numeric,
    Select,
    String,
    and_,
    case,
    cast,
    exists,
    func,
    literal,
    or_,
    select,
    union,
)

from connector.journal.faces import thousandths
from connector.journal.rows import Scope
from connector.journal.schema import OPEN, face, intent, issue, remark, root
from connector.journal.shown import HELD_BY, Shown
from connector.lifecycle import State
from stripe_client.objects import RootKind


@dataclass(frozen=True, kw_only=True)
class Narrowed:
    """What of a search the database can answer by itself; None and empty narrow nothing.

    `least` and `most` are limits of the amount, `months` first days, `marks` kinds of remark with their texts.
    What is found may be more than fits, never less.
    """

    ids: frozenset[str] | None = None
    states: frozenset[Shown] = frozenset()
    kinds: frozenset[str] = frozenset()
    codes: frozenset[str] = frozenset()
    texts: tuple[str, ...] = ()
    customers: tuple[str, ...] = ()
    least: Decimal | None = None
    most: Decimal | None = None
    months: tuple[date, ...] = ()
    currencies: tuple[str, ...] = ()
    subsidiaries: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    marks: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Order:
    """How a list is sorted, by one of the KEYS of a listing; equal ones stand in the order in which they came."""

    by: str
    downwards: bool = False


def _sorted(query: Select[Any], order: Order | None, keys: Mapping[str, Any], number: Any) -> Select[Any]:
    if order is None:
        return query.order_by(number)
    key = keys[order.by]
    return query.order_by(key.desc().nulls_last() if order.downwards else key.asc().nulls_first(), number)


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


_INTENT_ORDERS: Mapping[str, Any] = {
    "id": intent.c.external_id,
    "kind": face.c.kind,
    "customer": func.coalesce(face.c.customer, ""),
    "amount": func.coalesce(face.c.thousandths, 0),
    "date": face.c.dated_on,
    "age": intent.c.since,
    "code": func.coalesce(
        select(issue.c.code).where(issue.c.intent_id == face.c.intent_id, OPEN).limit(1).scalar_subquery(), ""
    ),
}


def intent_ids(scope: Scope, narrowed: Narrowed, order: Order | None) -> Select[Any]:
    """Their numbers. Intents, whose contents are long, are looked at only where faces do not say it."""
    asked = list(_of_intent(scope, narrowed))
    query = select(face.c.intent_id).where(face.c.connection == scope.connection, *_of_face(scope, narrowed))
    if asked or (order is not None and order.by in {"id", "age"}):
        query = query.join(intent, intent.c.id == face.c.intent_id).where(*asked)
    return _sorted(query, order, _INTENT_ORDERS, face.c.intent_id)


def _of_face(scope: Scope, narrowed: Narrowed) -> Iterator[ColumnElement[bool]]:
    if narrowed.kinds:
        yield face.c.kind.in_(narrowed.kinds)
    if narrowed.least is not None:
        yield face.c.thousandths >= thousandths(narrowed.least)
    if narrowed.most is not None:
        yield face.c.thousandths <= thousandths(narrowed.most)
    for customer in narrowed.customers:
        yield face.c.customer.contains(customer.lower(), autoescape=True)
    for first in narrowed.months:
        yield face.c.dated_on.between(first, _last_of(first))
    for column, values in ((face.c.currency, narrowed.currencies), (face.c.subsidiary, narrowed.subsidiaries)):
        yield from (column == value for value in values)
    yield from (face.c.source == source for source in narrowed.sources)
    if narrowed.codes:
        yield face.c.intent_id.in_(_with_issue(scope, issue.c.intent_id, narrowed.codes))
    if narrowed.ids is not None:
        yield face.c.intent_id.in_(_named(scope, narrowed.ids))
    for kind, text in narrowed.marks:
        ours = select(intent.c.id).where(intent.c.connection == scope.connection)
        yield face.c.intent_id.in_(ours.where(intent.c.external_id.in_(_remarked(scope, kind, text))))


def _with_issue(scope: Scope, owner: Column[Any], codes: Collection[str]) -> Select[Any]:
    return select(owner).where(issue.c.connection == scope.connection, OPEN, issue.c.code.in_(codes))


def _last_of(first: date) -> date:
    return first.replace(day=monthrange(first.year, first.month)[1])


def _named(scope: Scope, ids: Collection[str]) -> CompoundSelect[Any]:
    """A question for each name that an intent has, so that each finds its rows by its own index."""
    ours = select(intent.c.id).where(intent.c.connection == scope.connection)
    roots = select(root.c.id).where(root.c.connection == scope.connection, root.c.stripe_id.in_(ids))
    return union(
        ours.where(intent.c.external_id.in_(ids)),
        select(intent.c.id).where(intent.c.root_id.in_(roots)),
        ours.where(intent.c.internal_id.in_(ids), intent.c.internal_id.is_not(None)),
    )


def _of_intent(scope: Scope, narrowed: Narrowed) -> Iterator[ColumnElement[bool]]:
    if Shown.NEEDS_ATTENTION in narrowed.states:
        yield intent.c.id.in_(_stuck(scope, narrowed.states))
    elif narrowed.states:
        yield and_(intent.c.connection == scope.connection, intent.c.state.in_(_states(narrowed.states)))
    for text in narrowed.texts:
        yield _says(intent.c.external_id, intent.c.content, intent.c.last_error, text=text)


def _states(shown_as: Iterable[Shown]) -> set[str]:
    return {state.value for each in shown_as for state in _STATES[each]}


def _stuck(scope: Scope, states: frozenset[Shown]) -> CompoundSelect[Any]:
    """What needs somebody has an issue or is not accepted: what is accepted and well is most of a journal."""
    others = _states(states) - ({State.ACCEPTED.value} if Shown.SYNCED not in states else set())
    ours = select(intent.c.id).where(intent.c.connection == scope.connection, intent.c.state.in_(others))
    return union(ours, select(issue.c.intent_id).where(issue.c.connection == scope.connection, OPEN, _OF_INTENT))


_OF_INTENT = issue.c.intent_id.is_not(None)


def _remarked(scope: Scope, kind: str, text: str) -> Select[Any]:
    said = select(remark.c.subject).where(remark.c.connection == scope.connection, remark.c.kind == kind)
    return said.where(remark.c.ended_at.is_(None), func.lower(remark.c.text) == text.lower())


def _says(*columns: Any, text: str) -> Any:
    """Whether any of these holds the text, whatever the letter case."""
    sought = literal(text.lower(), String)
    return or_(*(func.lower(func.coalesce(column, "")).contains(sought, autoescape=True) for column in columns))


# -- roots that made nothing -----------------------------------------------------------------------------------------


ROOT_RECORDS: Mapping[RootKind, str] = {
    RootKind.INVOICE: "invoice",
    RootKind.CHARGE: "customer_payment",
    RootKind.CUSTOMER: "customer",
    RootKind.CUSTOMER_BALANCE: "credit_memo",
}
"""The kind of record that a root would be."""


_OLDEST = select(issue.c.code).where(issue.c.root_id == root.c.id, OPEN).order_by(issue.c.id).limit(1)
_ROOT_ORDERS: Mapping[str, Any] = {
    "id": root.c.stripe_id,
    "kind": case({kind.value: record for kind, record in ROOT_RECORDS.items()}, value=root.c.kind),
    "customer": func.lower(func.coalesce(root.c.customer, "")),
    "amount": cast(func.coalesce(root.c.amount, "0"), Numeric(20, 3)),
    "date": root.c.dated_on,
    "age": func.coalesce(_OLDEST.with_only_columns(issue.c.opened_at).scalar_subquery(), root.c.read_at),
    "code": func.coalesce(_OLDEST.scalar_subquery(), ""),
}

_ROOT_STATES: Mapping[Shown, tuple[str, ...]] = {
    Shown.SKIPPED: ("skipped",),
    Shown.BLOCKED: ("blocked",),
    Shown.NEEDS_ATTENTION: ("wanted", "attention"),
    Shown.IGNORED: ("wanted", "attention"),
}
"""In which states a root may be that is shown so."""


def root_ids(scope: Scope, narrowed: Narrowed, order: Order | None) -> Select[Any]:
    """Roots that are skipped, held back or stopped and of which no record stands, and those with something to see."""
    ours = (root.c.connection == scope.connection, *_of_root(scope, narrowed))
    return _sorted(select(root.c.id).where(root.c.id.in_(_idle(scope)), *ours), order, _ROOT_ORDERS, root.c.id)


def _idle(scope: Scope) -> CompoundSelect[Any]:
    """A question for each reason, so that each finds its rows by its own index: most roots are wanted and well."""
    itself = exists().where(intent.c.connection == root.c.connection, intent.c.external_id == root.c.stripe_id)
    held = select(root.c.id).where(root.c.connection == scope.connection, root.c.state.in_(list(HELD_BY)), ~itself)
    seen = select(issue.c.root_id).where(issue.c.connection == scope.connection, OPEN, issue.c.root_id.is_not(None))
    going = select(root.c.id).where(root.c.id.in_(seen), root.c.state.in_(["wanted", "attention"]))
    return union(held, going)


def _of_root(scope: Scope, narrowed: Narrowed) -> Iterator[ColumnElement[bool]]:
    if narrowed.ids is not None:
        yield root.c.stripe_id.in_(narrowed.ids)
    if narrowed.states:
        yield root.c.state.in_({state for each in narrowed.states for state in _ROOT_STATES.get(each, ())})
    if narrowed.codes:
        yield root.c.id.in_(_with_issue(scope, issue.c.root_id, narrowed.codes))
    if narrowed.kinds:
        yield root.c.kind.in_([kind.value for kind, record in ROOT_RECORDS.items() if record in narrowed.kinds])
    for first in narrowed.months:
        yield root.c.dated_on.between(first, _last_of(first))
    yield from (root.c.currency == currency for currency in narrowed.currencies)
    yield from (root.c.stripe_id.in_(_remarked(scope, kind, text)) for kind, text in narrowed.marks)
    if narrowed.subsidiaries or narrowed.sources:
        yield root.c.id.is_(None)
