"""What documents come to by Stripe's own sums is what translation wants in the books, story by story (rule A-4)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from builders import (
    a_balance,
    a_charge,
    a_charge_family,
    a_credit_note,
    a_dispute,
    a_refund,
    an_invoice,
    an_invoice_family,
    an_invoice_payment,
    rules,
    seconds,
)
from hypothesis import example, given
from lives.agreement import CONNECTIONS as CONNECTIONS_OF_LIVES
from lives.moves import lived, moves_of
from lives.world import families_of
from translation.posted import RULES, UNDEPOSITED, Billing
from translation.test_properties import CONNECTIONS, FAMILIES
from translation.test_stories import STORIES

from connector.reconciliation import Document, Figures, documents_of, under_way
from connector.translation.rules import Rules
from connector.translation.translate import translate
from netsuite_client.records import CustomerPayment, Kind, Transaction
from stripe_client.objects import ChargeFamily, Family, Read

VARIANTS: dict[str, dict[str, Any]] = {
    "as set by default": {},
    "B-3: credit makes memos whatever it stems from": {"balance_origin": "memo"},
    "L-1: what is uncollectible stays open": {"uncollectible_keep_open": True},
    "P-5: what is paid outside Stripe is left out": {"out_of_band": "skip"},
    "R-3: refunds on an item of their own": {"refund_lines": "refund_item"},
}

MORE: dict[str, Billing] = {
    "L-3: written off, and paid in part later": Billing(
        stories=[
            an_invoice_family(
                an_invoice(
                    status="uncollectible",
                    payments=[an_invoice_payment(3000, paid_at="2026-03-22")],
                    status_transitions={"marked_uncollectible_at": seconds("2026-03-20")},
                )
            )
        ],
        charges=[a_charge(3000, date="2026-03-22")],
    ),
    "L-5: written off, and shown open again": Billing(
        stories=[
            an_invoice_family(
                an_invoice(status="open", status_transitions={"marked_uncollectible_at": seconds("2026-03-20")})
            )
        ]
    ),
    "N-1: written off, then a credit note": Billing(
        stories=[
            an_invoice_family(
                an_invoice(
                    status="uncollectible",
                    pre_payment_credit_notes_amount=3000,
                    status_transitions={"marked_uncollectible_at": seconds("2026-03-05")},
                )
            )
        ],
        notes=[a_credit_note(pre=3000)],
    ),
    "P-5: marked as paid without any payment": Billing(
        stories=[an_invoice_family(an_invoice(payments=[], amount_paid=10_000, amount_remaining=0))]
    ),
    "D-1: a bank takes more than was paid": Billing(
        stories=[an_invoice_family()], charges=[a_charge(disputes=[a_dispute(12_000)])]
    ),
    "R-8: one charge pays two invoices, and is refunded in part": Billing(
        stories=[
            an_invoice_family(an_invoice(payments=[an_invoice_payment()])),
            an_invoice_family(
                an_invoice(id="in_2", payments=[an_invoice_payment(invoice="in_2", payment_intent="pi_1")])
            ),
        ],
        charges=[a_charge(20_000, refunds=[a_refund(5000)])],
    ),
    "B-8: a debit meets the credit of a note": Billing(
        stories=[an_invoice_family(an_invoice(post_payment_credit_notes_amount=2500))],
        charges=[a_charge()],
        notes=[a_credit_note(post=2500, balance=2500)],
        balance=a_balance(("credit_note", -2500, "cn_1"), ("adjustment", 1000, None)),
    ),
    "V-9: a trial": Billing(stories=[an_invoice_family(an_invoice(amount=0))]),
    "V-1: a draft": Billing(stories=[an_invoice_family(an_invoice(status="draft"))]),
    "A-10: from before the start": Billing(stories=[an_invoice_family(an_invoice(date="2019-12-31"))]),
}
BILLINGS = {**{name: billing for name, (billing, _) in STORIES.items()}, **MORE}


def wanted(reads: Iterable[Read], connection: Rules) -> dict[str, Figures]:
    """All documents that translation wants, with what is applied to invoices."""
    translations = [translate(read, connection, {}) for read in reads]
    records = {each.external_id: each.record for one in translations for each in one.records}
    figures = {}
    for id_, record in records.items():
        assert isinstance(record, Transaction)
        uses = [use for one in translations for use in one.applications if use.payee.external_id == id_]
        paid = sum((use.amount for use in uses if use.payer.kind is Kind.CUSTOMER_PAYMENT), Decimal(0))
        credited = sum((use.amount for use in uses if use.payer.kind is Kind.CREDIT_MEMO), Decimal(0))
        left = record.total - paid - credited
        is_invoice = record.KIND is Kind.INVOICE
        figures[id_] = (
            Figures(total=record.total, paid=paid, credited=credited, remaining=left)
            if is_invoice
            else Figures(total=record.total)
        )
    return figures


def expected(reads: Iterable[Read], connection: Rules) -> dict[str, Figures]:
    """All documents by Stripe's sums and the rules; what is left out is none."""
    families = [read for read in reads if isinstance(read, Family)]
    documents = [document for family in families for document in documents_of(family, connection)]
    found = {one.external_id: one.expected for one in documents if not _is_left_out(one)}
    for invoice_id, intended in (each for family in families for each in under_way(family, connection)):
        found[invoice_id] += intended.change
    return found


def _is_left_out(document: Document) -> bool:
    return document.left_out is not None and document.left_out[0] != "L-2"


@pytest.mark.parametrize("differences", VARIANTS.values(), ids=VARIANTS)
@pytest.mark.parametrize("billing", BILLINGS.values(), ids=BILLINGS)
def test_what_stripe_says_comes_to_what_translation_wants(billing: Billing, differences: dict[str, Any]) -> None:
    connection = rules(undeposited_account=UNDEPOSITED, **differences)
    assert something(expected(billing.families(), connection)) == something(wanted(billing.families(), connection))


def something(figures: Mapping[str, Figures]) -> dict[str, Figures]:
    """Less what comes to nothing: it may as well not be there."""
    return {id_: each for id_, each in figures.items() if each}


def test_what_stripe_says_comes_to_what_translation_wants_in_any_life() -> None:
    lives = [lived(moves_of(seed)).life for seed in range(2_000_000, 2_000_050)]
    families = families_of(lives)
    for life in lives:
        connection = replace(RULES, **CONNECTIONS_OF_LIVES[life.connection].rules)
        reads = [each for each in families[life.seed] if not is_held(each, connection)]
        slack = Decimal("0.04" if "kwd" in life.currencies else 0)  # four parts, each rounded (rule A-6)
        assert far_apart(expected(reads, connection), wanted(reads, connection), slack) == {}, f"life {life.seed}"


def far_apart(stripe: Mapping[str, Figures], books: Mapping[str, Figures], slack: Decimal) -> dict[str, Figures]:
    """By how much documents differ, where that is more than the slack."""
    apart = {id_: stripe.get(id_, Figures()) - books.get(id_, Figures()) for id_ in stripe.keys() | books.keys()}
    return {id_: each for id_, each in apart.items() if max(map(abs, each.amounts().values())) > slack}


def is_held(read: Read, connection: Rules) -> bool:
    """A second payment until a person lets it in (P-9), money from before the start (A-10): the journal explains it."""
    translation = translate(read, connection, {})
    return bool(translation.problems) or (isinstance(read, ChargeFamily) and translation.skipped is not None)


INVOICES: dict[str, tuple[dict[str, Any], list[str]]] = {
    "paid": ({}, []),
    "open": ({"status": "open"}, []),
    "V-10: negative": ({"amount": -4000, "starting_balance": 0, "ending_balance": -4000}, ["V-10 total 40.00"]),
    "B-4: carries a debit": (
        {"starting_balance": 300, "ending_balance": 0, "payments": [an_invoice_payment(10_300)]},
        ["B-4 total 3.00"],
    ),
    "B-1: credit of an open invoice waits": (
        {"status": "open", "starting_balance": -500, "ending_balance": 0},
        ["B-1 credited -5.00 remaining 5.00"],
    ),
    "P-9: paid a second time": (
        {"payments": [an_invoice_payment(), an_invoice_payment(id="inpay_2", payment_intent="pi_2")]},
        ["P-9 paid -100.00"],
    ),
    "P-4: overpaid, where Stripe counts all of it as paid": (
        {"payments": [an_invoice_payment(11_000)], "amount_paid": 11_000, "amount_overpaid": 1000},
        ["P-4 paid -10.00"],
    ),
    "L-1: uncollectible": (
        {"status": "uncollectible", "status_transitions": {"marked_uncollectible_at": seconds("2026-03-20")}},
        ["L-1 credited 100.00 remaining -100.00"],
    ),
    "L-2: void": (
        {"status": "void", "status_transitions": {"voided_at": seconds("2026-03-20")}},
        ["L-2 credited 100.00 remaining -100.00"],
    ),
}


@pytest.mark.parametrize(("invoice", "told"), INVOICES.values(), ids=INVOICES)
def test_each_difference_of_an_invoice_has_its_rule(invoice: dict[str, Any], told: list[str]) -> None:
    document, *_ = documents_of(an_invoice_family(an_invoice(**invoice)), RULES)
    said = [
        " ".join([each.rule, *(f"{name} {amount}" for name, amount in each.change.amounts().items() if amount)])
        for each in document.intended
        if each.change
    ]
    assert said == told


def of_a_charge(*paid_at: str | None, **charge: Any) -> ChargeFamily:
    """A charge of 30 March for these parts of one invoice, when each was paid."""
    payments = [
        an_invoice_payment(1000, id=f"inpay_{number}", invoice="in_1", payment_intent="pi_1", paid_at=each)
        for number, each in enumerate(paid_at)
    ]
    made = a_charge(1000 * len(paid_at) or 1000, date="2026-03-30", **charge)
    return a_charge_family(made, pays=[an_invoice(payments=payments)] if payments else [], payments=payments)


MOVED = {"id": "txn_1", "object": "balance_transaction", "amount": 1000, "currency": "usd"}
DAYS: dict[str, tuple[ChargeFamily, str]] = {
    "P-1: the day on which the invoice was paid": (of_a_charge("2026-04-01"), "2026-04-01"),
    "P-2: the first of several": (of_a_charge("2026-04-02", "2026-04-01"), "2026-04-01"),
    "P-3: of those that say it": (of_a_charge(None, "2026-04-03"), "2026-04-03"),
    "P-1: the day of the balance transaction, where no payment says it": (
        of_a_charge(None, balance_transaction=MOVED | {"created": seconds("2026-03-31")}),
        "2026-03-31",
    ),
    "P-1: the charge's own day": (of_a_charge(None, balance_transaction=None), "2026-03-30"),
    "P-8: of a charge without an invoice its balance transaction's": (
        of_a_charge(balance_transaction=MOVED | {"created": seconds("2026-04-04")}),
        "2026-04-04",
    ),
}


@pytest.mark.parametrize(("family", "day"), DAYS.values(), ids=DAYS)
def test_p_1_a_payment_is_of_the_month_in_which_translation_dates_it(family: ChargeFamily, day: str) -> None:
    documents = {document.external_id: document for document in documents_of(family, RULES)}
    (payment,) = (each.record for each in translate(family, RULES, {}).records if each.external_id == "ch_1")
    assert isinstance(payment, CustomerPayment)
    assert (f"{documents['ch_1'].dated}", f"{payment.tran_date}") == (day, day)


def test_p_7_a_debit_under_way_is_applied_before_stripe_calls_it_paid() -> None:
    moved = {"id": "txn_1", "object": "balance_transaction", "created": seconds("2026-03-02"), "amount": 10_000}
    payments = [an_invoice_payment(status="open")]
    charge = a_charge(status="pending", balance_transaction=moved | {"currency": "usd"})
    family = a_charge_family(charge, pays=[an_invoice(status="open", payments=payments)], payments=payments)
    ((invoice_id, intended),) = under_way(family, RULES)
    assert (invoice_id, intended.rule) == ("in_1", "P-7")
    assert intended.change == Figures(paid=Decimal("100.00"), remaining=Decimal("-100.00"))


@example(an_invoice_family(an_invoice(status="void", date=0)), RULES)
@given(FAMILIES, CONNECTIONS)
def test_no_family_is_too_odd(family: Family, connection: Rules) -> None:
    for document in documents_of(family, connection):
        assert document.currency == document.currency.upper()
