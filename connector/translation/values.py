"""Exact money: Stripe's minor units become the decimals that NetSuite keeps, and parts keep their sum."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from functools import lru_cache

STRIPE_EXPONENT_DEFAULT = 2

STRIPE_EXPONENTS: dict[str, int] = {
    **dict.fromkeys(
        ["bif", "clp", "djf", "gnf", "jpy", "kmf", "krw", "mga", "pyg", "rwf", "vnd", "vuv", "xaf", "xof", "xpf"], 0
    ),
    **dict.fromkeys(["bhd", "jod", "kwd", "omr", "tnd"], 3),
}
"""Decimals of Stripe's minor unit where they are not 2. ISK and UGX are whole currencies sent in hundredths."""


def stripe_exponent(currency: str) -> int:
    """Decimals of Stripe's minor unit of a currency."""
    return STRIPE_EXPONENTS.get(currency.lower(), STRIPE_EXPONENT_DEFAULT)


def stripe_amount(minor: int, currency: str) -> Decimal:
    """Minor units of a Stripe currency as an exact decimal (rule A-6)."""
    return Decimal(minor).scaleb(-stripe_exponent(currency))


def rounded(amount: Decimal, precision: int) -> Decimal:
    """An amount at the decimals that NetSuite keeps for its currency, half up (rule A-6)."""
    return amount.quantize(unit_of(precision), rounding=ROUND_HALF_UP)


def rounded_down(amount: Decimal, precision: int) -> Decimal:
    """The most of an amount, above zero, that NetSuite's decimals can say."""
    return amount.quantize(unit_of(precision), rounding=ROUND_FLOOR)


def rounded_parts(parts: Sequence[Decimal], precision: int) -> tuple[Decimal, ...]:
    """The parts at NetSuite's decimals, by largest remainder, so that they sum to their rounded sum (rule A-6).

    Among equal remainders the earlier part takes the unit.
    """
    unit = unit_of(precision)
    floors = [part.quantize(unit, rounding=ROUND_FLOOR) for part in parts]
    if floors == list(parts):  # as where both count alike
        return tuple(floors)
    missing = int((rounded(sum(parts, Decimal(0)), precision) - sum(floors, Decimal(0))) / unit)
    by_remainder = sorted(range(len(parts)), key=lambda index: (floors[index] - parts[index], index))
    raised = set(by_remainder[:missing])
    return tuple(floor + unit if index in raised else floor for index, floor in enumerate(floors))


@lru_cache
def unit_of(precision: int) -> Decimal:
    """The smallest amount of a currency with so many decimals."""
    return Decimal(1).scaleb(-precision)
