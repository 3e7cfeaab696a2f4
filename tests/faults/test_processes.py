"""Real processes over real HTTP: killed, interrupted and started twice, they leave the same books."""

from __future__ import annotations

import random
import signal
import time
from pathlib import Path

import pytest

from connector.clock import SystemClock
from connector.journal import Journal, open_journal
from faults.books import Books, books_of, differences
from faults.processes import Site, a_site, ended
from faults.story import Story
from faults.world import World, unrest

KILLS = 4
STOP_SECONDS_MAX = 5.0
SLOW = {"latency_ms": 300, "batch_records": 1}
"""A NetSuite with which a whole run takes much longer than a stop may."""


@pytest.fixture(scope="module")
def expected(quick_and_quiet: None, story: Story, tmp_path_factory: pytest.TempPathFactory) -> Books:
    """The books of an undisturbed run, in process."""
    world = World(tmp_path_factory.mktemp("expected"), story.first)
    world.sync()
    books = books_of(world)
    world.close()
    return books


def journal_of(site: Site) -> Journal:
    return open_journal(site.environment["CONNECTOR_DATABASE_URL"], "main", SystemClock())


def assert_all_is_done(site: Site, expected: Books) -> None:
    assert not differences(expected, books_of(site))
    journal = journal_of(site)
    assert not unrest(journal)
    assert journal.verify_audit() is None
    journal.close()


@pytest.mark.parametrize("seed", [1, 2])
def test_killed_again_and_again_at_random_moments_it_leaves_the_same_books(
    tmp_path: Path, story: Story, expected: Books, seed: int
) -> None:
    chance = random.Random(seed)  # noqa: S311  # the same moments each time
    with a_site(tmp_path, story.first, latency_ms=20, batch_records=2) as site:
        killed = 0
        for _ in range(KILLS):
            process = site.start()
            site.requests.wait_for(site.requests.seen.total() + chance.randint(15, 30), while_runs=process)
            time.sleep(chance.uniform(0, 0.04))
            process.kill()
            killed += ended(process)[0] == -signal.SIGKILL
        exit_code, said = site.sync()
        assert exit_code == 0, said
        assert killed > 1
        assert_all_is_done(site, expected)


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
        assert_all_is_done(site, expected)


def test_a_second_one_beside_it_is_refused_in_a_sentence_and_changes_nothing(
    tmp_path: Path, story: Story, expected: Books
) -> None:
    with a_site(tmp_path, story.first, **SLOW) as site:
        first = site.start()
        assert site.requests.wait_for(1, "addList", while_runs=first)
        exit_code, said = site.sync()
        assert first.poll() is None, "the first one was to be still at it"
        assert exit_code == 2
        assert "Another run of connection main is under way" in said
        assert "Traceback" not in said
        exit_code, said = ended(first)
        assert exit_code == 0, said
        assert_all_is_done(site, expected)
        journal = journal_of(site)
        assert len(journal.status().runs) == 1
        journal.close()
