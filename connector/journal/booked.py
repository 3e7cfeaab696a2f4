"""Tells which records of NetSuite the journal knows: ours, and those that were there before and are used."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select

from connector.journal.rows import Scope
from connector.journal.schema import APPLICATION, fixed, found_there, intent, root
from connector.lifecycle import State
from netsuite_client.records import Kind
from stripe_client.objects import Root, RootKind


@dataclass(frozen=True, kw_only=True)
class Booked:
    """A record in NetSuite: our external id, NetSuite's internal id, the root that wants it (None: several do).

    `sent_as` is the external id that NetSuite was told. `linked` says that NetSuite had the record already; then its
    external id there is its own.
    """

    kind: Kind
    external_id: str
    sent_as: str
    internal_id: str
    linked: bool
    root: Root | None


def booked(db: Connection, scope: Scope) -> tuple[Booked, ...]:
    """Every record that is in NetSuite, in the order in which they were first wanted."""
    query = (
        select(
            intent.c.kind,
            intent.c.external_id,
            intent.c.sent_as,
            intent.c.internal_id,
            found_there.label("linked"),
            root.c.kind.label("root_kind"),
            root.c.stripe_id,
        )
        .outerjoin(root, root.c.id == intent.c.root_id)
        .where(
            intent.c.connection == scope.connection,
            intent.c.kind != fixed(APPLICATION),
            intent.c.internal_id.is_not(None),
            intent.c.state != fixed(State.WITHDRAWN),
        )
        .order_by(intent.c.id)
    )
    return tuple(
        Booked(
            kind=Kind(row.kind),
            external_id=row.external_id,
            sent_as=row.sent_as,
            internal_id=row.internal_id,
            linked=bool(row.linked),
            root=Root(RootKind(row.root_kind), row.stripe_id) if row.root_kind else None,
        )
        for row in db.execute(query)
    )
