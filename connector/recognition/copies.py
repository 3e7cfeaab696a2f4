"""How a credit memo takes back what its invoice line earns: row by row, and cumulatively (rules RR-20 to RR-25)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from connector.recognition.periods import CALENDAR_MONTHS, Calendar
from connector.recognition.schedule import Row, posted, spread


@dataclass(frozen=True, kw_only=True)
class Credited:
    """What a memo credits of an invoice line, positive for a line that bills.

    `copies` is False for what carries no schedule of its own accord, such as a bad debt (rules RR-24, RR-26); the
    calendar is that of the moment at which the memo is sent (rule RR-33).
    """

    amount: Decimal
    copies: bool = True
    calendar: Calendar = CALENDAR_MONTHS


def copied(schedule: Sequence[Row], credits_: Sequence[Credited], *, precision: int) -> tuple[tuple[Row, ...], ...]:
    """The rows of each memo, the earliest first (rules RR-20 to RR-22).

    A memo takes what is to be taken for everything credited so far, less what earlier memos took: so a line that is
    credited in full nets to zero in every period. An invoice that was edited in between is another schedule: its
    later memos are asked for by themselves.
    """
    return tuple(_copied(schedule, credits_, precision))


def _copied(schedule: Sequence[Row], credits_: Sequence[Credited], precision: int) -> Iterator[tuple[Row, ...]]:
    periods = [row.source for row in schedule]
    shares = [Fraction(row.amount) for row in schedule]
    credited, taken = Decimal(0), (Decimal(0),) * len(shares)
    for credit in credits_:
        if not (credit.copies and schedule):
            yield ()
            continue
        credited += credit.amount
        target = spread(-credited, shares, precision)
        own = [wanted - already for wanted, already in zip(target, taken, strict=True)]
        taken = target
        yield posted(zip(periods, own, strict=True), credit.calendar)
