"""Decides how long a batch rests before it is tried again, and how much company each operation then has."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence

from connector.binding import BoundOperation

BATCH_RECORDS_MAX = 100
RETRY_FIRST_SECONDS = 30.0
RETRY_LONGEST_SECONDS = 3600.0
RETRY_JITTER = 0.2


def in_company(bound: Sequence[BoundOperation], fruitless: Mapping[int, int]) -> list[list[BoundOperation]]:
    """The operations of each request: after every fruitless try in half the company, at last alone.

    Whoever makes NetSuite choke without a word is found that way, and the others arrive.
    """
    by_tries: dict[int, list[BoundOperation]] = {}
    for one in bound:
        by_tries.setdefault(fruitless[one.intent_ids[0]], []).append(one)
    parts = []
    for tries, fellows in sorted(by_tries.items()):
        company = max(1, BATCH_RECORDS_MAX >> tries)
        parts += [fellows[start : start + company] for start in range(0, len(fellows), company)]
    return parts


def retry_delay(attempts: int) -> float:
    """Seconds until the next try: doubling from half a minute to an hour, spread so that lanes do not meet."""
    delay = min(RETRY_FIRST_SECONDS * float(2 ** min(attempts, 10)), RETRY_LONGEST_SECONDS)
    return delay * (1 + random.uniform(-RETRY_JITTER, RETRY_JITTER))  # noqa: S311  # no secret depends on it
