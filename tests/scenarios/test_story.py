"""The story of a small company: Stripe's billing in NetSuite's books, written as a bookkeeper reads it."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from scenarios.books import Story
from scenarios.company import Company, company
from stripe_client.emulator import demo_book
from stripe_client.emulator.history import at

BOOKS = """\
in_demo0001 2026-03-01 USD 350.00 open 0.00
  1 × Gold, monthly 100.00
  1 × Setup 250.00
in_demo0002 2026-03-10 USD 100.00 open 0.00
  1 × Gold, monthly 100.00
in_demo0003 2026-03-12 EUR 90.00 open 90.00
  1 × Gold, monthly (EUR) 90.00
ch_demo0001 2026-03-02 USD 350.00: 350.00 on in_demo0001
ch_demo0002 2026-03-15 USD 40.00: 40.00 on in_demo0002
ch_demo0003 2026-03-20 USD 60.00: 60.00 on in_demo0002
Accounts Receivable: EUR 90.00, USD 0.00
Undeposited Funds: USD 450.00
Sales: EUR -90.00, USD -450.00"""


def test_three_families_are_in_the_books_to_the_cent(small_company: Company) -> None:
    synced = small_company.sync()
    assert synced.code == 0, synced.said
    assert "All good: 15 synced, nothing waits." in synced.out
    assert small_company.books() == BOOKS


def test_a_second_sync_creates_nothing_and_writes_nothing(small_company: Company) -> None:
    small_company.sync()
    writes, books = small_company.writes(), small_company.books()
    again = small_company.sync("--json")
    assert again.code == 0
    assert again.json["counts"] == dict.fromkeys(again.json["counts"], 0)
    assert again.json["requests"]["netsuite"] <= 1, "how many requests the account allows at once"
    assert small_company.writes() == writes
    assert small_company.books() == books


def test_the_demo_book_balances(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with company(tmp_path, monkeypatch, demo_book()) as demo:
        synced = demo.sync()
        assert synced.code == 0, synced.said
        assert demo.books().endswith(
            "Accounts Receivable: EUR 216.00, JPY 0.00, USD 198.00\n"
            "Undeposited Funds: EUR 3179.00, JPY 199600.00, USD 9697.00\n"
            "Sales: EUR -3395.00, JPY -199600.00, USD -9895.00"
        )
        assert "Skipped\n       1  draft\n       1  never synced and void" in synced.out


# What happens later at Stripe


def test_a_second_payment_that_comes_later_is_applied_to_the_same_invoice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    story = Story()
    invoice = story.invoiced(story.gold)
    story.paid(invoice, when=at(2026, 3, 5), amount=4_000)
    with company(tmp_path, monkeypatch, story.book) as made:
        made.sync()
        assert made.books().splitlines()[0] == "in_demo0001 2026-03-01 USD 100.00 open 60.00"
        assert "USD 60.00 of it is open" in made.run("show", "in_demo0001").out

        story.paid(invoice, when=at(2026, 3, 20))
        made.stripe.merge(story.book)
        synced = made.sync("--json")

        assert synced.json["counts"]["new"] == 2, "a payment and its application"
        assert made.books().splitlines()[:4] == [
            "in_demo0001 2026-03-01 USD 100.00 open 0.00",
            "  1 × Gold, monthly 100.00",
            "ch_demo0001 2026-03-05 USD 40.00: 40.00 on in_demo0001",
            "ch_demo0002 2026-03-20 USD 60.00: 60.00 on in_demo0001",
        ]
        assert "of it is open" not in made.run("show", "in_demo0001").out


def test_a_payment_that_is_found_to_pay_another_invoice_too_is_changed_where_it_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rule P-3: one intent, attached to a further invoice after its payment was booked."""
    story = Story()
    first, second = story.invoiced(story.gold), story.invoiced(story.setup)
    story.paid(first, when=at(2026, 3, 5))
    charge, intent = story.book["charges"][0], story.book["payment_intents"][0]
    for paid in (charge, intent, story.book["balance_transactions"][0]):
        paid["amount"] = 35_000
    with company(tmp_path, monkeypatch, story.book) as made:
        made.sync()
        assert "ch_demo0001 2026-03-05 USD 350.00: 100.00 on in_demo0001" in made.books()

        story.book["invoice_payments"].append(
            story.book["invoice_payments"][0]
            | {"id": "inpay_later", "invoice": second["id"], "amount_paid": 25_000, "amount_requested": 25_000}
        )
        second |= {"status": "paid", "amount_paid": 25_000, "amount_remaining": 0}
        made.stripe.merge(story.book)
        told = made.sync("--dry-run").out
        assert "Customer payment ch_demo0001, which is in NetSuite\n  applied to in_demo0002  250.00" in told
        synced = made.sync()

        assert synced.code == 0, synced.said
        assert "ch_demo0001 2026-03-05 USD 350.00: 100.00 on in_demo0001, 250.00 on in_demo0002" in made.books()


# Dry run

PAYMENT = """
Customer payment ch_demo0002  2026-03-15  USD 40.00  Ada Ltd (cus_demo0001)  by Stripe
  to        Undeposited Funds
  memo      Stripe: ch_demo0002
  applied to in_demo0002                                                                       40.00
"""


def test_a_dry_run_writes_nothing_and_tells_what_sync_then_does(small_company: Company) -> None:
    told = small_company.sync("--dry-run", "--json")
    assert told.code == 0
    assert small_company.writes() == 0
    assert rows(small_company.journal) == {}
    assert small_company.books() == ""

    would = sorted((one["kind"], one["record"]["external_id"]) for one in told.json["would_add"])
    small_company.sync()
    assert would == sorted(
        (kind, record["externalId"])
        for kind, type_ in {
            "customer": "customer",
            "service_sale_item": "serviceSaleItem",
            "payment_method": "paymentMethod",
            "invoice": "invoice",
            "customer_payment": "customerPayment",
        }.items()
        for record in small_company.records(type_)
    )


def test_a_dry_run_of_a_synced_company_changes_no_byte_of_the_journal(small_company: Company) -> None:
    small_company.sync()
    before = small_company.journal.read_bytes()
    told = small_company.sync("--dry-run")
    assert "Would add 0 records and change 0" in told.out
    assert small_company.journal.read_bytes() == before


def test_a_dry_run_says_first_and_last_that_nothing_was_written(small_company: Company) -> None:
    told = small_company.sync("--dry-run").out
    assert told.startswith("NOTHING WAS WRITTEN\n")
    assert told.endswith("Would add 12 records and change 0; 0 skipped, 0 problems. NOTHING WAS WRITTEN.\n")
    assert PAYMENT in told


OF_THE_ACCOUNT = {"journal_version", "netsuite_cache", "period_state"}
"""Tables of what the journal is and what NetSuite's account has: looking fills them too."""


def rows(journal: Path) -> dict[str, int]:
    """The tables of a journal that hold anything of a run, and how many rows."""
    with sqlite3.connect(journal) as db:
        names = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        counted = {name: db.execute(f"SELECT COUNT(*) FROM {name}").fetchone()[0] for name in names}  # noqa: S608
    db.close()
    return {name: number for name, number in counted.items() if number and name not in OF_THE_ACCOUNT}
