"""What payments, credit memos and refunds are used on, and the limits of that."""

from __future__ import annotations

from dataclasses import dataclass

from netsuite_client.emulator.fields import Fields
from netsuite_client.emulator.ledger.books import Books
from netsuite_client.emulator.ledger.drafts import Draft
from netsuite_client.emulator.ledger.kinds import TransactionKind
from netsuite_client.emulator.ledger.store import Store
from netsuite_client.emulator.refusals import Refusal, invalid_key


@dataclass(frozen=True, kw_only=True)
class Target:
    """A document that something may be applied to; amounts in hundredths."""

    id: int
    kind: str
    entity: int
    currency: int
    subsidiary: int
    account: int
    open: int


def wanted_applications(books: Books, kind: TransactionKind, draft: Draft, payer: int) -> dict[int, int]:
    """What the payer is to be used on: amounts in hundredths by document; refuses what goes beyond any limit."""
    rows = draft.fields.get("applyList", {}).get("apply", [])
    chosen = [row for row in rows if row.get("apply")]
    if draft.fields.get("autoApply"):
        if chosen:
            raise Refusal(
                "INVALID_AUTOAPPLY_VALUE",
                "Ambiguous data: <autoApply> has been selected and lines have been selected "
                "in the <applyList> element.",
            )
        return _applied_automatically(books.store, kind, draft)
    applied: dict[int, int] = {}
    for row in chosen:
        target = _target(books.store, kind, draft, row)
        due = target.open + _applied_before(books.store, payer, target.id) - applied.get(target.id, 0)
        amount = _amount(draft, row, due)
        if amount:
            applied[target.id] = applied.get(target.id, 0) + amount
    used = _refunded(books.store, payer)
    if sum(applied.values()) + used > draft.total:
        raise Refusal("INVALID_AMT", "Amount applied greater than total payments and credits")
    return applied


def _applied_before(store: Store, payer: int, doc: int) -> int:
    found = store.rows("SELECT amount FROM application WHERE payer = ? AND doc = ?", payer, doc)
    return int(found[0][0]) if found else 0


def _amount(draft: Draft, row: Fields, due: int) -> int:
    """What an apply line uses; without an amount, all that is due."""
    amount = min(due, draft.total) if row.get("amount") is None else draft.header.amount(row["amount"])
    if amount < 0:
        raise Refusal("INVALID_AMT", "The amount applied can not be negative.")
    if amount > due:
        raise Refusal("INVALID_LINK_SUM", "Links sum to more than original transaction amount")
    return amount


def _target(store: Store, kind: TransactionKind, draft: Draft, row: Fields) -> Target:
    """The document of an apply line: of the same customer, currency, subsidiary and receivable account."""
    doc, header = row.get("doc"), draft.header
    wanted = (header.entity.id, header.currency, header.subsidiary, header.account)
    names = ("id", "kind", "entity", "currency", "subsidiary", "account", "open")
    for found in store.rows(f"SELECT {', '.join(names)} FROM document WHERE id = ?", doc):  # noqa: S608 - our own
        target = Target(**dict(zip(names, found, strict=True)))
        same = (target.entity, target.currency, target.subsidiary, target.account) == wanted
        if same and target.kind in kind.applies_to:
            return target
    raise invalid_key("doc", str(doc))


def _applied_automatically(store: Store, kind: TransactionKind, draft: Draft) -> dict[int, int]:
    """Oldest open documents first, until nothing is left."""
    header, left, applied = draft.header, draft.total, dict[int, int]()
    sql = (
        "SELECT id, kind, open FROM document WHERE entity = ? AND currency = ? AND account = ? AND open > 0 "
        "ORDER BY tran_date, id"
    )
    for doc, doc_kind, due in store.rows(sql, header.entity.id, header.currency, header.account):
        if doc_kind in kind.applies_to and left:
            applied[doc] = min(due, left)
            left -= applied[doc]
    return applied


def _refunded(store: Store, payer: int) -> int:
    return int(store.rows("SELECT COALESCE(SUM(amount), 0) FROM application WHERE doc = ?", payer)[0][0])


def applied_to(store: Store, doc: int) -> bool:
    """Whether something is applied to the document."""
    return bool(store.rows("SELECT 1 FROM application WHERE doc = ? LIMIT 1", doc))


def keep_applications(store: Store, payer: int, applied: dict[int, int]) -> None:
    """Replace what the payer is used on, and what its documents have open."""
    before = [row[0] for row in store.rows("SELECT doc FROM application WHERE payer = ?", payer)]
    if not before and not applied:
        return
    store.change("DELETE FROM application WHERE payer = ?", payer)
    store.change_many("INSERT INTO application VALUES (?, ?, ?)", [(payer, doc, applied[doc]) for doc in applied])
    for document in {payer, *before, *applied}:
        store.change(_RECOUNT_OPEN, document, document, document)


_RECOUNT_OPEN = """
UPDATE document SET open = CASE WHEN kind = 'customerRefund' THEN 0 ELSE total
    - (SELECT COALESCE(SUM(amount), 0) FROM application WHERE payer = ?)
    - (SELECT COALESCE(SUM(amount), 0) FROM application WHERE doc = ?) END
WHERE id = ?
"""
