"""What people recognise an object of Stripe by while NetSuite has nothing of it: customer, amount and day."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from connector.translation.dates import calendar_date
from connector.translation.values import stripe_amount
from connector.translation.wanted import Face
from stripe_client.objects import (
    BalanceFamily,
    BrokenFamily,
    ChargeFamily,
    CustomerFamily,
    InvoiceStory,
    MissingFamily,
    Read,
)


def face_of(read: Read, zone: ZoneInfo) -> Face | None:
    """The face of a root; None where there is nothing to see, and of a balance or a customer no amount."""
    match read:
        case InvoiceStory(invoice=invoice):
            name = invoice.customer_name or invoice.customer_id
            return _face(name, invoice.total, invoice.currency, invoice.effective_at or invoice.created, zone)
        case ChargeFamily(charge=charge, customer=payer):
            name = payer.name if payer and payer.name else charge.customer_id
            return _face(name, charge.amount, charge.currency, charge.created, zone)
        case BalanceFamily(customer=customer) | CustomerFamily(customer=customer):
            return Face(customer=customer.name or customer.id)
        case BrokenFamily() | MissingFamily():
            return None


def _face(customer: str | None, minor: int, currency: str, moment: int, zone: ZoneInfo) -> Face:
    amount, day = stripe_amount(minor, currency), calendar_date(moment, zone)
    return Face(customer=customer, amount=amount, currency=currency.upper(), dated_on=day)
