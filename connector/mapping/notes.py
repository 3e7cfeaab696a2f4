"""Messages about a node of a file, or about a stretch of the text that it holds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from connector.located import Block, Message, Node, Place, Scalar, Severity, did_you_mean
from connector.mapping.fields import Fault


def wrong(node: Node, code: str, text: str, hint: str = "", severity: Severity = "error") -> Message:
    """A message that points at a node."""
    return Message(code=code, text=text, place=node.place, hint=hint, severity=severity)


def wrong_within(scalar: Scalar, code: str, text: str, *, column: int, width: int, hint: str = "") -> Message:
    """A message that points at a stretch of a scalar's text, whose columns count from 1.

    Where the text does not stand in the file as it is read (several lines, escapes) it points at the whole.
    """
    place, start = scalar.place, int(scalar.quoted)
    line = place.file.lines[place.line - 1] if place.line <= len(place.file.lines) else ""
    if line[place.column - 1 + start :].startswith(scalar.text):
        place = _moved(place, start + column - 1, width)
    return Message(code=code, text=text, place=place, hint=hint)


def of_fault(node: Node, fault: Fault) -> Message:
    """What is wrong with an entry, said at a node."""
    return wrong(node, fault.code, fault.text, fault.hint)


def unknown_keys(block: Block, known: Sequence[str], where: str = "") -> Iterator[Message]:
    """Every key of a block that has no meaning there (MAP-103)."""
    for entry in block:
        if entry.key.text not in known:
            hint = did_you_mean(entry.key.text, known) or f"there are: {', '.join(known)}"
            yield wrong(entry.key, "MAP-103", f'unknown key "{entry.key.text}"{where and f" of {where}"}', hint)


def _moved(place: Place, by: int, width: int) -> Place:
    return replace(place, column=place.column + by, width=width)
