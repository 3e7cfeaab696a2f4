"""How the documents of one currency are booked: the rules, the currency, and the items decided for prices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from connector.translation.rules import Rules
from connector.translation.values import rounded, rounded_down, stripe_amount, stripe_exponent
from netsuite_client.account import Currency


@dataclass(frozen=True, kw_only=True)
class Booking:
    """What every record of a translation is made with; `pins` are the items decided for prices (rule C-5)."""

    currency: Currency
    rules: Rules
    pins: Mapping[str, str]

    @property
    def rounds(self) -> bool:
        """Whether Stripe's minor unit is smaller than what NetSuite keeps (rule A-6)."""
        return stripe_exponent(self.currency.symbol) > self.currency.precision

    def exact(self, minor: int) -> Decimal:
        """Minor units of Stripe as a decimal."""
        return stripe_amount(minor, self.currency.symbol)

    def amount(self, minor: int) -> Decimal:
        """Minor units of Stripe at the decimals that NetSuite keeps (rule A-6)."""
        return rounded(self.exact(minor), self.currency.precision)

    def part(self, minor: int, before: int = 0) -> Decimal:
        """A part of what `before` was taken of already: all parts come to what NetSuite keeps of the whole (A-6)."""
        return self.amount(before + minor) - self.amount(before)

    def piece(self, minor: int, before: int = 0) -> Decimal:
        """The same beside uses that are rounded by themselves: rounded down, so that all are never more than it."""
        return self._rounded_down(before + minor) - self._rounded_down(before)

    def _rounded_down(self, minor: int) -> Decimal:
        return rounded_down(self.exact(minor), self.currency.precision)
