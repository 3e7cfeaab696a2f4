"""States of Stripe's objects whose accounting comes in a later version: left alone and shown, never booked wrongly."""

from __future__ import annotations

from collections.abc import Callable

from stripe_client.objects import Charge, Invoice


def _uses_balance(invoice: Invoice) -> bool:
    return invoice.ending_balance is not None and invoice.ending_balance != invoice.starting_balance


def _has_credit_notes(invoice: Invoice) -> bool:
    return bool(invoice.pre_payment_credit_notes_amount or invoice.post_payment_credit_notes_amount)


def _is_paid_outside_stripe(invoice: Invoice) -> bool:
    """Paid by a payment record, or marked as paid without any payment."""
    by_record = any(payment.payment_type == "payment_record" for payment in invoice.payments)
    unexplained = invoice.status == "paid" and invoice.amount_paid > 0 and not invoice.payments
    return by_record or unexplained


INVOICE_STATES: tuple[tuple[str, Callable[[Invoice], bool]], ...] = (
    ("L-2", lambda invoice: invoice.status == "void"),
    ("L-1", lambda invoice: invoice.status == "uncollectible" or invoice.marked_uncollectible_at is not None),
    ("V-12", lambda invoice: invoice.from_invoice_id is not None),
    ("V-10", lambda invoice: invoice.total < 0),
    ("B-1", _uses_balance),
    ("N-1", _has_credit_notes),
    ("P-4", lambda invoice: invoice.amount_overpaid != 0),
    ("P-5", _is_paid_outside_stripe),
)
"""The rule that an invoice waits for, and how it is recognised."""

CHARGE_STATES: tuple[tuple[str, Callable[[Charge], bool]], ...] = (
    ("P-7", lambda charge: charge.status == "pending" and charge.balance_transaction is not None),
    ("R-1", lambda charge: charge.amount_captured > 0 and charge.amount_refunded > 0),
    ("D-1", lambda charge: charge.disputed),
)
"""The rule that a charge waits for, and how it is recognised."""


def invoice_waits_for(invoice: Invoice) -> str | None:
    """The rule that this invoice needs and that is not there yet."""
    return next((rule for rule, recognised in INVOICE_STATES if recognised(invoice)), None)


def charge_waits_for(charge: Charge) -> str | None:
    """The rule that this charge needs and that is not there yet."""
    return next((rule for rule, recognised in CHARGE_STATES if recognised(charge)), None)


def not_yet(rule: str) -> str:
    """The reason for which a root is skipped."""
    return f"not yet supported: {rule}"
