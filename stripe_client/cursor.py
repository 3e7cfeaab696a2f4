"""Cursors: where reading stands, kept by others as opaque text."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from stripe_client.errors import CursorUnknown
from stripe_client.lists import Place

VERSION = 1


@dataclass(frozen=True, kw_only=True)
class Stretch:
    """How far one list has been read: to a place (None: not at all), or to its end."""

    place: Place | None = None
    done: bool = False


@dataclass(frozen=True, kw_only=True)
class ListingCursor:
    """A listing of everything under way, begun at `begun_at`. When it is done, events are read from `events_since` on.

    `joined_from` is where the invoices begin that charges still to come may pay; `again` says that it repeats an
    earlier one because events were lost.
    """

    events_since: int
    begun_at: int
    stretches: Mapping[str, Stretch] = field(default_factory=dict)
    joined_from: Place | None = None
    again: bool = False

    def stretch(self, name: str) -> Stretch:
        """How far this list has been read."""
        return self.stretches.get(name, Stretch())

    def with_stretch(self, name: str, stretch: Stretch) -> ListingCursor:
        """The cursor after reading on in one list."""
        return replace(self, stretches={**self.stretches, name: stretch})


@dataclass(frozen=True, kw_only=True)
class EventCursor:
    """Reading events, the oldest first, up to the place `at`.

    Events become visible late, so they are read twice: from `base` on again, some minutes after they were first read.
    All before `base` are known. `mark` is how far reading had come when the last rereading ended; it becomes the base
    when the next one ends. `seen` are marks of known events after the base, `met` those that the present rereading
    has met after the mark. `asked_at` is when events were last asked for, to the day: whether some are lost depends
    on that.
    """

    base: Place
    mark: Place
    at: Place
    asked_at: int
    reread_at: int
    is_rereading: bool = False
    seen: frozenset[str] = frozenset()
    met: frozenset[str] = frozenset()

    @classmethod
    def since(cls, moment: int, *, asked_at: int) -> EventCursor:
        """The beginning: all events from a POSIX second on."""
        place = Place(after="", created=moment)
        return cls(base=place, mark=place, at=place, asked_at=asked_at, reread_at=asked_at)


Cursor = ListingCursor | EventCursor


def to_text(cursor: Cursor) -> str:
    """The cursor as text; equal cursors give equal texts."""
    match cursor:
        case ListingCursor():
            plain = _plain_listing(cursor)
        case EventCursor():
            plain = _plain_events(cursor)
    return json.dumps({"v": VERSION, **plain}, separators=(",", ":"), sort_keys=True)


def from_text(text: str) -> Cursor:
    """The cursor of a text. Raises CursorUnknown for anything that to_text did not write."""
    try:
        plain = json.loads(text)
        if plain["v"] != VERSION:
            raise CursorUnknown(f"The Stripe cursor has version {plain['v']}; this version reads {VERSION}")
        return _READERS[plain["kind"]](plain)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise CursorUnknown("The Stripe cursor cannot be read; begin a first listing") from None


def _plain_listing(cursor: ListingCursor) -> dict[str, Any]:
    return {
        "kind": "listing",
        "events_since": cursor.events_since,
        "begun_at": cursor.begun_at,
        "again": cursor.again,
        "joined_from": _plain_place(cursor.joined_from),
        "stretches": {name: [_plain_place(stretch.place), stretch.done] for name, stretch in cursor.stretches.items()},
    }


def _plain_events(cursor: EventCursor) -> dict[str, Any]:
    return {
        "kind": "events",
        "places": [_plain_place(place) for place in (cursor.base, cursor.mark, cursor.at)],
        "asked_at": cursor.asked_at,
        "reread_at": cursor.reread_at,
        "is_rereading": cursor.is_rereading,
        "seen": sorted(cursor.seen),
        "met": sorted(cursor.met),
    }


def _plain_place(place: Place | None) -> list[Any] | None:
    return [place.after, place.created] if place else None


def _listing(plain: Mapping[str, Any]) -> ListingCursor:
    return ListingCursor(
        events_since=plain["events_since"],
        begun_at=plain["begun_at"],
        again=plain["again"],
        joined_from=_place(plain["joined_from"]),
        stretches={name: Stretch(place=_place(place), done=done) for name, (place, done) in plain["stretches"].items()},
    )


def _events(plain: Mapping[str, Any]) -> EventCursor:
    base, mark, at = (Place(after=after, created=created) for after, created in plain["places"])
    return EventCursor(
        base=base,
        mark=mark,
        at=at,
        asked_at=plain["asked_at"],
        reread_at=plain["reread_at"],
        is_rereading=plain["is_rereading"],
        seen=frozenset(plain["seen"]),
        met=frozenset(plain["met"]),
    )


def _place(plain: Any) -> Place | None:
    return Place(after=plain[0], created=plain[1]) if plain else None


_READERS: Mapping[str, Callable[[Mapping[str, Any]], Cursor]] = {"listing": _listing, "events": _events}
