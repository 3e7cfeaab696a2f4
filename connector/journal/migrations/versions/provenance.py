"""Where the values of records come from, and the mapping version of what was done."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Of what stands nobody kept where its values come from, nor with which mapping it was done."""
    op.create_table(
        "origin",
        sa.Column("connection", sa.String(length=60), nullable=False),
        sa.Column("key", sa.String(length=12), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("connection", "key", name="pk_origin"),
    )
    op.create_table(
        "provenance",
        sa.Column("intent_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=12), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["intent_id"], ["intent.id"], name="fk_provenance_intent_id"),
        sa.PrimaryKeyConstraint("intent_id", "digest", name="pk_provenance"),
    )
    op.add_column("audit", sa.Column("mapping_version", sa.Integer()))
