"""Accepted records may be changed: `updates` names the parts that are still to be sent."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing that stands is to be changed."""
    ready = sa.text(
        "state = 'intended' AND open_needs = 0 AND hold IS NULL AND kind != 'application' AND internal_id IS NOT NULL"
    )
    op.add_column("intent", sa.Column("updates", sa.Text()))
    columns = ["connection", "id"]
    op.create_index("ix_intent_ready_update", "intent", columns, sqlite_where=ready, postgresql_where=ready)
