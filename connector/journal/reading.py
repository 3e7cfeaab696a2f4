"""What people see of the journal: how many records stand where, which issues are open, how the last runs went."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, case, exists, func, select

from connector.journal import pauses, troubles
from connector.journal.claiming import next_try
from connector.journal.content import linked_of
from connector.journal.needs import HELD
from connector.journal.rows import Scope
from connector.journal.schema import (
    ON_HOLD,
    OPEN,
    UNCHECKED,
    attempt,
    fixed,
    found_there,
    ignored,
    intent,
    issue,
    need,
    root,
    run,
    to_see,
)
from connector.journal.schema import cursor as cursor_table
from connector.journal.troubles import Trouble
from connector.lifecycle import LEAVING, Event, State
from connector.translation.wanted import Linked
from connector.versions import Pause
from stripe_client.objects import Root, RootKind

RUNS_SHOWN = 5
BLOCKERS_SHOWN = 3


class Shown(StrEnum):
    """An intent's state as people see it (OP-0)."""

    QUEUED = "queued"
    RUNNING = "running"
    WAITING = "waiting"
    RETRYING = "retrying"
    ON_HOLD = "on_hold"
    NEEDS_ATTENTION = "needs_attention"
    BLOCKED = "blocked"
    SYNCED = "synced"
    SKIPPED = "skipped"
    IGNORED = "ignored"
    ROLLED_BACK = "rolled_back"
    WITHDRAWING = "withdrawing"
    """In NetSuite and no longer wanted."""
    WITHDRAWN = "withdrawn"
    """No longer wanted, and not in NetSuite."""
    REVERSED = "reversed"
    """No longer wanted, and balanced by a counter-record."""


SHOWN: Mapping[State, Shown] = {
    State.INTENDED: Shown.QUEUED,
    State.SENT: Shown.RUNNING,
    State.UNANSWERED: Shown.RETRYING,
    State.OVERTAKEN: Shown.RETRYING,
    State.ACCEPTED: Shown.SYNCED,
    State.REFUSED: Shown.NEEDS_ATTENTION,
    State.WITHDRAWING: Shown.WITHDRAWING,
    State.WITHDRAW_SENT: Shown.WITHDRAWING,
    State.WITHDRAW_UNANSWERED: Shown.WITHDRAWING,
    State.WITHDRAW_REFUSED: Shown.NEEDS_ATTENTION,
    State.WITHDRAWN: Shown.WITHDRAWN,
    State.REVERSED: Shown.REVERSED,
    State.ROLLED_BACK: Shown.ROLLED_BACK,
    State.SKIPPED: Shown.SKIPPED,
}
"""How each state reads where nothing else is to be said."""


HELD_BY: Mapping[str, Shown] = {
    "skipped": Shown.SKIPPED,
    "blocked": Shown.BLOCKED,
    "attention": Shown.NEEDS_ATTENTION,
}
"""How what was not sent reads, by the state of the root that holds it."""


def shown(
    state: State,
    *,
    on_hold: bool = False,
    waits: bool = False,
    delayed: bool = False,
    found_wrong: bool = False,
    held_by: str | None = None,
    is_ignored: bool = False,
) -> Shown:
    """The state for people: what is queued may be held, wait or be retried; what is synced may be found wrong.

    What needs attention may be ignored for a while, and what is synced is not found wrong by an ignored issue.
    """
    if is_ignored and SHOWN[state] is Shown.NEEDS_ATTENTION:
        return Shown.IGNORED
    if state is State.INTENDED and held_by:
        return HELD_BY[held_by]
    if state is State.INTENDED and on_hold:
        return Shown.ON_HOLD
    if state is State.INTENDED and waits:
        return Shown.WAITING
    if state is State.INTENDED and delayed:
        return Shown.RETRYING
    if state is State.ACCEPTED and found_wrong and not is_ignored:
        return Shown.NEEDS_ATTENTION
    return SHOWN[state]


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
class Run:
    """A run: what began it, when, how it ended and what it did; `finished_at` None: it goes on, or was killed."""

    id: int
    trigger: str
    started_at: datetime
    finished_at: datetime | None
    counts: Mapping[str, int]
    outcome: str | None = None
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Status:
    """The whole connection in numbers: skipped roots by reason, blocked ones by cause.

    `oldest_unsynced` is since when the longest-waiting intent waits.
    """

    connection: str
    counts: tuple[KindCount, ...]
    skipped: Mapping[str, int]
    blocked: tuple[BlockCount, ...]
    issues: tuple[IssueCount, ...]
    runs: tuple[Run, ...]
    unchecked: int
    oldest_unsynced: datetime | None
    next_try: datetime | None
    cursor: str | None
    paused: Pause | None = None
    troubles: tuple[Trouble, ...] = ()
    """What is wrong with the connection as a whole."""

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
        oldest_unsynced=_oldest_unsynced(db, scope),
        next_try=next_try(db, scope),
        paused=pauses.opened(db, scope),
        troubles=troubles.standing(db, scope),
        cursor=db.scalar(select(cursor_table.c.value).where(cursor_table.c.connection == scope.connection)),
    )


IS_HELD = exists().where(need.c.intent_id == intent.c.id, need.c.external_id == HELD)
"""Whether an intent waits for its root and not for another record."""

_UNSYNCED = [
    fixed(state) for state in (State.INTENDED, State.SENT, State.UNANSWERED, State.OVERTAKEN, State.REFUSED, *LEAVING)
]


def _oldest_unsynced(db: Connection, scope: Scope) -> datetime | None:
    """Since when the longest waiting intent waits; what is held waits for nothing of ours."""
    query = _ours(scope, func.min(intent.c.since)).where(intent.c.state.in_(_UNSYNCED), ~IS_HELD)
    oldest: datetime | None = db.scalar(query)
    return oldest


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


@dataclass(frozen=True, kw_only=True)
class Issue:
    """An entry of the inbox: the cause's name, the Stripe object, the values, and the intent or root it is about."""

    id: int
    code: str
    subject: str
    values: Mapping[str, str]
    fingerprint: str
    opened_at: datetime
    last_seen_at: datetime
    times: int
    closed_at: datetime | None = None
    closed_by: str | None = None
    kind: str | None = None
    external_id: str | None = None
    root: Root | None = None
    closed_before: datetime | None = None
    ignored: str | None = None
    ignored_until: datetime | None = None

    @property
    def reopened_after(self) -> timedelta | None:
        """How long the cause had been gone, if it was there before."""
        return self.opened_at - self.closed_before if self.closed_before else None

    def is_ignored(self, now: datetime) -> bool:
        """Whether a person does not want to see it now: until a day, until its object changes, or for good."""
        return self.ignored is not None and (self.ignored_until is None or self.ignored_until > now)


ISSUES = (
    select(
        issue,
        intent.c.kind,
        intent.c.external_id,
        root.c.kind.label("root_kind"),
        root.c.stripe_id.label("root_stripe_id"),
    )
    .outerjoin(intent, intent.c.id == issue.c.intent_id)
    .outerjoin(root, root.c.id == func.coalesce(issue.c.root_id, intent.c.root_id))
)


def issue_of(row: Row[Any]) -> Issue:
    """A row of `ISSUES` as people see it."""
    return Issue(
        id=row.id,
        code=row.code,
        subject=row.subject,
        values=json.loads(row.details),
        fingerprint=row.fingerprint,
        opened_at=row.opened_at,
        last_seen_at=row.last_seen_at,
        times=row.times,
        closed_at=row.closed_at,
        closed_by=row.closed_by,
        kind=row.kind,
        external_id=row.external_id,
        root=Root(RootKind(row.root_kind), row.root_stripe_id) if row.root_kind else None,
        closed_before=row.closed_before,
        ignored=row.ignored,
        ignored_until=row.ignored_until,
    )


def issues_after(db: Connection, scope: Scope, last: int, limit: int, *, open_only: bool) -> Iterator[Issue]:
    """Up to `limit` issues after the one with this id, the oldest first."""
    query = ISSUES.where(issue.c.connection == scope.connection, issue.c.id > last).order_by(issue.c.id).limit(limit)
    return map(issue_of, db.execute(query.where(to_see(scope.now)) if open_only else query))


def linked_in(db: Connection, scope: Scope, run_id: int) -> tuple[Linked, ...]:
    """The records that a run found in NetSuite, in the order in which it found them."""
    query = select(intent.c.sent_content).join(attempt, attempt.c.intent_id == intent.c.id)
    ours = (intent.c.connection == scope.connection, attempt.c.run_id == run_id, found_there)
    rows = db.execute(query.where(*ours, attempt.c.outcome == Event.ACCEPT.value).order_by(attempt.c.id))
    return tuple(linked_of(row.sent_content) for row in rows)
