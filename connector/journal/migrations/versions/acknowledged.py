"""Who knows of a trouble, so that nobody is told of it any more."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nobody said so yet."""
    op.add_column("trouble", sa.Column("acknowledged_at", sa.DateTime(timezone=True)))
    op.add_column("trouble", sa.Column("acknowledged_by", sa.String(60)))
