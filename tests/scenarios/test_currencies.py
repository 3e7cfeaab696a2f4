"""Rule C-1 over HTTP: a customer that is billed in a second currency once it is in NetSuite."""

from __future__ import annotations

from pathlib import Path

import pytest

from scenarios.books import Story
from scenarios.company import Company, company


@pytest.fixture
def story() -> Story:
    """Ada is billed in dollars first."""
    story = Story()
    story.billed(story.gold)
    return story


def billed_in_euros(made: Company, story: Story) -> None:
    story.billed(story.gold_eur, to=story.ada, day=20)
    made.stripe.merge(story.book)


def currencies_of_ada(made: Company) -> list[str]:
    symbols = {each["internalId"]: each["symbol"] for each in made.asked("records?type=currency")}
    (ada,) = made.records("customer")
    return [symbols[row["currency"]["internalId"]] for row in ada["currencyList"]]


def test_a_later_currency_is_added_first_and_its_documents_follow(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, story: Story
) -> None:
    with company(tmp_path, monkeypatch, story.book) as made:
        made.sync()
        billed_in_euros(made, story)
        told = made.sync("--dry-run").out
        assert "Customer cus_demo0001, which is in NetSuite\n  currencies  USD (1), EUR (2)" in told
        assert currencies_of_ada(made) == ["USD"]
        synced = made.sync()
        assert synced.code == 0, synced.said
        assert currencies_of_ada(made) == ["USD", "EUR"]
        assert "in_demo0002 2026-03-20 EUR 90.00 open 0.00" in made.books()
        writes = made.writes()
        assert made.sync().code == 0
        assert made.writes() == writes, "it is added once"


def test_where_people_add_currencies_the_invoice_waits_for_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, story: Story
) -> None:
    with company(tmp_path, monkeypatch, story.book) as made:
        made.configure(more="    customers: { add_currencies: false }\n")
        made.sync()
        billed_in_euros(made, story)
        synced = made.sync()
        assert synced.code == 1
        assert "NS-115 CURRENCY_MISSING" in synced.out
        assert currencies_of_ada(made) == ["USD"]
        made.configure()
        made.sync()
        made.run("retry", "in_demo0002")
        assert made.sync().code == 0
        assert currencies_of_ada(made) == ["USD", "EUR"]
