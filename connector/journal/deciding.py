"""Writes what a person decides of a record: put it aside, link it, ignore or resolve its issue, take a retry back."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from connector.journal import audit, issues, needs
from connector.journal.content import content_of, copies_of, record_text
from connector.journal.people import Person
from connector.journal.rows import OURS, Scope
from connector.journal.schema import OPEN, intent, issue, need, override, root
from connector.lifecycle import Event, State, move
from connector.translation.wanted import Application, Linked, references
from netsuite_client.records import Kind

BY_PERSON = "by person: "
"""How the reason of a skip begins that a person ordered."""


@dataclass(frozen=True, kw_only=True)
class Override:
    """A value that a person gave a field of one record; it wins over every mapping until it is removed."""

    external_id: str
    field: str
    value: str
    reason: str
    who: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Dependents:
    """What follows when a record is put aside: what is put aside with it, and what goes on without it."""

    skipped: tuple[str, ...] = ()
    unapplied: tuple[str, ...] = ()


def standing(db: Connection, scope: Scope, external_id: str) -> Row[Any] | None:
    """The intent of this name."""
    ours = (intent.c.connection == scope.connection, intent.c.external_id == external_id)
    return db.execute(select(intent).where(*ours)).first()


def dependents(db: Connection, scope: Scope, external_id: str) -> Dependents:
    """What needs a record that is not sent yet."""
    skipped, unapplied = _dependents(db, scope, external_id)
    return Dependents(
        skipped=tuple(row.external_id for row in skipped), unapplied=tuple(row.external_id for row in unapplied)
    )


def _dependents(db: Connection, scope: Scope, external_id: str) -> tuple[list[Row[Any]], list[Row[Any]]]:
    """Those that cannot be without it, with all that needs them, and payers that can."""
    skipped, unapplied, seen = list[Row[Any]](), list[Row[Any]](), {external_id}
    waiting = [external_id]
    while waiting:
        of = waiting.pop()
        for row in db.execute(_needing(scope, of)):
            if row.external_id in seen:
                continue
            seen.add(row.external_id)
            if _is_built_on(row, of):
                skipped.append(row)
                waiting.append(row.external_id)
            else:
                unapplied.append(row)
    return skipped, unapplied


def _needing(scope: Scope, external_id: str) -> Any:
    open_ = intent.c.state.in_([State.INTENDED.value, State.REFUSED.value])
    joined = select(intent).join(need, need.c.intent_id == intent.c.id)
    return joined.where(need.c.connection == scope.connection, need.c.external_id == external_id, open_)


def _is_built_on(row: Row[Any], external_id: str) -> bool:
    """Whether a record says it itself; a payer merely waits for what it is used on."""
    content = content_of(row.kind, row.content)
    if isinstance(content, Application):
        return True
    copied = {copy.invoice for copy in copies_of(row.copies) if copy}
    return external_id in {ref.external_id for ref in references(content)} | copied


def skip(db: Connection, scope: Scope, external_id: str, person: Person) -> None:
    """Put a record aside with what cannot be without it; what would be used on it goes on without."""
    row = standing(db, scope, external_id)
    if row is None:
        raise KeyError(external_id)
    skipped, unapplied = _dependents(db, scope, external_id)
    reason = person.reason or ""
    _put_aside(db, scope, [row], reason)
    _put_aside(db, scope, skipped, f"needs {external_id}, {reason}")
    for payer in unapplied:
        gone = {external_id, *(each.external_id for each in skipped)}
        _needs_no_more(db, payer.id, gone)
    told = {"record": external_id, "before": row.state, "after": State.SKIPPED.value}
    told |= {"with": [each.external_id for each in skipped]} if skipped else {}
    _audit(db, scope, "skip", told, person)


def _put_aside(db: Connection, scope: Scope, rows: Collection[Row[Any]], reason: str) -> None:
    for row in rows:
        after = move(State(row.state), Event.SKIP).value
        change = update(intent).where(intent.c.id == row.id)
        db.execute(change.values(state=after, since=scope.now, set_aside=f"{BY_PERSON}{reason}", hold=None))
    issues.close(db, scope, [row.id for row in rows], "person")


def _needs_no_more(db: Connection, intent_id: int, external_ids: Collection[str]) -> None:
    gone = delete(need).where(need.c.intent_id == intent_id, need.c.external_id.in_(external_ids))
    number = db.execute(gone).rowcount
    db.execute(update(intent).where(intent.c.id == intent_id).values(open_needs=intent.c.open_needs - number))


def skip_root(db: Connection, scope: Scope, stripe_id: str, person: Person) -> None:
    """Put aside a root of which nothing is made: it stays so until a person wants it again."""
    reason = f"{BY_PERSON}{person.reason or ''}"
    ours = (root.c.connection == scope.connection, root.c.stripe_id == stripe_id)
    number = db.scalar(select(root.c.id).where(*ours))
    values = {"state": "skipped", "reason": reason, "set_aside": reason, "blocked_by": None}
    db.execute(update(root).where(*ours).values(**values))
    _close_of_root(db, scope, number)
    _audit(db, scope, "skip", {"record": stripe_id, "after": "skipped"}, person)


def _close_of_root(db: Connection, scope: Scope, number: int | None) -> None:
    change = update(issue).where(issue.c.root_id == number, OPEN)
    db.execute(change.values(closed_at=scope.now, closed_by="person"))


def wanted_again(db: Connection, scope: Scope, stripe_ids: Collection[str]) -> None:
    """Roots that were put aside count again when they are read next, and whatever they say is compared afresh."""
    ours = (root.c.connection == scope.connection, root.c.stripe_id.in_(stripe_ids))
    db.execute(update(root).where(*ours).values(set_aside=None, digest=""))


def resync(db: Connection, scope: Scope, stripe_ids: Collection[str], person: Person) -> None:
    """Compare these roots afresh when they are read next; what was put aside of them counts again."""
    wanted_again(db, scope, stripe_ids)
    numbers = select(root.c.id).where(root.c.connection == scope.connection, root.c.stripe_id.in_(stripe_ids))
    aside = (intent.c.root_id.in_(numbers), intent.c.state == State.SKIPPED.value)
    again = {"state": move(State.SKIPPED, Event.RETRY).value, "set_aside": None, "since": scope.now}
    db.execute(update(intent).where(*aside).values(**again))
    for stripe_id in stripe_ids:
        _audit(db, scope, "resync", {"record": stripe_id}, person)


def link(db: Connection, scope: Scope, external_id: str, internal_id: str, person: Person, *, checked: bool) -> None:
    """It is this record of NetSuite: nothing is added. Where `checked`, its amounts are compared as those of ours."""
    row = standing(db, scope, external_id)
    if row is None:
        raise KeyError(external_id)
    after = move(State(row.state), Event.LINK)
    there = Linked(linked_to=internal_id, kind=Kind(row.kind), external_id=external_id, place="by hand")
    db.execute(
        update(intent)
        .where(intent.c.id == row.id)
        .values(
            state=after.value,
            since=scope.now,
            internal_id=internal_id,
            sent_content=row.content if checked else record_text(there),
            sent_digest=row.digest,
            sent_amount=None,
            checked_at=None if checked else scope.now,
            not_before=None,
            set_aside=None,
            hold=None,
            updates=None,
        )
    )
    needs.closed(db, scope, [external_id])
    issues.close(db, scope, [row.id], "person")
    told = {"record": external_id, "before": row.state, "after": after.value, "netsuite": internal_id}
    _audit(db, scope, "resolve" if checked else "link", told, person)


def unlink(db: Connection, scope: Scope, external_id: str, person: Person) -> None:
    """It is not that record of NetSuite, which stays as it is: it is queued again."""
    row = standing(db, scope, external_id)
    if row is None:
        raise KeyError(external_id)
    after = move(State(row.state), Event.UNLINK)
    unsent = {"sent_content": None, "sent_digest": None, "sent_amount": None}
    values = {"internal_id": None, "checked_at": None, "attempts": 0, **unsent}
    change = update(intent).where(intent.c.id == row.id)
    db.execute(change.values(state=after.value, since=scope.now, **values))
    needs.opened(db, scope, [external_id])
    told = {"record": external_id, "before": row.state, "after": after.value, "netsuite": row.internal_id}
    _audit(db, scope, "unlink", told, person)


def resolve(db: Connection, scope: Scope, number: int, person: Person) -> None:
    """Close an issue because a person saw to it: what was refused is put aside, what is there stays."""
    found = db.execute(select(issue).where(issue.c.id == number)).one()
    db.execute(update(issue).where(issue.c.id == number).values(closed_at=scope.now, closed_by="person"))
    _audit(db, scope, "resolve", {"record": found.subject, "issue": found.code}, person)


@dataclass(frozen=True, kw_only=True)
class Ignoring:
    """How long an issue is hidden: until its object changes, for good, or up to a moment."""

    how: Literal["date", "change", "forever"]
    until: datetime | None = None


def ignore(db: Connection, scope: Scope, number: int, ignoring: Ignoring, person: Person) -> None:
    """Hide an issue."""
    row = db.execute(select(issue).where(issue.c.id == number)).one()
    db.execute(update(issue).where(issue.c.id == number).values(ignored=ignoring.how, ignored_until=ignoring.until))
    told = {
        "record": row.subject,
        "issue": row.code,
        "until": ignoring.until.isoformat() if ignoring.until else ignoring.how,
    }
    _audit(db, scope, "ignore", told, person)


def cancel(db: Connection, scope: Scope, external_id: str, person: Person, *, hold: str | None) -> None:
    """Take a retry back: it is on hold for its cause again, or refused as it was."""
    row = standing(db, scope, external_id)
    if row is None:
        raise KeyError(external_id)
    after = State(row.state) if hold else move(State(row.state), Event.CANCEL)
    change = update(intent).where(intent.c.id == row.id)
    db.execute(change.values(state=after.value, since=scope.now, hold=hold, not_before=None))
    _audit(db, scope, "cancel", {"record": external_id, "before": row.state, "after": after.value}, person)


def approve(db: Connection, scope: Scope, external_id: str, person: Person) -> None:
    """Let what is on hold post in the next open period."""
    ours = (intent.c.connection == scope.connection, intent.c.external_id == external_id)
    db.execute(update(intent).where(*ours).values(hold=None, approved_by=person.who, not_before=None))
    _audit(db, scope, "approve", {"record": external_id, "before": "on hold", "after": "queued"}, person)


# -- values of their own ---------------------------------------------------------------------------------------------


def overrides(db: Connection, scope: Scope) -> Mapping[str, tuple[Override, ...]]:
    """The values that people gave, by the record's external id."""
    found: dict[str, tuple[Override, ...]] = {}
    for row in db.execute(_OVERRIDES, {"ours": scope.connection}):
        names = ("external_id", "field", "value", "reason", "who", "at")
        one = Override(**{name: getattr(row, name) for name in names})
        found[one.external_id] = (*found.get(one.external_id, ()), one)
    return found


_OVERRIDES = (
    select(override).where(override.c.connection == OURS, override.c.ended_at.is_(None)).order_by(override.c.id)
)


def set_value(db: Connection, scope: Scope, given: Override, person: Person) -> None:
    """Give a field of a record a value; the one before is taken away."""
    before = _end_override(db, scope, given.external_id, given.field)
    row = {"external_id": given.external_id, "field": given.field, "value": given.value, "reason": given.reason}
    db.execute(insert(override), {"connection": scope.connection, **row, "who": given.who, "at": scope.now})
    told = {"record": given.external_id, "field": given.field, "before": before, "after": given.value}
    _audit(db, scope, "set", told, person)


def remove_value(db: Connection, scope: Scope, external_id: str, field: str, person: Person) -> bool:
    """Take a value away. False where there was none."""
    before = _end_override(db, scope, external_id, field)
    if before is None:
        return False
    told = {"record": external_id, "field": field, "before": before, "after": None}
    _audit(db, scope, "remove value", told, person)
    return True


def _end_override(db: Connection, scope: Scope, external_id: str, field: str) -> str | None:
    ours = (
        override.c.connection == scope.connection,
        override.c.external_id == external_id,
        override.c.field == field,
        override.c.ended_at.is_(None),
    )
    before: str | None = db.scalar(select(override.c.value).where(*ours))
    db.execute(update(override).where(*ours).values(ended_at=scope.now))
    return before


def cleared_in(db: Connection, scope: Scope, since: datetime) -> int:
    """How many issues went away by themselves since a moment."""
    gone = (issue.c.closed_at >= since, issue.c.closed_by.in_(["auto", "obsolete"]))
    number: int = db.scalar(select(func.count()).where(issue.c.connection == scope.connection, *gone)) or 0
    return number


def _audit(db: Connection, scope: Scope, action: str, told: Mapping[str, object], person: Person) -> None:
    audit.record(db, scope, action, told, who=person.who, via=person.via, reason=person.reason)
