"""What becomes of each use of a charge's money: applied, or left unapplied with a word to a person (A-10, P-3, P-9)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from connector.translation.rules import Rules
from connector.translation.skips import BEFORE_START, why_skipped
from stripe_client.objects import ChargeFamily, Invoice, InvoicePayment


class Fate(StrEnum):
    """What becomes of an InvoicePayment."""

    APPLIED = "applied"
    OLD_INVOICE = "old invoice"
    """Its invoice is from before the start, so NetSuite has none of ours to apply it to (rule A-10)."""
    ONE_TOO_MANY = "one too many"
    """Its invoice was settled without it (rule P-9)."""


@dataclass(frozen=True, kw_only=True)
class Use:
    """A paid InvoicePayment of a charge, and what becomes of it."""

    payment: InvoicePayment
    fate: Fate

    @property
    def invoice_id(self) -> str:
        """The invoice that Stripe says it pays."""
        return self.payment.invoice_id


def uses_of(family: ChargeFamily, rules: Rules) -> tuple[Use, ...]:
    """What the charge pays, as Stripe lists it; what is not paid yet uses nothing."""
    paid = (payment for payment in family.payments if _is_paid(payment))
    return tuple(Use(payment=each, fate=_fate(each, family.invoices.get(each.invoice_id), rules)) for each in paid)


def _fate(payment: InvoicePayment, invoice: Invoice | None, rules: Rules) -> Fate:
    if invoice is not None and why_skipped(invoice, rules) == BEFORE_START:
        return Fate.OLD_INVOICE
    if invoice is not None and payment.id in _beyond_what_was_due(invoice):
        return Fate.ONE_TOO_MANY
    return Fate.APPLIED


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
