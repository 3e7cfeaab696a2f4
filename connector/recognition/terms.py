"""What counts the rows of a schedule: a number of months, or the dates of the term (rule RR-5)."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from enum import StrEnum

from connector.recognition.periods import CALENDAR_MONTHS, Calendar
from connector.translation.dates import DateRange, EndDateRule, term


class TermSource(StrEnum):
    """What counts the rows of an expected schedule (rule RR-5)."""

    RULE_PERIOD = "rule_period"
    DATES = "dates"


MONTHS_OF_INTERVAL = {"month": 1, "year": 12}
"""Months in one of Stripe's intervals; days and weeks are no number of months."""


def months_of_interval(interval: str | None, count: int = 1) -> int | None:
    """The months of a price's own interval; None where that is no number of months (rule RR-5)."""
    months = MONTHS_OF_INTERVAL.get(interval or "")
    return months * count if months else None


def stripe_months(period: DateRange, calendar: Calendar = CALENDAR_MONTHS) -> int:
    """The periods that Stripe's own half-open period touches (rules RR-2, RR-6)."""
    return len(calendar.touched(term(period, EndDateRule.LAST_DAY)))


def months_counted(
    source: TermSource, *, rule_months: int | None, price_months: int | None, period: DateRange | None
) -> int | None:
    """The number of months that counts the rows; None: the dates of the term do (rule RR-5).

    A part of a price's interval, such as a proration bills, counts only the months that `period`, Stripe's own,
    touches: an item's revenue rule is not so limited, because NetSuite applies it to any line.
    """
    if source is TermSource.DATES:
        return None
    if rule_months or price_months is None or period is None:
        return rule_months or price_months
    return min(price_months, stripe_months(period))


def months_from(start: date, months: int) -> DateRange:
    """The term of so many months from a day on: to the day before the same day of the month, or the month's last."""
    years, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    after = date(years, month + 1, min(start.day, monthrange(years, month + 1)[1]))
    return DateRange(start, after - timedelta(days=1))


def whole_months(span: DateRange) -> int:
    """The whole months of a term, counted from its start; one for a term that has none."""
    touched = len(CALENDAR_MONTHS.touched(span))
    return next((number for number in range(touched, 1, -1) if months_from(span.start, number).end <= span.end), 1)
