"""People read fields under the names that mappings write, and addresses as they would write them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from connector.translation.explained import explained
from connector.translation.field_names import name_of
from connector.translation.text import text_of
from connector.translation.wanted import WantedRecord
from netsuite_client.records import (
    Address,
    Customer,
    CustomerAddress,
    Field,
    Invoice,
    Kind,
    Ref,
    ServiceSaleItem,
    TransactionLine,
)

USD = Ref(kind=Kind.CURRENCY, internal_id="1", name="USD")
KLASS = Field(name="class", type="reference", value="5")
RULE = Field(name="revenueRecognitionRule", type="reference", value="1")


def test_an_added_field_is_read_under_the_name_that_mappings_write() -> None:
    item = ServiceSaleItem(external_id="price_1", item_id="Gold", fields=(RULE,))
    assert "  revenue_recognition_rule_id 1" in text_of(item)


def test_a_field_of_the_record_is_told_before_those_of_its_lines() -> None:
    line = TransactionLine(item=Ref(kind=Kind.SERVICE_SALE_ITEM, external_id="x"), amount=Decimal(5), fields=(KLASS,))
    invoice = Invoice(
        external_id="in_1", entity=Ref(kind=Kind.CUSTOMER, external_id="cus_1"), tran_date=date(2026, 3, 1),
        currency=USD, lines=(line,), fields=(KLASS,),
    )  # fmt: skip
    told = [each.field for each in explained(WantedRecord(record=invoice), name_of) if "klass" in each.field]
    assert told == ["klass_id", "lines[0].klass_id"]


def test_an_address_is_told_as_people_write_it() -> None:
    address = Address(country="_unitedStates", addressee="Ada Ltd", addr1="1 Way", city="Reno")
    customer = Customer(
        external_id="cus_1", is_person=False, company_name="Ada Ltd", currency=USD, currencies=(USD,),
        addresses=(CustomerAddress(address=address, default_billing=True),),
    )  # fmt: skip
    told = {each.field: each.value for each in explained(WantedRecord(record=customer), name_of)}
    assert told["addresses"] == "billing: Ada Ltd, 1 Way, Reno, United States"
