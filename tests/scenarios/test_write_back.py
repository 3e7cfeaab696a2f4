"""Internal ids go into Stripe's metadata, and what we wrote there ourselves links nothing (rules I-4, I-6)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from connector.clock import SystemClock
from connector.journal import open_journal
from connector.translation.own_links import NamedRecord
from scenarios.books import OPENED, Story
from scenarios.company import Company, company
from stripe_client.emulator import Book, Fault, FaultKind, StripeEmulator
from stripe_client.emulator.history import Line, at

MARCH = at(2026, 3, 1)

KEYS = {
    "customers": ("customer", "customer", "netsuite_customer_id"),
    "prices": ("price", "serviceSaleItem", "netsuite_service_sale_item_id"),
    "coupons": ("coupon", "discountItem", "netsuite_discount_item_id"),
    "invoices": ("invoice", "invoice", "netsuite_invoice_id"),
    "charges": ("charge", "customerPayment", "netsuite_customer_payment_id"),
}
"""By Stripe's list: its kind of object, NetSuite's type, and the key of metadata."""


def paid_with_a_coupon() -> Story:
    """Ada's invoice with a coupon, paid the next day."""
    story = Story()
    spring = story.discount(story.coupon("Spring", percent=10, created=OPENED), start=OPENED)
    invoice = story.finalized(story.ada, [Line(story.gold, 1, MARCH, discounts=(spring,))], created=MARCH)
    story.paid(invoice, when=at(2026, 3, 2))
    return story


def tell_stripe(made: Company, more: str = "") -> None:
    made.configure(
        stripe=f"{{ account_id: acct_smallco, api_base: {made.stripe_address}, write_back: true }}", more=more
    )


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Company]:
    """A company that wants internal ids at Stripe; nothing is synced yet."""
    with company(tmp_path, monkeypatch, paid_with_a_coupon().book) as made:
        tell_stripe(made)
        yield made


def at_stripe(made: Company) -> dict[str, Any]:
    """The metadata of every object that has any, by id."""
    return {
        stored.id: stored.served["metadata"]
        for kind, _, _ in KEYS.values()
        for stored in made.stripe.book.shelves[kind].newest_first()
        if stored.served.get("metadata")
    }


def in_netsuite(made: Company) -> dict[str, Any]:
    """What Stripe should hold of it."""
    return {
        record["externalId"].removeprefix("coupon_"): {key: str(record["internalId"])}
        for _, type_, key in KEYS.values()
        for record in made.records(type_)
    }


def writes_to_stripe(made: Company) -> int:
    return sum(number for name, number in made.stripe.counts.items() if name.startswith("POST "))


def test_i_6_by_default_nothing_is_written_to_stripe(told: Company) -> None:
    told.configure()
    assert told.sync().code == 0
    assert (at_stripe(told), writes_to_stripe(told)) == ({}, 0)


def test_i_6_each_object_is_told_what_it_is_in_netsuite(told: Company) -> None:
    synced = told.sync()
    assert synced.code == 0, synced.said
    assert " told           5  internal ids written to Stripe" in synced.out
    assert at_stripe(told) == in_netsuite(told)
    assert set(at_stripe(told)) == {"cus_demo0001", "price_demo0001", "SPRING", "in_demo0001", "ch_demo0001"}


def test_i_6_reading_it_back_changes_nothing_and_makes_no_link(told: Company) -> None:
    """Rule I-4: a link is what a person wrote; our own note leaves every record ours, also one that changes later."""
    told.sync()
    books, told_once = told.books(), writes_to_stripe(told)
    for _ in range(2):
        again = told.sync("--json")
        assert (again.code, again.json["counts"]["new"], again.json["counts"]["changed"]) == (0, 0, 0), again.said
        assert again.json["counts"]["skipped"] == 0
    assert (told.books(), writes_to_stripe(told)) == (books, told_once)
    assert again.json["counts"]["roots"] == 0, "and nothing is read again for ever"
    assert told.run("preview", "in_demo0001").out.count("linked") == 0
    assert "[synced]" in told.run("show", "in_demo0001").out


def test_i_6_a_later_payment_finds_its_invoice_although_stripe_was_told_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    story = Story()
    invoice = story.invoiced(story.gold)
    with company(tmp_path, monkeypatch, story.book) as made:
        tell_stripe(made)
        made.sync()
        story.paid(invoice, when=at(2026, 3, 5))
        noted = at_stripe(made)["in_demo0001"]
        made.stripe.merge({**story.book, "invoices": [{**invoice, "metadata": noted}]})
        synced = made.sync()
        assert synced.code == 0, synced.said
        assert "ch_demo0001 2026-03-05 USD 100.00: 100.00 on in_demo0001" in made.books()
        assert at_stripe(made)["ch_demo0001"] == in_netsuite(made)["ch_demo0001"]


def test_i_6_a_dry_run_tells_stripe_nothing(told: Company) -> None:
    assert told.sync("--dry-run").code == 0
    assert writes_to_stripe(told) == 0


def test_i_6_what_was_accepted_before_the_setting_was_made_is_told_too(told: Company) -> None:
    told.configure()
    told.sync()
    tell_stripe(told)
    told.sync()
    assert at_stripe(told) == in_netsuite(told)


def test_i_6_trouble_at_stripe_never_stops_accounting_and_the_next_run_goes_on(told: Company) -> None:
    told.stripe.faults.append(Fault(kind=FaultKind.LOGIN, method="POST", nth=3, times=9))
    synced = told.sync()
    assert synced.code == 0, synced.said
    assert "! Internal ids were not written to Stripe, the next run goes on: Stripe refused" in synced.out
    assert "All good" in synced.out
    assert len(at_stripe(told)) == 2

    told.stripe.faults.clear()
    assert told.sync().code == 0
    assert at_stripe(told) == in_netsuite(told)


def test_i_6_an_object_that_takes_no_metadata_is_passed_over(told: Company) -> None:
    told.stripe.faults.append(Fault(kind=FaultKind.REFUSE, method="POST", path="/v1/prices/*"))
    for _ in range(2):
        assert told.sync().code == 0
    assert set(at_stripe(told)) == {"cus_demo0001", "SPRING", "in_demo0001", "ch_demo0001"}
    assert writes_to_stripe(told) == 5, "and is not tried for ever"


class ReadOnly(StripeEmulator):
    """Its key may read everything and write no customer."""

    def __init__(self, book: Book, **more: Any) -> None:
        super().__init__(book, refused_resources=frozenset({"customers write"}), **more)


def test_i_6_a_key_that_may_not_write_is_told_its_scope(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with company(tmp_path, monkeypatch, paid_with_a_coupon().book, emulator=ReadOnly) as made:
        tell_stripe(made)
        synced = made.sync()
        assert synced.code == 0, synced.said
        assert "rak_customer_write" in synced.out


def test_i_4_what_people_linked_stays_linked_and_is_not_written_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rule I-6: only what we made is told."""
    story = paid_with_a_coupon()
    with company(tmp_path, monkeypatch, story.book) as made:
        made.configure(more="    customers: { create: on_create }\n")
        made.sync()
        (bo,) = (one for one in made.records("customer") if one["externalId"] == "cus_demo0002")
        linked = {"netsuite_customer_id": str(bo["internalId"])}
        made.stripe.merge({"customers": [{"id": "cus_new", "created": OPENED, "name": "Cleo", "metadata": linked}]})
        tell_stripe(made, more="    customers: { create: on_create }\n")
        for _ in range(2):
            synced = made.sync()
            assert synced.code == 0, synced.said
        assert at_stripe(made)["cus_new"] == linked
        assert "linked to NetSuite customer" in made.run("preview", "cus_new").out
        assert "cus_new" not in [record["externalId"] for record in made.records("customer")]


def test_i_4_an_internal_id_that_somebody_else_wrote_is_not_ours(told: Company) -> None:
    """Rule I-6: only what the journal wrote is no link."""
    told.sync()
    journal = open_journal(f"sqlite:///{told.journal}", "main", SystemClock())
    ours = NamedRecord("cus_demo0001", "netsuite_customer_id", at_stripe(told)["cus_demo0001"]["netsuite_customer_id"])
    theirs = NamedRecord("cus_demo0001", "netsuite_customer_id", "4711")
    assert journal.own_links([ours, theirs]) == {ours}
    journal.close()
