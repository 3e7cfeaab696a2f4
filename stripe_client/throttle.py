"""Spaces requests out, however many threads send them, so that Stripe's limits are not met."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

_QUEUE_SECONDS_MAX = 60.0


class Throttle:
    """Lets `per_second` requests a second through, evenly; 0 lets all through."""

    def __init__(
        self,
        per_second: float,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._interval_seconds = 1 / per_second if per_second > 0 else 0.0
        self._clock = clock
        self._sleep = sleep
        self._lock = threading.Lock()
        self._next_at: float | None = None

    def wait(self) -> None:
        """Return when it is this caller's turn."""
        delay_seconds = self._take_turn()
        if delay_seconds > 0:
            self._sleep(delay_seconds)

    def _take_turn(self) -> float:
        """Seconds until the next free turn, which is ours now. A clock set back never makes us wait for long."""
        with self._lock:
            now = self._clock()
            turn = now if self._next_at is None else max(now, self._next_at)
            if turn - now > _QUEUE_SECONDS_MAX:
                turn = now
            self._next_at = turn + self._interval_seconds
            return turn - now
