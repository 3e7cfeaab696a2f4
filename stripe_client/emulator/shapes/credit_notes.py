"""The shapes of credit notes and their lines."""

from __future__ import annotations

from stripe_client.emulator.shapes.fields import (
    CURRENCY,
    DECIMAL,
    DISCOUNT_AMOUNT,
    FLAG,
    INTEGER,
    MAP,
    PRETAX_CREDIT_AMOUNT,
    SHIPPING_COST,
    TAX,
    TEXT,
    Array,
    Embedded,
    Members,
    Plain,
    Shape,
    copy_of,
    derived,
    id_of,
    if_given,
    must,
    nested,
    null,
    one_of,
    preset,
    reference,
)
from stripe_client.emulator.shapes.invoices import lines_subtotal


def _credit_note_type(plain: Plain) -> object:
    before, after = plain.get("pre_payment_amount"), plain.get("post_payment_amount")
    if before and after:
        return "mixed"
    return "post_payment" if after else "pre_payment"


CREDIT_NOTE_LINE_ITEM = Shape(
    kind="credit_note_line_item",
    prefixes=("cnli_",),
    fields={
        **must(INTEGER, "amount"),
        **derived(
            lambda plain: "invoice_line_item" if plain.get("invoice_line_item") else "custom_line_item", TEXT, "type"
        ),
        **preset(0, INTEGER, "discount_amount"),
        **preset(False, FLAG, "livemode"),
        **preset({}, MAP, "metadata"),
        **preset([], Array(DISCOUNT_AMOUNT), "discount_amounts"),
        **preset([], Array(PRETAX_CREDIT_AMOUNT), "pretax_credit_amounts"),
        **preset([], Array(Embedded("tax_rate")), "tax_rates"),
        **preset([], Array(TAX), "taxes"),
        **null(DECIMAL, "unit_amount_decimal"),
        **null(INTEGER, "quantity", "unit_amount"),
        **null(TEXT, "description"),
        **if_given(id_of("line_item"), "invoice_line_item"),
    },
)

CREDIT_NOTE = Shape(
    kind="credit_note",
    prefixes=("cn_",),
    fields={
        **must(INTEGER, "amount", "created", "post_payment_amount", "pre_payment_amount"),
        **must(CURRENCY, "currency"),
        **must(reference("customer"), "customer"),
        **must(reference("invoice"), "invoice"),
        **must(
            Members(
                kind="credit_note_line_item", path="/v1/credit_notes/{id}/lines", inherits={"livemode": "livemode"}
            ),
            "lines",
        ),
        **derived(copy_of("amount"), INTEGER, "total"),
        **derived(lines_subtotal, INTEGER, "subtotal"),
        **derived(copy_of("id"), TEXT, "number"),
        **derived(_credit_note_type, TEXT, "type"),
        **derived(lambda plain: f"https://pay.stripe.com/credit_notes/{plain.get('id')}/pdf", TEXT, "pdf"),
        **preset("issued", one_of("issued", "void"), "status"),
        **preset(0, INTEGER, "amount_shipping", "discount_amount"),
        **preset(False, FLAG, "livemode"),
        **preset({}, MAP, "metadata"),
        **preset([], Array(DISCOUNT_AMOUNT), "discount_amounts"),
        **preset([], Array(PRETAX_CREDIT_AMOUNT), "pretax_credit_amounts"),
        **preset(
            [],
            Array(
                nested(
                    {
                        **must(INTEGER, "amount_refunded"),
                        **null(reference("refund"), "refund"),
                        **null(TEXT, "type"),
                        **null(
                            nested({**must(id_of("payment_record"), "payment_record"), **must(TEXT, "refund_group")}),
                            "payment_record_refund",
                        ),
                    }
                )
            ),
            "refunds",
        ),
        **preset([], Array(TAX), "total_taxes"),
        **null(
            INTEGER, "effective_at", "out_of_band_amount", "subtotal_excluding_tax", "total_excluding_tax", "voided_at"
        ),
        **null(TEXT, "customer_account", "memo", "reason"),
        **null(SHIPPING_COST, "shipping_cost"),
        **null(reference("customer_balance_transaction"), "customer_balance_transaction"),
    },
)
