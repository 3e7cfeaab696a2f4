"""Finds what an id is about, and shows a root with every intent that it owns or needs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, select, union

from connector.journal.content import content_of, copies_of, is_linked, match_of, parts_of, terms_of
from connector.journal.issues import ISSUES, Issue, issue_of
from connector.journal.needs import HELD
from connector.journal.rows import Scope, rows_in
from connector.journal.schema import OPEN, attempt, intent, issue, need, reference, root
from connector.journal.shown import Shown, shown
from connector.lifecycle import Event, State
from connector.translation.wanted import Application, Block, LineCopy, LineTerm, Linked, Match
from netsuite_client.records import Record, Transaction
from stripe_client.objects import Root, RootKind

MATCHES_MAX = 100
ACCEPTANCES = frozenset({Event.ACCEPT.value, Event.FOUND_DONE.value})
"""How an attempt ends that brought a record into NetSuite."""


@dataclass(frozen=True, kw_only=True)
class About:
    """What an id is about: roots that are it, own it or depend on it, and the external ids of intents that are it."""

    roots: tuple[Root, ...] = ()
    external_ids: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Blocker:
    """What an intent waits for; `kind` None: nothing in the journal asks for it yet."""

    external_id: str
    kind: str | None = None


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """One time that an intent was sent or looked up, and what came of it."""

    at: datetime
    run_id: int
    purpose: str
    outcome: str
    code: str | None = None
    message: str | None = None


@dataclass(frozen=True, kw_only=True)
class Member:
    """An intent of a family as people see it. `shared` ones belong to no root, `linked` ones were there before us.

    `content` is as translated, `sent` as it last went out; `terms` count the rows of each line (rule RR-5),
    `copies` are the invoice lines that a memo's lines copy (rule S-1). `mapping` is the version it was made with.
    `digest` is of the content, `sent_digest` of what was translated when it last went out; `updates` are the parts of
    which NetSuite is still to be told.
    """

    kind: str
    external_id: str
    sent_as: str
    shared: bool
    content: Record | Linked | Application
    match: Match | None
    sent: Record | Linked | Application | None
    terms: tuple[LineTerm | None, ...]
    shown: Shown
    state: State
    internal_id: str | None
    linked: bool
    checked_at: datetime | None
    next_try: datetime | None
    waits_for: tuple[Blocker, ...]
    attempts: tuple[Attempt, ...]
    issue: Issue | None
    last_error: Mapping[str, Any] | None
    copies: tuple[LineCopy | None, ...]
    mapping: int | None = None
    digest: str = ""
    sent_digest: str | None = None
    updates: frozenset[str] = frozenset()

    @property
    def as_sent(self) -> Record | Linked | Application:
        """As it last went out, else as translated."""
        return self.sent or self.content

    @property
    def posted_on(self) -> date | None:
        """The date on which NetSuite has it, where that is another than its own (rule A-9)."""
        dated, there = self.content, self.sent if self.internal_id else None
        if not isinstance(dated, Transaction) or not isinstance(there, Transaction):
            return None
        return there.tran_date if there.tran_date != dated.tran_date else None

    @property
    def accepted_at(self) -> datetime | None:
        """When NetSuite took it, or was found to have it; None while it has not."""
        return next((one.at for one in self.attempts if one.outcome in ACCEPTANCES), None)


@dataclass(frozen=True, kw_only=True)
class Family:
    """A root, why it has nothing to do or what holds or stops it, and its intents with the shared ones they need."""

    root: Root
    state: str
    skipped: str | None
    blocked: Block | None
    read_at: datetime
    problems: tuple[Issue, ...]
    members: tuple[Member, ...]


def find(db: Connection, scope: Scope, sought: str) -> About:
    """What a Stripe id, an external id, `invoice:456` or a bare NetSuite internal id is about, MATCHES_MAX at most."""
    intents = db.execute(union(*_named(scope, sought)).limit(MATCHES_MAX)).all()
    itself = select(root.c.id).where(root.c.connection == scope.connection, root.c.stripe_id == sought)
    depends = select(reference.c.root_id).where(
        reference.c.connection == scope.connection, reference.c.stripe_id == sought
    )
    numbers = list(db.scalars(itself)) + [row.root_id for row in intents if row.root_id]
    numbers += db.scalars(depends.order_by(reference.c.root_id).limit(MATCHES_MAX))
    roots = rows_in(db, select(root.c.id, root.c.kind, root.c.stripe_id), root.c.id, set(numbers))
    roots.sort(key=lambda row: (row.stripe_id != sought, row.id))
    return About(
        roots=tuple(Root(RootKind(row.kind), row.stripe_id) for row in roots[:MATCHES_MAX]),
        external_ids=tuple(row.external_id for row in intents),
    )


def _named(scope: Scope, sought: str) -> list[Select[Any]]:
    """One question for each name that an intent has, so that each finds its rows by its own index."""
    ours = select(intent.c.external_id, intent.c.root_id).where(intent.c.connection == scope.connection)
    kind, colon, internal_id = sought.rpartition(":")
    known = ours.where(intent.c.internal_id.is_not(None), intent.c.internal_id == internal_id)
    if colon:
        return [known.where(intent.c.kind == kind)]
    renamed = ours.where(intent.c.sent_as != intent.c.external_id, intent.c.sent_as == sought)
    return [ours.where(intent.c.external_id == sought), renamed, known]


def family(db: Connection, scope: Scope, of: Root) -> Family | None:
    """The root with its intents; None: the journal does not know it."""
    query = select(root).where(
        root.c.connection == scope.connection, root.c.kind == of.kind.value, root.c.stripe_id == of.id
    )
    row = db.execute(query).first()
    if row is None:
        return None
    problems = db.execute(ISSUES.where(issue.c.root_id == row.id, OPEN).order_by(issue.c.id))
    return Family(
        root=of,
        state=row.state,
        skipped=row.reason if row.state == "skipped" else None,
        blocked=Block(code=row.reason, by=row.blocked_by) if row.blocked_by else None,
        read_at=row.read_at,
        problems=tuple(map(issue_of, problems)),
        members=_members(db, scope, row),
    )


def _members(db: Connection, scope: Scope, of: Row[Any]) -> tuple[Member, ...]:
    """What the root owns, the shared records that this needs, and the shared one that stands for the root itself."""
    owned = db.execute(select(intent).where(intent.c.root_id == of.id)).all()
    needs = _needs(db, [row.id for row in owned])
    shared_ids = {of.stripe_id, *(blocker for those in needs.values() for blocker in those)}
    ours: Select[Any] = select(intent).where(intent.c.connection == scope.connection)
    needed = {row.external_id: row for row in rows_in(db, ours, intent.c.external_id, shared_ids)}
    rows = [*(row for row in needed.values() if row.root_id is None), *owned]
    attempts, issues = _attempts(db, [row.id for row in rows]), _issues(db, [row.id for row in rows])
    return tuple(
        _member(
            scope,
            row,
            held_by=of.state if row.root_id else "blocked",
            waits_for=tuple(_blockers(needs.get(row.id, ()), needed)),
            attempts=tuple(attempts.get(row.id, ())),
            issue=issues.get(row.id),
        )
        for row in sorted(rows, key=lambda row: (row.root_id is not None, row.id))
    )


def _needs(db: Connection, intent_ids: list[int]) -> dict[int, list[str]]:
    needs: dict[int, list[str]] = {}
    rows = rows_in(db, select(need.c.intent_id, need.c.external_id), need.c.intent_id, intent_ids)
    for row in sorted(rows, key=lambda row: str(row.external_id)):
        needs.setdefault(row.intent_id, []).append(row.external_id)
    return needs


def _blockers(external_ids: Any, needed: Mapping[str, Row[Any]]) -> list[Blocker]:
    open_needs = [each for each in external_ids if each not in needed or needed[each].state != State.ACCEPTED.value]
    return [Blocker(external_id=each, kind=needed[each].kind if each in needed else None) for each in open_needs]


def _member(
    scope: Scope,
    row: Row[Any],
    *,
    held_by: str,
    waits_for: tuple[Blocker, ...],
    attempts: tuple[Attempt, ...],
    issue: Issue | None,
) -> Member:
    state = State(row.state)
    is_held = any(blocker.external_id == HELD for blocker in waits_for)
    linked = row.internal_id is not None and is_linked(row.sent_content)
    delayed = row.not_before is not None and row.not_before > scope.now
    return Member(
        kind=row.kind,
        external_id=row.external_id,
        sent_as=row.sent_as,
        shared=row.root_id is None,
        content=content_of(row.kind, row.content),
        match=match_of(row.content),
        sent=content_of(row.kind, row.sent_content) if row.sent_content else None,
        terms=terms_of(row.terms),
        shown=shown(
            state,
            on_hold=row.hold is not None,
            waits=bool(waits_for),
            delayed=delayed,
            found_wrong=issue is not None,
            held_by=held_by if is_held else None,
            is_ignored=issue is not None and issue.is_ignored(scope.now),
        ),
        state=state,
        internal_id=row.internal_id,
        linked=linked,
        checked_at=None if linked else row.checked_at,
        next_try=row.not_before if delayed else None,
        waits_for=waits_for if state is State.INTENDED and not is_held else (),
        attempts=attempts,
        issue=issue,
        last_error=json.loads(row.last_error) if row.last_error else None,
        copies=copies_of(row.copies),
        mapping=row.mapping_version,
        digest=row.digest,
        sent_digest=row.sent_digest,
        updates=parts_of(row.updates),
    )


def _attempts(db: Connection, intent_ids: list[int]) -> dict[int, list[Attempt]]:
    attempts: dict[int, list[Attempt]] = {}
    for row in rows_in(db, select(attempt).order_by(attempt.c.id), attempt.c.intent_id, intent_ids):
        attempts.setdefault(row.intent_id, []).append(
            Attempt(
                at=row.at,
                run_id=row.run_id,
                purpose=row.purpose,
                outcome=row.outcome,
                code=row.code,
                message=row.message,
            )
        )
    return attempts


def _issues(db: Connection, intent_ids: list[int]) -> dict[int, Issue]:
    return {row.intent_id: issue_of(row) for row in rows_in(db, ISSUES.where(OPEN), issue.c.intent_id, intent_ids)}
