"""A journal on a file and hands that work on it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from connector.journal import Journal, open_journal
from journal.hands import Hands, SetClock, assert_consistent

pytest.register_assert_rewrite("contracts.journal_contract")


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'journal.db'}"


@pytest.fixture
def journal(url: str, clock: SetClock) -> Iterator[Journal]:
    """Whatever a test does, the journal must hold together in the end."""
    opened = open_journal(url, "main", clock)
    yield opened
    assert_consistent(opened)
    opened.close()


@pytest.fixture
def hands(journal: Journal, clock: SetClock) -> Hands:
    return Hands(journal, clock)
