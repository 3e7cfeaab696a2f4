"""Objects of older API versions, before basil (2025-03-31) and clover (2025-09-30), read as the pinned version's do."""

from __future__ import annotations

from typing import Any

import pytest
from builders import (
    a_balance,
    a_charge,
    a_credit_note,
    a_credit_note_line,
    a_line,
    a_refund,
    a_tax,
    an_invoice,
    an_invoice_family,
    rules,
    seconds,
)

from connector.translation.translate import translate
from stripe_client.invoice_discounts import coupons_within, discounts_of
from stripe_client.objects import (
    BrokenObjectError,
    Charge,
    CreditNote,
    CreditNoteLine,
    Customer,
    CustomerBalanceTransaction,
    Discount,
    Invoice,
    InvoiceLine,
    InvoicePayment,
    Plain,
    Price,
    Refund,
    parse,
)

LINE = {"id": "il_1", "amount": 1000, "currency": "usd", "period": {"start": 1, "end": 2}}
INVOICE = {"id": "in_1", "currency": "usd", "status": "open", "created": 1, "total": 1000, "lines": {"data": []}}
PAYMENT = {"id": "inpay_1", "status": "paid", "currency": "usd", "amount_requested": 1000}
PRICED = {"pricing": {"type": "price_details", "price_details": {"price": "price_a", "product": "prod_a"}}}

SAME: dict[str, tuple[type, str, Plain, Plain]] = {
    "basil: a line's price was an object of its own": (
        InvoiceLine,
        "price_id",
        LINE | PRICED,
        LINE | {"price": {"id": "price_a", "object": "price", "product": "prod_a"}},
    ),
    "basil: and its product stood in that price": (
        InvoiceLine,
        "product_id",
        LINE | PRICED,
        LINE | {"price": {"id": "price_a", "object": "price", "product": "prod_a"}},
    ),
    "basil: a line that is an amount only had no price": (
        InvoiceLine,
        "price_id",
        LINE | {"pricing": None},
        LINE | {"price": None},
    ),
    "basil: the amounts of a line's taxes": (
        InvoiceLine,
        "taxes.*.amount",
        LINE | {"taxes": [{"amount": 200, "tax_behavior": "exclusive", "tax_rate_details": {"tax_rate": "txr_1"}}]},
        LINE | {"tax_amounts": [{"amount": 200, "inclusive": False, "tax_rate": "txr_1"}]},
    ),
    "basil: the rates of a line's taxes": (
        InvoiceLine,
        "taxes.*.rate_id",
        LINE | {"taxes": [{"amount": 200, "tax_rate_details": {"tax_rate": "txr_1"}}]},
        LINE | {"tax_amounts": [{"amount": 200, "tax_rate": {"id": "txr_1", "object": "tax_rate"}}]},
    ),
    "basil: the taxes of an invoice": (
        Invoice,
        "total_taxes.*.amount",
        INVOICE | {"total_taxes": [{"amount": 200}]},
        INVOICE | {"total_tax_amounts": [{"amount": 200}]},
    ),
    "dahlia: a quantity was whole": (
        InvoiceLine,
        "quantity",
        LINE | {"quantity": 3, "quantity_decimal": "3"},
        LINE | {"quantity": 3},
    ),
    "a discount's id, expanded or not": (
        InvoiceLine,
        "discount_amounts",
        LINE | {"discount_amounts": [{"amount": 100, "discount": "di_1"}]},
        LINE | {"discount_amounts": [{"amount": 100, "discount": {"id": "di_1", "coupon": {"id": "SUMMER"}}}]},
    ),
    "clover: a discount had its coupon in itself": (
        Discount,
        "coupon_id",
        {"id": "di_1", "source": {"type": "coupon", "coupon": "SUMMER"}},
        {"id": "di_1", "coupon": {"id": "SUMMER", "object": "coupon", "name": "Summer"}},
    ),
    "a coupon, expanded or not": (
        Discount,
        "coupon_id",
        {"id": "di_1", "source": {"type": "coupon", "coupon": "SUMMER"}},
        {"id": "di_1", "source": {"type": "coupon", "coupon": {"id": "SUMMER", "deleted": True}}},
    ),
    "2025-12-15: a line's price may be expanded": (
        InvoiceLine,
        "price_id",
        LINE | PRICED,
        LINE | {"pricing": {"price_details": {"price": {"id": "price_a", "object": "price"}}}},
    ),
    "basil: an invoice had no list of payments": (
        Invoice,
        "payments",
        INVOICE | {"payments": {"object": "list", "data": []}},
        INVOICE,
    ),
    "basil: an invoice had no amount overpaid": (Invoice, "amount_overpaid", INVOICE | {"amount_overpaid": 0}, INVOICE),
    "a customer, expanded or not": (
        Invoice,
        "customer_id",
        INVOICE | {"customer": "cus_1"},
        INVOICE | {"customer": {"id": "cus_1", "object": "customer", "deleted": True}},
    ),
    "a nested list, in its envelope or plain": (
        Invoice,
        "lines.*.id",
        INVOICE | {"lines": {"object": "list", "data": [LINE]}},
        INVOICE | {"lines": [LINE]},
    ),
    "an invoice payment's charge, where there was no payment intent": (
        InvoicePayment,
        "invoice_id",
        PAYMENT | {"invoice": "in_1", "payment": {"type": "charge", "charge": "ch_1"}},
        PAYMENT | {"invoice": {"id": "in_1"}, "payment": {"type": "charge", "charge": {"id": "ch_1"}}},
    ),
    "metadata that is null": (Customer, "metadata", {"id": "cus_1", "metadata": {}}, {"id": "cus_1", "metadata": None}),
    "a price's product, expanded": (
        Price,
        "product_id",
        {"id": "price_a", "product": "prod_a"},
        {"id": "price_a", "product": {"id": "prod_a", "object": "product", "deleted": True}},
    ),
    "very old refunds have no status": (
        Refund,
        "status",
        a_refund().plain,
        {**a_refund().plain, "status": None},
    ),
    "a refund's charge, expanded or not": (
        Refund,
        "charge_id",
        a_refund().plain,
        {**a_refund().plain, "charge": a_charge().plain},
    ),
    "basil: the taxes of a credit note": (
        CreditNote,
        "total_taxes.*.behavior",
        {**a_credit_note(pre=1200).plain, "total_taxes": [{"amount": 200, "tax_behavior": "exclusive"}]},
        {**a_credit_note(pre=1200).plain, "tax_amounts": [{"amount": 200, "inclusive": False}]},
    ),
    "basil: the taxes of a credit note's line": (
        CreditNoteLine,
        "taxes.*.rate_id",
        {**a_credit_note_line().plain, "taxes": [a_tax(200)]},
        {**a_credit_note_line().plain, "tax_amounts": [{"amount": 200, "inclusive": False, "tax_rate": "txr_vat"}]},
    ),
    "2025-10-29: a note's refunds had no type": (
        CreditNote,
        "refunds",
        a_credit_note(post=2500, refunds={"re_1": 2500}).plain,
        {
            **a_credit_note(post=2500, refunds={"re_1": 2500}).plain,
            "refunds": [{"refund": {"id": "re_1"}, "amount_refunded": 2500}],
        },
    ),
    "a balance transaction's invoice, expanded or not": (
        CustomerBalanceTransaction,
        "invoice_id",
        a_balance(("applied_to_invoice", 500, "in_1"))[0].plain,
        {**a_balance(("applied_to_invoice", 500, None))[0].plain, "invoice": {"id": "in_1"}},
    ),
    "basil: a charge named its invoice, which is not looked at": (
        Charge,
        "id",
        a_charge().plain,
        {**a_charge().plain, "invoice": "in_1"},
    ),
}


@pytest.mark.parametrize(("kind", "path", "new", "old"), SAME.values(), ids=SAME.keys())
def test_an_older_shape_gives_the_same_value(kind: type, path: str, new: Plain, old: Plain) -> None:
    value = _at(parse(kind, old), path.split("."))
    assert value == _at(parse(kind, new), path.split("."))


def _at(value: Any, steps: list[str]) -> Any:
    if not steps:
        return value
    step, *rest = steps
    return [_at(member, rest) for member in value] if step == "*" else _at(getattr(value, step), rest)


@pytest.mark.parametrize("inclusive", [True, False], ids=["inclusive", "exclusive"])
def test_basil_whether_a_tax_is_inclusive_is_read_from_the_older_shape_too(inclusive: bool) -> None:
    line = parse(InvoiceLine, LINE | {"tax_amounts": [{"amount": 200, "inclusive": inclusive, "tax_rate": "txr_1"}]})
    assert line.taxes[0].behavior == ("inclusive" if inclusive else "exclusive")


def test_v_3_an_invoice_from_before_basil_is_booked_like_its_newer_self() -> None:
    new = an_invoice(status="open", lines=[a_line(5000), a_line(250, price=None)], due_date=seconds("2026-03-31"))
    old = parse(Invoice, _before_basil(new))
    assert translate(an_invoice_family(old), rules(line_dates=True), {}) == translate(
        an_invoice_family(new), rules(line_dates=True), {}
    )


def _before_basil(invoice: Invoice) -> Plain:
    lines = [_line_before_basil(line) for line in invoice.lines]
    gone = {"payments", "amount_overpaid", "lines"}
    kept = {name: value for name, value in invoice.plain.items() if name not in gone}
    return kept | {"lines": {"object": "list", "data": lines}, "charge": None, "paid": False, "total_tax_amounts": []}


def _line_before_basil(line: InvoiceLine) -> Plain:
    kept = {name: value for name, value in line.plain.items() if name not in {"pricing", "quantity_decimal"}}
    price = {"id": line.price_id, "object": "price", "product": line.product_id} if line.price_id else None
    return kept | {"price": price, "proration": False, "tax_amounts": [], "type": "subscription"}


COUPON = {"id": "SUMMER", "object": "coupon", "name": "Summer"}
NEW_DISCOUNT = {"id": "di_1", "source": {"type": "coupon", "coupon": "SUMMER"}}
OLD_DISCOUNT = {"id": "di_1", "object": "discount", "coupon": COUPON}
SHARES = [{"amount": 100, "discount": "di_1"}]

DISCOUNTS: dict[str, tuple[Plain, list[str]]] = {
    "of the invoice, with its coupon in whole": (
        {"discounts": [NEW_DISCOUNT | {"source": {"type": "coupon", "coupon": COUPON}}]},
        ["SUMMER"],
    ),
    "of the totals, over all lines": ({"total_discount_amounts": [{"amount": 100, "discount": NEW_DISCOUNT}]}, []),
    "of a line": ({"lines": {"data": [{"discounts": [NEW_DISCOUNT], "discount_amounts": SHARES}]}}, []),
    "within a line's share": ({"lines": [{"discount_amounts": [{"amount": 100, "discount": NEW_DISCOUNT}]}]}, []),
    "clover: the coupon stood in the discount": ({"discounts": ["di_0", OLD_DISCOUNT]}, ["SUMMER"]),
    "basil: an invoice had one discount": ({"discount": OLD_DISCOUNT, "discounts": None}, ["SUMMER"]),
    "a deleted coupon leaves a stub": (
        {"discounts": [NEW_DISCOUNT | {"source": {"coupon": {"id": "SUMMER", "deleted": True}}}]},
        ["SUMMER"],
    ),
}


@pytest.mark.parametrize(("plain", "whole"), DISCOUNTS.values(), ids=DISCOUNTS.keys())
def test_v_4_the_coupon_of_a_discount_is_found_wherever_it_is_shown(plain: Plain, whole: list[str]) -> None:
    assert discounts_of(INVOICE | plain) == {"di_1": "SUMMER"}
    assert [coupon["id"] for coupon in coupons_within(INVOICE | plain)] == whole


NO_COUPON: dict[str, Plain] = {
    "ids alone": {"discounts": ["di_1"], "total_discount_amounts": [{"amount": 100, "discount": "di_1"}]},
    "a source without a coupon": {"discounts": [{"id": "di_1", "source": {"type": "new", "coupon": None}}]},
    "a source that is no object": {"discounts": [{"id": "di_1", "source": "x"}]},
    "a coupon that cannot be read": {"discounts": [{"id": "di_1", "source": {"coupon": 7}}]},
    "a discount without an id": {"discounts": [{"source": {"coupon": "SUMMER"}}]},
    "no list": {"discounts": "x", "lines": {"data": None}, "discount": []},
}


@pytest.mark.parametrize("plain", NO_COUPON.values(), ids=NO_COUPON.keys())
def test_v_4_a_discount_that_names_no_coupon_is_left_out(plain: Plain) -> None:
    assert discounts_of(INVOICE | plain) == {}


BROKEN: dict[str, tuple[type, Plain, str]] = {
    "a line without an amount": (
        Invoice,
        INVOICE | {"lines": {"data": [{"id": "il_1", "currency": "usd"}]}},
        "in_1: lines.0.amount: Field required",
    ),
    "an invoice without its lines": (
        Invoice,
        {name: value for name, value in INVOICE.items() if name != "lines"},
        "in_1: lines: Field required",
    ),
    "a credit note that does not say what it lowered and what it gave back": (
        CreditNote,
        {name: value for name, value in a_credit_note(pre=100).plain.items() if name != "post_payment_amount"},
        "cn_1: post_payment_amount: Field required",
    ),
    "an amount that is no number": (
        Charge,
        {**a_charge().plain, "amount": "ten"},
        "ch_1: amount: Input should be a valid integer, unable to parse string as an integer",
    ),
}


@pytest.mark.parametrize(("kind", "plain", "expected"), BROKEN.values(), ids=BROKEN.keys())
def test_what_cannot_be_read_is_named_with_its_place(kind: type, plain: Plain, expected: str) -> None:
    with pytest.raises(BrokenObjectError) as refused:
        parse(kind, plain)
    assert str(refused.value) == expected
