"""Whole minor units out of fractions: rounding, and shares that sum."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal


def rounded(amount: int | Decimal) -> int:
    """The nearest whole number; halves go away from zero."""
    return int(Decimal(amount).quantize(Decimal(1), ROUND_HALF_UP))


def percent_of(amount: int | Decimal, percentage: Decimal) -> Decimal:
    """So many percent of an amount, exactly."""
    return amount * percentage.scaleb(-2)


def shared(total: int, weights: Sequence[int]) -> list[int]:
    """`total` in parts as large as the weights are, by largest remainder: the parts sum to the total."""
    whole = sum(weights)
    if whole == 0:
        return [0] * len(weights)
    sign = 1 if whole > 0 else -1
    divided = [divmod(sign * total * weight, abs(whole)) for weight in weights]
    parts = [quotient for quotient, _ in divided]
    largest = sorted(range(len(weights)), key=lambda index: -divided[index][1])
    for index in largest[: total - sum(parts)]:
        parts[index] += 1
    return parts
