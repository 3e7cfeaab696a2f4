"""A second story, of what comes after an invoice: credits, refunds, disputes, and memos that are taken back.

Between its acts the books of January are closed.
"""

from __future__ import annotations

import copy

from faults.story import Story, difference
from stripe_client.emulator import Book
from stripe_client.emulator.history import Customer, History, Line, Price, at
from stripe_client.emulator.shapes.fields import Plain


class _Billing(History):
    """One customer, one price, and invoices of it."""

    def __init__(self) -> None:
        super().__init__()
        began = at(2025, 12, 1)
        self.ada: Customer = self.customer("Ada Ltd", "ada@ada.example", "US", "Boston", created=began)
        self.team: Price = self.price(
            self.product("Team", created=began), "Team", "usd", 9_900, months=12, created=began
        )

    def billed(self, month: int, day: int, quantity: int = 1) -> Plain:
        """An open invoice of two lines."""
        begun = at(2026, month, day)
        lines = [Line(self.team, quantity, begun), Line(self.team, 1, begun)]
        return self.finalized(self.ada, lines, created=begun, days_due=30)


def an_aftermath() -> Story:
    """Of invoices of January and February some are credited, refunded or disputed, and some of that is taken back."""
    billing = _Billing()
    credited_in_january, credited_in_february = billing.billed(1, 5), billing.billed(2, 5)
    noted_early = billing.credit_note(credited_in_january, 5_000, when=at(2026, 1, 25))
    noted_late = billing.credit_note(credited_in_february, {0: 2_500}, when=at(2026, 2, 20))
    refunded, failing, disputed = (
        billing.paid(billing.billed(2, day, quantity=day), when=at(2026, 2, day)) for day in (7, 8, 9)
    )
    billing.refund(refunded, 12_345, when=at(2026, 2, 21))
    to_fail = billing.refund(failing, 9_900, when=at(2026, 2, 22))
    bouncing = billing.pending(billing.billed(2, 10), when=at(2026, 2, 11))
    given_up, wrong = billing.billed(2, 12), billing.billed(2, 13)
    credited_ahead = billing.billed(2, 14)
    billing.adjust_balance(str(credited_ahead["customer"]), -4_000, "usd", when=at(2026, 2, 25), why="Sorry")
    first = copy.deepcopy(billing.book)

    for note in (noted_early, noted_late):
        billing.void_credit_note(note, when=at(2026, 3, 2))
    billing.refund(refunded, when=at(2026, 3, 2, 10))
    billing.fail_refund(to_fail, when=at(2026, 3, 2, 11))
    billing.refund(failing, 9_900, when=at(2026, 3, 2, 17))
    billing.close_dispute(billing.dispute(disputed, when=at(2026, 3, 2, 12)), when=at(2026, 3, 2, 13), won=True)
    billing.bounces(bouncing, when=at(2026, 3, 2, 14))
    billing.mark_uncollectible(given_up, when=at(2026, 3, 2, 15))
    billing.void(wrong, when=at(2026, 3, 2, 16))
    billing.paid(billing.billed(3, 2), when=at(2026, 3, 2, 18))  # the credit pays a part of it
    return Story(first=Book.from_plain(first), later=difference(first, billing.book), closes="Jan 2026")
