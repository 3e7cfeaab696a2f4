"""Records and applications come back from the journal exactly as they went in."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from connector.journal.content import application_of, application_text, content_of, record_of, record_text
from connector.journal.wishes import application_digest
from journal.wanted import DAY, USD, a_customer, a_use, an_item
from netsuite_client.records import (
    Address,
    Customer,
    CustomerAddress,
    CustomerPayment,
    Field,
    Invoice,
    Kind,
    OtherChargeSaleItem,
    PaymentMethod,
    Record,
    Ref,
    TransactionLine,
)

WHOLE_CUSTOMER = Customer(
    external_id="cus_aB",
    is_person=True,
    first_name="Zoë",
    last_name='O\'Brien "Jr"',
    currencies=(USD, Ref(kind=Kind.CURRENCY, internal_id="4")),
    addresses=(CustomerAddress(address=Address(country="_unitedStates", addr1="1 Way\nBack"), default_billing=True),),
    fields=(Field(name="custentity_a", type="decimal", value="1.50"),),
)
WHOLE_INVOICE = Invoice(
    external_id="in_a",
    entity=Ref(kind=Kind.CUSTOMER, external_id="cus_a", internal_id="7", name="Acme"),
    tran_date=DAY,
    due_date=date(2026, 2, 28),
    currency=USD,
    memo="Stripe: in_a",
    lines=(
        TransactionLine(
            item=Ref(kind=Kind.SERVICE_SALE_ITEM, external_id="price_a"),
            amount=Decimal("-0.10"),
            quantity=Decimal("0.000000000001"),
            rev_rec_start_date=DAY,
        ),
        TransactionLine(item=Ref(kind=Kind.OTHER_CHARGE_SALE_ITEM, external_id="stripe_tax"), amount=Decimal("1E+3")),
    ),
)

RECORDS: dict[str, Record] = {
    "a customer with everything": WHOLE_CUSTOMER,
    "a customer with almost nothing": a_customer().record,
    "an item": an_item().record,
    "an item for charges": OtherChargeSaleItem(external_id="stripe_tax", item_id="Tax"),
    "a payment method": PaymentMethod(external_id="stripe_card", name="Card"),
    "an invoice with odd amounts": WHOLE_INVOICE,
    "a payment of more digits than a float has": CustomerPayment(
        external_id="ch_a",
        customer=Ref(kind=Kind.CUSTOMER, external_id="cus_a"),
        tran_date=DAY,
        currency=USD,
        payment=Decimal("12345678901234567890.10"),
        undep_funds=False,
    ),
}


@pytest.mark.parametrize("record", RECORDS.values(), ids=RECORDS)
def test_a_record_comes_back_as_it_was(record: Record) -> None:
    again = record_of(record.KIND.value, record_text(record))
    assert again == record
    assert record_text(again) == record_text(record), "also written again, to the last digit"


@pytest.mark.parametrize("amount", ["30.00", "0", "0.1", "1E+3", "-5.25", "12345678901234567890.10"])
def test_an_application_comes_back_as_it_was(amount: str) -> None:
    application = a_use(amount=amount)
    again = application_of(application_text(application))
    assert again == content_of("application", application_text(application)) == application
    assert str(again.amount) == amount


def test_fields_without_a_value_are_not_written_so_that_new_ones_change_nothing() -> None:
    assert (
        record_text(PaymentMethod(external_id="stripe_card", name="Card"))
        == '{"external_id":"stripe_card","name":"Card"}'
    )


SAME = {
    "as many decimals": ("30.00", "30.00", True),
    "fewer decimals": ("30.00", "30", True),
    "another amount": ("30.00", "30.01", False),
}


@pytest.mark.parametrize(("one", "other", "same"), SAME.values(), ids=SAME)
def test_applications_are_compared_by_what_they_are_worth(one: str, other: str, *, same: bool) -> None:
    first = a_use(amount=one)
    second = replace(a_use(amount=other), payee=replace(first.payee, name="Invoice 7"))
    assert (application_digest(first) == application_digest(second)) is same
