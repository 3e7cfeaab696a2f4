"""Schedules as a bookkeeper writes them, for the tables of cases."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from connector.recognition import Basis, Calendar, Method, Period, Row, rows
from connector.translation.dates import DateRange


def days(written: str) -> DateRange:
    """Of "2025-09-01 .. 2026-08-31"."""
    start, end = (date.fromisoformat(day) for day in written.split(" .. "))
    return DateRange(start, end)


def closed(*months: str, to: str | None = None) -> Calendar:
    """A calendar in which these months are closed; `to` is the last month that exists, if there is one."""
    known = Calendar().touched(DateRange(date(2020, 1, 1), Period.named(to).end)) if to else ()
    return Calendar(known=known, closed=frozenset(map(Period.named, months)))


def a_schedule(
    total: str,
    term: str,
    *,
    method: Method = Method.EVEN_PERIODS,
    months: int | None = None,
    precision: int = 2,
    calendar: Calendar | None = None,
) -> tuple[Row, ...]:
    basis = Basis(term=days(term), method=method, months=months)
    return rows(Decimal(total), basis, precision=precision, calendar=calendar or Calendar())


def said(schedule: Iterable[Row]) -> str:
    """Each row on a line: its period, where it is posted if elsewhere, its amount."""
    return "\n".join(_said(row) for row in schedule)


def _said(row: Row) -> str:
    where = "" if row.posting == row.source else f" in {row.posting or 'no open period'}"
    return f"{row.source} {row.amount}{where}"
