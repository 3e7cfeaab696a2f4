"""Money that pays no invoice, an old one, a settled one, or one that comes later (rules A-10, A-11, P-8, P-9)."""

from __future__ import annotations

from pathlib import Path

import pytest

from scenarios.books import Story
from scenarios.company import Company, Ended, company
from stripe_client.emulator.history import Line, at

LATER = at(2026, 3, 25)
OWN_INVOICES = "    payments: { create_invoices: true }\n"


def resynced(made: Company, story: Story) -> Ended:
    """The next sync after Stripe has changed."""
    made.stripe.merge(story.book)
    return made.sync()


def test_a_10_a_payment_for_an_old_invoice_stands_unapplied_and_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    story = Story()
    long_ago = at(2025, 12, 20)
    old = story.finalized(story.ada, [Line(story.gold, 1, long_ago)], created=long_ago)
    story.paid(old, when=at(2026, 3, 5))
    with company(tmp_path, monkeypatch, story.book) as made:
        synced = made.sync()
        assert made.books().splitlines()[0] == "ch_demo0001 2026-03-05 USD 100.00: unapplied"
        assert "1  before start date" in synced.out
        assert "1  CON-509 BEFORE_START_PAYMENT" in synced.out
        shown = made.run("show", "ch_demo0001").out
        assert "CON-509 Payment ch_demo0001 is for in_demo0001, an invoice from before the start date" in shown
        assert "[synced]" in shown, "the issue stops nothing"
        assert "CON-509" in made.run("preview", "ch_demo0001").out


def test_p_8_a_charge_without_an_invoice_is_a_sale_where_a_setting_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    story = Story()
    story.workshop(story.ada)
    story.workshop(None)
    with company(tmp_path, monkeypatch, story.book) as made:
        made.configure(more=OWN_INVOICES)
        synced = made.sync()
        assert synced.code == 0, synced.said
        assert made.books() == (
            "invoice_ch_demo0001 2026-03-05 USD 100.00 open 0.00\n"
            "  Workshop 100.00\n"
            "invoice_ch_demo0002 2026-03-05 USD 100.00 open 0.00\n"
            "  Workshop 100.00\n"
            "ch_demo0001 2026-03-05 USD 100.00: 100.00 on invoice_ch_demo0001\n"
            "ch_demo0002 2026-03-05 USD 100.00: 100.00 on invoice_ch_demo0002\n"
            "Accounts Receivable: USD 0.00\n"
            "Undeposited Funds: USD 200.00\n"
            "Sales: USD -200.00"
        )
        assert "Stripe: ch_demo0001. Stripe description: Workshop" in made.run("show", "invoice_ch_demo0001").out


def test_a_11_an_invoice_made_for_a_charge_stays_when_stripe_attaches_another_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    story = Story()
    charge = story.workshop(story.ada)
    with company(tmp_path, monkeypatch, story.book) as made:
        made.configure(more=OWN_INVOICES)
        made.sync()
        invoice = story.invoiced(day=10)
        story.attached(charge, invoice, when=LATER)
        assert "1  CON-510 INVOICE_MADE_TWICE" in resynced(made, story).out
        assert made.books().splitlines()[:5] == [
            "in_demo0001 2026-03-10 USD 100.00 open 100.00",
            "  1 × Gold, monthly 100.00",
            "invoice_ch_demo0001 2026-03-05 USD 100.00 open 0.00",
            "  Workshop 100.00",
            "ch_demo0001 2026-03-05 USD 100.00: 100.00 on invoice_ch_demo0001",
        ]
        assert "invoice_ch_demo0001 was made for ch_demo0001, and now Stripe has in_demo0001" in (
            made.run("show", "ch_demo0001").out
        )


def test_a_11_switching_the_setting_off_takes_no_invoice_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    story = Story()
    charge = story.workshop(story.ada)
    with company(tmp_path, monkeypatch, story.book) as made:
        made.configure(more=OWN_INVOICES)
        made.sync()
        books = made.books()
        made.configure()
        charge["metadata"] = {"note": "so that it is read again"}
        assert resynced(made, story).code == 0
        assert made.books() == books
        assert "made for the charge before, and stays" in made.run("reconcile").out


def test_a_11_a_charge_that_is_attached_later_is_applied_where_it_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    story = Story()
    charge = story.workshop(story.ada)
    with company(tmp_path, monkeypatch, story.book) as made:
        made.sync()
        assert "ch_demo0001 2026-03-05 USD 100.00: unapplied" in made.books()
        story.attached(charge, story.invoiced(day=10), when=LATER)
        assert resynced(made, story).code == 0
        assert made.books() == (
            "in_demo0001 2026-03-10 USD 100.00 open 0.00\n"
            "  1 × Gold, monthly 100.00\n"
            "ch_demo0001 2026-03-05 USD 100.00: 100.00 on in_demo0001\n"
            "Accounts Receivable: USD 0.00\n"
            "Undeposited Funds: USD 100.00\n"
            "Sales: USD -100.00"
        )


def test_a_11_a_charge_of_nobody_that_is_attached_later_stays_and_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    story = Story()
    charge = story.workshop(None)
    with company(tmp_path, monkeypatch, story.book) as made:
        made.sync()
        story.attached(charge, story.invoiced(day=10), when=LATER)
        assert "1  CON-511 PAYMENT_OF_ANOTHER_CUSTOMER" in resynced(made, story).out
        assert "ch_demo0001 2026-03-05 USD 100.00: unapplied" in made.books()
        assert "in_demo0001 2026-03-10 USD 100.00 open 100.00" in made.books()
        assert "ch_demo0001 was booked under Stripe Unallocated Charges (stripe_unallocated_charges), and now pays" in (
            made.run("show", "ch_demo0001").out
        )


def test_p_9_a_second_payment_waits_until_it_is_allowed_and_then_stands_unapplied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    story = Story()
    invoice = story.billed()
    again = story.workshop(story.ada)
    story.also_attached(again, invoice, when=at(2026, 3, 6))
    with company(tmp_path, monkeypatch, story.book) as made:
        synced = made.sync()
        assert "1  NS-106 DUPLICATE_PAYMENT" in synced.out
        assert "Paid twice: ch_demo0002 pays in_demo0001" in made.run("show", "ch_demo0002").out
        assert "ch_demo0001 2026-03-02 USD 100.00: 100.00 on in_demo0001" in made.books()
        assert "ch_demo0002" not in made.books()

        again["metadata"] = {"netsuite_allow_duplicate": "true"}
        assert resynced(made, story).code == 0
        assert "ch_demo0002 2026-03-06 USD 100.00: unapplied" in made.books()
        assert "Stripe Payment Error: could not apply to invoice in_demo0001" in made.run("show", "ch_demo0002").out


def test_p_9_a_setting_lets_second_payments_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    story = Story()
    invoice = story.billed()
    story.also_attached(story.workshop(story.ada), invoice, when=at(2026, 3, 6))
    with company(tmp_path, monkeypatch, story.book) as made:
        made.sync()
        made.configure(more="    payments: { allow_duplicates: true }\n")
        assert made.sync().code == 0
        assert "ch_demo0002 2026-03-06 USD 100.00: unapplied" in made.books()
