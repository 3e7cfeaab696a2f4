"""Amounts of the ledger: whole hundredths of a currency unit, whatever the currency's precision (0 or 2)."""

from __future__ import annotations

from decimal import Decimal

from netsuite_client.emulator.refusals import Refusal, invalid_value

LARGEST_EXPONENT = 12
"""Amounts have at most thirteen digits before the point."""


def hundredths(text: str, precision: int) -> int:
    """An amount as sent, in hundredths; refuses more decimals than `precision`."""
    amount = Decimal(text)
    if amount.adjusted() > LARGEST_EXPONENT:
        raise invalid_value("amount", text)
    scaled = amount.scaleb(2)
    if amount != round(amount, precision) or scaled != scaled.to_integral_value():
        raise Refusal(
            "TRANS_UNBALNCD",
            "Amounts entered include more decimal places than are supported for this currency. "
            f"Please round off to {precision} decimal places.",
        )
    return int(scaled)


def rounded_hundredths(amount: Decimal, precision: int) -> int:
    """An amount that was computed, rounded half up to `precision` decimals, in hundredths."""
    unit = Decimal(1).scaleb(-precision)
    return int(amount.quantize(unit, rounding="ROUND_HALF_UP").scaleb(2))


def amount_text(amount: int) -> str:
    """Hundredths as a decimal text with two decimals."""
    return str(Decimal(amount).scaleb(-2))
