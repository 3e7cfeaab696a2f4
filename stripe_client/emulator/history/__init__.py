"""Grows a consistent billing history: each step adds the objects that Stripe would add, with sums that agree."""

from __future__ import annotations

from stripe_client.emulator.history.catalogue import (
    Coupon,
    Customer,
    Discount,
    FreeAmount,
    Price,
    ShippingRate,
    TaxRate,
)
from stripe_client.emulator.history.dates import DAY_SECONDS, at, months_later
from stripe_client.emulator.history.lines import Line, Terms
from stripe_client.emulator.history.subscriptions import Subscription, Subscriptions

__all__ = [
    "DAY_SECONDS",
    "Coupon",
    "Customer",
    "Discount",
    "FreeAmount",
    "History",
    "Line",
    "Price",
    "ShippingRate",
    "Subscription",
    "TaxRate",
    "Terms",
    "at",
    "months_later",
]


class History(Subscriptions):
    """A book in the making (`book`). Amounts are minor units, times POSIX seconds."""
