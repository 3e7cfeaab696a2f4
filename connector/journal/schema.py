"""The journal's tables. Every row belongs to a connection; what must never be is a constraint."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ColumnElement,
    Date,
    DateTime,
    Dialect,
    ForeignKey,
    FromClause,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    and_,
    func,
    literal_column,
    or_,
)

from connector.lifecycle import LEAVING, State


class Moment(TypeDecorator[datetime]):
    """A point in time in UTC, to the microsecond, the same in every database."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Store UTC; a time without zone is refused."""
        if value is not None and value.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        return value and value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Read it back as UTC, also where the database keeps no zone."""
        return value and (value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC))


APPLICATION = "application"
"""The kind of the intents that are no record."""

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _connection(*, primary_key: bool = False) -> Column[str]:
    return Column("connection", String(60), nullable=False, primary_key=primary_key)


def _number() -> Column[int]:
    return Column("id", Integer, primary_key=True, autoincrement=True)


def _partial(name: str, *columns: Column[Any], where: ColumnElement[bool], unique: bool = False) -> Index:
    return Index(name, *columns, unique=unique, sqlite_where=where, postgresql_where=where)


def fixed(value: str) -> ColumnElement[str]:
    """A value of ours written into the statement: only then does a database use an index that is limited to it."""
    return literal_column(f"'{value!s}'", String)


def _either(column: str, values: Iterable[str]) -> str:
    """A condition that a column has one of these values, as text.

    Not by IN, here and below: SQLite makes a table of such a list for each row that it writes.
    """
    return " OR ".join(f"{column} = '{value}'" for value in values)


def _any_of(column: ColumnElement[str], values: Iterable[str]) -> ColumnElement[bool]:
    """The same as an expression, with the values written into the statement."""
    return or_(*(column == fixed(value) for value in values))


cursor = Table(
    "cursor",
    metadata,
    _connection(primary_key=True),
    Column("value", Text, nullable=False),
    Column("moved_at", Moment, nullable=False),
)

root = Table(
    "root",
    metadata,
    _number(),
    _connection(),
    Column("kind", String(30), nullable=False),
    Column("stripe_id", String(255), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("state", String(20), nullable=False),
    Column("reason", Text),
    Column("blocked_by", String(255)),
    Column("read_at", Moment, nullable=False),
    Column("run_id", ForeignKey("run.id"), nullable=False),
    Column("set_aside", Text),
    Column("customer", String(255)),
    Column("amount", String(40)),
    Column("currency", String(3)),
    Column("dated_on", Date),
    UniqueConstraint("connection", "stripe_id", "kind"),
    CheckConstraint(_either("state", ("wanted", "skipped", "blocked", "attention")), name="state"),
    CheckConstraint("(state IN ('skipped', 'blocked')) = (reason IS NOT NULL)", name="idle_has_reason"),
    CheckConstraint("(state = 'blocked') = (blocked_by IS NOT NULL)", name="blocked_by_something"),
)
Index("ix_root_state", root.c.connection, root.c.state, root.c.reason)

reference = Table(
    "reference",
    metadata,
    Column("root_id", ForeignKey("root.id"), primary_key=True),
    Column("stripe_id", String(255), primary_key=True),
    _connection(),
    sqlite_with_rowid=False,  # nothing but a key: by rows it would be kept twice
)
Index("ix_reference_stripe_id", reference.c.connection, reference.c.stripe_id)

intent = Table(
    "intent",
    metadata,
    _number(),
    _connection(),
    Column("kind", String(30), nullable=False),
    Column("external_id", String(255), nullable=False),
    Column("sent_as", String(255), nullable=False),
    Column("root_id", ForeignKey("root.id")),
    Column("wanted", Boolean, nullable=False),
    Column("content", Text, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("sent_content", Text),
    Column("sent_digest", String(64)),
    Column("sent_amount", String(40)),
    Column("updates", Text),
    Column("terms", Text),
    Column("payer", String(255)),
    Column("payee", String(255)),
    Column("copies", Text),
    Column("reverses", String(255)),
    Column("state", String(20), nullable=False),
    Column("since", Moment, nullable=False),
    Column("internal_id", String(40)),
    Column("open_needs", Integer, nullable=False),
    Column("lease", String(40)),
    Column("lease_until", Moment),
    Column("attempts", Integer, nullable=False),
    Column("not_before", Moment),
    Column("hold", String(60)),
    Column("checked_at", Moment),
    Column("last_error", Text),
    Column("mapping_version", Integer),
    Column("set_aside", Text),
    Column("approved_by", String(100)),
    UniqueConstraint("connection", "external_id"),
    CheckConstraint(_either("state", State), name="state"),
    CheckConstraint("open_needs >= 0", name="open_needs"),
    CheckConstraint("attempts >= 0", name="attempts"),
    CheckConstraint("(lease IS NULL) = (lease_until IS NULL)", name="lease_ends"),
    CheckConstraint("state NOT IN ('sent', 'withdraw_sent') OR lease IS NOT NULL", name="sent_under_lease"),
    CheckConstraint("(kind = 'application') = (payer IS NOT NULL)", name="application_has_payer"),
    CheckConstraint("(payer IS NULL) = (payee IS NULL)", name="application_has_payee"),
    CheckConstraint(
        "state <> 'accepted' OR kind = 'application' OR internal_id IS NOT NULL", name="accepted_has_internal_id"
    ),
)


def found_in(state: ColumnElement[str], *states: State) -> ColumnElement[bool]:
    """Whether rows that are found by something else are in one of these states.

    An index by state is kept out of it: nearly all rows of a grown journal are accepted, which SQLite does not know.
    """
    return func.coalesce(state, fixed("")).in_([fixed(each) for each in states])


LINK_MARK = '{"linked_to":'
"""How the text of a linked record begins, and no other."""

found_there = func.coalesce(intent.c.sent_content, "").startswith(LINK_MARK, autoescape=True)
"""Whether NetSuite had the record already: what we told NetSuite is where it stands."""


def applying(of: FromClause) -> ColumnElement[bool]:
    """Whether an intent, under whichever name, is an application: only those have a payer.

    By `kind` SQLite would look through all intents of a state, instead of the small indexes of those that are ready.
    """
    return of.c.payer.is_not(None)


is_application = applying(intent)


def leaving(of: FromClause) -> ColumnElement[bool]:
    """Whether an intent, under whichever name, is still in NetSuite and no longer wanted."""
    return _any_of(of.c.state, LEAVING)


def ready(of: FromClause) -> ColumnElement[bool]:
    """Whether nothing that an intent needs is missing, and no decision."""
    return and_(of.c.state == fixed(State.INTENDED), of.c.open_needs == literal_column("0"), of.c.hold.is_(None))


def asking(of: FromClause) -> ColumnElement[bool]:
    """Whether the answer for an intent is not known, or not looked at yet."""
    return _any_of(of.c.state, (State.UNANSWERED, State.OVERTAKEN))


READY, ASKING = ready(intent), asking(intent)
ON_HOLD = intent.c.hold.is_not(None)
"""It waits for a decision or a period; `hold` is the cause."""
UNCHECKED = and_(
    intent.c.state == fixed(State.ACCEPTED),
    intent.c.checked_at.is_(None),
    _any_of(intent.c.kind, ("invoice", "customer_payment", "credit_memo", "customer_refund")),
)
"""A transaction whose amounts were not read back."""

_partial("ix_intent_ready_record", intent.c.connection, intent.c.id, where=and_(READY, ~is_application))
_partial(
    "ix_intent_ready_update",
    intent.c.connection,
    intent.c.id,
    where=and_(READY, ~is_application, intent.c.internal_id.is_not(None)),
)
_partial("ix_intent_ready_application", intent.c.connection, intent.c.id, where=and_(READY, is_application))
_partial("ix_intent_on_hold", intent.c.connection, intent.c.id, where=ON_HOLD)
_partial("ix_intent_asking", intent.c.connection, intent.c.id, where=ASKING)
_partial("ix_intent_unchecked", intent.c.connection, intent.c.id, where=UNCHECKED)
_partial("ix_intent_leaving", intent.c.connection, intent.c.id, where=leaving(intent))
_partial("ix_intent_lease", intent.c.connection, intent.c.lease_until, where=intent.c.lease.is_not(None))
_partial("ix_intent_not_before", intent.c.connection, intent.c.not_before, where=intent.c.not_before.is_not(None))
_partial("ix_intent_payer", intent.c.connection, intent.c.payer, where=intent.c.payer.is_not(None))
_partial("ix_intent_payee", intent.c.connection, intent.c.payee, where=intent.c.payee.is_not(None))
_partial("ix_intent_internal_id", intent.c.connection, intent.c.internal_id, where=intent.c.internal_id.is_not(None))
_partial("ix_intent_renamed", intent.c.connection, intent.c.sent_as, where=intent.c.sent_as != intent.c.external_id)
Index("ix_intent_root", intent.c.root_id)
Index("ix_intent_state", intent.c.connection, intent.c.state, intent.c.kind)

face = Table(
    "face",
    metadata,
    Column("intent_id", ForeignKey("intent.id"), primary_key=True),
    _connection(),
    Column("kind", String(30), nullable=False),
    Column("thousandths", BigInteger),
    Column("currency", String(60)),
    Column("customer", Text),
    Column("dated_on", Date),
    Column("subsidiary", String(40)),
    Column("source", String(20)),
)
"""What a search asks of a record's content, in small letters; amounts in thousandths. One for each intent."""

need = Table(
    "need",
    metadata,
    Column("intent_id", ForeignKey("intent.id"), primary_key=True),
    Column("external_id", String(255), primary_key=True),
    _connection(),
    sqlite_with_rowid=False,
)
Index("ix_need_external_id", need.c.connection, need.c.external_id, need.c.intent_id)

origin = Table(
    "origin",
    metadata,
    _connection(primary_key=True),
    Column("key", String(12), primary_key=True),
    Column("text", Text, nullable=False),
)
"""What many records say alike of where their values come from."""

provenance = Table(
    "provenance",
    metadata,
    Column("intent_id", ForeignKey("intent.id"), primary_key=True),
    Column("digest", String(12), primary_key=True),
    Column("text", Text, nullable=False),
)
"""Where the values of an intent's contents come from: keys of `origin`, and what was read."""

run = Table(
    "run",
    metadata,
    _number(),
    _connection(),
    Column("trigger", String(30), nullable=False),
    Column("started_at", Moment, nullable=False),
    Column("finished_at", Moment),
    Column("counts", Text),
    Column("outcome", String(20)),
    Column("collected_to", Moment),
    Column("details", Text),
)
"""A run: how it ended, and the moment up to which it had taken in all that Stripe told; None: not to the end."""
Index("ix_run_connection", run.c.connection, run.c.id)

attempt = Table(
    "attempt",
    metadata,
    _number(),
    _connection(),
    Column("intent_id", ForeignKey("intent.id"), nullable=False),
    Column("run_id", ForeignKey("run.id"), nullable=False),
    Column("lease", String(40), nullable=False),
    Column("at", Moment, nullable=False),
    Column("purpose", String(20), nullable=False),
    Column("outcome", String(20), nullable=False),
    Column("code", String(60)),
    Column("message", Text),
)
Index("ix_attempt_intent", attempt.c.intent_id)

issue = Table(
    "issue",
    metadata,
    _number(),
    _connection(),
    Column("code", String(60), nullable=False),
    Column("subject", String(255), nullable=False),
    Column("details", Text, nullable=False),
    Column("fingerprint", String(64), nullable=False),
    Column("intent_id", ForeignKey("intent.id")),
    Column("root_id", ForeignKey("root.id")),
    Column("opened_at", Moment, nullable=False),
    Column("last_seen_at", Moment, nullable=False),
    Column("times", Integer, nullable=False),
    Column("closed_at", Moment),
    Column("closed_by", String(20)),
    Column("closed_before", Moment),
    Column("ignored", String(10)),
    Column("ignored_until", Moment),
    CheckConstraint("(intent_id IS NULL) <> (root_id IS NULL)", name="one_owner"),
    CheckConstraint("(closed_at IS NULL) = (closed_by IS NULL)", name="closed_by_somebody"),
    CheckConstraint("closed_by IN ('auto', 'obsolete', 'person')", name="closed_by"),
)
OPEN = issue.c.closed_at.is_(None)
"""An issue whose cause lasts."""


def ignored(now: datetime) -> ColumnElement[bool]:
    """Whether a person does not want to see an issue now."""
    return and_(issue.c.ignored.is_not(None), or_(issue.c.ignored_until.is_(None), issue.c.ignored_until > now))


def to_see(now: datetime) -> ColumnElement[bool]:
    """Whether somebody must still look at an issue."""
    return and_(OPEN, or_(issue.c.ignored.is_(None), issue.c.ignored_until <= now))


_partial("uq_issue_open_intent", issue.c.intent_id, where=and_(OPEN, issue.c.intent_id.is_not(None)), unique=True)
_partial(
    "uq_issue_open_root",
    issue.c.root_id,
    issue.c.code,
    issue.c.subject,
    where=and_(OPEN, issue.c.root_id.is_not(None)),
    unique=True,
)
_partial("ix_issue_open", issue.c.connection, issue.c.code, issue.c.fingerprint, where=OPEN)
Index("ix_issue_intent", issue.c.intent_id)
Index("ix_issue_root", issue.c.root_id)

audit = Table(
    "audit",
    metadata,
    _number(),
    _connection(),
    Column("number", Integer, nullable=False),
    Column("at", Moment, nullable=False),
    Column("who", String(100), nullable=False),
    Column("via", String(20), nullable=False),
    Column("action", String(40), nullable=False),
    Column("subject", Text, nullable=False),
    Column("reason", Text),
    Column("run_id", Integer),
    Column("hash", String(64), nullable=False),
    Column("mapping_version", Integer),
    UniqueConstraint("connection", "number"),
)

pinned = Table(
    "pinned",
    metadata,
    _connection(primary_key=True),
    Column("price_id", String(255), primary_key=True),
    Column("item", String(255), nullable=False),
    Column("at", Moment, nullable=False),
)

netsuite_cache = Table(
    "netsuite_cache",
    metadata,
    _connection(primary_key=True),
    Column("key", String(200), primary_key=True),
    Column("value", Text, nullable=False),
    Column("at", Moment, nullable=False),
)

period_state = Table(
    "period_state",
    metadata,
    _connection(primary_key=True),
    Column("starts_on", Date, primary_key=True),
    Column("ends_on", Date, primary_key=True),
    Column("seen_at", Moment, primary_key=True),
    Column("closed", Boolean, nullable=False),
    CheckConstraint("starts_on <= ends_on", name="in_order"),
)
"""What was seen of the account's periods: a row when one is first seen, and at each change of its state."""

write_back = Table(
    "write_back",
    metadata,
    Column("intent_id", ForeignKey("intent.id"), primary_key=True),
    _connection(),
    Column("stripe_id", String(255), nullable=False),
    Column("key", String(60), nullable=False),
    Column("internal_id", String(40), nullable=False),
    Column("done_at", Moment),
)
Index("ix_write_back_stripe_id", write_back.c.connection, write_back.c.stripe_id)

mapping_version = Table(
    "mapping_version",
    metadata,
    _number(),
    _connection(),
    Column("number", Integer, nullable=False),
    Column("hash", String(64), nullable=False),
    Column("files", Text, nullable=False),
    Column("replaces", Integer),
    Column("kept_at", Moment, nullable=False),
    Column("published_at", Moment),
    Column("author", String(100)),
    Column("note", Text),
    Column("translated", Integer, nullable=False),
    Column("unmapped", Integer, nullable=False),
    Column("answered", Integer, nullable=False),
    Column("refused", Integer, nullable=False),
    Column("judged_at", Moment),
    UniqueConstraint("connection", "number"),
    CheckConstraint("(published_at IS NULL) = (author IS NULL)", name="published_by_somebody"),
)
"""Contents of a mapping, and how the first records did that were made with it. Only `judged_at` ends its trial."""
_partial(
    "uq_mapping_version_unpublished",
    mapping_version.c.connection,
    mapping_version.c.hash,
    where=mapping_version.c.published_at.is_(None),
    unique=True,
)

pause = Table(
    "pause",
    metadata,
    _number(),
    _connection(),
    Column("code", String(60), nullable=False),
    Column("details", Text, nullable=False),
    Column("who", String(100), nullable=False),
    Column("at", Moment, nullable=False),
    Column("ended_at", Moment),
    Column("ended_by", String(100)),
    CheckConstraint("(ended_at IS NULL) = (ended_by IS NULL)", name="ended_by_somebody"),
)
"""While a connection has a row here that has not ended, nothing is sent."""
_partial("uq_pause_open", pause.c.connection, where=pause.c.ended_at.is_(None), unique=True)

backfill = Table(
    "backfill",
    metadata,
    _number(),
    _connection(),
    Column("begins", Moment, nullable=False),
    Column("ends", Moment, nullable=False),
    Column("kinds", Text, nullable=False),
    Column("left", Integer),
    Column("place", Text),
    Column("read", Integer, nullable=False),
    Column("who", String(100), nullable=False),
    Column("started_at", Moment, nullable=False),
    Column("finished_at", Moment),
)
"""A stretch of Stripe's lists that is read again: the kinds still to be read, and the place in the first of them."""

trouble = Table(
    "trouble",
    metadata,
    _number(),
    _connection(),
    Column("code", String(60), nullable=False),
    Column("subject", String(255), nullable=False),
    Column("details", Text, nullable=False),
    Column("opened_at", Moment, nullable=False),
    Column("last_seen_at", Moment, nullable=False),
    Column("times", Integer, nullable=False),
    Column("closed_at", Moment),
    Column("told_at", Moment),
    Column("end_told_at", Moment),
    Column("acknowledged_at", Moment),
    Column("acknowledged_by", String(60)),
)
"""What is wrong with the connection as a whole and not with one record, and when people were told of it and its end."""
_partial(
    "uq_trouble_open",
    trouble.c.connection,
    trouble.c.code,
    trouble.c.subject,
    where=trouble.c.closed_at.is_(None),
    unique=True,
)

kept_family = Table(
    "kept_family",
    metadata,
    _number(),
    _connection(),
    Column("kind", String(30), nullable=False),
    Column("stripe_id", String(255), nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("kept_at", Moment, nullable=False),
    UniqueConstraint("connection", "stripe_id", "kind"),
)
"""The families that were read last, to try other mappings on."""

remark = Table(
    "remark",
    metadata,
    _number(),
    _connection(),
    Column("subject", String(255), nullable=False),
    Column("kind", String(10), nullable=False),
    Column("text", Text, nullable=False),
    Column("who", String(100), nullable=False),
    Column("at", Moment, nullable=False),
    Column("ended_at", Moment),
    CheckConstraint("kind IN ('assignee', 'tag', 'note')", name="kind"),
)
"""What people say of a record, by its external id, or of a root that made none, by its Stripe id."""
Index("ix_remark_subject", remark.c.connection, remark.c.subject)
_partial("ix_remark_open", remark.c.connection, remark.c.kind, remark.c.text, where=remark.c.ended_at.is_(None))

override = Table(
    "override",
    metadata,
    _number(),
    _connection(),
    Column("external_id", String(255), nullable=False),
    Column("field", String(100), nullable=False),
    Column("value", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("who", String(100), nullable=False),
    Column("at", Moment, nullable=False),
    Column("ended_at", Moment),
)
"""Values that people gave fields of single records; they win over every mapping until they are removed."""
_partial(
    "uq_override_open",
    override.c.connection,
    override.c.external_id,
    override.c.field,
    where=override.c.ended_at.is_(None),
    unique=True,
)
