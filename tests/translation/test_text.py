"""The one text for people, column by column: dry run, preview, show and tests read the same."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from textwrap import dedent

import pytest
from builders import a_charge_family, a_customer, a_line, an_invoice, an_invoice_family, rules, seconds

from connector.translation.rules import TermColumns
from connector.translation.text import amount_text, one_line, text_of
from connector.translation.translate import translate
from connector.translation.wanted import Application
from netsuite_client.records import (
    CreditMemo,
    CustomerRefund,
    Field,
    Kind,
    OtherChargeSaleItem,
    PaymentMethod,
    Ref,
    TransactionLine,
)


def test_an_invoice_reads_like_a_document_with_its_amounts_in_one_column() -> None:
    family = an_invoice_family(
        lines=[
            a_line(1_234_567, description="A description that is longer than the column of texts"),
            a_line(-500, price="price_of_a_plan_with_a_long_name", quantity=10, period=None),
        ],
        due_date=seconds("2026-03-31"),
    )
    columns = TermColumns(start="custcol_stripe_start", end="custcol_stripe_end")
    (wanted,) = translate(family, rules(line_dates=True, stripe_columns=columns), {}).records
    assert text_of(wanted.record) == dedent(
        """\
        Invoice in_1  2026-03-01  USD  Acme (cus_acme)  no. ACME-1  due 2026-03-31
          Gold (price_gold)                 A description that is longer than the … x 1            12,345.67  2026-03-01 .. 2026-04-02
            custcol_stripe_start 2026-03-01  custcol_stripe_end 2026-04-01
          Of A Plan With A Long Nam (price… Subscription                            x 10               -5.00
          total                                                                                    12,340.67
          memo      Stripe: in_1"""  # noqa: E501
    )


def test_a_payment_reads_with_what_it_is_applied_to() -> None:
    translation = translate(a_charge_family(pays=[an_invoice(), an_invoice(id="in_2", amount=250_000)]), rules(), {})
    (wanted,) = translation.records
    assert text_of(wanted.record, translation.applications) == dedent(
        """\
        Customer payment ch_1  2026-03-02  USD 2,600.00  Acme (cus_acme)  by Stripe
          to        Undeposited Funds
          memo      Stripe: ch_1
          applied to in_1                                                                             100.00
          applied to in_2                                                                           2,500.00"""
    )


ACME = Ref(kind=Kind.CUSTOMER, external_id="cus_acme", name="Acme")
USD = Ref(kind=Kind.CURRENCY, internal_id="1", name="USD")


def test_a_credit_memo_reads_like_the_invoice_that_it_credits() -> None:
    gold = Ref(kind=Kind.SERVICE_SALE_ITEM, external_id="price_gold", name="Gold (price_gold)")
    memo = CreditMemo(
        external_id="memo_re_1",
        entity=ACME,
        tran_date=date(2026, 3, 9),
        currency=USD,
        lines=(TransactionLine(item=gold, amount=Decimal("40.00"), description="Subscription"),),
        memo="Stripe: re_1. Refund of in_1",
    )
    assert text_of(memo) == dedent(
        """\
        Credit memo memo_re_1  2026-03-09  USD  Acme (cus_acme)
          Gold (price_gold)                 Subscription                                               40.00
          total                                                                                        40.00
          memo      Stripe: re_1. Refund of in_1"""
    )


def test_a_refund_reads_with_what_it_pays_out() -> None:
    refund = CustomerRefund(
        external_id="re_1",
        customer=ACME,
        tran_date=date(2026, 3, 9),
        currency=USD,
        total=Decimal("40.00"),
        payment_method=Ref(kind=Kind.PAYMENT_METHOD, external_id="stripe_payment_method", name="Stripe"),
        memo="Stripe: re_1",
        account=Ref(kind=Kind.ACCOUNT, internal_id="12", name="Undeposited Funds"),
    )
    use = Application(
        payer=Ref(kind=Kind.CUSTOMER_REFUND, external_id="re_1"),
        payee=Ref(kind=Kind.CREDIT_MEMO, external_id="memo_re_1"),
        amount=Decimal("40.00"),
        currency="USD",
    )
    assert text_of(refund, [use]) == dedent(
        """\
        Customer refund re_1  2026-03-09  USD 40.00  Acme (cus_acme)  by Stripe
          from      Undeposited Funds
          memo      Stripe: re_1
          pays out memo_re_1                                                                           40.00"""
    )


def test_a_label_that_fills_its_column_stays_apart_from_its_value() -> None:
    address = {"line1": "1 Main St", "country": "US"}
    customer = a_customer(email=None, address=address, shipping={"name": "Acme", "address": address})
    wanted = translate(an_invoice_family(customer=customer), rules(), {}).shared[0]
    assert text_of(wanted.record) == "Customer cus_acme  Acme  USD\n  billing and shipping 1 Main St, United States"


def test_a_charge_item_reads_with_its_account_and_its_added_fields() -> None:
    item = OtherChargeSaleItem(
        external_id="stripe_shipping",
        item_id="Stripe Shipping",
        income_account=Ref(kind=Kind.ACCOUNT, internal_id="54"),
        fields=(Field(name="custitem_team", type="text", value="Freight"),),
    )
    assert text_of(item) == ("Charge item stripe_shipping  Stripe Shipping\n  income    54\n  custitem_team Freight")


def test_the_first_line_says_what_a_record_is() -> None:
    assert one_line(PaymentMethod(external_id="stripe_payment_method", name="Stripe")) == (
        "Payment method stripe_payment_method  Stripe"
    )


AMOUNTS = {
    "thousands are set apart": ("1234567.80", "1,234,567.80"),
    "zero keeps its decimals": ("0.00", "0.00"),
    "a currency without decimals has none": ("3000", "3,000"),
    "a credit has its sign": ("-0.01", "-0.01"),
    "a power of ten is written out": ("1E+3", "1,000"),
}


@pytest.mark.parametrize(("amount", "expected"), AMOUNTS.values(), ids=AMOUNTS.keys())
def test_an_amount_reads(amount: str, expected: str) -> None:
    assert amount_text(Decimal(amount)) == expected
