"""What people say of records."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Index, String, Table, Text

from connector.journal.schema.building import Moment, connection_column, limited, metadata, number_column

remark = Table(
    "remark",
    metadata,
    number_column(),
    connection_column(),
    Column("subject", String(255), nullable=False),
    Column("kind", String(10), nullable=False),
    Column("text", Text, nullable=False),
    Column("who", String(100), nullable=False),
    Column("at", Moment, nullable=False),
    Column("ended_at", Moment),
    CheckConstraint("kind IN ('assignee', 'tag', 'note')", name="kind"),
)
"""What people say of a record, by its external id, or of a root that made none, by its Stripe id."""
Index("ix_remark_subject", remark.c.connection, remark.c.subject)
limited("ix_remark_open", remark.c.connection, remark.c.kind, remark.c.text, where=remark.c.ended_at.is_(None))

override = Table(
    "override",
    metadata,
    number_column(),
    connection_column(),
    Column("external_id", String(255), nullable=False),
    Column("field", String(100), nullable=False),
    Column("value", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("who", String(100), nullable=False),
    Column("at", Moment, nullable=False),
    Column("ended_at", Moment),
)
"""Values that people gave fields of single records; they win over every mapping until they are removed."""
limited(
    "uq_override_open",
    override.c.connection,
    override.c.external_id,
    override.c.field,
    where=override.c.ended_at.is_(None),
    unique=True,
)
