"""Accounting periods: how they are named, and the states in which they were seen (RR-31, RR-33)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from connector.recognition import Period, PeriodSeen, calendar_at
from connector.translation.dates import DateRange

NOON = datetime(2026, 2, 5, 12, tzinfo=UTC)
JANUARY, FEBRUARY = Period.named("2026-01"), Period.named("2026-02")
SEEN = (
    PeriodSeen(period=JANUARY, closed=False, seen_at=NOON),
    PeriodSeen(period=JANUARY, closed=True, seen_at=NOON + timedelta(hours=2)),
    PeriodSeen(period=FEBRUARY, closed=False, seen_at=NOON + timedelta(hours=2)),
    PeriodSeen(period=JANUARY, closed=False, seen_at=NOON + timedelta(hours=4)),
)


@pytest.mark.parametrize(
    ("hours", "closed"),
    [(1, set()), (2, {JANUARY}), (3, {JANUARY}), (5, set()), (-1, set())],
    ids=["open before", "from when it was seen closed", "closed", "opened again", "before anything was seen"],
)
def test_rr_33_the_periods_are_as_they_were_at_that_moment(hours: int, closed: set[Period]) -> None:
    calendar = calendar_at(SEEN, NOON + timedelta(hours=hours))
    assert calendar.closed == closed
    assert calendar.known == (JANUARY, FEBRUARY)


def test_without_anything_seen_every_month_exists_and_is_open() -> None:
    assert calendar_at((), NOON).posting(JANUARY) == JANUARY


def test_a_period_is_named_by_the_month_of_its_middle() -> None:
    assert str(Period(date(2025, 12, 28), date(2026, 1, 31))) == "2026-01"
    assert str(JANUARY) == "2026-01"


@pytest.mark.parametrize("text", ["2026", "2026-13", "Jan 2026", "2026-1"])
def test_another_text_is_no_period(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the caller says it in words
        Period.named(text)


def test_a_term_outside_a_period_has_no_day_in_it() -> None:
    assert FEBRUARY.days_of(DateRange(date(2026, 3, 1), date(2026, 3, 31))) == 0
    assert FEBRUARY.days_of(DateRange(date(2026, 2, 27), date(2026, 3, 31))) == 2
