"""The worked cases of revenue recognition, one by one, where they are at hand (RR-3, RR-5, RR-8 to RR-13, RR-20 on)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from builders import seconds
from golden_cases import Case, golden

from connector.recognition import (
    Basis,
    Calendar,
    Credited,
    Method,
    Row,
    TermSource,
    compared,
    copied,
    findings,
    months_counted,
    months_of_interval,
    rows,
    unpostable,
)
from connector.translation.dates import DateRange, EndDateRule, calendar_date, term
from connector.translation.values import STRIPE_EXPONENTS, rounded_parts
from recognition.written import closed

Written = list[dict[str, str]]


def written(schedule: Iterable[Row]) -> Written:
    return [
        {"source_period": str(row.source), "posting_period": str(row.posting), "amount": str(row.amount)}
        for row in schedule
    ]


def calendar_of(given: Case, last: str | None = None) -> Calendar:
    return closed(*given.get("closed_periods", ()), to=last)


def precision_of(given: Case) -> int:
    return STRIPE_EXPONENTS.get(given["currency"], 2)


def net(given: Case) -> Decimal:
    return Decimal(given["amount"]) - Decimal(given.get("discount", "0"))


def schedule_of(given: Case, calendar: Calendar | None = None) -> tuple[Row, ...]:
    basis = Basis(
        term=DateRange(date.fromisoformat(given["start"]), date.fromisoformat(given["end"])),
        method=Method(given["method"]),
        months=given.get("recognition_periods"),
    )
    return rows(net(given), basis, precision=precision_of(given), calendar=calendar or Calendar())


def stripe_period_of(given: Case, zone: str) -> DateRange:
    start, end = (calendar_date(seconds(given[f"stripe_{side}"]), ZoneInfo(zone)) for side in ("start", "end"))
    return DateRange(start, end)


def from_stripe(given: Case) -> tuple[DateRange, Basis]:
    """Stripe's own period, and what a schedule is made of under these settings (rules RR-3, RR-5)."""
    settings = given["settings"]
    period = stripe_period_of(given, settings["timezone"])
    count, interval = given["price_interval"].split()
    months = months_counted(
        TermSource(settings["term_source"]),
        rule_months=given["rule_periods"],
        price_months=months_of_interval(interval, int(count)),
        period=period,
    )
    span = term(period, EndDateRule(settings["end_date_rule"]))
    return period, Basis(term=span, method=Method(settings["method"]), months=months)


@pytest.mark.parametrize("case", golden("schedule"))
def test_a_schedule(case: Case) -> None:
    given = case["inputs"]
    assert written(schedule_of(given, calendar_of(given))) == case["expected"]["rows"]


@pytest.mark.parametrize("rule", EndDateRule)
@pytest.mark.parametrize("case", golden("end_date"))
def test_an_end_date(case: Case, rule: EndDateRule) -> None:
    period = stripe_period_of(case["inputs"], case["inputs"]["timezone"])
    basis = Basis(term=period)
    results = compared(period, Decimal("120.00"), basis, precision=2)
    one = next(each for each in results if each.rule is rule)
    warns = "EXTRA_PERIODS" in {found.code for found in findings(period, results, rule, basis)}
    assert {
        "start": str(one.term.start), "end": str(one.term.end), "periods": one.periods, "warns": warns,
    } == case["expected"]["by_rule"][rule.value]  # fmt: skip
    assert {each.rule: each.periods for each in results}[EndDateRule.LAST_DAY] == case["expected"]["interval_periods"]


@pytest.mark.parametrize("case", golden("credit"))
def test_memos(case: Case) -> None:
    given = case["inputs"]
    invoice = schedule_of(given["invoice"])
    credits_ = [
        Credited(
            amount=Decimal(one["amount"]),
            copies=one.get("item") != "bad_debt",
            calendar=calendar_of(one, given.get("last_existing_period")),
        )
        for one in given["credits"]
    ]
    memos = copied(invoice, credits_, precision=precision_of(given["invoice"]))
    expected = case["expected"]
    assert [_memo(one, memo) for one, memo in zip(given["credits"], memos, strict=True)] == expected["memos"]
    if "net_by_posting_period" in expected:
        assert _by_posting_period(invoice, *memos) == expected["net_by_posting_period"]


def _memo(given: Case, memo: tuple[Row, ...]) -> Case:
    kept: dict[str, Any] = {"hold": "PER-002"} if unpostable(memo) else {"rows": written(memo)}
    return {"memo_date_given": given["date"], **kept}


def _by_posting_period(*schedules: tuple[Row, ...]) -> dict[str, str]:
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for row in (row for schedule in schedules for row in schedule):
        sums[str(row.posting)] += row.amount
    return {period: str(sums[period]) for period in sorted(sums)}


@pytest.mark.parametrize("case", golden("credit_lines"))
def test_a_memo_of_several_lines(case: Case) -> None:
    given = case["inputs"]
    lines = [given | line for line in given.get("invoice_lines") or given["lines"]]
    credit = given["credit"] if isinstance(given["credit"], dict) else {"amount": given["credit"], **given}
    whole = sum((net(line) for line in lines), Decimal(0))
    parts = rounded_parts([Decimal(credit["amount"]) * net(line) / whole for line in lines], precision_of(lines[0]))
    for line, part, expected in zip(lines, parts, case["expected"]["lines"], strict=True):
        (memo,) = copied(
            schedule_of(line), [Credited(amount=part, calendar=calendar_of(credit))], precision=precision_of(line)
        )
        assert abs(Decimal(expected["amount"])) == part
        assert written(memo) == expected["rows"]


@pytest.mark.parametrize("case", golden("from_stripe"))
def test_from_stripe(case: Case) -> None:
    given, expected = case["inputs"], case["expected"]
    _period, basis = from_stripe(given)
    schedule = rows(Decimal(given["amount"]), basis, precision=precision_of(given), calendar=calendar_of(given))
    assert (str(basis.term.start), str(basis.term.end)) == (expected["netsuite_start"], expected["netsuite_end"])
    assert written(schedule) == expected["rows"]


@pytest.mark.parametrize("case", golden("from_stripe_credit"))
def test_a_memo_from_stripe(case: Case) -> None:
    given, expected = case["inputs"], case["expected"]
    _period, basis = from_stripe(given)
    invoice = rows(Decimal(given["amount"]), basis, precision=precision_of(given))
    credit = Credited(amount=Decimal(given["credit"]["amount"]), calendar=calendar_of(given))
    (memo,) = copied(invoice, [credit], precision=precision_of(given))
    assert written(invoice) == expected["invoice_rows"]
    assert written(memo) == expected["memo_rows"]
