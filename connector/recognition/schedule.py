"""The schedule of a line: for each period of its term what is earned there, and where that is posted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from connector.recognition.methods import WHOLE_PERIODS, Method, weights
from connector.recognition.periods import CALENDAR_MONTHS, Calendar, Period
from connector.recognition.terms import months_from, whole_months
from connector.translation.dates import DateRange


@dataclass(frozen=True, kw_only=True)
class Row:
    """What a line earns in one period (rule RR-12). `posting` is None while there is no open period (rule RR-31)."""

    source: Period
    posting: Period | None
    amount: Decimal


@dataclass(frozen=True, kw_only=True)
class Basis:
    """What a schedule is made of: the term of the line, the method, and the months that count the rows (rule RR-5).

    Without `months` the dates of the term count them.
    """

    term: DateRange
    method: Method = Method.EVEN_PERIODS
    months: int | None = None


def rows(total: Decimal, basis: Basis, *, precision: int, calendar: Calendar = CALENDAR_MONTHS) -> tuple[Row, ...]:
    """The rows of a line in the order of their periods, never merged; they sum to the total (rules RR-8 to RR-13).

    `total` is the line less its discounts, without tax (rule RR-9); `precision` is the decimals that NetSuite keeps.
    """
    term, periods = _covered(basis, calendar)
    amounts = spread(total, weights(basis.method, term, periods), precision)
    return posted(zip(periods, amounts, strict=True), calendar)


def posted(amounts: Iterable[tuple[Period, Decimal]], calendar: Calendar) -> tuple[Row, ...]:
    """Each amount as a row of its own, however many are posted in the same period (rules RR-12, RR-30)."""
    return tuple(Row(source=period, posting=calendar.posting(period), amount=amount) for period, amount in amounts)


def unpostable(schedule: Iterable[Row]) -> bool:
    """Whether a row has no open period: then nothing is sent (rule RR-31, PER-002)."""
    return any(row.posting is None for row in schedule)


def spread(total: Decimal, shares: Sequence[Fraction], precision: int) -> tuple[Decimal, ...]:
    """The total in proportion to the shares: each rounded half up, the last takes what is left (rule RR-10).

    Where that would turn the sign of the last, the others are rounded toward zero instead (rule RR-11).
    """
    whole, unit = sum(shares, Fraction(0)), Decimal(1).scaleb(-precision)
    exact = [Fraction(total) * share / whole if whole else Fraction(0) for share in shares]
    amounts = _with_rest(total, exact, unit, HALF_UP)
    return _with_rest(total, exact, unit, TOWARD_ZERO) if amounts[-1] * total < 0 else amounts


HALF_UP, TOWARD_ZERO = Fraction(1, 2), Fraction(0)
"""What is added to an amount in units before its fraction is dropped."""


def _with_rest(total: Decimal, exact: Sequence[Fraction], unit: Decimal, up: Fraction) -> tuple[Decimal, ...]:
    parts = [_rounded(part, unit, up) for part in exact[:-1]]
    return (*parts, total - sum(parts, 0 * unit))


def _rounded(part: Fraction, unit: Decimal, up: Fraction) -> Decimal:
    """By the size of the part, whatever its sign, so that a credit mirrors its invoice."""
    units = int(abs(part) / Fraction(unit) + up)
    return unit * (units if part > 0 else -units)


def _covered(basis: Basis, calendar: Calendar) -> tuple[DateRange, tuple[Period, ...]]:
    """The term that is weighed and its periods.

    Methods that know only whole periods count them; those that weigh days get a term of so many months instead.
    """
    months = basis.months or (whole_months(basis.term) if basis.method is Method.FULL_FIRST else None)
    if months is None:
        return basis.term, calendar.touched(basis.term)
    if basis.method in WHOLE_PERIODS:
        return basis.term, calendar.counted(basis.term.start, months)
    term = months_from(basis.term.start, months)
    return term, calendar.touched(term)
