"""Hands out work under a lease: no intent is in two hands, and whatever has no answer is looked up first."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, bindparam, exists, func, or_, select, update

from connector.journal.content import application_of, copies_of, is_linked, match_of, parts_of, record_of
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
    going,
    ours,
    take,
    taking,
)
from connector.journal.rows import OURS, Scope, rows_in
from connector.journal.schema import (
    APPLICATION,
    ASKING,
    READY,
    UNCHECKED,
    attempt,
    found_in,
    intent,
    is_application,
    leaving,
)
from connector.journal.using import take_applications, take_uses_to_end, waiting_payers
from connector.lifecycle import LEAVING, Event, State, move
from connector.ports import Batch, ClaimedApplication, ClaimedRecord, Purpose
from connector.translation.wanted import Linked, references
from netsuite_client.records import Record

LOOK_UPS_MAX = 100
"""Records after which one request asks: what several lanes had in hand when their process died is one question."""

CHECKS_MAX = 1000
"""Transactions whose amounts one request reads back."""

CHECKS_SHARE_MIN = 250
"""Fewer are not shared among lanes: what a request costs by itself would outweigh the time won."""

SHARED_SHARE_MIN = 40
"""Fewer customers and items than this are not shared among lanes."""

CLAIMS_A_TRY = 2
"""A try without an answer is claimed to be sent, and again to be asked after."""

JUST_NOW = timedelta(seconds=1)
"""What came due between the last claim and the question when the next one is worth while."""

_USE, _PAYER = (intent.alias(name) for name in ("use", "payer"))
"""Other intents than the one looked at: a use of it, the payer of one."""


def claim(db: Connection, lease: Lease, settling: timedelta) -> Batch | None:
    """The most urgent work there is, in the transaction that is open."""
    release_expired(db, lease.scope, settling)
    there = db.execute(_THERE, asked(lease.scope)).one()
    for purpose, taken_for in _PURPOSES.items():
        if there._mapping[purpose] and (rows := taken_for(db, lease)):
            return _batch(db, lease, purpose, sorted(rows, key=lambda row: row.id))
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
    records = take(db, lease, taking(doubtful.where(~is_application).limit(MOST), **ASKING_AGAIN), most=LOOK_UPS_MAX)
    payers = [row.external_id for row in records]
    riding = ours(free, one_of(intent.c.payer, payers))
    riders = take(db, lease, taking(riding, **ASKING_AGAIN)) if payers else []
    room = LOOK_UPS_MAX - len(records)
    if room <= 0:
        return [*records, *riders]
    unknown = exists().where(
        _PAYER.c.connection == intent.c.connection,
        _PAYER.c.external_id == intent.c.payer,
        or_(_PAYER.c.internal_id.is_(None), found_in(_PAYER.c.state, *IN_DOUBT)),
    )
    alone = doubtful.where(is_application, ~unknown).limit(MOST)
    return [*records, *riders, *take(db, lease, taking(alone, **ASKING_AGAIN), most=room)]


def _take_unanswered_withdrawals(db: Connection, lease: Lease) -> list[Row[Any]]:
    """What may have left NetSuite already."""
    asking = going(State.WITHDRAW_UNANSWERED).where(intent.c.lease.is_(None))
    return take(db, lease, taking(asking.limit(MOST), **ASKING_AGAIN))


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
    rows = take(db, lease, taking(records.limit(MOST), **WITHDRAWING))
    refunds = [row.external_id for row in rows if row.kind == "customer_refund"]
    if not refunds:
        return rows
    idle = found_in(intent.c.state, State.WITHDRAWING, State.WITHDRAW_REFUSED)
    riders = ours(one_of(intent.c.payer, refunds), idle)
    return [*rows, *take(db, lease, taking(riders, **WITHDRAWING))]


def _take_updates(db: Connection, lease: Lease) -> list[Row[Any]]:
    """Records that NetSuite has and that are to be changed."""
    return take(db, lease, _TAKING_UPDATES)


_TAKING_UPDATES = taking(ours(READY, ~is_application, intent.c.internal_id.is_not(None), DUE).limit(MOST), **SENDING)


def _take_adds(db: Connection, lease: Lease) -> list[Row[Any]]:
    """Records that nothing holds back, with the applications that wait for nothing but them."""
    records = take(db, lease, _TAKING_ADDS, most=_adds_at_once(db, lease))
    payers = [row.external_id for row in records if row.kind in _PAYERS]
    return [*records, *take(db, lease, _TAKING_RIDERS, payers=payers)] if payers else records


_ADDS = ours(READY, ~is_application, intent.c.internal_id.is_(None), DUE).where(
    intent.c.external_id.not_in(waiting_payers())
)
_TAKING_ADDS = taking(_ADDS.limit(MOST), **SENDING)
_TAKING_RIDERS = taking(
    ours(
        one_of(intent.c.payer, bindparam("payers")), found_in(intent.c.state, State.INTENDED), intent.c.open_needs == 1
    ),
    **SENDING,
)


def _adds_at_once(db: Connection, lease: Lease) -> int:
    """All, but for customers and items by themselves: everything else waits for them, so each lane takes its share."""
    if lease.lanes == 1 or db.execute(_ADDS_OF_ROOTS, lease.says).first():
        return lease.limit
    shared = _many(db, lease, _HOW_MANY_ADDS, lease.limit * lease.lanes)
    free = max(1, lease.lanes - int(db.scalar(_SENDING, lease.says) or 0))
    return min(lease.limit, max(SHARED_SHARE_MIN, -(-shared // free)))


_ADDS_OF_ROOTS = _ADDS.where(intent.c.root_id.is_not(None)).limit(1)


_PAYERS = frozenset({"customer_payment", "credit_memo", "customer_refund"})
"""Kinds whose add carries applications."""


def _take_checks(db: Connection, lease: Lease) -> list[Row[Any]]:
    """Transactions all of whose applications have come to rest, so many for each lane that all end at once.

    What is on its way takes a fifth of its time yet until it is sent, and is to be checked then. A few wait for it.
    """
    moving, checking = db.execute(_UNDER_WAY, lease.says).one()
    if moving and _many(db, lease, _HOW_MANY_AT_REST, lease.limit) < lease.limit:
        return []
    unchecked = _many(db, lease, _HOW_MANY_UNCHECKED, CHECKS_MAX * lease.lanes)
    share = -(-(unchecked + moving + moving // 5) // max(1, lease.lanes - checking))
    return take(db, lease, _TAKING_CHECKS, most=min(CHECKS_MAX, max(share, CHECKS_SHARE_MIN)))


_UNCHECKED = ours(UNCHECKED, intent.c.lease.is_(None))
"""What nobody has in hand whose amounts are still to be read back, at rest or not."""
_AT_REST = _UNCHECKED.where(
    DUE,
    *(
        ~exists().where(
            _USE.c.connection == intent.c.connection,
            side == intent.c.external_id,
            found_in(_USE.c.state, *IN_DOUBT, State.INTENDED, *LEAVING),
        )
        for side in (_USE.c.payer, _USE.c.payee)
    ),
)
_TAKING_CHECKS = taking(_AT_REST.limit(MOST))
_HELD_NOW = (intent.c.connection == OURS, intent.c.lease.is_not(None), intent.c.lease_until > NOW)
_SENT = select(func.count()).where(*_HELD_NOW, found_in(intent.c.state, State.SENT), ~is_application)
_LANES = select(func.count(intent.c.lease.distinct())).where(*_HELD_NOW)
_SENDING, _CHECKING = (_LANES.where(found_in(intent.c.state, state)) for state in (State.SENT, State.ACCEPTED))
_UNDER_WAY = select(_SENT.scalar_subquery(), _CHECKING.scalar_subquery())
"""How many records are being sent, and how many lanes have checks in hand."""


def _how_many(found: Select[Any]) -> Select[Any]:
    return select(func.count()).select_from(found.limit(MOST).subquery("found"))


_HOW_MANY_ADDS, _HOW_MANY_AT_REST, _HOW_MANY_UNCHECKED = map(_how_many, (_ADDS, _AT_REST, _UNCHECKED))


def _many(db: Connection, lease: Lease, how_many: Select[Any], most: int) -> int:
    """How many there are, counted up to `most`."""
    return int(db.scalar(how_many, {**lease.says, "most": most}) or 0)


_PURPOSES: Mapping[Purpose, Callable[[Connection, Lease], list[Row[Any]]]] = {
    Purpose.LOOK_UP: _take_unanswered,
    Purpose.LOOK_UP_WITHDRAWAL: _take_unanswered_withdrawals,
    Purpose.WITHDRAW: _take_withdrawals,
    Purpose.UPDATE: _take_updates,
    Purpose.ADD: _take_adds,
    Purpose.APPLY: take_applications,
    Purpose.CHECK: _take_checks,
}
"""What is handed out, the most urgent first."""


def _batch(db: Connection, lease: Lease, purpose: Purpose, rows: Sequence[Row[Any]]) -> Batch:
    """The rows as values. What may be at NetSuite already is told as it was sent."""
    was_sent = purpose in (Purpose.LOOK_UP, Purpose.CHECK)
    there = {row.id for row in rows if was_sent or State(row.state) in LEAVING}
    texts = {row.id: _text(row) if row.id in there else row.content for row in rows}
    records = [row for row in rows if row.kind != APPLICATION]
    fruitless = _fruitless(db, rows)
    applied = _applied(db, lease.scope, records) if purpose is Purpose.CHECK else {}
    claimed = tuple(
        ClaimedRecord(
            intent_id=row.id,
            external_id=row.external_id,
            sent_as=row.sent_as,
            digest=row.digest,
            record=record_of(row.kind, texts[row.id]),
            match=match_of(texts[row.id]),
            internal_id=row.internal_id,
            attempts=row.attempts,
            fruitless=fruitless.get(row.id, 0),
            applied=applied.get(row.external_id, Decimal(0)),
            copies=copies_of(row.copies),
            updates=parts_of(row.updates),
            approved=row.approved_by is not None,
            sent=record_of(row.kind, row.sent_content) if purpose is Purpose.UPDATE and row.sent_content else None,
        )
        for row in records
    )
    applications = tuple(
        ClaimedApplication(
            intent_id=row.id,
            application=application_of(texts[row.id]),
            leaving=State(row.state) in LEAVING,
            attempts=row.attempts,
            fruitless=fruitless.get(row.id, 0),
        )
        for row in rows
        if row.kind == APPLICATION
    )
    return Batch(
        lease=lease.token,
        purpose=purpose,
        records=claimed,
        applications=applications,
        known={} if purpose is Purpose.CHECK else _known(db, lease.scope, claimed, applications),
        copied=_copied(db, lease.scope, claimed) if purpose is Purpose.ADD else {},
    )


def _copied(db: Connection, scope: Scope, records: Collection[ClaimedRecord]) -> dict[str, Record | Linked]:
    """The invoices whose lines they copy, as NetSuite got them."""
    rows = rows_in(db, _AS_SENT, intent.c.external_id, _invoices_copied(records), ours=scope.connection)
    return {row.external_id: record_of(row.kind, row.sent_content) for row in rows}


_AS_SENT = select(intent.c.external_id, intent.c.kind, intent.c.sent_content).where(
    intent.c.connection == OURS, intent.c.sent_content.is_not(None)
)


def _invoices_copied(records: Collection[ClaimedRecord]) -> set[str]:
    return {copy.invoice for each in records for copy in each.copies if copy}


def _text(row: Row[Any]) -> str:
    """The content as it went out; of what was found in NetSuite nothing did but what is wanted now."""
    in_doubt = row.updates is not None and is_linked(row.sent_content)
    text: str = row.content if in_doubt else row.sent_content or row.content
    return text


def _fruitless(db: Connection, rows: Sequence[Row[Any]]) -> dict[int, int]:
    """Tries without an answer that a look-up found undone: no more than there were claims since a person's retry."""
    claims = {row.id: row.attempts for row in rows if row.attempts > CLAIMS_A_TRY}
    found = rows_in(db, _UNDONE, attempt.c.intent_id, claims)
    return {row.intent_id: min(row.many, claims[row.intent_id] // CLAIMS_A_TRY) for row in found}


_UNDONE = (
    select(attempt.c.intent_id, func.count().label("many"))
    .where(attempt.c.outcome == Event.FOUND_NOT_DONE.value)
    .group_by(attempt.c.intent_id)
)


def _applied(db: Connection, scope: Scope, records: Sequence[Row[Any]]) -> dict[str, Decimal]:
    """What accepted applications use of each or on it."""
    sums: dict[str, Decimal] = {}
    ids = {row.external_id for row in records}
    for side in (intent.c.payer, intent.c.payee):
        for row in rows_in(db, _ACCEPTED_USES, side, ids, ours=scope.connection):
            of = row.payer if side is intent.c.payer else row.payee
            sums[of] = sums.get(of, Decimal(0)) + application_of(row.sent_content or row.content).amount
    return sums


_ACCEPTED_USES = select(intent.c.payer, intent.c.payee, intent.c.content, intent.c.sent_content).where(
    intent.c.connection == OURS, found_in(intent.c.state, State.ACCEPTED)
)


def _known(
    db: Connection,
    scope: Scope,
    records: Collection[ClaimedRecord],
    applications: Collection[ClaimedApplication],
) -> dict[str, str]:
    """The internal ids of what they refer to, as far as there are any."""
    refs = [ref for each in records for ref in references(each.record)]
    refs += [ref for each in applications for ref in (each.application.payer, each.application.payee)]
    external_ids = {ref.external_id for ref in refs if ref.external_id} | _invoices_copied(records)
    rows = rows_in(db, _IN_NETSUITE, intent.c.external_id, external_ids, ours=scope.connection)
    return {row.external_id: row.internal_id for row in rows}


_IN_NETSUITE = select(intent.c.external_id, intent.c.internal_id).where(
    intent.c.connection == OURS, intent.c.internal_id.is_not(None)
)
