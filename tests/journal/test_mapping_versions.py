"""Versions of the mapping: numbered, never changed, remembered by what they made; and the pause of a bad one."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy.exc import IntegrityError

from connector.brake import MappingBrake, failure
from connector.journal import Journal
from connector.journal.audit import FIRST, chained
from connector.mapping import KeptFiles
from connector.versions import MappingVersion, Trial
from journal.hands import Hands, SetClock, column
from journal.wanted import a_charge, an_invoice


def files(text: str) -> KeptFiles:
    """A mapping of one file."""
    return KeptFiles(names=("mappings/acme.yaml",), texts={"mappings/acme.yaml": text})


def publish(journal: Journal, text: str) -> MappingVersion:
    """Somebody publishes a file."""
    return journal.mappings.publish(files(text), author="mia", note="because")


def test_contents_that_nobody_published_are_kept_once(journal: Journal) -> None:
    kept = [journal.mappings.keep(files(text)).number for text in ("a", "b", "a")]
    assert kept == [1, 2, 1]
    assert journal.mappings.published() is None


def test_numbers_count_up_and_the_newest_published_is_in_force(journal: Journal) -> None:
    journal.mappings.keep(files("a"))
    for text in ("b", "c", "b"):
        publish(journal, text)
    assert [each.number for each in journal.mappings.history()] == [4, 3, 2, 1]
    assert [each.replaces for each in journal.mappings.history()] == [3, 2, 1, None]
    now = journal.mappings.published()
    assert now is not None
    assert (now.number, now.author, now.note, now.files) == (4, "mia", "because", files("b"))
    assert now.hash == journal.mappings.version(2).hash != journal.mappings.version(3).hash


def test_a_published_version_has_an_author(journal: Journal) -> None:
    publish(journal, "a")
    with pytest.raises(IntegrityError), journal.database.writing() as db:
        db.exec_driver_sql("UPDATE mapping_version SET author = NULL")


def test_audit_rows_say_which_version_was_in_force(journal: Journal, hands: Hands) -> None:
    journal.mappings.keep(files("a"))
    journal.pauses.begin("PAUSED", {"reason": "year end"}, who="mia", via="cli")
    journal.pauses.end(who="mia", via="cli")
    publish(journal, "b")
    journal.make_with(publish(journal, "c"))
    journal.intend([an_invoice()], None, hands.run)
    hands.deliver()
    with journal.database.reading() as db:
        rows = db.exec_driver_sql("SELECT action, mapping_version FROM audit ORDER BY number").all()
    assert rows[:2] == [("pause", 1), ("resume", 1)], "the files as they were used last"
    assert rows[2:5] == [("publish mapping", 2), ("publish mapping", 3), ("add", 3)]
    assert journal.verify_audit() is None


def test_an_audit_row_from_before_versions_were_noted_keeps_its_hash() -> None:
    row = {"number": 1, "at": datetime(2026, 1, 1, tzinfo=UTC), "who": "mia"}
    assert chained(FIRST, {**row, "mapping_version": None}) == chained(FIRST, row)
    assert chained(FIRST, {**row, "mapping_version": 1}) != chained(FIRST, row)


def test_a_record_remembers_the_version_that_made_what_is_sent_of_it(journal: Journal, hands: Hands) -> None:
    journal.make_with(publish(journal, "a"))
    journal.intend([an_invoice()], None, hands.run)
    hands.deliver(refuse=["in_a"])
    journal.make_with(publish(journal, "b"))
    journal.intend([an_invoice(memo="new")], None, hands.run)
    assert (column(journal, "cus_a", "mapping_version"), column(journal, "in_a", "mapping_version")) == (1, 2)
    hands.deliver()
    journal.make_with(publish(journal, "c"))
    journal.intend([an_invoice(memo="newer, and never sent")], None, hands.run)
    assert column(journal, "in_a", "mapping_version") == 2, "NetSuite has what version 2 made"


def test_what_nobody_said_a_version_for_remembers_none(journal: Journal, hands: Hands) -> None:
    journal.intend([an_invoice()], None, hands.run)
    assert column(journal, "in_a", "mapping_version") is None


def trial(journal: Journal) -> tuple[int, int, int, int]:
    """Translated, unmapped, answered and refused so far with the newest version."""
    now = journal.mappings.history()[0].trial
    return now.translated, now.unmapped, now.answered, now.refused


def test_the_first_records_of_a_version_are_counted_over_several_runs(journal: Journal, hands: Hands) -> None:
    journal.make_with(publish(journal, "a"))
    journal.intend([an_invoice(), a_charge()], None, hands.run)
    hands.deliver(refuse=["ch_a"])
    assert trial(journal) == (2, 0, 4, 1), "customer, item, invoice; the payment is refused, its use is no record"
    journal.make_with(journal.mappings.published())
    journal.intend([an_invoice("in_b")], None, hands.run)
    hands.deliver()
    assert trial(journal) == (3, 0, 5, 1)


def test_no_more_than_the_first_fifty_are_counted(journal: Journal, hands: Hands) -> None:
    journal.make_with(publish(journal, "a"))
    journal.intend([an_invoice(f"in_{number}") for number in range(60)], None, hands.run)
    hands.deliver(limit=40)
    assert trial(journal) == (50, 0, 50, 0)


def test_what_failed_before_the_version_is_not_its_doing(journal: Journal, hands: Hands, clock: SetClock) -> None:
    journal.intend([an_invoice()], None, hands.run)
    hands.deliver(refuse=["in_a"])
    clock.pass_seconds(60)
    journal.make_with(publish(journal, "a"))
    journal.intend([an_invoice(memo="other"), an_invoice("in_b")], None, hands.run)
    hands.deliver(refuse=["in_a", "in_b"])
    assert trial(journal) == (2, 0, 2, 1)


def test_checks_and_withdrawals_are_no_answers_to_a_version(journal: Journal, hands: Hands) -> None:
    journal.make_with(publish(journal, "a"))
    journal.intend([an_invoice()], None, hands.run)
    hands.deliver()
    before = trial(journal)
    while (batch := journal.claim(100, 60.0)) is not None:
        hands.settle(batch, None)
    assert trial(journal) == before


def test_a_version_nobody_published_is_not_on_trial(journal: Journal, hands: Hands) -> None:
    journal.make_with(journal.mappings.keep(files("a")))
    journal.intend([an_invoice()], None, hands.run)
    hands.deliver(refuse=["in_a"])
    assert trial(journal) == (0, 0, 0, 0)


VERDICTS: dict[str, tuple[Trial, int, str | None]] = {
    "nothing is known yet": (Trial(), 50, None),
    "too few are known": (Trial(answered=49, refused=49), 50, None),
    "one in five is not too much": (Trial(answered=50, refused=10), 50, None),
    "one more is": (Trial(answered=50, refused=11), 50, "11 of 50 records were refused"),
    "objects that cannot be mapped count by themselves": (
        Trial(translated=50, unmapped=50),
        50,
        "50 of 50 objects could not be mapped",
    ),
    "ten are enough at the end of a run": (Trial(answered=10, refused=3), 10, "3 of 10 records were refused"),
    "nine are not": (Trial(answered=9, refused=9), 10, None),
}


@pytest.mark.parametrize(("so_far", "enough", "expected"), VERDICTS.values(), ids=VERDICTS.keys())
def test_a_version_fails_by_its_first_records(so_far: Trial, enough: int, expected: str | None) -> None:
    failed = failure(so_far, enough)
    assert (f"{failed['failed']} of {failed['made']} {failed['what']}" if failed else None) == expected


def brake_of(journal: Journal, version: MappingVersion) -> MappingBrake:
    """The brake of a run that uses this version."""
    journal.make_with(version)
    return MappingBrake(journal.mappings, journal.pauses, version, changes=lambda: "a line", settled=journal.make_with)


def test_the_brake_pauses_names_the_version_and_ends_the_trial(journal: Journal, hands: Hands) -> None:
    brake = brake_of(journal, publish(journal, "a"))
    journal.intend([an_invoice(f"in_{number}") for number in range(9)], None, hands.run)
    hands.deliver(refuse=[f"in_{number}" for number in range(9)])
    assert not brake.holds(), "eleven records decide nothing before the end"
    brake.conclude()
    assert brake.holds()
    paused = journal.status().paused
    assert paused is not None
    assert (paused.code, paused.values["failed"], paused.values["made"]) == ("AUTO_PAUSED", "9", "11")
    assert (paused.values["version"], paused.values["changes"]) == ("1", "a line")
    assert not brake.watches
    journal.pauses.end(who="mia", via="cli")
    assert not brake_of(journal, journal.mappings.published()).holds(), "whoever resumes has judged"


def test_publishing_ends_a_pause_that_a_version_caused_and_no_other(journal: Journal) -> None:
    for code, is_left in (("AUTO_PAUSED", False), ("PAUSED", True)):
        assert journal.pauses.begin(code, {"reason": "year end"}, who="mia", via="cli")
        assert not journal.pauses.begin(code, {}, who="tom", via="cli"), "it is paused already"
        publish(journal, code)
        assert (journal.pauses.open() is not None) is is_left


def test_a_version_that_does_well_is_watched_no_longer(journal: Journal, hands: Hands) -> None:
    brake = brake_of(journal, publish(journal, "a"))
    journal.intend([an_invoice(f"in_{number}") for number in range(60)], None, hands.run)
    hands.deliver()
    assert not brake.holds()
    assert not brake.watches


def test_what_another_version_made_and_nobody_sent_is_read_again(journal: Journal, hands: Hands) -> None:
    journal.make_with(publish(journal, "a"))
    journal.intend([an_invoice("in_sent")], None, hands.run)
    hands.deliver()
    journal.intend([an_invoice("in_queued")], None, hands.run)
    assert journal.roots_to_reconsider() == ()
    journal.make_with(publish(journal, "b"))
    assert [root.id for root in journal.roots_to_reconsider()] == ["in_queued"]
