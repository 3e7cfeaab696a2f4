"""Tries again what was refused or stopped: first a preview by the real plan, then the journal is told."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from connector.assembly import Assembled, dry
from connector.causes import CAUSES
from connector.collection import Collection as Reading
from connector.delivery import Lane
from connector.desk.choosing import by_ids
from connector.desk.overriding import Given, give
from connector.journal import Entry, Journal, Person, Shown
from connector.runs import Parts
from stripe_client.objects import Root

STANDING = {
    Shown.SYNCED: "is already synced",
    Shown.QUEUED: "is already queued",
    Shown.RUNNING: "is being sent",
}
"""What needs no retry, in words."""


@dataclass(frozen=True, kw_only=True)
class Fate:
    """What becomes of a record: a word to count by, and the sentence for one record."""

    entry: Entry
    becomes: str
    code: str | None = None


@dataclass(frozen=True, kw_only=True)
class Preview:
    """What a retry would do, record by record; nothing was written."""

    fates: tuple[Fate, ...]

    @property
    def counts(self) -> Mapping[str, int]:
        """How many become what, the most frequent first."""
        return dict(Counter(fate.becomes for fate in self.fates).most_common())

    @property
    def worth_trying(self) -> tuple[Entry, ...]:
        """The records that a retry changes anything of."""
        return tuple(fate.entry for fate in self.fates if fate.becomes not in STANDING.values())

    @property
    def sentence(self) -> str:
        """`38 records: 36 will be posted, 1 would be blocked by a closed period, 1 is already synced.`"""
        parts = ", ".join(f"{number} {_many(number, becomes)}" for becomes, number in self.counts.items())
        return f"{len(self.fates)} record{'' if len(self.fates) == 1 else 's'}: {parts}."


def _many(number: int, becomes: str) -> str:
    return becomes if number == 1 else becomes.replace("is ", "are ", 1)


def preview(assembled: Assembled, entries: Sequence[Entry], given: Sequence[Given] = ()) -> Preview:
    """The real plan, on a copy of the journal with a NetSuite that only takes notes."""
    with tempfile.TemporaryDirectory() as folder, dry(assembled, Path(folder)) as (parts, journal, erp):
        person = Person(who="preview")
        _try_again(parts, journal, _unsettled(entries), person, given=given)
        Lane(
            journal=journal,
            erp=parts.erp,
            clock=parts.clock,
            run_id=journal.start_run("preview"),
            batch_records=parts.batch_records,
            calendar=parts.calendar,
        ).run()
        after = {entry.id: entry for entry in by_ids(journal, {entry.id for entry in entries})}
        noted = frozenset(erp.noted.values())
    return Preview(fates=tuple(_fate(entry, after.get(entry.id), noted) for entry in entries))


def _unsettled(entries: Sequence[Entry]) -> list[Entry]:
    return [entry for entry in entries if entry.shown not in STANDING]


def _fate(before: Entry, after: Entry | None, noted: Collection[str]) -> Fate:
    """What was `noted` would be sent: its amounts cannot be checked before it is there."""
    if before.shown in STANDING:
        return Fate(entry=before, becomes=STANDING[before.shown])
    if before.id in noted:
        return Fate(entry=before, becomes="will be posted")
    if after is None:
        return Fate(entry=before, becomes="is no longer wanted")
    code = CAUSES[after.issue.code].code if after.issue else None
    return Fate(entry=before, becomes=_becomes(after), code=code)


def _becomes(after: Entry) -> str:
    match after.shown:
        case Shown.SYNCED:
            return "will be posted"
        case Shown.ON_HOLD:
            return "would be blocked by a closed period"
        case Shown.WAITING | Shown.QUEUED | Shown.RETRYING:
            return "will wait for another record"
        case Shown.NEEDS_ATTENTION | Shown.IGNORED:
            return (
                f"would need attention again ({CAUSES[after.issue.code].code})"
                if after.issue
                else "would stay as it is"
            )
        case _:
            return f"would be {after.shown.value.replace('_', ' ')}"


@dataclass(frozen=True, kw_only=True)
class Retried:
    """What was done: how many records are queued, and how many objects were read again at Stripe."""

    queued: int
    read_again: int


def retry(
    assembled: Assembled,
    entries: Sequence[Entry],
    person: Person,
    *,
    at: datetime | None = None,
    given: Sequence[Given] = (),
) -> Retried:
    """Queue them again, with an audit row for each; objects of which nothing could be made are read afresh.

    Twice is once: what is queued or synced already is left alone.
    """
    return _try_again(assembled.parts, assembled.journal, _unsettled(entries), person, at=at, given=given)


def _try_again(
    parts: Parts,
    journal: Journal,
    entries: Sequence[Entry],
    person: Person,
    *,
    at: datetime | None = None,
    given: Sequence[Given] = (),
) -> Retried:
    for one in given:
        give(journal, one, person)
    queued = journal.desk.retry([entry.id for entry in entries], person, at=at)
    roots = _to_read(entries, everything=bool(given))
    read_again(parts, journal, roots, trigger="retry")
    return Retried(queued=queued, read_again=len(roots))


def _to_read(entries: Sequence[Entry], *, everything: bool) -> list[Root]:
    """The roots that a problem, a flag or a person stopped: only Stripe and the mapping know what to make of them."""
    stopped = (entry.root for entry in entries if entry.root and (everything or entry.is_root))
    return list(dict.fromkeys(stopped))


def read_again(parts: Parts, journal: Journal, roots: Sequence[Root], *, trigger: str) -> None:
    """Read these roots afresh and compare; nothing is sent."""
    if not roots:
        return
    run_id = journal.start_run(trigger)
    collection = Reading(source=parts.source, journal=journal, rules=parts.rules, mapper=parts.mapper, run_id=run_id)
    done = list(collection.read_again(roots))
    journal.finish_run(run_id, {"roots": sum(each.roots for each in done)})
