"""The emulator's plans beside the schedules that the connector expects, which are computed by other code."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from golden_cases import Case, golden
from hypothesis import given
from hypothesis import strategies as st

from connector.recognition import Basis, rows
from connector.recognition import Method as Expected
from connector.translation.dates import DateRange
from netsuite_client.emulator.ledger.spreading import Method, Span, spread
from netsuite_emulator.builders import (
    BY_DATES,
    EXACT_DAYS,
    JPY,
    PERIOD_RATE,
    PRORATED,
    USD,
    YEAR,
    Account,
    dates,
    id_of,
)

METHODS: dict[Expected, tuple[Method, str]] = {
    Expected.EVEN_PERIODS: (Method.EVEN_PERIODS, BY_DATES),
    Expected.PRORATE_FIRST_LAST: (Method.PRORATE_FIRST_AND_LAST, PRORATED),
    Expected.EXACT_DAYS: (Method.EXACT_DAYS, EXACT_DAYS),
    Expected.PERIOD_RATE: (Method.PERIOD_RATE, PERIOD_RATE),
}
"""The same method in both, and the rule of a fresh account that has it. NetSuite has no `full_first`."""

STARTS = st.dates(min_value=date(2020, 1, 1), max_value=date(2028, 12, 31))
TERMS = st.builds(lambda start, length: DateRange(start, start + timedelta(days=length)), STARTS, st.integers(0, 800))


@given(st.sampled_from(sorted(METHODS)), st.integers(-2_000_000, 2_000_000), TERMS, st.sampled_from([0, 2]))
def test_both_agree_but_for_the_odd_cents_of_prorating(
    method: Expected, units: int, term: DateRange, precision: int
) -> None:
    """Rule RR-14: Oracle puts the odd cents in the last row, or in the last but one."""
    total = Decimal(units).scaleb(-precision)
    expected = rows(total, Basis(term=term, method=method), precision=precision)
    found = spread(
        METHODS[method][0],
        int(total.scaleb(2)),
        term=Span(start=term.start, end=term.end),
        periods=[Span(start=row.source.start, end=row.source.end) for row in expected],
        unit=10 ** (2 - precision),
    )
    differences = [amount - int(row.amount.scaleb(2)) for amount, row in zip(found, expected, strict=True)]
    assert sum(differences) == 0
    if method is Expected.PRORATE_FIRST_LAST and abs(units) > 100 * len(expected):
        assert not any(differences[:-2])
    elif method is not Expected.PRORATE_FIRST_LAST:
        assert not any(differences)


def _invoice(account: Account, terms: Case) -> None:
    """The invoice of a case, sold on the rule that it names; the periods that it calls closed are closed before."""
    rule = YEAR if terms.get("recognition_periods") == 12 else METHODS[Expected(terms["method"])][1]
    account.client.add(account.deferring("price_9", rule))
    _close(account, terms)
    lines = [_line(account, terms, terms["amount"])]
    lines += [account.line(f"-{terms['discount']}", "coupon_1")] if "discount" in terms else []
    currency = account.ref(internalId=JPY if terms["currency"] == "jpy" else USD)
    pays = account.line("1000")  # so that a line below zero stands in an invoice above zero
    id_of(account.client.add(account.invoice("in_1", *lines, pays, currency=currency, day="2028-01-15"))[0])


def _line(account: Account, terms: Case, amount: str) -> dict[str, Any]:
    return account.line(amount, "price_9", **dates(terms["start"], terms["end"]))


def _close(account: Account, given_: Case) -> None:
    for month in given_.get("closed_periods", ()):
        account.client.control("periods", {"period": month, "closed": True})


def _planned(account: Account, external_id: str) -> list[dict[str, str]]:
    plans = [plan for plan in account.client.control("schedules") if plan["externalId"] == external_id]
    return [
        {"source_period": row["source"], "posting_period": row["posting"], "amount": row["amount"]}
        for plan in plans
        for row in plan["rows"]
    ]


def _same(found: list[dict[str, str]], expected: list[dict[str, str]], method: str) -> bool:
    """Equal, amounts by value; the last two rows of a prorated term only in their sum."""
    amounts, wanted = ([Decimal(row["amount"]) for row in side] for side in (found, expected))
    if method == Expected.PRORATE_FIRST_LAST:
        amounts[-2:], wanted[-2:] = [sum(amounts[-2:])], [sum(wanted[-2:])]
    periods = [[(row["source_period"], row["posting_period"]) for row in side] for side in (found, expected)]
    return amounts == wanted and periods[0] == periods[1]


@pytest.mark.parametrize("case", golden("schedule"))
def test_a_worked_schedule_is_what_the_emulator_plans(account: Account, case: Case) -> None:
    terms = case["inputs"]
    if terms["method"] not in set(METHODS):
        pytest.skip(f"NetSuite has no method {terms['method']}")
    _invoice(account, terms)
    assert _same(_planned(account, "in_1"), case["expected"]["rows"], terms["method"])


@pytest.mark.parametrize("case", golden("credit"))
def test_a_worked_memo_is_what_the_emulator_plans(account: Account, case: Case) -> None:
    """Rule RR-20. Of several memos of one line NetSuite plans each by itself, so only the first is compared."""
    terms, first, expected = case["inputs"]["invoice"], case["inputs"]["credits"][0], case["expected"]["memos"][0]
    if first.get("item") == "bad_debt" or "hold" in expected:
        pytest.skip("nothing is copied, or nothing is sent")
    _invoice(account, terms)
    _close(account, first)
    memo = account.memo("memo_1", _line(account, terms, first["amount"]), day="2028-01-15")
    id_of(account.client.add(memo)[0])
    assert _same(_planned(account, "memo_1"), expected["rows"], terms["method"])
