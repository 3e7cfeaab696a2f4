"""What each end-date rule would make of a service period, side by side, and what is worth saying of it (RR-6)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import groupby

from connector.recognition.methods import Method
from connector.recognition.periods import CALENDAR_MONTHS, Calendar
from connector.recognition.schedule import Basis, Row, rows
from connector.recognition.terms import stripe_months, whole_months
from connector.translation.dates import DateRange, EndDateRule, term

SETTING = "revenue_dates.end_date_rule"


@dataclass(frozen=True, kw_only=True)
class EndDates:
    """What one rule makes of a service period: NetSuite's term, the accounting periods it touches, the rows."""

    rule: EndDateRule
    term: DateRange
    periods: int
    rows: tuple[Row, ...]


@dataclass(frozen=True, kw_only=True)
class Finding:
    """A warning or note about a line's term: the name of its cause and the values of its sentence."""

    code: str
    values: Mapping[str, str]


def compared(
    period: DateRange, total: Decimal, basis: Basis, *, precision: int, calendar: Calendar = CALENDAR_MONTHS
) -> tuple[EndDates, ...]:
    """The three rules side by side for Stripe's own period, its end exclusive (rules RR-3, RR-6).

    Of the basis only method and months count: the term is each rule's own.
    """
    return tuple(
        EndDates(
            rule=rule,
            term=(span := term(period, rule)),
            periods=len(calendar.touched(span)),
            rows=rows(total, replace(basis, term=span), precision=precision, calendar=calendar),
        )
        for rule in EndDateRule
    )


def findings(
    period: DateRange, results: Iterable[EndDates], in_force: EndDateRule, basis: Basis
) -> tuple[Finding, ...]:
    """What the rule in force costs in periods, and what a start in mid-period does (rule RR-6: REV-104, REV-105).

    Nothing is said where a number of months counts the rows: then the dates change none.
    """
    if basis.months is not None:
        return ()
    given = next(one.periods for one in results if one.rule is in_force)
    own, months = stripe_months(period), whole_months(term(period, EndDateRule.LAST_DAY))
    said = {"rule": in_force.value, "start": str(period.start), "end": str(period.end)}
    cases = (
        ("EXTRA_PERIODS", given > own, own, given),
        ("MID_PERIOD", basis.method is Method.EVEN_PERIODS and own > months, months, own),
    )
    return tuple(
        Finding(code=code, values=said | {"months": str(wanted), "given": str(got)})
        for code, applies, wanted, got in cases
        if applies
    )


def compared_text(results: Iterable[EndDates], in_force: EndDateRule) -> str:
    """The three rules as lines of text, the one in force marked (rule RR-6)."""
    return "\n".join([*(_line(one, in_force) for one in results), f"setting: {SETTING}"])


def _line(one: EndDates, in_force: EndDateRule) -> str:
    dates = f"{one.rule:<9} {one.term.start} .. {one.term.end}"
    periods = f"{one.periods:>2} {'period ' if one.periods == 1 else 'periods'}"
    mark = "    <- in force" if one.rule is in_force else ""
    return f"{dates}   {periods}   {rows_text(one.rows)}{mark}"


def rows_text(schedule: Iterable[Row]) -> str:
    """Rows in few words: what is alike one after the other is counted, such as `12 x 9.23 + 9.24`."""
    runs = [(amount, sum(1 for _ in run)) for amount, run in groupby(row.amount for row in schedule)]
    return " + ".join(f"{number} x {amount:,}" if number > 1 else f"{amount:,}" for amount, number in runs)
