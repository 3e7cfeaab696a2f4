"""Commands about revenue, over HTTP: what an invoice earns when (RR-5, RR-6, RR-13, RR-40)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from scenarios.books import OPENED, Story
from scenarios.company import Company, company

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


WRONG = {
    "an id that is not recorded": (["in_nowhere"], "No invoice is recorded of in_nowhere. See what it would be with"),
    "a customer without invoices": (["cus_demo0002"], "Nothing is known of cus_demo0002"),
    "a period that is none": (["in_demo0001", "--as-of", "March"], '"March" is no period: write it as year and month'),
}


@pytest.mark.parametrize(("arguments", "said"), WRONG.values(), ids=WRONG)
def test_what_cannot_be_shown_is_said(yearly: Company, arguments: list[str], said: str) -> None:
    ended = yearly.run("schedule", *arguments)
    assert (ended.code, ended.out) == (2, "")
    assert said in ended.err
