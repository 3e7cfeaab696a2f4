"""Books of small companies, grown step by step as Stripe would."""

from __future__ import annotations

from stripe_client.emulator.history import Customer, History, Line, Price, at
from stripe_client.emulator.history.invoices import settled
from stripe_client.emulator.shapes.fields import Plain

OPENED = at(2026, 1, 2)


class Story(History):
    """A company that sells Gold by the month and a setup once, to Ada in dollars and to Bo in euros."""

    def __init__(self) -> None:
        super().__init__()
        self.ada = self.customer("Ada Ltd", "ada@ada.example", "GB", "London", created=OPENED)
        self.bo = self.customer("Bo GmbH", "bo@bo.example", "DE", "Bonn", created=OPENED)
        gold, setup = (self.product(name, created=OPENED) for name in ("Gold", "Setup"))
        self.gold = self.price(gold, "Gold, monthly", "usd", 10_000, months=1, created=OPENED)
        self.setup = self.price(setup, "Setup", "usd", 25_000, months=0, created=OPENED)
        self.gold_eur = self.price(gold, "Gold, monthly (EUR)", "eur", 9_000, months=1, created=OPENED)

    def invoiced(self, *prices: Price, to: Customer | None = None, day: int = 1, days_due: int = 0) -> Plain:
        """An open invoice of March 2026, to Ada unless said."""
        created = at(2026, 3, day)
        lines = [Line(price, 1, created) for price in prices or (self.gold,)]
        return self.finalized(to or self.ada, lines, created=created, days_due=days_due)

    def billed(self, *prices: Price, to: Customer | None = None, day: int = 1) -> Plain:
        """An invoice that a card paid the next day."""
        invoice = self.invoiced(*prices, to=to, day=day)
        self.paid(invoice, when=at(2026, 3, day + 1))
        return invoice

    def workshop(self, customer: Customer | None) -> Plain:
        """Money of March 2026 without an invoice; the charge."""
        return self.charged(customer, 10_000, "usd", when=at(2026, 3, 5), description="Workshop")

    def attached(self, charge: Plain, invoice: Plain, *, when: int) -> None:
        """Says that money which came in already pays an open invoice."""
        self.also_attached(charge, invoice, when=when)
        invoice |= {"amount_paid": charge["amount"], "amount_remaining": 0}
        settled(invoice, when=when)

    def also_attached(self, charge: Plain, invoice: Plain, *, when: int) -> None:
        """Says that money pays an invoice for which nothing was left to pay."""
        intent = next(one for one in self.book["payment_intents"] if one["id"] == charge["payment_intent"])
        self._paid_by_intent(invoice, intent, when, status="paid", amount=int(str(charge["amount"])))


def three_families() -> Story:
    """A paid invoice of two lines, one that was paid in two parts, and an open one in euros."""
    story = Story()
    story.billed(story.gold, story.setup)
    in_parts = story.invoiced(story.gold, day=10, days_due=30)
    story.paid(in_parts, when=at(2026, 3, 15), amount=4_000)
    story.paid(in_parts, when=at(2026, 3, 20))
    story.invoiced(story.gold_eur, to=story.bo, day=12, days_due=30)
    return story
