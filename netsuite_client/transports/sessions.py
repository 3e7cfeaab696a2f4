"""HTTP sessions for several threads: each thread has its own, with its own connection that stays open."""

from __future__ import annotations

import threading
from collections.abc import Callable

import requests


class Sessions:
    """Hands each thread its own session, made on first use."""

    def __init__(self, factory: Callable[[], requests.Session] = requests.Session) -> None:
        self._factory = factory
        self._of_thread = threading.local()

    def new(self) -> requests.Session:
        """A session that no thread has yet."""
        return self._factory()

    def current(self) -> requests.Session:
        """The session of the calling thread."""
        session: requests.Session | None = getattr(self._of_thread, "session", None)
        if session is None:
            session = self._of_thread.session = self.new()
        return session
