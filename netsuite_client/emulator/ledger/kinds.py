"""The kinds of record that can be written: one entry each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from netsuite_client.emulator.fields import Fields
from netsuite_client.emulator.ledger import documents, lists
from netsuite_client.emulator.ledger.books import Books
from netsuite_client.emulator.ledger.drafts import Draft


@dataclass(frozen=True, kw_only=True)
class ListKind:
    """A kind that posts nothing. `naming` is the field that names its records."""

    name: str
    type: str
    group: str
    naming: str
    prepare: Callable[[Books, Fields, int], Fields]


@dataclass(frozen=True, kw_only=True)
class TransactionKind:
    """A kind of transaction.

    `code` is SuiteQL's type, `number` begins its document numbers, `applies_to` are the kinds in its apply list.
    `recognizes` is the sign of the revenue that its lines defer: an invoice earns, a credit memo takes back.
    """

    name: str
    type: str
    code: str
    number: str
    entity: str
    draft: Callable[[Books, Fields], Draft]
    applies_to: frozenset[str] = frozenset()
    statuses: tuple[str, str] = ("Open", "Paid In Full")
    recognizes: int = 0
    group: str = "transaction"


Kind = ListKind | TransactionKind

KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        ListKind(name="customer", type="Customer", group="entity", naming="entityId", prepare=lists.prepare_customer),
        ListKind(
            name="serviceSaleItem", type="ServiceSaleItem", group="item", naming="itemId", prepare=lists.prepare_item
        ),
        ListKind(
            name="otherChargeSaleItem",
            type="OtherChargeSaleItem",
            group="item",
            naming="itemId",
            prepare=lists.prepare_item,
        ),
        ListKind(
            name="nonInventorySaleItem",
            type="NonInventorySaleItem",
            group="item",
            naming="itemId",
            prepare=lists.prepare_item,
        ),
        ListKind(
            name="discountItem",
            type="DiscountItem",
            group="item",
            naming="itemId",
            prepare=lists.prepare_discount_item,
        ),
        ListKind(
            name="paymentMethod",
            type="PaymentMethod",
            group="paymentMethod",
            naming="name",
            prepare=lists.prepare_payment_method,
        ),
        TransactionKind(
            name="invoice",
            type="Invoice",
            code="CustInvc",
            number="INV",
            entity="entity",
            draft=documents.draft_invoice,
            recognizes=1,
        ),
        TransactionKind(
            name="customerPayment",
            type="CustomerPayment",
            code="CustPymt",
            number="PYMT",
            entity="customer",
            draft=documents.draft_payment,
            applies_to=frozenset({"invoice"}),
            statuses=("Not Deposited", "Deposited"),
        ),
        TransactionKind(
            name="creditMemo",
            type="CreditMemo",
            code="CustCred",
            number="CM",
            entity="entity",
            draft=documents.draft_credit_memo,
            applies_to=frozenset({"invoice"}),
            statuses=("Open", "Fully Applied"),
            recognizes=-1,
        ),
        TransactionKind(
            name="customerRefund",
            type="CustomerRefund",
            code="CustRfnd",
            number="REF",
            entity="customer",
            draft=documents.draft_refund,
            applies_to=frozenset({"customerPayment", "creditMemo"}),
        ),
    )
}

READ_ONLY_KINDS: dict[str, tuple[str, str]] = {
    "account": ("Account", "account"),
    "accountingPeriod": ("AccountingPeriod", "accountingPeriod"),
    "currency": ("Currency", "currency"),
    "journalEntry": ("JournalEntry", "transaction"),
    "subsidiary": ("Subsidiary", "subsidiary"),
}
"""Kinds that can be read and referred to but not written: their type and their group."""

KINDS_BY_TYPE: dict[str, str] = {kind.type: kind.name for kind in KINDS.values()} | {
    type_name: name for name, (type_name, _) in READ_ONLY_KINDS.items()
}


def group_of(kind: str) -> str | None:
    """The group in which a kind's ids are unique, None for what we do not hold."""
    if kind in KINDS:
        return KINDS[kind].group
    return READ_ONLY_KINDS[kind][1] if kind in READ_ONLY_KINDS else None


def type_name(kind: str) -> str:
    """The SOAP type of a kind."""
    return KINDS[kind].type if kind in KINDS else READ_ONLY_KINDS[kind][0]
