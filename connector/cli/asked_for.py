"""Reads what part of Stripe somebody names: days, kinds of documents, single ids. Says plainly what it cannot be."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice

from connector.assembly import Assembled
from connector.backfilling import KINDS
from connector.backfilling import roots_of as roots_of_documents
from connector.cli.failures import UsageError
from connector.cli.options import day_of
from connector.cli.reading import roots_of
from connector.clock import SystemClock
from connector.runs import Roots
from connector.settings import Connection
from stripe_client.objects import MissingFamily, RootKind
from stripe_client.survey import Surveyed

PAGE = 100


@dataclass(frozen=True, kw_only=True)
class Stretch:
    """What of these kinds was created from one moment to another."""

    begins: datetime
    ends: datetime
    kinds: tuple[str, ...]


def stretch(connection: Connection, first: date, last: str | None, kinds: Collection[str] | None) -> Stretch:
    """Whole days in the connection's time zone, to now where no last day is named. Raises UsageError."""
    if strangers := set(kinds or ()) - set(KINDS):
        raise UsageError(f'There is no kind "{min(strangers)}"; there are {", ".join(KINDS)}.')
    begins = _midnight(first, connection)
    ends = _midnight(day_of(last) + timedelta(days=1), connection) if last else SystemClock().now()
    if ends <= begins:
        raise UsageError("The last day must not be before the first.")
    return Stretch(begins=begins, ends=ends, kinds=tuple(one for one in KINDS if not kinds or one in kinds))


def roots_of_stretch(assembled: Assembled, asked: Stretch) -> Iterator[Roots]:
    """The roots of everything in it, page by page."""
    since, before = int(asked.begins.timestamp()), int(asked.ends.timestamp())
    for kind in asked.kinds:
        yield from map(roots_of_documents, _pages(assembled.source.survey(kind, since, before)))


def roots_named(assembled: Assembled, ids: Sequence[str]) -> Roots:
    """The roots of these ids, Stripe's or NetSuite's. Raises UsageError for one that leads to none."""
    roots = [root for id_ in ids for root in roots_of(id_, assembled.journal)]
    alone = [one.id for one in roots if one.kind is RootKind.CUSTOMER]
    if alone and not assembled.connection.customers.are_roots:
        raise UsageError(f"{alone[0]} comes with its first invoice or charge (customers.create); name one of those.")
    unknown = [root for root in roots if assembled.journal.family(root) is None]
    missing = [one.root.id for one in assembled.source.families(unknown) if isinstance(one, MissingFamily)]
    if missing:
        raise UsageError(f"Stripe does not have {', '.join(missing)}: deleted, or of another account or mode.")
    return dict.fromkeys(roots)


def _pages(listed: Iterable[Surveyed]) -> Iterator[tuple[Surveyed, ...]]:
    rest = iter(listed)
    while page := tuple(islice(rest, PAGE)):
        yield page


def _midnight(day: date, connection: Connection) -> datetime:
    return datetime.combine(day, time(), connection.zone).astimezone(UTC)
