"""Counts the requests that were sent, and logs each as a fact with ids: never a key, an address or a person's name."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

import structlog

log = structlog.get_logger(__name__)


class Traffic:
    """The requests of one client, by operation (`addList`, `getList`, `suiteql` …); safe to share by threads."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._lock = threading.Lock()

    def counts(self) -> Counter[str]:
        """Requests sent so far, tries that failed included."""
        with self._lock:
            return Counter(self._counts)

    @contextmanager
    def request(self, operation: str, *, members: int) -> Iterator[None]:
        """Count and time one request; `members` is how many records or values it asks about."""
        with self._lock:
            self._counts[operation] += 1
        began = time.monotonic()
        try:
            yield
        finally:
            log.debug("netsuite_request", operation=operation, members=members, seconds=_since(began))


def _since(began: float) -> str:
    return f"{time.monotonic() - began:.3f}"
