"""The crash test: the story is disturbed once at every point of it, in every way, and ends with the same books."""

from __future__ import annotations

import os
import random
from collections import Counter
from pathlib import Path

import pytest

from faults.books import books_of, differences
from faults.cases import End, cases, harm, told
from faults.story import FAMILIES, Story
from faults.world import Fate, Killed, World

PORTIONS = 8
ONE_IN = 1 if os.environ.get("FAULTS") == "all" else 32
"""`FAULTS=all pytest tests/faults` takes every case; else every thirty-second, always the same ones."""


def test_the_undisturbed_story_is_worth_disturbing(undisturbed: End) -> None:
    records = Counter(key.partition(" ")[0] for key in undisturbed.books)
    assert records["invoice"] + records["customerPayment"] == FAMILIES
    assert records["customer"] == 3
    paid_in_part = [
        book for book in undisturbed.books.values() if book.get("status") == "Open" and "amountPaid" in book
    ]
    assert {book["amountPaid"] for book in paid_in_part} == {"350.00"}
    assert max(len(book.get("applyList", ())) for book in undisturbed.books.values()) == 2
    names = Counter(str(point) for act in undisturbed.acts for point in act)
    assert names["netsuite addList"] > 6
    assert names["netsuite updateList"] == 2, "a payment is used further, and a customer gains a currency"
    assert undisturbed.runs == 2


def test_the_undisturbed_aftermath_is_worth_disturbing(undisturbed_aftermath: End) -> None:
    """Memos and refunds of each kind; one memo was deleted, one reversed since its period is closed (rule A-11)."""
    books = undisturbed_aftermath.books
    made = {key for key in books if key.startswith(("creditMemo", "customerRefund", "invoice undo"))}
    assert made == {
        "creditMemo memo_cbtxn_demo0002",
        "creditMemo memo_cn_demo0001",
        "invoice undo_memo_cn_demo0001",
        "creditMemo memo_du_demo0001",
        "creditMemo memo_in_demo0007_uncollectible",
        "creditMemo memo_in_demo0008_void",
        *(f"creditMemo memo_re_demo000{number}" for number in (1, 2, 3)),
        "customerRefund du_demo0001",
        "customerRefund fail_ch_demo0004",
        *(f"customerRefund re_demo000{number}" for number in (1, 2, 3, 4)),
    }
    names = Counter(str(point) for act in undisturbed_aftermath.acts for point in act)
    assert (names["netsuite deleteList"], names["netsuite updateList"]) == (1, 2)


def test_the_same_story_makes_the_same_requests_and_commits(tmp_path: Path, story: Story, undisturbed: End) -> None:
    assert told(tmp_path, story) == undisturbed


@pytest.mark.parametrize("portion", range(PORTIONS))
def test_disturbed_anywhere_the_story_ends_with_the_same_books(
    tmp_path: Path, story: Story, undisturbed: End, portion: int
) -> None:
    """Rule A-1: neither order nor repeats nor restarts change the result."""
    assert not _harms(tmp_path, story, undisturbed, portion)


@pytest.mark.parametrize("portion", range(PORTIONS))
def test_disturbed_anywhere_the_aftermath_ends_with_the_same_books(
    tmp_path: Path, aftermath: Story, undisturbed_aftermath: End, portion: int
) -> None:
    """Rules A-1 and A-11: what is credited, paid out, taken back or reversed is so once."""
    assert not _harms(tmp_path, aftermath, undisturbed_aftermath, portion)


def _harms(folder: Path, story: Story, undisturbed: End, portion: int) -> list[str]:
    """What is different because of one of the portion's cases."""
    chosen = list(cases(undisturbed.acts, aftermath=story.closes is not None))[::ONE_IN][portion::PORTIONS]
    assert chosen
    harms = []
    for number, case in enumerate(chosen):
        random.seed(str(case))
        place = folder / str(number)
        place.mkdir()
        harms += harm(place, story, case, undisturbed)
    return harms


def test_a_dead_process_does_nothing_more(tmp_path: Path, story: Story) -> None:
    world = World(tmp_path, story.first)
    fate = Fate(kill_at=30)
    with pytest.raises(Killed):
        world.sync(fate)
    assert len(fate.points) == 31
    assert world.journal.status().runs[0].finished_at is None
    world.close()


def test_a_lost_record_and_a_double_one_would_be_noticed(tmp_path: Path, story: Story) -> None:
    """That the comparison of books can fail."""
    world = World(tmp_path, story.first)
    world.sync()
    before = books_of(world)
    world.happens(story.later)
    world.sync()
    after = books_of(world)
    assert any(line.startswith("missing: invoice") for line in differences(after, before))
    assert any(line.startswith("too much: customerPayment") for line in differences(before, after))
    assert any(line.startswith("different: trial balance") for line in differences(before, after))
    assert not differences(after, books_of(world))
    world.close()
