"""How fast the account answers, and how many requests it takes at once."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager


class Pace:
    """A request costs `latency_ms` and `per_record_ms` for each record; at most `concurrency` at once.

    Of these, other consumers of the account always have `taken`.
    """

    def __init__(self, *, latency_ms: float, per_record_ms: float, concurrency: int, taken: int = 0) -> None:
        self._latency_seconds = latency_ms / 1000
        self._per_record_seconds = per_record_ms / 1000
        self._concurrency = concurrency
        self._in_flight = taken

    @property
    def full(self) -> bool:
        """Whether one more request would be too many."""
        return self._in_flight >= self._concurrency

    @contextmanager
    def request(self) -> Iterator[None]:
        """A request in flight."""
        self._in_flight += 1
        try:
            yield
        finally:
            self._in_flight -= 1

    async def spend(self, records: int, *, since: float) -> None:
        """Take the time that a request of so many records takes, the emulator's own work since then included.

        `since` is by the monotonic clock. An account without a pace takes no time at all.
        """
        seconds = self._latency_seconds + records * self._per_record_seconds
        if seconds:
            await asyncio.sleep(max(0.0, since + seconds - time.monotonic()))
