"""The rows of a line by method, their rounding, and the periods in which they are posted (RR-5, RR-8 to RR-13)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from connector.recognition import Basis, Calendar, Method, Period, rows, rows_text, unpostable
from connector.translation.dates import DateRange
from recognition.written import a_schedule, closed, days, said

EVEN, PRORATE, EXACT = Method.EVEN_PERIODS, Method.PRORATE_FIRST_LAST, Method.EXACT_DAYS
RATE, FULL = Method.PERIOD_RATE, Method.FULL_FIRST
AUTUMN, MID_YEAR = "2026-10-10 .. 2027-01-09", "2025-05-20 .. 2026-05-19"

METHODS: dict[str, tuple[str, str, Method, str]] = {
    "RR-8 even periods: a part of a month counts as one": ("300.00", AUTUMN, EVEN, "4 x 75.00"),
    "RR-8 first and last by their days, the rest in equal parts": (
        "300.00", AUTUMN, PRORATE, "71.74 + 2 x 99.46 + 29.34",
    ),
    "RR-8 exact days": ("300.00", AUTUMN, EXACT, "71.74 + 97.83 + 101.09 + 29.34"),
    "RR-8 period rate: both ends together are one month": ("300.00", AUTUMN, RATE, "70.97 + 2 x 100.00 + 29.03"),
    "RR-8 period rate: of both ends together, whatever the lengths of their months": (
        "300.00", "2026-02-10 .. 2026-05-09", RATE, "67.86 + 2 x 100.00 + 32.14",
    ),
    "RR-8 period rate: a month that is only its two ends": ("60.00", "2026-02-10 .. 2026-03-09", RATE, "40.71 + 19.29"),
    "RR-8 period rate: both ends by their own months": (
        "300.00", "2026-10-10 .. 2027-01-20", RATE, "63.46 + 2 x 89.42 + 57.70",
    ),
    "RR-8 whole months first, the part at the end gets nothing": ("120.00", MID_YEAR, FULL, "12 x 10.00"),
    "RR-8 whole months first, of two": ("60.00", "2026-01-01 .. 2026-02-28", FULL, "2 x 30.00"),
    "RR-8 whole months, of a term shorter than one": ("50.00", "2026-01-20 .. 2026-02-10", FULL, "50.00"),
    "RR-8 a year from mid-month has thirteen parts": ("240.00", MID_YEAR, EVEN, "12 x 18.46 + 18.48"),
    "RR-8 one month of any method is one row": ("9.99", "2026-02-01 .. 2026-02-28", PRORATE, "9.99"),
    "RR-8 two months, first and last": ("60.00", "2026-01-22 .. 2026-02-10", PRORATE, "2 x 30.00"),
    "RR-8 a part of one month by period rate": ("60.00", "2026-01-05 .. 2026-01-08", RATE, "60.00"),
    "RR-10 the last row takes what is left": ("100.00", "2026-01-01 .. 2026-03-31", EVEN, "2 x 33.33 + 33.34"),
    "RR-10 half a cent goes up": ("0.25", "2026-01-01 .. 2026-02-28", EVEN, "0.13 + 0.12"),
    "RR-10 a credit mirrors it, away from zero": ("-0.25", "2026-01-01 .. 2026-02-28", EVEN, "-0.13 + -0.12"),
    "RR-11 too little for every month": ("0.05", "2026-01-01 .. 2026-08-31", EVEN, "7 x 0.00 + 0.05"),
    "RR-11 too little to take away in every month": ("-0.05", "2026-01-01 .. 2026-08-31", EVEN, "7 x 0.00 + -0.05"),
    "RR-10 nothing stays nothing in every month": ("0.00", "2026-01-01 .. 2026-03-31", EVEN, "3 x 0.00"),
}  # fmt: skip


@pytest.mark.parametrize(("total", "term", "method", "expected"), METHODS.values(), ids=METHODS)
def test_the_rows_are(total: str, term: str, method: Method, expected: str) -> None:
    assert rows_text(a_schedule(total, term, method=method)) == expected


def test_rr_10_yen_has_no_decimals() -> None:
    assert rows_text(a_schedule("2000", "2026-01-01 .. 2026-03-31", precision=0)) == "2 x 667 + 666"


ADDED_DAY = "2025-09-01 .. 2026-09-02"
COUNTED: dict[str, tuple[str, Method, int | None, str]] = {
    "RR-5 dates: the added day costs a month": (ADDED_DAY, EVEN, None, "12 x 9.23 + 9.24"),
    "RR-5 rule_period: twelve, whatever the dates": (ADDED_DAY, EVEN, 12, "12 x 10.00"),
    "RR-5 rule_period: a month from mid-month is one row": ("2026-01-15 .. 2026-02-16", EVEN, 1, "120.00"),
    "RR-5 rule_period: days are weighed over as many months": (ADDED_DAY, EXACT, 4, "29.51 + 30.49 + 29.51 + 30.49"),
    "RR-5 rule_period: mid-month, days have a part at both ends": (
        "2026-01-16 .. 2026-02-17", EXACT, 1, "61.94 + 58.06",
    ),
    "RR-5 rule_period: a month from the 31st ends where the next begins": (
        "2025-01-31 .. 2025-03-01", EXACT, 1, "4.29 + 115.71",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("term", "method", "months", "expected"), COUNTED.values(), ids=COUNTED)
def test_the_rows_are_counted_by(term: str, method: Method, months: int | None, expected: str) -> None:
    assert rows_text(a_schedule("120.00", term, method=method, months=months)) == expected


POSTED: dict[str, tuple[Calendar, str]] = {
    "RR-13 in its own month while that is open": (closed(), "2026-01 10.00\n2026-02 10.00\n2026-03 10.00"),
    "RR-13 a late invoice: its first month is closed": (
        closed("2026-01"), "2026-01 10.00 in 2026-02\n2026-02 10.00\n2026-03 10.00",
    ),
    "RR-12 RR-30 equal rows of one month stay two rows": (
        closed("2026-01", "2026-02"), "2026-01 10.00 in 2026-03\n2026-02 10.00 in 2026-03\n2026-03 10.00",
    ),
    "RR-30 everything closed": (
        closed("2026-01", "2026-02", "2026-03"),
        "2026-01 10.00 in 2026-04\n2026-02 10.00 in 2026-04\n2026-03 10.00 in 2026-04",
    ),
    "RR-13 a month that is open between closed ones": (
        closed("2026-01", "2026-03"), "2026-01 10.00 in 2026-02\n2026-02 10.00\n2026-03 10.00 in 2026-04",
    ),
    "RR-31 the last month is closed and no other exists": (
        closed("2026-03", to="2026-03"), "2026-01 10.00\n2026-02 10.00\n2026-03 10.00 in no open period",
    ),
    "RR-31 the last month is not created yet": (
        closed(to="2026-02"), "2026-01 10.00\n2026-02 10.00\n2026-03 10.00 in no open period",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("calendar", "expected"), POSTED.values(), ids=POSTED)
def test_the_rows_are_posted(calendar: Calendar, expected: str) -> None:
    schedule = a_schedule("30.00", "2026-01-01 .. 2026-03-31", calendar=calendar)
    assert said(schedule) == expected
    assert unpostable(schedule) == ("no open period" in expected)


def test_rr_8_periods_need_not_be_calendar_months() -> None:
    """Four weeks, four weeks and five: the account's own periods count, and read as the month of their middle."""
    weeks = ("2026-01-04 .. 2026-01-31", "2026-02-01 .. 2026-02-28", "2026-03-01 .. 2026-04-04")
    calendar = Calendar(known=tuple(Period(each.start, each.end) for each in map(days, weeks)))
    by_days = rows(
        Decimal("91.00"),
        Basis(term=DateRange(date(2026, 1, 4), date(2026, 4, 4)), method=Method.EXACT_DAYS),
        precision=2,
        calendar=calendar,
    )
    assert said(by_days) == "2026-01 28.00\n2026-02 28.00\n2026-03 35.00"
