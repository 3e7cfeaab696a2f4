"""What each event says to look at."""

from __future__ import annotations

from typing import Any

import pytest

from stripe_client.event_meaning import Intent, Looks, Touched, looks_of, mark_of
from stripe_client.objects import Root, RootKind, balance_root

INVOICE, CHARGE = Root(RootKind.INVOICE, "in_1"), Root(RootKind.CHARGE, "ch_1")


def an_event(kind: str, subject: dict[str, Any] | None, name: str = "evt_1") -> dict[str, Any]:
    return {"id": name, "object": "event", "type": kind, "created": 5, "data": {"object": subject}}


def a_payment(**payment: Any) -> dict[str, Any]:
    return {"id": "inpay_1", "object": "invoice_payment", "invoice": "in_1", "payment": payment}


MEANINGS = {
    "an invoice, itself": ("invoice.paid", {"id": "in_1", "object": "invoice"}, [INVOICE]),
    "a deleted draft, itself": ("invoice.deleted", {"id": "in_1", "object": "invoice"}, [INVOICE]),
    "an upcoming invoice, nothing": ("invoice.upcoming", {"id": "upcoming_in_1", "object": "invoice"}, []),
    "an object without id, nothing": ("balance.available", {"object": "balance"}, []),
    "an event without object, nothing": ("invoice.paid", None, []),
    "an invoice item, its invoice": ("invoiceitem.deleted", {"object": "invoiceitem", "invoice": "in_1"}, [INVOICE]),
    "a pending invoice item, nothing": ("invoiceitem.created", {"object": "invoiceitem", "invoice": None}, []),
    "a payment by an intent, its invoice and the intent's charges": (
        "invoice_payment.paid",
        a_payment(type="payment_intent", payment_intent="pi_1"),
        [INVOICE, Intent("pi_1")],
    ),
    "a payment by a charge, both": ("invoice_payment.paid", a_payment(type="charge", charge="ch_1"), [INVOICE, CHARGE]),
    "a payment outside of Stripe, its invoice": (
        "invoice_payment.paid",
        a_payment(type="payment_record", payment_record="pr_1"),
        [INVOICE],
    ),
    "a charge, itself": ("charge.succeeded", {"id": "ch_1", "object": "charge"}, [CHARGE]),
    "a refund, its charge": ("refund.created", {"id": "re_1", "object": "refund", "charge": "ch_1"}, [CHARGE]),
    "an expanded charge, the same": ("refund.failed", {"object": "refund", "charge": {"id": "ch_1"}}, [CHARGE]),
    "a refund that names only its intent, its charges": (
        "charge.refund.updated",
        {"object": "refund", "charge": None, "payment_intent": "pi_1"},
        [Intent("pi_1")],
    ),
    "a dispute, its charge": ("charge.dispute.closed", {"object": "dispute", "charge": "ch_1"}, [CHARGE]),
    "an intent, its latest charge": (
        "payment_intent.succeeded",
        {"id": "pi_1", "object": "payment_intent", "latest_charge": "ch_1"},
        [CHARGE],
    ),
    "an intent not tried yet, nothing": (
        "payment_intent.created",
        {"id": "pi_1", "object": "payment_intent", "latest_charge": None},
        [],
    ),
    "a credit note, its invoice": ("credit_note.voided", {"object": "credit_note", "invoice": "in_1"}, [INVOICE]),
    "a customer, itself and what waits for it": (
        "customer.updated",
        {"id": "cus_1", "object": "customer"},
        [Root(RootKind.CUSTOMER, "cus_1"), Touched("cus_1")],
    ),
    "a refund of a charge, its charge": (
        "charge.refunded",
        {"id": "ch_1", "object": "charge", "amount_refunded": 5},
        [CHARGE],
    ),
    "a price, what waits for it": ("price.updated", {"id": "price_1", "object": "price"}, [Touched("price_1")]),
    "a tax id, its customer too": (
        "customer.tax_id.created",
        {"id": "txi_1", "object": "tax_id", "customer": "cus_1"},
        [Touched("txi_1"), Touched("cus_1")],
    ),
    "what nobody knows, its id": ("gift_card.used", {"id": "gift_1", "object": "gift_card"}, [Touched("gift_1")]),
}


BALANCE = balance_root("cus_1", "eur")
MOVED: dict[str, tuple[dict[str, Any], list[object]]] = {
    "moved, that balance": ({"balance": -500}, [BALANCE]),
    "moved from nothing, the same": ({"balance": 0}, [BALANCE]),
    "did not move, no balance": ({"email": "old@acme.example"}, []),
}


@pytest.mark.parametrize(("before", "expected"), MOVED.values(), ids=MOVED)
def test_a_customer_whose_balance(before: dict[str, Any], expected: list[object]) -> None:
    event = an_event("customer.updated", {"id": "cus_1", "object": "customer", "currency": "eur"})
    event["data"]["previous_attributes"] = before
    assert [look for look in looks_of(event) if look == BALANCE] == expected


@pytest.mark.parametrize(("kind", "subject", "expected"), MEANINGS.values(), ids=MEANINGS)
def test_an_event_says_to_look_at(kind: str, subject: dict[str, Any] | None, expected: list[object]) -> None:
    assert list(looks_of(an_event(kind, subject))) == expected


def test_an_intent_need_not_be_asked_for_where_another_event_names_its_charge() -> None:
    looks = Looks()
    looks.add_all(
        [
            an_event("invoice_payment.paid", a_payment(type="payment_intent", payment_intent="pi_1")),
            an_event("charge.succeeded", {"id": "ch_1", "object": "charge", "paid": True, "payment_intent": "pi_1"}),
        ]
    )
    assert (set(looks.roots), looks.intents) == ({INVOICE, CHARGE}, set())


def test_a_failed_charge_is_not_the_one_that_paid() -> None:
    looks = Looks()
    looks.add_all(
        [
            an_event("invoice_payment.paid", a_payment(type="payment_intent", payment_intent="pi_1")),
            an_event("charge.failed", {"id": "ch_0", "object": "charge", "paid": False, "payment_intent": "pi_1"}),
        ]
    )
    assert looks.intents == {"pi_1"}


def test_marks_are_short_and_differ() -> None:
    marks = {mark_of({"id": f"evt_{number}"}) for number in range(1_000)}
    assert len(marks) == 1_000
    assert max(map(len, marks)) == 11
