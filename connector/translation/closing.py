"""How an invoice that is not paid ends: what is written off, what a void takes back, what stays applied (L-1 to L-5).

All amounts are minor units of the invoice's currency.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from connector.translation.divisions import divisions_of
from connector.translation.receipts import (
    Receipt,
    booked_total,
    charge_of,
    credit_used,
    lowering_notes,
    receipts_of,
    stories_of,
    write_off_moment,
)
from connector.translation.rules import Rules
from stripe_client.objects import CreditNote, InvoiceStory


@dataclass(frozen=True, kw_only=True)
class Closing:
    """What the closing memos of an invoice are for; zero where there is none.

    `kept` is what stays applied of its payments though the invoice is void, by payer: what was refunded or disputed
    before (rule L-2).
    """

    write_off: int = 0
    void: int = 0
    kept: tuple[tuple[str, int], ...] = ()


NOT_CLOSED = Closing()


def closing_of(story: InvoiceStory, rules: Rules) -> Closing:
    """The write-off and the void of an invoice (rules L-1, L-2, L-4)."""
    void = story.invoice.status == "void"
    if not void and write_off_moment(story.invoice, rules) is None:
        return NOT_CLOSED
    receipts = receipts_of(story, rules)
    write_off = _write_off(story, receipts, rules)
    if not void:
        return Closing(write_off=write_off)
    kept = tuple(_kept(story, receipts, rules))
    left = booked_total(story.invoice) - _credited(lowering_notes(story, rules)) - write_off
    return Closing(write_off=write_off, void=max(0, left - sum(amount for _, amount in kept)), kept=kept)


def _write_off(story: InvoiceStory, receipts: Iterable[Receipt], rules: Rules) -> int:
    """What was due when the invoice was given up (rule L-1)."""
    if write_off_moment(story.invoice, rules) is None:
        return 0
    paid = sum(each.amount for each in receipts if not each.late)
    covered = paid + _credited(lowering_notes(story, rules)) + credit_used(story.invoice)
    return max(0, booked_total(story.invoice) - covered)


def _credited(notes: Iterable[CreditNote]) -> int:
    return sum(note.pre_payment_amount for note in notes)


def _kept(story: InvoiceStory, receipts: Iterable[Receipt], rules: Rules) -> Iterable[tuple[str, int]]:
    """What of each payment was refunded or disputed before the void."""
    invoice, stories = story.invoice, stories_of(story)
    for receipt in receipts:
        charge = charge_of(receipt.payment, story.charges)
        divisions = divisions_of(charge, stories, rules) if charge else ()
        refunded = sum(
            each.invoices.get(invoice.id, 0)
            for each in divisions
            if invoice.voided_at is None or each.outflow.moment < invoice.voided_at
        )
        if refunded:
            yield receipt.payer, min(refunded, receipt.amount)


def applied_in_the_end(receipt: Receipt, closing: Closing, *, void: bool) -> int:
    """What stays applied of a payment (rules P-2, L-2, L-3)."""
    if receipt.late:
        return 0
    return dict(closing.kept).get(receipt.payer, 0) if void else receipt.amount
