"""The journal of one connection: collection writes wishes into it, lanes take work out of it and leave outcomes."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import insert, select, update

from connector.journal import (
    actions,
    audit,
    claiming,
    dated,
    dialect,
    explaining,
    holding,
    intending,
    period_states,
    settling,
    standings,
    trials,
    write_back,
)
from connector.journal import family as families
from connector.journal.backfills import Backfills
from connector.journal.booked import Booked, booked
from connector.journal.database import Database, explained, open_database
from connector.journal.dated import Dated
from connector.journal.desk import DeskJournal
from connector.journal.family import About, Family
from connector.journal.holding import Runner
from connector.journal.issues import Issue, issues_after, last_issue_at
from connector.journal.kept_families import KeptFamilies
from connector.journal.leases import Lease
from connector.journal.past_runs import Run, linked_in, runs
from connector.journal.pauses import Pauses
from connector.journal.people import Person
from connector.journal.rows import Scope, put
from connector.journal.schema import cursor, netsuite_cache, run
from connector.journal.status import Status, status
from connector.journal.troubles import Troubles
from connector.journal.versions import MappingVersions
from connector.mapping.by_hand import ByHand
from connector.ports import Batch, Clock, Destination, HeldRecord, Intended, Note, Settlement
from connector.recognition import Period, PeriodSeen
from connector.reconciliation import Standing
from connector.translation.dates import DateRange
from connector.translation.own_links import NamedRecord
from connector.translation.wanted import Linked, Origin, Translation
from connector.versions import MappingVersion
from netsuite_client.outcomes import Operation
from stripe_client.objects import Family as StripeFamily
from stripe_client.objects import Root

SETTLING_SECONDS = 2.0
"""How long NetSuite may take to show what it did before the answer was lost."""


ISSUES_PAGE = 500


def open_journal(
    database_url: str,
    connection_name: str,
    clock: Clock,
    *,
    settling_seconds: float = SETTLING_SECONDS,
    at_once: bool = True,
) -> Journal:
    """Open a connection's journal, creating or upgrading its database, if not at once, then when it is first used.

    Raises DatabaseUnavailable with a sentence for people when that cannot be done, SchemaTooNew when a newer
    version wrote it.
    """
    database = open_database(database_url, at_once=at_once)
    return Journal(database, connection_name, clock, timedelta(seconds=settling_seconds))


class Journal:
    """Implements IntentJournal, DeliveryJournal and RememberedFacts. May be used by several threads at once."""

    def __init__(self, database: Database, connection: str, clock: Clock, settling: timedelta) -> None:
        self.database, self.connection = database, connection
        self._clock, self._settling = clock, settling
        self.made_with: MappingVersion | None = None
        self.mappings = MappingVersions(database, self._scope)
        self.pauses = Pauses(database, self._scope)
        self.troubles = Troubles(database, self._scope)
        self.backfills = Backfills(database, self._scope)
        self.kept_families = KeptFamilies(database, self._scope)
        self.desk = DeskJournal(database, self._scope)

    def now(self) -> datetime:
        """The present moment."""
        return self._clock.now()

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

    def own_links(self, named: Collection[NamedRecord]) -> frozenset[NamedRecord]:
        """Those that we wrote to Stripe ourselves (rule I-6)."""
        with self.database.reading() as db:
            return write_back.own(db, self._scope(), named)

    def to_write_back(self, destinations: Sequence[Destination], limit: int) -> tuple[Note, ...]:
        """Accepted records of which Stripe was not told yet, remembered as ours from now on."""
        with self.database.writing() as db:
            return write_back.due(db, self._scope(), destinations, limit)

    def written_back(self, notes: Sequence[Note]) -> None:
        """Stripe was told of these, or cannot be."""
        with self.database.writing() as db:
            write_back.told(db, self._scope(), notes)

    def by_hand(self) -> tuple[ByHand, ...]:
        """The values that people gave fields of single records."""
        return tuple(
            ByHand(external_id=one.external_id, field=one.field, value=one.value, place=f"by {one.who}: {one.reason}")
            for those in self.desk.overrides().values()
            for one in those
        )

    def intend(self, translations: Sequence[Translation], cursor: str | None, run_id: int) -> Intended:
        """Record a page of translations and the cursor after it, whole or not at all."""
        with self.database.writing() as db:
            return intending.intend(db, self._scope(run_id), translations, cursor)

    def keep_families(self, families: Iterable[StripeFamily]) -> None:
        """Remember the last of these, as they were read, to try other mappings on."""
        self.kept_families.keep(families)

    def claim(self, limit: int, lease_seconds: float, *, lanes: int = 1) -> Batch | None:
        """Take the most urgent ready work of one purpose, ours alone until the lease runs out."""
        with self.database.writing() as db:
            lease = Lease(scope=self._scope(), seconds=lease_seconds, limit=limit, lanes=lanes)
            return claiming.claim(db, lease, self._settling)

    def note_sent(self, batch: Batch, operations: Mapping[int, Operation]) -> None:
        """Remember what is about to be sent. Raises LeaseLost."""
        with self.database.writing() as db:
            settling.note_sent(db, self._scope(), batch, operations)

    def settle(self, batch: Batch, settlements: Sequence[Settlement], run_id: int) -> bool:
        """Make these moves, whole or not at all; False if the lease is no longer ours."""
        with self.database.writing() as db:
            scope = self._scope(run_id)
            done = settling.settle(db, scope, batch, settlements, self._settling)
            if done and scope.on_trial:
                trials.note_answered(db, scope, batch, settlements)
            return done

    def make_with(self, version: MappingVersion) -> None:
        """From now on records are made with this version of the mapping, and remember it."""
        self.made_with = version

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

    def note_periods(self, closed: Iterable[tuple[Period, bool]]) -> None:
        """Remember which periods of the account are closed now (rule RR-33)."""
        with self.database.writing() as db:
            period_states.note(db, self._scope(), closed)

    def periods_seen(self) -> tuple[PeriodSeen, ...]:
        """Everything that was seen of the account's periods, the oldest first."""
        with self.database.reading() as db:
            return period_states.seen(db, self._scope())

    def start_run(self, trigger: str) -> int:
        """Begin a run; everything that is done names it."""
        row = {"connection": self.connection, "trigger": trigger, "started_at": self._clock.now()}
        with self.database.writing() as db:
            return int(db.execute(insert(run).values(row).returning(run.c.id)).scalar_one())

    def finish_run(
        self,
        run_id: int,
        counts: Mapping[str, int],
        *,
        outcome: str = "done",
        whole: bool = True,
        details: Mapping[str, object] | None = None,
    ) -> None:
        """End a run and keep what it did in numbers; `whole`: it took in everything of before it began."""
        change = update(run).where(run.c.id == run_id, run.c.connection == self.connection)
        ended = {"finished_at": self._clock.now(), "counts": json.dumps(dict(counts)), "outcome": outcome}
        ended |= {"details": json.dumps(dict(details or {}))}
        with self.database.writing() as db:
            db.execute(change.values(ended | ({"collected_to": run.c.started_at} if whole else {})))

    def runs(self, limit: int, *, failed_only: bool = False, before: int | None = None) -> tuple[Run, ...]:
        """The last runs, the newest first; those that failed or were killed alone; those before a number."""
        with self.database.reading() as db:
            return runs(db, self._scope(), limit, failed_only=failed_only, before=before)

    def collected_to(self) -> datetime | None:
        """The moment up to which everything that Stripe told was taken in; None before the first run that did so."""
        query = select(run.c.collected_to).where(run.c.connection == self.connection, run.c.collected_to.is_not(None))
        with self.database.reading() as db:
            found: datetime | None = db.scalar(query.order_by(run.c.id.desc()).limit(1))
            return found

    def retry(
        self, ids: Collection[str] | None = None, *, who: str, via: str = "cli", reason: str | None = None
    ) -> int:
        """Queue refused and held intents again: those with these ids, those of these roots with their needs, or all.

        Gives how many; the action is audited under the person's name.
        """
        with self.database.writing() as db:
            return actions.retry(db, self._scope(), ids, Person(who=who, via=via, reason=reason))

    def on_hold(self, causes: Collection[str]) -> Sequence[HeldRecord]:
        """The records that are held for one of these causes."""
        with self.database.reading() as db:
            return actions.on_hold(db, self._scope(), causes)

    def release(self, external_ids: Collection[str], run_id: int) -> None:
        """Let these go on: what they waited for has come."""
        with self.database.writing() as db:
            actions.release(db, self._scope(run_id), external_ids)

    def roots_to_read_again(self, touched: frozenset[str], read: frozenset[str] = frozenset()) -> tuple[Root, ...]:
        """Roots that touched objects, or roots that were read, may set going (rule I-5)."""
        with self.database.reading() as db:
            return actions.roots_to_read_again(db, self._scope(), touched, read)

    def roots_to_reconsider(self) -> tuple[Root, ...]:
        """Roots that other settings or mappings may set going."""
        with self.database.reading() as db:
            return actions.roots_to_reconsider(db, self._scope())

    def roots_changed_since(self, moment: datetime) -> tuple[Root, ...]:
        """Roots of which a run since then read something new."""
        with self.database.reading() as db:
            return actions.roots_changed_since(db, self._scope(), moment)

    def roots_in_attention(self) -> tuple[Root, ...]:
        """Roots with problems, with something refused or on hold, or waiting for that."""
        with self.database.reading() as db:
            return actions.roots_in_attention(db, self._scope())

    def last_issue_at(self) -> datetime | None:
        """When an issue that is open was last met; None: none is open."""
        with self.database.reading() as db:
            return last_issue_at(db, self._scope())

    def status(self) -> Status:
        """The whole connection in numbers."""
        with self.database.reading() as db:
            return status(db, self._scope())

    def find(self, sought: str) -> About:
        """What a Stripe id, an external id, `invoice:456` or a NetSuite internal id is about."""
        with self.database.reading() as db:
            return families.find(db, self._scope(), sought)

    def family(self, root: Root) -> Family | None:
        """A root with its intents and the shared ones that they need; None: not in the journal."""
        with self.database.reading() as db:
            return families.family(db, self._scope(), root)

    def origins_of(self, external_ids: Collection[str]) -> Mapping[str, Mapping[str, Mapping[str, Origin]]]:
        """Where the values of these come from, by `short` digests of the contents that were wanted."""
        with self.database.reading() as db:
            return explaining.origins_in(db, self._scope(), external_ids)

    def linked_in(self, run_id: int) -> tuple[Linked, ...]:
        """What a run found in NetSuite and used, instead of adding it."""
        with self.database.reading() as db:
            return linked_in(db, self._scope(), run_id)

    def issues(self, *, open_only: bool = True) -> Iterator[Issue]:
        """The inbox, the oldest first, read in pages so that its length does not matter."""
        last = 0
        while True:
            with self.database.reading() as db:
                page = list(issues_after(db, self._scope(), last, ISSUES_PAGE, open_only=open_only))
            yield from page
            if len(page) < ISSUES_PAGE:
                return
            last = page[-1].id

    def booked(self) -> tuple[Booked, ...]:
        """Every record that is in NetSuite, as the journal knows it."""
        with self.database.reading() as db:
            return booked(db, self._scope())

    def standings(self) -> Mapping[str, Standing]:
        """Why roots are not wholly in NetSuite, by their Stripe ids and those of invoices that they depend on."""
        with self.database.reading() as db:
            return standings.standings(db, self._scope())

    def read_at(self, roots: Collection[Root]) -> Mapping[Root, datetime]:
        """When these roots were last read at Stripe; what is not known is absent."""
        with self.database.reading() as db:
            return standings.read_at(db, self._scope(), roots)

    def unfinished(self, days: DateRange) -> tuple[Dated, ...]:
        """Documents dated on these days that are not synced, or that were found wrong in NetSuite."""
        with self.database.reading() as db:
            return dated.unfinished(db, self._scope(), days)

    def moved(self, days: DateRange) -> tuple[Dated, ...]:
        """Documents dated on these days that NetSuite has on another day (rule A-9)."""
        with self.database.reading() as db:
            return dated.moved(db, self._scope(), days)

    def verify_audit(self) -> int | None:
        """The number of the first row of the audit chain that is not as it was written; None: all are."""
        with self.database.reading() as db:
            return audit.first_broken(db, self.connection)

    @contextmanager
    def held(self, who: str = "connector") -> Iterator[None]:
        """Be the only runner; what a killed one had in hand is free again. Raises JournalHeld, which says who is."""
        self.database.make_ready()
        with holding.held(self.database.engine.url, self.connection, who, self._clock.now()):
            with self.database.writing() as db:
                holding.end_leases(db, self._scope())
            yield

    def runner(self) -> Runner | None:
        """Who runs with this journal now; None: nobody does."""
        url = self.database.engine.url
        return holding.runner(url, self.connection) if holding.is_held(url, self.connection) else None

    def unlock(self, *, who: str, reason: str) -> None:
        """Let others run although somebody holds the lock; it is audited under the person's name."""
        holding.break_lock(self.database.engine.url, self.connection)
        with self.database.writing() as db:
            audit.record(db, self._scope(), "unlock", {}, who=who, via="cli", reason=reason)

    def done_by_hand(self, action: str, *, who: str, via: str) -> None:
        """Put into the audit what a person asked for that leaves no other trace."""
        with self.database.writing() as db:
            audit.record(db, self._scope(), action, {}, who=who, via=via)

    @contextmanager
    def copied(self, folder: Path) -> Iterator[Journal]:
        """A copy in a folder, to try things out on."""
        file = folder / "journal-copy.db"
        with explained(self.database.address):
            dialect.copy(self.database.engine, file)
        journal = Journal(open_database(f"sqlite:///{file}"), self.connection, self._clock, self._settling)
        journal.made_with = self.made_with
        try:
            yield journal
        finally:
            journal.close()

    def next_try(self) -> datetime | None:
        """When the next intent that waits for time may be claimed."""
        with self.database.reading() as db:
            return claiming.next_try(db, self._scope())

    def _scope(self, run_id: int | None = None) -> Scope:
        made_with = self.made_with
        return Scope(
            connection=self.connection,
            now=self._clock.now(),
            run_id=run_id,
            mapping=made_with.number if made_with else None,
            on_trial=made_with is not None and made_with.is_on_trial,
        )
