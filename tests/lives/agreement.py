"""Whether what translations post is what Stripe's own numbers make it; every disagreement a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from translation.posted import RULES, Books, post

from connector.translation.translate import translate
from connector.translation.wanted import Translation
from lives.life import Life
from lives.oracle import Expected, Settings, expected, in_currency
from lives.taxing import Taxed, wrong_taxes
from netsuite_client.records import CreditMemo, CustomerPayment, Invoice
from stripe_client.emulator.history import at
from stripe_client.objects import BalanceFamily, ChargeFamily, InvoiceStory, Read


@dataclass(frozen=True)
class Connection:
    """What a connection may be set to: as the oracle knows it, as translation does, and as people write it."""

    settings: Settings = field(default_factory=Settings)
    rules: Mapping[str, Any] = field(default_factory=dict)
    text: str = ""
    start: date = date(2026, 1, 1)


ONE_ITEM = {"refund_lines": "refund_item", "dispute_lines": "dispute_item"}

CONNECTIONS: dict[str, Connection] = {
    "plain": Connection(),
    "keep open": Connection(
        Settings(keep_open=True), {"uncollectible_keep_open": True}, "uncollectible: { keep_open: true }"
    ),
    "bad debt item": Connection(Settings(), {"bad_debt_item": True}, "uncollectible: { item: Stripe Bad Debt }"),
    "skip out of band": Connection(
        Settings(out_of_band=False), {"out_of_band": "skip"}, "payments: { out_of_band: skip }"
    ),
    "partial item": Connection(Settings(), {"refund_lines": "partial_item"}, "refunds: { lines: partial_item }"),
    "refund item": Connection(
        Settings(), ONE_ITEM, "refunds: { lines: refund_item }\n    disputes: { lines: dispute_item }"
    ),
    "one line": Connection(Settings(), {"balance_schedule": "none"}, "balance: { schedule: none }"),
    "cut over": Connection(
        Settings(start=at(2026, 10, 1, 0)), {"start_date": date(2026, 10, 1)}, start=date(2026, 10, 1)
    ),
    "trials": Connection(Settings(trials=True), {"zero_invoices": "sync"}, "invoices: { zero: sync }"),
    "memos for credit": Connection(
        Settings(memo_for_all_credit=True), {"balance_origin": "memo"}, "balance: { origin: memo }"
    ),
    "second payments": Connection(
        Settings(second_payments=True), {"duplicate_payments": True}, "payments: { allow_duplicates: true }"
    ),
    "sale for a charge": Connection(
        Settings(sale_for_charge=True), {"charge_invoices": True}, "payments: { create_invoices: true }"
    ),
}

EXPONENTS = {"usd": 2, "eur": 2, "jpy": 0, "kwd": 3}


@dataclass(frozen=True)
class Scale:
    """How amounts of a currency come from Stripe's minor units to NetSuite's decimals (rule A-6)."""

    currency: str

    @property
    def unit(self) -> Decimal:
        """A minor unit of Stripe's."""
        return Decimal(1).scaleb(-EXPONENTS[self.currency])

    @property
    def kept(self) -> Decimal:
        """The smallest amount that NetSuite keeps."""
        return max(self.unit, Decimal("0.01")) if EXPONENTS[self.currency] else self.unit

    @property
    def slack(self) -> Decimal:
        """How far apart an amount may be for having been rounded; nothing where Stripe's decimals are NetSuite's."""
        return self.kept if self.kept > self.unit else Decimal(0)

    def rounded(self, minor: int) -> Decimal:
        """Half up, as each document is by itself."""
        return (minor * self.unit).quantize(self.kept, ROUND_HALF_UP)


def disagreements(life: Life, reads: Sequence[Read]) -> list[str]:
    """What is not as it must be after everything was posted; none is well."""
    return [one for currency in life.currencies for one in _in_currency(life, reads, currency)]


def _in_currency(life: Life, reads: Sequence[Read], currency: str) -> Iterator[str]:
    connection = CONNECTIONS[life.connection]
    rules = replace(RULES, **connection.rules)
    try:
        translations = [translate(read, rules, {}) for read in reads if _currency_of(read) == currency]
        books = post(each for each in translations if not _is_paid_twice(each))
    except AssertionError as refused:
        yield f"refused: {refused}"
        return
    must = expected(in_currency(life.book, currency), connection.settings)
    scale = Scale(currency)
    yield from _differences(books, must, scale)
    documents = [each for each in books.records.values() if isinstance(each, Invoice | CreditMemo)]
    invoices = [_taxed(each) for each in documents if isinstance(each, Invoice) and each.external_id.startswith("in_")]
    memos = [_taxed(each) for each in documents if isinstance(each, CreditMemo)]
    if connection.rules.get("refund_lines") == "partial_item":  # without tax, also on an invoice's own line (rule R-3)
        memos = [replace(each, on_own_lines=False) for each in memos]
    yield from wrong_taxes(in_currency(life.book, currency), invoices, memos, unit=scale.unit, slack=scale.slack)


def _taxed(document: Invoice | CreditMemo) -> Taxed:
    """Which invoice a memo credits, its text says."""
    items = [str(line.item.external_id) for line in document.lines]
    named = re.search(r"\bin_\w+", document.memo or "")
    return Taxed(
        name=document.external_id,
        dated=document.tran_date,
        total=document.total,
        taxes=tuple(line.amount for line, item in zip(document.lines, items, strict=True) if item == TAX),
        invoice=named[0] if named else "",
        on_own_lines=not any(item.startswith("stripe_") and item not in OWN for item in items),
    )


TAX = "stripe_tax"
OWN = (TAX, "stripe_shipping", "stripe_item", "stripe_generic_line_item", "stripe_billing_credit")
"""Items that stand for nothing but their line."""


def _is_paid_twice(translation: Translation) -> bool:
    """Whether a person must let it in first (rule P-9)."""
    return [each.code for each in translation.problems] == ["DUPLICATE_PAYMENT"] and not translation.records


def _currency_of(read: Read) -> str | None:
    match read:
        case InvoiceStory():
            return read.invoice.currency
        case ChargeFamily():
            return read.charge.currency
        case BalanceFamily():
            return read.currency
    return None


PARTS_MAX = 4
"""Payments and memos of one document of which each may have been rounded."""


def _differences(books: Books, expected: Expected, scale: Scale) -> Iterator[str]:
    documents, summed = scale.slack * PARTS_MAX / 2, scale.slack * len(books.records) / 2
    invoices = {name for name, record in books.records.items() if isinstance(record, Invoice) and name[:3] == "in_"}
    yield from _unequal("total", {name: books.records[name].total for name in invoices}, expected.totals, scale)
    yield from _unequal(
        "remaining", {name: books.left[name] for name in invoices}, expected.remaining, scale, documents
    )
    payers = {
        name: books.left[name]
        for name, record in books.records.items()
        if isinstance(record, CustomerPayment | CreditMemo) and books.left[name]
    }
    yield from _unequal("unapplied", payers, expected.unapplied, scale, documents)
    others = {name for name, record in books.records.items() if isinstance(record, Invoice)} - invoices
    yield from _unequal("remaining", {name: books.left[name] for name in others}, {}, scale, documents)
    sums = {"receivable": books.balances["AR"], "cash": books.balances["undeposited"]}
    told = {"receivable": expected.receivable, "cash": expected.cash}
    yield from _unequal("balance", sums, told, scale, summed)


def _unequal(
    what: str, ours: Mapping[str, Decimal], theirs: Mapping[str, int], scale: Scale, slack: Decimal = Decimal(0)
) -> Iterator[str]:
    """What is missing counts as nothing; a total has no slack, and there is none that is missing."""
    for name in sorted(ours.keys() | theirs.keys()):
        one, other = ours.get(name, Decimal(0)), scale.rounded(theirs.get(name, 0))
        is_missing = what == "total" and not (name in ours and name in theirs)
        if is_missing or abs(one - other) > slack:
            yield f"{name}: {what} {ours.get(name)}, by Stripe {theirs.get(name, 0) * scale.unit:f}"
