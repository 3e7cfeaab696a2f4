"""Keeps what people say of a record: to whom it is assigned, tags, and notes."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, insert, select, update

from connector.journal import audit
from connector.journal.people import Person
from connector.journal.rows import Scope, rows_in
from connector.journal.schema import remark

RemarkKind = Literal["assignee", "tag", "note"]


@dataclass(frozen=True, kw_only=True)
class Remark:
    """Something that is said of a record, by its external id or its root's Stripe id; None: whatever is said now."""

    subject: str
    kind: RemarkKind
    text: str | None


@dataclass(frozen=True, kw_only=True)
class Note:
    """What somebody wrote, and when."""

    text: str
    who: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Remarks:
    """All that is said of one record now."""

    assignee: str | None = None
    tags: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()


_OPEN = remark.c.ended_at.is_(None)
_ALL = select(remark).where(_OPEN).order_by(remark.c.id)


def remarks_of(db: Connection, scope: Scope, subjects: Collection[str]) -> Mapping[str, Remarks]:
    """What is said of these records; one of which nothing is said is absent."""
    found: dict[str, Remarks] = {}
    rows = rows_in(db, _ALL.where(remark.c.connection == scope.connection), remark.c.subject, subjects)
    for row in rows:
        before = found.get(row.subject, Remarks())
        found[row.subject] = _with(before, row.kind, Note(text=row.text, who=row.who, at=row.at))
    return found


def _with(before: Remarks, kind: RemarkKind, said: Note) -> Remarks:
    match kind:
        case "assignee":
            return Remarks(assignee=said.text, tags=before.tags, notes=before.notes)
        case "tag":
            return Remarks(assignee=before.assignee, tags=(*before.tags, said.text), notes=before.notes)
        case "note":
            return Remarks(assignee=before.assignee, tags=before.tags, notes=(*before.notes, said))


def say(db: Connection, scope: Scope, said: Remark, person: Person) -> None:
    """Say something of a record: a new assignee takes the place of the one before, a tag is given once."""
    if said.kind != "note":
        _end(db, scope, said if said.kind == "tag" else replace(said, text=None))
    row = {"connection": scope.connection, "subject": said.subject, "kind": said.kind, "text": said.text or ""}
    db.execute(insert(remark), {**row, "who": person.who, "at": scope.now})
    audit.record(db, scope, said.kind, {"record": said.subject, said.kind: said.text}, who=person.who, via=person.via)


def take_back(db: Connection, scope: Scope, said: Remark, person: Person) -> bool:
    """Take an assignee or a tag away. False where there was none."""
    done = _end(db, scope, said)
    if done:
        told = {"record": said.subject, f"no {said.kind}": said.text}
        audit.record(db, scope, said.kind, told, who=person.who, via=person.via)
    return done


def _end(db: Connection, scope: Scope, said: Remark) -> bool:
    ours = (remark.c.connection == scope.connection, remark.c.subject == said.subject, remark.c.kind == said.kind)
    change = update(remark).where(*ours, _OPEN).values(ended_at=scope.now)
    return db.execute(change if said.text is None else change.where(remark.c.text == said.text)).rowcount > 0
