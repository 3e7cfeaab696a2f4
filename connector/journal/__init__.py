"""Remembers every intended record and what became of it."""

from connector.journal.audit import AuditChoice, AuditRow
from connector.journal.booked import Booked
from connector.journal.database import DatabaseUnavailable, SchemaTooNew
from connector.journal.dated import Dated
from connector.journal.deciding import Dependents, Ignoring, Override
from connector.journal.faces import Money
from connector.journal.family import About, Attempt, Blocker, Family, Member
from connector.journal.holding import JournalHeld, Runner
from connector.journal.inbox import Filed
from connector.journal.issues import Issue
from connector.journal.journal import Journal, open_journal
from connector.journal.listing import KEYS, Entry
from connector.journal.past_runs import Run
from connector.journal.people import Person
from connector.journal.remarks import Remark, Remarks
from connector.journal.searching import Narrowed, Order
from connector.journal.shown import Shown
from connector.journal.status import BlockCount, IssueCount, KindCount, Status

__all__ = [
    "KEYS",
    "About",
    "Attempt",
    "AuditChoice",
    "AuditRow",
    "BlockCount",
    "Blocker",
    "Booked",
    "DatabaseUnavailable",
    "Dated",
    "Dependents",
    "Entry",
    "Family",
    "Filed",
    "Ignoring",
    "Issue",
    "IssueCount",
    "Journal",
    "JournalHeld",
    "KindCount",
    "Member",
    "Money",
    "Narrowed",
    "Order",
    "Override",
    "Person",
    "Remark",
    "Remarks",
    "Run",
    "Runner",
    "SchemaTooNew",
    "Shown",
    "Status",
    "open_journal",
]
