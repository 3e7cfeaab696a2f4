"""The shapes of what moves money between customers and the account: payment intents, charges, refunds."""

from __future__ import annotations

from stripe_client.emulator.shapes.fields import (
    ADDRESS,
    ANY,
    CURRENCY,
    FLAG,
    INTEGER,
    MAP,
    SHIPPING,
    TEXT,
    Array,
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

_PRESENTMENT = nested({**must(INTEGER, "presentment_amount"), **must(CURRENCY, "presentment_currency")})


def _amount_received(plain: Plain) -> object:
    return plain.get("amount") if plain.get("status") == "succeeded" else 0


def _amount_captured(plain: Plain) -> object:
    """All of a captured charge, unless the book says otherwise."""
    return plain.get("amount") if _captured(plain) and plain.get("status") == "succeeded" else 0


def _captured(plain: Plain) -> object:
    return plain.get("captured", plain.get("status") == "succeeded")


def _fully_refunded(plain: Plain) -> object:
    return bool(plain.get("amount_refunded")) and plain.get("amount_refunded") == plain.get("amount")


_INTENT_STATUS = one_of(
    "canceled",
    "processing",
    "requires_action",
    "requires_capture",
    "requires_confirmation",
    "requires_payment_method",
    "succeeded",
)

PAYMENT_INTENT = Shape(
    kind="payment_intent",
    prefixes=("pi_",),
    fields={
        **must(INTEGER, "amount", "created"),
        **must(CURRENCY, "currency"),
        **must(_INTENT_STATUS, "status"),
        **derived(_amount_received, INTEGER, "amount_received"),
        **preset(0, INTEGER, "amount_capturable"),
        **preset(False, FLAG, "livemode"),
        **preset({}, MAP, "metadata"),
        **preset("automatic", TEXT, "capture_method", "confirmation_method"),
        **preset(["card"], Array(TEXT), "payment_method_types"),
        **null(reference("charge"), "latest_charge"),
        **null(reference("customer"), "customer"),
        **null(reference("payment_method"), "payment_method"),
        **null(reference("payment_record"), "payment_record"),
        **null(reference("review"), "review"),
        **null(reference("account"), "on_behalf_of"),
        **null(reference("application"), "application"),
        **null(reference("account", "bank_account", "card", "source"), "source"),
        **null(INTEGER, "application_fee_amount", "canceled_at"),
        **null(
            TEXT,
            "cancellation_reason",
            "client_secret",
            "customer_account",
            "description",
            "receipt_email",
            "setup_future_usage",
            "statement_descriptor",
            "statement_descriptor_suffix",
            "transfer_group",
        ),
        **null(Array(TEXT), "excluded_payment_method_types"),
        **if_given(Array(TEXT), "allowed_payment_method_types"),
        **null(SHIPPING, "shipping"),
        **null(
            ANY,
            "automatic_payment_methods",
            "last_payment_error",
            "next_action",
            "payment_method_configuration_details",
            "payment_method_options",
            "processing",
        ),
        **null(
            nested(
                {
                    **must(reference("account"), "destination"),
                    **if_given(INTEGER, "amount"),
                    **if_given(TEXT, "description"),
                    **if_given(MAP, "metadata"),
                    **if_given(ANY, "payment_data"),
                }
            ),
            "transfer_data",
        ),
        **if_given(ANY, "amount_details", "hooks", "managed_payments", "payment_details"),
        **if_given(_PRESENTMENT, "presentment_details"),
    },
)

_AMOUNT_NAMES = ("authorized", "canceled", "failed", "guaranteed", "refunded", "requested")
_VALUE = nested({**must(CURRENCY, "currency"), **must(INTEGER, "value")})


def _nothing(plain: Plain) -> object:
    amount = plain.get("amount")
    return {"currency": amount.get("currency") if isinstance(amount, dict) else None, "value": 0}


PAYMENT_RECORD = Shape(
    kind="payment_record",
    fields={
        **must(INTEGER, "created"),
        **must(_VALUE, "amount"),
        **derived(copy_of("amount"), _VALUE, "amount_guaranteed", "amount_requested"),
        **derived(_nothing, _VALUE, "amount_authorized", "amount_canceled", "amount_failed", "amount_refunded"),
        **preset(False, FLAG, "livemode"),
        **preset({}, MAP, "metadata"),
        **preset("self", TEXT, "reported_by"),
        **preset(
            {"type": "custom"},
            nested(
                {
                    **preset("custom", TEXT, "type"),
                    **if_given(nested(null(TEXT, "payment_reference")), "custom"),
                }
            ),
            "processor_details",
        ),
        **null(TEXT, "application", "customer_presence", "description", "latest_payment_attempt_record"),
        **null(
            nested({**null(id_of("customer"), "customer"), **null(TEXT, "email", "name", "phone")}),
            "customer_details",
        ),
        **null(ANY, "payment_method_details", "shipping_details"),
    },
)

CHARGE = Shape(
    kind="charge",
    prefixes=("ch_", "py_"),
    fields={
        **must(INTEGER, "amount", "created"),
        **must(CURRENCY, "currency"),
        **must(one_of("failed", "pending", "succeeded"), "status"),
        **derived(_amount_captured, INTEGER, "amount_captured"),
        **derived(_captured, FLAG, "captured"),
        **derived(lambda plain: plain.get("status") == "succeeded", FLAG, "paid"),
        **derived(_fully_refunded, FLAG, "refunded"),
        **preset(0, INTEGER, "amount_refunded"),
        **preset(False, FLAG, "disputed", "livemode"),
        **preset({}, MAP, "metadata"),
        **preset(
            {},
            nested({**preset({}, ADDRESS, "address"), **null(TEXT, "email", "name", "phone", "tax_id")}),
            "billing_details",
        ),
        **null(reference("balance_transaction"), "balance_transaction", "failure_balance_transaction"),
        **null(reference("customer"), "customer"),
        **null(reference("payment_intent"), "payment_intent"),
        **null(reference("application"), "application"),
        **null(reference("application_fee"), "application_fee"),
        **null(reference("account"), "on_behalf_of"),
        **null(reference("review"), "review"),
        **null(reference("transfer"), "source_transfer"),
        **null(INTEGER, "application_fee_amount"),
        **null(
            TEXT,
            "calculated_statement_descriptor",
            "description",
            "failure_code",
            "failure_message",
            "payment_method",
            "receipt_email",
            "receipt_number",
            "receipt_url",
            "statement_descriptor",
            "statement_descriptor_suffix",
            "transfer_group",
        ),
        **preset({}, nested(if_given(TEXT, "stripe_report", "user_report")), "fraud_details"),
        **null(
            nested(
                {
                    **must(TEXT, "type"),
                    **null(
                        TEXT,
                        "advice_code",
                        "network_advice_code",
                        "network_decline_code",
                        "network_status",
                        "reason",
                        "risk_level",
                        "seller_message",
                    ),
                    **if_given(INTEGER, "risk_score"),
                    **if_given(reference("charge.Outcome.Rule"), "rule"),
                }
            ),
            "outcome",
        ),
        **null(ANY, "payment_method_details", "source"),
        **null(SHIPPING, "shipping"),
        **null(
            nested({**must(reference("account"), "destination"), **null(INTEGER, "amount")}),
            "transfer_data",
        ),
        **if_given(TEXT, "authorization_code"),
        **if_given(ANY, "level3"),
        **if_given(_PRESENTMENT, "presentment_details"),
        **if_given(nested(if_given(TEXT, "session")), "radar_options"),
        **if_given(reference("transfer"), "transfer"),
        **on_demand(
            Members(
                kind="refund",
                path="/v1/charges/{id}/refunds",
                inherits={"charge": "id", "currency": "currency", "payment_intent": "payment_intent"},
                key="charge",
            ),
            "refunds",
        ),
    },
)

REFUND = Shape(
    kind="refund",
    prefixes=("re_", "pyr_"),
    fields={
        **must(INTEGER, "amount", "created"),
        **must(CURRENCY, "currency"),
        **null(reference("charge"), "charge"),
        **null(reference("payment_intent"), "payment_intent"),
        **null(reference("balance_transaction"), "balance_transaction"),
        **null(reference("customer"), "customer"),
        **null(reference("payment_method"), "payment_method"),
        **null(reference("transfer_reversal"), "source_transfer_reversal", "transfer_reversal"),
        **preset("succeeded", TEXT, "status"),
        **preset({}, MAP, "metadata"),
        **null(TEXT, "customer_account", "reason", "receipt_number"),
        **if_given(reference("balance_transaction"), "failure_balance_transaction"),
        **if_given(TEXT, "description", "failure_reason", "instructions_email", "pending_reason"),
        **if_given(ANY, "destination_details", "next_action"),
        **if_given(_PRESENTMENT, "presentment_details"),
    },
)
