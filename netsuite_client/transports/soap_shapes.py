"""Which SuiteTalk element carries which of our attributes: one table for each kind of record.

The order of elements and their types are the schema's and are looked up there, so a table only says what belongs
together. A new kind of record costs one table and one line in `SHAPES`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from netsuite_client.records import (
    Address,
    CreditMemo,
    Customer,
    CustomerAddress,
    CustomerPayment,
    CustomerRefund,
    DiscountItem,
    Invoice,
    Kind,
    OtherChargeSaleItem,
    PaymentMethod,
    ServiceSaleItem,
    TransactionLine,
)


@dataclass(frozen=True)
class Value:
    """A text, decimal, date or truth value."""

    element: str
    attribute: str


@dataclass(frozen=True)
class Computed:
    """A decimal that NetSuite reckons: read, and never written."""

    element: str
    attribute: str


@dataclass(frozen=True)
class Reference:
    """A reference to one record; `kind` is what it refers to where NetSuite does not say."""

    element: str
    attribute: str
    kind: Kind


@dataclass(frozen=True)
class References:
    """A list of references, each in a `child` of its own, or in that child's `inner` element."""

    element: str
    child: str
    attribute: str
    kind: Kind
    inner: str | None = None


@dataclass(frozen=True)
class Nested:
    """A value that has parts itself."""

    element: str
    attribute: str
    shape: Shape


@dataclass(frozen=True)
class Sublist:
    """A list of values that have parts, each in a `child`."""

    element: str
    child: str
    attribute: str
    shape: Shape


Part = Value | Computed | Reference | References | Nested | Sublist


@dataclass(frozen=True)
class Shape:
    """Our type, and its parts."""

    builds: type
    parts: tuple[Part, ...]


@dataclass(frozen=True, kw_only=True)
class RecordShape:
    """A kind of record in SuiteTalk: its type, its name in references, its shape, and where it is applied."""

    prefix: str
    type_name: str
    reference_type: str
    shape: Shape
    apply_list: tuple[str, str] | None = None
    """The sublist of what it is used on, and that list's child; None for a record that is used on nothing."""


ADDRESS = Shape(
    Address,
    (
        Value("country", "country"),
        Value("attention", "attention"),
        Value("addressee", "addressee"),
        Value("addrPhone", "phone"),
        Value("addr1", "addr1"),
        Value("addr2", "addr2"),
        Value("city", "city"),
        Value("state", "state"),
        Value("zip", "zip"),
    ),
)

CUSTOMER_ADDRESS = Shape(
    CustomerAddress,
    (
        Value("defaultBilling", "default_billing"),
        Value("defaultShipping", "default_shipping"),
        Nested("addressbookAddress", "address", ADDRESS),
    ),
)

CUSTOMER = Shape(
    Customer,
    (
        Value("isPerson", "is_person"),
        Value("entityId", "entity_id"),
        Value("companyName", "company_name"),
        Value("firstName", "first_name"),
        Value("lastName", "last_name"),
        Value("email", "email"),
        Value("phone", "phone"),
        Reference("subsidiary", "subsidiary", Kind.SUBSIDIARY),
        Reference("currency", "currency", Kind.CURRENCY),
        References("currencyList", "currency", "currencies", Kind.CURRENCY, inner="currency"),
        Sublist("addressbookList", "addressbook", "addresses", CUSTOMER_ADDRESS),
    ),
)

_ITEM_PARTS: tuple[Part, ...] = (
    Value("itemId", "item_id"),
    Value("displayName", "display_name"),
    Reference("incomeAccount", "income_account", Kind.ACCOUNT),
    References("subsidiaryList", "recordRef", "subsidiaries", Kind.SUBSIDIARY),
)
SERVICE_SALE_ITEM = Shape(ServiceSaleItem, _ITEM_PARTS)
OTHER_CHARGE_SALE_ITEM = Shape(OtherChargeSaleItem, _ITEM_PARTS)

DISCOUNT_ITEM = Shape(
    DiscountItem,
    (
        Value("nonPosting", "non_posting"),
        Value("itemId", "item_id"),
        Value("displayName", "display_name"),
        References("subsidiaryList", "recordRef", "subsidiaries", Kind.SUBSIDIARY),
    ),
)

PAYMENT_METHOD = Shape(PaymentMethod, (Value("name", "name"),))

TRANSACTION_LINE = Shape(
    TransactionLine,
    (
        Reference("item", "item", Kind.SERVICE_SALE_ITEM),
        Value("amount", "amount"),
        Value("description", "description"),
        Value("quantity", "quantity"),
        Value("revRecStartDate", "rev_rec_start_date"),
        Value("revRecEndDate", "rev_rec_end_date"),
    ),
)

INVOICE = Shape(
    Invoice,
    (
        Reference("entity", "entity", Kind.CUSTOMER),
        Value("tranDate", "tran_date"),
        Reference("currency", "currency", Kind.CURRENCY),
        Sublist("itemList", "item", "lines", TRANSACTION_LINE),
        Value("dueDate", "due_date"),
        Value("tranId", "tran_id"),
        Value("otherRefNum", "other_ref_num"),
        Value("memo", "memo"),
        Reference("subsidiary", "subsidiary", Kind.SUBSIDIARY),
        Reference("account", "account", Kind.ACCOUNT),
        Reference("postingPeriod", "posting_period", Kind.ACCOUNTING_PERIOD),
    ),
)

CUSTOMER_PAYMENT = Shape(
    CustomerPayment,
    (
        Reference("customer", "customer", Kind.CUSTOMER),
        Value("tranDate", "tran_date"),
        Reference("currency", "currency", Kind.CURRENCY),
        Value("payment", "payment"),
        Reference("paymentMethod", "payment_method", Kind.PAYMENT_METHOD),
        Value("memo", "memo"),
        Reference("arAcct", "ar_account", Kind.ACCOUNT),
        Reference("account", "account", Kind.ACCOUNT),
        Value("undepFunds", "undep_funds"),
        Reference("postingPeriod", "posting_period", Kind.ACCOUNTING_PERIOD),
    ),
)

CREDIT_MEMO = Shape(
    CreditMemo,
    (
        Reference("entity", "entity", Kind.CUSTOMER),
        Value("tranDate", "tran_date"),
        Reference("currency", "currency", Kind.CURRENCY),
        Sublist("itemList", "item", "lines", TRANSACTION_LINE),
        Value("memo", "memo"),
        Reference("subsidiary", "subsidiary", Kind.SUBSIDIARY),
        Reference("account", "account", Kind.ACCOUNT),
        Reference("postingPeriod", "posting_period", Kind.ACCOUNTING_PERIOD),
    ),
)

CUSTOMER_REFUND = Shape(
    CustomerRefund,
    (
        Reference("customer", "customer", Kind.CUSTOMER),
        Value("tranDate", "tran_date"),
        Reference("currency", "currency", Kind.CURRENCY),
        Computed("total", "total"),
        Reference("paymentMethod", "payment_method", Kind.PAYMENT_METHOD),
        Value("memo", "memo"),
        Reference("arAcct", "ar_account", Kind.ACCOUNT),
        Reference("account", "account", Kind.ACCOUNT),
        Reference("postingPeriod", "posting_period", Kind.ACCOUNTING_PERIOD),
    ),
)

APPLY_LIST = ("applyList", "apply")

SHAPES: Mapping[Kind, RecordShape] = {
    Kind.CUSTOMER: RecordShape(prefix="listRel", type_name="Customer", reference_type="customer", shape=CUSTOMER),
    Kind.SERVICE_SALE_ITEM: RecordShape(
        prefix="listAcct", type_name="ServiceSaleItem", reference_type="serviceSaleItem", shape=SERVICE_SALE_ITEM
    ),
    Kind.OTHER_CHARGE_SALE_ITEM: RecordShape(
        prefix="listAcct",
        type_name="OtherChargeSaleItem",
        reference_type="otherChargeSaleItem",
        shape=OTHER_CHARGE_SALE_ITEM,
    ),
    Kind.DISCOUNT_ITEM: RecordShape(
        prefix="listAcct", type_name="DiscountItem", reference_type="discountItem", shape=DISCOUNT_ITEM
    ),
    Kind.PAYMENT_METHOD: RecordShape(
        prefix="listAcct", type_name="PaymentMethod", reference_type="paymentMethod", shape=PAYMENT_METHOD
    ),
    Kind.INVOICE: RecordShape(prefix="tranSales", type_name="Invoice", reference_type="invoice", shape=INVOICE),
    Kind.CUSTOMER_PAYMENT: RecordShape(
        prefix="tranCust",
        type_name="CustomerPayment",
        reference_type="customerPayment",
        shape=CUSTOMER_PAYMENT,
        apply_list=APPLY_LIST,
    ),
    Kind.CREDIT_MEMO: RecordShape(
        prefix="tranCust",
        type_name="CreditMemo",
        reference_type="creditMemo",
        shape=CREDIT_MEMO,
        apply_list=APPLY_LIST,
    ),
    Kind.CUSTOMER_REFUND: RecordShape(
        prefix="tranCust",
        type_name="CustomerRefund",
        reference_type="customerRefund",
        shape=CUSTOMER_REFUND,
        apply_list=APPLY_LIST,
    ),
}
"""The kinds of record that travel over SOAP."""


def shape_of(kind: Kind) -> RecordShape:
    """How records of this kind look in SuiteTalk. Raises ValueError for a kind that is only referred to."""
    try:
        return SHAPES[kind]
    except KeyError:
        raise ValueError(f"Records of kind {kind} are only referred to; they cannot be written or read") from None
