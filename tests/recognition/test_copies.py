"""How memos take back what an invoice earns (RR-20 to RR-25, RR-27, RR-30, RR-33)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from connector.recognition import Calendar, Credited, Row, copied, rows_text
from connector.translation.values import rounded_parts
from recognition.written import a_schedule, closed, said

QUARTER = "2026-01-01 .. 2026-03-31"
YEAR = "2026-01-01 .. 2026-12-31"


def credited(*amounts: str, calendar: Calendar | None = None) -> list[Credited]:
    return [Credited(amount=Decimal(amount), calendar=calendar or Calendar()) for amount in amounts]


def memos(total: str, term: str, *amounts: str) -> tuple[tuple[Row, ...], ...]:
    return copied(a_schedule(total, term), credited(*amounts), precision=2)


MEMOS: dict[str, tuple[str, str, tuple[str, ...], list[str]]] = {
    "RR-20 a full credit mirrors the invoice": ("240.00", YEAR, ("240.00",), ["12 x -20.00"]),
    "RR-20 of rows that differ by a cent": ("100.00", QUARTER, ("100.00",), ["2 x -33.33 + -33.34"]),
    "RR-21 a part scales every row": ("240.00", YEAR, ("70.00",), ["11 x -5.83 + -5.87"]),
    "RR-22 the rest takes what the first left": (
        "240.00", YEAR, ("70.00", "170.00"), ["11 x -5.83 + -5.87", "11 x -14.17 + -14.13"],
    ),
    "RR-22 thirds": (
        "100.00", QUARTER, ("33.33", "33.33", "33.34"),
        ["3 x -11.11", "3 x -11.11", "2 x -11.11 + -11.12"],
    ),
    "RR-22 the last row of a later part may even change its sign": (
        "0.60", YEAR, ("0.06", "0.06"), ["11 x 0.00 + -0.06", "11 x -0.01 + 0.05"],
    ),
    "RR-20 a negative line is taken back upwards": ("-30.00", QUARTER, ("-30.00",), ["3 x 10.00"]),
    "RR-25 a balance credit on an invoice of one line": ("240.00", YEAR, ("25.00",), ["11 x -2.08 + -2.12"]),
    "RR-27 a full refund leaves nothing of the plan": ("240.00", YEAR, ("240.00",), ["12 x -20.00"]),
    "RR-27 a prorated refund leaves what was used": ("240.00", YEAR, ("180.00",), ["12 x -15.00"]),
}  # fmt: skip


@pytest.mark.parametrize(("total", "term", "amounts", "expected"), MEMOS.values(), ids=MEMOS)
def test_the_memos_rows_are(total: str, term: str, amounts: tuple[str, ...], expected: list[str]) -> None:
    assert [rows_text(memo) for memo in memos(total, term, *amounts)] == expected


def test_rr_12_rr_30_each_closed_month_gives_the_memo_a_row_of_its_own_in_the_open_one() -> None:
    (memo,) = copied(a_schedule("30.00", QUARTER), credited("30.00", calendar=closed("2026-01")), precision=2)
    assert said(memo) == "2026-01 -10.00 in 2026-02\n2026-02 -10.00\n2026-03 -10.00"


def test_rr_33_each_memo_posts_by_the_periods_of_its_own_moment() -> None:
    credits_ = [*credited("15.00"), *credited("15.00", calendar=closed("2026-01"))]
    first, second = copied(a_schedule("30.00", QUARTER), credits_, precision=2)
    assert said(first) == "2026-01 -5.00\n2026-02 -5.00\n2026-03 -5.00"
    assert said(second) == "2026-01 -5.00 in 2026-02\n2026-02 -5.00\n2026-03 -5.00"


def test_rr_20_the_memo_copies_source_periods_whatever_was_posted_when() -> None:
    """The invoice was late, its January posted in February; January is open again when the memo is sent."""
    late = a_schedule("30.00", QUARTER, calendar=closed("2026-01"))
    (memo,) = copied(late, credited("30.00"), precision=2)
    assert said(memo) == "2026-01 -10.00\n2026-02 -10.00\n2026-03 -10.00"


def test_rr_23_each_line_has_the_rows_of_its_own_term() -> None:
    lines = {"240.00": YEAR, "30.00": QUARTER}
    parts = rounded_parts([Decimal("45.00") * Decimal(total) / Decimal("270.00") for total in lines], 2)
    taken = [memos(total, term, str(part))[0] for (total, term), part in zip(lines.items(), parts, strict=True)]
    assert [rows_text(one) for one in taken] == ["11 x -3.33 + -3.37", "2 x -1.67 + -1.66"]


def test_rr_24_a_bad_debt_copies_nothing_and_counts_for_nothing() -> None:
    credits_ = [Credited(amount=Decimal("30.00"), copies=False), *credited("30.00")]
    bad_debt, memo = copied(a_schedule("30.00", QUARTER), credits_, precision=2)
    assert bad_debt == ()
    assert rows_text(memo) == "3 x -10.00"


def test_rr_20_a_line_without_schedule_gives_its_memo_none() -> None:
    assert copied((), credited("30.00"), precision=2) == ((),)
