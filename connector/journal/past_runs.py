"""Reads the runs of the past: what each did, how it ended, what it found in NetSuite."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select

from connector.journal.content import linked_of
from connector.journal.rows import Scope
from connector.journal.schema import attempt, found_there, intent, run
from connector.lifecycle import Event
from connector.translation.wanted import Linked


@dataclass(frozen=True, kw_only=True)
class Run:
    """A run: what began it, when, how it ended and what it did; `finished_at` None: it goes on, or was killed."""

    id: int
    trigger: str
    started_at: datetime
    finished_at: datetime | None
    counts: Mapping[str, int]
    outcome: str | None = None
    details: Mapping[str, Any] = field(default_factory=dict)


def runs(
    db: Connection, scope: Scope, limit: int, *, failed_only: bool = False, before: int | None = None
) -> tuple[Run, ...]:
    """The last runs, the newest first; `failed_only`: those that failed, were stopped or never ended."""
    query = select(run).where(run.c.connection == scope.connection).order_by(run.c.id.desc()).limit(limit)
    query = query.where(run.c.id < before) if before is not None else query
    if failed_only:
        query = query.where(func.coalesce(run.c.outcome, "killed") != "done")
    return tuple(
        Run(
            id=row.id,
            trigger=row.trigger,
            started_at=row.started_at,
            finished_at=row.finished_at,
            counts=json.loads(row.counts or "{}"),
            outcome=row.outcome,
            details=json.loads(row.details or "{}"),
        )
        for row in db.execute(query)
    )


def linked_in(db: Connection, scope: Scope, run_id: int) -> tuple[Linked, ...]:
    """The records that a run found in NetSuite, in the order in which it found them."""
    query = select(intent.c.sent_content).join(attempt, attempt.c.intent_id == intent.c.id)
    ours = (intent.c.connection == scope.connection, attempt.c.run_id == run_id, found_there)
    rows = db.execute(query.where(*ours, attempt.c.outcome == Event.ACCEPT.value).order_by(attempt.c.id))
    return tuple(linked_of(row.sent_content) for row in rows)
