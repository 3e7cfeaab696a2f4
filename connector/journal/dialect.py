"""All that differs between SQLite and other databases: opening, locking, and what a failure means."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Collection, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from pathlib import Path
from threading import Lock
from typing import Any, Self

from sqlalchemy import (
    ARRAY,
    URL,
    BindParameter,
    Boolean,
    ColumnElement,
    Connection,
    Dialect,
    Engine,
    Index,
    Insert,
    Table,
    Text,
    TypeDecorator,
    bindparam,
    create_engine,
    event,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.pool import QueuePool
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeEngine

BUSY_SECONDS = 30
"""How long a writer waits for another one before the database counts as locked."""

SQLITE_OLDEST = (3, 35, 0)
"""The first that gives back the rows that it changes."""

_PRAGMAS = (
    f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}",
    "PRAGMA foreign_keys = ON",
    "PRAGMA synchronous = FULL",  # what was noted before a request must survive a power cut
    "PRAGMA cache_size = -16000",  # kilobytes, of which a connection takes what it comes to read
    "PRAGMA temp_store = MEMORY",
)

_FAILURES = (
    (r"unable to open database file|could not connect|connection refused|could not translate host", "cannot be opened"),
    (r"readonly|read-only", "is read-only"),
    (r"permission denied", "may not be written by this user: its file or folder belongs to another"),
    (r"database is locked|database table is locked|lock timeout", "stayed locked by somebody else"),
    (r"disk is full|No space left", "is full: the disk has no room left"),
    (r"malformed|not a database|file is encrypted|corrupt", "is damaged or is no journal"),
    (r"already exists", "has tables that are not ours"),
    (r"too old", "needs SQLite 3.35 or newer"),
    (r"disk I/O error", "cannot be read or written: the disk reports an error"),
)


DRIVER_ERRORS = (sqlite3.Error,)
"""What a driver raises while it opens a connection, where SQLAlchemy does not wrap it."""


def failure(error: BaseException) -> str:
    """What a database error means, to follow "the database …"."""
    text = str(getattr(error, "orig", None) or error)
    for pattern, meaning in _FAILURES:
        if re.search(pattern, text, re.IGNORECASE):
            return meaning
    return "failed: " + text.splitlines()[0][:200]


def open_engine(url: URL) -> Engine:
    """An engine whose transactions begin as `begin_writing` asks. A database in memory has one connection for all."""
    if url.get_backend_name() != "sqlite":
        return create_engine(url)
    if sqlite3.sqlite_version_info < SQLITE_OLDEST:
        raise sqlite3.NotSupportedError(f"too old: SQLite {sqlite3.sqlite_version}")
    in_memory = is_in_memory(url)
    engine = create_engine(
        url,
        poolclass=QueuePool,
        pool_size=1 if in_memory else 10,
        max_overflow=0 if in_memory else 20,
        pool_timeout=BUSY_SECONDS,
        pool_use_lifo=True,  # whoever wrote last knows the pages: others would have to read them anew
        connect_args={"check_same_thread": False},
    )
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def is_in_memory(url: URL) -> bool:
    """Whether a database is gone with its connection."""
    return url.get_backend_name() == "sqlite" and url.database in (None, "", ":memory:")


def _prepare(connection: Any, _record: object) -> None:  # the driver's own connection
    connection.isolation_level = None  # we say BEGIN ourselves: the driver's own would take the lock too late
    for pragma in _PRAGMAS:
        connection.execute(pragma)


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def writing(engine: Engine) -> Engine:
    """The same engine for transactions that write: they take the lock at once, so none fails half way."""
    return engine.execution_options(writes=True)


@contextmanager
def upgrading(engine: Engine) -> Iterator[Connection]:
    """A writing transaction for changes of tables.

    SQLite changes most of a table only by making it anew, for which references to it must rest; they are checked
    before the end, and one that leads nowhere undoes it all (sqlite3.IntegrityError).
    """
    if engine.dialect.name != "sqlite":
        with engine.begin() as db:
            yield db
        return
    with writing(engine).connect() as db:
        driver = db.connection
        driver.cursor().execute("PRAGMA foreign_keys = OFF").close()  # outside a transaction: inside it does nothing
        try:
            with db.begin():
                yield db
                if broken := db.exec_driver_sql("PRAGMA foreign_key_check").first():
                    raise sqlite3.IntegrityError(f"a row of {broken[0]} refers to nothing in {broken[2]}")
        finally:
            driver.cursor().execute("PRAGMA foreign_keys = ON").close()


class _Many(TypeDecorator[Collection[Any]]):
    """Many values as one parameter: an array, or JSON for SQLite, which has no arrays."""

    impl = Text
    cache_ok = True

    def __init__(self, of: TypeEngine[Any]) -> None:
        super().__init__()
        self.of = of

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """How the parameter travels."""
        return dialect.type_descriptor(Text() if dialect.name == "sqlite" else ARRAY(self.of))

    def process_bind_param(self, value: Collection[Any] | None, dialect: Dialect) -> Any:
        """The values as the driver takes them."""
        values = list(value or ())
        return json.dumps(values) if dialect.name == "sqlite" else values


class _OneOf(FunctionElement[bool]):
    """Says a column and `_Many` values."""

    type = Boolean()
    inherit_cache = True

    def self_group(self, against: object = None) -> Self:  # noqa: ARG002 - SQLAlchemy's signature
        """As it is: SQLAlchemy would say `= 1` behind it, and SQLite use no index."""
        return self


def one_of(column: ColumnElement[Any], values: Collection[Any] | BindParameter[Any]) -> ColumnElement[bool]:
    """Whether a column is one of these numbers or texts, or of those that a parameter of the statement will be.

    However many they are, the statement stays the same.
    """
    if isinstance(values, BindParameter):
        return _OneOf(column, bindparam(values.key, type_=_Many(column.type)))
    return _OneOf(column, bindparam(None, values, type_=_Many(column.type), unique=True))


@compiles(_OneOf)
def _in_array(element: _OneOf, compiler: SQLCompiler, **options: Any) -> str:
    column, values = (compiler.process(each, **options) for each in element.clauses)
    return f"{column} = ANY ({values})"


@compiles(_OneOf, "sqlite")
def _in_json(element: _OneOf, compiler: SQLCompiler, **options: Any) -> str:
    column, values = (compiler.process(each, **options) for each in element.clauses)
    return f"{column} IN (SELECT value FROM json_each({values}))"  # noqa: S608  # texts of SQLAlchemy's own


def insert_missing(database: str, table: Table) -> Insert:
    """Insert rows whose key nobody has inserted, also not at this moment."""
    into = postgresql.insert(table) if database == "postgresql" else sqlite.insert(table)
    return into.on_conflict_do_nothing()


def insert_or_change(database: str, table: Table, key: Sequence[str], values: Sequence[str]) -> Insert:
    """Insert rows, or give these values to the row that has the key of one."""
    into = postgresql.insert(table) if database == "postgresql" else sqlite.insert(table)
    return into.on_conflict_do_update(index_elements=list(key), set_={name: into.excluded[name] for name in values})


def turn_to_write(engine: Engine) -> AbstractContextManager[object]:
    """What threads of this process wait for before they write: SQLite itself would let them sleep and look again."""
    return Lock() if engine.dialect.name == "sqlite" else nullcontext()


def keep_readers_apart(engine: Engine) -> None:
    """Let readers go on while somebody writes. Once for each database."""
    if engine.dialect.name != "sqlite":
        return
    driver = engine.raw_connection()
    try:
        driver.cursor().execute("PRAGMA journal_mode = WAL").close()
    finally:
        driver.close()


def is_limited(index: Index) -> bool:
    """Whether it has only the rows of a condition."""
    return index.dialect_options["sqlite"]["where"] is not None


def insert_only(database: str, table: str) -> tuple[str, ...]:
    """Statements after which rows of this table can be neither changed nor deleted; so far SQLite has them."""
    if database != "sqlite":
        return ()
    return tuple(
        f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is insert only'); END"
        for verb in ("UPDATE", "DELETE")
    )


def change_check(db: Connection, table: str, name: str, before: str, after: str) -> None:
    """Replace the condition of a check. SQLite has no statement for it and prescribes to edit the table's text."""
    if db.dialect.name != "sqlite":
        db.exec_driver_sql(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        db.exec_driver_sql(f"ALTER TABLE {table} ADD CONSTRAINT {name} CHECK ({after})")
        return
    version = db.exec_driver_sql("PRAGMA schema_version").scalar_one()
    db.exec_driver_sql("PRAGMA writable_schema = ON")
    edit = "UPDATE sqlite_master SET sql = replace(sql, ?, ?) WHERE type = 'table' AND name = ?"
    db.exec_driver_sql(edit, (before, after, table))
    db.exec_driver_sql(f"PRAGMA schema_version = {version + 1}")
    db.exec_driver_sql("PRAGMA writable_schema = RESET")


def copy(engine: Engine, file: Path) -> None:
    """Copy the whole database into a file. Raises TypeError for another database than SQLite."""
    with engine.connect() as source, closing(sqlite3.connect(file)) as target:
        driver = source.connection.driver_connection
        if not isinstance(driver, sqlite3.Connection):
            raise TypeError("only a journal on SQLite can be copied")
        driver.backup(target)
