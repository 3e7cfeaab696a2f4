"""Records may leave NetSuite again, or be reversed; memos say which invoice lines they copy."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from connector.journal.dialect import change_check

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_LEAVING = "'withdrawing', 'withdraw_sent', 'withdraw_unanswered', 'withdraw_refused'"
_BEFORE = (
    "state IN ('intended', 'sent', 'unanswered', "
    "'overtaken', 'accepted', 'refused', 'withdrawing', 'withdrawn', 'rolled_back')"
)
_AFTER = (
    "state IN ('intended', 'sent', 'unanswered', 'overtaken', 'accepted', 'refused', "
    f"{_LEAVING}, 'withdrawn', 'reversed', 'rolled_back')"
)


def upgrade() -> None:
    """Nothing that stands copies or reverses anything."""
    op.add_column("intent", sa.Column("copies", sa.Text()))
    op.add_column("intent", sa.Column("reverses", sa.String(length=255)))
    change_check(op.get_bind(), "intent", "ck_intent_state", _BEFORE, _AFTER)
    sent = "state NOT IN ('sent', 'withdraw_sent') OR lease IS NOT NULL"
    change_check(op.get_bind(), "intent", "ck_intent_sent_under_lease", "state <> 'sent' OR lease IS NOT NULL", sent)
    op.drop_index("ix_intent_unchecked", "intent")
    kinds = "'invoice', 'customer_payment', 'credit_memo', 'customer_refund'"
    _index("ix_intent_unchecked", f"state = 'accepted' AND checked_at IS NULL AND kind IN ({kinds})")
    _index("ix_intent_leaving", f"state IN ({_LEAVING})")


def _index(name: str, condition: str) -> None:
    where: dict[str, Any] = {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}
    op.create_index(name, "intent", ["connection", "id"], **where)
