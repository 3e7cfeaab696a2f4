"""Events: which are made of a book, when, and what happens when the book changes."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from tests.stripe_emulator.books import DAY, NOW, T0, a_line, an_invoice, full_book, small_book
from tests.stripe_emulator.requests import Asker

LATER = NOW + 7


class Clock:
    def __init__(self, now: float) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


def _events(asker: Asker, *parameters: tuple[str, object]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = asker.get("/v1/events", ("limit", 100), *parameters)["data"]
    return found


def _types_about(asker: Asker, name: str) -> list[str]:
    """The types of the events about an object, oldest first."""
    return [event["type"] for event in _events(asker) if event["data"]["object"]["id"] == name][::-1]


@pytest.fixture
def clock() -> Clock:
    return Clock(NOW)


@pytest.fixture
def asker(clock: Clock) -> Asker:
    return Asker(full_book(), clock=clock)


LIVES = {
    "a paid invoice": (
        "in_1",
        ["invoice.created", "invoice.finalized", "invoice.updated", "invoice.paid", "invoice.payment_succeeded"],
    ),
    "an open invoice that was tried in vain": (
        "in_3",
        ["invoice.created", "invoice.finalized", "invoice.payment_failed"],
    ),
    "a payment of an invoice": ("inpay_1", ["invoice_payment.paid"]),
    "a succeeded intent": ("pi_1", ["payment_intent.created", "payment_intent.succeeded"]),
    "a refunded charge": ("ch_1", ["charge.succeeded", "charge.refunded"]),
    "a refund": ("re_1", ["refund.created"]),
    "a price": ("price_gold", ["price.created"]),
    "a customer whose balance moved": ("cus_1", ["customer.created", "customer.updated"]),
    "a lost dispute": (
        "dp_1",
        ["charge.dispute.created", "charge.dispute.funds_withdrawn", "charge.dispute.closed"],
    ),
    "a payout": ("po_1", ["payout.created", "payout.paid"]),
    "a balance transaction": ("txn_1", []),
    "a payment record": ("pr_1", []),
    "a shipping rate": ("shr_1", []),
}


@pytest.mark.parametrize(("name", "types"), LIVES.values(), ids=LIVES.keys())
def test_the_events_in_the_life_of(asker: Asker, name: str, types: list[str]) -> None:
    assert _types_about(asker, name) == types


def test_events_bear_the_objects_own_times_newest_first(asker: Asker) -> None:
    times = [event["created"] for event in _events(asker)]
    assert times == sorted(times, reverse=True)
    finalized = _events(asker, ("type", "invoice.finalized"))
    assert {event["created"] for event in finalized} == {T0 + number for number in range(1, 6)}


def test_several_events_share_a_second(asker: Asker) -> None:
    assert Counter(event["created"] for event in _events(asker)).most_common(1)[0][1] > 3


def test_event_ids_are_unique_and_the_same_for_the_same_book(asker: Asker) -> None:
    ids = asker.ids("/v1/events", ("limit", 100))
    assert len(ids) == len(set(ids))
    assert Asker(full_book(), clock=lambda: NOW).ids("/v1/events", ("limit", 100)) == ids


def test_everything_may_be_told_twice_in_the_same_second() -> None:
    asker = Asker(small_book(), clock=lambda: NOW, doubled_events=True)
    asker.emulator.merge({"invoices": [an_invoice(9)]})
    once = Asker(small_book(), clock=lambda: NOW)
    once.emulator.merge({"invoices": [an_invoice(9)]})
    told = Counter((event["type"], event["created"], event["data"]["object"]["id"]) for event in _events(asker))
    assert set(told.values()) == {2}
    assert set(told) == {(event["type"], event["created"], event["data"]["object"]["id"]) for event in _events(once)}
    assert len({event["id"] for event in _events(asker)}) == 2 * len(_events(once))


def test_the_payload_shows_ten_members_of_a_nested_list(asker: Asker) -> None:
    payloads = [event["data"]["object"] for event in _events(asker, ("type", "invoice.created"))]
    lines = next(payload["lines"] for payload in payloads if payload["id"] == "in_3")
    assert (len(lines["data"]), lines["has_more"]) == (10, True)
    assert all("payments" not in payload for payload in payloads)


def test_events_are_forgotten_after_thirty_days(asker: Asker, clock: Clock) -> None:
    newest = _events(asker)[0]
    clock.now = newest["created"] + 30 * DAY - 1
    assert asker.ids("/v1/events") == [newest["id"]] * 1 + asker.ids("/v1/events")[1:]
    clock.now += 1
    assert asker.ids("/v1/events") == []
    assert asker.error(f"/v1/events/{newest['id']}")[0] == 404


FILTERS = {
    "one type": ([("type", "invoice.paid")], {"invoice.paid"}),
    "several types": ([("types[]", "payout.paid"), ("types[]", "refund.created")], {"payout.paid", "refund.created"}),
    "all types of a resource": ([("type", "payout.*")], {"payout.created", "payout.paid"}),
    "what was not delivered": ([("delivery_success", "false")], set()),
    "what was before": ([("created[lt]", T0)], set()),
}


@pytest.mark.parametrize(("parameters", "types"), FILTERS.values(), ids=FILTERS.keys())
def test_events_are_filtered_by(asker: Asker, parameters: list[tuple[str, object]], types: set[str]) -> None:
    assert {event["type"] for event in _events(asker, *parameters)} == types


def test_a_book_with_events_gets_no_others() -> None:
    event = {"id": "evt_1", "created": T0, "type": "invoice.paid", "data": {"object": {"id": "in_1"}}}
    assert Asker(small_book(events=[event]), clock=lambda: NOW).ids("/v1/events") == ["evt_1"]


# Changes of a running emulator


def _merge(asker: Asker, clock: Clock, **lists: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Merges, and returns the events of it, oldest first."""
    before = set(asker.ids("/v1/events", ("limit", 100)))
    clock.now = LATER
    status, body, _ = asker.ask("POST", "/_emulator/book", body=lists)
    assert status == 200, body
    return [event for event in _events(asker)[::-1] if event["id"] not in before]


def test_a_new_invoice_has_all_its_events_now(asker: Asker, clock: Clock) -> None:
    events = _merge(asker, clock, invoices=[an_invoice(9)])
    assert {event["type"] for event in events} == {
        "invoice.created",
        "invoice.finalized",
        "invoice.paid",
        "invoice.updated",
        "invoice.payment_succeeded",
    }
    assert {event["created"] for event in events} == {LATER}


def test_an_invoice_that_became_paid_has_the_events_of_that_alone(asker: Asker, clock: Clock) -> None:
    paid = an_invoice(3, total=100, amount_due=100, amount_paid=100, lines=[a_line(100)])
    events = _merge(asker, clock, invoices=[paid])
    assert {event["type"] for event in events} == {"invoice.paid", "invoice.payment_succeeded", "invoice.updated"}
    updated = next(event for event in events if event["type"] == "invoice.updated")
    assert updated["data"]["previous_attributes"]["status"] == "open"
    assert updated["data"]["previous_attributes"]["amount_paid"] == 0


def test_a_changed_object_is_served_changed_and_keeps_its_place(asker: Asker, clock: Clock) -> None:
    order = asker.ids("/v1/invoices")
    _merge(asker, clock, invoices=[an_invoice(1, metadata={"seen": "yes"})])
    assert asker.ids("/v1/invoices") == order
    assert asker.get("/v1/invoices/in_1")["metadata"] == {"seen": "yes"}


def test_a_changed_object_keeps_its_place_among_those_of_its_second(clock: Clock) -> None:
    twins = [an_invoice(number, created=T0) for number in (1, 2, 3)]
    asker = Asker(small_book(invoices=twins), clock=clock)
    _merge(asker, clock, invoices=[an_invoice(1, created=T0, metadata={"seen": "yes"})])
    assert asker.ids("/v1/invoices") == ["in_3", "in_2", "in_1"]


def test_a_filter_finds_what_was_merged_after_it_was_first_used(asker: Asker, clock: Clock) -> None:
    assert "in_9" not in asker.ids("/v1/invoices", ("customer", "cus_1"))
    _merge(asker, clock, invoices=[an_invoice(9)])
    assert "in_9" in asker.ids("/v1/invoices", ("customer", "cus_1"))


def test_an_event_keeps_the_object_as_it_was(asker: Asker, clock: Clock) -> None:
    _merge(asker, clock, invoices=[an_invoice(1, metadata={"seen": "yes"})])
    created = [event["data"]["object"] for event in _events(asker, ("type", "invoice.created"))]
    assert next(payload for payload in created if payload["id"] == "in_1")["metadata"] == {}


def test_the_same_object_again_is_no_event(asker: Asker, clock: Clock) -> None:
    assert _merge(asker, clock, invoices=[an_invoice(1)]) == []


def test_a_customer_hears_of_a_move_of_its_balance(asker: Asker, clock: Clock) -> None:
    move = {"id": "cbtxn_2", "created": NOW, "currency": "usd", "customer": "cus_1", "amount": 1, "ending_balance": 1}
    events = _merge(asker, clock, customer_balance_transactions=[move | {"type": "adjustment"}])
    assert [(event["type"], event["data"]["object"]["id"]) for event in events] == [("customer.updated", "cus_1")]


def test_an_invoice_hears_of_its_changed_payment_record(asker: Asker, clock: Clock) -> None:
    record = {"id": "pr_1", "created": T0, "amount": {"currency": "usd", "value": 9_000}}
    events = _merge(asker, clock, payment_records=[record])
    assert [(event["type"], event["data"]["object"]["id"]) for event in events] == [("invoice.updated", "in_4")]


def test_a_deleted_draft_vanishes_with_an_event(asker: Asker, clock: Clock) -> None:
    events = _merge(asker, clock, invoices=[{"id": "in_3", "deleted": True}])
    assert [event["type"] for event in events] == ["invoice.deleted"]
    assert "in_3" not in asker.ids("/v1/invoices")
    assert asker.error("/v1/invoices/in_3")[0] == 404


def test_a_merge_with_a_problem_changes_nothing(asker: Asker) -> None:
    status, body, _ = asker.ask(
        "POST", "/_emulator/book", body={"invoices": [an_invoice(9), an_invoice(10, customer="cus_x")]}
    )
    assert (status, body["problems"]) == (400, ["invoices[1].customer: cus_x is not in the book"])
    assert "in_9" not in asker.ids("/v1/invoices")


def test_a_merge_may_refer_to_what_the_book_has_lines_too(asker: Asker, clock: Clock) -> None:
    note = full_book()["credit_notes"][0] | {"id": "cn_2"}
    assert [event["type"] for event in _merge(asker, clock, credit_notes=[note])] == ["credit_note.created"]


def test_reset_brings_the_first_book_back(asker: Asker, clock: Clock) -> None:
    before = asker.ids("/v1/events", ("limit", 100))
    _merge(asker, clock, invoices=[an_invoice(9)])
    assert asker.ask("POST", "/_emulator/reset")[0] == 200
    assert "in_9" not in asker.ids("/v1/invoices")
    assert asker.ids("/v1/events", ("limit", 100)) == before
