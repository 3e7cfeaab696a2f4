"""A document beside NetSuite's: explained, on its way, or nobody's (rule A-4)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from connector.reconciliation import (
    Compared,
    Document,
    Figures,
    Intended,
    Standing,
    Total,
    compared,
    resolved,
    with_reversals,
)
from netsuite_client.records import Kind
from stripe_client.objects import Root, RootKind


def figures(total: str = "100.00", paid: str = "0.00", credited: str = "0.00", remaining: str = "0.00") -> Figures:
    return Figures(total=Decimal(total), paid=Decimal(paid), credited=Decimal(credited), remaining=Decimal(remaining))


PAID = figures(paid="100.00")
OPEN = figures(remaining="100.00")
INVOICE = Document(
    kind=Kind.INVOICE,
    external_id="in_1",
    root=Root(RootKind.INVOICE, "in_1"),
    currency="USD",
    dated=date(2026, 3, 1),
    changed_at=0,
    stripe=PAID,
)
WRITTEN_OFF = Intended(
    rule="L-1", why="written off", change=Figures(credited=Decimal("100.00"), remaining=Decimal("-100.00"))
)
WAITS = Standing(why="waiting")
SKIPPED = Standing(why="skipped (linked)", skipped=True)


def text(one: Compared) -> str:
    """What explains it, and what is left."""
    rest = [f"{name} {amount}" for name, amount in one.unexplained.amounts().items() if amount]
    rules = [f"{each.rule} {each.why}" for each in one.intended]
    return ", ".join([one.where.value, *rules, *([] if one.is_explained else ["unexplained", *rest])])


CASES: dict[str, tuple[dict[str, Any], dict[str, Any], str]] = {
    "the same on both sides": ({}, {"netsuite": PAID}, "there"),
    "edited": ({}, {"netsuite": figures("90.00", paid="90.00")}, "there, unexplained, total -10.00, paid -10.00"),
    "deleted": ({}, {"netsuite": None, "was_booked": True}, "gone, unexplained, total -100.00, paid -100.00"),
    "deleted while its payment is on its way": (
        {},
        {"netsuite": None, "was_booked": True, "standing": WAITS},
        "gone, unexplained, total -100.00, paid -100.00",
    ),
    "not sent yet": ({}, {"netsuite": None, "standing": WAITS}, "never, journal waiting"),
    "deleted, though it was over zero": (
        {"stripe": Figures()},
        {"netsuite": None, "was_booked": True},
        "gone, unexplained",
    ),
    "deleted, and a memo that Stripe has taken back": (
        {"kind": Kind.CREDIT_MEMO, "stripe": Figures()},
        {"netsuite": None, "was_booked": True},
        "gone",
    ),
    "nobody knows why it is not there": ({}, {"netsuite": None}, "never, unexplained, total -100.00, paid -100.00"),
    "its payment is not applied yet": ({}, {"netsuite": OPEN, "standing": WAITS}, "there, journal waiting"),
    "its payment was taken off": ({}, {"netsuite": OPEN}, "there, unexplained, paid -100.00, remaining 100.00"),
    "edited while its payment is on its way": (
        {},
        {"netsuite": figures("90.00", remaining="90.00"), "standing": WAITS},
        "there, unexplained, total -10.00, paid -100.00, remaining 90.00",
    ),
    "L-1: written off": (
        {"stripe": OPEN, "intended": (WRITTEN_OFF,)},
        {"netsuite": figures(credited="100.00")},
        "there, L-1 written off",
    ),
    "L-1: written off, and the memo was taken off": (
        {"stripe": OPEN, "intended": (WRITTEN_OFF,)},
        {"netsuite": OPEN},
        "there, L-1 written off, unexplained, credited -100.00, remaining 100.00",
    ),
    "V-11: left out": ({"left_out": ("V-11", "too small")}, {"netsuite": None}, "never, V-11 too small"),
    "V-11: left out, as the journal knows": (
        {"left_out": ("V-11", "too small")},
        {"netsuite": None, "standing": SKIPPED},
        "never, V-11 too small",
    ),
    "I-4: only the journal knows why": ({}, {"netsuite": None, "standing": SKIPPED}, "never, journal skipped (linked)"),
    "A-6: rounded": (
        {"stripe": figures("1.005", paid="1.005"), "unit": Decimal("0.01")},
        {"netsuite": figures("1.01", paid="1.01")},
        "there, A-6 rounded to NetSuite's decimals",
    ),
    "A-6: rounded in several parts": (
        {"stripe": figures("3.00", paid="1.012", credited="1.988"), "unit": Decimal("0.01")},
        {"netsuite": figures("3.00", paid="1.03", credited="1.97")},
        "there, A-6 rounded to NetSuite's decimals",
    ),
    "A-6: a whole unit is no rounding": (
        {"stripe": figures("1.005", paid="1.005"), "unit": Decimal("0.01")},
        {"netsuite": figures("1.02", paid="1.02")},
        "there, unexplained, total 0.015, paid 0.015",
    ),
    "A-11: taken out of NetSuite at the next chance": (
        {"kind": Kind.CREDIT_MEMO, "stripe": Figures()},
        {"netsuite": figures(), "standing": WAITS},
        "there, journal waiting",
    ),
}


@pytest.mark.parametrize(("differences", "found", "told"), CASES.values(), ids=CASES)
def test_a_document_beside_netsuites(differences: dict[str, Any], found: dict[str, Any], told: str) -> None:
    known = {"was_booked": found["netsuite"] is not None, "standing": None} | found
    assert text(compared(replace(INVOICE, **differences), **known)) == told


def test_what_charges_tell_later_explains_what_was_left() -> None:
    """Rule P-7."""
    change = Figures(paid=Decimal("100.00"), remaining=Decimal("-100.00"))
    under_way = Intended(rule="P-7", why="under way", change=change)
    document = replace(INVOICE, stripe=OPEN)
    applied, untouched = (
        compared(document, found, was_booked=True, standing=None) for found in (figures(paid="100.00"), OPEN)
    )
    assert not resolved(applied, [under_way]).unexplained
    assert not resolved(untouched, [under_way]).unexplained, "what is like Stripe's needs no explanation"


def test_a_11_a_memo_and_what_reverses_it_make_up_for_one_another() -> None:
    memo = replace(INVOICE, kind=Kind.CREDIT_MEMO, external_id="memo_cn_1", stripe=Figures())
    undo = replace(INVOICE, external_id="undo_memo_cn_1", stripe=Figures())
    both = [
        compared(memo, figures(), was_booked=True, standing=None),
        compared(undo, figures(credited="100.00"), was_booked=True, standing=None),
    ]
    assert [text(one) for one in with_reversals(both)] == [
        "there, A-11 no longer wanted, balanced by undo_memo_cn_1",
        "there, A-11 no longer wanted, balanced by memo_cn_1",
    ]
    assert with_reversals(both[:1])[0].unexplained, "the one without the other is not balanced"


def test_sums_have_the_decimals_of_their_currency() -> None:
    total = Total.of("USD", Kind.INVOICE)
    total.add(compared(INVOICE, figures(paid="90.00"), was_booked=True, standing=None))
    assert (str(total.stripe.total), str(total.unexplained.paid), str(total.intended.paid)) == (
        "100.00",
        "-10.00",
        "0.00",
    )
