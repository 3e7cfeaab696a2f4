"""Finds records by what people say of them, in the order that they want, page by page."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from connector.desk.query import Query, QueryError
from connector.journal import Entry, Journal
from connector.located import did_you_mean

LIMIT = 50

SORTS: Mapping[str, Callable[[Entry], Any]] = {
    "state": lambda entry: entry.shown.value,
    "kind": lambda entry: entry.kind,
    "id": lambda entry: entry.id,
    "customer": lambda entry: (entry.money.customer or "").lower(),
    "amount": lambda entry: entry.money.amount or 0,
    "date": lambda entry: str(entry.money.dated_on or ""),
    "age": lambda entry: entry.since,
    "code": lambda entry: entry.issue.code if entry.issue else "",
}
"""By what a list can be sorted; a name with `-` before it sorts the other way."""


@dataclass(frozen=True, kw_only=True)
class Listed:
    """A part of a list. `cursor` asks for the next one, None: this was the last."""

    entries: tuple[Entry, ...]
    cursor: str | None


def records(
    journal: Journal, query: Query, *, sort: str | None = None, limit: int = LIMIT, cursor: str | None = None
) -> Listed:
    """The records that fit. Raises QueryError."""
    start = _start(cursor)
    fitting = (entry for entry in journal.desk.entries(query.narrowed) if query.fits(entry))
    found: Sequence[Entry] = list(islice(fitting, start + limit + 1)) if sort is None else _sorted(fitting, sort)
    page = tuple(found[start : start + limit])
    return Listed(entries=page, cursor=str(start + limit) if len(found) > start + limit else None)


def _start(cursor: str | None) -> int:
    if cursor is None:
        return 0
    if not cursor.isdecimal():
        raise QueryError(f"{cursor} is no cursor: take the one that the list before ended with.")
    return int(cursor)


def _sorted(entries: Any, sort: str) -> list[Entry]:
    name = sort.removeprefix("-")
    if name not in SORTS:
        hint = did_you_mean(name, SORTS)
        raise QueryError(f"Nothing is sorted by {name}: {hint + '. ' if hint else ''}There are: {', '.join(SORTS)}.")
    return sorted(entries, key=SORTS[name], reverse=sort.startswith("-"))
