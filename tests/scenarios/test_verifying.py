"""`connector verify`: what Stripe finalised and the journal does not cover is named, whatever the cursor says."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from scenarios.books import Story, three_families
from scenarios.company import Company, company
from stripe_client.emulator.history import at


def forget(made: Company, statement: str, *values: str) -> None:
    """Somebody loses a row of the journal; the cursor stays where it is."""
    with closing(sqlite3.connect(made.journal)) as db, db:
        assert db.execute(statement, values).rowcount == 1


RENAMED = "UPDATE root SET stripe_id = stripe_id || '_gone' WHERE stripe_id = ?"
READ_EARLY = "UPDATE root SET read_at = '2026-01-01 00:00:00' WHERE stripe_id = ?"


@pytest.fixture
def story() -> Story:
    """Three families, and of each kind of document that belongs to one of them one."""
    story = three_families()
    charge = story.book["charges"][0]
    story.refund(charge, 1_000, when=at(2026, 4, 2))
    story.dispute(story.book["charges"][1], when=at(2026, 4, 3))
    story.credit_note(story.invoiced(day=20, days_due=30), 1_000, when=at(2026, 4, 4))
    return story


def test_after_a_sync_everything_is_covered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, story: Story) -> None:
    with company(tmp_path, monkeypatch, story.book) as made:
        made.sync()
        ended = made.run("verify", "--json")
        assert (ended.code, ended.json["complete"], ended.json["uncovered"]) == (0, True, [])
        assert ended.json["looked_at"].keys() == {"invoice", "charge", "refund", "credit_note", "dispute"}
        assert "Everything that Stripe finalised is covered." in made.run("verify").out


MISSING = {
    "an invoice": ("in_demo0003", {"in_demo0003"}),
    "a charge, and with it its refund": ("ch_demo0001", {"ch_demo0001", "re_demo0001"}),
}


@pytest.mark.parametrize(("root", "named"), MISSING.values(), ids=MISSING)
def test_what_is_taken_out_of_the_journal_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, story: Story, root: str, named: set[str]
) -> None:
    with company(tmp_path, monkeypatch, story.book) as made:
        made.sync()
        forget(made, RENAMED, root)
        ended = made.run("verify", "--json")
        assert ended.code == 1
        assert {one["id"] for one in ended.json["uncovered"]} == named
        assert f"the journal does not know {root}" in made.run("verify").out


def test_a_refund_of_which_no_event_came_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, story: Story
) -> None:
    """Its charge is known, and was last read before there was a refund."""
    with company(tmp_path, monkeypatch, story.book) as made:
        made.sync()
        forget(made, READ_EARLY, "ch_demo0001")
        said = made.run("verify").out
        assert "! refund re_demo0001 of 2026-04-02: it changed at 2026-04-02" in said
        assert "ch_demo0001 was last read before" in said


def test_what_came_after_the_last_sync_is_on_its_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, story: Story
) -> None:
    with company(tmp_path, monkeypatch, story.book) as made:
        made.sync()
        new = story.invoiced(day=25, days_due=30)
        new["created"] = at(2099, 1, 1)
        made.stripe.merge(story.book)
        ended = made.run("verify", "--json")
        assert (ended.code, ended.json["newer_than_last_sync"]) == (0, 1)


def test_a_day_limits_what_is_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, story: Story) -> None:
    with company(tmp_path, monkeypatch, story.book) as made:
        made.sync()
        forget(made, RENAMED, "in_demo0001")
        assert made.run("verify", "--since", "2026-03-01").code == 1
        assert made.run("verify", "--since", "2026-03-15").code == 0
        refused = made.run("verify", "--since", "soon")
        assert (refused.code, '"soon" is no day' in refused.err) == (2, True)
