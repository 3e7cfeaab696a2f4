"""What a rehearsal left in NetSuite's books, read from the emulator: records, trial balance, totals beside Stripe's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from connector.journal import Booked
from connector.reconciliation import Total
from connector.reconciling import Reconciled
from connector.rehearsal import Rehearsal
from connector.translation.values import rounded
from netsuite_client.account import Currency
from netsuite_client.records import GROUPS, Group, Kind

Plain = Mapping[str, Any]

TYPES: dict[Kind, str] = {
    Kind.CUSTOMER: "customer",
    Kind.SERVICE_SALE_ITEM: "serviceSaleItem",
    Kind.OTHER_CHARGE_SALE_ITEM: "otherChargeSaleItem",
    Kind.DISCOUNT_ITEM: "discountItem",
    Kind.PAYMENT_METHOD: "paymentMethod",
    Kind.INVOICE: "invoice",
    Kind.CUSTOMER_PAYMENT: "customerPayment",
    Kind.CREDIT_MEMO: "creditMemo",
    Kind.CUSTOMER_REFUND: "customerRefund",
}
"""What the emulator calls each kind."""

ACCOUNT_TYPES: dict[str, str] = {
    "AcctRec": "accounts_receivable",
    "Bank": "bank",
    "Income": "income",
    "DeferRevenue": "deferred_revenue",
    "Expense": "expense",
}
"""Words for SuiteQL's account types; two accounts are known by name, what is left is `other`."""

ACCOUNTS_BY_NAME: dict[str, str] = {"Undeposited Funds": "undeposited_funds", "Sales Taxes Payable": "tax_payable"}


def records_report(
    rehearsal: Rehearsal, booked: Iterable[Booked], currencies: Iterable[Currency]
) -> dict[str, list[dict[str, Any]]]:
    """Every record of ours by kind, with lines and applications; references are our external ids.

    What NetSuite had before and is used is no record of ours: a reference to it is `internal:<id>` (rule I-4).
    """
    names = _Names(booked, currencies)
    return {
        kind.value: [
            _record(kind, record, names)
            for record in rehearsal.netsuite(f"records?type={type_}")
            if names.is_ours(GROUPS[kind], record["internalId"])
        ]
        for kind, type_ in TYPES.items()
    }


def trial_balance_report(rehearsal: Rehearsal, currencies: Iterable[Currency]) -> dict[str, dict[str, str]]:
    """Accounts with their type and balance per currency, debit positive, at the currency's decimals."""
    precision = {currency.symbol: currency.precision for currency in currencies}
    balances: dict[str, dict[str, str]] = rehearsal.netsuite("trial-balance")
    return {
        name: {
            "type": _account_type(name, balance["type"]),
            **{
                symbol: f"{rounded(Decimal(amount), precision[symbol])}"
                for symbol, amount in balance.items()
                if symbol in precision
            },
        }
        for name, balance in balances.items()
    }


def reconcile_report(reconciled: Reconciled, currencies: Iterable[Currency]) -> list[dict[str, str]]:
    """Invoices as Stripe's numbers and the rules want them, beside NetSuite's: what differs is unexplained."""
    precision = {currency.symbol: currency.precision for currency in currencies}
    return [
        _totals(total, precision.get(total.currency, 2)) for total in reconciled.totals if total.kind is Kind.INVOICE
    ]


def _totals(total: Total, precision: int) -> dict[str, str]:
    wanted = total.stripe + total.intended
    return {
        "currency": total.currency,
        "stripe": f"{rounded(wanted.total, precision)}",
        "netsuite": f"{rounded(total.netsuite.total, precision)}",
        "difference": f"{rounded(total.unexplained.total, precision)}",
    }


class _Names:
    """Our external ids, and currencies, by internal id."""

    def __init__(self, booked: Iterable[Booked], currencies: Iterable[Currency]) -> None:
        self._currencies = {currency.internal_id: currency for currency in currencies}
        self._ids = {(GROUPS[each.kind], each.internal_id): each.external_id for each in booked if not each.linked}

    def is_ours(self, group: Group, internal_id: str) -> bool:
        return (group, internal_id) in self._ids

    def of(self, group: Group, internal_id: object) -> str | None:
        if internal_id is None:
            return None
        return self._ids.get((group, str(internal_id)), f"internal:{internal_id}")

    def currency(self, record: Plain) -> Currency | None:
        return self._currencies.get((record.get("currency") or {}).get("internalId", ""))


def _record(kind: Kind, record: Plain, names: _Names) -> dict[str, Any]:
    entity = record.get("entity") or record.get("customer") or {}
    currency = names.currency(record)
    return {
        "external_id": names.of(GROUPS[kind], record["internalId"]),
        "internal_id": record["internalId"],
        "date": record.get("tranDate"),
        "currency": currency.symbol if currency else None,
        "total": _amount(record.get("total"), currency),
        "amount_remaining": _amount(record.get("amountRemaining", record.get("unapplied")), currency),
        "entity": names.of(Group.ENTITY, entity.get("internalId")) if GROUPS[kind] is Group.TRANSACTION else None,
        "memo": record.get("memo"),
        "lines": [_line(line, currency, names) for line in record.get("itemList", ())],
        "applied": [*_applied(record, currency, names)],
    }


def _amount(text: str | None, currency: Currency | None) -> str | None:
    """The amount at the decimals of its currency."""
    return text if text is None or currency is None else f"{rounded(Decimal(text), currency.precision)}"


def _line(line: Plain, currency: Currency | None, names: _Names) -> dict[str, Any]:
    return {
        "item": names.of(Group.ITEM, line["item"]["internalId"]),
        "description": line.get("description"),
        "quantity": line.get("quantity"),
        "amount": _amount(line.get("amount"), currency),
        "rev_rec_start": line.get("revRecStartDate"),
        "rev_rec_end": line.get("revRecEndDate"),
        "stripe_start": line.get("custcol_stripe_start"),
        "stripe_end": line.get("custcol_stripe_end"),
    }


def _applied(record: Plain, currency: Currency | None, names: _Names) -> Iterator[dict[str, str | None]]:
    for line in record.get("applyList", ()):
        yield {"to": names.of(Group.TRANSACTION, line["doc"]), "amount": _amount(line["amount"], currency)}


def _account_type(name: str, type_: str) -> str:
    return ACCOUNTS_BY_NAME.get(name) or ACCOUNT_TYPES.get(type_, "other")
