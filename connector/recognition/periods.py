"""Accounting periods in a row: which one a day falls in, what comes after, and where revenue may be posted."""

from __future__ import annotations

from bisect import bisect_right
from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice, takewhile
from typing import Self

from connector.translation.dates import DateRange

DAY = timedelta(days=1)


@dataclass(frozen=True, order=True)
class Period:
    """A base accounting period, both ends inclusive. It reads as the month in which its middle lies."""

    start: date
    end: date

    @classmethod
    def month_of(cls, day: date) -> Self:
        """The calendar month of a day."""
        return cls(day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1]))

    @classmethod
    def named(cls, month: str) -> Self:
        """The calendar month written YYYY-MM. Raises ValueError for any other text."""
        return cls.month_of(date.fromisoformat(f"{month}-01"))

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.end - self.start).days + 1

    def days_of(self, term: DateRange) -> int:
        """How many days of a term fall in it."""
        return max(0, (min(self.end, term.end) - max(self.start, term.start)).days + 1)

    def __str__(self) -> str:
        return f"{self.start + (self.end - self.start) / 2:%Y-%m}"


@dataclass(frozen=True, kw_only=True)
class Calendar:
    """The periods of an account in order, and which of them are closed.

    Without `known` periods every calendar month exists. With them nothing can be posted in any other, and what lies
    beyond them is counted in calendar months, so that a schedule can be shown before its periods are created.
    """

    known: tuple[Period, ...] = ()
    closed: frozenset[Period] = frozenset()

    def containing(self, day: date) -> Period:
        """The period of a day; between and beyond the known ones what is left of its calendar month."""
        index = bisect_right(self.known, day, key=lambda period: period.start)
        before, after = self.known[index - 1 : index], self.known[index : index + 1]
        if before and day <= before[0].end:
            return before[0]
        month = Period.month_of(day)
        return Period(
            max([month.start, *(period.end + DAY for period in before)]),
            min([month.end, *(period.start - DAY for period in after)]),
        )

    def following(self, first: Period) -> Iterator[Period]:
        """This period and all after it."""
        while True:
            yield first
            first = self.containing(first.end + DAY)

    def touched(self, term: DateRange) -> tuple[Period, ...]:
        """The periods in which a term has a day."""
        periods = self.following(self.containing(term.start))
        return tuple(takewhile(lambda period: period.start <= term.end, periods))

    def counted(self, start: date, number: int) -> tuple[Period, ...]:
        """So many periods from the one of this day on."""
        return tuple(islice(self.following(self.containing(start)), number))

    def posting(self, source: Period) -> Period | None:
        """Where a row of this period is posted: there, else in the first open period after it (rules RR-13, RR-30).

        None where there is no open period (rule RR-31).
        """
        candidates = (each for each in self.known if each >= source) if self.known else self.following(source)
        return next((each for each in candidates if each not in self.closed), None)


CALENDAR_MONTHS = Calendar()
"""Every month exists and is open."""


@dataclass(frozen=True, kw_only=True)
class PeriodSeen:
    """A state in which a period was seen, and since when."""

    period: Period
    closed: bool
    seen_at: datetime


def states_at(seen: Iterable[PeriodSeen], moment: datetime) -> dict[Period, bool]:
    """Whether each period was closed at a moment; one first seen later, as it was seen then.

    `seen` has the oldest first.
    """
    states: dict[Period, bool] = {}
    for one in seen:
        if one.seen_at <= moment or one.period not in states:
            states[one.period] = one.closed
    return states


def calendar_at(seen: Iterable[PeriodSeen], moment: datetime) -> Calendar:
    """The account's calendar as it was at a moment: rows keep the states they were computed with (rule RR-33)."""
    states = states_at(seen, moment)
    return Calendar(known=tuple(sorted(states)), closed=frozenset(each for each, closed in states.items() if closed))
