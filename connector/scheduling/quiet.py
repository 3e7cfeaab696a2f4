"""Quiet hours: when nothing is sent, while what changes is still collected."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo


class QuietError(ValueError):
    """A text that names no quiet hours."""


DAYS: Mapping[str, Callable[[date], bool]] = {
    "daily": lambda _: True,
    "weekdays": lambda day: day.isoweekday() <= 5,
    "weekends": lambda day: day.isoweekday() > 5,
    "month_end": lambda day: (day + timedelta(days=1)).day == 1,
}
"""On which days quiet hours begin."""


@dataclass(frozen=True, kw_only=True)
class Quiet:
    """From one time of the day to another, on some days; past midnight they end on the day after."""

    text: str
    begins: time
    ends: time
    days: str

    @classmethod
    def parse(cls, text: str) -> Quiet:
        """`22:00-23:00 month_end`. Raises QuietError."""
        found = re.fullmatch(r"(\d\d:\d\d)-(\d\d:\d\d)(?: +(\w+))?", text.strip())
        if not found or (found[3] or "daily") not in DAYS:
            raise QuietError(f"must be like 22:00-23:00 month_end; days are {', '.join(DAYS)}")
        try:
            begins, ends = time.fromisoformat(found[1]), time.fromisoformat(found[2])
        except ValueError:
            raise QuietError("must have times of the day from 00:00 to 23:59") from None
        return cls(text=text.strip(), begins=begins, ends=ends, days=found[3] or "daily")

    def holds(self, moment: datetime, zone: tzinfo) -> bool:
        """Whether a moment lies in them."""
        local = moment.astimezone(zone)
        days = DAYS[self.days]
        if self.begins < self.ends:
            return days(local.date()) and self.begins <= local.time() < self.ends
        return (days(local.date()) and local.time() >= self.begins) or (
            days(local.date() - timedelta(days=1)) and local.time() < self.ends
        )
