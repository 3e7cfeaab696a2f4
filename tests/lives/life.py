"""Whose life it is: a customer with a currency, taxes, plans, and subscriptions that are billed in time."""

from __future__ import annotations

from random import Random
from typing import Any

from stripe_client.emulator.history import DAY_SECONDS, Coupon, Discount, Price, Subscription, TaxRate
from tests.stripe_emulator.shop import OPENED, Shop

WAITS_DAYS = (0.5, 0.5, 0.5, 1, 3, 10, 31, 45)
CURRENCIES = ("usd", "usd", "usd", "eur", "jpy", "kwd")
TAXED = ("", "", "exclusive", "exclusive", "inclusive", "two")
UNUSUAL = (
    "keep open", "bad debt item", "skip out of band", "partial item", "refund item", "one line", "trials",
    "cut over", "second payments",
    "memos for credit", "sale for a charge",
)  # fmt: skip
CONNECTIONS = (*["plain"] * len(UNUSUAL), *UNUSUAL)
"""How connections are set: every other life has the defaults."""


class Life(Shop):
    """A shop of one customer, with subscriptions that are billed when their time comes."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        super().__init__()
        chance = Random(f"life {seed}")  # noqa: S311 - chance makes cases, keeps no secret
        self.chance = chance
        self.currencies = tuple(dict.fromkeys(chance.choices(CURRENCIES, k=chance.choice((1, 1, 1, 2)))))
        self.currency = self.currencies[0]
        self.taxes = self._taxes_by(chance.choice(TAXED))
        self.connection = chance.choice(CONNECTIONS)
        self.plans = [
            self.price(self.sold, f"Plan of {months}", currency, amount, months=months, created=OPENED)
            for currency in self.currencies
            for months in (1, 1, 12, 12)
            for amount in [chance.randint(500, 30_000)]
        ]
        self.tenth = self.coupon("Ten percent off", percent=10, created=OPENED, forever=True)
        self.fives = {
            currency: self.coupon(f"Five off {currency}", amount=500, currency=currency, created=OPENED)
            for currency in self.currencies
        }
        self.going: list[Subscription] = []
        self.under_way: list[dict[str, Any]] = []
        self.debits: list[str] = []
        self.second: set[str] = set()
        """Charges for invoices that were paid already."""

    def _next(self, prefix: str) -> str:
        """Ids of its own, so that many lives fit into one account."""
        return f"{prefix}_L{self.seed}x{self._count(prefix)}"

    def coupon(self, name: str, **how: Any) -> Coupon:
        """A coupon whose id is of this life."""
        return super().coupon(f"{name} L{self.seed}x", **how)

    def pending(self, invoice: dict[str, Any], *, when: int) -> dict[str, Any]:
        """A bank debit, remembered: NetSuite may have booked it before it arrived."""
        charge = super().pending(invoice, when=when)
        self.debits.append(charge["id"])
        return charge

    def paid_again(self, invoice: dict[str, Any], amount: int, *, when: int) -> dict[str, Any]:
        """Money for an invoice for which nothing was left to pay; the charge."""
        charge = self.charged(self.ada, amount, invoice["currency"], when=when, description="Paid again")
        (intent,) = self.some("payment_intents", id=charge["payment_intent"])
        self._paid_by_intent(invoice, intent, when, status="paid", amount=amount)
        return charge

    def _taxes_by(self, kind: str) -> tuple[TaxRate, ...]:
        within = self.tax_rate("VAT", 19, created=OPENED, inclusive=True)
        local = self.tax_rate("Local tax", 7, created=OPENED)
        return {"": (), "exclusive": (self.vat,), "inclusive": (within,), "two": (self.vat, local)}[kind]

    def plans_in(self, currency: str, *months: int) -> list[Price]:
        """The prices for terms of so many months."""
        return [plan for plan in self.plans if plan.currency == currency and plan.months in (months or (1, 12))]

    @property
    def coupons(self) -> tuple[Coupon, Coupon]:
        """What can be redeemed in the currency of now: a share, and an amount."""
        return self.tenth, self.fives[self.currency]

    def redeemed(self, coupon: Coupon) -> Discount:
        """The coupon, given to somebody now."""
        return self.discount(coupon, start=self.now)

    def later(self) -> int:
        """Some time has passed; what fell due meanwhile was billed."""
        then = self.now + int(self.chance.choice(WAITS_DAYS) * DAY_SECONDS)
        while due := [each for each in self.going if each.next_bill <= then]:
            first = min(due, key=lambda each: each.next_bill)
            self.now = max(self.now, first.next_bill) + DAY_SECONDS // 12
            self.bill(first)
        self.now = max(then, self.now + DAY_SECONDS // 12)
        return self.now
