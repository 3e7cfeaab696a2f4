"""An invoice's lines and its memos as one table of what is earned when (RR-5, RR-9, RR-20 to RR-26, RR-33)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from connector.recognition import (
    Billed,
    Calendar,
    LineSchedule,
    Memo,
    Method,
    Policy,
    TermSource,
    rows_text,
    scheduled,
)
from connector.translation.wanted import LineCopy, LineTerm
from netsuite_client.records import CreditMemo, Invoice, Kind, Ref, TransactionLine
from recognition.written import closed, days

USD = Ref(kind=Kind.CURRENCY, name="USD")
ADA = Ref(kind=Kind.CUSTOMER, external_id="cus_ada")
QUARTER = "2026-01-01 .. 2026-04-01"
"""As Stripe writes it: the end is the next period's start."""


def a_line(amount: str, term: str | None = None, *, item: str = "price_gold") -> TransactionLine:
    kind = Kind.DISCOUNT_ITEM if item.startswith("coupon") else Kind.SERVICE_SALE_ITEM
    span = days(term) if term else None
    return TransactionLine(
        item=Ref(kind=kind, external_id=item),
        amount=Decimal(amount),
        rev_rec_start_date=span.start if span else None,
        rev_rec_end_date=span.end if span else None,
    )


def billed(
    lines: Sequence[TransactionLine], terms: Sequence[LineTerm | None] = (), calendar: Calendar | None = None
) -> Billed:
    record = Invoice(external_id="in_1", entity=ADA, tran_date=date(2026, 1, 1), currency=USD, lines=tuple(lines))
    return Billed(record=record, terms=tuple(terms), calendar=calendar or Calendar())


def a_memo(
    id_: str, lines: Sequence[TransactionLine], copies: Sequence[int | None], *, on: str, calendar: Calendar
) -> Memo:
    record = CreditMemo(external_id=id_, entity=ADA, tran_date=date.fromisoformat(on), currency=USD, lines=tuple(lines))
    copied = tuple(None if line is None else LineCopy("in_1", line) for line in copies)
    return Memo(record=record, copies=copied, calendar=calendar)


def said(schedules: Sequence[LineSchedule]) -> list[str]:
    return [
        f"{one.line} {one.item} {one.amount}: " + ", ".join(f"{part.of} {rows_text(part.rows)}" for part in one.parts)
        for one in schedules
    ]


THREE = LineTerm(period=days(QUARTER), interval="month", interval_count=3)
ADDED, OWN = "2026-01-01 .. 2026-04-02", "2026-01-01 .. 2026-03-31"
BY_DATES = Policy(term_source=TermSource.DATES)
TERMS: dict[str, tuple[Billed, Policy, list[str]]] = {
    "RR-5: the price's interval counts, not the added day": (
        billed([a_line("30.00", ADDED)], [THREE]), Policy(), ["0 price_gold 30.00: invoice 3 x 10.00"],
    ),
    "RR-5: the dates count where that is set": (
        billed([a_line("30.00", ADDED)], [THREE]), BY_DATES, ["0 price_gold 30.00: invoice 4 x 7.50"],
    ),
    "RR-5: the dates count where nothing is known": (
        billed([a_line("30.00", ADDED)]), Policy(), ["0 price_gold 30.00: invoice 4 x 7.50"],
    ),
    "RR-3 RR-15: no dates were sent, the rule in force makes them": (
        billed([a_line("30.00")], [THREE]), BY_DATES, ["0 price_gold 30.00: invoice 4 x 7.50"],
    ),
    "RR-9: a line less the discounts under it, and no tax": (
        billed(
            [
                a_line("30.00", OWN),
                a_line("-6.00", item="coupon_a"),
                a_line("-3.00", item="coupon_b"),
                a_line("60.00", OWN, item="price_b"),
                a_line("9.00", item="stripe_tax"),
            ]
        ),
        Policy(),
        ["0 price_gold 21.00: invoice 3 x 7.00", "3 price_b 60.00: invoice 3 x 20.00"],
    ),
    "RR-7 RR-40: a line without service period has no schedule": (
        billed([a_line("30.00"), a_line("12.00", OWN)], [None, THREE]),
        Policy(),
        ["1 price_gold 12.00: invoice 3 x 4.00"],
    ),
    "RR-8: by the method that is set": (
        billed([a_line("90.00", OWN)]),
        Policy(method=Method.EXACT_DAYS),
        ["0 price_gold 90.00: invoice 31.00 + 28.00 + 31.00"],
    ),
    "RR-3: half a term was sent, which is none": (
        billed([replace(a_line("30.00", OWN), rev_rec_end_date=None), a_line("30.00")]), Policy(), [],
    ),
    "A-6: the decimals of the currency": (
        billed([a_line("2000", OWN)]), Policy(), ["0 price_gold 2000: invoice 2 x 667 + 666"],
    ),
    "V-5: a proration of a yearly price counts its own months": (
        billed([a_line("-30.00", ADDED)], [LineTerm(period=days(QUARTER), interval="year")]),
        Policy(),
        ["0 price_gold -30.00: invoice 3 x -10.00"],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("invoice", "policy", "expected"), TERMS.values(), ids=TERMS)
def test_an_invoices_lines_earn(invoice: Billed, policy: Policy, expected: list[str]) -> None:
    assert said(scheduled(invoice, [], policy)) == expected


def test_rr_22_memos_take_back_in_the_order_of_their_dates_whoever_is_told_first() -> None:
    later = a_memo("memo_re_2", [a_line("20.00")], [0], on="2026-02-10", calendar=closed("2026-01"))
    first = a_memo("memo_re_1", [a_line("10.00")], [0], on="2026-01-10", calendar=closed())
    (line,) = scheduled(billed([a_line("30.00", OWN)]), [later, first], Policy())
    assert [part.of for part in line.parts] == ["invoice", "memo_re_1", "memo_re_2"]
    assert [rows_text(part.rows) for part in line.parts] == [
        "3 x 10.00", "2 x -3.33 + -3.34", "2 x -6.67 + -6.66",
    ]  # fmt: skip


def test_rr_33_each_document_posts_by_the_periods_of_its_own_day() -> None:
    memo = a_memo("memo_re_1", [a_line("30.00")], [0], on="2026-02-10", calendar=closed("2026-01"))
    (line,) = scheduled(billed([a_line("30.00", OWN)]), [memo], Policy())
    assert [[str(row.posting) for row in part.rows] for part in line.parts] == [
        ["2026-01", "2026-02", "2026-03"],
        ["2026-02", "2026-02", "2026-03"],
    ]


def test_rr_33_an_invoice_posts_by_the_periods_of_its_own_day() -> None:
    (line,) = scheduled(billed([a_line("30.00", OWN)], calendar=closed("2026-01")), [], Policy())
    assert [str(row.posting) for row in line.parts[0].rows] == ["2026-02", "2026-02", "2026-03"]
    assert line.term == days(OWN)


def test_a_linked_item_is_called_as_netsuite_calls_it() -> None:
    names = [Ref(kind=Kind.SERVICE_SALE_ITEM, internal_id="7"), Ref(kind=Kind.SERVICE_SALE_ITEM, name="Gold")]
    lines = [replace(a_line("30.00", OWN), item=item) for item in names]
    assert [line.item for line in scheduled(billed(lines), [], Policy())] == ["item 7", "Gold"]


def test_rr_23_rr_9_each_memo_line_copies_its_own_invoice_line_less_its_discount() -> None:
    lines = [a_line("30.00", OWN), a_line("-6.00", item="coupon_a"), a_line("60.00", OWN, item="price_b")]
    memo = a_memo(
        "memo_re_1",
        [a_line("15.00"), a_line("-3.00", item="coupon_a"), a_line("30.00", item="price_b")],
        [0, 1, 2],
        on="2026-01-10",
        calendar=closed(),
    )
    assert said(scheduled(billed(lines), [memo], Policy())) == [
        "0 price_gold 24.00: invoice 3 x 8.00, memo_re_1 3 x -4.00",
        "2 price_b 60.00: invoice 3 x 20.00, memo_re_1 3 x -10.00",
    ]


def test_rr_24_rr_26_a_memo_line_that_copies_nothing_takes_back_nothing_over_time() -> None:
    memo = a_memo("memo_bad", [a_line("30.00", item="stripe_bad_debt")], [None], on="2026-02-10", calendar=closed())
    assert said(scheduled(billed([a_line("30.00", OWN)]), [memo], Policy())) == [
        "0 price_gold 30.00: invoice 3 x 10.00"
    ]
