"""What becomes of documents: the choices that the accounting and revenue rules leave open."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import model_validator

from connector.settings.section import Section
from connector.settings.values import InternalId, LineColumn, Month, Text


class Invoices(Section):
    """How invoices look."""

    number: Literal["other_ref_num", "tran_id"] = "other_ref_num"
    """The field that takes Stripe's invoice number (rule V-2)."""
    zero: Literal["skip", "sync"] = "skip"
    """What becomes of an invoice whose lines are all zero, such as a trial (rule V-9)."""


class Payments(Section):
    """How payments come into NetSuite."""

    create_invoices: bool = False
    """Whether a charge without an invoice gets one of its own, on Stripe Generic Line Item (rule P-8)."""
    allow_duplicates: bool = False
    """Whether a second payment of a settled invoice comes in, unapplied (rule P-9)."""
    out_of_band: Literal["sync", "skip"] = "sync"
    """sync: a payment made outside Stripe comes in to accounts.out_of_band; skip: its invoice stays open (rule P-5)."""


class Taxes(Section):
    """How taxes come into NetSuite (rules V-7, C-7)."""

    representation: Literal["line_item"] = "line_item"
    """line_item: a line on the item Stripe Tax for each tax rate."""
    zero_code: InternalId | None = None
    """Tax code of every line, where the account demands one; of zero percent, so that NetSuite adds no tax."""


class Refunds(Section):
    """How refunds are credited (rule R-3)."""

    lines: Literal["pro_rata", "partial_item", "refund_item"] = "pro_rata"
    """pro_rata: over the invoice's lines, each with its schedule; partial_item: a part on one line of its own item;
    refund_item: always on the item Stripe Refund Item."""


class Disputes(Section):
    """How disputes are credited (rule D-1)."""

    lines: Literal["pro_rata", "dispute_item"] = "pro_rata"
    """pro_rata: over the invoice's lines; dispute_item: on the item Stripe Dispute Item."""


class Uncollectible(Section):
    """What becomes of an invoice that is marked uncollectible (rule L-1)."""

    item: Text | None = None
    """null: the invoice's own lines are credited, with schedules; a name or an internal id: that item, at once."""
    keep_open: bool = False
    """Write nothing off: the invoice stays open."""


class Void(Section):
    """What becomes of an invoice that is void (rule L-2)."""

    never_synced: Literal["skip", "both"] = "skip"
    """skip: one that was void before it was ever sent is left out; both: it is sent with the memo that closes it."""


class Balance(Section):
    """How a customer's credit balance is used (rules B-2, B-3)."""

    schedule: Literal["pro_rata", "none"] = "pro_rata"
    """pro_rata: over the invoice's item lines, with their schedules; none: one line without a schedule."""
    origin: Literal["source", "memo"] = "source"
    """source: the payment or memo that the credit stems from is used; memo: always a new memo."""


class Revenue(Section):
    """Revenue recognition."""

    recognition: Literal["auto", "arm", "dates_only"] = "auto"
    """auto: arm where Advanced Revenue Management is on, else dates_only (rule RR-15)."""
    method: Literal["even_periods", "prorate_first_last", "exact_days", "period_rate"] = "even_periods"
    """How expected schedules spread a line over its term, as the revenue rules in NetSuite do (rule RR-8)."""
    open_invoices: Literal["recognise"] = "recognise"
    """recognise: what is billed is earned over its term, paid or not."""


class StripeColumns(Section):
    """Line columns that take Stripe's own dates."""

    start: LineColumn = "custcol_stripe_start"
    """Column of the first day."""
    end: LineColumn = "custcol_stripe_end"
    """Column of Stripe's exclusive end."""


class ExtraFields(Section):
    """Line columns that take the term as NetSuite means it, both ends inclusive."""

    start: LineColumn | None = None
    """Column of the first day."""
    end: LineColumn | None = None
    """Column of the last day."""


class RevenueDates(Section):
    """Which dates lines carry (rules RR-3 and RR-7)."""

    end_date_rule: Literal["add_day", "last_day", "as_is"] = "add_day"
    """How Stripe's exclusive end becomes NetSuite's inclusive end."""
    term_source: Literal["rule_period", "dates"] = "rule_period"
    """What counts the rows of an expected schedule: the months of the rule or price, or the dates (rule RR-5)."""
    stripe_columns: StripeColumns | None = StripeColumns()
    """Line columns for Stripe's own dates; null: none."""
    line_fields: Literal["auto", "always", "never"] = "auto"
    """Whether lines carry NetSuite's recognition dates; auto asks the account."""
    extra_fields: ExtraFields = ExtraFields()
    """Further line columns for the term."""


PeriodPolicy = Literal["next_open", "hold", "fail"]


class ClosedPeriod(Section):
    """What becomes of a record whose accounting period is closed (rule A-9); kinds without a policy take the first."""

    policy: PeriodPolicy = "next_open"
    """next_open: posted on the first day of the next open period; hold: waits for a decision; fail: needs attention."""
    invoice: PeriodPolicy | None = None
    """Invoices."""
    customer_payment: PeriodPolicy | None = None
    """Payments."""
    credit_memo: PeriodPolicy | None = None
    """Credit memos."""
    customer_refund: PeriodPolicy | None = None
    """Refunds."""
    deposit: PeriodPolicy | None = None
    """Deposits."""
    journal_entry: PeriodPolicy | None = None
    """Journal entries."""

    @property
    def by_kind(self) -> dict[str, PeriodPolicy]:
        """The policy of each kind of record."""
        kinds = ClosedPeriod.model_fields.keys() - {"policy"}
        return {kind: getattr(self, kind) or self.policy for kind in sorted(kinds)}


class AccountingPeriods(Section):
    """Where it is known from which accounting periods are closed (rule A-9)."""

    source: Literal["netsuite", "manual"] = "netsuite"
    """netsuite: its periods are read; manual: for a role that may not read them, closed_through decides."""
    closed_through: Month | None = None
    """With manual: the last closed month, as YYYY-MM; null: none is closed."""

    @model_validator(mode="after")
    def _manual_alone_names_a_month(self) -> AccountingPeriods:
        if self.closed_through is not None and self.source != "manual":
            raise ValueError("takes closed_through only with source: manual")
        return self

    @property
    def closed_until(self) -> date | None:
        """The first day of the last closed month."""
        return None if self.closed_through is None else date.fromisoformat(f"{self.closed_through}-01")
