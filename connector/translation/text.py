"""Writes records as a bookkeeper reads them: one text behind dry run, preview, show and tests."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from connector.translation.countries import country_name
from connector.translation.field_names import name_of
from connector.translation.wanted import Application, Linked, Match
from netsuite_client.records import (
    Address,
    CreditMemo,
    Customer,
    CustomerAddress,
    CustomerPayment,
    CustomerRefund,
    DiscountItem,
    Field,
    Invoice,
    Kind,
    OtherChargeSaleItem,
    PaymentMethod,
    Record,
    Ref,
    ServiceSaleItem,
    Transaction,
    TransactionLine,
)

ITEM_WIDTH = 34
TEXT_WIDTH = 40
AMOUNT_WIDTH = 14

KIND_NAMES: dict[Kind, str] = {
    Kind.CUSTOMER: "Customer",
    Kind.SERVICE_SALE_ITEM: "Service item",
    Kind.OTHER_CHARGE_SALE_ITEM: "Charge item",
    Kind.DISCOUNT_ITEM: "Discount item",
    Kind.PAYMENT_METHOD: "Payment method",
    Kind.INVOICE: "Invoice",
    Kind.CUSTOMER_PAYMENT: "Customer payment",
    Kind.CREDIT_MEMO: "Credit memo",
    Kind.CUSTOMER_REFUND: "Customer refund",
}
"""What people call each kind."""


LINKED_NAMES: dict[Kind, str] = dict.fromkeys((Kind.SERVICE_SALE_ITEM, Kind.OTHER_CHARGE_SALE_ITEM), "Item")
"""What people call a linked record where its key does not tell the kind."""


def text_of(record: Record | Linked, applications: Sequence[Application] = (), *, match: Match | None = None) -> str:
    """The record in full, over several lines, with how it is looked for first and what it is applied to."""
    uses = (_application_line(use) for use in applications)
    return "\n".join([*_record_lines(record), *_match_lines(match), *uses])


def linked_name(kind: Kind) -> str:
    """What people call a record of this kind that was not created by us."""
    return LINKED_NAMES.get(kind) or KIND_NAMES[kind]


def one_line(record: Record | Linked) -> str:
    """The record's first line: kind, id, and what it is about."""
    return next(_record_lines(record))


def amount_text(amount: Decimal) -> str:
    """An amount with its decimals and thousands apart."""
    return f"{amount:,f}"


def _record_lines(record: Record | Linked) -> Iterator[str]:
    match record:
        case Linked(linked_to=Ref(external_id=transaction)):
            yield f"Customer {record.external_id}  linked to the customer of {transaction} in NetSuite"
        case Linked(kind=kind):
            name = linked_name(kind)
            yield f"{name} {record.external_id}  linked to NetSuite {name.lower()} {record.linked_to}"
        case Invoice() | CreditMemo():
            yield from _document_lines(record)
        case CustomerPayment():
            yield from _payment_lines(record)
        case CustomerRefund():
            yield from _refund_lines(record)
        case Customer():
            yield from _customer_lines(record)
        case ServiceSaleItem() | OtherChargeSaleItem():
            yield f"{KIND_NAMES[record.KIND]} {record.external_id}  {record.item_id}"
            yield from _optional("income", _name(record.income_account))
            yield from _field_lines(record.fields)
        case DiscountItem():
            yield f"{KIND_NAMES[record.KIND]} {record.external_id}  {record.item_id}"
            yield from _field_lines(record.fields)
        case PaymentMethod():
            yield f"{KIND_NAMES[record.KIND]} {record.external_id}  {record.name}"


def _document_lines(document: Invoice | CreditMemo) -> Iterator[str]:
    yield _head(document, _name(document.currency), document.entity) + _invoice_numbers(document)
    for line in document.lines:
        yield from _line_lines(line)
    yield f"  {'total':<{ITEM_WIDTH + TEXT_WIDTH + 10}}{amount_text(document.total):>{AMOUNT_WIDTH}}"
    yield from _optional("memo", document.memo)
    yield from _field_lines(document.fields)


def _head(record: Transaction, about: str, customer: Ref) -> str:
    return f"{KIND_NAMES[record.KIND]} {record.external_id}  {record.tran_date}  {about}  {_name(customer)}"


def _invoice_numbers(document: Invoice | CreditMemo) -> str:
    if isinstance(document, CreditMemo):
        return ""
    number = document.tran_id or document.other_ref_num
    return (f"  no. {number}" if number else "") + (f"  due {document.due_date}" if document.due_date else "")


def _line_lines(line: TransactionLine) -> Iterator[str]:
    quantity = f"x {line.quantity.normalize():f}" if line.quantity is not None else ""
    item, text = _short(_name(line.item), ITEM_WIDTH), _short(line.description or "", TEXT_WIDTH)
    term = f"  {line.rev_rec_start_date} .. {line.rev_rec_end_date}" if line.rev_rec_start_date else ""
    amount = f"{amount_text(line.amount):>{AMOUNT_WIDTH}}"
    yield f"  {item:<{ITEM_WIDTH}}{text:<{TEXT_WIDTH}}{quantity:<10}{amount}{term}"
    if line.fields:
        yield "    " + "  ".join(f"{name_of(field)} {field.value}" for field in line.fields)


def _payment_lines(payment: CustomerPayment) -> Iterator[str]:
    yield _money_head(payment)
    yield from _optional("to", "Undeposited Funds" if payment.undep_funds else _name(payment.account))
    yield from _optional("memo", payment.memo)
    yield from _field_lines(payment.fields)


def _refund_lines(refund: CustomerRefund) -> Iterator[str]:
    yield _money_head(refund)
    yield from _optional("from", _name(refund.account))
    yield from _optional("memo", refund.memo)
    yield from _field_lines(refund.fields)


def _money_head(record: CustomerPayment | CustomerRefund) -> str:
    amount = f"{_name(record.currency)} {amount_text(record.total)}"
    return f"{_head(record, amount, record.customer)}  by {_name(record.payment_method) or 'no method'}"


def _customer_lines(customer: Customer) -> Iterator[str]:
    name = customer.company_name or " ".join(filter(None, (customer.first_name, customer.last_name)))
    currencies = " ".join(_name(currency) for currency in customer.currencies)
    yield f"Customer {customer.external_id}  {name}  {currencies}"
    yield from _optional("email", customer.email)
    for entry in customer.addresses:
        yield from _optional(uses_text(entry), address_text(entry.address))
    yield from _field_lines(customer.fields)


def uses_text(entry: CustomerAddress) -> str:
    """What an address is the default for."""
    uses = (("billing", entry.default_billing), ("shipping", entry.default_shipping))
    return " and ".join(use for use, is_so in uses if is_so)


def address_text(address: Address) -> str:
    """An address in one line, its country as people call it."""
    parts = (address.addr1, address.addr2, address.zip, address.city, address.state, country_name(address.country))
    return ", ".join(part for part in parts if part)


def _match_lines(match: Match | None) -> Iterator[str]:
    if match is not None:
        otherwise = "created if there is none" if match.adds else "never created"
        yield f"  looked for in NetSuite: {match.field} = {match.value}; {otherwise}"


def _application_line(use: Application) -> str:
    verb = "pays out" if use.payer.kind is Kind.CUSTOMER_REFUND else "applied to"
    text = f"{verb} {use.payee.external_id or use.payee.internal_id}"
    return f"  {text:<{ITEM_WIDTH + TEXT_WIDTH + 10}}{amount_text(use.amount):>{AMOUNT_WIDTH}}"


def _optional(label: str, value: str | None) -> Iterator[str]:
    if value:
        yield f"  {label + ' ':<10}{value}"


def _field_lines(fields: Sequence[Field]) -> Iterator[str]:
    for field in fields:
        yield from _optional(name_of(field), field.value)


def _name(ref: Ref | None) -> str:
    if ref is None:
        return ""
    id_ = ref.external_id or ref.internal_id or ""
    if ref.kind is Kind.CUSTOMER and ref.name:
        return f"{ref.name} ({id_})"
    return ref.name or id_


def _short(text: str, width: int) -> str:
    return text if len(text) < width else text[: width - 2] + "…"
