"""What comes after an invoice: credits, refunds, disputes, and memos that are taken back."""

from __future__ import annotations

from stripe_client.emulator.history import Customer, History, Line, Price, at
from stripe_client.emulator.shapes.fields import Plain


class Aftermath:
    """Of Cleo's invoices of January and February some are credited, refunded or disputed."""

    def __init__(self, history: History) -> None:
        self._history = history
        began = at(2025, 12, 1)
        self._cleo: Customer = history.customer("Cleo GmbH", "cleo@cleo.example", "US", "Boston", created=began)
        self._year: Price = history.price(
            history.product("Year", created=began), "Year", "usd", 9_900, months=12, created=began
        )
        credited_in_january, credited_in_february = self._billed(1, 5), self._billed(2, 5)
        self._notes = (
            history.credit_note(credited_in_january, 5_000, when=at(2026, 1, 25)),
            history.credit_note(credited_in_february, {0: 2_500}, when=at(2026, 2, 20)),
        )
        self._refunded, self._failing, self._disputed, self._lost = (
            history.paid(self._billed(2, day, quantity=day), when=at(2026, 2, day)) for day in (7, 8, 9, 11)
        )
        history.refund(self._refunded, 12_345, when=at(2026, 2, 21))
        self._to_fail = history.refund(self._failing, 9_900, when=at(2026, 2, 22))
        self._workshop = history.charged(self._cleo, 4_500, "usd", when=at(2026, 2, 23), description="A workshop")
        self._bouncing = history.pending(self._billed(2, 10), when=at(2026, 2, 11))
        self._given_up, self._wrong = self._billed(2, 12), self._billed(2, 13)
        credited_ahead = self._billed(2, 14)
        history.adjust_balance(str(credited_ahead["customer"]), -4_000, "usd", when=at(2026, 2, 25), why="Sorry")

    def follows(self) -> None:
        """Some of that is taken back, and there are new credits, refunds and disputes."""
        history = self._history
        for note in self._notes:
            history.void_credit_note(note, when=at(2026, 3, 3))
        history.refund(self._refunded, when=at(2026, 3, 3, 10))
        history.fail_refund(self._to_fail, when=at(2026, 3, 3, 11))
        history.refund(self._failing, 9_900, when=at(2026, 3, 3, 17))
        history.refund(self._workshop, 1_500, when=at(2026, 3, 3, 17))
        for charge, won in ((self._disputed, True), (self._lost, False)):
            history.close_dispute(history.dispute(charge, when=at(2026, 3, 3, 12)), when=at(2026, 3, 3, 13), won=won)
        history.bounces(self._bouncing, when=at(2026, 3, 3, 14))
        history.mark_uncollectible(self._given_up, when=at(2026, 3, 3, 15))
        history.void(self._wrong, when=at(2026, 3, 3, 16))
        history.paid(self._billed(3, 3), when=at(2026, 3, 3, 18))  # the credit pays a part of it

    def _billed(self, month: int, day: int, quantity: int = 1) -> Plain:
        """An open invoice of two lines."""
        begun = at(2026, month, day)
        lines = [Line(self._year, quantity, begun), Line(self._year, 1, begun)]
        return self._history.finalized(self._cleo, lines, created=begun, days_due=30)
