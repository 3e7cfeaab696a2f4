"""Invoices, their lines, and the payments attached to them. Amounts are minor units, times POSIX seconds."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import BeforeValidator, Field

from stripe_client.objects.parsing import Id, ListOf, Metadata, Plain, at, stripe_object


@stripe_object
class DiscountAmount:
    """A discount's share of a line or an invoice."""

    amount: int
    discount_id: Id | None = Field(default=None, validation_alias=at("discount"))


@stripe_object
class PretaxCredit:
    """What lowers an amount before tax: a billing credit, or a discount, which `discount_amounts` tell of as well."""

    amount: int
    type: str = "discount"


def _behavior(value: object) -> object:
    """Older versions say whether a tax is inclusive."""
    return {True: "inclusive", False: "exclusive"}[value] if isinstance(value, bool) else value


Behavior = Annotated[str, BeforeValidator(_behavior)]
"""`inclusive` or `exclusive`."""


@stripe_object
class Tax:
    """A tax on a line or an invoice; `behavior` is inclusive or exclusive."""

    amount: int
    behavior: Behavior | None = Field(default=None, validation_alias=at("tax_behavior", "inclusive"))
    rate_id: Id | None = Field(default=None, validation_alias=at("tax_rate_details.tax_rate", "tax_rate"))


@stripe_object
class ShippingTax:
    """A tax on shipping, with its rate in whole."""

    amount: int
    rate_id: Id | None = Field(default=None, validation_alias=at("rate"))
    inclusive: bool = Field(default=False, validation_alias=at("rate.inclusive"))


@stripe_object
class ShippingCost:
    """Shipping, billed beside the lines. `taxes` may be left out where `amount_tax` is not."""

    amount_subtotal: int = 0
    amount_tax: int = 0
    amount_total: int = 0
    taxes: ListOf[ShippingTax] = ()


@stripe_object
class InvoiceLine:
    """A line: its amount is before discounts and exclusive taxes; `period_end` is exclusive."""

    id: str
    amount: int
    currency: str
    description: str | None = None
    quantity: Decimal | None = Field(default=None, validation_alias=at("quantity_decimal", "quantity"))
    period_start: int | None = Field(default=None, validation_alias=at("period.start"))
    period_end: int | None = Field(default=None, validation_alias=at("period.end"))
    price_id: Id | None = Field(default=None, validation_alias=at("pricing.price_details.price", "price"))
    product_id: Id | None = Field(default=None, validation_alias=at("pricing.price_details.product", "price.product"))
    discount_amounts: ListOf[DiscountAmount] = ()
    pretax_credit_amounts: ListOf[PretaxCredit] = ()
    taxes: ListOf[Tax] = Field(default=(), validation_alias=at("taxes", "tax_amounts"))
    metadata: Metadata = Field(default_factory=dict)
    plain: Plain = Field(default_factory=dict, repr=False)


@stripe_object
class InvoicePayment:
    """What one payment does for one invoice. `amount_paid` is None until it is paid."""

    id: str
    invoice_id: Id = Field(validation_alias=at("invoice"))
    status: str
    currency: str
    amount_requested: int
    amount_paid: int | None = None
    paid_at: int | None = Field(default=None, validation_alias=at("status_transitions.paid_at"))
    payment_type: str = Field(validation_alias=at("payment.type"))
    payment_intent_id: Id | None = Field(default=None, validation_alias=at("payment.payment_intent"))
    charge_id: Id | None = Field(default=None, validation_alias=at("payment.charge"))
    payment_record_id: Id | None = Field(default=None, validation_alias=at("payment.payment_record"))
    plain: Plain = Field(default_factory=dict, repr=False)


@stripe_object
class Invoice:
    """An invoice with all its lines."""

    id: str
    customer_id: Id | None = Field(default=None, validation_alias=at("customer"))
    customer_account: str | None = None
    customer_name: str | None = None
    customer_email: str | None = None
    currency: str
    status: str | None
    number: str | None = None
    created: int
    effective_at: int | None = None
    finalized_at: int | None = Field(default=None, validation_alias=at("status_transitions.finalized_at"))
    paid_at: int | None = Field(default=None, validation_alias=at("status_transitions.paid_at"))
    voided_at: int | None = Field(default=None, validation_alias=at("status_transitions.voided_at"))
    marked_uncollectible_at: int | None = Field(
        default=None, validation_alias=at("status_transitions.marked_uncollectible_at")
    )
    due_date: int | None = None
    billing_reason: str | None = None
    description: str | None = None
    total: int
    subtotal: int = 0
    amount_due: int = 0
    amount_paid: int = 0
    amount_remaining: int = 0
    amount_overpaid: int = 0
    starting_balance: int = 0
    ending_balance: int | None = None
    pre_payment_credit_notes_amount: int = 0
    post_payment_credit_notes_amount: int = 0
    from_invoice_id: Id | None = Field(default=None, validation_alias=at("from_invoice.invoice"))
    latest_revision_id: Id | None = Field(default=None, validation_alias=at("latest_revision"))
    shipping_cost: ShippingCost | None = None
    total_taxes: ListOf[Tax] = Field(default=(), validation_alias=at("total_taxes", "total_tax_amounts"))
    lines: ListOf[InvoiceLine]
    payments: ListOf[InvoicePayment] = ()
    metadata: Metadata = Field(default_factory=dict)
    livemode: bool = False
    plain: Plain = Field(default_factory=dict, repr=False)
