"""The families that were read last, some of each kind: a year of payments must not push out all invoices."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import chain, zip_longest

from connector.ports import FAMILIES_KEPT_MAX
from stripe_client.objects import Family


class Recent:
    """Families in passing, of each kind of root the last FAMILIES_KEPT_MAX."""

    def __init__(self) -> None:
        self._by_kind: defaultdict[type[Family], deque[Family]] = defaultdict(partial(deque, maxlen=FAMILIES_KEPT_MAX))

    def take(self, families: Iterable[Family]) -> None:
        """These were read now."""
        for family in families:
            self._by_kind[type(family)].append(family)

    def __iter__(self) -> Iterator[Family]:
        """Kinds by turns, those that were read last at the end."""
        by_turns = chain.from_iterable(zip_longest(*map(reversed, self._by_kind.values())))
        return reversed([family for family in by_turns if family is not None])
