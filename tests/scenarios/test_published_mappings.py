"""A mapping is published, used, remembered, doubted and taken back: the whole story over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from scenarios.books import Story
from scenarios.company import Company, Ended, company

GOOD = "version: 1\ninvoice: { department_id: 1 }\n"
OTHER = "version: 1\ninvoice: { department_id: 1, klass_id: 1 }\n"
BAD = "version: 1\n# the department is found by itself\ninvoice: { klass_id: 1 }\n"


@dataclass(kw_only=True)
class Office:
    """A company whose NetSuite demands a department of every invoice, and what its partner does."""

    made: Company
    story: Story
    day: int = 1

    def bills(self, number: int) -> None:
        """So many more open invoices at Stripe."""
        invoices = [self.story.invoiced(day=self.day, days_due=30) for _ in range(number)]
        self.made.stripe.merge({"invoices": invoices})

    def writes(self, text: str) -> None:
        """The partner edits the mapping file."""
        self.made.map_fields(text)

    def publishes(self, text: str, note: str = "because") -> Any:
        """… and publishes it."""
        self.writes(text)
        ended = self.made.run("mapping", "publish", "--note", note, "--author", "mia", "--json")
        assert ended.code == 0, ended.said
        return ended.json

    def of_invoices(self, field: str) -> list[object]:
        """What NetSuite has in a field of each invoice."""
        return [record.get(field, {}).get("internalId") for record in self.made.records("invoice")]

    def made_with(self, id_: str) -> object:
        """The version that an invoice was made with, as `show` says it."""
        (family, *_) = self.made.run("show", id_, "--json").json
        return {each["external_id"]: each["mapping_version"] for each in family["records"]}[id_]


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """An open invoice at Stripe, and a mapping file that NetSuite is content with."""
    story = Story()
    story.invoiced(days_due=30)
    with company(tmp_path, monkeypatch, story.book, required_fields=["invoice.department"]) as made:
        opened = Office(made=made, story=story)
        opened.writes(GOOD)
        yield opened


def test_before_the_first_publish_a_run_uses_the_files_and_records_remember_them(office: Office) -> None:
    ended = office.made.sync()
    assert ended.code == 0, ended.said
    assert "(mapping v1, unpublished, end date: add_day)" in ended.out
    office.writes(OTHER)
    office.bills(1)
    assert "(mapping v2, unpublished, end date: add_day)" in office.made.sync().out
    office.writes(GOOD)
    assert "(mapping v1, unpublished, end date: add_day)" in office.made.sync().out
    assert (office.made_with("in_demo0001"), office.made_with("in_demo0002")) == (1, 2)
    assert "recorded with mapping v2" in office.made.run("explain", "in_demo0002").out


def test_a_published_version_is_used_whatever_the_folder_says(office: Office) -> None:
    published = office.publishes(GOOD)
    assert (published["version"], published["author"], published["in_force"]) == (1, "mia", True)
    assert "(mapping v1, end date: add_day)" in office.made.sync().out

    office.writes(OTHER)
    office.bills(1)
    ended = office.made.sync()
    assert "! Mappings changed since version 1 was published, and are not used yet:" in ended.out
    assert "`connector mapping diff 1 .` shows what they would change" in ended.out
    assert office.made.sync("--json").json["mapping"] == {"version": 1, "published": True, "folder_differs": True}
    assert office.of_invoices("class") == [None, None]
    assert "! Mappings changed since version 1 was published" in office.made.run("preview", "in_demo0001").err
    assert "! Mappings changed since version 1 was published" in office.made.sync("--dry-run").out

    office.writes("this: [is no mapping")
    assert office.made.sync().code == 0, "what is published does not need the folder"

    assert office.publishes(OTHER)["version"] == 2
    office.bills(1)
    ended = office.made.sync()
    assert "Mappings changed" not in ended.out
    assert office.of_invoices("class") == [None, None, "1"]
    assert [office.made_with(f"in_demo000{number}") for number in (1, 2, 3)] == [1, 1, 2]


def test_what_is_invalid_or_in_force_already_is_not_published(office: Office) -> None:
    office.writes("invoce: {}")
    ended = office.made.run("mapping", "publish", "--note", "x")
    assert ended.code == 3
    assert 'unknown record kind "invoce"' in ended.err
    office.publishes(GOOD)
    ended = office.made.run("mapping", "publish", "--note", "x")
    assert (ended.code, ended.err) == (2, "These files are version 1, which is in force already.\n")


def test_an_account_that_netsuite_does_not_have_is_not_published(office: Office) -> None:
    office.writes(GOOD)
    assert office.made.sync().code == 0
    office.writes("invoice: { account_id: 99999 }\n")
    refused = office.made.run("mapping", "publish", "--note", "x")
    assert refused.code == 3
    assert "MAP-124 invoice.account_id is 99999" in " ".join(refused.said.split())


def test_the_history_tells_who_published_what_and_rollback_adds_to_it(office: Office) -> None:
    office.made.sync()
    office.publishes(OTHER, note="classes")
    ended = office.made.run("mapping", "rollback", "1", "--note", "not yet", "--author", "tom")
    assert ended.code == 0
    assert ended.out.startswith("Version 3 of the mapping is in force.\nNew in it:\n  ")
    assert "ours.yaml:2 invoice: { department_id: 1 }\n" in ended.out
    assert "1 would differ (version 2 -> version 3).\n       1  invoice.klass_id\n" in ended.out
    versions = office.made.run("mapping", "history", "--json").json
    assert [(each["version"], each["author"], each["note"], each["in_force"]) for each in versions] == [
        (3, "tom", "back to version 1: not yet", True),
        (2, "mia", "classes", False),
        (1, None, None, False),
    ]
    assert versions[0]["hash"] == versions[2]["hash"]
    said = office.made.run("mapping", "history").out
    assert "(used as it stood)" in said
    assert "tom" in said
    ended = office.made.run("mapping", "rollback", "9")
    assert (ended.code, ended.err) == (2, "There is no version 9 of the mapping. There are: 1, 2, 3.\n")


def refused(ended: Ended) -> str:
    """What a run of a bad version says of it."""
    assert ended.code == 5, ended.said
    return next(line for line in ended.out.splitlines() if "SYS-903" in line)


def test_a_version_that_makes_too_many_records_fail_is_braked_and_rolled_back(office: Office) -> None:
    office.publishes(GOOD)
    assert office.made.sync().code == 0
    office.publishes(BAD)
    office.bills(70)
    said = refused(office.made.sync())
    assert "! SYS-903 Paused: 50 of 50 records were refused after mapping v2 (new in it: " in said
    assert "ours.yaml:3 invoice: { klass_id: 1 })" in said
    assert "department is found by itself" not in said, "a comment did not do it"
    status = office.made.run("status", "--json").json
    assert status["kinds"]["invoice"] == {"synced": 1, "needs_attention": 50, "queued": 20}
    assert "connector mapping rollback 1" in status["paused"]["what_to_do"]

    writes = office.made.writes()
    office.bills(1)
    assert office.made.sync().code == 5, "it stays paused"
    assert office.made.writes() == writes
    assert office.made.run("status", "--json").json["kinds"]["invoice"]["queued"] == 21, "and is still collected"

    assert office.made.run("mapping", "rollback", "1").code == 0
    ended = office.made.sync()
    assert ended.code == 0, ended.said
    assert office.of_invoices("department") == ["1"] * 72
    assert office.made.run("status", "--json").json["paused"] is None


def test_few_records_are_judged_at_the_end_of_a_run_and_a_person_may_go_on_all_the_same(office: Office) -> None:
    office.publishes(GOOD)
    assert office.made.sync().code == 0
    office.publishes(BAD)
    office.bills(9)
    assert office.made.sync().code == 1, "nine say nothing"
    office.bills(1)
    assert "10 of 10 records were refused" in refused(office.made.sync())
    assert office.made.run("resume").out == "Nothing is paused. Send what is ready with: connector sync\n"
    office.bills(1)
    assert office.made.sync().code == 1, "whoever resumes has judged"


def test_what_cannot_be_mapped_brakes_before_anything_is_sent(office: Office) -> None:
    office.publishes(GOOD)
    office.publishes(GOOD + 'field_mappings: { invoice: { "number": klass_id } }\n')
    office.bills(11)
    said = refused(office.made.sync())
    assert "12 of 12 objects could not be mapped after mapping v2" in said
    assert office.made.run("status", "--json").json["issues"][0]["name"] == "MAPPING_TYPE"


def test_what_another_mapping_would_change_is_told_without_asking_anybody(office: Office) -> None:
    assert "Nothing was read yet" in office.made.run("mapping", "diff", ".", ".").err
    office.publishes(GOOD)
    office.bills(4)
    assert office.made.sync().code == 0
    office.writes(OTHER)
    requests, served = office.made.asked("requests"), len(office.made.stripe.log)
    ended = office.made.run("mapping", "diff", "1", ".")
    assert ended.code == 0
    assert ended.out == (
        "Of 7 records of 5 objects that were read last, 5 would differ (1 -> .).\n"
        "       5  invoice.klass_id\n"
        "          in_demo0001: (none) -> 1\n"
        "          in_demo0002: (none) -> 1\n"
        "          in_demo0003: (none) -> 1\n"
    )
    assert office.made.run("mapping", "diff", "1", ".", "--last", "3", "--json").json["records"] <= 4
    assert office.made.run("mapping", "diff", "1", "1", "--json").json["differing"] == 0
    assert (office.made.asked("requests"), len(office.made.stripe.log)) == (requests, served)


def test_what_would_newly_fail_and_no_longer_is_told_with_its_reasons(office: Office) -> None:
    office.made.sync()
    office.writes(GOOD + 'field_mappings: { invoice: { "number": klass_id } }\n')
    ended = office.made.run("mapping", "diff", "1", str(office.made.folder))
    assert "1 object would newly fail:\n  in_demo0001: MAP-404 klass_id takes an internal id" in ended.out
    found = office.made.run("mapping", "diff", ".", "1", "--json").json
    assert [each["subject"] for each in found["failing_no_longer"]] == ["in_demo0001"]
    office.writes("exclude: { when: \"currency == 'usd'\" }\n")
    assert "1 object would newly be left out:\n  in_demo0001: " in office.made.run("mapping", "diff", "1", ".").out
    ended = office.made.run("mapping", "diff", "7", ".")
    assert (ended.code, ended.err) == (2, "There is no version 7 of the mapping. See: connector mapping history\n")


def test_a_person_pauses_and_resumes(office: Office) -> None:
    ended = office.made.run("pause", "--reason", "year end")
    assert "SYS-902 Paused by" in ended.out
    assert "year end" in ended.out
    ended = office.made.sync()
    assert ended.code == 5
    assert "finished, sending is paused" in ended.out
    assert office.made.records("invoice") == []
    assert office.made.run("status").code == 1
    assert office.made.run("resume").code == 0
    assert office.made.sync().code == 0
    assert len(office.made.records("invoice")) == 1
