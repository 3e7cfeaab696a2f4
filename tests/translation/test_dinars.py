"""Amounts of which NetSuite keeps fewer decimals: rounded, nothing uses more than there is (rules A-6, P-4)."""

from __future__ import annotations

from typing import Any

import pytest
from builders import a_balance, a_charge, a_credit_note, a_dispute, a_refund, an_invoice_payment, seconds

from connector.translation.translate import translate
from stripe_client.objects import InvoicePayment, InvoiceStory, Refund
from translation.posted import RULES, Billing, books_of
from translation.test_stories import billed


def due(amount: int, *payments: InvoicePayment, **stripe: Any) -> InvoiceStory:
    """An invoice of so many thousandths of a dinar."""
    return billed(amount=amount, currency="kwd", payments=list(payments), **stripe)


def paid(amount: int, number: int = 1, *, by: int | None = None, day: str = "2026-03-02") -> InvoicePayment:
    intent = f"pi_{by or number}"
    return an_invoice_payment(
        amount, invoice=f"in_{number}", id=f"inpay_{intent}", payment_intent=intent, paid_at=day, currency="kwd"
    )


def charge(amount: int, number: int = 1, **stripe: Any) -> Any:
    return a_charge(amount, id=f"ch_{number}", currency="kwd", **stripe)


def refund(amount: int, number: int = 1, **stripe: Any) -> Refund:
    return a_refund(amount, id=f"re_{number}", currency="kwd", **stripe)


OVERPAID = due(117_348, paid(117_613), amount_overpaid=265)
TINY = due(11_587, paid(11_593), amount_overpaid=6)

CASES: dict[str, tuple[Billing, list[str]]] = {
    "P-2: 5.005 + 5.005 for 10.01": (
        Billing(
            stories=[due(10_010, paid(5005), paid(5005, by=2, day="2026-03-03"))],
            charges=[charge(5005), charge(5005, 2)],
        ),
        ["ch_1>in_1 5.01", "ch_2>in_1 5.00"],
    ),
    "P-5: the second of them outside Stripe": (
        Billing(
            stories=[
                due(
                    10_010,
                    paid(5005),
                    an_invoice_payment(
                        5005,
                        id="inpay_2",
                        payment={"type": "payment_record", "payment_record": "pr_1"},
                        paid_at="2026-03-03",
                    ),
                )
            ],
            charges=[charge(5005)],
        ),
        ["pr_1>in_1 5.00", "ch_1>in_1 5.01"],
    ),
    "N-1: 7.005 paid and 3.005 credited of 10.01": (
        Billing(
            stories=[due(10_010, paid(7005), pre_payment_credit_notes_amount=3005)],
            charges=[charge(7005)],
            notes=[a_credit_note(pre=3005, currency="kwd")],
        ),
        ["memo_cn_1>in_1 3.00", "ch_1>in_1 7.01"],
    ),
    "L-1: 5.005 paid of 10.01, the rest written off": (
        Billing(
            stories=[
                due(
                    10_010,
                    paid(5005),
                    status="uncollectible",
                    status_transitions={"marked_uncollectible_at": seconds("2026-03-20")},
                )
            ],
            charges=[charge(5005)],
        ),
        ["memo_in_1_uncollectible>in_1 5.00", "ch_1>in_1 5.01"],
    ),
    "D-1: 114.228 due, 114.364 paid, all of it disputed": (
        Billing(
            stories=[due(114_228, paid(114_364), amount_overpaid=136)],
            charges=[charge(114_364, disputes=[a_dispute(114_364, currency="kwd", withdrawn="2026-03-15")])],
        ),
        ["ch_1>in_1 114.23", "du_1>memo_du_1 114.23", "du_1>ch_1 0.13"],
    ),
    "R-5: 1.216 and 0.828 refunded of 2.358 that pay nothing": (
        Billing(stories=[], charges=[charge(2358, refunds=[refund(1216), refund(828, 2)])]),
        ["re_1>ch_1 1.22", "re_2>ch_1 0.82"],
    ),
    "R-5: 1.216 and 1.142, which is all of them": (
        Billing(stories=[], charges=[charge(2358, refunds=[refund(1216), refund(1142, 2)])]),
        ["re_1>ch_1 1.22", "re_2>ch_1 1.14"],
    ),
    "R-7: 1.216 that came back, refunded again": (
        Billing(
            stories=[],
            charges=[charge(2358, refunds=[refund(1216, failed="2026-03-12"), refund(1216, 2, date="2026-03-14")])],
        ),
        ["re_1>ch_1 1.22", "re_2>undo_re_1 1.22"],
    ),
    "B-3: 0.265 overpaid, of which NetSuite has 0.26, used by the next invoice": (
        Billing(
            stories=[OVERPAID, due(29_790, paid(29_525, 2), id="in_2", starting_balance=-265, ending_balance=0)],
            charges=[charge(117_613), charge(29_525, 2)],
            balance=a_balance(("invoice_overpaid", -265, "in_1"), ("applied_to_invoice", 265, "in_2"), currency="kwd"),
        ),
        ["ch_1>in_1 117.35", "ch_2>in_2 29.53", "ch_1>in_2 0.26"],
    ),
    "B-3: 0.265 overpaid, used in three": (
        Billing(
            stories=[
                OVERPAID,
                *(due(each, id=f"in_{number}", starting_balance=-each) for number, each in ((2, 88), (3, 88), (4, 89))),
            ],
            charges=[charge(117_613)],
            balance=a_balance(
                ("invoice_overpaid", -265, "in_1"),
                ("applied_to_invoice", 88, "in_2"),
                ("applied_to_invoice", 88, "in_3"),
                ("applied_to_invoice", 89, "in_4"),
                currency="kwd",
            ),
        ),
        ["ch_1>in_1 117.35", "ch_1>in_2 0.08", "ch_1>in_3 0.09", "ch_1>in_4 0.09"],
    ),
    "B-3, B-1: 0.006 overpaid, of which NetSuite has nothing": (
        Billing(
            stories=[TINY, due(11_587, paid(11_581, 2), id="in_2", starting_balance=-6, ending_balance=0)],
            charges=[charge(11_593), charge(11_581, 2)],
            balance=a_balance(("invoice_overpaid", -6, "in_1"), ("applied_to_invoice", 6, "in_2"), currency="kwd"),
        ),
        ["ch_1>in_1 11.59", "ch_2>in_2 11.58"],
    ),
    "B-8: 0.265 overpaid meets a debit": (
        Billing(
            stories=[OVERPAID],
            charges=[charge(117_613)],
            balance=a_balance(("invoice_overpaid", -265, "in_1"), ("adjustment", 265, None), currency="kwd"),
        ),
        ["ch_1>in_1 117.35", "ch_1>debit_cbtxn_2 0.26"],
    ),
}


@pytest.mark.parametrize(("billing", "expected"), CASES.values(), ids=CASES)
def test_what_is_applied_fits_on_both_sides(billing: Billing, expected: list[str]) -> None:
    uses = [use for family in billing.families() for use in translate(family, RULES, {}).applications]
    assert [f"{use.external_id} {use.amount}" for use in uses] == expected
    assert books_of(billing), "and the ledger takes it"
