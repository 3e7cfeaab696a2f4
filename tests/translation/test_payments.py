"""Collected charges in the books, and what they are applied to (rules A-2, A-3, P-1 to P-3, P-6)."""

from __future__ import annotations

from typing import Any

import pytest
from builders import (
    a_charge,
    a_charge_family,
    an_invoice,
    an_invoice_family,
    an_invoice_payment,
    rules,
    seconds,
)

from connector.translation.rules import Rules
from connector.translation.translate import translate
from connector.translation.wanted import references
from netsuite_client.records import CustomerPayment, Invoice, Kind, Ref
from stripe_client.objects import ChargeFamily
from translation.written import squeezed, written, written_shared

OPEN = an_invoice(status="open")

BOOKED: dict[str, tuple[ChargeFamily, Rules, str]] = {
    "P-1: one charge pays one invoice": (
        a_charge_family(),
        rules(),
        """
        Customer payment ch_1 2026-03-02 USD 100.00 Acme (cus_acme) by Stripe
        to Undeposited Funds
        memo Stripe: ch_1
        applied to in_1 100.00
        """,
    ),
    "P-1: only what was captured came in": (
        a_charge_family(a_charge(10_000, amount_captured=7000), pays=[OPEN], payments=[an_invoice_payment(7000)]),
        rules(),
        """
        Customer payment ch_1 2026-03-02 USD 70.00 Acme (cus_acme) by Stripe
        to Undeposited Funds
        memo Stripe: ch_1
        applied to in_1 70.00
        """,
    ),
    "P-1 C-7: to the account of the settings": (
        a_charge_family(),
        rules(undeposited_account=Ref(kind=Kind.ACCOUNT, internal_id="122", name="1200 Undeposited")),
        """
        Customer payment ch_1 2026-03-02 USD 100.00 Acme (cus_acme) by Stripe
        to 1200 Undeposited
        memo Stripe: ch_1
        applied to in_1 100.00
        """,
    ),
    "P-1: yen": (
        a_charge_family(pays=[an_invoice(currency="jpy", amount=3000)]),
        rules(),
        """
        Customer payment ch_1 2026-03-02 JPY 3,000 Acme (cus_acme) by Stripe
        to Undeposited Funds
        memo Stripe: ch_1
        applied to in_1 3,000
        """,
    ),
    "A-6: a rounded payment says so, and what it is applied for is rounded alike": (
        a_charge_family(pays=[an_invoice(currency="kwd", amount=3341)]),
        rules(),
        """
        Customer payment ch_1 2026-03-02 KWD 3.34 Acme (cus_acme) by Stripe
        to Undeposited Funds
        memo Stripe: ch_1. Rounded from 3.341 KWD
        applied to in_1 3.34
        """,
    ),
    "P-2: a part leaves the rest of the invoice open": (
        a_charge_family(pays=[OPEN], payments=[an_invoice_payment(4000)]),
        rules(),
        """
        Customer payment ch_1 2026-03-02 USD 40.00 Acme (cus_acme) by Stripe
        to Undeposited Funds
        memo Stripe: ch_1
        applied to in_1 40.00
        """,
    ),
    "P-2: a later part is a payment of its own": (
        a_charge_family(pays=[OPEN], payments=[an_invoice_payment(6000, paid_at="2026-03-20")], id="ch_2"),
        rules(),
        """
        Customer payment ch_2 2026-03-20 USD 60.00 Acme (cus_acme) by Stripe
        to Undeposited Funds
        memo Stripe: ch_2
        applied to in_1 60.00
        """,
    ),
    "P-3: one payment for several invoices": (
        a_charge_family(pays=[an_invoice(), an_invoice(id="in_2", amount=2550)]),
        rules(),
        """
        Customer payment ch_1 2026-03-02 USD 125.50 Acme (cus_acme) by Stripe
        to Undeposited Funds
        memo Stripe: ch_1
        applied to in_1 100.00
        applied to in_2 25.50
        """,
    ),
    "P-1: an InvoicePayment that is not paid applies nothing": (
        a_charge_family(
            pays=[OPEN],
            payments=[an_invoice_payment(4000), an_invoice_payment(6000, id="inpay_rest", status="open")],
            amount=4000,
        ),
        rules(),
        """
        Customer payment ch_1 2026-03-02 USD 40.00 Acme (cus_acme) by Stripe
        to Undeposited Funds
        memo Stripe: ch_1
        applied to in_1 40.00
        """,
    ),
    "A-8: dated as the account's zone has it": (
        a_charge_family(payments=[an_invoice_payment(paid_at="2026-03-02T03:00:00+00:00")]),
        rules(timezone="America/New_York"),
        """
        Customer payment ch_1 2026-03-01 USD 100.00 Acme (cus_acme) by Stripe
        to Undeposited Funds
        memo Stripe: ch_1
        applied to in_1 100.00
        """,
    ),
    "P-1: a charge without a customer of its own is its invoice's customer's": (
        a_charge_family(pays=[an_invoice(customer_name="Acme")], customer=None),
        rules(),
        """
        Customer payment ch_1 2026-03-02 USD 100.00 Acme (cus_acme) by Stripe
        to Undeposited Funds
        memo Stripe: ch_1
        applied to in_1 100.00
        """,
    ),
}


@pytest.mark.parametrize(("family", "connection", "expected"), BOOKED.values(), ids=BOOKED.keys())
def test_a_charge_is_booked_as_a_bookkeeper_expects(family: ChargeFamily, connection: Rules, expected: str) -> None:
    assert written(translate(family, connection, {})) == squeezed(expected)


UNDATED = an_invoice_payment(paid_at=None)
DATES: dict[str, tuple[ChargeFamily, str, str]] = {
    "P-1: when the InvoicePayment was paid": (
        a_charge_family(payments=[an_invoice_payment(paid_at="2026-03-04")]),
        "2026-03-04",
        "invoice_payment.status_transitions.paid_at",
    ),
    "P-3: the first of several": (
        a_charge_family(
            pays=[an_invoice(), an_invoice(id="in_2")],
            payments=[
                an_invoice_payment(paid_at="2026-03-09"),
                an_invoice_payment(invoice="in_2", paid_at="2026-03-04"),
            ],
        ),
        "2026-03-04",
        "invoice_payment.status_transitions.paid_at",
    ),
    "P-1: else when the money reached Stripe's balance": (
        a_charge_family(a_charge(date="2026-03-03", created=seconds("2026-03-01")), payments=[UNDATED]),
        "2026-03-03",
        "charge.balance_transaction.created",
    ),
    "P-1: else when it was charged": (
        a_charge_family(a_charge(balance_transaction=None, created=seconds("2026-03-01")), payments=[UNDATED]),
        "2026-03-01",
        "charge.created",
    ),
}


@pytest.mark.parametrize(("family", "day", "path"), DATES.values(), ids=DATES.keys())
def test_a_payment_is_dated(family: ChargeFamily, day: str, path: str) -> None:
    (payment,) = translate(family, rules(), {}).records
    assert str(payment.record.tran_date) == day
    assert payment.origins["tran_date"].path == path


NO_MONEY: dict[str, dict[str, Any]] = {
    "P-6: a failed charge": {"status": "failed"},
    "P-6: authorised but not captured": {"captured": False},
    "P-6: an authorisation that expired and was given back": {"captured": False, "amount_refunded": 10_000},
    "P-6: pending, and nothing in Stripe's balance yet": {"status": "pending"},
    "P-6: failed, however it was disputed": {"status": "failed", "disputed": True},
}


@pytest.mark.parametrize("differences", NO_MONEY.values(), ids=NO_MONEY.keys())
def test_where_no_money_came_in_nothing_is_booked(differences: dict[str, Any]) -> None:
    translation = translate(a_charge_family(**differences), rules(), {})
    assert written(translation) == "nothing"
    assert not translation.shared
    assert not translation.problems


WITHOUT_INVOICE: dict[str, tuple[ChargeFamily, str]] = {
    "P-8: it stands unapplied under its customer": (
        a_charge_family(pays=(), description="Workshop"),
        "Customer payment ch_1 2026-03-02 USD 100.00 Acme (cus_acme) by Stripe to Undeposited Funds "
        "memo Stripe: ch_1. Stripe description: Workshop",
    ),
    "C-3: without a customer it stands under the global one": (
        a_charge_family(pays=(), customer=None),
        "Customer payment ch_1 2026-03-02 USD 100.00 Stripe Unallocated Charges (stripe_unallocated_charges) by Stripe "
        "to Undeposited Funds memo Stripe: ch_1",
    ),
    "P-8: its invoice payment was cancelled": (
        a_charge_family(payments=[an_invoice_payment(status="canceled")]),
        "Customer payment ch_1 2026-03-02 USD 100.00 Acme (cus_acme) by Stripe to Undeposited Funds memo Stripe: ch_1",
    ),
}


@pytest.mark.parametrize(("family", "expected"), WITHOUT_INVOICE.values(), ids=WITHOUT_INVOICE.keys())
def test_a_charge_without_an_invoice_is_an_unapplied_payment(family: ChargeFamily, expected: str) -> None:
    translation = translate(family, rules(), {})
    assert " ".join(written(translation).split()) == expected
    assert translation.applications == ()
    named = translation.records[0].record
    assert isinstance(named, CustomerPayment)
    assert named.customer.external_id in {wanted.external_id for wanted in translation.shared}


def test_a_10_a_charge_without_an_invoice_from_before_the_start_is_left_alone() -> None:
    family = a_charge_family(pays=(), date="2025-12-31")
    assert translate(family, rules(start_date="2026-01-01"), {}).skipped == "before start date"


SHARED_FATE: dict[str, tuple[ChargeFamily, Rules, str]] = {
    "A-10: a payment for an invoice from before the start": (
        a_charge_family(pays=[an_invoice(date="2025-12-31")]),
        rules(start_date="2026-01-01"),
        "skipped (not yet supported: A-10)",
    ),
    "L-2: a payment of a void invoice": (
        a_charge_family(pays=[an_invoice(status="void")]),
        rules(),
        "skipped (not yet supported: L-2)",
    ),
    "P-3: one of two invoices is not booked, so the payment is not either": (
        a_charge_family(pays=[an_invoice(), an_invoice(id="in_2", status="uncollectible")]),
        rules(),
        "skipped (not yet supported: L-1)",
    ),
    "P-3: one of two invoices is not at Stripe any more": (
        a_charge_family(payments=[an_invoice_payment(), an_invoice_payment(invoice="in_gone")]),
        rules(),
        "problem STRIPE_OBJECT_MISSING in_gone",
    ),
    "M-1: a currency that the account lacks": (
        a_charge_family(pays=[an_invoice(currency="sek")]),
        rules(),
        "problem CURRENCY_MISSING ch_1 currency=SEK",
    ),
}


@pytest.mark.parametrize(("family", "connection", "expected"), SHARED_FATE.values(), ids=SHARED_FATE.keys())
def test_a_payment_shares_the_fate_of_what_it_pays(family: ChargeFamily, connection: Rules, expected: str) -> None:
    assert written(translate(family, connection, {})) == expected


def test_a_2_the_invoice_owns_itself_and_the_charge_its_payment_and_applications() -> None:
    of_invoice = translate(an_invoice_family(), rules(), {})
    of_charge = translate(a_charge_family(), rules(), {})
    assert [each.external_id for each in of_invoice.records] == ["in_1"]
    assert not of_invoice.applications
    assert [each.external_id for each in of_charge.records] == ["ch_1"]
    assert [each.external_id for each in of_charge.applications] == ["ch_1>in_1"]


def test_a_2_a_3_what_a_payment_is_applied_to_is_no_part_of_the_payment() -> None:
    one = translate(a_charge_family(a_charge(), pays=[an_invoice()]), rules(), {})
    halves = [an_invoice_payment(5000, invoice="in_1"), an_invoice_payment(5000, invoice="in_2")]
    two = translate(
        a_charge_family(a_charge(), pays=[an_invoice(), an_invoice(id="in_2")], payments=halves), rules(), {}
    )
    assert one.records == two.records
    assert [use.external_id for use in two.applications] == ["ch_1>in_1", "ch_1>in_2"]


def test_a_2_a_payment_needs_its_customer_and_its_method_and_no_invoice() -> None:
    (payment,) = translate(a_charge_family(), rules(), {}).records
    assert {ref.external_id for ref in references(payment.record)} == {"cus_acme", "stripe_payment_method"}


def test_c_6_the_payment_method_is_made_when_it_is_first_needed() -> None:
    shared = translate(a_charge_family(), rules(external_id_prefix="eu_"), {}).shared
    assert written_shared(shared) == "Payment method eu_stripe_payment_method Stripe"


def test_c_7_a_payment_names_the_receivable_account_that_its_invoice_names() -> None:
    receivable = Ref(kind=Kind.ACCOUNT, internal_id="119", name="1100 Receivable")
    (payment,) = translate(a_charge_family(), rules(receivable_account=receivable), {}).records
    (invoice,) = translate(an_invoice_family(), rules(receivable_account=receivable), {}).records
    assert isinstance(payment.record, CustomerPayment)
    assert isinstance(invoice.record, Invoice)
    assert payment.record.ar_account == invoice.record.account == receivable


def test_a_1_a_payment_wakes_when_its_invoice_or_customer_changes() -> None:
    assert translate(a_charge_family(), rules(), {}).depends_on == {"in_1", "cus_acme"}


def test_a_6_what_is_applied_never_exceeds_what_came_in() -> None:
    """0.125 for each of two invoices is 0.25 in all, not 0.13 and 0.13."""
    family = a_charge_family(
        pays=[an_invoice(currency="kwd", amount=125), an_invoice(id="in_2", currency="kwd", amount=125)]
    )
    translation = translate(family, rules(), {})
    assert sum(use.amount for use in translation.applications) == translation.records[0].record.total
