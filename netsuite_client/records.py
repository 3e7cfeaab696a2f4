"""NetSuite's records as frozen values: decimals, calendar dates, references and external ids.

Names are SuiteTalk's in snake_case; `fields` carries what a mapping adds beyond them, custom fields included.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, fields, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, ClassVar, Literal, TypeVar

T = TypeVar("T")


class Kind(StrEnum):
    """The kinds of record that we write, and those that we only refer to."""

    CUSTOMER = "customer"
    SERVICE_SALE_ITEM = "service_sale_item"
    OTHER_CHARGE_SALE_ITEM = "other_charge_sale_item"
    DISCOUNT_ITEM = "discount_item"
    PAYMENT_METHOD = "payment_method"
    INVOICE = "invoice"
    CUSTOMER_PAYMENT = "customer_payment"
    CREDIT_MEMO = "credit_memo"
    CUSTOMER_REFUND = "customer_refund"

    ACCOUNT = "account"
    ACCOUNTING_PERIOD = "accounting_period"
    CURRENCY = "currency"
    SUBSIDIARY = "subsidiary"


class Group(StrEnum):
    """The records among which an external id is unique, letter case ignored."""

    ENTITY = "entity"
    ITEM = "item"
    TRANSACTION = "transaction"
    PAYMENT_METHOD = "payment_method"


GROUPS: dict[Kind, Group] = {
    Kind.CUSTOMER: Group.ENTITY,
    Kind.SERVICE_SALE_ITEM: Group.ITEM,
    Kind.OTHER_CHARGE_SALE_ITEM: Group.ITEM,
    Kind.DISCOUNT_ITEM: Group.ITEM,
    Kind.PAYMENT_METHOD: Group.PAYMENT_METHOD,
    Kind.INVOICE: Group.TRANSACTION,
    Kind.CUSTOMER_PAYMENT: Group.TRANSACTION,
    Kind.CREDIT_MEMO: Group.TRANSACTION,
    Kind.CUSTOMER_REFUND: Group.TRANSACTION,
}
"""The external id group of each kind that we write."""


@dataclass(frozen=True, kw_only=True)
class Ref:
    """A reference to a record: by its external id until the internal id is known, with its name for people."""

    kind: Kind
    external_id: str | None = None
    internal_id: str | None = None
    name: str | None = None


FieldType = Literal["text", "decimal", "integer", "boolean", "date", "reference"]


@dataclass(frozen=True, kw_only=True)
class Field:
    """A field that a setting or mapping adds: SuiteTalk's camelCase name or a custom field's script id.

    `value` is text: a decimal as written, `true`/`false`, an ISO date, or the internal id of a reference.
    """

    name: str
    type: FieldType
    value: str

    @property
    def custom(self) -> bool:
        """Whether the field is the account's own (`custbody…`, `custcol…`, `custentity…`, `custitem…`)."""
        return self.name.startswith("cust") and "_" in self.name


@dataclass(frozen=True, kw_only=True)
class Address:
    """A postal address. `country` is SuiteTalk's enumeration value, such as `_unitedStates`."""

    country: str | None = None
    attention: str | None = None
    addressee: str | None = None
    phone: str | None = None
    addr1: str | None = None
    addr2: str | None = None
    city: str | None = None
    state: str | None = None
    zip: str | None = None


@dataclass(frozen=True, kw_only=True)
class CustomerAddress:
    """An entry of a customer's address book."""

    address: Address
    default_billing: bool = False
    default_shipping: bool = False


@dataclass(frozen=True, kw_only=True)
class Customer:
    """A customer, with every currency in which it may transact."""

    KIND: ClassVar[Kind] = Kind.CUSTOMER

    external_id: str
    is_person: bool
    entity_id: str | None = None
    company_name: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    email: str | None = None
    phone: str | None = None
    subsidiary: Ref | None = None
    currency: Ref | None = None
    currencies: tuple[Ref, ...] = ()
    addresses: tuple[CustomerAddress, ...] = ()
    fields: tuple[Field, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ServiceSaleItem:
    """A service that is sold; what a Stripe price becomes."""

    KIND: ClassVar[Kind] = Kind.SERVICE_SALE_ITEM

    external_id: str
    item_id: str
    display_name: str | None = None
    income_account: Ref | None = None
    subsidiaries: tuple[Ref, ...] = ()
    fields: tuple[Field, ...] = ()


@dataclass(frozen=True, kw_only=True)
class OtherChargeSaleItem:
    """A charge that is no service: shipping, tax, adjustments."""

    KIND: ClassVar[Kind] = Kind.OTHER_CHARGE_SALE_ITEM

    external_id: str
    item_id: str
    display_name: str | None = None
    income_account: Ref | None = None
    subsidiaries: tuple[Ref, ...] = ()
    fields: tuple[Field, ...] = ()


@dataclass(frozen=True, kw_only=True)
class DiscountItem:
    """What lowers the line above it. A non-posting one has no posting of its own: it nets that line."""

    KIND: ClassVar[Kind] = Kind.DISCOUNT_ITEM

    external_id: str
    item_id: str
    display_name: str | None = None
    non_posting: bool = True
    subsidiaries: tuple[Ref, ...] = ()
    fields: tuple[Field, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PaymentMethod:
    """How a payment came in."""

    KIND: ClassVar[Kind] = Kind.PAYMENT_METHOD

    external_id: str
    name: str
    fields: tuple[Field, ...] = ()


@dataclass(frozen=True, kw_only=True)
class TransactionLine:
    """A line of an invoice or a credit memo, in its currency; the rate is left to NetSuite (rule A-5)."""

    item: Ref
    amount: Decimal
    description: str | None = None
    quantity: Decimal | None = None
    rev_rec_start_date: date | None = None
    rev_rec_end_date: date | None = None
    fields: tuple[Field, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Invoice:
    """An invoice; its total is the sum of its lines."""

    KIND: ClassVar[Kind] = Kind.INVOICE

    external_id: str
    entity: Ref
    tran_date: date
    currency: Ref
    lines: tuple[TransactionLine, ...]
    due_date: date | None = None
    tran_id: str | None = None
    other_ref_num: str | None = None
    memo: str | None = None
    subsidiary: Ref | None = None
    account: Ref | None = None
    posting_period: Ref | None = None
    fields: tuple[Field, ...] = ()

    @property
    def total(self) -> Decimal:
        """The sum of the lines, in the invoice's currency."""
        return sum((line.amount for line in self.lines), Decimal(0))


@dataclass(frozen=True, kw_only=True)
class CustomerPayment:
    """Money received from a customer. What it pays is an application, not part of it (rule A-2)."""

    KIND: ClassVar[Kind] = Kind.CUSTOMER_PAYMENT

    external_id: str
    customer: Ref
    tran_date: date
    currency: Ref
    payment: Decimal
    payment_method: Ref | None = None
    memo: str | None = None
    ar_account: Ref | None = None
    account: Ref | None = None
    undep_funds: bool | None = None
    posting_period: Ref | None = None
    fields: tuple[Field, ...] = ()

    @property
    def total(self) -> Decimal:
        """The full amount received, applied or not, in the payment's currency."""
        return self.payment


@dataclass(frozen=True, kw_only=True)
class CreditMemo:
    """What a customer is credited, line by line, as a positive total. Its uses are applications (rule A-2)."""

    KIND: ClassVar[Kind] = Kind.CREDIT_MEMO

    external_id: str
    entity: Ref
    tran_date: date
    currency: Ref
    lines: tuple[TransactionLine, ...]
    memo: str | None = None
    subsidiary: Ref | None = None
    account: Ref | None = None
    posting_period: Ref | None = None
    fields: tuple[Field, ...] = ()

    @property
    def total(self) -> Decimal:
        """The sum of the lines, in the memo's currency."""
        return sum((line.amount for line in self.lines), Decimal(0))


@dataclass(frozen=True, kw_only=True)
class CustomerRefund:
    """Money paid back to a customer. `account` is where it comes from.

    `total` is what its applications add up to: the credit memos and unapplied payments that it pays out.
    """

    KIND: ClassVar[Kind] = Kind.CUSTOMER_REFUND

    external_id: str
    customer: Ref
    tran_date: date
    currency: Ref
    total: Decimal
    payment_method: Ref | None = None
    memo: str | None = None
    ar_account: Ref | None = None
    account: Ref | None = None
    posting_period: Ref | None = None
    fields: tuple[Field, ...] = ()


Item = ServiceSaleItem | OtherChargeSaleItem | DiscountItem
Transaction = Invoice | CustomerPayment | CreditMemo | CustomerRefund
Payer = CustomerPayment | CreditMemo | CustomerRefund
"""What can be used on other transactions: a refund is used on what it pays out."""
Record = Customer | Item | PaymentMethod | Transaction

RECORD_TYPES: dict[Kind, type[Record]] = {
    record_type.KIND: record_type
    for record_type in (
        Customer,
        ServiceSaleItem,
        OtherChargeSaleItem,
        DiscountItem,
        PaymentMethod,
        Invoice,
        CustomerPayment,
        CreditMemo,
        CustomerRefund,
    )
}
"""The value of each kind that we write."""


def part(record: Record, name: str) -> object:
    """A part of a record by its name: an attribute, else the value of an added field; None where it has none."""
    if name in {each.name for each in fields(record)}:
        return getattr(record, name)
    return next((field.value for field in record.fields if field.name == name), None)


def changed(value: T, **parts: object) -> T:
    """A copy of a record or a line with other parts: for every line that is sent, a tenth of what `replace` costs."""
    copy = object.__new__(type(value))
    copy.__dict__.update(value.__dict__, **parts)
    return copy


def with_parts(record: Record, newer: Record, names: Collection[str]) -> Record:
    """The record with these parts of a newer one of its kind."""
    attributes = {each.name for each in fields(record)}.intersection(names)
    kept = tuple(field for field in record.fields if field.name not in names)
    added = tuple(field for field in newer.fields if field.name in names)
    changes: dict[str, Any] = {name: getattr(newer, name) for name in attributes}
    return replace(record, **{"fields": (*kept, *added), **changes})
