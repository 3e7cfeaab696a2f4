"""Asks for many rows by their ids without exceeding what a statement may carry."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import Column, Connection, Executable, Row, Select, Table, Update, insert, update

IDS_MAX = 2000
"""Ids in one statement."""

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Scope:
    """Whose rows a transaction works on, at which moment, and in which run when it belongs to one.

    `mapping` is the version that records are made with now, `on_trial` says that its first ones are counted.
    """

    connection: str
    now: datetime
    run_id: int | None = None
    mapping: int | None = None
    on_trial: bool = False


def portions(values: Collection[T], size: int = IDS_MAX) -> Iterator[list[T]]:
    """The values in lists of at most `size`."""
    rest = iter(values)
    while portion := list(islice(rest, size)):
        yield portion


def rows_in(db: Connection, query: Select[Any], column: Column[Any], values: Collection[Any]) -> list[Row[Any]]:
    """The rows of the query whose column is one of the values."""
    return [row for portion in portions(values) for row in db.execute(query.where(column.in_(portion)))]


def change_in(db: Connection, change: Update, column: Column[Any], values: Collection[Any]) -> int:
    """Change the rows whose column is one of the values; how many that were."""
    return sum(db.execute(change.where(column.in_(portion))).rowcount for portion in portions(values))


def add_rows(db: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert all of them, or nothing when there are none."""
    if rows:
        db.execute(insert(table), rows)


def execute_each(db: Connection, statement: Executable, rows: Sequence[Mapping[str, Any]]) -> None:
    """Run the statement once for each row, or not at all when there are none."""
    if rows:
        db.execute(statement, rows)


def put(db: Connection, table: Table, key: Mapping[str, Any], values: Mapping[str, Any]) -> None:
    """Change the row with this key, or add it."""
    matches = [table.c[name] == value for name, value in key.items()]
    if db.execute(update(table).where(*matches).values(**values)).rowcount == 0:
        db.execute(insert(table), {**key, **values})
