"""Turns SOAP's points in time into the calendar dates of NetSuite, which lives in Pacific time, and back."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from functools import lru_cache
from zoneinfo import ZoneInfo

PACIFIC = ZoneInfo("America/Los_Angeles")
_DATE_TIME = re.compile(r"-?\d{4,}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?")


@lru_cache(maxsize=4096)
def pacific_date(text: str) -> str:
    """The ISO date on which an xsd:dateTime falls in Pacific time; without a zone it is Pacific.

    Raises ValueError for what is no dateTime, a plain date included.
    """
    if _DATE_TIME.fullmatch(text) is None:
        raise ValueError(f"{text} is not a dateTime")
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        return moment.date().isoformat()
    return moment.astimezone(PACIFIC).date().isoformat()


@lru_cache(maxsize=4096)
def pacific_midnight(iso_date: str) -> str:
    """An ISO date as xsd:dateTime: midnight Pacific with that date's offset."""
    moment = datetime.combine(date.fromisoformat(iso_date), time(), PACIFIC)
    return moment.isoformat(timespec="milliseconds")
