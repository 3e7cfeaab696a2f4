"""Tells whether more happened than that a charge paid an invoice, so that only then more is asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from stripe_client.objects import Charge, Invoice, InvoicePayment


def touches_balance(invoice: Invoice) -> bool:
    """Whether finalising or paying an invoice moved its customer's balance."""
    is_moved = invoice.ending_balance is not None and invoice.ending_balance != invoice.starting_balance
    return is_moved or invoice.amount_overpaid != 0


def has_notes(invoice: Invoice) -> bool:
    """Whether credit notes may count on an invoice, as far as it tells itself; of voided ones it tells nothing."""
    is_noted = invoice.pre_payment_credit_notes_amount or invoice.post_payment_credit_notes_amount
    return bool(is_noted) or invoice.marked_uncollectible_at is not None


def has_story(invoice: Invoice) -> bool:
    """Whether more happened to an invoice than that charges paid it."""
    is_closed = invoice.status == "void" or invoice.marked_uncollectible_at is not None
    is_paid_elsewhere = any(payment.payment_record_id for payment in invoice.payments)
    return is_closed or is_paid_elsewhere or has_notes(invoice) or touches_balance(invoice)


def gave_back_early(invoice: Invoice, charges: Iterable[Charge]) -> bool:
    """Whether money went back while the invoice was due: then a note counts that stood at the time and is void now."""
    ended = invoice.paid_at or invoice.voided_at
    back = [moment for charge in charges for moment in _went_back_at(charge)]
    return any(ended is None or moment < ended for moment in back)


def _went_back_at(charge: Charge) -> Iterator[int]:
    yield from (refund.created for refund in charge.refunds)
    yield from (dispute.created for dispute in charge.disputes)


def has_aftermath(charge: Charge) -> bool:
    """Whether money of a charge went back, or was asked back."""
    return bool(charge.refunds) or charge.disputed or charge.failure_balance_transaction is not None


def collected(charge: Charge) -> bool:
    """Whether a charge brought money, even if it failed later; one that is only authorised does not.

    Of an asynchronous payment on its way its balance transaction says so: Stripe may tell no capture of it yet.
    """
    return charge.captured if charge.status == "succeeded" else charge.balance_transaction is not None


def pays(charge: Charge) -> bool:
    """Whether the money of a charge is there, or on its way."""
    return collected(charge) and charge.status != "failed"


def is_by(charge: Charge, payment: InvoicePayment) -> bool:
    """Whether a payment of an invoice is by this charge or its intent."""
    by_intent = payment.payment_intent_id is not None and payment.payment_intent_id == charge.payment_intent_id
    return by_intent or payment.charge_id == charge.id
