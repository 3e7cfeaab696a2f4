"""What NetSuite refuses, one record at a time, and with which code."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from netsuite_emulator.builders import (
    BANK,
    DISCOUNTS,
    EUR,
    JPY,
    RECEIVABLE,
    SALES,
    USD,
    Account,
    dates,
    id_of,
    midnight,
)
from netsuite_emulator.client import Client

Case = tuple[Callable[[Account], Any], str]


def _custom(account: Account, type_name: str, script_id: str, value: Any) -> dict[str, Any]:
    return {"customFieldList": {"customField": [account.client.core(type_name, scriptId=script_id, value=value)]}}


REFUSED: dict[str, Case] = {
    "an invoice without a customer": (
        lambda a: a.invoice(entity=None),
        "USER_ERROR: Please enter value(s) for: Customer",
    ),
    "an invoice for a customer that does not exist": (
        lambda a: a.invoice(entity=a.ref(externalId="cus_unknown")),
        "INVALID_KEY_OR_REF: Invalid entity reference key cus_unknown.",
    ),
    "a reference without any id": (
        lambda a: a.invoice(entity=a.ref(type="customer")),
        "USER_ERROR: Either internalId or externalId is required.",
    ),
    "an invoice without lines": (
        lambda a: a.invoice(itemList=None),
        "VALID_LINE_ITEM_REQD: You must have at least one valid line item for this transaction.",
    ),
    "a line without an item": (
        lambda a: a.invoice("in_1", {"amount": "1.00"}),
        "USER_ERROR: Please enter value(s) for: Item",
    ),
    "a line whose item does not exist": (
        lambda a: a.invoice("in_1", a.line(item="price_unknown")),
        "INVALID_KEY_OR_REF: Invalid item reference key price_unknown.",
    ),
    "a line without amount or rate": (
        lambda a: a.invoice("in_1", {"item": a.ref(externalId="price_1")}),
        "USER_ERROR: Please enter value(s) for: Amount",
    ),
    "a currency that the customer does not have": (
        lambda a: a.invoice(currency=a.ref(internalId=EUR)),
        "INVALID_KEY_OR_REF: Invalid currency reference key 2 for entity 1.",
    ),
    "a currency that does not exist": (
        lambda a: a.invoice(currency=a.ref(internalId="99")),
        "INVALID_KEY_OR_REF: Invalid currency reference key 99.",
    ),
    "a subsidiary that does not exist": (
        lambda a: a.invoice(subsidiary=a.ref(internalId="7")),
        "INVALID_KEY_OR_REF: Invalid subsidiary reference key 7.",
    ),
    "an account that is no receivable": (
        lambda a: a.invoice(account=a.ref(internalId=SALES)),
        "INVALID_KEY_OR_REF: Invalid account reference key 8 for subsidiary 1.",
    ),
    "three decimals of dollars": (lambda a: a.invoice("in_1", a.line("1.001")), "TRANS_UNBALNCD"),
    "decimals of yen": (
        lambda a: a.invoice("in_1", a.line("10.50"), currency=a.ref(internalId=JPY)),
        "TRANS_UNBALNCD",
    ),
    "an amount beyond all reason": (lambda a: a.invoice("in_1", a.line("1e300")), "INVALID_FLD_VALUE"),
    "a negative total": (
        lambda a: a.invoice("in_1", a.line("10.00"), a.line("-10.01")),
        "USER_ERROR: The total can not be negative.",
    ),
    "discounts beyond what they lower": (
        lambda a: a.invoice("in_1", a.line("10.00"), a.line("-10.01", "coupon_1")),
        "DISCOUNT_EXCEED_TOTAL: Discount can not exceed item total.",
    ),
    "a credit memo below zero": (
        lambda a: a.memo("memo_1", a.line("-1.00")),
        "USER_ERROR: The total can not be negative.",
    ),
    "a discount above any line": (
        lambda a: a.invoice("in_1", a.line("-1.00", "coupon_1"), a.line()),
        "USER_ERROR: A non-posting discount must stand under the line that it reduces.",
    ),
    "an unknown line column": (
        lambda a: a.invoice("in_1", a.line(**_custom(a, "StringCustomFieldRef", "custcol_unknown", "x"))),
        "INVALID_CSTM_FIELD_REF: The specified custom field reference custcol_unknown is invalid.",
    ),
    "a line column on the body": (
        lambda a: a.invoice(**_custom(a, "DateCustomFieldRef", "custcol_stripe_start", midnight("2026-01-01"))),
        "INVALID_CSTM_FIELD_REF",
    ),
    "a date column as text": (
        lambda a: a.invoice("in_1", a.line(**_custom(a, "StringCustomFieldRef", "custcol_stripe_start", "2026-01-01"))),
        "INVALID_CSTM_FIELD_DATA_TYP: The customfield [custcol_stripe_start] reference object does not match",
    ),
    "a recognition that ends before it starts": (
        lambda a: a.invoice(
            "in_1", a.line(revRecStartDate=midnight("2026-02-01"), revRecEndDate=midnight("2026-01-31"))
        ),
        "INVALID_REV_REC_DATE_RANGE",
    ),
    "a computed field": (lambda a: a.invoice(total="100.00"), "INSUFFICIENT_PERMISSION"),
    "a field that the emulator would have to act on and does not": (
        lambda a: a.invoice(shippingCost="5.00"),
        "USER_ERROR: This emulator does not support the field shippingCost.",
    ),
    "a memo of 1,000 characters": (
        lambda a: a.invoice(memo="x" * 1000),
        "EXCEEDED_MAX_FIELD_LENGTH: The field memo contained more than the maximum number ( 999 )",
    ),
    "a description of 4,001 characters": (
        lambda a: a.invoice("in_1", a.line(description="x" * 4001)),
        "EXCEEDED_MAX_FIELD_LENGTH: The field description",
    ),
    "a date after all periods": (
        lambda a: a.invoice(day="2031-01-01"),
        "INVALID_TRANSACTIO_DATE: There are no Accounting Periods that cover this transaction date.",
    ),
    "a date outside the named period": (
        lambda a: a.invoice(postingPeriod=a.ref(internalId="4")),
        "USER_ERROR: The transaction date you specified is not within the date range of your accounting period.",
    ),
    "a quarter as the period": (
        lambda a: a.invoice(postingPeriod=a.ref(internalId="2")),
        "INVALID_KEY_OR_REF: Invalid postingPeriod reference key 2.",
    ),
    "an internal id on a new record": (lambda a: a.invoice(internalId="7"), "CANT_SET_INTERNALID"),
    "5,001 lines": (lambda a: a.invoice("in_1", *[a.line()] * 5001), "EXCEEDED_MAX_TRANS_LINES"),
    "a customer without a name": (
        lambda a: a.customer("cus_2", companyName=None, subsidiary=None),
        "USER_ERROR: Please enter value(s) for: Company Name, Subsidiary",
    ),
    "a person without a last name": (
        lambda a: a.customer("cus_2", isPerson=True, firstName="Ada"),
        "USER_ERROR: Please enter value(s) for: Company Name",
    ),
    "a customer of a name that is taken": (lambda a: a.customer("cus_2", entityId="CUS_1"), "UNIQUE_CUST_ID_REQD"),
    "an external id of a customer in other letters": (
        lambda a: a.customer("CUS_1"),
        "DUP_RCRD: This record already exists",
    ),
    "an external id of an item of another kind": (
        lambda a: a.discount("Price_1", itemId="other"),
        "DUP_RCRD: This record already exists",
    ),
    "an item without an account for its income": (
        lambda a: a.item("price_3", incomeAccount=None),
        "USER_ERROR: Please enter value(s) for: Income Account",
    ),
    "an item of a name that is taken": (lambda a: a.item("price_3", itemId="PRICE_1"), "DUP_ITEM"),
    "an item id of 61 characters": (lambda a: a.item("price_3", itemId="x" * 61), "EXCEEDED_MAX_FIELD_LENGTH"),
    "a posting discount without an account": (
        lambda a: a.discount("coupon_2", nonPosting=False),
        "USER_ERROR: Please enter value(s) for: Account",
    ),
    "a payment without a customer": (
        lambda a: a.payment(customer=None),
        "USER_ERROR: Please enter value(s) for: Customer",
    ),
    "a negative payment": (lambda a: a.payment(amount="-1.00"), "INVALID_AMT"),
    "a payment to an income account": (
        lambda a: a.payment(undepFunds=False, account=a.ref(internalId=SALES)),
        "INVALID_KEY_OR_REF: Invalid account reference key 8 for subsidiary 1.",
    ),
    "a payment kept out of undeposited funds without an account": (
        lambda a: a.payment(undepFunds=False),
        "USER_ERROR: Please enter value(s) for: Account",
    ),
    "a payment method that does not exist": (
        lambda a: a.payment(paymentMethod=a.ref(externalId="stripe")),
        "INVALID_KEY_OR_REF: Invalid paymentMethod reference key stripe.",
    ),
    "an accounting period": (
        lambda a: a.client.record("AccountingPeriod", periodName="Jan 2031"),
        "CANT_UPDATE_ACCTNG_PRDS",
    ),
}


@pytest.mark.parametrize(("build", "refusal"), REFUSED.values(), ids=REFUSED.keys())
def test_it_refuses(account: Account, build: Callable[[Account], Any], refusal: str) -> None:
    said = account.client.add(build(account))[0]
    assert said.startswith(refusal), said
    assert account.client.balances() == {}


def test_a_refused_member_leaves_the_others_of_its_list_alone(account: Account) -> None:
    said = account.client.add(account.invoice("in_1"), account.invoice("in_2", entity=None), account.invoice("in_3"))
    assert [each.split(" ")[0].rstrip(":") for each in said] == ["ok", "USER_ERROR", "ok"]
    assert account.client.balances() == {"Accounts Receivable": "200.00", "Sales": "-200.00"}


def test_a_refused_member_carries_back_the_external_id_it_was_sent_with(account: Account) -> None:
    response = account.client.send("addList", [account.invoice("in_9", itemList=None)])
    reference = response.writeResponseList.writeResponse[0].baseRef
    assert (reference.externalId, reference.type, reference.internalId) == ("in_9", "invoice", None)


def test_external_ids_are_shared_by_all_transactions_but_not_with_customers(account: Account) -> None:
    said = account.client.add(account.invoice("shared"), account.payment("SHARED"), account.customer("shared"))
    assert said[0].startswith("ok")
    assert said[1] == "DUP_RCRD: This record already exists"
    assert said[2].startswith("ok")


def test_internal_ids_are_never_used_again(account: Account) -> None:
    first = id_of(account.client.add(account.invoice("in_1"))[0])
    assert account.client.delete(account.ref(type="invoice", internalId=first)) == [f"ok {first}"]
    second = id_of(account.client.add(account.invoice("in_1"))[0])
    assert int(second) > int(first)


def test_a_customer_in_use_cannot_be_deleted_and_an_unused_one_can(account: Account) -> None:
    account.client.add(account.invoice(), account.customer("cus_2"))
    said = account.client.delete(
        account.ref(type="customer", externalId="cus_1"), account.ref(type="customer", externalId="cus_2")
    )
    assert said[0].startswith("CANT_DELETE_CUST")
    assert said[1].startswith("ok")


def test_read_only_fields_are_passed_over_when_the_request_says_so(account: Account) -> None:
    said = account.client.add(account.invoice(total="7.00"), ignoreReadOnlyFields=True)
    assert account.client.get(type="invoice", internalId=id_of(said[0])).total == 100


def test_a_date_is_the_day_it_is_in_pacific_time(account: Account) -> None:
    winter = account.invoice("in_w", tranDate="2026-01-15T07:59:59Z")
    summer = account.invoice("in_s", tranDate="2026-07-15T07:00:00Z")
    account.client.add(winter, summer)
    dates = {each["externalId"]: each["tranDate"] for each in account.client.control("records?type=invoice")}
    assert dates == {"in_w": "2026-01-14", "in_s": "2026-07-15"}
    shown = account.client.get(type="invoice", externalId="in_s").tranDate
    assert shown.isoformat() == "2026-07-15T00:00:00-07:00"


def test_a_new_currency_is_added_to_a_customer_and_the_others_stay(account: Account) -> None:
    row = {"currency": account.ref(internalId=EUR)}
    change = account.client.record(
        "Customer", externalId="cus_1", currencyList={"currency": [row], "replaceAll": False}
    )
    assert account.client.update(change) == ["ok 1"]
    customer = account.client.control("records?type=customer")[0]
    assert [each["currency"]["internalId"] for each in customer["currencyList"]] == [USD, JPY, EUR]


def test_a_list_is_replaced_whole_unless_told_otherwise(account: Account) -> None:
    row = {"currency": account.ref(internalId=EUR)}
    change = account.client.record("Customer", externalId="cus_1", currencyList={"currency": [row]})
    account.client.update(change)
    customer = account.client.control("records?type=customer")[0]
    assert [each["currency"]["internalId"] for each in customer["currencyList"]] == [USD, EUR]


def test_a_currency_in_which_something_is_open_stays_on_the_customer(account: Account) -> None:
    """Facts 6.9: a transaction's currency is one of the customer's."""
    row = {"currency": account.ref(internalId=EUR)}
    change = account.client.record("Customer", externalId="cus_1", currencyList={"currency": [row]})
    yen = account.invoice("in_yen", account.line("100"), currency=account.ref(internalId=JPY))
    account.client.add(yen)
    assert account.client.update(change)[0].startswith("USER_ERROR: You can not remove currency 5")
    said = account.client.send("getList", [account.ref(type="customer", externalId="cus_1")])
    kept = said.readResponseList.readResponse[0].record.currencyList.currency
    assert [each.currency.internalId for each in kept] == [USD, JPY]


def test_lines_left_out_of_an_update_are_deleted_by_default(account: Account) -> None:
    number = id_of(account.client.add(account.invoice("in_1", account.line("60.00"), account.line("40.00")))[0])
    kept = account.client.record(
        "Invoice", internalId=number, itemList={"item": [{"line": 2, "amount": "41.00"}], "replaceAll": False}
    )
    assert account.client.update(kept) == [f"ok {number}"]
    assert account.client.balances()["Accounts Receivable"] == "101.00"
    replaced = account.client.record("Invoice", internalId=number, itemList={"item": [account.line("5.00")]})
    assert account.client.update(replaced) == [f"ok {number}"]
    assert account.client.balances() == {"Accounts Receivable": "5.00", "Sales": "-5.00"}


def test_fields_are_cleared_by_name(account: Account) -> None:
    number = id_of(account.client.add(account.invoice(memo="Stripe: in_1", otherRefNum="A-1"))[0])
    change = account.client.record("Invoice", internalId=number, nullFieldList={"name": ["memo"]})
    account.client.update(change)
    shown = account.client.get(type="invoice", internalId=number)
    assert (shown.memo, shown.otherRefNum) == (None, "A-1")


def test_the_lines_of_many_invoices_are_read_at_once_with_numbers_and_recognition_dates(account: Account) -> None:
    """Rule S-1: what a memo copies is read from the recorded invoices."""
    lines = account.line(**dates("2026-01-01", "2026-12-31")), account.line("-5.00", "coupon_1")
    account.client.add(account.invoice("in_1", *lines), account.invoice("in_2"))
    wanted = [account.ref(type="invoice", internalId=number) for number in ("2", "99", "1")]
    second, missing, first = account.client.send("getList", wanted).readResponseList.readResponse
    assert missing.status.statusDetail[0].code == "RCRD_DSNT_EXIST"
    assert [each.line for each in second.record.itemList.item] == [1]
    told = [(each.line, each.item.internalId, each.amount, each.revRecEndDate) for each in first.record.itemList.item]
    assert [each[:3] for each in told] == [(1, "1", 100), (2, "3", -5)]
    assert [end and end.date().isoformat() for *_, end in told] == ["2026-12-31", None]


def test_what_a_record_is_read_back_as(account: Account) -> None:
    start = _custom(account, "DateCustomFieldRef", "custcol_stripe_start", midnight("2026-01-01"))
    account.client.add(account.invoice("in_1", account.line("30.00"), account.line("70.00", **start)))
    account.client.add(account.payment(amount="100.00", applies={"1": "25.00"}))
    invoice = account.client.get(type="invoice", externalId="IN_1")
    assert (invoice.externalId, invoice.tranId, invoice.status) == ("in_1", "INV1001", "Open")
    assert [Decimal(str(each)) for each in (invoice.total, invoice.amountRemaining, invoice.amountPaid)] == [
        100,
        75,
        25,
    ]
    column = invoice.itemList.item[1].customFieldList.customField[0]
    assert (column.scriptId, column.value.date().isoformat()) == ("custcol_stripe_start", "2026-01-01")
    payment = account.client.get(type="customerPayment", externalId="ch_1")
    assert (payment.applied, payment.unapplied) == (25, 75)
    apply = payment.applyList.apply[0]
    assert (apply.doc, apply.amount, apply.due, apply.refNum) == (1, 25, 100, "INV1001")


def test_the_account_of_a_payment_is_the_named_one_unless_undeposited_funds_are_chosen(account: Account) -> None:
    bank = account.ref(internalId=BANK)
    account.client.add(
        account.payment("ch_1", "1.00", undepFunds=None, account=bank),
        account.payment("ch_2", "2.00", undepFunds=True, account=bank),
        account.payment("ch_3", "4.00", undepFunds=None),
    )
    assert account.client.balances() == {
        "Checking": "1.00",
        "Undeposited Funds": "6.00",
        "Accounts Receivable": "-7.00",
    }


def test_posting_and_non_posting_discounts_do_not_mix(account: Account) -> None:
    account.client.add(account.discount("coupon_2", nonPosting=False, account=account.ref(internalId=DISCOUNTS)))
    lines = (account.line(), account.line("-1.00", "coupon_1"), account.line("-1.00", "coupon_2"))
    assert account.client.add(account.invoice("in_1", *lines))[0].startswith("INVALID_DISCOUNT_MARKUP")


def test_an_inactive_item_cannot_be_sold(account: Account, client: Client) -> None:
    client.add(account.item("price_9", isInactive=True))
    said = client.add(account.invoice("in_1", account.line(item="price_9")))[0]
    assert said.startswith("INVALID_FLD_VALUE")


def test_nothing_is_paid_by_an_inactive_method_until_it_is_active_again(account: Account) -> None:
    account.client.add(account.client.record("PaymentMethod", externalId="stripe", name="Stripe"))
    method = {"paymentMethod": account.ref(externalId="stripe")}
    for inactive, said in ((True, "INVALID_FLD_VALUE"), (False, "ok")):
        account.client.update(account.client.record("PaymentMethod", externalId="stripe", isInactive=inactive))
        assert account.client.add(account.payment(**method))[0].startswith(said)


def test_a_document_may_still_change_when_its_item_is_no_longer_active(account: Account) -> None:
    number = id_of(account.client.add(account.invoice())[0])
    account.client.update(account.client.record("ServiceSaleItem", externalId="price_1", isInactive=True))
    change = account.client.record("Invoice", internalId=number, memo="a remark")
    assert account.client.update(change) == [f"ok {number}"]


def test_an_inactive_customer_gets_no_invoice(account: Account) -> None:
    account.client.update(account.client.record("Customer", externalId="cus_1", isInactive=True))
    assert account.client.add(account.invoice())[0].startswith("INVALID_FLD_VALUE")


def test_an_update_may_give_a_record_its_external_id(account: Account) -> None:
    number = id_of(account.client.add(account.invoice("in_1"))[0])
    account.client.add(account.invoice("in_2"))
    taken = account.client.record("Invoice", internalId=number, externalId="IN_2")
    free = account.client.record("Invoice", internalId=number, externalId="in_3")
    assert [each.partition(":")[0] for each in account.client.update(taken, free)] == ["DUP_RCRD", f"ok {number}"]
    assert account.client.get(type="invoice", externalId="in_3").internalId == number


def test_a_receivable_account_of_its_own_can_be_named(account: Account) -> None:
    assert account.client.add(account.invoice(account=account.ref(internalId=RECEIVABLE)))[0].startswith("ok")
