"""Decides where a record is posted whose month is closed (rules A-9, RR-13). Pure: periods and policies are given."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property

from connector.translation.wanted import Linked
from netsuite_client.account import Period
from netsuite_client.records import CreditMemo, Invoice, Record, Transaction

FIRST_YEAR, LAST_YEAR = 1990, 2099
"""The months that a connection knows which may not read NetSuite's periods."""

PERIOD_CAUSES = frozenset({"PERIOD_CLOSED", "NO_OPEN_PERIOD"})
"""The causes that an accounting period is at the bottom of."""


class Policy(StrEnum):
    """What becomes of a record whose period is closed."""

    NEXT_OPEN = "next_open"
    HOLD = "hold"
    FAIL = "fail"


@dataclass(frozen=True)
class AsDated:
    """Posted on its own date."""


@dataclass(frozen=True, kw_only=True)
class Moved:
    """Posted on the first day of the next open period."""

    to: date


@dataclass(frozen=True, kw_only=True)
class Stopped:
    """Not posted: the cause and its values. What `waits` goes on by itself when a period opens."""

    cause: str
    values: Mapping[str, str]
    waits: bool


Posting = AsDated | Moved | Stopped


@dataclass(frozen=True, kw_only=True)
class PostingRules:
    """The account's base periods, and the policy of each kind of record; a kind without one is posted next_open."""

    periods: tuple[Period, ...]
    policies: Mapping[str, Policy] = field(default_factory=dict)

    def posting(self, record: Record | Linked, *, approved: bool = False) -> Posting:
        """Where the record is posted; what has no date is not posted and always goes as it is.

        What a person `approved` goes to the next open period, whatever the policy.
        """
        if not isinstance(record, Transaction):
            return AsDated()
        policy = Policy.NEXT_OPEN if approved else self.policies.get(record.KIND, Policy.NEXT_OPEN)
        return posting_of(record.tran_date, self, policy)

    def period_of(self, day: date) -> Period | None:
        """The period in which a day lies."""
        number = bisect_right(self._starts, day) - 1
        found = self._in_order[number] if number >= 0 else None
        return found if found and day <= found.end else None

    def is_closed(self, day: date) -> bool:
        """Whether nothing may be posted or deleted on a day any more."""
        period = self.period_of(day)
        return period is not None and period.closed

    def reaches_back(self, record: Record | Linked) -> bool:
        """Whether revenue of the record belongs to a period before its own, where NetSuite takes it open or closed."""
        if not isinstance(record, Invoice | CreditMemo):
            return False
        period = self.period_of(record.tran_date)
        starts = (line.rev_rec_start_date for line in record.lines)
        return period is not None and any(start is not None and start < period.start for start in starts)

    def open_after(self, day: date) -> Period | None:
        """The first open period that begins after a day."""
        later = self._in_order[bisect_right(self._starts, day) :]
        return next((period for period in later if not period.closed), None)

    @cached_property
    def _in_order(self) -> tuple[Period, ...]:
        return tuple(sorted(self.periods, key=lambda period: period.start))

    @cached_property
    def _starts(self) -> tuple[date, ...]:
        return tuple(period.start for period in self._in_order)


def posting_of(day: date, rules: PostingRules, policy: Policy) -> Posting:
    """Rule A-9. A day that lies in no period has none to reopen: it moves, or waits for one to be created."""
    period = rules.period_of(day)
    if period is not None and not period.closed:
        return AsDated()
    if period is not None and policy is not Policy.NEXT_OPEN:
        values = {"period": called(period), "message": f"the record is dated {day}"}
        return Stopped(cause="PERIOD_CLOSED", values=values, waits=policy is Policy.HOLD)
    later = rules.open_after(day) if policy is Policy.NEXT_OPEN else None
    if later is not None:
        return Moved(to=later.start)
    return Stopped(cause="NO_OPEN_PERIOD", values={"message": f"none for a record of {day}"}, waits=True)


def called(period: Period) -> str:
    """A period as people call it: a calendar month by its name, any other as NetSuite does."""
    is_month = period.start.day == 1 and period.end == _last_day(period.start)
    return month_name(period.start) if is_month else period.name


def month_name(day: date) -> str:
    """`September 2025`."""
    return f"{MONTHS[day.month - 1]} {day.year}"


MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def moved_text(dated: date, posted: date) -> str:
    """Why a record stands in another month than its own: `posted in October: September 2025 is closed`."""
    to = MONTHS[posted.month - 1] if posted.year == dated.year else month_name(posted)
    return f"posted in {to}: {month_name(dated)} is closed"


def calendar_months(closed_through: date | None) -> tuple[Period, ...]:
    """Calendar months for whoever may not read NetSuite's: closed up to the month of this day, open from there on."""
    firsts = (date(year, month, 1) for year in range(FIRST_YEAR, LAST_YEAR + 1) for month in range(1, 13))
    return tuple(_months(firsts, closed_through))


def _months(firsts: Iterable[date], closed_through: date | None) -> Iterable[Period]:
    for first in firsts:
        closed = closed_through is not None and first <= closed_through
        yield Period(
            internal_id=f"{first:%Y-%m}", name=month_name(first), start=first, end=_last_day(first), closed=closed
        )


def _last_day(first: date) -> date:
    next_month = first.replace(day=28) + timedelta(days=4)
    return next_month.replace(day=1) - timedelta(days=1)


EVERYTHING_OPEN = PostingRules(periods=calendar_months(None))
"""Where nothing is ever closed."""
