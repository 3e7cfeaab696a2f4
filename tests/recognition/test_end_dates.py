"""The three end-date rules side by side, and what is said of them (RR-5, RR-6)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from connector.causes import sentence
from connector.recognition import Basis, Method, TermSource, compared, compared_text, findings, months_counted
from connector.recognition import months_of_interval as months_of
from connector.translation.dates import EndDateRule
from recognition.written import days

ADD_DAY, LAST_DAY, AS_IS = EndDateRule.ADD_DAY, EndDateRule.LAST_DAY, EndDateRule.AS_IS
YEAR, MID_YEAR, MID_MONTH = "2026-03-01 .. 2027-03-01", "2026-03-10 .. 2027-03-10", "2026-03-10 .. 2026-04-10"


def a_basis(period: str, *, months: int | None = None, method: Method = Method.EVEN_PERIODS) -> Basis:
    return Basis(term=days(period), months=months, method=method)


def test_rr_6_the_three_rules_side_by_side() -> None:
    results = compared(days(YEAR), Decimal("240.00"), a_basis(YEAR), precision=2)
    assert compared_text(results, ADD_DAY).splitlines() == [
        "add_day   2026-03-01 .. 2027-03-02   13 periods   12 x 18.46 + 18.48    <- in force",
        "last_day  2026-03-01 .. 2027-02-28   12 periods   12 x 20.00",
        "as_is     2026-03-01 .. 2027-03-01   13 periods   12 x 18.46 + 18.48",
        "setting: revenue_dates.end_date_rule",
    ]


def test_rr_6_a_number_of_months_gives_the_same_rows_under_every_rule() -> None:
    month = "2026-03-01 .. 2026-04-01"
    results = compared(days(month), Decimal("240.00"), a_basis(month, months=1), precision=2)
    assert compared_text(results, LAST_DAY).splitlines() == [
        "add_day   2026-03-01 .. 2026-04-02    2 periods   240.00",
        "last_day  2026-03-01 .. 2026-03-31    1 period    240.00    <- in force",
        "as_is     2026-03-01 .. 2026-04-01    2 periods   240.00",
        "setting: revenue_dates.end_date_rule",
    ]


FINDINGS: dict[str, tuple[Basis, EndDateRule, list[str]]] = {
    "REV-104: the added day reaches into another month": (a_basis(YEAR), ADD_DAY, ["EXTRA_PERIODS 13 for 12"]),
    "REV-104: so does Stripe's own end": (a_basis(YEAR), AS_IS, ["EXTRA_PERIODS 13 for 12"]),
    "nothing: the last day tiles the calendar": (a_basis(YEAR), LAST_DAY, []),
    "nothing: months are counted, not dates": (a_basis(YEAR, months=12), ADD_DAY, []),
    "REV-105: a year from mid-month has thirteen rows under any rule": (
        a_basis(MID_YEAR), LAST_DAY, ["MID_PERIOD 13 for 12"],
    ),
    "REV-105: a month from mid-month has two": (a_basis(MID_MONTH), ADD_DAY, ["MID_PERIOD 2 for 1"]),
    "nothing: a prorating method gives parts of months": (a_basis(MID_YEAR, method=Method.EXACT_DAYS), ADD_DAY, []),
    "nothing: days within a month": (a_basis("2026-03-10 .. 2026-03-20"), ADD_DAY, []),
    "REV-104: from the 31st the added day reaches March": (
        a_basis("2025-01-31 .. 2025-02-28"), ADD_DAY, ["EXTRA_PERIODS 3 for 2", "MID_PERIOD 2 for 1"],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("basis", "rule", "expected"), FINDINGS.values(), ids=FINDINGS)
def test_rr_6_says_of_a_term(basis: Basis, rule: EndDateRule, expected: list[str]) -> None:
    results = compared(basis.term, Decimal("240.00"), basis, precision=2)
    found = findings(basis.term, results, rule, basis)
    assert [f"{one.code} {one.values['given']} for {one.values['months']}" for one in found] == expected


def test_rr_6_findings_are_sentences_of_the_catalogue() -> None:
    basis = a_basis(MID_YEAR)
    results = compared(basis.term, Decimal("240.00"), basis, precision=2)
    (note,) = findings(basis.term, results, ADD_DAY, basis)
    assert sentence(note.code, "in_7 line 1", note.values) == (
        "even periods: in_7 line 1 starts in mid-period, 12 months make 13 rows under any end date rule"
    )
    basis = a_basis(YEAR)
    results = compared(basis.term, Decimal("240.00"), basis, precision=2)
    (warning,) = findings(basis.term, results, ADD_DAY, basis)
    assert sentence(warning.code, "in_7 line 1", warning.values) == (
        "end date rule add_day: in_7 line 1, Stripe 2026-03-01 to 2027-03-01 (12 periods), touches 13"
    )


COUNTS: dict[str, tuple[TermSource, int | None, int | None, str, int | None]] = {
    "RR-5 the item's revenue rule comes first": (TermSource.RULE_PERIOD, 24, 12, YEAR, 24),
    "RR-5 else the price's interval: a year": (TermSource.RULE_PERIOD, None, months_of("year"), YEAR, 12),
    "RR-5 else the price's interval: three months": (
        TermSource.RULE_PERIOD, None, months_of("month", 3), "2026-03-10 .. 2026-06-10", 3,
    ),
    "RR-5 a month from mid-month is one": (TermSource.RULE_PERIOD, None, months_of("month"), MID_MONTH, 1),
    "RR-5 of a year's price a proration counts its own months": (
        TermSource.RULE_PERIOD, None, months_of("year"), "2026-11-10 .. 2027-03-01", 4,
    ),
    "RR-5 weeks are no months: the dates count": (TermSource.RULE_PERIOD, None, months_of("week", 2), YEAR, None),
    "RR-5 no interval: the dates count": (TermSource.RULE_PERIOD, None, months_of(None), YEAR, None),
    "RR-5 dates: nothing else counts": (TermSource.DATES, 24, 12, YEAR, None),
}  # fmt: skip


@pytest.mark.parametrize(("source", "of_rule", "of_price", "period", "expected"), COUNTS.values(), ids=COUNTS)
def test_the_months_that_count_the_rows(
    source: TermSource, of_rule: int | None, of_price: int | None, period: str, expected: int | None
) -> None:
    assert months_counted(source, rule_months=of_rule, price_months=of_price, period=days(period)) == expected
