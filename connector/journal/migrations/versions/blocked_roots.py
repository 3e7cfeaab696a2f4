"""Roots that are held back: one column says why a root has nothing to do, another which object holds it (rule I-5)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Let a root be blocked; the reason for which one is skipped stays where it was, under a wider name."""
    op.drop_index("ix_root_state", "root")
    with op.batch_alter_table("root", copy_from=_before()) as root:
        root.alter_column("skipped", new_column_name="reason")
        root.add_column(sa.Column("blocked_by", sa.String(length=255)))
        root.drop_constraint("ck_root_skipped_has_reason", type_="check")
        root.drop_constraint("ck_root_state", type_="check")
        root.create_check_constraint("ck_root_state", "state IN ('wanted', 'skipped', 'blocked', 'attention')")
        root.create_check_constraint(
            "ck_root_idle_has_reason", "(state IN ('skipped', 'blocked')) = (reason IS NOT NULL)"
        )
        root.create_check_constraint("ck_root_blocked_by_something", "(state = 'blocked') = (blocked_by IS NOT NULL)")
    op.create_index("ix_root_state", "root", ["connection", "state", "reason"])


def _before() -> sa.Table:
    """The table as it was: SQLite can change no constraint, so there the table is made anew from this."""
    return sa.Table(
        "root",
        sa.MetaData(),
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("connection", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("stripe_id", sa.String(length=255), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("skipped", sa.Text()),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("(state = 'skipped') = (skipped IS NOT NULL)", name="ck_root_skipped_has_reason"),
        sa.CheckConstraint("state IN ('wanted', 'skipped', 'attention')", name="ck_root_state"),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name="fk_root_run_id"),
        sa.PrimaryKeyConstraint("id", name="pk_root"),
        sa.UniqueConstraint("connection", "stripe_id", "kind", name="uq_root_connection_stripe_id_kind"),
    )
