"""Payments that were made outside Stripe, and what credit notes pay back of them (rules P-5, N-2)."""

from __future__ import annotations

from collections.abc import Iterator

from connector.translation.booking import Booking
from connector.translation.customer_payments import MoneyIn, PaidBy, customer_payment
from connector.translation.items import OUTSIDE_METHOD
from connector.translation.receipts import OUTSIDE, Receipt, lowering_notes, note_moment, receipts_of
from connector.translation.refunds import PaidOut
from connector.translation.rules import Rules
from connector.translation.wanted import WantedRecord
from netsuite_client.records import Kind, Ref
from stripe_client.objects import CreditNote, CreditNoteRefund, InvoiceStory


def outside_receipts(story: InvoiceStory, rules: Rules) -> tuple[Receipt, ...]:
    """The payments of an invoice that Stripe only has a record of; none where settings leave them out (rule P-5)."""
    if rules.out_of_band == "skip":
        return ()
    return tuple(each for each in receipts_of(story, rules) if each.payment.payment_type == OUTSIDE)


def outside_payment(receipt: Receipt, story: InvoiceStory, customer: Ref, booking: Booking) -> WantedRecord:
    """The payment: all that came in for the invoice, to the account for money from outside Stripe."""
    payment = receipt.payment
    money = MoneyIn(
        external_id=receipt.payer,
        cause=payment.payment_record_id or payment.invoice_id,
        stripe="payment_record" if payment.payment_record_id else "invoice",
        rule="P-5",
        moment=receipt.moment,
        moment_path="invoice_payment.status_transitions.paid_at",
        minor=receipt.amount + receipt.overpaid,
        amount_path="invoice_payment.amount_paid",
        method=OUTSIDE_METHOD,
        account=outside_account(booking.rules),
        account_setting="accounts.out_of_band",
    )
    payer = PaidBy(ref=customer, by="P-5", path="invoice.customer", customer_id=story.invoice.customer_id)
    record, note = customer_payment(money, payer, booking)
    return WantedRecord(record=record, origins=note)


def outside_account(rules: Rules) -> Ref | None:
    """Where money from outside Stripe comes in and goes out (rules P-5, C-7)."""
    return rules.out_of_band_account or rules.undeposited_account


def outside_refunds(story: InvoiceStory, booking: Booking) -> Iterator[PaidOut]:
    """What credit notes pay back outside Stripe: one refund for each group, out of all notes that name it (N-2).

    A note issued after the write-off has no memo: its refund is of the payment, which is not applied (L-3, R-5).
    """
    groups: dict[str, list[tuple[CreditNote, CreditNoteRefund]]] = {}
    for note, refund in () if booking.rules.out_of_band == "skip" else _listed(story):
        groups.setdefault(refund.refund_group or refund.payment_record_id or "", []).append((note, refund))
    with_memo = {note.id for note in lowering_notes(story, booking.rules)}
    for group, listed in groups.items():
        parts: dict[tuple[str, Kind], int] = {}
        for note, refund in listed:
            payee = _payee(note, refund, has_memo=note.id in with_memo)
            parts[payee] = parts.get(payee, 0) + refund.amount_refunded
        yield PaidOut(
            external_id=f"prr_{group}",
            cause=group,
            moment=note_moment(listed[0][0]),
            exact=booking.exact(sum(parts.values())),
            parts={name: (kind, booking.piece(minor)) for (name, kind), minor in parts.items()},
            rule="N-2",
            stripe="credit_note",
        )


def _payee(note: CreditNote, refund: CreditNoteRefund, *, has_memo: bool) -> tuple[str, Kind]:
    """What such a refund pays out."""
    record = refund.payment_record_id
    return (f"memo_{note.id}", Kind.CREDIT_MEMO) if has_memo or not record else (record, Kind.CUSTOMER_PAYMENT)


def _listed(story: InvoiceStory) -> Iterator[tuple[CreditNote, CreditNoteRefund]]:
    for note in story.credit_notes:
        for refund in note.refunds:
            of_record = refund.type == "payment_record_refund" and (refund.refund_group or refund.payment_record_id)
            if note.status == "issued" and of_record:
                yield note, refund
