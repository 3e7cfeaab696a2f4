"""Remembers since when nothing is sent, and why."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping

from sqlalchemy import Connection, insert, select, update

from connector.journal import audit
from connector.journal.database import Database
from connector.journal.rows import OURS, Scope
from connector.journal.schema import pause as pause_table
from connector.versions import Pause

AUTOMATIC = "AUTO_PAUSED"
"""The cause of a pause that nobody ordered."""
ORDERED = "PAUSED"
"""The cause of one that somebody did."""
CAPPED = "WRITE_CAP"
"""The cause of one that a run began which made as many records as it may."""

_OPEN = pause_table.c.ended_at.is_(None)
_OPENED = select(pause_table).where(pause_table.c.connection == OURS, _OPEN)


class Pauses:
    """The pauses of one connection, of which one at most is open."""

    def __init__(self, database: Database, scope: Callable[[], Scope]) -> None:
        self._database, self._scope = database, scope

    def open(self) -> Pause | None:
        """The pause that is on; None: what is ready may be sent."""
        with self._database.reading() as db:
            return opened(db, self._scope())

    def begin(self, code: str, values: Mapping[str, str], *, who: str, via: str) -> bool:
        """Send nothing from now on. False where that was so before."""
        scope = self._scope()
        with self._database.writing() as db:
            if opened(db, scope):
                return False
            row = {"connection": scope.connection, "code": code, "details": json.dumps(dict(values)), "who": who}
            db.execute(insert(pause_table), {**row, "at": scope.now})
            audit.record(db, scope, "pause", {"cause": code, **values}, who=who, via=via, reason=values.get("reason"))
        return True

    def end(self, *, who: str, via: str, codes: Collection[str] = (AUTOMATIC, ORDERED, CAPPED)) -> bool:
        """Send again, if it is for one of these causes that nothing is sent. False where nothing was paused."""
        with self._database.writing() as db:
            return end(db, self._scope(), who, via, codes=codes)


def opened(db: Connection, scope: Scope) -> Pause | None:
    """The pause that is on, in the transaction that is open."""
    row = db.execute(_OPENED, {"ours": scope.connection}).first()
    return Pause(code=row.code, values=json.loads(row.details), who=row.who, at=row.at) if row else None


def end(db: Connection, scope: Scope, who: str, via: str, *, codes: Collection[str]) -> bool:
    """End the pause that is on, if it has one of these causes, in the transaction that is open."""
    concerned = (pause_table.c.connection == scope.connection, _OPEN, pause_table.c.code.in_(codes))
    done = db.execute(update(pause_table).where(*concerned).values(ended_at=scope.now, ended_by=who)).rowcount > 0
    if done:
        audit.record(db, scope, "resume", {}, who=who, via=via)
    return done
