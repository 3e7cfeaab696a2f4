"""One record of every kind with every field set, so that nothing goes untried."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

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
    TransactionLine,
)


def ref(kind: Kind, internal_id: str = "7") -> Ref:
    return Ref(kind=kind, internal_id=internal_id)


def custom_fields(prefix: str) -> tuple[Field, ...]:
    """A custom field of every type."""
    return (
        Field(name=f"{prefix}_text", type="text", value="a < b & c"),
        Field(name=f"{prefix}_decimal", type="decimal", value="12.3450"),
        Field(name=f"{prefix}_integer", type="integer", value="42"),
        Field(name=f"{prefix}_boolean", type="boolean", value="true"),
        Field(name=f"{prefix}_date", type="date", value="2026-07-04"),
        Field(name=f"{prefix}_reference", type="reference", value="11"),
    )


ADDRESS = Address(
    country="_unitedStates",
    attention="Accounts Payable",
    addressee="Acme",
    phone="+1 555 0100",
    addr1="1 Main Street",
    addr2="Floor 2",
    city="Springfield",
    state="IL",
    zip="62701",
)

CUSTOMER = Customer(
    external_id="cus_1",
    is_person=False,
    entity_id="Acme",
    company_name="Acme & Söhne",
    first_name="Ann",
    last_name="Smith",
    email="ann@acme.test",
    phone="+1 555 0100",
    subsidiary=ref(Kind.SUBSIDIARY),
    currency=ref(Kind.CURRENCY, "1"),
    currencies=(ref(Kind.CURRENCY, "1"), ref(Kind.CURRENCY, "2")),
    addresses=(CustomerAddress(address=ADDRESS, default_billing=True, default_shipping=False),),
    fields=(
        Field(name="comments", type="text", value="From Stripe"),
        Field(name="terms", type="reference", value="4"),
        Field(name="taxable", type="boolean", value="false"),
        *custom_fields("custentity"),
    ),
)

SERVICE = ServiceSaleItem(
    external_id="price_1",
    item_id="price_1",
    display_name="Gold plan",
    income_account=ref(Kind.ACCOUNT),
    subsidiaries=(ref(Kind.SUBSIDIARY, "1"), ref(Kind.SUBSIDIARY, "2")),
    fields=(Field(name="deferredRevenueAccount", type="reference", value="5"), *custom_fields("custitem")),
)

OTHER_CHARGE = OtherChargeSaleItem(
    external_id="stripe_tax",
    item_id="Tax",
    display_name="Tax collected by Stripe",
    income_account=ref(Kind.ACCOUNT),
    subsidiaries=(ref(Kind.SUBSIDIARY, "1"),),
    fields=(Field(name="isTaxable", type="boolean", value="false"), *custom_fields("custitem")),
)

DISCOUNT = DiscountItem(
    external_id="coupon_SPRING",
    item_id="Spring (SPRING)",
    display_name="Spring",
    non_posting=True,
    subsidiaries=(ref(Kind.SUBSIDIARY, "1"),),
    fields=(Field(name="department", type="reference", value="3"), *custom_fields("custitem")),
)

PAYMENT_METHOD = PaymentMethod(
    external_id="stripe", name="Stripe", fields=(Field(name="undepFunds", type="boolean", value="true"),)
)

LINE = TransactionLine(
    item=ref(Kind.SERVICE_SALE_ITEM),
    amount=Decimal("-1234567.10"),
    description="Gold plan, January",
    quantity=Decimal("3.5"),
    rev_rec_start_date=date(2026, 1, 1),
    rev_rec_end_date=date(2026, 12, 31),
    fields=(
        Field(name="department", type="reference", value="3"),
        Field(name="rate", type="decimal", value="-10.00"),
        *custom_fields("custcol"),
    ),
)

INVOICE = Invoice(
    external_id="in_1",
    entity=ref(Kind.CUSTOMER),
    tran_date=date(2026, 1, 31),
    currency=ref(Kind.CURRENCY, "1"),
    lines=(LINE, LINE),
    due_date=date(2026, 7, 31),
    tran_id="INV-1",
    other_ref_num="PO 7",
    memo="Stripe: in_1",
    subsidiary=ref(Kind.SUBSIDIARY),
    account=ref(Kind.ACCOUNT),
    posting_period=ref(Kind.ACCOUNTING_PERIOD),
    fields=(
        Field(name="exchangeRate", type="decimal", value="1.08570"),
        Field(name="class", type="reference", value="2"),
        Field(name="startDate", type="date", value="2026-01-01"),
        *custom_fields("custbody"),
    ),
)

PAYMENT = CustomerPayment(
    external_id="ch_1",
    customer=ref(Kind.CUSTOMER),
    tran_date=date(2026, 2, 1),
    currency=ref(Kind.CURRENCY, "1"),
    payment=Decimal("120.00"),
    payment_method=ref(Kind.PAYMENT_METHOD),
    memo="Stripe: ch_1",
    ar_account=ref(Kind.ACCOUNT),
    account=ref(Kind.ACCOUNT),
    undep_funds=False,
    posting_period=ref(Kind.ACCOUNTING_PERIOD),
    fields=(Field(name="checkNumber", type="text", value="17"), *custom_fields("custbody")),
)

MEMO = CreditMemo(
    external_id="memo_re_1",
    entity=ref(Kind.CUSTOMER),
    tran_date=date(2026, 2, 3),
    currency=ref(Kind.CURRENCY, "1"),
    lines=(LINE, LINE),
    memo="Stripe: re_1. Refund of in_1",
    subsidiary=ref(Kind.SUBSIDIARY),
    account=ref(Kind.ACCOUNT),
    posting_period=ref(Kind.ACCOUNTING_PERIOD),
    fields=(Field(name="exchangeRate", type="decimal", value="1.08570"), *custom_fields("custbody")),
)

REFUND = CustomerRefund(
    external_id="re_1",
    customer=ref(Kind.CUSTOMER),
    tran_date=date(2026, 2, 3),
    currency=ref(Kind.CURRENCY, "1"),
    total=Decimal("120.00"),
    payment_method=ref(Kind.PAYMENT_METHOD),
    memo="Stripe: re_1",
    ar_account=ref(Kind.ACCOUNT),
    account=ref(Kind.ACCOUNT),
    posting_period=ref(Kind.ACCOUNTING_PERIOD),
    fields=(Field(name="checkNumber", type="text", value="17"), *custom_fields("custbody")),
)

RECORDS: tuple[Record, ...] = (
    CUSTOMER,
    SERVICE,
    OTHER_CHARGE,
    DISCOUNT,
    PAYMENT_METHOD,
    INVOICE,
    PAYMENT,
    MEMO,
    REFUND,
)
