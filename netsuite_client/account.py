"""What a NetSuite account has that decides how records must look: currencies, periods, accounts, features."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from netsuite_client.records import Group


@dataclass(frozen=True, kw_only=True)
class Currency:
    """A currency of the account. `precision` is the decimals that NetSuite keeps: 0 or 2."""

    internal_id: str
    symbol: str
    precision: int


@dataclass(frozen=True, kw_only=True)
class Period:
    """A base accounting period (no quarter, year or adjustment period), both ends inclusive.

    `closed` says that nothing of ours may be posted to it: it is closed, or locked for receivables or for all.
    """

    internal_id: str
    name: str
    start: date
    end: date
    closed: bool


@dataclass(frozen=True, kw_only=True)
class LedgerAccount:
    """An account of the chart of accounts. `type` is SuiteQL's, such as `AcctRec` or `Income`."""

    internal_id: str
    name: str
    type: str


@dataclass(frozen=True, kw_only=True)
class Listed:
    """A member of one of the account's lists: a subsidiary, a revenue rule, an item."""

    internal_id: str
    name: str


@dataclass(frozen=True, kw_only=True)
class ItemPlan(Listed):
    """An item with a revenue rule; `plans_on` is what makes its revenue plans, such as `Billing`."""

    external_id: str
    plans_on: str


@dataclass(frozen=True, kw_only=True)
class AccountFacts:
    """Everything that is asked once and remembered."""

    currencies: tuple[Currency, ...]
    periods: tuple[Period, ...]
    accounts: tuple[LedgerAccount, ...]
    line_columns: frozenset[str]
    """Script ids of the transaction line columns that exist, lower case."""
    revenue_features: bool
    """Advanced Revenue Management is on: lines carry revenue recognition dates (rule RR-7)."""


@dataclass(frozen=True, kw_only=True)
class Found:
    """A record that was found, of whatever type, its external id in whatever letter case.

    `type` is NetSuite's own (`CustInvc`, `CustPymt`, `Service`, `CustJob` …). `entity`, `currency` (internal
    ids) and `total` are None for what is no transaction. `external_id` is empty where a record has none.
    """

    group: Group
    type: str
    internal_id: str
    external_id: str
    entity: str | None = None
    currency: str | None = None
    total: Decimal | None = None


@dataclass(frozen=True, kw_only=True)
class Sought:
    """A record to be looked for: by its internal id (`id`), or by the full value of another column of SuiteQL.

    Letter case and surrounding space do not count. An inactive record is found by its internal id alone.
    """

    group: Group
    field: str
    value: str


@dataclass(frozen=True, kw_only=True)
class Balance:
    """What NetSuite reports of a transaction, in its own currency; `remaining` is due, or unapplied."""

    internal_id: str
    total: Decimal
    remaining: Decimal


@dataclass(frozen=True, kw_only=True)
class AppliedBalance(Balance):
    """A transaction with its date, its currency (internal id), and what is applied to it.

    `credited` is what credit memos are, `paid` all else.
    """

    dated: date
    currency: str
    paid: Decimal
    credited: Decimal


@dataclass(frozen=True, kw_only=True)
class UnpostedRevenue:
    """Planned revenue of a period without a journal entry, in one currency (internal id): how many rows, their sum."""

    currency: str
    rows: int
    amount: Decimal
