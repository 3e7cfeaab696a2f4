"""The shapes of what happens in Stripe's balance: its transactions, disputes and payouts."""

from __future__ import annotations

from stripe_client.emulator.shapes.fields import (
    ANY,
    CURRENCY,
    FLAG,
    INTEGER,
    MAP,
    NUMBER,
    TEXT,
    Array,
    Embedded,
    Plain,
    Shape,
    copy_of,
    derived,
    if_given,
    must,
    nested,
    null,
    preset,
    reference,
)


def _net(plain: Plain) -> object:
    amount, fee = plain.get("amount"), plain.get("fee", 0)
    return amount - fee if isinstance(amount, int) and isinstance(fee, int) else 0


_EVIDENCE_DETAILS = nested(
    {
        **preset(False, FLAG, "has_evidence", "past_due"),
        **preset(0, INTEGER, "submission_count"),
        **preset("manual", TEXT, "submission_method"),
        **preset({}, ANY, "enhanced_eligibility"),
        **null(INTEGER, "due_by"),
    }
)

DISPUTE = Shape(
    kind="dispute",
    prefixes=("dp_", "du_"),
    fields={
        **must(INTEGER, "amount", "created"),
        **must(CURRENCY, "currency"),
        **must(TEXT, "status"),
        **must(reference("charge"), "charge"),
        **preset([], Array(Embedded("balance_transaction")), "balance_transactions"),
        **preset("general", TEXT, "reason"),
        **preset(False, FLAG, "is_charge_refundable", "livemode"),
        **preset({}, MAP, "metadata"),
        **preset([], Array(TEXT), "enhanced_eligibility_types"),
        **preset({}, _EVIDENCE_DETAILS, "evidence_details"),
        **preset({"enhanced_evidence": {}}, ANY, "evidence"),
        **null(reference("payment_intent"), "payment_intent"),
        **null(TEXT, "network_reason_code"),
        **if_given(TEXT, "intended_submission_method"),
        **if_given(ANY, "payment_method_details"),
    },
)

_FEE_DETAIL = nested(
    {
        **must(INTEGER, "amount"),
        **must(CURRENCY, "currency"),
        **must(TEXT, "type"),
        **null(TEXT, "application", "description"),
    }
)
_BALANCE_SOURCES = (
    "application_fee",
    "charge",
    "connect_collection_transfer",
    "customer_cash_balance_transaction",
    "dispute",
    "fee_refund",
    "issuing.authorization",
    "issuing.dispute",
    "issuing.transaction",
    "payout",
    "refund",
    "reserve_transaction",
    "tax_deducted_at_source",
    "topup",
    "transfer",
    "transfer_reversal",
)

BALANCE_TRANSACTION = Shape(
    kind="balance_transaction",
    prefixes=("txn_",),
    fields={
        **must(INTEGER, "amount", "created"),
        **must(CURRENCY, "currency"),
        **must(TEXT, "type"),
        **preset(0, INTEGER, "fee"),
        **derived(_net, INTEGER, "net"),
        **derived(copy_of("created"), INTEGER, "available_on"),
        **derived(copy_of("type"), TEXT, "reporting_category"),
        **preset("payments", TEXT, "balance_type"),
        **preset("available", TEXT, "status"),
        **preset([], Array(_FEE_DETAIL), "fee_details"),
        **null(NUMBER, "exchange_rate"),
        **null(TEXT, "description"),
        **null(reference(*_BALANCE_SOURCES), "source"),
    },
)

PAYOUT = Shape(
    kind="payout",
    prefixes=("po_",),
    fields={
        **must(INTEGER, "amount", "arrival_date", "created"),
        **must(CURRENCY, "currency"),
        **must(TEXT, "status"),
        **preset(True, FLAG, "automatic"),
        **preset(False, FLAG, "livemode"),
        **preset({}, MAP, "metadata"),
        **preset("standard", TEXT, "method"),
        **preset("card", TEXT, "source_type"),
        **preset("bank_account", TEXT, "type"),
        **derived(
            lambda plain: "not_applicable" if plain.get("automatic") is False else "completed",
            TEXT,
            "reconciliation_status",
        ),
        **null(reference("balance_transaction"), "balance_transaction", "failure_balance_transaction"),
        **null(reference("payout"), "original_payout", "reversed_by"),
        **null(reference("application_fee"), "application_fee"),
        **null(reference("bank_account", "card"), "destination"),
        **null(INTEGER, "application_fee_amount"),
        **null(TEXT, "description", "failure_code", "failure_message", "payout_method", "statement_descriptor"),
        **null(nested({**must(TEXT, "status"), **null(TEXT, "value")}), "trace_id"),
    },
)
