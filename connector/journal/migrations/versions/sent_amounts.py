"""What was sent amounts to, so that its amounts are checked without reading it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Of what was sent before, its content says it."""
    op.add_column("intent", sa.Column("sent_amount", sa.String(40)))
