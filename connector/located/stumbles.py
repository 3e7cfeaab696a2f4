"""Says in plain words what YAML's parser stumbled over, and in which line that began."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

Mark = Any  # ruamel.yaml's places are untyped; line and column count from 0
Quoted = tuple[Mark, Mark]

TAB = "a tab; indent and separate with spaces"
_PARTNERS = {"{": "}", "[": "]"}
_OF_BLOCKS = ("block mapping", "block collection", "block sequence", "next token")


@dataclass(frozen=True, kw_only=True)
class Stumble:
    """What cannot be read, at a line and column from 0. `began` is the line of what has to be left out for it."""

    text: str
    line: int
    column: int
    began: int
    hint: str = ""


def stumble_of(error: Any, lines: Sequence[str], open_flows: Sequence[Mark], quoted: Quoted | None) -> Stumble | None:
    """What an error of the parser's means; None for one without a place.

    `open_flows` are the braces and brackets that were open, `quoted` the last quoted text before.
    """
    mark = error.problem_mark or error.context_mark
    if mark is None:
        return None
    if _at(lines, mark) == "\t":
        return Stumble(text=TAB, line=mark.line, column=mark.column, began=mark.line)
    return _unclosed(error, lines, open_flows, quoted) or _missing_colon(error, lines) or _plain(error, lines, mark)


def indent_of(line: str) -> int:
    """The spaces before a line's first sign."""
    return len(line) - len(line.lstrip(" "))


def _unclosed(error: Any, lines: Sequence[str], open_flows: Sequence[Mark], quoted: Quoted | None) -> Stumble | None:
    """A quote, a brace or a bracket without its partner, told where it opens."""
    opened = _open_quote(error, quoted)
    if opened is not None:
        sign = _at(lines, opened)
        return _told(opened, opened.line, f"a text that begins with {sign} has no end", f"close it with {sign}")
    if not open_flows or not _is_past(error, lines, open_flows[0]):
        return None
    opened = open_flows[-1]
    sign = _at(lines, opened)
    return _told(opened, open_flows[0].line, f'"{sign}" has no "{_PARTNERS.get(sign, sign)}"')


def _open_quote(error: Any, quoted: Quoted | None) -> Mark | None:
    """Where the quote opens that closes nowhere, or only where the next one was meant to open."""
    problem, mark = str(error.problem), error.problem_mark
    if "quoted scalar" in str(error.context) and ("end of stream" in problem or "document separator" in problem):
        return error.context_mark
    if quoted and mark and quoted[0].line < quoted[1].line == mark.line:
        return quoted[0]
    return None


def _is_past(error: Any, lines: Sequence[str], opened: Mark) -> bool:
    """Whether the parser was already beyond what the opening line can hold: at the end, or in a line of its level."""
    mark = error.problem_mark or error.context_mark
    if "stream end" in str(error.problem) or mark.line >= len(lines):
        return True
    return bool(mark.line > opened.line and indent_of(lines[mark.line]) <= indent_of(lines[opened.line]))


def _missing_colon(error: Any, lines: Sequence[str]) -> Stumble | None:
    """A line that is neither a key with a value nor a member of a list, noticed at the colon of the next one."""
    problem, mark = str(error.problem), error.problem_mark
    if "could not find expected ':'" in problem and error.context_mark is not None:
        return _told(error.context_mark, error.context_mark.line, *_NO_COLON)
    line = lines[mark.line] if mark and mark.line < len(lines) else ""
    if "mapping values are not allowed" not in problem or ":" in line[: mark.column]:
        return None
    above = next((number for number in range(mark.line - 1, -1, -1) if _says_something(lines[number])), None)
    if above is None:
        return None
    if re.search(r":(\s|$)", lines[above]):
        indent = indent_of(line)
        return Stumble(text=_HAS_VALUE[0], hint=_HAS_VALUE[1], line=mark.line, column=indent, began=mark.line)
    return Stumble(text=_NO_COLON[0], hint=_NO_COLON[1], line=above, column=indent_of(lines[above]), began=above)


def _says_something(line: str) -> bool:
    return bool(line.strip()) and not line.lstrip().startswith("#")


def _plain(error: Any, lines: Sequence[str], mark: Mark) -> Stumble:
    problem = str(error.problem)
    for pattern, says in _WORDS:
        found = re.search(pattern, problem)
        if found:
            text, hint = says(found, _at(lines, mark))
            return _told(mark, _began(error, mark), text, hint)
    return _told(mark, _began(error, mark), f"not YAML: {problem}")


def _began(error: Any, mark: Mark) -> int:
    """The line of what was being read, unless that is a whole block of keys."""
    context = error.context_mark
    if context is None or any(each in str(error.context) for each in _OF_BLOCKS):
        return int(mark.line)
    return int(min(context.line, mark.line))


def _told(mark: Mark, began: int, text: str, hint: str = "") -> Stumble:
    return Stumble(text=text, hint=hint, line=mark.line, column=mark.column, began=began)


def _at(lines: Sequence[str], mark: Mark) -> str:
    """The sign at a mark; empty beyond the end of a line."""
    return lines[mark.line][mark.column : mark.column + 1] if mark.line < len(lines) else ""


_NO_COLON = ("a line without a colon, where a key and its value stand", "write key: value")
_HAS_VALUE = ("an entry below one that has its value already", "indent it less")
_QUOTE_IT = 'put the text in quotes: "…"'

_WORDS: Sequence[tuple[str, Callable[[re.Match[str], str], tuple[str, str]]]] = (
    (r"mapping values are not allowed", lambda *_: ("a second colon in one entry", _QUOTE_IT)),
    (r"expected ',' or '([}\]])'", lambda found, _: (f'a comma or "{found[1]}" is missing before this', "")),
    (r"found '<scalar>'", lambda *_: ("a text goes on after its closing quote", "put the whole text in quotes")),
    (
        r"'<document start>'|found '(<block mapping start>|<block sequence start>|<block end>)'",
        lambda *_: ("this line is indented otherwise than those above it", "entries of one level begin in one column"),
    ),
    (r"found '\?'", lambda *_: ("a key where members of a list stand", 'write "- " before it, or indent it less')),
    (r"found '-'", lambda *_: ("a member of a list where keys stand", 'take "- " away, or indent it more')),
    (
        r"sequence entries are not allowed",
        lambda *_: ("a member of a list has no place here", "write it below"),
    ),
    (r"found '([,}\]])'", lambda found, _: (f'"{found[1]}" has no meaning here', "")),
    (r"cannot start any token", lambda _, sign: (f"a text cannot begin with {sign}", _QUOTE_IT)),
    (
        r"unknown escape character '(.*)'",
        lambda found, _: (f'"\\{found[1]}" has no meaning in double quotes', "put the text in single quotes: '…'"),
    ),
    (r"expected alphabetic or numeric", lambda *_: ("a text cannot begin with * or &", _QUOTE_IT)),
)
"""What to say, and what to write instead, for each of the parser's problems."""
