"""Asks for many rows by their ids, and writes many: every statement is the same text, however many there are.

Ids travel as one parameter. A statement for many rows is compiled once for each database and handed to its driver with
the rows as that takes them: SQLAlchemy would look at each row anew.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import (
    BindParameter,
    Column,
    Connection,
    Dialect,
    Insert,
    Row,
    Select,
    String,
    Table,
    Update,
    bindparam,
    insert,
)
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.dml import UpdateBase

from connector.journal.dialect import insert_missing, insert_or_change, one_of

IDS_MAX = 2000
"""Ids in one statement."""

T = TypeVar("T")
Asking = TypeVar("Asking", Select[Any], Update)


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


OURS = bindparam("ours", type_=String())
"""Whose rows a statement is about, left open so that it is made once and not anew for each page or batch."""


def rows_in(
    db: Connection, query: Select[Any], column: Column[Any], values: Collection[Any], **left_open: object
) -> list[Row[*tuple[Any, ...]]]:
    """The rows of the query whose column is one of the values; `left_open` is what the query leaves open.

    It is put together once if it is the same object each time.
    """
    asking = _asking(query, column)
    return [row for portion in portions(values) for row in db.execute(asking, {_IDS.key: portion, **left_open}).all()]


def change_in(db: Connection, change: Update, column: Column[Any], values: Collection[Any], **left_open: object) -> int:
    """Change the rows whose column is one of the values; how many that were. `left_open` as for `rows_in`."""
    changing = _asking(change, column)
    return sum(db.execute(changing, {_IDS.key: portion, **left_open}).rowcount for portion in portions(values))


def add_rows(db: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert all of them, or nothing when there are none. A row says every column that must not be empty."""
    execute_each(db, _adding(table), rows)


def add_missing(db: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert those whose key is not there yet; the others stay as they are."""
    execute_each(db, _adding_missing(table, db.dialect.name), rows)


def by_number(rows: Iterable[Row[*tuple[Any, ...]]]) -> dict[int, set[str]]:
    """What rows of a number and a text say of each number."""
    found: dict[int, set[str]] = {}
    for number, text in rows:
        found.setdefault(number, set()).add(text)
    return found


def execute_each(db: Connection, statement: UpdateBase, rows: Sequence[Mapping[str, Any]]) -> None:
    """Run the statement once for each row, or not at all when there are none.

    It is compiled once in the life of a process if it is the same object each time.
    """
    if rows:
        prepared = _prepared(statement, tuple(rows[0]), db.dialect)
        db.exec_driver_sql(prepared.text, prepared.parameters(rows))


STATEMENTS_KEPT = 100
"""Statements that are kept: more than there are."""

_IDS: BindParameter[Any] = bindparam("ids")


@lru_cache(maxsize=STATEMENTS_KEPT)
def _asking(statement: Asking, column: Column[Any]) -> Asking:
    return statement.where(one_of(column, _IDS))


@lru_cache(maxsize=STATEMENTS_KEPT)
def _adding(table: Table) -> Insert:
    return insert(table)


@lru_cache(maxsize=STATEMENTS_KEPT)
def _adding_missing(table: Table, database: str) -> Insert:
    return insert_missing(database, table)


@dataclass(frozen=True, kw_only=True)
class _Parameter:
    """A place in a statement: whose value of a row it takes, or which it always has, and how the driver takes that."""

    name: str
    fixed: bool
    value: object
    process: Callable[[Any], object] | None

    def of(self, rows: Sequence[Mapping[str, Any]]) -> list[object]:
        """The parameter in each row; what many rows share is processed once."""
        values = [self.value] * len(rows) if self.fixed else [row[self.name] for row in rows]
        if self.process is None:
            return values
        processed = {value: self.process(value) for value in set(values)}
        return [processed[value] for value in values]


@dataclass(frozen=True, kw_only=True)
class _Prepared:
    """A statement as a database's driver takes it: its text, and its parameters in order or by name."""

    text: str
    takes: tuple[_Parameter, ...]
    by_name: bool

    def parameters(self, rows: Sequence[Mapping[str, Any]]) -> list[Any]:
        """The rows as the driver takes them."""
        columns = [each.of(rows) for each in self.takes]
        if not self.by_name:
            return list(zip(*columns, strict=True))
        names = [each.name for each in self.takes]
        return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


@lru_cache(maxsize=STATEMENTS_KEPT)
def _prepared(statement: UpdateBase, names: tuple[str, ...], dialect: Dialect) -> _Prepared:
    """The statement for rows of these names."""
    options: dict[str, Any] = {"for_executemany": True, "compile_kwargs": {"render_postcompile": True}}
    compiled = statement.compile(dialect=dialect, column_keys=list(names), **options)
    if not isinstance(compiled, SQLCompiler):
        raise TypeError(f"{statement} is no statement for rows")
    takes = tuple(
        _Parameter(
            name=name,
            fixed=name not in names,
            value=compiled.binds[name].effective_value,
            process=compiled.binds[name].type.dialect_impl(dialect).bind_processor(dialect),
        )
        for name in (compiled.positiontup or compiled.binds)
    )
    return _Prepared(text=compiled.string, takes=takes, by_name=compiled.positiontup is None)


def put(db: Connection, table: Table, key: Mapping[str, Any], values: Mapping[str, Any]) -> None:
    """Change the row with this key, which no two rows have, or add it."""
    execute_each(db, _putting(table, tuple(key), tuple(values), db.dialect.name), [{**key, **values}])


@lru_cache(maxsize=STATEMENTS_KEPT)
def _putting(table: Table, key: tuple[str, ...], values: tuple[str, ...], database: str) -> Insert:
    return insert_or_change(database, table, key, values)
