"""What every kind of object looks like at the pinned API version: one table from which all of the emulator works."""

from __future__ import annotations

from stripe_client.emulator.shapes.catalogue import COUPON, PRICE, PRODUCT, PROMOTION_CODE, SHIPPING_RATE, TAX_RATE
from stripe_client.emulator.shapes.credit_notes import CREDIT_NOTE, CREDIT_NOTE_LINE_ITEM
from stripe_client.emulator.shapes.customers import (
    CUSTOMER,
    CUSTOMER_BALANCE_TRANSACTION,
    DISCOUNT,
    SUBSCRIPTION,
    SUBSCRIPTION_ITEM,
    TAX_ID,
)
from stripe_client.emulator.shapes.events import EVENT
from stripe_client.emulator.shapes.fields import Shape
from stripe_client.emulator.shapes.invoices import (
    INVOICE,
    INVOICE_PAYMENT,
    INVOICEITEM,
    LINE_ITEM,
)
from stripe_client.emulator.shapes.payments import CHARGE, PAYMENT_INTENT, PAYMENT_RECORD, REFUND
from stripe_client.emulator.shapes.settlement import BALANCE_TRANSACTION, DISPUTE, PAYOUT

BOOK_SHAPES: dict[str, Shape] = {
    "customers": CUSTOMER,
    "products": PRODUCT,
    "prices": PRICE,
    "coupons": COUPON,
    "promotion_codes": PROMOTION_CODE,
    "tax_rates": TAX_RATE,
    "shipping_rates": SHIPPING_RATE,
    "subscriptions": SUBSCRIPTION,
    "invoiceitems": INVOICEITEM,
    "invoices": INVOICE,
    "invoice_payments": INVOICE_PAYMENT,
    "payment_intents": PAYMENT_INTENT,
    "payment_records": PAYMENT_RECORD,
    "charges": CHARGE,
    "refunds": REFUND,
    "credit_notes": CREDIT_NOTE,
    "customer_balance_transactions": CUSTOMER_BALANCE_TRANSACTION,
    "disputes": DISPUTE,
    "balance_transactions": BALANCE_TRANSACTION,
    "payouts": PAYOUT,
    "events": EVENT,
}

_INNER_SHAPES = (LINE_ITEM, CREDIT_NOTE_LINE_ITEM, SUBSCRIPTION_ITEM, DISCOUNT, TAX_ID)

SHAPES: dict[str, Shape] = {
    shape.kind: shape for shape in (*BOOK_SHAPES.values(), *_INNER_SHAPES) if shape.kind is not None
}
"""Shapes by the value of an object's field `object`; ids of any other kind are taken as they are."""
