"""Records that people link or let be matched: used instead of made (rules I-4, C-2, C-5, C-6)."""

from __future__ import annotations

from typing import Any

import pytest
from builders import (
    a_billing_credit,
    a_charge,
    a_charge_family,
    a_coupon,
    a_customer,
    a_line,
    a_price,
    a_product,
    a_share,
    a_tax,
    an_invoice,
    an_invoice_family,
    an_invoice_payment,
    rules,
    shipping,
)

from connector.mapping import name_of
from connector.translation.explained import explained
from connector.translation.matching import MatchFields
from connector.translation.rules import Rules
from connector.translation.text import text_of
from connector.translation.translate import translate
from connector.translation.wanted import Linked, Match, WantedRecord
from netsuite_client.records import Invoice
from stripe_client.objects import ChargeFamily, InvoiceFamily
from translation.written import squeezed, written, written_shared


def linked_to(key: str, value: str = "77") -> dict[str, Any]:
    """Metadata with a link."""
    return {"metadata": {key: value}}


LINKED_INVOICE = an_invoice(**linked_to("netsuite_invoice_id", "55"))

SHARED: dict[str, tuple[InvoiceFamily, Rules, str]] = {
    "I-4: a linked customer is used": (
        an_invoice_family(customer=a_customer(**linked_to("netsuite_customer_id"))),
        rules(),
        """
        Customer cus_acme linked to NetSuite customer 77
        Service item price_gold Gold (price_gold)
        """,
    ),
    "I-4: space around an id is no part of it": (
        an_invoice_family(customer=a_customer(**linked_to("netsuite_customer_id", " 77 ")), price=None),
        rules(),
        """
        Customer cus_acme linked to NetSuite customer 77
        Service item stripe_item Stripe Item
        """,
    ),
    "I-4: a linked discount item": (
        an_invoice_family(
            lines=[a_line(discount_amounts=[a_share(1000)])],
            coupons={"di_spring": a_coupon(**linked_to("netsuite_discount_item_id", "9"))},
        ),
        rules(),
        """
        Customer cus_acme Acme USD
        email billing@acme.example
        Service item price_gold Gold (price_gold)
        Discount item coupon_SPRING linked to NetSuite discount item 9
        """,
    ),
    "I-4: a link wins over the global strategy": (
        an_invoice_family(prices=[a_price(**linked_to("netsuite_service_sale_item_id"))]),
        rules(item_strategy="global"),
        """
        Customer cus_acme Acme USD
        email billing@acme.example
        Item price_gold linked to NetSuite item 77
        """,
    ),
    "C-6: items that settings name by internal id": (
        an_invoice_family(
            lines=[a_line(price=None, taxes=[a_tax(2000)], pretax_credit_amounts=[a_billing_credit(500)])],
            shipping_cost=shipping(1000),
        ),
        rules(called={"stripe_item": "1", "stripe_shipping": "2", "stripe_tax": "3", "stripe_billing_credit": "4"}),
        """
        Customer cus_acme Acme USD
        email billing@acme.example
        Item stripe_item linked to NetSuite item 1
        Discount item stripe_billing_credit linked to NetSuite discount item 4
        Item stripe_shipping linked to NetSuite item 2
        Item stripe_tax linked to NetSuite item 3
        """,
    ),
    "C-6: an item that a setting names is looked for, and created where there is none": (
        an_invoice_family(price=None),
        rules(called={"stripe_item": "Subscriptions"}),
        """
        Customer cus_acme Acme USD
        email billing@acme.example
        Service item stripe_item Subscriptions
        looked for in NetSuite: itemid = Subscriptions; created if there is none
        """,
    ),
    "C-6: so is the item of billing credit": (
        an_invoice_family(lines=[a_line(pretax_credit_amounts=[a_billing_credit(500)])]),
        rules(called={"stripe_billing_credit": "Credits granted"}),
        """
        Customer cus_acme Acme USD
        email billing@acme.example
        Service item price_gold Gold (price_gold)
        Discount item stripe_billing_credit Credits granted
        looked for in NetSuite: itemid = Credits granted; created if there is none
        """,
    ),
    "C-6: our own names are not looked for": (
        an_invoice_family(price=None),
        rules(called={"stripe_item": "Stripe Item"}),
        """
        Customer cus_acme Acme USD
        email billing@acme.example
        Service item stripe_item Stripe Item
        """,
    ),
}


@pytest.mark.parametrize(("family", "connection", "expected"), SHARED.values(), ids=SHARED.keys())
def test_an_invoice_needs(family: InvoiceFamily, connection: Rules, expected: str) -> None:
    translation = translate(family, connection, {})
    shared = translation.shared
    assert squeezed("\n".join(text_of(each.record, match=each.match) for each in shared)) == squeezed(expected)
    invoices = [wanted.record for wanted in translation.records if isinstance(wanted.record, Invoice)]
    items = {line.item.external_id for invoice in invoices for line in invoice.lines}
    assert items <= {each.external_id for each in shared}


@pytest.mark.parametrize(
    "key",
    [
        "netsuite_service_sale_item_id",
        "netsuite_service_resale_item_id",
        "netsuite_non_inventory_sale_item_id",
        "netsuite_non_inventory_resale_item_id",
    ],
)
def test_i_4_each_key_of_a_price_links_its_item(key: str) -> None:
    translation = translate(an_invoice_family(prices=[a_price(**linked_to(key))]), rules(), {})
    assert written_shared(translation.shared[1:]) == "Item price_gold linked to NetSuite item 77"
    assert translation.pins == {"price_gold": "price_gold"}
    assert origin_of(translation.shared[1]) == ("I-4", f"price.metadata.{key}", "77")


def test_i_4_a_link_changes_nothing_in_the_invoice_so_that_it_may_come_before_or_after() -> None:
    plain = an_invoice_family()
    linked = an_invoice_family(
        customer=a_customer(**linked_to("netsuite_customer_id")),
        prices=[a_price(**linked_to("netsuite_service_sale_item_id"))],
    )
    assert written(translate(linked, rules(), {})) == written(translate(plain, rules(), {}))


def test_i_4_a_linked_invoice_has_nothing_of_ours_in_netsuite() -> None:
    for family in (an_invoice_family(LINKED_INVOICE), an_invoice_family(LINKED_INVOICE, prices=())):
        translation = translate(family, rules(start_date="2030-01-01"), {})
        assert written(translation) == "skipped (linked)"
        assert written_shared(translation.shared) == "Invoice in_1 linked to NetSuite invoice 55"


def test_v_1_the_link_of_a_draft_is_not_looked_at() -> None:
    draft = an_invoice(status="draft", **linked_to("netsuite_invoice_id"))
    assert translate(an_invoice_family(draft), rules(), {}).shared == ()


PAYMENT = """
    Customer payment ch_1 2026-03-02 USD 100.00 {customer} by Stripe
    to Undeposited Funds
    memo Stripe: ch_1
    """

CHARGES: dict[str, tuple[ChargeFamily, str, str]] = {
    "I-4: a payment is applied to the linked invoice, as a payment of whom NetSuite bills there": (
        a_charge_family(pays=[LINKED_INVOICE]),
        PAYMENT.format(customer="in_1.customer") + "applied to in_1 100.00",
        """
        Customer in_1.customer linked to the customer of in_1 in NetSuite
        Invoice in_1 linked to NetSuite invoice 55
        """,
    ),
    "I-4: a linked customer pays the linked invoice": (
        a_charge_family(pays=[LINKED_INVOICE], customer=a_customer(**linked_to("netsuite_customer_id"))),
        PAYMENT.format(customer="Acme (cus_acme)") + "applied to in_1 100.00",
        """
        Customer cus_acme linked to NetSuite customer 77
        Invoice in_1 linked to NetSuite invoice 55
        """,
    ),
    "I-4: a charge without a Stripe invoice pays the invoice that it names, for its amount": (
        a_charge_family(a_charge(**linked_to("netsuite_invoice_id", "55")), pays=()),
        "Invoice ch_1.netsuite_invoice_id linked to NetSuite invoice 55"
        + PAYMENT.format(customer="ch_1.netsuite_invoice_id.customer")
        + "applied to ch_1.netsuite_invoice_id 100.00",
        "Customer ch_1.netsuite_invoice_id.customer linked to the customer of ch_1.netsuite_invoice_id in NetSuite",
    ),
    "I-4: a charge without an invoice is the payment of the customer that it names": (
        a_charge_family(a_charge(**linked_to("netsuite_customer_id", "88")), pays=()),
        "Customer ch_1.netsuite_customer_id linked to NetSuite customer 88"
        + PAYMENT.format(customer="ch_1.netsuite_customer_id"),
        "",
    ),
    "I-4: a charge that pays an invoice of ours is its customer's, whatever it names": (
        a_charge_family(a_charge(metadata={"netsuite_customer_id": "88", "netsuite_invoice_id": "55"})),
        PAYMENT.format(customer="Acme (cus_acme)") + "applied to in_1 100.00",
        "",
    ),
    "A-10: a later payment of an invoice from before the start date is applied to the linked one": (
        a_charge_family(pays=[an_invoice(date="2019-12-01", **linked_to("netsuite_invoice_id", "55"))]),
        PAYMENT.format(customer="in_1.customer") + "applied to in_1 100.00",
        """
        Customer in_1.customer linked to the customer of in_1 in NetSuite
        Invoice in_1 linked to NetSuite invoice 55
        """,
    ),
    "I-4: a linked payment has nothing of ours in NetSuite": (
        a_charge_family(a_charge(**linked_to("netsuite_customer_payment_id", "66"))),
        "skipped (linked)",
        "Customer payment ch_1 linked to NetSuite customer payment 66",
    ),
    "P-6: a charge that failed is nothing, whatever it names": (
        a_charge_family(a_charge(status="failed", **linked_to("netsuite_customer_payment_id", "66")), pays=()),
        "nothing",
        "",
    ),
    "C-6: the customer of charges without one, by internal id": (
        a_charge_family(a_charge(customer=None), pays=()),
        PAYMENT.format(customer="Stripe Unallocated Charges (stripe_unallocated_charges)"),
        "Customer stripe_unallocated_charges linked to NetSuite customer 5",
    ),
}


@pytest.mark.parametrize(("family", "expected", "shared"), CHARGES.values(), ids=CHARGES.keys())
def test_a_charge_is_booked(family: ChargeFamily, expected: str, shared: str) -> None:
    translation = translate(family, rules(called={"stripe_unallocated_charges": "5"}), {})
    assert written(translation).splitlines() == squeezed(expected.replace("    ", "")).splitlines()
    links = [each for each in translation.shared if each.external_id != "stripe_payment_method"]
    assert written_shared(links) == squeezed(shared)


def test_i_4_a_part_of_a_linked_invoice_is_paid_in_part() -> None:
    family = a_charge_family(a_charge(7000), pays=[LINKED_INVOICE], payments=[an_invoice_payment(7000)])
    (use,) = translate(family, rules(), {}).applications
    assert (use.external_id, f"{use.amount}") == ("ch_1>in_1", "70.00")


BY_EMAIL = MatchFields(stripe="email", netsuite="email")

CUSTOMER_MATCHES: dict[str, tuple[MatchFields, dict[str, Any], tuple[str, str] | None]] = {
    "C-2: by e-mail": (BY_EMAIL, {}, ("email", "billing@acme.example")),
    "C-2: without surrounding space": (BY_EMAIL, {"email": " a@acme.example "}, ("email", "a@acme.example")),
    "C-2: nothing to look for": (BY_EMAIL, {"email": None}, None),
    "C-2: nothing but space": (BY_EMAIL, {"email": "  "}, None),
    "C-2: by metadata, in a field of the account's own": (
        MatchFields(stripe="metadata.account_no", netsuite="custentity_account_no"),
        {"metadata": {"account_no": "A-7"}},
        ("custentity_account_no", "A-7"),
    ),
    "C-2: by the Stripe id, as external id": (
        MatchFields(stripe="id", netsuite="external_id"), {}, ("externalid", "cus_acme")
    ),
    "C-2: by name, as company name": (MatchFields(stripe="name", netsuite="company_name"), {}, ("companyname", "Acme")),
    "C-2: by phone, as number": (
        MatchFields(stripe="phone", netsuite="entity_id"), {"phone": "+49 30 1"}, ("entityid", "+49 30 1")
    ),
}  # fmt: skip


@pytest.mark.parametrize(("fields", "differences", "expected"), CUSTOMER_MATCHES.values(), ids=CUSTOMER_MATCHES.keys())
def test_a_customer_is_looked_for(
    fields: MatchFields, differences: dict[str, Any], expected: tuple[str, str] | None
) -> None:
    family = an_invoice_family(customer=a_customer(**differences))
    match = translate(family, rules(customer_match=fields), {}).shared[0].match
    assert (match and (match.field, match.value)) == expected
    assert match is None or match.adds


ITEM_MATCHES: dict[str, tuple[str, dict[str, Any], str]] = {
    "C-5: by its id": ("id", {}, "price_gold"),
    "C-5: by its nickname": ("nickname", {"nickname": "Gold"}, "Gold"),
    "C-5: by its lookup key": ("lookup_key", {"lookup_key": "gold_monthly"}, "gold_monthly"),
    "C-5: by metadata": ("metadata.sku", {"metadata": {"sku": "G-1"}}, "G-1"),
    "C-5: by the product's name": ("product.name", {}, "Gold"),
    "C-5: by the product's id": ("product.id", {}, "prod_gold"),
    "C-5: by the product's metadata": ("product.metadata.sku", {}, "PG-1"),
    "C-5: nothing stands there": ("lookup_key", {}, ""),
}


@pytest.mark.parametrize(("stripe", "differences", "value"), ITEM_MATCHES.values(), ids=ITEM_MATCHES.keys())
def test_the_item_of_a_price_is_looked_for_and_never_created(
    stripe: str, differences: dict[str, Any], value: str
) -> None:
    family = an_invoice_family(prices=[a_price(**differences)], products=[a_product(metadata={"sku": "PG-1"})])
    connection = rules(item_strategy="match", item_match=MatchFields(stripe=stripe, netsuite="item_id"))
    translation = translate(family, connection, {})
    assert translation.shared[1].match == Match(field="itemid", value=value, place=f"price.{stripe}", adds=False)
    assert translation.pins == {"price_gold": "price_gold"}


def test_c_5_a_price_made_for_one_invoice_uses_the_global_item_where_items_are_matched_too() -> None:
    once = a_price(type="one_time", active=False, recurring=None)
    connection = rules(item_strategy="match", item_match=MatchFields(stripe="id", netsuite="external_id"))
    shared = translate(an_invoice_family(prices=[once]), connection, {}).shared
    assert written_shared(shared[1:]) == "Service item stripe_item Stripe Item"


def test_explain_says_where_a_link_and_a_match_come_from() -> None:
    link = translate(an_invoice_family(LINKED_INVOICE), rules(), {}).shared[0]
    (line,) = explained(link, name_of)
    assert (line.field, line.value) == ("linked_to", "55")
    assert origin_of(link) == ("I-4", "invoice.metadata.netsuite_invoice_id", "55")
    customer = translate(an_invoice_family(), rules(customer_match=BY_EMAIL), {}).shared[0]
    last = explained(customer, name_of)[-1]
    assert (last.field, last.value) == ("match", "email = billing@acme.example")
    assert last.origin is not None
    assert (last.origin.by, last.origin.path) == ("C-2 customers.match", "customer.email")


def test_the_records_of_a_linked_invoice_are_none_of_ours() -> None:
    records = [each.record for each in translate(an_invoice_family(LINKED_INVOICE), rules(), {}).shared]
    assert not [record for record in records if isinstance(record, Invoice)]


def origin_of(wanted: WantedRecord) -> tuple[str, str | None, object]:
    """Who linked, where it stood, and what stood there."""
    assert isinstance(wanted.record, Linked)
    origin = wanted.origins["linked_to"]
    return origin.by, origin.path, origin.value
