"""When revenue is earned: schedules of lines and of the memos that copy them, computed from values alone."""

from connector.recognition.copies import Credited, copied
from connector.recognition.end_dates import EndDates, Finding, compared, compared_text, findings, rows_text
from connector.recognition.methods import Method
from connector.recognition.periods import CALENDAR_MONTHS, Calendar, Period
from connector.recognition.schedule import Basis, Row, rows, spread, unpostable
from connector.recognition.terms import TermSource, months_counted, months_of_interval

__all__ = [
    "CALENDAR_MONTHS",
    "Basis",
    "Calendar",
    "Credited",
    "EndDates",
    "Finding",
    "Method",
    "Period",
    "Row",
    "TermSource",
    "compared",
    "compared_text",
    "copied",
    "findings",
    "months_counted",
    "months_of_interval",
    "rows",
    "rows_text",
    "spread",
    "unpostable",
]
