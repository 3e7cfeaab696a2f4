"""Finds the documents of a span of days that are not in NetSuite as they should be, or stand there on another day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, exists, func, or_, select

from connector.journal.content import record_of
from connector.journal.rows import Scope
from connector.journal.schema import APPLICATION, OPEN, fixed, intent, issue, root
from connector.journal.shown import HELD_BY, Shown, shown
from connector.lifecycle import State
from connector.translation.dates import DateRange
from connector.translation.external_ids import ORIGINAL_DATE

NOT_DONE = (State.INTENDED, State.SENT, State.UNANSWERED, State.OVERTAKEN, State.REFUSED, State.WITHDRAWING)


@dataclass(frozen=True, kw_only=True)
class Dated:
    """A document by its own date, how it stands, and the date on which NetSuite has it, if another."""

    kind: str
    external_id: str
    dated: date
    shown: Shown
    posted: date | None = None


def unfinished(db: Connection, scope: Scope, days: DateRange) -> tuple[Dated, ...]:
    """Documents of these days that are not synced, or that were found wrong in NetSuite."""
    wrong = exists().where(issue.c.intent_id == intent.c.id, OPEN)
    undone = intent.c.state.in_([fixed(state) for state in NOT_DONE])
    found = (intent.c.state == fixed(State.ACCEPTED), wrong)
    rows = db.execute(_documents(scope).where(or_(undone, and_(*found))))
    return tuple(_within(days, (_dated(scope, row) for row in rows)))


def moved(db: Connection, scope: Scope, days: DateRange) -> tuple[Dated, ...]:
    """Documents of these days that NetSuite has on another day, because their period was closed (rule A-9)."""
    said = func.instr(intent.c.sent_content, ORIGINAL_DATE) > 0
    rows = db.execute(_documents(scope).where(intent.c.state == fixed(State.ACCEPTED), said))
    return tuple(each for each in _within(days, (_dated(scope, row) for row in rows)) if each.posted)


def _documents(scope: Scope) -> Select[Any]:
    query = select(intent, root.c.state.label("root_state")).outerjoin(root, root.c.id == intent.c.root_id)
    return query.where(
        intent.c.connection == scope.connection, intent.c.kind != fixed(APPLICATION), intent.c.root_id.is_not(None)
    )


def _within(days: DateRange, documents: Iterator[Dated | None]) -> Iterator[Dated]:
    return (each for each in documents if each is not None and days.start <= each.dated <= days.end)


def _dated(scope: Scope, row: Row[Any]) -> Dated | None:
    """None for a record that has no date, such as a customer."""
    own = getattr(record_of(row.kind, row.content), "tran_date", None)
    if own is None:
        return None
    sent = getattr(record_of(row.kind, row.sent_content), "tran_date", None) if row.sent_content else None
    return Dated(
        kind=row.kind,
        external_id=row.external_id,
        dated=own,
        shown=shown(
            State(row.state),
            on_hold=row.hold is not None,
            waits=row.open_needs > 0,
            delayed=row.not_before is not None and row.not_before > scope.now,
            found_wrong=row.state == State.ACCEPTED,
            held_by=row.root_state if row.root_state in HELD_BY else None,
        ),
        posted=sent if sent != own else None,
    )
