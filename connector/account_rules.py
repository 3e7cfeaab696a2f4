"""Settings and what a NetSuite account has become the rules of a connection; what does not fit is said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from connector.periods import Policy, PostingRules, calendar_months
from connector.settings import Connection
from connector.settings.counterparts import CustomerMatch, ItemMatch
from connector.translation.dates import EndDateRule
from connector.translation.matching import MatchFields
from connector.translation.rules import Rules, TermColumns
from netsuite_client.account import AccountFacts, LedgerAccount, Period
from netsuite_client.records import Kind, Ref

ROLES: dict[str, str] = {"receivable": "AcctRec", "income": "Income"}
"""The account type by which an account is found that no setting names (rule C-7)."""

NAMED: dict[str, tuple[str, str]] = {
    "undeposited_funds": ("OthCurrAsset", "undeposited"),
    "tax_payable": ("OthCurrLiab", "tax"),
    "bad_debt": ("Expense", "bad debt"),
}
"""How an account is found that shares its type with others: the first of that type whose name has these words."""


NO_PERIODS = (
    "NetSuite shows no accounting periods to our role: give it Manage Accounting Periods (View), or set "
    "accounting_periods.source to manual and closed_through to the last closed month."
)


BAD_DEBT = "Stripe Bad Debt"


class AccountNotReadyError(Exception):
    """The NetSuite account lacks what a setting or a rule needs; the sentences say what and who can mend it."""

    def __init__(self, sentences: Iterable[str]) -> None:
        self.sentences = tuple(sentences)
        super().__init__("; ".join(self.sentences))


def rules_of(connection: Connection, facts: AccountFacts) -> Rules:
    """The rules of a connection. Raises AccountNotReadyError with everything that is missing."""
    missing = [*_missing_accounts(connection, facts)]
    if missing:
        raise AccountNotReadyError(missing)
    dates = connection.revenue_dates
    return Rules(
        timezone=connection.zone,
        start_date=connection.start_date,
        start_date_field=connection.start_date_field,
        subsidiary=Ref(kind=Kind.SUBSIDIARY, internal_id=connection.netsuite.subsidiary),
        currencies={currency.symbol.lower(): currency for currency in facts.currencies},
        income_account=_account("income", connection.accounts.income, facts),
        tax_payable_account=_named_account("tax_payable", connection, facts),
        receivable_account=_account("receivable", connection.accounts.receivable, facts),
        bad_debt_account=_named_account("bad_debt", connection, facts),
        out_of_band_account=_account("", connection.accounts.out_of_band, facts),
        undeposited_account=_named_account("undeposited_funds", connection, facts),
        customer_kind=connection.customers.kind,
        customer_strategy=connection.customers.strategy,
        global_customer=connection.customers.global_name,
        add_currencies=connection.customers.add_currencies,
        customer_entity_id=connection.customers.entity_id,
        item_strategy=connection.items.strategy,
        invoice_number=connection.invoices.number,
        zero_invoices=connection.invoices.zero,
        zero_tax_code=connection.taxes.zero_code,
        tax_schedule=connection.items.tax_schedule,
        untaxed_items=connection.items.taxable == "no" and connection.items.tax_schedule is None,
        end_date_rule=EndDateRule(dates.end_date_rule),
        line_dates=_line_dates(connection, facts),
        stripe_columns=_stripe_columns(connection, facts),
        extra_columns=_extra_columns(connection),
        customer_match=_match_fields(connection.customers.match),
        item_match=_match_fields(connection.items.match) if connection.items.strategy == "match" else None,
        called={
            "stripe_unallocated_charges": connection.customers.unallocated,
            "stripe_item": connection.items.global_item,
            "stripe_shipping": connection.items.shipping_item,
            "stripe_tax": connection.items.tax_item,
            "stripe_bad_debt": connection.uncollectible.item or BAD_DEBT,
            "stripe_billing_credit": connection.items.billing_credit_item,
        },
        refund_lines=connection.refunds.lines,
        dispute_lines=connection.disputes.lines,
        bad_debt_item=connection.uncollectible.item is not None,
        uncollectible_keep_open=connection.uncollectible.keep_open,
        void_never_synced=connection.void.never_synced,
        balance_schedule=connection.balance.schedule,
        balance_origin=connection.balance.origin,
        out_of_band=connection.payments.out_of_band,
        external_id_prefix=connection.netsuite.external_id_prefix,
        stripe_id_field=connection.netsuite.stripe_id_field,
        allowlist=connection.allowlist,
        charge_invoices=connection.payments.create_invoices,
        duplicate_payments=connection.payments.allow_duplicates,
    )


def posting_rules_of(connection: Connection, facts: AccountFacts) -> PostingRules:
    """Which periods are open, and what becomes of a record whose period is not (rule A-9).

    Raises AccountNotReadyError where NetSuite shows no periods and none are set by hand.
    """
    periods = periods_of(connection, facts)
    if not periods:
        raise AccountNotReadyError([NO_PERIODS])
    policies = {kind: Policy(policy) for kind, policy in connection.closed_period.by_kind.items()}
    return PostingRules(periods=periods, policies=policies)


def periods_of(connection: Connection, facts: AccountFacts) -> tuple[Period, ...]:
    """The periods that count: those that NetSuite shows, or calendar months closed by hand."""
    known_by = connection.accounting_periods
    return facts.periods if known_by.source == "netsuite" else calendar_months(known_by.closed_until)


def _match_fields(match: CustomerMatch | ItemMatch | None) -> MatchFields | None:
    return None if match is None else MatchFields(stripe=match.stripe, netsuite=match.netsuite)


def warnings_of(connection: Connection, facts: AccountFacts) -> tuple[str, ...]:
    """What is worth knowing and stops nothing (rule RR-7: a missing column is a warning)."""
    columns = connection.revenue_dates.stripe_columns
    if columns is None:
        return ()
    missing = [name for name in (columns.start, columns.end) if name.lower() not in facts.line_columns]
    return tuple(
        f"NetSuite has no line column {name}: Stripe's own dates are not written. Create it (Customization > Lists, "
        f"Records & Fields > Transaction Line Fields, type Date) or set revenue_dates.stripe_columns to null."
        for name in missing
    )


def _missing_accounts(connection: Connection, facts: AccountFacts) -> Iterator[str]:
    for role, type_ in ROLES.items():
        if getattr(connection.accounts, role) is None and _by_type(type_, facts) is None:
            yield f"NetSuite has no account of type {type_}: set accounts.{role} to an internal id (NetSuite admin)."
        yield from _unknown_account(role, connection, facts)
    for role in (*NAMED, "out_of_band"):
        yield from _unknown_account(role, connection, facts)


def _unknown_account(role: str, connection: Connection, facts: AccountFacts) -> Iterator[str]:
    configured = getattr(connection.accounts, role)
    if configured is not None and facts.accounts and _by_id(configured, facts) is None:
        yield f"accounts.{role} names account {configured}, which NetSuite does not have or hides from our role."


def _account(role: str, configured: str | None, facts: AccountFacts) -> Ref | None:
    """The configured account, else the first one of the role's type; None leaves the choice to NetSuite."""
    account = _by_id(configured, facts) if configured else _by_type(ROLES.get(role, ""), facts)
    if account is None:
        return Ref(kind=Kind.ACCOUNT, internal_id=configured) if configured else None
    return Ref(kind=Kind.ACCOUNT, internal_id=account.internal_id, name=account.name)


def _named_account(role: str, connection: Connection, facts: AccountFacts) -> Ref | None:
    """The configured account, else the one whose name tells it; without one, only what needs it is held."""
    configured = getattr(connection.accounts, role)
    if configured is not None:
        return _account("", configured, facts)
    type_, words = NAMED[role]
    found = next((each for each in facts.accounts if each.type == type_ and words in each.name.lower()), None)
    return None if found is None else Ref(kind=Kind.ACCOUNT, internal_id=found.internal_id, name=found.name)


def _by_id(internal_id: str, facts: AccountFacts) -> LedgerAccount | None:
    return next((account for account in facts.accounts if account.internal_id == internal_id), None)


def _by_type(type_: str, facts: AccountFacts) -> LedgerAccount | None:
    return next((account for account in facts.accounts if account.type == type_), None)


def _line_dates(connection: Connection, facts: AccountFacts) -> bool:
    """Rule RR-7: only where the account has revenue features, unless a setting decides."""
    match connection.revenue_dates.line_fields:
        case "always":
            return True
        case "never":
            return False
        case "auto":
            return connection.revenue.recognition != "dates_only" and facts.revenue_features


def _stripe_columns(connection: Connection, facts: AccountFacts) -> TermColumns | None:
    columns = connection.revenue_dates.stripe_columns
    if columns is None or not {columns.start.lower(), columns.end.lower()} <= facts.line_columns:
        return None
    return TermColumns(start=columns.start, end=columns.end)


def _extra_columns(connection: Connection) -> TermColumns | None:
    extra = connection.revenue_dates.extra_fields
    return TermColumns(start=extra.start, end=extra.end) if extra.start and extra.end else None
