"""How each run ended, up to when it had taken in everything that Stripe told, and what it did in detail."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Runs of before that came to an end took in everything of before they began."""
    op.add_column("run", sa.Column("outcome", sa.String(20)))
    op.add_column("run", sa.Column("collected_to", sa.DateTime(timezone=True)))
    op.add_column("run", sa.Column("details", sa.Text))
    op.execute("UPDATE run SET outcome = 'done', collected_to = started_at WHERE finished_at IS NOT NULL")
