"""Finalised invoices in the books, or why they are not there (rules A-4 to A-8, A-10, V-1 to V-3)."""

from __future__ import annotations

from typing import Any

import pytest
from builders import (
    a_customer,
    a_deleted_customer,
    a_line,
    an_invoice,
    an_invoice_family,
    rules,
    seconds,
)

from connector.translation.rules import Rules
from connector.translation.translate import translate
from connector.translation.wanted import Problem
from stripe_client.objects import BrokenFamily, InvoiceFamily, MissingFamily, Root, RootKind
from translation.written import squeezed, written

BOOKED: dict[str, tuple[InvoiceFamily, Rules, str]] = {
    "V-2 V-3: one paid invoice of one line": (
        an_invoice_family(),
        rules(),
        """
        Invoice in_1 2026-03-01 USD Acme (cus_acme) no. ACME-1
        Gold (price_gold) Subscription x 1 100.00
        total 100.00
        memo Stripe: in_1
        """,
    ),
    "V-2: an open invoice is booked like a paid one, with its due date": (
        an_invoice_family(status="open", due_date=seconds("2026-03-31")),
        rules(),
        """
        Invoice in_1 2026-03-01 USD Acme (cus_acme) no. ACME-1 due 2026-03-31
        Gold (price_gold) Subscription x 1 100.00
        total 100.00
        memo Stripe: in_1
        """,
    ),
    "V-3: every line is a line, the negative and the empty one too": (
        an_invoice_family(
            lines=[
                a_line(6000, description="Remaining time"),
                a_line(-1500, description="Unused time"),
                a_line(0, quantity=10, description="Free seats"),
                a_line(250, price=None, quantity=None, description="Setup"),
            ]
        ),
        rules(),
        """
        Invoice in_1 2026-03-01 USD Acme (cus_acme) no. ACME-1
        Gold (price_gold) Remaining time x 1 60.00
        Gold (price_gold) Unused time x 1 -15.00
        Gold (price_gold) Free seats x 10 0.00
        Stripe Item Setup 2.50
        total 47.50
        memo Stripe: in_1
        """,
    ),
    "A-5: the amount is Stripe's, whatever quantity and unit price would give": (
        an_invoice_family(lines=[a_line(1, quantity=3, description="3 at 0.335 cents")]),
        rules(),
        """
        Invoice in_1 2026-03-01 USD Acme (cus_acme) no. ACME-1
        Gold (price_gold) 3 at 0.335 cents x 3 0.01
        total 0.01
        memo Stripe: in_1
        """,
    ),
    "A-5: a fraction of a quantity stays exact": (
        an_invoice_family(lines=[a_line(125, quantity=1, quantity_decimal="1.25")]),
        rules(),
        """
        Invoice in_1 2026-03-01 USD Acme (cus_acme) no. ACME-1
        Gold (price_gold) Subscription x 1.25 1.25
        total 1.25
        memo Stripe: in_1
        """,
    ),
    "A-6: yen has no decimals": (
        an_invoice_family(currency="jpy", amount=3000),
        rules(),
        """
        Invoice in_1 2026-03-01 JPY Acme (cus_acme) no. ACME-1
        Gold (price_gold) Subscription x 1 3,000
        total 3,000
        memo Stripe: in_1
        """,
    ),
    "A-6: a dinar's third decimal is rounded, its parts still sum, and the memo says so": (
        an_invoice_family(currency="kwd", lines=[a_line(1113), a_line(1114), a_line(1114)]),
        rules(),
        """
        Invoice in_1 2026-03-01 KWD Acme (cus_acme) no. ACME-1
        Gold (price_gold) Subscription x 1 1.11
        Gold (price_gold) Subscription x 1 1.12
        Gold (price_gold) Subscription x 1 1.11
        total 3.34
        memo Stripe: in_1. Rounded from 3.341 KWD
        """,
    ),
    "A-6: a krona that Stripe sends in hundredths has none in NetSuite": (
        an_invoice_family(currency="isk", amount=150_000),
        rules(),
        """
        Invoice in_1 2026-03-01 ISK Acme (cus_acme) no. ACME-1
        Gold (price_gold) Subscription x 1 1,500
        total 1,500
        memo Stripe: in_1
        """,
    ),
    "A-8: an evening in New York is that day's, not the next": (
        an_invoice_family(date="2026-03-02T03:30:00+00:00"),
        rules(timezone="America/New_York"),
        """
        Invoice in_1 2026-03-01 USD Acme (cus_acme) no. ACME-1
        Gold (price_gold) Subscription x 1 100.00
        total 100.00
        memo Stripe: in_1
        """,
    ),
    "C-1: an account that is billed directly stands for a customer": (
        an_invoice_family(an_invoice(customer=None, customer_account="acct_9", customer_name="Nine")),
        rules(),
        """
        Invoice in_1 2026-03-01 USD Nine (acct_9) no. ACME-1
        Gold (price_gold) Subscription x 1 100.00
        total 100.00
        memo Stripe: in_1
        """,
    ),
    "C-4: a deleted customer is still billed under its id": (
        an_invoice_family(customer=a_deleted_customer("cus_gone")),
        rules(),
        """
        Invoice in_1 2026-03-01 USD cus_gone (cus_gone) no. ACME-1
        Gold (price_gold) Subscription x 1 100.00
        total 100.00
        memo Stripe: in_1
        """,
    ),
}


@pytest.mark.parametrize(("family", "connection", "expected"), BOOKED.values(), ids=BOOKED.keys())
def test_an_invoice_is_booked_as_a_bookkeeper_expects(family: InvoiceFamily, connection: Rules, expected: str) -> None:
    assert written(translate(family, connection, {})) == squeezed(expected)


FINALIZED, EFFECTIVE = seconds("2026-03-05"), seconds("2026-02-28")
DOCUMENT_DATES: dict[str, tuple[dict[str, Any], str, str]] = {
    "V-2: when it takes effect": (
        {"effective_at": EFFECTIVE, "status_transitions": {"finalized_at": FINALIZED}},
        "2026-02-28",
        "invoice.effective_at",
    ),
    "V-2: else when it was finalised": (
        {"status_transitions": {"finalized_at": FINALIZED}},
        "2026-03-05",
        "invoice.status_transitions.finalized_at",
    ),
    "V-2: never when it was created, while one of the two is there": (
        {"created": seconds("2026-01-01")},
        "2026-03-01",
        "invoice.status_transitions.finalized_at",
    ),
}


@pytest.mark.parametrize(("differences", "day", "path"), DOCUMENT_DATES.values(), ids=DOCUMENT_DATES.keys())
def test_the_document_date_is(differences: dict[str, Any], day: str, path: str) -> None:
    (invoice,) = translate(an_invoice_family(**differences), rules(), {}).records
    assert str(invoice.record.tran_date) == day
    assert invoice.origins["tran_date"].path == path


def test_v_2_stripes_number_is_the_reference_or_the_number_of_the_document() -> None:
    (by_reference,) = translate(an_invoice_family(), rules(), {}).records
    (by_number,) = translate(an_invoice_family(), rules(invoice_number="tran_id"), {}).records
    assert (by_reference.record.other_ref_num, by_reference.record.tran_id) == ("ACME-1", None)
    assert (by_number.record.other_ref_num, by_number.record.tran_id) == (None, "ACME-1")


SKIPPED: dict[str, tuple[InvoiceFamily, Rules, str]] = {
    "V-1: a draft is nothing": (an_invoice_family(status="draft"), rules(), "draft"),
    "V-1: a draft is nothing, also of the time before the start": (
        an_invoice_family(status="draft", date="2019-01-01"),
        rules(),
        "draft",
    ),
    "V-9: a trial, with every line at zero": (
        an_invoice_family(lines=[a_line(0), a_line(0)]),
        rules(),
        "trial invoice",
    ),
    "A-10: its date lies before the start": (
        an_invoice_family(date="2026-02-28T23:59:59+00:00"),
        rules(start_date="2026-03-01"),
        "before start date",
    ),
    "A-10: its creation decides where the setting says so": (
        an_invoice_family(created=seconds("2026-02-28")),
        rules(start_date="2026-03-01", start_date_field="created"),
        "before start date",
    ),
}


@pytest.mark.parametrize(("family", "connection", "reason"), SKIPPED.values(), ids=SKIPPED.keys())
def test_nothing_is_booked_and_the_reason_is_said(family: InvoiceFamily, connection: Rules, reason: str) -> None:
    translation = translate(family, connection, {})
    assert written(translation) == f"skipped ({reason})"
    assert not translation.shared


AT_THE_START: dict[str, tuple[InvoiceFamily, Rules]] = {
    "A-10: on the start date itself": (an_invoice_family(date="2026-03-01"), rules(start_date="2026-03-01")),
    "A-10: created before, issued after": (
        an_invoice_family(created=seconds("2026-02-01")),
        rules(start_date="2026-03-01"),
    ),
    "A-10: on the start date as the account's zone has it": (
        an_invoice_family(date="2026-02-28T14:00:00+00:00"),
        rules(start_date="2026-03-01", timezone="Australia/Sydney"),
    ),
    "V-9: net zero with lines that are not": (an_invoice_family(lines=[a_line(500), a_line(-500)]), rules()),
}


@pytest.mark.parametrize(("family", "connection"), AT_THE_START.values(), ids=AT_THE_START.keys())
def test_an_invoice_is_not_skipped(family: InvoiceFamily, connection: Rules) -> None:
    assert len(translate(family, connection, {}).records) == 1


PROBLEMS: dict[str, tuple[InvoiceFamily, str]] = {
    "A-4: lines that do not add up stop the invoice, to the cent": (
        an_invoice_family(total=10_001),
        "problem TOTAL_MISMATCH in_1 stripe=100.01 lines=100.00 difference=-0.01 currency=USD",
    ),
    "A-4: a total without any line": (
        an_invoice_family(lines=[], total=500),
        "problem TOTAL_MISMATCH in_1 stripe=5.00 lines=0.00 difference=-5.00 currency=USD",
    ),
    "A-7: an unknown price stops the whole invoice": (
        an_invoice_family(lines=[a_line(), a_line(price=None)], prices=()),
        "problem NO_ITEM_FOR_PRICE price_gold message=Stripe does not have the price or coupon (line il_1_1)",
    ),
    "A-7: a price unknown on two lines is said once": (
        an_invoice_family(lines=[a_line(), a_line()], prices=()),
        "problem NO_ITEM_FOR_PRICE price_gold message=Stripe does not have the price or coupon (line il_1_1)",
    ),
    "M-1: a currency that the account lacks": (
        an_invoice_family(currency="sek"),
        "problem CURRENCY_MISSING in_1 currency=SEK",
    ),
    "A-7: all problems are found in one pass": (
        an_invoice_family(
            currency="sek", total=1, lines=[a_line(price="price_old"), a_line(price="price_new")], prices=()
        ),
        """
        problem CURRENCY_MISSING in_1 currency=SEK
        problem TOTAL_MISMATCH in_1 stripe=0.01 lines=200.00 difference=199.99 currency=SEK
        problem NO_ITEM_FOR_PRICE price_old message=Stripe does not have the price or coupon (line il_1_1)
        problem NO_ITEM_FOR_PRICE price_new message=Stripe does not have the price or coupon (line il_1_2)
        """,
    ),
}


@pytest.mark.parametrize(("family", "expected"), PROBLEMS.values(), ids=PROBLEMS.keys())
def test_a_problem_holds_the_invoice_and_names_its_cause(family: InvoiceFamily, expected: str) -> None:
    translation = translate(family, rules(), {})
    assert written(translation) == squeezed(expected)
    assert not translation.records


def test_a_7_a_broken_object_is_a_problem_that_names_the_place() -> None:
    root = Root(RootKind.INVOICE, "in_1")
    broken = BrokenFamily(root=root, object_id="price_x", place="recurring.interval_count", fault="not a number")
    assert written(translate(broken, rules(), {})) == (
        "problem BROKEN_OBJECT price_x object=price_x place=recurring.interval_count fault=not a number"
    )


def test_a_7_a_charge_that_stripe_does_not_have_is_a_problem_of_its_own() -> None:
    translation = translate(MissingFamily(root=Root(RootKind.CHARGE, "ch_1")), rules(), {})
    assert translation.problems == (Problem(code="STRIPE_OBJECT_MISSING", subject="ch_1"),)


def test_v_1_an_invoice_that_stripe_does_not_have_was_a_draft_and_is_nothing() -> None:
    translation = translate(MissingFamily(root=Root(RootKind.INVOICE, "in_1")), rules(), {})
    assert (translation.skipped, translation.problems) == ("draft", ())


def test_a_1_a_translation_knows_what_may_change_it() -> None:
    depends_on = translate(an_invoice_family(), rules(), {}).depends_on
    assert depends_on == {"cus_acme", "price_gold", "prod_gold"}


def test_a_1_the_same_family_gives_the_same_translation() -> None:
    first = translate(an_invoice_family(customer=a_customer(name="Acme")), rules(), {})
    assert first == translate(an_invoice_family(customer=a_customer(name="Acme")), rules(), {})


def test_a_1_what_was_paid_does_not_change_the_invoice() -> None:
    unpaid = translate(an_invoice_family(an_invoice(status="open")), rules(), {})
    assert unpaid.records == translate(an_invoice_family(), rules(), {}).records
