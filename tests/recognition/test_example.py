"""The example by which an end-date rule is chosen, as `preview` prints it (rules RR-5, RR-6)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from connector.cli.schedule_text import example_json, example_text
from connector.recognition import Billed, Method, Policy, TermSource, latest_example
from connector.translation.dates import EndDateRule
from connector.translation.wanted import LineTerm
from recognition.test_documents import a_line, billed
from recognition.written import days

YEAR, MID_YEAR, MONTH = "2026-03-01 .. 2027-03-01", "2026-03-10 .. 2027-03-10", "2026-02-01 .. 2026-03-01"
BY_DATES = Policy(term_source=TermSource.DATES)


def sold(period: str, interval: str = "year", amount: str = "240.00") -> Billed:
    return billed([a_line(amount)], [LineTerm(period=days(period), interval=interval)])


EXAMPLES: dict[str, tuple[list[Billed], Policy, str]] = {
    "RR-5: by default a year is twelve rows, whatever its end": (
        [sold(YEAR)],
        Policy(),
        """\
The three end date rules on in_1 line 1, Stripe 2026-03-01 to 2027-03-01:
    add_day   2026-03-01 .. 2027-03-02   13 periods   12 x 20.00    <- in force
    last_day  2026-03-01 .. 2027-02-28   12 periods   12 x 20.00
    as_is     2026-03-01 .. 2027-03-01   13 periods   12 x 20.00
    setting: revenue_dates.end_date_rule""",
    ),
    "REV-104: with term_source dates the added day makes a row": (
        [sold(YEAR)],
        BY_DATES,
        """\
! REV-104 end date rule add_day: in_1 line 1, Stripe 2026-03-01 to 2027-03-01 (12 periods), touches 13
The three end date rules on in_1 line 1, Stripe 2026-03-01 to 2027-03-01:
    add_day   2026-03-01 .. 2027-03-02   13 periods   12 x 18.46 + 18.48    <- in force
    last_day  2026-03-01 .. 2027-02-28   12 periods   12 x 20.00
    as_is     2026-03-01 .. 2027-03-01   13 periods   12 x 18.46 + 18.48
    setting: revenue_dates.end_date_rule""",
    ),
    "RR-8: by the method that is set": (
        [sold("2026-01-01 .. 2026-04-01", amount="90.00")],
        Policy(method=Method.EXACT_DAYS, term_source=TermSource.DATES, end_date_rule=EndDateRule.LAST_DAY),
        """\
The three end date rules on in_1 line 1, Stripe 2026-01-01 to 2026-04-01:
    add_day   2026-01-01 .. 2026-04-02    4 periods   30.33 + 27.39 + 30.33 + 1.95
    last_day  2026-01-01 .. 2026-03-31    3 periods   31.00 + 28.00 + 31.00    <- in force
    as_is     2026-01-01 .. 2026-04-01    4 periods   30.66 + 27.69 + 30.66 + 0.99
    setting: revenue_dates.end_date_rule""",
    ),
    "REV-105: a start in mid-month is a note under any rule": (
        [sold(MID_YEAR)],
        Policy(term_source=TermSource.DATES, end_date_rule=EndDateRule.LAST_DAY),
        """\
note REV-105 even periods: in_1 line 1 starts in mid-period, 12 months make 13 rows under any end date rule
The three end date rules on in_1 line 1, Stripe 2026-03-10 to 2027-03-10:
    add_day   2026-03-10 .. 2027-03-11   13 periods   12 x 18.46 + 18.48
    last_day  2026-03-10 .. 2027-03-09   13 periods   12 x 18.46 + 18.48    <- in force
    as_is     2026-03-10 .. 2027-03-10   13 periods   12 x 18.46 + 18.48
    setting: revenue_dates.end_date_rule""",
    ),
}


@pytest.mark.parametrize(("invoices", "policy", "expected"), EXAMPLES.values(), ids=EXAMPLES.keys())
def test_the_example_reads(invoices: list[Billed], policy: Policy, expected: str) -> None:
    example = latest_example(invoices, policy)
    assert example is not None
    assert example_text(example, policy) == expected


def test_rr_6_the_example_is_the_most_recent_period() -> None:
    example = latest_example([sold(MONTH, "month"), sold(YEAR), sold(MONTH)], Policy())
    assert example is not None
    assert example.period == days(YEAR)


def test_rr_7_lines_without_a_period_are_no_example() -> None:
    assert latest_example([billed([a_line("10.00")], [None])], Policy()) is None


def test_rr_6_the_example_says_the_same_as_data() -> None:
    example = latest_example([sold(MONTH, "month")], Policy(method=Method.EVEN_PERIODS))
    (added, _, _) = example_json(example) or []
    assert (added["rule"], added["of"], added["periods"]) == (EndDateRule.ADD_DAY, "in_1 line 1", 2)
    assert added["rows"] == [{"source": "2026-02", "amount": Decimal("240.00")}]
    assert example_json(None) is None
