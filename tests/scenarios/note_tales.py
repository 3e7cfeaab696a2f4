"""Stories of credit notes, and of invoices that end unpaid."""

from __future__ import annotations

from collections.abc import Iterator

from scenarios.tales import Stories, Tale

STORIES = Stories()


@STORIES.tell(
    "N-4: a credit note settled out of band",
    """
    in_1 03-02: 100.00 = Gold 100.00; 0.00 open
    ch_1 03-03: 100.00; 100.00 on in_1
    memo_cn_1 03-04: 25.00 = Stripe Custom Credit Note Line Item 25.00; 25.00 left
    = AR -25.00, undeposited 100.00, sales -75.00
    """,
)
def note_out_of_band(tale: Tale) -> Iterator[None]:
    invoice = tale.bill()
    tale.pay(invoice)
    yield
    tale.credit_note(invoice, 2_500, when=tale.later(), out_of_band=2_500)
    yield


@STORIES.tell(
    "N-5: one credit note refunds, goes to the balance and is settled out of band",
    """
    in_1 03-02: 100.00 = Gold 100.00; 0.00 open
    ch_1 03-03: 100.00; 100.00 on in_1
    memo_cn_1 03-04: 60.00 = Stripe Custom Credit Note Line Item 60.00; 50.00 left
    re_1 03-04: 10.00; 10.00 on memo_cn_1
    = AR -50.00, undeposited 90.00, sales -40.00
    """,
)
def note_of_every_kind(tale: Tale) -> Iterator[None]:
    invoice = tale.bill()
    charge = tale.pay(invoice)
    yield
    refund = tale.give_back(charge, 1_000)
    tale.credit_note(invoice, 6_000, when=tale.now, refunds=[(refund, 1_000)], balance=2_000, out_of_band=3_000)
    yield


@STORIES.tell(
    "N-1, N-2: one credit note lowers what is due and refunds the rest",
    """
    in_1 03-02: 100.00 = Gold 100.00; 0.00 open
    ch_1 03-03: 60.00; 60.00 on in_1
    memo_cn_1 03-04: 50.00 = Stripe Custom Credit Note Line Item 50.00; 40.00 on in_1
    re_1 03-04: 10.00; 10.00 on memo_cn_1
    = undeposited 50.00, sales -50.00
    """,
)
def note_before_payment_and_after(tale: Tale) -> Iterator[None]:
    invoice = tale.bill()
    charge = tale.pay(invoice, 6_000)
    yield
    refund = tale.give_back(charge, 1_000)
    tale.credit_note(invoice, 5_000, when=tale.now, refunds=[(refund, 1_000)])
    yield


@STORIES.tell(
    "N-6: half of a line with coupon and tax credited before payment",
    """
    in_1 03-02: 162.00 = Gold 100.00 + Spring -10.00 + Silver 50.00 + Spring -5.00 + Stripe Tax 27.00; 0.00 open
    ch_1 03-04: 108.00; 108.00 on in_1
    memo_cn_1 03-03: 54.00 = Gold 50.00 + Spring -5.00 + Stripe Tax 9.00; 54.00 on in_1
    = undeposited 108.00, tax -18.00, sales -90.00
    """,
)
def note_on_a_line_with_coupon_and_tax(tale: Tale) -> Iterator[None]:
    invoice = tale.bill((10_000, "Gold"), (5_000, "Silver"), coupon=10, tax=20)
    yield
    tale.credit_note(invoice, {0: 5_000}, when=tale.later())
    yield
    tale.pay(invoice)
    yield


@STORIES.tell(
    "N-6: all credited, shipping too",
    """
    in_1 03-02: 110.00 = Gold 100.00 + Stripe Shipping 10.00; 0.00 open
    memo_cn_1 03-03: 110.00 = Gold 100.00 + Stripe Shipping 10.00; 110.00 on in_1
    = all zero
    """,
)
def note_with_shipping(tale: Tale) -> Iterator[None]:
    invoice = tale.bill(10_000, shipping=1_000)
    yield
    tale.credit_note(invoice, {0: 10_000}, when=tale.later(), shipping=True)
    yield


@STORIES.tell(
    "N-1: two credit notes settle an open invoice",
    """
    in_1 03-02: 150.00 = Gold 100.00 + Silver 50.00; 0.00 open
    memo_cn_1 03-03: 100.00 = Gold 100.00; 100.00 on in_1
    memo_cn_2 03-04: 50.00 = Silver 50.00; 50.00 on in_1
    = all zero
    """,
)
def two_notes_settle(tale: Tale) -> Iterator[None]:
    invoice = tale.bill((10_000, "Gold"), (5_000, "Silver"))
    tale.credit_note(invoice, {0: 10_000}, when=tale.later())
    yield
    tale.credit_note(invoice, {1: 5_000}, when=tale.later())
    yield


@STORIES.tell(
    "N-7: a credit note voided, another one issued, the rest paid",
    """
    in_1 03-02: 100.00 = Gold 100.00; 0.00 open
    ch_1 03-06: 80.00; 80.00 on in_1
    memo_cn_2 03-05: 20.00 = Stripe Custom Credit Note Line Item 20.00; 20.00 on in_1
    = undeposited 80.00, sales -80.00
    """,
)
def note_voided_and_made_again(tale: Tale) -> Iterator[None]:
    invoice = tale.bill()
    note = tale.credit_note(invoice, 3_000, when=tale.later())
    yield
    tale.void_credit_note(note, when=tale.later())
    yield
    tale.credit_note(invoice, 2_000, when=tale.later())
    tale.pay(invoice)
    yield


@STORIES.tell(
    "N-3, B-3: a credit note to the balance, used by two invoices",
    """
    in_1 03-02: 100.00 = Gold 100.00; 0.00 open
    in_2 03-05: 30.00 = Gold 30.00; 0.00 open
    in_3 03-06: 30.00 = Gold 30.00; 0.00 open
    ch_1 03-03: 100.00; 100.00 on in_1
    ch_2 03-07: 10.00; 10.00 on in_3
    memo_cn_1 03-04: 50.00 = Stripe Custom Credit Note Line Item 50.00; 20.00 on in_3, 30.00 on in_2
    = undeposited 110.00, sales -110.00
    """,
)
def note_to_the_balance_for_two_invoices(tale: Tale) -> Iterator[None]:
    invoice = tale.bill()
    tale.pay(invoice)
    tale.credit_note(invoice, 5_000, when=tale.later(), balance=5_000)
    yield
    tale.bill(3_000)
    yield
    tale.pay(tale.bill(3_000))
    yield


@STORIES.tell(
    "P-5, N-2: paid outside Stripe, and a part given back outside",
    """
    in_1 03-02: 100.00 = Gold 100.00; 0.00 open
    pr_1 03-03: 100.00; 100.00 on in_1
    memo_cn_1 03-04: 40.00 = Stripe Custom Credit Note Line Item 40.00
    prr_prrg_1 03-04: 40.00; 40.00 on memo_cn_1
    = undeposited 60.00, sales -60.00
    """,
)
def paid_outside_and_given_back_outside(tale: Tale) -> Iterator[None]:
    invoice = tale.bill()
    record = tale.paid_out_of_band(invoice, when=tale.later())
    yield
    assert record is not None
    tale.credit_note(invoice, 4_000, when=tale.later(), records=[(record, 4_000)])
    yield


@STORIES.tell(
    "L-3: written off, then paid",
    """
    in_1 03-02: 100.00 = Gold 100.00; 0.00 open
    ch_1 03-04: 100.00; 100.00 left
    memo_in_1_uncollectible 03-03: 100.00 = Gold 100.00; 100.00 on in_1
    ! UNCOLLECTIBLE_PAID ch_1
    = AR -100.00, undeposited 100.00
    """,
)
def given_up_and_paid(tale: Tale) -> Iterator[None]:
    invoice = tale.bill()
    tale.give_up(invoice)
    yield
    tale.pay(invoice)
    yield


@STORIES.tell(
    "L-1, R-4: a line credited, a part paid, the rest written off",
    """
    in_1 03-02: 180.00 = Gold 100.00 + Silver 50.00 + Stripe Tax 30.00; 0.00 open
    ch_1 03-04: 40.00; 40.00 on in_1
    memo_cn_1 03-03: 60.00 = Silver 50.00 + Stripe Tax 10.00; 60.00 on in_1
    memo_in_1_uncollectible 03-05: 80.00 = Gold 66.67 + Stripe Tax 13.33; 80.00 on in_1
    = undeposited 40.00, tax -6.67, sales -33.33
    """,
)
def credited_then_given_up(tale: Tale) -> Iterator[None]:
    invoice = tale.bill((10_000, "Gold"), (5_000, "Silver"), tax=20)
    tale.credit_note(invoice, {1: 5_000}, when=tale.later())
    yield
    tale.pay(invoice, 4_000)
    yield
    tale.give_up(invoice)
    yield


@STORIES.tell(
    "L-2, B-5: a void gives its credit back, and the next invoice uses it",
    """
    in_1 03-03: 100.00 = Gold 100.00; 0.00 open
    in_2 03-05: 50.00 = Gold 50.00; 0.00 open
    ch_1 03-06: 20.00; 20.00 on in_2
    memo_cbtxn_4 03-05: 30.00 = Gold 30.00; 30.00 on in_2
    memo_in_1_void 03-04: 100.00 = Gold 100.00; 100.00 on in_1
    = undeposited 20.00, sales -20.00
    """,
    at_once="""
    in_2 03-05: 50.00 = Gold 50.00; 0.00 open
    ch_1 03-06: 20.00; 20.00 on in_2
    memo_cbtxn_4 03-05: 30.00 = Gold 30.00; 30.00 on in_2
    = undeposited 20.00, sales -20.00
    """,
)
def void_gives_credit_back(tale: Tale) -> Iterator[None]:
    tale.move_balance(-3_000)
    invoice = tale.bill()
    yield
    tale.void(invoice, when=tale.later())
    yield
    tale.pay(tale.bill(5_000))
    yield


@STORIES.tell(
    "L-2: a part credited and a part paid, then void",
    """
    in_1 03-02: 150.00 = Gold 100.00 + Silver 50.00; 0.00 open
    ch_1 03-04: 10.00; 10.00 left
    memo_cn_1 03-03: 40.00 = Gold 40.00; 40.00 on in_1
    memo_in_1_void 03-05: 110.00 = Gold 60.00 + Silver 50.00; 110.00 on in_1
    = AR -10.00, undeposited 10.00
    """,
    at_once="""
    ch_1 03-04: 10.00; 10.00 left
    = AR -10.00, undeposited 10.00
    """,
)
def credited_then_void(tale: Tale) -> Iterator[None]:
    invoice = tale.bill((10_000, "Gold"), (5_000, "Silver"))
    yield
    tale.credit_note(invoice, {0: 4_000}, when=tale.later())
    tale.pay(invoice, 1_000)
    yield
    tale.void(invoice, when=tale.later())
    yield


@STORIES.tell(
    "L-4, B-5: credit used, a part paid, written off, then void",
    """
    in_1 03-03: 100.00 = Gold 100.00; 0.00 open
    ch_1 03-04: 20.00; 20.00 left
    memo_cbtxn_2 03-03: 30.00 = Gold 30.00; 30.00 left
    memo_in_1_uncollectible 03-05: 50.00 = Gold 50.00; 50.00 on in_1
    memo_in_1_void 03-06: 50.00 = Gold 50.00; 50.00 on in_1
    = AR -50.00, undeposited 20.00, sales 30.00
    """,
)
def given_up_with_credit_then_void(tale: Tale) -> Iterator[None]:
    tale.move_balance(-3_000)
    invoice = tale.bill()
    tale.pay(invoice, 2_000)
    yield
    tale.give_up(invoice)
    yield
    tale.void(invoice, when=tale.later())
    yield


@STORIES.tell(
    "L-2: void before anything happened",
    """
    in_1 03-02: 100.00 = Gold 100.00; 0.00 open
    memo_in_1_void 03-03: 100.00 = Gold 100.00; 100.00 on in_1
    = all zero
    """,
    at_once="""

    """,
)
def void_untouched(tale: Tale) -> Iterator[None]:
    invoice = tale.bill()
    yield
    tale.void(invoice, when=tale.later())
    yield


@STORIES.tell(
    "V-12, L-2: a taxed invoice, paid in part, is revised",
    """
    in_1 03-02: 180.00 = Gold 100.00 + Silver 50.00 + Stripe Tax 30.00; 0.00 open
    in_2 03-04: 80.00 = Gold 80.00; 80.00 open
    ch_1 03-03: 30.00; 30.00 left
    memo_in_1_void 03-04: 180.00 = Gold 100.00 + Silver 50.00 + Stripe Tax 30.00; 180.00 on in_1
    = AR 50.00, undeposited 30.00, sales -80.00
    """,
    at_once="""
    in_2 03-04: 80.00 = Gold 80.00; 80.00 open
    ch_1 03-03: 30.00; 30.00 left
    = AR 50.00, undeposited 30.00, sales -80.00
    """,
)
def revised_with_tax(tale: Tale) -> Iterator[None]:
    invoice = tale.bill((10_000, "Gold"), (5_000, "Silver"), tax=20)
    tale.pay(invoice, 3_000)
    yield
    tale.later()
    tale.revise(invoice, tale.ada, [tale.line((8_000, "Gold"))], created=tale.now)
    yield


@STORIES.tell(
    "L-4, V-12: written off, then revised, and the revision paid",
    """
    in_1 03-02: 100.00 = Gold 100.00; 0.00 open
    in_2 03-04: 80.00 = Gold 80.00; 0.00 open
    ch_1 03-05: 80.00; 80.00 on in_2
    memo_in_1_uncollectible 03-03: 100.00 = Gold 100.00; 100.00 on in_1
    = undeposited 80.00, sales -80.00
    """,
    at_once="""
    in_2 03-04: 80.00 = Gold 80.00; 0.00 open
    ch_1 03-05: 80.00; 80.00 on in_2
    = undeposited 80.00, sales -80.00
    """,
)
def given_up_then_revised(tale: Tale) -> Iterator[None]:
    invoice = tale.bill()
    yield
    tale.give_up(invoice)
    yield
    tale.later()
    revision = tale.revise(invoice, tale.ada, [tale.line((8_000, "Gold"))], created=tale.now)
    tale.pay(revision)
    yield


@STORIES.tell(
    "L-3, R-5: written off, paid, and refunded: nobody needs to decide any more",
    """
    in_1 03-02: 100.00 = Gold 100.00; 0.00 open
    ch_1 03-04: 100.00
    memo_in_1_uncollectible 03-03: 100.00 = Gold 100.00; 100.00 on in_1
    re_1 03-05: 100.00; 100.00 on ch_1
    = all zero
    """,
)
def given_up_paid_and_refunded(tale: Tale) -> Iterator[None]:
    invoice = tale.bill()
    tale.give_up(invoice)
    yield
    charge = tale.pay(invoice)
    yield
    tale.give_back(charge)
    yield


@STORIES.tell(
    "L-2, R-5: a void frees a payment, which is refunded in part",
    """
    in_1 03-02: 100.00 = Gold 100.00; 0.00 open
    ch_1 03-03: 30.00; 10.00 left
    memo_in_1_void 03-04: 100.00 = Gold 100.00; 100.00 on in_1
    re_1 03-05: 20.00; 20.00 on ch_1
    = AR -10.00, undeposited 10.00
    """,
    at_once="""
    ch_1 03-03: 30.00; 10.00 left
    re_1 03-05: 20.00; 20.00 on ch_1
    = AR -10.00, undeposited 10.00
    """,
)
def void_frees_a_payment_that_is_refunded(tale: Tale) -> Iterator[None]:
    invoice = tale.bill()
    charge = tale.pay(invoice, 3_000)
    yield
    tale.void(invoice, when=tale.later())
    yield
    tale.give_back(charge, 2_000)
    yield


@STORIES.tell(
    "N-1, L-1: credited after it was written off",
    """
    in_1 03-02: 100.00 = Gold 100.00; 0.00 open
    ch_1 03-03: 20.00; 20.00 on in_1
    memo_in_1_uncollectible 03-04: 80.00 = Gold 80.00; 80.00 on in_1
    = undeposited 20.00, sales -20.00
    """,
)
def credited_after_it_was_given_up(tale: Tale) -> Iterator[None]:
    invoice = tale.bill()
    tale.pay(invoice, 2_000)
    tale.give_up(invoice)
    yield
    tale.credit_note(invoice, 3_000, when=tale.later())
    yield


@STORIES.tell(
    "N-7, L-1: a credit note voided after the write-off stands",
    """
    in_1 03-02: 100.00 = Gold 100.00; 0.00 open
    memo_cn_1 03-03: 30.00 = Stripe Custom Credit Note Line Item 30.00; 30.00 on in_1
    memo_in_1_uncollectible 03-04: 70.00 = Gold 70.00; 70.00 on in_1
    = all zero
    """,
)
def note_of_a_given_up_invoice_voided(tale: Tale) -> Iterator[None]:
    invoice = tale.bill()
    note = tale.credit_note(invoice, 3_000, when=tale.later())
    tale.give_up(invoice)
    yield
    tale.void_credit_note(note, when=tale.later())
    yield
