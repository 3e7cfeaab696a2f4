"""Several threads and processes on one journal: nothing is handed out twice, and nothing is lost."""

from __future__ import annotations

import multiprocessing
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from threading import Barrier

import pytest

from connector.journal import Journal, open_journal
from connector.lifecycle import Event
from connector.ports import Purpose
from connector.translation.wanted import Translation
from journal.hands import LEASE, Hands, SetClock, assert_consistent, operations, settlements, states
from journal.wanted import a_charge, an_invoice

INVOICES = 40
LANES = 4


def _books(number: int) -> list[Translation]:
    customer = f"cus_{number % 7}"
    return [
        an_invoice(f"in_{number}", customer=customer),
        a_charge(f"ch_{number}", customer=customer, pays={f"in_{number}": "30.00"}),
    ]


def _lane(journal: Journal, run: int, idle_rounds: int = 100) -> Counter[tuple[str, str]]:
    """Works until it was idle for long; what was handed out to it, by purpose."""
    taken: Counter[tuple[str, str]] = Counter()
    while idle_rounds:
        batch = journal.claim(7, LEASE)
        if batch is None:
            idle_rounds -= 1
            time.sleep(0.002)
            continue
        names = [each.external_id for each in (*batch.records, *batch.checks)] + [
            each.application.external_id for each in batch.applications
        ]
        taken.update((batch.purpose.value, name) for name in names)
        if batch.purpose is Purpose.CHECK:
            assert journal.settle(batch, settlements(batch, {}, None), run)
        else:
            journal.note_sent(batch, operations(batch))
            assert journal.settle(batch, settlements(batch, {}, Event.ACCEPT), run)
    return taken


def _collect(journal: Journal, run: int) -> Counter[tuple[str, str]]:
    for number in range(INVOICES):
        journal.intend(_books(number), f"after {number}", run)
    return Counter()


def _everything() -> set[tuple[str, str]]:
    customers = {f"cus_{number % 7}" for number in range(INVOICES)}
    invoices = {f"in_{number}" for number in range(INVOICES)}
    payments = {f"ch_{number}" for number in range(INVOICES)}
    uses = {f"ch_{number}>in_{number}" for number in range(INVOICES)}
    added = {("add", name) for name in customers | invoices | payments | uses | {"price_a"}}
    return added | {("check", name) for name in invoices | payments}


@pytest.mark.parametrize("shared", [True, False], ids=["one journal for all", "a journal for each"])
def test_threads_never_get_the_same_intent(url: str, clock: SetClock, *, shared: bool) -> None:
    first = open_journal(url, "main", clock)
    run = first.start_run("test")
    journals = [first if shared else open_journal(url, "main", clock) for _ in range(LANES)]
    with ThreadPoolExecutor(LANES + 1) as threads:
        collecting = threads.submit(_collect, first, run)
        futures = [threads.submit(_lane, journal, run) for journal in journals]
        collecting.result()
        taken = sum((future.result() for future in futures), _lane(first, run, idle_rounds=1))
    assert_consistent(first)
    assert set(states(first).values()) == {"accepted"}
    adds = {key: times for key, times in taken.items() if key[0] == "add"}
    assert set(adds) == {key for key in _everything() if key[0] == "add"}
    assert set(adds.values()) == {1}
    assert {key for key in taken if key[0] == "check"} == {key for key in _everything() if key[0] == "check"}
    for journal in {first, *journals}:
        journal.close()


def _lane_of_its_own(url: str, run: int) -> Counter[tuple[str, str]]:
    journal = open_journal(url, "main", SetClock())
    try:
        return _lane(journal, run, idle_rounds=20)
    finally:
        journal.close()


def test_processes_never_get_the_same_intent(url: str, journal: Journal, hands: Hands) -> None:
    _collect(journal, hands.run)
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as processes:
        futures = [processes.submit(_lane_of_its_own, url, hands.run) for _ in range(2)]
        taken = sum((future.result() for future in futures), Counter[tuple[str, str]]())
    assert set(taken) == _everything()
    assert set(taken.values()) == {1}


def test_two_that_open_a_new_database_at_once_both_find_it_ready(url: str, clock: SetClock) -> None:
    together = Barrier(LANES)

    def open_it(_: int) -> str | None:
        together.wait()
        journal = open_journal(url, "main", clock)
        try:
            return journal.cursor()
        finally:
            journal.close()

    with ThreadPoolExecutor(LANES) as threads:
        assert list(threads.map(open_it, range(LANES))) == [None] * LANES


def test_a_stale_lease_settles_nothing_while_another_lane_looks_it_up(
    journal: Journal, hands: Hands, clock: SetClock
) -> None:
    journal.intend([an_invoice()], None, hands.run)
    slow = hands.claim()
    hands.send(slow)
    clock.pass_seconds(LEASE + 1)
    assert journal.claim(100, LEASE) is None
    clock.pass_seconds(2)
    look_up = hands.claim()
    assert hands.settle(slow, Event.REFUSE) is False
    assert hands.settle(look_up, Event.FOUND_DONE)
    assert states(journal) == {"cus_a": "accepted", "price_a": "accepted", "in_a": "intended"}
