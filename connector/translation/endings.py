"""What an invoice's own root adds to the invoice: its credit notes, its write-off, its void, money from outside."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from connector.translation.balance_uses import balance_uses
from connector.translation.booking import Booking
from connector.translation.closing import applied_in_the_end, closing_of
from connector.translation.credit_memos import credit_memo
from connector.translation.fitting import fitting
from connector.translation.items import OUTSIDE_METHOD, payment_method
from connector.translation.memos import InvoiceMemo, memos_of
from connector.translation.outside import outside_account, outside_payment, outside_receipts, outside_refunds
from connector.translation.receipts import OUTSIDE, Receipt, lowering_notes, stories_of
from connector.translation.refunds import customer_refund, pays_out
from connector.translation.rules import Rules
from connector.translation.wanted import Application, Problem, WantedRecord
from netsuite_client.records import Kind, Ref
from stripe_client.objects import CreditNote, InvoiceStory


@dataclass(frozen=True, kw_only=True)
class Ending:
    """What comes with an invoice; problems where its memos cannot be made."""

    records: tuple[WantedRecord, ...] = ()
    applications: tuple[Application, ...] = ()
    shared: tuple[WantedRecord, ...] = ()
    problems: tuple[Problem, ...] = ()
    findings: tuple[Problem, ...] = ()


def ending_of(story: InvoiceStory, customer: Ref, booking: Booking) -> Ending:
    """Memos of the invoice's root with their applications, and payments made outside Stripe (N, L, P-5)."""
    if not _has_ending(story):
        return Ending()
    memos = memos_of(story, story.root, booking)
    ours = [each for each in memos if isinstance(each, InvoiceMemo)]
    notes = {f"memo_{note.id}": note for note in story.credit_notes}
    made = [credit_memo(memo, story, customer, booking, *_note_says(notes.get(memo.external_id))) for memo in ours]
    rules = booking.rules
    paid = outside_receipts(story, rules)
    back = tuple(outside_refunds(story, booking))
    account = outside_account(rules)
    return Ending(
        records=(
            *(each.wanted for each in made),
            *(outside_payment(each, story, customer, booking) for each in paid),
            *(customer_refund(out, customer, account, OUTSIDE_METHOD, booking) for out in back),
        ),
        applications=(
            *_of_memos(story, ours, booking),
            *_of_payments(paid, story, booking),
            *(use for out in back for use in pays_out(out, booking)),
        ),
        shared=(
            *(item for each in made for item in each.items),
            *([payment_method(OUTSIDE_METHOD, rules)] if paid or back else []),
        ),
        problems=tuple(each for each in memos if isinstance(each, Problem)),
        findings=tuple(_findings(paid, story, rules)),
    )


def _has_ending(story: InvoiceStory) -> bool:
    """Whether more happened to the invoice than that charges paid it; to most nothing did."""
    invoice = story.invoice
    is_closed = invoice.status == "void" or invoice.marked_uncollectible_at is not None
    is_paid_outside = not invoice.payments or any(each.payment_type == OUTSIDE for each in invoice.payments)
    return bool(is_closed or is_paid_outside or story.credit_notes or story.charges or story.balance)


def _note_says(note: CreditNote | None) -> tuple[str, ...]:
    """A note that is settled out of band says so (rule N-4)."""
    return ("Settled out of band",) if note is not None and note.out_of_band_amount else ()


def _of_memos(story: InvoiceStory, memos: list[InvoiceMemo], booking: Booking) -> Iterator[Application]:
    """A closing memo is applied in whole, a credit note for what it lowered before payment (rules N-1, L-1, L-2)."""
    lowered = {f"memo_{note.id}": note.pre_payment_amount for note in lowering_notes(story, booking.rules)}
    for memo in memos:
        minor = lowered.get(memo.external_id)
        amount = memo.amount if minor is None else booking.amount(minor)
        amount = fitting(amount, memo.external_id, story, booking)
        if amount:
            yield applied(Ref(kind=Kind.CREDIT_MEMO, external_id=memo.external_id), story, amount, booking)


def _of_payments(paid: Sequence[Receipt], story: InvoiceStory, booking: Booking) -> Iterator[Application]:
    closing, void = closing_of(story, booking.rules), story.invoice.status == "void"
    for receipt in paid:
        amount = booking.amount(applied_in_the_end(receipt, closing, void=void))
        amount = fitting(amount, receipt.payment.id, story, booking)
        if amount:
            yield applied(Ref(kind=Kind.CUSTOMER_PAYMENT, external_id=receipt.payer), story, amount, booking)


def applied(payer: Ref, story: InvoiceStory, amount: Decimal, booking: Booking) -> Application:
    """The use of a payer on the invoice."""
    payee = Ref(kind=Kind.INVOICE, external_id=story.invoice.id)
    return Application(payer=payer, payee=payee, amount=amount, currency=booking.currency.symbol)


def _findings(paid: Sequence[Receipt], story: InvoiceStory, rules: Rules) -> Iterator[Problem]:
    invoice = story.invoice
    if invoice.status == "open" and closing_of(story, rules).write_off:
        yield Problem(code="REOPENED_UNCOLLECTIBLE", subject=invoice.id)
    for receipt in paid:
        if receipt.late:
            yield Problem(code="UNCOLLECTIBLE_PAID", subject=receipt.payer, values={"invoice": invoice.id})


def only_with_the_invoice(story: InvoiceStory, rules: Rules) -> str | None:
    """The invoice with which its memos are left out together, if it was void before it was ever sent (rule L-2).

    Not where something of its payments was refunded before, which is applied to it; nor where a memo of it is the
    customer's credit, as later invoices use that (rules B-5, L-4, N-3).
    """
    void = story.invoice.status == "void" and rules.void_never_synced == "skip"
    return story.invoice.id if void and not closing_of(story, rules).kept and not _leaves_credit(story, rules) else None


def _leaves_credit(story: InvoiceStory, rules: Rules) -> bool:
    """Whether memos of the invoice were for more than the invoice itself."""
    noted = any(note.post_payment_amount for note in lowering_notes(story, rules))
    uses = balance_uses(story.balance, stories_of(story), rules)
    return noted or any(use.invoice_id == story.invoice.id and use.booked and use.without_record for use in uses)


def bound_to(invoice_id: str | None, wanted: WantedRecord) -> WantedRecord:
    """The record, wanted only with the invoice; a payment is wanted anyway."""
    bound = invoice_id is not None and wanted.record.KIND in _CLOSING
    return replace(wanted, only_with=invoice_id) if bound else wanted


_CLOSING = frozenset({Kind.INVOICE, Kind.CREDIT_MEMO})
