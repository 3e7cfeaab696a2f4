"""What runs did, and what they carry to the next one."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from connector.journal.schema.building import Moment, connection_column, limited, metadata, number_column

run = Table(
    "run",
    metadata,
    number_column(),
    connection_column(),
    Column("trigger", String(30), nullable=False),
    Column("started_at", Moment, nullable=False),
    Column("finished_at", Moment),
    Column("counts", Text),
    Column("outcome", String(20)),
    Column("collected_to", Moment),
    Column("details", Text),
)
"""A run: how it ended, and the moment up to which it had taken in all that Stripe told; None: not to the end."""
Index("ix_run_connection", run.c.connection, run.c.id)

attempt = Table(
    "attempt",
    metadata,
    number_column(),
    connection_column(),
    Column("intent_id", ForeignKey("intent.id"), nullable=False),
    Column("run_id", ForeignKey("run.id"), nullable=False),
    Column("lease", String(40), nullable=False),
    Column("at", Moment, nullable=False),
    Column("purpose", String(20), nullable=False),
    Column("outcome", String(20), nullable=False),
    Column("code", String(60)),
    Column("message", Text),
)
Index("ix_attempt_intent", attempt.c.intent_id)

audit = Table(
    "audit",
    metadata,
    number_column(),
    connection_column(),
    Column("number", Integer, nullable=False),
    Column("at", Moment, nullable=False),
    Column("who", String(100), nullable=False),
    Column("via", String(20), nullable=False),
    Column("action", String(40), nullable=False),
    Column("subject", Text, nullable=False),
    Column("reason", Text),
    Column("run_id", Integer),
    Column("hash", String(64), nullable=False),
    Column("mapping_version", Integer),
    UniqueConstraint("connection", "number"),
)

cursor = Table(
    "cursor",
    metadata,
    connection_column(primary_key=True),
    Column("value", Text, nullable=False),
    Column("moved_at", Moment, nullable=False),
)

netsuite_cache = Table(
    "netsuite_cache",
    metadata,
    connection_column(primary_key=True),
    Column("key", String(200), primary_key=True),
    Column("value", Text, nullable=False),
    Column("at", Moment, nullable=False),
)

period_state = Table(
    "period_state",
    metadata,
    connection_column(primary_key=True),
    Column("starts_on", Date, primary_key=True),
    Column("ends_on", Date, primary_key=True),
    Column("seen_at", Moment, primary_key=True),
    Column("closed", Boolean, nullable=False),
    CheckConstraint("starts_on <= ends_on", name="in_order"),
)
"""What was seen of the account's periods: a row when one is first seen, and at each change of its state."""

mapping_version = Table(
    "mapping_version",
    metadata,
    number_column(),
    connection_column(),
    Column("number", Integer, nullable=False),
    Column("hash", String(64), nullable=False),
    Column("files", Text, nullable=False),
    Column("replaces", Integer),
    Column("kept_at", Moment, nullable=False),
    Column("published_at", Moment),
    Column("author", String(100)),
    Column("note", Text),
    Column("translated", Integer, nullable=False),
    Column("unmapped", Integer, nullable=False),
    Column("answered", Integer, nullable=False),
    Column("refused", Integer, nullable=False),
    Column("judged_at", Moment),
    UniqueConstraint("connection", "number"),
    CheckConstraint("(published_at IS NULL) = (author IS NULL)", name="published_by_somebody"),
)
"""Contents of a mapping, and how the first records did that were made with it. Only `judged_at` ends its trial."""
limited(
    "uq_mapping_version_unpublished",
    mapping_version.c.connection,
    mapping_version.c.hash,
    where=mapping_version.c.published_at.is_(None),
    unique=True,
)

backfill = Table(
    "backfill",
    metadata,
    number_column(),
    connection_column(),
    Column("begins", Moment, nullable=False),
    Column("ends", Moment, nullable=False),
    Column("kinds", Text, nullable=False),
    Column("left", Integer),
    Column("place", Text),
    Column("read", Integer, nullable=False),
    Column("who", String(100), nullable=False),
    Column("started_at", Moment, nullable=False),
    Column("finished_at", Moment),
)
"""A stretch of Stripe's lists that is read again: the kinds still to be read, and the place in the first of them."""

kept_family = Table(
    "kept_family",
    metadata,
    number_column(),
    connection_column(),
    Column("kind", String(30), nullable=False),
    Column("stripe_id", String(255), nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("kept_at", Moment, nullable=False),
    UniqueConstraint("connection", "stripe_id", "kind"),
)
"""The families that were read last, to try other mappings on."""
