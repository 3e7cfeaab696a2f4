"""A run that dies before or after any of its commits ends, when it is run again, with the same books."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Connection

from connector.journal import Journal, open_journal
from connector.lifecycle import Event
from connector.ports import Batch, Purpose, Settlement
from journal.hands import LEASE, SetClock, assert_consistent, operations, settlements, states
from journal.wanted import a_charge, an_invoice

PAGES = (
    ("after page 1", [an_invoice(), a_charge(pays={"in_a": "10.00", "in_b": "20.00"})]),
    (
        "after page 2",
        [an_invoice("in_b"), an_invoice("in_c", customer="cus_b"), a_charge("ch_c", pays={"in_c": "30.00"})],
    ),
    ("after page 3", [a_charge(pays={"in_a": "15.00", "in_b": "15.00"})]),
)
RUNS_MAX = 5


class Killed(BaseException):
    """The process is gone; nothing below may catch it."""


class Books:
    """What NetSuite would have: nothing goes in twice."""

    def __init__(self) -> None:
        self.records: list[str] = []
        self.applied: dict[str, str] = {}

    def send(self, batch: Batch) -> None:
        """Do all of it."""
        for record in batch.records:
            assert record.external_id not in self.records, f"{record.external_id} would be there twice"
            self.records.append(record.external_id)
        for each in batch.applications:
            self.applied[each.application.external_id] = str(each.application.amount)

    def look_up(self, batch: Batch) -> list[Settlement]:
        """What of it was done, as it was in the attempt."""
        done = {each.external_id: Event.FOUND_DONE for each in batch.records if each.external_id in self.records}
        for each in batch.applications:
            if self.applied.get(each.application.external_id) == str(each.application.amount):
                done[each.application.external_id] = Event.FOUND_DONE
        return settlements(batch, done, Event.FOUND_NOT_DONE)


def _run(journal: Journal, clock: SetClock, books: Books) -> None:
    run = journal.start_run("test")
    read = [cursor for cursor, _ in PAGES]
    for cursor, page in PAGES[read.index(journal.cursor() or "") + 1 if journal.cursor() else 0 :]:
        journal.intend(page, cursor, run)
    clock.pass_seconds(LEASE + 1)
    journal.claim(1, 0)  # releases what a dead run held
    clock.pass_seconds(5)
    while batch := journal.claim(2, LEASE):
        match batch.purpose:
            case Purpose.ADD | Purpose.APPLY:
                journal.note_sent(batch, operations(batch))
                books.send(batch)
                journal.settle(batch, settlements(batch, {}, Event.ACCEPT), run)
            case Purpose.LOOK_UP:
                journal.settle(batch, books.look_up(batch), run)
            case Purpose.CHECK:
                journal.settle(batch, settlements(batch, {}, None), run)
        clock.pass_seconds(3)
    journal.finish_run(run, {})


Writing = Callable[[], AbstractContextManager[Connection]]


def _dying(writing: Writing, at: int, *, committed: bool) -> Writing:
    """Transactions of which the n-th is the last one: torn before its commit, or followed by nothing."""
    count = 0

    @contextmanager
    def transaction() -> Iterator[Connection]:
        nonlocal count
        count += 1
        with writing() as db:
            yield db
            if count == at and not committed:
                raise Killed
        if count == at and committed:
            raise Killed

    return transaction


def _whole_story(url: str, kill_at: int | None, *, committed: bool) -> tuple[Books, dict[str, str], int]:
    """The story, killed once if it is asked for and then run again until nothing is left; and how often it ran."""
    clock, books = SetClock(), Books()
    for runs in range(1, RUNS_MAX):
        journal = open_journal(url, "main", clock)
        if runs == 1 and kill_at is not None:
            journal.database.writing = _dying(journal.database.writing, kill_at, committed=committed)  # type: ignore[method-assign]
        try:
            _run(journal, clock, books)
        except Killed:
            continue
        else:
            assert_consistent(journal)
            return books, states(journal), runs
        finally:
            journal.close()
    raise AssertionError("the story has no end")


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Books, dict[str, str], int]:
    return _whole_story(f"sqlite:///{tmp_path_factory.mktemp('whole') / 'journal.db'}", None, committed=False)


def test_the_undisturbed_story_ends_with_everything_accepted(
    undisturbed: tuple[Books, dict[str, str], int],
) -> None:
    books, ended, runs = undisturbed
    assert runs == 1
    assert set(ended.values()) == {"accepted"}
    assert sorted(books.records) == ["ch_a", "ch_c", "cus_a", "cus_b", "in_a", "in_b", "in_c", "price_a"]
    assert books.applied == {"ch_a>in_a": "15.00", "ch_a>in_b": "15.00", "ch_c>in_c": "30.00"}


@pytest.mark.parametrize("committed", [False, True], ids=["torn before the commit", "dead right after the commit"])
def test_killed_at_any_commit_the_end_is_the_same(
    tmp_path: Path, undisturbed: tuple[Books, dict[str, str], int], *, committed: bool
) -> None:
    books, ended, _ = undisturbed
    kill_at, runs = 0, 2
    while runs == 2:
        kill_at += 1
        killed_books, killed_end, runs = _whole_story(
            f"sqlite:///{tmp_path / f'{kill_at}.db'}", kill_at, committed=committed
        )
        assert sorted(killed_books.records) == sorted(books.records), f"killed at commit {kill_at}"
        assert (killed_books.applied, killed_end) == (books.applied, ended), f"killed at commit {kill_at}"
    assert kill_at > 20, "every commit was the last one once"
