"""Trouble of the environment: one trouble for its cause and none for the records, and it goes on by itself."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

import pytest
from daemon.site import Site

from connector.cli.failures import Exit, end
from connector.daemon import loop
from connector.journal import DatabaseUnavailable, dialect
from faults.books import Books, books_of, differences
from faults.world import NETSUITE, STRIPE

ALL = ["in_demo0001", "in_demo0002", "in_demo0003"]


@pytest.fixture(autouse=True, scope="module")
def _turns_apart() -> Iterator[None]:
    """Nothing happens between turns that are a minute apart."""
    with patch.object(loop, "REST_SECONDS", 60.0):
        yield


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    site = Site(tmp_path)
    yield site
    site.world.close()


@pytest.fixture(scope="module")
def calm(many_processes: None, tmp_path_factory: pytest.TempPathFactory) -> Books:
    """The books when nothing is wrong."""
    site = Site(tmp_path_factory.mktemp("calm"))
    site.runs_for(2)
    books = books_of(site.world)
    site.world.close()
    return books


REVOKED = {
    "a Stripe key that is revoked while Stripe is read": (STRIPE, 5, "STRIPE_KEY_REFUSED"),
    "a NetSuite token that is revoked between two batches": (NETSUITE, 8, "LOGIN_REFUSED"),
}


@pytest.mark.parametrize(("service", "nth", "code"), REVOKED.values(), ids=REVOKED)
def test_credentials_revoked_mid_run_are_one_trouble_and_it_goes_on_when_they_are_renewed(
    site: Site, calm: Books, service: str, nth: int, code: str
) -> None:
    site.world.script(service, kind="login", nth=nth, times=10_000)
    site.runs_for(31)
    (trouble,) = site.world.journal.troubles.standing()
    assert (trouble.code, trouble.times) == (code, 3), "told of once, and met by each run"
    assert not list(site.world.journal.issues())
    site.mends()
    site.runs_for(31)
    assert not site.world.journal.troubles.standing()
    assert not differences(calm, books_of(site.world))


Pragmas = tuple[str, ...]
IMPATIENT: Pragmas = tuple(each.replace(str(dialect.BUSY_SECONDS * 1000), "0") for each in dialect._PRAGMAS)


@contextmanager
def opened_with(pragma: str) -> Iterator[None]:
    """Every connection to the journal is opened with this besides."""
    with patch.object(dialect, "_PRAGMAS", (*IMPATIENT, pragma)):
        yield


@contextmanager
def a_full_disk(file: Path) -> Iterator[None]:
    """The journal's file cannot grow."""
    with closing(sqlite3.connect(file)) as db:
        (pages,) = db.execute("PRAGMA page_count").fetchone()
    with opened_with(f"PRAGMA max_page_count = {pages}"):
        yield


@contextmanager
def a_locked_database(file: Path) -> Iterator[None]:
    """Somebody else keeps the lock for longer than anybody waits."""
    with closing(sqlite3.connect(file, isolation_level=None)) as db:
        db.execute("BEGIN IMMEDIATE")
        yield
        db.execute("ROLLBACK")


@contextmanager
def a_read_only_database(_: Path) -> Iterator[None]:
    """Nobody may write to it."""
    with opened_with("PRAGMA query_only = ON"):
        yield


OF_THE_DATABASE = {
    "a full disk": a_full_disk,
    "a locked database": a_locked_database,
    "a read-only database": a_read_only_database,
}


@pytest.mark.parametrize("trouble", OF_THE_DATABASE.values(), ids=OF_THE_DATABASE)
def test_a_database_that_cannot_be_written_ends_no_daemon_and_it_goes_on_when_it_can(
    site: Site, monkeypatch: pytest.MonkeyPatch, trouble: Callable[[Path], AbstractContextManager[None]]
) -> None:
    """Nothing is sent that cannot be noted, and there is no issue of any record."""
    monkeypatch.setattr(dialect, "_PRAGMAS", IMPATIENT)
    lasting, booked = ExitStack(), list[str]()

    def begins() -> None:
        site.bills_again()
        lasting.enter_context(trouble(site.folder / "connector.db"))
        site.world.journal.close()  # connections of before know nothing of it

    def ends() -> None:
        booked.extend(site.invoices())
        lasting.close()
        site.world.journal.close()

    site.runs_for(61, {5: begins, 40: ends})
    assert booked == ALL
    assert site.invoices() == [*ALL, "in_demo0004"]
    assert not list(site.world.journal.issues())
    assert not site.world.journal.troubles.standing()


@contextmanager
def a_broken_file(file: Path) -> Iterator[None]:
    """What is there is no database; later somebody puts the file back."""
    whole = file.read_bytes()
    file.write_bytes(b"not a database at all " * 1000)
    yield
    file.with_name("copy").write_bytes(whole)
    file.with_name("copy").replace(file)


STARTED_ON = {
    "a broken file": (a_broken_file, "is damaged or is no journal"),
    "a full disk": (a_full_disk, "is full: the disk has no room left"),
    "a locked database": (a_locked_database, "stayed locked by somebody else"),
    "a read-only database": (a_read_only_database, "is read-only"),
}


@pytest.mark.parametrize(("trouble", "says"), STARTED_ON.values(), ids=STARTED_ON)
def test_a_daemon_started_on_such_a_database_says_so_and_begins_when_it_is_mended(
    site: Site,
    monkeypatch: pytest.MonkeyPatch,
    trouble: Callable[[Path], AbstractContextManager[None]],
    says: str,
) -> None:
    monkeypatch.setattr(dialect, "_PRAGMAS", IMPATIENT)
    site.runs_for(2)
    site.world.journal.close()
    site.bills_again()
    lasting, said = ExitStack(), list[dict[str, str]]()
    lasting.enter_context(trouble(site.folder / "connector.db"))

    def asks() -> None:
        assert site.running is not None
        said.append(site.running.checks())

    site.runs_for(61, {20: asks, 21: lasting.close, 60: asks})
    assert says in said[0]["database"]
    assert (site.invoices(), said[1]["database"]) == ([*ALL, "in_demo0004"], "ok")


@pytest.mark.parametrize(("trouble", "says"), STARTED_ON.values(), ids=STARTED_ON)
def test_a_command_on_such_a_database_ends_with_a_sentence(
    site: Site,
    monkeypatch: pytest.MonkeyPatch,
    trouble: Callable[[Path], AbstractContextManager[None]],
    says: str,
) -> None:
    monkeypatch.setattr(dialect, "_PRAGMAS", IMPATIENT)
    site.runs_for(2)
    site.world.journal.close()
    site.bills_again()
    with trouble(site.folder / "connector.db"), pytest.raises(DatabaseUnavailable, match=says) as ended:
        site.world.sync()
    assert end(ended.value) == Exit.UNREACHABLE


JUMPS = {
    "a day ahead": timedelta(days=1),
    "a day back": timedelta(days=-1),
    "half an hour back": timedelta(minutes=-30),
}


@pytest.mark.parametrize("jump", JUMPS.values(), ids=JUMPS)
def test_when_the_clock_jumps_the_next_run_comes_within_an_interval(site: Site, jump: timedelta) -> None:
    def jumps() -> None:
        site.world.clock.jump(jump)
        site.bills_again()

    site.runs_for(23, {5: jumps})
    assert site.invoices() == [*ALL, "in_demo0004"]


def test_started_again_with_a_clock_that_was_set_back_it_does_not_wait_for_the_old_time(site: Site) -> None:
    site.runs_for(2)
    site.world.clock.jump(timedelta(days=-1))
    site.bills_again()
    site.runs_for(18)
    assert site.invoices() == [*ALL, "in_demo0004"]
