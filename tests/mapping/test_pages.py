"""Every code has a page, and every page keeps its word."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from builders import a_customer, a_line, an_invoice_family
from proving import test_proving
from proving.written import a_recorded_year
from scenarios.company import run_connector

import connector
from connector.causes import CAUSES
from connector.mapping import KeptFiles, read_all
from connector.mapping.linting import choices_of, lint
from connector.mapping.pages import PAGES
from connector.proving.reading import read_cases
from mapping import test_exact_messages, test_linting
from mapping.test_linting import FACTS
from mapping.written import UTC

OURS = a_customer(name="Acme", address={"country": "DE"}, metadata={"region": "EU", "team": "x", "vat": "DE1"})
FAMILIES = (an_invoice_family(lines=[a_line(metadata={"sku": "G-1"})], customer=OURS),)
HOME = Path(connector.__file__).parent
SOURCES = [path for folder in ("mapping", "proving") for path in (HOME / folder).rglob("*.py")]


def codes_of(text: str, of_tests: bool) -> list[str]:
    """The codes of all that is said of a file."""
    if of_tests:
        texts = {"1.yaml": "tests: [tests.yaml]", "tests.yaml": text, "in_1.json": json.dumps(a_recorded_year())}
        files = KeptFiles(names=("1.yaml",), texts=texts)
        return [each.code for each in read_cases(read_all(files).said.tests, files, UTC).messages]
    said, messages = read_all(KeptFiles(names=("1.yaml",), texts={"1.yaml": text}))
    return [each.code for each in (*messages, *lint(said, choices=choices_of(FACTS, {}), families=FAMILIES))]


@pytest.mark.parametrize("code", PAGES)
def test_the_wrong_example_gets_its_code_and_the_right_one_nothing(code):
    page = PAGES[code]
    assert codes_of(page.wrong, page.wrong.startswith("tests:")) == [code]
    assert codes_of(page.right, page.right.startswith("tests:")) == []


def test_every_code_that_is_said_has_its_page():
    said = {f"MAP-1{digits}" for path in SOURCES for digits in _digits(path.read_text(encoding="utf-8"))}
    assert said == PAGES.keys()


def test_every_code_is_proved_in_its_exact_words():
    tables = (test_exact_messages.SAID, test_linting.SAID, test_linting.UNSEEN, test_proving.SAID)
    proved = {name.partition(":")[0] for table in tables for name, (_, expected) in table.items() if expected}
    assert proved == PAGES.keys()


def _digits(text: str) -> list[str]:
    return [part[:2] for part in text.split('"MAP-1')[1:] if part[2:3] == '"']


def test_every_problem_of_a_run_that_a_page_names_is_known():
    known = {cause.code for cause in CAUSES.values()}
    assert {code for page in PAGES.values() for code in page.in_runs} <= known


def test_a_page_reads_from_what_it_means_to_who_can_fix_it():
    assert run_connector("mapping", "help", "map-140").out == PAGE


PAGE = """\
MAP-140  the condition cannot be read

A condition compares paths, texts in quotes and numbers with == != < <= > >= and in, joined by and,
or, not; it may use has() len() lower() startswith() endswith() matches(). Templates hold paths in
braces.

What cannot be read decides nothing.

Wrong
    field_mappings:
      customer:
        name: { to: comments, when: "address.country = 'DE'" }

Right
    field_mappings:
      customer:
        name: { to: comments, when: "address.country == 'DE'" }

Who can fix it: partner (mapping)
In a run: MAP-409 A condition could not be evaluated: <message>, in <condition> (<place>)
"""


def test_a_problem_of_a_run_has_a_page_too():
    assert run_connector("mapping", "help", "MAP-402").out == (
        "MAP-402  A table has no row for a value\n\n"
        "  What happened: A table has no row: <by>\n"
        "  Who can fix it: partner (mapping)\n"
        "What to do\n"
        "  1. Add a row to the table, or give the entry a default; the next sync takes it up.\n"
        "It is a problem of a run. What it is about: connector explain ID\n"
        "In a file: MAP-141 a table that cannot be used\n"
    )


def test_without_a_code_all_are_listed():
    listed = run_connector("mapping", "help")
    assert all(f"{page.code}  {page.title}" in listed.out for page in PAGES.values())
    assert "MAP-409  A condition could not be evaluated" in listed.out


def test_a_code_that_is_none():
    ended = run_connector("mapping", "help", "MAP-10")
    assert ended.code == 2
    assert 'There is no code MAP-10: did you mean "MAP-1' in ended.err
