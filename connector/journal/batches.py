"""Makes values of the rows that a claim took, with what else of the journal a lane must know of them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Connection, Row, func, select

from connector.journal.content import application_of, copies_of, is_linked, match_of, parts_of, record_of
from connector.journal.leases import Lease
from connector.journal.rows import OURS, Scope, rows_in
from connector.journal.schema import APPLICATION, attempt, intent, need
from connector.lifecycle import LEAVING, Event
from connector.ports import Batch, ClaimedApplication, ClaimedRecord, Purpose
from connector.translation.wanted import Linked
from netsuite_client.records import Record

CLAIMS_A_TRY = 2
"""A try without an answer is claimed to be sent, and again to be asked after."""


def batch_of(db: Connection, lease: Lease, purpose: Purpose, rows: Sequence[Row[Any]]) -> Batch:
    """The rows as values. What may be at NetSuite already is told as it was sent."""
    there = {row.id for row in rows if purpose is Purpose.LOOK_UP or row.state in LEAVING}
    texts = {row.id: _text(row) if row.id in there else row.content for row in rows}
    records = [row for row in rows if row.kind != APPLICATION]
    fruitless = _fruitless(db, rows)
    claimed = tuple(
        ClaimedRecord(
            intent_id=row.id,
            external_id=row.external_id,
            sent_as=row.sent_as,
            digest=row.digest,
            record=record_of(row.kind, texts[row.id]),
            match=match_of(texts[row.id]),
            internal_id=row.internal_id,
            attempts=row.attempts,
            fruitless=fruitless.get(row.id, 0),
            copies=copies_of(row.copies),
            updates=parts_of(row.updates),
            approved=row.approved_by is not None,
            sent=record_of(row.kind, row.sent_content) if purpose is Purpose.UPDATE and row.sent_content else None,
        )
        for row in records
    )
    applications = tuple(
        ClaimedApplication(
            intent_id=row.id,
            application=application_of(texts[row.id]),
            leaving=row.state in LEAVING,
            attempts=row.attempts,
            fruitless=fruitless.get(row.id, 0),
        )
        for row in rows
        if row.kind == APPLICATION
    )
    return Batch(
        lease=lease.token,
        purpose=purpose,
        records=claimed,
        applications=applications,
        known=_known(db, lease.scope, claimed, applications),
        copied=_copied(db, lease.scope, claimed) if purpose is Purpose.ADD else {},
    )


def _copied(db: Connection, scope: Scope, records: Collection[ClaimedRecord]) -> dict[str, Record | Linked]:
    """The invoices whose lines they copy, as NetSuite got them."""
    rows = rows_in(db, _AS_SENT, intent.c.external_id, _invoices_copied(records), ours=scope.connection)
    return {row.external_id: record_of(row.kind, row.sent_content) for row in rows}


_AS_SENT = select(intent.c.external_id, intent.c.kind, intent.c.sent_content).where(
    intent.c.connection == OURS, intent.c.sent_content.is_not(None)
)


def _invoices_copied(records: Collection[ClaimedRecord]) -> set[str]:
    return {copy.invoice for each in records for copy in each.copies if copy}


def _text(row: Row[Any]) -> str:
    """The content as it went out; of what was found in NetSuite nothing did but what is wanted now."""
    in_doubt = row.updates is not None and is_linked(row.sent_content)
    text: str = row.content if in_doubt else row.sent_content or row.content
    return text


def _fruitless(db: Connection, rows: Sequence[Row[Any]]) -> dict[int, int]:
    """Tries without an answer that a look-up found undone: no more than there were claims since a person's retry."""
    claims = {row.id: row.attempts for row in rows if row.attempts > CLAIMS_A_TRY}
    found = rows_in(db, _UNDONE, attempt.c.intent_id, claims)
    return {row.intent_id: min(row.many, claims[row.intent_id] // CLAIMS_A_TRY) for row in found}


_UNDONE = (
    select(attempt.c.intent_id, func.count().label("many"))
    .where(attempt.c.outcome == Event.FOUND_NOT_DONE.value)
    .group_by(attempt.c.intent_id)
)


def _known(
    db: Connection,
    scope: Scope,
    records: Collection[ClaimedRecord],
    applications: Collection[ClaimedApplication],
) -> dict[str, str]:
    """The internal ids of what they refer to, as far as there are any: of what records need, and of applications."""
    needed = rows_in(db, _NEEDED, need.c.intent_id, [each.intent_id for each in records])
    ends = {ref.external_id for each in applications for ref in (each.application.payer, each.application.payee)}
    ours = rows_in(db, _NAMED, intent.c.external_id, ends - {None}, ours=scope.connection)
    return {external_id: internal_id for external_id, internal_id in (*needed, *ours) if internal_id is not None}


_NAMED = select(intent.c.external_id, intent.c.internal_id).where(intent.c.connection == OURS)
_NEEDED = (
    select(intent.c.external_id, intent.c.internal_id)
    .where(intent.c.connection == need.c.connection, intent.c.external_id == need.c.external_id)
    .distinct()
)
