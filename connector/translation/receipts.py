"""What came in for an invoice: how much of each payment covers it (rules P-2 to P-4, P-7, B-4, L-3).

All amounts are minor units of the invoice's currency.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from connector.translation.rules import Rules
from stripe_client.objects import Charge, CreditNote, Invoice, InvoicePayment, InvoiceStory

OUTSIDE = "payment_record"
"""The type of payments that were made outside Stripe (rule P-5)."""


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """A payment as far as it covers the invoice. `late`: it came after the write-off and covers nothing (rule L-3)."""

    payment: InvoicePayment
    payer: str
    """External id of the payment that it is in NetSuite."""
    moment: int
    amount: int
    overpaid: int = 0
    late: bool = False


def stories_of(story: InvoiceStory) -> Mapping[str, InvoiceStory]:
    """The invoice and those that share a payment or a credit with it, by id."""
    return {**story.others, story.invoice.id: story}


def brought_money(charge: Charge) -> bool:
    """Whether money came in, if only for a time: not when it failed at once or was only authorised (P-6, P-7)."""
    if charge.status == "succeeded":
        return charge.captured
    return charge.balance_transaction is not None


def failed_later(charge: Charge) -> bool:
    """Whether the money of an asynchronous payment went away again (rule P-7)."""
    return charge.status == "failed" and charge.balance_transaction is not None


def collected(charge: Charge) -> int:
    """What came in with the charge, in minor units; Stripe may tell no capture of what is on its way or failed."""
    return charge.amount_captured or (0 if charge.status == "succeeded" else charge.amount)


def receipts_of(story: InvoiceStory, rules: Rules) -> tuple[Receipt, ...]:
    """The payments of an invoice, the oldest first; what was overpaid comes off the latest (rule P-4)."""
    invoice = story.invoice
    came_in = _covered_by_what_is_due(story, sorted(_came_in(story), key=lambda each: (each.moment, each.payment.id)))
    covering: list[Receipt] = []
    overpaid = invoice.amount_overpaid
    for receipt in reversed(came_in):
        off = min(overpaid, receipt.amount)
        overpaid -= off
        covering.append(replace(receipt, amount=receipt.amount - off, overpaid=off) if off else receipt)
    written_off_at = write_off_moment(invoice, rules)
    return tuple(
        each if written_off_at is None or each.moment <= written_off_at else replace(each, late=True)
        for each in reversed(covering)
    )


def _covered_by_what_is_due(story: InvoiceStory, receipts: Sequence[Receipt]) -> list[Receipt]:
    """Never more is applied than the invoice's total and carried debit, less credits and credit notes (rule P-4)."""
    invoice = story.invoice
    lowered = sum(note.pre_payment_amount for note in story.credit_notes if note.status == "issued")
    due = booked_total(invoice) - credit_used(invoice) - lowered + invoice.amount_overpaid
    covering = []
    for receipt in receipts:
        covering.append(receipt if receipt.amount <= due else replace(receipt, amount=max(0, due)))
        due -= receipt.amount
    return covering


def _outside(invoice: Invoice) -> Iterator[Receipt]:
    """An invoice that was marked as paid, without any payment that tells how (rule P-5)."""
    if invoice.status == "paid" and invoice.amount_paid and not invoice.payments:
        paid_at = invoice.paid_at or invoice.created
        payment = InvoicePayment(
            id=f"paid_{invoice.id}",
            invoice_id=invoice.id,
            status="paid",
            currency=invoice.currency,
            amount_requested=invoice.amount_paid,
            amount_paid=invoice.amount_paid,
            paid_at=paid_at,
            payment_type=OUTSIDE,
        )
        yield Receipt(payment=payment, payer=payment.id, moment=paid_at, amount=invoice.amount_paid)


def _came_in(story: InvoiceStory) -> Iterator[Receipt]:
    yield from _outside(story.invoice)
    for payment in story.invoice.payments:
        charge = charge_of(payment, story.charges)
        amount = _counted(payment, charge)
        if amount:
            yield Receipt(
                payment=payment, payer=_payer(payment, charge), moment=_moment(payment, charge), amount=amount
            )


def _counted(payment: InvoicePayment, charge: Charge | None) -> int:
    """What was paid; of an asynchronous payment that is on its way, what was asked for (rule P-7)."""
    if charge is not None and failed_later(charge):
        return 0
    if payment.status == "paid":
        return payment.amount_paid or 0
    on_its_way = charge is not None and charge.status == "pending" and charge.balance_transaction is not None
    return payment.amount_requested if on_its_way else 0


def _payer(payment: InvoicePayment, charge: Charge | None) -> str:
    if charge is not None:
        return charge.id
    return payment.charge_id or payment.payment_record_id or f"paid_{payment.invoice_id}"


def _moment(payment: InvoicePayment, charge: Charge | None) -> int:
    if payment.paid_at is not None:
        return payment.paid_at
    if charge is None:
        return 0
    return charge.balance_transaction.created if charge.balance_transaction else charge.created


def charge_of(payment: InvoicePayment, charges: Mapping[str, Charge]) -> Charge | None:
    """The charge that brought the money of a payment, where it is known."""
    if payment.charge_id is not None:
        return charges.get(payment.charge_id)
    if payment.payment_intent_id is None:
        return None
    of_intent = (each for each in charges.values() if each.payment_intent_id == payment.payment_intent_id)
    return next((each for each in of_intent if brought_money(each)), None)


def write_off_moment(invoice: Invoice, rules: Rules) -> int | None:
    """When the invoice was given up as uncollectible (rule L-1); None also where settings keep it open."""
    return None if rules.uncollectible_keep_open else invoice.marked_uncollectible_at


def note_moment(note: CreditNote) -> int:
    """The date of a credit note (rule N-1)."""
    return note.created if note.effective_at is None else note.effective_at


def lowering_notes(story: InvoiceStory, rules: Rules) -> tuple[CreditNote, ...]:
    """The credit notes that lower what is due; where the invoice was given up, those that lowered it then.

    The write-off has taken what one issued after it would (rule N-1), and one that is voided after it stands: together
    they are what was due, and what was given up is never due again (rules N-7, L-5).
    """
    given_up_at = write_off_moment(story.invoice, rules)
    return tuple(note for note in story.credit_notes if _lowers(note, given_up_at))


def _lowers(note: CreditNote, given_up_at: int | None) -> bool:
    if given_up_at is None:
        return note.status == "issued"
    stood = note.status == "issued" or (note.voided_at is not None and note.voided_at > given_up_at)
    return stood and note_moment(note) <= given_up_at


def carried_debit(invoice: Invoice) -> int:
    """What the customer owed from before and pays with this invoice (rule B-4)."""
    if invoice.total < 0 or invoice.ending_balance is None:
        return 0
    return max(0, max(0, invoice.starting_balance) - max(0, invoice.ending_balance))


def credit_used(invoice: Invoice) -> int:
    """What the customer's credit covered when the invoice was finalised (rule B-1)."""
    if invoice.total < 0 or invoice.ending_balance is None:
        return 0
    return max(0, min(0, invoice.ending_balance) - min(0, invoice.starting_balance))


def carried_forward(invoice: Invoice) -> int:
    """What was too small to be charged, and is owed with the next invoice (rule V-11)."""
    if invoice.total < 0 or invoice.ending_balance is None:
        return 0
    return max(0, max(0, invoice.ending_balance) - max(0, invoice.starting_balance))


def booked_total(invoice: Invoice) -> int:
    """The total that the invoice has in NetSuite (rules A-4, B-4, V-10)."""
    return max(0, invoice.total) + carried_debit(invoice)
