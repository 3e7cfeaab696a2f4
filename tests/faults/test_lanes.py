"""Lanes under strain: a poisonous record, more lanes than NetSuite allows, and a lane that wakes too late."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from connector.assembly import assemble, netsuite_of, open_connection_journal
from connector.binding import BoundOperation
from connector.delivery import LEASE_SECONDS, Lane
from connector.journal import Journal
from connector.ports import Batch
from connector.running import run_once
from connector.trying_again import in_company
from faults.books import books_of, differences
from faults.story import Story
from faults.world import ACCOUNT, NETSUITE, Fate, World, settings, unrest
from netsuite_client.emulator import NetSuiteEmulator
from netsuite_client.emulator.refusals import Malformed
from netsuite_client.emulator.soap.service import soap_fault
from netsuite_client.outcomes import Add
from netsuite_client.records import PaymentMethod

POISON = "in_demo0004"
WRITES_MAX = 60


def a_soap_fault() -> Response:
    answer = soap_fault(Malformed("The request could not be understood by the server"), "addList")
    return Response(answer.body, answer.status, media_type="text/xml")


def an_error_page() -> Response:
    return Response(b"<html>Internal Server Error</html>", 500, media_type="text/html")


class Choking:
    """A NetSuite that answers no request to add with this external id in it, whatever else is in it."""

    def __init__(self, application: ASGIApp, external_id: str, answer: Callable[[], Response]) -> None:
        self._application, self._external_id, self._answer = application, external_id.encode(), answer
        self.choked: list[int] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        message = await receive()
        body = message["body"]

        async def again() -> Message:
            return message

        if b"addList" in body and b'externalId="' + self._external_id + b'"' in body:
            self.choked.append(body.count(b"<ns1:record ") or body.count(b":record "))
            assert len(self.choked) < WRITES_MAX, "there is no end of it"
            await self._answer()(scope, again, send)
        else:
            await self._application(scope, again, send)


@pytest.mark.parametrize("answer", [a_soap_fault, an_error_page], ids=["a fault of the whole request", "an error page"])
def test_a_record_that_netsuite_chokes_on_leaves_its_batch_alone(
    tmp_path: Path, story: Story, answer: Callable[[], Response]
) -> None:
    world = World(tmp_path, story.first)
    choking = Choking(world.netsuite.app, POISON, answer)
    world.network.put(NETSUITE, choking)
    for _ in range(10):
        world.run()
        world.clock.sleep(7_200)
    books = books_of(world)
    assert max(choking.choked) > 1, "it was to have company at first"
    assert f"invoice {POISON}" not in books
    assert sum(key.startswith("invoice ") for key in books) == 7
    assert {issue.subject for issue in world.journal.issues()} == {POISON}
    world.network.put(NETSUITE, world.netsuite.app)
    world.sync_to_quiet()
    assert f"invoice {POISON}" in books_of(world)
    world.close()


def test_more_lanes_than_netsuite_allows_bring_everything_once(tmp_path: Path, story: Story) -> None:
    world = World(tmp_path, story.first)
    world.sync()
    expected = books_of(world)
    world.close()
    folder = tmp_path / "lanes"
    folder.mkdir()
    crowded = World(folder, story.first)
    crowded.netsuite = NetSuiteEmulator(account=ACCOUNT, latency_ms=30, concurrency=3, clock=crowded.clock.timestamp)
    with crowded.netsuite.serving() as address:
        crowded.settings = settings(folder, netsuite=address, lanes=4, batch_records=1)
        connection = crowded.settings.connection()
        source = crowded.source(Fate())
        assembled = assemble(
            crowded.settings, None, crowded.clock, source=source, erp=netsuite_of(connection, crowded.clock)
        )
        with assembled.journal.held():
            run_once(assembled, None)
        assembled.journal.close()
    crowded.network.put(NETSUITE, crowded.netsuite.app)
    assert not differences(expected, books_of(crowded))
    assert not unrest(crowded.journal)
    log = crowded.books("requests")["requests"]
    outcomes = Counter(entry["outcome"] for entry in log)
    assert outcomes["limit"] > 0, "NetSuite was to turn some away"
    written = sum(entry["records"] for entry in log if entry["operation"] == "addList" and entry["outcome"] == "ok")
    ours = [book for key, book in expected.items() if key != "trial balance" and "externalId" in book]
    assert written == len(ours)
    crowded.close()


@dataclass
class Interlude(Fate):
    """When the first records have arrived, and before their answer does, something else happens."""

    happens: Callable[[], None] | None = None

    def after(self, number: int) -> None:
        if self.happens is not None and self.points[number].name == "addList":
            now, self.happens = self.happens, None
            now()
        super().after(number)


def test_a_lane_that_wakes_after_its_lease_ran_out_settles_nothing(
    tmp_path: Path, story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = World(tmp_path, story.first)
    settled: list[tuple[str, bool]] = []
    settle = Journal.settle

    def noted(journal: Journal, batch: Batch, *rest: object) -> bool:
        settled.append((batch.lease, settle(journal, batch, *rest)))  # type: ignore[arg-type]  # as they came
        return settled[-1][1]

    def another_lane_does_it_all() -> None:
        world.clock.sleep(LEASE_SECONDS + 1)
        journal = open_connection_journal(world.settings, None, world.clock)
        lane = Lane(journal=journal, erp=world.erp(Fate()), clock=world.clock, run_id=1)
        for _ in range(3):
            lane.run()
            world.clock.sleep(10)
        assert not unrest(journal)
        before.append(journal.status())
        journal.close()

    before: list[object] = []
    monkeypatch.setattr(Journal, "settle", noted)
    world.sync(Interlude(happens=another_lane_does_it_all))
    late = [lease for lease, done in settled if not done]
    assert len(late) == 1
    assert settled[-1] == (late[0], False)
    status = world.journal.status()
    assert [status.counts, status.issues, status.unchecked] == [before[0].counts, (), 0]  # type: ignore[attr-defined]
    assert world.journal.verify_audit() is None
    world.close()


@pytest.mark.parametrize("first", ["nothing goes wrong", "NetSuite is busy at first"])
def test_a_new_journal_finds_what_is_in_the_books_already(tmp_path: Path, story: Story, first: str) -> None:
    world = World(tmp_path, story.first)
    world.sync()
    books = books_of(world)
    world.journal.close()
    for file in tmp_path.glob("connector.db*"):
        file.unlink()
    del world.journal
    if first != "nothing goes wrong":
        world.script(NETSUITE, kind="limit", operation="addList", times=3)
    world.sync_to_quiet()
    assert not world.asked_for, "no person was needed"
    assert not differences(books, books_of(world))
    world.close()


COMPANIES = {
    "what was never tried goes together": ({"a": 0, "b": 0, "c": 0}, ["abc"]),
    "what is tried again goes apart from what is new": ({"a": 1, "b": 0, "c": 1}, ["b", "ac"]),
    "what came to nothing seven times goes alone": ({"a": 7, "b": 7, "c": 1}, ["c", "a", "b"]),
}


@pytest.mark.parametrize(("fruitless", "requests"), COMPANIES.values(), ids=COMPANIES)
def test_company_becomes_smaller_with_every_fruitless_try(fruitless: dict[str, int], requests: list[str]) -> None:
    numbers = {name: number for number, name in enumerate(fruitless)}
    add = Add(record=PaymentMethod(external_id="x", name="x"))
    bound = [BoundOperation(operation=add, intent_ids=(number,)) for number in numbers.values()]
    parts = in_company(bound, {numbers[name]: tries for name, tries in fruitless.items()})
    names = list(fruitless)
    assert ["".join(names[one.intent_ids[0]] for one in part) for part in parts] == requests
