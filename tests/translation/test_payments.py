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


OLD = an_invoice(date="2025-12-31")
FOUND_OLD = "finding BEFORE_START_PAYMENT in_1 payment=ch_1"
UNDER_WAY = {
    "balance_transaction": {"id": "txn_1", "created": seconds("2025-12-31"), "amount": 10_000, "currency": "usd"}
}
GIVEN_UP = an_invoice(
    date="2025-12-01",
    status="open",
    payments=[an_invoice_payment(status="open")],
    status_transitions={"marked_uncollectible_at": seconds("2025-12-20")},
)

AROUND_THE_START: dict[str, tuple[ChargeFamily, str]] = {
    "A-10: money that comes later for an old invoice stands unapplied, and somebody must see it": (
        a_charge_family(pays=[OLD]),
        f"""
        {FOUND_OLD}
        Customer payment ch_1 2026-03-02 USD 100.00 Acme (cus_acme) by Stripe
        to Undeposited Funds
        memo Stripe: ch_1
        """,
    ),
    "A-10 P-3: of an old and a new invoice the new one is paid": (
        a_charge_family(pays=[OLD, an_invoice(id="in_2", amount=2550)]),
        f"""
        {FOUND_OLD}
        Customer payment ch_1 2026-03-02 USD 125.50 Acme (cus_acme) by Stripe
        to Undeposited Funds
        memo Stripe: ch_1
        applied to in_2 25.50
        """,
    ),
    "A-10: money that came before the start, for nothing that Stripe knows of, was booked by others": (
        a_charge_family(pays=(), date="2025-12-31"),
        "skipped (before start date)",
    ),
    "A-10, L-5, P-7: so was a bank debit under way for an old invoice, also of one that was given up and open again": (
        a_charge_family(pays=[GIVEN_UP], payments=GIVEN_UP.payments, status="pending", **UNDER_WAY),
        "skipped (before start date)",
    ),
    "A-10: money from before the start pays an invoice from after it": (
        a_charge_family(payments=[an_invoice_payment(paid_at="2025-12-31")]),
        """
        Customer payment ch_1 2025-12-31 USD 100.00 Acme (cus_acme) by Stripe
        to Undeposited Funds
        memo Stripe: ch_1
        applied to in_1 100.00
        """,
    ),
}


@pytest.mark.parametrize(("family", "expected"), AROUND_THE_START.values(), ids=AROUND_THE_START)
def test_a_payment_around_the_start_is_booked(family: ChargeFamily, expected: str) -> None:
    assert written(translate(family, rules(start_date="2026-01-01"), {})) == squeezed(expected)


def test_a_10_a_payment_for_an_old_invoice_brings_its_customer_along() -> None:
    """No invoice of ours does."""
    translation = translate(a_charge_family(pays=[OLD], customer=None), rules(start_date="2026-01-01"), {})
    (payment,) = translation.records
    assert {ref.external_id for ref in references(payment.record)} <= {each.external_id for each in translation.shared}


A = an_invoice_payment(id="inpay_a", payment_intent="pi_a", paid_at="2026-03-02")
B = an_invoice_payment(id="inpay_b", payment_intent="pi_b", paid_at="2026-03-03")
TWICE = an_invoice(payments=[B, A])
SECOND = a_charge_family(pays=[TWICE], payments=[B], id="ch_b")

PAID_TWICE: dict[str, tuple[ChargeFamily, Rules, str]] = {
    "P-9: the second payment is held": (SECOND, rules(), "problem DUPLICATE_PAYMENT ch_b invoice=in_1"),
    "P-9: the first is not": (
        a_charge_family(pays=[TWICE], payments=[A], id="ch_a"),
        rules(),
        """
        Customer payment ch_a 2026-03-02 USD 100.00 Acme (cus_acme) by Stripe
        to Undeposited Funds
        memo Stripe: ch_a
        applied to in_1 100.00
        """,
    ),
    "P-9: a setting lets it in, unapplied": (
        SECOND,
        rules(duplicate_payments=True),
        """
        Customer payment ch_b 2026-03-03 USD 100.00 Acme (cus_acme) by Stripe
        to Undeposited Funds
        memo Stripe: ch_b. Stripe Payment Error: could not apply to invoice in_1
        """,
    ),
    "P-9 I-5: its own flag lets it in": (
        a_charge_family(pays=[TWICE], payments=[B], id="ch_b", metadata={"netsuite_allow_duplicate": "true"}),
        rules(),
        """
        Customer payment ch_b 2026-03-03 USD 100.00 Acme (cus_acme) by Stripe
        to Undeposited Funds
        memo Stripe: ch_b. Stripe Payment Error: could not apply to invoice in_1
        """,
    ),
    "P-9 P-3: what else it pays is applied": (
        a_charge_family(
            pays=[TWICE, an_invoice(id="in_2", amount=500)],
            payments=[B, an_invoice_payment(500, invoice="in_2", payment_intent="pi_b")],
            id="ch_b",
        ),
        rules(duplicate_payments=True),
        """
        Customer payment ch_b 2026-03-02 USD 105.00 Acme (cus_acme) by Stripe
        to Undeposited Funds
        memo Stripe: ch_b. Stripe Payment Error: could not apply to invoice in_1
        applied to in_2 5.00
        """,
    ),
    "P-2: two parts that make the whole are no duplicates": (
        a_charge_family(
            pays=[an_invoice(payments=[an_invoice_payment(4000, id="inpay_a"), an_invoice_payment(6000)])],
            payments=[an_invoice_payment(6000)],
        ),
        rules(),
        """
        Customer payment ch_1 2026-03-02 USD 60.00 Acme (cus_acme) by Stripe
        to Undeposited Funds
        memo Stripe: ch_1
        applied to in_1 60.00
        """,
    ),
}


@pytest.mark.parametrize(("family", "connection", "expected"), PAID_TWICE.values(), ids=PAID_TWICE)
def test_a_second_payment_of_a_settled_invoice_waits_to_be_allowed(
    family: ChargeFamily, connection: Rules, expected: str
) -> None:
    assert written(translate(family, connection, {})) == squeezed(expected)


OWN = rules(charge_invoices=True)
FAILED_ALONE = a_charge_family(
    pays=(),
    status="failed",
    balance_transaction={"id": "txn_1", "created": seconds("2026-03-02"), "amount": 10_000, "currency": "usd"},
    failure_balance_transaction={"id": "txn_2", "created": seconds("2026-03-06"), "amount": -10_000, "currency": "usd"},
)
OWN_INVOICES: dict[str, tuple[ChargeFamily, str]] = {
    "P-8: the sale is income, and its payment is applied": (
        a_charge_family(pays=(), description="Workshop"),
        """
        Invoice invoice_ch_1 2026-03-02 USD Acme (cus_acme)
        Stripe Generic Line Item Workshop 100.00
        total 100.00
        memo Stripe: ch_1. Stripe description: Workshop
        Customer payment ch_1 2026-03-02 USD 100.00 Acme (cus_acme) by Stripe
        to Undeposited Funds
        memo Stripe: ch_1. Stripe description: Workshop
        applied to invoice_ch_1 100.00
        """,
    ),
    "P-7: a charge that failed later sold nothing": (
        FAILED_ALONE,
        """
        Customer payment ch_1 2026-03-02 USD 100.00 Acme (cus_acme) by Stripe
        to Undeposited Funds
        memo Stripe: ch_1
        Customer refund fail_ch_1 2026-03-06 USD 100.00 Acme (cus_acme) by Stripe
        memo Stripe: ch_1. Failed: payment failed
        pays out ch_1 100.00
        """,
    ),
    "P-8 C-3: of somebody unknown": (
        a_charge_family(pays=(), customer=None),
        """
        Invoice invoice_ch_1 2026-03-02 USD Stripe Unallocated Charges (stripe_unallocated_charges)
        Stripe Generic Line Item 100.00
        total 100.00
        memo Stripe: ch_1
        Customer payment ch_1 2026-03-02 USD 100.00 Stripe Unallocated Charges (stripe_unallocated_charges) by Stripe
        to Undeposited Funds
        memo Stripe: ch_1
        applied to invoice_ch_1 100.00
        """,
    ),
    "P-8: an invoice that Stripe is attaching is waited for": (
        a_charge_family(payments=[an_invoice_payment(status="open")]),
        """
        Customer payment ch_1 2026-03-02 USD 100.00 Acme (cus_acme) by Stripe
        to Undeposited Funds
        memo Stripe: ch_1
        """,
    ),
}


@pytest.mark.parametrize(("family", "expected"), OWN_INVOICES.values(), ids=OWN_INVOICES)
def test_a_charge_without_an_invoice_gets_one_of_its_own(family: ChargeFamily, expected: str) -> None:
    assert written(translate(family, OWN, {})) == squeezed(expected)


def test_p_8_c_6_the_generic_item_is_made_when_it_is_first_needed() -> None:
    shared = translate(a_charge_family(pays=()), rules(charge_invoices=True, external_id_prefix="eu_"), {}).shared
    assert "Service item eu_stripe_generic_line_item Stripe Generic Line Item" in written_shared(shared)


MADE_BEFORE: dict[str, tuple[ChargeFamily, Rules, dict[str, str | None]]] = {
    "the setting was switched off": (a_charge_family(pays=()), rules(), {"invoice_ch_1": None}),
    "Stripe has an invoice by now": (a_charge_family(), OWN, {"invoice_ch_1": "INVOICE_MADE_TWICE"}),
    "it is wanted": (a_charge_family(pays=()), OWN, {}),
    "P-7: the charge failed, and goes back as it came": (FAILED_ALONE, OWN, {}),
}


@pytest.mark.parametrize(("family", "connection", "expected"), MADE_BEFORE.values(), ids=MADE_BEFORE)
def test_a_11_an_invoice_that_was_made_for_a_charge_is_never_withdrawn(
    family: ChargeFamily, connection: Rules, expected: dict[str, str | None]
) -> None:
    kept = {each: found and found.code for each, found in translate(family, connection, {}).made_before.items()}
    assert {each: kept[each] for each in kept if ">" not in each} == expected


SHARED_FATE: dict[str, tuple[ChargeFamily, Rules, str]] = {
    "A-10: money from before the start, for an invoice from before the start": (
        a_charge_family(pays=[OLD], payments=[an_invoice_payment(paid_at="2025-12-31")]),
        rules(start_date="2026-01-01"),
        "skipped (before start date)",
    ),
    "V-9: an invoice of nothing": (
        a_charge_family(pays=[an_invoice(amount=0)], payments=[an_invoice_payment(100)]),
        rules(),
        "skipped (trial invoice)",
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
    assert translate(a_charge_family(a_charge(customer=None), pays=()), rules(), {}).depends_on == frozenset()


def test_a_6_what_is_applied_never_exceeds_what_came_in() -> None:
    """0.125 for each of two invoices is 0.25 in all, not 0.13 and 0.13."""
    family = a_charge_family(
        pays=[an_invoice(currency="kwd", amount=125), an_invoice(id="in_2", currency="kwd", amount=125)]
    )
    translation = translate(family, rules(), {})
    assert sum(use.amount for use in translation.applications) == translation.records[0].record.total


def test_p_4_a_6_what_is_applied_of_two_payments_never_exceeds_their_invoice() -> None:
    """5.005 and 5.005 for 10.010, of which NetSuite has 10.01: not 5.01 and 5.01."""
    halves = [
        an_invoice_payment(5005, id=f"inpay_{each}", payment_intent=f"pi_{each}", paid_at=day, currency="kwd")
        for each, day in (("a", "2026-03-02"), ("b", "2026-03-03"))
    ]
    invoice = an_invoice(currency="kwd", amount=10_010, payments=halves)
    families = [
        a_charge_family(pays=[invoice], payments=[half], id=f"ch_{each}", payment_intent=f"pi_{each}")
        for each, half in zip("ab", halves, strict=True)
    ]
    uses = [use for family in families for use in translate(family, rules(), {}).applications]
    assert [f"{use.external_id} {use.amount}" for use in uses] == ["ch_a>in_1 5.01", "ch_b>in_1 5.00"]
