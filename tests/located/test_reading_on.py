"""Where a file is no YAML in one place, that is told in plain words, and the rest is read."""

from __future__ import annotations

import pytest

from connector.located import Block, Codes, File, Items, Node, Scalar, document_read_on
from connector.located.going_on import GAPS_MAX

CODES = Codes(unreadable="MAP-100", duplicate="MAP-101")


def read(text):
    return document_read_on(File.of("f.yaml", text), CODES)


def plain(node: Node | None) -> object:
    """The tree as plain values; `...` where something was left out of a block."""
    match node:
        case Scalar():
            return node.value
        case Items():
            return [plain(member) for member in node.members]
        case Block():
            return {entry.key.text: plain(entry.value) for entry in node} | ({} if node.whole else {"...": None})
        case _:
            return None


def said(text) -> list[str]:
    """Line, column and words of each message, and what to write instead."""
    return [
        f"{each.place.line}:{each.place.column} {each.text}" + (f" ({each.hint})" if each.hint else "")
        for each in read(text).messages
    ]


QUOTE = 'put the text in quotes: "…"'
STUMBLES: dict[str, tuple[str, str]] = {
    "a brace that is never closed": ("a: { b: 1\nc: 2", '1:4 "{" has no "}"'),
    "a bracket that is never closed": ("a: [1, 2\nc: 2", '1:4 "[" has no "]"'),
    "a brace at the very end": ("a: {", '1:4 "{" has no "}"'),
    "the wrong partner": ("a: { b: [1 }\nc: 2", '1:12 a comma or "]" is missing before this'),
    "a comma that is missing": ('a: { b: "x" d: 1 }\nc: 2', '1:13 a comma or "}" is missing before this'),
    "a bracket that closes nothing": ("a: }\nc: 2", '1:4 "}" has no meaning here'),
    "a quote that is never closed": ("a:\n  b: 'x\nc: 2", "2:6 a text that begins with ' has no end (close it with ')"),
    "a quote that closes where another opens": (
        'a:\n  b: "x\n  d: "y"\nc: 2',
        '2:6 a text that begins with " has no end (close it with ")',
    ),
    "words after a quoted text": (
        "a: \"x\" == 'y'\nc: 2",
        "1:8 a text goes on after its closing quote (put the whole text in quotes)",
    ),
    "a colon too many": ("a: b: d\nc: 2", f"1:5 a second colon in one entry ({QUOTE})"),
    "a line without a colon": (
        "a:\n  b 1\n  d: 1\nc: 2",
        "2:3 a line without a colon, where a key and its value stand (write key: value)",
    ),
    "a first line without a colon": (
        "b 1\nc: 2",
        "1:1 a line without a colon, where a key and its value stand (write key: value)",
    ),
    "an entry below one with a value": (
        "a: 1\n  b: 2\nc: 2",
        "2:3 an entry below one that has its value already (indent it less)",
    ),
    "indented between two levels": (
        "a:\n  b: 1\n d: 1\nc: 2",
        "3:2 this line is indented otherwise than those above it (entries of one level begin in one column)",
    ),
    "a first line that is indented": (
        "  b: 1\nc: 2",
        "2:1 this line is indented otherwise than those above it (entries of one level begin in one column)",
    ),
    "a key in a list": (
        "a:\n  - b\n  d: 1\nc: 2",
        '3:3 a key where members of a list stand (write "- " before it, or indent it less)',
    ),
    "a member among keys": (
        "a:\n  b: 1\n  - d\nc: 2",
        '3:3 a member of a list where keys stand (take "- " away, or indent it more)',
    ),
    "a member in the line of its key": ("a: - b\nc: 2", "1:4 a member of a list has no place here (write it below)"),
    "a sign that YAML keeps for itself": ("a: @x\nc: 2", f"1:4 a text cannot begin with @ ({QUOTE})"),
    "a star": ("a: *\nc: 2", f"1:5 a text cannot begin with * or & ({QUOTE})"),
    "a backslash in double quotes": (
        'a: "PO-\\d"\nc: 2',
        "1:9 \"\\d\" has no meaning in double quotes (put the text in single quotes: '…')",
    ),
    "a tab": ("a:\n\tb: 1\nc: 2", "2:1 a tab; indent and separate with spaces"),
    "a character that is none": ("a: \x00\nc: 2", "1:4 a character that YAML does not allow"),
    "too deep": (f"a: {'[' * 40}\nc: 2", "1:33 more than 30 levels deep"),
}


@pytest.mark.parametrize(("text", "expected"), STUMBLES.values(), ids=STUMBLES.keys())
def test_what_is_no_yaml_is_told_in_plain_words_where_it_begins(text, expected):
    assert said(text) == [expected]


@pytest.mark.parametrize("text", [text for text, _ in STUMBLES.values() if "\nc: 2" in text and text[0] != " "])
def test_what_stands_below_is_read_all_the_same(text):
    document = read(text)
    assert not document.whole
    assert document.root.get("c").value.text == "2"


LEFT_OUT: dict[str, tuple[str, object]] = {
    "a line goes with the deeper lines below it": (
        "a: x: y\n  b:\n    - d\nc: 2",
        {"c": "2"},
    ),
    "a member of a list keeps its other lines": (
        "a:\n  - b: x: y\n    d: 1\n  - b: 1",
        {"a": [{"d": "1", "...": None}, {"b": "1"}], "...": None},
    ),
    "a member of which nothing is left": ("a:\n  - b: x: y\n  - b: 1", {"a": [{"...": None}, {"b": "1"}], "...": None}),
    "the rest of a block stays, and knows": ("a:\n  b: x: y\n  d: 1", {"a": {"d": "1", "...": None}, "...": None}),
    "also where the last line is missing": ("a:\n  d: 1\n  b: x: y", {"a": {"d": "1", "...": None}, "...": None}),
    "a block of which nothing is left": ("a:\n  b: x: y\nc: 2", {"a": {"...": None}, "c": "2", "...": None}),
    "brackets that close below go too": ("a: {\n  b: 1\n  d: 2\n}\nc: 2", {"c": "2"}),
}


@pytest.mark.parametrize(("text", "expected"), LEFT_OUT.values(), ids=LEFT_OUT.keys())
def test_what_cannot_be_read_is_left_out(text, expected):
    assert plain(read(text).root) == expected


def test_every_place_is_that_of_the_file_as_it_stands():
    text = 'a: "x" y\n"k": { l: !!str 1, l: 2 }\n\tb: 1\nc: 2 # é\r\nd: x: y\n'
    assert said(text) == [
        "2:11 a tag (tag:yaml.org,2002:str); write the plain value",
        '2:20 key "l" stands twice; the first is at f.yaml:2:8',
        "1:8 a text goes on after its closing quote (put the whole text in quotes)",
        "3:1 a tab; indent and separate with spaces",
        f"5:5 a second colon in one entry ({QUOTE})",
    ]
    assert 'x" y' in str(read(text).messages[2])


def test_after_so_many_places_reading_ends():
    lines = "a: x: y\n"
    document = read(lines * (GAPS_MAX + 5))
    assert document.root is None
    assert len(document.messages) == GAPS_MAX + 1


def test_a_large_file_is_not_read_again_and_again():
    document = read("a: x: y\n" + "# a long comment\n" * 60_000)
    assert document.root is None


def test_lines_end_where_yaml_ends_them():
    assert said('a: "x\u2028y\u0085z"\nb: {') == ['2:4 "{" has no "}"']
