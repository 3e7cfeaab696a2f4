"""A book: all objects of one Stripe account, checked when they are read, newest first when they are served."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from stripe_client.emulator.reading import Reading, Stored
from stripe_client.emulator.shapes import SHAPES
from stripe_client.emulator.shapes.fields import Plain


class BookError(ValueError):
    """A book cannot be served. `problems` holds every reason, each with its place."""

    def __init__(self, problems: Sequence[str], *, source: str = "the book") -> None:
        self.problems = tuple(problems)
        lines = "".join(f"\n  {problem}" for problem in self.problems)
        count = "a problem" if len(self.problems) == 1 else f"{len(self.problems)} problems"
        super().__init__(f"{source} has {count}:{lines}")


@dataclass(frozen=True)
class Change:
    """An object that was put into a book, and what it replaced."""

    before: Stored | None
    after: Stored


class Shelf:
    """The objects of one kind."""

    def __init__(self, by_id: dict[str, Stored] | None = None) -> None:
        self.by_id = by_id or {}
        self._newest: list[Stored] | None = None
        self._newest_by: dict[tuple[str, ...], dict[object, list[Stored]]] = {}

    def put(self, stored: Stored) -> None:
        """Adds an object, or replaces the one of the same id."""
        self.by_id[stored.id] = stored
        self._newest = None
        self._newest_by.clear()

    def newest_first(self) -> list[Stored]:
        """All but deleted objects; of those made in the same second the one that came last into the book is first."""
        if self._newest is None:
            living = (stored for stored in self.by_id.values() if not stored.deleted)
            self._newest = sorted(living, key=newness)
        return self._newest

    def newest_first_by(self, path: tuple[str, ...], value: object) -> list[Stored]:
        """Those whose field at `path` is `value`, by an index that is made when it is first asked for."""
        if path not in self._newest_by:
            index: dict[object, list[Stored]] = {}
            for stored in self.newest_first():
                index.setdefault(value_at(stored.served, path), []).append(stored)
            self._newest_by[path] = index
        return self._newest_by[path].get(value, [])


def newness(stored: Stored) -> tuple[int, int]:
    """Where an object stands in Stripe's lists; the smallest is the newest."""
    return -stored.created, -stored.sequence


def value_at(plain: object, path: tuple[str, ...]) -> object:
    """The value at a path of field names, or None where the path ends early; only plain values can be compared."""
    for name in path:
        if not isinstance(plain, dict):
            return None
        plain = plain.get(name)
    return plain if isinstance(plain, str | int | bool) else None


def _refuse_constant(name: str) -> object:
    raise ValueError(f"{name} is no JSON value")


class Book:
    """All objects of one Stripe account."""

    def __init__(self, shelves: dict[str, Shelf] | None = None) -> None:
        self.shelves = shelves or {kind: Shelf() for kind in SHAPES}
        self._sequence = sum(len(shelf.by_id) for shelf in self.shelves.values())

    @classmethod
    def from_file(cls, path: str | Path) -> Book:
        """Reads a JSON file: for each kind a list of plain Stripe objects. Raises BookError with all that is wrong."""
        source = Path(path)
        try:
            plain = json.loads(source.read_text(encoding="utf-8-sig"), parse_constant=_refuse_constant)
        except OSError as error:
            raise BookError([f"it cannot be read: {error.strerror}"], source=str(path)) from error
        except UnicodeDecodeError as error:
            raise BookError(["it is not UTF-8 text"], source=str(path)) from error
        except json.JSONDecodeError as error:
            raise BookError([f"line {error.lineno}, column {error.colno}: {error.msg}"], source=str(path)) from error
        except ValueError as error:
            raise BookError([str(error)], source=str(path)) from error
        return cls.from_plain(plain, source=str(path))

    @classmethod
    def from_plain(cls, plain: object, *, source: str = "the book") -> Book:
        """Reads lists of plain Stripe objects. Raises BookError with every problem in them."""
        book = cls()
        book.merge(plain, source=source)
        return book

    def merge(self, plain: object, *, source: str = "the book") -> list[Change]:
        """Adds objects, and replaces those of the same id; all or, with a BookError, nothing."""
        reading = Reading({kind: shelf.by_id for kind, shelf in self.shelves.items()})
        reading.read(plain)
        if reading.problems:
            raise BookError(reading.problems, source=source)
        return [self.put(stored) for shelf in reading.objects.values() for stored in shelf.values()]

    def put(self, stored: Stored) -> Change:
        """Keeps an object in place of the one of its id."""
        shelf = self.shelves[stored.kind]
        before = shelf.by_id.get(stored.id)
        self._sequence += 1
        stored.sequence = self._sequence if before is None else before.sequence
        shelf.put(stored)
        return Change(before, stored)

    def add_event(self, event: Plain) -> None:
        """Keeps an event that the emulator made itself."""
        self.put(Stored(kind="event", served=event))

    def copy(self) -> Book:
        """A book of the same objects, to be changed on its own."""
        return Book({kind: Shelf(dict(shelf.by_id)) for kind, shelf in self.shelves.items()})

    def find(self, kind: str, name: str) -> Stored | None:
        """The object of an id, deleted ones too."""
        return self.shelves[kind].by_id.get(name)

    def all(self) -> Iterator[Stored]:
        """Every living object but events, by kind."""
        for kind, shelf in self.shelves.items():
            if kind != "event":
                yield from shelf.newest_first()

    def put_events(self, events: Iterable[Plain]) -> None:
        """Keeps events that the emulator made itself."""
        for event in events:
            self.add_event(event)
