"""When something is due: intervals, cron, time zones, quiet hours and what was missed. Pure arithmetic."""

from connector.scheduling.cron import Cron, CronError
from connector.scheduling.occurrences import Every, Rhythm, Timetable, missed, next_after
from connector.scheduling.quiet import Quiet, QuietError

__all__ = ["Cron", "CronError", "Every", "Quiet", "QuietError", "Rhythm", "Timetable", "missed", "next_after"]
