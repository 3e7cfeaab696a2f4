"""Turns a claimed batch into operations: our external ids become NetSuite's internal ids, at the last moment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, TypeVar

from connector.periods import EVERYTHING_OPEN, Moved, Posting, PostingRules, Stopped, moved_text
from connector.ports import Batch, ClaimedApplication, ClaimedRecord, Purpose
from connector.translation.external_ids import ENTITY_ID_MAX, ITEM_ID_MAX, memo_of_original_date
from connector.translation.wanted import Linked, WantedRecord
from connector.withdrawal import deletion
from netsuite_client.outcomes import Add, Apply, ChangeApplications, Operation, Update
from netsuite_client.records import (
    CreditMemo,
    Customer,
    CustomerPayment,
    CustomerRefund,
    DiscountItem,
    Invoice,
    OtherChargeSaleItem,
    Record,
    Ref,
    ServiceSaleItem,
    Transaction,
    changed,
    with_parts,
)

R = TypeVar("R", bound=Record | Linked)


@dataclass(frozen=True, kw_only=True)
class BoundOperation:
    """One operation of a request, the intents that share its outcome, and where an added record is posted."""

    operation: Operation
    intent_ids: tuple[int, ...]
    posting: Posting | None = None


@dataclass(frozen=True, kw_only=True)
class StoppedRecord:
    """A record that is not sent now, and why; the intents are its own and those that would have travelled with it."""

    why: Stopped
    intent_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class Bound:
    """What goes out, in the batch's order, and what does not."""

    operations: tuple[BoundOperation, ...]
    stopped: tuple[StoppedRecord, ...] = ()


def bind(batch: Batch, rules: PostingRules = EVERYTHING_OPEN, memos: Mapping[int, CreditMemo] | None = None) -> Bound:
    """The operations of a batch that adds, changes, applies or withdraws.

    A closed period moves an added record or stops it (rule A-9). `memos` are records, by intent, with the recognition
    that they copy (rule S-1).
    """
    if not batch.records:
        return Bound(operations=_changes(batch))
    if batch.purpose is Purpose.UPDATE:
        return Bound(operations=tuple(map(_update, batch.records)))
    if batch.purpose is Purpose.WITHDRAW:
        return Bound(operations=tuple(_deletion(claimed, batch) for claimed in batch.records))
    as_copied = [_with_record(one, (memos or {}).get(one.intent_id)) for one in batch.records]
    refs = BoundRefs(batch.known)
    bound = [
        _add(claimed, rules.posting(claimed.record, approved=claimed.approved), batch, refs) for claimed in as_copied
    ]
    return Bound(
        operations=tuple(one for one in bound if isinstance(one, BoundOperation)),
        stopped=tuple(one for one in bound if isinstance(one, StoppedRecord)),
    )


def _with_record(claimed: ClaimedRecord, memo: CreditMemo | None) -> ClaimedRecord:
    return claimed if memo is None else replace(claimed, record=memo)


def _add(claimed: ClaimedRecord, posting: Posting, batch: Batch, refs: BoundRefs) -> BoundOperation | StoppedRecord:
    """Adding a record takes its ready applications along (rule A-2)."""
    riders = batch.riders(claimed)
    intent_ids = (claimed.intent_id, *(rider.intent_id for rider in riders))
    if isinstance(posting, Stopped):
        return StoppedRecord(why=posting, intent_ids=intent_ids)
    record = posted_record(bound_record(claimed, refs), posting)
    applies = tuple(_apply(rider, batch) for rider in riders)
    return BoundOperation(operation=Add(record=record, applies=applies), intent_ids=intent_ids, posting=posting)


def _update(claimed: ClaimedRecord) -> BoundOperation:
    """The record as it went out before, with the parts that are to be changed; its date and what it says of it stay."""
    wanted = claimed.record
    if isinstance(wanted, Linked):
        raise TypeError(f"{claimed.external_id} is linked: nothing of it is ours to change")
    before = wanted if claimed.sent is None or isinstance(claimed.sent, Linked) else claimed.sent
    if isinstance(before, Transaction) and isinstance(wanted, Transaction) and before.tran_date != wanted.tran_date:
        wanted = posted_record(wanted, Moved(to=before.tran_date))
    record = with_parts(before, wanted, claimed.updates)
    update = Update(internal_id=claimed.internal_id or "", record=record, parts=claimed.updates)
    return BoundOperation(operation=update, intent_ids=(claimed.intent_id,))


def posted_record(record: R, posting: Posting) -> R:
    """The record on the date on which it is posted; one that is moved says its own date in its memo (rule A-9)."""
    if not isinstance(posting, Moved) or not isinstance(record, Transaction):
        return record
    return replace(record, tran_date=posting.to, memo=memo_of_original_date(record.memo, record.tran_date))


def posted(wanted: WantedRecord, posting: Posting) -> WantedRecord:
    """The record as it is posted, with rule A-9 behind what that changes."""
    dated, record = wanted.record, posted_record(wanted.record, posting)
    if not isinstance(dated, Transaction) or not isinstance(record, Transaction) or record is dated:
        return wanted
    by = f"A-9 {moved_text(dated.tran_date, record.tran_date)}"
    changed = {name: replace(wanted.origins[name], by=by, losers=()) for name in _MOVES if name in wanted.origins}
    return replace(wanted, record=record, origins={**wanted.origins, **changed})


_MOVES = ("tran_date", "memo")
"""What another posting date changes."""


def _deletion(claimed: ClaimedRecord, batch: Batch) -> BoundOperation:
    """Deleting a refund takes back what it pays out, which nothing else can (rule A-11)."""
    riders = batch.riders(claimed)
    return BoundOperation(
        operation=deletion(claimed), intent_ids=(claimed.intent_id, *(rider.intent_id for rider in riders))
    )


def _changes(batch: Batch) -> tuple[BoundOperation, ...]:
    """All applications of a payer go in one change of it."""
    by_payer: dict[Ref, list[ClaimedApplication]] = {}
    for claimed in batch.applications:
        by_payer.setdefault(claimed.application.payer, []).append(claimed)
    return tuple(
        BoundOperation(
            operation=ChangeApplications(
                kind=payer.kind,
                internal_id=internal_id(payer, batch.known),
                applies=tuple(_apply(claimed, batch) for claimed in uses),
            ),
            intent_ids=tuple(claimed.intent_id for claimed in uses),
        )
        for payer, uses in by_payer.items()
    )


def _apply(claimed: ClaimedApplication, batch: Batch) -> Apply:
    """What is to be taken back is applied with nothing."""
    use = claimed.application
    return Apply(doc=internal_id(use.payee, batch.known), amount=Decimal(0) if claimed.leaving else use.amount)


def internal_id(ref: Ref, known: Mapping[str, str]) -> str:
    """The internal id of a reference; claiming promises that it is known."""
    return ref.internal_id or known[ref.external_id or ""]


class BoundRefs:
    """References with their internal ids; each is made once, since a batch refers to few records and often."""

    def __init__(self, known: Mapping[str, str]) -> None:
        self._known, self._bound = known, dict[Ref, Ref]()

    def __call__(self, ref: Ref) -> Ref:
        """The reference with its internal id, which claiming promises to be known."""
        bound = self._bound.get(ref)
        if bound is None:
            bound = self._bound[ref] = replace(ref, internal_id=internal_id(ref, self._known))
        return bound


def bound_record(claimed: ClaimedRecord, refs: BoundRefs) -> Record:
    """The record as NetSuite is told it: internal ids, and the external id of this attempt (rule I-1)."""
    if isinstance(claimed.record, Linked):
        message = f"{claimed.external_id} is in NetSuite already"
        raise TypeError(message)
    return changed(claimed.record, external_id=claimed.sent_as, **_bound_parts(claimed, claimed.record, refs))


def _bound_parts(claimed: ClaimedRecord, record: Record, refs: BoundRefs) -> dict[str, Any]:
    suffix = claimed.sent_as.removeprefix(claimed.external_id)
    match record:
        case Invoice() | CreditMemo():
            lines = tuple(changed(line, item=refs(line.item)) for line in record.lines)
            return {"entity": refs(record.entity), "lines": lines}
        case CustomerPayment() | CustomerRefund():
            method = record.payment_method
            return {"customer": refs(record.customer), "payment_method": None if method is None else refs(method)}
        case Customer(entity_id=number) if number == claimed.external_id[:ENTITY_ID_MAX]:
            return {"entity_id": f"{number[: ENTITY_ID_MAX - len(suffix)]}{suffix}"}
        case ServiceSaleItem() | OtherChargeSaleItem() | DiscountItem():
            return {"item_id": _apart(record.item_id, suffix)}
        case _:
            return {}


def _apart(item_id: str, suffix: str) -> str:
    """An item's name, set apart like its external id: NetSuite compares names without letter case too (rule I-1)."""
    name, bracket, stripe_id = item_id.rpartition(" (")
    tail = f"{bracket}{stripe_id.removesuffix(')')}{suffix})" if bracket else suffix
    return f"{(name or item_id)[: ITEM_ID_MAX - len(tail)]}{tail}" if suffix else item_id
