"""What is said to be new in a version of a mapping."""

from __future__ import annotations

import pytest

from connector.mapping import KeptFiles
from connector.mapping.changes import changes_text

CASES: dict[str, tuple[str, str, str]] = {
    "nothing": ("a: 1\n", "a: 1\n", "nothing"),
    "a new entry": ("a: 1\n", "a: 1\nb: 2\n", "acme.yaml:2 b: 2"),
    "an entry that is different": ("a: 1\nb: 2\n", "a: 1\nb: 3\n", "acme.yaml:2 b: 3"),
    "an entry that was taken out": ("a: 1\nb: 2\nc: 3\n", "a: 1\nc: 3\n", "acme.yaml:2 b: 2 (taken out)"),
    "an entry that moved is where it is now": ("a: 1\nb: 2\n", "# said\na: 1\nb: 2\n", "nothing"),
    "a comment and an empty line": ("a: 1\n", "# why\n\na: 1\n", "nothing"),
    "a section by its name alone": ("a: 1\n", "overrides:  # ours\na: 1\n", "nothing"),
    "a secret": ("", 'api_key: "sk_test_123"\n', "acme.yaml:1 api_key: •••••••••••••"),
    "many": ("", "".join(f"a{n}: 1\n" for n in range(12)), "; and 2 more"),
}


@pytest.mark.parametrize(("before", "after", "expected"), CASES.values(), ids=CASES.keys())
def test_changes_are_told_with_their_places(before: str, after: str, expected: str) -> None:
    assert changes_text(*(KeptFiles(names=(), texts={"acme.yaml": text}) for text in (before, after))).endswith(
        expected
    )


def test_a_new_file_is_told_line_by_line() -> None:
    before = KeptFiles(names=(), texts={})
    assert changes_text(before, KeptFiles(names=(), texts={"tables/x.csv": "team,id"})) == "tables/x.csv:1 team,id"
