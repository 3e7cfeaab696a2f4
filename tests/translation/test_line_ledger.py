"""What memos leave of an invoice's lines (rules R-3, R-4)."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from connector.translation.line_ledger import LineLedger, divided

CENT = Decimal("0.01")


def money(*amounts: str) -> tuple[Decimal, ...]:
    return tuple(map(Decimal, amounts))


CASES = {
    "one line takes all": ("40.00", ("100.00",), ("40.00",)),
    "lines share as they are to each other": ("45.00", ("120.00", "60.00"), ("30.00", "15.00")),
    "a discount gives back its part": ("45.00", ("100.00", "-10.00"), ("50.00", "-5.00")),
    "the odd cent goes to the largest remainder": ("0.05", ("2.00", "1.00"), ("0.03", "0.02")),
    "of equal remainders the earlier line takes it": ("0.01", ("1.00", "1.00"), ("0.01", "0.00")),
    "so it does of what is more than a cent": ("0.03", ("1.00", "1.00"), ("0.02", "0.01")),
    "all of it leaves nothing": ("99.99", ("33.33", "77.77", "-11.11"), ("33.33", "77.77", "-11.11")),
    "a line without amount takes nothing": ("5.00", ("0.00", "10.00"), ("0.00", "5.00")),
    "lines that cancel out leave it to the first": ("1.00", ("5.00", "-5.00"), ("1.00", "0.00")),
}


@pytest.mark.parametrize(("amount", "weights", "parts"), CASES.values(), ids=CASES)
def test_an_amount_is_divided_as_its_lines_are_to_each_other(
    amount: str, weights: tuple[str, ...], parts: tuple[str, ...]
) -> None:
    """Rule R-3."""
    assert divided(Decimal(amount), money(*weights), CENT) == money(*parts)


def test_yen_have_no_decimals() -> None:
    assert divided(Decimal(1000), (Decimal(1), Decimal(1), Decimal(1)), Decimal(1)) == (334, 333, 333)


def test_a_later_memo_runs_over_what_earlier_ones_left() -> None:
    """Rule R-4: the line that a credit note took in full gets nothing of a later refund."""
    ledger = LineLedger(money("100.00", "50.00"), CENT).less({0: Decimal("100.00")})
    assert ledger.pro_rata(Decimal("20.00")) == money("0.00", "20.00")


def test_a_line_that_is_credited_beyond_what_it_has_left_stands_at_zero() -> None:
    """Rule R-4."""
    ledger = LineLedger(money("10.00", "-2.00"), CENT).less({0: Decimal("12.00"), 1: Decimal("-3.00")})
    assert ledger.left == money("0.00", "0.00")


def test_only_the_lines_that_are_chosen_share() -> None:
    """Rule B-2: tax and shipping take nothing of a balance credit."""
    assert LineLedger(money("60.00", "40.00", "20.00"), CENT).pro_rata(Decimal("10.00"), among=(0, 1)) == money(
        "6.00", "4.00", "0.00"
    )


amounts = st.integers(-50_000, 100_000).map(lambda cents: Decimal(cents) * CENT)


@given(lines=st.lists(amounts, min_size=1, max_size=9), shares=st.lists(st.integers(1, 100), min_size=1, max_size=6))
def test_memos_that_credit_the_whole_invoice_leave_every_line_at_zero(lines: list[Decimal], shares: list[int]) -> None:
    """Rule R-4, for any number of memos in any proportion: none takes more of a line than is left."""
    total = sum(lines, Decimal(0))
    assume(total > 0)
    ledger = LineLedger(tuple(lines), CENT)
    memos = [each for each in divided(total, list(map(Decimal, shares)), CENT) if each]
    for amount in memos:
        parts = ledger.pro_rata(amount)
        assert sum(parts) == amount
        assert all(part * left >= 0 and abs(part) <= abs(left) for part, left in zip(parts, ledger.left, strict=True))
        ledger = ledger.less(dict(enumerate(parts)))
    assert all(left == 0 for left in ledger.left)
