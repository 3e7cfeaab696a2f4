"""The system's clock: the only place that asks what time it is, and what time it is elsewhere."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import requests

ANSWER_SECONDS_MAX = 10.0


class SystemClock:
    """The machine's own time."""

    def now(self) -> datetime:
        """The present moment, in UTC."""
        return datetime.now(UTC)

    def sleep(self, seconds: float) -> None:
        """Let time pass."""
        time.sleep(seconds)


def date_of(address: str) -> datetime | None:
    """The moment that a service says it is; None where it does not answer or says nothing. Whole seconds."""
    try:
        answer = requests.get(address, timeout=ANSWER_SECONDS_MAX, allow_redirects=False)
        return parsedate_to_datetime(answer.headers["Date"])
    except (OSError, KeyError, ValueError):
        return None
