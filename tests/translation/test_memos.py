"""What becomes of an invoice after it was issued, as a bookkeeper reads it (accounting sections 5 to 7)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from builders import (
    a_balance,
    a_charge,
    a_credit_note,
    a_credit_note_line,
    a_dispute,
    a_line,
    a_refund,
    a_share,
    a_tax,
    an_invoice_payment,
    seconds,
)

from connector.translation.rules import Rules
from connector.translation.translate import translate
from connector.translation.wanted import LineCopy
from netsuite_client.records import CreditMemo, Customer, Invoice
from stripe_client.objects import CustomerBalanceTransaction
from translation.posted import RULES, Billing
from translation.test_stories import OUTSIDE, STORIES, billed, charge, given_back_outside, unpaid, using
from translation.written import said, squeezed, written


def rules(**differences: Any) -> Rules:
    """The rules of an account that refunds can be paid from."""
    return replace(RULES, **differences)


TWO = [a_line(12_000), a_line(6_000, price="price_silver")]
TAXED = [
    a_line(10_000, discount_amounts=[a_share(1000)], taxes=[a_tax(1800)]),
    a_line(5_000, price="price_silver", taxes=[a_tax(1000)]),
]
SHIPPING = {"amount_subtotal": 1000, "amount_tax": 200, "amount_total": 1200}


def moved(name: str, amount: int, day: str) -> dict[str, Any]:
    return {"id": name, "object": "balance_transaction", "created": seconds(day), "amount": amount, "currency": "usd"}


def used_later(amount: int, invoice: str, *, date: str, starting: int) -> tuple[CustomerBalanceTransaction, ...]:
    """The use of credit some days after it was given."""
    (use,) = a_balance(("applied_to_invoice", amount, invoice), date=date, starting=starting)
    return (replace(use, id="cbtxn_2"),)


def partly(*refunds: Any, **more: Any) -> Billing:
    return Billing(stories=[billed(lines=TWO)], charges=[charge(18_000, refunds=refunds, **more)])


CASES: dict[str, tuple[Billing, Rules, str, str]] = {
    "R-1, R-2: a full refund credits lines, discounts, shipping and tax": (
        Billing(
            stories=[billed(lines=TAXED, shipping_cost=SHIPPING)],
            charges=[charge(18_000, refunds=[a_refund(18_000)])],
        ),
        RULES,
        "ch_1",
        """
        Customer payment ch_1 2026-03-02 USD 180.00 Acme (cus_acme) by Stripe
        to Undeposited Funds
        memo Stripe: ch_1
        applied to in_1 180.00
        Credit memo memo_re_1 2026-03-10 USD Acme (cus_acme)
        Gold (price_gold) Subscription x 1 100.00
        Coupon (SPRING) SPRING -10.00
        Silver (price_silver) Subscription x 1 50.00
        Stripe Shipping Shipping 10.00
        Stripe Tax Tax txr_vat 30.00
        total 180.00
        memo Stripe: re_1. Refund of in_1
        Customer refund re_1 2026-03-10 USD 180.00 Acme (cus_acme) by Stripe
        from Undeposited Funds
        memo Stripe: re_1
        pays out memo_re_1 180.00
        """,
    ),
    "R-3: a partial refund, pro rata over the lines": (
        partly(a_refund(4500)),
        RULES,
        "memo_re_1",
        """
        Credit memo memo_re_1 2026-03-10 USD Acme (cus_acme)
        Gold (price_gold) Subscription 30.00
        Silver (price_silver) Subscription 15.00
        total 45.00
        memo Stripe: re_1. Refund of in_1
        """,
    ),
    "R-3: a partial refund on its own item": (
        partly(a_refund(4500)),
        rules(refund_lines="partial_item"),
        "memo_re_1",
        """
        Credit memo memo_re_1 2026-03-10 USD Acme (cus_acme)
        Stripe Partial Refund Item 45.00
        total 45.00
        memo Stripe: re_1. Refund of in_1
        """,
    ),
    "R-3: of an invoice with one line on that line's item": (
        Billing(stories=[billed()], charges=[charge(refunds=[a_refund(4500)])]),
        rules(refund_lines="partial_item"),
        "memo_re_1",
        """
        Credit memo memo_re_1 2026-03-10 USD Acme (cus_acme)
        Gold (price_gold) Subscription 45.00
        total 45.00
        memo Stripe: re_1. Refund of in_1
        """,
    ),
    "R-3: every refund on the refund item": (
        partly(a_refund(18_000)),
        rules(refund_lines="refund_item"),
        "memo_re_1",
        """
        Credit memo memo_re_1 2026-03-10 USD Acme (cus_acme)
        Stripe Refund Item 180.00
        total 180.00
        memo Stripe: re_1. Refund of in_1
        """,
    ),
    "R-4: a line that a credit note took in full gets nothing of a later refund": (
        Billing(
            stories=[billed(lines=TWO)],
            charges=[
                charge(
                    18_000, refunds=[a_refund(12_000, date="2026-03-11"), a_refund(3000, id="re_2", date="2026-03-15")]
                )
            ],
            notes=[a_credit_note(post=12_000, refunds={"re_1": 12_000})],
        ),
        RULES,
        "memo_re_2",
        """
        Credit memo memo_re_2 2026-03-15 USD Acme (cus_acme)
        Silver (price_silver) Subscription 30.00
        total 30.00
        memo Stripe: re_2. Refund of in_1
        """,
    ),
    "R-5: a refund of what is not applied pays out the payment": (
        Billing(
            stories=[unpaid("void", paid=3000)], charges=[charge(3000, refunds=[a_refund(3000, date="2026-03-28")])]
        ),
        RULES,
        "ch_1",
        """
        Customer payment ch_1 2026-03-02 USD 30.00 Acme (cus_acme) by Stripe
        to Undeposited Funds
        memo Stripe: ch_1
        Customer refund re_1 2026-03-28 USD 30.00 Acme (cus_acme) by Stripe
        from Undeposited Funds
        memo Stripe: re_1
        pays out ch_1 30.00
        """,
    ),
    "R-6, N-2: a refund that a credit note names pays out the note's memo, the rest its own": (
        Billing(
            stories=[billed()],
            charges=[charge(refunds=[a_refund(4000, date="2026-03-12")])],
            notes=[a_credit_note(post=1500, refunds={"re_1": 1500})],
        ),
        RULES,
        "re_1",
        """
        Customer refund re_1 2026-03-12 USD 40.00 Acme (cus_acme) by Stripe
        from Undeposited Funds
        memo Stripe: re_1
        pays out memo_cn_1 15.00
        pays out memo_re_1 25.00
        """,
    ),
    "R-5, R-6: a dispute takes all that was overpaid, of which a refund that a note pays out took nothing": (
        Billing(
            stories=[billed(paid=11_000, amount_overpaid=1000)],
            charges=[
                charge(
                    11_000,
                    refunds=[a_refund(9500), a_refund(800, id="re_2", date="2026-03-12")],
                    disputes=[a_dispute(11_000, withdrawn="2026-03-15")],
                )
            ],
            balance=a_balance(("invoice_overpaid", -1000, "in_1")),
            notes=[a_credit_note(post=10_000, refunds={"re_2": 800}, date="2026-03-12")],
        ),
        RULES,
        "re_2 du_1",
        """
        Customer refund re_2 2026-03-12 USD 8.00 Acme (cus_acme) by Stripe
        from Undeposited Funds
        memo Stripe: re_2
        pays out memo_cn_1 8.00
        Customer refund du_1 2026-03-15 USD 110.00 Acme (cus_acme) by Stripe
        from Undeposited Funds
        memo Stripe: du_1
        pays out memo_du_1 100.00
        pays out ch_1 10.00
        """,
    ),
    "R-7: the money of a failed refund comes back, and a later refund uses it up": (
        STORIES["R-7: paid 100, refund 40 fails, refunded 40 again"][0],
        RULES,
        "undo_re_1 re_2",
        """
        Customer payment undo_re_1 2026-03-12 USD 40.00 Acme (cus_acme) by Stripe
        to Undeposited Funds
        memo Stripe: re_1. Failed refund: lost_or_stolen_card
        Customer refund re_2 2026-03-15 USD 40.00 Acme (cus_acme) by Stripe
        from Undeposited Funds
        memo Stripe: re_2
        pays out undo_re_1 40.00
        """,
    ),
    "L-2, R-7: refunded, failed, and refunded again before the void: only the first was of the invoice": (
        Billing(
            stories=[unpaid("void", paid=3000)],
            charges=[
                charge(
                    3000, refunds=[a_refund(3000, failed="2026-03-12"), a_refund(3000, id="re_2", date="2026-03-15")]
                )
            ],
        ),
        RULES,
        "memo_in_1_void memo_re_1 re_2",
        """
        Credit memo memo_in_1_void 2026-03-25 USD Acme (cus_acme)
        Gold (price_gold) Subscription 70.00
        total 70.00
        memo Stripe: in_1. Void
        applied to in_1 70.00
        Credit memo memo_re_1 2026-03-10 USD Acme (cus_acme)
        Gold (price_gold) Subscription 30.00
        total 30.00
        memo Stripe: re_1. Refund of in_1
        Customer refund re_2 2026-03-15 USD 30.00 Acme (cus_acme) by Stripe
        from Undeposited Funds
        memo Stripe: re_2
        pays out undo_re_1 30.00
        """,
    ),
    "R-7: a refund that failed without money having moved is nothing": (
        Billing(stories=[billed()], charges=[charge(refunds=[a_refund(4000, status="canceled")])]),
        RULES,
        "ch_1",
        """
        Customer payment ch_1 2026-03-02 USD 100.00 Acme (cus_acme) by Stripe
        to Undeposited Funds
        memo Stripe: ch_1
        applied to in_1 100.00
        """,
    ),
    "R-8: a refund of a charge that pays two invoices is split as its payments are": (
        Billing(
            stories=[
                billed(payments=[an_invoice_payment(10_000, payment_intent="pi_9")]),
                billed(
                    id="in_2", amount=5000, payments=[an_invoice_payment(5000, invoice="in_2", payment_intent="pi_9")]
                ),
            ],
            charges=[charge(15_000, id="ch_9", refunds=[a_refund(6000)])],
        ),
        RULES,
        "re_1",
        """
        Customer refund re_1 2026-03-10 USD 60.00 Acme (cus_acme) by Stripe
        from Undeposited Funds
        memo Stripe: re_1
        pays out memo_re_1_in_1 40.00
        pays out memo_re_1_in_2 20.00
        """,
    ),
    "P-4: a refund of an overpaid charge takes the applied part first": (
        Billing(
            stories=[billed(paid=11_000, amount_overpaid=1000)],
            charges=[charge(11_000, refunds=[a_refund(10_500)])],
            balance=a_balance(("invoice_overpaid", -1000, "in_1")),
        ),
        RULES,
        "ch_1 re_1",
        """
        Customer payment ch_1 2026-03-02 USD 110.00 Acme (cus_acme) by Stripe
        to Undeposited Funds
        memo Stripe: ch_1
        applied to in_1 100.00
        Customer refund re_1 2026-03-10 USD 105.00 Acme (cus_acme) by Stripe
        from Undeposited Funds
        memo Stripe: re_1
        pays out memo_re_1 100.00
        pays out ch_1 5.00
        """,
    ),
    "N-2: what goes back outside Stripe is a refund of its group": (
        Billing(
            stories=[billed(payments=[an_invoice_payment(payment=OUTSIDE)])],
            notes=[given_back_outside(4000, date="2026-03-30")],
        ),
        RULES,
        "prr_prrg_1",
        """
        Customer refund prr_prrg_1 2026-03-30 USD 40.00 Acme (cus_acme) by Outside Stripe
        from Undeposited Funds
        memo Stripe: prrg_1
        pays out memo_cn_1 40.00
        """,
    ),
    "B-3: a refund of what is applied takes nothing of what was overpaid": (
        Billing(
            stories=[billed(paid=11_000, amount_overpaid=1000), using(1000, id="in_2", total=5000, paid=4000)],
            charges=[charge(11_000, refunds=[a_refund(4000, date="2026-03-12")]), charge(4000, id="ch_2")],
            balance=(
                *a_balance(("invoice_overpaid", -1000, "in_1")),
                *used_later(1000, "in_2", date="2026-03-14", starting=-1000),
            ),
        ),
        RULES,
        "ch_1 memo_cbtxn_2",
        """
        Customer payment ch_1 2026-03-02 USD 110.00 Acme (cus_acme) by Stripe
        to Undeposited Funds
        memo Stripe: ch_1
        applied to in_1 100.00
        applied to in_2 10.00
        """,
    ),
    "B-2: without schedules one line, also of several item lines": (
        Billing(
            stories=[using(500, paid=17_500, total=0, lines=TWO)],
            charges=[charge(17_500)],
            balance=a_balance(("adjustment", -500, None), ("applied_to_invoice", 500, "in_1")),
        ),
        rules(balance_schedule="none"),
        "memo_cbtxn_2",
        """
        Credit memo memo_cbtxn_2 2026-03-11 USD Acme (cus_acme)
        Stripe Customer Balance Item 5.00
        total 5.00
        memo Stripe: in_1. This credit memo was created by a Stripe customer's balance.
        applied to in_1 5.00
        """,
    ),
    "P-8, R-1: a part of a charge with an invoice of its own is refunded": (
        Billing(stories=[], charges=[charge(refunds=[a_refund(4000)])]),
        rules(charge_invoices=True),
        "memo_re_1 re_1",
        """
        Credit memo memo_re_1 2026-03-10 USD Acme (cus_acme)
        Stripe Generic Line Item 40.00
        total 40.00
        memo Stripe: re_1. Refund of ch_1
        Customer refund re_1 2026-03-10 USD 40.00 Acme (cus_acme) by Stripe
        from Undeposited Funds
        memo Stripe: re_1
        pays out memo_re_1 40.00
        """,
    ),
    "P-5: an invoice that was marked as paid outside Stripe": (
        Billing(stories=[billed(payments=[], amount_paid=10_000)]),
        RULES,
        "paid_in_1",
        """
        Customer payment paid_in_1 2026-03-02 USD 100.00 Acme (cus_acme) by Outside Stripe
        to Undeposited Funds
        memo Stripe: in_1
        applied to in_1 100.00
        """,
    ),
    "P-7: an asynchronous payment that failed later goes back as it came": (
        Billing(
            stories=[billed(status="open", payments=[an_invoice_payment(status="open")])],
            charges=[
                a_charge(
                    status="failed",
                    description="Payment for ACME-1",
                    balance_transaction=moved("txn_1", 10_000, "2026-03-02"),
                    failure_balance_transaction=moved("txn_2", -10_000, "2026-03-06"),
                    failure_message="insufficient funds",
                )
            ],
        ),
        RULES,
        "ch_1",
        """
        Customer payment ch_1 2026-03-02 USD 100.00 Acme (cus_acme) by Stripe
        to Undeposited Funds
        memo Stripe: ch_1
        Customer refund fail_ch_1 2026-03-06 USD 100.00 Acme (cus_acme) by Stripe
        from Undeposited Funds
        memo Stripe: ch_1. Failed: insufficient funds
        pays out ch_1 100.00
        """,
    ),
    "N-1, N-6: a credit note on an open invoice is applied at once, with its lines": (
        Billing(
            stories=[unpaid("open", lines=TAXED, pre_payment_credit_notes_amount=3000)],
            notes=[
                a_credit_note(
                    pre=3000,
                    lines=[
                        a_credit_note_line(1000, discount_amounts=[a_share(100)], taxes=[a_tax(180)]),
                        a_credit_note_line(1920, of=None, description="Goodwill"),
                    ],
                )
            ],
        ),
        RULES,
        "memo_cn_1",
        """
        Credit memo memo_cn_1 2026-03-11 USD Acme (cus_acme)
        Gold (price_gold) Credit x 1 10.00
        Coupon (SPRING) SPRING -1.00
        Stripe Custom Credit Note Line I… Goodwill x 1 19.20
        Stripe Tax Tax txr_vat 1.80
        total 30.00
        memo Stripe: cn_1. Credit note of in_1
        applied to in_1 30.00
        """,
    ),
    "N-4: a credit note that is settled out of band says so and stays unapplied": (
        Billing(stories=[billed()], charges=[charge()], notes=[a_credit_note(post=2500)]),
        RULES,
        "memo_cn_1",
        """
        Credit memo memo_cn_1 2026-03-11 USD Acme (cus_acme)
        Gold (price_gold) Credit x 1 25.00
        total 25.00
        memo Stripe: cn_1. Credit note of in_1. Settled out of band
        """,
    ),
    "N-6: a credit note without lines": (
        Billing(stories=[billed()], charges=[charge()], notes=[a_credit_note(post=2500, lines=[], reason="duplicate")]),
        RULES,
        "memo_cn_1",
        """
        Credit memo memo_cn_1 2026-03-11 USD Acme (cus_acme)
        Stripe Credit Note Item duplicate 25.00
        total 25.00
        memo Stripe: cn_1. Credit note of in_1. Settled out of band
        """,
    ),
    "N-5: a mixed credit note is one memo, applied for what was due, the rest left": (
        Billing(
            stories=[billed(paid=4000, status="paid", pre_payment_credit_notes_amount=6000)],
            charges=[charge(4000)],
            notes=[a_credit_note(pre=6000, post=2000, balance=2000)],
            balance=a_balance(("credit_note", -2000, "cn_1")),
        ),
        RULES,
        "memo_cn_1",
        """
        Credit memo memo_cn_1 2026-03-11 USD Acme (cus_acme)
        Gold (price_gold) Credit x 1 80.00
        total 80.00
        memo Stripe: cn_1. Credit note of in_1
        applied to in_1 60.00
        """,
    ),
    "N-7: a credit note that is void makes no memo": (
        Billing(stories=[unpaid("open")], notes=[a_credit_note(pre=3000, status="void")]),
        RULES,
        "memo_cn_1",
        "nothing",
    ),
    "R-4: a refund of what a credit note has given to the balance takes what is left of the lines, and no more": (
        Billing(
            stories=[billed(lines=TWO)],
            charges=[charge(18_000, refunds=[a_refund(18_000, date="2026-03-15")])],
            notes=[a_credit_note(post=12_000, lines=[a_credit_note_line(12_000)], balance=12_000)],
        ),
        RULES,
        "memo_re_1",
        """
        Credit memo memo_re_1 2026-03-15 USD Acme (cus_acme)
        Silver (price_silver) Subscription x 1 60.00
        Stripe Refund Item 120.00
        total 180.00
        memo Stripe: re_1. Refund of in_1
        """,
    ),
    "R-4, D-1: a dispute of what a credit note has given to the balance": (
        Billing(
            stories=[billed()],
            charges=[charge(disputes=[a_dispute()])],
            notes=[a_credit_note(post=4000, lines=[a_credit_note_line(4000)], balance=4000)],
        ),
        RULES,
        "memo_du_1",
        """
        Credit memo memo_du_1 2026-03-12 USD Acme (cus_acme)
        Gold (price_gold) Subscription 60.00
        Stripe Dispute Item 40.00
        total 100.00
        memo Stripe: du_1. Dispute of in_1
        """,
    ),
    "N-7, R-4: what was refunded while it stood is divided as the lines were left then, what is later as they are": (
        Billing(
            stories=[unpaid("open", paid=6000, lines=TWO)],
            charges=[
                charge(6000, refunds=[a_refund(3000, date="2026-03-15"), a_refund(1500, id="re_2", date="2026-03-20")])
            ],
            notes=[
                a_credit_note(
                    pre=12_000,
                    lines=[a_credit_note_line(12_000)],
                    status="void",
                    voided_at=seconds("2026-03-18"),
                )
            ],
        ),
        RULES,
        "memo_cn_1 memo_re_1 memo_re_2",
        """
        Credit memo memo_re_1 2026-03-15 USD Acme (cus_acme)
        Silver (price_silver) Subscription 30.00
        total 30.00
        memo Stripe: re_1. Refund of in_1
        Credit memo memo_re_2 2026-03-20 USD Acme (cus_acme)
        Gold (price_gold) Subscription 12.00
        Silver (price_silver) Subscription 3.00
        total 15.00
        memo Stripe: re_2. Refund of in_1
        """,
    ),
    "N-1, L-1: one from before the write-off stands beside it": (
        Billing(stories=[unpaid("uncollectible")], notes=[a_credit_note(pre=3000)]),
        RULES,
        "memo_cn_1 memo_in_1_uncollectible",
        """
        Credit memo memo_cn_1 2026-03-11 USD Acme (cus_acme)
        Gold (price_gold) Credit x 1 30.00
        total 30.00
        memo Stripe: cn_1. Credit note of in_1
        applied to in_1 30.00
        Credit memo memo_in_1_uncollectible 2026-03-20 USD Acme (cus_acme)
        Gold (price_gold) Subscription 70.00
        total 70.00
        memo Stripe: in_1. Uncollectible
        applied to in_1 70.00
        """,
    ),
    "N-7, L-1: one that is voided after the write-off stands, as the write-off does": (
        Billing(
            stories=[unpaid("uncollectible")],
            notes=[a_credit_note(pre=3000, status="void", voided_at=seconds("2026-03-25"))],
        ),
        RULES,
        "memo_cn_1 memo_in_1_uncollectible",
        """
        Credit memo memo_cn_1 2026-03-11 USD Acme (cus_acme)
        Gold (price_gold) Credit x 1 30.00
        total 30.00
        memo Stripe: cn_1. Credit note of in_1
        applied to in_1 30.00
        Credit memo memo_in_1_uncollectible 2026-03-20 USD Acme (cus_acme)
        Gold (price_gold) Subscription 70.00
        total 70.00
        memo Stripe: in_1. Uncollectible
        applied to in_1 70.00
        """,
    ),
    "N-7, L-1: one that was voided before is made good by the write-off": (
        Billing(
            stories=[unpaid("uncollectible")],
            notes=[a_credit_note(pre=3000, status="void", voided_at=seconds("2026-03-15"))],
        ),
        RULES,
        "memo_cn_1 memo_in_1_uncollectible",
        """
        Credit memo memo_in_1_uncollectible 2026-03-20 USD Acme (cus_acme)
        Gold (price_gold) Subscription x 1 100.00
        total 100.00
        memo Stripe: in_1. Uncollectible
        applied to in_1 100.00
        """,
    ),
    "L-1: uncollectible: what is due is written off on the invoice's own lines": (
        STORIES["L-1: open 100, 30 paid, uncollectible"][0],
        RULES,
        "memo_in_1_uncollectible",
        """
        Credit memo memo_in_1_uncollectible 2026-03-20 USD Acme (cus_acme)
        Gold (price_gold) Subscription 70.00
        total 70.00
        memo Stripe: in_1. Uncollectible
        applied to in_1 70.00
        """,
    ),
    "L-1, R-4: two notes credit the same line in full: the write-off takes nothing of it, and shares what is left": (
        Billing(
            stories=[
                unpaid(
                    "uncollectible",
                    lines=[a_line(6000, taxes=[a_tax(1200)]), a_line(4000, price="price_silver", taxes=[a_tax(800)])],
                )
            ],
            notes=[
                a_credit_note(pre=4800, id=each, lines=[a_credit_note_line(4000, of="il_1_2", taxes=[a_tax(800)])])
                for each in ("cn_1", "cn_2")
            ],
        ),
        RULES,
        "memo_in_1_uncollectible",
        """
        Credit memo memo_in_1_uncollectible 2026-03-20 USD Acme (cus_acme)
        Gold (price_gold) Subscription 22.50
        Stripe Tax Tax txr_vat 1.50
        total 24.00
        memo Stripe: in_1. Uncollectible
        applied to in_1 24.00
        """,
    ),
    "L-1: what was only tried to be paid covers nothing, and a note of the same second still counts": (
        Billing(
            stories=[
                billed(
                    status="uncollectible",
                    payments=[an_invoice_payment(status="open")],
                    status_transitions={"marked_uncollectible_at": seconds("2026-03-20")},
                )
            ],
            charges=[charge(status="failed")],
            notes=[a_credit_note(pre=1000, date="2026-03-20")],
        ),
        RULES,
        "memo_cn_1 memo_in_1_uncollectible",
        """
        Credit memo memo_cn_1 2026-03-20 USD Acme (cus_acme)
        Gold (price_gold) Credit x 1 10.00
        total 10.00
        memo Stripe: cn_1. Credit note of in_1
        applied to in_1 10.00
        Credit memo memo_in_1_uncollectible 2026-03-20 USD Acme (cus_acme)
        Gold (price_gold) Subscription 90.00
        total 90.00
        memo Stripe: in_1. Uncollectible
        applied to in_1 90.00
        """,
    ),
    "L-1: or on the item for bad debt": (
        STORIES["L-1: open 100, 30 paid, uncollectible"][0],
        rules(bad_debt_item=True),
        "memo_in_1_uncollectible",
        """
        Credit memo memo_in_1_uncollectible 2026-03-20 USD Acme (cus_acme)
        Stripe Bad Debt 70.00
        total 70.00
        memo Stripe: in_1. Uncollectible
        applied to in_1 70.00
        """,
    ),
    "L-1: or not at all": (
        STORIES["L-1: open 100, 30 paid, uncollectible"][0],
        rules(uncollectible_keep_open=True),
        "memo_in_1_uncollectible",
        "nothing",
    ),
    "L-4: a void after the write-off covers what it freed": (
        STORIES["L-4: open 100, 30 paid, uncollectible, then void"][0],
        RULES,
        "memo_in_1_uncollectible memo_in_1_void ch_1",
        """
        Credit memo memo_in_1_uncollectible 2026-03-20 USD Acme (cus_acme)
        Gold (price_gold) Subscription 70.00
        total 70.00
        memo Stripe: in_1. Uncollectible
        applied to in_1 70.00
        Credit memo memo_in_1_void 2026-03-25 USD Acme (cus_acme)
        Gold (price_gold) Subscription 30.00
        total 30.00
        memo Stripe: in_1. Void
        applied to in_1 30.00
        Customer payment ch_1 2026-03-02 USD 30.00 Acme (cus_acme) by Stripe
        to Undeposited Funds
        memo Stripe: ch_1
        """,
    ),
    "V-10: a negative invoice stands at zero and says where its amount went": (
        STORIES["V-10: downgrade: invoice -40 then 100, credit used, 60 paid"][0],
        RULES,
        "in_0",
        """
        Invoice in_0 2026-03-01 USD Acme (cus_acme) no. ACME-0
        Gold (price_gold) Subscription x 1 0.00
        total 0.00
        memo Stripe: in_0. Customer balance increased by 40.00.
        """,
    ),
    "V-11: an invoice below the minimum is carried forward": (
        STORIES["V-11, B-4: invoice 0.30 too small, next invoice 10.00, 10.30 paid"][0],
        RULES,
        "in_0",
        "skipped (below minimum, carried forward)",
    ),
    "V-12: a revision names what it replaces": (
        Billing(
            stories=[
                billed(id="in_2", payments=[], status="open", from_invoice={"action": "revision", "invoice": "in_1"})
            ]
        ),
        RULES,
        "in_2",
        """
        Invoice in_2 2026-03-01 USD Acme (cus_acme) no. ACME-2
        Gold (price_gold) Subscription x 1 100.00
        total 100.00
        memo Stripe: in_2. Revises in_1
        """,
    ),
    "B-1, B-2: credit without a record becomes a memo over the item lines": (
        Billing(
            stories=[using(3000, lines=[a_line(4000), a_line(6000, price="price_silver")], paid=7000, total=10_000)],
            charges=[charge(7000)],
            balance=a_balance(("adjustment", -3000, None), ("applied_to_invoice", 3000, "in_1")),
        ),
        RULES,
        "memo_cbtxn_2",
        """
        Credit memo memo_cbtxn_2 2026-03-11 USD Acme (cus_acme)
        Stripe Customer Balance Item Subscription 12.00
        Stripe Customer Balance Item Subscription 18.00
        total 30.00
        memo Stripe: in_1. This credit memo was created by a Stripe customer's balance.
        applied to in_1 30.00
        """,
    ),
    "B-2: on an invoice with one item line on that item": (
        STORIES["V-10: downgrade: invoice -40 then 100, credit used, 60 paid"][0],
        RULES,
        "memo_cbtxn_2",
        """
        Credit memo memo_cbtxn_2 2026-03-11 USD Acme (cus_acme)
        Gold (price_gold) Subscription 40.00
        total 40.00
        memo Stripe: in_1. This credit memo was created by a Stripe customer's balance.
        applied to in_1 40.00
        """,
    ),
    "B-3: credit of an overpayment uses the payment": (
        STORIES["P-4, B-3: overpaid: 100 due, 110 paid, next invoice 50 uses 10, 40 paid"][0],
        RULES,
        "ch_1 >in_2",
        """
        Customer payment ch_1 2026-03-02 USD 110.00 Acme (cus_acme) by Stripe
        to Undeposited Funds
        memo Stripe: ch_1
        applied to in_1 100.00
        applied to in_2 10.00
        """,
    ),
    "B-3: or makes a memo in every case": (
        STORIES["P-4, B-3: overpaid: 100 due, 110 paid, next invoice 50 uses 10, 40 paid"][0],
        rules(balance_origin="memo"),
        "memo_cbtxn_2",
        """
        Credit memo memo_cbtxn_2 2026-03-11 USD Acme (cus_acme)
        Gold (price_gold) Subscription 10.00
        total 10.00
        memo Stripe: in_2. This credit memo was created by a Stripe customer's balance.
        applied to in_2 10.00
        """,
    ),
    "B-4: a debit is carried onto the next invoice": (
        STORIES["V-11, B-4: invoice 0.30 too small, next invoice 10.00, 10.30 paid"][0],
        RULES,
        "in_1",
        """
        Invoice in_1 2026-03-01 USD Acme (cus_acme) no. ACME-1
        Gold (price_gold) Subscription x 1 10.00
        Stripe Customer Balance Debit It… Customer balance 0.30
        total 10.30
        memo Stripe: in_1
        """,
    ),
    "B-7: credit from before the start is used like an adjustment": (
        Billing(
            stories=[using(3000, paid=7000, total=10_000)],
            charges=[charge(7000)],
            balance=(
                *a_balance(("initial", -3000, None), date="2019-06-01"),
                *a_balance(("applied_to_invoice", 3000, "in_1"), starting=-3000),
            ),
        ),
        RULES,
        "memo_cbtxn_1",
        """
        Credit memo memo_cbtxn_1 2026-03-11 USD Acme (cus_acme)
        Gold (price_gold) Subscription 30.00
        total 30.00
        memo Stripe: in_1. This credit memo was created by a Stripe customer's balance.
        applied to in_1 30.00
        """,
    ),
    "B-8: a debit that meets a memo's credit takes it": (
        Billing(
            stories=[billed()],
            charges=[charge()],
            notes=[a_credit_note(post=2500, balance=2500)],
            balance=a_balance(("credit_note", -2500, "cn_1"), ("adjustment", 1000, None)),
        ),
        RULES,
        "debit_cbtxn_2 memo_cn_1",
        """
        Invoice debit_cbtxn_2 2026-03-11 USD Acme (cus_acme)
        Stripe Customer Balance Debit It… Customer balance debit 10.00
        total 10.00
        memo Stripe: cbtxn_2
        Credit memo memo_cn_1 2026-03-11 USD Acme (cus_acme)
        Gold (price_gold) Credit x 1 25.00
        total 25.00
        memo Stripe: cn_1. Credit note of in_1
        applied to debit_cbtxn_2 10.00
        """,
    ),
    "D-1: a dispute is credited like a refund, what goes beyond the charge on its item": (
        partly(disputes=[a_dispute(19_000)]),
        RULES,
        "memo_du_1 du_1",
        """
        Credit memo memo_du_1 2026-03-12 USD Acme (cus_acme)
        Gold (price_gold) Subscription x 1 120.00
        Silver (price_silver) Subscription x 1 60.00
        Stripe Dispute Item 10.00
        total 190.00
        memo Stripe: du_1. Dispute of in_1
        Customer refund du_1 2026-03-12 USD 190.00 Acme (cus_acme) by Stripe
        from Undeposited Funds
        memo Stripe: du_1
        pays out memo_du_1 190.00
        """,
    ),
    "D-1: by setting all on the dispute item": (
        partly(disputes=[a_dispute(18_000)]),
        rules(dispute_lines="dispute_item"),
        "memo_du_1",
        """
        Credit memo memo_du_1 2026-03-12 USD Acme (cus_acme)
        Stripe Dispute Item 180.00
        total 180.00
        memo Stripe: du_1. Dispute of in_1
        """,
    ),
    "D-1: an inquiry moves no money": (
        partly(disputes=[a_dispute(18_000, withdrawn=None, status="warning_needs_response")]),
        RULES,
        "memo_du_1 du_1",
        "nothing",
    ),
    "I-4: a linked refund comes with its memo, and counts for the refunds after it": (
        partly(
            a_refund(4500, metadata={"netsuite_customer_refund_id": "77"}),
            a_refund(13_500, id="re_2", date="2026-03-15"),
        ),
        RULES,
        "ch_1",
        """
        Customer payment ch_1 2026-03-02 USD 180.00 Acme (cus_acme) by Stripe
        to Undeposited Funds
        memo Stripe: ch_1
        applied to in_1 180.00
        Credit memo memo_re_2 2026-03-15 USD Acme (cus_acme)
        Gold (price_gold) Subscription 90.00
        Silver (price_silver) Subscription 45.00
        total 135.00
        memo Stripe: re_2. Refund of in_1
        Customer refund re_1 linked to NetSuite customer refund 77
        Customer refund re_2 2026-03-15 USD 135.00 Acme (cus_acme) by Stripe
        from Undeposited Funds
        memo Stripe: re_2
        pays out memo_re_2 135.00
        """,
    ),
    "I-4: a refund pays out the linked memo": (
        partly(a_refund(4500, metadata={"netsuite_credit_memo_id": "78"})),
        RULES,
        "memo_re_1 re_1",
        """
        Credit memo memo_re_1 linked to NetSuite credit memo 78
        Customer refund re_1 2026-03-10 USD 45.00 Acme (cus_acme) by Stripe
        from Undeposited Funds
        memo Stripe: re_1
        pays out memo_re_1 45.00
        """,
    ),
    "I-4: a linked dispute": (
        partly(disputes=[a_dispute(18_000, metadata={"netsuite_customer_refund_id": "79"})]),
        RULES,
        "memo_du_1 du_1",
        """
        Customer refund du_1 linked to NetSuite customer refund 79
        """,
    ),
}


@pytest.mark.parametrize(("billing", "by", "shown", "expected"), CASES.values(), ids=CASES)
def test_what_happens_to_an_invoice_is_booked(billing: Billing, by: Rules, shown: str, expected: str) -> None:
    assert of(billing, by, shown) == squeezed(expected)


def of(billing: Billing, by: Rules, shown: str) -> str:
    """The records of these external ids (or of the root of that id) with all their uses, whichever root owns them."""
    translations = {family.root.id: translate(family, by, {}) for family in billing.families()}
    uses = tuple(use for each in translations.values() for use in each.applications)
    parts = []
    for sought in shown.split():
        for root_id, each in translations.items():
            if root_id == sought and len(shown.split()) == 1:
                parts.append(written(replace(each, applications=uses, problems=())))
            else:
                ours = tuple(wanted for wanted in each.records if wanted.external_id == sought)
                parts += [written(replace(each, records=ours, applications=uses, skipped=None))] if ours else []
    return "\n".join(parts) or "nothing"


FINDINGS: dict[str, tuple[Billing, list[str]]] = {
    "R-7: the money of a failed refund is back": (
        STORIES["R-7: refund of 40 that fails"][0],
        ["REFUND_FAILED re_1 charge=ch_1 amount=40.00 USD"],
    ),
    "R-7: and nobody's business once it was refunded again": (
        STORIES["R-7: paid 100, refund 40 fails, refunded 40 again"][0],
        [],
    ),
    "R-7: of which a part was refunded again": (
        Billing(
            stories=[billed()],
            charges=[
                charge(refunds=[a_refund(4000, failed="2026-03-12"), a_refund(1500, id="re_2", date="2026-03-15")])
            ],
        ),
        ["REFUND_FAILED re_1 charge=ch_1 amount=25.00 USD"],
    ),
    "L-3: written off, then paid": (
        Billing(
            stories=[
                billed(
                    payments=[an_invoice_payment(10_000, paid_at="2026-03-28")],
                    status_transitions={"marked_uncollectible_at": seconds("2026-03-20")},
                )
            ],
            charges=[charge(date="2026-03-28")],
        ),
        ["UNCOLLECTIBLE_PAID ch_1 invoice=in_1"],
    ),
    "L-3: nobody's business once it was refunded": (
        Billing(
            stories=[
                billed(
                    payments=[an_invoice_payment(10_000, paid_at="2026-03-28")],
                    status_transitions={"marked_uncollectible_at": seconds("2026-03-20")},
                )
            ],
            charges=[charge(date="2026-03-28", refunds=[a_refund(10_000, date="2026-03-29")])],
        ),
        [],
    ),
    "L-5: written off, then open again": (
        Billing(stories=[billed(status="open", status_transitions={"marked_uncollectible_at": seconds("2026-03-20")})]),
        ["REOPENED_UNCOLLECTIBLE in_1"],
    ),
    "B-6: a kind of balance transaction that is new": (
        Billing(stories=[billed()], charges=[charge()], balance=a_balance(("gift", -500, None))),
        ["UNKNOWN_BALANCE_TYPE cbtxn_1 type=gift"],
    ),
}


PROBLEMS: dict[str, tuple[Billing, Rules, list[str]]] = {
    "M-1: a balance in a currency that the account lacks": (
        Billing(
            stories=[],
            balance=a_balance(("adjustment", -500, None), ("applied_to_invoice", 500, "in_1"), currency="sek"),
        ),
        RULES,
        ["problem CURRENCY_MISSING cus_acme/sek currency=SEK"],
    ),
    "A-4: a credit note whose lines are not its total": (
        Billing(stories=[unpaid("open")], notes=[a_credit_note(pre=3000, lines=[a_credit_note_line(2000)])]),
        RULES,
        ["problem TOTAL_MISMATCH cn_1 stripe=30.00 lines=20.00 difference=-10.00 currency=USD"],
    ),
    "C-7: nowhere to pay a refund from": (
        Billing(stories=[billed()], charges=[charge(refunds=[a_refund()])]),
        rules(undeposited_account=None),
        ["problem ACCOUNT_UNMAPPED ch_1 purpose=refunds setting=accounts.undeposited_funds"],
    ),
}


@pytest.mark.parametrize(("billing", "by", "problems"), PROBLEMS.values(), ids=PROBLEMS)
def test_what_stops_a_record_is_named_with_its_values(billing: Billing, by: Rules, problems: list[str]) -> None:
    """Rule A-7."""
    found = [each for family in billing.families() for each in translate(family, by, {}).problems]
    assert [said("problem", each) for each in found] == problems


@pytest.mark.parametrize(("billing", "findings"), FINDINGS.values(), ids=FINDINGS)
def test_what_a_person_must_decide_is_found(billing: Billing, findings: list[str]) -> None:
    found = [each for family in billing.families() for each in translate(family, RULES, {}).findings]
    assert [said("finding", each).removeprefix("finding ").strip() for each in found] == findings


@pytest.mark.parametrize(
    ("goes_back", "external_id", "rule", "stripe"),
    [
        ({"refunds": [a_refund(4000)]}, "re_1", "R-1", "refund"),
        ({"disputes": [a_dispute()]}, "du_1", "D-1", "dispute"),
    ],
    ids=["a refund", "a dispute"],
)
def test_what_a_refund_says_comes_from_its_stripe_object(
    goes_back: dict[str, Any], external_id: str, rule: str, stripe: str
) -> None:
    billing = Billing(stories=[billed()], charges=[charge(**goes_back)])
    wanted = {each.external_id: each for family in billing.families() for each in translate(family, RULES, {}).records}
    said = {name: (origin.by, origin.path) for name, origin in wanted[external_id].origins.items()}
    assert {name: said[name] for name in ("external_id", "tran_date", "total", "customer")} == {
        "external_id": ("I-1", f"{stripe}.id"),
        "tran_date": (rule, stripe),
        "total": (rule, f"{stripe}.amount"),
        "customer": (rule, None),
    }


def test_s_1_each_line_of_a_memo_copies_its_line_of_the_invoice() -> None:
    billing = partly(a_refund(4500))
    memos = (each for family in billing.families() for each in translate(family, RULES, {}).records)
    (memo,) = (each for each in memos if each.external_id == "memo_re_1")
    assert memo.copies == (LineCopy("in_1", 0), LineCopy("in_1", 1))


def test_s_1_what_is_no_item_line_has_no_recognition_to_copy() -> None:
    billing, _, _, _ = CASES["R-1, R-2: a full refund credits lines, discounts, shipping and tax"]
    memos = (each for family in billing.families() for each in translate(family, RULES, {}).records)
    (memo,) = (each for each in memos if each.external_id == "memo_re_1")
    assert memo.copies == (LineCopy("in_1", 0), None, LineCopy("in_1", 2), None, None)


def test_the_balance_brings_its_customer_and_the_items_of_all_its_memos() -> None:
    """Rules B-1 and B-2: what no other root of these invoices may bring."""
    stories = [
        using(500, paid=9500, total=10_000),
        using(500, id="in_2", paid=9500, total=10_000, lines=[a_line(price="price_silver")]),
    ]
    uses = [("adjustment", -1000, None), ("applied_to_invoice", 500, "in_1"), ("applied_to_invoice", 500, "in_2")]
    families = Billing(stories=stories, balance=a_balance(*uses)).families()
    balance = translate(families[-1], RULES, {})
    assert {each.external_id for each in balance.shared} >= {"cus_acme", "price_gold", "price_silver"}
    assert {each.external_id for each in balance.records} == {"memo_cbtxn_2", "memo_cbtxn_3"}


def test_m_2_every_invoice_and_memo_stands_in_the_connections_subsidiary() -> None:
    """Rule M-2: payments and refunds follow their customer, whose subsidiary it is too."""
    billing, _, _, _ = CASES["R-6, N-2: a refund that a credit note names pays out the note's memo, the rest its own"]
    translations = [translate(family, RULES, {}) for family in billing.families()]
    records = [wanted.record for each in translations for wanted in (*each.records, *each.shared)]
    subsidiaries = {record.subsidiary for record in records if isinstance(record, Customer | Invoice | CreditMemo)}
    assert subsidiaries == {RULES.subsidiary}


def test_a_balance_that_does_not_add_up_holds_its_own_records_and_nothing_else() -> None:
    """The ledger check of section B: BALANCE_BROKEN."""
    broken = (*a_balance(("adjustment", -500, None)), *a_balance(("applied_to_invoice", 500, "in_1"), starting=-900))
    billing = Billing(stories=[using(500, paid=9500, total=10_000)], charges=[charge(9500)], balance=broken)
    translations = {family.root.id: translate(family, RULES, {}) for family in billing.families()}
    assert {key: [each.code for each in one.problems] for key, one in translations.items()} == {
        "in_1": [],
        "ch_1": [],
        "cus_acme/usd": ["BALANCE_BROKEN"],
    }


def test_refunds_larger_than_their_charge_are_held_and_the_payment_goes_on() -> None:
    """Rule A-7; a dispute may be larger (rule D-1)."""
    refunds = [a_refund(8000), a_refund(4000, id="re_2", date="2026-03-15")]
    found = {
        family.root.id: translate(family, RULES, {})
        for family in Billing(stories=[billed()], charges=[charge(refunds=refunds)]).families()
    }
    assert {key: [each.code for each in one.problems] for key, one in found.items()} == {
        "in_1": [],
        "ch_1": ["REFUND_TOO_LARGE"],
    }
    assert found["ch_1"].problems[0].values == {"refunded": "120.00", "came_in": "100.00", "currency": "USD"}
    assert [wanted.external_id for wanted in found["ch_1"].records] == ["ch_1"]


def test_a_broken_credit_note_is_a_problem_of_the_invoice_alone() -> None:
    """Rule A-2: the root that owns a memo tells why it cannot be made."""
    note = a_credit_note(pre=3000, lines=[a_credit_note_line(2000)])
    story = billed(paid=7000, status="paid", pre_payment_credit_notes_amount=3000)
    billing = Billing(stories=[story], charges=[charge(7000, refunds=[a_refund(1000)])], notes=[note])
    found = {family.root.id: translate(family, RULES, {}).problems for family in billing.families()}
    assert {key: [each.code for each in problems] for key, problems in found.items()} == {
        "in_1": ["TOTAL_MISMATCH"],
        "ch_1": [],
    }


def test_a_credit_note_whose_lines_are_not_its_total_is_held_and_the_invoice_goes_on() -> None:
    """Rules A-4, A-7."""
    note = a_credit_note(pre=3000, lines=[a_credit_note_line(2000)])
    (translation,) = (
        translate(family, RULES, {}) for family in Billing(stories=[unpaid("open")], notes=[note]).families()
    )
    assert [wanted.external_id for wanted in translation.records] == ["in_1"]
    assert [(each.code, each.subject) for each in translation.problems] == [("TOTAL_MISMATCH", "cn_1")]


USES_CREDIT = {"amount": 5000, "starting_balance": -1000, "ending_balance": 0}
CREDIT_USED = a_balance(("adjustment", -1000, None), ("applied_to_invoice", 1000, "in_1"), date="2026-03-01")
LEFT_OUT: dict[str, tuple[Billing, set[str]]] = {
    "an invoice that was voided, and its closing memo": (
        Billing(stories=[unpaid("void")]),
        {"in_1", "memo_in_1_void"},
    ),
    "one that used credit which had no record, and has none again": (
        Billing(stories=[unpaid("void", **USES_CREDIT)], balance=CREDIT_USED),
        {"in_1", "memo_in_1_void"},
    ),
    "not where a refund of its payment is applied to it": (
        Billing(stories=[unpaid("void", paid=3000)], charges=[charge(3000, refunds=[a_refund(3000)])]),
        set(),
    ),
    "not where a memo of what it used is the customer's credit (L-4)": (
        Billing(stories=[unpaid("uncollectible, then void", **USES_CREDIT)], balance=CREDIT_USED),
        set(),
    ),
    "not where a credit note gave some of its payments to the balance (N-3)": (
        Billing(
            stories=[
                unpaid("void", paid=3000, pre_payment_credit_notes_amount=7000, post_payment_credit_notes_amount=1000)
            ],
            charges=[charge(3000)],
            notes=[a_credit_note(pre=7000, post=1000, balance=1000)],
            balance=a_balance(("credit_note", -1000, "cn_1")),
        ),
        set(),
    ),
}


@pytest.mark.parametrize(("billing", "left_out"), LEFT_OUT.values(), ids=LEFT_OUT)
def test_l_2_what_is_left_out_with_an_invoice_that_was_void_before_it_was_sent(
    billing: Billing, left_out: set[str]
) -> None:
    """Later invoices use the credit that such an invoice leaves: then its memo must be there."""
    records = [wanted for family in billing.families() for wanted in translate(family, RULES, {}).records]
    assert {wanted.external_id for wanted in records if wanted.only_with == "in_1"} == left_out
