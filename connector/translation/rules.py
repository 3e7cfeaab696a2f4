"""The rules of a connection: settings and what the NetSuite account has, as one frozen value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal
from zoneinfo import ZoneInfo

from connector.translation.dates import EndDateRule
from connector.translation.matching import MatchFields
from netsuite_client.account import Currency
from netsuite_client.records import Ref


@dataclass(frozen=True, kw_only=True)
class TermColumns:
    """Two line fields that take the two ends of a range of dates."""

    start: str
    end: str


@dataclass(frozen=True, kw_only=True)
class Rules:
    """What translation needs to know; nothing here is asked or looked up.

    `currencies` are NetSuite's, by lower-case symbol. `stripe_columns` is None where the setting or the account
    has none (rule RR-7); `line_dates` says whether lines carry revenue recognition dates. `zero_tax_code` and
    `tax_schedule` are internal ids, for accounts that demand a tax code of every line or a schedule of every item;
    `called` are the names or internal ids that settings give to global records, by the tail of their external id.
    `untaxed_items` says that items are marked as not taxable, where no schedule says it.
    """

    timezone: ZoneInfo
    start_date: date
    subsidiary: Ref
    currencies: Mapping[str, Currency]
    income_account: Ref | None = None
    tax_payable_account: Ref | None = None
    receivable_account: Ref | None = None
    undeposited_account: Ref | None = None
    start_date_field: Literal["invoice_date", "created"] = "invoice_date"
    customer_kind: Literal["company", "individual"] = "company"
    customer_strategy: Literal["per_customer", "global"] = "per_customer"
    global_customer: str = "Stripe Customers"
    customer_entity_id: Literal["stripe_id", "auto"] = "stripe_id"
    item_strategy: Literal["per_price", "match", "global"] = "per_price"
    invoice_number: Literal["other_ref_num", "tran_id"] = "other_ref_num"
    zero_invoices: Literal["skip", "sync"] = "skip"
    zero_tax_code: str | None = None
    tax_schedule: str | None = None
    untaxed_items: bool = False
    end_date_rule: EndDateRule = EndDateRule.ADD_DAY
    line_dates: bool = False
    stripe_columns: TermColumns | None = None
    extra_columns: TermColumns | None = None
    customer_match: MatchFields | None = None
    item_match: MatchFields | None = None
    called: Mapping[str, str] = field(default_factory=dict)
    refund_lines: Literal["pro_rata", "partial_item", "refund_item"] = "pro_rata"
    dispute_lines: Literal["pro_rata", "dispute_item"] = "pro_rata"
    bad_debt_item: bool = False
    uncollectible_keep_open: bool = False
    void_never_synced: Literal["skip", "both"] = "skip"
    balance_schedule: Literal["pro_rata", "none"] = "pro_rata"
    balance_origin: Literal["source", "memo"] = "source"
    out_of_band: Literal["sync", "skip"] = "sync"
    bad_debt_account: Ref | None = None
    out_of_band_account: Ref | None = None
    add_currencies: bool = True
    external_id_prefix: str = ""
    stripe_id_field: str | None = None
    allowlist: bool = False
    charge_invoices: bool = False
    duplicate_payments: bool = False

    def currency(self, symbol: str) -> Currency | None:
        """NetSuite's currency of a Stripe currency code, None where the account lacks it."""
        return self.currencies.get(symbol.lower())
