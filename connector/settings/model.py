"""Every setting, typed, with what it means. The file, its example and its messages follow from these classes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr, SecretStr, StringConstraints, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from connector.located import ConfigurationInvalid, Message, did_you_mean
from connector.settings.packaged import packaged
from connector.settings.values import (
    Address,
    AutoOrCount,
    BodyField,
    CronText,
    DatabaseUrl,
    DateText,
    Duration,
    Files,
    InternalId,
    LineColumn,
    Listen,
    Month,
    QuietTimes,
    Text,
    TimeZone,
    Words,
    field_of,
    is_loopback,
)
from connector.translation.external_ids import COMPANY_NAME_MAX


class Section(BaseModel):
    """A group of settings; what it does not know it refuses."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True, hide_input_in_errors=True)

    @model_validator(mode="before")
    @classmethod
    def _empty_is_all_defaults(cls, value: Any) -> Any:
        return {} if value is None else value


class Stripe(Section):
    """The Stripe account that is read."""

    account_id: Annotated[Text, StringConstraints(pattern=r"^acct_[A-Za-z0-9_]+$")]
    """The account's id; a key of another account is refused."""
    api_base: Address | None = None
    """Where Stripe is, when it is not Stripe itself: the address of an emulator."""
    write_back: bool = False
    """Whether internal ids of NetSuite are written into the metadata of Stripe's objects (rule I-6)."""
    api_key: SecretStr
    """A restricted or secret key that may read billing."""
    webhook_secret: SecretStr | None = None
    """The signing secret (whsec_…) of the webhook endpoint; without it the daemon takes no webhooks."""


class NetSuite(Section):
    """The NetSuite account that is written to."""

    account: Annotated[Text, StringConstraints(pattern=r"^[A-Za-z0-9]+(_[A-Za-z0-9]+)?$")]
    """The account id as NetSuite shows it, such as 1234567 or 1234567_SB1."""
    transport: Literal["soap"] = "soap"
    """How records travel."""
    base_url: Address | None = None
    """Where NetSuite is, when it is not at the account's own address: the address of an emulator."""
    wsdl: Text | None = None
    """A file or address of the WSDL, when it is not the one that the account serves."""
    subsidiary: InternalId
    """Internal id of the subsidiary in whose books everything is posted (rule M-2)."""
    concurrency: AutoOrCount = "auto"
    """Requests at the same time; auto takes what the account allows, less a reserve."""
    external_id_prefix: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{0,20}$")] = ""
    """Put before the external ids of global records, when connections share a NetSuite account (rule I-1)."""
    stripe_id_field: BodyField | None = None
    """A custom body field of type text that takes the Stripe id of a transaction's cause (rule I-3)."""
    consumer_key: SecretStr
    """Consumer key of the integration record."""
    consumer_secret: SecretStr
    """Consumer secret of the integration record."""
    token_id: SecretStr
    """Id of the access token."""
    token_secret: SecretStr
    """Secret of the access token."""

    @property
    def is_emulated(self) -> bool:
        """Whether no real account is behind the address."""
        return is_loopback(self.base_url)


class CustomerMatch(Section):
    """Which field of a Stripe customer must equal which field of a NetSuite customer (rule C-2)."""

    stripe: Annotated[Text, field_of("email", "name", "id", "phone", also=r"metadata\..+", said="metadata.<key>")]
    """Stripe's field; its full value counts, letter case and the space around it do not."""
    netsuite: Annotated[
        Text,
        field_of("email", "entity_id", "company_name", "external_id", also=r"custentity[a-z0-9_]+", said="custentity…"),
    ]
    """NetSuite's field; a customer that is inactive there is not found."""


class ItemMatch(Section):
    """Which field of a Stripe price must equal which field of a NetSuite item (rule C-5)."""

    stripe: Annotated[
        Text,
        field_of(
            "id", "nickname", "lookup_key", "product.name", "product.id",
            also=r"(product\.)?metadata\..+", said="metadata.<key> or product.metadata.<key>",
        ),
    ]  # fmt: skip
    """Stripe's field, of the price or its product; letter case and the space around its value do not count."""
    netsuite: Annotated[
        Text, field_of("item_id", "display_name", "external_id", also=r"custitem[a-z0-9_]+", said="custitem…")
    ]
    """NetSuite's field; an item that is inactive there is not found."""


class Customers(Section):
    """How customers come into NetSuite (rules C-1, C-3)."""

    strategy: Literal["per_customer", "global"] = "per_customer"
    """per_customer: a customer for each one at Stripe; global: everything stands under one customer."""
    global_name: Annotated[Text, StringConstraints(max_length=COMPANY_NAME_MAX)] = "Stripe Customers"
    """That one customer: a name, created when needed, or an internal id (rule C-6)."""
    create: Literal["with_first_transaction", "on_create"] = "with_first_transaction"
    """When a customer is created: with its first transaction, or when it appears at Stripe (never with global)."""
    kind: Literal["company", "individual"] = "company"
    """What a customer is; individual splits the name at its first space."""
    entity_id: Literal["stripe_id", "auto"] = "stripe_id"
    """A customer's number: the Stripe id, or auto when NetSuite numbers by itself."""
    match: CustomerMatch | None = None
    """How a customer is looked for in NetSuite before one is created (rule C-2); null: it is not."""
    unallocated: Text = "Stripe Unallocated Charges"
    """Customer of charges without one: a name, created when needed, or an internal id (rule C-6)."""
    add_currencies: bool = True
    """Whether a currency in which a customer is billed later is added to it in NetSuite; else people add it there."""

    @property
    def are_roots(self) -> bool:
        """Whether customers are read for their own sake."""
        return self.create == "on_create" and self.strategy == "per_customer"


class ItemSettings(Section):
    """Which item an invoice line gets (rule C-5)."""

    strategy: Literal["per_price", "match", "global"] = "per_price"
    """per_price: a service sale item for each Stripe price; match: an item that NetSuite has; global: one item for all.

    What was decided for a price stays."""
    match: ItemMatch | None = None
    """How the item of a price is found where strategy is match (rule C-5)."""
    global_item: Text = "Stripe Item"
    """Item of lines without a price of their own: a name, created when needed, or an internal id (rule C-6)."""
    shipping_item: Text = "Stripe Shipping"
    """Item of shipping costs: a name, created when needed, or an internal id (rule C-6)."""
    tax_item: Text = "Stripe Tax"
    """Item of taxes: a name, created when needed, or an internal id (rule C-6)."""
    billing_credit_item: Text = "Stripe Billing Credit"
    """Discount item of billing credits: a name, created when needed, or an internal id (rule C-6)."""
    tax_schedule: InternalId | None = None
    """Tax schedule of the items that the connector creates, where the account demands one (rule C-7)."""
    taxable: Literal["no", "unset"] = "no"
    """no: created items are marked as not taxable, unless tax_schedule says how they are taxed; unset: never marked."""

    @model_validator(mode="after")
    def _match_has_fields(self) -> Self:
        if self.strategy == "match" and self.match is None:
            raise ValueError("has strategy: match, which needs match: { stripe: lookup_key, netsuite: item_id }")
        return self


class Accounts(Section):
    """Accounts that transactions name (rule C-7), by internal id; null: found by their role."""

    receivable: InternalId | None = None
    """Accounts receivable, for invoices and payments alike."""
    undeposited_funds: InternalId | None = None
    """Where payments wait for their payout, and refunds are paid from; null: the asset whose name says undeposited."""
    income: InternalId | None = None
    """Income account of the items that the connector creates."""
    tax_payable: InternalId | None = None
    """Where taxes that Stripe collected are owed; null: the liability account whose name says tax."""
    bad_debt: InternalId | None = None
    """Where the item Stripe Bad Debt posts; null: the expense account whose name says bad debt."""
    out_of_band: InternalId | None = None
    """Where payments made outside Stripe go (rule P-5); null: Undeposited Funds."""


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


class Sync(Section):
    """How Stripe is read."""

    overlap: Duration = timedelta(minutes=10)
    """How far before its last look a run looks again."""
    lookback_days: Annotated[int, Field(ge=0, le=3650)] = 90
    """Days before start_date to which the first listing reaches (rule A-10)."""
    requests_per_second: Annotated[int, Field(ge=1, le=1000)] = 20
    """Requests to Stripe in a second, at most."""


class Retry(Section):
    """When passing trouble becomes a person's business (rule OP-1)."""

    max_tries: Annotated[int, Field(ge=1, le=1000)] = 8
    """Tries before a record needs attention."""


class Bulk(Section):
    """Actions of people on many records at once."""

    limit: Annotated[int, Field(ge=1, le=100_000)] = 500
    """Records that one command may act on."""


class Delivery(Section):
    """How NetSuite is written to."""

    batch_records: Annotated[int, Field(ge=1, le=100)] = 100
    """Records in one request, at most."""
    lanes: AutoOrCount = "auto"
    """Requests that are prepared and sent side by side; auto follows netsuite.concurrency."""
    max_creates: Annotated[int, Field(ge=1)] | None = 2000
    """Records that one run creates before it stops and asks (SYS-901); null: as many as there are."""


class TaskTimes(Section):
    """When a task of the daemon runs: an interval or a cron expression."""

    every: Duration | None = None
    """Again after so long."""
    cron: CronText | None = None
    """Five fields: minute, hour, day of the month, month, day of the week."""
    jitter: Duration = timedelta(0)
    """How far each time is put off at most, so that many connections do not ask at the same second."""

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.every is None) == (self.cron is None):
            raise ValueError("needs either every or cron")
        if self.every is not None and self.every <= self.jitter:
            raise ValueError("needs an interval longer than its jitter")
        return self


class Schedule(Section):
    """When the daemon does what (`connector daemon`)."""

    timezone: TimeZone | None = None
    """Time zone of cron expressions and quiet hours; null: the connection's."""
    sync: TaskTimes = TaskTimes(every=timedelta(minutes=15), jitter=timedelta(seconds=60))
    """When changes are taken in and sent."""
    refetch: TaskTimes | None = TaskTimes(cron="30 2 * * *")
    """When everything that can still change is read afresh; null: never."""
    reconcile: TaskTimes | None = TaskTimes(cron="0 5 * * *")
    """When Stripe's totals are held against NetSuite's; null: never."""
    quiet: QuietTimes = ()
    """Hours in which nothing is sent, such as 22:00-23:00 month_end (daily, weekdays, weekends); collecting goes on."""
    catch_up: Literal["latest", "all"] = "latest"
    """What was missed while the daemon was down: made up for once, or as often as it was missed."""
    overlap: Literal["skip"] = "skip"
    """A task never runs beside itself: what falls due meanwhile is left out."""
    max_runtime: Duration = timedelta(minutes=20)
    """How long a run may take before it stops at a consistent point; the next one goes on."""


class Webhooks(Section):
    """The daemon's own small server: Stripe's webhooks, health and metrics."""

    listen: Listen | None = None
    """Address and port; null: none."""
    path: Annotated[Text, StringConstraints(pattern=r"^/[A-Za-z0-9/_-]+$")] = "/stripe"
    """Where Stripe's webhooks are taken."""
    tolerance: Duration = timedelta(minutes=5)
    """How old a signature may be."""


class Alerts(Section):
    """What the daemon tells people by itself, once for each cause, and once more when it is over."""

    webhook: SecretStr | None = None
    """Where alerts are posted as JSON with a text, as Slack takes it; such an address is a secret."""
    command: Words = ()
    """A command, word by word, that gets each alert as JSON on standard input."""
    silent_intervals: Annotated[int, Field(ge=1, le=1000)] = 3
    """Intervals of schedule.sync without a successful run."""
    lag: Duration = timedelta(hours=1)
    """How long the oldest record may be on its way."""
    group_records: Annotated[int, Field(ge=1)] = 20
    """Records that need somebody for one cause."""


class Connection(Section):
    """One Stripe account into one NetSuite subsidiary."""

    timezone: TimeZone = "UTC"
    """Time zone of the Stripe account; moments become dates in it (rule A-8)."""
    start_date: Annotated[date, DateText]
    """Cut-over: documents dated before are never posted (rule A-10)."""
    start_date_field: Literal["invoice_date", "created"] = "invoice_date"
    """Which date of an invoice is compared with start_date."""
    allowlist: bool = False
    """Whether a payment comes in only when its charge says netsuite_allow_integration: true (rule I-5)."""
    stripe: Stripe
    netsuite: NetSuite
    mapping: Files = Field(default_factory=lambda: (packaged("mappings/default.yaml"),))
    """Mapping files, later ones win; paths start at this file's folder."""
    customers: Customers = Customers()
    items: ItemSettings = ItemSettings()
    accounts: Accounts = Accounts()
    invoices: Invoices = Invoices()
    payments: Payments = Payments()
    taxes: Taxes = Taxes()
    refunds: Refunds = Refunds()
    disputes: Disputes = Disputes()
    uncollectible: Uncollectible = Uncollectible()
    void: Void = Void()
    balance: Balance = Balance()
    revenue: Revenue = Revenue()
    revenue_dates: RevenueDates = RevenueDates()
    closed_period: ClosedPeriod = ClosedPeriod()
    accounting_periods: AccountingPeriods = AccountingPeriods()
    sync: Sync = Sync()
    retry: Retry = Retry()
    delivery: Delivery = Delivery()
    schedule: Schedule = Schedule()
    webhooks: Webhooks = Webhooks()
    alerts: Alerts = Alerts()

    _name: str = PrivateAttr(default="")

    @property
    def name(self) -> str:
        """The key under which the connection stands in the file."""
        return self._name

    @property
    def zone(self) -> ZoneInfo:
        """The time zone of the Stripe account."""
        return ZoneInfo(self.timezone)


SECRETS: dict[str, tuple[str, ...]] = {
    "stripe": ("api_key", "webhook_secret"),
    "netsuite": ("consumer_key", "consumer_secret", "token_id", "token_secret"),
    "alerts": ("webhook",),
}
"""Settings that the environment alone may hold, by section of a connection."""

ConnectionName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(_[a-z0-9]+)*$")]


class Settings(BaseSettings):
    """All settings: where the journal is, and the connections by name."""

    model_config = SettingsConfigDict(
        frozen=True,
        extra="forbid",
        use_attribute_docstrings=True,
        hide_input_in_errors=True,
        env_prefix="CONNECTOR_",
        env_nested_delimiter="__",
        env_ignore_empty=True,
        enable_decoding=False,
    )

    database_url: DatabaseUrl = "sqlite:///connector.db"
    """The journal's database; a relative file starts where the command is run."""
    bulk: Bulk = Bulk()
    connections: Annotated[dict[ConnectionName, Connection], Field(min_length=1)]
    """Connections by name: lower-case letters, digits and single underscores."""

    _origins: Mapping[str, str] = PrivateAttr(default_factory=dict)
    _folder: Path | None = PrivateAttr(default=None)

    def model_post_init(self, _context: Any) -> None:
        """Tell each connection its name."""
        for name, connection in self.connections.items():
            connection._name = name

    @property
    def origins(self) -> Mapping[str, str]:
        """Where each setting that is not its default was found, by dotted name."""
        return self._origins

    @property
    def pause_file(self) -> Path | None:
        """A file beside the settings: while it is there, nothing is sent."""
        return self._folder / "PAUSE" if self._folder else None

    def connection(self, name: str | None = None) -> Connection:
        """The connection of this name; without a name the only one there is.

        Raises ConfigurationInvalid when there is none of that name, or several to choose from.
        """
        if name is None and len(self.connections) == 1:
            return next(iter(self.connections.values()))
        if name in self.connections:
            return self.connections[name]
        known = ", ".join(sorted(self.connections))
        text = f"several connections ({known}): choose one" if name is None else f'no connection "{name}"; has: {known}'
        hint = did_you_mean(name, self.connections) if name else ""
        raise ConfigurationInvalid([Message(code="CFG-003", text=text, place="option --connection", hint=hint)])
