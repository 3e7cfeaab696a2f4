"""Billing stories that share a pair of emulators: each has a customer and ids of its own, and is read alone.

A story is a generator: it yields where a sync may come between.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from decimal import Decimal
from textwrap import dedent

import pytest

from connector.clock import SystemClock
from connector.journal import open_journal
from scenarios.company import Company, company
from stripe_client.emulator.history import Coupon, Customer, History, Line, Terms, at
from stripe_client.emulator.shapes.fields import Plain

DAY = 86_400
OPENED = at(2026, 1, 2)
FIRST_DAY = at(2026, 3, 1)

Amount = int | tuple[int, str]
"""Minor units of a line, with the name of what is sold where that is told apart."""


class Tale(History):
    """One customer's story. The clock goes on by a day with every step; amounts are minor units."""

    def __init__(self, tag: str) -> None:
        super().__init__()
        self.tag = tag
        self.now = FIRST_DAY
        self.ada = self.someone()

    def _next(self, prefix: str) -> str:
        return f"{prefix}_{self.tag}{self._count(prefix)}"

    def someone(self) -> Customer:
        """A customer, the first of whom is Ada."""
        return self.customer("Ada Ltd", "ada@ada.example", "GB", "London", created=OPENED)

    def later(self, days: int = 1) -> int:
        """A day on, or more."""
        self.now += days * DAY
        return self.now

    def spring(self, percent: int) -> Coupon:
        """A coupon."""
        return self.coupon(f"{self.tag}Spring", percent=percent, created=OPENED)

    def bill(  # type: ignore[override]  # a history bills subscriptions, a tale amounts
        self,
        *amounts: Amount,
        currency: str = "usd",
        too_small: bool = False,
        coupon: int = 0,
        tax: int = 0,
        inclusive: bool = False,
        shipping: int = 0,
    ) -> Plain:
        """An open invoice, of 100.00 unless said; `coupon` and `tax` are percent of all."""
        when = self.later()
        vat = (self.tax_rate("VAT", tax, created=OPENED, inclusive=inclusive),) if tax else ()
        post = self.shipping_rate("Post", shipping, currency, created=OPENED) if shipping else None
        discounts = (self.discount(self.spring(coupon), start=OPENED),) if coupon else ()
        terms = Terms(discounts=discounts, taxes=vat, shipping=post, shipping_taxes=vat if post else ())
        lines = [self.line(amount, currency) for amount in amounts or (10_000,)]
        return self.finalized(self.ada, lines, created=when, terms=terms, too_small=too_small)

    def line(self, amount: Amount, currency: str = "usd") -> Line:
        """A line of one piece, billed today."""
        minor, name = amount if isinstance(amount, tuple) else (amount, "Gold")
        price = self.price(self.product(name, created=OPENED), name, currency, minor, months=0, created=OPENED)
        return Line(price, 1, self.now, description=name)

    def pay(self, invoice: Plain, amount: int | None = None) -> Plain:
        """Its payment by card; the charge."""
        return self.paid(invoice, when=self.later(), amount=amount)

    def give_back(self, charge: Plain, amount: int | None = None) -> Plain:
        """A refund."""
        return self.refund(charge, amount, when=self.later())

    def also_attached(self, charge: Plain, invoice: Plain) -> None:
        """Says that money pays an invoice for which nothing was left to pay."""
        intent = next(one for one in self.book["payment_intents"] if one["id"] == charge["payment_intent"])
        self._paid_by_intent(invoice, intent, self.now, status="paid", amount=int(str(charge["amount"])))

    def give_up(self, invoice: Plain) -> None:
        """It is uncollectible."""
        self.mark_uncollectible(invoice, when=self.later())

    def move_balance(self, amount: int) -> None:
        """Credit (below zero) or debit by hand."""
        self.adjust_balance(self.ada.id, amount, "usd", when=self.later())


ALL = os.environ.get("STORIES") == "all"
"""Whether stories are synced after every step and once more at the end alone, all of them."""

Told = Callable[[Tale], Iterator[None]]
Books = Mapping[str, str]
"""Each story's records, issues and balances, by its sentence."""
_OVER = object()


def read(text: str) -> str:
    """A bookkeeper's page, as it stands in a table."""
    return dedent(text).strip()


@dataclass(frozen=True, kw_only=True)
class Story:
    """A story and the books that it ends in; other ones where only its end is ever seen."""

    told: Told
    books: str
    at_once: str | None = None


class Stories(dict[str, Story]):
    """Stories by a sentence each, which begins with the rules that they prove."""

    def tell(self, sentence: str, books: str, *, at_once: str | None = None) -> Callable[[Told], Told]:
        """Keep the story below."""

        def keep(told: Told) -> Told:
            self[sentence] = Story(told=told, books=books, at_once=at_once)
            return told

        return keep


class Tales:
    """Stories that go on together. `books` tells each by its name."""

    def __init__(self, told: Mapping[str, Told]) -> None:
        self._tales = {name: Tale(f"t{number:02}x") for number, name in enumerate(told)}
        self._steps = [told[name](tale) for name, tale in self._tales.items()]

    def step(self) -> bool:
        """Every story goes on to its next step; False when all are over."""
        on = [next(steps, _OVER) is not _OVER for steps in self._steps]
        return any(on)

    @property
    def book(self) -> dict[str, list[Plain]]:
        """All that Stripe has by now."""
        kinds = next(iter(self._tales.values())).book
        return {kind: [plain for tale in self._tales.values() for plain in tale.book[kind]] for kind in kinds}

    def sync(self, made: Company) -> None:
        """The next sync; what it leaves to people stands in the books."""
        made.stripe.merge(self.book)
        ended = made.sync()
        assert ended.code in (0, 1), ended.said

    def books(self, made: Company) -> Books:
        """Each story's records, issues and balances, as a bookkeeper reads them."""
        shown = Shown(made)
        return {name: shown.story(tale) for name, tale in self._tales.items()}


def told_at_once(folders: pytest.TempPathFactory, told: Mapping[str, Told], settings: str = "") -> Books:
    """The books when all stories are over before the first sync."""
    tales = Tales(told)
    while tales.step():
        pass
    with _serving(folders, tales, settings) as made:
        return _ended(made, tales)


def told_step_by_step(folders: pytest.TempPathFactory, told: Mapping[str, Told]) -> Books:
    """The books when a sync comes after every step; every day only after the first one and at the end."""
    tales = Tales(told)
    tales.step()
    with _serving(folders, tales) as made:
        tales.sync(made)
        while tales.step():
            if ALL:
                tales.sync(made)
        return _ended(made, tales)


def told_in_april(folders: pytest.TempPathFactory, told: Mapping[str, Told]) -> Books:
    """The books when March is closed after the first step was synced."""
    tales = Tales(told)
    tales.step()
    with _serving(folders, tales) as made:
        tales.sync(made)
        made.period("2026-03", closed=True)
        while tales.step():
            tales.sync(made)
        return _ended(made, tales)


def _ended(made: Company, tales: Tales) -> Books:
    """The books after the last sync, in which nothing is unexplained; one more sends nothing."""
    tales.sync(made)
    writes = made.writes()
    tales.sync(made)
    assert made.writes() == writes
    reconciled = made.run("reconcile")
    assert reconciled.code == 0, reconciled.said
    return tales.books(made)


@contextmanager
def _serving(folders: pytest.TempPathFactory, tales: Tales, settings: str = "") -> Iterator[Company]:
    with (
        pytest.MonkeyPatch.context() as environment,
        company(folders.mktemp("tales"), environment, tales.book) as made,
    ):
        made.configure(more=settings)
        yield made


ACCOUNTS = {
    "Accounts Receivable": "AR",
    "Undeposited Funds": "undeposited",
    "Sales": "sales",
    "Sales Taxes Payable": "tax",
    "Bad Debt": "bad debt",
    "Checking": "bank",
}
KINDS = ("invoice", "customerPayment", "creditMemo", "customerRefund")
ITEMS = ("serviceSaleItem", "otherChargeSaleItem", "discountItem")


class Shown:
    """What NetSuite and the inbox hold, read once."""

    def __init__(self, made: Company) -> None:
        self._made = made
        self._records = [record for kind in KINDS for record in made.records(kind)]
        self._names = {str(record["internalId"]): record["externalId"] for record in self._records}
        items = [item for kind in ITEMS for item in made.records(kind)]
        self._items = {item["internalId"]: str(item["itemId"]).split(" (")[0] for item in items}
        self._symbols = {one["internalId"]: one["symbol"] for one in made.asked("records?type=currency")}
        self._customers = {one["internalId"]: one["externalId"] for one in made.records("customer")}
        with closing(open_journal(f"sqlite:///{made.journal}", "main", SystemClock())) as journal:
            self._issues = [f"! {issue.code} {issue.subject}" for issue in journal.issues()]

    def story(self, tale: Tale) -> str:
        """One story's lines, with short ids."""
        lines = [
            *(self._text(record) for record in self._records if tale.tag in record["externalId"]),
            *(issue for issue in self._issues if tale.tag in issue),
            *(line for customer in tale.book["customers"] for line in self._balances(str(customer["id"]))),
        ]
        return "\n".join(lines).replace(tale.tag, "")

    def _text(self, record: Plain) -> str:
        """Its lines, what it is used for, and what is left of it."""
        symbol = self._symbols[record["currency"]["internalId"]]
        head = f"{record['externalId']} {record['tranDate'][5:10]}{'' if symbol == 'USD' else f' {symbol}'}"
        lines = " + ".join(f"{self._items[line['item']['internalId']]} {line['amount']}" for line in _rows(record))
        uses = [f"{use['amount']} on {self._names[str(use['doc'])]}" for use in record.get("applyList", ())]
        if "unapplied" in record:
            left = [f"{record['unapplied']} left"] if Decimal(record["unapplied"]) else []
        else:
            left = [f"{record['amountRemaining']} open"]
        whole = f"{record['total']} = {lines}" if lines else f"{record['total']}"
        return "; ".join([f"{head}: {whole}", *filter(None, [", ".join([*sorted(uses), *left])])])

    def _balances(self, customer: str) -> Iterator[str]:
        """Debit positive; together they are zero."""
        trial = self._made.asked(f"trial-balance?customer={customer}")
        for symbol in sorted({symbol for account in trial.values() for symbol in account} - {"type"}):
            amounts = {ACCOUNTS.get(name, name): Decimal(one.get(symbol, "0")) for name, one in trial.items()}
            assert sum(amounts.values()) == 0
            said = ", ".join(f"{name} {amount}" for name, amount in amounts.items() if amount)
            yield f"= {'' if symbol == 'USD' else f'{symbol} '}{said or 'all zero'}"


def _rows(record: Plain) -> list[Plain]:
    rows: list[Plain] = record.get("itemList", [])
    return rows
