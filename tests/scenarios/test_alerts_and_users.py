"""What a person says of an alert, and under whose name what is done stands in the audit."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from scenarios.books import three_families
from scenarios.company import Company, company


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Company]:
    with company(tmp_path, monkeypatch, three_families().book) as made:
        yield made


def who_did(made: Company) -> list[tuple[str, str]]:
    return [(row["who"], row["action"]) for row in made.run("audit", "--json").json]


def test_an_alert_is_listed_until_it_is_over_and_somebody_may_say_that_they_know(made: Company) -> None:
    assert made.run("alerts").out == "No alerts.\n"
    made.faults({"kind": "login", "times": 1000})
    assert made.sync().code == 4
    listed = made.run("alerts", "--json")
    assert (listed.code, [(one["code"], one["acknowledged_by"]) for one in listed.json]) == (1, [("NS-112", None)])
    told = made.run("alerts", "acknowledge", "NS-112", "--reason", "the token is renewed today", "--as", "mia")
    assert (told.code, told.out) == (0, "NS-112 is known to mia.\n")
    assert ',mia,"NetSuite refuses our key' in made.run("alerts", "--csv").out
    assert who_did(made) == [("mia", "acknowledge")]
    refused = made.run("alerts", "acknowledge", "LAG", "--reason", "x")
    assert (refused.code, refused.err) == (2, 'No alert "LAG" is open; open now: NS-112.\n')
    made.mend()
    assert made.sync().code == 0
    assert made.run("alerts").out == "No alerts.\n"


def test_what_is_done_stands_under_the_name_that_is_said(made: Company) -> None:
    made.run("pause", "--reason", "year end", "--as", "mia")
    made.run("resume", "--as", "tom")
    made.sync("--max-creates", "1", "--as", "ann")
    made.sync("--continue", "--as", "ann")
    people = [one for one in who_did(made) if one[0] != "connector"]
    assert sorted(people) == [("ann", "resume"), ("mia", "pause"), ("tom", "resume")]
