"""Finds what is attached to other objects: owner by owner, or joined from list pages where that is cheaper."""

from __future__ import annotations

import pickle
import zlib
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from stripe_client.errors import ObjectMissing
from stripe_client.lists import Page, pages
from stripe_client.objects import Plain
from stripe_client.plain_objects import id_of
from stripe_client.wire import Wire

OWNERS_KEPT_MAX = 5_000
AT_THE_END = -1
"""How far a list has been read that has no more pages: beyond any moment."""


def packed(plain: Plain) -> bytes:
    """An object in little memory."""
    return zlib.compress(pickle.dumps(plain), 1)


def unpacked(kept: bytes) -> Plain:
    """The object again."""
    plain: Plain = pickle.loads(zlib.decompress(kept))  # noqa: S301 - our own bytes, out of our own memory
    return plain


class _Leafing:
    """A list leafed through from its newest object on, as far as it was worthwhile; what it brought, by owner."""

    def __init__(self, leaves: Iterator[Page], by: str) -> None:
        self._leaves = leaves
        self._by = by
        self._found: dict[str, list[bytes]] = {}
        self._reached: float = float("inf")

    def covers(self, created: int | None) -> bool:
        """Whether all is known that is attached to an owner of this moment: nothing is older than its owner."""
        return self._reached < (created or 0)

    def turn(self) -> None:
        """Read one more page."""
        page = next(self._leaves, None)
        for plain in page.objects if page else ():
            self._found.setdefault(id_of(plain.get(self._by)) or "", []).append(packed(plain))
        if page is None or page.last:
            self._reached = AT_THE_END
        elif page.place is not None:
            self._reached = page.place.created

    def of(self, owner: str) -> list[bytes]:
        return self._found.get(owner, [])


class Attached:
    """The objects of one list by the owner that their field `by` names; what was read stays as it was.

    Only the answers for the owners that were asked for last are at hand.
    """

    def __init__(self, wire: Wire, path: str, *, by: str, expanded: Sequence[str] = ()) -> None:
        self._wire, self._path, self._by = wire, path, by
        self._params: dict[str, Any] = {"expand": [f"data.{name}" for name in expanded]} if expanded else {}
        self._kept: OrderedDict[str, list[bytes]] = OrderedDict()
        self._leafings: dict[tuple[tuple[str, str], ...], _Leafing] = {}

    def gather(self, owners: Mapping[str, int | None], **within: str) -> None:
        """Have at hand what is attached to these owners, created at these moments, for few requests.

        `within` narrows the list to where it should stand. Where neither that nor moments are known, every owner
        costs a request.
        """
        missing = {owner: created for owner, created in owners.items() if owner not in self._kept}
        leafing = self._leafing(within)
        is_bounded = bool(within) or None not in missing.values()
        for _ in range(len(missing) if len(missing) > 1 and is_bounded else 0):
            if all(leafing.covers(created) for created in missing.values()):
                break
            leafing.turn()
        for owner, created in missing.items():
            found = leafing.of(owner) if leafing.covers(created) else []
            is_certain = leafing.covers(created) and not within
            self._put(owner, found if found or is_certain else self._asked(owner))

    def of(self, owner: str) -> list[Plain]:
        """What is attached to a gathered owner, newest first."""
        return [unpacked(kept) for kept in self._kept.get(owner, ())]

    def _leafing(self, within: Mapping[str, str]) -> _Leafing:
        """The leafing of a narrower list is kept until another one is asked for."""
        key = tuple(sorted(within.items()))
        if key not in self._leafings:
            self._leafings = {known: leafing for known, leafing in self._leafings.items() if not known}
            self._leafings[key] = _Leafing(pages(self._wire, self._path, **within, **self._params), self._by)
        return self._leafings[key]

    def _asked(self, owner: str) -> list[bytes]:
        asked: dict[str, Any] = {self._by: owner, **self._params}
        try:
            return [packed(plain) for page in pages(self._wire, self._path, **asked) for plain in page.objects]
        except ObjectMissing:
            return []

    def _put(self, owner: str, found: list[bytes]) -> None:
        self._kept[owner] = found
        while len(self._kept) > OWNERS_KEPT_MAX:
            self._kept.popitem(last=False)
