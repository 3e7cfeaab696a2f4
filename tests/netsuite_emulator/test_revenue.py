"""Advanced Revenue Management: what lines defer, when it becomes revenue, and what credit memos take back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from netsuite_client.emulator.ledger.spreading import Method, Span, spread
from netsuite_emulator.builders import (
    AT_ONCE,
    BAD_DEBT,
    BY_DATES,
    DISCOUNTS,
    EXACT_DAYS,
    JPY,
    PERIOD_RATE,
    PRORATED,
    QUARTER,
    Account,
    apply_list,
    dates,
    id_of,
    midnight,
)

Step = Callable[[Account], None]
YEAR_OF_SERVICE = dates("2025-09-01", "2026-09-02")


def _add(account: Account, *records: Any) -> list[str]:
    return [id_of(each) for each in account.client.add(*records)]


def _close(account: Account, *months: str) -> None:
    for month in months:
        account.client.control("periods", {"period": month, "closed": True})


def _journal(account: Account, *months: str) -> None:
    for month in months:
        account.client.control("revenue-journals", {"period": month})


def _rows(account: Account, external_id: str, line: int = 1) -> list[str]:
    """The rows of a line as a bookkeeper reads them: `2025-09 10.00`, and the posting period where it is another."""
    found = [
        each
        for each in account.client.control("schedules")
        if (each["externalId"], each["line"]) == (external_id, line)
    ]
    assert len(found) == 1, found
    return [
        f"{row['source']} {row['amount']}" + (f" in {row['posting']}" if row["posting"] != row["source"] else "")
        for row in found[0]["rows"]
    ]


@pytest.fixture
def deferred(account: Account) -> Account:
    """An account with a price of 12 months by its rule, and a write-off item."""
    bad_debt = account.item("stripe_bad_debt", incomeAccount=account.ref(internalId=BAD_DEBT))
    _add(account, account.deferring("price_year"), bad_debt)
    return account


# -- the books after each story ------------------------------------------------------------------------------------


def _sold(account: Account, *, discount: str | None = None) -> None:
    lines = [account.line("120.00", "price_year", **YEAR_OF_SERVICE)]
    lines += [account.line(discount, "coupon_1")] if discount else []
    _add(account, account.invoice("in_1", *lines, day="2025-09-01"))


def _paid(account: Account, amount: str = "120.00") -> None:
    invoice = account.client.get(type="invoice", externalId="in_1").internalId
    _add(account, account.payment("ch_1", amount, applies={invoice: amount}, day="2025-09-01"))


def _refunded(account: Account, amount: str) -> None:
    line = account.line(amount, "price_year", **YEAR_OF_SERVICE)
    memo = _add(account, account.memo("memo_re_1", line, day="2025-10-15"))[0]
    _add(account, account.refund("re_1", applies={memo: amount}, day="2025-10-15"))


def _written_off(account: Account) -> None:
    invoice = account.client.get(type="invoice", externalId="in_1").internalId
    line = account.line("120.00", "stripe_bad_debt")
    _add(account, account.memo("memo_in_1_uncollectible", line, applies={invoice: "120.00"}, day="2025-10-15"))


def _september_closed(account: Account) -> None:
    _journal(account, "2025-09")
    _close(account, "2025-09")


STORIES: dict[str, tuple[tuple[Step, ...], str]] = {
    "kept, after September": (
        (_sold, _paid, lambda a: _journal(a, "2025-09")),
        "AR 0.00, undeposited 120.00, deferred -110.00, income -10.00",
    ),
    "kept, after October": (
        (_sold, _paid, lambda a: _journal(a, "2025-09", "2025-10")),
        "AR 0.00, undeposited 120.00, deferred -100.00, income -20.00",
    ),
    "refunded in full in October, September open, both journals afterwards": (
        (_sold, _paid, lambda a: _refunded(a, "120.00"), lambda a: _journal(a, "2025-09", "2025-10")),
        "AR 0.00, undeposited 0.00, deferred 0.00, income 0.00",
    ),
    "refunded in full in October, September closed with its journal: after September": (
        (_sold, _paid, _september_closed),
        "AR 0.00, undeposited 120.00, deferred -110.00, income -10.00",
    ),
    "refunded in full in October, September closed with its journal: after October": (
        (_sold, _paid, _september_closed, lambda a: _refunded(a, "120.00"), lambda a: _journal(a, "2025-10")),
        "AR 0.00, undeposited 0.00, deferred 0.00, income 0.00",
    ),
    "refunded by half in October, September closed": (
        (_sold, _paid, _september_closed, lambda a: _refunded(a, "60.00"), lambda a: _journal(a, "2025-10")),
        "AR 0.00, undeposited 60.00, deferred -50.00, income -10.00",
    ),
    "20 % coupon, kept": (
        (
            lambda a: _sold(a, discount="-24.00"),
            lambda a: _paid(a, "96.00"),
            lambda a: _journal(a, "2025-09"),
        ),
        "AR 0.00, undeposited 96.00, deferred -88.00, income -8.00",
    ),
    "not paid, written off in October on the bad-debt item, September closed": (
        (_sold, _september_closed, _written_off, lambda a: _journal(a, "2025-10")),
        "AR 0.00, undeposited 0.00, deferred -100.00, income -20.00, bad debt 120.00",
    ),
}


NAMES = {
    "Accounts Receivable": "AR",
    "Undeposited Funds": "undeposited",
    "Deferred Revenue": "deferred",
    "Sales": "income",
    "Bad Debt": "bad debt",
}


def _books(account: Account) -> str:
    balances = account.client.balances()
    told = {"Accounts Receivable": "0.00", "Undeposited Funds": "0.00", **balances}
    assert sum(map(Decimal, balances.values())) == 0
    return ", ".join(f"{word} {told[name]}" for name, word in NAMES.items() if name in told)


@pytest.mark.parametrize(("steps", "books"), STORIES.values(), ids=STORIES.keys())
def test_the_books_of_a_year_of_service_for_120(deferred: Account, steps: tuple[Step, ...], books: str) -> None:
    for step in steps:
        step(deferred)
    assert _books(deferred) == books


def test_the_revenue_of_october_takes_september_back_as_well_when_september_was_closed(deferred: Account) -> None:
    """Rule RR-20: the memo's row of September and its row of October are two rows of October."""
    for step in (_sold, _paid, _september_closed, lambda a: _refunded(a, "120.00")):
        step(deferred)
    assert _rows(deferred, "in_1")[:2] == ["2025-09 10.00", "2025-10 10.00"]
    assert _rows(deferred, "memo_re_1")[:3] == ["2025-09 -10.00 in 2025-10", "2025-10 -10.00", "2025-11 -10.00"]
    before = Decimal(deferred.client.balances()["Sales"])
    _journal(deferred, "2025-10")
    assert Decimal(deferred.client.balances()["Sales"]) - before == 10


# -- plans ---------------------------------------------------------------------------------------------------------

Sold = tuple[str, str, dict[str, Any], list[str]]

PLANS: dict[str, Sold] = {
    "a rule of three months counts from the start's period, whatever the end": (
        QUARTER,
        "100.00",
        dates("2025-11-20", "2026-02-21"),
        ["2025-11 33.33", "2025-12 33.33", "2026-01 33.34"],
    ),
    "a rule of its own length starts with the invoice where the line has no dates": (
        QUARTER,
        "30.00",
        {},
        ["2026-01 10.00", "2026-02 10.00", "2026-03 10.00"],
    ),
    "by the line's dates every period that is touched counts": (
        BY_DATES,
        "30.00",
        dates("2026-01-31", "2026-03-01"),
        ["2026-01 10.00", "2026-02 10.00", "2026-03 10.00"],
    ),
    "without dates there is nothing to plan by the line's dates": (BY_DATES, "30.00", {}, []),
    "without an end neither": (BY_DATES, "30.00", dates("2026-01-31"), []),
    "a one-time rule is revenue at once, with the journal": (
        AT_ONCE,
        "30.00",
        dates("2026-02-10", "2026-12-31"),
        ["2026-02 30.00"],
    ),
    "exact days": (
        EXACT_DAYS,
        "400.00",
        dates("2026-08-20", "2026-12-19"),
        ["2026-08 39.34", "2026-09 98.36", "2026-10 101.64", "2026-11 98.36", "2026-12 62.30"],
    ),
    "prorated, the odd cent in the last but one": (
        PRORATED,
        "400.00",
        dates("2026-08-20", "2026-12-19"),
        ["2026-08 39.34", "2026-09 99.45", "2026-10 99.45", "2026-11 99.46", "2026-12 62.30"],
    ),
    "period rate": (
        PERIOD_RATE,
        "400.00",
        dates("2026-08-20", "2026-12-19"),
        ["2026-08 38.71", "2026-09 100.00", "2026-10 100.00", "2026-11 100.00", "2026-12 61.29"],
    ),
    "a credit inside an invoice": (
        QUARTER,
        "-30.00",
        dates("2026-01-01", "2026-03-31"),
        ["2026-01 -10.00", "2026-02 -10.00", "2026-03 -10.00"],
    ),
    "next to nothing never turns its sign": (
        QUARTER,
        "0.01",
        dates("2026-01-01", "2026-03-31"),
        ["2026-01 0.00", "2026-02 0.00", "2026-03 0.01"],
    ),
}


@pytest.mark.parametrize(("rule", "amount", "terms", "rows"), PLANS.values(), ids=PLANS.keys())
def test_a_line_is_planned(account: Account, rule: str, amount: str, terms: dict[str, Any], rows: list[str]) -> None:
    _add(account, account.deferring("price_9", rule))
    _add(account, account.invoice("in_1", account.line(amount, "price_9", **terms), account.line("500.00")))
    assert _rows(account, "in_1") == rows


def test_a_discount_lowers_what_the_line_above_defers(deferred: Account) -> None:
    lines = (
        deferred.line("120.00", "price_year", **YEAR_OF_SERVICE),
        deferred.line("-20.00", "coupon_1"),
        deferred.line("-4.00", "coupon_1"),
        deferred.line("240.00", "price_year", **YEAR_OF_SERVICE),
    )
    _add(deferred, deferred.invoice("in_1", *lines, day="2025-09-01"))
    assert (_rows(deferred, "in_1")[0], _rows(deferred, "in_1", 4)[0]) == ("2025-09 8.00", "2025-09 20.00")


def test_yen_are_planned_in_whole_yen(deferred: Account) -> None:
    _add(deferred, deferred.deferring("price_3", QUARTER))
    line = deferred.line("1000", "price_3", **dates("2026-01-01"))
    _add(deferred, deferred.invoice("in_1", line, currency=deferred.ref(internalId=JPY)))
    assert _rows(deferred, "in_1") == ["2026-01 333.00", "2026-02 333.00", "2026-03 334.00"]


def test_a_plan_names_its_document_line_item_rule_and_term(deferred: Account) -> None:
    _sold(deferred)
    plan = deferred.client.control("schedules")[0]
    assert {name: plan[name] for name in ("type", "externalId", "line", "rule", "currency", "start", "end")} == {
        "type": "invoice",
        "externalId": "in_1",
        "line": 1,
        "rule": "Straight-line over 12 months",
        "currency": "USD",
        "start": "2025-09-01",
        "end": "2026-09-02",
    }
    assert (plan["amount"], plan["item"]["externalId"], len(plan["rows"])) == ("120.00", "price_year", 12)


def test_rows_of_closed_periods_post_one_by_one_in_the_first_open_one(deferred: Account) -> None:
    """Rules RR-13 and RR-30."""
    _close(deferred, "2025-09", "2025-10", "2025-12")
    line = deferred.line("120.00", "price_year", **YEAR_OF_SERVICE)
    _add(deferred, deferred.invoice("in_1", line, day="2025-11-01"))
    assert _rows(deferred, "in_1")[:5] == [
        "2025-09 10.00 in 2025-11",
        "2025-10 10.00 in 2025-11",
        "2025-11 10.00",
        "2025-12 10.00 in 2026-01",
        "2026-01 10.00",
    ]


def test_a_period_that_closes_later_moves_nothing_that_is_planned(deferred: Account) -> None:
    _sold(deferred)
    _close(deferred, "2025-09")
    assert _rows(deferred, "in_1")[0] == "2025-09 10.00"


def test_a_direct_posting_item_defers_nothing(deferred: Account) -> None:
    _add(deferred, deferred.deferring("price_9", directRevenuePosting=True))
    _add(deferred, deferred.invoice("in_1", deferred.line(item="price_9")))
    assert deferred.client.balances() == {"Accounts Receivable": "100.00", "Sales": "-100.00"}
    assert deferred.client.control("schedules") == []


def test_what_waits_for_a_fulfilment_is_deferred_without_a_plan(deferred: Account) -> None:
    _add(deferred, deferred.deferring("price_9", createRevenuePlansOn=deferred.ref(internalId="3")))
    _add(deferred, deferred.invoice("in_1", deferred.line(item="price_9", **YEAR_OF_SERVICE)))
    assert deferred.client.balances() == {"Accounts Receivable": "100.00", "Deferred Revenue": "-100.00"}
    assert _rows(deferred, "in_1") == []


REFUSED: dict[str, tuple[Callable[[Account], list[Any]], str]] = {
    "an item with a rule and no account to defer to": (
        lambda a: [
            a.deferring("price_9", deferredRevenueAccount=None),
            a.invoice("in_9", a.line(item="price_9")),
        ],
        "DEFERRED_REV_REC_ACCT_REQD: The price_9 item does not have a Deferred Revenue Account specified.",
    ),
    "a posting discount on a deferring line": (
        lambda a: [
            a.discount("coupon_2", nonPosting=False, account=a.ref(internalId=DISCOUNTS)),
            a.invoice("in_9", a.line(item="price_year"), a.line("-1.00", "coupon_2")),
        ],
        "POSTING_DISCOUNT_DISALLWD: Posting Discounts are not allowed on lines with Revenue Recognition Schedules.",
    ),
    "an end of recognition without a start": (
        lambda a: [a.invoice("in_9", a.line(revRecEndDate=midnight("2026-01-31")))],
        "REV_REC_DATE_REQD: No Revenue Recognition Start Date Specified",
    ),
    "dates on the body and on a line": (
        lambda a: [a.invoice("in_9", a.line(**YEAR_OF_SERVICE), **dates("2026-01-01"))],
        "CANT_REV_REC_BODY_AND_LINE",
    ),
    "a term beyond the last period": (
        lambda a: [a.invoice("in_9", a.line(item="price_year", **dates("2030-02-01")))],
        "INSUFCNT_NUM_PRDS_FOR_REV_REC: Not enough accounting periods",
    ),
    "a term without any open period": (
        lambda a: [_close_all_from_december_2030(a), a.invoice("in_9", a.line(item="price_1m", **dates("2030-12-05")))],
        "INSUFCNT_OPEN_PRDS_FOR_REV_REC: Not enough open accounting periods",
    ),
}


def _close_all_from_december_2030(account: Account) -> Any:
    _close(account, "2030-12")
    return account.deferring("price_1m", AT_ONCE)


@pytest.mark.parametrize(("build", "refusal"), REFUSED.values(), ids=REFUSED.keys())
def test_it_refuses(deferred: Account, build: Callable[[Account], list[Any]], refusal: str) -> None:
    said = deferred.client.add(*build(deferred))[-1]
    assert said.startswith(refusal), said
    assert deferred.client.control("schedules") == []


# -- the journal of a month ----------------------------------------------------------------------------------------


def test_the_journal_posts_each_row_once_and_says_what_it_wrote(deferred: Account) -> None:
    _sold(deferred)
    first = deferred.client.control("revenue-journals", {"period": "2025-09"})
    assert [(each["currency"], each["amount"]) for each in first["journals"]] == [("USD", "10.00")]
    assert deferred.client.control("revenue-journals", {"period": "2025-09"})["journals"] == []
    assert [row["posted"] for row in deferred.client.control("schedules")[0]["rows"]] == [True] + [False] * 11
    entry = deferred.client.control("records?type=journalEntry")[0]
    assert (entry["internalId"], entry["tranDate"]) == (first["journals"][0]["internalId"], "2025-09-30")
    assert [(each["account"]["internalId"], each.get("debit"), each.get("credit")) for each in entry["lineList"]] == [
        ("5", "10.00", None),
        ("8", None, "10.00"),
    ]


def test_rows_of_zero_are_never_posted(account: Account) -> None:
    _add(account, account.deferring("price_3", QUARTER))
    _add(account, account.invoice("in_1", account.line("0.01", "price_3", **dates("2026-01-01"))))
    assert account.client.control("revenue-journals", {"period": "2026-01"})["journals"] == []


def test_every_currency_has_its_own_entry(deferred: Account) -> None:
    line = deferred.line("1200", "price_year", **YEAR_OF_SERVICE)
    yen = deferred.invoice("in_2", line, day="2025-09-01", currency=deferred.ref(internalId=JPY))
    _sold(deferred)
    _add(deferred, yen)
    posted = deferred.client.control("revenue-journals", {"period": "2025-09"})["journals"]
    assert [(each["currency"], each["amount"]) for each in posted] == [("USD", "10.00"), ("JPY", "100.00")]
    deferred_revenue = deferred.client.control("trial-balance")["Deferred Revenue"]
    assert deferred_revenue == {"type": "DeferRevenue", "USD": "-110.00", "JPY": "-1100.00"}


def test_every_row_names_the_entry_that_posted_it(deferred: Account) -> None:
    line = deferred.line("1200", "price_year", **YEAR_OF_SERVICE)
    _sold(deferred)
    _add(deferred, deferred.invoice("in_2", line, day="2025-09-01", currency=deferred.ref(internalId=JPY)))
    _journal(deferred, "2025-09")
    _add(deferred, deferred.invoice("in_3", line, day="2025-09-01"))
    _journal(deferred, "2025-09")
    rows = deferred.client.suiteql(
        "SELECT t.externalid AS sold, j.tranid AS entry, r.amount FROM revenueplanplannedrevenue r"
        " JOIN revenueelement e ON e.id = r.revenueplan JOIN transaction t ON t.id = e.source"
        " JOIN transaction j ON j.id = r.journal ORDER BY r.id"
    )
    assert [(row["sold"], row["entry"], row["amount"]) for row in rows] == [
        ("in_1", "JE1001", "10"),
        ("in_2", "JE1002", "100"),
        ("in_3", "JE1003", "100"),
    ]


@pytest.mark.parametrize("month", ["2025-09", "2031-01", "2025-13", "soon"])
def test_no_journal_for_a_period_that_is_closed_or_does_not_exist(deferred: Account, month: str) -> None:
    _close(deferred, "2025-09")
    url = f"{deferred.client.address}/_emulator/revenue-journals"
    answer = deferred.client.session.post(url, json={"period": month}, timeout=5)
    assert answer.status_code == 400
    assert month in answer.json()["error"]


# -- changes and deletion ------------------------------------------------------------------------------------------


def test_dates_that_change_on_the_line_do_not_reach_the_plan(deferred: Account) -> None:
    """Rule RR-20: the element keeps what the line said when it was made."""
    _sold(deferred)
    moved = {"item": [{"line": 1, **dates("2026-01-01", "2026-12-31")}], "replaceAll": False}
    change = deferred.client.record("Invoice", externalId="in_1", itemList=moved)
    id_of(deferred.client.update(change)[0])
    shown = deferred.client.get(type="invoice", externalId="in_1").itemList.item[0]
    assert shown.revRecStartDate.date() == date(2026, 1, 1)
    assert _rows(deferred, "in_1")[0] == "2025-09 10.00"


def test_an_amount_that_changes_is_planned_anew_by_the_old_dates(deferred: Account) -> None:
    _sold(deferred)
    changed = {"item": [{"line": 1, "amount": "60.00", **dates("2026-01-01")}], "replaceAll": False}
    id_of(deferred.client.update(deferred.client.record("Invoice", externalId="in_1", itemList=changed))[0])
    assert _rows(deferred, "in_1") == [f"{month} 5.00" for month in _months("2025-09", 12)]


def test_another_item_is_planned_by_its_own_dates(deferred: Account) -> None:
    _sold(deferred)
    _add(deferred, deferred.deferring("price_3", QUARTER))
    line = deferred.line("120.00", "price_3", **dates("2026-01-01"))
    id_of(deferred.client.update(deferred.client.record("Invoice", externalId="in_1", itemList={"item": [line]}))[0])
    assert _rows(deferred, "in_1") == ["2026-01 40.00", "2026-02 40.00", "2026-03 40.00"]


def test_what_is_recognized_can_neither_change_nor_go(deferred: Account) -> None:
    _sold(deferred)
    _journal(deferred, "2025-09")
    invoice = deferred.client.get(type="invoice", externalId="in_1").internalId
    cheaper = {"item": [{"line": 1, "amount": "60.00"}], "replaceAll": False}
    gone = {"item": [deferred.line("120.00")]}
    said = deferred.client.update(
        deferred.client.record("Invoice", internalId=invoice, itemList=cheaper),
        deferred.client.record("Invoice", internalId=invoice, itemList=gone),
        deferred.client.record("Invoice", internalId=invoice, memo="a remark"),
    )
    assert [each.partition(":")[0] for each in said] == ["CANT_UPDATE_AMT", "CANT_DELETE_TRAN_LINES", f"ok {invoice}"]
    assert deferred.client.delete(deferred.ref(type="invoice", internalId=invoice))[0].startswith("CANT_DELETE_TRANS")


def test_what_is_deleted_before_any_journal_leaves_no_plan(deferred: Account) -> None:
    _sold(deferred)
    invoice = deferred.ref(type="invoice", externalId="in_1")
    id_of(deferred.client.delete(invoice)[0])
    assert deferred.client.control("schedules") == []
    assert deferred.client.control("revenue-journals", {"period": "2025-09"})["journals"] == []


def test_using_a_memo_leaves_its_plan_alone(deferred: Account) -> None:
    _sold(deferred)
    invoice = deferred.client.get(type="invoice", externalId="in_1").internalId
    line = deferred.line("60.00", "price_year", **YEAR_OF_SERVICE)
    memo = _add(deferred, deferred.memo("memo_1", line, day="2025-10-15"))[0]
    _journal(deferred, "2025-09")
    applied = deferred.client.record("CreditMemo", internalId=memo, **apply_list({invoice: "60.00"}))
    assert deferred.client.update(applied) == [f"ok {memo}"]
    assert _rows(deferred, "memo_1") == [f"{month} -5.00" for month in _months("2025-09", 12)]


def test_a_journal_entry_of_the_month_is_read_but_not_written_or_deleted(deferred: Account) -> None:
    _sold(deferred)
    _journal(deferred, "2025-09")
    entry = deferred.client.get(type="journalEntry", internalId="2")
    assert (entry.tranId, entry.memo, entry.lineList.line[1].credit) == ("JE1001", "Revenue recognition 2025-09", 10)
    assert deferred.client.delete(deferred.ref(type="journalEntry", internalId="2"))[0].startswith("CANT_DELETE_RCRD")


# -- by SuiteQL ----------------------------------------------------------------------------------------------------


def test_plans_are_read_by_suiteql_from_their_document(deferred: Account) -> None:
    """Rule RR-14: actual rows come by SuiteQL."""
    _close(deferred, "2025-09")
    line = deferred.line("120.00", "price_year", **YEAR_OF_SERVICE)
    _add(deferred, deferred.invoice("in_1", deferred.line(), line, day="2025-10-01"))
    _journal(deferred, "2025-10")
    rows = deferred.client.suiteql(
        "SELECT e.referenceid AS ref, i.itemid AS item, planned.periodname AS planned, posting.periodname AS posting,"
        " r.amount, r.isrecognized AS done, r.journal FROM revenueplanplannedrevenue r"
        " JOIN revenueplan p ON p.id = r.revenueplan JOIN revenueelement e ON e.id = p.createdfrom"
        " JOIN item i ON i.id = e.item JOIN accountingperiod planned ON planned.id = r.plannedperiod"
        " JOIN accountingperiod posting ON posting.id = r.postingperiod WHERE e.source = ? ORDER BY r.id",
        "1",
    )
    same = {"ref": "CustInvc_1_2", "item": "price_year", "amount": "10"}
    assert rows[:3] == [
        {**same, "planned": "Sep 2025", "posting": "Oct 2025", "done": "T", "journal": "2"},
        {**same, "planned": "Oct 2025", "posting": "Oct 2025", "done": "T", "journal": "2"},
        {**same, "planned": "Nov 2025", "posting": "Nov 2025", "done": "F"},
    ]
    totals = deferred.client.suiteql("SELECT amount, totalrecognized FROM revenueplan")
    assert totals == [{"amount": "120", "totalrecognized": "20"}]


def test_an_item_tells_its_rule_and_a_line_its_dates(deferred: Account) -> None:
    """Rule RR-5: the rule's period is what counts the rows."""
    _sold(deferred)
    rows = deferred.client.suiteql(
        "SELECT i.externalid AS item, r.recognitionperiod AS n, TO_CHAR(l.revrecstartdate, 'YYYY-MM-DD') AS first,"
        " TO_CHAR(l.revrecenddate, 'YYYY-MM-DD') AS last FROM transactionline l JOIN item i ON i.id = l.item"
        " JOIN revenuerecognitionrule r ON r.id = i.revenuerecognitionrule"
    )
    assert rows == [{"item": "price_year", "n": "12", "first": "2025-09-01", "last": "2026-09-02"}]


# -- arithmetic against worked cases -------------------------------------------------------------------------------

METHODS = {
    "even_periods": Method.EVEN_PERIODS,
    "prorate_first_last": Method.PRORATE_FIRST_AND_LAST,
    "exact_days": Method.EXACT_DAYS,
    "period_rate": Method.PERIOD_RATE,
}


def _months(first: str, count: int) -> Iterator[str]:
    year, month = map(int, first.split("-"))
    for index in range(month - 1, month - 1 + count):
        yield f"{year + index // 12}-{index % 12 + 1:02}"


def _spans(term: Span) -> list[Span]:
    spans, start = list[Span](), term.start.replace(day=1)
    while start <= term.end:
        following = (start + timedelta(days=31)).replace(day=1)
        spans.append(Span(start=start, end=following - timedelta(days=1)))
        start = following
    return spans


@pytest.mark.parametrize("method", Method)
@pytest.mark.parametrize("amount", [1, 7, 10, 12000, 40000, 99999, -3000])
@pytest.mark.parametrize(
    "term", [("2026-01-01", "2026-01-31"), ("2026-08-20", "2026-12-19"), ("2025-09-15", "2026-09-14")]
)
def test_rows_sum_to_the_amount_and_mirror_its_credit(method: Method, amount: int, term: tuple[str, str]) -> None:
    span = Span(start=date.fromisoformat(term[0]), end=date.fromisoformat(term[1]))
    rows = spread(method, amount, term=span, periods=_spans(span), unit=1)
    assert sum(rows) == amount
    assert all(row * amount >= 0 for row in rows)
    assert spread(method, -amount, term=span, periods=_spans(span), unit=1) == tuple(-row for row in rows)
