"""The support desk over HTTP: what needs somebody is found, understood and brought home from the command line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

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
