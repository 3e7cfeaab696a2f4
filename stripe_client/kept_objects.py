"""Objects of one of the account's lists: looked up one by one, or by leafing through the list where that is cheaper."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from stripe_client.errors import ObjectMissing
from stripe_client.lists import Page, pages
from stripe_client.objects import Plain
from stripe_client.plain_objects import path_of
from stripe_client.wire import Wire

KEPT_MAX = 5_000

T = TypeVar("T")


class KeptObjects:
    """What was read of a list during one reading; the least used are dropped.

    `filters` are those under which the list is leafed through, one after the other. What it leaves out all the same
    costs a request each.
    """

    def __init__(
        self,
        wire: Wire,
        path: str,
        *,
        expanded: Sequence[str] = (),
        filters: Sequence[Mapping[str, str]] = ({},),
        kept_max: int = KEPT_MAX,
    ) -> None:
        self._wire = wire
        self._path = path
        self._expanded = list(expanded)
        self._kept_max = kept_max
        self._kept: OrderedDict[str, Plain | None] = OrderedDict()
        self._values: dict[str, Any] = {}
        self._leaves = self._all_pages(filters)
        self._all_listed = False

    def gather(self, wanted: Iterable[str]) -> None:
        """Have these objects at hand, for as few requests as may be: never more than one for each."""
        missing = {name for name in wanted if not self._keep_fresh(name)}
        pages_worthwhile = len(missing) if len(missing) > 1 else 0
        for _ in range(pages_worthwhile):
            page = None if self._all_listed or not missing else next(self._leaves, None)
            if page is None:
                break
            missing.difference_update(str(plain["id"]) for plain in page.objects)
            self.keep(page.objects)
        for name in missing:
            self._put(name, self._one(name))

    def get(self, name: str) -> Plain | None:
        """A gathered object, None if Stripe does not have it any more."""
        plain = self._kept.get(name)
        return None if plain is None or plain.get("deleted") else plain

    def value(self, name: str, read: Callable[[Plain], T]) -> T | None:
        """A gathered object as `read` makes it, once for as long as it is at hand, None as above."""
        plain = self.get(name)
        if plain is None:
            return None
        if name not in self._values:
            self._values[name] = read(plain)
        made: T = self._values[name]
        return made

    def keep(self, plains: Iterable[Plain]) -> None:
        """Have these at hand, which came along with something else."""
        for plain in plains:
            self._put(str(plain["id"]), plain)

    def _all_pages(self, filters: Sequence[Mapping[str, str]]) -> Iterator[Page]:
        for chosen in filters:
            yield from pages(self._wire, self._path, **chosen, **self._expansion("data."))
        self._all_listed = True

    def _one(self, name: str) -> Plain | None:
        try:
            return self._wire.get(path_of(self._path, name), **self._expansion())
        except ObjectMissing:
            return None

    def _expansion(self, prefix: str = "") -> dict[str, Any]:
        return {"expand": [f"{prefix}{name}" for name in self._expanded]} if self._expanded else {}

    def _keep_fresh(self, name: str) -> bool:
        if name in self._kept:
            self._kept.move_to_end(name)
        return name in self._kept

    def _put(self, name: str, plain: Plain | None) -> None:
        self._kept[name] = plain
        self._kept.move_to_end(name)
        self._values.pop(name, None)
        while len(self._kept) > self._kept_max:
            self._values.pop(self._kept.popitem(last=False)[0], None)
