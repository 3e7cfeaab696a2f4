"""Pages of Stripe's lists, newest first, from any place on; a place whose object has vanished is found by its time."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from stripe_client.errors import ObjectMissing, ProtocolError
from stripe_client.objects import Plain
from stripe_client.plain_objects import created_of
from stripe_client.wire import Wire

PAGE_OBJECTS = 100
MEMBER_PAGES_MAX = 1_000


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where reading a list stands: after this object, which was created then."""

    after: str
    created: int


@dataclass(frozen=True, kw_only=True)
class Page:
    """Objects in a list's own order; `last` if nothing comes after them."""

    objects: tuple[Plain, ...]
    last: bool
    place: Place | None


def read_page(wire: Wire, path: str, place: Place | None = None, **params: Any) -> Page:
    """The page of a list after a place, None being its beginning.

    If the object there has been deleted, everything that is not younger is read: objects of that very second may
    then come again, and none is left out.
    """
    if place is None:
        return _page(path, wire.get(path, limit=PAGE_OBJECTS, **params), None)
    try:
        return _moved_on(path, wire.get(path, limit=PAGE_OBJECTS, starting_after=place.after, **params), place)
    except ObjectMissing as missing:
        if missing.param != "starting_after":
            raise
    created = {**params.pop("created", {}), "lte": place.created}
    return _page(path, wire.get(path, limit=PAGE_OBJECTS, created=created, **params), place)


def read_newer(wire: Wire, path: str, place: Place) -> Page:
    """The page that comes before a place: the objects next younger than it, in the order of their coming.

    If the object there is gone, or none is named, it is the oldest page of what is not older than the place.
    """
    if place.after:
        try:
            return _upwards(
                _moved_on(path, wire.get(path, limit=PAGE_OBJECTS, ending_before=place.after), place), place
            )
        except ObjectMissing as missing:
            if missing.param != "ending_before":
                raise
    return _oldest_page(wire, path, place)


def _oldest_page(wire: Wire, path: str, place: Place) -> Page:
    """Found from an older neighbour, or else by leafing down to the end."""
    newest = read_page(wire, path, created={"gte": place.created})
    if newest.last:
        return _upwards(newest, place)
    older = _objects(path, wire.get(path, limit=1, created={"lt": place.created}))
    if older:
        return read_newer(wire, path, Place(after=str(older[0]["id"]), created=place.created))
    oldest = deque(pages(wire, path, created={"gte": place.created}), maxlen=1).pop()
    return replace(_upwards(oldest, place), last=False)


def _upwards(page: Page, before: Place) -> Page:
    """The page as read towards the newest. `last` is the end of the list in the direction it was asked in."""
    objects = page.objects[::-1]
    return Page(objects=objects, last=page.last, place=_place_of_newest(objects) or before)


def _place_of_newest(objects: tuple[Plain, ...]) -> Place | None:
    return Place(after=str(objects[-1]["id"]), created=created_of(objects[-1])) if objects else None


def pages(wire: Wire, path: str, **params: Any) -> Iterator[Page]:
    """All pages of a list."""
    place: Place | None = None
    while True:
        page = read_page(wire, path, place, **params)
        yield page
        if page.last:
            return
        place = page.place


def members(wire: Wire, path: str, **params: Any) -> list[Plain]:
    """All members of a nested list, from its beginning, so that they are of one reading.

    Raises ObjectMissing when the owner is gone.
    """
    found: list[Plain] = []
    after: dict[str, str] = {}
    for _ in range(MEMBER_PAGES_MAX):
        envelope = wire.get(path, limit=PAGE_OBJECTS, **after, **params)
        page = _objects(path, envelope)
        found.extend(page)
        if not page or not envelope.get("has_more"):
            return found
        after = {"starting_after": str(page[-1]["id"])}
    raise ProtocolError(f"The list {path} has no end")


def _page(path: str, envelope: Mapping[str, Any], before: Place | None) -> Page:
    objects = _objects(path, envelope)
    return Page(objects=objects, last=not (objects and envelope.get("has_more")), place=_place_after(objects, before))


def _moved_on(path: str, envelope: Mapping[str, Any], place: Place) -> Page:
    """A page that does not hold the place it was to begin at; else reading would never end."""
    page = _page(path, envelope, place)
    if any(plain["id"] == place.after for plain in page.objects):
        raise ProtocolError(f"The list {path} does not move on after {place.after}")
    return page


def _place_after(objects: tuple[Plain, ...], before: Place | None) -> Place | None:
    """The end of a page. An object that is broken still has its place, by the time of its neighbours."""
    if not objects:
        return before
    times = [created for created in map(created_of, objects) if created]
    known = min(times) if times else before.created if before else None
    return Place(after=objects[-1]["id"], created=known) if known is not None else before


def _objects(path: str, envelope: Mapping[str, Any]) -> tuple[Plain, ...]:
    objects = envelope.get("data")
    if not isinstance(objects, list) or not all(_has_place(plain) for plain in objects):
        raise ProtocolError(f"Stripe's answer to GET {path} is no list of objects")
    return tuple(objects)


def _has_place(plain: object) -> bool:
    """Lists can only be walked over objects with an id."""
    return isinstance(plain, dict) and isinstance(plain.get("id"), str)
