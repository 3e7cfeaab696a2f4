"""What is wrong: with a record, or with the connection; and what stops everything."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import (
    CheckConstraint,
    Column,
    ColumnElement,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    and_,
    or_,
)

from connector.journal.schema.building import Moment, connection_column, limited, metadata, number_column

issue = Table(
    "issue",
    metadata,
    number_column(),
    connection_column(),
    Column("code", String(60), nullable=False),
    Column("subject", String(255), nullable=False),
    Column("details", Text, nullable=False),
    Column("fingerprint", String(64), nullable=False),
    Column("intent_id", ForeignKey("intent.id")),
    Column("root_id", ForeignKey("root.id")),
    Column("opened_at", Moment, nullable=False),
    Column("last_seen_at", Moment, nullable=False),
    Column("times", Integer, nullable=False),
    Column("closed_at", Moment),
    Column("closed_by", String(20)),
    Column("closed_before", Moment),
    Column("ignored", String(10)),
    Column("ignored_until", Moment),
    CheckConstraint("(intent_id IS NULL) <> (root_id IS NULL)", name="one_owner"),
    CheckConstraint("(closed_at IS NULL) = (closed_by IS NULL)", name="closed_by_somebody"),
    CheckConstraint("closed_by IN ('auto', 'obsolete', 'person')", name="closed_by"),
)
OPEN = issue.c.closed_at.is_(None)
"""An issue whose cause lasts."""


def ignored(now: datetime) -> ColumnElement[bool]:
    """Whether a person does not want to see an issue now."""
    return and_(issue.c.ignored.is_not(None), or_(issue.c.ignored_until.is_(None), issue.c.ignored_until > now))


def to_see(now: datetime) -> ColumnElement[bool]:
    """Whether somebody must still look at an issue."""
    return and_(OPEN, or_(issue.c.ignored.is_(None), issue.c.ignored_until <= now))


limited("uq_issue_open_intent", issue.c.intent_id, where=and_(OPEN, issue.c.intent_id.is_not(None)), unique=True)
limited(
    "uq_issue_open_root",
    issue.c.root_id,
    issue.c.code,
    issue.c.subject,
    where=and_(OPEN, issue.c.root_id.is_not(None)),
    unique=True,
)
limited("ix_issue_open", issue.c.connection, issue.c.code, issue.c.fingerprint, where=OPEN)
Index("ix_issue_intent", issue.c.intent_id)
Index("ix_issue_root", issue.c.root_id)

trouble = Table(
    "trouble",
    metadata,
    number_column(),
    connection_column(),
    Column("code", String(60), nullable=False),
    Column("subject", String(255), nullable=False),
    Column("details", Text, nullable=False),
    Column("opened_at", Moment, nullable=False),
    Column("last_seen_at", Moment, nullable=False),
    Column("times", Integer, nullable=False),
    Column("closed_at", Moment),
    Column("told_at", Moment),
    Column("end_told_at", Moment),
    Column("acknowledged_at", Moment),
    Column("acknowledged_by", String(60)),
)
"""What is wrong with the connection as a whole and not with one record, and when people were told of it and its end."""
limited(
    "uq_trouble_open",
    trouble.c.connection,
    trouble.c.code,
    trouble.c.subject,
    where=trouble.c.closed_at.is_(None),
    unique=True,
)

pause = Table(
    "pause",
    metadata,
    number_column(),
    connection_column(),
    Column("code", String(60), nullable=False),
    Column("details", Text, nullable=False),
    Column("who", String(100), nullable=False),
    Column("at", Moment, nullable=False),
    Column("ended_at", Moment),
    Column("ended_by", String(100)),
    CheckConstraint("(ended_at IS NULL) = (ended_by IS NULL)", name="ended_by_somebody"),
)
"""While a connection has a row here that has not ended, nothing is sent."""
limited("uq_pause_open", pause.c.connection, where=pause.c.ended_at.is_(None), unique=True)
