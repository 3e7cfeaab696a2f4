"""Reads what changed since a moment, from Stripe's events, oldest first. They only say where to look."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from stripe_client.cursor import EventCursor, to_text
from stripe_client.event_meaning import Looks, looks_of, mark_of
from stripe_client.lists import Page, read_newer
from stripe_client.objects import Changes, Plain, Read, Root, RootKind
from stripe_client.plain_objects import created_of
from stripe_client.price_book import PriceBook
from stripe_client.reading import Reading, charges_of_intent
from stripe_client.wire import Wire

DAY_SECONDS = 86_400
EVENTS_LAST_DAYS = 30
LOST_AFTER_DAYS = EVENTS_LAST_DAYS - 1
EVENTS_AT_ONCE = 500
PAGES_AT_ONCE = 10
MARKS_MAX = 20_000
ROOTS_REMEMBERED_MAX = 50_000


def newest_event_at(wire: Wire) -> int:
    """When the newest event was created, by Stripe's own clock; 0 if there is none."""
    newest = wire.get("/v1/events", limit=1).get("data")
    return created_of(newest[0]) if newest else 0


def are_events_lost(cursor: EventCursor, now: float) -> bool:
    """Whether Stripe may have dropped events that we never asked for. A day is kept as margin."""
    return now - cursor.asked_at > LOST_AFTER_DAYS * DAY_SECONDS


class EventWalk:
    """One walk through all events that are not known yet."""

    def __init__(
        self, wire: Wire, cursor: EventCursor, *, overlap_seconds: int, now: float, kinds: frozenset[RootKind]
    ) -> None:
        """`kinds` are those of the roots that are wanted."""
        self._wire = wire
        self._kinds = kinds
        self._began_as = to_text(cursor)
        self._cursor = _due_for_rereading(cursor, overlap_seconds, int(now))
        self._now = int(now)
        self._book = PriceBook(wire)
        self._read_already: set[Root] = set()
        self._as_of = 0

    def changes(self) -> Iterator[Changes]:
        """Families that changed, and ids that others may wait for. Nothing at all where nothing happened."""
        is_last = False
        while not is_last:
            events, is_last = self._unknown_events()
            looks = Looks(kinds=self._kinds)
            looks.add_all(events)
            families = tuple(self._families(looks))
            self._cursor = self._finished() if is_last else self._cursor
            text = to_text(self._cursor)
            if families or looks.touched or text != self._began_as:
                yield Changes(families=families, cursor=text, stream="events", touched=frozenset(looks.touched))

    def _unknown_events(self) -> tuple[list[Plain], bool]:
        """The next events that are news, from as many pages as make reading in bulk worthwhile."""
        news: list[Plain] = []
        for _ in range(PAGES_AT_ONCE):
            page = read_newer(self._wire, "/v1/events", self._cursor.at)
            if not page.last and not self._as_of:
                self._as_of = newest_event_at(self._wire)
            news.extend(event for event in page.objects if self._is_news(event))
            self._cursor = _after(self._cursor, page)
            if page.last or len(news) >= EVENTS_AT_ONCE:
                break
        return news, page.last

    def _is_news(self, event: Plain) -> bool:
        """Neither known from before, nor about what was read in this walk after it had happened."""
        if mark_of(event) in self._cursor.seen:
            return False
        is_past = created_of(event) < self._as_of
        return not (is_past and all(look in self._read_already for look in looks_of(event)))

    def _families(self, looks: Looks) -> Iterator[Read]:
        for intent in sorted(looks.intents):
            for root in charges_of_intent(self._wire, intent):
                looks.roots.setdefault(root, None)
        if len(self._read_already) > ROOTS_REMEMBERED_MAX:
            self._read_already.clear()
        for family in Reading(self._wire, self._book).with_kin(looks.roots):
            self._read_already.add(family.root)
            yield family

    def _finished(self) -> EventCursor:
        """The cursor at the end of the walk; after a rereading, what had been read at the last one is now certain."""
        cursor = self._cursor
        if not 0 <= self._now - cursor.asked_at < DAY_SECONDS:
            cursor = replace(cursor, asked_at=self._now)
        if not cursor.is_rereading:
            return cursor
        return replace(cursor, base=cursor.mark, mark=cursor.at, is_rereading=False, seen=cursor.met, met=frozenset())


def _due_for_rereading(cursor: EventCursor, overlap_seconds: int, now: int) -> EventCursor:
    """Go back to the base if the last rereading is long enough ago (or the clock was set back) and there is a way."""
    is_due = cursor.base != cursor.at and not 0 <= now - cursor.reread_at < overlap_seconds
    if cursor.is_rereading or not is_due:
        return cursor
    return replace(cursor, at=cursor.base, reread_at=now, is_rereading=True, met=frozenset())


def _after(cursor: EventCursor, page: Page) -> EventCursor:
    """The cursor after a page, its events known."""
    marks = {mark_of(event) for event in page.objects}
    met = {mark_of(event) for event in page.objects if created_of(event) >= cursor.mark.created}
    return replace(
        cursor,
        at=page.place or cursor.at,
        seen=_at_most(cursor.seen, marks),
        met=_at_most(cursor.met, met) if cursor.is_rereading else cursor.met,
    )


def _at_most(known: frozenset[str], more: Iterable[str]) -> frozenset[str]:
    """Where there are too many marks to remember, some roots are read once more than necessary."""
    return known if len(known) >= MARKS_MAX else known.union(more)
