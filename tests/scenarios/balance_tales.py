"""Stories of a customer's balance, of disputes, and of ways to pay."""

from __future__ import annotations

from collections.abc import Iterator

from scenarios.tales import Stories, Tale
from stripe_client.emulator.history import at

STORIES = Stories()


@STORIES.tell(
    "B-8: a debit takes a part of what was overpaid",
    """
    debit_cbtxn_2 03-04: 6.00 = Stripe Customer Balance Debit Item 6.00; 0.00 open
    in_1 03-02: 100.00 = Gold 100.00; 0.00 open
    in_2 03-05: 50.00 = Gold 50.00; 0.00 open
    ch_1 03-03: 110.00; 100.00 on in_1, 4.00 on in_2, 6.00 on debit_cbtxn_2
    ch_2 03-06: 46.00; 46.00 on in_2
    = undeposited 156.00, sales -156.00
    """,
)
def debit_meets_an_overpayment(tale: Tale) -> Iterator[None]:
    tale.pay(tale.bill(), 11_000)
    yield
    tale.move_balance(600)
    yield
    tale.pay(tale.bill(5_000))
    yield


@STORIES.tell(
    "B-8: a debit meets credit that has no record",
    """
    in_1 03-04: 100.00 = Gold 100.00; 0.00 open
    ch_1 03-05: 85.00; 85.00 on in_1
    memo_cbtxn_3 03-04: 15.00 = Gold 15.00; 15.00 on in_1
    = undeposited 85.00, sales -85.00
    """,
)
def debit_meets_an_adjustment(tale: Tale) -> Iterator[None]:
    tale.move_balance(-2_000)
    tale.move_balance(500)
    yield
    tale.pay(tale.bill())
    yield


@STORIES.tell(
    "B-8: an invoice below the minimum that credit covers",
    """
    in_1 03-03: 0.30 = Gold 0.30; 0.00 open
    memo_cbtxn_2 03-03: 0.30 = Gold 0.30; 0.30 on in_1
    = all zero
    """,
)
def too_small_and_covered(tale: Tale) -> Iterator[None]:
    tale.move_balance(-100)
    yield
    tale.bill(30)
    yield


@STORIES.tell(
    "B-4: a debit by hand is carried onto the next invoice",
    """
    in_1 03-03: 33.00 = Gold 10.00 + Silver 20.00 + Stripe Customer Balance Debit Item 3.00; 0.00 open
    ch_1 03-04: 33.00; 33.00 on in_1
    = undeposited 33.00, sales -33.00
    """,
)
def debit_is_carried(tale: Tale) -> Iterator[None]:
    tale.move_balance(300)
    yield
    tale.pay(tale.bill((1_000, "Gold"), (2_000, "Silver")))
    yield


@STORIES.tell(
    "B-2, R-4: credit over lines with coupon and tax, then the payment refunded",
    """
    in_1 03-03: 162.00 = Gold 100.00 + Spring -10.00 + Silver 50.00 + Spring -5.00 + Stripe Tax 27.00; 0.00 open
    ch_1 03-04: 152.00; 152.00 on in_1
    memo_cbtxn_2 03-03: 10.00 = Stripe Customer Balance Item 6.67 + Stripe Customer Balance Item 3.33; 10.00 on in_1
    memo_re_1 03-05: 152.00 = Gold 93.33 + Spring -10.00 + Silver 46.67 + Spring -5.00 + Stripe Tax 27.00
    re_1 03-05: 152.00; 152.00 on memo_re_1
    = all zero
    """,
)
def credit_over_several_lines(tale: Tale) -> Iterator[None]:
    tale.move_balance(-1_000)
    charge = tale.pay(tale.bill((10_000, "Gold"), (5_000, "Silver"), coupon=10, tax=20))
    yield
    tale.give_back(charge)
    yield


@STORIES.tell(
    "B-3: what was overpaid is used before a later credit by hand",
    """
    in_1 03-03: 30.00 = Gold 30.00; 0.00 open
    in_2 03-06: 100.00 = Gold 100.00; 0.00 open
    ch_1 03-04: 40.00; 20.00 on in_1, 20.00 on in_2
    ch_2 03-07: 73.00; 73.00 on in_2
    memo_cbtxn_2 03-03: 10.00 = Gold 10.00; 10.00 on in_1
    memo_cbtxn_5 03-06: 7.00 = Gold 7.00; 7.00 on in_2
    = undeposited 113.00, sales -113.00
    """,
)
def credits_in_their_order(tale: Tale) -> Iterator[None]:
    tale.move_balance(-1_000)
    tale.pay(tale.bill(3_000), 4_000)
    yield
    tale.move_balance(-700)
    yield
    tale.pay(tale.bill(10_000))
    yield


@STORIES.tell(
    "B-3: one overpayment is used by three invoices",
    """
    in_1 03-02: 10.00 = Gold 10.00; 0.00 open
    in_2 03-04: 20.00 = Gold 20.00; 0.00 open
    in_3 03-05: 20.00 = Gold 20.00; 0.00 open
    in_4 03-06: 20.00 = Gold 20.00; 0.00 open
    ch_1 03-03: 60.00; 10.00 on in_1, 10.00 on in_4, 20.00 on in_2, 20.00 on in_3
    ch_2 03-07: 10.00; 10.00 on in_4
    = undeposited 70.00, sales -70.00
    """,
)
def credit_over_several_invoices(tale: Tale) -> Iterator[None]:
    tale.pay(tale.bill(1_000), 6_000)
    yield
    tale.bill(2_000)
    tale.bill(2_000)
    yield
    tale.pay(tale.bill(2_000))
    yield


@STORIES.tell(
    "B-6: a kind of balance transaction that is new",
    """
    in_1 03-03: 100.00 = Gold 100.00; 0.00 open
    ch_1 03-04: 90.00; 90.00 on in_1
    memo_cbtxn_2 03-03: 10.00 = Gold 10.00; 10.00 on in_1
    ! UNKNOWN_BALANCE_TYPE cbtxn_1
    = undeposited 90.00, sales -90.00
    """,
)
def unknown_type(tale: Tale) -> Iterator[None]:
    tale.move_balance(-1_000)
    tale.book["customer_balance_transactions"][0]["type"] = "goodwill"
    yield
    tale.pay(tale.bill())
    yield


@STORIES.tell(
    "a balance list with a gap holds the use of credit, and not the payment",
    """
    in_1 03-04: 100.00 = Gold 100.00; 15.00 open
    ch_1 03-05: 85.00; 85.00 on in_1
    ! BALANCE_BROKEN cus_1
    = AR 15.00, undeposited 85.00, sales -100.00
    """,
)
def balance_with_a_gap(tale: Tale) -> Iterator[None]:
    tale.move_balance(-1_000)
    tale.move_balance(-500)
    del tale.book["customer_balance_transactions"][0]
    tale.pay(tale.bill())
    yield


@STORIES.tell(
    "V-10: the credit of a negative invoice is used by two",
    """
    in_1 03-02: 0.00 = Unused time 0.00 + Silver 0.00; 0.00 open
    in_2 03-03: 30.00 = Gold 30.00; 0.00 open
    in_3 03-04: 30.00 = Gold 30.00; 0.00 open
    ch_1 03-05: 10.00; 10.00 on in_3
    memo_cbtxn_2 03-03: 30.00 = Gold 30.00; 30.00 on in_2
    memo_cbtxn_3 03-04: 20.00 = Gold 20.00; 20.00 on in_3
    = undeposited 10.00, sales -10.00
    """,
)
def negative_invoice_for_two(tale: Tale) -> Iterator[None]:
    tale.bill((-9_000, "Unused time"), (4_000, "Silver"))
    yield
    tale.bill(3_000)
    yield
    tale.pay(tale.bill((3_000, "Gold")))
    yield


@STORIES.tell(
    "B-7: credit from before the start date",
    """
    in_1 03-02: 100.00 = Gold 100.00; 0.00 open
    ch_1 03-03: 75.00; 75.00 on in_1
    memo_cbtxn_2 03-02: 25.00 = Gold 25.00; 25.00 on in_1
    = undeposited 75.00, sales -75.00
    """,
)
def opening_credit(tale: Tale) -> Iterator[None]:
    tale.adjust_balance(tale.ada.id, -2_500, "usd", when=at(2025, 11, 2))
    tale.pay(tale.bill())
    yield


@STORIES.tell(
    "B-8, B-4: a debit takes all of a credit note, the next invoice carries the rest",
    """
    debit_cbtxn_2 03-05: 50.00 = Stripe Customer Balance Debit Item 50.00; 0.00 open
    in_1 03-02: 100.00 = Gold 100.00; 0.00 open
    in_2 03-06: 50.00 = Gold 20.00 + Stripe Customer Balance Debit Item 30.00; 0.00 open
    ch_1 03-03: 100.00; 100.00 on in_1
    ch_2 03-07: 50.00; 50.00 on in_2
    memo_cn_1 03-04: 50.00 = Stripe Custom Credit Note Line Item 50.00; 50.00 on debit_cbtxn_2
    = undeposited 150.00, sales -150.00
    """,
)
def debit_meets_a_note(tale: Tale) -> Iterator[None]:
    invoice = tale.bill()
    tale.pay(invoice)
    tale.credit_note(invoice, 5_000, when=tale.later(), balance=5_000)
    yield
    tale.move_balance(8_000)
    yield
    tale.pay(tale.bill(2_000))
    yield


@STORIES.tell(
    "V-11, B-8: an invoice below the minimum meets a smaller overpayment",
    """
    debit_cbtxn_2 03-04: 0.20 = Stripe Customer Balance Debit Item 0.20; 0.00 open
    in_1 03-02: 100.00 = Gold 100.00; 0.00 open
    in_3 03-05: 10.30 = Gold 10.00 + Stripe Customer Balance Debit Item 0.30; 0.00 open
    ch_1 03-03: 100.20; 0.20 on debit_cbtxn_2, 100.00 on in_1
    ch_2 03-06: 10.30; 10.30 on in_3
    = undeposited 110.50, sales -110.50
    """,
)
def too_small_meets_an_overpayment(tale: Tale) -> Iterator[None]:
    tale.pay(tale.bill(), 10_020)
    yield
    tale.bill(50, too_small=True)
    yield
    tale.pay(tale.bill(1_000))
    yield


@STORIES.tell(
    "B-4, P-4: a debit carried, then overpaid, then used",
    """
    in_1 03-03: 30.00 = Gold 20.00 + Stripe Customer Balance Debit Item 10.00; 0.00 open
    in_2 03-05: 40.00 = Gold 40.00; 0.00 open
    ch_1 03-04: 35.00; 30.00 on in_1, 5.00 on in_2
    ch_2 03-06: 35.00; 35.00 on in_2
    = undeposited 70.00, sales -70.00
    """,
)
def credit_meets_a_debit(tale: Tale) -> Iterator[None]:
    tale.move_balance(1_000)
    yield
    tale.pay(tale.bill(2_000), 3_500)
    yield
    tale.pay(tale.bill(4_000))
    yield


@STORIES.tell(
    "N-1, B-2: credit used on an invoice whose rest a credit note settles",
    """
    in_1 03-03: 100.00 = Gold 60.00 + Silver 40.00; 0.00 open
    in_2 03-05: 50.00 = Gold 50.00; 0.00 open
    ch_1 03-06: 50.00; 50.00 on in_2
    memo_cbtxn_2 03-03: 40.00 = Stripe Customer Balance Item 24.00 + Stripe Customer Balance Item 16.00; 40.00 on in_1
    memo_cn_1 03-04: 60.00 = Gold 60.00; 60.00 on in_1
    = undeposited 50.00, sales -50.00
    """,
)
def credit_used_by_an_invoice_that_is_credited(tale: Tale) -> Iterator[None]:
    tale.move_balance(-4_000)
    invoice = tale.bill((6_000, "Gold"), (4_000, "Silver"))
    yield
    tale.credit_note(invoice, {0: 6_000}, when=tale.later())
    yield
    tale.pay(tale.bill(5_000))
    yield


@STORIES.tell(
    "R-4, B-2: paid with credit and by card, and the card refunded",
    """
    in_1 03-03: 100.00 = Gold 60.00 + Silver 40.00; 0.00 open
    ch_1 03-04: 75.00; 75.00 on in_1
    memo_cbtxn_2 03-03: 25.00 = Stripe Customer Balance Item 15.00 + Stripe Customer Balance Item 10.00; 25.00 on in_1
    memo_re_1 03-05: 75.00 = Gold 45.00 + Silver 30.00
    re_1 03-05: 75.00; 75.00 on memo_re_1
    = all zero
    """,
)
def refunded_in_full_with_credit(tale: Tale) -> Iterator[None]:
    tale.move_balance(-2_500)
    charge = tale.pay(tale.bill((6_000, "Gold"), (4_000, "Silver")))
    yield
    tale.give_back(charge)
    yield


@STORIES.tell(
    "D-1: lines with coupon and tax are disputed",
    """
    in_1 03-02: 162.00 = Gold 100.00 + Spring -10.00 + Silver 50.00 + Spring -5.00 + Stripe Tax 27.00; 0.00 open
    ch_1 03-03: 162.00; 162.00 on in_1
    memo_du_1 03-04: 162.00 = Gold 100.00 + Spring -10.00 + Silver 50.00 + Spring -5.00 + Stripe Tax 27.00
    du_1 03-04: 162.00; 162.00 on memo_du_1
    = all zero
    """,
)
def several_lines_disputed(tale: Tale) -> Iterator[None]:
    charge = tale.pay(tale.bill((10_000, "Gold"), (5_000, "Silver"), coupon=10, tax=20))
    yield
    tale.dispute(charge, when=tale.later())
    yield


@STORIES.tell(
    "D-2: disputed and won: the money comes back with a payout",
    """
    in_1 03-02: 100.00 = Gold 100.00; 0.00 open
    ch_1 03-03: 100.00; 100.00 on in_1
    memo_du_1 03-04: 100.00 = Gold 100.00
    du_1 03-04: 100.00; 100.00 on memo_du_1
    = all zero
    """,
)
def disputed_and_won(tale: Tale) -> Iterator[None]:
    charge = tale.pay(tale.bill())
    dispute = tale.dispute(charge, when=tale.later())
    yield
    tale.close_dispute(dispute, when=tale.later(), won=True)
    yield


@STORIES.tell(
    "D-1: the bank only asks",
    """
    in_1 03-02: 100.00 = Gold 100.00; 0.00 open
    ch_1 03-03: 100.00; 100.00 on in_1
    = undeposited 100.00, sales -100.00
    """,
)
def only_asked(tale: Tale) -> Iterator[None]:
    charge = tale.pay(tale.bill())
    dispute = tale.dispute(charge, when=tale.later(), withdraws=False)
    yield
    tale.close_dispute(dispute, when=tale.later(), won=False)
    yield


@STORIES.tell(
    "D-1: refunded in part, then disputed for more than the rest",
    """
    in_1 03-02: 100.00 = Gold 60.00 + Silver 40.00; 0.00 open
    ch_1 03-03: 100.00; 100.00 on in_1
    memo_du_1 03-05: 65.00 = Gold 36.00 + Silver 24.00 + Stripe Dispute Item 5.00
    memo_re_1 03-04: 40.00 = Gold 24.00 + Silver 16.00
    du_1 03-05: 65.00; 65.00 on memo_du_1
    re_1 03-04: 40.00; 40.00 on memo_re_1
    = undeposited -5.00, sales 5.00
    """,
)
def refunded_then_disputed(tale: Tale) -> Iterator[None]:
    charge = tale.pay(tale.bill((6_000, "Gold"), (4_000, "Silver")))
    tale.give_back(charge, 4_000)
    yield
    tale.dispute(charge, 6_500, when=tale.later())
    yield


@STORIES.tell(
    "D-1, R-5: a charge without an invoice is disputed",
    """
    ch_1 03-02: 100.00
    du_1 03-03: 100.00; 100.00 on ch_1
    = all zero
    """,
)
def money_without_an_invoice_disputed(tale: Tale) -> Iterator[None]:
    charge = tale.charged(tale.ada, 10_000, "usd", when=tale.later(), description="Workshop")
    yield
    tale.dispute(charge, when=tale.later())
    yield


@STORIES.tell(
    "D-1, R-7: a dispute takes the money of a failed refund first",
    """
    in_1 03-02: 100.00 = Gold 100.00; 0.00 open
    ch_1 03-03: 100.00; 100.00 on in_1
    undo_re_1 03-05: 40.00
    memo_du_1 03-06: 60.00 = Gold 60.00
    memo_re_1 03-04: 40.00 = Gold 40.00
    du_1 03-06: 100.00; 40.00 on undo_re_1, 60.00 on memo_du_1
    re_1 03-04: 40.00; 40.00 on memo_re_1
    = all zero
    """,
)
def disputed_after_a_failed_refund(tale: Tale) -> Iterator[None]:
    charge = tale.pay(tale.bill())
    tale.fail_refund(tale.give_back(charge, 4_000), when=tale.later())
    yield
    tale.dispute(charge, when=tale.later())
    yield


@STORIES.tell(
    "D-1, R-8: the payment of two invoices is disputed",
    """
    in_1 03-02: 100.00 = Gold 100.00; 0.00 open
    in_2 03-03: 50.00 = Gold 50.00; 0.00 open
    ch_1 03-04: 150.00; 100.00 on in_1, 50.00 on in_2
    memo_du_1_in_1 03-05: 100.00 = Gold 100.00
    memo_du_1_in_2 03-05: 50.00 = Gold 50.00
    du_1 03-05: 150.00; 100.00 on memo_du_1_in_1, 50.00 on memo_du_1_in_2
    = all zero
    """,
)
def shared_payment_disputed(tale: Tale) -> Iterator[None]:
    charge = tale.paid_together([tale.bill(10_000), tale.bill(5_000)], when=tale.later())
    yield
    tale.dispute(charge, when=tale.later())
    yield


@STORIES.tell(
    "D-1: two disputes of one charge",
    """
    in_1 03-02: 100.00 = Gold 60.00 + Silver 40.00; 0.00 open
    ch_1 03-03: 100.00; 100.00 on in_1
    memo_du_1 03-04: 50.00 = Gold 30.00 + Silver 20.00
    memo_du_2 03-05: 50.00 = Gold 30.00 + Silver 20.00
    du_1 03-04: 50.00; 50.00 on memo_du_1
    du_2 03-05: 50.00; 50.00 on memo_du_2
    = all zero
    """,
)
def two_disputes(tale: Tale) -> Iterator[None]:
    charge = tale.pay(tale.bill((6_000, "Gold"), (4_000, "Silver")))
    tale.dispute(charge, 5_000, when=tale.later())
    yield
    tale.dispute(charge, 5_000, when=tale.later())
    yield


@STORIES.tell(
    "P-7: a bank debit arrives days later",
    """
    in_1 03-02: 100.00 = Gold 100.00; 0.00 open
    ch_1 03-03: 100.00; 100.00 on in_1
    = undeposited 100.00, sales -100.00
    """,
    at_once="""
    in_1 03-02: 100.00 = Gold 100.00; 0.00 open
    ch_1 03-06: 100.00; 100.00 on in_1
    = undeposited 100.00, sales -100.00
    """,
)
def debit_arrives(tale: Tale) -> Iterator[None]:
    charge = tale.pending(tale.bill(), when=tale.later())
    yield
    tale.arrives(charge, when=tale.later(3))
    yield


@STORIES.tell(
    "P-7: a bank debit bounces, then a card pays",
    """
    in_1 03-02: 100.00 = Gold 100.00; 0.00 open
    ch_1 03-03: 100.00
    ch_2 03-07: 100.00; 100.00 on in_1
    fail_ch_1 03-06: 100.00; 100.00 on ch_1
    = undeposited 100.00, sales -100.00
    """,
)
def debit_bounces_then_card(tale: Tale) -> Iterator[None]:
    invoice = tale.bill()
    charge = tale.pending(invoice, when=tale.later())
    yield
    tale.bounces(charge, when=tale.later(3))
    yield
    tale.pay(invoice)
    yield


@STORIES.tell(
    "P-6: declined, then paid",
    """
    in_1 03-02: 100.00 = Gold 100.00; 0.00 open
    ch_2 03-04: 100.00; 100.00 on in_1
    = undeposited 100.00, sales -100.00
    """,
)
def declined_then_paid(tale: Tale) -> Iterator[None]:
    invoice = tale.bill()
    tale.declined(invoice, when=tale.later())
    yield
    tale.pay(invoice)
    yield


@STORIES.tell(
    "P-6: only authorised",
    """
    in_1 03-02: 100.00 = Gold 100.00; 100.00 open
    = AR 100.00, sales -100.00
    """,
)
def only_authorised(tale: Tale) -> Iterator[None]:
    tale.authorized(tale.bill(), when=tale.later())
    yield


@STORIES.tell(
    "P-5: marked as paid, without a payment record",
    """
    in_1 03-02: 100.00 = Gold 100.00; 0.00 open
    paid_in_1 03-03: 100.00; 100.00 on in_1
    = undeposited 100.00, sales -100.00
    """,
)
def outside_without_a_record(tale: Tale) -> Iterator[None]:
    tale.paid_out_of_band(tale.bill(), when=tale.later(), recorded=False)
    yield


@STORIES.tell(
    "P-2: paid in three parts",
    """
    in_1 03-02: 100.00 = Gold 100.00; 0.00 open
    ch_1 03-03: 20.00; 20.00 on in_1
    ch_2 03-04: 30.00; 30.00 on in_1
    ch_3 03-05: 50.00; 50.00 on in_1
    = undeposited 100.00, sales -100.00
    """,
)
def in_three_parts(tale: Tale) -> Iterator[None]:
    invoice = tale.bill()
    for amount in (2_000, 3_000, 5_000):
        tale.pay(invoice, amount)
        yield


@STORIES.tell(
    "P-2, P-5: a part by card, the rest outside Stripe",
    """
    in_1 03-02: 100.00 = Gold 100.00; 0.00 open
    ch_1 03-03: 40.00; 40.00 on in_1
    pr_1 03-04: 60.00; 60.00 on in_1
    = undeposited 100.00, sales -100.00
    """,
)
def by_card_and_outside(tale: Tale) -> Iterator[None]:
    invoice = tale.bill()
    tale.pay(invoice, 4_000)
    yield
    tale.paid_out_of_band(invoice, when=tale.later())
    yield


@STORIES.tell(
    "V-9: a free trial",
    """

    """,
)
def a_free_trial(tale: Tale) -> Iterator[None]:
    tale.bill(0)
    yield


@STORIES.tell(
    "A-10: invoiced, paid and credited before the start, or for what was",
    """

    """,
)
def all_before_the_start(tale: Tale) -> Iterator[None]:
    tale.now = at(2025, 12, 1)
    invoice = tale.bill()
    charge = tale.pay(invoice)
    yield
    tale.now = at(2026, 3, 1)
    refund = tale.give_back(charge, 4_000)
    tale.credit_note(invoice, 4_000, when=tale.now, refunds=[(refund, 4_000)])
    yield


@STORIES.tell(
    "I-5: a charge is held back while it is refunded",
    """
    in_1 03-02: 100.00 = Gold 100.00; 0.00 open
    ch_1 03-03: 100.00; 100.00 on in_1
    memo_re_1 03-04: 40.00 = Gold 40.00
    re_1 03-04: 40.00; 40.00 on memo_re_1
    = undeposited 60.00, sales -60.00
    """,
)
def held_in_the_middle(tale: Tale) -> Iterator[None]:
    charge = tale.pay(tale.bill())
    yield
    charge["metadata"] = {"netsuite_block_integration": "true"}
    tale.give_back(charge, 4_000)
    yield
    charge["metadata"] = {}
    yield
