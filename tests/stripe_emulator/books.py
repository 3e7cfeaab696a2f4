"""A book with at least one object of every kind, each of them with little more than it must have."""

from __future__ import annotations

import copy
from typing import Any

NOW = 1_790_000_000
"""September 2026; nothing in the book is older than 20 days."""
DAY = 86_400
T0 = NOW - 20 * DAY

Plain = dict[str, Any]


def a_line(amount: int = 10_000, **more: Any) -> Plain:
    pricing = {"price_details": {"price": "price_gold", "product": "prod_gold"}, "unit_amount_decimal": str(amount)}
    line = {"amount": amount, "quantity": 1, "period": {"start": T0, "end": T0 + 30 * DAY}, "pricing": pricing}
    return line | more


def an_invoice(number: int = 1, **more: Any) -> Plain:
    invoice = {
        "id": f"in_{number}",
        "created": T0 + number,
        "currency": "usd",
        "customer": "cus_1",
        "status": "paid",
        "number": f"A-{number}",
        "attempted": True,
        "total": 10_000,
        "amount_due": 10_000,
        "amount_paid": 10_000,
        "lines": [a_line()],
    }
    return invoice | more


def a_discount(name: str = "di_1") -> Plain:
    source = {"type": "coupon", "coupon": "TEN"}
    return {"id": name, "object": "discount", "source": source, "start": T0, "promotion_code": "promo_1"}


def a_tax_rate() -> Plain:
    return {"id": "txr_1", "object": "tax_rate", "created": T0, "percentage": 20, "inclusive": False}


def a_tax(amount: int) -> Plain:
    return {"amount": amount, "tax_behavior": "exclusive", "tax_rate_details": {"tax_rate": "txr_1"}}


def small_book(**lists: list[Plain]) -> Plain:
    """A customer, a product with a price, and one paid invoice; `lists` replace or add."""
    book: Plain = {
        "customers": [{"id": "cus_1", "created": T0, "name": "Ada", "email": "ada@example.com"}],
        "products": [{"id": "prod_gold", "created": T0, "name": "Gold"}],
        "prices": [
            {"id": "price_gold", "created": T0, "currency": "usd", "product": "prod_gold", "unit_amount": 10_000}
        ],
        "invoices": [an_invoice()],
    }
    return copy.deepcopy(book | lists)


def full_book() -> Plain:
    """Every kind, with the references between them."""
    book = small_book()
    book |= _what_changes_prices() | _money()
    book["customers"].append({"id": "cus_gone", "object": "customer", "deleted": True})
    book["customers"][0] |= {"discount": a_discount("di_customer"), "tax_ids": [{"type": "eu_vat", "value": "FR1"}]}
    book["prices"].append(book["prices"][0] | {"id": "price_month", "recurring": {"interval": "month"}})
    book["invoices"] += [_taxed_and_discounted(), _many_lines(), _off_stripe(), _of_subscription()]
    book["subscriptions"] = [_a_subscription()]
    book["invoiceitems"] = [
        {
            "id": "ii_1",
            "customer": "cus_1",
            "amount": 5,
            "currency": "usd",
            "date": T0,
            "period": {"start": T0, "end": T0},
        }
    ]
    return book


def _what_changes_prices() -> Plain:
    fixed = {"amount": 1_000, "currency": "usd"}
    return {
        "coupons": [{"id": "TEN", "created": T0, "percent_off": 10, "applies_to": {"products": ["prod_gold"]}}],
        "promotion_codes": [{"id": "promo_1", "created": T0, "code": "SPRING", "promotion": {"coupon": "TEN"}}],
        "tax_rates": [a_tax_rate()],
        "shipping_rates": [{"id": "shr_1", "created": T0, "display_name": "Ground", "fixed_amount": fixed}],
    }


def _taxed_and_discounted() -> Plain:
    """10 000 less 10 % and with 20 % tax, shipped for 1 000 and 20 % tax."""
    share = [{"amount": 1_000, "discount": "di_1"}]
    shipping = {
        "amount_subtotal": 1_000,
        "amount_tax": 200,
        "amount_total": 1_200,
        "shipping_rate": "shr_1",
        "taxes": [{"amount": 200, "rate": a_tax_rate(), "taxable_amount": 1_000}],
    }
    line = a_line(discount_amounts=share, taxes=[a_tax(1_800)])
    return an_invoice(
        2,
        total=12_000,
        amount_due=12_000,
        amount_paid=12_000,
        lines=[line],
        discounts=[a_discount()],
        total_discount_amounts=share,
        total_pretax_credit_amounts=[{"amount": 1_000, "type": "discount", "discount": "di_1"}],
        total_taxes=[a_tax(1_800)],
        shipping_cost=shipping,
        default_tax_rates=["txr_1"],
        customer_tax_ids=[{"type": "eu_vat", "value": "FR1"}],
    )


def _many_lines() -> Plain:
    lines = {"object": "list", "has_more": False, "url": "/x", "data": [a_line(100) for _ in range(37)]}
    return an_invoice(3, status="open", total=3_700, amount_due=3_700, amount_paid=0, lines=lines)


def _off_stripe() -> Plain:
    record = {"type": "payment_record", "payment_record": "pr_1"}
    payments = [{"id": "inpay_3", "created": T0, "status": "paid", "amount_paid": 10_000, "payment": record}]
    return an_invoice(4, payments=payments)


def _of_subscription() -> Plain:
    details = {"subscription_item": "si_1", "subscription": "sub_1", "proration": False}
    parent = {"type": "subscription_item_details", "subscription_item_details": details}
    of = {"type": "subscription_details", "subscription_details": {"subscription": "sub_1"}}
    return an_invoice(5, lines=[a_line(parent=parent, subscription="sub_1")], parent=of)


def _a_subscription() -> Plain:
    item = {"id": "si_1", "price": "price_month", "current_period_start": T0, "current_period_end": NOW}
    return {
        "id": "sub_1",
        "created": T0,
        "currency": "usd",
        "customer": "cus_1",
        "status": "active",
        "items": [item],
        "latest_invoice": "in_5",
    }


def a_balance_transaction(name: str, amount: int, source: str | None, **more: Any) -> Plain:
    row = {"id": name, "created": T0 + 5, "currency": "usd", "type": "charge", "amount": amount, "source": source}
    return row | {"available_on": T0 + 2 * DAY} | more


def _money() -> Plain:
    money: Plain = {"currency": "usd", "created": T0 + 5}
    intent = {"type": "payment_intent", "payment_intent": "pi_1"}
    dispute_row = a_balance_transaction("txn_3", -10_000, "dp_1", type="adjustment", fee=1_500)
    return {
        "payment_intents": [
            money
            | {"id": "pi_1", "amount": 10_000, "status": "succeeded", "latest_charge": "ch_1", "customer": "cus_1"}
        ],
        "charges": [
            money
            | {
                "id": "ch_1",
                "amount": 10_000,
                "amount_refunded": 2_500,
                "status": "succeeded",
                "customer": "cus_1",
                "payment_intent": "pi_1",
                "balance_transaction": "txn_1",
                "disputed": True,
                "refunds": {"object": "list", "data": [_a_refund()], "has_more": False},
            }
        ],
        "invoice_payments": [
            money | {"id": "inpay_1", "invoice": "in_1", "status": "paid", "amount_paid": 10_000, "payment": intent}
        ],
        "payment_records": [{"id": "pr_1", "created": T0, "amount": {"currency": "usd", "value": 10_000}}],
        "credit_notes": [_a_credit_note()],
        "customer_balance_transactions": [
            money
            | {"id": "cbtxn_1", "customer": "cus_1", "amount": -700, "ending_balance": -700, "type": "credit_note"}
        ],
        "disputes": [
            money
            | {
                "id": "dp_1",
                "charge": "ch_1",
                "amount": 10_000,
                "status": "lost",
                "balance_transactions": [dispute_row],
            }
        ],
        "balance_transactions": [
            a_balance_transaction("txn_1", 10_000, "ch_1", fee=320),
            a_balance_transaction("txn_2", -1_500, "re_1", type="refund"),
            a_balance_transaction("txn_4", -8_180, "po_1", type="payout"),
        ],
        "payouts": [
            money
            | {
                "id": "po_1",
                "amount": 8_180,
                "arrival_date": T0 + 3 * DAY,
                "status": "paid",
                "balance_transaction": "txn_4",
            }
        ],
    }


def _a_refund() -> Plain:
    return {"id": "re_1", "created": T0 + 9, "amount": 1_500, "balance_transaction": "txn_2"}


def _a_credit_note() -> Plain:
    return {
        "id": "cn_1",
        "created": T0 + 9,
        "currency": "usd",
        "customer": "cus_1",
        "invoice": "in_1",
        "amount": 2_500,
        "pre_payment_amount": 0,
        "post_payment_amount": 2_500,
        "out_of_band_amount": 300,
        "customer_balance_transaction": "cbtxn_1",
        "refunds": [{"type": "refund", "refund": "re_1", "amount_refunded": 1_500}],
        "lines": [{"amount": 2_500, "invoice_line_item": "il_1_1"}],
    }
