"""A charge may name an invoice of NetSuite that is settled without it: then it was paid twice (rule P-9)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from connector.binding import internal_id
from connector.ports import Batch, ClaimedApplication, IssueDraft
from connector.translation.links import names_invoice
from netsuite_client.account import Balance


def invoices_named(batch: Batch) -> list[str]:
    """The internal ids of the invoices that charges of the batch name, each once."""
    return list(dict.fromkeys(internal_id(use.application.payee, batch.known) for use in _naming(batch)))


def paid_twice(batch: Batch, balances: Mapping[str, Balance]) -> dict[int, IssueDraft]:
    """What must not be sent, by intent: the payment, or its use where NetSuite has the payment already."""
    payments = {one.external_id: one.intent_id for one in batch.records}
    issues = {}
    for use in _naming(batch):
        invoice = internal_id(use.application.payee, batch.known)
        balance = balances.get(invoice)
        if balance is not None and balance.remaining == Decimal(0):
            at = payments.get(use.application.payer.external_id or "", use.intent_id)
            issues[at] = IssueDraft(code="DUPLICATE_PAYMENT", values={"invoice": f"NetSuite's invoice {invoice}"})
    return issues


def _naming(batch: Batch) -> Iterator[ClaimedApplication]:
    for use in batch.applications:
        if not use.leaving and names_invoice(use.application.payee.external_id or ""):
            yield use
