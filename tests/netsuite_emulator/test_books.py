"""What is posted, what is applied, and what closed periods forbid."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import pytest

from netsuite_client.emulator import NetSuiteEmulator, Tax
from netsuite_emulator.builders import BANK, DEFERRED, DISCOUNTS, JPY, Account, apply_list, id_of
from netsuite_emulator.client import Client

Story = tuple[Callable[[Account], list[Any]], dict[str, str]]

POSTED: dict[str, Story] = {
    "an open invoice is a receivable and income": (
        lambda a: [a.invoice()],
        {"Accounts Receivable": "100.00", "Sales": "-100.00"},
    ),
    "a non-posting discount nets the line above": (
        lambda a: [a.invoice("in_1", a.line(), a.line("-20.00", "coupon_1"))],
        {"Accounts Receivable": "80.00", "Sales": "-80.00"},
    ),
    "a posting discount posts to its own account": (
        lambda a: [
            a.discount("coupon_2", nonPosting=False, account=a.ref(internalId=DISCOUNTS)),
            a.invoice("in_1", a.line(), a.line("-20.00", "coupon_2")),
        ],
        {"Accounts Receivable": "80.00", "Sales": "-100.00", "Sales Discounts": "20.00"},
    ),
    "a payment is money and less receivable, applied or not": (
        lambda a: [a.payment(amount="30.00")],
        {"Undeposited Funds": "30.00", "Accounts Receivable": "-30.00"},
    ),
    "an invoice of zero posts nothing that counts": (
        lambda a: [a.invoice("in_1", a.line("10.00"), a.line("-10.00", "price_2"))],
        {"Accounts Receivable": "0.00", "Sales": "0.00"},
    ),
    "a credit memo reverses an invoice": (
        lambda a: [a.invoice(), a.memo("memo_1", a.line("40.00"))],
        {"Accounts Receivable": "60.00", "Sales": "-60.00"},
    ),
    "an item with a revenue rule defers": (
        lambda a: [
            a.item(
                "price_9",
                deferredRevenueAccount=a.ref(internalId=DEFERRED),
                revenueRecognitionRule=a.ref(internalId="1"),
            ),
            a.invoice("in_1", a.line(item="price_9")),
        ],
        {"Accounts Receivable": "100.00", "Deferred Revenue": "-100.00"},
    ),
    "a non-posting discount nets the account of its own line, two lines up included": (
        lambda a: [
            a.item("price_9", incomeAccount=a.ref(internalId=DISCOUNTS)),
            a.invoice(
                "in_1",
                a.line("100.00"),
                a.line("50.00", "price_9"),
                a.line("-20.00", "coupon_1"),
                a.line("-5.00", "coupon_1"),
            ),
        ],
        {"Accounts Receivable": "125.00", "Sales": "-100.00", "Sales Discounts": "-25.00"},
    ),
    "a rate makes the amount where none is given": (
        lambda a: [a.invoice("in_1", {"item": a.ref(externalId="price_1"), "rate": "0.333", "quantity": 100})],
        {"Accounts Receivable": "33.30", "Sales": "-33.30"},
    ),
    "a percentage is of the line above": (
        lambda a: [a.invoice("in_1", a.line("80.00"), {"item": a.ref(externalId="coupon_1"), "rate": "-12.5%"})],
        {"Accounts Receivable": "70.00", "Sales": "-70.00"},
    ),
}


@pytest.mark.parametrize(("build", "balances"), POSTED.values(), ids=POSTED.keys())
def test_it_posts(account: Account, build: Callable[[Account], list[Any]], balances: dict[str, str]) -> None:
    said = account.client.add(*build(account))
    assert all(each.startswith("ok") for each in said), said
    assert account.client.balances() == balances


def test_books_are_kept_per_currency(account: Account) -> None:
    account.client.add(account.invoice(), account.invoice("in_2", currency=account.ref(internalId=JPY)))
    assert account.client.control("trial-balance")["Accounts Receivable"] == {
        "type": "AcctRec",
        "USD": "100.00",
        "JPY": "100.00",
    }


def test_books_can_be_told_for_one_customer(account: Account) -> None:
    account.client.add(account.invoice())
    found = [account.client.control(f"trial-balance?customer={customer}") for customer in ("cus_1", "cus_2")]
    assert found[0]["Accounts Receivable"] == {"type": "AcctRec", "USD": "100.00"}
    assert found[1] == {}


def _open_invoice(account: Account, amount: str = "100.00", **fields: Any) -> str:
    return id_of(account.client.add(account.invoice("in_1", account.line(amount), **fields))[0])


def test_a_payment_closes_the_invoice_it_is_applied_to(account: Account) -> None:
    doc = _open_invoice(account)
    account.client.add(account.payment(applies={doc: "100.00"}))
    invoice = account.client.get(type="invoice", internalId=doc)
    assert (invoice.status, invoice.amountRemaining) == ("Paid In Full", 0)


def test_an_application_without_an_amount_takes_all_that_is_due(account: Account) -> None:
    doc = _open_invoice(account, "60.00")
    payment = account.payment(applyList={"apply": [{"apply": True, "doc": int(doc)}]})
    account.client.add(payment)
    assert account.client.get(type="customerPayment", externalId="ch_1").unapplied == 40


def test_auto_apply_pays_the_oldest_first(account: Account) -> None:
    account.client.add(account.invoice("in_new", day="2026-03-01"), account.invoice("in_old", day="2026-02-01"))
    account.client.add(account.payment(amount="150.00", autoApply=True))
    remaining = {e["externalId"]: e["amountRemaining"] for e in account.client.control("records?type=invoice")}
    assert remaining == {"in_old": "0.00", "in_new": "50.00"}


MISAPPLIED: dict[str, tuple[Callable[[Account, str], Any], str]] = {
    "more than the document has due": (
        lambda a, doc: a.payment(amount="200.00", applies={doc: "100.01"}),
        "INVALID_LINK_SUM: Links sum to more than original transaction amount",
    ),
    "more than the payment": (
        lambda a, doc: a.payment(amount="50.00", applies={doc: "50.01"}),
        "INVALID_AMT: Amount applied greater than total payments and credits",
    ),
    "a document that does not exist": (
        lambda a, doc: a.payment(applies={"999": "1.00"}),
        "INVALID_KEY_OR_REF: Invalid doc reference key 999.",
    ),
    "a document of another customer": (
        lambda a, doc: a.payment(customer=a.ref(externalId="cus_2"), applies={doc: "1.00"}),
        "INVALID_KEY_OR_REF: Invalid doc reference key",
    ),
    "a document in another currency": (
        lambda a, doc: a.payment(currency=a.ref(internalId=JPY), applies={doc: "1"}),
        "INVALID_KEY_OR_REF: Invalid doc reference key",
    ),
    "a payment": (
        lambda a, doc: a.payment(applies={str(int(doc) + 1): "1.00"}),
        "INVALID_KEY_OR_REF: Invalid doc reference key",
    ),
    "the same document twice beyond its due": (
        lambda a, doc: a.payment(
            amount="200.00",
            applyList={"apply": [{"apply": True, "doc": int(doc), "amount": "60.00"}] * 2},
        ),
        "INVALID_LINK_SUM",
    ),
    "a negative amount": (lambda a, doc: a.payment(applies={doc: "-1.00"}), "INVALID_AMT"),
    "a choice together with automatic application": (
        lambda a, doc: a.payment(applies={doc: "1.00"}, autoApply=True),
        "INVALID_AUTOAPPLY_VALUE",
    ),
    "a credit memo beyond what is due": (
        lambda a, doc: a.memo("memo_1", a.line("500.00"), applies={doc: "100.01"}),
        "INVALID_LINK_SUM",
    ),
    "a refund of another total than it is applied to": (
        lambda a, doc: a.refund(applies={str(int(doc) + 1): "1.00"}, total="2.00"),
        "TRANS_APPLIED_AMTS_UNBALNCD: Transaction is not in balance! Total to apply of $2.00 does not equal sum of "
        "applied $1.00 and unapplied $0.00",
    ),
    "a refund beyond what the payment has left": (
        lambda a, doc: a.refund(applies={str(int(doc) + 1): "1.01"}),
        "INVALID_LINK_SUM",
    ),
    "a refund of nothing": (lambda a, doc: a.refund(applies={}), "USER_ERROR: You must apply the refund"),
    "a refund onto an invoice": (
        lambda a, doc: a.refund(applies={doc: "1.00"}),
        "INVALID_KEY_OR_REF: Invalid doc reference key",
    ),
}


@pytest.mark.parametrize(("build", "refusal"), MISAPPLIED.values(), ids=MISAPPLIED.keys())
def test_it_refuses_to_apply(account: Account, build: Callable[[Account, str], Any], refusal: str) -> None:
    doc = _open_invoice(account)
    account.client.add(account.payment("ch_other", "1.00"), account.customer("cus_2"))
    said = account.client.add(build(account, doc))[0]
    assert said.startswith(refusal), said
    assert account.client.get(type="invoice", internalId=doc).amountRemaining == 100


def test_a_later_application_is_an_update_and_the_earlier_ones_stay(account: Account) -> None:
    first = _open_invoice(account)
    second = id_of(account.client.add(account.invoice("in_2"))[0])
    payment = id_of(account.client.add(account.payment(amount="150.00", applies={first: "100.00"}))[0])
    rows = apply_list({second: "50.00"})["applyList"]["apply"]
    change = account.client.record(
        "CustomerPayment", internalId=payment, applyList={"apply": rows, "replaceAll": False}
    )
    assert account.client.update(change) == [f"ok {payment}"]
    shown = account.client.get(type="customerPayment", internalId=payment)
    assert [(each.doc, each.amount) for each in shown.applyList.apply] == [(int(first), 100), (int(second), 50)]


def test_an_update_that_replaces_the_list_takes_back_what_it_leaves_out(account: Account) -> None:
    first = _open_invoice(account)
    second = id_of(account.client.add(account.invoice("in_2"))[0])
    payment = id_of(account.client.add(account.payment(applies={first: "100.00"}))[0])
    rows = apply_list({second: "30.00"})["applyList"]["apply"]
    account.client.update(account.client.record("CustomerPayment", internalId=payment, applyList={"apply": rows}))
    remaining = {e["externalId"]: e["amountRemaining"] for e in account.client.control("records?type=invoice")}
    assert remaining == {"in_1": "100.00", "in_2": "70.00"}


@pytest.mark.parametrize("row", [{"apply": False, "amount": "100.00"}, {"apply": True, "amount": "0.00"}])
def test_an_application_is_taken_back(account: Account, row: dict[str, Any]) -> None:
    doc = _open_invoice(account)
    payment = id_of(account.client.add(account.payment(applies={doc: "100.00"}))[0])
    apply = {"apply": [{**row, "doc": int(doc)}], "replaceAll": False}
    account.client.update(account.client.record("CustomerPayment", internalId=payment, applyList=apply))
    assert account.client.get(type="invoice", internalId=doc).amountRemaining == 100


@pytest.mark.parametrize("row", [{"apply": False}, {"apply": False, "amount": "30.00"}, {"amount": "0.00"}])
def test_a_credit_memo_is_taken_back_from_one_invoice_and_stays_on_the_other(
    account: Account, row: dict[str, Any]
) -> None:
    first, second = (id_of(each) for each in account.client.add(account.invoice("in_1"), account.invoice("in_2")))
    memo = account.memo("memo_1", account.line("50.00"), applies={first: "30.00", second: "20.00"})
    number = id_of(account.client.add(memo)[0])
    back = {"apply": [{**row, "doc": int(first)}], "replaceAll": False}
    account.client.update(account.client.record("CreditMemo", internalId=number, applyList=back))
    shown = account.client.get(type="creditMemo", internalId=number)
    assert [(each.doc, each.amount) for each in shown.applyList.apply] == [(int(second), 20)]
    assert (shown.applied, shown.unapplied, shown.amountRemaining) == (20, 30, 30)


def test_to_take_back_from_one_and_use_on_another_is_one_update(account: Account) -> None:
    first, second = (id_of(each) for each in account.client.add(account.invoice("in_1"), account.invoice("in_2")))
    payment = id_of(account.client.add(account.payment(applies={first: "100.00"}))[0])
    rows = [{"apply": False, "doc": int(first)}, {"apply": True, "doc": int(second), "amount": "100.00"}]
    change = account.client.record(
        "CustomerPayment", internalId=payment, applyList={"apply": rows, "replaceAll": False}
    )
    assert account.client.update(change) == [f"ok {payment}"]
    remaining = {e["externalId"]: e["amountRemaining"] for e in account.client.control("records?type=invoice")}
    assert remaining == {"in_1": "100.00", "in_2": "0.00"}


@pytest.mark.parametrize("row", [{"apply": False}, {"amount": "0.00"}, {"amount": "39.99"}])
def test_nothing_of_a_refund_is_taken_back_while_its_total_stays(account: Account, row: dict[str, Any]) -> None:
    memos = account.memo("memo_1", account.line("40.00")), account.memo("memo_2", account.line("60.00"))
    first, second = (id_of(each) for each in account.client.add(*memos))
    refund = id_of(account.client.add(account.refund(applies={first: "40.00", second: "60.00"}))[0])
    back = {"apply": [{**row, "doc": int(first)}], "replaceAll": False}
    said = account.client.update(account.client.record("CustomerRefund", internalId=refund, applyList=back))[0]
    assert said.startswith("TRANS_APPLIED_AMTS_UNBALNCD"), said
    assert account.client.get(type="creditMemo", internalId=first).amountRemaining == 0


DELETED: dict[str, tuple[tuple[str, ...], list[str]]] = {
    "a paid invoice is in use": (("in_1",), ["CANT_DELETE_TRANS"]),
    "a refunded memo is in use": (("memo_1",), ["CANT_DELETE_TRANS"]),
    "a refunded payment is in use": (("ch_2",), ["CANT_DELETE_TRANS"]),
    "a payment that is applied goes, and its invoice after it": (("ch_1", "in_1"), ["ok", "ok"]),
    "a memo that is applied goes, and its invoice after it": (("memo_2", "in_2"), ["ok", "ok"]),
    "a refund goes, and then what it paid out": (("re_1", "memo_1", "ch_2"), ["ok", "ok", "ok"]),
}


@pytest.mark.parametrize(("external_ids", "outcomes"), DELETED.values(), ids=DELETED.keys())
def test_deleting(account: Account, external_ids: tuple[str, ...], outcomes: list[str]) -> None:
    first, second = (id_of(each) for each in account.client.add(account.invoice("in_1"), account.invoice("in_2")))
    spare = account.payment("ch_2"), account.memo("memo_1"), account.memo("memo_2", applies={second: "100.00"})
    paid, memo, _, _ = (
        id_of(each) for each in account.client.add(*spare, account.payment("ch_1", applies={first: "100.00"}))
    )
    account.client.add(account.refund("re_1", applies={paid: "100.00", memo: "100.00"}))
    kinds = {"in": "invoice", "ch": "customerPayment", "memo": "creditMemo", "re": "customerRefund"}
    references = [account.ref(type=kinds[each.partition("_")[0]], externalId=each) for each in external_ids]
    assert [each.partition(":")[0].partition(" ")[0] for each in account.client.delete(*references)] == outcomes


def test_a_deletion_may_say_why(account: Account) -> None:
    account.client.add(account.invoice())
    reason = {"deletionReasonCode": account.ref(internalId="1"), "deletionReasonMemo": "Void at Stripe"}
    answer = account.client.send("deleteList", [account.ref(type="invoice", externalId="in_1")], reason)
    assert answer.writeResponseList.writeResponse[0].status.isSuccess


def test_a_paid_invoice_cannot_be_deleted_until_its_payment_is(account: Account) -> None:
    doc = _open_invoice(account)
    account.client.add(account.payment(applies={doc: "100.00"}))
    invoice, payment = (
        account.ref(type="invoice", internalId=doc),
        account.ref(type="customerPayment", externalId="ch_1"),
    )
    assert account.client.delete(invoice)[0].startswith("CANT_DELETE_TRANS")
    assert account.client.delete(payment)[0].startswith("ok")
    assert account.client.delete(invoice)[0].startswith("ok")
    assert account.client.balances() == {}


def test_a_paid_invoice_cannot_shrink_below_what_was_paid(account: Account) -> None:
    doc = _open_invoice(account)
    account.client.add(account.payment(applies={doc: "100.00"}))
    change = account.client.record("Invoice", internalId=doc, itemList={"item": [account.line("99.99")]})
    assert account.client.update(change)[0].startswith("INVALID_LINK_SUM")


def test_a_refund_pays_out_a_memo_and_then_the_memo_has_nothing_left(account: Account) -> None:
    doc = _open_invoice(account)
    account.client.add(account.payment(applies={doc: "100.00"}))
    memo = id_of(account.client.add(account.memo("memo_1", account.line("40.00")))[0])
    assert account.client.add(account.refund(applies={memo: "40.00"}))[0].startswith("ok")
    assert account.client.balances() == {
        "Accounts Receivable": "0.00",
        "Undeposited Funds": "60.00",
        "Sales": "-60.00",
    }
    assert account.client.add(account.refund("re_2", applies={memo: "0.01"}))[0].startswith("INVALID_LINK_SUM")


def test_a_refunded_payment_cannot_pay_as_well(account: Account) -> None:
    doc = _open_invoice(account)
    payment = id_of(account.client.add(account.payment(amount="100.00"))[0])
    account.client.add(account.refund(applies={payment: "60.00"}))
    change = account.client.record("CustomerPayment", internalId=payment, **apply_list({doc: "50.00"}))
    assert account.client.update(change)[0].startswith("INVALID_AMT")


def test_nothing_is_added_in_a_closed_period(account: Account) -> None:
    account.client.control("periods", {"period": "2026-01", "closed": True})
    assert account.client.add(account.invoice())[0].startswith("VALID_PRD_REQD: Insert Transaction Failure")
    named = account.invoice(postingPeriod=account.ref(internalId="105"))
    assert account.client.add(named)[0].startswith("CLOSED_TRAN_PRD")
    account.client.control("periods", {"period": "2026-01", "closed": False})
    assert account.client.add(account.invoice())[0].startswith("ok")


CLOSED = {
    "closed by its month": {"period": "2026-01", "closed": True},
    "closed by its name": {"period": "Jan 2026", "closed": True},
    "locked for receivables": {"period": "2026-01", "arLocked": True},
    "locked for all": {"period": "2026-01", "allLocked": True},
}


@pytest.mark.parametrize("control", CLOSED.values(), ids=CLOSED)
def test_a_period_takes_nothing_while_it_is(account: Account, control: dict[str, Any]) -> None:
    account.client.control("periods", control)
    assert account.client.add(account.invoice())[0].startswith("VALID_PRD_REQD")
    account.client.control("periods", {name: value if name == "period" else False for name, value in control.items()})
    assert account.client.add(account.invoice())[0].startswith("ok")


def test_suiteql_shows_who_may_not_post_to_a_period(account: Account) -> None:
    account.client.control("periods", {"period": "2026-01", "arLocked": True, "apLocked": True})
    query = "SELECT closed, arlocked, aplocked, alllocked FROM accountingperiod WHERE periodname = 'Jan 2026'"
    assert account.client.suiteql(query) == [{"closed": "F", "arlocked": "T", "aplocked": "T", "alllocked": "F"}]


NO_CONTROL: dict[str, Any] = {
    "a period that is not there": {"period": "Jan 1990", "closed": True},
    "a quarter": {"period": "Q1 2026", "closed": True},
    "no flag": {"period": "2026-01"},
    "a flag that is none": {"period": "2026-01", "shut": True},
    "no truth": {"period": "2026-01", "closed": "yes"},
}


@pytest.mark.parametrize("control", NO_CONTROL.values(), ids=NO_CONTROL)
def test_periods_are_not_controlled_with(account: Account, control: dict[str, Any]) -> None:
    url = f"{account.client.address}/_emulator/periods"
    assert account.client.session.post(url, json=control, timeout=10).status_code == 400


def test_postings_of_a_closed_period_stay_while_texts_and_applications_may_change(account: Account) -> None:
    doc = _open_invoice(account)
    payment = id_of(account.client.add(account.payment())[0])
    account.client.control("periods", {"period": "2026-01", "closed": True})
    memo = account.client.record("Invoice", internalId=doc, memo="late remark")
    amount = account.client.record("Invoice", internalId=doc, itemList={"item": [account.line("90.00")]})
    moved = account.client.record("Invoice", internalId=doc, tranDate="2026-02-01T00:00:00-08:00")
    said = account.client.update(memo, amount, moved)
    assert [each.partition(":")[0] for each in said] == [f"ok {doc}", "CLOSED_TRAN_PRD", "CLOSED_TRAN_PRD"]
    applied = account.client.record("CustomerPayment", internalId=payment, **apply_list({doc: "100.00"}))
    assert account.client.update(applied) == [f"ok {payment}"]
    assert account.client.delete(account.ref(type="customerPayment", internalId=payment))[0].startswith("CLOSED")


def test_the_books_balance_after_any_life(account: Account) -> None:
    chance = random.Random(20260115)  # noqa: S311 - a repeatable life, no secret
    for number in range(30):
        account.client.add(*_a_month(account, chance, number))
        rows = account.client.control("trial-balance").values()
        assert sum(Decimal(row["USD"]) for row in rows if "USD" in row) == 0


def _a_month(account: Account, chance: random.Random, number: int) -> Iterator[Any]:
    amount = f"{chance.randint(1, 99999) / 100:.2f}"
    yield account.invoice(f"in_{number}", account.line(amount), account.line("-0.01", "coupon_1"))
    yield account.payment(f"ch_{number}", amount, autoApply=chance.random() < 0.7)
    yield account.memo(f"memo_{number}", account.line(f"{chance.randint(1, 999)}.00"))
    yield account.refund(f"re_{number}", applies={str(chance.randint(1, 3 * number + 1)): "0.50"})


@pytest.fixture
def strict(served: Client) -> Iterator[Account]:
    """An account whose forms demand departments, without Advanced Revenue Management."""
    emulator = NetSuiteEmulator(arm=False, required_fields=("department", "customer.email"))
    with emulator.serving() as address, served.at(address) as client:
        yield Account(client)
    emulator.close()


def test_an_account_may_demand_fields(strict: Account) -> None:
    said = strict.client.add(strict.customer("cus_0"), strict.customer("cus_1", email="a@example.com"))
    assert said[0] == "USER_ERROR: Please enter value(s) for: Email"
    department = strict.ref(internalId="1")
    said = strict.client.add(strict.item("price_1"), strict.invoice(), strict.invoice("in_2", department=department))
    assert said == ["ok 1", "USER_ERROR: Please enter value(s) for: Department", "ok 1"]


def test_without_revenue_management_its_fields_and_records_do_not_exist(strict: Account) -> None:
    strict.client.add(strict.customer("cus_1", email="a@example.com"), strict.item("price_1"))
    dated = strict.line(revRecStartDate="2026-01-01T00:00:00-08:00")
    said = strict.client.add(strict.invoice("in_1", dated, department=strict.ref(internalId="1")))[0]
    assert said.startswith("INSUFFICIENT_PERMISSION: You do not have permissions to set a value for element")
    answer = strict.client.post_query({"q": "SELECT id FROM revenuerecognitionrule"})
    assert answer.status_code == 400
    assert "Record 'revenuerecognitionrule' was not found." in answer.json()["o:errorDetails"][0]["detail"]
    assert strict.client.post_query({"q": "SELECT revenuerecognitionrule FROM item"}).status_code == 400
    assert strict.client.post_query({"q": "SELECT id FROM revenueplan"}).status_code == 400


def _coded(account: Account) -> Any:
    return account.line(item="price_0", taxCode=account.ref(internalId="1"))


def _scheduled(account: Account) -> dict[str, Any]:
    return {"taxSchedule": account.ref(internalId="2")}


NO_PERMISSION = "You do not have permissions to set a value for element"

TAXES = {
    "lines may go without a tax code": (Tax.NONE, lambda a: a.invoice("in_1", a.line(item="price_0")), None),
    "legacy tax has items that are not taxable": (Tax.NONE, lambda a: a.item("price_1", isTaxable=False), None),
    "legacy tax has tax codes": (Tax.NONE, lambda a: a.invoice("in_1", _coded(a)), None),
    "legacy tax has no tax details": (Tax.NONE, lambda a: a.invoice(taxDetailsOverride=True), "taxdetailsoverride"),
    "SuiteTax has items with a tax schedule": (Tax.SUITETAX, lambda a: a.item("price_1", **_scheduled(a)), None),
    "SuiteTax has no taxable items": (Tax.SUITETAX, lambda a: a.item("price_1", isTaxable=False), "istaxable"),
    "SuiteTax has no tax codes": (Tax.SUITETAX, lambda a: a.invoice("in_1", _coded(a)), "taxcode"),
}


@pytest.mark.parametrize(("tax", "sent", "element"), TAXES.values(), ids=TAXES.keys())
def test_fields_of_taxes_belong_to_one_of_the_two_kinds_of_account(
    served: Client, tax: Tax, sent: Callable[[Account], Any], element: str | None
) -> None:
    emulator = NetSuiteEmulator(tax=tax)
    with emulator.serving() as address, served.at(address) as client:
        account = Account(client)
        client.add(account.customer("cus_1"), account.item("price_0", **_scheduled(account)))
        said = client.add(sent(account))[0]
    assert said.startswith(f"INSUFFICIENT_PERMISSION: {NO_PERMISSION} {element} due" if element else "ok"), said


DEMANDED: dict[str, tuple[Tax, Callable[[Account], Any], str]] = {
    "legacy tax a code on every line": (
        Tax.LEGACY,
        lambda a: a.invoice("in_1", _coded(a), a.line(item="price_0")),
        "USER_ERROR: Please enter value(s) for: Tax Code",
    ),
    "SuiteTax a schedule on every item": (
        Tax.SUITETAX,
        lambda a: a.item("price_1"),
        "USER_ERROR: Please enter value(s) for: Tax Schedule",
    ),
}


@pytest.mark.parametrize(("tax", "sent", "refusal"), DEMANDED.values(), ids=DEMANDED.keys())
def test_an_account_with_taxes_demands(served: Client, tax: Tax, sent: Callable[[Account], Any], refusal: str) -> None:
    emulator = NetSuiteEmulator(tax=tax)
    with emulator.serving() as address, served.at(address) as client:
        account = Account(client)
        client.add(account.customer("cus_1"), account.item("price_0", **_scheduled(account)))
        assert client.add(sent(account)) == [refusal]
        if tax is Tax.LEGACY:
            assert client.add(account.invoice("in_2", _coded(account)))[0].startswith("ok")


def test_an_account_that_numbers_by_itself_takes_no_numbers(served: Client) -> None:
    emulator = NetSuiteEmulator(auto_numbers=True)
    with emulator.serving() as address, served.at(address) as client:
        account = Account(client)
        said = client.add(account.customer("cus_0"), account.customer("cus_1", entityId=None), account.item("price_1"))
        said += client.add(account.invoice("in_0", tranId="A-1"), account.invoice("in_1"))
        assert [each.partition(":")[0] for each in said] == [
            *("INSUFFICIENT_PERMISSION", "ok 1", "ok 1"),
            *("INSUFFICIENT_PERMISSION", "ok 1"),
        ]
        assert client.get(type="invoice", internalId="1").tranId == "INV1001"


@pytest.fixture
def group(served: Client) -> Iterator[Account]:
    """Two subsidiaries, a customer and an item of each, and an item of both."""
    emulator = NetSuiteEmulator(subsidiaries=("UK Ltd",))
    with emulator.serving() as address, served.at(address) as client:
        account = Account(client)
        both, abroad = account.ref(internalId="1"), account.ref(internalId="2")
        client.add(
            account.customer("cus_1"),
            account.customer("cus_uk", subsidiary=abroad),
            account.item("price_1"),
            account.item("price_uk", subsidiaryList={"recordRef": [abroad]}),
            account.item("price_both", subsidiaryList={"recordRef": [both, abroad]}),
        )
        yield account
    emulator.close()


BANK_ABROAD = "15"
SUBSIDIARIES: dict[str, tuple[Callable[[Account], Any], str]] = {
    "an item of the other subsidiary": (
        lambda a: a.invoice("in_1", a.line(item="price_uk")),
        "INVALID_TRANS_SUB_ITEM: Transaction subsidiary 1 is not valid for item 2. Please choose a different item.",
    ),
    "a customer of the other subsidiary": (
        lambda a: a.invoice(subsidiary=a.ref(internalId="2")),
        "INVALID_TRANS_SUB_ENTITY: Transaction subsidiary 2 is not valid for entity 1.",
    ),
    "a bank of the other subsidiary": (
        lambda a: a.payment(undepFunds=False, account=a.ref(internalId=BANK_ABROAD)),
        f"INVALID_KEY_OR_REF: Invalid account reference key {BANK_ABROAD} for subsidiary 1.",
    ),
    "its own bank": (
        lambda a: a.payment(
            customer=a.ref(externalId="cus_uk"), undepFunds=False, account=a.ref(internalId=BANK_ABROAD)
        ),
        "ok",
    ),
    "an item of both": (lambda a: a.invoice("in_1", a.line(item="price_both")), "ok"),
}


@pytest.mark.parametrize(("build", "outcome"), SUBSIDIARIES.values(), ids=SUBSIDIARIES.keys())
def test_a_transaction_keeps_to_its_subsidiary(group: Account, build: Callable[[Account], Any], outcome: str) -> None:
    said = group.client.add(build(group))[0]
    assert said.startswith(outcome), said


def test_a_customer_with_transactions_stays_in_its_subsidiary(group: Account) -> None:
    moved = group.client.record("Customer", externalId="cus_1", subsidiary=group.ref(internalId="2"))
    assert group.client.update(moved) == ["ok 1"]
    group.client.add(group.invoice(subsidiary=group.ref(internalId="2")))
    back = group.client.record("Customer", externalId="cus_1", subsidiary=group.ref(internalId="1"))
    assert group.client.update(back)[0].startswith("CANT_MODIFY_SUB: You cannot change the subsidiary of this entity")


def test_an_account_of_the_base_currency_takes_any(account: Account) -> None:
    payment = account.payment(
        undepFunds=False, account=account.ref(internalId=BANK), currency=account.ref(internalId=JPY)
    )
    assert account.client.add(payment)[0].startswith("ok")
