"""The intents, what is said of their states, and what is kept beside each."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ColumnElement,
    Date,
    ForeignKey,
    FromClause,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    and_,
    func,
    literal_column,
)

from connector.journal.schema.building import (
    Moment,
    any_of,
    connection_column,
    either,
    fixed,
    limited,
    metadata,
    number_column,
)
from connector.lifecycle import LEAVING, State

APPLICATION = "application"
"""The kind of the intents that are no record."""

intent = Table(
    "intent",
    metadata,
    number_column(),
    connection_column(),
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
    CheckConstraint(either("state", State), name="state"),
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
    return any_of(of.c.state, LEAVING)


def ready(of: FromClause) -> ColumnElement[bool]:
    """Whether nothing that an intent needs is missing, and no decision."""
    return and_(of.c.state == fixed(State.INTENDED), of.c.open_needs == literal_column("0"), of.c.hold.is_(None))


def asking(of: FromClause) -> ColumnElement[bool]:
    """Whether the answer for an intent is not known, or not looked at yet."""
    return any_of(of.c.state, (State.UNANSWERED, State.OVERTAKEN))


READY, ASKING = ready(intent), asking(intent)
ON_HOLD = intent.c.hold.is_not(None)
"""It waits for a decision or a period; `hold` is the cause."""
UNCHECKED = and_(
    intent.c.state == fixed(State.ACCEPTED),
    intent.c.checked_at.is_(None),
    any_of(intent.c.kind, ("invoice", "customer_payment", "credit_memo", "customer_refund")),
)
"""A transaction whose amounts were not read back."""

limited("ix_intent_ready_record", intent.c.connection, intent.c.id, where=and_(READY, ~is_application))
limited(
    "ix_intent_ready_update",
    intent.c.connection,
    intent.c.id,
    where=and_(READY, ~is_application, intent.c.internal_id.is_not(None)),
)
limited("ix_intent_ready_application", intent.c.connection, intent.c.id, where=and_(READY, is_application))
limited("ix_intent_on_hold", intent.c.connection, intent.c.id, where=ON_HOLD)
limited("ix_intent_asking", intent.c.connection, intent.c.id, where=ASKING)
limited("ix_intent_unchecked", intent.c.connection, intent.c.id, where=UNCHECKED)
limited("ix_intent_leaving", intent.c.connection, intent.c.id, where=leaving(intent))
limited("ix_intent_lease", intent.c.connection, intent.c.lease_until, where=intent.c.lease.is_not(None))
limited("ix_intent_not_before", intent.c.connection, intent.c.not_before, where=intent.c.not_before.is_not(None))
limited("ix_intent_payer", intent.c.connection, intent.c.payer, where=intent.c.payer.is_not(None))
limited("ix_intent_payee", intent.c.connection, intent.c.payee, where=intent.c.payee.is_not(None))
limited("ix_intent_internal_id", intent.c.connection, intent.c.internal_id, where=intent.c.internal_id.is_not(None))
limited("ix_intent_renamed", intent.c.connection, intent.c.sent_as, where=intent.c.sent_as != intent.c.external_id)
Index("ix_intent_root", intent.c.root_id)
Index("ix_intent_state", intent.c.connection, intent.c.state, intent.c.kind)

face = Table(
    "face",
    metadata,
    Column("intent_id", ForeignKey("intent.id"), primary_key=True),
    connection_column(),
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
    connection_column(),
    sqlite_with_rowid=False,
)
Index("ix_need_external_id", need.c.connection, need.c.external_id, need.c.intent_id)

origin = Table(
    "origin",
    metadata,
    connection_column(primary_key=True),
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

write_back = Table(
    "write_back",
    metadata,
    Column("intent_id", ForeignKey("intent.id"), primary_key=True),
    connection_column(),
    Column("stripe_id", String(255), nullable=False),
    Column("key", String(60), nullable=False),
    Column("internal_id", String(40), nullable=False),
    Column("done_at", Moment),
)
Index("ix_write_back_stripe_id", write_back.c.connection, write_back.c.stripe_id)
