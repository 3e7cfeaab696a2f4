"""The roots, the Stripe objects that they depend on, and the items that were decided for prices."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Date, ForeignKey, Index, String, Table, Text, UniqueConstraint

from connector.journal.schema.building import Moment, connection_column, either, metadata, number_column

root = Table(
    "root",
    metadata,
    number_column(),
    connection_column(),
    Column("kind", String(30), nullable=False),
    Column("stripe_id", String(255), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("state", String(20), nullable=False),
    Column("reason", Text),
    Column("blocked_by", String(255)),
    Column("read_at", Moment, nullable=False),
    Column("run_id", ForeignKey("run.id"), nullable=False),
    Column("set_aside", Text),
    Column("customer", String(255)),
    Column("amount", String(40)),
    Column("currency", String(3)),
    Column("dated_on", Date),
    UniqueConstraint("connection", "stripe_id", "kind"),
    CheckConstraint(either("state", ("wanted", "skipped", "blocked", "attention")), name="state"),
    CheckConstraint("(state IN ('skipped', 'blocked')) = (reason IS NOT NULL)", name="idle_has_reason"),
    CheckConstraint("(state = 'blocked') = (blocked_by IS NOT NULL)", name="blocked_by_something"),
)
Index("ix_root_state", root.c.connection, root.c.state, root.c.reason)

reference = Table(
    "reference",
    metadata,
    Column("root_id", ForeignKey("root.id"), primary_key=True),
    Column("stripe_id", String(255), primary_key=True),
    connection_column(),
    sqlite_with_rowid=False,  # nothing but a key: by rows it would be kept twice
)
Index("ix_reference_stripe_id", reference.c.connection, reference.c.stripe_id)

pinned = Table(
    "pinned",
    metadata,
    connection_column(primary_key=True),
    Column("price_id", String(255), primary_key=True),
    Column("item", String(255), nullable=False),
    Column("at", Moment, nullable=False),
)
