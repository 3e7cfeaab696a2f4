"""What an invoice is asked to bill: lines, and the terms that hold for all of them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from stripe_client.emulator.history.arithmetic import rounded
from stripe_client.emulator.history.catalogue import Discount, FreeAmount, Price, ShippingRate, TaxRate
from stripe_client.emulator.history.dates import months_later


@dataclass(frozen=True, kw_only=True)
class Proration:
    """The part of a term that a change of plan bills or, with a negative amount (minor units), credits.

    `credited` are the invoice and the line that billed it. Where discounts are not `itemized` they are in the amount.
    """

    amount: int
    credited: tuple[str, str] | None = None
    itemized: bool = True


@dataclass(frozen=True, kw_only=True)
class Billed:
    """The item of a subscription that a line bills."""

    subscription: str
    item: str


@dataclass(frozen=True)
class Line:
    """So much of a price, from `start` (POSIX seconds) for the price's term, unless `end` or `amount` say otherwise."""

    price: Price | FreeAmount
    quantity: int | Decimal
    start: int
    end: int | None = None
    discounts: tuple[Discount, ...] = ()
    taxes: tuple[TaxRate, ...] = ()
    amount: int | None = None
    description: str | None = None
    billed: Billed | None = None
    proration: Proration | None = None

    @property
    def gross(self) -> int:
        """Minor units, before discounts and exclusive taxes."""
        if self.proration is not None:
            return self.proration.amount
        return rounded(self.price.unit_amount * self.quantity) if self.amount is None else self.amount

    @property
    def until(self) -> int:
        """The end of what is billed, in POSIX seconds."""
        return months_later(self.start, self.price.months) if self.end is None else self.end


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What holds for a whole invoice.

    `taxes` are for lines without their own; `credit` is the billing credit to use up, in minor units; `subscription`
    is the one that is billed, `proration_date` when it was changed.
    """

    discounts: tuple[Discount, ...] = ()
    taxes: tuple[TaxRate, ...] = ()
    credit: int = 0
    shipping: ShippingRate | None = None
    shipping_taxes: tuple[TaxRate, ...] = ()
    reason: str = "manual"
    subscription: str | None = None
    proration_date: int | None = None
    period_start: int | None = None


PLAIN_TERMS = Terms()
