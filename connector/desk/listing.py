"""Finds records by what people say of them, in the order that they want, page by page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from connector.desk.paging import Page, page_of
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


def records(
    journal: Journal, query: Query, *, sort: str | None = None, limit: int = LIMIT, cursor: str | None = None
) -> Page[Entry]:
    """The records that fit. Raises QueryError."""
    fitting = (entry for entry in journal.desk.entries(query.narrowed) if query.fits(entry))
    return page_of(fitting if sort is None else _sorted(fitting, sort), limit, cursor)


def _sorted(entries: Any, sort: str) -> list[Entry]:
    name = sort.removeprefix("-")
    if name not in SORTS:
        hint = did_you_mean(name, SORTS)
        raise QueryError(f"Nothing is sorted by {name}: {hint + '. ' if hint else ''}There are: {', '.join(SORTS)}.")
    return sorted(entries, key=SORTS[name], reverse=sort.startswith("-"))
