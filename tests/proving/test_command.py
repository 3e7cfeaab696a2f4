"""`connector mapping test`, as a partner runs it: how it ends, what it prints, and that it keeps a publish back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from scenarios.books import Story
from scenarios.company import STRIPE_ACCOUNT, Company, company

from proving.written import a_recorded_year

TESTS = "tests:\n  - { name: class, given: { invoice: year.json }, expect: { invoice: { klass_id: %s } } }\n"


@pytest.fixture
def offline(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Company:
    """A company whose services answer nobody, with a mapping and its test."""
    nowhere = {"stripe_address": "http://127.0.0.1:9", "netsuite_address": "http://127.0.0.1:9"}
    made = Company(folder=tmp_path, stripe=None, environment=monkeypatch, **nowhere)  # type: ignore[arg-type]
    made.knows()
    made.map_fields("invoice: { klass_id: 5, location_id: 9 }\ntests: [tests/*.yaml]\n")
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "year.json").write_text(json.dumps(a_recorded_year(), default=str), encoding="utf-8")
    assert STRIPE_ACCOUNT in made.config.read_text(encoding="utf-8")
    return made


def _expecting(made: Company, klass: str) -> None:
    (made.folder / "tests" / "ours.yaml").write_text(TESTS % klass, encoding="utf-8")


def test_tests_that_pass_end_with_0(offline: Company) -> None:
    _expecting(offline, "5")
    ended = offline.run("mapping", "test")
    assert (ended.code, ended.out.splitlines()[0]) == (0, "ok    class"), ended.said
    assert ended.out.splitlines()[-1] == "1 passed."


def test_tests_that_fail_end_with_1_and_keep_a_publish_back(offline: Company) -> None:
    _expecting(offline, "6")
    ended = offline.run("mapping", "test")
    assert (ended.code, ended.out.splitlines()[-1]) == (1, "0 passed, 1 failed.")
    refused = offline.run("mapping", "publish", "--note", "x")
    assert (refused.code, refused.err.splitlines()[0]) == (
        2,
        "Nothing was published: tests fail (class). See why: connector mapping test",
    )
    _expecting(offline, "5")
    assert offline.run("mapping", "publish", "--note", "x").code == 0


def test_files_that_are_wrong_end_with_3(offline: Company) -> None:
    _expecting(offline, "{ a: 1 }")
    ended = offline.run("mapping", "test")
    assert ended.code == 3
    assert "MAP-103" in ended.err


def test_the_same_as_json(offline: Company) -> None:
    _expecting(offline, "6")
    (test,) = offline.run("mapping", "test", "-k", "CLASS", "--json").json["tests"]
    assert (test["name"], test["passed"], test["differences"][0]["actual"]) == ("class", False, "5")


def test_what_a_mapping_holds_says_how_to_see_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    story = Story()
    id_ = story.invoiced(days_due=30)["id"]
    with company(tmp_path, monkeypatch, story.book) as made:
        made.map_fields("field_mappings: { invoice: { metadata.po: { to: other_ref_num, on_missing: hold } } }\n")
        ended = made.run("preview", str(id_))
    assert f"See each step with connector explain {id_};" in ended.out


def test_a_name_that_no_test_has(offline: Company) -> None:
    _expecting(offline, "5")
    assert offline.run("mapping", "test", "-k", "nothing").code == 2


def test_a_file_that_no_connection_names(offline: Company) -> None:
    other = offline.folder / "other.yaml"
    other.write_text("invoice: { location_id: 9 }\n", encoding="utf-8")
    ended = offline.run("mapping", "test", str(other))
    assert (ended.code, "invoice.location_id = 9" in ended.out) == (0, True)
