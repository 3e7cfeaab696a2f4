"""Keeps records and the general ledger in one SQLite database, committed once per request."""

from __future__ import annotations

import json
import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

TABLES = """
CREATE TABLE IF NOT EXISTS record (
    grp TEXT NOT NULL, id INTEGER NOT NULL, kind TEXT NOT NULL, external_id TEXT, name TEXT, body TEXT NOT NULL,
    PRIMARY KEY (grp, id)
);
CREATE UNIQUE INDEX IF NOT EXISTS record_external_id ON record (lower(external_id), grp);
CREATE INDEX IF NOT EXISTS record_name ON record (grp, lower(name));
CREATE INDEX IF NOT EXISTS record_kind ON record (kind, id);
CREATE TABLE IF NOT EXISTS last_id (grp TEXT PRIMARY KEY, id INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS document (
    id INTEGER PRIMARY KEY, kind TEXT NOT NULL, type TEXT NOT NULL, entity INTEGER, currency INTEGER NOT NULL,
    subsidiary INTEGER NOT NULL, account INTEGER, tran_id TEXT NOT NULL, tran_date TEXT NOT NULL,
    due_date TEXT, period INTEGER NOT NULL, total INTEGER NOT NULL, open INTEGER NOT NULL, memo TEXT,
    other_ref_num TEXT, created_from INTEGER
);
CREATE INDEX IF NOT EXISTS document_entity ON document (entity, kind);
CREATE TABLE IF NOT EXISTS document_line (
    document INTEGER NOT NULL, line INTEGER NOT NULL, item INTEGER, account INTEGER, amount INTEGER NOT NULL,
    quantity TEXT, memo TEXT, start TEXT, end TEXT, PRIMARY KEY (document, line)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS document_line_item ON document_line (item);
CREATE TABLE IF NOT EXISTS application (
    payer INTEGER NOT NULL, doc INTEGER NOT NULL, amount INTEGER NOT NULL, PRIMARY KEY (payer, doc)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS application_doc ON application (doc);
CREATE TABLE IF NOT EXISTS posting (
    document INTEGER NOT NULL, account INTEGER NOT NULL, currency INTEGER NOT NULL, amount INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS posting_document ON posting (document);
CREATE TABLE IF NOT EXISTS revenue_element (
    id INTEGER PRIMARY KEY, document INTEGER NOT NULL, line INTEGER NOT NULL, item INTEGER NOT NULL,
    amount INTEGER NOT NULL, rule INTEGER NOT NULL, deferral INTEGER NOT NULL, income INTEGER NOT NULL,
    start TEXT, end TEXT, UNIQUE (document, line)
);
CREATE TABLE IF NOT EXISTS revenue_row (
    element INTEGER NOT NULL, number INTEGER NOT NULL, source INTEGER NOT NULL, posting INTEGER NOT NULL,
    amount INTEGER NOT NULL, journal INTEGER, PRIMARY KEY (element, number)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS revenue_row_posting ON revenue_row (posting);
"""
STATE_VERSION = 2
"""Changes with the tables; a state file of another version cannot be continued."""
REMEMBERED_MAX = 10_000
TABLE_NAMES = (
    "record",
    "last_id",
    "document",
    "document_line",
    "application",
    "posting",
    "revenue_element",
    "revenue_row",
)


class StateOutdated(Exception):
    """A state file that this version cannot continue."""


@dataclass(frozen=True, kw_only=True)
class Stored:
    """A record as it is kept: its fields as sent, references resolved to internal ids."""

    group: str
    id: int
    kind: str
    external_id: str | None
    name: str | None
    body: dict[str, Any]


class Store:
    """The database: in memory, or a file that a restart continues. Its callers are never concurrent."""

    def __init__(self, path: Path | None, views: str) -> None:
        memory = f"file:netsuite-{uuid.uuid4().hex}?mode=memory&cache=shared"
        self._connection = _connect(f"{path.absolute().as_uri()}" if path else memory)
        self._check_version(path)
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = NORMAL")
        self._connection.executescript(f"BEGIN IMMEDIATE; {TABLES} {views} COMMIT;")
        self.reader = _connect(f"{path.absolute().as_uri()}?mode=ro" if path else memory)
        """A second connection, on which questions from outside are asked."""
        self._found: dict[tuple[object, ...], Stored] = {}

    def _check_version(self, path: Path | None) -> None:
        (version,) = self._connection.execute("PRAGMA user_version").fetchone()
        used = self._connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone()
        if used and version != STATE_VERSION:
            self._connection.close()
            raise StateOutdated(f"The state file {path} was written by another version of the emulator.")
        self._connection.execute(f"PRAGMA user_version = {STATE_VERSION}")

    def close(self) -> None:
        """Let go of the database."""
        self.reader.close()
        self._connection.close()

    def rows(self, sql: str, *parameters: object) -> list[tuple[Any, ...]]:
        """The rows of a query."""
        return self._connection.execute(sql, parameters).fetchall()

    def change(self, sql: str, *parameters: object) -> None:
        """Change rows."""
        self._connection.execute(sql, parameters)

    def change_many(self, sql: str, parameters: list[tuple[object, ...]]) -> None:
        """Change rows, once for each tuple of parameters."""
        self._connection.executemany(sql, parameters)

    @contextmanager
    def request(self) -> Iterator[None]:
        """Everything inside is kept together, or not at all when an exception leaves it."""
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._connection.execute("ROLLBACK")
            self._found.clear()
            raise
        self._connection.execute("COMMIT")

    @contextmanager
    def member(self) -> Iterator[None]:
        """One record of a request: what an exception leaves inside is undone, the rest of the request stays."""
        self._connection.execute("SAVEPOINT member")
        try:
            yield
        except BaseException:
            self._connection.execute("ROLLBACK TO member")
            self._found.clear()
            raise
        finally:
            self._connection.execute("RELEASE member")

    def clear(self) -> None:
        """Forget everything."""
        self._found.clear()
        for table in TABLE_NAMES:
            self.change(f"DELETE FROM {table}")  # noqa: S608 - our own table names

    def is_empty(self) -> bool:
        """Whether nothing was ever kept here."""
        return not self.rows("SELECT 1 FROM last_id LIMIT 1")

    def next_id(self, group: str) -> int:
        """An internal id that the group has never used."""
        sql = "INSERT INTO last_id VALUES (?, 1) ON CONFLICT (grp) DO UPDATE SET id = id + 1 RETURNING id"
        return int(self.rows(sql, group)[0][0])

    def insert(self, record: Stored) -> None:
        """Keep a new record."""
        sql = "INSERT INTO record (grp, id, kind, external_id, name, body) VALUES (?, ?, ?, ?, ?, ?)"
        self.change(sql, record.group, record.id, record.kind, record.external_id, record.name, _text(record.body))

    def update(self, record: Stored) -> None:
        """Keep a record's new fields."""
        self._found.clear()
        sql = "UPDATE record SET external_id = ?, name = ?, body = ? WHERE grp = ? AND id = ?"
        self.change(sql, record.external_id, record.name, _text(record.body), record.group, record.id)

    def delete(self, record: Stored) -> None:
        """Forget a record; its id is not used again."""
        self._found.clear()
        self.change("DELETE FROM record WHERE grp = ? AND id = ?", record.group, record.id)

    def find(self, group: str, internal_id: str | int) -> Stored | None:
        """The record of a group with that internal id."""
        return self._one("grp = ? AND id = ?", group, _whole(internal_id))

    def find_external(self, group: str, external_id: str) -> Stored | None:
        """The record of a group with that external id, letter case ignored."""
        return self._one("lower(external_id) = lower(?) AND grp = ?", external_id, group)

    def find_name(self, group: str, name: str) -> Stored | None:
        """The first record of a group with that name, letter case ignored."""
        return self._one("grp = ? AND lower(name) = lower(?)", group, name)

    def of_kind(self, kind: str) -> list[Stored]:
        """All records of a kind, oldest first."""
        return self._many("kind = ? ORDER BY id", kind)

    def _one(self, where: str, *parameters: object) -> Stored | None:
        """The first record found. What documents refer to again and again is remembered until something changes."""
        key = (where, *parameters)
        known = self._found.get(key)
        if known is not None:
            return known
        found = self._many(f"{where} LIMIT 1", *parameters)
        if not found:
            return None
        if found[0].group != "transaction":
            if len(self._found) >= REMEMBERED_MAX:
                self._found.clear()
            self._found[key] = found[0]
        return found[0]

    def _many(self, where: str, *parameters: object) -> list[Stored]:
        columns = "SELECT grp, id, kind, external_id, name, body FROM record WHERE "
        return [
            Stored(group=group, id=number, kind=kind, external_id=external_id, name=name, body=json.loads(body))
            for group, number, kind, external_id, name, body in self.rows(columns + where, *parameters)
        ]


def _connect(address: str) -> sqlite3.Connection:
    return sqlite3.connect(address, uri=True, isolation_level=None, check_same_thread=False)


def _text(body: dict[str, Any]) -> str:
    return json.dumps(body, separators=(",", ":"), ensure_ascii=False)


def _whole(internal_id: str | int) -> int:
    text = str(internal_id)
    return int(text) if text.lstrip("-").isdecimal() and len(text) < 18 else 0
