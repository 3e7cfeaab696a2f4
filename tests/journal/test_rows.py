"""Many rows at once: ids as one parameter, and statements that are compiled once and run for each row."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import bindparam, select, update
from sqlalchemy.dialects import postgresql

from connector.journal import Journal
from connector.journal.dialect import one_of
from connector.journal.rows import IDS_MAX, add_rows, change_in, execute_each, rows_in
from connector.journal.schema import intent, pinned

NOW = datetime(2026, 2, 1, 9, 0, tzinfo=UTC)
PLACES = {
    "plain": "price_a",
    "quotes": 'it\'s "it"',
    "other letters": "prix_é_価",
    "a backslash": "a\\b",
    "like JSON": '["x"]',
}


def _pin(price: str, at: datetime = NOW) -> dict[str, object]:
    return {"connection": "main", "price_id": price, "item": f"item of {price}", "at": at}


@pytest.mark.parametrize("price", PLACES.values(), ids=PLACES.keys())
def test_an_id_is_found_whatever_its_letters_and_no_other(journal: Journal, price: str) -> None:
    with journal.database.writing() as db:
        add_rows(db, pinned, [_pin(each) for each in PLACES.values()])
        rows = rows_in(db, select(pinned.c.item), pinned.c.price_id, [price, "price_of_nobody"])
    assert [row.item for row in rows] == [f"item of {price}"]


def test_more_ids_than_one_statement_takes_are_all_found_and_changed(journal: Journal) -> None:
    prices = [f"price_{number}" for number in range(IDS_MAX + 1)]
    with journal.database.writing() as db:
        add_rows(db, pinned, [_pin(price) for price in prices])
        assert len(rows_in(db, select(pinned.c.price_id), pinned.c.price_id, prices)) == len(prices)
        assert change_in(db, update(pinned).values(item="other"), pinned.c.price_id, prices) == len(prices)


def test_each_row_is_written_with_its_own_values_and_those_of_the_statement(journal: Journal) -> None:
    elsewhere = NOW.astimezone(timezone(timedelta(hours=2)))
    change = update(pinned).where(pinned.c.price_id == bindparam("price"), pinned.c.connection == "main")
    with journal.database.writing() as db:
        add_rows(db, pinned, [_pin("price_a"), _pin("price_b", elsewhere)])
        execute_each(db, change.values(item=bindparam("new")), [{"price": "price_a", "new": "item_a"}])
        rows = db.execute(select(pinned.c.price_id, pinned.c.item, pinned.c.at).order_by(pinned.c.price_id)).all()
    assert [tuple(row) for row in rows] == [("price_a", "item_a", NOW), ("price_b", "item of price_b", NOW)]


def test_ids_are_an_array_for_postgresql() -> None:
    said = select(intent.c.id).where(one_of(intent.c.id, [1, 2])).compile(dialect=postgresql.dialect())
    assert "intent.id = ANY (%(param_1)s" in str(said)
    assert said.params == {"param_1": [1, 2]}
