"""Versions of the mapping, the one that each record was made with, pauses, and families to try mappings on."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Of what stands nobody knows with which mapping it was made; nothing is paused."""
    op.add_column("intent", sa.Column("mapping_version", sa.Integer()))
    _mapping_version()
    _pause()
    op.create_table(
        "kept_family",
        _number(),
        _connection(),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("stripe_id", sa.String(length=255), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_kept_family"),
        sa.UniqueConstraint("connection", "stripe_id", "kind", name="uq_kept_family_connection_stripe_id_kind"),
    )


def _number() -> sa.Column[int]:
    return sa.Column("id", sa.Integer(), autoincrement=True, nullable=False)


def _connection() -> sa.Column[str]:
    return sa.Column("connection", sa.String(length=60), nullable=False)


def _mapping_version() -> None:
    op.create_table(
        "mapping_version",
        _number(),
        _connection(),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("files", sa.Text(), nullable=False),
        sa.Column("replaces", sa.Integer()),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True)),
        sa.Column("author", sa.String(length=100)),
        sa.Column("note", sa.Text()),
        sa.Column("translated", sa.Integer(), nullable=False),
        sa.Column("unmapped", sa.Integer(), nullable=False),
        sa.Column("answered", sa.Integer(), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.Column("judged_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint(
            "(published_at IS NULL) = (author IS NULL)", name="ck_mapping_version_published_by_somebody"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_mapping_version"),
        sa.UniqueConstraint("connection", "number", name="uq_mapping_version_connection_number"),
    )
    unpublished = sa.text("published_at IS NULL")
    op.create_index(
        "uq_mapping_version_unpublished",
        "mapping_version",
        ["connection", "hash"],
        unique=True,
        sqlite_where=unpublished,
        postgresql_where=unpublished,
    )


def _pause() -> None:
    op.create_table(
        "pause",
        _number(),
        _connection(),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("who", sa.String(length=100), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.Column("ended_by", sa.String(length=100)),
        sa.CheckConstraint("(ended_at IS NULL) = (ended_by IS NULL)", name="ck_pause_ended_by_somebody"),
        sa.PrimaryKeyConstraint("id", name="pk_pause"),
    )
    open_ = sa.text("ended_at IS NULL")
    op.create_index("uq_pause_open", "pause", ["connection"], unique=True, sqlite_where=open_, postgresql_where=open_)
