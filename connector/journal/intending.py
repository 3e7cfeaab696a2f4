"""Writes what a page of translations changes: roots, intents, their needs, references, pins and problems."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Integer, Row, bindparam, delete, func, select, update

from connector.journal import explaining, faces, issues, needs, trials
from connector.journal.left_out import without_never_synced, without_set_aside
from connector.journal.made import fitted
from connector.journal.plan import Plan, countered, planned
from connector.journal.replacing import replaced
from connector.journal.rows import OURS, Scope, add_rows, by_number, change_in, execute_each, put, rows_in
from connector.journal.schema import cursor as cursor_table
from connector.journal.schema import intent, pinned, reference, root
from connector.journal.wishes import RootWish, SharedWishes, Standing, Wish, counter_wishes, root_wish
from connector.lifecycle import State
from connector.ports import Intended
from connector.translation.wanted import CounterRecord, Face, Problem, Translation
from stripe_client.objects import Root


def intend(db: Connection, scope: Scope, translations: Sequence[Translation], cursor: str | None) -> Intended:
    """Record a page of translations and the cursor after it, in the transaction that is open."""
    newest = {each.root: each for each in translations}
    shared = SharedWishes()
    counting = without_set_aside(db, scope, without_never_synced(db, scope, list(newest.values())))
    pages = [root_wish(each, shared) for each in counting]
    known = _known_roots(db, scope, [page.root for page in pages])
    unchanged = {page.root for page in pages if page.root in known and known[page.root][1] == page.digest}
    changed = [page for page in pages if page.root not in unchanged]
    _note_read(db, scope, [known[each][0] for each in unchanged])
    known_ids = {each: number for each, (number, _) in known.items()}
    standing = _standing(db, scope, changed, known_ids)
    changed, standing = replaced(db, scope, [fitted(page, standing) for page in changed], standing)
    root_ids = _write_roots(db, scope, changed, known_ids)
    plan = planned(changed, root_ids, standing.values())
    _write_plan(db, scope, plan)
    needs.hold(db, scope, [each.id for each in plan.held])
    depends_on = {root_ids[page.root]: page.translation.depends_on for page in changed}
    _write_references(db, scope, depends_on, set(known_ids.values()))
    _pin(db, scope, {price: item for page in changed for price, item in page.translation.pins.items()})
    if scope.on_trial:
        trials.note_translated(db, scope, changed, root_ids)
    issues.match_problems(db, scope, {root_ids[page.root]: _to_show(page.translation) for page in changed})
    if cursor is not None:
        put(db, cursor_table, {"connection": scope.connection}, {"value": cursor, "moved_at": scope.now})
    return _counted([*(page for page in pages if page.root in unchanged), *changed], plan)


def _to_show(translation: Translation) -> tuple[Problem, ...]:
    """What a person must see of a root, whether it stops anything or not."""
    return (*translation.problems, *translation.findings)


def _known_roots(db: Connection, scope: Scope, roots: Collection[Root]) -> dict[Root, tuple[int, str]]:
    rows = rows_in(db, _ROOTS, root.c.stripe_id, {each.id for each in roots}, ours=scope.connection)
    found = {(kind, id_): (number, digest) for number, kind, id_, digest in rows}
    return {each: there for each in roots if (there := found.get((each.kind, each.id)))}


_ROOTS = select(root.c.id, root.c.kind, root.c.stripe_id, root.c.digest).where(root.c.connection == OURS)


def _note_read(db: Connection, scope: Scope, root_ids: Iterable[int]) -> None:
    change_in(db, _READ_AGAIN, root.c.id, sorted(root_ids), now=scope.now)


_READ_AGAIN = update(root).values(read_at=bindparam("now"))


def _write_roots(
    db: Connection, scope: Scope, changed: Sequence[RootWish], known: Mapping[Root, int]
) -> dict[Root, int]:
    rows = [(page.root, _root_row(scope, page)) for page in changed]
    read_before = [(known[each], row) for each, row in rows if each in known]
    readings = [{"number": number, **{f"new_{name}": row[name] for name in _READING}} for number, row in read_before]
    execute_each(db, _READ, readings)
    new = [(each, row) for each, row in rows if each not in known]
    add_rows(db, root, [row for _, row in new])
    added = _known_roots(db, scope, [each for each, _ in new])
    return {**known, **{each: number for each, (number, _) in added.items()}}


_FACE = ("customer", "amount", "currency", "dated_on")
_READING = ("digest", "state", "reason", "blocked_by", "read_at", "run_id", *_FACE)
_READ = (
    update(root)
    .where(root.c.id == bindparam("number"))
    .values({root.c[name]: bindparam(f"new_{name}") for name in _READING})
)


def _root_row(scope: Scope, page: RootWish) -> dict[str, object]:
    return {
        "connection": scope.connection,
        "kind": page.root.kind.value,
        "stripe_id": page.root.id,
        "digest": page.digest,
        "state": page.state,
        "reason": page.reason,
        "blocked_by": page.blocked_by,
        "read_at": scope.now,
        "run_id": scope.run_id,
        **_face_row(page.translation.face),
    }


def _face_row(face: Face | None) -> dict[str, object]:
    face = face or Face()
    amount = None if face.amount is None else f"{face.amount:f}"
    return {"customer": face.customer, "amount": amount, "currency": face.currency, "dated_on": face.dated_on}


_STANDING = select(
    intent.c.id,
    intent.c.kind,
    intent.c.external_id,
    intent.c.sent_as,
    intent.c.state,
    intent.c.digest,
    intent.c.content,
    intent.c.root_id,
    intent.c.terms,
    intent.c.wanted,
    intent.c.sent_content,
    intent.c.copies,
    intent.c.reverses,
    intent.c.internal_id,
    intent.c.updates,
)
_OURS_STANDING = _STANDING.where(intent.c.connection == OURS)
_WANTED_STANDING = _STANDING.where(intent.c.wanted)


def _standing(
    db: Connection, scope: Scope, changed: Sequence[RootWish], root_ids: Mapping[Root, int]
) -> dict[str, Standing]:
    """All that these translations want, all that their roots own, and what is made of the roots and of what holds them.

    Of roots themselves that is a link, which no root owns.
    """
    wanted = {wish.external_id for page in changed for wish in page.wishes} | {page.root.id for page in changed}
    wanted |= {page.blocked_by for page in changed if page.blocked_by}
    rows = rows_in(db, _OURS_STANDING, intent.c.external_id, wanted, ours=scope.connection)
    known = [root_ids[page.root] for page in changed if page.root in root_ids]
    owned = rows_in(db, _WANTED_STANDING, intent.c.root_id, known)
    return {row.external_id: _standing_of(row) for row in {row.id: row for row in (*rows, *owned)}.values()}


def _standing_of(row: Row[Any]) -> Standing:
    return Standing(**{**row._mapping, "state": State(row.state)})


def counter(db: Connection, scope: Scope, reversed_: str, by: CounterRecord) -> None:
    """Want what balances an intent that cannot leave NetSuite, for the root that owned it (rule A-11)."""
    wishes = counter_wishes(by, reversed_)
    ids = [reversed_, *(wish.external_id for wish in wishes)]
    rows = rows_in(db, _OURS_STANDING, intent.c.external_id, ids, ours=scope.connection)
    standing = {row.external_id: _standing_of(row) for row in rows}
    _write_plan(db, scope, countered(standing[reversed_], wishes, standing.values()))


def _write_plan(db: Connection, scope: Scope, plan: Plan) -> None:
    _write_changes(db, scope, plan)
    explaining.note_changed(db, scope, plan)
    changed = [each for each in plan.changed if each.external_id in plan.wishes]
    faces.note_changed(db, [_face(each.id, plan.wishes[each.external_id]) for each in changed])
    needs.closed(db, scope, plan.became(State.ACCEPTED))
    needs.opened(db, scope, plan.ceased(State.ACCEPTED))
    withdrawn = [plan.after[key].id for key in plan.became(State.WITHDRAWN)]
    issues.close(db, scope, withdrawn, "obsolete")
    change_in(db, _GONE, intent.c.id, withdrawn)
    _write_new(db, scope, plan)
    old = (plan.after[key] for key in plan.wishes if key in plan.before)
    needs.replace(db, scope, {each.id: plan.wishes[each.external_id].needs for each in old if each.state not in _DONE})


_GONE = update(intent).values(internal_id=None)
_DONE = frozenset({State.ACCEPTED, State.REVERSED, State.ROLLED_BACK})
"""Where an intent needs nothing more."""


def _write_new(db: Connection, scope: Scope, plan: Plan) -> None:
    new = [plan.wishes[standing.external_id] for standing in plan.new]
    accepted = needs.accepted(db, scope, {need for wish in new for need in wish.needs})
    add_rows(db, intent, [_intent_row(scope, plan, wish, accepted) for wish in new])
    rows = rows_in(db, _NUMBERS, intent.c.external_id, [wish.external_id for wish in new], ours=scope.connection)
    wishes = {number: plan.wishes[external_id] for number, external_id in rows}
    needs.add(db, scope, {number: wish.needs for number, wish in wishes.items()})
    explaining.note_new(db, scope, wishes)
    faces.note_new(db, scope, [_face(number, wish) for number, wish in wishes.items()])


def _face(number: int, wish: Wish) -> faces.IntentFace:
    return faces.IntentFace(number=number, kind=wish.kind, money=wish.money, terms=wish.terms)


_NUMBERS = select(intent.c.id, intent.c.external_id).where(intent.c.connection == OURS)


def _write_changes(db: Connection, scope: Scope, plan: Plan) -> None:
    """Whatever begins anew begins without the delays of before."""
    anew = {s.external_id for s in plan.changed if s.state in _BEGUN and plan.before[s.external_id].state not in _BEGUN}
    for begins in (False, True):
        rows = [
            {
                "number": s.id,
                "new_kind": s.kind,
                "new_root": s.root_id,
                "new_content": s.content,
                "new_digest": s.digest,
                "new_state": s.state.value,
                "new_terms": s.terms,
                "new_wanted": s.wanted,
                "new_copies": s.copies,
                "new_reverses": s.reverses,
                "new_updates": s.updates,
                "new_since": scope.now,
                "new_mapping": scope.mapping if s.state in _BEGUN else None,
            }
            for s in plan.changed
            if (s.external_id in anew) is begins
        ]
        execute_each(db, _BEGINNING if begins else _CHANGE, rows)


_BEGUN = frozenset({State.INTENDED, State.SENT, State.UNANSWERED, State.OVERTAKEN})
_CHANGE = (
    update(intent)
    .where(intent.c.id == bindparam("number"))
    .values(
        kind=bindparam("new_kind"),
        root_id=bindparam("new_root"),
        content=bindparam("new_content"),
        digest=bindparam("new_digest"),
        state=bindparam("new_state"),
        terms=bindparam("new_terms"),
        wanted=bindparam("new_wanted"),
        copies=bindparam("new_copies"),
        reverses=bindparam("new_reverses"),
        updates=bindparam("new_updates"),
        since=bindparam("new_since"),
        mapping_version=func.coalesce(bindparam("new_mapping", type_=Integer), intent.c.mapping_version),
        hold=None,
    )
)
"""What is held for a decision is decided anew after any change."""
_BEGINNING = _CHANGE.values(attempts=0, not_before=None)


def _intent_row(scope: Scope, plan: Plan, wish: Wish, accepted: frozenset[str]) -> dict[str, object]:
    return {
        "connection": scope.connection,
        "kind": wish.kind,
        "external_id": wish.external_id,
        "sent_as": plan.after[wish.external_id].sent_as,
        "root_id": plan.after[wish.external_id].root_id,
        "wanted": True,
        "content": wish.content,
        "digest": wish.digest,
        "terms": wish.terms,
        "payer": wish.payer,
        "payee": wish.payee,
        "copies": wish.copies,
        "reverses": wish.reverses,
        "state": State.INTENDED.value,
        "since": scope.now,
        "open_needs": len(wish.needs - accepted),
        "mapping_version": scope.mapping,
        "attempts": 0,
    }


def _write_references(
    db: Connection, scope: Scope, wanted: Mapping[int, frozenset[str]], known: Collection[int]
) -> None:
    """Which Stripe objects each root depends on: a change of one wakes it. Only `known` roots can have some already."""
    standing = by_number(rows_in(db, _REFERENCES, reference.c.root_id, wanted.keys() & known))
    gone = [(number, each) for number, ids in standing.items() for each in ids - wanted[number]]
    execute_each(db, _NO_REFERENCE, [{"number": number, "stripe": each} for number, each in gone])
    new = [
        {"root_id": number, "stripe_id": each, "connection": scope.connection}
        for number, ids in wanted.items()
        for each in sorted(ids - standing.get(number, _NOTHING))
    ]
    add_rows(db, reference, new)


_NOTHING: frozenset[str] = frozenset()
_REFERENCES = select(reference.c.root_id, reference.c.stripe_id)
_NO_REFERENCE = delete(reference).where(
    reference.c.root_id == bindparam("number"), reference.c.stripe_id == bindparam("stripe")
)


def pins(db: Connection, scope: Scope, price_ids: Sequence[str]) -> dict[str, str]:
    """The items decided for these prices."""
    rows = rows_in(db, _PINS, pinned.c.price_id, price_ids, ours=scope.connection)
    return {row.price_id: row.item for row in rows}


_PINS = select(pinned.c.price_id, pinned.c.item).where(pinned.c.connection == OURS)


def _pin(db: Connection, scope: Scope, wanted: Mapping[str, str]) -> None:
    """The first decision stays (rule C-5)."""
    new = wanted.keys() - pins(db, scope, list(wanted))
    add_rows(
        db,
        pinned,
        [
            {"connection": scope.connection, "price_id": price, "item": wanted[price], "at": scope.now}
            for price in sorted(new)
        ],
    )


def _counted(pages: Sequence[RootWish], plan: Plan) -> Intended:
    new, changed = len(plan.new), len([s for s in plan.changed if s.digest != plan.before[s.external_id].digest])
    wanted = {wish.external_id for page in pages for wish in page.wishes}
    return Intended(
        roots=len(pages),
        new=new,
        changed=changed,
        unchanged=len(wanted) - new - changed,
        left_out=len(plan.left_out),
        skipped=sum(page.state == "skipped" for page in pages),
        blocked=sum(page.state == "blocked" for page in pages),
        problems=sum(bool(_to_show(page.translation)) for page in pages),
    )
