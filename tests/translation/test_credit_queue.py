"""Who takes which credit of a customer's balance (rules B-1, B-3, B-4, B-5, B-8)."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.translation.credit_queue import Use, uses_of


@dataclass(frozen=True)
class Moved:
    """A balance transaction as the queue sees it."""

    id: str
    amount: int
    type: str
    invoice_id: str | None = None
    record: str | None = None
    created: int = 0


def adjusted(number: int, amount: int) -> Moved:
    return Moved(f"cbtxn_{number}", amount, "adjustment")


def noted(number: int, amount: int) -> Moved:
    return Moved(f"cbtxn_{number}", amount, "credit_note", "in_0", record=f"memo_cn_{number}")


def overpaid(number: int, amount: int) -> Moved:
    return Moved(f"cbtxn_{number}", amount, "invoice_overpaid", "in_0", record=f"ch_{number}")


def applied(number: int, amount: int, invoice_id: str = "in_1") -> Moved:
    return Moved(f"cbtxn_{number}", amount, "applied_to_invoice", invoice_id)


def too_small(number: int, amount: int) -> Moved:
    return Moved(f"cbtxn_{number}", amount, "invoice_too_small", "in_small")


def given_back(number: int, amount: int, invoice_id: str = "in_1") -> Moved:
    return Moved(f"cbtxn_{number}", amount, "unapplied_from_invoice", invoice_id)


def written(use: Use) -> str:
    parts = " + ".join(f"{part.amount} of {part.record or 'no record'}" for part in use.parts)
    back = ", taken back" if use.taken_back else ""
    return f"{use.transaction_id} on {use.invoice_id or 'a debit'}: {parts or 'nothing'}{back}"


CASES: dict[str, tuple[list[Moved], list[str]]] = {
    "B-1: an adjustment is used": ([adjusted(1, -500), applied(2, 500)], ["cbtxn_2 on in_1: 500 of no record"]),
    "first in, first out": (
        [adjusted(1, -300), noted(2, -400), applied(3, 500)],
        ["cbtxn_3 on in_1: 300 of no record + 200 of memo_cn_2"],
    ),
    "B-3: an overpayment is used over two invoices": (
        [overpaid(1, -1000), applied(2, 600), applied(3, 400, "in_2")],
        ["cbtxn_2 on in_1: 600 of ch_1", "cbtxn_3 on in_2: 400 of ch_1"],
    ),
    "a negative invoice's credit has no record": (
        [applied(1, -4000, "in_negative"), applied(2, 4000)],
        ["cbtxn_2 on in_1: 4000 of no record"],
    ),
    "B-4: a debit is carried onto an invoice and leaves no credit": (
        [too_small(1, 30), applied(2, -30), adjusted(3, -10), applied(4, 10, "in_2")],
        ["cbtxn_4 on in_2: 10 of no record"],
    ),
    "B-5: a use that was taken back stands in its old place again": (
        [adjusted(1, -500), noted(2, -100), applied(3, 500), given_back(4, -500), applied(5, 550, "in_2")],
        ["cbtxn_3 on in_1: 500 of no record, taken back", "cbtxn_5 on in_2: 500 of memo_cbtxn_3 + 50 of memo_cn_2"],
    ),
    "B-5: of a use that made no memo there is none to use again": (
        [adjusted(1, -500), applied(2, 500, "in_open"), given_back(3, -500, "in_open"), applied(4, 500)],
        ["cbtxn_2 on in_open: 500 of no record, taken back", "cbtxn_4 on in_1: 500 of no record"],
    ),
    "B-8: a debit meets the credit of a memo": (
        [noted(1, -700), adjusted(2, 200), applied(3, 500)],
        ["cbtxn_2 on a debit: 200 of memo_cn_1", "cbtxn_3 on in_1: 500 of memo_cn_1"],
    ),
    "B-8: a debit meets credit without a record, and nothing is made": (
        [adjusted(1, -700), adjusted(2, 200), applied(3, 500)],
        ["cbtxn_3 on in_1: 500 of no record"],
    ),
    "B-8: an invoice below the minimum that credit covers is an invoice": (
        [noted(1, -700), too_small(2, 30)],
        ["cbtxn_2 on in_small: 30 of memo_cn_1"],
    ),
    "B-8: one that credit covers in part takes it as a debit": (
        [noted(1, -10), too_small(2, 30)],
        ["cbtxn_2 on a debit: 10 of memo_cn_1"],
    ),
    "B-5, B-8: a debit that a void gives back meets credit": (
        [adjusted(1, 821), applied(2, -821), noted(3, -18), given_back(4, 821), applied(5, -803, "in_2")],
        ["cbtxn_4 on a debit: 18 of memo_cn_3"],
    ),
    "B-5, B-8: credit that a void gives back meets a debit": (
        [noted(1, -10), applied(2, 10, "in_open"), adjusted(3, 4), given_back(4, -10, "in_open"), applied(5, 6)],
        [
            "cbtxn_2 on in_open: 10 of memo_cn_1, taken back",
            "cbtxn_4 on a debit: 4 of memo_cn_1",
            "cbtxn_5 on in_1: 6 of memo_cn_1",
        ],
    ),
    "a credit that comes to a customer who owes meets the debit": (
        [adjusted(1, 300), noted(2, -500), applied(3, 200)],
        ["cbtxn_2 on a debit: 300 of memo_cn_2", "cbtxn_3 on in_1: 200 of memo_cn_2"],
    ),
}


def uses(transactions: list[Moved], unit: int = 1) -> tuple[Use, ...]:
    records = {each.id: each.record for each in transactions}
    return uses_of(
        transactions,
        origins=lambda each: [(records[each.id], -each.amount)],
        booked=lambda invoice_id: invoice_id != "in_open",
        unit=unit,
    )


@pytest.mark.parametrize(("transactions", "expected"), CASES.values(), ids=CASES)
def test_credit_is_used_first_in_first_out(transactions: list[Moved], expected: list[str]) -> None:
    """Rules B-1 to B-5, B-8."""
    assert [written(use) for use in uses(transactions)] == expected


@given(st.lists(st.integers(-9, 9), max_size=30))
def test_no_credit_is_used_twice(amounts: list[int]) -> None:
    """Whatever comes in which order: of a memo's credit never more is used than it has."""
    transactions = [noted(place, each) if each < 0 else applied(place, each) for place, each in enumerate(amounts)]
    used: dict[str, int] = {}
    for use in uses(transactions):
        for record, amount in use.with_record.items():
            used[record] = used.get(record, 0) + amount
    assert all(amount <= -amounts[int(record.removeprefix("memo_cn_"))] for record, amount in used.items())


KEPT = {
    "A-6: what one use loses by rounding comes with the next": (
        [noted(1, -265), applied(2, 88), applied(3, 88), applied(4, 89)],
        [80, 90, 90],
    ),
    "A-6: what a void gave back is used once": (
        [noted(1, -10), applied(2, 9), applied(3, 1, "in_2"), given_back(4, -9), applied(5, 9, "in_3")],
        [0, 10, 0],
    ),
}


@pytest.mark.parametrize(("transactions", "expected"), KEPT.values(), ids=KEPT)
def test_of_thousandths_netsuite_takes_hundredths(transactions: list[Moved], expected: list[int]) -> None:
    kept = [use.with_record_kept for use in uses(transactions, unit=10)]
    assert [list(each.values()) for each in kept] == [[each] for each in expected]


GIVEN_BACK = st.tuples(st.just("given back"), st.integers(0, 9))
GIVEN_AND_TAKEN = st.tuples(st.just("moved"), st.integers(-40, 40))


@given(st.lists(GIVEN_BACK | GIVEN_AND_TAKEN, max_size=20))
def test_what_is_in_use_is_never_more_than_there_is(moves: list[tuple[str, int]]) -> None:
    """Rounded down, with whatever voids gave back in between (rules A-6, B-5)."""
    transactions: list[Moved] = []
    for number, (move, amount) in enumerate(moves):
        if move == "moved":
            transactions.append(noted(number, amount) if amount < 0 else applied(number, amount, f"in_{number}"))
        elif amount < len(transactions) and transactions[amount].type == "applied_to_invoice":
            used = transactions[amount]
            transactions.append(given_back(number, -used.amount, used.invoice_id or ""))
    noted_credits = {each.record: -each.amount for each in transactions if each.record}
    in_use: dict[str, int] = {}
    for use in uses(transactions, unit=10):
        for record, kept in use.with_record_kept.items() if not use.taken_back else ():
            in_use[record] = in_use.get(record, 0) + kept
    assert all(kept <= noted_credits.get(record, kept) for record, kept in in_use.items())
