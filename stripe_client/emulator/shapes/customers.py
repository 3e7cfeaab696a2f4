"""The shapes of who buys and on what terms: customers, their balances, discounts and subscriptions."""

from __future__ import annotations

from stripe_client.emulator.shapes.fields import (
    ADDRESS,
    ANY,
    COLLECTION_METHOD,
    CURRENCY,
    FLAG,
    INTEGER,
    LIABILITY,
    MAP,
    NUMBER,
    SELF,
    SHIPPING,
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

_CUSTOM_FIELDS = Array(nested(must(TEXT, "name", "value")))
_CUSTOMER_INVOICE_SETTINGS = nested(
    {
        **null(_CUSTOM_FIELDS, "custom_fields"),
        **null(reference("payment_method"), "default_payment_method"),
        **null(TEXT, "footer"),
        **null(nested(null(TEXT, "amount_tax_display", "template")), "rendering_options"),
    }
)

CUSTOMER = Shape(
    kind="customer",
    prefixes=("cus_",),
    fields={
        **must(INTEGER, "created"),
        **preset(0, INTEGER, "balance"),
        **preset(False, FLAG, "delinquent", "livemode"),
        **preset({}, MAP, "metadata"),
        **preset("none", TEXT, "tax_exempt"),
        **preset([], Array(TEXT), "preferred_locales"),
        **preset({}, _CUSTOMER_INVOICE_SETTINGS, "invoice_settings"),
        **null(CURRENCY, "currency"),
        **null(TEXT, "customer_account", "description", "email", "invoice_prefix", "name", "phone"),
        **if_given(TEXT, "business_name", "individual_name"),
        **null(ADDRESS, "address"),
        **null(SHIPPING, "shipping"),
        **null(Embedded("discount"), "discount"),
        **null(reference("account", "bank_account", "card", "source"), "default_source"),
        **null(reference("test_helpers.test_clock"), "test_clock"),
        **preset(1, INTEGER, "next_invoice_sequence"),
        **on_demand(ANY, "cash_balance", "tax"),
        **on_demand(MAP, "invoice_credit_balance"),
        **on_demand(
            Members(kind="subscription", path="/v1/customers/{id}/subscriptions", key="customer"), "subscriptions"
        ),
        **on_demand(Members(kind="tax_id", path="/v1/customers/{id}/tax_ids"), "tax_ids"),
        **on_demand(Members(kind="source", path="/v1/customers/{id}/sources"), "sources"),
    },
)

CUSTOMER_BALANCE_TRANSACTION = Shape(
    kind="customer_balance_transaction",
    prefixes=("cbtxn_",),
    fields={
        **must(INTEGER, "amount", "created", "ending_balance"),
        **must(CURRENCY, "currency"),
        **must(reference("customer"), "customer"),
        **must(TEXT, "type"),
        **preset(False, FLAG, "livemode"),
        **preset({}, MAP, "metadata"),
        **null(TEXT, "customer_account", "description"),
        **null(reference("credit_note"), "credit_note"),
        **null(reference("invoice"), "invoice"),
        **null(reference("checkout.session"), "checkout_session"),
    },
)

DISCOUNT = Shape(
    kind="discount",
    prefixes=("di_",),
    fields={
        **must(nested({**preset("coupon", TEXT, "type"), **null(reference("coupon"), "coupon")}), "source"),
        **preset(0, INTEGER, "start"),
        **null(INTEGER, "end"),
        **null(reference("customer"), "customer"),
        **null(reference("promotion_code"), "promotion_code"),
        **null(TEXT, "checkout_session", "customer_account", "invoice_item", "subscription_item"),
        **null(id_of("invoice"), "invoice"),
        **null(id_of("subscription"), "subscription"),
    },
)


def _legacy_plan(plain: Plain) -> object:
    """The plan that Stripe still shows beside an item's price, with the price's terms."""
    price = plain.get("price")
    terms = price if isinstance(price, dict) else {}
    recurring = terms.get("recurring")
    interval = recurring if isinstance(recurring, dict) else {}
    return {
        "id": terms.get("id", price),
        "object": "plan",
        "active": terms.get("active", True),
        "amount": terms.get("unit_amount"),
        "amount_decimal": terms.get("unit_amount_decimal"),
        "billing_scheme": terms.get("billing_scheme", "per_unit"),
        "created": terms.get("created", plain.get("created")),
        "currency": terms.get("currency", plain.get("currency", "usd")),
        "interval": interval.get("interval", "month"),
        "interval_count": interval.get("interval_count", 1),
        "livemode": False,
        "metadata": {},
        "meter": None,
        "nickname": terms.get("nickname"),
        "product": terms.get("product"),
        "tiers_mode": None,
        "transform_usage": None,
        "trial_period_days": None,
        "usage_type": interval.get("usage_type", "licensed"),
    }


SUBSCRIPTION_ITEM = Shape(
    kind="subscription_item",
    prefixes=("si_",),
    fields={
        **must(Embedded("price"), "price"),
        **must(id_of("subscription"), "subscription"),
        **must(INTEGER, "created", "current_period_end", "current_period_start"),
        **derived(_legacy_plan, ANY, "plan"),
        **preset({}, MAP, "metadata"),
        **preset([], Array(reference("discount")), "discounts"),
        **preset([], Array(Embedded("tax_rate")), "tax_rates"),
        **preset(1, INTEGER, "quantity"),
        **null(INTEGER, "billed_until"),
        **null(ANY, "billing_thresholds", "current_trial"),
    },
)

_SUBSCRIPTION_STATUS = one_of(
    "active", "canceled", "incomplete", "incomplete_expired", "past_due", "paused", "trialing", "unpaid"
)
_SUBSCRIPTION_INVOICE_SETTINGS = nested(
    {
        **preset(SELF, LIABILITY, "issuer"),
        **null(TEXT, "description", "footer"),
        **null(_CUSTOM_FIELDS, "custom_fields"),
        **null(Array(reference("tax_id")), "account_tax_ids"),
    }
)
_PENDING_UPDATE = nested(
    {
        **must(INTEGER, "expires_at"),
        **null(Array(reference("discount")), "discounts"),
        **null(ANY, "subscription_items", "metadata", "discount"),
        **null(INTEGER, "billing_cycle_anchor", "trial_end"),
        **null(FLAG, "cancel_at_period_end", "trial_from_plan"),
    }
)
_BILLING_SCHEDULE = nested(
    {
        **must(TEXT, "key"),
        **must(ANY, "bill_until"),
        **null(Array(nested({**must(TEXT, "type"), **null(reference("price"), "price")})), "applies_to"),
    }
)

SUBSCRIPTION = Shape(
    kind="subscription",
    prefixes=("sub_",),
    fields={
        **must(INTEGER, "created"),
        **must(CURRENCY, "currency"),
        **must(_SUBSCRIPTION_STATUS, "status"),
        **must(reference("customer"), "customer"),
        **must(
            Members(
                kind="subscription_item",
                path="/v1/subscription_items?subscription={id}",
                inherits={"subscription": "id", "created": "created"},
            ),
            "items",
        ),
        **derived(copy_of("created"), INTEGER, "billing_cycle_anchor", "start_date"),
        **preset(False, FLAG, "cancel_at_period_end", "livemode"),
        **preset({}, MAP, "metadata"),
        **preset("charge_automatically", COLLECTION_METHOD, "collection_method"),
        **preset([], Array(_BILLING_SCHEDULE), "billing_schedules"),
        **preset([], Array(reference("discount")), "discounts"),
        **preset([], Array(Embedded("tax_rate")), "default_tax_rates"),
        **preset(
            {},
            nested({**preset(False, FLAG, "enabled"), **null(TEXT, "disabled_reason"), **null(LIABILITY, "liability")}),
            "automatic_tax",
        ),
        **preset(
            {"type": "flexible"},
            nested({**must(TEXT, "type"), **null(INTEGER, "updated_at"), **null(ANY, "flexible")}),
            "billing_mode",
        ),
        **preset({}, _SUBSCRIPTION_INVOICE_SETTINGS, "invoice_settings"),
        **null(
            INTEGER,
            "cancel_at",
            "canceled_at",
            "days_until_due",
            "ended_at",
            "next_pending_invoice_item_invoice",
            "trial_end",
            "trial_start",
        ),
        **null(NUMBER, "application_fee_percent"),
        **null(TEXT, "customer_account", "description"),
        **null(
            ANY,
            "billing_cycle_anchor_config",
            "billing_thresholds",
            "managed_payments",
            "pause_collection",
            "payment_settings",
            "pending_invoice_item_interval",
            "trial_settings",
        ),
        **null(
            nested(
                {
                    **null(TEXT, "comment", "feedback", "reason"),
                    **if_given(reference("billing.feedback_option"), "feedback_option"),
                }
            ),
            "cancellation_details",
        ),
        **null(_PENDING_UPDATE, "pending_update"),
        **null(
            nested({**must(reference("account"), "destination"), **null(NUMBER, "amount_percent")}), "transfer_data"
        ),
        **null(reference("account"), "on_behalf_of"),
        **null(reference("application"), "application"),
        **null(reference("invoice"), "latest_invoice"),
        **null(reference("payment_method"), "default_payment_method"),
        **null(reference("account", "bank_account", "card", "source"), "default_source"),
        **null(reference("setup_intent"), "pending_setup_intent"),
        **null(reference("subscription_schedule"), "schedule"),
        **null(reference("test_helpers.test_clock"), "test_clock"),
        **if_given(ANY, "presentment_details", "status_details"),
    },
)

TAX_ID = Shape(
    kind="tax_id",
    prefixes=("txi_",),
    fields={
        **must(TEXT, "type", "value"),
        **preset(0, INTEGER, "created"),
        **preset(False, FLAG, "livemode"),
        **null(TEXT, "country", "customer_account"),
        **null(reference("customer"), "customer"),
        **null(ANY, "owner", "verification"),
    },
)
