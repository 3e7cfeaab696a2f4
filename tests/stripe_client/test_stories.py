"""Stories: whatever happened to an invoice is read in whole, and alike from every root that tells of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from conftest import Account
from reads import by_root

from stripe_client.emulator.history import DAY_SECONDS, Terms
from stripe_client.objects import (
    BalanceFamily,
    ChargeFamily,
    InvoiceStory,
    Read,
    Root,
    RootKind,
    balance_root,
)
from tests.stripe_emulator.shop import Shop, grown

Plain = dict[str, Any]
BALANCE = balance_root("cus_demo0001", "usd")


def read(account: Account, *roots: Root) -> dict[Root, Read]:
    return {each.root: each for each in account.client().families(roots)}


def story_of(account: Account, invoice: Plain) -> InvoiceStory:
    root = Root(RootKind.INVOICE, invoice["id"])
    story = read(account, root)[root]
    assert isinstance(story, InvoiceStory)
    return story


def family_of(account: Account, charge: Plain) -> ChargeFamily:
    root = Root(RootKind.CHARGE, charge["id"])
    family = read(account, root)[root]
    assert isinstance(family, ChargeFamily)
    return family


def roots_of(shop: Shop) -> list[Root]:
    invoices = [Root(RootKind.INVOICE, plain["id"]) for plain in shop.some("invoices")]
    charges = [Root(RootKind.CHARGE, plain["id"]) for plain in shop.some("charges")]
    return [*invoices, *charges, BALANCE]


# What the history built, told in ids


def ids(plains: Iterable[Plain]) -> list[str]:
    return sorted(plain["id"] for plain in plains)


def built(shop: Shop, invoice: Plain) -> dict[str, list[str]]:
    """What happened to an invoice according to its history."""
    payments = [one for one in shop.some("invoice_payments", invoice=invoice["id"]) if one["status"] != "canceled"]
    intents = {one["payment"].get("payment_intent") for one in payments}
    charges = [one for one in shop.some("charges") if one["payment_intent"] in intents and one["status"] != "failed"]
    paying = set(ids(charges))
    return {
        "charges": ids(charges),
        "refunds": ids(one for one in shop.some("refunds") if one["charge"] in paying),
        "disputes": ids(one for one in shop.some("disputes") if one["charge"] in paying),
        "records": sorted(one["payment"]["payment_record"] for one in payments if "payment_record" in one["payment"]),
        "notes": ids(shop.some("credit_notes", invoice=invoice["id"])),
    }


def told(story: InvoiceStory) -> dict[str, list[str]]:
    """The same of what was read."""
    charges = story.charges.values()
    return {
        "charges": sorted(story.charges),
        "refunds": sorted(refund.id for charge in charges for refund in charge.refunds),
        "disputes": sorted(dispute.id for charge in charges for dispute in charge.disputes),
        "records": sorted(story.payment_records),
        "notes": sorted(note.id for note in story.credit_notes),
    }


def is_touched(shop: Shop, invoice: Plain) -> bool:
    return any(
        one["invoice"] == invoice["id"] for one in shop.some("customer_balance_transactions") if "invoice" in one
    )


any_history = pytest.mark.parametrize("seed", range(6))


@any_history
def test_a_balance_tells_the_whole_story_of_every_invoice_that_touched_it(account: Account, seed: int) -> None:
    shop = grown(seed)
    account.holds(shop.book)
    family = read(account, BALANCE)[BALANCE]
    assert isinstance(family, BalanceFamily)
    moves = shop.some("customer_balance_transactions")
    assert [each.id for each in family.transactions] == [one["id"] for one in moves]
    touched = [invoice for invoice in shop.some("invoices") if is_touched(shop, invoice)]
    assert sorted(family.stories) == ids(touched)
    for invoice in touched:
        story = family.stories[invoice["id"]]
        counted = [one for one in shop.some("credit_notes", invoice=invoice["id"]) if "status" not in one]
        assert told(story) == built(shop, invoice) | ({} if counted else {"notes": []})
        assert story.balance == family.transactions
        told_of = {"invoice_overpaid", "credit_note", "unapplied_from_invoice"}
        origins = {one["invoice"] for one in moves if one["type"] in told_of}
        assert set(story.others) == origins - {invoice["id"]}


@any_history
def test_every_root_tells_the_same_story(account: Account, seed: int) -> None:
    shop = grown(seed)
    account.holds(shop.book)
    families = read(account, *roots_of(shop))
    assert set(families) == set(roots_of(shop))
    for family in families.values():
        if isinstance(family, ChargeFamily | BalanceFamily):
            for story in family.stories.values():
                own = families[story.root]
                assert isinstance(own, InvoiceStory)
                assert story == own or is_plain(own)


def is_plain(story: InvoiceStory) -> bool:
    """An invoice that was only paid tells of nothing; its charge may have more to say."""
    invoice = story.invoice
    return not (story.charges or story.balance or story.credit_notes) and invoice.status in {"paid", "open"}


@any_history
def test_listed_and_read_alone_a_family_is_the_same(account: Account, seed: int) -> None:
    shop = grown(seed)
    account.holds(shop.book)
    listed = by_root(account.client().changes(None))
    client = account.client()
    for root, family in listed.items():
        assert list(client.families([root])) == [family]
    assert set(roots_of(shop)) - set(listed) <= {BALANCE}


def test_a_note_that_gives_back_what_was_paid_outside_names_the_record(account: Account) -> None:
    shop = Shop()
    invoice = shop.billed(1_000)
    record = shop.paid_out_of_band(invoice, when=shop.later())
    assert record is not None
    shop.credit_note(invoice, 400, when=shop.later(), records=[(record, 400)])
    account.holds(shop.book)
    story = story_of(account, invoice)
    (given,) = story.credit_notes[0].refunds
    assert (given.type, given.refund_id, given.amount_refunded) == ("payment_record_refund", None, 400)
    assert (given.payment_record_id, given.refund_group) == (record["id"], "prrg_demo0001")
    assert story.payment_records[record["id"]].amount == 1_000


@pytest.mark.parametrize("captured", [True, False])
def test_a_bank_debit_on_its_way_pays_its_invoice_whatever_stripe_says_of_its_capture(
    account: Account, captured: bool
) -> None:
    """Rule P-7: its balance transaction says that there is money."""
    shop = Shop()
    invoice = shop.billed(1_000)
    charge = shop.pending(invoice, when=shop.later()) | {"captured": captured}
    account.holds(shop.book | {"charges": [charge]})
    family = family_of(account, charge)
    assert [(each.invoice_id, each.amount_requested) for each in family.payments] == [(invoice["id"], 1_000)]


# Who is woken


def after(account: Account, shop: Shop, happens: Callable[[], object]) -> set[str]:
    """The roots that are read once more after something happened."""
    account.holds(shop.book)
    cursor = list(account.client().changes(None))[-1].cursor
    before = deepcopy(shop.book)
    happens()
    account.gets({name: [one for one in shop.book[name] if one not in before[name]] for name in shop.book})
    return {root.id for root in by_root(account.client().changes(cursor))}


def test_a_refund_that_fails_wakes_its_charge_and_what_it_paid(account: Account) -> None:
    shop = Shop()
    charge = shop.paid(shop.billed(1_000), when=shop.later())
    refund = shop.refund(charge, 400, when=shop.later())
    woken = after(account, shop, lambda: shop.fail_refund(refund, when=shop.later()))
    assert woken == {"ch_demo0001", "in_demo0001"}


def test_a_refund_of_what_was_overpaid_wakes_the_balance_too(account: Account) -> None:
    shop = Shop()
    charge = shop.paid(shop.billed(1_000), when=shop.later(), amount=1_200)
    woken = after(account, shop, lambda: shop.refund(charge, 100, when=shop.later()))
    assert woken == {"ch_demo0001", "in_demo0001", BALANCE.id}


def test_voiding_wakes_the_charges_and_the_balance_that_paid(account: Account) -> None:
    shop = Shop()
    shop.adjust_balance(shop.ada.id, -100, "usd", when=shop.later())
    invoice = shop.billed(1_000)
    shop.paid(invoice, when=shop.later(), amount=300)
    woken = after(account, shop, lambda: shop.void(invoice, when=shop.later()))
    assert woken >= {"ch_demo0001", "in_demo0001", BALANCE.id}


def test_a_credit_note_wakes_what_paid_its_invoice(account: Account) -> None:
    shop = Shop()
    invoice = shop.billed(1_000)
    shop.paid(invoice, when=shop.later())
    woken = after(account, shop, lambda: shop.credit_note(invoice, 300, when=shop.later(), balance=300))
    assert woken >= {"ch_demo0001", "in_demo0001", BALANCE.id}


def test_credit_that_is_given_by_hand_wakes_the_balance(account: Account) -> None:
    shop = Shop()
    shop.billed(1_000)
    woken = after(account, shop, lambda: shop.adjust_balance(shop.ada.id, -100, "usd", when=shop.later()))
    assert BALANCE.id in woken


def test_a_dispute_wakes_its_charge_and_what_it_paid(account: Account) -> None:
    shop = Shop()
    charge = shop.paid(shop.billed(1_000), when=shop.later())
    woken = after(account, shop, lambda: shop.dispute(charge, when=shop.later()))
    assert woken == {"ch_demo0001", "in_demo0001"}


LATE = {
    "a refund": lambda shop, invoice, charge: shop.refund(charge, 100, when=shop.later()),
    "a dispute": lambda shop, invoice, charge: shop.dispute(charge, when=shop.later()),
    "a credit note": lambda shop, invoice, charge: shop.credit_note(invoice, 5, when=shop.later(), out_of_band=5),
}


@pytest.mark.parametrize("happens", LATE.values(), ids=LATE)
def test_what_happens_late_brings_a_document_from_before_the_lookback(
    account: Account, happens: Callable[[Shop, Plain, Plain], object]
) -> None:
    shop = Shop()
    invoice = shop.billed(1_000)
    charge = shop.paid(invoice, when=shop.later())
    begin = datetime.fromtimestamp(shop.now, UTC).date() + timedelta(days=5)
    shop.now += 10 * DAY_SECONDS
    happens(shop, invoice, charge)
    account.holds(shop.book)
    listed = by_root(account.client(start=begin, lookback_days=0).changes(None))
    assert {"ch_demo0001", "in_demo0001"} <= {root.id for root in listed}


def test_a_voided_note_is_read_where_a_refund_was_made_while_it_stood(account: Account) -> None:
    """It had a share in the lines that the refund's memo was made of (rule N-7), of which the invoice tells nothing."""
    shop = Shop()
    invoice = shop.billed(2_000)
    charge = shop.paid(invoice, when=shop.later(), amount=1_000)
    note = shop.credit_note(invoice, 500, when=shop.later())
    shop.refund(charge, 300, when=shop.later())
    shop.void_credit_note(note, when=shop.later())
    shop.paid(invoice, when=shop.later())
    account.holds(shop.book)
    story = family_of(account, charge).stories[invoice["id"]]
    assert [(each.id, each.status) for each in story.credit_notes] == [(note["id"], "void")]


# What it costs


def test_no_notes_are_asked_for_where_an_invoice_was_settled_before_its_money_went_back(account: Account) -> None:
    shop = Shop()
    charge = shop.paid(shop.billed(1_000), when=shop.later())
    shop.refund(charge, 400, when=shop.later())
    account.holds(shop.book)
    family_of(account, charge)
    assert not any("/v1/credit_notes" in path for path in account.asked())


def test_what_was_only_paid_costs_nothing_more(account: Account) -> None:
    shop = Shop()
    invoice = shop.billed(1_000)
    charge = shop.paid(invoice, when=shop.later())
    account.holds(shop.book)
    story, family = story_of(account, invoice), family_of(account, charge)
    assert (told(story), story.balance, family.stories) == (told(story) | {"charges": []}, (), {})
    assert not any("/v1/credit_notes" in path or "/v1/refunds" in path for path in account.asked())


def test_refunds_come_along_with_their_charge(account: Account) -> None:
    """The charge, its payments, the invoice's price."""
    shop = Shop()
    charge = shop.paid(shop.billed(1_000), when=shop.later())
    shop.fail_refund(shop.refund(charge, 400, when=shop.later()), when=shop.later())
    account.holds(shop.book)
    family = family_of(account, charge)
    (refund,) = family.charge.refunds
    assert refund.failure_balance_transaction is not None
    assert (refund.status, refund.failure_balance_transaction.amount) == ("failed", 400)
    assert family.stories[family.payments[0].invoice_id].charges == {charge["id"]: family.charge}
    assert len(account.asked()) == 3


def test_more_refunds_than_stripe_shows_at_once_are_all_read(account: Account) -> None:
    shop = Shop()
    charge = shop.paid(shop.billed(10_000), when=shop.later())
    for _ in range(23):
        shop.refund(charge, 100, when=shop.later())
    account.holds(shop.book)
    family = family_of(account, charge)
    assert len(family.charge.refunds) == 23
    assert all(refund.balance_transaction is not None for refund in family.charge.refunds)


def test_a_note_of_many_lines_comes_with_all_of_them(account: Account) -> None:
    shop = Shop()
    invoice = shop.billed(*range(100, 130))
    shop.credit_note(invoice, dict.fromkeys(range(30), 50), when=shop.later())
    account.holds(shop.book)
    (note,) = story_of(account, invoice).credit_notes
    assert len(note.lines) == 30
    assert note.lines[29].invoice_line_item_id == invoice["lines"][29]["id"]


@pytest.mark.parametrize("in_bulk", [True, False], ids=["in bulk", "alone"])
def test_discounts_of_what_a_refunded_charge_paid_have_their_coupons(account: Account, in_bulk: bool) -> None:
    shop = Shop()
    discount = shop.discount(shop.coupon("Tenth", created=shop.now, percent=10), start=shop.now)
    charge = shop.paid(shop.billed(1_000, terms=Terms(discounts=(discount,))), when=shop.later())
    shop.refund(charge, 100, when=shop.later())
    account.holds(shop.book)
    root = Root(RootKind.CHARGE, charge["id"])
    family = by_root(account.client().changes(None))[root] if in_bulk else family_of(account, charge)
    assert isinstance(family, ChargeFamily)
    (story,) = family.stories.values()
    assert {name: coupon.name for name, coupon in story.coupons.items()} == {discount.id: "Tenth"}


def many_credited(count: int) -> Shop:
    shop = Shop()
    for _ in range(count):
        invoice = shop.billed(1_000)
        shop.credit_note(invoice, 100, when=invoice["created"] + 7_200)
    return shop


def test_notes_of_many_invoices_are_joined_from_list_pages(account: Account) -> None:
    account.holds(many_credited(90).book)
    client = account.client()
    families = by_root(client.changes(None)).values()
    assert sum(len(family.credit_notes) for family in families if isinstance(family, InvoiceStory)) == 90
    assert client.requests_sent < 30


def test_the_balance_of_a_customer_with_many_invoices_is_read_from_lists_of_theirs(account: Account) -> None:
    shop = Shop()
    for _ in range(40):
        shop.paid(shop.billed(1_000), when=shop.later(), amount=None)
        shop.adjust_balance(shop.ada.id, -10, "usd", when=shop.later())
    account.holds(shop.book)
    family = read(account, BALANCE)[BALANCE]
    assert isinstance(family, BalanceFamily)
    assert len(family.stories) == 39
    assert len(account.asked()) <= 8


def test_a_balance_of_nobody_is_missing(account: Account) -> None:
    account.holds()
    root: Mapping[Root, Read] = read(account, balance_root("cus_nobody", "usd"))
    assert [type(each).__name__ for each in root.values()] == ["MissingFamily"]
