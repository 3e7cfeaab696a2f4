"""Remembers which internal ids Stripe was told, and which it is still to be told (rule I-6)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, bindparam, delete, or_, select, update

from connector.journal.rows import OURS, Scope, add_rows, change_in, put, rows_in
from connector.journal.schema import attempt, fixed, found_there, intent, netsuite_cache, write_back
from connector.lifecycle import State
from connector.ports import Destination, Note
from connector.translation.own_links import NamedRecord

TOLD_UP_TO = "stripe told up to attempt"


def due(db: Connection, scope: Scope, destinations: Sequence[Destination], limit: int) -> tuple[Note, ...]:
    """The next notes, remembered as ours before anything is written: a crash in between leaves no foreign link.

    Where nothing was sent since all was told, one look is enough, however much is accepted.
    """
    ours = select(attempt.c.id).where(attempt.c.connection == scope.connection)
    newest = db.scalar(ours.order_by(attempt.c.id.desc()).limit(1))
    marker = {"connection": scope.connection, "key": TOLD_UP_TO}
    matches = [netsuite_cache.c[name] == value for name, value in marker.items()]
    if db.scalar(select(netsuite_cache.c.value).where(*matches)) == str(newest):
        return ()
    rows = _untold(db, scope, destinations, limit)
    if not rows:
        put(db, netsuite_cache, marker, {"value": str(newest), "at": scope.now})
        return ()
    notes = tuple(_note(row, destinations) for row in rows)
    _plan(db, scope, notes)
    return notes


def told(db: Connection, scope: Scope, notes: Sequence[Note]) -> None:
    """These need not be written again."""
    numbers = [note.intent_id for note in notes]
    change_in(db, _DONE, write_back.c.intent_id, numbers, ours=scope.connection, now=scope.now)


_DONE = update(write_back).where(write_back.c.connection == OURS).values(done_at=bindparam("now"))


def own(db: Connection, scope: Scope, named: Collection[NamedRecord]) -> frozenset[NamedRecord]:
    """Those that are ours, written or about to be."""
    query = select(write_back.c.stripe_id, write_back.c.key, write_back.c.internal_id).where(
        write_back.c.connection == scope.connection
    )
    rows = rows_in(db, query, write_back.c.stripe_id, {each.stripe_id for each in named})
    return frozenset(named) & {NamedRecord(row.stripe_id, row.key, row.internal_id) for row in rows}


def _untold(db: Connection, scope: Scope, destinations: Sequence[Destination], limit: int) -> list[Row[Any]]:
    """What we made and Stripe does not know; what NetSuite had already is the word of people, and stays a link."""
    untold = or_(
        write_back.c.intent_id.is_(None),
        write_back.c.done_at.is_(None),
        write_back.c.internal_id != intent.c.internal_id,
    )
    query = (
        select(intent.c.id, intent.c.kind, intent.c.external_id, intent.c.internal_id)
        .outerjoin(write_back, write_back.c.intent_id == intent.c.id)
        .where(intent.c.connection == scope.connection, intent.c.state == fixed(State.ACCEPTED), untold)
        .where(or_(*map(_taken_by, destinations)), ~found_there)
    )
    return list(db.execute(query.order_by(intent.c.id).limit(limit)))


def _taken_by(destination: Destination) -> ColumnElement[bool]:
    begins = intent.c.external_id.startswith(destination.prefix, autoescape=True)
    return and_(intent.c.kind == destination.kind.value, begins)


def _note(row: Row[Any], destinations: Sequence[Destination]) -> Note:
    to = next(each for each in destinations if each.takes(row.kind, row.external_id))
    named = NamedRecord(row.external_id.removeprefix(to.cut), to.key, row.internal_id)
    return Note(intent_id=row.id, at=to.at, named=named)


def _plan(db: Connection, scope: Scope, notes: Sequence[Note]) -> None:
    ids = [note.intent_id for note in notes]
    db.execute(delete(write_back).where(write_back.c.intent_id.in_(ids)))
    add_rows(
        db,
        write_back,
        [
            {
                "intent_id": note.intent_id,
                "connection": scope.connection,
                "stripe_id": note.named.stripe_id,
                "key": note.named.key,
                "internal_id": note.named.internal_id,
            }
            for note in notes
        ],
    )
