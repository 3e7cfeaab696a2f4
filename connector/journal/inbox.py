"""Reads the inbox with what its issues are about: whose records, what they are worth, to whom they are assigned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Row, and_, select

from connector.journal.content import content_of
from connector.journal.faces import Money, money_of
from connector.journal.issues import ISSUES, Issue, issue_of
from connector.journal.remarks import Remarks, remarks_of
from connector.journal.rows import Scope
from connector.journal.schema import intent, issue, root, run, to_see


@dataclass(frozen=True, kw_only=True)
class Filed:
    """An issue with the record that it is about (`id`), what that is worth, and who looks after it."""

    issue: Issue
    id: str
    money: Money
    assignee: str | None = None


_COLUMNS = (intent.c.content, root.c.amount, root.c.currency, root.c.customer, root.c.dated_on)


def filed_after(
    db: Connection, scope: Scope, last: int, limit: int, *, closed: bool, run_id: int | None
) -> Sequence[Filed]:
    """Up to `limit` issues after the one with this id: those that somebody must see, or those that are closed.

    With `run_id` only those that were seen or closed while that run went on.
    """
    which = issue.c.closed_at.is_not(None) if closed else to_see(scope.now)
    query = ISSUES.add_columns(*_COLUMNS).where(issue.c.connection == scope.connection, issue.c.id > last, which)
    if run_id is not None:
        query = query.where(_during(scope, run_id))
    rows = db.execute(query.order_by(issue.c.id).limit(limit)).all()
    remarks = remarks_of(db, scope, {_id(row) for row in rows})
    return [_filed(row, remarks.get(_id(row), Remarks())) for row in rows]


def _during(scope: Scope, run_id: int) -> Any:
    """Whether an issue was seen, or closed, while a run went on."""
    of = (run.c.id == run_id, run.c.connection == scope.connection)
    began = select(run.c.started_at).where(*of).scalar_subquery()
    ended = select(run.c.finished_at).where(*of).scalar_subquery()
    seen = and_(issue.c.last_seen_at >= began, (ended.is_(None)) | (issue.c.last_seen_at <= ended))
    shut = and_(issue.c.closed_at >= began, (ended.is_(None)) | (issue.c.closed_at <= ended))
    return seen | shut


def _id(row: Row[Any]) -> str:
    return str(row.external_id or row.root_stripe_id or row.subject)


def _filed(row: Row[Any], remarks: Remarks) -> Filed:
    if row.content is not None:
        money = money_of(content_of(row.kind, row.content))
    else:
        amount = Decimal(row.amount) if row.amount is not None else None
        money = Money(amount=amount, currency=row.currency, customer=row.customer, dated_on=row.dated_on)
    return Filed(issue=issue_of(row), id=_id(row), money=money, assignee=remarks.assignee)
