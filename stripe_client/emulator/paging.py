"""Cuts pages out of lists: forwards from a cursor, or backwards to one."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from stripe_client.emulator.book import newness
from stripe_client.emulator.errors import Refusal, missing
from stripe_client.emulator.parameters import Query, integer, single
from stripe_client.emulator.reading import Stored

PAGE_DEFAULT, PAGE_MAX = 10, 100


@dataclass(frozen=True, kw_only=True)
class PageCut:
    """Members of a page, newest first, and whether there are more in the direction of reading."""

    members: list[Stored]
    has_more: bool


@dataclass(frozen=True, kw_only=True)
class Page:
    """Which part of a list is asked for."""

    limit: int
    starting_after: str | None
    ending_before: str | None

    @classmethod
    def read(cls, query: Query) -> Page:
        """Refuses limits outside 1 to 100 and two cursors at once."""
        limit = integer("limit", single("limit", query["limit"])) if "limit" in query else PAGE_DEFAULT
        if not 1 <= limit <= PAGE_MAX:
            bound = "greater than or equal to 1" if limit < 1 else f"less than or equal to {PAGE_MAX}"
            raise Refusal(400, f"Invalid limit: must be {bound}.", code="parameter_invalid_integer", param="limit")
        cursors = {name: single(name, query[name]) for name in ("starting_after", "ending_before") if name in query}
        if len(cursors) > 1:
            raise Refusal(400, "You may only pass one of starting_after and ending_before.", param="ending_before")
        return cls(
            limit=limit, starting_after=cursors.get("starting_after"), ending_before=cursors.get("ending_before")
        )

    @property
    def cursor(self) -> str | None:
        """The id of the object beside the page."""
        return self.starting_after or self.ending_before

    @property
    def cursor_param(self) -> str:
        """The parameter that names it."""
        return "starting_after" if self.starting_after else "ending_before"

    def slice_of(self, ids: Sequence[str], kind: str) -> tuple[int, int]:
        """Where the page begins and ends in a list that is in memory as a whole."""
        if self.cursor is not None and self.cursor not in ids:
            raise missing(kind, self.cursor, param=self.cursor_param)
        if self.ending_before is not None:
            end = ids.index(self.ending_before)
            return max(0, end - self.limit), end
        start = 0 if self.starting_after is None else ids.index(self.starting_after) + 1
        return start, min(len(ids), start + self.limit)


def page_of(
    newest_first: Sequence[Stored],
    tests: Sequence[Callable[[Stored], bool]],
    page: Page,
    cursor: Stored | None,
) -> PageCut:
    """The page of those objects that pass all tests; `cursor` need not pass them."""
    if cursor is not None and page.ending_before is not None:
        end = bisect_left(newest_first, newness(cursor), key=newness)
        found = _first((newest_first[index] for index in range(end - 1, -1, -1)), tests, page.limit + 1)
        return PageCut(members=found[: page.limit][::-1], has_more=len(found) > page.limit)
    start = 0 if cursor is None else bisect_right(newest_first, newness(cursor), key=newness)
    found = _first((newest_first[index] for index in range(start, len(newest_first))), tests, page.limit + 1)
    return PageCut(members=found[: page.limit], has_more=len(found) > page.limit)


def _first(candidates: Iterator[Stored], tests: Sequence[Callable[[Stored], bool]], count: int) -> list[Stored]:
    return list(islice((stored for stored in candidates if all(test(stored) for test in tests)), count))
