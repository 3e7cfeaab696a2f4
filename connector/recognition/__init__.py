"""When revenue is earned: schedules of lines and of the memos that copy them, computed from values alone."""

from connector.recognition.copies import Credited, copied
from connector.recognition.documents import (
    INVOICE,
    Billed,
    LineSchedule,
    Memo,
    Part,
    Policy,
    every_row,
    net_of_discounts,
    scheduled,
)
from connector.recognition.end_dates import EndDates, Finding, compared, compared_text, findings, rows_text
from connector.recognition.example import Example, latest_example
from connector.recognition.methods import Method
from connector.recognition.periods import CALENDAR_MONTHS, Calendar, Period, PeriodSeen, calendar_at, states_at
from connector.recognition.refunded_year import FIRST_MONTH, refunded_year
from connector.recognition.schedule import Basis, Row, rows, spread, unpostable
from connector.recognition.terms import TermSource, months_counted, months_of_interval

__all__ = [
    "CALENDAR_MONTHS",
    "FIRST_MONTH",
    "INVOICE",
    "Basis",
    "Billed",
    "Calendar",
    "Credited",
    "EndDates",
    "Example",
    "Finding",
    "LineSchedule",
    "Memo",
    "Method",
    "Part",
    "Period",
    "PeriodSeen",
    "Policy",
    "Row",
    "TermSource",
    "calendar_at",
    "compared",
    "compared_text",
    "copied",
    "every_row",
    "findings",
    "latest_example",
    "months_counted",
    "months_of_interval",
    "net_of_discounts",
    "refunded_year",
    "rows",
    "rows_text",
    "scheduled",
    "spread",
    "states_at",
    "unpostable",
]
