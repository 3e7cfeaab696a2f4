"""The support desk over HTTP: what needs somebody is found, understood and brought home from the command line."""

from __future__ import annotations

import csv
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from io import StringIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from scenarios.books import Story
from scenarios.company import Company, company

DEPARTMENT = "version: 1\nfield_defaults:\n  invoice: { department_id: 1 }\n"


@pytest.fixture
def story() -> Story:
    """Two invoices that are paid, and one that is open."""
    story = Story()
    story.billed(story.gold)
    story.billed(story.gold)
    story.invoiced(days_due=30)
    return story


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, story: Story) -> Iterator[Company]:
    """A NetSuite that demands a department of every invoice, which nobody gives yet: three refusals."""
    with company(tmp_path, monkeypatch, story.book, required_fields=["invoice.department"]) as made:
        assert made.sync().code == 1
        yield made


def test_issues_are_grouped_by_cause_with_what_they_come_to(desk: Company) -> None:
    ended = desk.run("issues", "--json")
    assert ended.code == 1
    (group,) = ended.json
    assert (group["code"], group["number"], group["who"]) == ("NS-101", 3, "partner (mapping)")
    assert group["amounts"] == {"USD": "300.00"}
    assert sorted(group["examples"]) == ["in_demo0001", "in_demo0002", "in_demo0003"]
    listed = desk.run("issues").out
    assert "NS-101" in listed
    assert "USD 300.00" in listed
    members = desk.run("issues", "--group", group["group"], "--json").json
    assert [each["record"] for each in members] == group["examples"]
    assert members[0]["text"] == "NetSuite requires Department and we sent none"
    assert desk.run("issues", "--code", "NS-102").out == "Nothing needs you.\n"
    assert desk.run("issues", "--code", "NS-10x").code == 2
    assert desk.run("issues", "--csv").out.startswith("Group,Code,Records,Amount,Who fixes,")


def test_the_page_of_a_cause_says_what_to_do_in_steps(desk: Company) -> None:
    page = desk.run("explain", "ns-101")
    assert page.code == 0
    assert page.out.startswith("NS-101  NetSuite requires a field that was not sent\n")
    assert "Who can fix it: partner (mapping)" in page.out
    assert "  1. Add a default" in page.out
    assert "  2. Then: connector retry ID" in page.out
    shown = desk.run("show", "in_demo0001").out
    assert "! NS-101 NetSuite requires Department and we sent none" in shown
    assert "NetSuite requires a field that was not sent. Who can fix it: partner (mapping)" in shown
    assert "2. Then: connector retry in_demo0001" in shown


def test_records_are_found_by_what_is_said_of_them(desk: Company) -> None:
    found = desk.run("records", "--filter", 'state:attention kind:invoice customer:"Ada" amount:>50', "--json").json
    assert sorted(each["id"] for each in found["records"]) == ["in_demo0001", "in_demo0002", "in_demo0003"]
    assert found["records"][0]["code"] == "NS-101"
    page = desk.run("records", "--filter", "state:attention", "--limit", "2", "--sort", "-id", "--json").json
    assert [each["id"] for each in page["records"]] == ["in_demo0003", "in_demo0002"]
    rest = desk.run("records", "--filter", "state:attention", "--sort", "-id", "--cursor", page["cursor"], "--csv")
    assert rest.out.splitlines()[1].startswith("needs attention,in_demo0001,invoice,Ada Ltd (cus_demo0001),")
    waiting = desk.run("records", "--filter", "state:waiting kind:payment", "--sort", "id", "--json").json["records"]
    assert [each["id"] for each in waiting] == ["ch_demo0001", "ch_demo0002"]
    assert desk.run("records", "--filter", "state:gone").code == 2
    assert desk.run("records", "--sort", "size").err.startswith("Nothing is sorted by size")


def test_an_issue_that_comes_back_is_reopened(desk: Company) -> None:
    desk.map_fields(DEPARTMENT)
    assert desk.sync().code == 0
    assert desk.run("issues").out == "Nothing needs you.\n"
    closed = desk.run("issues", "--closed", "--json")
    assert (closed.code, closed.json[0]["number"]) == (0, 3)


def entries(desk: Company, query: str = "kind:invoice") -> dict[str, str]:
    """The states of records, by id."""
    found = desk.run("records", "--filter", query, "--sort", "id", "--json").json["records"]
    return {each["id"]: each["state"] for each in found}


def test_a_retry_says_first_what_becomes_of_each_and_creates_nothing_twice(desk: Company, story: Story) -> None:
    desk.configure(more="    closed_period: { policy: hold }\n    mapping: [ours.yaml]\n")
    (desk.folder / "ours.yaml").write_text(DEPARTMENT, encoding="utf-8")
    (group,) = desk.run("issues", "--json").json
    desk.period("2026-03", closed=True)
    before = desk.writes()
    shown = desk.run("retry", "--group", group["group"], "--dry-run", "--json").json
    assert shown["counts"] == {"would be blocked by a closed period": 3}
    desk.period("2026-03", closed=False)
    shown = desk.run("retry", "--filter", "kind:invoice", "--dry-run")
    assert shown.out.startswith("NOTHING WAS WRITTEN\n")
    assert shown.out.endswith("3 records: 3 will be posted.\n")
    assert (desk.writes(), set(entries(desk).values())) == (before, {"needs_attention"})

    asked = desk.run("retry", "--filter", "kind:invoice")
    assert (asked.code, asked.err) == (2, "Try 3 again? Without a terminal say --yes.\n")
    done = desk.run("retry", "--filter", "kind:invoice", "--yes", "--as", "mia", "--json").json
    assert done["queued"] == 3
    assert desk.run("retry", "in_demo0001").out == "Nothing of that was refused.\n", "twice is once"
    assert desk.sync().code == 0
    assert len(desk.records("invoice")) == 3
    again = desk.run("retry", "--filter", "kind:invoice", "--dry-run")
    assert again.out.endswith("3 records: 3 are already synced.\n")


def test_a_retry_of_too_many_is_refused(desk: Company) -> None:
    text = desk.config.read_text(encoding="utf-8")
    desk.config.write_text("bulk: { limit: 2 }\n" + text, encoding="utf-8")
    ended = desk.run("retry", "--filter", "state:attention", "--yes")
    assert (ended.code, ended.err) == (
        2,
        "ACT-805 3 records, and the limit is 2. Narrow the filter, or raise bulk.limit.\n",
    )


def test_a_value_of_its_own_brings_one_record_home_and_can_be_taken_away(desk: Company) -> None:
    protected = desk.run("retry", "in_demo0001", "--set", "currency=2", "--reason", "x")
    assert protected.code == 2
    assert protected.err.startswith("ACT-804 currency of in_demo0001 cannot be edited here: ")
    assert desk.run("retry", "in_demo0001", "--set", "department_id=1").code == 2, "it needs a reason"
    ended = desk.run("retry", "in_demo0001", "--set", "department_id=1", "--reason", "sales", "--as", "mia")
    assert ended.code == 0, ended.said
    assert ended.out.startswith("1 record: 1 will be posted.\n")
    assert ended.err.startswith("2 other records miss the same. For all of them a partner adds to ")
    assert ended.err.endswith(":\nfield_defaults:\n  invoice: { department_id: 1 }\n")
    desk.sync()
    assert [each["department"]["internalId"] for each in desk.records("invoice")] == ["1"]
    assert "by mia: sales" in desk.run("explain", "in_demo0001", "--field", "department_id").out
    (row,) = desk.run("overrides", "--json").json
    assert (row["external_id"], row["field"], row["value"], row["who"]) == ("in_demo0001", "department_id", "1", "mia")
    assert desk.run("overrides", "--remove", "in_demo0001:department_id").out == "No record has a value of its own.\n"
    assert desk.run("overrides", "--remove", "in_demo0001:department_id").code == 2


def test_a_record_that_is_put_aside_lets_its_payment_go_on_unapplied_until_it_is_wanted_again(desk: Company) -> None:
    asked = desk.run("skip", "in_demo0001", "--reason", "a test")
    assert asked.code == 2
    assert "ch_demo0001>in_demo0001 is put aside with it" in asked.out
    assert "ch_demo0001 goes on without it, unapplied" in asked.out
    done = desk.run("skip", "in_demo0001", "--reason", "a test", "--yes")
    assert done.out.endswith("in_demo0001  skipped (by person: a test)\n")
    desk.sync()
    (payment,) = desk.records("customerPayment")
    assert (payment["externalId"], payment["applyList"]) == ("ch_demo0001", [])
    desk.map_fields(DEPARTMENT)
    mended = desk.sync()
    assert mended.code == 0, mended.said
    assert entries(desk) == {"in_demo0001": "skipped", "in_demo0002": "synced", "in_demo0003": "synced"}
    assert desk.run("resync", "in_demo0001").code == 0
    assert desk.run("retry", "ch_demo0001>in_demo0001").code == 0
    assert desk.sync().code == 0
    assert entries(desk)["in_demo0001"] == "synced"
    assert desk.run("skip", "in_demo0001", "--reason", "x", "--yes").err.startswith("ACT-801 in_demo0001 is synced: ")


def test_what_is_ignored_needs_nobody_until_it_changes(desk: Company) -> None:
    for number in (1, 2, 3):
        assert desk.run("ignore", f"in_demo000{number}", "--until", "2099-01-01", "--reason", "later").code == 0
    assert set(entries(desk).values()) == {"ignored"}
    assert desk.run("issues").code == 0
    assert desk.sync().code == 0
    assert desk.run("ignore", "in_demo0001", "--until", "soon").err.startswith("soon is no date")
    desk.run("retry", "in_demo0001")
    assert desk.sync().code == 1, "it was tried again, and refused again"
    assert entries(desk)["in_demo0001"] == "needs_attention"


def test_a_record_is_linked_to_the_one_that_was_booked_by_hand(desk: Company) -> None:
    desk.map_fields(DEPARTMENT)
    desk.run("skip", "in_demo0001", "--reason", "by hand", "--yes")
    desk.sync()
    booked = {record["externalId"]: record["internalId"] for record in desk.records("invoice")}
    there = f"invoice:{booked['in_demo0003']}"
    taken = desk.run("link", "in_demo0001", "--netsuite", there, "--reason", "x")
    refused = f"ACT-806 in_demo0001 cannot be linked to {there}: NetSuite's record is in_demo0003 already"
    assert (taken.code, taken.err.startswith(refused)) == (2, True)
    kind = desk.run("link", "in_demo0001", "--netsuite", "credit_memo:1", "--reason", "x")
    assert "a credit memo is no invoice" in kind.err
    gone = desk.run("link", "in_demo0001", "--netsuite", "invoice:999", "--reason", "x")
    assert "NetSuite has no such record" in gone.err


LISTS = {
    "records": "State,Record,Kind,Customer,Amount,Currency,Date,NetSuite,Code,Assignee,Tags",
    "issues": "Group,Code,Records,Amount,Who fixes,First seen,Last seen,Assignee,Cause",
    "runs": "Run,Began (UTC),By,Ended,Seconds,Read,Created,Accepted,Refused",
    "holds list": "Record,Customer,Amount,Currency,Date,Code",
    "overrides": "Record,Field,Value,By,Since,Why",
    "audit": "No.,Time (UTC),Who,Via,Action,What,Reason,Run,Mapping",
    "verify": "Kind,Id,Created,Why",
    "reconcile": "Currency,What,Stripe,NetSuite,Difference,Intended,Unexplained",
    "doctor --only mapping": "area,check,status,code,what,fix,who",
    "mapping history": "Version,In force,When (UTC),Who,Hash,Note",
    "config show --sources": "Setting,Value,From",
}


def test_every_list_is_given_to_a_spreadsheet(desk: Company) -> None:
    for command, headings in LISTS.items():
        printed = desk.run(*command.split(), "--csv").out
        assert printed.splitlines()[0] == headings, command
    (ours,) = csv.DictReader(StringIO(desk.run("records", "--filter", "id:in_demo0001", "--csv").out))
    assert (ours["Amount"], ours["Date"]) == ("100.00", "2026-03-01")


def test_long_lists_are_given_in_parts(desk: Company) -> None:
    (group,) = desk.run("issues", "--json").json
    everything = desk.run("issues", "--group", group["group"], "--json").json
    first = desk.run("issues", "--group", group["group"], "--limit", "2", "--json")
    assert first.json == everything[:2]
    assert first.err == "There are more: --cursor 2\n"
    rest = desk.run("issues", "--group", group["group"], "--limit", "2", "--cursor", "2", "--json")
    assert (rest.json, rest.err) == (everything[2:], "")
    rows = desk.run("audit", "--json").json
    assert desk.run("audit", "--limit", "1", "--cursor", "1", "--json").json == rows[1:2]
    assert desk.run("audit", "--cursor", "x").code == 2


def test_people_assign_tag_and_note_and_find_what_they_marked(desk: Company) -> None:
    assert "assigned to mia" in desk.run("assign", "in_demo0001", "mia").out
    desk.run("tag", "in_demo0001", "close")
    desk.run("note", "in_demo0001", "the customer will call back", "--as", "tom")
    assert list(entries(desk, "assignee:mia tag:close")) == ["in_demo0001"]
    assert list(entries(desk, "assignee:me")) == []
    assert "tom" in desk.run("show", "in_demo0001").out
    assert "the customer will call back" in desk.run("show", "in_demo0001").out
    desk.run("assign", "in_demo0001", "nobody")
    assert desk.run("tag", "in_demo0001", "close", "--remove").out == "in_demo0001  needs attention NS-101\n"


def test_a_retry_is_taken_back_before_it_is_sent(desk: Company) -> None:
    desk.run("retry", "in_demo0001")
    assert entries(desk)["in_demo0001"] == "queued"
    assert desk.run("cancel", "in_demo0001").out == "in_demo0001  needs attention NS-101\n"
    assert desk.run("cancel", "in_demo0001").code == 2


def test_somebody_saw_to_it(desk: Company) -> None:
    assert desk.run("resolve", "in_demo0003", "--reason", "booked in the old system").code == 0
    assert entries(desk)["in_demo0003"] == "skipped"
    compared = desk.run("compare", "in_demo0003")
    assert compared.code == 1
    assert "in_demo0003  NetSuite has none by our id" in compared.out


def test_what_is_on_hold_is_approved_into_the_next_open_period(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    story = Story()
    story.invoiced(days_due=30)
    with company(tmp_path, monkeypatch, story.book) as made:
        made.configure(more="    closed_period: { policy: hold }\n")
        made.period("2026-03", closed=True)
        assert made.sync().code == 1
        assert [each["id"] for each in made.run("holds", "list", "--json").json] == ["in_demo0001"]
        assert made.run("holds", "approve", "in_demo0001", "--reason", "agreed").out == "in_demo0001  queued PER-001\n"
        assert made.sync().code == 0
        assert made.records("invoice")[0]["tranDate"].startswith("2026-04-01")
        clean = made.run("compare", "in_demo0001", "--json").json
        assert clean["in_netsuite"]
        assert [row for row in clean["fields"] if row["differs"]] == []


def test_the_audit_tells_who_did_what_and_finds_a_changed_row(desk: Company) -> None:
    desk.run("assign", "in_demo0001", "tom", "--as", "mia")
    desk.run("retry", "in_demo0001", "--as", "mia", "--reason", "mended")
    rows = desk.run("audit", "--who", "mia", "--json").json
    assert [(row["action"], row["subject"]["record"]) for row in rows] == [
        ("assignee", "in_demo0001"),
        ("retry", "in_demo0001"),
    ]
    assert rows[1]["reason"] == "mended"
    assert "in_demo0001: " in desk.run("audit", "--record", "in_demo0001").out
    assert desk.run("audit", "--period", "1999-01").out == "Nothing was done.\n"
    assert desk.run("audit", "--period", "March").code == 2
    whole = desk.run("audit", "verify")
    assert (whole.code, whole.out.startswith("The audit is whole: ")) == (0, True)
    folder = desk.folder / "audit"
    desk.run("audit", "export", "--out", str(folder))
    lines = (folder / "audit-all.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(lines[-1])["hash"] in (folder / "audit-all.csv").read_text(encoding="utf-8")

    with closing(sqlite3.connect(desk.journal)) as db:
        db.execute("DROP TRIGGER IF EXISTS audit_no_update")
        db.execute("UPDATE audit SET who = 'somebody else' WHERE number = 2")
        db.commit()
    broken = desk.run("audit", "verify")
    assert (broken.code, broken.out.startswith("Row 2 of the audit is not as it was written")) == (1, True)


def test_a_bundle_has_everything_but_names_and_secrets(desk: Company) -> None:
    file = desk.folder / "in.zip"
    assert desk.run("bundle", "in_demo0001", "--out", str(file)).code == 0
    with ZipFile(file) as packed:
        texts = {name: packed.read(name).decode() for name in packed.namelist()}
    assert set(texts) == {"record.json", "stripe.json", "payload.json", "attempts.json", "audit.json", "versions.json"}
    assert '"id": "in_demo0001"' in texts["stripe.json"]
    assert "REQUIRED_FIELD_MISSING" in texts["record.json"]
    everything = "".join(texts.values())
    assert "Ada" not in everything
    assert "ada@ada.example" not in everything
    assert "sk_" not in everything


PLANTED = (
    "sk_live_51Planted0Key0",
    "whsec_planted0secret",
    "4242 4242 4242 4242",
    "4242424242424242",
    "eve@planted.example",
)


def test_what_is_planted_anywhere_is_nowhere_in_a_bundle(desk: Company, story: Story) -> None:
    said = " and ".join(PLANTED)
    invoice = next(each for each in story.book["invoices"] if each["id"] == "in_demo0001")
    desk.stripe.merge({"invoices": [{**invoice, "description": said, "footer": said, "metadata": {"note": said}}]})
    desk.run("note", "in_demo0001", said)
    desk.run("retry", "in_demo0001", "--reason", said)
    file = desk.folder / "planted.zip"
    assert desk.run("bundle", "in_demo0001", "--out", str(file)).code == 0
    with ZipFile(file) as packed:
        everything = "".join(packed.read(name).decode() for name in packed.namelist())
    assert "••••" in everything, "what was planted was there, and is hidden"
    assert [each for each in PLANTED if each in everything] == []


def test_show_tells_a_family_in_lines_and_all_that_was_done(desk: Company) -> None:
    desk.run("retry", "in_demo0001", "--as", "mia", "--reason", "mended")
    lines = desk.run("show", "in_demo0001", "--family").out.splitlines()
    assert "  [queued] invoice in_demo0001" in lines
    assert "  [waiting for in_demo0001] customer payment ch_demo0001" in lines
    told = desk.run("show", "in_demo0001", "--history", "--raw").out
    assert "add  refuse (REQUIRED_FIELD_MISSING: Please enter value(s) for: Department" in told
    assert "mia  retry  in_demo0001 (mended)" in told
    assert "in_demo0001 as it was sent (in_demo0001)" in told


def test_a_run_says_what_cleared_by_itself(desk: Company) -> None:
    desk.map_fields(DEPARTMENT)
    ended = desk.sync()
    assert " cleared        3  issues by themselves" in ended.out
