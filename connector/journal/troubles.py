"""Remembers what is wrong with a connection as a whole, one row a cause, and whether people were told of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, insert, or_, select, update

from connector.journal import audit
from connector.journal.database import Database
from connector.journal.redaction import redacted
from connector.journal.rows import Scope
from connector.journal.schema import trouble


@dataclass(frozen=True, kw_only=True)
class Trouble:
    """A trouble: its cause or alert, what it is about where it is not the whole connection, and its values."""

    id: int
    code: str
    subject: str
    values: Mapping[str, str]
    opened_at: datetime
    last_seen_at: datetime
    times: int
    closed_at: datetime | None
    acknowledged_by: str | None = None
    """Who knows of it, so that nobody is told."""


_OPEN = trouble.c.closed_at.is_(None)
_UNKNOWN = and_(_OPEN, trouble.c.acknowledged_at.is_(None))
_UNTOLD = or_(
    and_(_UNKNOWN, trouble.c.told_at.is_(None)),
    and_(trouble.c.closed_at.is_not(None), trouble.c.told_at.is_not(None), trouble.c.end_told_at.is_(None)),
)


class Troubles:
    """The troubles of one connection."""

    def __init__(self, database: Database, scope: Callable[[], Scope]) -> None:
        self._database, self._scope = database, scope

    def standing(self) -> tuple[Trouble, ...]:
        """Those that are not over, the oldest first."""
        return self._found(_OPEN)

    def met(self, code: str, values: Mapping[str, str], subject: str = "") -> None:
        """It is so, or still so."""
        scope = self._scope()
        at = (trouble.c.connection == scope.connection, trouble.c.code == code, trouble.c.subject == subject, _OPEN)
        told = json.dumps({name: redacted(value) for name, value in values.items()}, ensure_ascii=False, sort_keys=True)
        seen = {"details": told, "last_seen_at": scope.now}
        with self._database.writing() as db:
            if db.execute(update(trouble).where(*at).values(**seen, times=trouble.c.times + 1)).rowcount == 0:
                row = {"connection": scope.connection, "code": code, "subject": subject, "times": 1, **seen}
                db.execute(insert(trouble), {**row, "opened_at": scope.now})

    def over(self, codes: Collection[str], *, but: Collection[str] = ()) -> None:
        """These are no more, but those about the subjects named; where there are none, nothing is written."""
        gone = [one.id for one in self.standing() if one.code in codes and one.subject not in but]
        if gone:
            with self._database.writing() as db:
                db.execute(update(trouble).where(trouble.c.id.in_(gone)).values(closed_at=self._scope().now))

    def acknowledge(self, codes: Collection[str], *, who: str, via: str, reason: str) -> tuple[Trouble, ...]:
        """Somebody knows of these: nobody is told of them until they are over. Gives them; audited."""
        scope = self._scope()
        concerned = and_(_OPEN, trouble.c.code.in_(codes))
        with self._database.writing() as db:
            ours = (trouble.c.connection == scope.connection, concerned)
            db.execute(update(trouble).where(*ours).values(acknowledged_at=scope.now, acknowledged_by=who))
            subject = {"alerts": sorted(codes)}
            audit.record(db, scope, "acknowledge", subject, who=who, via=via, reason=redacted(reason))
            return _found(db, scope, concerned)

    def to_tell(self, but: Collection[str] = (), *, daily: Collection[str] = ()) -> tuple[Trouble, ...]:
        """What people were not told of: what began, and the end of what they know of; not these causes.

        From now on they count as told: each is told once at most, whatever becomes of the telling, and the `daily` ones
        again a day later.
        """
        a_day_ago = self._scope().now - timedelta(days=1)
        again = and_(_UNKNOWN, trouble.c.code.in_(daily), trouble.c.told_at <= a_day_ago)
        found = self._found(and_(or_(_UNTOLD, again), trouble.c.code.not_in(but)))
        if found:
            now = self._scope().now
            began = [one.id for one in found if one.closed_at is None]
            ended = [one.id for one in found if one.closed_at is not None]
            with self._database.writing() as db:
                db.execute(update(trouble).where(trouble.c.id.in_(began)).values(told_at=now))
                db.execute(update(trouble).where(trouble.c.id.in_(ended)).values(end_told_at=now))
        return found

    def _found(self, condition: ColumnElement[bool]) -> tuple[Trouble, ...]:
        with self._database.reading() as db:
            return _found(db, self._scope(), condition)


def standing(db: Connection, scope: Scope) -> tuple[Trouble, ...]:
    """The troubles that are not over, in the transaction that is open."""
    return _found(db, scope, _OPEN)


def _found(db: Connection, scope: Scope, condition: ColumnElement[bool]) -> tuple[Trouble, ...]:
    ours = trouble.c.connection == scope.connection
    return tuple(map(_of, db.execute(select(trouble).where(ours, condition).order_by(trouble.c.id))))


def _of(row: Row[Any]) -> Trouble:
    return Trouble(
        id=row.id,
        code=row.code,
        subject=row.subject,
        values=json.loads(row.details),
        opened_at=row.opened_at,
        last_seen_at=row.last_seen_at,
        times=row.times,
        closed_at=row.closed_at,
        acknowledged_by=row.acknowledged_by,
    )
