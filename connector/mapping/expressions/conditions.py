"""Conditions of mapping entries: `currency == 'eur' and has(metadata.team)`. Compiled once, asked for each record.

A missing path is null: it equals null alone, and is neither smaller nor greater than anything. A text that reads as a
number is compared with a number as that number, since Stripe's metadata is text; amounts are Stripe's, in the
currency's smallest unit.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from connector.mapping.expressions.faults import CannotDecideError
from connector.mapping.expressions.paths import Path
from connector.mapping.expressions.patterns import Pattern, found_in

Read = Callable[[Path], object]
"""What stands at a path, None where nothing does."""
Term = Callable[[Read], object]
"""A part of a condition, ready to be asked."""

TRUE_TEXTS = {"true": True, "false": False}


@dataclass(frozen=True, kw_only=True)
class PlacedPath:
    """A path within a text, and the column at which it stands there, from 1."""

    path: Path
    column: int


@dataclass(frozen=True, kw_only=True)
class Condition:
    """A condition, read once. `text` is as it was written."""

    text: str
    paths: tuple[PlacedPath, ...]
    term: Term = field(repr=False, compare=False)

    def holds(self, read: Read) -> bool:
        """Whether it holds for what can be read. Raises CannotDecideError."""
        return is_true(self.term(read), 1)


def is_true(value: object, column: int) -> bool:
    """Null is false and metadata's `true` is true; anything that is neither yes nor no raises CannotDecideError."""
    match value:
        case bool():
            return value
        case None:
            return False
        case str() if value.lower() in TRUE_TEXTS:
            return TRUE_TEXTS[value.lower()]
        case _:
            raise CannotDecideError(f"{_shown(value)} is neither true nor false", column)


def equal(left: object, right: object) -> bool:
    """Whether two values are the same, metadata's texts read as the number or yes/no that they are compared with."""
    if isinstance(left, bool) or isinstance(right, bool):
        return _as_bool(left) is not None and _as_bool(left) is _as_bool(right)
    numbers = _numbers(left, right)
    return numbers[0] == numbers[1] if numbers else left == right


def ordered(operator: str, left: object, right: object, column: int) -> bool:
    """Whether two values stand in this order; nothing stands in any order with null. Raises CannotDecideError."""
    if left is None or right is None:
        return False
    numbers = _numbers(left, right)
    if numbers:
        return ORDERS[operator](numbers[0], numbers[1])
    if isinstance(left, str) and isinstance(right, str):
        return ORDERS[operator](left, right)
    raise CannotDecideError(f"{_shown(left)} and {_shown(right)} cannot be compared by {operator}", column)


def contained(value: object, container: object, column: int) -> bool:
    """Whether a list holds the value, or a text the text; null holds nothing. Raises CannotDecideError."""
    match container:
        case None:
            return False
        case list() | tuple():
            return any(equal(value, member) for member in container)
        case Mapping():
            return value in container
        case str() if isinstance(value, str):
            return value in container
        case _:
            raise CannotDecideError(f"{_shown(container)} holds nothing that could be looked for", column)


def is_there(value: object) -> bool:
    """Whether there is a value that is not empty: what `has(…)` asks."""
    return bool(value) or not (value is None or isinstance(value, str | list | dict))


def length(value: object, column: int) -> object:
    """Characters of a text, members of a list; 0 of null. Raises CannotDecideError."""
    match value:
        case None:
            return 0
        case {"data": list() as members}:
            return len(members)
        case str() | list() | tuple() | Mapping():
            return len(value)
        case _:
            raise CannotDecideError(f"{_shown(value)} has no length", column)


def text_of(value: object, column: int) -> str | None:
    """The value as the text that text functions work on. Raises CannotDecideError for lists and objects."""
    match value:
        case None | str():
            return value
        case bool():
            return "true" if value else "false"
        case int() | float() | Decimal():
            return str(value)
        case _:
            raise CannotDecideError(f"{_shown(value)} is no text", column)


def lowered(value: object, column: int) -> object:
    """The text in lower case, null for null."""
    text = text_of(value, column)
    return None if text is None else text.lower()


def begins(value: object, start: object, column: int) -> bool:
    """Whether the text begins with the other; null does not."""
    text, beginning = text_of(value, column), text_of(start, column)
    return text is not None and beginning is not None and text.startswith(beginning)


def ends(value: object, end: object, column: int) -> bool:
    """Whether the text ends with the other; null does not."""
    text, ending = text_of(value, column), text_of(end, column)
    return text is not None and ending is not None and text.endswith(ending)


def matches(value: object, pattern: Pattern, column: int) -> bool:
    """Whether the pattern is found anywhere in the text; in null it is not."""
    text = text_of(value, column)
    return text is not None and found_in(pattern, text) is not None


ORDERS: Mapping[str, Callable[[object, object], bool]] = {
    "<": lambda left, right: left < right,  # type: ignore[operator]  # both are numbers, or both are texts
    "<=": lambda left, right: left <= right,  # type: ignore[operator]
    ">": lambda left, right: left > right,  # type: ignore[operator]
    ">=": lambda left, right: left >= right,  # type: ignore[operator]
}


def _numbers(left: object, right: object) -> tuple[Decimal, Decimal] | None:
    """Both as numbers, if at least one is a number and the other reads as one."""
    if not (_is_number(left) or _is_number(right)):
        return None
    one, other = _number(left), _number(right)
    return None if one is None or other is None else (one, other)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


def _number(value: object) -> Decimal | None:
    if not (_is_number(value) or isinstance(value, str)):
        return None
    try:
        number = Decimal(str(value).strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _as_bool(value: object) -> bool | None:
    if isinstance(value, bool):
        return value
    return TRUE_TEXTS.get(value.lower()) if isinstance(value, str) else None


def _shown(value: object) -> str:
    """The value as a message quotes it."""
    match value:
        case None:
            return "null"
        case str():
            return f'"{value[:40]}…"' if len(value) > 40 else f'"{value}"'
        case list() | tuple():
            return "a list"
        case Mapping():
            return "an object"
        case _:
            return str(value)
