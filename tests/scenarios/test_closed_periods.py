"""Rule A-9 over HTTP: March is closed when its documents arrive, and what each policy makes of that."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from scenarios.books import Story
from scenarios.company import Company, company
from stripe_client.emulator.history import at

MOVED = "posted in April: March 2026 is closed"
ORIGINAL = "Original transaction date: 2026-03-01"


@pytest.fixture
def story() -> Story:
    """An invoice of 1 March 2026 that was paid the next day."""
    story = Story()
    story.billed(story.gold)
    return story


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, story: Story) -> Iterator[Company]:
    with company(tmp_path, monkeypatch, story.book) as made:
        yield made


def test_a_9_late_documents_are_posted_on_the_first_day_of_the_next_open_period(made: Company) -> None:
    made.period("2026-03", closed=True)
    made.period("2026-04", arLocked=True)
    synced = made.sync()
    assert synced.code == 0, synced.said
    assert [line for line in made.books().splitlines() if line.startswith(("in_", "ch_"))] == [
        "in_demo0001 2026-05-01 USD 100.00 open 0.00",
        "ch_demo0001 2026-05-01 USD 100.00: 100.00 on in_demo0001",
    ]
    (invoice,), (payment,) = made.records("invoice"), made.records("customerPayment")
    assert invoice["memo"] == f"Stripe: in_demo0001. {ORIGINAL}"
    assert payment["memo"] == "Stripe: ch_demo0001. Original transaction date: 2026-03-02"
    assert " closed         2  moved 2  on hold 0" in synced.out
    assert "Invoice moved to 2026-05-01" in synced.out
    (run, *_) = made.run("runs", "--json").json
    assert run["moved"] == [
        {"kind": "customer_payment", "to": "2026-05-01", "number": 1},
        {"kind": "invoice", "to": "2026-05-01", "number": 1},
    ]
    again = made.sync("--json").json
    assert (again["exit"], again["moved"]) == (0, [])
    assert again["counts"]["accepted"] == 0, "moved records are compared by their translation"


def test_show_and_explain_say_why_it_stands_in_another_month(made: Company) -> None:
    made.period("2026-03", closed=True)
    before = made.run("explain", "in_demo0001", "--field", "tran_date")
    assert f"A-9 {MOVED}" in before.out, "also before it is sent"
    made.sync()
    made.period("2026-03", closed=False)
    shown = made.run("show", "in_demo0001").out
    assert "Invoice in_demo0001  2026-04-01" in shown
    assert f"  {MOVED} (rule A-9)" in shown
    assert ORIGINAL in shown
    explained = made.run("explain", "in_demo0001", "--field", "tran_date", "--json").json[0]["fields"][0]
    assert (explained["value"], explained["by"]) == ("2026-04-01", f"A-9 {MOVED}")
    assert explained["path"] == "invoice.effective_at"
    records = {one["external_id"]: one for one in made.run("show", "in_demo0001", "--json").json[0]["records"]}
    invoice = records["in_demo0001"]
    assert (invoice["content"]["tran_date"], invoice["posted_on"]) == ("2026-03-01", "2026-04-01")


def test_a_dry_run_shows_the_date_on_which_it_would_be_posted(made: Company) -> None:
    made.period("2026-03", closed=True)
    assert "Invoice in_demo0001  2026-04-01" in made.sync("--dry-run").out


def test_hold_waits_and_goes_on_by_itself_when_the_period_is_open_again(made: Company) -> None:
    made.configure(more="    closed_period: { policy: hold }\n")
    made.period("Mar 2026", closed=True)
    synced = made.sync()
    assert synced.code == 1
    assert "1 record on hold; 3 synced, 2 on their way." in synced.out
    assert "PER-001 PERIOD_CLOSED" in synced.out
    shown = made.run("show", "in_demo0001").out
    assert "[on hold]" in shown
    assert "! PER-001 March 2026 is closed: the record is dated 2026-03-01" in shown
    assert made.run("status", "--json").json["kinds"]["invoice"] == {"on_hold": 1}
    made.sync()
    assert made.records("invoice") == []
    made.period("Mar 2026", closed=False)
    again = made.sync()
    assert again.code == 0, again.said
    assert "in_demo0001 2026-03-01 USD 100.00 open 0.00" in made.books()


def test_a_policy_of_one_kind_leaves_the_others_alone(made: Company) -> None:
    made.configure(more="    closed_period: { customer_payment: hold }\n")
    made.period("2026-03", closed=True)
    made.sync()
    assert [record["tranDate"][:10] for record in made.records("invoice")] == ["2026-04-01"]
    assert made.records("customerPayment") == []
    assert "! PER-001 March 2026 is closed: the record is dated 2026-03-02" in made.run("show", "ch_demo0001").out


def test_another_policy_lets_what_is_held_go_on(made: Company) -> None:
    made.configure(more="    closed_period: { policy: hold }\n")
    made.period("2026-03", closed=True)
    made.sync()
    made.configure()
    assert made.sync().code == 0
    assert "in_demo0001 2026-04-01 USD 100.00 open 0.00" in made.books()


def test_fail_needs_somebody_even_after_the_period_is_open_again(made: Company) -> None:
    made.configure(more="    closed_period: { policy: fail }\n")
    made.period("2026-03", closed=True)
    synced = made.sync()
    assert synced.code == 1
    assert "1 record needs you, 1 cause" in synced.out
    assert "[needs attention]" in made.run("show", "in_demo0001").out
    made.period("2026-03", closed=False)
    assert made.sync().code == 1
    made.run("retry", "in_demo0001")
    assert made.sync().code == 0
    assert "in_demo0001 2026-03-01 USD 100.00 open 0.00" in made.books()


def test_without_an_open_period_it_waits_for_one(made: Company) -> None:
    for year in range(2026, 2031):
        for month in range(1, 13):
            made.period(f"{year}-{month:02}", closed=True)
    synced = made.sync()
    assert synced.code == 1
    assert "PER-002 NO_OPEN_PERIOD" in synced.out
    assert made.run("status", "--json").json["kinds"]["invoice"] == {"on_hold": 1}
    made.period("2026-07", closed=False)
    assert made.sync().code == 0
    assert "in_demo0001 2026-07-01 USD 100.00 open 0.00" in made.books()


def test_a_period_that_was_closed_after_it_was_asked_for_is_asked_for_again(made: Company, story: Story) -> None:
    made.sync()
    made.period("2026-03", closed=True)
    story.billed(story.setup, day=20)
    made.stripe.merge(story.book)
    synced = made.sync()
    assert synced.code == 0, synced.said
    assert "in_demo0002 2026-04-01 USD 250.00 open 0.00" in made.books()


def test_a_later_payment_of_an_invoice_in_a_closed_month_is_applied_to_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    story = Story()
    invoice = story.invoiced(story.gold)
    with company(tmp_path, monkeypatch, story.book) as made:
        made.sync()
        made.period("2026-03", closed=True)
        story.paid(invoice, when=at(2026, 3, 20))
        made.stripe.merge(story.book)
        assert made.sync().code == 0
        assert "in_demo0001 2026-03-01 USD 100.00 open 0.00" in made.books()
        assert "ch_demo0001 2026-04-01 USD 100.00: 100.00 on in_demo0001" in made.books()


def test_months_that_are_set_by_hand_decide_for_a_role_that_may_not_read_periods(made: Company) -> None:
    manual = "    accounting_periods: { source: manual, closed_through: 2026-06 }\n"
    made.configure(more=manual)
    assert made.sync().code == 0
    assert "in_demo0001 2026-07-01 USD 100.00 open 0.00" in made.books()
    assert "posted in July: March 2026 is closed" in made.run("show", "in_demo0001").out


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("    accounting_periods: { closed_through: 2026-06 }\n", "closed_through only with source: manual"),
        ("    accounting_periods: { source: manual, closed_through: June }\n", "must be a month as YYYY-MM"),
        ("    closed_period: { invoice: later }\n", "closed_period.invoice"),
    ],
    ids=["a month that nobody asks for", "a month that is none", "a policy that is none"],
)
def test_settings_that_make_no_sense_are_refused_with_their_place(made: Company, more: str, said: str) -> None:
    made.configure(more=more)
    ended = made.sync()
    assert ended.code == 3
    assert said in ended.err
    assert "connector.yaml:8:" in ended.err


# -- what goes back once March is closed ------------------------------------------------------------------------------

GOES_BACK = {
    "a memo that is held holds its refund": (
        "credit_memo: hold",
        {"credit_memo": {"on_hold": 1}, "customer_refund": {"waiting": 1}},
        True,
    ),
    "a refund that is held leaves its memo alone": (
        "customer_refund: hold",
        {"credit_memo": {"synced": 1}, "customer_refund": {"on_hold": 1}},
        True,
    ),
    "a memo that fails needs somebody": (
        "credit_memo: fail",
        {"credit_memo": {"needs_attention": 1}, "customer_refund": {"waiting": 1}},
        False,
    ),
}


@pytest.mark.parametrize(("policy", "kinds", "by_itself"), GOES_BACK.values(), ids=GOES_BACK)
def test_a_9_a_refund_of_a_closed_month_follows_the_policy_of_each_kind(
    made: Company, story: Story, policy: str, kinds: dict[str, dict[str, int]], by_itself: bool
) -> None:
    assert made.sync().code == 0
    (charge,) = story.book["charges"]
    story.refund(charge, 4_000, when=at(2026, 3, 20))
    made.period("2026-03", closed=True)
    made.configure(more=f"    closed_period: {{ {policy} }}\n")
    made.stripe.merge(story.book)
    assert made.sync().code == 1
    status = made.run("status", "--json").json
    assert {kind: status["kinds"][kind] for kind in kinds} == kinds
    assert [one["code"] for one in status["issues"]] == ["PER-001"]

    made.period("2026-03", closed=False)
    made.sync()
    if not by_itself:
        made.run("retry", "memo_re_demo0001")
        made.sync()
    assert "Undeposited Funds: USD 60.00" in made.books()
    assert "Accounts Receivable: USD 0.00" in made.books()
