"""Reads on where a file is no YAML in one place: what cannot be read is left out, and the rest still has its say."""

from __future__ import annotations

import re

from connector.located.messages import Message, Place
from connector.located.reading import Codes, Document, Gap, Reader, UnreadableError
from connector.located.stumbles import indent_of
from connector.located.text import File

GAPS_MAX = 10
READ_MAX = 1_000_000
"""Places at which reading goes on, and characters that are read again for that: reading is slow."""

_DASHES = re.compile(r" *(?:- +)+(?=\S)")
_CLOSES = re.compile(r"\s*[}\]]+,?\s*")


def document_read_on(file: File, codes: Codes) -> Document:
    """Read YAML from a file's text; where it is none, leave out what begins there, with the lines indented deeper."""
    text, gaps = file.text, list[Gap]()
    messages: list[Message] = []
    goes_on = min(GAPS_MAX, READ_MAX // max(1, len(text)))
    while True:
        reader = Reader(file, codes, text, gaps)
        try:
            root = reader.root()
        except UnreadableError as error:
            messages.append(error.message)
            gap = _gap_at(error, File.of(file.name, text).lines)
            if gap is None or len(gaps) >= goes_on:
                return Document(file=file, root=None, messages=(*reader.messages, *messages), whole=False)
            gaps.append(gap)
            text = _without(gap, text)
        else:
            return Document(file=file, root=root, messages=(*reader.messages, *messages), whole=not gaps)


def _gap_at(error: UnreadableError, lines: tuple[str, ...]) -> Gap | None:
    """The line with all that belongs to it: deeper lines, and the brackets that close below it. None where none is.

    Of the first line of a list's member what stands behind the dash, so that the member's other lines stay its own.
    """
    began = error.began
    if began is None or began > len(lines) or not lines[began - 1].strip():
        return None
    indent, last = _indent(error, began, lines[began - 1]), began
    for number, line in enumerate(lines[began:], start=began + 1):
        if not line.strip():
            continue
        if indent_of(line) <= indent and not _CLOSES.fullmatch(line):
            break
        last = number
    return Gap(first=began, last=last, indent=indent)


def _indent(error: UnreadableError, began: int, line: str) -> int:
    """Where what is left out begins in its first line; a dash that is itself out of place goes too."""
    dashes, place = _DASHES.match(line), error.message.place
    if dashes is None or not isinstance(place, Place):
        return indent_of(line)
    return indent_of(line) if place.line == began and place.column <= len(dashes[0]) else len(dashes[0])


def _without(gap: Gap, text: str) -> str:
    """The text with these lines blank, as long as it was, so that every other place stays where it is."""
    parts = re.split(r"(\r\n|[\n\r])", text)
    for index in range(2 * (gap.first - 1), min(2 * gap.last, len(parts)), 2):
        kept = parts[index][: gap.indent] if index == 2 * (gap.first - 1) else ""
        parts[index] = kept + " " * (len(parts[index]) - len(kept))
    return "".join(parts)
