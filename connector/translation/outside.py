"""Payments that were made outside Stripe, and what credit notes pay back of them (rules P-5, N-2)."""

from __future__ import annotations

from collections.abc import Iterator

from connector.translation.booking import Booking
from connector.translation.customers import currency_ref
from connector.translation.dates import calendar_date
from connector.translation.external_ids import memo_of_amount
from connector.translation.items import OUTSIDE_METHOD, payment_method_ref
from connector.translation.origins import Origins, stripe_id_field
from connector.translation.receipts import OUTSIDE, Receipt, lowering_notes, note_moment, receipts_of
from connector.translation.refunds import PaidOut
from connector.translation.rules import Rules
from connector.translation.values import rounded
from connector.translation.wanted import WantedRecord
from netsuite_client.records import CustomerPayment, Kind, Ref
from stripe_client.objects import CreditNote, CreditNoteRefund, InvoiceStory


def outside_receipts(story: InvoiceStory, rules: Rules) -> tuple[Receipt, ...]:
    """The payments of an invoice that Stripe only has a record of; none where settings leave them out (rule P-5)."""
    if rules.out_of_band == "skip":
        return ()
    return tuple(each for each in receipts_of(story, rules) if each.payment.payment_type == OUTSIDE)


def outside_payment(receipt: Receipt, story: InvoiceStory, customer: Ref, booking: Booking) -> WantedRecord:
    """The payment: all that came in for the invoice, to the account for money from outside Stripe."""
    note, rules, currency = Origins(), booking.rules, booking.currency
    exact = booking.exact(receipt.amount + receipt.overpaid)
    account = outside_account(rules)
    path = "payment_record.id" if receipt.payment.payment_record_id else "invoice.id"
    record = CustomerPayment(
        external_id=note("external_id", receipt.payer, by="P-5, I-1", path=path, read=receipt.payer),
        customer=note("customer", customer, by="P-5", path="invoice.customer", read=story.invoice.customer_id),
        tran_date=note(
            "tran_date",
            calendar_date(receipt.moment, rules.timezone),
            by="P-5",
            path="invoice_payment.status_transitions.paid_at",
            read=receipt.moment,
        ),
        currency=note("currency", currency_ref(currency), by="M-1"),
        payment=note("payment", rounded(exact, currency.precision), by="P-5", path="invoice_payment.amount_paid"),
        payment_method=note("payment_method", payment_method_ref(OUTSIDE_METHOD, rules), by="P-5"),
        memo=note("memo", memo_of_amount(_cause(receipt), exact, currency), by="I-2", path=path),
        ar_account=note("ar_account", rules.receivable_account, by="C-7 accounts.receivable"),
        account=note("account", account, by="C-7 accounts.out_of_band"),
        undep_funds=note("undep_funds", account is None or None, by="P-5 Undeposited Funds"),
        fields=stripe_id_field(_cause(receipt), path.partition(".")[0], rules, note),
    )
    return WantedRecord(record=record, origins=note)


def _cause(receipt: Receipt) -> str:
    return receipt.payment.payment_record_id or receipt.payment.invoice_id


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
            parts={name: (kind, booking.amount(minor)) for (name, kind), minor in parts.items()},
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
