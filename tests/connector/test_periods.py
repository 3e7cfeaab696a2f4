"""Where a record is posted whose month is closed: the decision, its words, and what is sent (rules A-9, RR-13)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from connector.binding import Bound, bind, posted
from connector.periods import (
    AsDated,
    Moved,
    Policy,
    Posting,
    PostingRules,
    Stopped,
    calendar_months,
    moved_text,
    posting_of,
)
from connector.ports import Batch, ClaimedApplication, ClaimedRecord, Purpose
from connector.translation.external_ids import MEMO_MAX, memo_of_original_date
from connector.translation.wanted import Application, Origin, WantedRecord
from netsuite_client.account import Period
from netsuite_client.outcomes import Add
from netsuite_client.records import Customer, CustomerPayment, Invoice, Kind, Ref, TransactionLine

QUARTER = {"2025-08": False, "2025-09": False, "2025-10": False}
"""Three months, all open."""


def rules_of(*closed: str, **policies: str) -> PostingRules:
    """August to October 2025, of which these months are closed."""
    months = {**QUARTER, **dict.fromkeys(closed, True)}
    known = [month for month in calendar_months(None) if month.internal_id in months]
    periods = tuple(replace(month, closed=months[month.internal_id]) for month in known)
    return PostingRules(periods=periods, policies={kind: Policy(policy) for kind, policy in policies.items()})


def said(posting: Posting) -> str:
    match posting:
        case AsDated():
            return "as dated"
        case Moved(to=to):
            return f"on {to}"
        case Stopped(cause=cause, waits=waits, values=values):
            period = values.get("period", "")
            return " ".join(filter(None, ("waits for" if waits else "refused for", cause, period)))


A_9 = {
    "an open month takes it": ("2025-09-30", (), "next_open", "as dated"),
    "an open month takes it whatever the policy": ("2025-09-30", ("2025-08",), "fail", "as dated"),
    "closed: the next month's first day": ("2025-09-30", ("2025-09",), "next_open", "on 2025-10-01"),
    "the first day too": ("2025-09-01", ("2025-09",), "next_open", "on 2025-10-01"),
    "two closed: the next but one": ("2025-08-15", ("2025-08", "2025-09"), "next_open", "on 2025-10-01"),
    "an open month before is not gone back to": ("2025-10-15", ("2025-10",), "next_open", "waits for NO_OPEN_PERIOD"),
    "nothing open": ("2025-08-15", tuple(QUARTER), "next_open", "waits for NO_OPEN_PERIOD"),
    "hold": ("2025-09-30", ("2025-09",), "hold", "waits for PERIOD_CLOSED September 2025"),
    "fail": ("2025-09-30", ("2025-09",), "fail", "refused for PERIOD_CLOSED September 2025"),
    "a day before all periods moves to the first": ("2025-07-31", (), "next_open", "on 2025-08-01"),
    "a day after all periods waits for one": ("2025-11-01", (), "next_open", "waits for NO_OPEN_PERIOD"),
    "a day without a period cannot be reopened": ("2025-11-01", (), "fail", "waits for NO_OPEN_PERIOD"),
}


@pytest.mark.parametrize(("day", "closed", "policy", "expected"), A_9.values(), ids=A_9)
def test_a_9_a_record_is_posted(day: str, closed: tuple[str, ...], policy: str, expected: str) -> None:
    assert said(posting_of(date.fromisoformat(day), rules_of(*closed), Policy(policy))) == expected


def test_a_period_that_is_no_calendar_month_is_called_as_netsuite_calls_it() -> None:
    period = Period(internal_id="1", name="P9 FY25", start=date(2025, 8, 31), end=date(2025, 9, 27), closed=True)
    assert said(posting_of(date(2025, 9, 1), PostingRules(periods=(period,)), Policy.HOLD)).endswith("P9 FY25")


def test_periods_may_come_in_any_order() -> None:
    backwards = PostingRules(periods=rules_of("2025-09").periods[::-1])
    assert posting_of(date(2025, 9, 5), backwards, Policy.NEXT_OPEN) == Moved(to=date(2025, 10, 1))


@pytest.mark.parametrize(
    ("closed_through", "expected"),
    [(None, "as dated"), (date(2025, 8, 1), "as dated"), (date(2025, 9, 1), "on 2025-10-01")],
    ids=["nothing is closed", "closed through the month before", "closed through its month"],
)
def test_months_that_are_set_by_hand_decide_alike(closed_through: date | None, expected: str) -> None:
    rules = PostingRules(periods=calendar_months(closed_through))
    assert said(posting_of(date(2025, 9, 30), rules, Policy.NEXT_OPEN)) == expected


def test_it_is_said_in_which_month_it_stands_and_why() -> None:
    assert moved_text(date(2025, 9, 30), date(2025, 10, 1)) == "posted in October: September 2025 is closed"
    assert moved_text(date(2025, 12, 31), date(2026, 1, 1)) == "posted in January 2026: December 2025 is closed"


DATED = "Original transaction date: 2025-09-30"
LONG = "x" * MEMO_MAX
MEMOS = {
    "behind the id": ("Stripe: in_1", f"Stripe: in_1. {DATED}"),
    "behind what was mapped": ("Renewal. Stripe: in_1", f"Renewal. Stripe: in_1. {DATED}"),
    "behind other sentences": (
        "Stripe: in_1. Rounded from 1.234 KWD",
        f"Stripe: in_1. Rounded from 1.234 KWD. {DATED}",
    ),
    "alone": (None, DATED),
    "a long text behind the id is cut": (f"Stripe: ch_1. {LONG}"[:MEMO_MAX], "Stripe: ch_1. xx"),
    "a long text before the id is cut, never the id": (f"{LONG[14:]}. Stripe: in_1", "xxx. Stripe: in_1. Original"),
    "both are cut": (f"{LONG[40:]}. Stripe: in_1. Some more words", "xxx. Stripe: in_1. Original"),
}


@pytest.mark.parametrize(("before", "expected"), MEMOS.values(), ids=MEMOS)
def test_i_2_the_memo_gains_the_original_date(before: str | None, expected: str) -> None:
    memo = memo_of_original_date(before, date(2025, 9, 30))
    assert expected in memo
    assert memo.endswith(DATED)
    assert len(memo) <= MEMO_MAX


USD = Ref(kind=Kind.CURRENCY, internal_id="1")
GOLD = Ref(kind=Kind.SERVICE_SALE_ITEM, internal_id="9")
ACME = Ref(kind=Kind.CUSTOMER, internal_id="7")
SEPTEMBER, AUGUST = date(2025, 9, 30), date(2025, 8, 31)


def an_invoice(day: date = SEPTEMBER) -> Invoice:
    line = TransactionLine(item=GOLD, amount=Decimal(10), rev_rec_start_date=date(2025, 9, 1))
    return Invoice(external_id="in_1", entity=ACME, tran_date=day, currency=USD, lines=(line,), memo="Stripe: in_1")


def a_payment(day: date = SEPTEMBER) -> CustomerPayment:
    return CustomerPayment(external_id="ch_1", customer=ACME, tran_date=day, currency=USD, payment=Decimal(10))


def bound_by(rules: PostingRules) -> Bound:
    """A customer, an invoice and a payment with its use, bound by these rules."""
    records = (Customer(external_id="cus_1", is_person=False), an_invoice(), a_payment())
    use = Application(
        payer=Ref(kind=Kind.CUSTOMER_PAYMENT, external_id="ch_1"),
        payee=Ref(kind=Kind.INVOICE, internal_id="5"),
        amount=Decimal(10),
        currency="usd",
    )
    batch = Batch(
        lease="l",
        purpose=Purpose.ADD,
        records=tuple(
            ClaimedRecord(intent_id=number, external_id=each.external_id, sent_as=each.external_id, record=each)
            for number, each in enumerate(records)
        ),
        applications=(ClaimedApplication(intent_id=3, application=use),),
    )
    return bind(batch, rules)


def in_words(bound: Bound) -> str:
    adds = [one.operation.record for one in bound.operations if isinstance(one.operation, Add)]
    sent = [f"{each.external_id} {getattr(each, 'tran_date', '')}".strip() for each in adds]
    stopped = [f"{one.why.cause} {one.intent_ids}" for one in bound.stopped]
    return ", ".join([*sent, *stopped])


BOUND = {
    "all open": (rules_of(), "cus_1, in_1 2025-09-30, ch_1 2025-09-30"),
    "closed": (rules_of("2025-09"), "cus_1, in_1 2025-10-01, ch_1 2025-10-01"),
    "a policy for each kind": (
        rules_of("2025-09", invoice="hold", customer_payment="next_open"),
        "cus_1, ch_1 2025-10-01, PERIOD_CLOSED (1,)",
    ),
    "what travels with a payment stops with it": (
        rules_of("2025-09", customer_payment="fail"),
        "cus_1, in_1 2025-10-01, PERIOD_CLOSED (2, 3)",
    ),
}


@pytest.mark.parametrize(("rules", "expected"), BOUND.values(), ids=BOUND)
def test_a_9_a_batch_is_bound_with(rules: PostingRules, expected: str) -> None:
    assert in_words(bound_by(rules)) == expected


def test_rr_13_service_dates_stay_where_the_posting_date_moves() -> None:
    moved = next(one.operation for one in bound_by(rules_of("2025-09")).operations if one.intent_ids == (1,))
    assert isinstance(moved, Add)
    assert isinstance(moved.record, Invoice)
    assert moved.record.lines == an_invoice().lines
    assert moved.record.memo == f"Stripe: in_1. {DATED}"


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        (an_invoice(), False),
        (an_invoice(date(2025, 10, 1)), True),
        (an_invoice(AUGUST), False),
        (a_payment(date(2025, 10, 1)), False),
        (replace(an_invoice(date(2025, 10, 1)), lines=()), False),
    ],
    ids=[
        "its term starts in its own month",
        "its term starts in the month before",
        "its term starts later",
        "a payment defers nothing",
        "nothing is deferred",
    ],
)
def test_rr_30_revenue_of_earlier_months_is_told_from_that_of_the_records_own(
    record: Invoice | CustomerPayment, expected: bool
) -> None:
    assert rules_of().reaches_back(record) is expected


def test_the_rule_stands_behind_what_it_changed() -> None:
    origin = Origin(by="V-2", path="invoice.effective_at", value=1)
    wanted = WantedRecord(record=an_invoice(), origins={"tran_date": origin, "entity": Origin(by="C-1")})
    late = posted(wanted, Moved(to=date(2025, 10, 1)))
    by = "A-9 posted in October: September 2025 is closed"
    assert late.origins == {"tran_date": replace(origin, by=by), "entity": Origin(by="C-1")}
    assert posted(wanted, AsDated()) is wanted
