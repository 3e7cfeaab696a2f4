"""Keeps where the values of each wanted content come from, so that a record is explained as it was made."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import Connection, and_, delete, select

from connector.journal.content import parts_of, record_of
from connector.journal.dialect import one_of
from connector.journal.plan import Plan
from connector.journal.provenance import KEY_LENGTH, Told, keys_in, origins_of, told
from connector.journal.rows import OURS, Scope, add_missing, portions, rows_in
from connector.journal.schema import intent, origin, provenance
from connector.journal.wishes import Standing, Wish
from connector.lifecycle import State
from connector.mapping import name_of
from connector.translation.wanted import Linked, Origin

Described = tuple[int, str, Told]
"""An intent, the digest of one of its contents, and where the values of that come from."""


def short(digest: str) -> str:
    """Enough of a digest to tell the contents of one intent apart."""
    return digest[:KEY_LENGTH]


def note_new(db: Connection, scope: Scope, wishes: Mapping[int, Wish]) -> None:
    """Keep this of what is wanted for the first time, by the numbers of the intents."""
    whole = [(number, wish.digest, told(wish.origins)) for number, wish in wishes.items() if wish.origins]
    _write(db, scope, whole)


def note_changed(db: Connection, scope: Scope, plan: Plan) -> None:
    """Keep this of what is wanted otherwise. What NetSuite has keeps its origins but for what is sent of it anew."""
    changed = [each for each in plan.changed if each.external_id in plan.wishes and _is_other(each, plan)]
    there = [each for each in changed if each.internal_id is not None and each.updates]
    anew = [each for each in changed if each.internal_id is None]
    never_sent = [each.id for each in anew if plan.before[each.external_id].state not in _IN_FLIGHT]
    for portion in portions(never_sent):
        db.execute(delete(provenance).where(one_of(provenance.c.intent_id, portion)))
    _write(db, scope, [(each.id, each.digest, told(plan.wishes[each.external_id].origins)) for each in anew])
    before = {row.id: row.text for row in rows_in(db, _AS_SENT, intent.c.id, [each.id for each in there])}
    _write(db, scope, [_updated(each, plan, before[each.id]) for each in there if each.id in before])


_IN_FLIGHT = frozenset({State.SENT, State.UNANSWERED, State.OVERTAKEN})
"""NetSuite may have what was wanted before, or get it yet."""

_AS_SENT = select(intent.c.id, provenance.c.text).join(
    provenance,
    and_(provenance.c.intent_id == intent.c.id, intent.c.sent_digest.startswith(provenance.c.digest)),
)


def _is_other(each: Standing, plan: Plan) -> bool:
    return each.digest != plan.before[each.external_id].digest


def _updated(each: Standing, plan: Plan, before: str) -> Described:
    wish = plan.wishes[each.external_id]
    record = record_of(wish.kind, wish.content)
    added = {} if isinstance(record, Linked) else {field.name: name_of(field) for field in record.fields}
    return each.id, each.digest, told(wish.origins, {added.get(part, part) for part in parts_of(each.updates)}, before)


def _write(db: Connection, scope: Scope, described: Sequence[Described]) -> None:
    shared = {key: text for _, _, told_ in described for key, text in told_.shared.items()}
    add_missing(
        db, origin, [{"connection": scope.connection, "key": key, "text": shared[key]} for key in sorted(shared)]
    )
    add_missing(
        db,
        provenance,
        [{"intent_id": number, "digest": short(digest), "text": told_.text} for number, digest, told_ in described],
    )


def origins_in(
    db: Connection, scope: Scope, external_ids: Collection[str]
) -> dict[str, dict[str, Mapping[str, Origin]]]:
    """Where the values of these come from, by the `short` digests of their contents; nothing where it was not kept."""
    rows = rows_in(db, _PROVENANCE, intent.c.external_id, external_ids, ours=scope.connection)
    keys = {key for _, _, text in rows for key in keys_in(text)}
    shared = {row.key: row.text for row in rows_in(db, _SHARED, origin.c.key, keys, ours=scope.connection)}
    found: dict[str, dict[str, Mapping[str, Origin]]] = {}
    for external_id, digest, text in rows:
        found.setdefault(external_id, {})[digest] = origins_of(text, shared)
    return found


_PROVENANCE = (
    select(intent.c.external_id, provenance.c.digest, provenance.c.text)
    .join(provenance, provenance.c.intent_id == intent.c.id)
    .where(intent.c.connection == OURS)
)
_SHARED = select(origin.c.key, origin.c.text).where(origin.c.connection == OURS)
