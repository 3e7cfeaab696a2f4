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

    def piece(self, minor: int, whole: int | None = None, before: int = 0) -> Decimal:
        """A use of a payment or memo beside others, rounded down, so that all are never more than it (rule A-6).

        `before` was used of it already: what was lost by rounding comes with a later use. Who uses the last of the
        `whole` uses all that NetSuite keeps of it.
        """
        return self._used(before + minor, whole) - self._used(before, whole)

    def _used(self, minor: int, whole: int | None) -> Decimal:
        return self.amount(minor) if minor == whole else rounded_down(self.exact(minor), self.currency.precision)
