"""Recorded objects for tests: nothing in them tells whose they are, and they make what the originals made."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from builders import a_charge, a_charge_family, a_customer, a_line, a_refund, an_invoice, an_invoice_family
from scenarios.books import three_families
from scenarios.company import Company, company

from connector.proving import captured
from connector.proving.anonymous import KEPT, Anonymous
from proving.written import said
from stripe_client.emulator import demo_book

PLANTED = {
    "name": "Erika Mustermann",
    "email": "erika@mustermann.example",
    "phone": "+49 30 1234567",
    "description": "for Erika",
    "address": {"line1": "Heidestrasse 17", "city": "Koeln", "postal_code": "51147", "country": "DE"},
    "metadata": {"contact": "Erika M."},
}
CARD = {"card": {"last4": "9876", "exp_year": 2031, "brand": "visa", "fingerprint": "Xt5EWLLDS7FJjR1c", "wallet": None}}
SECRETS = [
    *("Mustermann", "mustermann", "1234567", "Erika", "Heidestrasse", "Koeln", "51147", "9876", "2031"),
    *("Xt5EWLLDS7FJjR1c", "203.0.113.77", "PO for Erika", "cus_8pq3", "in_9kd1"),
]  # fmt: skip


def _families() -> list[Any]:
    customer = a_customer("cus_8pq3", **PLANTED)
    line = a_line(12_000, description="for Erika")
    billed = an_invoice(
        id="in_9kd1",
        lines=[line],
        customer="cus_8pq3",
        customer_email=PLANTED["email"],
        metadata={"po": "PO for Erika"},
    )
    refund = a_refund(4_000, description="Erika wrote")
    details = {
        "billing_details": PLANTED,
        "payment_method_details": CARD,
        "fraud_details": {"client_ip": "203.0.113.77"},
    }
    charge = a_charge(12_000, id="ch_9kd1", customer="cus_8pq3", refunds=[refund], **details)
    story = an_invoice_family(billed, customer=customer)
    return [story, a_charge_family(charge, pays=[billed], customer=customer, stories=[story])]


def test_nothing_that_tells_whose_they_are_is_left() -> None:
    text = json.dumps(captured(_families()))
    assert [secret for secret in SECRETS if secret in text] == []


def test_what_a_test_needs_stays() -> None:
    lists: Any = captured(_families())
    (invoice,), (charge,), (customer,) = lists["invoices"], lists["charges"], lists["customers"]
    assert (invoice["customer"], charge["customer"], customer["id"]) == ("cus_1", "cus_1", "cus_1")
    assert invoice["customer_email"] == customer["email"]
    assert invoice["lines"]["data"][0]["amount"] == 12_000
    assert (charge["refunds"]["data"][0]["charge"], charge["payment_method_details"]["card"]["brand"]) == (
        "ch_1",
        "visa",
    )
    assert (customer["address"]["country"], list(customer["metadata"])) == ("DE", ["contact"])


def test_metadata_is_kept_only_when_that_is_wanted() -> None:
    lists: Any = captured(_families(), keep_metadata=True)
    assert lists["invoices"][0]["metadata"] == {"po": "PO for Erika"}


def test_the_same_objects_are_captured_alike() -> None:
    assert captured(_families()) == captured(_families())


def test_a_captured_family_makes_the_same_records(tmp_path: Path) -> None:
    expect = "{ credit_memo: { total: 40 }, lines: [{ amount: 120 }] }"
    tests = f"tests: [{{ name: it, given: {{ invoice: it.json }}, expect: {expect} }}]"
    assert said(tmp_path, "version: 1", tests, fixtures={"it.json": captured(_families())}) == "ok    it"


def test_no_free_text_of_a_whole_company_survives() -> None:
    book = demo_book()
    anonymous = Anonymous(keep_metadata=False)
    replaced = json.dumps([anonymous.replaced(plain) for plains in book.values() for plain in plains])
    texts = {text for plains in book.values() for plain in plains for text in _texts("", plain)}
    assert len(texts) > 200
    assert [text for text in texts if json.dumps(text) in replaced] == []


def _texts(key: str, value: object) -> Iterator[str]:
    """Texts that are no words of Stripe's own."""
    if isinstance(value, Mapping):
        yield from (text for name, inner in value.items() for text in _texts(str(name), inner))
    elif isinstance(value, list):
        yield from (text for inner in value for text in _texts(key, inner))
    elif isinstance(value, str) and len(value) > 1 and key not in KEPT and not key.endswith("_decimal"):
        yield value


@pytest.fixture
def small_company(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Company]:
    """Three families at Stripe."""
    with company(tmp_path, monkeypatch, three_families().book) as made:
        yield made


def test_the_command_writes_a_fixture_that_a_test_can_use(small_company: Company) -> None:
    made, file = small_company, small_company.folder / "in.json"
    invoices = made.stripe.book.shelves["invoice"].newest_first()
    id_ = next(stored.id for stored in invoices if stored.served["status"] == "paid")
    ended = made.run("mapping", "capture", id_, "--out", str(file))
    assert ended.code == 0, ended.said
    made.map_fields("tests: [all.yaml]\n")
    tests = "tests: [{ name: it, given: { invoice: in.json }, expect: { customer_payment: [{}, {}] } }]"
    (made.folder / "all.yaml").write_text(tests, encoding="utf-8")
    tested = made.run("mapping", "test")
    assert tested.code == 0, tested.said
    again = made.run("mapping", "capture", id_, "--out", str(file))
    assert (again.code, "is there already" in again.err) == (2, True)
