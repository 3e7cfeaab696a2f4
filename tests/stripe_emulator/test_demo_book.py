"""The demo book: what is in it, and that its sums agree as Stripe's do."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from stripe_client.emulator import Book, demo_book
from stripe_client.emulator.history import at, months_later
from tests.stripe_emulator.identities import identity_faults

BOOK: dict[str, Any] = demo_book()
BY_ID = {plain["id"]: plain for plains in BOOK.values() for plain in plains}
INVOICES = {invoice["id"]: invoice for invoice in BOOK["invoices"]}


def _payments(invoice: dict[str, Any]) -> list[dict[str, Any]]:
    return [payment for payment in BOOK["invoice_payments"] if payment["invoice"] == invoice["id"]]


def _charge(payment: dict[str, Any]) -> dict[str, Any]:
    intent = BY_ID[payment["payment"]["payment_intent"]]
    charge: dict[str, Any] = BY_ID[intent["latest_charge"]]
    return charge


def test_it_shows_a_year_of_a_small_company() -> None:
    assert Book.from_plain(BOOK).find("invoice", BOOK["invoices"][0]["id"]) is not None
    assert len(BOOK["customers"]) == 12
    assert len({customer["address"]["country"] for customer in BOOK["customers"]}) >= 6
    assert {price["currency"] for price in BOOK["prices"]} == {"usd", "eur", "jpy"}
    assert Counter(invoice["status"] for invoice in BOOK["invoices"]) == {"paid": 24, "open": 4, "draft": 1, "void": 1}
    assert min(invoice["created"] for invoice in BOOK["invoices"]) >= at(2026, 1, 1, 0)
    assert max(invoice["created"] for invoice in BOOK["invoices"]) < at(2026, 11, 1, 0)


def test_it_has_one_of_each_special_case() -> None:
    assert [len(invoice["lines"]) for invoice in BOOK["invoices"] if len(invoice["lines"]) > 10] == [12]
    assert sum(len(_payments(invoice)) == 2 for invoice in BOOK["invoices"]) == 1
    assert Counter(charge["status"] for charge in BOOK["charges"])["failed"] == 1
    assert sum(charge.get("captured") is False for charge in BOOK["charges"]) == 1


@pytest.mark.parametrize("invoice", INVOICES.values(), ids=INVOICES.keys())
def test_an_invoice_agrees_with_its_lines_and_payments(invoice: dict[str, Any]) -> None:
    paid = [payment for payment in _payments(invoice) if payment["status"] == "paid"]
    assert invoice["subtotal"] == invoice["total"] == sum(line["amount"] for line in invoice["lines"])
    assert invoice["amount_due"] == invoice["total"]
    assert invoice["amount_remaining"] == invoice["amount_due"] - invoice["amount_paid"]
    assert invoice["amount_paid"] == sum(payment["amount_paid"] for payment in paid)
    assert (invoice["status"] == "paid") == (invoice["amount_remaining"] == 0)
    assert (invoice.get("number") is None) == (invoice["status"] == "draft")


def test_every_invoice_adds_up_as_stripes_do() -> None:
    assert identity_faults(BOOK) == []


@pytest.mark.parametrize("invoice", INVOICES.values(), ids=INVOICES.keys())
def test_a_line_is_its_quantity_times_its_price_for_the_prices_term(invoice: dict[str, Any]) -> None:
    for line in invoice["lines"]:
        price = BY_ID[line["pricing"]["price_details"]["price"]]
        months = {"month": 1, "year": 12, None: 0}[(price["recurring"] or {}).get("interval")]
        assert line["amount"] == line["quantity"] * price["unit_amount"]
        assert line["currency"] == price["currency"] == invoice["currency"]
        assert line["period"]["end"] == months_later(line["period"]["start"], months)


def test_every_payment_is_a_charge_and_every_captured_charge_is_in_the_balance() -> None:
    for payment in BOOK["invoice_payments"]:
        charge = _charge(payment)
        assert charge["amount"] == payment["amount_requested"]
        row = BY_ID.get(charge.get("balance_transaction"))
        assert (row is not None) == (payment["status"] == "paid")
        if row is not None:
            assert (row["source"], row["amount"], row["net"]) == (
                charge["id"],
                charge["amount"],
                row["amount"] - row["fee"],
            )


MONTHS = {
    "the same day": ((2026, 1, 5), 1, (2026, 2, 5)),
    "the last day of a shorter month": ((2026, 1, 31), 1, (2026, 2, 28)),
    "the leap day": ((2027, 2, 28), 12, (2028, 2, 28)),
    "over the end of a year": ((2026, 12, 31), 2, (2027, 2, 28)),
    "at once": ((2026, 3, 31), 0, (2026, 3, 31)),
}


@pytest.mark.parametrize(("start", "months", "end"), MONTHS.values(), ids=MONTHS.keys())
def test_a_term_ends_on(start: tuple[int, int, int], months: int, end: tuple[int, int, int]) -> None:
    assert months_later(at(*start), months) == at(*end)
