"""What was sent amounts to, so that amounts are checked without reading it; ready applications are known by a payer."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_READY = "state = 'intended' AND open_needs = 0 AND hold IS NULL"
_INDEXES = {
    "ix_intent_ready_record": f"{_READY} AND payer IS NULL",
    "ix_intent_ready_update": f"{_READY} AND payer IS NULL AND internal_id IS NOT NULL",
    "ix_intent_ready_application": f"{_READY} AND payer IS NOT NULL",
}


def upgrade() -> None:
    """Of what was sent before, its content says the amount."""
    op.add_column("intent", sa.Column("sent_amount", sa.String(40)))
    for name, condition in _INDEXES.items():
        op.drop_index(name, "intent")
        where = sa.text(condition)
        op.create_index(name, "intent", ["connection", "id"], sqlite_where=where, postgresql_where=where)
