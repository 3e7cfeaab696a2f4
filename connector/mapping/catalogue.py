"""The kinds of record that mappings know, their fields by SuiteTalk's names, and what must not be mapped."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from connector.mapping import netsuite_fields, protected
from connector.translation.external_ids import (
    COMPANY_NAME_MAX,
    DESCRIPTION_MAX,
    EMAIL_MAX,
    ENTITY_ID_MAX,
    ITEM_ID_MAX,
    OTHER_REF_NUM_MAX,
    PERSON_NAME_MAX,
    PHONE_MAX,
)
from connector.translation.field_names import written_name
from netsuite_client.records import (
    CreditMemo,
    Customer,
    CustomerPayment,
    CustomerRefund,
    DiscountItem,
    FieldType,
    Invoice,
    Kind,
    OtherChargeSaleItem,
    ServiceSaleItem,
    TransactionLine,
)

Mappable = (
    Customer
    | ServiceSaleItem
    | OtherChargeSaleItem
    | DiscountItem
    | Invoice
    | CreditMemo
    | TransactionLine
    | CustomerPayment
    | CustomerRefund
)

CAUSE = "cause"
"""The Stripe object that a credit memo or a refund is made of, whichever kind it is."""

CAUSES = frozenset({"refund", "credit_note", "dispute", "customer_balance_transaction"})
"""What it is by name; an invoice may be one too, and is there beside other causes."""

ROOT_NAMES = CAUSES | {
    "invoice",
    "customer",
    "charge",
    "payment_intent",
    "subscription",
    "price",
    "product",
    "line",
    "coupon",
}
"""Stripe objects that a path may begin with, whatever the record."""

FOLLOWING = ("invoice", "customer_payment", "customer_refund", "credit_memo", "credit_memo_credit_note")
"""Kinds of which a field may follow Stripe after NetSuite has the record (rule V-13)."""

LENGTHS: Mapping[str, int] = {
    "companyName": COMPANY_NAME_MAX,
    "description": DESCRIPTION_MAX,
    "email": EMAIL_MAX,
    "entityId": ENTITY_ID_MAX,
    "firstName": PERSON_NAME_MAX,
    "itemId": ITEM_ID_MAX,
    "lastName": PERSON_NAME_MAX,
    "otherRefNum": OTHER_REF_NUM_MAX,
    "phone": PHONE_MAX,
}
"""How many characters a text field holds, where rule I-2 has us cut."""

REFERRED: Mapping[str, Kind] = {
    "account": Kind.ACCOUNT,
    "ar_account": Kind.ACCOUNT,
    "income_account": Kind.ACCOUNT,
    "payment_method": Kind.PAYMENT_METHOD,
    "subsidiary": Kind.SUBSIDIARY,
}
"""Parts of our records that are references, and to what."""

_PARTS_OF_OTHER_NAME = {"ar_acct": "ar_account"}


@dataclass(frozen=True, kw_only=True)
class FieldSpec:
    """A field that a mapping may fill. `name` is how mappings write it, `suitetalk` how NetSuite does.

    `type` is None where the value decides (custom fields). `part` is the part of our own record that holds the
    field, None where it goes among the record's `fields`.
    """

    name: str
    suitetalk: str
    type: FieldType | None
    part: str | None = None
    required: bool = False

    @property
    def custom(self) -> bool:
        """Whether the field is the account's own."""
        return self.type is None or bool(CUSTOM_FIELD.fullmatch(self.name))


@dataclass(frozen=True, kw_only=True)
class RecordKind:
    """A kind of record for mappings: its fields, and the Stripe object that its paths start from."""

    name: str
    root: str
    record: type[Mappable] = field(repr=False)
    """The record that it is, or the line of one."""
    fields: Mapping[str, FieldSpec] = field(repr=False)
    protected: Mapping[str, str] = field(repr=False)
    custom_prefix: str
    twin: str | None = None
    """The kind of its lines, or the one whose line it is."""


CUSTOM_FIELD = re.compile(r"(custbody|custcol|custentity|custitem)_[a-z0-9_]{1,60}")


def _fields(table: str, record: type[Mappable]) -> Mapping[str, FieldSpec]:
    """The fields of a table: a type, a colon, SuiteTalk's names."""
    parts = record.__dataclass_fields__
    found: dict[str, FieldSpec] = {}
    type_: FieldType = "text"
    for word in table.split():
        if word.endswith(":"):
            type_ = word[:-1]  # type: ignore[assignment]  # the tables name FieldType's members alone
            continue
        name = written_name(word, type_)
        plain = name.removesuffix("_id") if type_ == "reference" else name
        part = _PARTS_OF_OTHER_NAME.get(plain, plain)
        held = part if part in parts else None
        required = part == "memo" or (held is not None and parts[part].default is not None)
        found[name] = FieldSpec(name=name, suitetalk=word, type=type_, part=held, required=required)
    return found


KINDS: Mapping[str, RecordKind] = {
    kind.name: kind
    for kind in (
        RecordKind(
            name="customer",
            root="customer",
            record=Customer,
            fields=_fields(netsuite_fields.CUSTOMER, Customer),
            protected=protected.CUSTOMER,
            custom_prefix="custentity",
        ),
        RecordKind(
            name="service_sale_item",
            root="price",
            record=ServiceSaleItem,
            fields=_fields(netsuite_fields.SERVICE_SALE_ITEM, ServiceSaleItem),
            protected=protected.OF_ALL,
            custom_prefix="custitem",
        ),
        RecordKind(
            name="other_charge_sale_item",
            root="price",
            record=OtherChargeSaleItem,
            fields=_fields(netsuite_fields.ITEM, OtherChargeSaleItem),
            protected=protected.OF_ALL,
            custom_prefix="custitem",
        ),
        RecordKind(
            name="discount_item",
            root="coupon",
            record=DiscountItem,
            fields=_fields(netsuite_fields.DISCOUNT_ITEM, DiscountItem),
            protected=protected.DISCOUNT,
            custom_prefix="custitem",
        ),
        RecordKind(
            name="invoice",
            root="invoice",
            record=Invoice,
            fields=_fields(netsuite_fields.INVOICE, Invoice),
            protected=protected.INVOICE,
            custom_prefix="custbody",
            twin="invoice_item",
        ),
        RecordKind(
            name="invoice_item",
            root="line",
            record=TransactionLine,
            fields=_fields(netsuite_fields.INVOICE_ITEM, TransactionLine),
            protected=protected.LINE,
            custom_prefix="custcol",
            twin="invoice",
        ),
        RecordKind(
            name="customer_payment",
            root="charge",
            record=CustomerPayment,
            fields=_fields(netsuite_fields.CUSTOMER_PAYMENT, CustomerPayment),
            protected=protected.PAYMENT,
            custom_prefix="custbody",
        ),
        RecordKind(
            name="credit_memo",
            root=CAUSE,
            record=CreditMemo,
            fields=_fields(netsuite_fields.CREDIT_MEMO, CreditMemo),
            protected=protected.CREDIT_MEMO,
            custom_prefix="custbody",
            twin="credit_memo_item",
        ),
        RecordKind(
            name="credit_memo_item",
            root="line",
            record=TransactionLine,
            fields=_fields(netsuite_fields.CREDIT_MEMO_ITEM, TransactionLine),
            protected=protected.LINE,
            custom_prefix="custcol",
            twin="credit_memo",
        ),
        RecordKind(
            name="credit_memo_credit_note",
            root="credit_note",
            record=CreditMemo,
            fields=_fields(netsuite_fields.CREDIT_MEMO, CreditMemo),
            protected=protected.CREDIT_MEMO,
            custom_prefix="custbody",
            twin="credit_memo_item",
        ),
        RecordKind(
            name="customer_refund",
            root=CAUSE,
            record=CustomerRefund,
            fields=_fields(netsuite_fields.CUSTOMER_REFUND, CustomerRefund),
            protected=protected.REFUND,
            custom_prefix="custbody",
        ),
    )
}
"""Every kind of record that this version maps, by the name that mappings use.

Of a memo that a credit note makes, `credit_memo_credit_note` entries apply instead of `credit_memo` ones where there
are any.
"""

KINDS_LATER = frozenset(
    {
        "deposit",
        "deposit_cash_back",
        "deposit_other",
        "journal_entry",
        "non_inventory_resale_item",
        "non_inventory_sale_item",
        "sales_order",
        "sales_order_item",
        "service_resale_item",
    }
)
"""Kinds of the language that this version does not create yet."""
