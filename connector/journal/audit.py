"""Keeps a chain of what was done: each row's hash covers the row before, so none can be changed or taken out unseen."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, select

from connector.journal.people import Person
from connector.journal.rows import OURS, Scope, add_rows
from connector.journal.schema import audit, mapping_version

FIRST = "0" * 64
"""What comes before the first row."""


def record(
    db: Connection,
    scope: Scope,
    action: str,
    subject: Mapping[str, Any],
    *,
    who: str = "connector",
    via: str = "sync",
    reason: str | None = None,
) -> None:
    """Add a row to the connection's chain, in the transaction of what it tells of."""
    record_each(db, scope, action, [subject], Person(who=who, via=via, reason=reason))


def record_each(
    db: Connection, scope: Scope, action: str, subjects: Sequence[Mapping[str, Any]], person: Person
) -> None:
    """Add a row for each of these to the chain."""
    number, previous = _last(db, scope.connection)
    version = scope.mapping or _in_force(db, scope.connection)
    rows = []
    for each, subject in enumerate(subjects, start=number + 1):
        row = {
            "connection": scope.connection,
            "number": each,
            "at": scope.now,
            "who": person.who,
            "via": person.via,
            "action": action,
            "subject": json.dumps(subject, sort_keys=True, separators=(",", ":"), ensure_ascii=False),
            "reason": person.reason,
            "run_id": scope.run_id,
            "mapping_version": version,
        }
        previous = chained(previous, row)
        rows.append({**row, "hash": previous})
    add_rows(db, audit, rows)


def chained(previous: str, row: Mapping[str, Any]) -> str:
    """The hash of a row after the row whose hash is `previous`."""
    text = {**row, "at": _written(row["at"])}
    if row.get("mapping_version") is None:  # as in rows from before it was noted
        text.pop("mapping_version", None)
    canonical = json.dumps(text, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return sha256((previous + canonical).encode()).hexdigest()


def first_broken(db: Connection, connection: str) -> int | None:
    """The number of the first row that does not follow from the one before; None: the chain is whole."""
    columns = [column for column in audit.c if column.name not in ("id", "hash")]
    query = select(*columns, audit.c.hash).where(audit.c.connection == connection).order_by(audit.c.number)
    previous, expected = FIRST, 1
    for row in db.execute(query, execution_options={"yield_per": 500}).mappings():
        fields = {column.name: row[column.name] for column in columns}
        if row["number"] != expected or chained(previous, fields) != row["hash"]:
            return expected
        previous, expected = row["hash"], expected + 1
    return None


@dataclass(frozen=True, kw_only=True)
class AuditRow:
    """What was done: when, by whom, by which way, to what, why, in which run, with which mapping; and its hash."""

    number: int
    at: datetime
    who: str
    via: str
    action: str
    subject: Mapping[str, Any]
    reason: str | None
    run_id: int | None
    mapping_version: int | None
    hash: str


@dataclass(frozen=True, kw_only=True)
class AuditChoice:
    """Which rows are asked for: of a record, by a person, between two moments (the later one excluded)."""

    record: str | None = None
    who: str | None = None
    since: datetime | None = None
    before: datetime | None = None


def rows(db: Connection, connection: str, choice: AuditChoice) -> Iterator[AuditRow]:
    """What was done, the oldest first."""
    query = select(audit).where(audit.c.connection == connection).order_by(audit.c.number)
    if choice.record:
        query = query.where(audit.c.subject.contains(json.dumps(choice.record), autoescape=True))
    if choice.who:
        query = query.where(audit.c.who == choice.who)
    if choice.since:
        query = query.where(audit.c.at >= choice.since)
    if choice.before:
        query = query.where(audit.c.at < choice.before)
    names = [each.name for each in fields(AuditRow)]
    for row in db.execute(query, execution_options={"yield_per": 500}):
        yield AuditRow(**{**{name: getattr(row, name) for name in names}, "subject": json.loads(row.subject)})


def _in_force(db: Connection, connection: str) -> int | None:
    """The mapping version that was published last; where nothing is published the one used last as it stood."""
    number: int | None = db.scalar(_IN_FORCE, {"ours": connection})
    return number


_IN_FORCE = (
    select(mapping_version.c.number)
    .where(mapping_version.c.connection == OURS)
    .order_by(mapping_version.c.published_at.is_not(None).desc(), mapping_version.c.number.desc())
    .limit(1)
)


def _last(db: Connection, connection: str) -> tuple[int, str]:
    row = db.execute(_LAST, {"ours": connection}).first()
    return (row.number, row.hash) if row else (0, FIRST)


_LAST = select(audit.c.number, audit.c.hash).where(audit.c.connection == OURS).order_by(audit.c.number.desc()).limit(1)


def _written(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")
