"""Whether what translations post is what Stripe's own numbers make it; every disagreement a sentence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from translation.posted import RULES, Books, post

from connector.translation.translate import translate
from lives.life import Life
from lives.oracle import Expected, Settings, expected
from netsuite_client.records import CreditMemo, CustomerPayment, Invoice
from stripe_client.objects import Read

CONNECTIONS: dict[str, tuple[Settings, Mapping[str, Any]]] = {
    "plain": (Settings(), {}),
    "keep open": (Settings(keep_open=True), {"uncollectible_keep_open": True}),
    "bad debt item": (Settings(), {"bad_debt_item": True}),
    "skip out of band": (Settings(out_of_band=False), {"out_of_band": "skip"}),
    "partial item": (Settings(), {"refund_lines": "partial_item"}),
    "refund item": (Settings(), {"refund_lines": "refund_item", "dispute_lines": "dispute_item"}),
    "one line": (Settings(), {"balance_schedule": "none"}),
}
"""What a life may be set to: as the oracle knows it, and as the connector does."""

EXPONENTS = {"usd": 2, "eur": 2, "jpy": 0, "kwd": 3}


def disagreements(life: Life, reads: Sequence[Read]) -> list[str]:
    """What is not as it must be after everything was posted; none is well."""
    settings, differences = CONNECTIONS[life.connection]
    rules = replace(RULES, **differences)
    try:
        books = post(translate(read, rules, {}) for read in reads)
    except AssertionError as refused:
        return [f"refused: {refused}"]
    unit = Decimal(1).scaleb(-EXPONENTS[life.currency])
    return list(_differences(books, expected(life.book, settings), unit))


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
