"""Hands out uses of payers, in an order that NetSuite allows: room on a document is made before it is taken.

A refund always pays out its whole total, so that its uses change together or not at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, FromClause, Row, Select, and_, exists, or_, select, union_all

from connector.journal.content import application_of
from connector.journal.dialect import one_of
from connector.journal.leases import (
    DUE,
    IN_DOUBT,
    MOST,
    NOW,
    SENDING,
    TOKEN,
    WITHDRAWING,
    Lease,
    going,
    ours,
    take,
    taking,
)
from connector.journal.rows import OURS
from connector.journal.schema import (
    READY,
    applying,
    asking,
    found_in,
    intent,
    is_application,
    leaving,
    ready,
)
from connector.lifecycle import LEAVING, State
from connector.translation.wanted import Application
from netsuite_client.records import Kind

ALL = 2**31 - 1
"""More than there ever are."""

_USE, _PAYER, _LEAVING, _CHANGED = (intent.alias(name) for name in ("use", "payer", "leaving", "changed"))
"""Other intents than the one looked at: a use of it, the payer of one, one to be taken back, one that changes."""


def take_uses_to_end(db: Connection, lease: Lease) -> list[Row[Any]]:
    """Uses to take back, and in the same change what their payers are to be used on instead."""
    to_end = going(State.WITHDRAWING)
    ending = to_end.where(is_application, ~_payer_is_moving(), ~_refund_must_wait())
    uses = _whole(db, lease, ending, WITHDRAWING)
    payers = {row.payer for row in uses}
    if not payers:
        return []
    instead = ours(READY, is_application, DUE, one_of(intent.c.payer, payers))
    return [*uses, *take(db, lease, taking(instead.where(*_free_to_use()), SENDING))]


def take_applications(db: Connection, lease: Lease) -> list[Row[Any]]:
    """Uses of accepted payers. A payer that is being changed, or may have been, is left alone."""
    found = ours(READY, is_application, DUE, ~_payer_is_moving(), ~_refund_must_wait())
    changed_first = or_(intent.c.sent_content.is_not(None), intent.c.payee.not_in(_payees_to_change()))
    return _whole(db, lease, found.where(changed_first, *_free_to_use(), *_lowered_first(db, lease)), SENDING)


def waiting_payers() -> Select[Any]:
    """Payers that are to be used on something of which another use must be taken back or changed first."""
    first = union_all(_ends_of_leaving(), _payees_to_change()).subquery("first")
    return select(_USE.c.payer).where(
        _USE.c.connection == OURS,
        _USE.c.payee.in_(select(first.c.of)),
        found_in(_USE.c.state, State.INTENDED),
    )


def _whole(db: Connection, lease: Lease, found: Select[Any], changes: Mapping[str, Any]) -> list[Row[Any]]:
    """As many uses as the lease holds, and whatever else is found of the payer that it ends with."""
    payers = set(db.scalars(found.with_only_columns(intent.c.payer).limit(MOST), lease.says))
    return take(db, lease, taking(found.where(one_of(intent.c.payer, payers)), changes)) if payers else []


def _payer_is_moving() -> ColumnElement[bool]:
    return exists().where(
        _USE.c.connection == intent.c.connection,
        _USE.c.payer == intent.c.payer,
        found_in(_USE.c.state, *IN_DOUBT),
    )


def _refund_must_wait() -> ColumnElement[bool]:
    """It is deleted as it stands, or changed once all is there for it."""
    unready = exists().where(
        _USE.c.connection == _PAYER.c.connection,
        _USE.c.payer == _PAYER.c.external_id,
        found_in(_USE.c.state, State.INTENDED),
        _USE.c.open_needs > 0,
    )
    return exists().where(
        _PAYER.c.connection == intent.c.connection,
        _PAYER.c.external_id == intent.c.payer,
        _PAYER.c.kind == Kind.CUSTOMER_REFUND.value,
        or_(found_in(_PAYER.c.state, *LEAVING), unready),
    )


def _free_to_use() -> tuple[ColumnElement[bool], ...]:
    """Neither payer nor payee has an application that must end first, but for those in this very lease."""
    ends = _ends_of_leaving()
    return intent.c.payer.not_in(ends), intent.c.payee.not_in(ends)


def _ends_of_leaving() -> Select[Any]:
    """Payers and payees of what must be taken back, or may have been."""
    other = or_(_LEAVING.c.lease.is_(None), _LEAVING.c.lease != TOKEN)
    of_others = (
        _LEAVING.c.connection == OURS,
        leaving(_LEAVING),
        applying(_LEAVING),
        other,
    )
    both = union_all(*(_in_order(end, _LEAVING, *of_others) for end in (_LEAVING.c.payer, _LEAVING.c.payee)))
    return select(both.subquery("ends").c.of)


def _payees_to_change() -> Select[Any]:
    """What is used by something for another amount than NetSuite has: less of it, maybe, so that others fit (L-2)."""
    to_change = _in_order(
        _CHANGED.c.payee,
        _CHANGED,
        _CHANGED.c.connection == OURS,
        ready(_CHANGED),
        applying(_CHANGED),
        _CHANGED.c.sent_content.is_not(None),
    )
    return select(union_all(to_change, *_payees_changing()).subquery("changing").c.of)


def _payees_changing() -> Iterator[Select[Any]]:
    """What uses are on their way to, or may have changed, of payers that NetSuite has."""
    there = exists().where(
        _PAYER.c.connection == _CHANGED.c.connection,
        _PAYER.c.external_id == _CHANGED.c.payer,
        found_in(_PAYER.c.state, State.ACCEPTED),
    )
    held = and_(_CHANGED.c.lease.is_not(None), _CHANGED.c.lease_until > NOW)
    for doubtful in (and_(held, found_in(_CHANGED.c.state, State.SENT)), asking(_CHANGED)):
        here = (_CHANGED.c.connection == OURS, doubtful, applying(_CHANGED), there)
        yield _in_order(_CHANGED.c.payee, _CHANGED, *here)


def _in_order(column: Column[Any], of: FromClause, *conditions: ColumnElement[bool]) -> Select[Any]:
    """A column of all such intents: in their order, since only then does SQLite look into the small index of those."""
    found = select(column.label("of")).where(*conditions).order_by(of.c.id).limit(ALL)
    return select(found.subquery().c.of)


def _lowered_first(db: Connection, lease: Lease) -> tuple[ColumnElement[bool], ...]:
    """What is to take more of a document waits until others have less of it, and all uses of its refund with it."""
    changed = _changed(db, lease)
    if not changed:
        return ()
    making_room = {now.payee.external_id for _, before, now in changed if now.amount < before.amount}
    making_room |= set(db.scalars(union_all(*_payees_changing()), lease.says))
    waiting = {
        number: now
        for number, before, now in changed
        if now.amount >= before.amount and now.payee.external_id in making_room
    }
    refunds = {use.payer.external_id for use in waiting.values() if use.payer.kind is Kind.CUSTOMER_REFUND}
    return (intent.c.id.not_in(waiting), intent.c.payer.not_in(refunds)) if waiting else ()


def _changed(db: Connection, lease: Lease) -> Sequence[tuple[int, Application, Application]]:
    """Uses that are to change: the intent, what NetSuite has of it, and what it is to be."""
    columns = (intent.c.id, intent.c.sent_content, intent.c.content)
    ready_uses = select(*columns).where(intent.c.connection == OURS, READY, is_application)
    rows = db.execute(ready_uses.where(intent.c.sent_content.is_not(None)), lease.says)
    return [(row.id, application_of(row.sent_content), application_of(row.content)) for row in rows]
