"""Knows for a whole run which periods are open, and asks anew when NetSuite says otherwise or will not say."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from threading import Lock

from connector.periods import EVERYTHING_OPEN, PostingRules
from netsuite_client.account import Period

AskPeriods = Callable[[], Sequence[Period]]
"""The account's base periods as they are now. Raises what the client raises."""


class PostingCalendar:
    """The rules by which the lanes of a run post. Safe to use from several threads.

    `asked` says that the run asked for them itself, and not one before it.
    """

    def __init__(
        self, rules: PostingRules = EVERYTHING_OPEN, ask: AskPeriods | None = None, *, asked: bool = False
    ) -> None:
        self._rules, self._ask = rules, ask
        self._asked = asked
        self._turn = Lock()

    @property
    def rules(self) -> PostingRules:
        """The rules as they are known now."""
        return self._rules

    def renew(self) -> None:
        """Ask for the periods anew, where they can be asked for. Raises what the client raises without an answer."""
        with self._turn:
            self._renew()

    def renew_once(self) -> None:
        """The same, but only where this run has not asked yet."""
        with self._turn:
            if not self._asked:
                self._renew()

    def _renew(self) -> None:
        if self._ask is not None:
            self._rules = replace(self._rules, periods=tuple(self._ask()))
            self._asked = True
