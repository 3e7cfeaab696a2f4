"""What people do with records: put aside, approved, ignored, remarked on, and values of their own."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from connector.journal.dialect import change_check

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_STATES = (
    "'intended', 'sent', 'unanswered', 'overtaken', 'accepted', 'refused', 'withdrawing', 'withdraw_sent', "
    "'withdraw_unanswered', 'withdraw_refused', 'withdrawn', 'reversed', 'rolled_back'"
)


def upgrade() -> None:
    """Nobody has done any of it to what stands."""
    for table, columns in _columns().items():
        for column in columns:
            op.add_column(table, column)
    change_check(
        op.get_bind(), "intent", "ck_intent_state", f"state IN ({_STATES})", f"state IN ({_STATES}, 'skipped')"
    )
    _remark()
    _override()


def _columns() -> dict[str, tuple[sa.Column[Any], ...]]:
    return {
        "intent": (sa.Column("set_aside", sa.Text()), sa.Column("approved_by", sa.String(length=100))),
        "root": (
            sa.Column("set_aside", sa.Text()),
            sa.Column("customer", sa.String(length=255)),
            sa.Column("amount", sa.String(length=40)),
            sa.Column("currency", sa.String(length=3)),
            sa.Column("dated_on", sa.Date()),
        ),
        "issue": (
            sa.Column("closed_before", sa.DateTime(timezone=True)),
            sa.Column("ignored", sa.String(length=10)),
            sa.Column("ignored_until", sa.DateTime(timezone=True)),
        ),
    }


def _remark() -> None:
    op.create_table(
        "remark",
        sa.Column("subject", sa.String(length=255), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        *_by_somebody(),
        sa.CheckConstraint("kind IN ('assignee', 'tag', 'note')", name="ck_remark_kind"),
        sa.PrimaryKeyConstraint("id", name="pk_remark"),
    )
    op.create_index("ix_remark_subject", "remark", ["connection", "subject"])
    _open_index("ix_remark_open", "remark", ["connection", "kind", "text"])


def _override() -> None:
    op.create_table(
        "override",
        sa.Column("external_id", sa.String(length=255), nullable=False),
        sa.Column("field", sa.String(length=100), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        *_by_somebody(),
        sa.PrimaryKeyConstraint("id", name="pk_override"),
    )
    _open_index("uq_override_open", "override", ["connection", "external_id", "field"], unique=True)


def _by_somebody() -> tuple[sa.Column[Any], ...]:
    """Whose row it is, and from when to when it counts."""
    return (
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("connection", sa.String(length=60), nullable=False),
        sa.Column("who", sa.String(length=100), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
    )


def _open_index(name: str, table: str, columns: list[str], *, unique: bool = False) -> None:
    open_ = sa.text("ended_at IS NULL")
    op.create_index(name, table, columns, unique=unique, sqlite_where=open_, postgresql_where=open_)
