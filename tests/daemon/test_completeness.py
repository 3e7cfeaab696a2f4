"""What no event told is found all the same: every night, and after Stripe has forgotten its events."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from pathlib import Path
from threading import Event as StopSignal

import pytest

from daemon.site import Site
from stripe_client.emulator.history import at


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """Everything is taken in, and every event of it is known."""
    site = Site(tmp_path)
    for _ in range(3):
        does(site, "sync")
        site.world.clock.sleep(3600)
    yield site
    site.world.close()


def silently(site: Site) -> None:
    """Stripe tells of what happened by no event."""
    site.world.stripe.book.merge(copy.deepcopy(site.story.book), source="the book")


def does(site: Site, task: str) -> None:
    """The daemon does one task."""
    service = site.service(StopSignal())
    (found,) = [one for one in service.tasks() if one.name == task]
    found.work("schedule", StopSignal())
    service.journal.close()


def open_amounts(site: Site) -> dict[str, str]:
    return {one["externalId"]: one["amountRemaining"] for one in site.world.books("records?type=invoice")}


def paid(site: Site) -> None:
    site.story.paid(_of(site, "in_demo0003"), when=at(2026, 3, 20))


def refunded(site: Site) -> None:
    site.story.refund(site.story.book["charges"][0], 1_000, when=at(2026, 3, 20))


def credited(site: Site) -> None:
    site.story.credit_note(_of(site, "in_demo0003"), 1_000, when=at(2026, 3, 20))


def billed(site: Site) -> None:
    site.story.billed(day=20)


def _of(site: Site, id_: str) -> dict[str, object]:
    (found,) = [one for one in site.story.book["invoices"] if one["id"] == id_]
    return found


SILENT = {
    "an open invoice was paid": (paid, lambda site: open_amounts(site)["in_demo0003"] == "0.00"),
    "a charge was refunded": (refunded, lambda site: "re_demo0001" in _ids(site, "customerRefund")),
    "an invoice was credited": (credited, lambda site: open_amounts(site)["in_demo0003"] == "80.00"),
    "an invoice came and was paid": (billed, lambda site: "in_demo0004" in open_amounts(site)),
}


def _ids(site: Site, type_: str) -> set[str]:
    return {one["externalId"] for one in site.world.books(f"records?type={type_}")}


@pytest.mark.parametrize(("happens", "is_there"), SILENT.values(), ids=SILENT)
def test_what_no_event_told_is_found_at_night(site: Site, happens, is_there) -> None:  # type: ignore[no-untyped-def]
    happens(site)
    silently(site)
    does(site, "sync")
    assert not is_there(site)
    does(site, "refetch")
    assert is_there(site)
    assert site.world.journal.status().issues == ()


def test_st_207_a_gap_longer_than_stripe_keeps_events_is_noticed_and_healed(site: Site) -> None:
    paid(site)
    refunded(site)
    billed(site)
    silently(site)
    site.world.clock.sleep(40 * 86_400)
    does(site, "sync")
    assert all(is_there(site) for happens, is_there in SILENT.values() if happens is not credited)
    with site.world.journal.database.reading() as db:
        found = db.exec_driver_sql("SELECT code, details, closed_at IS NOT NULL FROM trouble").all()
    assert found == [("EVENT_GAP", '{"since": "2026-03-01"}', 1)]
    runs = site.runs()[:2]
    assert runs == ["event gap done", "schedule done"]


def test_events_out_of_order_and_of_the_same_second_change_nothing(tmp_path: Path, site: Site) -> None:
    """What an event says is read afresh, so the last word is Stripe's of now."""
    paid(site)
    events = site.world.stripe.book.shelves["event"]
    site.world.stripe.merge(copy.deepcopy(site.story.book))
    told = [one.served for one in events.newest_first()][:3]
    again = [{**copy.deepcopy(one), "id": f"evt_again{n}", "created": told[0]["created"]} for n, one in enumerate(told)]
    for one in again:
        if one["data"]["object"].get("object") == "invoice":
            one["data"]["object"]["status"] = "open"
    site.world.stripe.book.put_events(again)
    does(site, "sync")
    assert open_amounts(site)["in_demo0003"] == "0.00"


def test_the_nightly_reconcile_is_one_trouble_until_the_difference_is_gone(site: Site) -> None:
    does(site, "reconcile")
    assert site.world.journal.troubles.standing() == ()
