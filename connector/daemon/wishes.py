"""What somebody wants of the daemon before its time: a webhook, or a person who says `connector run-now`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from threading import Lock

from connector.ports import Clock, RememberedFacts
from stripe_client.objects import Root

RUN_NOW_KEY = "daemon: run now"

GATHERING = timedelta(seconds=2)
"""How long a webhook waits for those that come with it: one payment sends several."""


class Wishes:
    """Gathers what is wanted until the loop takes it. Webhooks come from other threads."""

    def __init__(self, memory: RememberedFacts, clock: Clock) -> None:
        self._memory, self._clock = memory, clock
        self._lock = Lock()
        self._roots: dict[Root, int | None] = {}
        self._since: datetime | None = None
        self._asked_before: datetime | None = None

    def begin(self) -> None:
        """From now on: what somebody asked of a daemon before this one is nothing to it."""
        self._asked_before = self._asked()

    def changed(self, roots: Mapping[Root, int | None]) -> None:
        """Stripe says that something happened to these; of others it says only that something did."""
        with self._lock:
            self._roots.update(roots)
            self._since = self._since or self._clock.now()

    def ripe(self) -> str | None:
        """What begins a run now: `webhook`, `run-now` or nothing."""
        if self._asked() != self._asked_before:
            return "run-now"
        with self._lock:
            is_ripe = self._since is not None and self._clock.now() - self._since >= GATHERING
            return "webhook" if is_ripe else None

    def take(self) -> dict[Root, int | None]:
        """Everything that was wanted so far: a run that begins now sees to it."""
        self._asked_before = self._asked()
        with self._lock:
            taken, self._roots, self._since = self._roots, {}, None
            return taken

    def _asked(self) -> datetime | None:
        remembered = self._memory.remembered(RUN_NOW_KEY)
        return remembered[1] if remembered else None
