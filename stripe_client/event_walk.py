"""Reads what changed since a moment, from Stripe's events.

Events come newest first, page by page. As they only say where to look, and everything is read afresh after the first
page, their order does not matter; each root is read once in a walk, however many events name it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from stripe_client.cursor import EventCursor, to_text
from stripe_client.event_meaning import Looks, mark_of
from stripe_client.lists import Page, read_page
from stripe_client.objects import Changes, Plain, Read, Root
from stripe_client.price_book import PriceBook
from stripe_client.reading import charges_of_intent, read_families
from stripe_client.wire import Wire

DAY_SECONDS = 86_400
EVENTS_LAST_DAYS = 30
LOST_AFTER_DAYS = EVENTS_LAST_DAYS - 1
PAGES_AT_ONCE = 10
ROOTS_AT_ONCE = 100
MARKS_MAX = 20_000
ROOTS_REMEMBERED_MAX = 50_000


def newest_event_at(wire: Wire) -> int:
    """When the newest event was created, by Stripe's own clock; 0 if there is none."""
    newest = wire.get("/v1/events", limit=1).get("data")
    return int(newest[0]["created"]) if newest else 0


def are_events_lost(cursor: EventCursor, now: float) -> bool:
    """Whether Stripe may have dropped events that we never asked for. A day is kept as margin."""
    return now - cursor.asked_at > LOST_AFTER_DAYS * DAY_SECONDS


@dataclass(kw_only=True)
class EventWalk:
    """One walk through all events since the cursor."""

    wire: Wire
    cursor: EventCursor
    overlap_seconds: int
    now: float

    def __post_init__(self) -> None:
        self._began_as = to_text(self.cursor)
        self._book = PriceBook(self.wire)
        self._read_already: set[Root] = set()

    def changes(self) -> Iterator[Changes]:
        """Families that changed, and ids that others may wait for. Nothing at all where nothing happened."""
        done = False
        while not done:
            looks, done = self._looks()
            families = self._families(looks)
            self.cursor = self._finished() if done else self.cursor
            if families or looks.touched or to_text(self.cursor) != self._began_as:
                yield Changes(
                    families=families,
                    cursor=to_text(self.cursor),
                    stream="events",
                    touched=frozenset(looks.touched),
                )

    def _looks(self) -> tuple[Looks, bool]:
        """What the next pages say to look at, and whether they are the last."""
        looks, unseen = Looks(), list[Plain]()
        for _ in range(PAGES_AT_ONCE):
            page = read_page(self.wire, "/v1/events", self.cursor.place, created={"gte": self.cursor.since})
            unseen.extend(event for event in page.objects if mark_of(event) not in self.cursor.seen)
            self.cursor = self._after(page)
            if page.last or len(unseen) >= ROOTS_AT_ONCE * 4:
                break
        looks.add_all(unseen)
        return looks, page.last

    def _after(self, page: Page) -> EventCursor:
        newest = self.cursor.newest
        if newest is None and page.objects:
            newest = min(int(page.objects[0]["created"]), int(self.now))
        fresh = {mark_of(event) for event in page.objects if event["created"] >= (newest or 0) - self.overlap_seconds}
        met = self.cursor.met if len(self.cursor.met) > MARKS_MAX else self.cursor.met | fresh
        return replace(self.cursor, place=page.place, newest=newest, met=met)

    def _families(self, looks: Looks) -> tuple[Read, ...]:
        for intent in sorted(looks.intents):
            looks.roots.update({root: None for root in charges_of_intent(self.wire, intent) if root not in looks.roots})
        roots = {root: created for root, created in looks.roots.items() if root not in self._read_already}
        if len(self._read_already) > ROOTS_REMEMBERED_MAX:
            self._read_already.clear()
        self._read_already.update(roots)
        return tuple(read_families(self.wire, roots, self._book))

    def _finished(self) -> EventCursor:
        """Where the next walk begins: shortly before the newest event, as events become visible late."""
        cursor = self.cursor
        since = cursor.since if cursor.newest is None else max(cursor.since, cursor.newest - self.overlap_seconds)
        is_same_day = 0 <= self.now - cursor.asked_at < DAY_SECONDS
        return EventCursor(
            since=since,
            asked_at=cursor.asked_at if is_same_day else int(self.now),
            seen=cursor.met if cursor.newest is not None else cursor.seen,
        )
