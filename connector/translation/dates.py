"""Timestamps become calendar dates in the account's time zone, and Stripe's periods NetSuite's terms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo


class EndDateRule(StrEnum):
    """How Stripe's exclusive end becomes NetSuite's inclusive end (rule RR-3)."""

    ADD_DAY = "add_day"
    LAST_DAY = "last_day"
    AS_IS = "as_is"


ADDED: dict[EndDateRule, timedelta] = {
    EndDateRule.ADD_DAY: timedelta(days=1),
    EndDateRule.LAST_DAY: timedelta(days=-1),
    EndDateRule.AS_IS: timedelta(),
}


MOMENTS_KEPT = 4_096
"""Moments whose dates are kept: the lines of an invoice, and the invoices of a day, have the same few."""


@dataclass(frozen=True)
class DateRange:
    """A term: start and end, both inclusive (rule RR-2)."""

    start: date
    end: date


@lru_cache(MOMENTS_KEPT)
def calendar_date(timestamp: int, zone: ZoneInfo) -> date:
    """The date on which a moment falls in the account's time zone (rules A-8, RR-1)."""
    return datetime.fromtimestamp(timestamp, UTC).astimezone(zone).date()


def stripe_period(start: int | None, end: int | None, zone: ZoneInfo) -> DateRange | None:
    """Stripe's own start and end as calendar dates; None without a service period (rule RR-7)."""
    if start is None or end is None:
        return None
    first, next_first = calendar_date(start, zone), calendar_date(end, zone)
    return None if first == next_first else DateRange(first, next_first)


def term(period: DateRange, rule: EndDateRule) -> DateRange:
    """NetSuite's term of a Stripe period: its end by the rule, never before the start (rules RR-3, RR-4)."""
    return DateRange(period.start, max(period.start, period.end + ADDED[rule]))
