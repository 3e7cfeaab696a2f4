"""Keeps lanes side by side at work: one rests while others do what it waits for, and requests keep a limit."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore, Condition, Lock, get_ident


class Crew:
    """The lanes of one run, each a thread. What one settles may be what another waits for.

    There may be more lanes than `requests` at once: while some wait for NetSuite, others prepare and settle.
    """

    def __init__(self, requests: int = 1) -> None:
        self._requests = BoundedSemaphore(requests)
        self._alone = Lock()
        self._changed = Condition()
        self._at_work: set[int] = set()
        self._settled = 0

    def join(self) -> None:
        """The calling lane begins to work."""
        with self._changed:
            self._at_work.add(get_ident())

    def leave(self) -> None:
        """The calling lane works no more."""
        with self._changed:
            self._at_work.discard(get_ident())
            self._changed.notify_all()

    @contextmanager
    def request(self) -> Iterator[None]:
        """One of the requests that NetSuite may be asked at once."""
        with self._requests:
            yield

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Work that one lane does at a time, from its question to what follows from the answer."""
        with self._alone:
            yield

    @property
    def settled(self) -> int:
        """How often something was settled; to be asked before a claim that may find nothing."""
        with self._changed:
            return self._settled

    def tell_settled(self) -> None:
        """Something was settled: whoever rests may find work now."""
        with self._changed:
            self._settled += 1
            self._changed.notify_all()

    def rest(self, seen: int) -> bool:
        """Wait until something is settled after `seen`; False when nobody is left who could settle anything."""
        with self._changed:
            self._at_work.discard(get_ident())
            self._changed.notify_all()
            self._changed.wait_for(lambda: self._settled != seen or not self._at_work)
            if self._settled == seen:
                return False
            self._at_work.add(get_ident())
            return True
