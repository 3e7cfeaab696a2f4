"""Searches and their order are the database's work, and come to the same as looking at each record."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import event

from connector.desk.listing import SORTS, records
from connector.desk.query import read_query
from connector.journal import KEYS, Journal, Narrowed, Person, Remark
from journal.hands import Hands
from journal.wanted import a_charge, a_problem, an_invoice, changed, skipped
from stripe_client.objects import Root, RootKind


@pytest.fixture
def journal(journal: Journal, hands: Hands) -> Journal:
    """Invoices of several customers and amounts in several states, and roots that made none."""
    page = [
        an_invoice("in_a", amount="30.00"),
        an_invoice("in_b", amount="1200.00", customer="cus_b"),
        an_invoice("in_c", amount="9.50", customer="cus_b"),
        a_charge("ch_a", pays={"in_a": "30.00"}),
        changed(an_invoice("in_d"), records=(), shared=(), problems=(a_problem(),)),
        skipped(Root(RootKind.INVOICE, "in_old")),
    ]
    journal.intend(page, "cursor", hands.run)
    hands.deliver(refuse=["in_b"])
    journal.desk.remark(Remark(subject="in_a", kind="tag", text="Close"), Person(who="mia"))
    journal.desk.remark(Remark(subject="in_c", kind="assignee", text="Mia"), Person(who="mia"))
    return journal


FOUND = {
    "kind:invoice": ["in_a", "in_b", "in_c", "in_d", "in_old"],
    "amount:>9.50 kind:invoice": ["in_a", "in_b"],
    "amount:>=9.50 amount:<=30 kind:invoice": ["in_a", "in_c"],
    "amount:10..40 kind:payment": ["ch_a"],
    "amount:<10": ["in_c"],
    'customer:"CUS_B" kind:invoice': ["in_b", "in_c"],
    "state:attention": ["in_b", "in_d"],
    "state:skipped": ["in_old"],
    "state:synced kind:invoice amount:>20": ["in_a"],
    "code:MAP-405": ["in_d"],
    "code:NS-199": [],
    "tag:close": ["in_a"],
    "assignee:me": ["in_c"],
    "currency:usd kind:invoice": ["in_a", "in_b", "in_c"],
    "currency:eur": [],
    "source:internal": [],
    "subsidiary:3": [],
    "id:in_c": ["in_c"],
}


@pytest.mark.parametrize(("text", "ids"), FOUND.items(), ids=list(FOUND))
def test_a_search_finds_what_it_says(journal: Journal, text: str, ids: list[str]) -> None:
    assert sorted(entry.id for entry in records(journal, read_query(text, me="mia")).items) == ids


@pytest.mark.parametrize("text", FOUND)
def test_the_database_leaves_out_nothing_that_fits(journal: Journal, text: str) -> None:
    query = read_query(text, me="mia")
    everything = [entry.id for entry in journal.desk.entries(Narrowed()) if query.fits(entry)]
    assert [entry.id for entry in journal.desk.entries(query.narrowed) if query.fits(entry)] == everything


@pytest.mark.parametrize("name", SORTS)
def test_a_list_is_sorted_both_ways_across_records_and_objects(journal: Journal, name: str) -> None:
    key = KEYS.get(name, lambda entry: entry.shown.value)
    up, down = (records(journal, read_query(""), sort=sort).items for sort in (name, f"-{name}"))
    assert len(up) == len(down) == len(list(journal.desk.entries(Narrowed())))
    assert [key(entry) for entry in up] == sorted(key(entry) for entry in up)
    assert [key(entry) for entry in down] == sorted((key(entry) for entry in up), reverse=True)


@pytest.fixture
def steps(journal: Journal) -> Iterator[list[str]]:
    """How the database finds the rows of each question."""
    found: list[str] = []

    def explain(_connection: Any, cursor: Any, statement: str, parameters: Any, _context: Any, _many: bool) -> None:
        if statement.startswith("SELECT"):
            asked = cursor.connection.cursor()
            found.extend(row[-1] for row in asked.execute(f"EXPLAIN QUERY PLAN {statement}", parameters))

    event.listen(journal.database.engine, "before_cursor_execute", explain)
    yield found
    event.remove(journal.database.engine, "before_cursor_execute", explain)


@pytest.mark.parametrize("text", FOUND)
def test_a_search_reads_faces_and_no_contents_but_of_what_it_found(
    journal: Journal, steps: list[str], text: str
) -> None:
    records(journal, read_query(text, me="mia"), sort="-amount")
    assert [step for step in steps if step.startswith(("SCAN intent", "SCAN root", "SCAN issue"))] == []
