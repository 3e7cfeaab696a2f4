"""A dry run goes the whole way: what one record needs of another stands in the notes, as it would in NetSuite."""

from __future__ import annotations

from pathlib import Path

import pytest

from scenarios.books import Story
from scenarios.company import company
from stripe_client.emulator.history import at


def test_a_memo_copies_from_an_invoice_that_is_only_noted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    story = Story()
    story.billed(story.gold)
    charge = story.book["charges"][0]
    story.refund(charge, 4_000, when=at(2026, 3, 15))
    with company(tmp_path, monkeypatch, story.book) as made:
        looked = made.sync("--dry-run")
        assert (looked.code, "deleted in NetSuite" in looked.said) == (0, False), looked.said
        assert "Credit memo" in looked.out
        assert "Customer refund" in looked.out
        assert made.writes() == 0
        synced = made.sync()
        assert synced.code == 0, synced.said
        assert [len(made.records(kind)) for kind in ("creditMemo", "customerRefund")] == [1, 1]
