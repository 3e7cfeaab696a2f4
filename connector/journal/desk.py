"""What the support desk asks of a journal, and what it writes there: an action is a transaction with its audit row."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping

from connector.journal import inbox, listing, remarks
from connector.journal.database import Database
from connector.journal.inbox import Filed
from connector.journal.listing import Entry, Narrowed
from connector.journal.people import Person
from connector.journal.remarks import Remark, Remarks
from connector.journal.rows import Scope

PAGE = 500


class DeskJournal:
    """The desk's part of one connection's journal."""

    def __init__(self, database: Database, scope: Callable[[], Scope]) -> None:
        self._database, self._scope = database, scope

    def entries(self, narrowed: Narrowed) -> Iterator[Entry]:
        """Everything that may be looked for, in the order in which it was recorded."""
        with self._database.reading() as db:
            yield from listing.entries(db, self._scope(), narrowed)

    def filed(self, *, closed: bool = False, run_id: int | None = None) -> Iterator[Filed]:
        """The inbox with what its issues are about, the oldest first, in pages: its length does not matter."""
        last = 0
        while True:
            with self._database.reading() as db:
                page = inbox.filed_after(db, self._scope(), last, PAGE, closed=closed, run_id=run_id)
            yield from page
            if len(page) < PAGE:
                return
            last = page[-1].issue.id

    def remarks(self, subjects: Collection[str]) -> Mapping[str, Remarks]:
        """What people say of these records."""
        with self._database.reading() as db:
            return remarks.remarks_of(db, self._scope(), subjects)

    def remark(self, remark: Remark, person: Person) -> None:
        """Say something of a record."""
        with self._database.writing() as db:
            remarks.say(db, self._scope(), remark, person)

    def take_back(self, remark: Remark, person: Person) -> bool:
        """Take an assignee or a tag away. False where there was none."""
        with self._database.writing() as db:
            return remarks.take_back(db, self._scope(), remark, person)
