"""Uses change in an order that NetSuite allows: room on a document is made before it is taken (rules A-2, R-6)."""

from __future__ import annotations

from connector.journal import Journal
from connector.lifecycle import Event
from connector.translation.wanted import Translation
from journal.hands import LEASE, Hands, said, settlements
from journal.wanted import a_charge, a_memo, a_refund, a_use, an_invoice, changed


def paying(first: str, second: str) -> list[Translation]:
    """An invoice of 30.00 and what two charges pay of it."""
    return [an_invoice(), a_charge(pays={"in_a": first}), a_charge("ch_b", pays={"in_a": second})]


def paid_out(memo: str, payment: str, **notes: str) -> Translation:
    """A charge of 40.00 whose refund pays out its memo, a part of the payment, and the memos of credit notes."""
    parts = {"memo_re_a": memo, "ch_a": payment} | {f"memo_cn_{name}": amount for name, amount in notes.items()}
    uses = (a_use(amount="10.00"), *(a_use(payer="re_a", payee=each, amount=amount) for each, amount in parts.items()))
    charge = a_charge(amount="40.00")
    records = (*charge.records, a_memo("memo_re_a"), a_refund(amount="30.00"))
    return changed(charge, records=records, applications=uses)


def test_less_of_an_invoice_comes_before_more_of_it(journal: Journal, hands: Hands) -> None:
    journal.intend(paying("10.00", "20.00"), None, hands.run)
    hands.deliver()
    journal.intend(paying("20.00", "10.00"), None, hands.run)
    assert hands.deliver() == ["apply (ch_b>in_a)", "apply (ch_a>in_a)", "check in_a ch_a ch_b"]
    journal.intend(paying("10.00", "20.00"), None, hands.run)
    assert hands.deliver() == ["apply (ch_a>in_a)", "apply (ch_b>in_a)", "check in_a ch_a ch_b"]


def test_more_of_an_invoice_waits_while_less_of_it_is_on_its_way(journal: Journal, hands: Hands) -> None:
    journal.intend(paying("10.00", "20.00"), None, hands.run)
    hands.deliver()
    journal.intend(paying("20.00", "10.00"), None, hands.run)
    lowering = hands.claim()
    assert said(lowering) == "apply (ch_b>in_a)"
    assert journal.claim(100, LEASE) is None, "another lane finds nothing to do"
    hands.send(lowering)
    assert journal.claim(100, LEASE) is None
    assert journal.settle(lowering, settlements(lowering, {}, Event.ACCEPT), hands.run)
    assert hands.claim_and_settle() == "apply (ch_a>in_a)"


def test_what_is_new_on_an_invoice_waits_while_less_of_it_is_on_its_way(journal: Journal, hands: Hands) -> None:
    """Rule L-2: the memo of a void takes the place of a payment."""
    journal.intend(paying("10.00", "20.00"), None, hands.run)
    hands.deliver()
    invoice, *charges = paying("10.00", "5.00")
    memo = a_memo("memo_in_a_void", amount="15.00")
    uses = (a_use(payer="memo_in_a_void", amount="15.00"),)
    void = changed(invoice, records=(*invoice.records, memo), applications=uses)
    journal.intend([void, *charges], None, hands.run)
    lowering = hands.claim()
    hands.send(lowering)
    assert journal.claim(100, LEASE) is None, "the memo would find too little of its invoice open"
    assert journal.settle(lowering, settlements(lowering, {}, Event.ACCEPT), hands.run)
    assert hands.deliver() == [
        "add memo_in_a_void (memo_in_a_void>in_a)",
        "check in_a ch_b memo_in_a_void",
    ]


def test_what_moves_between_two_invoices_lowers_both_first(journal: Journal, hands: Hands) -> None:
    journal.intend([an_invoice("in_b")], None, hands.run)
    crossed = [
        a_charge(pays={"in_a": "20.00", "in_b": "10.00"}),
        a_charge("ch_b", pays={"in_a": "10.00", "in_b": "20.00"}),
    ]
    journal.intend([an_invoice(), *crossed], None, hands.run)
    hands.deliver()
    swapped = [
        a_charge(pays={"in_a": "10.00", "in_b": "20.00"}),
        a_charge("ch_b", pays={"in_a": "20.00", "in_b": "10.00"}),
    ]
    journal.intend(swapped, None, hands.run)
    assert hands.deliver()[:2] == ["apply (ch_a>in_a ch_b>in_b)", "apply (ch_a>in_b ch_b>in_a)"]


def test_less_of_a_payment_waits_for_what_the_refund_pays_out_instead(journal: Journal, hands: Hands) -> None:
    """Rule R-6: a refund pays out its whole total at any time."""
    journal.intend([an_invoice(), paid_out("10.00", "20.00")], None, hands.run)
    hands.deliver()
    journal.intend([paid_out("10.00", "15.00", b="5.00")], None, hands.run)
    assert journal.claim(100, LEASE) is None, "the note's memo is not there yet"
    invoice = an_invoice()
    noted = changed(invoice, records=(*invoice.records, a_memo("memo_cn_b", amount="5.00")))
    journal.intend([noted], None, hands.run)
    assert hands.deliver()[:2] == ["add memo_cn_b", "apply (re_a>ch_a re_a>memo_cn_b)"]


def test_a_refund_changes_whole_although_a_batch_is_small(journal: Journal, hands: Hands) -> None:
    journal.intend([an_invoice(), paid_out("10.00", "20.00")], None, hands.run)
    hands.deliver()
    journal.intend([paid_out("15.00", "15.00")], None, hands.run)
    assert hands.deliver(limit=1)[0] == "apply (re_a>memo_re_a re_a>ch_a)"
