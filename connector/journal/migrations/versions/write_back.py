"""What Stripe was told of internal ids."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing was told so far."""
    op.create_table(
        "write_back",
        sa.Column("intent_id", sa.Integer(), nullable=False),
        sa.Column("connection", sa.String(length=60), nullable=False),
        sa.Column("stripe_id", sa.String(length=255), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("internal_id", sa.String(length=40), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(["intent_id"], ["intent.id"], name="fk_write_back_intent_id"),
        sa.PrimaryKeyConstraint("intent_id", name="pk_write_back"),
    )
    op.create_index("ix_write_back_stripe_id", "write_back", ["connection", "stripe_id"])
