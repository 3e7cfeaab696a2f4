"""What people ask of the journal, and which roots are worth reading again."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Connection,
    Select,
    bindparam,
    exists,
    or_,
    select,
    union,
    update,
)

from connector.journal import audit
from connector.journal.content import record_of
from connector.journal.dialect import one_of
from connector.journal.people import Person
from connector.journal.rows import OURS, Scope, portions
from connector.journal.schema import ON_HOLD, OPEN, fixed, intent, issue, need, reference, root, run
from connector.lifecycle import Event, State, move
from connector.ports import HeldRecord
from stripe_client.objects import Root, RootKind


def retry(
    db: Connection, scope: Scope, ids: Collection[str] | None, person: Person, *, at: datetime | None = None
) -> int:
    """Queue refused and held intents again: those named, those of the roots named with what they need, or all.

    What a person put aside is wanted again, and what rests after passing trouble goes on at once, only where it is
    named. `at`: not before that moment.
    """
    ours = intent.c.connection == scope.connection
    concerned = [ours] if ids is None else [ours, _concerns(scope, ids)]
    idle = ON_HOLD if ids is None else or_(ON_HOLD, intent.c.not_before > scope.now)
    moved = _queue_again(db, scope, State.INTENDED, *concerned, idle, at=at)
    moved += [each for state in REFUSALS for each in _queue_again(db, scope, state, *concerned, at=at)]
    if ids is not None:
        moved += _queue_again(db, scope, State.SKIPPED, ours, intent.c.external_id.in_(ids), at=at)
    told = [{"record": each, "after": State.INTENDED.value} for each in sorted(moved)]
    audit.record_each(db, scope, "retry", told, person)
    return len(moved)


REFUSALS = (State.REFUSED, State.WITHDRAW_REFUSED)
"""Where an intent stays until a person asks for another try."""


def _queue_again(
    db: Connection, scope: Scope, state: State, *chosen: ColumnElement[bool], at: datetime | None = None
) -> list[str]:
    change = update(intent).where(intent.c.state == state.value, *chosen).returning(intent.c.external_id)
    anew = {"attempts": 0, "not_before": at, "hold": None, "set_aside": None}
    return list(db.scalars(change.values(state=move(state, Event.RETRY).value, since=scope.now, **anew)))


def known_as(db: Connection, scope: Scope, kind: str, internal_id: str) -> str | None:
    """The external id of the record that NetSuite knows by this internal id."""
    ours = (intent.c.connection == scope.connection, intent.c.kind == kind, intent.c.internal_id == internal_id)
    found: str | None = db.scalar(select(intent.c.external_id).where(*ours, intent.c.internal_id.is_not(None)))
    return found


def on_hold(db: Connection, scope: Scope, causes: Collection[str]) -> tuple[HeldRecord, ...]:
    """The records that are held for one of these causes, the oldest first."""
    query = select(intent.c.external_id, intent.c.kind, intent.c.content).where(
        intent.c.connection == scope.connection, ON_HOLD, intent.c.hold.in_(causes)
    )
    return tuple(
        HeldRecord(external_id=row.external_id, record=record_of(row.kind, row.content))
        for row in db.execute(query.order_by(intent.c.id))
    )


def release(db: Connection, scope: Scope, external_ids: Collection[str]) -> None:
    """Queue held intents again because what they waited for has come."""
    for portion in portions(sorted(external_ids), 500):
        ours = (intent.c.connection == scope.connection, intent.c.external_id.in_(portion), ON_HOLD)
        if moved := _queue_again(db, scope, State.INTENDED, *ours):
            audit.record(db, scope, "release", {"intents": sorted(moved)})


def _concerns(scope: Scope, ids: Collection[str]) -> ColumnElement[bool]:
    """Named by its own id, or owned or needed by a root that is."""
    numbers = select(root.c.id).where(root.c.connection == scope.connection, root.c.stripe_id.in_(ids))
    owned = intent.alias("owned")
    needed = select(need.c.external_id).join(owned, owned.c.id == need.c.intent_id).where(owned.c.root_id.in_(numbers))
    return or_(intent.c.external_id.in_(ids), intent.c.root_id.in_(numbers), intent.c.external_id.in_(needed))


_PENDING = [State.INTENDED, State.SENT, State.UNANSWERED, State.OVERTAKEN, State.REFUSED]


_PERSON_NEEDED = exists().where(issue.c.root_id == root.c.id, OPEN)
_STOPPED = or_(root.c.state.in_(["attention", "blocked"]), _PERSON_NEEDED)
"""Roots that another object may set going: held by a flag or a problem, or booked with something to see to."""
_UNFINISHED = exists().where(intent.c.root_id == root.c.id, intent.c.state.in_([fixed(state) for state in _PENDING]))


def roots_to_read_again(
    db: Connection, scope: Scope, touched: Collection[str], read: Collection[str]
) -> tuple[Root, ...]:
    """Roots that one of these changes may set going (rule I-5).

    Those that depend on a touched object and are stopped or not wholly accepted, and those that depend on a root that
    was read and are stopped: what merely waits for that root follows its acceptance by itself.
    """
    asked = [*_found(db, scope, _ANY_THAT_DEPEND, touched), *_found(db, scope, _STOPPED_THAT_DEPEND, read)]
    return tuple(dict.fromkeys(asked))


def _found(db: Connection, scope: Scope, query: Select[Any], stripe_ids: Collection[str]) -> Iterator[Root]:
    for portion in portions(sorted(stripe_ids)):
        yield from _roots(db, query, ours=scope.connection, ids=portion)


def _depending(which: ColumnElement[bool]) -> Select[Any]:
    depends = select(reference.c.root_id).where(
        reference.c.connection == OURS, one_of(reference.c.stripe_id, bindparam("ids"))
    )
    return select(root.c.kind, root.c.stripe_id).where(root.c.id.in_(depends), which).order_by(root.c.id)


_ANY_THAT_DEPEND, _STOPPED_THAT_DEPEND = _depending(or_(_STOPPED, _UNFINISHED)), _depending(_STOPPED)


def roots_to_reconsider(db: Connection, scope: Scope) -> tuple[Root, ...]:
    """Roots that other settings or mappings may set going: those in attention, and all that are stopped.

    Also those of which something is still to be sent that another version of the mapping made.
    """
    query = select(root.c.kind, root.c.stripe_id).where(root.c.connection == scope.connection).order_by(root.c.id)
    outdated = query.where(root.c.id.in_(_made_otherwise(scope)))
    found = (*roots_in_attention(db, scope), *_roots(db, query.where(_STOPPED)), *_roots(db, outdated))
    return tuple(dict.fromkeys(found))


def roots_changed_since(db: Connection, scope: Scope, moment: datetime) -> tuple[Root, ...]:
    """Roots of which a run that began since then read something new."""
    recent = select(run.c.id).where(run.c.connection == scope.connection, run.c.started_at >= moment)
    query = select(root.c.kind, root.c.stripe_id).where(root.c.connection == scope.connection)
    return _roots(db, query.where(root.c.run_id.in_(recent)).order_by(root.c.id))


def _made_otherwise(scope: Scope) -> Select[Any]:
    """The roots of what is to be sent and was not made with the version that is used now."""
    return select(intent.c.root_id).where(
        intent.c.connection == scope.connection,
        intent.c.state == State.INTENDED.value,
        intent.c.root_id.is_not(None),
        intent.c.mapping_version.is_distinct_from(scope.mapping),
    )


def roots_in_attention(db: Connection, scope: Scope) -> tuple[Root, ...]:
    """Roots with problems, with something refused or on hold, or waiting for that."""
    stuck = _stuck(scope).subquery("stuck")
    waiting = select(need.c.intent_id).where(
        need.c.connection == scope.connection, need.c.external_id.in_(select(stuck.c.external_id))
    )
    concerned = union(
        select(root.c.id).where(root.c.connection == scope.connection, root.c.state == "attention"),
        select(stuck.c.root_id).where(stuck.c.root_id.is_not(None)),
        select(root.c.id).where(
            root.c.connection == scope.connection, root.c.stripe_id.in_(select(stuck.c.external_id))
        ),
        select(intent.c.root_id).where(intent.c.id.in_(waiting), intent.c.root_id.is_not(None)),
    )
    query = select(root.c.kind, root.c.stripe_id).where(root.c.id.in_(concerned))
    return _roots(db, query.order_by(root.c.id))


def _stuck(scope: Scope) -> CompoundSelect[Any]:
    """What is refused or on hold; a question for each, so that each finds its rows by its own index."""
    ours = select(intent.c.external_id, intent.c.root_id).where(intent.c.connection == scope.connection)
    return union(*(ours.where(intent.c.state == state.value) for state in REFUSALS), ours.where(ON_HOLD))


def _roots(db: Connection, query: Select[Any], **left_open: object) -> tuple[Root, ...]:
    return tuple(Root(RootKind(kind), stripe_id) for kind, stripe_id in db.execute(query, left_open))
