"""Families read afresh by their roots: whole, or named as missing or broken; singly and in bulk alike."""

from __future__ import annotations

from typing import Any

import pytest
from conftest import Account
from reads import charge, invoice, told
from stripe_books import (
    DAY,
    START,
    Lists,
    Plain,
    a_charge,
    a_line,
    a_payment,
    a_price,
    an_invoice,
    invoices,
    many_paid,
    paid,
)

from stripe_client.objects import BrokenFamily, ChargeFamily, InvoiceFamily, Read, Root


def read(account: Account, *roots: Root) -> dict[Root, Read]:
    return {each.root: each for each in account.client().families(roots)}


def partly_paid() -> Lists:
    """10 000 of which 4 000 and 3 000 were paid by different intents."""
    first, second = a_charge("a", 4_000), a_charge("b", 3_000)
    payments = [a_payment("a", "1", "a", 4_000), a_payment("b", "1", "b", 3_000)]
    open_one = an_invoice("1", lines=10, amount_paid=7_000, amount_remaining=3_000)
    return {
        "invoices": [open_one],
        "invoice_payments": payments,
        **{name: [*first[name], *second[name]] for name in first},
    }


def one_intent_for_two() -> Lists:
    """3 000 that pay two invoices, made far apart."""
    both = [an_invoice("1", lines=1, status="paid"), an_invoice("2", lines=2, status="paid", at=START + 30 * DAY)]
    payments = [a_payment("1", "1", "x", 1_000), a_payment("2", "2", "x", 2_000)]
    return {"invoices": both, "invoice_payments": payments, **a_charge("x", 3_000, at=START + 31 * DAY)}


def by_charge_alone() -> Lists:
    """A charge of old, without an intent."""
    payment = a_payment("1", "1", "1", 1_000, payment={"type": "charge", "charge": "ch_1"})
    return {
        **invoices(an_invoice("1", status="paid")),
        "invoice_payments": [payment],
        **a_charge("1", 1_000, payment_intent=None),
    }


def failed() -> Lists:
    declined = a_charge("1", 1_000, status="failed", paid=False, balance_transaction=None, failure_code="card_declined")
    return {"charges": declined["charges"], "payment_intents": declined["payment_intents"]}


PAYING = {
    "one charge, one invoice": (paid("1"), "1", "ch_1 succeeded, pays 1000 of in_1"),
    "a part of an invoice": (partly_paid(), "a", "ch_a succeeded, pays 4000 of in_1"),
    "another part of it": (partly_paid(), "b", "ch_b succeeded, pays 3000 of in_1"),
    "two invoices by one intent": (one_intent_for_two(), "x", "ch_x succeeded, pays 1000 of in_1, 2000 of in_2"),
    "an invoice by a charge without an intent": (by_charge_alone(), "1", "ch_1 succeeded, pays 1000 of in_1"),
    "a charge that pays no invoice": (a_charge("1", 500), "1", "ch_1 succeeded, pays nothing"),
    "a failed charge": (failed(), "1", "ch_1 failed, pays nothing"),
    "a charge that was only authorised": (
        a_charge("1", 500, captured=False, amount_captured=0),
        "1",
        "ch_1 succeeded, pays nothing",
    ),
}


@pytest.mark.parametrize(("part", "name", "expected"), PAYING.values(), ids=PAYING)
def test_a_charge_comes_with_what_it_pays(account: Account, part: Lists, name: str, expected: str) -> None:
    account.holds(part)
    assert told(read(account, charge(name))[charge(name)]) == expected


@pytest.mark.parametrize(("part", "name", "expected"), PAYING.values(), ids=PAYING)
def test_a_listed_charge_is_the_same_as_one_read_alone(account: Account, part: Lists, name: str, expected: str) -> None:
    account.holds(part)
    listed = {each.root: each for page in account.client().changes(None) for each in page.families}
    assert listed[charge(name)] == read(account, charge(name))[charge(name)]


@pytest.mark.parametrize("lines", [1, 12, 37])
def test_a_lone_charge_brings_its_invoice_with_all_lines(account: Account, lines: int) -> None:
    account.holds(paid("1", lines=lines))
    family = read(account, charge("1"))[charge("1")]
    assert isinstance(family, ChargeFamily)
    assert len(family.invoices["in_1"].lines) == lines


def test_what_stripe_does_not_have_is_missing(account: Account) -> None:
    account.holds(invoices({"id": "in_gone", "object": "invoice", "deleted": True}))
    found = read(account, invoice("gone"), invoice("never"), charge("never"), invoice("../charges"))
    assert sorted(map(told, found.values())) == [
        "ch_never missing",
        "in_../charges missing",
        "in_gone missing",
        "in_never missing",
    ]


def spoil(account: Account, what: str, fields: dict[str, Any]) -> None:
    """Make the emulator serve what Stripe never should."""
    stored = account.emulator.book.find(*what.split())
    assert stored is not None
    stored.served.update(fields)


BROKEN = {
    "an invoice without a total": ("invoice in_2", {"total": None}, "ch_2 and in_2: in_2 at total"),
    "an invoice with words for an amount": ("invoice in_2", {"amount_due": "x"}, "ch_2 and in_2: in_2 at amount_due"),
    "a charge without its currency": ("charge ch_2", {"currency": None}, "ch_2: ch_2 at currency"),
    "a payment that is worth words": (
        "invoice_payment inpay_2",
        {"amount_paid": "all"},
        "ch_2 and in_2: in_2 at payments.0.amount_paid",
    ),
    "a product with a number for a name": ("product prod_silver", {"name": 7}, "in_2: prod_silver at name"),
    "a customer with a list for a name": ("customer cus_bob", {"name": []}, "ch_2 and in_2: cus_bob at name"),
    "a balance transaction without an amount": (
        "balance_transaction txn_2",
        {"amount": None},
        "ch_2: ch_2 at balance_transaction.amount",
    ),
}


@pytest.fixture
def three_families(account: Account) -> Account:
    """Three paid invoices, the second of Bob's and of silver."""
    second = paid("2", customer="cus_bob")
    second["invoices"][0]["lines"] = [a_line("price_silver")]
    second["charges"][0]["customer"] = second["payment_intents"][0]["customer"] = "cus_bob"
    account.holds({"customers": [{"id": "cus_bob", "created": START}]}, paid("1"), second, paid("3"))
    return account


@pytest.mark.parametrize(("what", "fields", "expected"), BROKEN.values(), ids=BROKEN)
@pytest.mark.parametrize("in_bulk", [True, False], ids=["in bulk", "alone"])
def test_a_broken_object_spoils_its_own_families_only(
    three_families: Account, what: str, fields: dict[str, Any], expected: str, in_bulk: bool
) -> None:
    spoil(three_families, what, fields)
    client = three_families.client()
    roots = [root(number) for number in "123" for root in (invoice, charge)]
    listed = (each for page in client.changes(None) for each in page.families)
    reads = list(listed if in_bulk else client.families(roots))
    broken = [each for each in reads if isinstance(each, BrokenFamily)]
    assert " and ".join(sorted(each.root.id for each in broken)) == expected.split(":", maxsplit=1)[0]
    assert {f"{each.object_id} at {each.place}" for each in broken} == {expected.split(": ")[1]}
    assert len(reads) == 6


def test_a_deleted_customer_comes_as_a_stub(account: Account) -> None:
    account.holds(paid("1"))
    account.gets({"customers": [{"id": "cus_ada", "object": "customer", "deleted": True}]})
    found = read(account, invoice("1"), charge("1"))
    for family in found.values():
        assert isinstance(family, InvoiceFamily | ChargeFamily)
        assert family.customer is not None
        assert (family.customer.id, family.customer.deleted, family.customer.name) == ("cus_ada", True, None)


def test_a_deleted_product_comes_as_a_stub_and_a_deleted_price_not_at_all(account: Account) -> None:
    account.holds(invoices(an_invoice("1"), an_invoice("2") | {"lines": [a_line("price_silver")]}))
    account.gets({"products": [{"id": "prod_silver", "object": "product", "deleted": True}]})
    account.gets({"prices": [{"id": "price_gold", "object": "price", "deleted": True}]})
    found = read(account, invoice("1"), invoice("2"))
    gold, silver = found[invoice("1")], found[invoice("2")]
    assert isinstance(gold, InvoiceFamily)
    assert isinstance(silver, InvoiceFamily)
    assert dict(gold.prices) == {}
    assert silver.products["prod_silver"].deleted


def test_an_account_billed_without_a_customer_stands_for_one(account: Account) -> None:
    part = paid("1", customer=None, customer_account="acct_buyer", customer_name="Buyer Inc", customer_email="b@x.test")
    part["charges"][0]["customer"] = part["payment_intents"][0]["customer"] = None
    account.holds(part)
    found = read(account, invoice("1"), charge("1"))
    for family in found.values():
        assert isinstance(family, InvoiceFamily | ChargeFamily)
        assert family.customer is not None
        assert (family.customer.id, family.customer.name) == ("acct_buyer", "Buyer Inc")


def test_amounts_beyond_a_float_stay_exact(account: Account) -> None:
    exact = "0.333333333333"
    pricing = {"price_details": {"price": "price_gold", "product": "prod_gold"}, "unit_amount_decimal": exact}
    huge = 9_007_199_254_740_993
    account.holds(invoices(an_invoice("1", total=huge) | {"lines": [a_line(pricing=pricing, quantity=3)]}))
    family = read(account, invoice("1"))[invoice("1")]
    assert isinstance(family, InvoiceFamily)
    assert family.invoice.total == huge
    assert family.invoice.lines[0].plain["pricing"]["unit_amount_decimal"] == exact


def test_prices_made_for_one_invoice_and_archived_ones_are_found(account: Account) -> None:
    lines = [a_line("price_old"), a_line("plan/old 1"), a_line()]
    account.holds({"prices": [a_price("plan/old 1", "prod_gold")]}, invoices(an_invoice("1") | {"lines": lines}))
    family = read(account, invoice("1"))[invoice("1")]
    assert isinstance(family, InvoiceFamily)
    assert set(family.prices) == {"price_old", "plan/old 1", "price_gold"}


def test_more_roots_than_are_read_at_once_come_back_once_each(
    account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("stripe_client.reading.ROOTS_AT_ONCE", 20)
    account.holds(*many_paid(30))
    roots = [root(f"n{number:04d}") for number in range(30) for root in (invoice, charge)]
    found = [each.root for each in account.client().families(roots)]
    assert sorted(found) == sorted(roots)


# Tax rates


def taxed(name: str, *rates: str, **more: Any) -> Plain:
    """An invoice of 1 000 with a tax of 200 of each of these rates."""
    taxes = [
        {"amount": 200, "tax_behavior": "exclusive", "tax_rate_details": {"tax_rate": rate}, "type": "tax_rate_details"}
        for rate in rates
    ]
    total = 1_000 + 200 * len(rates)
    amounts = {"total": total, "amount_due": total, "amount_remaining": total}
    return an_invoice(name, **amounts, **more) | {"lines": [a_line(id=f"il_{name}", taxes=taxes)]}


def rates(*names: str) -> Lists:
    return {
        "tax_rates": [
            {"id": f"txr_{name}", "created": START, "display_name": name.title(), "percentage": 20, "inclusive": False}
            for name in names
        ]
    }


TAXED: dict[str, tuple[Plain, list[str], int]] = {
    "the invoice's own come along with it": (taxed("1", "txr_vat", default_tax_rates=["txr_vat"]), ["Vat"], 2),
    "one that only a line names is asked for": (taxed("1", "txr_vat"), ["Vat"], 3),
    "several are listed": (taxed("1", "txr_city", "txr_state", "txr_vat"), ["City", "State", "Vat"], 3),
}


@pytest.mark.parametrize(("plain", "names", "requests"), TAXED.values(), ids=TAXED)
def test_v_7_a_family_has_its_tax_rates(account: Account, plain: Plain, names: list[str], requests: int) -> None:
    """The other two requests are for the invoice and its price."""
    account.holds(rates("city", "state", "vat"), invoices(plain))
    client = account.client()
    (family,) = client.families([invoice("1")])
    assert isinstance(family, InvoiceFamily)
    assert sorted(str(rate.display_name) for rate in family.tax_rates.values()) == names
    assert client.requests_sent == requests


def test_v_7_however_many_invoices_are_taxed_their_rates_are_listed_once(account: Account) -> None:
    account.holds(rates("city", "state"), invoices(*(taxed(f"{n}", "txr_city", "txr_state") for n in range(250))))
    client = account.client()
    list(client.changes(None))
    assert account.asked().count("/v1/tax_rates") == 1
