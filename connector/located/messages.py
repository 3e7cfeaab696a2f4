"""Messages about a file: where, what, the line quoted with a caret, and what was probably meant."""

from __future__ import annotations

import difflib
import textwrap
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from connector.located.text import File, redacted

Severity = Literal["error", "warning", "note"]
"""An error stops a command; a warning or a note is worth knowing."""

COLUMNS_MAX = 100
EXIT_CODE = 3
"""What a command ends with when its configuration or mapping is invalid."""

_GUTTER = 5
_NEAR = 0.6


@dataclass(frozen=True, kw_only=True)
class Place:
    """A stretch of a line in a file; line and column count from 1."""

    file: File
    line: int
    column: int
    width: int = 1

    def __str__(self) -> str:
        return f"{self.file.name}:{self.line}:{self.column}"


@dataclass(frozen=True, kw_only=True)
class Message:
    """What is wrong, and where: a place in a file, or in words (`environment variable …`, `option …`)."""

    code: str
    text: str
    place: Place | str
    hint: str = ""
    severity: Severity = "error"

    def __str__(self) -> str:
        head = _head(f"{self.place}:", f"{self.severity} {self.code} {redacted(self.text)}")
        hint = redacted(self.hint)
        if isinstance(self.place, Place):
            return "\n".join([head, *_excerpt(self.place, hint)])
        return f"{head}\n{_wrapped(hint, indent=4)}" if hint else head


class ConfigurationInvalid(Exception):
    """Settings or mapping files cannot be used; nothing was started. `messages` are all that is wrong, in order."""

    exit_code = EXIT_CODE

    def __init__(self, messages: Iterable[Message]) -> None:
        self.messages = in_order(messages)
        super().__init__("\n".join(map(str, self.messages)))


def in_order(messages: Iterable[Message]) -> tuple[Message, ...]:
    """Files in turn, each from its top; what has no place in a file comes last."""
    return tuple(sorted(messages, key=_position))


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A question naming the known word that is nearest to this one; empty when none is near."""
    near = difflib.get_close_matches(word, list(known), n=1, cutoff=_NEAR)
    return f'did you mean "{near[0]}"?' if near else ""


def _position(message: Message) -> tuple[str, int, int]:
    place = message.place
    return (place.file.name, place.line, place.column) if isinstance(place, Place) else ("\uffff", 0, 0)


def _head(where: str, text: str) -> str:
    if len(where) + 1 + len(text) <= COLUMNS_MAX:
        return f"{where} {text}"
    if len(where) > COLUMNS_MAX // 2:
        code_and_text = text.split(" ", 2)
        return f"{where} {' '.join(code_and_text[:2])}\n{_wrapped(code_and_text[2], indent=4)}"
    return textwrap.fill(f"{where} {text}", COLUMNS_MAX, subsequent_indent="    ", break_on_hyphens=False)


def _wrapped(text: str, *, indent: int) -> str:
    margin = " " * indent
    return textwrap.fill(text, COLUMNS_MAX, initial_indent=margin, subsequent_indent=margin, break_on_hyphens=False)


def _excerpt(place: Place, hint: str) -> list[str]:
    """The line with its number, and a caret under the stretch, with the hint beside or below it."""
    line, start, width = _window(place)
    if not line.strip():
        return [_wrapped(hint, indent=_GUTTER + 3)] if hint else []
    margin = " " * _GUTTER + " | "
    caret = margin + " " * start + "^" * width
    if not hint or len(caret) + 1 + len(hint) <= COLUMNS_MAX:
        below = [f"{caret} {hint}".rstrip()]
    else:
        below = [caret, _wrapped(hint, indent=len(margin))]
    return [f"{place.line:>{_GUTTER}} | {line}".rstrip(), *below]


def _window(place: Place) -> tuple[str, int, int]:
    """As much of the line as fits around the stretch, where the stretch starts in it, and how wide it is."""
    line = place.file.shown(place.line)
    room = COLUMNS_MAX - _GUTTER - len(" | ")
    start, width = min(place.column - 1, len(line)), max(1, min(place.width, room // 2))
    if len(line) <= room:
        return line, start, max(1, min(width, room - start))
    first = max(0, min(start - room // 4, len(line) - room))
    shown = line[first : first + room]
    if first:
        shown = "…" + shown[1:]
    if first + room < len(line):
        shown = shown[:-1] + "…"
    return shown, start - first, max(1, min(width, room - (start - first)))
