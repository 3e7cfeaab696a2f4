"""What partners write in mapping files arrives in NetSuite, end to end."""

from __future__ import annotations

from pathlib import Path

import pytest

from scenarios.books import Story
from scenarios.company import Company, company
from stripe_client.emulator.history import at
from stripe_client.emulator.shapes.fields import Plain


def said_by(made: Company, type_: str, external_id: str) -> Plain:
    """A record as NetSuite has it."""
    (found,) = [each for each in made.records(type_) if each["externalId"] == external_id]
    return found


def test_a_path_leads_beyond_the_family_for_one_request_per_object(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    story = Story()
    story.billed()
    story.book["payment_intents"][0]["metadata"] = {"till": "Bonn 3"}
    with company(tmp_path, monkeypatch, story.book) as made:
        made.map_fields("field_mappings: { customer_payment: { payment_intent.metadata.till: check_number } }")
        assert made.sync().code == 0
        assert said_by(made, "customerPayment", "ch_demo0001")["checkNumber"] == "Bonn 3"
        assert sum("payment_intents" in str(each["path"]) for each in made.stripe.log) == 1


def test_a_subscription_is_read_for_its_invoices(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    story = Story()
    subscription = story.subscription(story.ada, [(story.gold, 1)], start=at(2026, 2, 1))
    subscription.plain["metadata"] = {"order": "SO-77"}
    story.bill(subscription)
    story.bill(subscription)
    with company(tmp_path, monkeypatch, story.book) as made:
        made.map_fields("field_mappings: { invoice: { subscription.metadata.order: other_ref_num } }")
        assert made.sync().code == 0
        assert {each["otherRefNum"] for each in made.records("invoice")} == {"SO-77"}


TABLE = """\
lookups:
  departments: { file: tables/departments.csv, key: team, value: id }
field_mappings:
  invoice:
    metadata.team: { to: department_id, transform: [trim, lower, { lookup: departments }], on_missing: hold }
overrides:
  - name: british customers
    when: "customer.address.country == 'GB'"
    set: { invoice: { message: Thank you, Ada } }
"""


def test_an_invoice_waits_until_the_table_has_a_row_for_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    story = Story()
    invoice = story.invoiced(days_due=30)
    invoice["metadata"] = {"team": " Sales EU"}
    with company(tmp_path, monkeypatch, story.book) as made:
        made.map_fields(TABLE.replace("Thank you, Ada", '"Thank you, Ada"'))
        table = tmp_path / "tables" / "departments.csv"
        table.parent.mkdir()
        table.write_text("team,id\nother,9\n", encoding="utf-8")
        held = made.sync()
        assert held.code == 0, held.said
        assert "MAP-402 LOOKUP_NO_ROW" in held.out
        assert 'no row for "sales eu" in departments' in made.run("show", "in_demo0001").out
        assert made.records("invoice") == []

        table.write_text("team,id\nother,9\nsales eu,1\n", encoding="utf-8")
        synced = made.sync()
        assert synced.code == 0, made.run("show", "in_demo0001").out
        booked = said_by(made, "invoice", "in_demo0001")
        assert (booked["department"]["internalId"], booked["message"]) == ("1", "Thank you, Ada")


def test_what_is_excluded_stays_out_with_its_payment_and_what_is_booked_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    story = Story()
    story.billed()
    story.billed(story.setup, day=10)
    excluding = "exclude: {{ products: [{}] }}"
    setup = next(each for each in story.book["products"] if each["name"] == "Setup")["id"]
    with company(tmp_path, monkeypatch, story.book) as made:
        made.map_fields(excluding.format(setup))
        synced = made.sync()
        assert synced.code == 0
        assert "excluded product" in synced.out
        assert [each["externalId"] for each in made.records("invoice")] == ["in_demo0001"]
        assert [each["externalId"] for each in made.records("customerPayment")] == ["ch_demo0001"]
        before = made.books()

        gold = next(each for each in story.book["products"] if each["name"] == "Gold")["id"]
        made.map_fields(excluding.format(f"{setup}, {gold}"))
        assert made.sync().code == 0
        assert made.books() == before, "an exclusion never withdraws (rule A-11)"


def test_a_memo_and_a_refund_read_what_caused_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    story = Story()
    story.billed()
    story.book["invoices"][0]["lines"][0]["metadata"] = {"sku": "G-1"}
    refund = story.refund(story.book["charges"][0], 4_000, when=at(2026, 3, 20))
    refund["metadata"] = {"ticket": "T-9"}
    with company(tmp_path, monkeypatch, story.book) as made:
        made.map_fields(
            "field_mappings:\n"
            "  credit_memo: { metadata.ticket: other_ref_num, invoice.number: message }\n"
            "  credit_memo_item: { line.metadata.sku: description }\n"
            "  customer_refund: { metadata.ticket: check_number }\n"
        )
        synced = made.sync()
        assert synced.code == 0, synced.said
        (memo,) = made.records("creditMemo")
        (repaid,) = made.records("customerRefund")
        assert (memo["otherRefNum"], memo["message"]) == ("T-9", "DEMO-0001")
        (line,) = memo["itemList"]
        assert line["description"] == "G-1"
        assert repaid["checkNumber"] == "T-9"


def test_the_vendors_snippet_gives_an_item_its_deferred_revenue_account(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    story = Story()
    story.billed()
    with company(tmp_path, monkeypatch, story.book) as made:
        accounts = made.asked("records?type=account")
        deferred = next(each["internalId"] for each in accounts if each["acctType"] == "_deferredRevenue")
        gold = next(each for each in story.book["prices"] if each["nickname"] == "Gold, monthly")
        made.stripe.merge({"prices": [{**gold, "metadata": {"netsuite_deferred_revenue_account": str(deferred)}}]})
        made.map_fields(
            'service_sale_item: { "metadata.netsuite_deferred_revenue_account" : "deferred_revenue_account_id" }\n'
        )
        synced = made.sync()
        assert synced.code == 0, synced.said
        item = said_by(made, "serviceSaleItem", "price_demo0001")
        assert item["deferredRevenueAccount"]["internalId"] == str(deferred)


def test_looking_through_another_mapping_says_which_and_that_it_is_not_in_force(small_company: Company) -> None:
    other = small_company.folder / "other.yaml"
    other.write_text("field_defaults: { invoice: { message: Hello } }", encoding="utf-8")
    explained = small_company.run("explain", "in_demo0001", "--field", "message", "--mapping", str(other))
    assert f"mapping of {other}, which is not in force; " in " ".join(explained.out.split())
    assert "in force" not in small_company.run("explain", "in_demo0001").out
