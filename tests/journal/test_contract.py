"""The contract of the journal, kept by each database that we have."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from contracts.journal_contract import JournalContract

from connector.journal import Journal, open_journal
from journal.hands import SetClock, assert_consistent
from journal.wanted import a_charge, an_invoice


class TestJournalOnAFile(JournalContract):
    """SQLite in a file; the fixture is the common one."""


class TestJournalInMemory(JournalContract):
    """SQLite in memory, for rehearsals."""

    @pytest.fixture
    def journal(self, clock: SetClock) -> Iterator[Journal]:
        opened = open_journal("sqlite://", "main", clock)
        yield opened
        assert_consistent(opened)
        opened.close()


class TestOneConnectionOfSeveral(JournalContract):
    """Beside another connection with the same ids in the same database."""

    @pytest.fixture
    def journal(self, url: str, clock: SetClock) -> Iterator[Journal]:
        other = open_journal(url, "other", clock)
        _fill(other)
        opened = open_journal(url, "main", clock)
        before = other.status()
        yield opened
        assert_consistent(opened)
        assert other.status() == before, "the other connection was touched"
        opened.close()
        other.close()


def _fill(journal: Journal) -> None:
    run = journal.start_run("test")
    journal.intend([an_invoice(), a_charge()], "elsewhere", run)
    assert journal.claim(1, 1_000_000.0)
