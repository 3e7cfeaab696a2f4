"""Reads the plain JSON of a book into complete objects, and gathers everything wrong with it on the way."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

from stripe_client.emulator.checks import problems_of
from stripe_client.emulator.shapes import BOOK_SHAPES, SHAPES
from stripe_client.emulator.shapes.fields import (
    Absent,
    Array,
    Choice,
    Embedded,
    Field,
    Members,
    Nested,
    Plain,
    Reference,
    Scalar,
    Shape,
    Type,
)

NESTED_MAX = 10
"""So many members of a nested list Stripe shows; the others are paged."""

Member = TypeVar("Member")

_ALWAYS = ("id", "object", "deleted")
_CURRENCY = re.compile(r"[a-z]{3}")
_DECIMAL = re.compile(r"-?\d+(\.\d+)?")


@dataclass(kw_only=True)
class Stored:
    """One object as the emulator keeps it: as served without expansion, and what expansion or paging adds."""

    kind: str
    served: Plain
    members: dict[str, list[Plain]] = field(default_factory=dict)
    hidden: Plain = field(default_factory=dict)
    sequence: int = 0

    @property
    def id(self) -> str:
        """The object's id."""
        return str(self.served["id"])

    @property
    def deleted(self) -> bool:
        """Whether only Stripe's stub of a deleted object is left."""
        return self.served.get("deleted") is True

    @property
    def created(self) -> int:
        """POSIX seconds; deleted stubs have none."""
        at = self.served.get("created")
        return at if isinstance(at, int) else 0


@dataclass(frozen=True)
class _Mention:
    """A reference met on the way, to be checked once everything is read."""

    place: str
    kinds: tuple[str, ...]
    id: str


class Reading:
    """Reads one plain book. `objects` and `problems` are complete after `read`."""

    def __init__(self, known: dict[str, dict[str, Stored]]) -> None:
        """`known` are the objects of the book that is added to: references may name them."""
        self.known = known
        self.objects: dict[str, dict[str, Stored]] = {}
        self.problems: list[str] = []
        self._mentions: list[_Mention] = []
        self._copies: list[Stored] = []
        self._placeholders: list[tuple[Plain, str, str]] = []
        self._inner_ids: dict[str, dict[str, str]] = {}

    def read(self, book: object) -> None:
        """Reads all lists of a book, then checks what refers to what."""
        if not isinstance(book, dict):
            self.problems.append("a book is one JSON object of lists of Stripe objects")
            return
        for name, members in book.items():
            self._read_list(name, members)
        self._adopt_copies()
        self._fill_placeholders()
        self._check_mentions()

    # One list of a book

    def _read_list(self, name: str, members: object) -> None:
        shape = BOOK_SHAPES.get(name)
        if shape is None:
            self.problems.append(f"{name}: a book has no such list; it may have {', '.join(BOOK_SHAPES)}")
        elif not isinstance(members, list):
            self.problems.append(f"{name}: must be a list of Stripe objects")
        else:
            for index, member in enumerate(members):
                self._add(shape, member, f"{name}[{index}]")

    def _add(self, shape: Shape, plain: object, place: str, inherited: Plain | None = None) -> None:
        """Reads an object with a list of its own."""
        shelf = self.objects.setdefault(str(shape.kind), {})
        if not isinstance(plain, dict):
            self.problems.append(f"{place}: must be a Stripe object")
        elif plain.get("id") in shelf:
            self.problems.append(f"{place}.id: {plain['id']} is in the book twice")
        elif (stored := self._stored(shape, plain, place, inherited)) is not None:
            shelf[stored.id] = stored

    def _stored(self, shape: Shape, plain: Plain, place: str, inherited: Plain | None = None) -> Stored | None:
        """A complete object, or nothing if it has no identity; what is `inherited` needs no second check."""
        kind = str(shape.kind)
        if not self._has_identity(shape, plain, place):
            return None
        stored = Stored(kind=kind, served={"id": plain["id"], "object": kind, **(inherited or {})})
        if plain.get("deleted") is True:
            stored.served["deleted"] = True
        else:
            self._complete(shape, plain, place, stored)
            self.problems += [f"{place}{problem}" for problem in problems_of(kind, stored.served)]
        return stored

    def _has_identity(self, shape: Shape, plain: Plain, place: str) -> bool:
        """Says what is wrong with `id` and `object`; only a missing id makes the object unreadable."""
        said = plain.get("object", shape.kind)
        if said != shape.kind:
            self.problems.append(f"{place}.object: is {said!r}, must be {shape.kind!r}")
        name = plain.get("id")
        if not isinstance(name, str) or not name:
            self.problems.append(f"{place}.id: is missing")
            return False
        self._check_prefix(shape, name, f"{place}.id")
        return True

    def _check_prefix(self, shape: Shape, name: str, place: str) -> None:
        if shape.prefixes and not name.startswith(shape.prefixes):
            wanted = " or ".join(shape.prefixes)
            self.problems.append(f"{place}: {name} is not the id of {_article(shape.kind)}, which begins with {wanted}")
        elif not shape.prefixes and (other := _kind_by_prefix(name)) is not None:
            self.problems.append(f"{place}: {name} is the id of {_article(other)}, not of {_article(shape.kind)}")

    # One object

    def _complete(self, shape: Shape, plain: Plain, place: str, stored: Stored) -> None:
        """Puts every field of `shape` into `stored`: as given, by default, or as a problem."""
        for name in plain:
            if name not in shape.fields and name not in _ALWAYS:
                self.problems.append(f"{place}.{name}: {_article(shape.kind)} has no such field in this API version")
        for name, rule in shape.fields_before_lists:
            self._complete_field(name, rule, plain, f"{place}.{name}", stored)

    def _complete_field(self, name: str, rule: Field, plain: Plain, place: str, stored: Stored) -> None:
        value = plain.get(name)
        if value is None and name in stored.served:
            return
        if isinstance(rule.type, Members):
            self._read_members(name, rule, value, place, stored)
        elif value is not None:
            where = stored.hidden if rule.absent is Absent.ON_DEMAND else stored.served
            where[name] = self._value(rule.type, value, place)
        elif name in plain and rule.nullable and rule.absent is not Absent.ON_DEMAND:
            stored.served[name] = None
        else:
            self._fill_in(name, rule, plain, place, stored)

    def _fill_in(self, name: str, rule: Field, plain: Plain, place: str, stored: Stored) -> None:
        """What the absence of a field means."""
        if rule.absent is Absent.REFUSED:
            self.problems.append(f"{place}: is missing")
        elif rule.derive is not None:
            value = rule.derive({**stored.served, **plain})
            if value is None and not rule.nullable:
                self.problems.append(f"{place}: is missing")
            stored.served[name] = None if value is None else self._value(rule.type, value, place)
        elif not isinstance(rule.absent, Absent):
            stored.served[name] = None if rule.absent is None else self._value(rule.type, rule.absent, place)

    # One value

    def _value(self, kind: Type, value: object, place: str) -> object:
        match kind:
            case Scalar():
                return self._scalar(kind, value, place)
            case Choice(values):
                if value not in values:
                    self.problems.append(f"{place}: is {value!r}, must be one of {', '.join(values)}")
                return value
            case Reference():
                return self._reference(kind, value, place)
            case Embedded():
                return self._embedded(kind.kind, value, place)
            case Nested():
                return self._nested(kind.shape, value, place)
            case Array():
                return self._array(kind.of, value, place)
            case Members():
                raise TypeError("a list envelope belongs to an object")  # _complete_field has seen to it

    def _scalar(self, kind: Scalar, value: object, place: str) -> object:
        if not _fits(kind, value):
            self.problems.append(f"{place}: is {value!r}, must be {kind.value}")
        return dict(value) if kind is Scalar.MAP and isinstance(value, dict) else value

    def _reference(self, kind: Reference, value: object, place: str) -> object:
        if isinstance(value, dict):
            return self._copy(kind.kinds, value, place)
        if not isinstance(value, str):
            self.problems.append(f"{place}: is {value!r}, must be an id")
        else:
            self._mentions.append(_Mention(place, kind.kinds, value))
        return value

    def _copy(self, kinds: tuple[str, ...], value: Plain, place: str) -> object:
        """An expanded object in place of an id: its id stays, and the book holds the object from now on."""
        kind = value.get("object", kinds[0] if len(kinds) == 1 else None)
        if kind not in kinds or not isinstance(value.get("id"), str):
            self.problems.append(f"{place}: must be the id of {' or '.join(kinds)}, or that object with its id")
        elif kind in SHAPES:
            self._read_copy(str(kind), value, place)
        return value.get("id")

    def _read_copy(self, kind: str, value: Plain, place: str) -> Plain:
        stored = self._stored(SHAPES[kind], value, place)
        if stored is None:
            return value
        self._copies.append(stored)
        return stored.served

    def _adopt_copies(self) -> None:
        """The book's own object goes before a copy of it; a copy goes before nothing."""
        for stored in self._copies:
            if not self._holds(stored.kind, stored.id):
                self.objects.setdefault(stored.kind, {})[stored.id] = stored

    def _embedded(self, kind: str, value: object, place: str) -> object:
        if isinstance(value, dict):
            return self._read_copy(kind, value, place)
        if not isinstance(value, str):
            self.problems.append(f"{place}: must be a {kind}")
            return value
        self._mentions.append(_Mention(place, (kind,), value))
        placeholder: Plain = {}
        self._placeholders.append((placeholder, kind, value))
        return placeholder

    def _nested(self, shape: Shape, value: object, place: str) -> object:
        if not isinstance(value, dict):
            self.problems.append(f"{place}: is {value!r}, must be an object")
            return value
        inner = Stored(kind="", served={})
        self._complete(shape, value, place, inner)
        return inner.served

    def _array(self, of: Type, value: object, place: str) -> object:
        if not isinstance(value, list):
            self.problems.append(f"{place}: is {value!r}, must be a list")
            return value
        return [self._value(of, member, f"{place}[{index}]") for index, member in enumerate(value)]

    # Nested lists

    def _read_members(self, name: str, rule: Field, value: object, place: str, stored: Stored) -> None:
        """Keeps all members of a nested list, and shows the first ten; those with a list of their own go there."""
        kind = rule.type
        if not isinstance(kind, Members):
            raise TypeError(name)
        if value is None:
            if rule.absent is Absent.REFUSED:
                self.problems.append(f"{place}: is missing")
            return
        members = [
            member
            for index, plain in self._given_members(value, place)
            if (member := self._member(kind, plain, place, index, stored)) is not None
        ]
        if kind.key is None:
            stored.members[name] = members
            if rule.absent is not Absent.ON_DEMAND:
                stored.served[name] = envelope(members, kind.path.format(id=stored.id), show=lambda member: member)

    def _given_members(self, value: object, place: str) -> Iterator[tuple[int, Plain]]:
        if isinstance(value, dict) and value.get("has_more") is True:
            self.problems.append(f"{place}: has more members elsewhere; a book holds them all")
        members = value.get("data") if isinstance(value, dict) else value
        if not isinstance(members, list):
            self.problems.append(f"{place}: must be a list")
            return
        for index, member in enumerate(members):
            if isinstance(member, dict):
                yield index, member
            else:
                self.problems.append(f"{place}.data[{index}]: must be an object")

    def _member(self, kind: Members, plain: Plain, place: str, index: int, owner: Stored) -> Plain | None:
        place = f"{place}.data[{index}]"
        inherited = {ours: owner.served.get(theirs) for ours, theirs in kind.inherits.items()}
        shape = SHAPES.get(kind.kind)
        if shape is None:
            return plain
        if kind.key is not None:
            self._add(shape, plain, place, inherited)
            return None
        if "id" not in plain and shape.prefixes:
            plain = {**plain, "id": f"{shape.prefixes[0]}{owner.id.partition('_')[2]}_{index + 1}"}
        stored = self._stored(shape, plain, place, inherited)
        if stored is not None:
            self._note_inner_id(kind.kind, stored.id, place)
        return stored.served if stored is not None else None

    def _note_inner_id(self, kind: str, name: str, place: str) -> None:
        seen = self._inner_ids.setdefault(kind, {})
        if name in seen:
            self.problems.append(f"{place}.id: {name} is in the book twice, also at {seen[name]}")
        seen[name] = place

    # References

    def _fill_placeholders(self) -> None:
        for placeholder, kind, name in self._placeholders:
            stored = self.objects.get(kind, {}).get(name) or self.known.get(kind, {}).get(name)
            if stored is not None:
                placeholder.update(stored.served)

    def _check_mentions(self) -> None:
        for mention in self._mentions:
            checked = [kind for kind in mention.kinds if kind in SHAPES]
            if (
                len(mention.kinds) > 1
            ):  # the id's prefix says which of the kinds it is, and whether a book holds that kind
                checked = [kind for kind in checked if mention.id.startswith(SHAPES[kind].prefixes)]
            if checked and not any(self._holds(kind, mention.id) for kind in checked):
                self.problems.append(f"{mention.place}: {mention.id} is not in the book")

    def _holds(self, kind: str, name: str) -> bool:
        places = (self.objects.get(kind, {}), self.known.get(kind, {}), self._inner_ids.get(kind, {}))
        return any(name in place for place in places) or (kind == "line_item" and name in self._known_lines)

    @cached_property
    def _known_lines(self) -> set[object]:
        invoices = self.known.get("invoice", {}).values()
        return {line["id"] for stored in invoices for line in stored.members.get("lines", ())}


def envelope(members: Sequence[Member], url: str, *, show: Callable[[Member], Plain]) -> Plain:
    """A Stripe list of the first ten of `members`."""
    shown = [show(member) for member in members[:NESTED_MAX]]
    return {"object": "list", "data": shown, "has_more": len(members) > NESTED_MAX, "url": url}


def _fits(kind: Scalar, value: object) -> bool:
    match kind:
        case Scalar.ANY:
            return True
        case Scalar.TEXT:
            return isinstance(value, str)
        case Scalar.INTEGER:
            return isinstance(value, int) and not isinstance(value, bool)
        case Scalar.NUMBER:
            return isinstance(value, int | float) and not isinstance(value, bool)
        case Scalar.FLAG:
            return isinstance(value, bool)
        case Scalar.MAP:
            return isinstance(value, dict)
        case Scalar.DECIMAL:
            return isinstance(value, str) and _DECIMAL.fullmatch(value) is not None
        case Scalar.CURRENCY:
            return isinstance(value, str) and _CURRENCY.fullmatch(value) is not None


def _kind_by_prefix(name: str) -> str | None:
    return next((kind for kind, shape in SHAPES.items() if shape.prefixes and name.startswith(shape.prefixes)), None)


def _article(kind: str | None) -> str:
    """A kind as a sentence begins with it."""
    return "this object" if kind is None else f"{'an' if kind[0] in 'aeiou' else 'a'} {kind}"
