"""Stories of money that goes back: refunds in every currency, of every kind of line."""

from __future__ import annotations

from collections.abc import Iterator

from scenarios.tales import OPENED, Stories, Tale
from stripe_client.emulator.history import History, Terms, at

STORIES = Stories()


@STORIES.tell(
    "M-1: billed in two currencies, the later one refunded in part",
    """
    in_1 03-02: 100.00 = Gold 100.00; 0.00 open
    in_2 03-04 EUR: 90.00 = Gold 90.00; 0.00 open
    ch_1 03-03: 100.00; 100.00 on in_1
    ch_2 03-05 EUR: 90.00; 90.00 on in_2
    memo_re_1 03-06 EUR: 40.00 = Gold 40.00
    re_1 03-06 EUR: 40.00; 40.00 on memo_re_1
    = EUR undeposited 50.00, sales -50.00
    = undeposited 100.00, sales -100.00
    """,
)
def in_two_currencies(tale: Tale) -> Iterator[None]:
    tale.pay(tale.bill())
    yield
    tale.give_back(tale.pay(tale.bill(9_000, currency="eur")), 4_000)
    yield


@STORIES.tell(
    "A-6, R-4: yen over three lines, a third refunded twice",
    """
    in_1 03-02 JPY: 3000.00 = Gold 1000.00 + Silver 1000.00 + Tin 1000.00; 0.00 open
    ch_1 03-03 JPY: 3000.00; 3000.00 on in_1
    memo_re_1 03-04 JPY: 1000.00 = Gold 334.00 + Silver 333.00 + Tin 333.00
    memo_re_2 03-05 JPY: 1000.00 = Gold 333.00 + Silver 334.00 + Tin 333.00
    re_1 03-04 JPY: 1000.00; 1000.00 on memo_re_1
    re_2 03-05 JPY: 1000.00; 1000.00 on memo_re_2
    = JPY undeposited 1000.00, sales -1000.00
    """,
)
def zero_decimals(tale: Tale) -> Iterator[None]:
    charge = tale.pay(tale.bill((1_000, "Gold"), (1_000, "Silver"), (1_000, "Tin"), currency="jpy"))
    yield
    tale.give_back(charge, 1_000)
    yield
    tale.give_back(charge, 1_000)
    yield


@STORIES.tell(
    "A-6: dinars of three decimals, refunded in two halves",
    """
    in_1 03-02 KWD: 30.01 = Gold 10.01 + Silver 20.00; 0.00 open
    ch_1 03-03 KWD: 30.01; 30.01 on in_1
    memo_re_1 03-04 KWD: 15.01 = Gold 5.01 + Silver 10.00
    memo_re_2 03-05 KWD: 15.00 = Gold 5.00 + Silver 10.00
    re_1 03-04 KWD: 15.01; 15.01 on memo_re_1
    re_2 03-05 KWD: 15.00; 15.00 on memo_re_2
    = KWD all zero
    """,
)
def three_decimals(tale: Tale) -> Iterator[None]:
    charge = tale.pay(tale.bill((10_005, "Gold"), (20_004, "Silver"), currency="kwd"))
    yield
    tale.give_back(charge, 15_005)
    yield
    tale.give_back(charge)
    yield


@STORIES.tell(
    "R-3, V-7: half of a taxed invoice refunded",
    """
    in_1 03-02: 120.00 = Gold 100.00 + Stripe Tax 20.00; 0.00 open
    ch_1 03-03: 120.00; 120.00 on in_1
    memo_re_1 03-04: 60.00 = Gold 50.00 + Stripe Tax 10.00
    re_1 03-04: 60.00; 60.00 on memo_re_1
    = undeposited 60.00, tax -10.00, sales -50.00
    """,
)
def taxed_and_refunded(tale: Tale) -> Iterator[None]:
    charge = tale.pay(tale.bill(tax=20))
    yield
    tale.give_back(charge, 6_000)
    yield


@STORIES.tell(
    "R-4, V-8: a quarter of an inclusive price refunded, then the rest",
    """
    in_1 03-02: 120.00 = Gold 100.00 + Stripe Tax 20.00; 0.00 open
    ch_1 03-03: 120.00; 120.00 on in_1
    memo_re_1 03-04: 30.00 = Gold 25.00 + Stripe Tax 5.00
    memo_re_2 03-05: 90.00 = Gold 75.00 + Stripe Tax 15.00
    re_1 03-04: 30.00; 30.00 on memo_re_1
    re_2 03-05: 90.00; 90.00 on memo_re_2
    = all zero
    """,
)
def inclusive_tax_refunded(tale: Tale) -> Iterator[None]:
    charge = tale.pay(tale.bill(12_000, tax=20, inclusive=True))
    yield
    tale.give_back(charge, 3_000)
    yield
    tale.give_back(charge)
    yield


@STORIES.tell(
    "R-4, V-4: three lines with a coupon refunded in two parts",
    """
    in_1 03-02: 157.50 = Gold 100.00 + Spring -10.00 + Silver 50.00 + Spring -5.00 + Tin 25.00 + Spring -2.50; 0.00 open
    ch_1 03-03: 157.50; 157.50 on in_1
    memo_re_1 03-04: 50.00 = Gold 31.74 + Spring -3.17 + Silver 15.87 + Spring -1.58 + Tin 7.93 + Spring -0.79
    memo_re_2 03-05: 107.50 = Gold 68.26 + Spring -6.83 + Silver 34.13 + Spring -3.42 + Tin 17.07 + Spring -1.71
    re_1 03-04: 50.00; 50.00 on memo_re_1
    re_2 03-05: 107.50; 107.50 on memo_re_2
    = all zero
    """,
)
def coupon_over_several_lines(tale: Tale) -> Iterator[None]:
    charge = tale.pay(tale.bill((10_000, "Gold"), (5_000, "Silver"), (2_500, "Tin"), coupon=10))
    yield
    tale.give_back(charge, 5_000)
    yield
    tale.give_back(charge)
    yield


@STORIES.tell(
    "R-3, V-6: a quarter of an invoice with taxed shipping refunded",
    """
    in_1 03-02: 132.00 = Gold 100.00 + Stripe Shipping 10.00 + Stripe Tax 22.00; 0.00 open
    ch_1 03-03: 132.00; 132.00 on in_1
    memo_re_1 03-04: 33.00 = Gold 25.00 + Stripe Shipping 2.50 + Stripe Tax 5.50
    re_1 03-04: 33.00; 33.00 on memo_re_1
    = undeposited 99.00, tax -16.50, sales -82.50
    """,
)
def shipping_refunded(tale: Tale) -> Iterator[None]:
    charge = tale.pay(tale.bill(10_000, shipping=1_000, tax=20))
    yield
    tale.give_back(charge, 3_300)
    yield


@STORIES.tell(
    "N-2, R-4: a line credited and refunded, then the rest of all in two parts",
    """
    in_1 03-02: 150.00 = Gold 100.00 + Silver 50.00; 0.00 open
    ch_1 03-03: 150.00; 150.00 on in_1
    memo_cn_1 03-04: 40.00 = Gold 40.00
    memo_re_2 03-05: 55.00 = Gold 30.00 + Silver 25.00
    memo_re_3 03-06: 55.00 = Gold 30.00 + Silver 25.00
    re_1 03-04: 40.00; 40.00 on memo_cn_1
    re_2 03-05: 55.00; 55.00 on memo_re_2
    re_3 03-06: 55.00; 55.00 on memo_re_3
    = all zero
    """,
)
def note_on_one_line_then_refund(tale: Tale) -> Iterator[None]:
    invoice = tale.bill((10_000, "Gold"), (5_000, "Silver"))
    charge = tale.pay(invoice)
    refund = tale.give_back(charge, 4_000)
    tale.credit_note(invoice, {0: 4_000}, when=tale.now, refunds=[(refund, 4_000)])
    yield
    tale.give_back(charge, 5_500)
    yield
    tale.give_back(charge)
    yield


@STORIES.tell(
    "R-4: three lines refunded in thirds",
    """
    in_1 03-02: 100.00 = Gold 33.33 + Silver 33.33 + Tin 33.34; 0.00 open
    ch_1 03-03: 100.00; 100.00 on in_1
    memo_re_1 03-04: 33.33 = Gold 11.11 + Silver 11.11 + Tin 11.11
    memo_re_2 03-05: 33.33 = Gold 11.11 + Silver 11.11 + Tin 11.11
    memo_re_3 03-06: 33.34 = Gold 11.11 + Silver 11.11 + Tin 11.12
    re_1 03-04: 33.33; 33.33 on memo_re_1
    re_2 03-05: 33.33; 33.33 on memo_re_2
    re_3 03-06: 33.34; 33.34 on memo_re_3
    = all zero
    """,
)
def thirds(tale: Tale) -> Iterator[None]:
    charge = tale.pay(tale.bill((3_333, "Gold"), (3_333, "Silver"), (3_334, "Tin")))
    yield
    for amount in (3_333, 3_333, 3_334):
        tale.give_back(charge, amount)
        yield


@STORIES.tell(
    "P-3, R-8: one payment of two invoices, refunded in part and then in full",
    """
    in_1 03-02: 100.00 = Gold 100.00; 0.00 open
    in_2 03-03: 50.00 = Gold 50.00; 0.00 open
    ch_1 03-04: 150.00; 100.00 on in_1, 50.00 on in_2
    memo_re_1_in_1 03-05: 20.00 = Gold 20.00
    memo_re_1_in_2 03-05: 10.00 = Gold 10.00
    memo_re_2_in_1 03-06: 80.00 = Gold 80.00
    memo_re_2_in_2 03-06: 40.00 = Gold 40.00
    re_1 03-05: 30.00; 10.00 on memo_re_1_in_2, 20.00 on memo_re_1_in_1
    re_2 03-06: 120.00; 40.00 on memo_re_2_in_2, 80.00 on memo_re_2_in_1
    = all zero
    """,
)
def shared_payment(tale: Tale) -> Iterator[None]:
    invoices = [tale.bill(10_000), tale.bill(5_000)]
    yield
    charge = tale.paid_together(invoices, when=tale.later())
    yield
    tale.give_back(charge, 3_000)
    yield
    tale.give_back(charge)
    yield


@STORIES.tell(
    "R-1: a refund that is pending and has moved money",
    """
    in_1 03-02: 100.00 = Gold 100.00; 0.00 open
    ch_1 03-03: 100.00; 100.00 on in_1
    memo_re_1 03-04: 40.00 = Gold 40.00
    re_1 03-04: 40.00; 40.00 on memo_re_1
    = undeposited 60.00, sales -60.00
    """,
)
def refund_on_its_way(tale: Tale) -> Iterator[None]:
    charge = tale.pay(tale.bill())
    yield
    refund = tale.refund(charge, 4_000, when=tale.later(), status="pending")
    yield
    refund["status"] = "succeeded"
    yield


@STORIES.tell(
    "R-7: a refund that fails before it has moved money",
    """
    in_1 03-02: 100.00 = Gold 100.00; 0.00 open
    ch_1 03-03: 100.00; 100.00 on in_1
    = undeposited 100.00, sales -100.00
    """,
)
def refund_that_moved_nothing(tale: Tale) -> Iterator[None]:
    charge = tale.pay(tale.bill())
    refund = tale.refund(charge, 4_000, when=tale.later(), status="pending", moves=False)
    yield
    tale.fail_refund(refund, when=tale.later())
    yield


@STORIES.tell(
    "R-7: a refund of 40.00 fails, then 70.00 are refunded",
    """
    in_1 03-02: 100.00 = Gold 100.00; 0.00 open
    ch_1 03-03: 100.00; 100.00 on in_1
    undo_re_1 03-05: 40.00
    memo_re_1 03-04: 40.00 = Gold 40.00
    memo_re_2 03-06: 30.00 = Gold 30.00
    re_1 03-04: 40.00; 40.00 on memo_re_1
    re_2 03-06: 70.00; 30.00 on memo_re_2, 40.00 on undo_re_1
    = undeposited 30.00, sales -30.00
    """,
)
def failed_refund_and_a_larger_one(tale: Tale) -> Iterator[None]:
    charge = tale.pay(tale.bill())
    tale.fail_refund(tale.give_back(charge, 4_000), when=tale.later())
    yield
    tale.give_back(charge, 7_000)
    yield


@STORIES.tell(
    "R-7: a refund of 40.00 fails, then 10.00 are refunded",
    """
    in_1 03-02: 100.00 = Gold 100.00; 0.00 open
    ch_1 03-03: 100.00; 100.00 on in_1
    undo_re_1 03-05: 40.00; 30.00 left
    memo_re_1 03-04: 40.00 = Gold 40.00
    re_1 03-04: 40.00; 40.00 on memo_re_1
    re_2 03-06: 10.00; 10.00 on undo_re_1
    ! REFUND_FAILED re_1
    = AR -30.00, undeposited 90.00, sales -60.00
    """,
)
def failed_refund_and_a_smaller_one(tale: Tale) -> Iterator[None]:
    charge = tale.pay(tale.bill())
    tale.fail_refund(tale.give_back(charge, 4_000), when=tale.later())
    yield
    tale.give_back(charge, 1_000)
    yield


@STORIES.tell(
    "R-5, P-8: a part of a charge without an invoice refunded",
    """
    ch_1 03-02: 100.00; 75.00 left
    re_1 03-03: 25.00; 25.00 on ch_1
    = AR -75.00, undeposited 75.00
    """,
)
def money_without_an_invoice(tale: Tale) -> Iterator[None]:
    charge = tale.charged(tale.ada, 10_000, "usd", when=tale.later(), description="Workshop")
    yield
    tale.give_back(charge, 2_500)
    yield


@STORIES.tell(
    "R-6: a credit note for a part of a refund",
    """
    in_1 03-02: 100.00 = Gold 100.00; 0.00 open
    ch_1 03-03: 100.00; 100.00 on in_1
    memo_cn_1 03-04: 40.00 = Stripe Custom Credit Note Line Item 40.00
    memo_re_1 03-04: 20.00 = Gold 20.00
    re_1 03-04: 60.00; 20.00 on memo_re_1, 40.00 on memo_cn_1
    = undeposited 40.00, sales -40.00
    """,
)
def note_covers_a_part_of_a_refund(tale: Tale) -> Iterator[None]:
    invoice = tale.bill()
    charge = tale.pay(invoice)
    refund = tale.give_back(charge, 6_000)
    tale.credit_note(invoice, 4_000, when=tale.now, refunds=[(refund, 4_000)])
    yield


@STORIES.tell(
    "N-2, R-6: one refund that two credit notes name, the second of them later",
    """
    in_1 03-02: 100.00 = Gold 100.00; 0.00 open
    ch_1 03-03: 100.00; 100.00 on in_1
    memo_cn_1 03-04: 30.00 = Stripe Custom Credit Note Line Item 30.00
    memo_cn_2 03-05: 20.00 = Stripe Custom Credit Note Line Item 20.00
    re_1 03-04: 50.00; 20.00 on memo_cn_2, 30.00 on memo_cn_1
    = undeposited 50.00, sales -50.00
    """,
)
def one_refund_of_two_notes(tale: Tale) -> Iterator[None]:
    invoice = tale.bill()
    charge = tale.pay(invoice)
    refund = tale.give_back(charge, 5_000)
    tale.credit_note(invoice, 3_000, when=tale.now, refunds=[(refund, 3_000)])
    yield
    tale.credit_note(invoice, 2_000, when=tale.later(), refunds=[(refund, 2_000)])
    yield


@STORIES.tell(
    "R-6, A-11: a refund that a credit note names in part when its own memo is there",
    """
    in_1 03-02: 100.00 = Gold 60.00 + Silver 40.00; 0.00 open
    ch_1 03-03: 100.00; 100.00 on in_1
    memo_cn_1 03-05: 30.00 = Silver 30.00
    memo_re_1-2 03-04: 20.00 = Gold 12.00 + Silver 8.00
    re_1 03-04: 50.00; 20.00 on memo_re_1-2, 30.00 on memo_cn_1
    = undeposited 50.00, sales -50.00
    """,
    at_once="""
    in_1 03-02: 100.00 = Gold 60.00 + Silver 40.00; 0.00 open
    ch_1 03-03: 100.00; 100.00 on in_1
    memo_cn_1 03-05: 30.00 = Silver 30.00
    memo_re_1 03-04: 20.00 = Gold 12.00 + Silver 8.00
    re_1 03-04: 50.00; 20.00 on memo_re_1, 30.00 on memo_cn_1
    = undeposited 50.00, sales -50.00
    """,
)
def note_names_a_part_later(tale: Tale) -> Iterator[None]:
    invoice = tale.bill((6_000, "Gold"), (4_000, "Silver"))
    refund = tale.give_back(tale.pay(invoice), 5_000)
    yield
    tale.credit_note(invoice, {1: 3_000}, when=tale.later(), refunds=[(refund, 3_000)])
    yield


@STORIES.tell(
    "R-6, A-11: credit notes that name a refund part by part, and then all of it",
    """
    in_1 03-02: 100.00 = Gold 100.00; 0.00 open
    ch_1 03-03: 100.00; 100.00 on in_1
    memo_cn_1 03-05: 10.00 = Gold 10.00
    memo_cn_2 03-06: 20.00 = Gold 20.00
    memo_cn_3 03-07: 20.00 = Gold 20.00
    re_1 03-04: 50.00; 10.00 on memo_cn_1, 20.00 on memo_cn_2, 20.00 on memo_cn_3
    = undeposited 50.00, sales -50.00
    """,
)
def notes_name_all_by_parts(tale: Tale) -> Iterator[None]:
    invoice = tale.bill()
    refund = tale.give_back(tale.pay(invoice), 5_000)
    yield
    for amount in (1_000, 2_000, 2_000):
        tale.credit_note(invoice, {0: amount}, when=tale.later(), refunds=[(refund, amount)])
        yield


@STORIES.tell(
    "R-6, R-8: a refund of two invoices that a credit note names in part later",
    """
    in_1 03-02: 100.00 = Gold 100.00; 0.00 open
    in_2 03-03: 50.00 = Gold 50.00; 0.00 open
    ch_1 03-04: 150.00; 100.00 on in_1, 50.00 on in_2
    memo_cn_1 03-06: 30.00 = Gold 30.00
    memo_re_1_in_1-2 03-05: 17.50 = Gold 17.50
    memo_re_1_in_2-2 03-05: 12.50 = Gold 12.50
    re_1 03-05: 60.00; 12.50 on memo_re_1_in_2-2, 17.50 on memo_re_1_in_1-2, 30.00 on memo_cn_1
    = undeposited 90.00, sales -90.00
    """,
    at_once="""
    in_1 03-02: 100.00 = Gold 100.00; 0.00 open
    in_2 03-03: 50.00 = Gold 50.00; 0.00 open
    ch_1 03-04: 150.00; 100.00 on in_1, 50.00 on in_2
    memo_cn_1 03-06: 30.00 = Gold 30.00
    memo_re_1_in_1 03-05: 17.50 = Gold 17.50
    memo_re_1_in_2 03-05: 12.50 = Gold 12.50
    re_1 03-05: 60.00; 12.50 on memo_re_1_in_2, 17.50 on memo_re_1_in_1, 30.00 on memo_cn_1
    = undeposited 90.00, sales -90.00
    """,
)
def shared_payment_named_later(tale: Tale) -> Iterator[None]:
    first = tale.bill()
    refund = tale.give_back(tale.paid_together([first, tale.bill(5_000)], when=tale.later()), 6_000)
    yield
    tale.credit_note(first, {0: 3_000}, when=tale.later(), refunds=[(refund, 3_000)])
    yield


@STORIES.tell(
    "P-4: an overpaid invoice is refunded from what is applied first",
    """
    in_1 03-02: 100.00 = Gold 100.00; 0.00 open
    ch_1 03-03: 110.00; 100.00 on in_1, 10.00 left
    memo_re_1 03-04: 40.00 = Gold 40.00
    re_1 03-04: 40.00; 40.00 on memo_re_1
    = AR -10.00, undeposited 70.00, sales -60.00
    """,
)
def overpaid_and_refunded(tale: Tale) -> Iterator[None]:
    charge = tale.pay(tale.bill(), 11_000)
    yield
    tale.give_back(charge, 4_000)
    yield


@STORIES.tell(
    "B-3, R-5: all of an overpayment refunded when the next invoice has used it",
    """
    in_1 03-02: 100.00 = Gold 100.00; 0.00 open
    in_2 03-04: 50.00 = Gold 50.00; 0.00 open
    ch_1 03-03: 110.00; 10.00 on in_2, 100.00 on in_1
    ch_2 03-05: 40.00; 40.00 on in_2
    memo_re_1 03-06: 110.00 = Gold 100.00 + Stripe Refund Item 10.00
    re_1 03-06: 110.00; 110.00 on memo_re_1
    = undeposited 40.00, sales -40.00
    """,
)
def overpaid_used_and_refunded(tale: Tale) -> Iterator[None]:
    charge = tale.pay(tale.bill(), 11_000)
    yield
    tale.pay(tale.bill(5_000))
    yield
    tale.give_back(charge)
    yield


@STORIES.tell(
    "R-4, V-5: an invoice with a line below zero, refunded in two parts",
    """
    in_1 03-02: 75.00 = Gold 100.00 + Unused time -25.00; 0.00 open
    ch_1 03-03: 75.00; 75.00 on in_1
    memo_re_1 03-04: 25.00 = Gold 33.33 + Unused time -8.33
    memo_re_2 03-05: 50.00 = Gold 66.67 + Unused time -16.67
    re_1 03-04: 25.00; 25.00 on memo_re_1
    re_2 03-05: 50.00; 50.00 on memo_re_2
    = all zero
    """,
)
def negative_line_refunded(tale: Tale) -> Iterator[None]:
    charge = tale.pay(tale.bill((10_000, "Gold"), (-2_500, "Unused time")))
    yield
    tale.give_back(charge, 2_500)
    yield
    tale.give_back(charge)
    yield


@STORIES.tell(
    "R-4, V-7: two taxes and a coupon down to the cent, refunded in two parts",
    """
    in_1 03-02: 97.20 = Gold 99.99 + Spring -10.00 + Gold 0.01 + Stripe Tax 5.40 + Stripe Tax 1.80; 0.00 open
    ch_1 03-03: 97.20; 97.20 on in_1
    memo_re_1 03-04: 33.33 = Gold 34.28 + Spring -3.42 + Stripe Tax 1.85 + Stripe Tax 0.62
    memo_re_2 03-05: 63.87 = Gold 65.71 + Spring -6.58 + Gold 0.01 + Stripe Tax 3.55 + Stripe Tax 1.18
    re_1 03-04: 33.33; 33.33 on memo_re_1
    re_2 03-05: 63.87; 63.87 on memo_re_2
    = all zero
    """,
)
def several_taxes(tale: Tale) -> Iterator[None]:
    when = tale.later()
    rates = tuple(tale.tax_rate(name, percent, created=when) for name, percent in (("State", 6), ("City", 2)))
    terms = Terms(taxes=rates, discounts=(tale.discount(tale.spring(10), start=when),))
    charge = tale.pay(tale.finalized(tale.ada, [tale.line(9_999), tale.line(1)], created=when, terms=terms))
    yield
    tale.give_back(charge, 3_333)
    yield
    tale.give_back(charge)
    yield


@STORIES.tell(
    "A-6: yen with tax, half of it refunded",
    """
    in_1 03-02 JPY: 1100.00 = Gold 999.00 + Silver 1.00 + Stripe Tax 100.00; 0.00 open
    ch_1 03-03 JPY: 1100.00; 1100.00 on in_1
    memo_re_1 03-04 JPY: 550.00 = Gold 500.00 + Stripe Tax 50.00
    re_1 03-04 JPY: 550.00; 550.00 on memo_re_1
    = JPY undeposited 550.00, tax -50.00, sales -500.00
    """,
)
def yen_with_tax(tale: Tale) -> Iterator[None]:
    invoice = tale.bill((999, "Gold"), (1, "Silver"), currency="jpy", tax=10)
    charge = tale.pay(invoice)
    yield
    tale.give_back(charge, 550)
    yield


@STORIES.tell(
    "R-7: the refund of a credit note fails",
    """
    in_1 03-02: 100.00 = Gold 100.00; 0.00 open
    ch_1 03-03: 100.00; 100.00 on in_1
    undo_re_1 03-05: 40.00; 40.00 left
    memo_cn_1 03-04: 40.00 = Stripe Custom Credit Note Line Item 40.00
    re_1 03-04: 40.00; 40.00 on memo_cn_1
    ! REFUND_FAILED re_1
    = AR -40.00, undeposited 100.00, sales -60.00
    """,
)
def noted_refund_fails(tale: Tale) -> Iterator[None]:
    invoice = tale.bill()
    refund = tale.give_back(tale.pay(invoice), 4_000)
    tale.credit_note(invoice, 4_000, when=tale.now, refunds=[(refund, 4_000)])
    yield
    tale.fail_refund(refund, when=tale.later())
    yield


@STORIES.tell(
    "R-6, R-8: a refund of two invoices, of which a credit note covers a part",
    """
    in_1 03-02: 100.00 = Gold 100.00; 0.00 open
    in_2 03-03: 50.00 = Gold 50.00; 0.00 open
    ch_1 03-04: 150.00; 100.00 on in_1, 50.00 on in_2
    memo_cn_1 03-05: 30.00 = Stripe Custom Credit Note Line Item 30.00
    memo_re_1_in_1 03-05: 17.50 = Gold 17.50
    memo_re_1_in_2 03-05: 12.50 = Gold 12.50
    memo_re_2_in_1 03-06: 52.50 = Gold 52.50
    memo_re_2_in_2 03-06: 37.50 = Gold 37.50
    re_1 03-05: 60.00; 12.50 on memo_re_1_in_2, 17.50 on memo_re_1_in_1, 30.00 on memo_cn_1
    re_2 03-06: 90.00; 37.50 on memo_re_2_in_2, 52.50 on memo_re_2_in_1
    = all zero
    """,
)
def shared_payment_with_a_note(tale: Tale) -> Iterator[None]:
    first = tale.bill(10_000)
    charge = tale.paid_together([first, tale.bill(5_000)], when=tale.later())
    yield
    refund = tale.give_back(charge, 6_000)
    tale.credit_note(first, 3_000, when=tale.now, refunds=[(refund, 3_000)])
    yield
    tale.give_back(charge)
    yield


@STORIES.tell(
    "V-5: a change of plan, refunded in part",
    """
    in_1 03-01: 31.00 = Silver 31.00; 0.00 open
    in_2 03-11: 182.23 = Silver -21.00 + Gold 203.23; 0.00 open
    ch_1 03-02: 31.00; 31.00 on in_1
    ch_2 03-12: 182.23; 182.23 on in_2
    memo_re_1 03-13: 100.00 = Silver -11.52 + Gold 111.52
    re_1 03-13: 100.00; 100.00 on memo_re_1
    = undeposited 113.23, sales -113.23
    """,
)
def subscription_upgraded(tale: Tale) -> Iterator[None]:
    gold, silver = (
        tale.price(tale.product(name, created=OPENED), name, "usd", amount, months=1, created=OPENED)
        for name, amount in (("Gold", 30_000), ("Silver", 3_100))
    )
    subscription = tale.subscription(tale.ada, [(silver, 1)], start=at(2026, 3, 1))
    tale.paid(History.bill(tale, subscription), when=at(2026, 3, 2))
    yield
    changed = tale.change(subscription, gold, 1, when=at(2026, 3, 11), at_once=True)
    assert changed is not None
    charge = tale.paid(changed, when=at(2026, 3, 12))
    yield
    tale.refund(charge, 10_000, when=at(2026, 3, 13))
    yield
