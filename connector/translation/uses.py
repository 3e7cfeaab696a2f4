"""What becomes of each use of a charge's money: applied, or left unapplied for a person (A-10, P-3, P-4, P-9, L-3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from connector.translation.closing import applied_in_the_end, closing_of
from connector.translation.receipts import failed_later, receipts_of
from connector.translation.rules import Rules
from connector.translation.skips import BEFORE_START, is_payable, why_skipped
from stripe_client.objects import ChargeFamily, Invoice, InvoicePayment, InvoiceStory


class Fate(StrEnum):
    """What becomes of an InvoicePayment."""

    APPLIED = "applied"
    OLD_INVOICE = "old invoice"
    """Its invoice is from before the start, so NetSuite has none of ours to apply it to (rule A-10)."""
    ONE_TOO_MANY = "one too many"
    """Its invoice was settled without it (rule P-9)."""
    WRITTEN_OFF = "written off"
    """Its invoice was given up before (rule L-3)."""


@dataclass(frozen=True, kw_only=True)
class Use:
    """An InvoicePayment of a charge, what becomes of it, and what stays applied of it in minor units."""

    payment: InvoicePayment
    fate: Fate
    applied: int

    @property
    def invoice_id(self) -> str:
        """The invoice that Stripe says it pays."""
        return self.payment.invoice_id


def booked_stories(family: ChargeFamily, rules: Rules) -> dict[str, InvoiceStory]:
    """The stories of the invoices that are in NetSuite, each knowing those that share the charge with it (R-8)."""
    booked = {each: story for each, story in family.stories.items() if is_payable(story.invoice, rules)}
    if len(booked) < 2:
        return booked
    bare = {each: replace(story, others={}) for each, story in booked.items()}
    return {
        each: replace(story, others={**story.others, **{other: bare[other] for other in bare if other != each}})
        for each, story in booked.items()
    }


def uses_of(family: ChargeFamily, stories: Mapping[str, InvoiceStory], rules: Rules) -> tuple[Use, ...]:
    """What the charge pays, as Stripe lists it, and what it is on its way to pay (rules P-1, P-7)."""
    if failed_later(family.charge):
        return ()
    on_its_way = family.charge.status == "pending"
    covering = (each for each in family.payments if _is_paid(each) or (on_its_way and each.status == "open"))
    return tuple(
        _use(each, family.invoices.get(each.invoice_id), stories.get(each.invoice_id), rules) for each in covering
    )


def _use(payment: InvoicePayment, invoice: Invoice | None, story: InvoiceStory | None, rules: Rules) -> Use:
    if invoice is not None and why_skipped(invoice, rules) == BEFORE_START:
        return Use(payment=payment, fate=Fate.OLD_INVOICE, applied=0)
    if invoice is not None and payment.id in _beyond_what_was_due(invoice):
        return Use(payment=payment, fate=Fate.ONE_TOO_MANY, applied=0)
    if story is None:
        amount = payment.amount_requested if payment.amount_paid is None else payment.amount_paid
        return Use(payment=payment, fate=Fate.APPLIED, applied=amount)
    return _use_in(story, payment, rules)


def _use_in(story: InvoiceStory, payment: InvoicePayment, rules: Rules) -> Use:
    """Less what was overpaid, freed by a void, or came after the write-off (rules P-4, L-2, L-3)."""
    closing, void = closing_of(story, rules), story.invoice.status == "void"
    ours = [each for each in receipts_of(story, rules) if each.payment.id == payment.id]
    late = any(receipt.late for receipt in ours)
    applied = sum(applied_in_the_end(receipt, closing, void=void) for receipt in ours)
    return Use(payment=payment, fate=Fate.WRITTEN_OFF if late else Fate.APPLIED, applied=applied)


def _beyond_what_was_due(invoice: Invoice) -> frozenset[str]:
    """The payments, the latest ones, that found less left to pay than they paid (rule P-9).

    Where Stripe records an overpayment it is one (rule P-4), and nothing was paid twice by mistake.
    """
    if invoice.amount_overpaid:
        return frozenset()
    left, beyond = invoice.amount_due, set()
    for payment in sorted(filter(_is_paid, invoice.payments), key=lambda each: (each.paid_at or 0, each.id)):
        amount = payment.amount_paid or 0
        if amount > left:
            beyond.add(payment.id)
        else:
            left -= amount
    return frozenset(beyond)


def _is_paid(payment: InvoicePayment) -> bool:
    return payment.status == "paid" and bool(payment.amount_paid)
