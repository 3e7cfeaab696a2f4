"""Remembers how far each backfill has come, so that it goes on from there."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select, update

from connector.journal import audit
from connector.journal.database import Database
from connector.journal.rows import Scope
from connector.journal.schema import backfill


@dataclass(frozen=True, kw_only=True)
class Backfill:
    """What is to be read again of a stretch of time: `kinds` are still to be read, the first from `place` on.

    `left` is how many objects may still be read, None for all.
    """

    id: int
    begins: datetime
    ends: datetime
    kinds: tuple[str, ...]
    left: int | None
    place: str | None
    read: int
    finished_at: datetime | None


class Backfills:
    """The backfills of one connection."""

    def __init__(self, database: Database, scope: Callable[[], Scope]) -> None:
        self._database, self._scope = database, scope

    def begin(self, begins: datetime, ends: datetime, kinds: Sequence[str], limit: int | None, *, who: str) -> Backfill:
        """Begin one, under the person's name."""
        scope = self._scope()
        row = {"connection": scope.connection, "begins": begins, "ends": ends, "kinds": json.dumps(list(kinds))}
        with self._database.writing() as db:
            added = {**row, "left": limit, "read": 0, "who": who, "started_at": scope.now}
            number = int(db.execute(insert(backfill).values(added).returning(backfill.c.id)).scalar_one())
            subject = {"backfill": number, "from": begins.isoformat(), "to": ends.isoformat(), "kinds": list(kinds)}
            audit.record(db, scope, "backfill", subject, who=who, via="cli")
        return Backfill(
            id=number, begins=begins, ends=ends, kinds=tuple(kinds), left=limit, place=None, read=0, finished_at=None
        )

    def reached(self, now: Backfill) -> None:
        """It has come so far."""
        scope = self._scope()
        stands = {"kinds": json.dumps(now.kinds), "left": now.left, "place": now.place, "read": now.read}
        ended = {"finished_at": scope.now} if not now.kinds or now.left == 0 else {}
        ours = (backfill.c.id == now.id, backfill.c.connection == scope.connection)
        with self._database.writing() as db:
            db.execute(update(backfill).where(*ours).values(**stands, **ended))

    def find(self, number: int) -> Backfill | None:
        """One as it stands; None: there is none of this number."""
        scope = self._scope()
        with self._database.reading() as db:
            query = select(backfill).where(backfill.c.connection == scope.connection, backfill.c.id == number)
            row = db.execute(query).first()
        if row is None:
            return None
        return Backfill(
            id=row.id,
            begins=row.begins,
            ends=row.ends,
            kinds=tuple(json.loads(row.kinds)),
            left=row.left,
            place=row.place,
            read=row.read,
            finished_at=row.finished_at,
        )
