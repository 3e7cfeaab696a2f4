"""What a fresh account holds: one subsidiary, currencies, a chart of accounts, periods, payment methods."""

from __future__ import annotations

from collections.abc import Container, Iterable
from datetime import date, timedelta
from typing import Any

from netsuite_client.emulator.ledger.spreading import Method
from netsuite_client.emulator.ledger.store import Store, Stored

CURRENCIES: dict[str, tuple[str, str]] = {
    "USD": ("US Dollar", "1.00"),
    "EUR": ("Euro", "1.10"),
    "GBP": ("British pound", "1.30"),
    "CHF": ("Swiss Franc", "1.15"),
    "JPY": ("Japanese Yen", "0.0068"),
    "KWD": ("Kuwaiti Dinar", "3.25"),
}
"""Each currency of a fresh account: its name, and what one unit is in US dollars."""

ZERO_DECIMAL = frozenset({"BYR", "KHR", "CLP", "ISK", "IDR", "IQD", "JPY", "LBP", "PYG", "KRW", "VND"})
"""The currencies that NetSuite keeps without decimals; all others have two."""

ACCOUNTS: tuple[tuple[str, str, str, str, str], ...] = (
    ("1000", "Checking", "_bank", "Bank", "Bank"),
    ("1100", "Accounts Receivable", "_accountsReceivable", "AcctRec", "AcctRec"),
    ("1200", "Undeposited Funds", "_otherCurrentAsset", "OthCurrAsset", "UndepFunds"),
    ("2100", "Sales Taxes Payable", "_otherCurrentLiability", "OthCurrLiab", "SalesTaxPay"),
    ("2200", "Deferred Revenue", "_deferredRevenue", "DeferRevenue", "DeferRevenue"),
    ("2300", "Customer Deposits", "_otherCurrentLiability", "OthCurrLiab", "CustDep"),
    ("3000", "Opening Balance", "_equity", "Equity", "OpeningBalEquity"),
    ("4000", "Sales", "_income", "Income", "Income"),
    ("4100", "Sales Discounts", "_income", "Income", "Discount"),
    ("4200", "Dispute Reversals", "_otherIncome", "OthIncome", "DisputeReversals"),
    ("6000", "Stripe Fees", "_expense", "Expense", "Fees"),
    ("6100", "Bad Debt", "_expense", "Expense", "BadDebt"),
    ("6200", "Realized Gain/Loss", "_otherExpense", "OthExpense", "RealizedGainLoss"),
    ("6300", "Rounding Gain/Loss", "_otherExpense", "OthExpense", "RoundingGainLoss"),
)
"""The chart of accounts: number, name, type in SOAP, type in SuiteQL, and the role that the rules know it by."""

SPECIAL_ACCOUNTS = frozenset({"AcctRec", "UndepFunds", "SalesTaxPay", "CustDep", "OpeningBalEquity"})
"""Roles that NetSuite itself gives (`sspecacct`); the others are ours."""

PAYMENT_METHODS = ("Cash", "Check", "Credit Card", "ACH")
SIMPLE_LISTS: dict[str, tuple[str, ...]] = {
    "department": ("Sales", "Sales EU", "Support"),
    "class": ("Subscriptions", "Training", "Hardware"),
    "location": ("Online", "Berlin"),
    "taxCode": ("No tax",),
    "taxSchedule": ("Taxable", "Not Taxable"),
    "createRevenuePlansOn": ("Billing", "Revenue Arrangement Creation", "Fulfillment"),
    "term": ("Net 30", "Net 60"),
}
REVENUE_RULES: tuple[tuple[str, Method, int | None], ...] = (
    ("Straight-line by line dates", Method.EVEN_PERIODS, None),
    ("Straight-line over 12 months", Method.EVEN_PERIODS, 12),
    ("Straight-line over 6 months", Method.EVEN_PERIODS, 6),
    ("Straight-line over 3 months", Method.EVEN_PERIODS, 3),
    ("Straight-line over 1 month", Method.EVEN_PERIODS, 1),
    ("Default One-Time", Method.EVEN_PERIODS, 1),
    ("Exact days by line dates", Method.EXACT_DAYS, None),
    ("Prorate first and last by line dates", Method.PRORATE_FIRST_AND_LAST, None),
    ("Period rate by line dates", Method.PERIOD_RATE, None),
)
"""The revenue recognition rules: name, method, and the number of periods; None counts them by the line's dates."""

FIRST_YEAR, LAST_YEAR = 2020, 2030
"""The accounting periods of a fresh account, unless told otherwise."""


SUBSIDIARY = "Parent Company"


def seed(
    store: Store,
    *,
    currencies: Iterable[str],
    subsidiaries: Iterable[str],
    custom_fields: dict[str, str],
    required: Container[str],
    arm: bool,
    last_year: int,
) -> None:
    """Fill an empty store. The parent company comes first, then `subsidiaries`, each with a bank of its own.

    `required` are the custom fields that no record may lack; accounting periods reach to the end of `last_year`.
    """
    numbers = {symbol: _currency(store, symbol, base=index == 0) for index, symbol in enumerate(currencies)}
    base = str(next(iter(numbers.values())))
    _subsidiary(store, SUBSIDIARY, base)
    for account in ACCOUNTS:
        _account(store, account)
    for name in subsidiaries:
        only = {"recordRef": [{"internalId": str(_subsidiary(store, name, base))}]}
        _account(store, ("", f"Checking {name}", "_bank", "Bank", f"Bank {name}"), subsidiaryList=only)
    _periods(store, last_year)
    for name in PAYMENT_METHODS:
        _add(store, "paymentMethod", "paymentMethod", name, {"name": name, "isInactive": False})
    for group, names in SIMPLE_LISTS.items():
        for name in names:
            _add(store, group, group, name, {"name": name})
    for script_id, field_type in custom_fields.items():
        body = {"scriptId": script_id, "fieldType": field_type, "isMandatory": script_id in required}
        _add(store, "customField", "customField", script_id, body)
    for name, method, count in REVENUE_RULES if arm else ():
        rule = {"name": name, "method": method, "recognitionPeriod": count, "isInactive": False}
        _add(store, "revenueRecognitionRule", "revenueRecognitionRule", name, rule)


def _add(store: Store, group: str, kind: str, name: str, body: dict[str, Any]) -> int:
    number = store.next_id(group)
    store.insert(Stored(group=group, id=number, kind=kind, external_id=None, name=name, body=body))
    return number


def _currency(store: Store, symbol: str, *, base: bool) -> int:
    name, rate = CURRENCIES.get(symbol, (symbol, "1.00"))
    precision = "_zero" if symbol in ZERO_DECIMAL else "_two"
    body = {"name": name, "symbol": symbol, "isBaseCurrency": base, "isInactive": False, "exchangeRate": rate}
    return _add(store, "currency", "currency", name, {**body, "currencyPrecision": precision})


def _subsidiary(store: Store, name: str, currency: str) -> int:
    body = {"name": name, "country": "_unitedStates", "currency": {"internalId": currency}, "isInactive": False}
    return _add(store, "subsidiary", "subsidiary", name, body)


def _account(store: Store, account: tuple[str, str, str, str, str], **fields: Any) -> None:
    number, name, soap_type, suiteql_type, role = account
    body = {"acctType": soap_type, "acctNumber": number, "acctName": name, "isInactive": False, "role": role}
    body |= {"suiteqlType": suiteql_type, "sspecacct": role if role in SPECIAL_ACCOUNTS else None}
    _add(store, "account", "account", name, body | fields)


def _periods(store: Store, last_year: int) -> None:
    for year in range(FIRST_YEAR, last_year + 1):
        of_year = _period(store, f"FY {year}", date(year, 1, 1), 12, None)
        for quarter in range(4):
            first_month = 3 * quarter + 1
            start = date(year, first_month, 1)
            of_quarter = _period(store, f"Q{quarter + 1} {year}", start, 3, of_year)
            for month in range(first_month, first_month + 3):
                first = date(year, month, 1)
                _period(store, first.strftime("%b %Y"), first, 1, of_quarter)


def _period(store: Store, name: str, start: date, months: int, parent: int | None) -> int:
    months_after = start.month - 1 + months
    end = date(start.year + months_after // 12, months_after % 12 + 1, 1) - timedelta(days=1)
    body: dict[str, Any] = {"periodName": name, "startDate": start.isoformat(), "endDate": end.isoformat()}
    body |= {"isQuarter": months == 3, "isYear": months == 12, "isAdjust": False, "closed": False}
    body |= {"arLocked": False, "apLocked": False, "allLocked": False}
    if parent is not None:
        body["parent"] = {"internalId": str(parent)}
    return _add(store, "accountingPeriod", "accountingPeriod", name, body)
