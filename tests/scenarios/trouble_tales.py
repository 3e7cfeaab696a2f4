"""Stories with something wrong in them: each stops what it must and nothing else, by its exact cause (rule A-7)."""

from __future__ import annotations

from collections.abc import Iterator

from scenarios.tales import Stories, Tale
from stripe_client.emulator.history import at

STORIES = Stories()


@STORIES.tell(
    "a refund larger than its charge stops the refunds of that charge",
    """
    in_1 03-02: 100.00 = Gold 100.00; 0.00 open
    in_2 03-06: 50.00 = Gold 50.00; 0.00 open
    ch_1 03-03: 100.00; 100.00 on in_1
    ch_2 03-07: 50.00; 50.00 on in_2
    memo_re_1 03-04: 40.00 = Gold 40.00
    re_1 03-04: 40.00; 40.00 on memo_re_1
    ! REFUND_TOO_LARGE ch_1
    = undeposited 110.00, sales -110.00
    """,
)
def refund_larger_than_its_charge(tale: Tale) -> Iterator[None]:
    charge = tale.pay(tale.bill())
    tale.give_back(charge, 4_000)
    yield
    tale.give_back(charge, 1_000)["amount"] = 7_000
    tale.pay(tale.bill(5_000))
    yield


@STORIES.tell(
    "R-1: money that moved is booked whatever the status says",
    """
    in_1 03-02: 100.00 = Gold 100.00; 0.00 open
    ch_1 03-03: 100.00; 100.00 on in_1
    memo_re_1 03-04: 40.00 = Gold 40.00
    re_1 03-04: 40.00; 40.00 on memo_re_1
    = undeposited 60.00, sales -60.00
    """,
)
def refund_of_an_unknown_status(tale: Tale) -> Iterator[None]:
    charge = tale.pay(tale.bill())
    tale.give_back(charge, 4_000)["status"] = "reconsidered"
    tale.refund(charge, 1_000, when=tale.later(), moves=False)["status"] = "considered"
    yield


@STORIES.tell(
    "D-1: money that a bank withdrew is booked whatever the status says",
    """
    in_1 03-02: 100.00 = Gold 100.00; 0.00 open
    ch_1 03-03: 100.00; 100.00 on in_1
    memo_du_1 03-04: 100.00 = Gold 100.00
    du_1 03-04: 100.00; 100.00 on memo_du_1
    = all zero
    """,
)
def dispute_of_an_unknown_status(tale: Tale) -> Iterator[None]:
    tale.dispute(tale.pay(tale.bill()), when=tale.later())["status"] = "escalated"
    yield


@STORIES.tell(
    "I-4: a payment that links to nothing leaves its invoice open",
    """
    in_1 03-02: 100.00 = Gold 100.00; 100.00 open
    ! LINKED_RECORD_MISSING ch_1
    = AR 100.00, sales -100.00
    """,
)
def payment_links_to_nothing(tale: Tale) -> Iterator[None]:
    charge = tale.pay(tale.bill())
    charge["metadata"] = {"netsuite_customer_payment_id": "4711"}
    tale.give_back(charge, 1_000)
    yield


@STORIES.tell(
    "I-4: an invoice that links to nothing holds its payment, and no other invoice",
    """
    in_2 03-05: 50.00 = Gold 50.00; 0.00 open
    ch_2 03-06: 50.00; 50.00 on in_2
    ! LINKED_RECORD_MISSING in_1
    = undeposited 50.00, sales -50.00
    """,
)
def invoice_links_to_nothing(tale: Tale) -> Iterator[None]:
    invoice = tale.bill()
    invoice["metadata"] = {"netsuite_invoice_id": "4711"}
    tale.give_back(tale.pay(invoice), 1_000)
    tale.pay(tale.bill(5_000))
    yield


@STORIES.tell(
    "I-4: a refund that links to nothing is left out with its memo, and no other refund",
    """
    in_1 03-02: 100.00 = Gold 100.00; 0.00 open
    ch_1 03-03: 100.00; 100.00 on in_1
    memo_re_2 03-05: 20.00 = Gold 20.00
    re_2 03-05: 20.00; 20.00 on memo_re_2
    ! LINKED_RECORD_MISSING re_1
    = undeposited 80.00, sales -80.00
    """,
)
def refund_links_to_nothing(tale: Tale) -> Iterator[None]:
    charge = tale.pay(tale.bill())
    tale.give_back(charge, 1_000)["metadata"] = {"netsuite_customer_refund_id": "4711"}
    tale.give_back(charge, 2_000)
    yield


@STORIES.tell(
    "I-4: a memo that is linked and not there holds its refund, and no other",
    """
    in_1 03-02: 100.00 = Gold 100.00; 0.00 open
    ch_1 03-03: 100.00; 100.00 on in_1
    memo_re_2 03-05: 20.00 = Gold 20.00
    re_2 03-05: 20.00; 20.00 on memo_re_2
    ! LINKED_RECORD_MISSING memo_re_1
    = undeposited 80.00, sales -80.00
    """,
)
def memo_links_to_nothing(tale: Tale) -> Iterator[None]:
    charge = tale.pay(tale.bill())
    tale.give_back(charge, 1_000)["metadata"] = {"netsuite_credit_memo_id": "4711"}
    tale.give_back(charge, 2_000)
    yield


@STORIES.tell(
    "M-1: a currency that NetSuite lacks stops what is in it",
    """
    in_2 03-05: 100.00 = Gold 100.00; 0.00 open
    ch_2 03-06: 100.00; 100.00 on in_2
    ! CURRENCY_MISSING in_1
    ! CURRENCY_MISSING ch_1
    = undeposited 100.00, sales -100.00
    """,
)
def a_currency_that_netsuite_lacks(tale: Tale) -> Iterator[None]:
    tale.give_back(tale.pay(tale.bill(10_000, currency="sek")), 1_000)
    tale.pay(tale.bill())
    yield


@STORIES.tell(
    "A-4: a credit note that does not add up is left out alone",
    """
    in_1 03-02: 100.00 = Gold 100.00; 30.00 open
    ch_1 03-04: 70.00; 70.00 on in_1
    memo_re_1 03-05: 10.00 = Gold 10.00
    re_1 03-05: 10.00; 10.00 on memo_re_1
    ! TOTAL_MISMATCH cn_1
    = AR 30.00, undeposited 60.00, sales -90.00
    """,
)
def note_whose_lines_are_not_its_total(tale: Tale) -> Iterator[None]:
    invoice = tale.bill()
    note = tale.credit_note(invoice, 3_000, when=tale.later())
    lines = note["lines"]
    assert isinstance(lines, list)
    lines[0]["amount"] = 2_000
    tale.give_back(tale.pay(invoice), 1_000)
    yield


@STORIES.tell(
    "section 6: a balance that does not add up holds its uses, and not the refund",
    """
    in_1 03-03: 100.00 = Gold 100.00; 10.00 open
    ch_1 03-04: 90.00; 90.00 on in_1
    memo_re_1 03-05: 9.00 = Gold 9.00
    re_1 03-05: 9.00; 9.00 on memo_re_1
    ! BALANCE_BROKEN cus_1
    = AR 10.00, undeposited 81.00, sales -91.00
    """,
)
def balance_with_a_gap(tale: Tale) -> Iterator[None]:
    tale.move_balance(-1_000)
    charge = tale.pay(tale.bill())
    tale.give_back(charge, 900)
    tale.book["customer_balance_transactions"][1]["ending_balance"] = 7
    yield


@STORIES.tell(
    "A-9: what is dated where there is no period waits, and not what came before",
    """
    in_1 03-02: 100.00 = Gold 100.00; 0.00 open
    ch_1 03-03: 100.00; 100.00 on in_1
    ! NO_OPEN_PERIOD memo_re_1
    = undeposited 100.00, sales -100.00
    """,
)
def refunded_where_no_period_is(tale: Tale) -> Iterator[None]:
    charge = tale.pay(tale.bill())
    tale.refund(charge, 4_000, when=at(2031, 1, 5))
    yield
