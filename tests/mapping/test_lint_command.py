"""`connector mapping lint`: how messages are printed, and how it ends."""

from __future__ import annotations

import json

import pytest
from scenarios.company import run_connector

WRONG = "invoce: { klass_id: 5 }\ninvoice:\n  klass_id: 5\n"
RIGHT = "invoice: { klass_id: 5 }\n"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "wrong.yaml").write_text(WRONG, encoding="utf-8")
    (tmp_path / "right.yaml").write_text(RIGHT, encoding="utf-8")
    (tmp_path / "clean.yaml").write_text("version: 1\n", encoding="utf-8")
    return tmp_path


def test_errors_end_with_the_code_of_configuration(folder):
    ended = run_connector("mapping", "lint", "wrong.yaml", "right.yaml")
    assert ended.code == 3
    assert ended.out == (
        'wrong.yaml:1:1: error MAP-102 unknown record kind "invoce"\n'
        "    1 | invoce: { klass_id: 5 }\n"
        '      | ^^^^^^ did you mean "invoice"?\n'
    )
    assert ended.err == "1 error. What a code means: connector mapping help CODE\n"


def test_warnings_alone_end_well(folder):
    ended = run_connector("mapping", "lint", "right.yaml")
    assert (ended.code, ended.err) == (0, "1 warning. What a code means: connector mapping help CODE\n")
    assert "right.yaml:1:12: warning MAP-160" in ended.out


def test_files_of_which_nothing_is_to_be_said(folder):
    ended = run_connector("mapping", "lint", "clean.yaml")
    assert (ended.code, ended.out, ended.err) == (0, "", "Nothing to say.\n")


def test_tests_that_cannot_be_run(folder):
    (folder / "tested.yaml").write_text("tests: [tests/none.yaml]\n", encoding="utf-8")
    ended = run_connector("mapping", "lint", "tested.yaml")
    assert ended.code == 3
    assert ended.out.startswith("tested.yaml:1:9: error MAP-180 there is no file tests/none.yaml\n")


def test_as_data(folder):
    ended = run_connector("mapping", "lint", "wrong.yaml", "--format", "json")
    assert ended.code == 3
    assert json.loads(ended.out) == {
        "errors": 1,
        "warnings": 0,
        "notes": 0,
        "messages": [
            {
                "file": "wrong.yaml",
                "line": 1,
                "column": 1,
                "width": 6,
                "severity": "error",
                "code": "MAP-102",
                "text": 'unknown record kind "invoce"',
                "hint": 'did you mean "invoice"?',
            }
        ],
    }


def test_as_notes_of_a_pull_request(folder):
    ended = run_connector("mapping", "lint", "wrong.yaml", "--format", "github")
    where = "file=wrong.yaml,line=1,col=1,endColumn=6,title=MAP-102"
    assert ended.out == f'::error {where}::unknown record kind "invoce" (did you mean "invoice"?)\n'


def test_what_a_file_says_cannot_become_a_command_of_the_pull_requests_runner(folder):
    (folder / "a,b.yaml").write_text('"x\\n::error::50% y": 1\n', encoding="utf-8")
    (said,) = run_connector("mapping", "lint", "a,b.yaml", "--format", "github").out.splitlines()
    assert said.startswith("::error file=a%2Cb.yaml,line=1,col=1,")
    assert "%0A::error::50%25 y" in said


def test_a_file_that_is_not_there(folder):
    ended = run_connector("mapping", "lint", "absent.yaml")
    assert ended.code == 3
    assert "absent.yaml:1:1: error MAP-100 the file cannot be read: No such file or directory" in ended.out
