"""Prices become items, and what has none uses a global one (rules C-5, C-6, C-7)."""

from __future__ import annotations

import pytest
from builders import a_line, a_price, a_product, an_invoice_family, rules

from connector.translation.rules import Rules
from connector.translation.translate import prices_of, translate
from netsuite_client.records import Kind, Ref, ServiceSaleItem
from stripe_client.objects import InvoiceFamily
from translation.written import squeezed, written_shared

ONE_TIME = a_price(type="one_time", active=False, recurring=None)

ITEMS: dict[str, tuple[InvoiceFamily, dict[str, str], Rules, str]] = {
    "C-5: an item for each price": (
        an_invoice_family(lines=[a_line(), a_line(price="price_silver"), a_line()]),
        {},
        rules(),
        """
        Service item price_gold Gold (price_gold)
        Service item price_silver Silver (price_silver)
        """,
    ),
    "C-7: items post to the income account of the settings": (
        an_invoice_family(),
        {},
        rules(income_account=Ref(kind=Kind.ACCOUNT, internal_id="54", name="4000 Sales")),
        """
        Service item price_gold Gold (price_gold)
        income 4000 Sales
        """,
    ),
    "C-5: a line without a price uses the global item": (
        an_invoice_family(price=None),
        {},
        rules(),
        "Service item stripe_item Stripe Item",
    ),
    "C-5: a price made for one invoice uses the global item": (
        an_invoice_family(prices=[ONE_TIME]),
        {},
        rules(),
        "Service item stripe_item Stripe Item",
    ),
    "C-5: a one-time price that is sold again and again is an item": (
        an_invoice_family(prices=[a_price(type="one_time", recurring=None)]),
        {},
        rules(),
        "Service item price_gold Gold (price_gold)",
    ),
    "C-5: an archived recurring price is an item": (
        an_invoice_family(prices=[a_price(active=False)]),
        {},
        rules(),
        "Service item price_gold Gold (price_gold)",
    ),
    "C-5: a pinned decision stands when the price is archived": (
        an_invoice_family(prices=[ONE_TIME]),
        {"price_gold": "price_gold"},
        rules(),
        "Service item price_gold Gold (price_gold)",
    ),
    "C-5: a pinned decision stands when the price is taken up again": (
        an_invoice_family(),
        {"price_gold": "stripe_item"},
        rules(),
        "Service item stripe_item Stripe Item",
    ),
    "C-6: connections that share an account have their own global items": (
        an_invoice_family(price=None),
        {},
        rules(external_id_prefix="eu_"),
        "Service item eu_stripe_item Stripe Item",
    ),
    "C-5: a pin to a global item carries the prefix too": (
        an_invoice_family(),
        {"price_gold": "eu_stripe_item"},
        rules(external_id_prefix="eu_"),
        "Service item eu_stripe_item Stripe Item",
    ),
    "C-5: the global strategy books every line on one item": (
        an_invoice_family(lines=[a_line(), a_line(price="price_silver"), a_line(price="price_gone")], prices=()),
        {},
        rules(item_strategy="global"),
        "Service item stripe_item Stripe Item",
    ),
    "C-5: a price that was decided for before keeps its item under the global strategy": (
        an_invoice_family(lines=[a_line(), a_line(price="price_silver")]),
        {"price_gold": "price_gold"},
        rules(item_strategy="global"),
        """
        Service item price_gold Gold (price_gold)
        Service item stripe_item Stripe Item
        """,
    ),
    "C-5: a price decided to be global needs Stripe's price no more": (
        an_invoice_family(prices=()),
        {"price_gold": "stripe_item"},
        rules(),
        "Service item stripe_item Stripe Item",
    ),
    "C-5: a product that is gone leaves the price's nickname": (
        an_invoice_family(prices=[a_price(nickname="Gold monthly")], products=()),
        {},
        rules(),
        "Service item price_gold Gold monthly (price_gold)",
    ),
    "C-5: a product without a name, of a price without one, leaves the id": (
        an_invoice_family(products=[a_product(name=None, deleted=True)]),
        {},
        rules(),
        "Service item price_gold price_gold (price_gold)",
    ),
    "I-1: an old plan id gains the prefix": (
        an_invoice_family(price="gold-monthly", products=[a_product("prod_monthly", name="Gold")], prices=[
            a_price("gold-monthly", product="prod_monthly")
        ]),
        {},
        rules(),
        "Service item price_gold-monthly Gold (gold-monthly)",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("family", "pins", "connection", "expected"), ITEMS.values(), ids=ITEMS.keys())
def test_lines_are_booked_on(family: InvoiceFamily, pins: dict[str, str], connection: Rules, expected: str) -> None:
    _, *items = translate(family, connection, pins).shared
    assert written_shared(items) == squeezed(expected)


def test_c_5_the_decision_for_a_price_is_handed_on_to_be_pinned() -> None:
    family = an_invoice_family(
        lines=[a_line(), a_line(price="price_once"), a_line(price=None)],
        prices=[a_price(), a_price("price_once", type="one_time", active=False)],
    )
    assert translate(family, rules(), {}).pins == {"price_gold": "price_gold", "price_once": "stripe_item"}


def test_c_5_a_decision_once_pinned_gives_itself_again() -> None:
    family = an_invoice_family(lines=[a_line(), a_line(price=None)])
    pins = translate(family, rules(), {}).pins
    assert translate(family, rules(), pins).pins == pins


def test_c_5_pins_are_asked_for_the_prices_of_the_lines_in_their_order() -> None:
    prices = [f"price_{letter}" for letter in "zyxabcm"]
    lines = [a_line(price=price) for price in (*prices, None, "price_z")]
    assert prices_of(an_invoice_family(lines=lines)) == tuple(prices)


def test_c_5_i_2_a_long_name_is_cut_before_the_price_id() -> None:
    family = an_invoice_family(products=[a_product(name="G" * 100)])
    item = translate(family, rules(), {}).shared[1].record
    assert isinstance(item, ServiceSaleItem)
    assert item.item_id == "G" * 47 + " (price_gold)"
    assert len(item.item_id) == 60
