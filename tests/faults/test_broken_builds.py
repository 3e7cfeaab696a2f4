"""The crash test can fail: three builds that are broken on purpose, each in the one way that it is there to find."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from connector import questions
from connector.journal import Journal
from connector.lifecycle import Event
from connector.ports import Batch, Erp, Intended, Settlement
from connector.translation.wanted import Translation
from faults.books import differences
from faults.cases import Case, Told, harm, told
from faults.story import Story
from netsuite_client.outcomes import Operation

TRIES_MAX = 20
"""Cases that are tried before a broken build counts as not caught."""

STARTED = 18
"""By this point of the story a run reads the pages on which much depends."""


def sends_again_without_looking(monkeypatch: pytest.MonkeyPatch) -> None:
    def not_done(batch: Batch, _: Erp) -> list[Settlement]:
        members = (*batch.records, *batch.applications)
        return [Settlement(intent_id=each.intent_id, event=Event.FOUND_NOT_DONE) for each in members]

    monkeypatch.setattr(questions, "_look_up", not_done)


def sends_before_noting(monkeypatch: pytest.MonkeyPatch) -> None:
    note_sent, settle = Journal.note_sent, Journal.settle
    later: dict[str, Mapping[int, Operation]] = {}

    def note_later(_: Journal, batch: Batch, operations: Mapping[int, Operation]) -> None:
        later[batch.lease] = operations

    def note_and_settle(journal: Journal, batch: Batch, settlements: Sequence[Settlement], run_id: int) -> bool:
        if batch.lease in later:
            note_sent(journal, batch, later.pop(batch.lease))
        return settle(journal, batch, settlements, run_id)

    monkeypatch.setattr(Journal, "note_sent", note_later)
    monkeypatch.setattr(Journal, "settle", note_and_settle)


def stores_the_cursor_before_its_page(monkeypatch: pytest.MonkeyPatch) -> None:
    intend = Journal.intend

    def cursor_first(
        journal: Journal, translations: Sequence[Translation], cursor: str | None, run_id: int
    ) -> Intended:
        if cursor is not None:
            intend(journal, [], cursor, run_id)
        return intend(journal, translations, None, run_id)

    monkeypatch.setattr(Journal, "intend", cursor_first)


def an_answer_is_lost(case: Case) -> bool:
    return case.point.name == "addList" and case.trouble.name == "timeout_after"


def it_is_killed_after_sending(case: Case) -> bool:
    return case.point.name == "addList" and case.trouble.name == "killed after"


def it_is_killed_between_pages(case: Case) -> bool:
    return case.point.name == "commit" and case.trouble.name == "killed after" and case.number > STARTED


Break = Callable[[pytest.MonkeyPatch], None]
BUILDS: dict[str, tuple[Break, Callable[[Case], bool], str]] = {
    "a build that sends again without looking": (
        sends_again_without_looking,
        an_answer_is_lost,
        "still something to do: .*NAME_TAKEN",
    ),
    "a build that sends before it has noted": (
        sends_before_noting,
        it_is_killed_after_sending,
        "a person had to help with EXTERNAL_ID_TAKEN",
    ),
    "a build that stores the cursor before its page": (
        stores_the_cursor_before_its_page,
        it_is_killed_between_pages,
        "still something to do: .*customer_payment waiting",
    ),
}


@pytest.mark.parametrize(("broken", "when", "found"), BUILDS.values(), ids=BUILDS)
def test_the_crash_test_finds(
    tmp_path: Path,
    story: Story,
    undisturbed: Told,
    *,
    monkeypatch: pytest.MonkeyPatch,
    broken: Break,
    when: Callable[[Case], bool],
    found: str,
) -> None:
    broken(monkeypatch)
    calm = told(tmp_path / "calm", story)
    assert not differences(undisturbed.end.books, calm.end.books), "where nothing goes wrong, it is as good as any"
    wanted = [case for case in calm.cases() if when(case)][:TRIES_MAX]
    harms = (harm(tmp_path / "disturbed", calm, case) for case in wanted)
    first = next((lines for lines in harms if lines), [])
    assert any(re.search(found, line) for line in first), first or "no case did any harm"
