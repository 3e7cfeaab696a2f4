"""Invoices that cannot be booked as they are: named exactly, alone, and brought home by the run after the mending."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from copy import deepcopy
from pathlib import Path

import pytest

from scenarios.books import OPENED, Story
from scenarios.company import Company, Plain, company
from stripe_client.emulator.history import FreeAmount, Line, Terms, at

MARCH = at(2026, 3, 1)


def everything_billed() -> Story:
    """Ada's open invoice with a coupon and a tax, and beside it one of Bo, who has nothing to do with it."""
    story = Story()
    spring = story.discount(story.coupon("Spring", percent=10, created=OPENED), start=OPENED)
    vat = story.tax_rate("VAT", 20, created=OPENED, jurisdiction="United Kingdom")
    lines = [Line(story.gold, 1, MARCH, discounts=(spring,)), Line(story.setup, 1, MARCH)]
    story.finalized(story.ada, lines, created=MARCH, terms=Terms(taxes=(vat,)))
    story.invoiced(story.gold_eur, to=story.bo, day=12)
    return story


ADAS = "in_demo0001"
BOOKED = """\
in_demo0001 2026-03-01 USD 408.00 open 408.00
  1 × Gold, monthly 100.00
  Spring -10.00
  1 × Setup 250.00
  VAT 20 %, United Kingdom 68.00"""


def in_crowns(book: Plain) -> None:
    book["invoices"][0]["currency"] = "sek"
    for line in book["invoices"][0]["lines"]:
        line["currency"] = "sek"


def one_cent_more(book: Plain) -> None:
    book["invoices"][0]["total"] += 1


def a_discount_of_nothing(book: Plain) -> None:
    """A discount never changes, so the mended invoice has another one."""
    invoice = json.loads(json.dumps(book["invoices"][0]).replace("di_demo0001", "di_broken"))
    invoice["lines"][0]["discounts"][0]["source"]["coupon"] = None
    book["invoices"][0] = invoice


def a_price_that_is_gone(book: Plain) -> None:
    place = next(number for number, price in enumerate(book["prices"]) if price["id"] == "price_demo0002")
    book["prices"][place] = {"id": "price_demo0002", "object": "price", "deleted": True}


STOPPED: dict[str, tuple[Callable[[Plain], None], str]] = {
    "M-1: a currency that NetSuite does not have": (in_crowns, "NS-115 Currency SEK is not set up"),
    "A-4: a total that does not add up": (
        one_cent_more,
        "CON-500 Our lines make 408.00 USD, Stripe's total is 408.01 (-0.01); nothing was sent",
    ),
    "V-4: a discount that names no coupon": (
        a_discount_of_nothing,
        "MAP-405 No item for di_broken: Stripe does not have the price or coupon",
    ),
    "C-5: a price that is gone": (
        a_price_that_is_gone,
        "MAP-405 No item for price_demo0002: Stripe does not have the price or coupon",
    ),
}


@pytest.mark.parametrize(("spoil", "says"), STOPPED.values(), ids=STOPPED)
def test_one_invoice_is_stopped_and_comes_in_once_it_is_mended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, spoil: Callable[[Plain], None], says: str
) -> None:
    """Rule A-7: the problem is named with its values, what does not depend on it goes in, a mended one follows."""
    right = everything_billed().book
    wrong = deepcopy(right)
    spoil(wrong)
    with company(tmp_path, monkeypatch, wrong) as made:
        ended = made.sync()
        assert ended.code == 1, ended.said
        assert says in made.run("show", ADAS).out
        assert says in made.run("preview", ADAS).out
        assert booked(made) == ["in_demo0002"]

        made.stripe.merge({**right, "invoices": [{**right["invoices"][0], "description": "corrected"}]})
        mended = made.sync()
        assert mended.code == 0, mended.said
        assert BOOKED in made.books()


def booked(made: Company) -> list[str]:
    return [str(record["externalId"]) for record in made.records("invoice")]


def test_v_14_an_invoice_of_5001_lines_is_stopped_and_one_of_5000_is_booked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All 5,000 are there, also those that Stripe pages (rule V-3)."""
    story = Story()
    usage = Line(FreeAmount(name="Usage", currency="usd", unit_amount=1), 1, MARCH)
    for lines in (5_000, 5_001):
        story.finalized(story.ada, [usage] * lines, created=MARCH)
    with company(tmp_path, monkeypatch, story.book) as made:
        ended = made.sync()
        assert ended.code == 1, ended.said
        shown = made.run("show", "in_demo0002").out
        assert "NS-118 More lines than NetSuite allows: 5,001 lines, NetSuite takes 5,000" in shown
        (invoice,) = made.records("invoice")
        assert (invoice["externalId"], len(invoice["itemList"]), invoice["total"]) == ("in_demo0001", 5_000, "50.00")


EXPLAINED = {
    "V-4: a coupon's line": (
        "lines[1].amount",
        "-10.00  V-4, A-5  invoice.lines[0].discount_amounts[0].amount = 1000",
    ),
    "V-4: the item of a coupon": (
        "lines[1].item",
        "Spring (SPRING) (coupon_SPRING)  V-4 its coupon  invoice.lines[0].discount_amounts[0].amount = 1000",
    ),
    "V-7: a tax's line": (
        "lines[3].amount",
        "68.00  V-7, A-5  invoice.lines[0].taxes[0].amount, invoice.lines[1].taxes[0].amount = 6800",
    ),
    "V-7: the name of a tax": (
        "lines[3].description",
        "VAT 20 %, United Kingdom  V-7, A-5  invoice.lines[0].taxes[0].amount, invoice.lines[1].taxes[0].amount = 6800",
    ),
    "a mapped field": ("memo", "Ada Ltd. Stripe: in_demo0001  ours.yaml:4:5  customer.name = Ada Ltd"),
}
MAPPING = """\
version: 1
field_mappings:
  invoice:
    "customer.name": memo
"""


@pytest.fixture(scope="module")
def explaining(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    """A company of which nothing is synced: to explain is only to look."""
    with (
        pytest.MonkeyPatch.context() as environment,
        company(tmp_path_factory.mktemp("explaining"), environment, everything_billed().book) as made,
    ):
        made.map_fields(MAPPING)
        yield made


@pytest.mark.parametrize(("field", "expected"), EXPLAINED.values(), ids=EXPLAINED)
def test_explain_says_where_a_value_comes_from(explaining: Company, field: str, expected: str) -> None:
    (line,) = (
        one
        for record in explaining.run("explain", ADAS, "--field", field, "--json").json
        for one in record["fields"]
        if record["external_id"] == ADAS
    )
    said = f"{line['value']}  {line['by'].rpartition('/')[2]}  {line['path']} = {line['stripe_value']}"
    assert said == expected
    assert expected.split("  ", maxsplit=1)[0] in explaining.run("explain", ADAS, "--field", field).out


def test_a_3_what_is_in_netsuite_is_never_changed_by_a_renamed_product_or_another_mapping(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    story = everything_billed()
    with company(tmp_path, monkeypatch, story.book) as made:
        assert made.sync().code == 0
        writes, books = made.writes(), made.books()

        made.map_fields(MAPPING)
        renamed = [{**product, "name": f"New {product['name']}"} for product in story.book["products"]]
        changed = [{**invoice, "description": "another"} for invoice in story.book["invoices"]]
        made.stripe.merge({"products": renamed, "invoices": changed})
        again = made.sync()
        assert again.code == 0, again.said
        assert (made.writes(), made.books()) == (writes, books)


GLOBAL = {
    "stripe_item": ("serviceSaleItem", "Stripe Item", "Sales"),
    "stripe_shipping": ("otherChargeSaleItem", "Stripe Shipping", "Sales"),
    "stripe_tax": ("otherChargeSaleItem", "Stripe Tax", "Sales Taxes Payable"),
}


def test_c_6_global_records_are_created_when_they_are_first_needed_with_their_accounts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    story = Story()
    vat = story.tax_rate("VAT", 20, created=OPENED)
    post = story.shipping_rate("Post", 1000, "usd", created=OPENED)
    usage = Line(FreeAmount(name="Usage", currency="usd", unit_amount=100), 1, MARCH)
    with company(tmp_path, monkeypatch, story.book) as made:
        made.sync()
        assert [made.records(type_) for type_ in ("serviceSaleItem", "otherChargeSaleItem")] == [[], []]

        story.finalized(story.ada, [usage], created=MARCH, terms=Terms(taxes=(vat,), shipping=post))
        made.stripe.merge(story.book)
        assert made.sync().code == 0
        accounts = {account["internalId"]: account["acctName"] for account in made.asked("records?type=account")}
        found = {
            record["externalId"]: (type_, record["itemId"], accounts[record["incomeAccount"]["internalId"]])
            for type_ in ("serviceSaleItem", "otherChargeSaleItem")
            for record in made.records(type_)
        }
        assert found == GLOBAL
        assert {item["isTaxable"] for item in made.records("serviceSaleItem")} == {False}, "rule C-7"
