"""A YAML file as a tree of texts: types are the business of whoever knows what a value is for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from connector.located.messages import Place

NULLS = frozenset({"", "~", "null", "Null", "NULL"})


@dataclass(frozen=True, kw_only=True)
class Scalar:
    """A single value as it was written. `quoted` says that it is a text whatever it looks like."""

    text: str
    quoted: bool
    place: Place

    @property
    def value(self) -> str | None:
        """The text, or None for an unquoted null of YAML 1.2."""
        return None if not self.quoted and self.text in NULLS else self.text


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A key and its value."""

    key: Scalar
    value: Node


@dataclass(frozen=True, kw_only=True)
class Block:
    """A mapping of YAML, its keys in order. `whole` says that no line of it had to be left out as unreadable."""

    entries: tuple[Entry, ...]
    place: Place
    whole: bool = True

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries)

    @property
    def left_out(self) -> bool:
        """Whether nothing of it could be read."""
        return not self.entries and not self.whole

    def get(self, key: str) -> Entry | None:
        """The entry with this key."""
        return next((entry for entry in self.entries if entry.key.text == key), None)

    def scalar(self, key: str) -> Scalar | None:
        """The text under this key; None where nothing stands there, an empty text, or more than one value."""
        entry = self.get(key)
        return entry.value if entry and isinstance(entry.value, Scalar) and entry.value.value else None


@dataclass(frozen=True, kw_only=True)
class Items:
    """A sequence of YAML."""

    members: tuple[Node, ...]
    place: Place


Node = Scalar | Block | Items
