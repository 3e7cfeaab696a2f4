"""What people ask of the journal, and which roots are worth reading again."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, exists, or_, select, union, update

from connector.journal import audit
from connector.journal.rows import Scope, portions
from connector.journal.schema import OPEN, fixed, intent, issue, need, reference, root
from connector.lifecycle import Event, State, move
from stripe_client.objects import Root, RootKind


@dataclass(frozen=True, kw_only=True)
class Person:
    """Who asks, by which way, and why."""

    who: str
    via: str = "cli"
    reason: str | None = None


def retry(db: Connection, scope: Scope, ids: Collection[str] | None, person: Person) -> int:
    """Queue refused intents again: those named, those of the roots named with what they need, or all; how many."""
    chosen = [intent.c.connection == scope.connection, intent.c.state == State.REFUSED.value]
    if ids is not None:
        chosen.append(_concerns(scope, ids))
    change = update(intent).where(*chosen).returning(intent.c.external_id)
    again = move(State.REFUSED, Event.RETRY).value
    moved = list(db.scalars(change.values(state=again, since=scope.now, attempts=0, not_before=None)))
    for portion in portions(sorted(moved), 500):
        subject = {"intents": portion}
        audit.record(db, scope, "retry", subject, who=person.who, via=person.via, reason=person.reason)
    return len(moved)


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
    asked = [*_dependent(db, scope, touched, or_(_STOPPED, _UNFINISHED)), *_dependent(db, scope, read, _STOPPED)]
    return tuple(dict.fromkeys(asked))


def _dependent(db: Connection, scope: Scope, stripe_ids: Collection[str], which: ColumnElement[bool]) -> Iterator[Root]:
    for portion in portions(sorted(stripe_ids)):
        depends = select(reference.c.root_id).where(
            reference.c.connection == scope.connection, reference.c.stripe_id.in_(portion)
        )
        query = select(root.c.kind, root.c.stripe_id).where(root.c.id.in_(depends), which)
        yield from _roots(db, query.order_by(root.c.id))


def roots_to_reconsider(db: Connection, scope: Scope) -> tuple[Root, ...]:
    """Roots that other settings or mappings may set going: those in attention, and all that are stopped."""
    query = select(root.c.kind, root.c.stripe_id).where(root.c.connection == scope.connection, _STOPPED)
    found = (*roots_in_attention(db, scope), *_roots(db, query.order_by(root.c.id)))
    return tuple(dict.fromkeys(found))


def roots_in_attention(db: Connection, scope: Scope) -> tuple[Root, ...]:
    """Roots with problems, with something refused, or waiting for something refused."""
    refused = intent.alias("refused")
    is_refused = (refused.c.connection == scope.connection, refused.c.state == State.REFUSED.value)
    blockers = select(refused.c.external_id).where(*is_refused)
    waiting = select(need.c.intent_id).where(need.c.connection == scope.connection, need.c.external_id.in_(blockers))
    concerned = union(
        select(root.c.id).where(root.c.connection == scope.connection, root.c.state == "attention"),
        select(refused.c.root_id).where(*is_refused, refused.c.root_id.is_not(None)),
        select(root.c.id).where(root.c.connection == scope.connection, root.c.stripe_id.in_(blockers)),
        select(intent.c.root_id).where(intent.c.id.in_(waiting), intent.c.root_id.is_not(None)),
    )
    query = select(root.c.kind, root.c.stripe_id).where(root.c.id.in_(concerned))
    return _roots(db, query.order_by(root.c.id))


def _roots(db: Connection, query: Select[Any]) -> tuple[Root, ...]:
    return tuple(Root(RootKind(row.kind), row.stripe_id) for row in db.execute(query))
