"""Spreads a line's amount over accounting periods, as a revenue recognition rule says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction


class Method(StrEnum):
    """How a rule divides an amount; the values are SOAP's words for recurrence types without their underscore."""

    EVEN_PERIODS = "straightLineByEvenPeriods"
    PRORATE_FIRST_AND_LAST = "straightLineProrateFirstAndLastPeriod"
    EXACT_DAYS = "straightLineUsingExactDays"
    PERIOD_RATE = "straightLineProrateFirstAndLastPeriodPeriodRate"


@dataclass(frozen=True, kw_only=True)
class Span:
    """Calendar days, both ends inclusive."""

    start: date
    end: date

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.end - self.start).days + 1

    def days_within(self, other: Span) -> int:
        """How many of its days lie in the other."""
        return max(0, (min(self.end, other.end) - max(self.start, other.start)).days + 1)


def spread(method: Method, amount: int, *, term: Span, periods: Sequence[Span], unit: int) -> tuple[int, ...]:
    """The amount of each period, in hundredths; they sum to `amount`. `unit` is the currency's smallest amount.

    Each row is rounded half up by itself; what then is over or missing goes into the last row, or into the last but
    one where first and last are prorated, as NetSuite's help has it.
    """
    shares = SHARES[method](term, periods)
    whole = sum(shares)
    residual = len(periods) - (2 if method is Method.PRORATE_FIRST_AND_LAST and len(periods) > 2 else 1)
    exact = [amount * share / whole for share in shares]
    rows = _with_residual([_rounded(each, unit) for each in exact], amount, residual)
    if rows[residual] * amount < 0:
        rows = _with_residual([_cut(each, unit) for each in exact], amount, residual)
    return tuple(rows)


def _with_residual(rows: list[int], amount: int, residual: int) -> list[int]:
    rows[residual] += amount - sum(rows)
    return rows


def _rounded(amount: Fraction, unit: int) -> int:
    """To the nearest unit, halves away from zero."""
    units = int(abs(amount) / unit + Fraction(1, 2)) * unit
    return units if amount >= 0 else -units


def _cut(amount: Fraction, unit: int) -> int:
    """To the next unit toward zero: for amounts so small that rounding up would take more than there is."""
    units = int(abs(amount) / unit) * unit
    return units if amount >= 0 else -units


def _even(_: Span, periods: Sequence[Span]) -> list[Fraction]:
    """Every period the same, also one that is touched in part."""
    return [Fraction(1)] * len(periods)


def _by_days(term: Span, periods: Sequence[Span]) -> list[Fraction]:
    return [Fraction(term.days_within(period)) for period in periods]


def _prorated(term: Span, periods: Sequence[Span]) -> list[Fraction]:
    """First and last by their days of the term; those between share the rest evenly."""
    days = _by_days(term, periods)
    if len(days) < 3:
        return days
    between = Fraction(term.days - days[0] - days[-1], len(days) - 2)
    return [days[0], *[between] * (len(days) - 2), days[-1]]


def _by_period_rate(term: Span, periods: Sequence[Span]) -> list[Fraction]:
    """A full period counts one, a part its share of one; first and last together are one where they make a month."""
    days = _by_days(term, periods)
    lengths = [Fraction(period.days) for period in periods]
    if len(days) > 1 and term.end.day == term.start.day - 1:
        lengths[0] = lengths[-1] = days[0] + days[-1]
    return [part / length for part, length in zip(days, lengths, strict=True)]


SHARES = {
    Method.EVEN_PERIODS: _even,
    Method.PRORATE_FIRST_AND_LAST: _prorated,
    Method.EXACT_DAYS: _by_days,
    Method.PERIOD_RATE: _by_period_rate,
}
"""What part of the whole falls to each period, by method."""
