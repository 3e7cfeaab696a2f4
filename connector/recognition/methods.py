"""How a method weighs the periods of a term: the share of each in the whole (rule RR-8)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum
from fractions import Fraction

from connector.recognition.periods import Period
from connector.translation.dates import DateRange

Weights = tuple[Fraction, ...]
Weigh = Callable[[DateRange, Sequence[Period]], Weights]


class Method(StrEnum):
    """How revenue is spread over a term. NetSuite's `custom` is read there and never computed."""

    EVEN_PERIODS = "even_periods"
    PRORATE_FIRST_LAST = "prorate_first_last"
    EXACT_DAYS = "exact_days"
    PERIOD_RATE = "period_rate"
    FULL_FIRST = "full_first"


WHOLE_PERIODS = frozenset({Method.EVEN_PERIODS, Method.FULL_FIRST})
"""Methods to which a part of a period counts as much as a whole one, or nothing at all."""


def weights(method: Method, term: DateRange, periods: Sequence[Period]) -> Weights:
    """The weight of each period in which the term has a day, in order; only their proportion counts."""
    return METHODS[method](term, periods)


def _even(_term: DateRange, periods: Sequence[Period]) -> Weights:
    return (Fraction(1),) * len(periods)


def _days(term: DateRange, periods: Sequence[Period]) -> Weights:
    return tuple(Fraction(period.days_of(term)) for period in periods)


def _days_at_both_ends(term: DateRange, periods: Sequence[Period]) -> Weights:
    """The days of the first and of the last period; what lies between in equal parts."""
    days = _days(term, periods)
    between = days[1:-1]
    return (*days[:1], *(sum(between) / Fraction(len(between)) for _ in between), *days[1:][-1:])


def _parts_at_both_ends(term: DateRange, periods: Sequence[Period]) -> Weights:
    """Whole periods between, and parts of one at both ends; together they are one if the end meets the start."""
    days = _days(term, periods)
    meet = term.end.day == term.start.day - 1 and len(days) > 1
    wholes = [days[0] + days[-1] if meet else Fraction(period.days) for period in periods]
    last = len(days) - 1
    return tuple(days[at] / wholes[at] if at in {0, last} else Fraction(1) for at in range(len(days)))


METHODS: dict[Method, Weigh] = {
    Method.EVEN_PERIODS: _even,
    Method.PRORATE_FIRST_LAST: _days_at_both_ends,
    Method.EXACT_DAYS: _days,
    Method.PERIOD_RATE: _parts_at_both_ends,
    Method.FULL_FIRST: _even,
}
