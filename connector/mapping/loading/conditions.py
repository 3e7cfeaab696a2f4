"""Reads conditions and templates where an entry has them, and looks whether their paths can exist."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from connector.located import Entry, Message, Scalar
from connector.mapping.catalogue import RecordKind
from connector.mapping.entries import When
from connector.mapping.expressions.conditions import PlacedPath
from connector.mapping.expressions.faults import UnreadableTextError
from connector.mapping.expressions.parsing import condition_of
from connector.mapping.expressions.templates import Template, template_of
from connector.mapping.fields import Fault
from connector.mapping.notes import wrong, wrong_within
from connector.mapping.stripe_paths import type_at


def when_of(entry: Entry | None) -> When | Message | None:
    """The condition that an entry has, None for one without (MAP-140)."""
    if entry is None:
        return None
    value = entry.value
    if not isinstance(value, Scalar) or not value.value:
        return wrong(value, "MAP-140", "a condition is a text", """write when: "currency == 'eur'" """.strip())
    try:
        return When(condition=condition_of(value.text), place=str(value.place))
    except UnreadableTextError as error:
        return _unreadable(value, error)


def template_in(scalar: Scalar) -> Template | Message:
    """The template that a scalar holds (MAP-140)."""
    try:
        return template_of(scalar.text)
    except UnreadableTextError as error:
        return _unreadable(scalar, error)


def faults_of_paths(scalar: Scalar, paths: Sequence[PlacedPath], kinds: Sequence[RecordKind]) -> Iterator[Message]:
    """The paths of a text that can exist for none of these kinds of record (MAP-130)."""
    for placed in paths:
        found = [type_at(kind, placed.path) for kind in kinds]
        faults = [each for each in found if isinstance(each, Fault)]
        if len(faults) == len(found):
            fault, width = faults[0], len(placed.path.text)
            yield wrong_within(scalar, fault.code, fault.text, column=placed.column, width=width, hint=fault.hint)


def _unreadable(scalar: Scalar, error: UnreadableTextError) -> Message:
    return wrong_within(scalar, "MAP-140", str(error), column=error.column, width=error.width, hint=error.hint)
