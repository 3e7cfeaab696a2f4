"""Moments of a history, in POSIX seconds: an hour of a day in UTC, and where a term of months ends."""

from __future__ import annotations

from datetime import UTC, datetime

DAY_SECONDS = 86_400


def at(year: int, month: int, day: int, hour: int = 12) -> int:
    """POSIX seconds of an hour in UTC."""
    return int(datetime(year, month, day, hour, tzinfo=UTC).timestamp())


def months_later(start: int, months: int) -> int:
    """The same day some months later, or the month's last day where it has no such day."""
    day = datetime.fromtimestamp(start, UTC)
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in range(day.day, 27, -1):
        try:
            return int(day.replace(year=year, month=month + 1, day=last).timestamp())
        except ValueError:
            continue
    return int(day.replace(year=year, month=month + 1).timestamp())


def day_text(moment: int) -> str:
    """The day as Stripe writes it into the description of a proration: 15 Mar 2026."""
    return f"{datetime.fromtimestamp(moment, UTC):%d %b %Y}"
