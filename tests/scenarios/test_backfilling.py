"""`connector backfill`: a stretch of Stripe's history read again, page by page, after a plan."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from unittest.mock import patch

import pytest

from connector import backfilling
from scenarios.books import three_families
from scenarios.company import Company, company
from stripe_client import lists
from stripe_client.emulator.shapes.fields import Plain

MARCH = ("--from", "2026-03-01", "--to", "2026-03-31")


def forgets(made: Company, *roots: str) -> None:
    """The journal loses roots with all that it knows of them; the cursor stays."""
    with closing(sqlite3.connect(made.journal)) as db, db:
        for root in roots:
            assert db.execute("UPDATE root SET stripe_id = stripe_id || '_gone' WHERE stripe_id = ?", (root,)).rowcount


def test_it_says_what_it_would_read_and_reads_nothing_before_somebody_says_yes(small_company: Company) -> None:
    small_company.period("2026-03", closed=True)
    planned = small_company.run("backfill", *MARCH, "--dry-run", "--json")
    assert planned.code == 0, planned.said
    assert planned.json["objects"] == {"invoice": 3, "charge": 3}
    assert {"kind": "invoice", "currency": "EUR", "amount": "90.00"} in planned.json["amounts"]
    assert planned.json["in_closed_periods"] == 6
    asked = small_company.run("backfill", *MARCH)
    assert (asked.code, "Say --yes" in asked.err) == (2, True)
    assert "3  invoices  EUR 90.00, USD" in asked.err
    assert small_company.records("invoice") == []


def test_what_the_journal_lost_comes_back_and_nothing_is_made_twice(small_company: Company) -> None:
    small_company.sync()
    books = small_company.books()
    forgets(small_company, "in_demo0002", "ch_demo0001")
    assert small_company.run("verify").code == 1
    filled = small_company.run("backfill", *MARCH, "--yes")
    assert filled.code == 0, filled.said
    assert small_company.run("verify").code == 0
    assert small_company.books() == books


def test_days_and_kinds_and_a_limit_narrow_it(small_company: Company) -> None:
    def objects(*options: str) -> Plain:
        plan: Plain = small_company.run("backfill", *options, "--dry-run", "--json").json["objects"]
        return plan

    assert objects("--from", "2026-03-12") == {"invoice": 1, "charge": 2}
    assert objects(*MARCH, "--kind", "charge") == {"charge": 3}
    small_company.run("backfill", *MARCH, "--kind", "invoice", "--limit", "1", "--yes")
    assert "Backfill 1" in small_company.run("backfill", "--resume", "1").err


@pytest.fixture
def slow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Company:
    with company(tmp_path, monkeypatch, three_families().book) as made, patch.object(lists, "PAGE_OBJECTS", 1):
        yield made


def test_it_goes_on_after_the_last_whole_page(slow: Company) -> None:
    slow.sync()
    pages: list[str] = []
    page = backfilling.Filling._page

    def killed_at_the_third(filling: backfilling.Filling, *given: object) -> object:
        pages.append("page")
        if len(pages) == 3:
            raise KeyboardInterrupt
        return page(filling, *given)  # type: ignore[arg-type]

    with patch.object(backfilling.Filling, "_page", killed_at_the_third):
        stopped = slow.run("backfill", *MARCH, "--yes")
    assert (stopped.code, "connector backfill --resume 1" in stopped.err) == (5, True)
    asked = len(slow.stripe.log)
    went_on = slow.run("backfill", "--resume", "1", "--yes")
    assert went_on.code == 0, went_on.said
    assert "Backfill 1: 6 objects read" in went_on.err
    listed = [
        one
        for one in list(slow.stripe.log)[asked:]
        if one["path"] == "/v1/invoices" and "starting_after" in one["query"]
    ]
    assert listed, "it began after a place"
    finished = slow.run("backfill", "--resume", "1", "--yes")
    assert (finished.code, "Backfill 1 is finished" in finished.err) == (2, True)


WRONG = {
    "no first day": ([], "Say from which day on"),
    "no day": (["--from", "soon"], '"soon" is no day'),
    "an unknown kind": (["--from", "2026-03-01", "--kind", "payout"], 'There is no kind "payout"'),
    "the wrong way round": (["--from", "2026-03-02", "--to", "2026-03-01"], "must not be before"),
    "an unknown number": (["--resume", "9"], "There is no backfill 9"),
}


@pytest.mark.parametrize(("options", "said"), WRONG.values(), ids=WRONG)
def test_what_cannot_be_done_is_said(small_company: Company, options: list[str], said: str) -> None:
    refused = small_company.run("backfill", *options)
    assert (refused.code, said in refused.err) == (2, True), refused.said
