"""Families are read back as they were read, whatever happened in them."""

from __future__ import annotations

import zlib
from decimal import Decimal

import pytest
from conftest import Account

from stripe_client.kept_families import read_back, written
from stripe_client.objects import (
    Coupon,
    Customer,
    CustomerFamily,
    Family,
    Invoice,
    InvoiceStory,
    Root,
    RootKind,
    balance_root,
    parse,
)
from tests.stripe_emulator.shop import grown


@pytest.mark.parametrize("seed", range(3))
def test_whatever_happened_a_family_is_read_back_as_it_was(account: Account, seed: int) -> None:
    shop = grown(seed)
    account.holds(shop.book)
    roots = [
        *(Root(RootKind.INVOICE, plain["id"]) for plain in shop.some("invoices")),
        *(Root(RootKind.CHARGE, plain["id"]) for plain in shop.some("charges")),
        balance_root("cus_demo0001", "usd"),
    ]
    families = list(account.client(customers=True).families([*roots, Root(RootKind.CUSTOMER, "cus_demo0001")]))
    assert len(families) == len(roots) + 1
    assert list(map(read_back, written(families))) == families


def kept(family: Family) -> bytes:
    (one,) = written([family])
    return one


def a_family(**more: object) -> CustomerFamily:
    return CustomerFamily(customer=parse(Customer, {"id": "cus_a", **more}))


def test_decimals_stay_exact_and_what_was_fetched_for_paths_comes_along() -> None:
    family = a_family(metadata={}, unit_amount_decimal=Decimal("0.10"))
    fetched = {"sub_1": {"id": "sub_1", "items": {"data": [1, Decimal("1.0")]}}, "pi_1": {"id": "pi_1"}}
    back = read_back(kept(CustomerFamily(customer=family.customer, fetched=fetched)))
    assert str(back.customer.plain["unit_amount_decimal"]) == "0.10"
    assert back.fetched == fetched


def test_a_coupon_that_stripe_has_no_more_is_still_one() -> None:
    invoice = parse(Invoice, {"id": "in_a", "currency": "usd", "status": "open", "created": 1, "total": 0, "lines": []})
    story = InvoiceStory(invoice=invoice, customer=None, coupons={"di_1": Coupon(id="gone", deleted=True)})
    (coupon,) = read_back(kept(story)).coupons.values()
    assert (coupon.id, coupon.deleted) == ("gone", True)


def test_no_secret_is_kept() -> None:
    text = zlib.decompress(kept(a_family(confirmation={"client_secret": "pi_1_secret_2", "type": "x"})))
    assert b"pi_1_secret_2" not in text
