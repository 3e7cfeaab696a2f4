"""Reads cron's five fields and says which minutes of local time they name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

DAYS_AHEAD_MAX = 366 * 8
"""How far a next time is sought: 29 February comes within eight years."""

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
WEEKDAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")


class CronError(ValueError):
    """A text that is no cron expression; it says which field is wrong."""


@dataclass(frozen=True, kw_only=True)
class Field:
    """One of the five: its name, its least and greatest value, and words for some of them, the first for `low`."""

    name: str
    low: int
    high: int
    words: tuple[str, ...] = ()

    def read(self, text: str) -> frozenset[int]:
        """The values that a field's text names. Raises CronError."""
        return frozenset(value for part in text.split(",") for value in self._part(part))

    def _part(self, part: str) -> range:
        span, stepped, step = part.partition("/")
        if stepped and not (step.isdecimal() and int(step) > 0):
            raise self._wrong(part)
        if span == "*":
            first, last = self.low, self.high
        else:
            first, last = self._span(span, part, open_ended=bool(stepped))
        return range(first, last + 1, int(step) if stepped else 1)

    def _span(self, span: str, part: str, *, open_ended: bool) -> tuple[int, int]:
        begin, ranged, end = span.partition("-")
        first = self._value(begin, part)
        last = self._value(end, part) if ranged else self.high if open_ended else first
        if last < first:
            raise self._wrong(part)
        return first, last

    def _value(self, text: str, part: str) -> int:
        if text.lower() in self.words:
            return self.low + self.words.index(text.lower())
        if not re.fullmatch(r"[0-9]{1,2}", text) or not self.low <= int(text) <= self.high:
            raise self._wrong(part)
        return int(text)

    def _wrong(self, part: str) -> CronError:
        return CronError(f'has "{part}" for the {self.name}, which takes {self.low} to {self.high}, *, lists and steps')


FIELDS = (
    Field(name="minute", low=0, high=59),
    Field(name="hour", low=0, high=23),
    Field(name="day of the month", low=1, high=31),
    Field(name="month", low=1, high=12, words=MONTHS),
    Field(name="day of the week", low=0, high=7, words=WEEKDAYS),
)


@dataclass(frozen=True, kw_only=True)
class Cron:
    """A cron expression. Where days of the month and of the week are both limited, either of them counts."""

    text: str
    minutes: frozenset[int]
    hours: frozenset[int]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]

    @classmethod
    def parse(cls, text: str) -> Cron:
        """The expression of a text. Raises CronError, also for one that names no day there is."""
        parts = text.split()
        if len(parts) != len(FIELDS):
            raise CronError("must have five fields: minute, hour, day of the month, month, day of the week")
        minutes, hours, days, months, weekdays = (field.read(part) for field, part in zip(FIELDS, parts, strict=True))
        weekdays = frozenset(day % 7 for day in weekdays)
        cron = cls(text=text, minutes=minutes, hours=hours, days=days, months=months, weekdays=weekdays)
        if next(cron.local_times(date(2000, 1, 1)), None) is None:
            raise CronError("names a day that never comes")
        return cron

    def local_times(self, first: date) -> Iterator[datetime]:
        """The minutes of local time that it names, from a day on, in order."""
        for offset in range(DAYS_AHEAD_MAX):
            day = first + timedelta(days=offset)
            if self._names(day):
                yield from (
                    datetime.combine(day, time(hour, minute))
                    for hour in sorted(self.hours)
                    for minute in sorted(self.minutes)
                )

    def _names(self, day: date) -> bool:
        in_month, in_week = day.day in self.days, day.isoweekday() % 7 in self.weekdays
        either = len(self.days) < 31 and len(self.weekdays) < 7
        return day.month in self.months and ((in_month or in_week) if either else (in_month and in_week))
