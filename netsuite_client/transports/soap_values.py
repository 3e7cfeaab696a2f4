"""Values as SuiteTalk writes them: calendar dates at midnight Pacific, exact decimals, truth values."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from zoneinfo import ZoneInfo

PACIFIC = ZoneInfo("America/Los_Angeles")

_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

_TRUTHS = {"true": True, "1": True, "false": False, "0": False}


@lru_cache(maxsize=4096)
def midnight_pacific(day: date) -> str:
    """A calendar date as SOAP carries it: midnight Pacific with that date's own offset (rule A-8)."""
    return datetime.combine(day, time.min, PACIFIC).isoformat(timespec="milliseconds")


@lru_cache(maxsize=4096)
def pacific_date(text: str) -> date:
    """The calendar date of a SOAP date; a time without an offset is Pacific."""
    moment = datetime.fromisoformat(text)
    return (moment if moment.tzinfo is None else moment.astimezone(PACIFIC)).date()


def decimal_text(value: Decimal) -> str:
    """A decimal in its own digits. Raises ValueError for what is no number."""
    if not value.is_finite():
        raise ValueError(f"{value} is not an amount")
    return format(value, "f")


def exact(text: str) -> Decimal:
    """The decimal of these digits. Raises ValueError for what is no number."""
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise ValueError(f"{text!r} is not a number") from None
    if not value.is_finite():
        raise ValueError(f"{text!r} is not a number")
    return value


def truth_text(value: bool) -> str:
    """A truth value as XML Schema writes it."""
    return "true" if value else "false"


def truth(text: str) -> bool:
    """The truth value of XML Schema's `true`, `false`, `1` or `0`. Raises ValueError for anything else."""
    if text not in _TRUTHS:
        raise ValueError(f"{text!r} is neither true nor false")
    return _TRUTHS[text]


def in_xml(text: str) -> str:
    """The text without the characters that XML cannot carry (control characters, halves of surrogate pairs)."""
    return _NOT_IN_XML.sub("", text)
