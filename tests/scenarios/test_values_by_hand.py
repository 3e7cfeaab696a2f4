"""What a mapping could not make is made with a person's value, and the rule that would help the others is named."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from scenarios.books import Story
from scenarios.company import Company, company

TEAMS = """\
field_mappings:
  invoice: { metadata.team: { to: department_id, on_missing: fail } }
"""


@pytest.fixture
def stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Company]:
    """Two invoices of which nothing could be made, for the mapping finds no team."""
    story = Story()
    story.invoiced(days_due=30)
    story.invoiced(days_due=30)
    with company(tmp_path, monkeypatch, story.book) as made:
        made.map_fields(TEAMS)
        assert made.sync().code == 1
        yield made


def states(made: Company) -> dict[str, tuple[str, str | None]]:
    found = made.run("records", "--filter", "kind:invoice", "--json").json["records"]
    return {each["id"]: (each["state"], each["code"]) for each in found}


def test_an_object_that_a_mapping_stopped_is_made_with_a_value_of_its_own(stopped: Company) -> None:
    assert set(states(stopped).values()) == {("needs_attention", "MAP-401")}
    protected = stopped.run("retry", "in_demo0001", "--set", "currency=2", "--reason", "x")
    assert protected.err.startswith("ACT-804 currency of in_demo0001 cannot be edited here: ")
    done = stopped.run("retry", "in_demo0001", "--set", "department_id=1", "--reason", "sales", "--as", "mia")
    assert (done.code, done.out.splitlines()[0]) == (0, "1 record: 1 will be posted."), done.said
    said = "1 other record misses the same. For all of them a partner adds to the entry at "
    assert done.err.startswith(said)
    assert done.err.endswith("ours.yaml:2:14:\ndefault: 1\n")
    stopped.sync()
    assert states(stopped) == {"in_demo0001": ("synced", None), "in_demo0002": ("needs_attention", "MAP-401")}
    (invoice,) = stopped.records("invoice")
    assert invoice["department"]["internalId"] == "1"
    assert "by mia: sales" in stopped.run("explain", "in_demo0001", "--field", "department_id").out
    assert [each["external_id"] for each in stopped.run("overrides", "--json").json] == ["in_demo0001"]
    stopped.map_fields(TEAMS.replace("on_missing: fail", "default: 1"))
    assert stopped.sync().code == 0, "the others come home by the rule that was proposed"


def test_a_value_that_is_taken_away_before_it_was_sent_leaves_the_object_stopped(stopped: Company) -> None:
    stopped.run("retry", "in_demo0001", "--set", "department_id=1", "--reason", "sales")
    assert states(stopped)["in_demo0001"][0] in {"queued", "waiting"}
    assert stopped.run("overrides", "--remove", "in_demo0001:department_id").code == 0
    stopped.sync()
    assert states(stopped)["in_demo0001"] == ("needs_attention", "MAP-401")
    assert stopped.records("invoice") == []
