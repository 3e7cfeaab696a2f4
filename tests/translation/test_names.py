"""External ids and memos (rules I-1 to I-3)."""

from __future__ import annotations

from hashlib import sha256

import pytest
from builders import a_charge_family, a_line, an_invoice, an_invoice_family, rules
from hypothesis import given
from hypothesis import strategies as st

from connector.translation.external_ids import MEMO_MAX, apart, memo, price_external_id, safe
from connector.translation.translate import translate
from netsuite_client.records import CustomerPayment, Field, Invoice
from stripe_client.objects import Family, Read


def _hex(stripe_id: str) -> str:
    return sha256(stripe_id.encode()).hexdigest()[:8]


EXTERNAL_IDS = {
    "I-1: a price is itself": (price_external_id("price_1Abc"), "price_1Abc"),
    "I-1: an old plan gains the prefix": (price_external_id("gold-monthly"), "price_gold-monthly"),
    "I-1: an old plan with a letter that NetSuite does not take stays unique": (
        price_external_id("gold/monthly plan"),
        f"price_gold_monthly_plan-{_hex('gold/monthly plan')}",
    ),
    "I-1: allowed letters stay": (safe("Summer_25-x"), "Summer_25-x"),
    "I-1: other letters become _ and the id's hash follows": (safe("20% off"), f"20__off-{_hex('20% off')}"),
    "I-1: an id taken in other letters moves apart by its own hash": (
        apart("cus_abc", "cus_abc"),
        f"cus_abc-{_hex('cus_abc')}",
    ),
}


@pytest.mark.parametrize(("made", "expected"), EXTERNAL_IDS.values(), ids=EXTERNAL_IDS.keys())
def test_an_external_id_is(made: str, expected: str) -> None:
    assert made == expected


def test_i_1_ids_that_differ_only_in_letter_case_move_to_different_ids() -> None:
    first, second = apart("in_Abc", "in_Abc"), apart("in_aBC", "in_aBC")
    assert first.lower() != second.lower()


@given(st.text(min_size=1), st.text(min_size=1))
def test_i_1_what_a_customer_of_stripe_named_stays_apart(one: str, other: str) -> None:
    assert (safe(one) == safe(other)) == (one == other)
    assert all(letter.isascii() and (letter.isalnum() or letter in "_-") for letter in safe(one))


RECORD_IDS: dict[str, tuple[Read, list[str]]] = {
    "I-1: an invoice": (an_invoice_family(id="in_9"), ["in_9"]),
    "I-1: the payment of a charge": (a_charge_family(pays=[an_invoice(id="in_9")]), ["ch_9"]),
    "I-1: the payment of a py_ charge": (a_charge_family(id="py_9"), ["py_9"]),
}


@pytest.mark.parametrize(("family", "expected"), RECORD_IDS.values(), ids=RECORD_IDS.keys())
def test_a_record_is_named_after_its_stripe_object(family: Read, expected: list[str]) -> None:
    assert [wanted.external_id for wanted in translate(family, rules(), {}).records] == expected


def test_i_2_transactions_carry_the_stripe_id_in_the_memo() -> None:
    (invoice,) = translate(an_invoice_family(), rules(), {}).records
    (payment,) = translate(a_charge_family(), rules(), {}).records
    assert isinstance(invoice.record, Invoice)
    assert isinstance(payment.record, CustomerPayment)
    assert (invoice.record.memo, payment.record.memo) == ("Stripe: in_1", "Stripe: ch_1")


def test_i_2_a_memo_is_cut_at_its_end_and_never_loses_the_id() -> None:
    cut = memo("in_1", "a sentence", "x" * 2000)
    assert len(cut) == MEMO_MAX == 999
    assert cut.startswith("Stripe: in_1. a sentence. xxx")


def test_i_2_a_description_is_cut_at_4000() -> None:
    family = an_invoice_family(lines=[a_line(description="x" * 4001)])
    (invoice,) = translate(family, rules(), {}).records
    assert isinstance(invoice.record, Invoice)
    assert invoice.record.lines[0].description == "x" * 4000


def test_i_2_a_number_is_cut_at_45() -> None:
    (invoice,) = translate(an_invoice_family(number="N" * 46), rules(), {}).records
    assert isinstance(invoice.record, Invoice)
    assert invoice.record.other_ref_num == "N" * 45


@pytest.mark.parametrize(
    ("family", "stripe_id"),
    [(an_invoice_family(), "in_1"), (a_charge_family(), "ch_1")],
    ids=["I-3: of an invoice", "I-3: of a payment"],
)
def test_the_stripe_id_stands_in_the_body_field_that_a_setting_names(family: Family, stripe_id: str) -> None:
    (wanted,) = translate(family, rules(stripe_id_field="custbody_stripe"), {}).records
    assert isinstance(wanted.record, Invoice | CustomerPayment)
    assert wanted.record.fields == (Field(name="custbody_stripe", type="text", value=stripe_id),)
    assert wanted.origins["custbody_stripe"].by == "I-3 netsuite.stripe_id_field"
    (plain,) = translate(family, rules(), {}).records
    assert isinstance(plain.record, Invoice | CustomerPayment)
    assert plain.record.fields == ()


def test_i_3_p_8_it_stands_on_an_invoice_that_is_made_for_a_charge_too() -> None:
    settings = rules(stripe_id_field="custbody_stripe", charge_invoices=True)
    own, _ = translate(a_charge_family(pays=()), settings, {}).records
    assert isinstance(own.record, Invoice)
    assert own.record.fields == (Field(name="custbody_stripe", type="text", value="ch_1"),)
    assert own.stripe_lines == (None,)
