"""How a connection stands, as far as health, metrics and alerts ask: read from the journal at one moment."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime

from connector.journal import Journal, Status
from connector.journal.troubles import Trouble
from connector.translation.dates import DateRange


@dataclass(frozen=True, kw_only=True)
class Facts:
    """The journal's numbers; since when the daemon runs, and when it last took in everything (None: never)."""

    now: datetime
    began: datetime
    last_success: datetime | None
    status: Status
    troubles: tuple[Trouble, ...]

    @property
    def lag_seconds(self) -> float:
        """For how long the oldest record is on its way; nothing grows old while sending is paused on purpose."""
        oldest = self.status.oldest_unsynced
        return 0.0 if oldest is None else self.seconds_since(oldest)

    def seconds_since(self, moment: datetime) -> float:
        """How long ago that was; nothing is in the future."""
        return max(0.0, (self.now - moment).total_seconds())

    @property
    def silent_seconds(self) -> float:
        """Since when nothing was taken in, counted from the daemon's beginning at the earliest."""
        return (self.now - max(self.last_success or self.began, self.began)).total_seconds()


CLOSING_DAYS = 3
"""How long before its end people are told of a month that is not whole."""


@dataclass(frozen=True, kw_only=True)
class Closing:
    """A month that ends soon, and how many of its documents are not in NetSuite as they should be."""

    ends: date
    documents: int


def closing_of(journal: Journal, today: date) -> Closing | None:
    """The month that ends within days and is not whole; None: it is, or has time. Raises DatabaseUnavailable."""
    month = DateRange(today.replace(day=1), today.replace(day=monthrange(today.year, today.month)[1]))
    if (month.end - today).days > CLOSING_DAYS:
        return None
    open_documents = journal.unfinished(month)
    return Closing(ends=month.end, documents=len(open_documents)) if open_documents else None


def facts_of(journal: Journal, began: datetime, now: datetime) -> Facts:
    """The facts of this moment. Raises DatabaseUnavailable."""
    return Facts(
        now=now,
        began=began,
        last_success=journal.collected_to(),
        status=journal.status(),
        troubles=journal.troubles.standing(),
    )
