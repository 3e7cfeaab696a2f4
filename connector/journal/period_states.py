"""Remembers when the account's periods were seen open and closed, so that a schedule keeps the states of its day."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, select

from connector.journal.rows import Scope, add_rows
from connector.journal.schema import period_state
from connector.recognition import Period, PeriodSeen, states_at


def note(db: Connection, scope: Scope, closed: Iterable[tuple[Period, bool]]) -> None:
    """Remember these states as of now; only what is new or different makes a row."""
    known = states_at(seen(db, scope), scope.now)
    changed = [(period, state) for period, state in closed if known.get(period) is not state]
    rows = [
        {
            "connection": scope.connection,
            "starts_on": period.start,
            "ends_on": period.end,
            "seen_at": scope.now,
            "closed": state,
        }
        for period, state in changed
    ]
    add_rows(db, period_state, rows)


def seen(db: Connection, scope: Scope) -> tuple[PeriodSeen, ...]:
    """Everything that was seen of the periods, the oldest first."""
    query = select(period_state).where(period_state.c.connection == scope.connection)
    return tuple(
        PeriodSeen(period=Period(row.starts_on, row.ends_on), closed=row.closed, seen_at=row.seen_at)
        for row in db.execute(query.order_by(period_state.c.seen_at, period_state.c.starts_on))
    )
