"""Credit notes and their lines. Amounts are minor units and never below zero, times POSIX seconds."""

from __future__ import annotations

from decimal import Decimal

from pydantic import Field

from stripe_client.objects.invoices import DiscountAmount, PretaxCredit, ShippingCost, Tax
from stripe_client.objects.parsing import Id, ListOf, Metadata, Plain, at, stripe_object


@stripe_object
class CreditNoteLine:
    """A line: its amount is before discounts and exclusive taxes.

    `type` is invoice_line_item, with the line of the invoice that it credits, or custom_line_item.
    """

    id: str
    type: str
    amount: int
    invoice_line_item_id: Id | None = Field(default=None, validation_alias=at("invoice_line_item"))
    description: str | None = None
    quantity: int | None = None
    unit_amount: Decimal | None = Field(default=None, validation_alias=at("unit_amount_decimal", "unit_amount"))
    discount_amounts: ListOf[DiscountAmount] = ()
    pretax_credit_amounts: ListOf[PretaxCredit] = ()
    taxes: ListOf[Tax] = Field(default=(), validation_alias=at("taxes", "tax_amounts"))
    metadata: Metadata = Field(default_factory=dict)
    plain: Plain = Field(default_factory=dict, repr=False)


@stripe_object
class CreditNoteRefund:
    """What a credit note gives back by one refund; the refund may be larger and belong to several notes.

    `type` is refund, or payment_record_refund, which has the payment record and the group of the refund there.
    """

    amount_refunded: int
    type: str = "refund"
    refund_id: Id | None = Field(default=None, validation_alias=at("refund"))
    payment_record_id: str | None = Field(default=None, validation_alias=at("payment_record_refund.payment_record"))
    refund_group: str | None = Field(default=None, validation_alias=at("payment_record_refund.refund_group"))


@stripe_object
class CreditNote:
    """A credit note with all its lines. `total` is `pre_payment_amount` and `post_payment_amount` together.

    The latter is what `refunds` give back, what the transaction of the customer's balance is worth, and
    `out_of_band_amount`.
    """

    id: str
    number: str | None = None
    status: str
    type: str
    invoice_id: Id = Field(validation_alias=at("invoice"))
    customer_id: Id | None = Field(default=None, validation_alias=at("customer"))
    currency: str
    created: int
    effective_at: int | None = None
    voided_at: int | None = None
    memo: str | None = None
    reason: str | None = None
    total: int
    subtotal: int
    pre_payment_amount: int
    post_payment_amount: int
    out_of_band_amount: int | None = None
    refunds: ListOf[CreditNoteRefund] = ()
    customer_balance_transaction_id: Id | None = Field(
        default=None, validation_alias=at("customer_balance_transaction")
    )
    lines: ListOf[CreditNoteLine]
    discount_amounts: ListOf[DiscountAmount] = ()
    shipping_cost: ShippingCost | None = None
    total_taxes: ListOf[Tax] = Field(default=(), validation_alias=at("total_taxes", "tax_amounts"))
    metadata: Metadata = Field(default_factory=dict)
    plain: Plain = Field(default_factory=dict, repr=False)
