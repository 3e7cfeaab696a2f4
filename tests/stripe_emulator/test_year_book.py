"""The year's book: what is in it, and that every invoice of it adds up as Stripe's do."""

from __future__ import annotations

import copy
import time
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from stripe_client.emulator import Book, StripeEmulator, year_book
from stripe_client.emulator.history import at
from tests.stripe_emulator.identities import identity_faults

BOOK: dict[str, Any] = year_book()
INVOICES: list[dict[str, Any]] = BOOK["invoices"]
LINES = [line for invoice in INVOICES for line in invoice["lines"]]
BY_ID = {plain["id"]: plain for plains in BOOK.values() for plain in plains}
DECLINED = {charge["payment_intent"] for charge in BOOK["charges"] if charge["status"] == "failed"}
"""Twice what it may take on an ordinary machine: the tests share theirs."""


def test_every_invoice_adds_up() -> None:
    assert identity_faults(BOOK) == []


WRONG: dict[str, tuple[Callable[[dict[str, Any]], bool], Callable[[dict[str, Any]], Any], str]] = {
    "a total": (lambda invoice: True, lambda invoice: invoice.update(total=invoice["total"] + 1), "total"),
    "a line": (lambda invoice: True, lambda invoice: invoice["lines"][0].update(amount=7), "subtotal"),
    "a share of a discount": (
        lambda invoice: bool(invoice["total_discount_amounts"]),
        lambda invoice: invoice["lines"][0]["discount_amounts"][0].update(amount=7),
        "total_discount_amounts",
    ),
    "a tax": (
        lambda invoice: bool(invoice["total_taxes"]),
        lambda invoice: invoice["total_taxes"][0].update(amount=7),
        "total_taxes",
    ),
    "a payment": (
        lambda invoice: invoice["amount_paid"] > 0,
        lambda invoice: invoice.update(amount_paid=7),
        "amount_paid",
    ),
}


@pytest.mark.parametrize(("which", "spoil", "name"), WRONG.values(), ids=WRONG.keys())
def test_the_proof_finds_what_is_wrong_by_one_number(
    which: Callable[[dict[str, Any]], bool], spoil: Callable[[dict[str, Any]], Any], name: str
) -> None:
    invoice = copy.deepcopy(next(invoice for invoice in INVOICES if which(invoice)))
    spoil(invoice)
    faults = identity_faults({**BOOK, "invoices": [invoice]})
    assert any(fault.startswith(f"{invoice['id']}: {name} is") for fault in faults)


def test_it_is_the_same_at_every_call_and_the_emulator_takes_it() -> None:
    again = year_book()
    StripeEmulator(Book.from_plain(again))
    assert again == BOOK


def test_it_is_a_year_of_a_small_company() -> None:
    assert len(BOOK["customers"]) >= 60
    assert len(INVOICES) >= 600
    months = Counter(time.strftime("%Y-%m", time.gmtime(invoice["created"])) for invoice in INVOICES)
    assert sorted(months) == ["2025-11", "2025-12", *(f"2026-{month:02d}" for month in range(1, 11))]
    assert min(months.values()) >= 20
    assert {invoice["currency"] for invoice in INVOICES} == {"usd", "eur", "gbp", "jpy", "kwd"}


def test_nothing_happens_before_its_customer_is_there_or_after_the_year() -> None:
    for invoice in INVOICES:
        assert BY_ID[invoice["customer"]].get("created", 0) <= invoice["created"] < at(2026, 11, 1, 0)
    times = [plain["created"] for kind in ("charges", "balance_transactions") for plain in BOOK[kind]]
    assert max(times) < at(2026, 11, 1, 0)


CUSTOMERS_LIKE: dict[str, Callable[[dict[str, Any]], bool]] = {
    "companies": lambda customer: "business_name" in customer,
    "persons": lambda customer: "individual_name" in customer,
    "without a name": lambda customer: customer["name"] is None,
    "without an e-mail address": lambda customer: customer["email"] is None,
    "without an address": lambda customer: customer["address"] is None,
    "that get goods elsewhere": lambda customer: customer["shipping"] is not None,
    "with a telephone": lambda customer: customer["phone"] is not None,
}


@pytest.mark.parametrize("is_one", CUSTOMERS_LIKE.values(), ids=CUSTOMERS_LIKE.keys())
def test_there_are_customers(is_one: Callable[[dict[str, Any]], bool]) -> None:
    living = [customer for customer in BOOK["customers"] if "deleted" not in customer]
    assert any(map(is_one, living))
    assert len(living) < len(BOOK["customers"])


def _coupon(discount: dict[str, Any]) -> dict[str, Any]:
    coupon: dict[str, Any] = BY_ID[discount["source"]["coupon"]]
    return coupon


def _is_proration(line: dict[str, Any]) -> bool:
    return bool((line["parent"].get("subscription_item_details") or {}).get("proration"))


def _payments(invoice: dict[str, Any]) -> list[dict[str, Any]]:
    return [payment for payment in BOOK["invoice_payments"] if payment["invoice"] == invoice["id"]]


INVOICES_LIKE: dict[str, tuple[int, Callable[[dict[str, Any]], bool]]] = {
    "an invoice of 37 lines": (1, lambda invoice: len(invoice["lines"]) == 37),
    "trials that cost nothing": (6, lambda invoice: not any(line["amount"] for line in invoice["lines"])),
    "plans changed at once": (3, lambda invoice: invoice["billing_reason"] == "subscription_update"),
    "changes billed with the next term": (
        3,
        lambda invoice: invoice["billing_reason"] == "subscription_cycle" and any(map(_is_proration, invoice["lines"])),
    ),
    "several discounts at once": (5, lambda invoice: len(invoice["total_discount_amounts"]) > 1),
    "coupons in percent": (20, lambda invoice: any(_coupon(each)["percent_off"] for each in invoice["discounts"])),
    "coupons of an amount": (5, lambda invoice: any(_coupon(each)["amount_off"] for each in invoice["discounts"])),
    "coupons of a line": (3, lambda invoice: any(line["discounts"] for line in invoice["lines"])),
    "promotion codes": (5, lambda invoice: any(each["promotion_code"] for each in invoice["discounts"])),
    "billing credits": (
        5,
        lambda invoice: any("credit_balance_transaction" in each for each in invoice["total_pretax_credit_amounts"]),
    ),
    "exclusive taxes": (90, lambda invoice: _behaviors(invoice) == {"exclusive"}),
    "inclusive taxes": (90, lambda invoice: _behaviors(invoice) == {"inclusive"}),
    "two taxes on a line": (20, lambda invoice: any(len(line["taxes"]) == 2 for line in invoice["lines"])),
    "a reverse charge": (20, lambda invoice: invoice["customer_tax_exempt"] == "reverse"),
    "shipping without tax": (3, lambda invoice: bool(invoice["shipping_cost"]) and not _shipping_tax(invoice)),
    "shipping with tax": (8, lambda invoice: _shipping_tax(invoice) > 0),
    "payments in two parts": (4, lambda invoice: len(_payments(invoice)) == 2),
    "cards declined at first": (4, lambda invoice: invoice["status"] == "paid" and _was_declined(invoice)),
    "sent instead of charged": (20, lambda invoice: invoice.get("collection_method") == "send_invoice"),
    "open ones": (8, lambda invoice: invoice["status"] == "open"),
    "overdue ones": (
        4,
        lambda invoice: invoice["status"] == "open" and invoice.get("due_date", at(2027, 1, 1)) < at(2026, 11, 1),
    ),
    "declined again and again": (2, lambda invoice: invoice["status"] == "open" and invoice["attempt_count"] == 2),
    "drafts": (2, lambda invoice: invoice["status"] == "draft"),
    "void ones": (1, lambda invoice: invoice["status"] == "void"),
    "customers that are gone": (10, lambda invoice: BY_ID[invoice["customer"]].get("deleted") is True),
}
"""How many invoices there are at least of which sort."""


def _was_declined(invoice: dict[str, Any]) -> bool:
    return any(payment["payment"].get("payment_intent") in DECLINED for payment in _payments(invoice))


def _behaviors(invoice: dict[str, Any]) -> set[str]:
    return {tax["tax_behavior"] for tax in invoice["total_taxes"] if tax["amount"]}


def _shipping_tax(invoice: dict[str, Any]) -> int:
    tax: int = (invoice["shipping_cost"] or {"amount_tax": 0})["amount_tax"]
    return tax


@pytest.mark.parametrize(("count", "is_one"), INVOICES_LIKE.values(), ids=INVOICES_LIKE.keys())
def test_there_are(count: int, is_one: Callable[[dict[str, Any]], bool]) -> None:
    assert sum(map(is_one, INVOICES)) >= count


LINES_LIKE: dict[str, Callable[[dict[str, Any]], bool]] = {
    "at less than a cent each": lambda line: (
        line["pricing"] is not None and "." in line["pricing"]["unit_amount_decimal"]
    ),
    "of a part of a unit": lambda line: "." in line["quantity_decimal"],
    "without a price": lambda line: line["pricing"] is None,
    "that credit what is unused": lambda line: line["amount"] < 0,
    "that credit a discounted price": lambda line: any(share["amount"] < 0 for share in line["discount_amounts"]),
    "with two coupons": lambda line: len(line["discount_amounts"]) == 2,
    "for a year": lambda line: line["period"]["end"] - line["period"]["start"] == 365 * 86_400,
}


@pytest.mark.parametrize("is_one", LINES_LIKE.values(), ids=LINES_LIKE.keys())
def test_there_are_lines(is_one: Callable[[dict[str, Any]], bool]) -> None:
    assert any(map(is_one, LINES))


def test_what_is_credited_was_billed_before_and_is_no_more_than_that() -> None:
    lines = {line["id"]: line for line in LINES}
    credits_ = [line for line in LINES if _is_proration(line) and line["amount"] < 0]
    for line in credits_:
        credited = line["parent"]["subscription_item_details"]["proration_details"]["credited_items"]
        (billed,) = (lines[name] for name in credited["invoice_line_items"])
        assert billed in BY_ID[credited["invoice"]]["lines"]
        assert billed["amount"] >= -line["amount"] > 0
        assert line["period"]["end"] == billed["period"]["end"]
    assert len(credits_) >= 6


def test_what_a_charge_took_is_what_its_payments_paid() -> None:
    paid: Counter[str] = Counter()
    by_intent = [payment for payment in BOOK["invoice_payments"] if payment["payment"]["type"] == "payment_intent"]
    for payment in by_intent:
        paid[payment["payment"]["payment_intent"]] += payment["amount_paid"] or 0
    taken = {charge["payment_intent"]: charge for charge in BOOK["charges"] if _is_there(charge)}
    without_invoice = {name for name in taken if not paid[name]}
    assert {name: charge["amount"] for name, charge in taken.items() if name not in without_invoice} == +paid
    assert len(without_invoice) == 2
    shared = Counter(payment["payment"]["payment_intent"] for payment in by_intent)
    assert sorted(count for count in shared.values() if count > 1) == [2, 3]


def _is_there(charge: dict[str, Any]) -> bool:
    """Whether its money came in and stayed."""
    return bool(charge.get("balance_transaction")) and not _bounced(charge)


def _bounced(charge: dict[str, Any]) -> bool:
    """Whether its money came in and went away again."""
    return bool(charge.get("failure_balance_transaction"))


AFTERMATH: dict[str, tuple[int, Callable[[], int]]] = {
    "refunds in part": (8, lambda: sum(_left(each) > 0 for each in BOOK["refunds"])),
    "refunds in full": (3, lambda: sum(_left(each) == 0 for each in BOOK["refunds"])),
    "refunds that failed": (1, lambda: _number("refunds", status="failed")),
    "disputes that were lost": (2, lambda: _number("disputes", status="lost")),
    "disputes that were won": (1, lambda: _number("disputes", status="won")),
    "inquiries that moved no money": (1, lambda: _number("disputes", status="warning_closed")),
    "credit notes before payment": (2, lambda: sum(each["pre_payment_amount"] > 0 for each in BOOK["credit_notes"])),
    "credit notes with refunds": (2, lambda: sum(bool(each["refunds"]) for each in BOOK["credit_notes"])),
    "credit notes out of band": (1, lambda: sum(bool(each["out_of_band_amount"]) for each in BOOK["credit_notes"])),
    "credit notes that were voided": (1, lambda: _number("credit_notes", status="void")),
    "uncollectible invoices": (2, lambda: _number("invoices", status="uncollectible")),
    "void invoices": (4, lambda: _number("invoices", status="void")),
    "revisions": (1, lambda: sum(bool(each.get("from_invoice")) for each in INVOICES)),
    "negative invoices": (1, lambda: sum(each["total"] < 0 for each in INVOICES)),
    "payments outside Stripe": (2, lambda: _number("payment_records")),
    "overpaid invoices": (2, lambda: sum(bool(each.get("amount_overpaid")) for each in INVOICES)),
    "bank debits that bounced": (1, lambda: sum(map(_bounced, BOOK["charges"]))),
    "credit by hand": (3, lambda: _number("customer_balance_transactions", type="adjustment")),
    "credit from credit notes": (2, lambda: _number("customer_balance_transactions", type="credit_note")),
    "credit that was used": (6, lambda: _number("customer_balance_transactions", type="applied_to_invoice")),
    "what was too small to charge": (1, lambda: _number("customer_balance_transactions", type="invoice_too_small")),
}
"""What happens after something was billed, and how often at least."""


def _number(kind: str, **like: str) -> int:
    return sum(like.items() <= plain.items() for plain in BOOK[kind])


def _left(refund: dict[str, Any]) -> int:
    """What its charge has left of all that it brought."""
    charge = BY_ID[refund["charge"]]
    left: int = charge["amount"] - charge["amount_refunded"]
    return left


@pytest.mark.parametrize(("count", "number"), AFTERMATH.values(), ids=AFTERMATH.keys())
def test_after_the_bills_there_are(count: int, number: Callable[[], int]) -> None:
    assert number() >= count


def test_dinars_that_a_card_pays_end_in_zero() -> None:
    dinars = [invoice for invoice in INVOICES if invoice["currency"] == "kwd"]
    assert all(invoice["total"] % 10 == 0 for invoice in dinars)
    assert any(line["amount"] % 10 for invoice in dinars for line in invoice["lines"])


def test_terms_that_begin_on_the_31st_end_on_the_last_day() -> None:
    quinn = [invoice for invoice in INVOICES if invoice["customer_name"] == "Aoife Quinn"]
    days = [time.strftime("%m-%d", time.gmtime(invoice["created"])) for invoice in quinn]
    assert days[:4] == ["01-31", "02-28", "03-31", "04-30"]


def test_numbers_have_no_gaps_and_ids_go_with_the_time() -> None:
    numbers = [invoice["number"] for invoice in INVOICES if "number" in invoice]
    assert numbers == [f"DEMO-{number:04d}" for number in range(1, len(numbers) + 1)]
    assert [invoice["created"] for invoice in INVOICES] == sorted(invoice["created"] for invoice in INVOICES)


def test_the_invoice_that_the_readme_shows_is_an_ordinary_one() -> None:
    shown = BY_ID["in_demo0021"]
    assert (shown["status"], len(shown["lines"]), shown["total_discount_amounts"]) == ("paid", 3, [])


def test_amounts_are_price_times_quantity_but_for_what_is_tried_or_prorated() -> None:
    for line in LINES:
        if line["pricing"] is not None and not _is_proration(line) and line["amount"]:
            exact = Decimal(line["pricing"]["unit_amount_decimal"]) * Decimal(line["quantity_decimal"])
            assert abs(line["amount"] - exact) <= Decimal("0.5")
