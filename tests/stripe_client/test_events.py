"""Following events: they say where to look, whatever their order; nothing is lost, little is asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from conftest import Account
from reads import by_root, charge, invoice, told
from stripe_books import DAY, NOW, START, a_charge, a_payment, an_invoice, invoices, many_paid, paid

from stripe_client.objects import MissingFamily

List = Callable[..., str]


def an_event(name: str, kind: str, subject: dict[str, Any], *, at: int = NOW) -> dict[str, Any]:
    return {
        "id": name,
        "object": "event",
        "type": kind,
        "created": at,
        "api_version": "2026-10-28.endive",
        "livemode": False,
        "pending_webhooks": 0,
        "request": None,
        "data": {"object": subject},
    }


def of_invoice(name: str, at: int) -> dict[str, Any]:
    return an_event(f"evt_{name}_{at}", "invoice.updated", {"id": f"in_{name}", "object": "invoice"}, at=at)


def test_a_quiet_account_costs_one_request_and_tells_nothing(listed: List, account: Account) -> None:
    cursor = listed(*many_paid(20))
    client = account.client()
    assert list(client.changes(cursor)) == []
    assert client.requests_sent == 1


def test_one_paid_invoice_costs_four_requests(listed: List, account: Account) -> None:
    """The events, the invoice, its price, the charge."""
    cursor = listed()
    account.gets(paid("1", at=NOW))
    client = account.client()
    found = by_root(client.changes(cursor))
    assert sorted(map(told, found.values())) == [
        "ch_1 succeeded, pays 1000 of in_1",
        "in_1 paid, 1 lines, prices price_gold",
    ]
    assert client.requests_sent == 4


def test_many_invoices_paid_together_are_read_in_bulk(listed: List, account: Account) -> None:
    cursor = listed()
    account.gets(*many_paid(100))
    client = account.client()
    assert len(by_root(client.changes(cursor))) == 200
    assert client.requests_sent <= 30


def test_what_is_known_is_not_read_again(listed: List, account: Account) -> None:
    cursor = listed()
    account.gets(paid("1", at=NOW))
    cursor = list(account.client().changes(cursor))[-1].cursor
    account.gets(paid("2", at=NOW))
    assert set(by_root(account.client().changes(cursor))) == {invoice("2"), charge("2")}


def test_events_of_one_second_are_all_seen(listed: List, account: Account) -> None:
    """They stand before and after the place where reading stopped, and all bear the same second."""
    cursor = listed()
    seen: set[object] = set()
    for number in range(5):
        account.gets(paid(str(number), at=NOW))
        pages = list(account.client().changes(cursor))
        seen |= set(by_root(pages))
        cursor = pages[-1].cursor
    assert seen == {root(str(number)) for number in range(5) for root in (invoice, charge)}


def test_the_same_event_twice_is_looked_at_once(listed: List, account: Account) -> None:
    cursor = listed(invoices(an_invoice("1"), an_invoice("2")))
    account.emulator.book.put_events([of_invoice("1", NOW), of_invoice("1", NOW), of_invoice("1", NOW + 1)])
    pages = list(account.client().changes(cursor))
    assert [told(read) for page in pages for read in page.families] == ["in_1 open, 1 lines, prices price_gold"]


def test_an_event_that_becomes_visible_late_is_found_by_rereading(listed: List, account: Account) -> None:
    cursor = listed(invoices(an_invoice("1"), an_invoice("2")))
    account.emulator.book.put_events([of_invoice("1", NOW)])
    cursor = list(account.client().changes(cursor))[-1].cursor
    account.emulator.book.put_events([of_invoice("2", NOW - 300)])
    assert list(account.client().changes(cursor)) == []
    account.clock.now += 600
    assert set(by_root(account.client().changes(cursor))) == {invoice("2")}


def test_rereading_ends_once_nothing_new_comes(listed: List, account: Account) -> None:
    cursor = listed()
    account.gets(*many_paid(15))
    for _ in range(4):
        cursor = [cursor, *(page.cursor for page in account.client().changes(cursor))][-1]
        account.clock.now += 700
    client = account.client()
    assert list(client.changes(cursor)) == []
    assert client.requests_sent == 1


def test_a_walk_interrupted_after_any_page_leaves_nothing_out(
    listed: List, account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("stripe_client.lists.PAGE_OBJECTS", 10)
    monkeypatch.setattr("stripe_client.event_walk.EVENTS_AT_ONCE", 20)
    cursor = listed()
    account.gets(*many_paid(12))
    whole = list(account.client().changes(cursor))
    assert len(whole) >= 4
    for stop in range(len(whole) - 1):
        resumed = list(account.client().changes(whole[stop].cursor))
        assert by_root([*whole[: stop + 1], *resumed]) == by_root(whole)


def test_a_root_is_read_once_in_a_long_walk(listed: List, account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("stripe_client.event_walk.PAGES_AT_ONCE", 1)
    cursor = listed(invoices(an_invoice("1")))
    account.emulator.book.put_events([of_invoice("1", NOW + number) for number in range(300)])
    pages = list(account.client().changes(cursor))
    assert [read.root for page in pages for read in page.families].count(invoice("1")) <= 2


def test_customers_and_prices_that_changed_are_named(listed: List, account: Account) -> None:
    cursor = listed()
    account.gets({"customers": [{"id": "cus_new", "created": NOW, "name": "New"}]})
    (page,) = account.client().changes(cursor)
    assert (page.families, page.touched) == ((), frozenset({"cus_new"}))


def test_a_deleted_draft_is_missing(listed: List, account: Account) -> None:
    cursor = listed(invoices(an_invoice("1", status="draft")))
    account.gets(invoices({"id": "in_1", "object": "invoice", "deleted": True}))
    assert list(by_root(account.client().changes(cursor)).values()) == [MissingFamily(root=invoice("1"))]


def test_attaching_an_old_payment_brings_its_charge(listed: List, account: Account) -> None:
    cursor = listed(a_charge("1", 1_000), invoices(an_invoice("1")))
    settled = an_invoice("1", status="paid", amount_paid=1_000, amount_remaining=0)
    account.gets({"invoices": [settled], "invoice_payments": [a_payment("1", "1", "1", 1_000, at=NOW)]})
    found = by_root(account.client().changes(cursor))
    assert told(found[charge("1")]) == "ch_1 succeeded, pays 1000 of in_1"


def test_events_more_than_a_month_unread_bring_everything_again(listed: List, account: Account) -> None:
    cursor = listed(paid("1"))
    account.clock.now += 20 * DAY
    account.gets(paid("2", at=int(account.clock.now)))
    account.clock.now += 20 * DAY
    pages = list(account.client().changes(cursor))
    assert all(page.events_lost for page in pages)
    assert set(by_root(pages)) == {invoice("1"), charge("1"), invoice("2"), charge("2")}
    account.gets(paid("3", at=int(account.clock.now)))
    after = list(account.client().changes(pages[-1].cursor))
    assert {invoice("3"), charge("3")} <= set(by_root(after))
    assert not any(page.events_lost for page in after)


def test_a_silent_account_that_is_asked_often_never_lists_again(listed: List, account: Account) -> None:
    cursor = listed()
    account.gets(paid("1", at=NOW))
    for _ in range(12):
        pages = list(account.client().changes(cursor))
        assert not any(page.events_lost for page in pages)
        cursor = pages[-1].cursor if pages else cursor
        account.clock.now += 7 * DAY
    account.gets(paid("2", at=int(account.clock.now)))
    assert {invoice("2"), charge("2")} <= set(by_root(account.client().changes(cursor)))


def test_a_place_that_vanished_is_found_again_from_its_moment(listed: List, account: Account) -> None:
    """Stripe keeps events for 30 days; the one where reading stopped may be gone."""
    cursor = listed(invoices(an_invoice("1")))
    account.emulator.book.put_events([of_invoice("1", NOW)])
    cursor = list(account.client().changes(cursor))[-1].cursor
    shelf = account.emulator.book.shelves["event"]
    shelf.by_id.pop(f"evt_1_{NOW}")
    account.gets(*many_paid(20))
    assert len(by_root(account.client().changes(cursor))) == 40


def test_a_clock_set_back_or_ahead_loses_nothing(listed: List, account: Account) -> None:
    cursor = listed()
    for number, jump in enumerate((-10 * DAY, 0, 3 * DAY, -1)):
        account.clock.now = NOW + number
        account.gets(paid(str(number), at=NOW))
        account.clock.now += jump
        pages = list(account.client().changes(cursor))
        assert {invoice(str(number)), charge(str(number))} <= set(by_root(pages))
        cursor = pages[-1].cursor


def test_an_event_older_than_the_listing_is_not_needed(listed: List, account: Account) -> None:
    cursor = listed(paid("1", at=NOW - DAY))
    assert account.emulator.book.shelves["event"].by_id
    assert START < NOW - DAY
    assert by_root(account.client().changes(cursor)).keys() <= {invoice("1"), charge("1")}
