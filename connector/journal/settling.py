"""Notes what is about to be sent, and writes what became of it, only for whoever still holds the lease."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from operator import attrgetter
from typing import Any

from sqlalchemy import Connection, and_, bindparam, case, select, update
from sqlalchemy.sql.dml import UpdateBase

from connector.journal import audit, intending, issues, needs
from connector.journal.content import amount_in, application_text, record_text
from connector.journal.issues import Finding
from connector.journal.leases import NOW, TOKEN
from connector.journal.outcome import Held, Settled, Standing, settled
from connector.journal.redaction import redacted
from connector.journal.rows import OURS, STATEMENTS_KEPT, Scope, add_rows, change_in, execute_each, rows_in
from connector.journal.schema import APPLICATION, attempt, found_in, found_there, intent
from connector.journal.wishes import application_digest
from connector.lifecycle import State
from connector.ports import Batch, LeaseLost, Purpose, Settlement
from connector.translation.wanted import Linked
from netsuite_client.outcomes import Add, Operation, Update
from netsuite_client.records import Kind

MESSAGE_LENGTH_MAX = 300
"""Characters of NetSuite's text that the history keeps."""


def note_sent(db: Connection, scope: Scope, batch: Batch, operations: Mapping[int, Operation]) -> None:
    """Remember what is about to be sent. Raises LeaseLost if the lease is no longer ours."""
    notes = [*_record_notes(batch, operations), *_application_notes(batch, operations)]
    numbers = {note["number"] for note in notes} | operations.keys()
    if len(rows_in(db, _ALIVE, intent.c.id, numbers, token=batch.lease, moment=scope.now)) < len(numbers):
        raise LeaseLost(f"the lease {batch.lease} ran out before its request was sent")
    execute_each(db, _NOTE, notes)


_UNDER_LEASE = intent.c.lease == TOKEN
_STILL_OURS = select(intent.c.id).where(_UNDER_LEASE)
_ALIVE = _STILL_OURS.where(intent.c.lease_until > NOW)

_TOLD_WHOLE = and_(intent.c.internal_id.is_(None), intent.c.state == State.SENT.value)
_STILL_TO_SEND = case((_TOLD_WHOLE, None), else_=intent.c.updates)
"""An add tells all of a record but what changed since it was claimed; an update is only known once it is answered."""


def _record_notes(batch: Batch, operations: Mapping[int, Operation]) -> Iterable[dict[str, object]]:
    """The record as it was bound; its digest is that of the translation, with which a newer one is compared.

    What was found in NetSuite stays known as found, also when a part of it is changed.
    """
    for each in batch.records:
        match operations.get(each.intent_id):
            case Add(record=record) | Update(record=record):
                there = each.sent if isinstance(each.sent, Linked) else record
                yield _note(each.intent_id, record_text(there), each.digest, amount_in(there))
            case _:
                continue


def _application_notes(batch: Batch, operations: Mapping[int, Operation]) -> Iterable[dict[str, object]]:
    """What is taken back stays noted as it was sent: it may be wanted again."""
    carrying = {each.external_id for each in batch.records if each.intent_id in operations}
    for each in batch.applications:
        if each.leaving:
            continue
        if each.intent_id in operations or each.application.payer.external_id in carrying:
            use = each.application
            yield _note(each.intent_id, application_text(use), application_digest(use), use.amount)


def _note(number: int, sent: str, translated: str, amount: Decimal | None = None) -> dict[str, object]:
    return {
        "number": number,
        "sent": sent,
        "translated": translated,
        "amount": None if amount is None else f"{amount:f}",
    }


def settle(db: Connection, scope: Scope, batch: Batch, settlements: Sequence[Settlement], settling: timedelta) -> bool:
    """Make the moves, in the transaction that is open. False, and nothing is done, if the lease is no longer ours.

    A check gives way to an acceptance that came in between: it is left out and made again later.
    """
    right = [each.intent_id for each in settlements if each.found_right]
    to_move = [each for each in settlements if not each.found_right]
    held = _held(db, batch, to_move)
    ours = [settlement for settlement in to_move if settlement.intent_id in held]
    if len(ours) < len(to_move) and batch.purpose is not Purpose.CHECK:
        return False
    checked = _note_checked(db, scope, batch, right)
    results = [settled(held[each.intent_id], each, scope.now, settling) for each in ours]
    _write_moves(db, scope, results)
    _write_issues(db, scope, results)
    _write_history(db, scope, batch, results, checked)
    _write_counters(db, scope, ours, results)
    return bool(ours) or checked > 0 or not settlements


def _note_checked(db: Connection, scope: Scope, batch: Batch, intent_ids: Sequence[int]) -> int:
    """Checks that found nothing, by the thousand: nothing moves, and whatever was found before is over; how many."""
    ours = [number for (number,) in rows_in(db, _STILL_OURS, intent.c.id, intent_ids, token=batch.lease)]
    change_in(db, _CHECKED, intent.c.id, ours, now=scope.now)
    issues.close(db, scope, ours, "auto")
    return len(ours)


_CHECKED = update(intent).values(
    checked_at=bindparam("now"), lease=None, lease_until=None, not_before=None, last_error=None
)


def _write_counters(
    db: Connection, scope: Scope, settlements: Sequence[Settlement], results: Sequence[Settled]
) -> None:
    """What is reversed, and not wanted again meanwhile, gets what balances it."""
    for settlement, result in zip(settlements, results, strict=True):
        if settlement.counter and result.after.state is State.REVERSED:
            intending.counter(db, scope, result.held.external_id, settlement.counter)


_OF_HELD = tuple(each.name for each in fields(Held))
_HELD = select(*(intent.c[name] for name in _OF_HELD)).where(_UNDER_LEASE)


def _held(db: Connection, batch: Batch, settlements: Sequence[Settlement]) -> dict[int, Held]:
    numbers = [settlement.intent_id for settlement in settlements]
    rows = rows_in(db, _HELD, intent.c.id, numbers, token=batch.lease)
    return {row.id: _held_of(dict(zip(_OF_HELD, row, strict=True))) for row in rows}


def _held_of(row: dict[str, Any]) -> Held:
    row["state"] = State(row["state"])
    return Held(**row)


def _write_moves(db: Connection, scope: Scope, results: Sequence[Settled]) -> None:
    _move(db, results, scope.now)
    was_accepted = {each.held.external_id for each in results if each.held.state is State.ACCEPTED}
    is_accepted = {each.held.external_id for each in results if each.after.state is State.ACCEPTED}
    _note_linked(db, [each for each in results if each.linked])
    needs.closed(db, scope, is_accepted - was_accepted)
    needs.opened(db, scope, was_accepted - is_accepted)
    _check_again(db, scope, results)


def _note_linked(db: Connection, linked: Sequence[Settled]) -> None:
    """What stands in NetSuite for these was not sent by us, but found there."""
    notes = [_note(each.held.id, record_text(_found(each)), each.held.digest) for each in linked]
    execute_each(db, _NOTE, notes)


def _found(linked: Settled) -> Linked:
    held, there = linked.held, linked.after.internal_id or ""
    return Linked(linked_to=there, kind=Kind(held.kind), external_id=held.external_id, place="found")


_NOTE = (
    update(intent)
    .where(intent.c.id == bindparam("number"))
    .values(
        sent_content=bindparam("sent"),
        sent_digest=bindparam("translated"),
        sent_amount=bindparam("amount"),
        updates=_STILL_TO_SEND,
    )
)


def _move(db: Connection, results: Sequence[Settled], now: datetime) -> None:
    """Write what moved, in one statement for all of which the same columns change.

    To write a column that stays as it is would cost its place in every index that it has a part in.
    """
    alike: dict[tuple[str, ...], list[dict[str, object]]] = {}
    for each in results:
        before, after = _may_stay(each.held), _may_stay(each.after)
        new = {name: is_ for name, was, is_ in zip(_MAY_STAY, before, after, strict=True) if is_ != was}
        row = {"number": each.held.id, "new_state": each.after.state.value, "now": now, "error": _error(each)}
        alike.setdefault(tuple(new), []).append(row | {f"new_{name}": value for name, value in new.items()})
    for changed, rows in alike.items():
        execute_each(db, _moving(changed), rows)


_MAY_STAY = tuple(each.name for each in fields(Standing) if each.name != "state")
_may_stay = attrgetter(*_MAY_STAY)


@lru_cache(maxsize=STATEMENTS_KEPT)
def _moving(changed: tuple[str, ...]) -> UpdateBase:
    """The move of an intent of which these columns change too; its lease ends."""
    move = update(intent).where(intent.c.id == bindparam("number"))
    values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in ("state", *changed)}
    return move.values(**values, since=bindparam("now"), lease=None, lease_until=None, last_error=bindparam("error"))


def _error(result: Settled) -> str | None:
    if result.error is None:
        return None
    values = {name: redacted(value) for name, value in result.error.values.items()}
    return json.dumps({"code": result.error.code, "values": values}, sort_keys=True, ensure_ascii=False)


def _check_again(db: Connection, scope: Scope, results: Sequence[Settled]) -> None:
    """A changed application changes what its payer and payee have left; a check under way saw the amounts before."""
    applied = [each.held for each in results if each.done and each.held.kind == APPLICATION]
    ends = {end for held in applied for end in (held.payer, held.payee) if end}
    change_in(db, _UNCHECKED, intent.c.external_id, sorted(ends), ours=scope.connection)


_UNCHECKED = (
    update(intent)
    .where(
        intent.c.connection == OURS, found_in(intent.c.state, State.ACCEPTED), intent.c.payer.is_(None), ~found_there
    )
    .values(checked_at=None, lease=None, lease_until=None)
)


def _write_issues(db: Connection, scope: Scope, results: Sequence[Settled]) -> None:
    issues.close(db, scope, [each.held.id for each in results if each.clears], "auto")
    issues.close(db, scope, [each.held.id for each in results if each.after.state is State.WITHDRAWN], "obsolete")
    findings = [
        Finding(intent_id=each.held.id, subject=each.held.external_id, kind=each.held.kind, draft=each.issue)
        for each in results
        if each.issue
    ]
    issues.open_for_intents(db, scope, findings)


def _write_history(db: Connection, scope: Scope, batch: Batch, results: Sequence[Settled], checked: int) -> None:
    """A check that found nothing leaves no attempt: `checked_at` says it."""
    add_rows(db, attempt, [_attempt_row(scope, batch, each) for each in results])
    if results or checked:
        audit.record(db, scope, batch.purpose.value, _summary(results, checked))


def _attempt_row(scope: Scope, batch: Batch, result: Settled) -> dict[str, object]:
    error = result.error
    message = redacted(error.values.get("message", ""))[:MESSAGE_LENGTH_MAX] if error else ""
    return {
        "connection": scope.connection,
        "intent_id": result.held.id,
        "run_id": scope.run_id,
        "lease": batch.lease,
        "at": scope.now,
        "purpose": batch.purpose.value,
        "outcome": result.outcome,
        "code": error.code if error else None,
        "message": message or None,
    }


def _summary(results: Sequence[Settled], checked: int) -> dict[str, Any]:
    """By outcome: external id and what it got. Checks that found nothing are counted."""
    summary: dict[str, Any] = {"checked": checked} if checked else {}
    for each in results:
        got = each.issue.code if each.issue else each.after.internal_id
        summary.setdefault(each.outcome if each.event else "found", {})[each.held.external_id] = got
    return summary
