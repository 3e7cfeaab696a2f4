"""Keeps the inbox: opens an issue for what needs a person, refreshes it while it lasts, closes it when it is gone."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Connection, Row, bindparam, case, func, select, update

from connector.journal.content import digest
from connector.journal.redaction import redacted, without_particulars
from connector.journal.rows import Scope, add_rows, change_in, execute_each, rows_in
from connector.journal.schema import OPEN, intent, issue, root, to_see
from connector.ports import IssueDraft
from connector.translation.wanted import Problem
from stripe_client.objects import Root, RootKind

ClosedBy = Literal["auto", "obsolete", "person"]


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What a person must see of an intent: the cause, on which Stripe object, and of which kind the intent is."""

    intent_id: int
    subject: str
    kind: str
    draft: IssueDraft


def fingerprint(code: str, kind: str, values: Mapping[str, str]) -> str:
    """Equal for failures of one cause: code, message without ids, amounts and dates, kind and field."""
    return digest(code, without_particulars(values.get("message", "")), kind, values.get("field", ""))


def open_for_intents(db: Connection, scope: Scope, findings: Sequence[Finding]) -> None:
    """One open issue for each intent: the same cause is refreshed, another one takes its place."""
    newest = {finding.intent_id: finding for finding in findings}
    standing = {row.intent_id: row for row in rows_in(db, _STANDING, issue.c.intent_id, newest)}
    same = {number for number, row in standing.items() if row.code == newest[number].draft.code}
    _refresh(db, scope, [(standing[number].id, newest[number].draft.values) for number in same])
    close(db, scope, standing.keys() - same, "auto")
    new = [finding for number, finding in newest.items() if number not in same]
    earlier = _earlier_of_intents(db, [each.intent_id for each in new])
    add_rows(db, issue, [_intent_issue(scope, each, earlier.get((each.intent_id, each.draft.code))) for each in new])


_STANDING = select(issue.c.id, issue.c.intent_id, issue.c.root_id, issue.c.code, issue.c.subject).where(OPEN)


@dataclass(frozen=True)
class Earlier:
    """How often a cause was seen of something before, and when its issue was closed."""

    times: int
    closed_at: datetime | None


_HOW_OFTEN, _CLOSED = func.max(issue.c.times), func.max(issue.c.closed_at)


def _earlier_of_intents(db: Connection, intent_ids: Collection[int]) -> dict[tuple[int, str], Earlier]:
    rows = rows_in(db, _OF_INTENTS, issue.c.intent_id, intent_ids)
    return {(number, code): Earlier(most, closed) for number, code, most, closed in rows}


_OF_INTENTS = select(issue.c.intent_id, issue.c.code, _HOW_OFTEN, _CLOSED).group_by(issue.c.intent_id, issue.c.code)


def _intent_issue(scope: Scope, finding: Finding, earlier: Earlier | None) -> dict[str, Any]:
    return {
        **_new(scope, finding.draft, finding.subject, finding.kind, earlier),
        "intent_id": finding.intent_id,
        "root_id": None,
    }


def close(db: Connection, scope: Scope, intent_ids: Collection[int], by: ClosedBy) -> int:
    """Close the open issues of these intents; how many there were."""
    return change_in(db, _CLOSING, issue.c.intent_id, sorted(intent_ids), now=scope.now, by=by)


_CLOSING = update(issue).where(OPEN).values(closed_at=bindparam("now"), closed_by=bindparam("by"))


def match_problems(db: Connection, scope: Scope, problems: Mapping[int, Sequence[Problem]]) -> None:
    """Make the open issues of these roots be exactly these problems."""
    wanted = {(number, each.code, each.subject): each for number, those in problems.items() for each in those}
    rows = rows_in(db, _STANDING, issue.c.root_id, problems)
    standing = {(row.root_id, row.code, row.subject): row for row in rows}
    _refresh(db, scope, [(standing[key].id, wanted[key].values) for key in wanted.keys() & standing.keys()])
    gone = [standing[key].id for key in standing.keys() - wanted.keys()]
    change_in(db, _CLOSING, issue.c.id, gone, now=scope.now, by="auto")
    new = [key for key in wanted if key not in standing]
    earlier = _earlier_of_roots(db, {number for number, _, _ in new})
    add_rows(db, issue, [_root_issue(scope, key[0], wanted[key], earlier.get(key)) for key in new])


def _earlier_of_roots(db: Connection, root_ids: Collection[int]) -> dict[tuple[int, str, str], Earlier]:
    rows = rows_in(db, _OF_ROOTS, issue.c.root_id, root_ids)
    return {(number, code, subject): Earlier(most, closed) for number, code, subject, most, closed in rows}


_OF_ROOTS = select(issue.c.root_id, issue.c.code, issue.c.subject, _HOW_OFTEN, _CLOSED).group_by(
    issue.c.root_id, issue.c.code, issue.c.subject
)


def _root_issue(scope: Scope, root_id: int, problem: Problem, earlier: Earlier | None) -> dict[str, Any]:
    draft = IssueDraft(code=problem.code, values=problem.values)
    return {
        **_new(scope, draft, problem.subject, "root", earlier),
        "intent_id": None,
        "root_id": root_id,
    }


def _refresh(db: Connection, scope: Scope, seen: Sequence[tuple[int, Mapping[str, str]]]) -> None:
    execute_each(
        db,
        _SEEN_AGAIN,
        [{"number": number, "seen": _text(values), "now": scope.now} for number, values in seen],
    )


FOR_GOOD = "forever"
_FOR_GOOD = case((issue.c.ignored == FOR_GOOD, FOR_GOOD), else_=None)
_SEEN_AGAIN = (
    update(issue)
    .where(issue.c.id == bindparam("number"))
    .values(
        details=bindparam("seen"),
        last_seen_at=bindparam("now"),
        times=issue.c.times + 1,
        ignored=_FOR_GOOD,
        ignored_until=None,
    )
)
"""What is seen again was tried again or has changed: only what is ignored for good stays so."""


def _new(scope: Scope, draft: IssueDraft, subject: str, kind: str, earlier: Earlier | None) -> dict[str, Any]:
    return {
        "connection": scope.connection,
        "code": draft.code,
        "subject": subject,
        "details": _text(draft.values),
        "fingerprint": fingerprint(draft.code, kind, draft.values),
        "opened_at": scope.now,
        "last_seen_at": scope.now,
        "times": earlier.times + 1 if earlier else 1,
        "closed_before": earlier.closed_at if earlier else None,
    }


def _text(values: Mapping[str, str]) -> str:
    return json.dumps({name: redacted(value) for name, value in values.items()}, sort_keys=True, ensure_ascii=False)


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


def last_issue_at(db: Connection, scope: Scope) -> datetime | None:
    """When an issue that is open was last met."""
    met: datetime | None = db.scalar(
        select(func.max(issue.c.last_seen_at)).where(issue.c.connection == scope.connection, OPEN)
    )
    return met


def issues_after(db: Connection, scope: Scope, last: int, limit: int, *, open_only: bool) -> Iterator[Issue]:
    """Up to `limit` issues after the one with this id, the oldest first."""
    query = ISSUES.where(issue.c.connection == scope.connection, issue.c.id > last).order_by(issue.c.id).limit(limit)
    return map(issue_of, db.execute(query.where(to_see(scope.now)) if open_only else query))
