"""Reads roots afresh and compares them with what is recorded, on a copy first if that is wanted."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from connector.assembly import Assembled, dry
from connector.collection import Collection
from connector.journal import Journal, Person
from connector.ports import Intended
from connector.runs import Parts
from stripe_client.objects import Root


@dataclass(frozen=True, kw_only=True)
class Resynced:
    """What reading afresh changed, in numbers."""

    intended: Intended

    def json(self) -> Mapping[str, int]:
        """The numbers by name."""
        return asdict(self.intended)


def would_resync(assembled: Assembled, roots: Sequence[Root]) -> Resynced:
    """What would be different; nothing is written."""
    with tempfile.TemporaryDirectory() as folder, dry(assembled, Path(folder)) as (parts, journal, _):
        return _read(parts, journal, roots, Person(who="preview"))


def resynced(assembled: Assembled, roots: Sequence[Root], person: Person) -> Resynced:
    """Make the difference: what a person put aside counts again, and is queued."""
    return _read(assembled.parts, assembled.journal, roots, person)


def _read(parts: Parts, journal: Journal, roots: Sequence[Root], person: Person) -> Resynced:
    journal.desk.resync([root.id for root in roots], person)
    run_id = journal.start_run("resync")
    collection = Collection(source=parts.source, journal=journal, rules=parts.rules, mapper=parts.mapper, run_id=run_id)
    sums = {each.name: 0 for each in fields(Intended)}
    for intended in collection.read_again(roots):
        sums = {name: number + getattr(intended, name) for name, number in sums.items()}
    journal.finish_run(run_id, sums)
    return Resynced(intended=Intended(**sums))
