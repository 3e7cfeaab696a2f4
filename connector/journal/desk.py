"""What the support desk asks of a journal, and what it writes there: an action is a transaction with its audit row."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import datetime

from connector.journal import actions, audit, deciding, inbox, listing, remarks
from connector.journal.audit import AuditChoice, AuditRow
from connector.journal.database import Database
from connector.journal.deciding import Dependents, Ignoring, Override
from connector.journal.inbox import Filed
from connector.journal.listing import Entry
from connector.journal.people import Person
from connector.journal.remarks import Remark, Remarks
from connector.journal.rows import Scope
from connector.journal.searching import Narrowed, Order

PAGE = 500


class DeskJournal:
    """The desk's part of one connection's journal."""

    def __init__(self, database: Database, scope: Callable[[], Scope]) -> None:
        self._database, self._scope = database, scope

    def entries(self, narrowed: Narrowed, order: Order | None = None) -> Iterator[Entry]:
        """Everything that may be looked for, sorted, else in the order in which it was recorded."""
        with self._database.reading() as db:
            yield from listing.entries(db, self._scope(), narrowed, order)

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

    def retry(self, ids: Collection[str], person: Person, *, at: datetime | None = None) -> int:
        """Queue these again, and roots that were put aside count again; how many records were queued."""
        with self._database.writing() as db:
            deciding.wanted_again(db, self._scope(), ids)
            return actions.retry(db, self._scope(), ids, person, at=at)

    def resync(self, stripe_ids: Collection[str], person: Person) -> None:
        """These roots are compared afresh when they are read next, and what was put aside of them counts again."""
        with self._database.writing() as db:
            deciding.resync(db, self._scope(), stripe_ids, person)

    def dependents(self, external_id: str) -> Dependents:
        """What follows when a record is put aside."""
        with self._database.reading() as db:
            return deciding.dependents(db, self._scope(), external_id)

    def skip(self, external_id: str, person: Person) -> None:
        """Put a record aside."""
        with self._database.writing() as db:
            deciding.skip(db, self._scope(), external_id, person)

    def skip_root(self, stripe_id: str, person: Person) -> None:
        """Put aside a root of which nothing is made."""
        with self._database.writing() as db:
            deciding.skip_root(db, self._scope(), stripe_id, person)

    def link(self, external_id: str, internal_id: str, person: Person, *, checked: bool = False) -> None:
        """It is this record of NetSuite; where `checked`, its amounts are compared."""
        with self._database.writing() as db:
            deciding.link(db, self._scope(), external_id, internal_id, person, checked=checked)

    def unlink(self, external_id: str, person: Person) -> None:
        """It is not that record of NetSuite."""
        with self._database.writing() as db:
            deciding.unlink(db, self._scope(), external_id, person)

    def resolve(self, issue: int, person: Person) -> None:
        """A person saw to an issue."""
        with self._database.writing() as db:
            deciding.resolve(db, self._scope(), issue, person)

    def ignore(self, issue: int, ignoring: Ignoring, person: Person) -> None:
        """Hide an issue."""
        with self._database.writing() as db:
            deciding.ignore(db, self._scope(), issue, ignoring, person)

    def cancel(self, external_id: str, person: Person, *, hold: str | None) -> None:
        """Take a retry back."""
        with self._database.writing() as db:
            deciding.cancel(db, self._scope(), external_id, person, hold=hold)

    def approve(self, external_id: str, person: Person) -> None:
        """Let what is on hold post in the next open period."""
        with self._database.writing() as db:
            deciding.approve(db, self._scope(), external_id, person)

    def overrides(self) -> Mapping[str, tuple[Override, ...]]:
        """The values that people gave, by the record's external id."""
        with self._database.reading() as db:
            return deciding.overrides(db, self._scope())

    def set_value(self, given: Override, person: Person) -> None:
        """Give a field of a record a value."""
        with self._database.writing() as db:
            deciding.set_value(db, self._scope(), given, person)

    def remove_value(self, external_id: str, field: str, person: Person) -> bool:
        """Take a value away. False where there was none."""
        with self._database.writing() as db:
            return deciding.remove_value(db, self._scope(), external_id, field, person)

    def cleared_since(self, moment: datetime) -> int:
        """How many issues went away by themselves since then."""
        with self._database.reading() as db:
            return deciding.cleared_in(db, self._scope(), moment)

    def linked_elsewhere(self, kind: str, internal_id: str) -> str | None:
        """The record of ours that NetSuite knows by this internal id."""
        with self._database.reading() as db:
            return actions.known_as(db, self._scope(), kind, internal_id)

    def audit_rows(self, chosen: AuditChoice) -> Iterator[AuditRow]:
        """What was done, the oldest first."""
        with self._database.reading() as db:
            yield from audit.rows(db, self._scope().connection, chosen)
