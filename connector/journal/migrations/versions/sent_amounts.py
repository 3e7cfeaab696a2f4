"""What was sent amounts to; ready applications are known by a payer; needs and references are kept once, as keys."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from connector.journal.dialect import change_check

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_READY = "state = 'intended' AND open_needs = 0 AND hold IS NULL"
_LEAVING = ("withdrawing", "withdraw_sent", "withdraw_unanswered", "withdraw_refused")
_CHECKED = ("invoice", "customer_payment", "credit_memo", "customer_refund")
_ROOT_STATES = ("wanted", "skipped", "blocked", "attention")
_SENDING = ("intended", "sent", "unanswered", "overtaken", "accepted", "refused")
_STATES = (*_SENDING, *_LEAVING, "withdrawn", "reversed", "rolled_back", "skipped")


def _in(column: str, values: Sequence[str]) -> str:
    return f"{column} IN ({', '.join(map(repr, values))})"


def _either(column: str, values: Sequence[str]) -> str:
    return " OR ".join(f"{column} = {value!r}" for value in values)


_INDEXES = {
    "ix_intent_asking": _either("state", ("unanswered", "overtaken")),
    "ix_intent_unchecked": f"state = 'accepted' AND checked_at IS NULL AND ({_either('kind', _CHECKED)})",
    "ix_intent_leaving": _either("state", _LEAVING),
    "ix_intent_ready_record": f"{_READY} AND payer IS NULL",
    "ix_intent_ready_update": f"{_READY} AND payer IS NULL AND internal_id IS NOT NULL",
    "ix_intent_ready_application": f"{_READY} AND payer IS NOT NULL",
}


_KEYS = (
    ("reference", "root_id", "root", "stripe_id", ("connection", "stripe_id")),
    ("need", "intent_id", "intent", "external_id", ("connection", "external_id", "intent_id")),
)
"""Tables that are nothing but a key: its owner, whose that is, what the owner names, and their index by that."""


def upgrade() -> None:
    """Of what was sent before, its content says the amount."""
    op.add_column("intent", sa.Column("sent_amount", sa.String(40)))
    for name, condition in _INDEXES.items():
        op.drop_index(name, "intent")
        where = sa.text(condition)
        op.create_index(name, "intent", ["connection", "id"], sqlite_where=where, postgresql_where=where)
    for table, states in {"root": _ROOT_STATES, "intent": _STATES}.items():
        change_check(op.get_bind(), table, f"ck_{table}_state", _in("state", states), _either("state", states))
    if op.get_bind().dialect.name == "sqlite":
        for table, owner, of, names, index in _KEYS:
            _make_anew(table, owner, of, names, index)


def _make_anew(table: str, owner: str, of: str, names: str, index: Sequence[str]) -> None:
    """SQLite decides when it makes a table whether its rows are apart from their key."""
    op.drop_index(f"ix_{table}_{names}", table)
    op.rename_table(table, f"{table}_before")
    op.create_table(
        table,
        sa.Column(owner, sa.Integer(), nullable=False),
        sa.Column(names, sa.String(length=255), nullable=False),
        sa.Column("connection", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint([owner], [f"{of}.id"], name=f"fk_{table}_{owner}"),
        sa.PrimaryKeyConstraint(owner, names, name=f"pk_{table}"),
        sqlite_with_rowid=False,
    )
    columns = f"{owner}, {names}, connection"
    op.execute(f"INSERT INTO {table} ({columns}) SELECT {columns} FROM {table}_before ORDER BY {owner}, {names}")  # noqa: S608 - names of our own
    op.drop_table(f"{table}_before")
    op.create_index(f"ix_{table}_{names}", table, list(index))
