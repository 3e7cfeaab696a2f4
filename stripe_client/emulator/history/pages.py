"""The pages that a history is written on: lists of plain objects, with ids that count up by kind."""

from __future__ import annotations

from stripe_client.emulator.shapes import BOOK_SHAPES
from stripe_client.emulator.shapes.fields import Plain


class Pages:
    """A book in the making. The same steps write the same ids."""

    def __init__(self) -> None:
        self.book: dict[str, list[Plain]] = {name: [] for name in BOOK_SHAPES if name != "events"}
        self._numbers: dict[str, int] = {}

    def _add(self, kind: str, **fields: object) -> Plain:
        """Writes an object down; it may still be changed."""
        plain: Plain = {"object": BOOK_SHAPES[kind].kind, **fields}
        self.book[kind].append(plain)
        return plain

    def _next(self, prefix: str) -> str:
        return f"{prefix}_demo{self._count(prefix):04d}"

    def _count(self, what: str) -> int:
        self._numbers[what] = self._numbers.get(what, 0) + 1
        return self._numbers[what]


def whole(plain: Plain, name: str) -> int:
    """A field that holds a whole number; 0 where it is missing."""
    value = plain.get(name, 0)
    if not isinstance(value, int):
        raise TypeError(f"{name} must be a whole number of minor units")
    return value
