"""In what order work is handed out, what travels together, and what waits for what."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from connector.journal import Journal
from connector.lifecycle import Event
from connector.ports import Purpose
from connector.translation.wanted import Translation
from journal.hands import LEASE, Hands, SetClock, column, halves, in_words, operations, said, settlements, states
from journal.wanted import a_charge, an_invoice

GRAPHS: dict[str, tuple[Sequence[Translation], Sequence[str], list[str]]] = {
    "a paid invoice": (
        [an_invoice(), a_charge()],
        [],
        ["add cus_a price_a", "add in_a", "add ch_a (ch_a>in_a)", "check in_a ch_a"],
    ),
    "two invoices paid by one charge": (
        [an_invoice(), an_invoice("in_b"), a_charge(pays={"in_a": "10.00", "in_b": "20.00"})],
        [],
        ["add cus_a price_a", "add in_a in_b", "add ch_a (ch_a>in_a ch_a>in_b)", "check in_a in_b ch_a"],
    ),
    "two charges for one invoice": (
        [an_invoice(), a_charge("ch_a"), a_charge("ch_b")],
        [],
        ["add cus_a price_a", "add in_a", "add ch_a ch_b (ch_a>in_a ch_b>in_a)", "check in_a ch_a ch_b"],
    ),
    "a payment read before its invoice": (
        [a_charge(), an_invoice()],
        [],
        ["add cus_a price_a", "add in_a", "add ch_a (ch_a>in_a)", "check ch_a in_a"],
    ),
    "a payment whose invoice nobody asked for yet": ([a_charge()], [], ["add cus_a"]),
    "a refused customer holds its own invoices and nothing else": (
        [an_invoice(), an_invoice("in_b", customer="cus_b")],
        ["cus_a"],
        ["add cus_a price_a cus_b", "add in_b", "check in_b"],
    ),
    "a refused item holds the invoices that sell it": (
        [an_invoice(items=["price_a"]), an_invoice("in_b", items=["price_b"])],
        ["price_b"],
        ["add cus_a price_a price_b", "add in_a", "check in_a"],
    ),
    "a refused invoice holds its payment": (
        [an_invoice(), a_charge(), an_invoice("in_b"), a_charge("ch_b", pays={"in_b": "30.00"})],
        ["in_a"],
        ["add cus_a price_a", "add in_a in_b", "add ch_b (ch_b>in_b)", "check in_b ch_b"],
    ),
    "an invoice without amount to check anything against is checked alone": (
        [an_invoice()],
        [],
        ["add cus_a price_a", "add in_a", "check in_a"],
    ),
}


@pytest.mark.parametrize(("wanted", "refuse", "requests"), GRAPHS.values(), ids=GRAPHS)
def test_work_comes_in_the_order_of_its_needs(
    journal: Journal, hands: Hands, wanted: Sequence[Translation], refuse: Sequence[str], requests: list[str]
) -> None:
    journal.intend(wanted, None, hands.run)
    assert hands.deliver(refuse=refuse) == requests


def test_an_application_that_comes_later_is_an_update_of_its_payer(journal: Journal, hands: Hands) -> None:
    journal.intend([an_invoice(), a_charge(pays={})], None, hands.run)
    hands.deliver()
    journal.intend([a_charge(pays={"in_a": "30.00"})], None, hands.run)
    assert hands.deliver() == ["apply (ch_a>in_a)", "check in_a ch_a"]


def test_a_payer_is_never_in_two_batches(journal: Journal, hands: Hands, clock: SetClock) -> None:
    journal.intend([an_invoice(), an_invoice("in_b"), a_charge(pays={})], None, hands.run)
    hands.deliver()
    journal.intend([a_charge(pays={"in_a": "10.00"})], None, hands.run)
    first = hands.claim()
    journal.intend([a_charge(pays={"in_a": "10.00", "in_b": "20.00"})], None, hands.run)
    assert journal.claim(100, LEASE) is None
    hands.send(first)
    hands.settle(first, Event.NO_ANSWER, not_before=clock.now())
    assert hands.claim_and_settle(Event.FOUND_DONE) == "look up (ch_a>in_a)", "and neither while it is in doubt"
    assert said(hands.claim()) == "apply (ch_a>in_b)"


def test_an_unanswered_add_is_looked_up_with_what_rode_in_it(journal: Journal, hands: Hands, clock: SetClock) -> None:
    journal.intend([an_invoice(), a_charge()], None, hands.run)
    hands.claim_and_settle()
    hands.claim_and_settle()
    hands.send(hands.claim())
    clock.pass_seconds(LEASE)
    assert journal.claim(100, LEASE) is None
    clock.pass_seconds(2)
    assert said(hands.claim()) == "look up ch_a (ch_a>in_a)"


def test_a_look_up_whose_finder_dies_is_made_again(journal: Journal, hands: Hands, clock: SetClock) -> None:
    journal.intend([an_invoice()], None, hands.run)
    hands.claim_and_settle(Event.NO_ANSWER, not_before=clock.now())
    assert hands.claim().purpose is Purpose.LOOK_UP
    assert journal.claim(100, LEASE) is None
    clock.pass_seconds(LEASE)
    journal.claim(100, LEASE)
    clock.pass_seconds(2)
    assert said(hands.claim()) == "look up cus_a price_a"


def test_looking_up_goes_before_sending(journal: Journal, hands: Hands, clock: SetClock) -> None:
    journal.intend([an_invoice()], None, hands.run)
    hands.claim_and_settle(Event.NO_ANSWER, not_before=clock.now())
    journal.intend([an_invoice("in_b", customer="cus_b")], None, hands.run)
    assert [hands.claim().purpose, hands.claim().purpose] == [Purpose.LOOK_UP, Purpose.ADD]


def test_a_few_checks_wait_while_others_are_on_their_way(journal: Journal, hands: Hands) -> None:
    journal.intend([an_invoice()], None, hands.run)
    hands.claim_and_settle()
    hands.claim_and_settle()
    journal.intend([an_invoice("in_b", customer="cus_b")], None, hands.run)
    sent = hands.claim()
    assert journal.claim(100, LEASE) is None
    assert said(hands.journal.claim(1, LEASE) or sent) == "check in_a", "unless there are enough of them"


def test_a_check_waits_for_the_last_application(journal: Journal, hands: Hands) -> None:
    journal.intend([an_invoice(), a_charge()], None, hands.run)
    assert hands.deliver(refuse=["ch_a"]) == ["add cus_a price_a", "add in_a", "add ch_a (ch_a>in_a)"]


def test_an_application_accepted_during_a_check_makes_it_void(journal: Journal, hands: Hands) -> None:
    journal.intend([an_invoice(), a_charge(pays={})], None, hands.run)
    for _ in range(2):
        hands.claim_and_settle()
    check = hands.claim()
    assert said(check) == "check in_a ch_a"
    journal.intend([a_charge(pays={"in_a": "30.00"})], None, hands.run)
    hands.claim_and_settle()
    assert hands.settle(check, None) is False
    assert column(journal, "in_a", "checked_at") is None
    assert hands.claim_and_settle(None) == "check in_a ch_a"


def test_an_application_makes_both_its_ends_be_checked_again(journal: Journal, hands: Hands) -> None:
    journal.intend([an_invoice(), a_charge()], None, hands.run)
    hands.deliver()
    journal.intend([a_charge(pays={"in_a": "20.00"})], None, hands.run)
    assert hands.deliver() == ["apply (ch_a>in_a)", "check in_a ch_a"]


def test_a_busy_payment_keeps_its_applications(journal: Journal, hands: Hands, clock: SetClock) -> None:
    journal.intend([an_invoice(), a_charge()], None, hands.run)
    hands.claim_and_settle()
    hands.claim_and_settle()
    batch = hands.claim()
    record, rider = settlements(batch, {}, Event.BUSY)
    later = clock.now().replace(minute=1)
    journal.settle(
        batch, [record, type(rider)(intent_id=rider.intent_id, event=Event.BUSY, not_before=later)], hands.run
    )
    assert said(hands.claim()) == "add ch_a (ch_a>in_a)"


def test_the_next_try_is_known_while_nothing_is_ready(journal: Journal, hands: Hands, clock: SetClock) -> None:
    journal.intend([an_invoice()], None, hands.run)
    assert journal.next_try() is None
    later = clock.now().replace(minute=7)
    hands.claim_and_settle(Event.BUSY, not_before=later)
    assert (journal.claim(100, LEASE), journal.next_try()) == (None, later)


def test_halves_are_sent_and_settled_one_after_the_other(journal: Journal, hands: Hands) -> None:
    journal.intend([an_invoice(items=["price_a", "price_b"])], None, hands.run)
    first, second = halves(hands.claim())
    for half, event in ((first, Event.ACCEPT), (second, Event.REFUSE)):
        journal.note_sent(half, operations(half))
        assert hands.settle(half, event)
    assert in_words(journal) == "cus_a accepted, price_a refused, price_b refused, in_a intended"
    assert states(journal)["in_a"] == "intended"


def test_what_everything_else_waits_for_goes_out_at_once_in_all_lanes(journal: Journal, hands: Hands) -> None:
    """210 customers and items for five lanes, each of which claims while those before it are at it."""
    journal.intend([an_invoice(items=[f"price_{number}" for number in range(209)])], None, hands.run)
    batches = [journal.claim(100, LEASE, lanes=5) for _ in range(5)]
    assert [len(batch.records) for batch in batches if batch] == [42] * 5
    assert journal.claim(100, LEASE, lanes=5) is None
