"""What the memos of an invoice leave of each of its lines: one ledger over all of them (rule R-4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal


@dataclass(frozen=True)
class LineLedger:
    """What is left to credit of each line, in the order of the invoice, in its currency.

    A discount is a line like any other and stands below zero. `unit` is the smallest amount of the currency.
    """

    left: tuple[Decimal, ...]
    unit: Decimal

    @property
    def total(self) -> Decimal:
        """What all memos together may still credit."""
        return sum(self.left, Decimal(0))

    def pro_rata(self, amount: Decimal, among: Sequence[int] | None = None) -> tuple[Decimal, ...]:
        """The amount divided over what is left of the lines, or of those `among` them (rules R-3, R-4).

        By largest remainder of the absolute values, the earlier line first; signs are kept, no line takes more than
        it has left while the amount does not, and the parts sum to the amount.
        """
        chosen = set(range(len(self.left)) if among is None else among)
        weights = [left if index in chosen else Decimal(0) for index, left in enumerate(self.left)]
        return divided(amount, weights, self.unit)

    def less(self, parts: Mapping[int, Decimal]) -> LineLedger:
        """The ledger after a memo that takes these parts, by line; a line that is used up is at zero, not below."""
        return LineLedger(
            tuple(_towards_zero(left, parts.get(index, Decimal(0))) for index, left in enumerate(self.left)), self.unit
        )

    def more(self, parts: Mapping[int, Decimal]) -> LineLedger:
        """The ledger when what a memo took is given back to the lines (rule B-5)."""
        return LineLedger(tuple(left + parts.get(index, Decimal(0)) for index, left in enumerate(self.left)), self.unit)


def divided(amount: Decimal, weights: Sequence[Decimal], unit: Decimal) -> tuple[Decimal, ...]:
    """An amount in parts as the weights are to their sum, each a whole number of units (rule R-4).

    Where the weights sum to nothing, the first line takes all.
    """
    whole = sum(weights, Decimal(0))
    if not whole:
        return (amount, *(Decimal(0) for _ in weights[1:]))
    exact = [amount * weight / whole for weight in weights]
    parts = [part.quantize(unit, rounding=ROUND_DOWN) for part in exact]
    missing = amount - sum(parts, Decimal(0))
    step = unit.copy_sign(missing)
    by_remainder = sorted(range(len(parts)), key=lambda index: (-abs(exact[index] - parts[index]), index))
    takers = [index for index in by_remainder if (exact[index] - parts[index]) * step > 0]
    for index in takers[: int(missing / step)]:
        parts[index] += step
    return tuple(parts)


def _towards_zero(left: Decimal, taken: Decimal) -> Decimal:
    after = left - taken
    return after if after * left > 0 else Decimal(0)
