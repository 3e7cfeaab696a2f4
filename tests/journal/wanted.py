"""Builds translations by stating only the difference: what an invoice or a charge wants of NetSuite's books."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from connector.translation.wanted import Application, Block, LineCopy, Problem, Translation, WantedRecord
from netsuite_client.records import (
    CreditMemo,
    Customer,
    CustomerPayment,
    CustomerRefund,
    Invoice,
    Kind,
    Ref,
    ServiceSaleItem,
    TransactionLine,
)
from stripe_client.objects import Root, RootKind

USD = Ref(kind=Kind.CURRENCY, internal_id="1", name="USD")
DAY = date(2026, 1, 31)


def a_customer(id: str = "cus_a", *, name: str = "Acme", currencies: Sequence[str] = ()) -> WantedRecord:  # noqa: A002
    """A customer that may transact in these currencies."""
    refs = tuple(Ref(kind=Kind.CURRENCY, name=each) for each in currencies)
    record = Customer(external_id=id, is_person=False, company_name=name, currencies=refs)
    return WantedRecord(record=record, updatable=frozenset({"currencies"}))


def an_item(id: str = "price_a", *, name: str = "Gold") -> WantedRecord:  # noqa: A002
    """An item for a price."""
    return WantedRecord(record=ServiceSaleItem(external_id=id, item_id=name))


def an_invoice(
    id: str = "in_a",  # noqa: A002
    *,
    customer: str = "cus_a",
    items: Sequence[str] = ("price_a",),
    amount: str = "30.00",
    memo: str | None = None,
    name: str = "Acme",
    currencies: Sequence[str] = (),
    **more: object,
) -> Translation:
    """An invoice with a line for each item, its customer and its items."""
    record = Invoice(
        external_id=id,
        entity=Ref(kind=Kind.CUSTOMER, external_id=customer),
        tran_date=DAY,
        currency=USD,
        memo=memo,
        lines=tuple(
            TransactionLine(item=Ref(kind=Kind.SERVICE_SALE_ITEM, external_id=each), amount=Decimal(amount))
            for each in items
        ),
    )
    whole = Translation(
        root=Root(RootKind.INVOICE, id),
        records=(WantedRecord(record=record),),
        shared=(a_customer(customer, name=name, currencies=currencies), *map(an_item, items)),
        depends_on=frozenset({id, customer, *items}),
    )
    return changed(whole, **more)


def a_charge(
    id: str = "ch_a",  # noqa: A002
    *,
    pays: Mapping[str, str] | None = None,
    customer: str = "cus_a",
    amount: str = "30.00",
    **more: object,
) -> Translation:
    """A payment, used on these invoices (amounts by invoice), with its customer."""
    record = CustomerPayment(
        external_id=id,
        customer=Ref(kind=Kind.CUSTOMER, external_id=customer),
        tran_date=DAY,
        currency=USD,
        payment=Decimal(amount),
    )
    whole = Translation(
        root=Root(RootKind.CHARGE, id),
        records=(WantedRecord(record=record),),
        applications=tuple(
            a_use(payer=id, payee=payee, amount=part)
            for payee, part in ({"in_a": "30.00"} if pays is None else pays).items()
        ),
        shared=(a_customer(customer),),
        depends_on=frozenset({id, customer}),
    )
    return changed(whole, **more)


def a_memo(
    id: str = "memo_cn_a",  # noqa: A002
    *,
    customer: str = "cus_a",
    item: str = "price_a",
    amount: str = "30.00",
) -> WantedRecord:
    """A credit memo of one line."""
    record = CreditMemo(
        external_id=id,
        entity=Ref(kind=Kind.CUSTOMER, external_id=customer),
        tran_date=DAY,
        currency=USD,
        lines=(TransactionLine(item=Ref(kind=Kind.SERVICE_SALE_ITEM, external_id=item), amount=Decimal(amount)),),
        memo=f"Stripe: {id}",
    )
    return WantedRecord(record=record)


def copying(memo: WantedRecord, *lines: LineCopy | None) -> WantedRecord:
    """The memo with the invoice lines that its lines copy."""
    return replace(memo, copies=lines)


def a_refund(id: str = "re_a", *, customer: str = "cus_a", amount: str = "30.00") -> WantedRecord:  # noqa: A002
    """Money paid back."""
    record = CustomerRefund(
        external_id=id,
        customer=Ref(kind=Kind.CUSTOMER, external_id=customer),
        tran_date=DAY,
        currency=USD,
        total=Decimal(amount),
        account=Ref(kind=Kind.ACCOUNT, internal_id="12"),
    )
    return WantedRecord(record=record)


def a_use(*, payer: str = "ch_a", payee: str = "in_a", amount: str = "30.00") -> Application:
    """A use of a payment or memo on an invoice; of a refund on what it pays out. Ids tell the kinds."""
    return Application(
        payer=Ref(kind=_kind(payer), external_id=payer),
        payee=Ref(kind=_kind(payee), external_id=payee),
        amount=Decimal(amount),
        currency="usd",
    )


_KINDS = {
    "ch": Kind.CUSTOMER_PAYMENT,
    "in": Kind.INVOICE,
    "invoice": Kind.INVOICE,
    "undo": Kind.INVOICE,
    "memo": Kind.CREDIT_MEMO,
    "re": Kind.CUSTOMER_REFUND,
}


def _kind(external_id: str) -> Kind:
    return _KINDS[external_id.partition("_")[0]]


def skipped(root: Root, reason: str = "before start date") -> Translation:
    """A root that has nothing in NetSuite, by rule."""
    return Translation(root=root, skipped=reason)


def blocked(root: Root, by: str = "cus_flagged") -> Translation:
    """A root that a flag of somebody holds back."""
    return Translation(root=root, blocked=Block(code="BLOCKED_BY_METADATA", by=by), depends_on=frozenset({by}))


def a_problem(code: str = "NO_ITEM_FOR_PRICE", subject: str = "price_a", **values: str) -> Problem:
    """A problem of a family."""
    return Problem(code=code, subject=subject, values=values)


def changed(translation: Translation, **more: object) -> Translation:
    """The translation with other parts."""
    return replace(translation, **more) if more else translation  # type: ignore[arg-type]


def following(translation: Translation, *parts: str) -> Translation:
    """The translation with records of which these parts are sent after acceptance too."""
    records = tuple(replace(each, updatable=frozenset(parts)) for each in translation.records)
    return replace(translation, records=records)


INVOICE_A = Root(RootKind.INVOICE, "in_a")
CHARGE_A = Root(RootKind.CHARGE, "ch_a")
