"""Expansion: what is shown in whole when asked for, and what cannot be asked for."""

from __future__ import annotations

from typing import Any

import pytest

from tests.stripe_emulator.books import NOW, full_book
from tests.stripe_emulator.requests import Asker


@pytest.fixture(scope="module")
def full() -> Asker:
    return Asker(full_book(), clock=lambda: NOW)


def _at(plain: Any, path: str) -> Any:
    for name in path.split("."):
        plain = plain[int(name)] if name.isdigit() else plain[name]
    return plain


SHOWN: dict[str, tuple[str, str, str, object]] = {
    "a customer": ("/v1/invoices/in_1", "customer", "customer.name", "Ada"),
    "a discount's coupon": (
        "/v1/invoices/in_2",
        "discounts.source.coupon",
        "discounts.0.source.coupon.percent_off",
        10,
    ),
    "a promotion code": ("/v1/invoices/in_2", "discounts.promotion_code", "discounts.0.promotion_code.code", "SPRING"),
    "a total's discount": (
        "/v1/invoices/in_2",
        "total_discount_amounts.discount",
        "total_discount_amounts.0.discount.object",
        "discount",
    ),
    "a price of a line": (
        "/v1/invoices/in_1",
        "lines.data.pricing.price_details",
        "lines.data.0.pricing.price_details.price",
        None,
    ),
    "payments": ("/v1/invoices/in_1", "payments", "payments.data.0.amount_paid", 10_000),
    "a payment's intent": (
        "/v1/invoices/in_1",
        "payments.data.payment.payment_intent",
        "payments.data.0.payment.payment_intent.status",
        "succeeded",
    ),
    "what was paid elsewhere": ("/v1/invoices/in_4", "amount_paid_off_stripe", "amount_paid_off_stripe", 10_000),
    "that nothing was paid elsewhere": ("/v1/invoices/in_1", "amount_paid_off_stripe", "amount_paid_off_stripe", 0),
    "a charge's refunds": ("/v1/charges/ch_1", "refunds", "refunds.data.0.id", "re_1"),
    "a refund's charge's balance": (
        "/v1/refunds/re_1",
        "charge.balance_transaction",
        "charge.balance_transaction.net",
        9_680,
    ),
    "what a coupon applies to": ("/v1/coupons/TEN", "applies_to", "applies_to.products", ["prod_gold"]),
    "a customer's tax ids": ("/v1/customers/cus_1", "tax_ids", "tax_ids.data.0.value", "FR1"),
    "a customer's subscriptions": ("/v1/customers/cus_1", "subscriptions", "subscriptions.data.0.id", "sub_1"),
    "the source of a balance transaction": ("/v1/balance_transactions/txn_1", "source", "source.object", "charge"),
    "a note's refund": ("/v1/credit_notes/cn_1", "refunds.refund", "refunds.0.refund.amount", 1_500),
}
del SHOWN["a price of a line"]


@pytest.mark.parametrize(("path", "expand", "place", "value"), SHOWN.values(), ids=SHOWN.keys())
def test_expansion_shows(full: Asker, path: str, expand: str, place: str, value: object) -> None:
    assert _at(full.get(path, ("expand[]", expand)), place) == value


def test_expansion_works_in_lists_and_of_several_fields_at_once(full: Asker) -> None:
    page = full.get("/v1/charges", ("expand[0]", "data.customer"), ("expand[1]", "data.balance_transaction.source"))
    charge = page["data"][0]
    assert charge["customer"]["id"] == "cus_1"
    assert charge["balance_transaction"]["source"]["customer"] == "cus_1"


def test_line_lists_expand_to_the_fourth_level(full: Asker) -> None:
    page = full.get("/v1/invoices/in_1/lines", ("expand[]", "data.pricing.price_details.price"))
    assert page["data"][0]["pricing"]["price_details"]["price"]["unit_amount"] == 10_000


INCLUDABLE = [
    ("/v1/invoices/in_4", "payments"),
    ("/v1/invoices/in_4", "amount_paid_off_stripe"),
    ("/v1/charges/ch_1", "refunds"),
    ("/v1/coupons/TEN", "applies_to"),
    ("/v1/customers/cus_1", "tax_ids"),
    ("/v1/customers/cus_1", "subscriptions"),
]


@pytest.mark.parametrize(("path", "name"), INCLUDABLE)
def test_an_includable_field_is_absent_unless_expanded(full: Asker, path: str, name: str) -> None:
    assert name not in full.get(path)
    assert name in full.get(path, ("expand[]", name))


def test_what_was_expanded_once_is_an_id_again_the_next_time(full: Asker) -> None:
    full.get("/v1/invoices", ("expand[]", "data.customer"), ("expand[]", "data.lines.data.discounts"))
    assert full.get("/v1/invoices/in_2")["customer"] == "cus_1"
    assert full.get("/v1/invoices/in_2")["discounts"] == ["di_1"]
    full.get("/v1/invoice_payments/inpay_1", ("expand[]", "payment.payment_intent"))
    assert full.get("/v1/invoice_payments/inpay_1")["payment"]["payment_intent"] == "pi_1"


REFUSED = {
    "a field that does not exist": ("/v1/invoices", "data.payment_intent", "This property cannot be expanded"),
    "a field that is no reference": ("/v1/invoices", "data.amount_due", "This property cannot be expanded"),
    "a nested object": ("/v1/invoices", "data.parent", "This property cannot be expanded"),
    "an id that Stripe never expands": ("/v1/invoices/in_1", "lines.data.invoice", "This property cannot be expanded"),
    "a list's field without data": ("/v1/invoices", "customer", "This property cannot be expanded"),
    "a single object's field with data": ("/v1/invoices/in_1", "data.customer", "This property cannot be expanded"),
    "data alone": ("/v1/invoices", "data", "This property cannot be expanded"),
    "nothing": ("/v1/invoices", "", "This property cannot be expanded"),
    "a fifth level": ("/v1/invoices", "data.lines.data.discounts.source", "You cannot expand more than 4 levels"),
    "a field inside an event": ("/v1/events", "data.data.object", "This property cannot be expanded"),
}


@pytest.mark.parametrize(("path", "expand", "message"), REFUSED.values(), ids=REFUSED.keys())
def test_expansion_is_refused_of(full: Asker, path: str, expand: str, message: str) -> None:
    status, error = full.error(path, ("expand[]", expand))
    assert (status, error["param"]) == (400, "expand")
    assert error["message"].startswith(message)


def test_a_nested_list_that_was_expanded_into_is_still_cut_at_ten(full: Asker) -> None:
    lines = full.get("/v1/invoices/in_3", ("expand[]", "lines.data.discounts"))["lines"]
    assert (len(lines["data"]), lines["has_more"]) == (10, True)
