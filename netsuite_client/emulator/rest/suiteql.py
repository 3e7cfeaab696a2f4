"""Answers SuiteQL: a SELECT over the views of the store, by SQLite, reading only."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from netsuite_client.emulator.ledger.store import TABLE_NAMES
from netsuite_client.emulator.rest.views import DATE_MARK, RECORD_TYPES

_TOKENS = re.compile(r"'(?:[^']|'')*'|\"[^\"]*\"|--[^\n]*|/\*.*?\*/|[A-Za-z_][\w$]*|\d+(?:\.\d+)?|\s+|.", re.DOTALL)
_FETCH_FIRST = re.compile(r"\bFETCH\s+(?:FIRST|NEXT)\s+(\d+)\s+ROWS?\s+ONLY\s*$", re.IGNORECASE)
_DISPLAYED = re.compile(r"\bBUILTIN\.DF\(\s*([\w.]+)\s*\)", re.IGNORECASE)
"""What a reference shows; the views have it in a column of its own."""
_WORDS = {"transaction": '"transaction"'}
"""Names that SQLite keeps for itself."""
_NAME = re.compile(r"[A-Za-z_]\w*")
_DATE_FORMATS = {"YYYY": "%Y", "MM": "%m", "DD": "%d", "HH24": "%H", "MI": "%M", "SS": "%S"}
_FUNCTION_NAMES = frozenset(
    {"json_extract", "json", "load_extension", "readfile", "writefile", "randomblob", "zeroblob"}
)


class QueryRefused(Exception):
    """The query cannot be answered; the text is what NetSuite says of it."""


@dataclass(frozen=True, kw_only=True)
class Page:
    """One page of rows: texts by lower-case column name, without the columns that are null."""

    items: tuple[dict[str, str], ...]
    total: int


class SuiteQL:
    """The engine, on a connection of its own: it reads the views and nothing else."""

    def __init__(self, connection: sqlite3.Connection, hidden: frozenset[str] = frozenset()) -> None:
        """`hidden` are the record types that the role may not see."""
        self._connection = connection
        self._hidden = hidden
        self._unknown: str | None = None
        connection.create_function("TO_CHAR", 1, _to_char, deterministic=True)
        connection.create_function("TO_CHAR", 2, _to_char, deterministic=True)
        connection.create_function("TO_DATE", 2, _to_date, deterministic=True)
        connection.create_function("NVL", 2, lambda value, other: other if value is None else value, deterministic=True)
        connection.create_function("LOWER", 1, _lower, deterministic=True)
        connection.execute("PRAGMA query_only = ON")
        connection.set_authorizer(self._authorize)

    def page(self, query: str, parameters: Sequence[str | int | float | None], *, limit: int, offset: int) -> Page:
        """The rows from `offset`, at most `limit`, and how many there are in all; raises QueryRefused."""
        sql = rewrite(query)
        self._unknown = None
        try:
            cursor = self._connection.execute(sql, tuple(parameters))
            try:
                return self._page(sql, parameters, cursor, limit=limit, offset=offset)
            finally:
                cursor.close()
        except sqlite3.Error as error:
            raise QueryRefused(_explained(str(error), self._unknown)) from None

    def _page(
        self,
        sql: str,
        parameters: Sequence[str | int | float | None],
        cursor: sqlite3.Cursor,
        *,
        limit: int,
        offset: int,
    ) -> Page:
        names = _column_names(cursor)
        skipped = len(cursor.fetchmany(offset)) if offset else 0
        rows = cursor.fetchmany(limit)
        total = skipped + len(rows)
        if len(rows) == limit:
            count = f"SELECT COUNT(*) FROM ({sql})"  # noqa: S608 - the question itself, which may only read
            total = self._connection.execute(count, tuple(parameters)).fetchone()[0]
        items = tuple(
            {name: _text(value) for name, value in zip(names, row, strict=True) if value is not None} for row in rows
        )
        return Page(items=items, total=total)

    def _authorize(self, action: int, first: str | None, second: str | None, _: str | None, view: str | None) -> int:
        if action in {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_RECURSIVE}:
            return sqlite3.SQLITE_OK
        if action == sqlite3.SQLITE_READ:
            if (first or "").lower() in self._hidden:
                self._unknown = first
                return sqlite3.SQLITE_DENY
            if view is not None or not second or (first or "").lower() in RECORD_TYPES:
                return sqlite3.SQLITE_OK
            self._unknown = first
            return sqlite3.SQLITE_DENY
        if action == sqlite3.SQLITE_FUNCTION:
            hidden = view is None and (second or "").lower() in _FUNCTION_NAMES
            return sqlite3.SQLITE_DENY if hidden else sqlite3.SQLITE_OK
        return sqlite3.SQLITE_DENY


def rewrite(query: str) -> str:
    """The query as SQLite takes it: one SELECT, the word `transaction` quoted wherever it is a name."""
    query = _DISPLAYED.sub(r"\1_df", query.strip())
    tokens = _TOKENS.findall(_FETCH_FIRST.sub(r"LIMIT \1", query))
    words = [token.lower() for token in tokens if not token.isspace() and not token.startswith(("--", "/*"))]
    if not words or words[0] not in {"select", "with", "("}:
        raise QueryRefused("Search error occurred: Invalid or unsupported search")
    if ";" in words:
        raise QueryRefused("Search error occurred: Unexpected token ';'")
    for before, name in pairwise(words):
        if before in {"from", "join"} and name in TABLE_NAMES:
            raise QueryRefused(f"Search error occurred: Record '{name}' was not found.")
    return "".join(_WORDS.get(token.lower(), token) for token in tokens if not token.startswith(("--", "/*")))


def _column_names(cursor: sqlite3.Cursor) -> list[str]:
    names = (column[0] for column in cursor.description)
    return [name.lower() if _NAME.fullmatch(name) else f"expr{number}" for number, name in enumerate(names, start=1)]


def _text(value: object) -> str:
    """A value as SuiteQL gives it: always text, dates as M/D/YYYY."""
    if isinstance(value, float):
        text = f"{value:.15g}"
        return text if "e" not in text else f"{value:f}"
    text = str(value)
    if text.startswith(DATE_MARK):
        year, month, day = text[1:].split("-")
        return f"{int(month)}/{int(day)}/{year}"
    return text


def _lower(value: object) -> str | None:
    """In every alphabet, which the engine's own does not do."""
    return None if value is None else _text(value).lower()


def _to_char(value: object, pattern: str = "MM/DD/YYYY") -> str | None:
    if value is None:
        return None
    text = str(value)
    if not text.startswith(DATE_MARK):
        return _text(value)
    return datetime.strptime(text[1:], "%Y-%m-%d").strftime(_strftime(pattern))  # noqa: DTZ007 - a calendar date


def _to_date(text: str | None, pattern: str) -> str | None:
    if text is None:
        return None
    return DATE_MARK + datetime.strptime(text, _strftime(pattern)).date().isoformat()  # noqa: DTZ007 - a calendar date


def _strftime(pattern: str) -> str:
    for word, directive in _DATE_FORMATS.items():
        pattern = re.sub(word, directive, pattern, flags=re.IGNORECASE)
    return pattern


_EXPLANATIONS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"no such table: (?:main\.)?(\S+)"), "Record '{}' was not found."),
    (re.compile(r"no such column: (\S+)"), "Unknown identifier '{}'."),
    (re.compile(r"no such function: (\S+)"), "Unknown function '{}'."),
)


def _explained(error: str, unknown: str | None) -> str:
    if unknown is not None:
        return f"Search error occurred: Record '{unknown}' was not found."
    for pattern, text in _EXPLANATIONS:
        match = pattern.search(error)
        if match:
            name = match[1].strip('"')
            return f"Search error occurred: {text.format(name)}"
    return "Search error occurred: Invalid or unsupported search"
