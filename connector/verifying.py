"""Lists Stripe again, without any cursor, and names every finalised object that no state of the journal covers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Protocol

from stripe_client.objects import Root
from stripe_client.survey import Surveyed

JUDGED_AT_ONCE = 1000
"""Objects for which the journal is asked in one go."""

CLOCKS_APART = timedelta(minutes=1)
"""How far our clock may be from Stripe's before an object that was read in time seems to be read too early."""

UNKNOWN = "the journal does not know {root}"
READ_BEFORE = "it changed at {changed:%Y-%m-%d %H:%M:%S} UTC, and {root} was last read before, at {read:%H:%M:%S}"


class Lists(Protocol):
    """Stripe, as far as its lists are looked through."""

    def final_objects(self, since: int | None = None) -> Iterable[Surveyed]:
        """Every finalised document of the time that is looked at, from its lists alone."""
        ...


class Readings(Protocol):
    """The journal, as far as it is asked what it knows of."""

    def collected_to(self) -> datetime | None:
        """The moment up to which everything that Stripe told was taken in."""
        ...

    def read_at(self, roots: Collection[Root]) -> Mapping[Root, datetime]:
        """When these roots were last read; what is not known is absent."""
        ...


@dataclass(frozen=True, kw_only=True)
class Uncovered:
    """A finalised object of Stripe that no state of the journal covers, and why it does not."""

    id: str
    kind: str
    created: datetime
    why: str


@dataclass(frozen=True, kw_only=True)
class Verified:
    """What came of it: objects looked at by kind, what is not covered, and how many are newer than the last sync."""

    looked_at: Mapping[str, int]
    uncovered: tuple[Uncovered, ...]
    newer: int
    up_to: datetime | None

    @property
    def complete(self) -> bool:
        """Whether everything is covered."""
        return not self.uncovered


def verify(lists: Lists, journal: Readings, *, since: datetime | None, overlap: timedelta) -> Verified:
    """Hold Stripe's lists against the journal.

    What changed after the last sync began is on its way and not looked at; nor is what changed less than `overlap`
    before it, as Stripe may tell of it late.
    """
    synced_to = journal.collected_to()
    up_to = synced_to - overlap if synced_to else None
    looked_at: Counter[str] = Counter()
    uncovered: list[Uncovered] = []
    newer = 0
    for portion in _portions(lists.final_objects(int(since.timestamp()) if since else None)):
        due = [one for one in portion if up_to is None or one.changed_at <= up_to.timestamp()]
        newer += len(portion) - len(due)
        looked_at.update(one.kind for one in due)
        uncovered += _uncovered(due, journal)
    return Verified(looked_at=looked_at, uncovered=tuple(uncovered), newer=newer, up_to=up_to)


def _uncovered(objects: Sequence[Surveyed], journal: Readings) -> Iterator[Uncovered]:
    read_at = journal.read_at({root for one in objects for root in one.roots})
    for one in objects:
        why = next((why for root in one.roots if (why := _why(one, root, read_at.get(root)))), None)
        if why is not None:
            yield Uncovered(id=one.id, kind=one.kind, created=_moment(one.created), why=why)


def _why(one: Surveyed, root: Root, read: datetime | None) -> str | None:
    """Why a root does not cover an object; None: it does."""
    if read is None:
        return UNKNOWN.format(root=root.id)
    changed = _moment(one.changed_at)
    return READ_BEFORE.format(root=root.id, changed=changed, read=read) if changed > read + CLOCKS_APART else None


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _portions(objects: Iterable[Surveyed]) -> Iterator[list[Surveyed]]:
    rest = iter(objects)
    while portion := list(islice(rest, JUDGED_AT_ONCE)):
        yield portion
