"""Billing stories and the books that they end in (accounting section 9)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from builders import (
    a_balance,
    a_charge,
    a_coupon,
    a_credit_note,
    a_dispute,
    a_line,
    a_refund,
    a_share,
    a_tax,
    an_invoice,
    an_invoice_family,
    an_invoice_payment,
    seconds,
)

from stripe_client.objects import CreditNote, CustomerBalanceTransaction, InvoiceStory, parse
from translation.posted import RULES, Billing, books_of


def billed(*, id: str = "in_1", paid: int | None = None, **stripe: Any) -> InvoiceStory:  # noqa: A002
    """An invoice of which so much was paid by its charge: all of it where it is paid."""
    if paid is not None:
        stripe["payments"] = [an_invoice_payment(paid, invoice=id)]
    return an_invoice_family(an_invoice(id=id, **stripe), coupons={"di_spring": a_coupon()})


def unpaid(status: str, *, paid: int = 0, **stripe: Any) -> InvoiceStory:
    """An invoice that is not paid in full, with what became of it when."""
    moments = {"marked_uncollectible_at": "2026-03-20", "voided_at": "2026-03-25"}
    ended = {"open": (), "uncollectible": ("marked_uncollectible_at",), "void": ("voided_at",)}
    both = ("marked_uncollectible_at", "voided_at")
    reached = both if status == "uncollectible, then void" else ended[status]
    transitions = {name: seconds(moments[name]) for name in reached} | {"finalized_at": seconds("2026-03-01")}
    return billed(
        paid=paid or None,
        status=status.rsplit(maxsplit=1)[-1],
        status_transitions=transitions,
        **({"payments": []} if not paid else {}),
        **stripe,
    )


def paid_late(amount: int = 10_000, **stripe: Any) -> InvoiceStory:
    """An invoice of 100 that was given up on 20 March and paid on the 28th."""
    late = an_invoice_payment(amount, paid_at="2026-03-28")
    given_up = {"marked_uncollectible_at": seconds("2026-03-20")}
    return billed(**{"payments": [late], "status_transitions": given_up} | stripe)


def charge(amount: int = 10_000, *, id: str = "ch_1", **stripe: Any) -> Any:  # noqa: A002
    return a_charge(amount, id=id, **stripe)


def using(balance: int, *, id: str = "in_1", paid: int, total: int, **stripe: Any) -> InvoiceStory:  # noqa: A002
    """A paid invoice that used so much of the customer's credit."""
    return billed(id=id, amount=total, paid=paid, starting_balance=-balance, ending_balance=0, **stripe)


OUTSIDE = {"type": "payment_record", "payment_record": "pr_1"}


def given_back_outside(amount: int, **stripe: Any) -> CreditNote:
    """A credit note of which all goes back outside Stripe, as it was paid."""
    group = {"payment_record": "pr_1", "refund_group": "prrg_1"}
    back = {"type": "payment_record_refund", "amount_refunded": amount, "payment_record_refund": group}
    note = a_credit_note(post=amount, **stripe)
    return parse(CreditNote, {**note.plain, "refunds": [back], "out_of_band_amount": None})


def given_back(amount: int, invoice: str, *, date: str) -> tuple[CustomerBalanceTransaction, ...]:
    """What a void invoice gives back of the credit that it used."""
    (moved,) = a_balance(("unapplied_from_invoice", -amount, invoice), date=date)
    return (replace(moved, id="cbtxn_9", ending_balance=-amount),)


STORIES: dict[str, tuple[Billing, list[str]]] = {
    "open invoice 100": (Billing(stories=[unpaid("open")]), ["100", "0", "-100", "0"]),
    "paid 100": (Billing(stories=[billed()], charges=[charge()]), ["0", "100", "-100", "0"]),
    "100 + 20 tax, paid": (
        Billing(stories=[billed(lines=[a_line(taxes=[a_tax(2000)])])], charges=[charge(12_000)]),
        ["0", "120", "-100", "-20"],
    ),
    "R-3: paid 100, refunded 40": (
        Billing(stories=[billed()], charges=[charge(refunds=[a_refund(4000)])]),
        ["0", "60", "-60", "0"],
    ),
    "R-3: paid 100, refunded 40 + 60": (
        Billing(
            stories=[billed()], charges=[charge(refunds=[a_refund(4000), a_refund(6000, id="re_2", date="2026-03-15")])]
        ),
        ["0", "0", "0", "0"],
    ),
    "L-1: open 100, uncollectible": (Billing(stories=[unpaid("uncollectible")]), ["0", "0", "0", "0"]),
    "L-2: open 100, 30 paid, then void": (
        Billing(stories=[unpaid("void", paid=3000)], charges=[charge(3000)]),
        ["-30", "30", "0", "0"],
    ),
    "L-2: open 100, 30 paid, 30 refunded, then void": (
        Billing(stories=[unpaid("void", paid=3000)], charges=[charge(3000, refunds=[a_refund(3000)])]),
        ["0", "0", "0", "0"],
    ),
    "L-4: open 100, 30 paid, uncollectible, then void": (
        Billing(stories=[unpaid("uncollectible, then void", paid=3000)], charges=[charge(3000)]),
        ["-30", "30", "0", "0"],
    ),
    "L-1: open 20, credit 5 used, 15 uncollectible": (
        Billing(
            stories=[unpaid("uncollectible", amount=2000, starting_balance=-500, ending_balance=0)],
            balance=a_balance(("adjustment", -500, None), ("applied_to_invoice", 500, "in_1")),
        ),
        ["0", "0", "0", "0"],
    ),
    "R-7: paid 100, refund 40 fails, refunded 40 again": (
        Billing(
            stories=[billed()],
            charges=[
                charge(
                    refunds=[a_refund(4000, failed="2026-03-12"), a_refund(4000, id="re_2", date="2026-03-15")],
                )
            ],
        ),
        ["0", "60", "-60", "0"],
    ),
    "L-1: open 100, 30 paid, uncollectible": (
        Billing(stories=[unpaid("uncollectible", paid=3000)], charges=[charge(3000)]),
        ["0", "30", "-30", "0"],
    ),
    "V-10: downgrade: invoice -40 then 100, credit used, 60 paid": (
        Billing(
            stories=[
                billed(id="in_0", amount=-4000, starting_balance=0, ending_balance=-4000, payments=[]),
                using(4000, total=10_000, paid=6000),
            ],
            charges=[charge(6000)],
            balance=a_balance(("applied_to_invoice", -4000, "in_0"), ("applied_to_invoice", 4000, "in_1")),
        ),
        ["0", "60", "-60", "0"],
    ),
    "N-1: credit note 30 on open 100, then 70 paid": (
        Billing(
            stories=[billed(paid=7000, pre_payment_credit_notes_amount=3000)],
            charges=[charge(7000)],
            notes=[a_credit_note(pre=3000)],
        ),
        ["0", "70", "-70", "0"],
    ),
    "N-2, N-3: paid 100, credit note 25 = 15 refund + 10 balance, next invoice 100 uses 10, 90 paid": (
        Billing(
            stories=[billed(), using(1000, id="in_2", total=10_000, paid=9000)],
            charges=[charge(refunds=[a_refund(1500, date="2026-03-11")]), charge(9000, id="ch_2")],
            notes=[a_credit_note(post=2500, refunds={"re_1": 1500}, balance=1000)],
            balance=a_balance(("credit_note", -1000, "cn_1"), ("applied_to_invoice", 1000, "in_2")),
        ),
        ["0", "175", "-175", "0"],
    ),
    "P-4, B-3: overpaid: 100 due, 110 paid, next invoice 50 uses 10, 40 paid": (
        Billing(
            stories=[billed(paid=11_000, amount_overpaid=1000), using(1000, id="in_2", total=5000, paid=4000)],
            charges=[charge(11_000), charge(4000, id="ch_2")],
            balance=a_balance(("invoice_overpaid", -1000, "in_1"), ("applied_to_invoice", 1000, "in_2")),
        ),
        ["0", "150", "-150", "0"],
    ),
    "V-11, B-4: invoice 0.30 too small, next invoice 10.00, 10.30 paid": (
        Billing(
            stories=[
                billed(id="in_0", amount=30, payments=[], starting_balance=0, ending_balance=30),
                billed(amount=1000, paid=1030, starting_balance=30, ending_balance=0),
            ],
            charges=[charge(1030)],
            balance=a_balance(("invoice_too_small", 30, "in_0"), ("applied_to_invoice", -30, "in_1")),
        ),
        ["0", "10.3", "-10.3", "0"],
    ),
    "D-1: disputed 100 lost": (
        Billing(stories=[billed()], charges=[charge(disputes=[a_dispute(status="lost")])]),
        ["0", "0", "0", "0"],
    ),
    "V-4, V-6: coupon 20 on 100, shipping 10, paid 90": (
        Billing(
            stories=[
                billed(
                    lines=[a_line(discount_amounts=[a_share(2000)])],
                    shipping_cost={"amount_subtotal": 1000, "amount_tax": 0, "amount_total": 1000},
                )
            ],
            charges=[charge(9000)],
        ),
        ["0", "90", "-90", "0"],
    ),
    "V-9, B-4: invoice 0.30 too small, then a trial that is charged 0.30": (
        Billing(
            stories=[
                billed(id="in_0", amount=30, payments=[], starting_balance=0, ending_balance=30),
                billed(lines=[a_line(0)], paid=30, starting_balance=30, ending_balance=0),
            ],
            charges=[charge(30)],
            balance=a_balance(("invoice_too_small", 30, "in_0"), ("applied_to_invoice", -30, "in_1")),
        ),
        ["0", "0.3", "-0.3", "0"],
    ),
    "L-3, R-5: uncollectible, then paid 100, then a credit note that refunds 40": (
        Billing(
            stories=[paid_late()],
            charges=[charge(refunds=[a_refund(date="2026-03-30")])],
            notes=[a_credit_note(post=4000, refunds={"re_1": 4000}, date="2026-03-30")],
        ),
        ["-60", "60", "0", "0"],
    ),
    "L-3, N-2: uncollectible, then paid 100 outside Stripe, then a credit note that gives 40 back outside": (
        Billing(
            stories=[paid_late(payments=[an_invoice_payment(10_000, paid_at="2026-03-28", payment=OUTSIDE)])],
            notes=[given_back_outside(4000, date="2026-03-30")],
        ),
        ["-60", "60", "0", "0"],
    ),
    "L-3, B-3: uncollectible, then paid 110, 50 refunded: next invoice 50 uses the overpaid 10": (
        Billing(
            stories=[paid_late(11_000, amount_overpaid=1000), using(1000, id="in_2", total=5000, paid=4000)],
            charges=[charge(11_000, refunds=[a_refund(5000, date="2026-03-30")]), charge(4000, id="ch_2")],
            balance=a_balance(
                ("invoice_overpaid", -1000, "in_1"), ("applied_to_invoice", 1000, "in_2"), date="2026-04-01"
            ),
        ),
        ["-50", "100", "-50", "0"],
    ),
    "B-5, R-5: overpaid 10 in use by an invoice while 105 of 110 are refunded, given back when that is void": (
        Billing(
            stories=[
                billed(paid=11_000, amount_overpaid=1000),
                unpaid("void", id="in_2", amount=5000, starting_balance=-1000, ending_balance=0),
            ],
            charges=[charge(11_000, refunds=[a_refund(10_500, date="2026-03-15")])],
            balance=(
                *a_balance(("invoice_overpaid", -1000, "in_1"), ("applied_to_invoice", 1000, "in_2")),
                *given_back(1000, "in_2", date="2026-03-25"),
            ),
        ),
        ["-10", "5", "5", "0"],
    ),
    "R-8: three invoices of 50 paid by one charge, of which 100 are refunded": (
        Billing(
            stories=[
                billed(id=each, amount=5000, payments=[an_invoice_payment(5000, invoice=each, payment_intent="pi_9")])
                for each in ("in_1", "in_2", "in_3")
            ],
            charges=[charge(15_000, id="ch_9", refunds=[a_refund(10_000)])],
        ),
        ["0", "50", "-50", "0"],
    ),
    "R-7: refund of 40 that fails": (
        Billing(stories=[billed()], charges=[charge(refunds=[a_refund(4000, failed="2026-03-12")])]),
        ["-40", "100", "-60", "0"],
    ),
}


@pytest.mark.parametrize(("billing", "balances"), STORIES.values(), ids=STORIES)
def test_a_story_ends_in_these_books(billing: Billing, balances: list[str]) -> None:
    """AR, undeposited funds, income and tax payable, debit positive; together they are zero."""
    assert books_of(billing).balance("AR", "undeposited", "income", "tax payable") == balances


CUT_OVER: dict[str, tuple[Billing, list[str]]] = {
    "A-10, B-3: an old invoice of 100, paid 110 now; next invoice 50 uses 10, 40 paid": (
        Billing(
            stories=[
                billed(paid=11_000, amount_overpaid=1000),
                using(1000, id="in_2", total=5000, paid=4000, date="2026-03-20"),
            ],
            charges=[charge(11_000), charge(4000, id="ch_2")],
            balance=a_balance(("invoice_overpaid", -1000, "in_1"), ("applied_to_invoice", 1000, "in_2")),
        ),
        ["-100", "150", "-50", "0"],
    ),
    "A-10, B-3: the same, and 105 of the 110 are refunded": (
        Billing(
            stories=[
                billed(paid=11_000, amount_overpaid=1000),
                using(1000, id="in_2", total=5000, paid=4000, date="2026-03-20"),
            ],
            charges=[charge(11_000, refunds=[a_refund(10_500, date="2026-03-25")]), charge(4000, id="ch_2")],
            balance=a_balance(("invoice_overpaid", -1000, "in_1"), ("applied_to_invoice", 1000, "in_2")),
        ),
        ["0", "45", "-45", "0"],
    ),
    "A-10, R-5, R-8: one charge pays an old invoice of 100 and one of 50, and 60 are refunded": (
        Billing(
            stories=[
                billed(payments=[an_invoice_payment(10_000, payment_intent="pi_9")]),
                billed(
                    id="in_2",
                    amount=5000,
                    date="2026-03-20",
                    payments=[an_invoice_payment(5000, invoice="in_2", payment_intent="pi_9")],
                ),
            ],
            charges=[charge(15_000, id="ch_9", refunds=[a_refund(6000, date="2026-03-25")])],
        ),
        ["-90", "90", "0", "0"],
    ),
}


@pytest.mark.parametrize(("billing", "balances"), CUT_OVER.values(), ids=CUT_OVER)
def test_a_10_a_story_that_began_before_the_start_ends_in_these_books(billing: Billing, balances: list[str]) -> None:
    """Invoices of before 2 March are not ours; a payment for them stands unapplied, for a person to apply."""
    books = books_of(billing, replace(RULES, start_date=date(2026, 3, 2)))
    assert books.balance("AR", "undeposited", "income", "tax payable") == balances
