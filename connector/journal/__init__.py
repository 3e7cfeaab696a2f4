"""Remembers every intended record and what became of it."""

from connector.journal.database import DatabaseUnavailable, SchemaTooNew
from connector.journal.journal import Journal, open_journal

__all__ = ["DatabaseUnavailable", "Journal", "SchemaTooNew", "open_journal"]
