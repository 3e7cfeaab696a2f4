"""Calendar dates and the terms of lines (rules A-8, RR-1 to RR-4, RR-7)."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

import pytest
from builders import MARCH, Moment, a_line, an_invoice_family, rules, seconds
from hypothesis import given
from hypothesis import strategies as st

from connector.translation.dates import DateRange, EndDateRule, calendar_date, stripe_period, term
from connector.translation.rules import Rules, TermColumns
from connector.translation.translate import translate
from netsuite_client.records import Invoice
from translation.written import squeezed, written

DAYS: dict[str, tuple[str, str, str]] = {
    "RR-1: evening in New York": ("2025-10-01T03:00:00+00:00", "America/New_York", "2025-09-30"),
    "RR-1: midnight in Sydney": ("2026-08-31T14:00:00+00:00", "Australia/Sydney", "2026-09-01"),
    "RR-1: the time of day does not count": ("2023-01-15T10:00:00+00:00", "UTC", "2023-01-15"),
    "A-8: the last second of a day": ("2026-03-01T23:59:59+00:00", "UTC", "2026-03-01"),
    "A-8: the first second of the next": ("2026-03-02T00:00:00+00:00", "UTC", "2026-03-02"),
    "A-8: the night when the clocks go forward in Berlin": ("2026-03-28T23:30:00+00:00", "Europe/Berlin", "2026-03-29"),
}


@pytest.mark.parametrize(("moment", "zone", "day"), DAYS.values(), ids=DAYS.keys())
def test_a_moment_is_a_day_in_the_accounts_zone(moment: str, zone: str, day: str) -> None:
    assert calendar_date(seconds(moment), ZoneInfo(zone)).isoformat() == day


YEAR = ("2025-09-01", "2026-09-01")
TERMS: dict[str, tuple[tuple[str, str], EndDateRule, str]] = {
    "RR-3 add_day: a year": (YEAR, EndDateRule.ADD_DAY, "2025-09-01 .. 2026-09-02"),
    "RR-3 last_day: a year": (YEAR, EndDateRule.LAST_DAY, "2025-09-01 .. 2026-08-31"),
    "RR-2 RR-3 as_is: a year": (YEAR, EndDateRule.AS_IS, "2025-09-01 .. 2026-09-01"),
    "RR-3 add_day: mid-month": (("2023-01-15", "2023-02-15"), EndDateRule.ADD_DAY, "2023-01-15 .. 2023-02-16"),
    "RR-3 last_day: mid-month": (("2023-01-15", "2023-02-15"), EndDateRule.LAST_DAY, "2023-01-15 .. 2023-02-14"),
    "RR-3 as_is: mid-month": (("2023-01-15", "2023-02-15"), EndDateRule.AS_IS, "2023-01-15 .. 2023-02-15"),
    "RR-3 add_day: end of January": (("2025-01-31", "2025-02-28"), EndDateRule.ADD_DAY, "2025-01-31 .. 2025-03-01"),
    "RR-3 last_day: end of January": (("2025-01-31", "2025-02-28"), EndDateRule.LAST_DAY, "2025-01-31 .. 2025-02-27"),
    "RR-3 as_is: end of January": (("2025-01-31", "2025-02-28"), EndDateRule.AS_IS, "2025-01-31 .. 2025-02-28"),
    "RR-4 add_day: start and end on one day": (
        ("2023-01-10", "2023-01-10"),
        EndDateRule.ADD_DAY,
        "2023-01-10 .. 2023-01-11",
    ),
    "RR-4 last_day: never before the start": (
        ("2023-01-10", "2023-01-10"),
        EndDateRule.LAST_DAY,
        "2023-01-10 .. 2023-01-10",
    ),
    "RR-4 as_is: start and end on one day": (
        ("2023-01-10", "2023-01-10"),
        EndDateRule.AS_IS,
        "2023-01-10 .. 2023-01-10",
    ),
}


@pytest.mark.parametrize(("period", "rule", "expected"), TERMS.values(), ids=TERMS.keys())
def test_a_term_is(period: tuple[str, str], rule: EndDateRule, expected: str) -> None:
    start, end = (date.fromisoformat(day) for day in period)
    span = term(DateRange(start, end), rule)
    assert f"{span.start} .. {span.end}" == expected


@given(st.dates(max_value=date(2200, 1, 1)), st.dates(max_value=date(2200, 1, 1)), st.sampled_from(EndDateRule))
def test_rr_4_a_term_never_ends_before_it_starts(start: date, end: date, rule: EndDateRule) -> None:
    span = term(DateRange(start, end), rule)
    assert span.start == start
    assert span.end >= start


def test_rr_3_under_last_day_terms_tile_the_calendar() -> None:
    march = term(DateRange(date(2026, 3, 1), date(2026, 4, 1)), EndDateRule.LAST_DAY)
    april = term(DateRange(date(2026, 4, 1), date(2026, 5, 1)), EndDateRule.LAST_DAY)
    assert (april.start - march.end).days == 1


COLUMNS = TermColumns(start="custcol_stripe_start", end="custcol_stripe_end")
EXTRA = TermColumns(start="custcol_service_start", end="custcol_service_end")
LAST_DAY = EndDateRule.LAST_DAY

ON_THE_LINE: dict[str, tuple[tuple[Moment, Moment] | None, Rules, str]] = {
    "RR-7: Stripe's own dates and, by the rule, NetSuite's": (
        MARCH,
        rules(line_dates=True, stripe_columns=COLUMNS),
        """
        Gold (price_gold) Subscription x 1 100.00 2026-03-01 .. 2026-04-02
        custcol_stripe_start 2026-03-01 custcol_stripe_end 2026-04-01
        """,
    ),
    "RR-7: without revenue features only Stripe's own": (
        MARCH,
        rules(stripe_columns=COLUMNS),
        """
        Gold (price_gold) Subscription x 1 100.00
        custcol_stripe_start 2026-03-01 custcol_stripe_end 2026-04-01
        """,
    ),
    "RR-7: without the columns only NetSuite's": (
        MARCH,
        rules(line_dates=True, end_date_rule=LAST_DAY),
        "Gold (price_gold) Subscription x 1 100.00 2026-03-01 .. 2026-03-31",
    ),
    "RR-7: the term once more in extra fields": (
        MARCH,
        rules(extra_columns=EXTRA, end_date_rule=LAST_DAY),
        """
        Gold (price_gold) Subscription x 1 100.00
        custcol_service_start 2026-03-01 custcol_service_end 2026-03-31
        """,
    ),
    "RR-7: a line whose period is one day carries no dates": (
        ("2026-03-01T08:00:00+00:00", "2026-03-01T20:00:00+00:00"),
        rules(line_dates=True, stripe_columns=COLUMNS, extra_columns=EXTRA),
        "Gold (price_gold) Subscription x 1 100.00",
    ),
    "RR-7: a one-off carries none": (
        None,
        rules(line_dates=True, stripe_columns=COLUMNS, extra_columns=EXTRA),
        "Gold (price_gold) Subscription x 1 100.00",
    ),
    "RR-1 RR-7: which day it is, the account's zone says": (
        ("2026-03-02T02:00:00+00:00", "2026-03-02T20:00:00+00:00"),
        rules(line_dates=True, timezone="America/New_York"),
        "Gold (price_gold) Subscription x 1 100.00 2026-03-01 .. 2026-03-03",
    ),
}


@pytest.mark.parametrize(("period", "connection", "expected"), ON_THE_LINE.values(), ids=ON_THE_LINE.keys())
def test_dates_stand_on_the_line(period: tuple[Moment, Moment] | None, connection: Rules, expected: str) -> None:
    _, *line, _, _ = written(translate(an_invoice_family(lines=[a_line(period=period)]), connection, {})).splitlines()
    assert "\n".join(line) == squeezed(expected)


def test_v_5_prorations_keep_their_own_periods() -> None:
    change = "2026-03-16"
    lines = [a_line(-1500, period=(change, "2026-04-01")), a_line(3000, period=(change, "2026-04-01")), a_line()]
    (wanted,) = translate(an_invoice_family(lines=lines), rules(line_dates=True), {}).records
    assert isinstance(wanted.record, Invoice)
    starts = [line.rev_rec_start_date for line in wanted.record.lines]
    assert starts == [date(2026, 3, 16), date(2026, 3, 16), date(2026, 3, 1)]


def test_rr_7_a_period_that_stripe_does_not_give_is_none() -> None:
    assert stripe_period(None, seconds("2026-03-01"), ZoneInfo("UTC")) is None
    assert stripe_period(seconds("2026-03-01"), None, ZoneInfo("UTC")) is None
