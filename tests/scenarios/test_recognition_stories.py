"""Stories of deferred revenue through the whole connector, month by month: accounting section 10, RR-20, RR-27, RR-30.

Stories that share a pair of emulators differ in their currency, so that each has balances of its own.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from decimal import Decimal

import pytest
import requests

from scenarios.company import Company, company
from stripe_client.emulator.history import Customer, History, Line, Price, Subscription, Terms, at
from stripe_client.emulator.history.lines import Billed, Proration
from stripe_client.emulator.shapes.fields import Plain

pytestmark = pytest.mark.xdist_group("recognition stories")  # what all of them look at is made once

OPENED = at(2025, 8, 1)
BOUGHT, REFUNDED, SWITCHED = at(2025, 9, 1), at(2025, 10, 15), at(2025, 12, 1)
JANUARY, ENDS = at(2026, 1, 1), at(2026, 9, 1)

DEFERRING = """\
version: 1
field_defaults:
  service_sale_item: {{ revenue_recognition_rule_id: {rule}, deferred_revenue_account_id: {deferred} }}
"""
TWELVE_MONTHS, LINE_DATES = 2, 1
"""Revenue rules of a fresh account."""

ACCOUNTS = {
    "AR": "Accounts Receivable",
    "undeposited": "Undeposited Funds",
    "deferred": "Deferred Revenue",
    "income": "Sales",
    "bad debt": "Bad Debt",
}


class YearsSold(History):
    """A shop that sells a year for 120.00 and a month for 12.00, in any currency."""

    def __init__(self) -> None:
        super().__init__()
        self.gold = self.product("Gold", created=OPENED)

    def buyer(self) -> Customer:
        """Somebody new."""
        return self.customer("Ada Ltd", "ada@ada.example", "GB", "London", created=OPENED)

    def plan(self, currency: str, amount: int = 12_000, *, months: int = 12) -> Price:
        """A price of Gold."""
        return self.price(self.gold, f"Gold, {months} months", currency, amount, months=months, created=OPENED)

    def year_sold(self, currency: str, *, coupon: bool = False) -> Plain:
        """An open invoice of a year from 1 September 2025."""
        spring = self.coupon("Spring 20%", percent=20, created=OPENED) if coupon else None
        terms = Terms(discounts=(self.discount(spring, start=OPENED),)) if spring else Terms()
        return self.finalized(self.buyer(), [Line(self.plan(currency), 1, BOUGHT)], created=BOUGHT, terms=terms)

    def year_paid(self, currency: str, *, coupon: bool = False) -> Plain:
        """The charge that paid it the same day."""
        return self.paid(self.year_sold(currency, coupon=coupon), when=BOUGHT + 7200)

    def subscribed(self, price: Price, *, start: int, customer: Customer | None = None) -> tuple[Subscription, Plain]:
        """A subscription, and the charge that paid its first term."""
        subscription = self.subscription(customer or self.buyer(), [(price, 1)], start=start)
        return subscription, self.paid(self.bill(subscription), when=start + 7200)


@contextmanager
def deferring(folders: pytest.TempPathFactory, story: History, *, rule: int, settings: str = "") -> Iterator[Company]:
    """A company all of whose items defer their revenue by a rule of NetSuite's."""
    with (
        pytest.MonkeyPatch.context() as environment,
        company(folders.mktemp("deferring"), environment, story.book) as made,
    ):
        accounts = made.asked("records?type=account")
        deferred = next(one["internalId"] for one in accounts if one["acctName"] == "Deferred Revenue")
        made.folder.joinpath("ours.yaml").write_text(DEFERRING.format(rule=rule, deferred=deferred), encoding="utf-8")
        made.configure(start_date="2025-01-01", more=f"    mapping: [ours.yaml]\n{settings}")
        yield made


def synced(made: Company, story: History) -> None:
    """The next sync, after which nobody needs to do anything."""
    made.stripe.merge(story.book)
    ended = made.sync()
    assert ended.code == 0, ended.said


def month_ends(made: Company, month: str, *, closed: bool = False) -> None:
    """The month's revenue journal is posted in NetSuite and, if so, the period closed."""
    address = f"{made.netsuite_address}/_emulator/revenue-journals"
    requests.post(address, json={"period": month}, timeout=10).raise_for_status()
    if closed:
        made.period(month, closed=True)


def balances(made: Company, currency: str) -> str:
    """The balances in a currency, debit positive, without those that are zero; together they are zero."""
    trial = made.asked("trial-balance")
    found = {name: Decimal(trial.get(account, {}).get(currency, "0")) for name, account in ACCOUNTS.items()}
    assert sum(Decimal(account.get(currency, "0")) for account in trial.values()) == 0
    return ", ".join(f"{name} {amount:.2f}" for name, amount in found.items() if amount) or "nothing"


def rows_beside(made: Company, invoice: str) -> tuple[list[Plain], list[Plain]]:
    """The rows of an invoice and its memos: those that the connector expects, and those that NetSuite planned."""
    (line,) = made.run("schedule", invoice, "--json").json["lines"]
    expected = [{**row, "of": invoice if row["of"] == "invoice" else row["of"]} for row in line["rows"]]
    members = {row["of"] for row in expected}
    planned = [
        {**{name: row[name] for name in ("source", "posting", "amount")}, "of": plan["externalId"]}
        for plan in made.asked("schedules")
        for row in plan["rows"]
        if plan["externalId"] in members
    ]
    return expected, planned


MONTHS = [f"{2025 + (8 + index) // 12}-{(8 + index) % 12 + 1:02}" for index in range(12)]
CURRENCIES = ("USD", "EUR", "GBP", "CHF", "JPY", "KWD")

Month = str
Books = Mapping[str, dict[Month, str]]
"""The balances of each currency after each month's journal."""


def no_books() -> Books:
    """Before any month ended."""
    return {currency: {} for currency in CURRENCIES}


def month_by_month(made: Company, months: Iterable[Month], books: Books, *, closing: Collection[Month] = ()) -> None:
    """Each month ends with its journal, some are closed; what the books say then."""
    for month in months:
        month_ends(made, month, closed=month in closing)
        for currency in books:
            books[currency][month] = balances(made, currency)


@dataclass(frozen=True)
class Told:
    """A company when the stories are over, and what its books said along the way."""

    made: Company
    books: Books

    def said(self, currency: str, months: Iterable[Month]) -> Mapping[Month, str]:
        """The balances of a story after these months."""
        return {month: self.books[currency][month] for month in months}


# -- a year, while September is open --------------------------------------------------------------------------------

SEPTEMBER_OPEN = {
    "kept": (
        "USD",
        {
            "2025-09": "undeposited 120.00, deferred -110.00, income -10.00",
            "2025-10": "undeposited 120.00, deferred -100.00, income -20.00",
            "2026-08": "undeposited 120.00, income -120.00",
        },
    ),
    "refunded in full on 15 October": ("EUR", {"2025-09": "nothing", "2025-10": "nothing", "2026-08": "nothing"}),
    "20 % coupon, kept": (
        "GBP",
        {
            "2025-09": "undeposited 96.00, deferred -88.00, income -8.00",
            "2025-10": "undeposited 96.00, deferred -80.00, income -16.00",
            "2026-08": "undeposited 96.00, income -96.00",
        },
    ),
    "N-7: 3,000 credited, and the note voided once its first month was recognised": (
        "JPY",
        {
            "2025-09": "AR 12000.00, deferred -11000.00, income -1000.00",
            "2025-10": "AR 12000.00, deferred -10000.00, income -2000.00",
            "2026-08": "AR 12000.00, income -12000.00",
        },
    ),
    "50.00, then 70.00 refunded": ("CHF", {"2025-09": "nothing", "2025-10": "nothing", "2026-08": "nothing"}),
}


@pytest.fixture(scope="module")
def september_open(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    """All is synced before the journals of September and October run."""
    story = YearsSold()
    story.year_paid("usd")
    refunded = story.year_paid("eur")
    story.year_paid("gbp", coupon=True)
    in_parts = story.year_paid("chf")
    note = story.credit_note(story.year_sold("jpy"), {0: 3_000}, when=BOUGHT + 7200)
    with deferring(tmp_path_factory, story, rule=TWELVE_MONTHS) as made:
        synced(made, story)
        story.refund(refunded, when=REFUNDED)
        story.refund(in_parts, 5_000, when=REFUNDED)
        story.refund(in_parts, when=REFUNDED + 3600)
        synced(made, story)
        month_ends(made, MONTHS[0])
        story.void_credit_note(note, when=REFUNDED)
        synced(made, story)
        told = Told(made, no_books())
        month_by_month(made, MONTHS, told.books)
        yield told


@pytest.mark.parametrize(("currency", "after"), SEPTEMBER_OPEN.values(), ids=SEPTEMBER_OPEN)
def test_a_year_month_by_month_while_september_is_open(
    september_open: Told, currency: str, after: Mapping[Month, str]
) -> None:
    """Accounting section 10, RR-9, RR-20, RR-22."""
    assert september_open.said(currency, after) == after


# -- a year, once September is closed with its journal --------------------------------------------------------------

SEPTEMBER_CLOSED = {
    "refunded in full on 15 October": (
        "EUR",
        {"2025-09": "undeposited 120.00, deferred -110.00, income -10.00", "2025-10": "nothing", "2026-08": "nothing"},
    ),
    "60.00 refunded on 15 October": (
        "GBP",
        {
            "2025-09": "undeposited 120.00, deferred -110.00, income -10.00",
            "2025-10": "undeposited 60.00, deferred -50.00, income -10.00",
            "2025-11": "undeposited 60.00, deferred -45.00, income -15.00",
            "2026-08": "undeposited 60.00, income -60.00",
        },
    ),
    "not paid, uncollectible on 15 October with the bad-debt item": (
        "CHF",
        {
            "2025-09": "AR 120.00, deferred -110.00, income -10.00",
            "2025-10": "deferred -100.00, income -20.00, bad debt 120.00",
            "2026-08": "income -120.00, bad debt 120.00",
        },
    ),
    "invoiced in September, but synced when it is closed": (
        "USD",
        {
            "2025-09": "nothing",
            "2025-10": "undeposited 120.00, deferred -100.00, income -20.00",
            "2026-08": "undeposited 120.00, income -120.00",
        },
    ),
}
BAD_DEBT = "    uncollectible: { item: Stripe Bad Debt }\n"
REFUNDED_IN_FULL, SYNCED_LATE = "in_demo0001", "in_demo0004"


@pytest.fixture(scope="module")
def september_closed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    """What happens in October is synced when September is closed."""
    story = YearsSold()
    in_full = story.year_paid("eur")
    in_part = story.year_paid("gbp")
    never_paid = story.year_sold("chf")
    with deferring(tmp_path_factory, story, rule=TWELVE_MONTHS, settings=BAD_DEBT) as made:
        told = Told(made, no_books())
        synced(made, story)
        month_by_month(made, MONTHS[:1], told.books, closing=MONTHS[:1])
        story.refund(in_full, when=REFUNDED)
        story.refund(in_part, 6_000, when=REFUNDED)
        story.mark_uncollectible(never_paid, when=REFUNDED)
        story.year_paid("usd")
        synced(made, story)
        month_by_month(made, MONTHS[1:], told.books)
        yield told


@pytest.mark.parametrize(("currency", "after"), SEPTEMBER_CLOSED.values(), ids=SEPTEMBER_CLOSED)
def test_a_year_month_by_month_once_september_is_closed(
    september_closed: Told, currency: str, after: Mapping[Month, str]
) -> None:
    """Accounting section 10, RR-13, RR-20, RR-21, RR-24, RR-30."""
    assert september_closed.said(currency, after) == after


def test_rr_30_the_memos_rows_of_september_and_october_both_post_in_october(september_closed: Told) -> None:
    """Two rows of October, not one of 20.00; NetSuite plans the very rows that are expected."""
    expected, planned = rows_beside(september_closed.made, REFUNDED_IN_FULL)
    memo = [
        f"{row['source']} in {row['posting']} {row['amount']}" for row in expected if row["of"] == "memo_re_demo0001"
    ]
    assert memo[:3] == ["2025-09 in 2025-10 -10.00", "2025-10 in 2025-10 -10.00", "2025-11 in 2025-11 -10.00"]
    assert len(memo) == 12
    assert planned == expected


def test_rr_13_an_invoice_that_is_sent_late_posts_its_september_in_october(september_closed: Told) -> None:
    expected, planned = rows_beside(september_closed.made, SYNCED_LATE)
    assert [f"{row['source']} in {row['posting']} {row['amount']}" for row in expected][:2] == [
        "2025-09 in 2025-10 10.00",
        "2025-10 in 2025-10 10.00",
    ]
    assert planned == expected


def test_rr_20_no_month_is_left_with_anything_while_september_is_open(september_open: Told) -> None:
    expected, planned = rows_beside(september_open.made, "in_demo0002")
    assert planned == expected
    assert {row["posting"] == row["source"] for row in expected} == {True}
    assert [row["amount"] for row in expected] == ["10.00"] * 12 + ["-10.00"] * 12


# -- RR-27: a yearly plan becomes a monthly one in December ----------------------------------------------------------

SWITCHES = {
    "(a) refunded in full, cancelled, and a new monthly plan: nothing of the year is recognised in the end": (
        "USD",
        {
            "2025-11": "undeposited 120.00, deferred -90.00, income -30.00",
            "2025-12": "undeposited 12.00, income -12.00",
            "2026-01": "undeposited 24.00, income -24.00",
            "2026-08": "undeposited 24.00, income -24.00",
        },
    ),
    "(b) 90.00 refunded, cancelled, and a new monthly plan: 30.00 of the year stays": (
        "EUR",
        {
            "2025-11": "undeposited 120.00, deferred -90.00, income -30.00",
            "2025-12": "undeposited 42.00, deferred -20.00, income -22.00",
            "2026-01": "undeposited 54.00, deferred -17.50, income -36.50",
            "2026-08": "undeposited 54.00, income -54.00",
        },
    ),
    "(c) changed in place: the first invoice is untouched, and the credit pays the months": (
        "GBP",
        {
            "2025-11": "undeposited 120.00, deferred -90.00, income -30.00",
            "2025-12": "undeposited 120.00, deferred -80.00, income -40.00",
            "2026-01": "undeposited 120.00, deferred -70.00, income -50.00",
            "2026-08": "undeposited 120.00, income -120.00",
        },
    ),
    "(c) changed in place to a dearer plan: the unused months stand below zero on the next invoice": (
        "CHF",
        {
            "2025-11": "undeposited 120.00, deferred -90.00, income -30.00",
            "2025-12": "undeposited 210.00, deferred -160.00, income -50.00",
            "2026-01": "undeposited 210.00, deferred -140.00, income -70.00",
            "2026-08": "undeposited 210.00, income -210.00",
        },
    ),
}
BESIDE = {
    "RR-10, RR-23: a year and half a year in yen, a quarter of both refunded in September": (
        "JPY",
        {
            "2025-09": "undeposited 13500.00, deferred -12000.00, income -1500.00",
            "2026-02": "undeposited 13500.00, deferred -4500.00, income -9000.00",
            "2026-03": "undeposited 13500.00, deferred -3750.00, income -9750.00",
            "2026-08": "undeposited 13500.00, income -13500.00",
        },
    ),
    "RR-25: credit of 20.00 on a year of 120.00 takes a part of every month": (
        "KWD",
        {
            "2025-09": "undeposited 100.00, deferred -91.67, income -8.33",
            "2026-07": "undeposited 100.00, deferred -8.37, income -91.63",
            "2026-08": "undeposited 100.00, income -100.00",
        },
    ),
}
BY_DATES = "    revenue_dates: { end_date_rule: last_day, term_source: dates }\n"


@pytest.fixture(scope="module")
def switched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    """Every month is closed with its journal, up to December."""
    story = YearsSold()
    years = {
        currency: story.subscribed(story.plan(currency), start=BOUGHT) for currency in ("usd", "eur", "gbp", "chf")
    }
    _two_terms(story)
    _with_credit(story)
    with deferring(tmp_path_factory, story, rule=LINE_DATES, settings=BY_DATES) as made:
        told = Told(made, no_books())
        synced(made, story)
        month_by_month(made, MONTHS[:3], told.books, closing=MONTHS[:3])
        monthly = [_replaced(story, *years["usd"], refund=12_000), _replaced(story, *years["eur"], refund=9_000)]
        month = story.plan("gbp", 1_200, months=1)
        _changed_in_place(story, years["gbp"][0], Line(month, 1, SWITCHED))
        rest = Line(story.plan("chf", 24_000), 1, SWITCHED, end=ENDS, proration=Proration(amount=18_000))
        story.paid(_changed_in_place(story, years["chf"][0], rest), when=SWITCHED + 7200)
        synced(made, story)
        month_by_month(made, MONTHS[3:4], told.books, closing=MONTHS[3:4])
        for subscription in monthly:
            story.paid(story.bill(subscription), when=JANUARY + 7200)
        story.finalized(years["gbp"][0].customer, [Line(month, 1, JANUARY)], created=JANUARY)
        synced(made, story)
        month_by_month(made, MONTHS[4:], told.books)
        yield told


def _two_terms(story: YearsSold) -> None:
    """A year and half a year of 1 September in yen; a quarter of both is refunded."""
    year, half = story.plan("jpy", 12_000), story.plan("jpy", 6_000)
    lines = [Line(year, 1, BOUGHT), Line(half, 1, BOUGHT, end=at(2026, 3, 1))]
    invoice = story.finalized(story.buyer(), lines, created=BOUGHT)
    story.refund(story.paid(invoice, when=BOUGHT + 7200), 4_500, when=at(2025, 9, 15))


def _with_credit(story: YearsSold) -> None:
    """A year in dinars, which have three decimals, paid with 20.000 of credit and by card."""
    buyer = story.buyer()
    story.adjust_balance(buyer.id, -20_000, "kwd", when=BOUGHT - 7200)
    invoice = story.finalized(buyer, [Line(story.plan("kwd", 120_000), 1, BOUGHT)], created=BOUGHT)
    story.paid(invoice, when=BOUGHT + 7200)


def _replaced(story: YearsSold, year: Subscription, charge: Plain, *, refund: int) -> Subscription:
    """The yearly plan is refunded and ends; a monthly one of 12.00 starts, and its first month is paid."""
    story.refund(charge, refund, when=SWITCHED)
    story.cancel(year, when=SWITCHED)
    month = story.plan(str(charge["currency"]), 1_200, months=1)
    return story.subscribed(month, start=SWITCHED, customer=year.customer)[0]


def _changed_in_place(story: YearsSold, year: Subscription, new: Line) -> Plain:
    """The next invoice gives 90.00 of the year back, each line with a period of its own; `new` is what follows."""
    item = year.items[0]
    billed = Billed(subscription=year.id, item=item.id)
    unused = Proration(amount=-9_000, credited=item.last)
    lines = [Line(item.price, 1, SWITCHED, end=ENDS, proration=unused, billed=billed), replace(new, billed=billed)]
    terms = Terms(reason="subscription_update", subscription=year.id, proration_date=SWITCHED, period_start=BOUGHT)
    return story.finalized(year.customer, lines, created=SWITCHED, terms=terms)


@pytest.mark.parametrize(("currency", "after"), BESIDE.values(), ids=BESIDE)
def test_a_partial_memo_takes_its_part_of_every_month(
    switched: Told, currency: str, after: Mapping[Month, str]
) -> None:
    assert switched.said(currency, after) == after


@pytest.mark.parametrize(("currency", "after"), SWITCHES.values(), ids=SWITCHES)
def test_rr_27_a_year_that_becomes_monthly_month_by_month(
    switched: Told, currency: str, after: Mapping[Month, str]
) -> None:
    assert switched.said(currency, after) == after


def test_rr_27_the_first_invoice_is_never_touched_by_a_change_in_place(switched: Told) -> None:
    expected, planned = rows_beside(switched.made, "in_demo0003")
    assert planned == expected
    assert [row["amount"] for row in expected] == ["10.00"] * 12
