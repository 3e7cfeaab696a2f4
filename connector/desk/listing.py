"""Finds records by what people say of them, in the order that they want, page by page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from connector.desk.paging import Page, page_of
from connector.desk.query import Query, QueryError
from connector.journal import KEYS, Entry, Journal, Order, Shown
from connector.located import did_you_mean

LIMIT = 50

SORTS = ("state", *KEYS)
"""By what a list can be sorted; a name with `-` before it sorts the other way."""


def records(
    journal: Journal, query: Query, *, sort: str | None = None, limit: int = LIMIT, cursor: str | None = None
) -> Page[Entry]:
    """The records that fit. Raises QueryError."""
    return page_of((entry for entry in _entries(journal, query, sort) if query.fits(entry)), limit, cursor)


def _entries(journal: Journal, query: Query, sort: str | None) -> Iterator[Entry]:
    if sort is None:
        return journal.desk.entries(query.narrowed)
    name, downwards = sort.removeprefix("-"), sort.startswith("-")
    if name not in SORTS:
        hint = did_you_mean(name, SORTS)
        raise QueryError(f"Nothing is sorted by {name}: {hint + '. ' if hint else ''}There are: {', '.join(SORTS)}.")
    if name == "state":
        return _by_state(journal, query, downwards=downwards)
    return journal.desk.entries(query.narrowed, Order(by=name, downwards=downwards))


def _by_state(journal: Journal, query: Query, *, downwards: bool) -> Iterator[Entry]:
    """State by state: how a record is shown follows from more than the database can sort by."""
    for state in sorted(query.narrowed.states or Shown, key=lambda state: state.value, reverse=downwards):
        found = journal.desk.entries(replace(query.narrowed, states=frozenset({state})))
        yield from (entry for entry in found if entry.shown is state)
