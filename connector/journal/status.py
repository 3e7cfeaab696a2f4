"""What people see of a connection in numbers: how many records stand where, what is open, what holds back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, case, func, select

from connector.journal import pauses, troubles
from connector.journal.claiming import next_try
from connector.journal.past_runs import Run, runs
from connector.journal.rows import Scope
from connector.journal.schema import ON_HOLD, OPEN, UNCHECKED, fixed, ignored, intent, issue, root, to_see
from connector.journal.schema import cursor as cursor_table
from connector.journal.shown import IS_HELD, SHOWN, Shown, shown
from connector.journal.troubles import Trouble
from connector.lifecycle import LEAVING, State
from connector.versions import Pause

RUNS_SHOWN = 5
BLOCKERS_SHOWN = 3


@dataclass(frozen=True, kw_only=True)
class KindCount:
    """How many intents of a kind are in a state."""

    kind: str
    shown: Shown
    number: int


@dataclass(frozen=True, kw_only=True)
class IssueCount:
    """How many open issues have a cause, and since when."""

    code: str
    number: int
    first_opened_at: datetime


@dataclass(frozen=True, kw_only=True)
class BlockCount:
    """How many roots a cause holds back, and a few of the objects whose flags do; `more`: there are others."""

    code: str
    number: int
    by: tuple[str, ...]
    more: bool


@dataclass(frozen=True, kw_only=True)
class Status:
    """The whole connection in numbers: skipped roots by reason, blocked ones by cause.

    `unsynced_since` is since when the longest-waiting intent of each kind waits.
    """

    connection: str
    counts: tuple[KindCount, ...]
    skipped: Mapping[str, int]
    blocked: tuple[BlockCount, ...]
    issues: tuple[IssueCount, ...]
    runs: tuple[Run, ...]
    unchecked: int
    unsynced_since: Mapping[str, datetime]
    next_try: datetime | None
    cursor: str | None
    paused: Pause | None = None
    troubles: tuple[Trouble, ...] = ()
    """What is wrong with the connection as a whole."""

    @property
    def oldest_unsynced(self) -> datetime | None:
        """Since when the longest-waiting intent of all waits."""
        return min(self.unsynced_since.values(), default=None)

    @property
    def open_issues(self) -> int:
        """How many issues need a person."""
        return sum(count.number for count in self.issues)

    def number(self, shown: Shown) -> int:
        """How many intents of any kind are shown so."""
        return sum(count.number for count in self.counts if count.shown is shown)


def status(db: Connection, scope: Scope) -> Status:
    """Counts by kind and state, skipped roots by reason, open issues by code, the last runs."""
    return Status(
        connection=scope.connection,
        counts=_counts(db, scope),
        skipped=_by_reason(db, scope, "skipped"),
        blocked=_blocked(db, scope),
        issues=_issue_counts(db, scope),
        runs=runs(db, scope, RUNS_SHOWN),
        unchecked=_unchecked(db, scope),
        unsynced_since=_unsynced_since(db, scope),
        next_try=next_try(db, scope),
        paused=pauses.opened(db, scope),
        troubles=troubles.standing(db, scope),
        cursor=db.scalar(select(cursor_table.c.value).where(cursor_table.c.connection == scope.connection)),
    )


_UNSYNCED = [
    fixed(state) for state in (State.INTENDED, State.SENT, State.UNANSWERED, State.OVERTAKEN, State.REFUSED, *LEAVING)
]


def _unsynced_since(db: Connection, scope: Scope) -> dict[str, datetime]:
    """Since when the longest waiting intents wait; what is held waits for nothing of ours."""
    query = _ours(scope, intent.c.kind, func.min(intent.c.since)).where(intent.c.state.in_(_UNSYNCED), ~IS_HELD)
    return {row.kind: row[1] for row in db.execute(query.group_by(intent.c.kind))}


def _ours(scope: Scope, *columns: ColumnElement[Any]) -> Select[Any]:
    return select(*columns).select_from(intent).where(intent.c.connection == scope.connection)


def _counts(db: Connection, scope: Scope) -> tuple[KindCount, ...]:
    """First by state from an index alone; then what must be looked at more closely moves over."""
    counts: Counter[tuple[str, Shown]] = Counter()
    for kind, state, number in db.execute(_BY_STATE.where(intent.c.connection == scope.connection)):
        counts[kind, SHOWN[State(state)]] += number
    for kind, on_hold, waits, delayed, held_by, number in db.execute(_intended(scope)):
        counts[kind, Shown.QUEUED] -= number
        facts = {"on_hold": bool(on_hold), "waits": bool(waits), "delayed": bool(delayed)}
        counts[kind, shown(State.INTENDED, **facts, held_by=held_by)] += number
    for kind, number in db.execute(_with_issue(scope, to_see(scope.now), State.ACCEPTED)):
        counts[kind, Shown.SYNCED] -= number
        counts[kind, Shown.NEEDS_ATTENTION] += number
    for kind, number in db.execute(_with_issue(scope, ignored(scope.now), State.REFUSED, State.WITHDRAW_REFUSED)):
        counts[kind, Shown.NEEDS_ATTENTION] -= number
        counts[kind, Shown.IGNORED] += number
    return tuple(
        KindCount(kind=kind, shown=each, number=number) for (kind, each), number in sorted(counts.items()) if number
    )


_BY_STATE = select(intent.c.kind, intent.c.state, func.count()).group_by(intent.c.state, intent.c.kind)


def _with_issue(scope: Scope, which: ColumnElement[bool], *states: State) -> Select[Any]:
    """How many of each kind are in one of these states and have such an open issue."""
    joined = _ours(scope, intent.c.kind, func.count()).join(issue, and_(issue.c.intent_id == intent.c.id, OPEN, which))
    return joined.where(intent.c.state.in_([fixed(state) for state in states])).group_by(intent.c.kind)


def _intended(scope: Scope) -> Select[Any]:
    waits = case((intent.c.open_needs > 0, 1), else_=0)
    delayed = case((intent.c.not_before > scope.now, 1), else_=0)
    on_hold = case((ON_HOLD, 1), else_=0)
    held_by = case((IS_HELD, func.coalesce(root.c.state, "blocked")), else_=None)
    kinds = (intent.c.kind, on_hold, waits, delayed, held_by)
    query = _ours(scope, *kinds, func.count()).outerjoin(root)
    return query.where(intent.c.state == fixed(State.INTENDED)).group_by(*kinds)


def _by_reason(db: Connection, scope: Scope, state: str) -> dict[str, int]:
    """Roots in this state by their reason, the most frequent first."""
    query = select(root.c.reason, func.count()).where(root.c.connection == scope.connection, root.c.state == state)
    return {row[0]: row[1] for row in db.execute(query.group_by(root.c.reason).order_by(func.count().desc()))}


def _blocked(db: Connection, scope: Scope) -> tuple[BlockCount, ...]:
    counts = []
    for code, number in _by_reason(db, scope, "blocked").items():
        by = _blockers(db, scope, code)
        counts.append(BlockCount(code=code, number=number, by=by[:BLOCKERS_SHOWN], more=len(by) > BLOCKERS_SHOWN))
    return tuple(counts)


def _blockers(db: Connection, scope: Scope, code: str) -> tuple[str, ...]:
    """The objects that hold most, one more of them than are shown."""
    held = (root.c.connection == scope.connection, root.c.state == "blocked", root.c.reason == code)
    by_weight = (func.count().desc(), root.c.blocked_by)
    query = select(root.c.blocked_by).where(*held).group_by(root.c.blocked_by).order_by(*by_weight)
    return tuple(db.scalars(query.limit(BLOCKERS_SHOWN + 1)))


def _issue_counts(db: Connection, scope: Scope) -> tuple[IssueCount, ...]:
    query = select(issue.c.code, func.count().label("number"), func.min(issue.c.opened_at).label("first"))
    rows = db.execute(query.where(issue.c.connection == scope.connection, to_see(scope.now)).group_by(issue.c.code))
    counts = [IssueCount(code=row.code, number=row.number, first_opened_at=row.first) for row in rows]
    return tuple(sorted(counts, key=lambda count: (-count.number, count.code)))


def _unchecked(db: Connection, scope: Scope) -> int:
    return db.scalar(_ours(scope, func.count()).where(UNCHECKED)) or 0
