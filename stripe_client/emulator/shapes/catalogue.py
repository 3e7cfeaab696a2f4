"""The shapes of what is for sale and how its price is changed: products, prices, coupons, taxes and shipping rates."""

from __future__ import annotations

from stripe_client.emulator.shapes.fields import (
    ANY,
    CURRENCY,
    DECIMAL,
    FLAG,
    INTEGER,
    MAP,
    NUMBER,
    TEXT,
    Array,
    Plain,
    Shape,
    copy_of,
    derived,
    if_given,
    must,
    nested,
    null,
    on_demand,
    preset,
    reference,
)


def _unit_amount_decimal(plain: Plain) -> object:
    amount = plain.get("unit_amount")
    return str(amount) if isinstance(amount, int) else None


PRODUCT = Shape(
    kind="product",
    fields={
        **must(INTEGER, "created"),
        **must(TEXT, "name"),
        **derived(copy_of("created"), INTEGER, "updated"),
        **preset(True, FLAG, "active"),
        **preset(False, FLAG, "livemode"),
        **preset({}, MAP, "metadata"),
        **preset("service", TEXT, "type"),
        **preset([], Array(TEXT), "images"),
        **preset([], Array(nested(null(TEXT, "name"))), "marketing_features"),
        **null(FLAG, "shippable"),
        **null(TEXT, "description", "statement_descriptor", "unit_label", "url"),
        **null(nested(must(NUMBER, "height", "length", "weight", "width")), "package_dimensions"),
        **null(nested(null(TEXT, "performance_location", "tax_code")), "tax_details"),
        **null(reference("price"), "default_price"),
        **null(reference("tax_code"), "tax_code"),
    },
)

_RECURRING = nested(
    {
        **must(TEXT, "interval"),
        **preset(1, INTEGER, "interval_count"),
        **preset("licensed", TEXT, "usage_type"),
        **null(INTEGER, "trial_period_days"),
        **null(TEXT, "meter"),
    }
)
_TIER = nested(
    {
        **null(DECIMAL, "flat_amount_decimal", "unit_amount_decimal"),
        **null(INTEGER, "flat_amount", "unit_amount", "up_to"),
    }
)

PRICE = Shape(
    kind="price",
    fields={
        **must(INTEGER, "created"),
        **must(CURRENCY, "currency"),
        **must(reference("product"), "product"),
        **derived(lambda plain: "recurring" if plain.get("recurring") else "one_time", TEXT, "type"),
        **preset(True, FLAG, "active"),
        **preset(False, FLAG, "livemode"),
        **preset({}, MAP, "metadata"),
        **preset("per_unit", TEXT, "billing_scheme"),
        **null(INTEGER, "unit_amount"),
        **derived(_unit_amount_decimal, DECIMAL, "unit_amount_decimal", nullable=True),
        **null(TEXT, "lookup_key", "nickname", "tiers_mode"),
        **preset("unspecified", TEXT, "tax_behavior"),
        **null(nested(null(INTEGER, "maximum", "minimum", "preset")), "custom_unit_amount"),
        **null(_RECURRING, "recurring"),
        **null(nested({**must(INTEGER, "divide_by"), **must(TEXT, "round")}), "transform_quantity"),
        **on_demand(Array(_TIER), "tiers"),
        **on_demand(ANY, "currency_options"),
    },
)

COUPON = Shape(
    kind="coupon",
    fields={
        **must(INTEGER, "created"),
        **preset("once", TEXT, "duration"),
        **preset(False, FLAG, "livemode"),
        **preset(True, FLAG, "valid"),
        **preset(0, INTEGER, "times_redeemed"),
        **preset({}, MAP, "metadata"),
        **null(NUMBER, "percent_off"),
        **null(INTEGER, "amount_off", "duration_in_months", "max_redemptions", "redeem_by"),
        **null(CURRENCY, "currency"),
        **null(TEXT, "name"),
        **on_demand(nested(must(Array(TEXT), "products")), "applies_to"),
        **on_demand(ANY, "currency_options"),
    },
)

PROMOTION_CODE = Shape(
    kind="promotion_code",
    prefixes=("promo_",),
    fields={
        **must(INTEGER, "created"),
        **must(TEXT, "code"),
        **must(nested({**preset("coupon", TEXT, "type"), **null(reference("coupon"), "coupon")}), "promotion"),
        **preset(True, FLAG, "active"),
        **preset(False, FLAG, "livemode"),
        **preset(0, INTEGER, "times_redeemed"),
        **preset({}, MAP, "metadata"),
        **preset(
            {},
            nested(
                {
                    **preset(False, FLAG, "first_time_transaction"),
                    **null(INTEGER, "minimum_amount"),
                    **null(CURRENCY, "minimum_amount_currency"),
                    **if_given(ANY, "currency_options"),
                }
            ),
            "restrictions",
        ),
        **null(reference("customer"), "customer"),
        **null(TEXT, "customer_account"),
        **null(INTEGER, "expires_at", "max_redemptions"),
    },
)

TAX_RATE = Shape(
    kind="tax_rate",
    prefixes=("txr_",),
    fields={
        **must(INTEGER, "created"),
        **must(NUMBER, "percentage"),
        **must(FLAG, "inclusive"),
        **preset("Tax", TEXT, "display_name"),
        **preset(True, FLAG, "active"),
        **preset(False, FLAG, "livemode"),
        **preset({}, MAP, "metadata"),
        **derived(copy_of("percentage"), NUMBER, "effective_percentage", nullable=True),
        **null(TEXT, "country", "description", "jurisdiction", "jurisdiction_level", "state", "tax_type"),
        **preset("percentage", TEXT, "rate_type"),
        **null(nested({**must(INTEGER, "amount"), **must(CURRENCY, "currency")}), "flat_amount"),
    },
)

_DELIVERY_BOUND = nested({**must(TEXT, "unit"), **must(INTEGER, "value")})

SHIPPING_RATE = Shape(
    kind="shipping_rate",
    prefixes=("shr_",),
    fields={
        **must(INTEGER, "created"),
        **preset(True, FLAG, "active"),
        **preset(False, FLAG, "livemode"),
        **preset({}, MAP, "metadata"),
        **preset("fixed_amount", TEXT, "type"),
        **null(TEXT, "display_name"),
        **preset("unspecified", TEXT, "tax_behavior"),
        **null(nested(null(_DELIVERY_BOUND, "maximum", "minimum")), "delivery_estimate"),
        **null(
            nested({**must(INTEGER, "amount"), **must(CURRENCY, "currency"), **if_given(ANY, "currency_options")}),
            "fixed_amount",
        ),
        **null(reference("tax_code"), "tax_code"),
    },
)
