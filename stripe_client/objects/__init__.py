"""Stripe's objects as frozen values, parsed from plain dicts of the pinned version and of older ones."""

from stripe_client.objects.balances import CustomerBalanceTransaction
from stripe_client.objects.catalogue import Coupon, Discount, Price, Product, TaxRate
from stripe_client.objects.charges import BalanceTransaction, Charge, Dispute, PaymentRecord, Refund
from stripe_client.objects.credit_notes import CreditNote, CreditNoteLine, CreditNoteRefund
from stripe_client.objects.customers import Address, Customer, Shipping
from stripe_client.objects.families import (
    BalanceFamily,
    BrokenFamily,
    Changes,
    ChargeFamily,
    CustomerFamily,
    Family,
    InvoiceFamily,
    InvoiceStory,
    MissingFamily,
    Read,
    Root,
    RootKind,
    balance_root,
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
    "BalanceFamily",
    "BalanceTransaction",
    "BrokenFamily",
    "BrokenObjectError",
    "Changes",
    "Charge",
    "ChargeFamily",
    "Coupon",
    "CreditNote",
    "CreditNoteLine",
    "CreditNoteRefund",
    "Customer",
    "CustomerBalanceTransaction",
    "CustomerFamily",
    "Discount",
    "DiscountAmount",
    "Dispute",
    "Family",
    "Invoice",
    "InvoiceFamily",
    "InvoiceLine",
    "InvoicePayment",
    "InvoiceStory",
    "MissingFamily",
    "PaymentRecord",
    "Plain",
    "PretaxCredit",
    "Price",
    "Product",
    "Read",
    "Refund",
    "Root",
    "RootKind",
    "Shipping",
    "ShippingCost",
    "ShippingTax",
    "Tax",
    "TaxRate",
    "balance_root",
    "parse",
]
