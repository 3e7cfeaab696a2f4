"""Stripe billing of any size to measure with: invoices of three lines, each paid by one charge."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from stripe_client.emulator.history import Customer, History, Line, Price, at

LINES = 3
INVOICES_PER_CUSTOMER = 10
PRICES = 9
MONTHS = 12
PAID_AFTER_SECONDS = 7200

Plain = Mapping[str, Any]


class Billing:
    """A company that bills its customers month by month; what it bills later is added to what it has."""

    def __init__(self) -> None:
        self._history = History()
        self._prices = [self._price(number) for number in range(PRICES)]
        self._customers: list[Customer] = []

    def bill(self, invoices: int) -> None:
        """Add so many paid invoices, spread over a year, to ten for each customer."""
        for number in range(invoices):
            if number % INVOICES_PER_CUSTOMER == 0:
                self._customers.append(self._customer())
            self.bill_again(self._customers[-1], month=1 + number * MONTHS // invoices, seed=number)

    def bill_known(self, invoices: int) -> None:
        """Add paid invoices of customers and prices that are there already."""
        for number in range(invoices):
            self.bill_again(self._customers[number % len(self._customers)], month=MONTHS, seed=number)

    def bill_again(self, customer: Customer, *, month: int, seed: int) -> None:
        """Add a paid invoice of a customer."""
        created = at(2025, month, 1 + seed % 28)
        lines = [Line(self._prices[(seed + line) % PRICES], 1 + line, created) for line in range(LINES)]
        invoice = self._history.finalized(customer, lines, created=created)
        self._history.paid(invoice, when=created + PAID_AFTER_SECONDS)

    def book(self) -> Plain:
        """Everything there is, as a book for the emulator."""
        return self._history.book

    def place(self) -> Mapping[str, int]:
        """How much there is of each kind, for `since`."""
        return {kind: len(objects) for kind, objects in self._history.book.items()}

    def since(self, place: Mapping[str, int]) -> Plain:
        """What was added since then."""
        added: dict[str, Sequence[Any]] = {
            kind: objects[place.get(kind, 0) :] for kind, objects in self._history.book.items()
        }
        return {kind: objects for kind, objects in added.items() if objects}

    def _price(self, number: int) -> Price:
        product = self._history.product(f"Plan {number}", created=at(2024, 12, 1))
        amount, months = 1_900 + 1_000 * number, (1, 12, 0)[number % 3]
        return self._history.price(product, f"Plan {number}", "usd", amount, months=months, created=at(2024, 12, 1))

    def _customer(self) -> Customer:
        number = len(self._customers)
        return self._history.customer(
            f"Customer {number} Ltd", f"billing@customer-{number}.example", "US", "Austin", created=at(2024, 12, 15)
        )
