"""Reads a stretch of Stripe's history again, page by page. Stop it anywhere; it goes on after the last whole page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from threading import Event as StopSignal
from typing import Protocol

from connector.collection import Collection
from connector.journal.backfills import Backfill, Backfills
from connector.runs import Run
from stripe_client.objects import Root
from stripe_client.survey import DOCUMENTS, Surveyed, SurveyPage

KINDS = tuple(DOCUMENTS)
"""What can be backfilled, in the order in which it is read."""

REQUESTS_PER_PAGE = 4
"""About what a page of a hundred objects takes with all that belongs to them."""


class Lists(Protocol):
    """Stripe, as far as its lists are looked through."""

    def survey(self, kind: str, since: int, before: int) -> Iterator[Surveyed]:
        """The documents of a kind created in a stretch of time."""
        ...

    def survey_page(self, kind: str, place: str | None, since: int, before: int) -> SurveyPage:
        """One page of them."""
        ...


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What a backfill would read: objects by kind, their amounts in minor units by kind and currency.

    `closed` counts those that were created in an accounting period that is closed now.
    """

    objects: Mapping[str, int]
    amounts: Mapping[tuple[str, str], int]
    closed: int

    @property
    def requests(self) -> int:
        """About how many requests to Stripe it takes."""
        return sum(REQUESTS_PER_PAGE * -(-number // 100) for number in self.objects.values())


def plan(lists: Lists, wanted: Backfill, is_closed: Callable[[date], bool]) -> Plan:
    """Look through the lists and read nothing of them."""
    objects: Counter[str] = Counter()
    amounts: Counter[tuple[str, str]] = Counter()
    closed = 0
    for kind in wanted.kinds:
        for one in lists.survey(kind, _second(wanted.begins), _second(wanted.ends)):
            objects[kind] += 1
            amounts[kind, one.currency] += one.amount
            closed += is_closed(datetime.fromtimestamp(one.created, UTC).date())
    return Plan(objects=dict(objects), amounts=dict(amounts), closed=closed)


@dataclass(kw_only=True)
class Filling:
    """Brings a backfill to its end, into the run in whose name it is done."""

    lists: Lists
    collection: Collection
    backfills: Backfills
    stop: StopSignal = field(default_factory=StopSignal)
    progress: Callable[[Backfill], None] = lambda _: None

    def fill(self, backfill: Backfill, into: Run) -> Backfill:
        """Read what is left of it; gives how far it came."""
        while backfill.kinds and backfill.left != 0 and not self.stop.is_set():
            backfill = self._page(backfill, into)
            self.backfills.reached(backfill)
            self.progress(backfill)
        return backfill

    def _page(self, backfill: Backfill, into: Run) -> Backfill:
        kind, *later = backfill.kinds
        page = self.lists.survey_page(kind, backfill.place, _second(backfill.begins), _second(backfill.ends))
        objects = page.objects[: backfill.left]
        into.collected.extend(self.collection.read_with_kin(roots_of(objects)))
        left = None if backfill.left is None else backfill.left - len(objects)
        kinds = backfill.kinds if page.place is not None else tuple(later)
        return replace(backfill, kinds=kinds, place=page.place, left=left, read=backfill.read + len(objects))


def roots_of(objects: Iterable[Surveyed]) -> dict[Root, int | None]:
    """The roots of these documents, with their creation where they are roots themselves."""
    return {root: one.created if root.id == one.id else None for one in objects for root in one.roots}


def _second(moment: datetime) -> int:
    return int(moment.timestamp())
