"""Remembers every intended record and what became of it."""

from connector.journal.booked import Booked
from connector.journal.database import DatabaseUnavailable, SchemaTooNew
from connector.journal.dated import Dated
from connector.journal.family import About, Attempt, Blocker, Family, Member
from connector.journal.holding import JournalHeld
from connector.journal.journal import Journal, open_journal
from connector.journal.reading import BlockCount, Issue, IssueCount, KindCount, Run, Shown, Status

__all__ = [
    "About",
    "Attempt",
    "BlockCount",
    "Blocker",
    "Booked",
    "DatabaseUnavailable",
    "Dated",
    "Family",
    "Issue",
    "IssueCount",
    "Journal",
    "JournalHeld",
    "KindCount",
    "Member",
    "Run",
    "SchemaTooNew",
    "Shown",
    "Status",
    "open_journal",
]
