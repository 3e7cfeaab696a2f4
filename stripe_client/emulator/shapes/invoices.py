"""The shapes of what is billed: invoices and their lines, pending items, what pays an invoice, and credit notes."""

from __future__ import annotations

from stripe_client.emulator.shapes.fields import (
    ADDRESS,
    ANY,
    COLLECTION_METHOD,
    CURRENCY,
    DECIMAL,
    DISCOUNT_AMOUNT,
    FLAG,
    INTEGER,
    LIABILITY,
    MAP,
    PERIOD,
    PRETAX_CREDIT_AMOUNT,
    SELF,
    SHIPPING,
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
    on_demand,
    one_of,
    preset,
    reference,
)


def lines_subtotal(plain: Plain) -> object:
    """Σ line amounts; a book with discounts on its lines gives the subtotal itself."""
    lines = plain.get("lines")
    members = lines.get("data") if isinstance(lines, dict) else lines
    amounts = [line.get("amount") for line in members if isinstance(line, dict)] if isinstance(members, list) else []
    return sum(amount for amount in amounts if isinstance(amount, int))


def _amount_remaining(plain: Plain) -> object:
    due, paid = plain.get("amount_due"), plain.get("amount_paid")
    return due - paid if isinstance(due, int) and isinstance(paid, int) else 0


def _status_transitions(plain: Plain) -> object:
    """A book without transitions says at least when the invoice was made and where it stands."""
    at = plain.get("effective_at") or plain.get("created")
    status = plain.get("status")
    return {
        "finalized_at": None if status == "draft" else at,
        "marked_uncollectible_at": at if status == "uncollectible" else None,
        "paid_at": at if status == "paid" else None,
        "voided_at": at if status == "void" else None,
    }


def _whole_quantity(plain: Plain) -> object:
    quantity = plain.get("quantity")
    return str(quantity) if isinstance(quantity, int) else None


_CREDITED_ITEMS = nested({**must(id_of("invoice"), "invoice"), **must(Array(id_of("line_item")), "invoice_line_items")})
_LINE_PRORATION_DETAILS = nested(null(_CREDITED_ITEMS, "credited_items"))
_PRICE_DETAILS = nested({**must(reference("price"), "price"), **must(id_of("product"), "product")})
PRICING = nested(
    {
        **preset("price_details", TEXT, "type"),
        **null(DECIMAL, "unit_amount_decimal"),
        **if_given(_PRICE_DETAILS, "price_details"),
    }
)
_LINE_PARENT = nested(
    {
        **must(TEXT, "type"),
        **null(
            nested(
                {
                    **must(TEXT, "invoice_item"),
                    **preset(False, FLAG, "proration"),
                    **null(_LINE_PRORATION_DETAILS, "proration_details"),
                    **null(id_of("subscription"), "subscription"),
                }
            ),
            "invoice_item_details",
        ),
        **null(
            nested(
                {
                    **must(TEXT, "subscription_item"),
                    **preset(False, FLAG, "proration"),
                    **null(TEXT, "invoice_item"),
                    **null(_LINE_PRORATION_DETAILS, "proration_details"),
                    **null(id_of("subscription"), "subscription"),
                }
            ),
            "subscription_item_details",
        ),
    }
)

LINE_ITEM = Shape(
    kind="line_item",
    prefixes=("il_",),
    fields={
        **must(INTEGER, "amount"),
        **must(CURRENCY, "currency"),
        **must(PERIOD, "period"),
        **derived(copy_of("amount"), INTEGER, "subtotal"),
        **preset(False, FLAG, "livemode"),
        **preset(True, FLAG, "discountable"),
        **preset({}, MAP, "metadata"),
        **preset([], Array(reference("discount")), "discounts"),
        **derived(_whole_quantity, DECIMAL, "quantity_decimal", nullable=True),
        **null(INTEGER, "quantity"),
        **null(TEXT, "description"),
        **null(id_of("invoice"), "invoice"),
        **null(_LINE_PARENT, "parent"),
        **null(PRICING, "pricing"),
        **null(reference("subscription"), "subscription"),
        **preset([], Array(DISCOUNT_AMOUNT), "discount_amounts"),
        **preset([], Array(PRETAX_CREDIT_AMOUNT), "pretax_credit_amounts"),
        **preset([], Array(TAX), "taxes"),
    },
)

_INVOICE_PARENT = nested(
    {
        **must(TEXT, "type"),
        **null(nested(must(TEXT, "quote")), "quote_details"),
        **null(
            nested(
                {
                    **must(reference("subscription"), "subscription"),
                    **null(MAP, "metadata"),
                    **if_given(INTEGER, "subscription_proration_date"),
                }
            ),
            "subscription_details",
        ),
    }
)

INVOICE = Shape(
    kind="invoice",
    prefixes=("in_",),
    fields={
        **must(INTEGER, "created", "total", "amount_due", "amount_paid"),
        **must(CURRENCY, "currency"),
        **must(one_of("draft", "open", "paid", "uncollectible", "void"), "status"),
        **must(
            Members(
                kind="line_item",
                path="/v1/invoices/{id}/lines",
                inherits={"invoice": "id", "currency": "currency", "livemode": "livemode"},
            ),
            "lines",
        ),
        **derived(_amount_remaining, INTEGER, "amount_remaining"),
        **derived(lines_subtotal, INTEGER, "subtotal"),
        **derived(copy_of("created"), INTEGER, "period_start", "period_end"),
        **derived(
            _status_transitions,
            nested(null(INTEGER, "finalized_at", "marked_uncollectible_at", "paid_at", "voided_at")),
            "status_transitions",
        ),
        **preset(
            0,
            INTEGER,
            "amount_overpaid",
            "amount_shipping",
            "attempt_count",
            "post_payment_credit_notes_amount",
            "pre_payment_credit_notes_amount",
            "starting_balance",
        ),
        **preset(False, FLAG, "attempted", "livemode"),
        **preset("charge_automatically", COLLECTION_METHOD, "collection_method"),
        **preset([], Array(Embedded("tax_rate")), "default_tax_rates"),
        **preset([], Array(reference("discount")), "discounts"),
        **preset(
            {},
            nested(
                {
                    **preset(False, FLAG, "enabled"),
                    **null(TEXT, "disabled_reason", "provider", "status"),
                    **null(LIABILITY, "liability"),
                }
            ),
            "automatic_tax",
        ),
        **preset(SELF, LIABILITY, "issuer"),
        **preset(
            {},
            nested(
                {
                    **null(TEXT, "default_mandate"),
                    **null(ANY, "payment_method_options"),
                    **null(Array(TEXT), "payment_method_types"),
                }
            ),
            "payment_settings",
        ),
        **preset({}, MAP, "metadata"),
        **null(reference("customer"), "customer"),
        **null(
            INTEGER,
            "automatically_finalizes_at",
            "due_date",
            "effective_at",
            "ending_balance",
            "next_payment_attempt",
            "subtotal_excluding_tax",
            "total_excluding_tax",
            "webhooks_delivered_at",
        ),
        **null(
            TEXT,
            "account_country",
            "account_name",
            "billing_reason",
            "customer_account",
            "customer_email",
            "customer_name",
            "customer_phone",
            "description",
            "footer",
            "number",
            "receipt_number",
            "statement_descriptor",
        ),
        **preset("none", TEXT, "customer_tax_exempt"),
        **null(ADDRESS, "customer_address"),
        **null(SHIPPING, "customer_shipping", "shipping_details"),
        **null(Array(nested(must(TEXT, "name", "value"))), "custom_fields"),
        **null(Array(reference("tax_id")), "account_tax_ids"),
        **null(_INVOICE_PARENT, "parent"),
        **null(
            nested({**must(TEXT, "action"), **must(reference("invoice"), "invoice")}),
            "from_invoice",
        ),
        **null(reference("invoice"), "latest_revision"),
        **null(ANY, "last_finalization_error", "rendering"),
        **null(SHIPPING_COST, "shipping_cost"),
        **preset([], Array(DISCOUNT_AMOUNT), "total_discount_amounts"),
        **preset([], Array(PRETAX_CREDIT_AMOUNT), "total_pretax_credit_amounts"),
        **preset([], Array(TAX), "total_taxes"),
        **null(reference("account"), "on_behalf_of"),
        **null(reference("application"), "application"),
        **null(reference("payment_method"), "default_payment_method"),
        **null(reference("account", "bank_account", "card", "source"), "default_source"),
        **null(reference("test_helpers.test_clock"), "test_clock"),
        **if_given(FLAG, "auto_advance"),
        **if_given(TEXT, "hosted_invoice_url", "invoice_pdf"),
        **if_given(Array(nested({**must(TEXT, "type"), **null(TEXT, "value")})), "customer_tax_ids"),
        **if_given(ANY, "status_details", "threshold_reason"),
        **on_demand(nested(must(TEXT, "client_secret", "type")), "confirmation_secret"),
        **on_demand(
            Members(
                kind="invoice_payment",
                path="/v1/invoices/{id}/payments",
                inherits={"invoice": "id", "currency": "currency", "livemode": "livemode"},
                key="invoice",
            ),
            "payments",
        ),
        **on_demand(INTEGER, "amount_paid_off_stripe"),
    },
)

INVOICE_PAYMENT = Shape(
    kind="invoice_payment",
    prefixes=("inpay_",),
    fields={
        **must(INTEGER, "created"),
        **must(CURRENCY, "currency"),
        **must(one_of("canceled", "open", "paid"), "status"),
        **must(reference("invoice"), "invoice"),
        **must(
            nested(
                {
                    **must(one_of("charge", "payment_intent", "payment_record"), "type"),
                    **if_given(reference("charge"), "charge"),
                    **if_given(reference("payment_intent"), "payment_intent"),
                    **if_given(reference("payment_record"), "payment_record"),
                }
            ),
            "payment",
        ),
        **derived(copy_of("amount_paid"), INTEGER, "amount_requested"),
        **preset(False, FLAG, "livemode"),
        **preset(True, FLAG, "is_default"),
        **derived(
            lambda plain: {"paid_at": plain.get("created") if plain.get("status") == "paid" else None},
            nested(null(INTEGER, "canceled_at", "paid_at")),
            "status_transitions",
        ),
        **null(INTEGER, "amount_paid"),
    },
)

_CREDITED_LINES = nested(
    {**must(id_of("invoice"), "invoice"), **must(Array(id_of("line_item")), "invoice_line_items")},
)
_ITEM_PRORATION_DETAILS = nested(
    {
        **preset([], Array(DISCOUNT_AMOUNT), "discount_amounts"),
        **null(
            nested(
                {
                    **must(TEXT, "type"),
                    **if_given(TEXT, "invoice_item"),
                    **if_given(_CREDITED_LINES, "invoice_line_item_details"),
                }
            ),
            "credited_items",
        ),
    }
)

INVOICEITEM = Shape(
    kind="invoiceitem",
    prefixes=("ii_",),
    fields={
        **must(INTEGER, "amount", "date"),
        **must(CURRENCY, "currency"),
        **must(reference("customer"), "customer"),
        **must(PERIOD, "period"),
        **preset(1, INTEGER, "quantity"),
        **derived(lambda plain: _whole_quantity(plain) or "1", DECIMAL, "quantity_decimal"),
        **preset(True, FLAG, "discountable"),
        **preset(False, FLAG, "livemode", "proration"),
        **preset({}, MAP, "metadata"),
        **preset([], Array(reference("discount")), "discounts"),
        **preset([], Array(Embedded("tax_rate")), "tax_rates"),
        **null(TEXT, "customer_account", "description"),
        **null(reference("invoice"), "invoice"),
        **null(
            nested(
                {
                    **preset("subscription_details", TEXT, "type"),
                    **null(
                        nested({**must(id_of("subscription"), "subscription"), **null(TEXT, "subscription_item")}),
                        "subscription_details",
                    ),
                }
            ),
            "parent",
        ),
        **null(PRICING, "pricing"),
        **null(reference("test_helpers.test_clock"), "test_clock"),
        **if_given(INTEGER, "net_amount"),
        **if_given(_ITEM_PRORATION_DETAILS, "proration_details"),
        **if_given(Array(TEXT), "frozen_fields"),
        **if_given(Array(nested(must(TEXT, "type"))), "invoicing_rules"),
    },
)
