"""How long a read waits for NetSuite: a few tries, further and further apart, never the same moment for two lanes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from tenacity import RetryCallState, Retrying, retry_if_exception_type, stop_after_attempt, wait_random_exponential

from netsuite_client.errors import Busy, Unreachable

TRIES_MAX = 4
WAIT_SECONDS_MAX = 20.0
"""The longest wait between two tries; asked to wait longer, the read fails and its caller decides."""

Answer = TypeVar("Answer")
Sleep = Callable[[float], None]

_growing = wait_random_exponential(multiplier=0.5, max=WAIT_SECONDS_MAX)


def patiently(read: Callable[[], Answer], *, sleep: Sleep) -> Answer:
    """The answer of a read that changes nothing, tried again while NetSuite is busy or out of reach."""
    retrying = Retrying(
        retry=retry_if_exception_type((Busy, Unreachable)),
        wait=_wait_seconds,
        stop=_stop,
        sleep=sleep,
        reraise=True,
    )
    return retrying(read)


def _wait_seconds(state: RetryCallState) -> float:
    return max(_growing(state), _asked_seconds(state))


def _stop(state: RetryCallState) -> bool:
    return stop_after_attempt(TRIES_MAX)(state) or _asked_seconds(state) > WAIT_SECONDS_MAX


def _asked_seconds(state: RetryCallState) -> float:
    """The server's own wish (`Retry-After`), in seconds."""
    broken = state.outcome.exception() if state.outcome is not None else None
    return (broken.retry_after_seconds or 0.0) if isinstance(broken, Busy | Unreachable) else 0.0
