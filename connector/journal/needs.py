"""Counts, for each intent, the records that it still waits for. The count follows every acceptance at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import Connection, Integer, bindparam, delete, func, select, update

from connector.journal.dialect import one_of
from connector.journal.rows import OURS, Scope, add_rows, by_number, change_in, execute_each, portions, rows_in
from connector.journal.schema import found_in, intent, need
from connector.lifecycle import State


def accepted(db: Connection, scope: Scope, external_ids: Collection[str]) -> frozenset[str]:
    """Those of them that NetSuite has. One that the journal does not know yet is not among them."""
    rows = rows_in(db, _ACCEPTED, intent.c.external_id, external_ids, ours=scope.connection)
    return frozenset(external_id for (external_id,) in rows)


_ACCEPTED = select(intent.c.external_id).where(intent.c.connection == OURS, found_in(intent.c.state, State.ACCEPTED))


def closed(db: Connection, scope: Scope, external_ids: Collection[str]) -> None:
    """These were accepted: whoever needs them waits for one less."""
    _count(db, scope, external_ids, -1)


def opened(db: Connection, scope: Scope, external_ids: Collection[str]) -> None:
    """These are no longer accepted: whoever needs them waits again."""
    _count(db, scope, external_ids, +1)


def _count(db: Connection, scope: Scope, external_ids: Collection[str], step: int) -> None:
    """In the database, for one record may be needed by all the others."""
    for portion in portions(sorted(external_ids)):
        db.execute(_COUNT_ON, {"ours": scope.connection, "needed": portion, "step": step})


_WAITING = (
    select(need.c.intent_id, func.count().label("many"))
    .where(need.c.connection == OURS, one_of(need.c.external_id, bindparam("needed")))
    .group_by(need.c.intent_id)
    .subquery("waiting")
)
_COUNT_ON = (
    update(intent)
    .where(intent.c.id == _WAITING.c.intent_id)
    .values(open_needs=intent.c.open_needs + bindparam("step", type_=Integer()) * _WAITING.c.many)
)


def add(db: Connection, scope: Scope, wanted: Mapping[int, frozenset[str]]) -> None:
    """Remember what these new intents need."""
    add_rows(db, need, [_row(scope, number, each) for number, new in wanted.items() for each in sorted(new)])


def replace(db: Connection, scope: Scope, wanted: Mapping[int, frozenset[str]]) -> None:
    """Make these the needs of these intents, and count anew where they are different."""
    standing = by_number(rows_in(db, _NEEDS, need.c.intent_id, wanted))
    different = {number: new for number, new in wanted.items() if new != standing.get(number, set())}
    for portion in portions([number for number in different if number in standing]):
        db.execute(delete(need).where(one_of(need.c.intent_id, portion)))
    done = accepted(db, scope, {external_id for new in different.values() for external_id in new})
    add(db, scope, different)
    execute_each(
        db,
        _COUNT,
        [{"number": number, "open": len(new - done)} for number, new in different.items()],
    )


_NEEDS = select(need.c.intent_id, need.c.external_id)
_COUNT = update(intent).where(intent.c.id == bindparam("number")).values(open_needs=bindparam("open"))

HELD = "(held)"
"""A need that nothing ever meets: no record has such an external id."""
_HOLDING = select(need.c.intent_id).where(need.c.external_id == HELD)


def hold(db: Connection, scope: Scope, intent_ids: Collection[int]) -> None:
    """These wait, whatever is accepted, until their needs are replaced."""
    held = {number for (number,) in rows_in(db, _HOLDING, need.c.intent_id, intent_ids)}
    free = sorted(set(intent_ids) - held)
    add(db, scope, dict.fromkeys(free, frozenset([HELD])))
    change_in(db, _ONE_MORE, intent.c.id, free)


_ONE_MORE = update(intent).values(open_needs=intent.c.open_needs + 1)


def _row(scope: Scope, number: int, external_id: str) -> dict[str, object]:
    return {"intent_id": number, "external_id": external_id, "connection": scope.connection}
