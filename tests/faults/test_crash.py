"""The crash test: the story is disturbed once at every point of it, in every way, and ends with the same books."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from faults.books import KINDS, books_of, differences
from faults.cases import Told, harm, told
from faults.story import FAMILIES, Story
from faults.world import Fate, Killed, World

PORTIONS = 4
ONE_IN = 61
"""Every so manieth case is taken, always the same ones; `python -m faults` takes all."""


def test_the_undisturbed_story_is_worth_disturbing(undisturbed: Told) -> None:
    end = undisturbed.end
    kinds = {kind: {key.partition(" ")[2] for key in end.books if key.startswith(f"{kind} ")} for kind in KINDS}
    roots = kinds["invoice"] | kinds["customerPayment"]
    assert len({name for name in roots if not name.startswith("undo_")}) == FAMILIES
    assert len(kinds["customer"]) == 4
    paid_in_part = {book["amountPaid"] for book in end.books.values() if book.get("status") == "Open"} - {"0.00"}
    assert paid_in_part == {"350.00"}
    assert max(len(book.get("applyList", ())) for book in end.books.values()) == 2
    names = Counter(str(point) for act in undisturbed.acts for point in act)
    assert (names["netsuite addList"], names["netsuite updateList"], names["netsuite deleteList"]) == (20, 4, 1)
    assert [end.runs for end in undisturbed.ends] == [1, 1, 1]


def test_its_aftermath_has_memos_and_refunds_of_each_kind(undisturbed: Told) -> None:
    """One memo was deleted, one reversed since its period is closed (rule A-11)."""
    books = undisturbed.end.books
    made = {key for key in books if key.startswith(("creditMemo", "customerRefund", "invoice undo"))}
    assert made == {
        "creditMemo memo_cbtxn_demo0002",
        "creditMemo memo_cn_demo0001",
        "invoice undo_memo_cn_demo0001",
        *(f"creditMemo memo_du_demo000{number}" for number in (1, 2)),
        "creditMemo memo_in_demo0021_uncollectible",
        "creditMemo memo_in_demo0022_void",
        *(f"creditMemo memo_re_demo000{number}" for number in (1, 2, 3)),
        *(f"customerRefund du_demo000{number}" for number in (1, 2)),
        "customerRefund fail_ch_demo0019",
        *(f"customerRefund re_demo000{number}" for number in (1, 2, 3, 4, 5)),
    }


def test_the_same_story_makes_the_same_requests_and_commits(tmp_path: Path, story: Story, undisturbed: Told) -> None:
    again = told(tmp_path, story)
    assert (again.acts, again.ends) == (undisturbed.acts, undisturbed.ends)


@pytest.mark.parametrize("portion", range(PORTIONS))
def test_disturbed_anywhere_the_story_ends_with_the_same_books(tmp_path: Path, undisturbed: Told, portion: int) -> None:
    """Rule A-1: neither order nor repeats nor restarts change the result; rule A-11: nor is it taken back twice."""
    chosen = list(undisturbed.cases())[::ONE_IN][portion::PORTIONS]
    assert chosen
    assert not [line for case in chosen for line in harm(tmp_path / "world", undisturbed, case)]


def test_a_dead_process_does_nothing_more(tmp_path: Path, story: Story) -> None:
    world = World(tmp_path, story.first)
    fate = Fate(at=30)
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
    world.happens(story.later[0])
    world.sync()
    after = books_of(world)
    assert any(line.startswith("missing: invoice") for line in differences(after, before))
    assert any(line.startswith("too much: customerPayment") for line in differences(before, after))
    assert any(line.startswith("different: trial balance") for line in differences(before, after))
    assert not differences(after, books_of(world))
    world.close()
