"""States that a later version books: left alone and said, never booked wrongly in silence."""

from __future__ import annotations

import pytest
from builders import (
    a_charge,
    a_charge_family,
    a_line,
    an_invoice,
    an_invoice_family,
    an_invoice_payment,
    rules,
    seconds,
)

from connector.translation.translate import translate
from stripe_client.objects import Read
from translation.written import written

TAX = {"amount": 2000, "tax_behavior": "exclusive", "tax_rate_details": {"tax_rate": "txr_1"}}
BY_RECORD = an_invoice_payment(payment={"type": "payment_record", "payment_record": "prec_1"})

INVOICES: dict[str, tuple[Read, str]] = {
    "L-2: a void invoice": (an_invoice_family(status="void"), "L-2"),
    "L-1: an uncollectible invoice": (an_invoice_family(status="uncollectible"), "L-1"),
    "L-3: an invoice that was uncollectible and then paid": (
        an_invoice_family(status_transitions={"marked_uncollectible_at": seconds("2026-03-10")}),
        "L-1",
    ),
    "V-12: a revision": (an_invoice_family(from_invoice={"action": "revision", "invoice": "in_0"}), "V-12"),
    "V-10: a negative total": (an_invoice_family(amount=-4000, payments=[]), "V-10"),
    "B-1: a credit of the customer's balance is used": (
        an_invoice_family(starting_balance=-500, ending_balance=0),
        "B-1",
    ),
    "B-4: a debit of the customer's balance is carried": (
        an_invoice_family(starting_balance=300, ending_balance=0),
        "B-1",
    ),
    "V-11: below the charge minimum": (
        an_invoice_family(amount=30, starting_balance=0, ending_balance=30, payments=[]),
        "B-1",
    ),
    "N-1: a credit note before payment": (an_invoice_family(pre_payment_credit_notes_amount=3000), "N-1"),
    "N-1: a credit note after payment": (an_invoice_family(post_payment_credit_notes_amount=2500), "N-1"),
    "P-4: overpaid": (an_invoice_family(amount_overpaid=1000), "P-4"),
    "P-5: paid outside Stripe, with a payment record": (an_invoice_family(payments=[BY_RECORD]), "P-5"),
    "P-5: marked as paid, without any payment": (an_invoice_family(payments=[], amount_paid=10_000), "P-5"),
}

CHARGES: dict[str, tuple[Read, str]] = {
    "P-7: an asynchronous payment that already has a balance transaction": (
        a_charge_family(
            a_charge(
                status="pending",
                balance_transaction={"id": "txn_1", "created": 1, "amount": 10_000, "currency": "usd"},
            )
        ),
        "P-7",
    ),
    "R-1: refunded in full": (a_charge_family(amount_refunded=10_000, refunded=True), "R-1"),
    "R-1: refunded in part": (a_charge_family(amount_refunded=1), "R-1"),
    "D-1: disputed": (a_charge_family(disputed=True), "D-1"),
    "P-4: of an invoice that was overpaid": (a_charge_family(pays=[an_invoice(amount_overpaid=1000)]), "P-4"),
}


@pytest.mark.parametrize(("family", "rule"), (INVOICES | CHARGES).values(), ids=(INVOICES | CHARGES).keys())
def test_what_a_later_version_books_is_skipped_and_names_the_rule(family: Read, rule: str) -> None:
    translation = translate(family, rules(), {})
    assert written(translation) == f"skipped (not yet supported: {rule})"
    assert not translation.records
    assert not translation.applications
    assert not translation.shared


SUPPORTED: dict[str, Read] = {
    "V-4: a discount whose share is nothing": an_invoice_family(
        lines=[a_line(discount_amounts=[{"amount": 0, "discount": "di_1"}])]
    ),
    "V-7: a tax of nothing, under reverse charge": an_invoice_family(lines=[a_line(taxes=[TAX | {"amount": 0}])]),
    "V-6: shipping for nothing": an_invoice_family(shipping_cost={"amount_total": 0}),
    "B-1: a balance that was not touched": an_invoice_family(starting_balance=-500, ending_balance=-500),
    "B-1: an open invoice whose ending balance is not told": an_invoice_family(ending_balance=None),
    "P-2: paid in part and still open": an_invoice_family(status="open", payments=[an_invoice_payment(4000)]),
    "P-6: a charge whose refund failed and is back at nothing": a_charge_family(amount_refunded=0),
}


@pytest.mark.parametrize("family", SUPPORTED.values(), ids=SUPPORTED.keys())
def test_what_changes_nothing_is_no_reason_to_skip(family: Read) -> None:
    translation = translate(family, rules(), {})
    assert translation.skipped is None
    assert len(translation.records) == 1
