"""What the builder of histories lets happen after billing, on numbers that can be checked by hand; minor units."""

from __future__ import annotations

from typing import Any

import pytest

from stripe_client.emulator import Book
from stripe_client.emulator.history import Line, Terms
from tests.stripe_emulator.identities import identity_faults
from tests.stripe_emulator.shop import Shop, grown

Plain = dict[str, Any]


def _adds_up(shop: Shop) -> bool:
    """The whole book does, and can be served."""
    Book.from_plain(shop.book)
    return identity_faults(shop.book) == []


def _moves(shop: Shop) -> list[tuple[str, int, int]]:
    return [(one["type"], one["amount"], one["ending_balance"]) for one in shop.some("customer_balance_transactions")]


def _due(invoice: Plain) -> tuple[Any, ...]:
    return tuple(invoice[name] for name in ("status", "total", "amount_due", "amount_paid", "amount_remaining"))


@pytest.mark.parametrize("seed", range(20))
def test_whatever_happens_adds_up(seed: int) -> None:
    shop = grown(seed)
    Book.from_plain(shop.book)
    assert identity_faults(shop.book) == []


# Balances


def test_credit_is_used_by_the_next_invoice_and_given_back_when_it_is_void() -> None:
    shop = Shop()
    shop.adjust_balance(shop.ada.id, -500, "usd", when=shop.later())
    invoice = shop.billed(2_000)
    assert _due(invoice) == ("open", 2_000, 1_500, 0, 1_500)
    shop.void(invoice, when=shop.later())
    assert _moves(shop) == [
        ("adjustment", -500, -500),
        ("applied_to_invoice", 500, 0),
        ("unapplied_from_invoice", -500, -500),
    ]
    assert _adds_up(shop)


def test_more_credit_than_an_invoice_leaves_it_paid_without_a_payment() -> None:
    shop = Shop()
    shop.adjust_balance(shop.ada.id, -5_000, "usd", when=shop.later())
    invoice = shop.billed(2_000)
    assert _due(invoice) == ("paid", 2_000, 0, 0, 0)
    assert invoice["ending_balance"] == -3_000
    assert _adds_up(shop)


def test_what_is_too_small_is_billed_with_the_next_invoice() -> None:
    shop = Shop()
    small, following = shop.billed(30, too_small=True), shop.billed(1_000)
    assert _due(small) == ("paid", 30, 0, 0, 0)
    assert _due(following) == ("open", 1_000, 1_030, 0, 1_030)
    assert _moves(shop) == [("invoice_too_small", 30, 30), ("applied_to_invoice", -30, 0)]
    assert _adds_up(shop)


def test_what_is_paid_too_much_becomes_credit() -> None:
    shop = Shop()
    invoice = shop.billed(10_000)
    shop.paid(invoice, when=shop.later(), amount=4_000)
    shop.paid(invoice, when=shop.later(), amount=7_000)
    assert (*_due(invoice), invoice["amount_overpaid"]) == ("paid", 10_000, 10_000, 10_000, 0, 1_000)
    assert _moves(shop) == [("invoice_overpaid", -1_000, -1_000)]
    assert _adds_up(shop)


# Ends of an invoice


def test_a_revision_replaces_an_invoice_and_inherits_its_balance() -> None:
    shop = Shop()
    shop.adjust_balance(shop.ada.id, -500, "usd", when=shop.later())
    old = shop.billed(2_000)
    new = shop.revise(old, shop.ada, [Line(shop.costing(1_800), 1, shop.now)], created=shop.later())
    assert (old["status"], old["latest_revision"], new["from_invoice"]["invoice"]) == ("void", new["id"], old["id"])
    assert (new["starting_balance"], new["amount_due"]) == (-500, 1_300)
    assert _adds_up(shop)


def test_an_invoice_that_was_given_up_may_be_paid_after_all() -> None:
    shop = Shop()
    invoice = shop.billed(1_000)
    shop.mark_uncollectible(invoice, when=shop.later())
    shop.paid(invoice, when=shop.later())
    assert invoice["status"] == "paid"
    assert {"marked_uncollectible_at", "paid_at"} <= set(invoice["status_transitions"])
    assert _adds_up(shop)


def test_what_was_paid_elsewhere_has_a_record_and_no_charge() -> None:
    shop = Shop()
    recorded, before_records = shop.billed(1_000), shop.billed(2_000)
    record = shop.paid_out_of_band(recorded, when=shop.later())
    assert record is not None
    assert shop.paid_out_of_band(before_records, when=shop.later(), recorded=False) is None
    (payment,) = shop.some("invoice_payments")
    assert payment["payment"] == {"type": "payment_record", "payment_record": record["id"]}
    assert (recorded["status"], before_records["status"], shop.some("charges")) == ("paid", "paid", [])
    Book.from_plain(shop.book)


def test_a_bank_debit_that_bounces_leaves_the_invoice_open() -> None:
    shop = Shop()
    invoice = shop.billed(1_000)
    charge = shop.pending(invoice, when=shop.later())
    shop.bounces(charge, when=shop.later())
    amounts = [one["amount"] for one in shop.some("balance_transactions")]
    assert (charge["status"], invoice["status"], amounts) == ("failed", "open", [1_000, -1_000])
    assert _adds_up(shop)


# Money that goes back


def test_a_refund_that_fails_brings_the_money_back() -> None:
    shop = Shop()
    charge = shop.paid(shop.billed(1_000), when=shop.later())
    refund = shop.refund(charge, 400, when=shop.later())
    assert charge["amount_refunded"] == 400
    shop.fail_refund(refund, when=shop.later())
    assert (charge["amount_refunded"], charge["refunded"], refund["status"]) == (0, False, "failed")
    assert [one["amount"] for one in shop.some("balance_transactions")] == [1_000, -400, 400]
    assert _adds_up(shop)


def test_no_more_is_refunded_than_was_charged() -> None:
    shop = Shop()
    charge = shop.paid(shop.billed(1_000), when=shop.later())
    shop.refund(charge, 700, when=shop.later())
    with pytest.raises(ValueError, match="300 left to refund"):
        shop.refund(charge, 301, when=shop.later())


DISPUTES = {
    "won": (True, True, "won", [-1_000, 1_000]),
    "lost": (True, False, "lost", [-1_000]),
    "an inquiry": (False, False, "warning_closed", []),
}


@pytest.mark.parametrize(("withdraws", "won", "status", "moved"), DISPUTES.values(), ids=DISPUTES)
def test_a_dispute_that_is(withdraws: bool, won: bool, status: str, moved: list[int]) -> None:
    shop = Shop()
    charge = shop.paid(shop.billed(1_000), when=shop.later())
    dispute = shop.dispute(charge, when=shop.later(), withdraws=withdraws)
    shop.close_dispute(dispute, when=shop.later(), won=won)
    found = [one["amount"] for one in shop.some("balance_transactions") if one["source"] == dispute["id"]]
    assert (dispute["status"], charge["disputed"], found) == (status, True, moved)
    assert _adds_up(shop)


# Credit notes


def test_a_note_lowers_what_is_due_and_ends_an_invoice_that_it_covers() -> None:
    shop = Shop()
    invoice = shop.billed(10_000)
    shop.credit_note(invoice, 3_000, when=shop.later())
    assert _due(invoice) == ("open", 10_000, 7_000, 0, 7_000)
    shop.credit_note(invoice, 7_000, when=shop.later())
    assert _due(invoice) == ("paid", 10_000, 0, 0, 0)
    assert _adds_up(shop)


def test_a_note_of_a_paid_invoice_gives_back_by_refund_balance_and_out_of_band() -> None:
    shop = Shop()
    invoice = shop.billed(10_000)
    refund = shop.refund(shop.paid(invoice, when=shop.later()), 1_500, when=shop.later())
    note = shop.credit_note(
        invoice, {0: 2_500}, when=shop.later(), refunds=[(refund, 1_500)], balance=700, out_of_band=300
    )
    assert (note["pre_payment_amount"], note["post_payment_amount"]) == (0, 2_500)
    assert _moves(shop) == [("credit_note", -700, -700)]
    assert _adds_up(shop)


def test_a_note_of_a_partly_paid_invoice_does_both() -> None:
    shop = Shop()
    invoice = shop.billed(10_000)
    shop.paid(invoice, when=shop.later(), amount=4_000)
    note = shop.credit_note(invoice, 8_000, when=shop.later(), balance=2_000)
    assert (note["pre_payment_amount"], note["post_payment_amount"], invoice["status"]) == (6_000, 2_000, "paid")
    assert _adds_up(shop)


def test_a_note_takes_its_share_of_discounts_and_taxes() -> None:
    shop = Shop()
    coupon = shop.coupon("Tenth", created=shop.now, percent=10)
    terms = Terms(taxes=(shop.vat,), discounts=(shop.discount(coupon, start=shop.now),))
    invoice = shop.billed(10_000, terms=terms)
    note = shop.credit_note(invoice, {0: 5_000}, when=shop.later())
    assert (note["subtotal"], note["discount_amount"], note["total"]) == (5_000, 500, 5_400)
    assert _adds_up(shop)


def test_a_void_note_leaves_the_invoice_as_it_was() -> None:
    shop = Shop()
    invoice = shop.billed(10_000)
    note = shop.credit_note(invoice, 3_000, when=shop.later())
    shop.void_credit_note(note, when=shop.later())
    assert _due(invoice) == ("open", 10_000, 10_000, 0, 10_000)
    assert _adds_up(shop)


def test_what_a_note_gives_back_must_be_what_was_paid() -> None:
    shop = Shop()
    invoice = shop.billed(1_000)
    with pytest.raises(ValueError, match="must be given back, not 5"):
        shop.credit_note(invoice, 1_000, when=shop.later(), balance=5)
    with pytest.raises(ValueError, match="more than its total"):
        shop.credit_note(invoice, 1_001, when=shop.later(), out_of_band=1)
