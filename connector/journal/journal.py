"""The journal of one connection: collection writes wishes into it, lanes take work out of it and leave outcomes."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import insert, select, update

from connector.journal import audit, claiming, intending, settling
from connector.journal.database import Database, open_database
from connector.journal.rows import Scope, put
from connector.journal.schema import cursor, netsuite_cache, run
from connector.ports import Batch, Clock, Intended, Settlement
from connector.translation.wanted import Translation
from netsuite_client.outcomes import Operation

SETTLING_SECONDS = 2.0
"""How long NetSuite may take to show what it did before the answer was lost."""


def open_journal(
    database_url: str, connection_name: str = "main", *, clock: Clock, settling_seconds: float = SETTLING_SECONDS
) -> Journal:
    """Open a connection's journal, creating or upgrading its database.

    Raises DatabaseUnavailable with a sentence for people when that cannot be done, SchemaTooNew when a newer
    version wrote it.
    """
    return Journal(open_database(database_url), connection_name, clock, timedelta(seconds=settling_seconds))


class Journal:
    """Implements IntentJournal, DeliveryJournal and RememberedFacts. May be used by several threads at once."""

    def __init__(self, database: Database, connection: str, clock: Clock, settling: timedelta) -> None:
        self.database, self.connection = database, connection
        self._clock, self._settling = clock, settling

    def close(self) -> None:
        """Let go of the database."""
        self.database.close()

    def cursor(self) -> str | None:
        """Where reading stands, None before the first listing."""
        with self.database.reading() as db:
            return db.scalar(select(cursor.c.value).where(cursor.c.connection == self.connection))

    def pins(self, price_ids: Sequence[str]) -> Mapping[str, str]:
        """The items decided for these prices (rule C-5)."""
        with self.database.reading() as db:
            return intending.pins(db, self._scope(), price_ids)

    def intend(self, translations: Sequence[Translation], cursor: str | None, run_id: int) -> Intended:
        """Record a page of translations and the cursor after it, whole or not at all."""
        with self.database.writing() as db:
            return intending.intend(db, self._scope(run_id), translations, cursor)

    def claim(self, limit: int, lease_seconds: float) -> Batch | None:
        """Take the most urgent ready work of one purpose, ours alone until the lease runs out."""
        with self.database.writing() as db:
            return claiming.claim(db, self._scope(), limit, lease_seconds, self._settling)

    def note_sent(self, batch: Batch, operations: Mapping[int, Operation]) -> None:
        """Remember what is about to be sent. Raises LeaseLost."""
        with self.database.writing() as db:
            settling.note_sent(db, self._scope(), batch, operations)

    def settle(self, batch: Batch, settlements: Sequence[Settlement], run_id: int) -> bool:
        """Make these moves, whole or not at all; False if the lease is no longer ours."""
        with self.database.writing() as db:
            return settling.settle(db, self._scope(run_id), batch, settlements, self._settling)

    def remembered(self, key: str) -> tuple[str, datetime] | None:
        """A remembered answer and when it was given."""
        query = select(netsuite_cache.c.value, netsuite_cache.c.at).where(
            netsuite_cache.c.connection == self.connection, netsuite_cache.c.key == key
        )
        with self.database.reading() as db:
            row = db.execute(query).first()
            return (row.value, row.at) if row else None

    def remember(self, key: str, value: str) -> None:
        """Remember an answer."""
        with self.database.writing() as db:
            of = {"connection": self.connection, "key": key}
            put(db, netsuite_cache, of, {"value": value, "at": self._clock.now()})

    def start_run(self, trigger: str) -> int:
        """Begin a run; everything that is done names it."""
        row = {"connection": self.connection, "trigger": trigger, "started_at": self._clock.now()}
        with self.database.writing() as db:
            return int(db.execute(insert(run).values(row).returning(run.c.id)).scalar_one())

    def finish_run(self, run_id: int, counts: Mapping[str, int]) -> None:
        """End a run and keep what it did in numbers."""
        change = update(run).where(run.c.id == run_id, run.c.connection == self.connection)
        with self.database.writing() as db:
            db.execute(change.values(finished_at=self._clock.now(), counts=json.dumps(dict(counts))))

    def verify_audit(self) -> int | None:
        """The number of the first row of the audit chain that is not as it was written; None: all are."""
        with self.database.reading() as db:
            return audit.first_broken(db, self.connection)

    def _scope(self, run_id: int | None = None) -> Scope:
        return Scope(connection=self.connection, now=self._clock.now(), run_id=run_id)
