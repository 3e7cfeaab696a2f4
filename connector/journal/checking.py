"""Hands out checks: transactions whose amounts are to be read back; what was sent is known without reading it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import Column, Connection, Row, exists, func, select

from connector.journal.content import amount_of
from connector.journal.leases import (
    DUE,
    HELD_NOW,
    IN_DOUBT,
    MOST,
    Lease,
    count,
    counting,
    lanes_holding,
    ours,
    take,
    taking,
)
from connector.journal.rows import OURS, Scope, rows_in
from connector.journal.schema import UNCHECKED, found_in, intent, is_application
from connector.lifecycle import LEAVING, State
from connector.ports import Batch, ClaimedCheck, Purpose

CHECKS_MAX = 1000
"""Transactions whose amounts one request reads back."""

CHECKS_SHARE_MIN = 250
"""Fewer are not shared among lanes: what a request costs by itself would outweigh the time won."""

_USE = intent.alias("use")
"""A use of the intent looked at, or on it."""


def take_checks(db: Connection, lease: Lease) -> list[Row[Any]]:
    """Transactions all of whose applications have come to rest, so many for each lane that all end at once.

    What is on its way takes a fifth of its time yet until it is sent, and is to be checked then. A few wait for it.
    """
    moving, checking = db.execute(_UNDER_WAY, lease.says).one()
    if moving and count(db, lease, _COUNTING_AT_REST, lease.limit) < lease.limit:
        return []
    unchecked = count(db, lease, _COUNTING_UNCHECKED, CHECKS_MAX * lease.lanes)
    share = -(-(unchecked + moving + moving // 5) // max(1, lease.lanes - checking))
    return take(db, lease, _TAKING, most=min(CHECKS_MAX, max(share, CHECKS_SHARE_MIN)))


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
_COUNTING_AT_REST, _COUNTING_UNCHECKED = counting(_AT_REST), counting(_UNCHECKED)
_SENDING = select(func.count()).where(*HELD_NOW, found_in(intent.c.state, State.SENT), ~is_application)
_UNDER_WAY = select(_SENDING.scalar_subquery(), lanes_holding(State.ACCEPTED).scalar_subquery())
"""How many records are being sent, and how many lanes have checks in hand."""
_AMOUNT = (intent.c.kind, intent.c.sent_amount, intent.c.sent_content, intent.c.content)
"""What tells the amount of a record or an application as it was sent."""
_CHECKED: tuple[Column[Any], ...] = (
    intent.c.id,
    intent.c.external_id,
    intent.c.internal_id,
    intent.c.attempts,
    *_AMOUNT,
)
_TAKING = taking(_AT_REST.limit(MOST), {}, _CHECKED)


def batch_of_checks(db: Connection, lease: Lease, purpose: Purpose, rows: Sequence[Row[Any]]) -> Batch:
    """The rows as values."""
    applied = _applied(db, lease.scope, [row.external_id for row in rows])
    checks = tuple(
        ClaimedCheck(
            intent_id=row.id,
            external_id=row.external_id,
            internal_id=row.internal_id,
            total=_amount(row),
            applied=applied.get(row.external_id, Decimal(0)),
            attempts=row.attempts,
        )
        for row in rows
    )
    return Batch(lease=lease.token, purpose=purpose, checks=checks)


def _applied(db: Connection, scope: Scope, external_ids: Sequence[str]) -> dict[str, Decimal]:
    """What accepted applications use of each or on it."""
    sums: dict[str, Decimal] = {}
    for side, uses in _ACCEPTED_USES.items():
        for row in rows_in(db, uses, side, external_ids, ours=scope.connection):
            sums[row.of] = sums.get(row.of, Decimal(0)) + _amount(row)
    return sums


_ACCEPTED_USES = {
    side: select(side.label("of"), *_AMOUNT).where(
        intent.c.connection == OURS, found_in(intent.c.state, State.ACCEPTED)
    )
    for side in (intent.c.payer, intent.c.payee)
}


def _amount(row: Row[Any]) -> Decimal:
    """As it was noted with what was sent; what was found in NetSuite after all was not noted.

    Raises TypeError for what amounts to nothing that could be checked, such as a customer.
    """
    if row.sent_amount is not None:
        return Decimal(row.sent_amount)
    amount = amount_of(row.kind, row.sent_content or row.content)
    if amount is None:
        message = f"{row.kind} has no amounts to check"
        raise TypeError(message)
    return amount
