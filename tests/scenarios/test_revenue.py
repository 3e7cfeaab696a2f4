"""Commands about revenue, over HTTP: what an invoice earns when, and whether a month may be closed (RR-5, RR-34)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from scenarios.books import OPENED, Story
from scenarios.company import Company, company
from stripe_client.emulator.history import at

SCHEDULE = """\
in_demo0001  2026-03-01  USD 370.00
end date: add_day, rows: rule_period, method: even_periods

line 1  price_demo0004  120.00  2026-03-01 .. 2027-03-02
 Source  Posting  Invoice    Net
2026-03  2026-03    10.00  10.00
2026-04  2026-04    10.00  10.00
2026-05  2026-05    10.00  10.00
2026-06  2026-06    10.00  10.00
2026-07  2026-07    10.00  10.00
2026-08  2026-08    10.00  10.00
2026-09  2026-09    10.00  10.00
2026-10  2026-10    10.00  10.00
2026-11  2026-11    10.00  10.00
2026-12  2026-12    10.00  10.00
2027-01  2027-01    10.00  10.00
2027-02  2027-02    10.00  10.00

Posted by month
  2026-03  10.00  ████████████████████████████████████████
"""


class Yearly(Story):
    """A company that also sells Gold by the year."""

    def __init__(self) -> None:
        super().__init__()
        gold = self.product("Gold for a year", created=OPENED)
        self.year = self.price(gold, "Gold, yearly", "usd", 12_000, months=12, created=OPENED)


@pytest.fixture(scope="module")
def yearly(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    """A year and a setup on one invoice, a setup alone on another, both in NetSuite; the tests only look."""
    story = Yearly()
    story.billed(story.year, story.setup)
    story.billed(story.setup, day=5)
    with (
        pytest.MonkeyPatch.context() as environment,
        company(tmp_path_factory.mktemp("yearly"), environment, story.book) as made,
    ):
        assert made.sync().code == 0
        yield made


def test_rr_5_rr_6_schedule_shows_twelve_months_of_a_year_and_names_the_rule(yearly: Company) -> None:
    shown = yearly.run("schedule", "in_demo0001", "--as-of", "2026-05")
    assert shown.code == 0
    assert "\n".join(line.rstrip() for line in shown.out.splitlines()).startswith(SCHEDULE.rstrip())
    assert "By the end of 2026-05: earned USD 30.00, deferred USD 90.00" in shown.out


def test_schedule_says_the_same_as_data(yearly: Company) -> None:
    said = yearly.run("schedule", "in_demo0001", "--as-of", "2026-05", "--json").json
    (line,) = said["lines"]
    assert (said["document"], said["end_date_rule"], said["earned"], said["deferred"]) == (
        "in_demo0001", "add_day", "30.00", "90.00",
    )  # fmt: skip
    assert (line["line"], line["item"], line["end"], len(line["rows"])) == (1, "price_demo0004", "2027-03-02", 12)
    assert line["rows"][0] == {"source": "2026-03", "posting": "2026-03", "amount": "10.00", "of": "invoice"}


@pytest.mark.parametrize("id_", ["ch_demo0001", "in_demo0001"])
def test_any_id_of_the_family_leads_to_the_invoice(yearly: Company, id_: str) -> None:
    assert yearly.run("schedule", id_, "--json").json["document"] == "in_demo0001"


def test_a_customers_id_leads_to_all_of_its_invoices(yearly: Company) -> None:
    documents = [one["document"] for one in yearly.run("schedule", "cus_demo0001", "--json").json]
    assert documents == ["in_demo0001", "in_demo0002"]


NOTED = "note REV-107 memo_cbtxn_demo0002 takes credit off income at once: it carries no schedule"


@pytest.mark.parametrize(
    ("settings", "notes"),
    [("    balance: { schedule: none }\n", [NOTED]), ("", [])],
    ids=["without a schedule", "with that of each line"],
)
def test_rr_25_credit_that_carries_no_schedule_is_noted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: str, notes: list[str]
) -> None:
    story = Yearly()
    story.adjust_balance(story.ada.id, -2_500, "usd", when=at(2026, 2, 20))
    story.billed(story.year, story.setup)
    with company(tmp_path, monkeypatch, story.book) as made:
        made.configure(more=settings)
        assert made.sync().code == 0
        assert [line for line in made.run("schedule", "in_demo0001").out.splitlines() if "REV-" in line] == notes
        assert made.run("schedule", "in_demo0001", "--json").json["notes"] == notes


def test_rr_40_an_invoice_without_service_period_is_income_at_once(yearly: Company) -> None:
    shown = yearly.run("schedule", "in_demo0002")
    assert (shown.code, shown.out.splitlines()[-2]) == (
        0, "It carries no service period: all of it is income at once (rule RR-40).",
    )  # fmt: skip


def test_rr_5_the_dates_count_where_that_is_set_and_the_rule_in_force_is_named(yearly: Company) -> None:
    yearly.configure(more="    revenue_dates: { term_source: dates }\n    revenue: { method: exact_days }\n")
    try:
        said = yearly.run("schedule", "in_demo0001", "--json").json
    finally:
        yearly.configure()
    assert (said["term_source"], said["method"]) == ("dates", "exact_days")
    assert [row["amount"] for row in said["lines"][0]["rows"]][::12] == ["10.14", "0.62"]


def test_rr_13_months_that_are_closed_by_hand_move_rows_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """For a role that may not read NetSuite's periods; what was sent keeps the states of its day (rule RR-33)."""
    story = Yearly()
    story.billed(story.year)
    with company(tmp_path, monkeypatch, story.book) as made:
        made.configure(more="    accounting_periods: { source: manual, closed_through: 2026-03 }\n")
        assert made.sync().code == 0
        made.configure(more="    accounting_periods: { source: manual, closed_through: 2026-05 }\n")
        story.billed(story.year, day=5)
        made.stripe.merge(story.book)
        assert made.sync().code == 0
        found = {
            invoice: [row["posting"] for row in made.run("schedule", invoice, "--json").json["lines"][0]["rows"]][:4]
            for invoice in ("in_demo0001", "in_demo0002")
        }
        assert found == {
            "in_demo0001": ["2026-04", "2026-04", "2026-05", "2026-06"],
            "in_demo0002": ["2026-06", "2026-06", "2026-06", "2026-06"],
        }


WRONG = {
    "an id that is not recorded": (["in_nowhere"], "No invoice is recorded of in_nowhere. See what it would be with"),
    "a customer without invoices": (["cus_demo0002"], "No invoice is recorded of cus_demo0002"),
    "a period that is none": (["in_demo0001", "--as-of", "March"], '"March" is no period: write it as year and month'),
}


@pytest.mark.parametrize(("arguments", "said"), WRONG.values(), ids=WRONG)
def test_what_cannot_be_shown_is_said(yearly: Company, arguments: list[str], said: str) -> None:
    ended = yearly.run("schedule", *arguments)
    assert (ended.code, ended.out) == (2, "")
    assert said in ended.err


# -- may a period be closed? ---------------------------------------------------------------------------------------

BY_THE_YEAR = """\
version: 1
field_defaults:
  service_sale_item: { revenue_recognition_rule_id: 2, deferred_revenue_account_id: %s }
"""


@pytest.fixture
def deferring(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Company]:
    """An invoice of a year, paid, whose item defers its revenue by a rule of twelve periods."""
    story = Yearly()
    story.billed(story.year)
    with company(tmp_path, monkeypatch, story.book) as made:
        accounts = made.asked("records?type=account")
        deferred = next(one["internalId"] for one in accounts if "deferred" in str(one.get("acctName", "")).lower())
        made.map_fields(BY_THE_YEAR % deferred)
        yield made


def control(made: Company, path: str, **content: object) -> None:
    """What only happens inside NetSuite: journal entries, closed periods."""
    requests.post(f"{made.netsuite_address}/_emulator/{path}", json=content, timeout=10).raise_for_status()


def test_rr_34_a_period_is_ready_once_its_journal_entries_are_made(deferring: Company) -> None:
    assert deferring.sync().code == 0
    early = deferring.run("close-check", "2026-03")
    assert early.code == 1
    assert early.out.splitlines()[:3] == [
        "2026-03 is open in NetSuite.",
        "Revenue journal entries are missing. Make them in NetSuite before you close (Revenue > Create Revenue "
        "Recognition Journal Entries).",
        "  USD 10.00 in 1 row",
    ]
    assert [line[:4] for line in early.out.splitlines()[4:7]] == ["  1.", "  2.", "  3."], "the three consequences"
    assert early.out.splitlines()[-1] == "NOT READY"
    control(deferring, "revenue-journals", period="2026-03")
    ready = deferring.run("close-check", "2026-03")
    assert (ready.code, ready.out.splitlines()) == (
        0,
        [
            "2026-03 is open in NetSuite.",
            "Revenue journal entries: made for everything planned.",
            "",
            "READY",
        ],
    )


def test_rr_34_what_is_unsent_stands_in_the_way_of_its_own_month_alone(deferring: Company) -> None:
    refusal = {"kind": "refuse", "operation": "addList", "external_id": "in_demo0001", "code": "USER_ERROR"}
    deferring.faults(refusal | {"message": "Please enter value(s) for: Department", "times": 2, "nth": 1})
    deferring.sync()
    said = deferring.run("close-check", "2026-03", "--json")
    assert said.code == 1
    assert {one["external_id"]: one["state"] for one in said.json["unfinished"]} == {
        "in_demo0001": "needs_attention", "ch_demo0001": "waiting",
    }  # fmt: skip
    other = deferring.run("close-check", "2026-04", "--json")
    assert (other.code, other.json["ready"], other.json["unfinished"]) == (0, True, [])


def test_rr_14_expected_rows_are_those_that_netsuite_plans(deferring: Company) -> None:
    """The rule of the item counts twelve periods, and so does the price's own interval, whatever day is added."""
    assert deferring.sync().code == 0
    (plan,) = deferring.asked("schedules")
    expected = deferring.run("schedule", "in_demo0001", "--json").json["lines"][0]["rows"]
    assert [(row["source"], row["amount"]) for row in plan["rows"]] == [
        (row["source"], row["amount"]) for row in expected
    ]


def test_rr_33_an_invoice_keeps_the_periods_of_its_own_day_when_a_month_is_closed_later(deferring: Company) -> None:
    assert deferring.sync().code == 0
    control(deferring, "revenue-journals", period="2026-03")
    control(deferring, "periods", period="2026-03", closed=True)
    closed = deferring.run("close-check", "2026-03")
    assert (closed.code, closed.out.splitlines()[0]) == (0, "2026-03 is closed in NetSuite.")
    first = deferring.run("schedule", "in_demo0001", "--json").json["lines"][0]["rows"][0]
    assert (first["source"], first["posting"]) == ("2026-03", "2026-03")


def test_close_check_ends_with_4_where_netsuite_does_not_answer(deferring: Company) -> None:
    deferring.configure(netsuite='{ account: "TSTDRV77", base_url: "http://127.0.0.1:9", subsidiary: 1 }')
    ended = deferring.run("close-check", "2026-03")
    assert (ended.code, ended.out) == (4, "")
