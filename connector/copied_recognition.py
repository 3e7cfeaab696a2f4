"""Gives memo lines the recognition of the invoice lines that they copy, as NetSuite has it now (rule S-1). Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from connector.binding import internal_id
from connector.ports import Batch, ClaimedRecord, IssueDraft
from connector.translation.wanted import LineCopy, Linked
from netsuite_client.records import CreditMemo, Invoice, Kind, Record, Ref, TransactionLine


@dataclass(frozen=True, kw_only=True)
class Copied:
    """Memos as they are to be sent, and why others cannot be, both by intent."""

    memos: Mapping[int, CreditMemo] = field(default_factory=dict)
    refused: Mapping[int, IssueDraft] = field(default_factory=dict)


def invoices_to_read(batch: Batch) -> dict[str, Ref]:
    """The invoices from which lines are copied, by external id."""
    ids = {copy.invoice for claimed in batch.records for copy in claimed.copies if copy}
    refs = {id_: Ref(kind=Kind.INVOICE, external_id=id_) for id_ in sorted(ids)}
    return {id_: replace(ref, internal_id=internal_id(ref, batch.known)) for id_, ref in refs.items()}


def copied(batch: Batch, there: Mapping[str, Record | None]) -> Copied:
    """The memos with what their invoices have `there`. Lines are matched in sent order, by item and amount."""
    made = {claimed.intent_id: _memo(claimed, batch, there) for claimed in batch.records if any(claimed.copies)}
    return Copied(
        memos={id_: one for id_, one in made.items() if isinstance(one, CreditMemo)},
        refused={id_: one for id_, one in made.items() if isinstance(one, IssueDraft)},
    )


def _memo(claimed: ClaimedRecord, batch: Batch, there: Mapping[str, Record | None]) -> CreditMemo | IssueDraft:
    memo = claimed.record
    if not isinstance(memo, CreditMemo):
        raise TypeError(f"{memo.KIND} copies nothing")
    lines = [
        line if copy is None else _line(line, copy, batch, there)
        for line, copy in zip(memo.lines, claimed.copies, strict=True)
    ]
    wrong = next((line for line in lines if isinstance(line, IssueDraft)), None)
    return wrong or replace(memo, lines=tuple(line for line in lines if isinstance(line, TransactionLine)))


def _line(
    line: TransactionLine, copy: LineCopy, batch: Batch, there: Mapping[str, Record | None]
) -> TransactionLine | IssueDraft:
    invoice = there.get(copy.invoice)
    if invoice is None:
        return IssueDraft(code="DELETED_IN_NETSUITE", values={"internal_id": batch.known[copy.invoice]})
    sent, now = _line_of(batch.copied.get(copy.invoice), copy), _line_of(invoice, copy)
    if sent is None or now is None or _said(sent) != _said(now):
        values = {"invoice": copy.invoice, "line": f"{copy.line + 1}", "sent": _text(sent), "netsuite": _text(now)}
        return IssueDraft(code="CHANGED_IN_NETSUITE", values=values)
    return replace(line, rev_rec_start_date=now.rev_rec_start_date, rev_rec_end_date=now.rev_rec_end_date)


def _line_of(record: Record | Linked | None, copy: LineCopy) -> TransactionLine | None:
    lines = record.lines if isinstance(record, Invoice) else ()
    return lines[copy.line] if copy.line < len(lines) else None


def _said(line: TransactionLine) -> tuple[object, ...]:
    return line.item.internal_id, line.amount


def _text(line: TransactionLine | None) -> str:
    return "no line" if line is None else f"item {line.item.name or line.item.internal_id}, {line.amount:f}"
