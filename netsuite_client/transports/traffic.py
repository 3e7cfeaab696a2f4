"""Counts the requests that were sent, and logs each as a fact with ids: never a key, an address or a person's name."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

import structlog
from requests import Response

log = structlog.get_logger(__name__)

BUSY_STATUSES = frozenset({429, 503})
TOO_MANY = b"concurrentrequestlimit"
"""In the answer of either service, whatever its status, when too many ask at once."""


@dataclass(frozen=True, kw_only=True)
class Spent:
    """Requests by how they were answered (`ok`, `busy`, `refused`, `unanswered`), and how long that took in all.

    `under_way` is how many wait for their answer now.
    """

    outcomes: Counter[str]
    seconds: float = 0.0
    under_way: int = 0


class Traffic:
    """The requests of one client, by operation (`addList`, `getList`, `suiteql` …); safe to share by threads."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._spent = Spent(outcomes=Counter())
        self._lock = threading.Lock()

    def counts(self) -> Counter[str]:
        """Requests sent so far, tries that failed included."""
        with self._lock:
            return Counter(self._counts)

    def spent(self) -> Spent:
        """What came of them so far."""
        with self._lock:
            return replace(self._spent, outcomes=Counter(self._spent.outcomes))

    @contextmanager
    def request(self, operation: str, *, members: int) -> Iterator[Callable[[Response], None]]:
        """Count and time one request; `members` is how many records or values it asks about.

        Gives what is to be told the answer.
        """
        self._goes(operation)
        began, outcome = time.monotonic(), "unanswered"

        def answered(response: Response) -> None:
            nonlocal outcome
            outcome = _outcome(response)

        try:
            yield answered
        finally:
            self._ends(outcome, time.monotonic() - began)
            log.debug("netsuite_request", operation=operation, members=members, seconds=_since(began))

    def _goes(self, operation: str) -> None:
        with self._lock:
            self._counts[operation] += 1
            self._spent = replace(self._spent, under_way=self._spent.under_way + 1)

    def _ends(self, outcome: str, seconds: float) -> None:
        with self._lock:
            before = self._spent
            before.outcomes[outcome] += 1
            self._spent = replace(before, seconds=before.seconds + seconds, under_way=before.under_way - 1)


def _outcome(response: Response) -> str:
    if response.status_code == 200:
        return "ok"
    too_many = TOO_MANY in response.content.lower().replace(b"_", b"")
    return "busy" if too_many or response.status_code in BUSY_STATUSES else "refused"


def _since(began: float) -> str:
    return f"{time.monotonic() - began:.3f}"
