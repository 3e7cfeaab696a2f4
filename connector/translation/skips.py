"""Why an invoice has nothing in NetSuite, and the date that decides it (rules V-1, V-9, V-11, A-10, I-4)."""

from __future__ import annotations

from connector.translation.dates import calendar_date
from connector.translation.links import LINKED, linked_invoice
from connector.translation.receipts import carried_debit, carried_forward
from connector.translation.rules import Rules
from stripe_client.objects import Invoice

BEFORE_START = "before start date"


def why_skipped(invoice: Invoice, rules: Rules) -> str | None:
    """The reason for which an invoice has nothing in NetSuite; None when it is booked."""
    if invoice.status == "draft":
        return "draft"
    if linked_invoice(invoice) is not None:
        return LINKED
    if _is_before_start(invoice, rules):
        return BEFORE_START
    if _is_trial(invoice) and (rules.zero_invoices == "skip" or not invoice.lines):
        return "trial invoice"
    return "below minimum, carried forward" if carried_forward(invoice) else None


def is_payable(invoice: Invoice, rules: Rules) -> bool:
    """Whether NetSuite has the invoice, by us or by a link, so that payments can be applied to it."""
    return why_skipped(invoice, rules) in (None, LINKED)


def _is_trial(invoice: Invoice) -> bool:
    """Rule V-9: nothing on any line; lines that cancel each other out are no trial, nor is a carried debit (B-4)."""
    return invoice.total == 0 and not carried_debit(invoice) and not any(line.amount for line in invoice.lines)


def _is_before_start(invoice: Invoice, rules: Rules) -> bool:
    """Rule A-10: the document date decides, or the creation where the setting says so."""
    moment = invoice.created if rules.start_date_field == "created" else issued_at(invoice)[0]
    return calendar_date(moment, rules.timezone) < rules.start_date


def issued_at(invoice: Invoice) -> tuple[int, str]:
    """The document's moment and where it stood (rule V-2); an invoice never finalised has only its creation."""
    if invoice.effective_at is not None:
        return invoice.effective_at, "invoice.effective_at"
    if invoice.finalized_at is not None:
        return invoice.finalized_at, "invoice.status_transitions.finalized_at"
    return invoice.created, "invoice.created"
