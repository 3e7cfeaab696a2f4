"""What a search asks of each record, narrow enough to be read whole."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from connector.journal.content import content_of
from connector.journal.faces import STRIPE, money_of, thousandths

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

PAGE = 1000


def upgrade() -> None:
    """Every record that stands gets its face."""
    face = op.create_table(
        "face",
        sa.Column("intent_id", sa.Integer, sa.ForeignKey("intent.id", name="fk_face_intent_id"), nullable=False),
        sa.Column("connection", sa.String(60), nullable=False),
        sa.Column("kind", sa.String(30), nullable=False),
        sa.Column("thousandths", sa.BigInteger),
        sa.Column("currency", sa.String(60)),
        sa.Column("customer", sa.Text),
        sa.Column("dated_on", sa.Date),
        sa.Column("subsidiary", sa.String(40)),
        sa.Column("source", sa.String(20)),
        sa.PrimaryKeyConstraint("intent_id", name="pk_face"),
    )
    last = 0
    asked = sa.text("SELECT id, connection, kind, content, terms FROM intent WHERE id > :last ORDER BY id LIMIT :page")
    while rows := op.get_bind().execute(asked, {"last": last, "page": PAGE}).all():
        op.bulk_insert(face, [_row(row) for row in rows])
        last = rows[-1].id


def _row(row: sa.Row[tuple[object, ...]]) -> dict[str, object]:
    money = money_of(content_of(row.kind, row.content))
    return {
        "intent_id": row.id,
        "connection": row.connection,
        "kind": row.kind,
        "thousandths": None if money.amount is None else thousandths(money.amount),
        "currency": money.currency,
        "customer": money.customer and money.customer.lower(),
        "dated_on": money.dated_on,
        "subsidiary": money.subsidiary,
        "source": STRIPE if row.terms else None,
    }
