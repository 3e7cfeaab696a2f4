"""When customers come into NetSuite, and under which one everything stands (rules C-1, C-3, C-4)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from scenarios.books import OPENED, Story
from scenarios.company import Company, Plain, company

ON_CREATE = "    customers: { create: on_create }\n"


@pytest.fixture
def with_a_guest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Company]:
    """Ada was billed, Bo never was."""
    story = Story()
    story.billed(story.gold)
    with company(tmp_path, monkeypatch, story.book) as made:
        yield made


def customers(made: Company) -> list[str]:
    return [f"{record['externalId']} {record['companyName']}" for record in made.records("customer")]


def named(name: str, **more: object) -> Plain:
    return {"customers": [{"id": "cus_new", "object": "customer", "created": OPENED, "name": name, **more}]}


def test_c_1_by_default_a_customer_comes_with_its_first_transaction_and_customers_are_not_listed(
    with_a_guest: Company,
) -> None:
    assert with_a_guest.sync().code == 0
    assert customers(with_a_guest) == ["cus_demo0001 Ada Ltd"]
    assert not [entry for entry in with_a_guest.stripe.log if entry["path"] == "/v1/customers"]


def test_c_1_on_create_a_customer_comes_when_it_appears(with_a_guest: Company) -> None:
    with_a_guest.configure(more=ON_CREATE)
    synced = with_a_guest.sync()
    assert synced.code == 0, synced.said
    assert customers(with_a_guest) == ["cus_demo0001 Ada Ltd", "cus_demo0002 Bo GmbH"]

    with_a_guest.stripe.merge(named("Cleo", email="cleo@cleo.example"))
    assert "Customer cus_new  Cleo" in with_a_guest.run("preview", "cus_new").out
    synced = with_a_guest.sync("--json")
    assert (synced.code, synced.json["counts"]["accepted"]) == (0, 1)
    assert customers(with_a_guest)[-1] == "cus_new Cleo"
    assert "[synced]" in with_a_guest.run("show", "cus_new").out


def test_c_4_what_changes_or_vanishes_at_stripe_later_leaves_the_customer_alone(with_a_guest: Company) -> None:
    with_a_guest.configure(more=ON_CREATE)
    with_a_guest.stripe.merge(named("Cleo"))
    with_a_guest.sync()
    before, writes = customers(with_a_guest), with_a_guest.writes()

    with_a_guest.stripe.merge(named("Cleopatra"))
    assert with_a_guest.sync().code == 0
    with_a_guest.stripe.merge({"customers": [{"id": "cus_new", "object": "customer", "deleted": True}]})
    gone = with_a_guest.sync()
    assert (gone.code, customers(with_a_guest), with_a_guest.writes()) == (0, before, writes), gone.said
    assert "All good" in gone.out


def test_c_1_the_order_in_which_a_customer_and_its_invoice_come_changes_nothing(with_a_guest: Company) -> None:
    """Rule A-1: what NetSuite is told of Ada is the same, whether she was listed before her invoice or with it."""
    with_a_guest.configure(more=ON_CREATE)
    told = with_a_guest.sync("--dry-run", "--json").json["would_add"]
    (ada,) = (one["record"] for one in told if one["record"]["external_id"] == "cus_demo0001")
    assert ada["currency"]["name"] == "USD"
    assert [currency["name"] for currency in ada["currencies"]] == ["USD"]


def test_c_1_a_customer_that_was_refused_is_tried_again_when_the_mapping_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with company(tmp_path, monkeypatch, Story().book, required_fields=["customer.category"]) as made:
        made.configure(more=ON_CREATE)
        assert made.sync().code == 1
        assert customers(made) == []
        made.map_fields("version: 1\nfield_defaults:\n  customer: { comments: hello }\n")
        made.configure(more=ON_CREATE + "    mapping: [ours.yaml]\n")
        again = made.sync("--json")
        assert again.json["counts"]["refused"] == 2, "both were sent once more"


def test_c_3_everything_stands_under_one_customer(with_a_guest: Company) -> None:
    with_a_guest.configure(more="    customers: { strategy: global, global_name: Online Shop, create: on_create }\n")
    synced = with_a_guest.sync()
    assert synced.code == 0, synced.said
    assert customers(with_a_guest) == ["stripe_customers Online Shop"]
    (shop,) = with_a_guest.records("customer")
    booked = [*with_a_guest.records("invoice"), *with_a_guest.records("customerPayment")]
    assert {str((one.get("entity") or one["customer"])["internalId"]) for one in booked} == {str(shop["internalId"])}
