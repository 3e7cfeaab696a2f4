"""Real processes over real HTTP: killed, interrupted and started twice, they leave the same books."""

from __future__ import annotations

import signal
import time
from pathlib import Path

import pytest

from connector.clock import SystemClock
from connector.journal import open_journal
from faults.books import Books, books_of
from faults.processes import a_site, ended, killed_at_random, undone
from faults.story import Story
from faults.world import World

STOP_SECONDS_MAX = 5.0
SLOW = {"latency_ms": 300, "batch_records": 1}
"""A NetSuite with which a whole run takes much longer than a stop may."""


@pytest.fixture(scope="module")
def expected(many_processes: None, story: Story, tmp_path_factory: pytest.TempPathFactory) -> Books:
    """The books of an undisturbed run, in process."""
    world = World(tmp_path_factory.mktemp("expected"), story.first)
    world.sync()
    books = books_of(world)
    world.close()
    return books


def test_killed_again_and_again_at_random_moments_it_leaves_the_same_books(
    tmp_path: Path, story: Story, expected: Books
) -> None:
    """`make faults` does so by more seeds; some make it rest for minutes."""
    outcome = killed_at_random(tmp_path, story.first, expected, seed=1)
    assert outcome.killed > 1
    assert not outcome.harms


@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGINT])
def test_asked_to_stop_it_stops_within_seconds_and_goes_on_where_it_was(
    tmp_path: Path, story: Story, expected: Books, sent: signal.Signals
) -> None:
    with a_site(tmp_path, story.first, **SLOW) as site:
        process = site.start()
        assert site.requests.wait_for(3, "addList", while_runs=process)
        process.send_signal(sent)
        asked_at = time.monotonic()
        exit_code, said = ended(process)
        assert exit_code == 5, said
        assert time.monotonic() - asked_at < STOP_SECONDS_MAX
        assert "run the same command to go on" in said
        assert "Traceback" not in said
        written = site.requests.seen["addList"]
        assert written < 10
        exit_code, said = site.sync()
        assert exit_code == 0, said
        assert not undone(site, expected)


def test_a_second_one_beside_it_is_refused_in_a_sentence_and_changes_nothing(
    tmp_path: Path, story: Story, expected: Books
) -> None:
    with a_site(tmp_path, story.first, **SLOW) as site:
        first = site.start()
        assert site.requests.wait_for(1, "addList", while_runs=first)
        first.send_signal(signal.SIGSTOP)  # so that it is still at it, however slow the other one begins
        exit_code, said = site.sync()
        first.send_signal(signal.SIGCONT)
        assert exit_code == 2
        assert "Another run of connection main is under way" in said
        assert "Traceback" not in said
        exit_code, said = ended(first)
        assert exit_code == 0, said
        assert not undone(site, expected)
        journal = open_journal(site.environment["CONNECTOR_DATABASE_URL"], "main", SystemClock())
        assert len(journal.status().runs) == 1
        journal.close()
