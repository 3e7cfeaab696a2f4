"""The first tables: roots, intents and their needs, attempts, issues, runs, the audit chain, what is remembered."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from connector.journal.dialect import insert_only

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create every table of the first version."""
    _cursor()
    _run()
    _root()
    _reference()
    _intent()
    _need()
    _attempt()
    _issue()
    _audit()
    _pinned()
    _netsuite_cache()
    _period_state()
    for statement in insert_only(op.get_bind().dialect.name, "audit"):
        op.execute(statement)


def _cursor() -> None:
    op.create_table(
        "cursor",
        sa.Column("connection", sa.String(length=60), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("moved_at", _moment(), nullable=False),
        sa.PrimaryKeyConstraint("connection", name="pk_cursor"),
    )


def _run() -> None:
    op.create_table(
        "run",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("connection", sa.String(length=60), nullable=False),
        sa.Column("trigger", sa.String(length=30), nullable=False),
        sa.Column("started_at", _moment(), nullable=False),
        sa.Column("finished_at", _moment()),
        sa.Column("counts", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_run"),
    )
    op.create_index("ix_run_connection", "run", ["connection", "id"])


def _root() -> None:
    op.create_table(
        "root",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("connection", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("stripe_id", sa.String(length=255), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("skipped", sa.Text()),
        sa.Column("read_at", _moment(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("(state = 'skipped') = (skipped IS NOT NULL)", name="ck_root_skipped_has_reason"),
        sa.CheckConstraint("state IN ('wanted', 'skipped', 'attention')", name="ck_root_state"),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name="fk_root_run_id"),
        sa.PrimaryKeyConstraint("id", name="pk_root"),
        sa.UniqueConstraint("connection", "stripe_id", "kind", name="uq_root_connection_stripe_id_kind"),
    )
    op.create_index("ix_root_state", "root", ["connection", "state", "skipped"])


def _reference() -> None:
    op.create_table(
        "reference",
        sa.Column("root_id", sa.Integer(), nullable=False),
        sa.Column("stripe_id", sa.String(length=255), nullable=False),
        sa.Column("connection", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(["root_id"], ["root.id"], name="fk_reference_root_id"),
        sa.PrimaryKeyConstraint("root_id", "stripe_id", name="pk_reference"),
    )
    op.create_index("ix_reference_stripe_id", "reference", ["connection", "stripe_id"])


def _intent() -> None:
    op.create_table(
        "intent",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("connection", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("external_id", sa.String(length=255), nullable=False),
        sa.Column("sent_as", sa.String(length=255), nullable=False),
        sa.Column("root_id", sa.Integer()),
        sa.Column("wanted", sa.Boolean(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("sent_content", sa.Text()),
        sa.Column("sent_digest", sa.String(length=64)),
        sa.Column("terms", sa.Text()),
        sa.Column("payer", sa.String(length=255)),
        sa.Column("payee", sa.String(length=255)),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("since", _moment(), nullable=False),
        sa.Column("internal_id", sa.String(length=40)),
        sa.Column("open_needs", sa.Integer(), nullable=False),
        sa.Column("lease", sa.String(length=40)),
        sa.Column("lease_until", _moment()),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("not_before", _moment()),
        sa.Column("checked_at", _moment()),
        sa.Column("last_error", sa.Text()),
        sa.CheckConstraint("(kind = 'application') = (payer IS NOT NULL)", name="ck_intent_application_has_payer"),
        sa.CheckConstraint(
            "state <> 'accepted' OR kind = 'application' OR internal_id IS NOT NULL",
            name="ck_intent_accepted_has_internal_id",
        ),
        sa.CheckConstraint("state <> 'sent' OR lease IS NOT NULL", name="ck_intent_sent_under_lease"),
        sa.CheckConstraint(
            "state IN ('intended', 'sent', 'unanswered', "
            "'overtaken', 'accepted', 'refused', 'withdrawing', 'withdrawn', 'rolled_back')",
            name="ck_intent_state",
        ),
        sa.CheckConstraint("(lease IS NULL) = (lease_until IS NULL)", name="ck_intent_lease_ends"),
        sa.CheckConstraint("(payer IS NULL) = (payee IS NULL)", name="ck_intent_application_has_payee"),
        sa.CheckConstraint("attempts >= 0", name="ck_intent_attempts"),
        sa.CheckConstraint("open_needs >= 0", name="ck_intent_open_needs"),
        sa.ForeignKeyConstraint(["root_id"], ["root.id"], name="fk_intent_root_id"),
        sa.PrimaryKeyConstraint("id", name="pk_intent"),
        sa.UniqueConstraint("connection", "external_id", name="uq_intent_connection_external_id"),
    )
    _intent_indexes()


def _intent_indexes() -> None:
    op.create_index(
        "ix_intent_asking", "intent", ["connection", "id"], **_where("state IN ('unanswered', 'overtaken')")
    )
    op.create_index(
        "ix_intent_internal_id", "intent", ["connection", "internal_id"], **_where("internal_id IS NOT NULL")
    )
    op.create_index("ix_intent_lease", "intent", ["connection", "lease_until"], **_where("lease IS NOT NULL"))
    op.create_index("ix_intent_not_before", "intent", ["connection", "not_before"], **_where("not_before IS NOT NULL"))
    op.create_index("ix_intent_payee", "intent", ["connection", "payee"], **_where("payee IS NOT NULL"))
    op.create_index("ix_intent_payer", "intent", ["connection", "payer"], **_where("payer IS NOT NULL"))
    op.create_index(
        "ix_intent_ready_application",
        "intent",
        ["connection", "id"],
        **_where("state = 'intended' AND open_needs = 0 AND kind = 'application'"),
    )
    op.create_index(
        "ix_intent_ready_record",
        "intent",
        ["connection", "id"],
        **_where("state = 'intended' AND open_needs = 0 AND kind != 'application'"),
    )
    op.create_index("ix_intent_renamed", "intent", ["connection", "sent_as"], **_where("sent_as != external_id"))
    op.create_index("ix_intent_root", "intent", ["root_id"])
    op.create_index("ix_intent_state", "intent", ["connection", "state", "kind"])
    op.create_index(
        "ix_intent_unchecked",
        "intent",
        ["connection", "id"],
        **_where("state = 'accepted' AND checked_at IS NULL AND kind IN ('invoice', 'customer_payment')"),
    )


def _period_state() -> None:
    op.create_table(
        "period_state",
        sa.Column("connection", sa.String(length=60), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("seen_at", _moment(), nullable=False),
        sa.Column("closed", sa.Boolean(), nullable=False),
        sa.CheckConstraint("starts_on <= ends_on", name="ck_period_state_in_order"),
        sa.PrimaryKeyConstraint("connection", "starts_on", "ends_on", "seen_at", name="pk_period_state"),
    )


def _need() -> None:
    op.create_table(
        "need",
        sa.Column("intent_id", sa.Integer(), nullable=False),
        sa.Column("external_id", sa.String(length=255), nullable=False),
        sa.Column("connection", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(["intent_id"], ["intent.id"], name="fk_need_intent_id"),
        sa.PrimaryKeyConstraint("intent_id", "external_id", name="pk_need"),
    )
    op.create_index("ix_need_external_id", "need", ["connection", "external_id", "intent_id"])


def _attempt() -> None:
    op.create_table(
        "attempt",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("connection", sa.String(length=60), nullable=False),
        sa.Column("intent_id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("lease", sa.String(length=40), nullable=False),
        sa.Column("at", _moment(), nullable=False),
        sa.Column("purpose", sa.String(length=20), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("code", sa.String(length=60)),
        sa.Column("message", sa.Text()),
        sa.ForeignKeyConstraint(["intent_id"], ["intent.id"], name="fk_attempt_intent_id"),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name="fk_attempt_run_id"),
        sa.PrimaryKeyConstraint("id", name="pk_attempt"),
    )
    op.create_index("ix_attempt_intent", "attempt", ["intent_id"])


def _issue() -> None:
    op.create_table(
        "issue",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("connection", sa.String(length=60), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("subject", sa.String(length=255), nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("intent_id", sa.Integer()),
        sa.Column("root_id", sa.Integer()),
        sa.Column("opened_at", _moment(), nullable=False),
        sa.Column("last_seen_at", _moment(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("closed_at", _moment()),
        sa.Column("closed_by", sa.String(length=20)),
        sa.CheckConstraint("closed_by IN ('auto', 'obsolete', 'person')", name="ck_issue_closed_by"),
        sa.CheckConstraint("(closed_at IS NULL) = (closed_by IS NULL)", name="ck_issue_closed_by_somebody"),
        sa.CheckConstraint("(intent_id IS NULL) <> (root_id IS NULL)", name="ck_issue_one_owner"),
        sa.ForeignKeyConstraint(["intent_id"], ["intent.id"], name="fk_issue_intent_id"),
        sa.ForeignKeyConstraint(["root_id"], ["root.id"], name="fk_issue_root_id"),
        sa.PrimaryKeyConstraint("id", name="pk_issue"),
    )
    _issue_indexes()


def _issue_indexes() -> None:
    op.create_index("ix_issue_intent", "issue", ["intent_id"])
    op.create_index("ix_issue_open", "issue", ["connection", "code", "fingerprint"], **_where("closed_at IS NULL"))
    op.create_index("ix_issue_root", "issue", ["root_id"])
    op.create_index(
        "uq_issue_open_intent",
        "issue",
        ["intent_id"],
        unique=True,
        **_where("closed_at IS NULL AND intent_id IS NOT NULL"),
    )
    op.create_index(
        "uq_issue_open_root",
        "issue",
        ["root_id", "code", "subject"],
        unique=True,
        **_where("closed_at IS NULL AND root_id IS NOT NULL"),
    )


def _audit() -> None:
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("connection", sa.String(length=60), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", _moment(), nullable=False),
        sa.Column("who", sa.String(length=100), nullable=False),
        sa.Column("via", sa.String(length=20), nullable=False),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text()),
        sa.Column("run_id", sa.Integer()),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit"),
        sa.UniqueConstraint("connection", "number", name="uq_audit_connection_number"),
    )


def _pinned() -> None:
    op.create_table(
        "pinned",
        sa.Column("connection", sa.String(length=60), nullable=False),
        sa.Column("price_id", sa.String(length=255), nullable=False),
        sa.Column("item", sa.String(length=255), nullable=False),
        sa.Column("at", _moment(), nullable=False),
        sa.PrimaryKeyConstraint("connection", "price_id", name="pk_pinned"),
    )


def _netsuite_cache() -> None:
    op.create_table(
        "netsuite_cache",
        sa.Column("connection", sa.String(length=60), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("at", _moment(), nullable=False),
        sa.PrimaryKeyConstraint("connection", "key", name="pk_netsuite_cache"),
    )


def _moment() -> sa.DateTime:
    return sa.DateTime(timezone=True)


def _where(condition: str) -> dict[str, Any]:
    """Limits an index to some rows, in each database's own option."""
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}
