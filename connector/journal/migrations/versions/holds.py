"""Records may wait for a decision: `hold` is the cause, and what has one is not ready."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_READY = "state = 'intended' AND open_needs = 0 AND hold IS NULL"


def upgrade() -> None:
    """Nothing that stands is on hold."""
    op.add_column("intent", sa.Column("hold", sa.String(length=60)))
    op.drop_index("ix_intent_ready_record", "intent")
    op.drop_index("ix_intent_ready_application", "intent")
    _index("ix_intent_ready_record", f"{_READY} AND kind != 'application'")
    _index("ix_intent_ready_application", f"{_READY} AND kind = 'application'")
    _index("ix_intent_on_hold", "hold IS NOT NULL")


def _index(name: str, condition: str) -> None:
    where: dict[str, Any] = {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}
    op.create_index(name, "intent", ["connection", "id"], **where)
