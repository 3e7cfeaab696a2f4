"""A fixed story of a few months of billing, in three acts, with one of each way in which families hang together.

It begins with invoices and payments; then comes what happens to those: see the aftermath.
"""

from __future__ import annotations

import copy
import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from faults.aftermath import Aftermath
from stripe_client.emulator import Book
from stripe_client.emulator.history import Customer, History, Line, Price, at

Lists = Mapping[str, list[dict[str, Any]]]

BEGINS = datetime(2026, 3, 1, 9, tzinfo=UTC)
"""When the connector first runs."""
FAMILIES = 40
"""Invoices and charges that come into the books."""


@dataclass(frozen=True, kw_only=True)
class Act:
    """What happens at Stripe a day later, and the accounting period that people close before that."""

    happens: Lists
    closes: str | None = None


@dataclass(frozen=True, kw_only=True)
class Story:
    """What Stripe holds when the connector first runs, and what happens afterwards."""

    first: Book
    later: tuple[Act, ...]


def a_story() -> Story:
    """Ada and Hana buy for two months; then old invoices are paid, new ones come, one in another currency, and Bela.

    Meanwhile Cleo's invoices are paid too; when the books of January are closed, some of that is taken back.
    """
    history = History()
    books = [copy.deepcopy(history.book) for _ in _told(history)]
    first, *_ = books
    happens = [difference(before, after) for before, after in itertools.pairwise(books)]
    later = (Act(happens=happens[0]), Act(happens=happens[1], closes="Jan 2026"))
    return Story(first=Book.from_plain(first), later=later)


def _told(history: History) -> Iterator[None]:
    """Tells it, and pauses after each act."""
    ada = history.customer("Ada Ltd", "ada@ada.example", "US", "Boston", created=at(2025, 12, 1))
    hana = history.customer("Hana KK", "hana@hana.example", "JP", "Osaka", created=at(2025, 12, 2))
    starter, team, yen = _prices(history)
    paid = history.finalized(ada, [_line(starter, 1), _line(team, 2)], created=at(2026, 1, 5))
    history.paid(paid, when=at(2026, 1, 6))
    in_parts = history.finalized(ada, [_line(team, quantity) for quantity in (3, 4)], created=at(2026, 1, 20))
    history.paid(in_parts, when=at(2026, 1, 25), amount=20_000)
    history.paid(in_parts, when=at(2026, 2, 1), amount=10_000)
    yen_paid = history.finalized(hana, [_line(yen, 2), _line(yen, 1)], created=at(2026, 1, 31))
    history.paid(yen_paid, when=at(2026, 1, 31, 18))
    still_open = history.finalized(ada, [_line(starter, 3)], created=at(2026, 2, 10), days_due=30)
    pair = [history.finalized(ada, [_line(starter, n)], created=at(2026, 2, 12)) for n in (1, 2)]
    pay_another(history, history.paid(pair[0], when=at(2026, 2, 13)), pair[1], more_money=True)
    used_later = history.finalized(ada, [_line(team, 1)], created=at(2026, 2, 13))
    waiting = history.finalized(ada, [_line(starter, 4)], created=at(2026, 2, 14))
    charge = history.paid(used_later, when=at(2026, 2, 16))
    _bring_more(history, charge, waiting["amount_remaining"])
    history.void(history.finalized(hana, [_line(yen, 9)], created=at(2026, 2, 14)), when=at(2026, 2, 15))
    draft = history.draft(hana, [_line(yen, 4)], created=at(2026, 2, 27))
    yield
    history.paid(in_parts, when=at(2026, 3, 2), amount=5_000)
    history.paid(still_open, when=at(2026, 3, 2, 14))
    pay_another(history, charge, waiting, more_money=False)
    _a_new_customer(history, starter, team)
    draft["description"] = "Still being written"
    for customer, quantity in ((hana, 7), (ada, 2)):  # for Ada the yen are new
        history.paid(
            history.finalized(customer, [_line(yen, quantity)], created=at(2026, 3, 2)), when=at(2026, 3, 2, 17)
        )
    aftermath = Aftermath(history)
    yield
    aftermath.follows()
    yield


def _prices(history: History) -> tuple[Price, Price, Price]:
    sold = (("Starter", "usd", 2_900), ("Team", "usd", 9_900), ("Starter JP", "jpy", 4_200))
    products = {name: history.product(name, created=at(2025, 12, 1)) for name, _, _ in sold}
    starter, team, yen = (
        history.price(products[name], f"{name}, monthly", currency, amount, months=1, created=at(2025, 12, 1))
        for name, currency, amount in sold
    )
    return starter, team, yen


def _line(price: Price, quantity: int) -> Line:
    return Line(price, quantity, at(2026, 1, 5))


def _a_new_customer(history: History, starter: Price, team: Price) -> None:
    bela: Customer = history.customer("Béla Bt", "bela@bela.example", "HU", "Pécs", created=at(2026, 3, 2))
    invoice = history.finalized(bela, [_line(starter, 2), _line(team, 1)], created=at(2026, 3, 2))
    history.paid(invoice, when=at(2026, 3, 2, 16))


def pay_another(history: History, charge: dict[str, Any], invoice: dict[str, Any], *, more_money: bool) -> None:
    """The same charge also pays another invoice: with money that it brought before, or with more of it."""
    amount = invoice["amount_remaining"]
    newest = {kind: len(history.book[kind]) for kind in ("charges", "payment_intents", "balance_transactions")}
    history.paid(invoice, when=charge["created"])
    for kind, many in newest.items():
        del history.book[kind][many:]
    history.book["invoice_payments"][-1]["payment"] = {
        "type": "payment_intent",
        "payment_intent": charge["payment_intent"],
    }
    if more_money:
        _bring_more(history, charge, amount)


def _bring_more(history: History, charge: dict[str, Any], amount: int) -> None:
    """The charge is larger than what it pays so far."""
    for kind, key in (("payment_intents", "payment_intent"), ("balance_transactions", "balance_transaction")):
        behind = next(plain for plain in history.book[kind] if plain["id"] == charge[key])
        behind["amount"] += amount
        for name in {"amount_received", "net"} & behind.keys():
            behind[name] += amount
    charge["amount"] += amount


def difference(before: Lists, after: Lists) -> Lists:
    """The objects that are new or changed."""
    known = {(kind, plain["id"]): plain for kind, objects in before.items() for plain in objects}
    changed = {
        kind: [plain for plain in objects if known.get((kind, plain["id"])) != plain] for kind, objects in after.items()
    }
    return {kind: objects for kind, objects in changed.items() if objects}
