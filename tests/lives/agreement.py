"""Whether what translations post is what Stripe's own numbers make it; every disagreement a sentence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from translation.posted import RULES, Books, post

from connector.translation.translate import translate
from lives.life import Life
from lives.oracle import Expected, Settings, expected
from netsuite_client.records import CreditMemo, CustomerPayment, Invoice
from stripe_client.objects import Read


@dataclass(frozen=True)
class Connection:
    """What a connection may be set to: as the oracle knows it, as translation does, and as people write it."""

    settings: Settings = field(default_factory=Settings)
    rules: Mapping[str, Any] = field(default_factory=dict)
    text: str = ""


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
}

EXPONENTS = {"usd": 2, "eur": 2, "jpy": 0, "kwd": 3}


def disagreements(life: Life, reads: Sequence[Read]) -> list[str]:
    """What is not as it must be after everything was posted; none is well."""
    connection = CONNECTIONS[life.connection]
    rules = replace(RULES, **connection.rules)
    try:
        books = post(translate(read, rules, {}) for read in reads)
    except AssertionError as refused:
        return [f"refused: {refused}"]
    unit = Decimal(1).scaleb(-EXPONENTS[life.currency])
    return list(_differences(books, expected(life.book, connection.settings), unit))


def _differences(books: Books, expected: Expected, unit: Decimal) -> Iterator[str]:
    invoices = {name for name, record in books.records.items() if isinstance(record, Invoice) and name[:3] == "in_"}
    yield from _unequal("total", {name: books.records[name].total for name in invoices}, expected.totals, unit)
    yield from _unequal("remaining", {name: books.left[name] for name in invoices}, expected.remaining, unit)
    payers = {
        name: books.left[name]
        for name, record in books.records.items()
        if isinstance(record, CustomerPayment | CreditMemo) and books.left[name]
    }
    yield from _unequal("unapplied", payers, expected.unapplied, unit)
    others = {name for name, record in books.records.items() if isinstance(record, Invoice)} - invoices
    yield from (f"{name}: {books.left[name]} remaining" for name in sorted(others) if books.left[name])
    sums = {"receivable": books.balances["AR"], "cash": books.balances["undeposited"]}
    yield from _unequal("balance", sums, {"receivable": expected.receivable, "cash": expected.cash}, unit)


def _unequal(what: str, ours: Mapping[str, Decimal], theirs: Mapping[str, int], unit: Decimal) -> Iterator[str]:
    for name in sorted(ours.keys() | theirs.keys()):
        one, other = ours.get(name), theirs[name] * unit if name in theirs else None
        if one != other:
            yield f"{name}: {what} {one}, by Stripe {other}"
