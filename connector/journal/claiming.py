"""Hands out work under a lease: no intent is in two hands, and whatever has no answer is looked up first."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, bindparam, exists, func, or_, select, update

from connector.journal.batches import batch_of
from connector.journal.checking import batch_of_checks, take_checks
from connector.journal.dialect import one_of
from connector.journal.leases import (
    ASKING_AGAIN,
    DUE,
    IN_DOUBT,
    MOST,
    NOW,
    SENDING,
    WITHDRAWING,
    Lease,
    asked,
    count,
    counting,
    going,
    lanes_holding,
    ours,
    take,
    taking,
)
from connector.journal.rows import OURS, Scope
from connector.journal.schema import (
    ASKING,
    READY,
    UNCHECKED,
    found_in,
    intent,
    is_application,
    leaving,
)
from connector.journal.using import take_applications, take_uses_to_end, waiting_payers
from connector.lifecycle import LEAVING, Event, State, move
from connector.ports import Batch, Purpose

LOOK_UPS_MAX = 100
"""Records after which one request asks: what several lanes had in hand when their process died is one question."""

SHARED_SHARE_MIN = 40
"""Fewer customers and items than this are not shared among lanes."""

JUST_NOW = timedelta(seconds=1)
"""What came due between the last claim and the question when the next one is worth while."""

_USE, _PAYER = (intent.alias(name) for name in ("use", "payer"))
"""Other intents than the one looked at: a use of it, the payer of one."""


def claim(db: Connection, lease: Lease, settling: timedelta) -> Batch | None:
    """The most urgent work there is, in the transaction that is open."""
    release_expired(db, lease.scope, settling)
    there = db.execute(_THERE, asked(lease.scope)).one()
    for purpose, taken_for in _TAKE.items():
        if there._mapping[purpose] and (rows := taken_for(db, lease)):
            made_of = batch_of_checks if purpose is Purpose.CHECK else batch_of
            return made_of(db, lease, purpose, sorted(rows, key=attrgetter("id")))
    return None


def _first(some: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether there is any such intent of ours.

    Asked for in their order, since only then does SQLite look into the small index of just these, and not through all
    that are accepted.
    """
    first = select(intent.c.id).where(intent.c.connection == OURS, some).order_by(intent.c.id).limit(1)
    return first.scalar_subquery().is_not(None)


_THERE = select(
    *(
        _first(some).label(purpose)
        for purpose, some in {
            Purpose.LOOK_UP: ASKING,
            Purpose.LOOK_UP_WITHDRAWAL: leaving(intent),
            Purpose.WITHDRAW: leaving(intent),
            Purpose.UPDATE: and_(READY, ~is_application, intent.c.internal_id.is_not(None)),
            Purpose.ADD: and_(READY, ~is_application),
            Purpose.APPLY: and_(READY, is_application),
            Purpose.CHECK: and_(UNCHECKED, intent.c.lease.is_(None)),
        }.items()
    )
)
"""Whether there is anything of each purpose, claimable or not: one cheap question instead of a dear one for each."""


def release_expired(db: Connection, scope: Scope, settling: timedelta) -> None:
    """Whoever held these is gone: what was sent has no answer, and is looked up once NetSuite has settled."""
    expired = (
        intent.c.connection == scope.connection,
        intent.c.lease.is_not(None),
        intent.c.lease_until <= scope.now,
    )
    states = db.scalars(_EXPIRED, asked(scope)).all()
    for state in map(State, states):
        release: dict[str, Any] = {"lease": None, "lease_until": None}
        if state in IN_DOUBT:
            release |= {"state": move(state, Event.NO_ANSWER).value, "not_before": scope.now + settling}
        db.execute(update(intent).where(*expired, intent.c.state == state.value).values(**release))


_EXPIRED = (
    select(intent.c.state)
    .where(intent.c.connection == OURS, intent.c.lease.is_not(None), intent.c.lease_until <= NOW)
    .distinct()
)


def next_try(db: Connection, scope: Scope) -> datetime | None:
    """When the next intent that only waits for time may be claimed; a moment that has just come counts."""
    soon = and_(intent.c.not_before.is_not(None), intent.c.not_before > scope.now - JUST_NOW)
    free = and_(intent.c.lease.is_(None), or_(READY, ASKING, UNCHECKED, leaving(intent)))
    query = select(func.min(intent.c.not_before)).where(intent.c.connection == scope.connection, soon, free)
    moment: datetime | None = db.scalar(query)
    return moment


def _take_unanswered(db: Connection, lease: Lease) -> list[Row[Any]]:
    """Records with the applications that rode in their add; then applications of payers that are surely there."""
    free = and_(ASKING, intent.c.lease.is_(None))
    doubtful = ours(free, DUE)
    records = take(db, lease, taking(doubtful.where(~is_application).limit(MOST), ASKING_AGAIN), most=LOOK_UPS_MAX)
    payers = [row.external_id for row in records]
    riding = ours(free, one_of(intent.c.payer, payers))
    riders = take(db, lease, taking(riding, ASKING_AGAIN)) if payers else []
    room = LOOK_UPS_MAX - len(records)
    if room <= 0:
        return [*records, *riders]
    unknown = exists().where(
        _PAYER.c.connection == intent.c.connection,
        _PAYER.c.external_id == intent.c.payer,
        or_(_PAYER.c.internal_id.is_(None), found_in(_PAYER.c.state, *IN_DOUBT)),
    )
    alone = doubtful.where(is_application, ~unknown).limit(MOST)
    return [*records, *riders, *take(db, lease, taking(alone, ASKING_AGAIN), most=room)]


def _take_unanswered_withdrawals(db: Connection, lease: Lease) -> list[Row[Any]]:
    """What may have left NetSuite already."""
    asking = going(State.WITHDRAW_UNANSWERED).where(intent.c.lease.is_(None))
    return take(db, lease, taking(asking.limit(MOST), ASKING_AGAIN))


def _take_withdrawals(db: Connection, lease: Lease) -> list[Row[Any]]:
    """Applications first; then records to which nothing is linked any more (rule A-11)."""
    return take_uses_to_end(db, lease) or _take_records_to_withdraw(db, lease)


def _take_records_to_withdraw(db: Connection, lease: Lease) -> list[Row[Any]]:
    """Records that nothing is linked to; the uses of a refund go with it."""
    here = _USE.c.connection == intent.c.connection
    linked = (State.ACCEPTED, *IN_DOUBT)
    used_on_it = exists().where(here, _USE.c.payee == intent.c.external_id, found_in(_USE.c.state, *linked, *LEAVING))
    is_refund = intent.c.kind == "customer_refund"
    uses = exists().where(
        here,
        _USE.c.payer == intent.c.external_id,
        or_(found_in(_USE.c.state, *linked), and_(~is_refund, found_in(_USE.c.state, *LEAVING))),
    )
    records = going(State.WITHDRAWING).where(~is_application, ~used_on_it, ~uses)
    rows = take(db, lease, taking(records.limit(MOST), WITHDRAWING))
    refunds = [row.external_id for row in rows if row.kind == "customer_refund"]
    if not refunds:
        return rows
    idle = found_in(intent.c.state, State.WITHDRAWING, State.WITHDRAW_REFUSED)
    riders = ours(one_of(intent.c.payer, refunds), idle)
    return [*rows, *take(db, lease, taking(riders, WITHDRAWING))]


def _take_updates(db: Connection, lease: Lease) -> list[Row[Any]]:
    """Records that NetSuite has and that are to be changed."""
    return take(db, lease, _TAKING_UPDATES)


_TAKING_UPDATES = taking(ours(READY, ~is_application, intent.c.internal_id.is_not(None), DUE).limit(MOST), SENDING)


def _take_adds(db: Connection, lease: Lease) -> list[Row[Any]]:
    """Records that nothing holds back, with the applications that wait for nothing but them."""
    records = take(db, lease, _TAKING_ADDS, most=_adds_at_once(db, lease))
    payers = [row.external_id for row in records if row.kind in _PAYERS]
    return [*records, *take(db, lease, _TAKING_RIDERS, payers=payers)] if payers else records


_ADDS = ours(READY, ~is_application, intent.c.internal_id.is_(None), DUE).where(
    intent.c.external_id.not_in(waiting_payers())
)
_TAKING_ADDS = taking(_ADDS.limit(MOST), SENDING)
_TAKING_RIDERS = taking(
    ours(
        one_of(intent.c.payer, bindparam("payers")), found_in(intent.c.state, State.INTENDED), intent.c.open_needs == 1
    ),
    SENDING,
)


def _adds_at_once(db: Connection, lease: Lease) -> int:
    """All, but for customers and items by themselves: everything else waits for them, so each lane takes its share."""
    if lease.lanes == 1 or db.execute(_ADDS_OF_ROOTS, lease.says).first():
        return lease.limit
    shared = count(db, lease, _COUNTING_ADDS, lease.limit * lease.lanes)
    free = max(1, lease.lanes - int(db.scalar(_LANES_SENDING, lease.says) or 0))
    return min(lease.limit, max(SHARED_SHARE_MIN, -(-shared // free)))


_COUNTING_ADDS = counting(_ADDS)
_LANES_SENDING = lanes_holding(State.SENT)
_ADDS_OF_ROOTS = _ADDS.where(intent.c.root_id.is_not(None)).limit(1)


_PAYERS = frozenset({"customer_payment", "credit_memo", "customer_refund"})
"""Kinds whose add carries applications."""


_TAKE: Mapping[Purpose, Callable[[Connection, Lease], list[Row[Any]]]] = {
    Purpose.LOOK_UP: _take_unanswered,
    Purpose.LOOK_UP_WITHDRAWAL: _take_unanswered_withdrawals,
    Purpose.WITHDRAW: _take_withdrawals,
    Purpose.UPDATE: _take_updates,
    Purpose.ADD: _take_adds,
    Purpose.APPLY: take_applications,
    Purpose.CHECK: take_checks,
}
"""What is handed out, the most urgent first."""
