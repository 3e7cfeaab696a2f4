"""The first listing (rule A-10): everything, in whole families, for few requests, resumable after each page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from conftest import Account
from reads import by_root, charge, invoice, told
from stripe_books import DAY, START, a_charge, an_invoice, invoices, many_paid, paid

from stripe_client import charge_families, listing
from stripe_client.emulator import Fault, FaultKind
from stripe_client.objects import ChargeFamily, InvoiceFamily

LATER_LISTS = 3
"""Refunds, disputes and credit notes, which may belong to older documents, are asked for once."""


def all_of(account: Account) -> dict:
    return by_root(account.client().changes(None))


@pytest.mark.parametrize("lines", [1, 10, 11, 12, 37, 100, 250])
def test_an_invoice_comes_with_all_its_lines(account: Account, lines: int) -> None:
    account.holds(paid("1", lines=lines))
    found = all_of(account)
    family = found[invoice("1")]
    assert isinstance(family, InvoiceFamily)
    assert [line.id for line in family.invoice.lines] == [f"il_1_{number}" for number in range(lines)]
    paying = found[charge("1")]
    assert isinstance(paying, ChargeFamily)
    assert len(paying.invoices["in_1"].lines) == lines


def test_a_family_has_its_customer_prices_products_and_payments(account: Account) -> None:
    account.holds(paid("1", lines=2))
    family, paying = (all_of(account)[root] for root in (invoice("1"), charge("1")))
    assert isinstance(family, InvoiceFamily)
    assert isinstance(paying, ChargeFamily)
    assert family.customer is not None
    assert family.customer.name == "Ada"
    assert family.prices["price_gold"].interval == "month"
    assert family.products["prod_gold"].name == "Gold"
    assert paying.customer == family.customer
    assert paying.charge.balance_transaction is not None
    assert paying.charge.balance_transaction.amount == 2_000
    assert [(payment.invoice_id, payment.amount_paid) for payment in paying.payments] == [("in_1", 2_000)]
    assert paying.invoices == {"in_1": family.invoice}


OLD = START - 400 * DAY
FROM_BEFORE = {
    "a paid invoice from long before the start is left out": (paid("old", at=OLD), []),
    "a void one too": (invoices(an_invoice("old", at=OLD, status="void")), []),
    "an open one of any age comes": (invoices(an_invoice("old", at=OLD)), ["in_old open, 1 lines, prices price_gold"]),
    "an uncollectible one of any age comes": (
        invoices(an_invoice("old", at=OLD, status="uncollectible")),
        ["in_old uncollectible, 1 lines, prices price_gold"],
    ),
    "a draft of any age comes": (
        invoices(an_invoice("old", at=OLD, status="draft")),
        ["in_old draft, 1 lines, prices price_gold"],
    ),
    "what is within the 90 days before the start comes": (
        paid("older", at=START - 40 * DAY),
        ["ch_older succeeded, pays 1000 of in_older", "in_older paid, 1 lines, prices price_gold"],
    ),
    "a late charge brings the invoice from before with it": (
        paid("old", at=OLD, after=410 * DAY),
        ["ch_old succeeded, pays 1000 of in_old"],
    ),
}


@pytest.mark.parametrize(("part", "expected"), FROM_BEFORE.values(), ids=FROM_BEFORE)
def test_what_is_from_before_the_start(account: Account, part: dict, expected: list[str]) -> None:
    account.holds(part)
    assert sorted(told(read) for read in all_of(account).values()) == expected


def test_without_a_start_everything_is_listed(account: Account) -> None:
    account.holds(paid("old", at=OLD), paid("new"))
    found = by_root(account.client(start=None).changes(None))
    assert set(found) == {invoice("old"), charge("old"), invoice("new"), charge("new")}


def test_the_start_is_a_day_in_the_accounts_time_zone(account: Account) -> None:
    """Midnight of 1 August is at 04:00 UTC in New York."""
    at = 1_785_556_800
    account.holds(paid("early", at=at - 1), paid("first", at=at))
    client = account.client(start=date(2026, 8, 1), timezone="America/New_York", lookback_days=0)
    assert invoice("first") in by_root(client.changes(None))
    assert invoice("early") not in by_root(client.changes(None))


def test_two_hundred_paid_invoices_cost_a_twentieth_of_a_request_each(account: Account) -> None:
    account.holds(*many_paid(200, lines=3))
    client = account.client()
    assert len(by_root(client.changes(None))) == 400
    assert client.requests_sent <= 200 * 0.05 + LATER_LISTS


def test_charges_that_pay_no_invoice_are_not_asked_for_one_by_one(account: Account) -> None:
    account.holds(*many_paid(50), *(a_charge(f"alone{number}", 700, at=START + number) for number in range(150)))
    client = account.client()
    found = by_root(client.changes(None))
    assert sum(told(read).endswith("pays nothing") for read in found.values()) == 150
    assert client.requests_sent <= 12


def test_a_charge_whose_invoice_is_no_longer_at_hand_asks_for_it(
    account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With room for one page of invoices only, charges of older invoices find theirs by asking."""
    monkeypatch.setattr("stripe_client.lists.PAGE_OBJECTS", 10)
    monkeypatch.setattr(listing, "AHEAD_PAGES_MAX", 1)
    account.holds(*many_paid(40), paid("late", at=START, after=10 * DAY))
    found = all_of(account)
    assert all(
        told(read).split("pays ")[1].startswith("1000 of in_") for root, read in found.items() if root.kind == "charge"
    )
    assert len(found) == 82


@pytest.fixture
def in_pages_of_ten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("stripe_client.lists.PAGE_OBJECTS", 10)
    monkeypatch.setattr(listing, "AHEAD_PAGES_MAX", 3)
    monkeypatch.setattr(listing, "PAGES_TOGETHER", 1)
    monkeypatch.setattr(charge_families, "KEPT_AS_READ_MAX", 20)


@pytest.mark.usefixtures("in_pages_of_ten")
def test_pages_of_one_list_are_handed_on_together(account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    account.holds(*many_paid(45, lines=1))
    alone = list(account.client().changes(None))
    monkeypatch.setattr(listing, "PAGES_TOGETHER", 2)
    together = list(account.client().changes(None))
    assert [(page.stream, len(page.families)) for page in together if page.families] == [
        ("invoices", 20),
        ("invoices", 20),
        ("charges", 20),
        ("charges", 20),
        ("invoices", 5),
        ("charges", 5),
    ]
    assert by_root(together) == by_root(alone)


@pytest.mark.usefixtures("in_pages_of_ten")
@pytest.mark.parametrize("together", [1, 2])
def test_a_listing_interrupted_after_any_page_ends_the_same(
    account: Account, monkeypatch: pytest.MonkeyPatch, together: int
) -> None:
    monkeypatch.setattr(listing, "PAGES_TOGETHER", together)
    old = invoices(*(an_invoice(f"old{number}", at=OLD + number) for number in range(15)))
    account.holds(old, *many_paid(45, lines=2), *(a_charge(f"alone{number}", 700) for number in range(5)))
    whole = list(account.client().changes(None))
    assert len(whole) >= 12
    for stop in range(len(whole) - 1):
        resumed = list(account.client().changes(whole[stop].cursor))
        assert by_root([*whole[: stop + 1], *resumed]) == by_root(whole)
        assert resumed[-1].cursor == whole[-1].cursor
        assert [page.stream for page in resumed] == [page.stream for page in whole[stop + 1 :]]


@pytest.mark.usefixtures("in_pages_of_ten")
def test_a_resumed_listing_joins_charges_from_list_pages_again(account: Account) -> None:
    account.holds(*many_paid(60))
    whole = list(account.client().changes(None))
    middle = next(page for page in whole if page.stream == "charges")
    client = account.client()
    found = by_root(client.changes(middle.cursor))
    assert len(found) > 50
    assert client.requests_sent < 20


@pytest.mark.usefixtures("in_pages_of_ten")
@pytest.mark.parametrize("page", range(4))
def test_an_invoice_that_vanishes_where_a_listing_stands_costs_nothing_but_itself(account: Account, page: int) -> None:
    drafts = [an_invoice(f"d{number:02d}", at=START + number // 4, status="draft") for number in range(45)]
    account.holds(invoices(*drafts))
    whole = list(account.client().changes(None))
    stop = [number for number, each in enumerate(whole) if each.stream == "invoices"][page]
    last = whole[stop].families[-1].root
    account.gets(invoices({"id": last.id, "object": "invoice", "deleted": True}))
    resumed = list(account.client().changes(whole[stop].cursor))
    assert set(by_root([*whole[: stop + 1], *resumed])) == {invoice(f"d{number:02d}") for number in range(45)}


def test_an_empty_account_is_listed_and_followed(account: Account) -> None:
    account.holds()
    pages = list(account.client().changes(None))
    assert by_root(pages) == {}
    account.clock.now += 60
    account.gets(paid("1", at=int(account.clock.now)))
    assert set(by_root(account.client().changes(pages[-1].cursor))) == {invoice("1"), charge("1")}


def test_what_happens_while_listing_is_followed_afterwards(account: Account) -> None:
    account.holds(*many_paid(3))
    pages = account.client().changes(None)
    first = next(pages)
    account.gets(paid("meanwhile", at=int(account.clock.now)))
    cursor = [first, *pages][-1].cursor
    assert {invoice("meanwhile"), charge("meanwhile")} <= set(by_root(account.client().changes(cursor)))


@pytest.mark.usefixtures("in_pages_of_ten")
def test_a_listing_resumed_after_a_day_brings_what_happened_on_that_day_too(account: Account) -> None:
    account.holds(*many_paid(30))
    whole = list(account.client().changes(None))
    account.clock.now += 86_400
    account.gets(paid("meanwhile", at=int(account.clock.now)))
    for page in whole[:-1]:
        assert {invoice("meanwhile"), charge("meanwhile")} <= set(by_root(account.client().changes(page.cursor)))


def test_an_invoice_paid_after_the_listing_is_followed(listed: Callable[..., str], account: Account) -> None:
    cursor = listed(invoices(an_invoice("1")))
    account.clock.now += 1
    account.gets(paid("1"))
    found = by_root(account.client().changes(cursor))
    assert told(found[invoice("1")]) == "in_1 paid, 1 lines, prices price_gold"


FAULTS = (FaultKind.HTTP_500, FaultKind.LIMIT, FaultKind.BROKEN, FaultKind.GARBAGE)


@pytest.mark.usefixtures("in_pages_of_ten")
@pytest.mark.parametrize("kind", FAULTS)
def test_a_fault_in_any_answer_changes_nothing_in_the_end(account: Account, kind: FaultKind) -> None:
    account.holds(*many_paid(12), paid("long", lines=12), a_charge("alone", 700))
    calm = account.client()
    whole = by_root(calm.changes(None))
    for nth in range(1, calm.requests_sent + 1):
        account.emulator.faults = [Fault(kind=kind, nth=nth)]
        shaken = account.client()
        assert by_root(shaken.changes(None)) == whole
        assert shaken.requests_sent == calm.requests_sent + 1
