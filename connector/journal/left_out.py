"""Leaves out an invoice that was void before it was ever wanted, together with the memos that close it (rule L-2).

What a root wants does not depend on what was done before, with this one exception (rule A-1), which is why it is
decided here: only the journal knows.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from sqlalchemy import Connection, select

from connector.journal.rows import OURS, Scope, rows_in
from connector.journal.schema import intent, root
from connector.translation.wanted import Translation

NEVER_SYNCED = "never synced and void"


def without_never_synced(db: Connection, scope: Scope, translations: Sequence[Translation]) -> list[Translation]:
    """The translations as they count: records that are only wanted with an invoice go where that is unknown."""
    invoices = {wanted.only_with for each in translations for wanted in each.records if wanted.only_with}
    if not invoices:
        return list(translations)
    rows = rows_in(db, _KNOWN, intent.c.external_id, invoices, ours=scope.connection)
    known = {row.external_id for row in rows}
    return [_without(each, invoices - known) for each in translations]


_KNOWN = select(intent.c.external_id).where(intent.c.connection == OURS)


def _without(translation: Translation, unknown: Collection[str]) -> Translation:
    gone = {wanted.external_id for wanted in translation.records if wanted.only_with in unknown}
    if not gone:
        return translation
    left = tuple(wanted for wanted in translation.records if wanted.external_id not in gone)
    uses = (use for use in translation.applications if not {use.payer.external_id, use.payee.external_id} & gone)
    if not left:
        return replace(translation, records=(), applications=(), shared=(), pins={}, skipped=NEVER_SYNCED)
    return replace(translation, records=left, applications=tuple(uses))


def without_set_aside(db: Connection, scope: Scope, translations: Sequence[Translation]) -> list[Translation]:
    """The translations as they count: a root that a person put aside wants nothing, whatever it says by now."""
    rows = rows_in(db, _SET_ASIDE, root.c.stripe_id, {each.root.id for each in translations}, ours=scope.connection)
    aside = {(row.kind, row.stripe_id): row.set_aside for row in rows}
    return [_put_aside(each, aside.get((each.root.kind.value, each.root.id))) for each in translations]


_SET_ASIDE = select(root.c.kind, root.c.stripe_id, root.c.set_aside).where(
    root.c.connection == OURS, root.c.set_aside.is_not(None)
)


def _put_aside(translation: Translation, reason: str | None) -> Translation:
    if reason is None:
        return translation
    nothing = replace(translation, records=(), applications=(), shared=(), pins={}, problems=(), findings=())
    return replace(nothing, blocked=None, skipped=reason)
