"""Gives long lists in parts: each ends with the cursor that asks for the next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Generic, TypeVar

from connector.desk.query import QueryError

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Page(Generic[T]):
    """A part of a list. `cursor` asks for the next one, None: this was the last."""

    items: tuple[T, ...]
    cursor: str | None


def page_of(items: Iterable[T], limit: int | None, cursor: str | None) -> Page[T]:
    """Up to `limit` of these (None: all) after those that the cursor says were seen. Raises QueryError."""
    start = _start(cursor)
    end = None if limit is None else start + limit
    found = tuple(islice(items, start, None if end is None else end + 1))
    return Page(items=found[:limit], cursor=str(end) if limit is not None and len(found) > limit else None)


def _start(cursor: str | None) -> int:
    if cursor is None:
        return 0
    if not cursor.isdecimal():
        raise QueryError(f"{cursor} is no cursor: take the one that the list before ended with.")
    return int(cursor)
