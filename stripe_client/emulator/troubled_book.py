"""A small company's March of 2026 in which a dozen things went wrong, each in a way that teaches something."""

from __future__ import annotations

from stripe_client.emulator.history import Customer, History, Line, Price, at
from stripe_client.emulator.shapes.fields import Plain

_OPENED = at(2025, 12, 1)
Book = dict[str, list[Plain]]


def troubled_book() -> tuple[Book, Book]:
    """What Stripe holds at first, and what is billed once somebody has booked an invoice by hand."""
    company = _Company()
    company.goes_well()
    company.goes_wrong()
    first = _copied(company.book)
    company.is_billed_late()
    return first, company.book


def _copied(book: Book) -> Book:
    return {kind: list(objects) for kind, objects in book.items()}


class _Company(History):
    def __init__(self) -> None:
        super().__init__()
        names = {"acme": "Acme Analytics Inc.", "borealis": "Borealis Software Ltd", "chen": "Chen Wei"}
        self._customers = {
            key: self.customer(name, f"{key}@mail.example", "US", "New York", created=_OPENED)
            for key, name in names.items()
        }
        team, training = (self.product(name, created=_OPENED) for name in ("Team", "Training"))
        self._team = self.price(team, "Team, monthly", "usd", 9_900, months=1, created=_OPENED)
        self._training = self.price(training, "Training, a day", "usd", 80_000, months=0, created=_OPENED)
        self._crowns = self.price(team, "Team, monthly (SEK)", "sek", 99_000, months=1, created=_OPENED)

    def goes_well(self) -> None:
        """Two invoices of the north that are paid."""
        for day, who in ((2, "acme"), (3, "borealis")):
            self.paid(self._invoice(who, day, region="north"), when=at(2026, 3, day + 1))

    def goes_wrong(self) -> None:
        """Invoices in the order in which they were billed, each with its trouble, and then payments."""
        self._invoice("acme", 4)  # nobody says of which region: NetSuite demands a department
        self._invoice("chen", 5)
        self._invoice("borealis", 6, region="west")  # the table of regions has no such row
        self._invoice("acme", 7, region="north", team="77")  # a class that NetSuite does not have
        self._invoice("acme", 9, region="north", price=self._crowns)
        self._invoice("borealis", 10, region="north")["total"] = 9_901
        self._with_a_price_that_is_gone("acme", 11)
        self._invoice("acme", 12, region="north", month=2)  # February is closed
        self._paid_twice("borealis", 13)
        self._billed_before_the_start("chen")
        self._paid_after_it_was_written_off("acme", 16)

    def is_billed_late(self) -> None:
        """By now somebody has booked it in NetSuite by hand, under the very id that we would give it."""
        self._invoice("chen", 20, region="north", price=self._training)

    def _invoice(self, who: str, day: int, *, price: Price | None = None, month: int = 3, **metadata: str) -> Plain:
        created = at(2026, month, day)
        invoice = self.finalized(
            self._customer(who), [Line(price or self._team, 1, created)], created=created, days_due=30
        )
        invoice["metadata"] = metadata
        return invoice

    def _customer(self, who: str) -> Customer:
        return self._customers[who]

    def _with_a_price_that_is_gone(self, who: str, day: int) -> None:
        extra = self.price(self.product("Extra", created=_OPENED), "Extra", "usd", 5_000, months=1, created=_OPENED)
        self._invoice(who, day, price=extra, region="north")
        place = next(number for number, price in enumerate(self.book["prices"]) if price["id"] == extra.id)
        self.book["prices"][place] = {"id": extra.id, "object": "price", "deleted": True}

    def _paid_twice(self, who: str, day: int) -> None:
        invoice = self._invoice(who, day, region="north")
        self.paid(invoice, when=at(2026, 3, day + 1))
        again = self.charged(self._customer(who), 9_900, "usd", when=at(2026, 3, day + 2), description="Again")
        intent = next(one for one in self.book["payment_intents"] if one["id"] == again["payment_intent"])
        self._paid_by_intent(invoice, intent, at(2026, 3, day + 2), status="paid", amount=9_900)

    def _billed_before_the_start(self, who: str) -> None:
        created = at(2025, 12, 15)
        old = self.finalized(self._customer(who), [Line(self._team, 1, created)], created=created, days_due=30)
        self.paid(old, when=at(2026, 3, 14))

    def _paid_after_it_was_written_off(self, who: str, day: int) -> None:
        invoice = self._invoice(who, day, region="north")
        self.mark_uncollectible(invoice, when=at(2026, 3, day + 2))
        self.paid(invoice, when=at(2026, 3, day + 3))
