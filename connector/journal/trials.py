"""Counts how the first records do that are made with a published version of the mapping."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, select, update

from connector.causes import MAPPING_PROBLEMS
from connector.journal.rows import Scope, rows_in
from connector.journal.schema import APPLICATION, intent, issue, mapping_version
from connector.journal.wishes import RootWish
from connector.lifecycle import State
from connector.ports import Batch, Purpose, Settlement
from connector.versions import TRIAL_RECORDS
from stripe_client.objects import Root

_ANSWERED = frozenset({Purpose.ADD, Purpose.UPDATE, Purpose.LOOK_UP})
"""What brings a record into NetSuite, or not."""


def note_translated(db: Connection, scope: Scope, pages: Sequence[RootWish], root_ids: Mapping[Root, int]) -> None:
    """Count the first objects that were translated with the version, before their problems become issues."""
    room = _room(db, scope, "translated")
    made = [page for page in pages if page.state in {"wanted", "attention"}][:room]
    failed = {root_ids[page.root] for page in made if _is_unmapped(page)}
    _count(
        db, scope, translated=len(made), unmapped=len(failed - _in_trouble_before(db, scope, issue.c.root_id, failed))
    )


def _is_unmapped(page: RootWish) -> bool:
    return any(problem.code in MAPPING_PROBLEMS for problem in page.translation.problems)


def note_answered(db: Connection, scope: Scope, batch: Batch, settlements: Sequence[Settlement]) -> None:
    """Count the first records, made with the version, that NetSuite took or refused."""
    room = _room(db, scope, "answered") if batch.purpose in _ANSWERED else 0
    if room == 0:
        return
    query = select(intent.c.id, intent.c.state).where(
        intent.c.mapping_version == scope.mapping,
        intent.c.kind != APPLICATION,
        intent.c.state.in_([State.ACCEPTED.value, State.REFUSED.value]),
    )
    moved = [each.intent_id for each in settlements if each.event is not None]
    rows = sorted(rows_in(db, query, intent.c.id, moved), key=lambda row: int(row.id))[:room]
    refused = {row.id for row in rows if row.state == State.REFUSED.value}
    new = refused - _in_trouble_before(db, scope, issue.c.intent_id, refused)
    _count(db, scope, answered=len(rows), refused=len(new))


def _room(db: Connection, scope: Scope, counted: str) -> int:
    """How many more are waited for."""
    so_far = db.scalar(select(mapping_version.c[counted]).where(*_on_trial(scope))) if scope.on_trial else None
    return 0 if so_far is None else max(0, TRIAL_RECORDS - so_far)


def _in_trouble_before(db: Connection, scope: Scope, owner: Any, numbers: Collection[int]) -> set[int]:
    """Those that had an issue before the version was there: what fails on is not its doing."""
    began = select(mapping_version.c.kept_at).where(*_on_trial(scope)).scalar_subquery()
    return {row[0] for row in rows_in(db, select(owner).where(issue.c.opened_at < began), owner, sorted(numbers))}


def _count(db: Connection, scope: Scope, **more: int) -> None:
    if any(more.values()):
        sums = {name: mapping_version.c[name] + number for name, number in more.items()}
        db.execute(update(mapping_version).where(*_on_trial(scope)).values(sums))


def _on_trial(scope: Scope) -> tuple[ColumnElement[bool], ...]:
    return (mapping_version.c.connection == scope.connection, mapping_version.c.number == scope.mapping)
