"""Turns a claimed batch into operations: our external ids become NetSuite's internal ids, at the last moment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from connector.ports import Batch, ClaimedApplication, ClaimedRecord, Purpose
from netsuite_client.outcomes import Add, Apply, ChangeApplications, Operation
from netsuite_client.records import CustomerPayment, Invoice, Record, Ref, TransactionLine


@dataclass(frozen=True, kw_only=True)
class BoundOperation:
    """One operation of a request, and the intents that share its outcome."""

    operation: Operation
    intent_ids: tuple[int, ...]


def bind(batch: Batch) -> tuple[BoundOperation, ...]:
    """The operations of a batch that adds or applies, in the batch's order."""
    if batch.purpose is Purpose.ADD:
        return tuple(_add(claimed, batch) for claimed in batch.records)
    return _changes(batch)


def _add(claimed: ClaimedRecord, batch: Batch) -> BoundOperation:
    """Adding a record takes its ready applications along (rule A-2)."""
    riders = [rider for rider in batch.applications if rider.application.payer.external_id == claimed.external_id]
    return BoundOperation(
        operation=Add(
            record=bound_record(claimed, batch.known), applies=tuple(_apply(rider, batch) for rider in riders)
        ),
        intent_ids=(claimed.intent_id, *(rider.intent_id for rider in riders)),
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
    use = claimed.application
    return Apply(doc=internal_id(use.payee, batch.known), amount=use.amount)


def internal_id(ref: Ref, known: Mapping[str, str]) -> str:
    """The internal id of a reference; claiming promises that it is known."""
    return ref.internal_id or known[ref.external_id or ""]


def bound_record(claimed: ClaimedRecord, known: Mapping[str, str]) -> Record:
    """The record as NetSuite is told it: internal ids, and the external id of this attempt (rule I-1)."""
    record = replace(claimed.record, external_id=claimed.sent_as)
    match record:
        case Invoice():
            return replace(
                record,
                entity=_bound(record.entity, known),
                lines=tuple(_bound_line(line, known) for line in record.lines),
            )
        case CustomerPayment():
            method = record.payment_method
            return replace(
                record,
                customer=_bound(record.customer, known),
                payment_method=None if method is None else _bound(method, known),
            )
        case _:
            return record


def _bound_line(line: TransactionLine, known: Mapping[str, str]) -> TransactionLine:
    return replace(line, item=_bound(line.item, known))


def _bound(ref: Ref, known: Mapping[str, str]) -> Ref:
    return replace(ref, internal_id=internal_id(ref, known))
