"""Messages about a node of a file, or about a stretch of the text that it holds."""

from __future__ import annotations

from dataclasses import replace

from connector.located import Message, Node, Place, Scalar, Severity
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


def _moved(place: Place, by: int, width: int) -> Place:
    return replace(place, column=place.column + by, width=width)
