"""Stripe's objects as frozen values, parsed from plain dicts of the pinned version and of older ones."""

from stripe_client.objects.catalogue import Coupon, Discount, Price, Product
from stripe_client.objects.charges import BalanceTransaction, Charge
from stripe_client.objects.customers import Address, Customer, Shipping
from stripe_client.objects.families import (
    BrokenFamily,
    Changes,
    ChargeFamily,
    Family,
    InvoiceFamily,
    MissingFamily,
    Read,
    Root,
    RootKind,
)
from stripe_client.objects.invoices import (
    DiscountAmount,
    Invoice,
    InvoiceLine,
    InvoicePayment,
    PretaxCredit,
    ShippingCost,
    ShippingTax,
    Tax,
)
from stripe_client.objects.parsing import BrokenObjectError, Plain, parse

__all__ = [
    "Address",
    "BalanceTransaction",
    "BrokenFamily",
    "BrokenObjectError",
    "Changes",
    "Charge",
    "ChargeFamily",
    "Coupon",
    "Customer",
    "Discount",
    "DiscountAmount",
    "Family",
    "Invoice",
    "InvoiceFamily",
    "InvoiceLine",
    "InvoicePayment",
    "MissingFamily",
    "Plain",
    "PretaxCredit",
    "Price",
    "Product",
    "Read",
    "Root",
    "RootKind",
    "Shipping",
    "ShippingCost",
    "ShippingTax",
    "Tax",
    "parse",
]
