"""Says of roots that are not wholly in NetSuite why they are not, and when roots were last read."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, case, select

from connector.journal.rows import Scope, rows_in
from connector.journal.schema import ON_HOLD, fixed, intent, reference, root
from connector.journal.shown import Shown, shown
from connector.lifecycle import LEAVING, State
from connector.reconciliation.comparing import Standing
from stripe_client.objects import Root, RootKind

PENDING = (State.INTENDED, State.SENT, State.UNANSWERED, State.OVERTAKEN, State.REFUSED, State.SKIPPED, *LEAVING)
STOPPED = ("skipped", "blocked", "attention")


def standings(db: Connection, scope: Scope) -> Mapping[str, Standing]:
    """Why a root is not, or not wholly, in NetSuite, by its Stripe id.

    Also by the ids of invoices that it depends on: what a charge waits for its invoice lacks.
    """
    numbers = {**_pending(db, scope), **_stopped(db, scope)}
    own = {number: (stripe_id, standing) for number, (stripe_id, standing) in numbers.items()}
    query = select(reference.c.root_id, reference.c.stripe_id)
    referring = rows_in(db, query, reference.c.root_id, list(own))
    of_others = {row.stripe_id: own[row.root_id] for row in referring if row.stripe_id.startswith("in_")}
    told = {invoice: _through(stripe_id, standing) for invoice, (stripe_id, standing) in of_others.items()}
    return {**told, **dict(own.values())}


def _through(stripe_id: str, standing: Standing) -> Standing:
    return Standing(why=f"{standing.why}: {stripe_id}")


def _stopped(db: Connection, scope: Scope) -> dict[int, tuple[str, Standing]]:
    query = select(root.c.id, root.c.stripe_id, root.c.state, root.c.reason, root.c.blocked_by)
    rows = db.execute(query.where(root.c.connection == scope.connection, root.c.state.in_(STOPPED)))
    return {row.id: (row.stripe_id, _why_stopped(row.state, row.reason, row.blocked_by)) for row in rows}


def _why_stopped(state: str, reason: str | None, blocked_by: str | None) -> Standing:
    match state:
        case "skipped":
            return Standing(why=f"skipped ({reason})", skipped=True)
        case "blocked":
            return Standing(why=f"blocked by {blocked_by}")
        case _:
            return Standing(why=Shown.NEEDS_ATTENTION.value.replace("_", " "))


def _pending(db: Connection, scope: Scope) -> dict[int, tuple[str, Standing]]:
    """Roots with something that NetSuite has not got, or has still to lose."""
    flags = (
        case((ON_HOLD, 1), else_=0).label("on_hold"),
        case((intent.c.open_needs > 0, 1), else_=0).label("waits"),
        case((intent.c.not_before > scope.now, 1), else_=0).label("delayed"),
    )
    query = (
        select(root.c.id, root.c.stripe_id, intent.c.state, *flags)
        .join(root, root.c.id == intent.c.root_id)
        .where(intent.c.connection == scope.connection, intent.c.state.in_([fixed(state) for state in PENDING]))
    )
    return {row.id: (row.stripe_id, _standing(row)) for row in db.execute(query)}


def _standing(row: Any) -> Standing:  # a row of the query above
    """What a person put aside is skipped, whatever is still to come of its root."""
    return Standing(why=_why_pending(row), skipped=row.state == State.SKIPPED.value)


def _why_pending(row: Any) -> str:  # a row of the query above
    """The word that people know it by."""
    on_hold, waits, delayed = bool(row.on_hold), bool(row.waits), bool(row.delayed)
    return shown(State(row.state), on_hold=on_hold, waits=waits, delayed=delayed).value.replace("_", " ")


def read_at(db: Connection, scope: Scope, roots: Collection[Root]) -> Mapping[Root, datetime]:
    """When these roots were last read at Stripe; what the journal does not know is absent."""
    wanted = set(roots)
    query = select(root.c.kind, root.c.stripe_id, root.c.read_at).where(root.c.connection == scope.connection)
    rows = rows_in(db, query, root.c.stripe_id, {each.id for each in wanted})
    found = {Root(RootKind(row.kind), row.stripe_id): row.read_at for row in rows}
    return {each: at for each, at in found.items() if each in wanted}
