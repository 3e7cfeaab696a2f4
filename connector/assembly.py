"""Chooses the parts of a connection from its settings: the only place that names clients and journals."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from collections.abc import Mapping as Mapping_
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from importlib.metadata import version
from pathlib import Path

import requests
from pydantic import TypeAdapter
from stripe import HTTPClient

from connector.account_rules import periods_of, posting_rules_of, rules_of, warnings_of
from connector.brake import Brake, Brakes, HeldBy, MappingBrake, NoBrake, WriteCap
from connector.clock import SystemClock, date_of
from connector.doctor import Subject
from connector.journal import Journal, open_journal
from connector.journal.inspection import inspect_database
from connector.mapping import FilesOnDisk, KeptFiles, Mapping
from connector.mapping.changes import changes_text
from connector.mapping_in_force import MappingInForce, in_force, mapper_of, read_mapping
from connector.ports import Clock
from connector.posting_calendar import PostingCalendar
from connector.recognition import Period
from connector.rehearsal_erp import RecordingErp
from connector.runs import Parts
from connector.settings import Connection, Settings
from connector.translation.rules import Rules
from connector.versions import MappingVersion
from connector.write_back import WriteBack, destinations
from netsuite_client.account import AccountFacts, Listed
from netsuite_client.account import Period as AccountPeriod
from netsuite_client.client import NetSuite, TokenKeys, account_address, connect
from stripe_client.client import STRIPE_ADDRESS, Stripe

FACTS_KEY = "account facts"
LISTS_KEY = "account lists"
LIMIT_KEY = "concurrency limit"
FACTS_AGE_MAX = timedelta(hours=1)
FACTS_AGE_MAX_IN_ATTENTION = timedelta(minutes=15)
"""How old they may be in runs that nobody asked for, while something needs attention: it may be mended meanwhile."""

RULES_KEY = "rules"

RESERVED_REQUESTS = 1
"""Requests of NetSuite's allowance that are left to others."""

LANES_MAX = 8

_FACTS = TypeAdapter(AccountFacts)
Lists = Mapping_[str, tuple[Listed, ...]]
_LISTS: TypeAdapter[Lists] = TypeAdapter(Lists)


@dataclass(frozen=True, kw_only=True)
class Assembled:
    """A connection with its parts, and what is worth telling its operator.

    `fingerprint` stands for the rules and mappings in force.
    """

    connection: Connection
    parts: Parts
    journal: Journal
    source: Stripe
    erp: NetSuite
    warnings: tuple[str, ...]
    fingerprint: str
    mapping: MappingInForce
    pause_file: Path | None = None

    def ready_to_run(self, *brakes: Brake, creates_max: int | None = None) -> Parts:
        """The parts with as many lanes as the account allows, and with a mapping that records will remember.

        Only a run needs to ask for the one and to keep the other. Further brakes may hold what is sent.
        """
        journal = self.journal
        version = self.mapping.version or journal.mappings.keep(self.mapping.files)
        journal.make_with(version)
        brake = MappingBrake(
            journal.mappings, journal.pauses, version, changes=lambda: self._new_in(version), settled=journal.make_with
        )
        lanes = lanes_of(self.connection, journal, self.erp, self.parts.clock)
        by_file = HeldBy(lambda: self.pause_file is not None and self.pause_file.exists())
        return replace(
            self.parts,
            lanes=lanes,
            brake=Brakes((brake, by_file, *brakes)),
            cap=self._cap(creates_max),
            circumstances=self._circumstances(version),
        )

    def _circumstances(self, version: MappingVersion) -> Mapping_[str, object]:
        """What a run remembers of how it came about."""
        read_to = self.journal.collected_to()
        return {
            "window_from": read_to.isoformat() if read_to else None,
            "mapping": version.number,
            "config_hash": self.fingerprint[:12],
            "end_date_rule": self.connection.revenue_dates.end_date_rule,
        }

    def _cap(self, creates_max: int | None) -> WriteCap | None:
        """When a run has created as many records as it may, it stops and asks (SYS-901)."""
        most = creates_max or self.connection.delivery.max_creates
        return WriteCap(creates_max=most, reached=self._capped) if most else None

    def _capped(self, made: int) -> None:
        self.journal.pauses.begin("WRITE_CAP", {"made": str(made)}, who="connector", via="sync")

    def _new_in(self, version: MappingVersion) -> str:
        """What a version says otherwise than the one before it."""
        before = self.journal.mappings.version(version.replaces) if version.replaces else None
        return changes_text(before.files if before else KeptFiles(names=(), texts={}), version.files)

    @property
    def rules_changed(self) -> bool:
        """Whether settings or mappings differ from those of the last run."""
        before = self.journal.remembered(RULES_KEY)
        return before is not None and before[0] != self.fingerprint

    def stripe_requests(self) -> int:
        """Requests sent to Stripe so far."""
        return self.source.requests_sent

    def netsuite_requests(self) -> int:
        """Requests sent to NetSuite so far."""
        return sum(self.erp.requests_sent().values())

    def remember_rules(self) -> None:
        """Remember that everything was translated with these rules."""
        self.journal.remember(RULES_KEY, self.fingerprint)


def open_connection_journal(
    settings: Settings, name: str | None, clock: Clock | None = None, *, at_once: bool = True
) -> Journal:
    """The journal of a connection alone, for commands that read; if not at once, it is opened when it is first used."""
    connection = settings.connection(name).name
    return open_journal(settings.database_url, connection, clock=clock or SystemClock(), at_once=at_once)


def assemble(
    settings: Settings,
    name: str | None,
    clock: Clock | None = None,
    *,
    source: Stripe | None = None,
    erp: NetSuite | None = None,
    mapping: Path | None = None,
    unattended: bool = False,
) -> Assembled:
    """All parts of a connection, with the account asked what its rules need; clients that are given are taken.

    `mapping` is a file to use instead of what is in force; `unattended` says that no person asked for the run.

    Raises ConfigurationInvalid, AccountNotReadyError, DatabaseUnavailable and what the clients raise when they are
    refused or not answered.
    """
    clock = clock or SystemClock()
    connection = settings.connection(name)
    journal = open_journal(settings.database_url, connection.name, clock=clock)
    used = _mapping_of(connection, journal, mapping)
    source, erp = source or stripe_of(connection, clock), erp or netsuite_of(connection, clock)
    source.account()
    began = clock.now()
    facts = account_facts(connection, journal, erp, clock, unattended=unattended)
    parts = Parts(
        name=connection.name,
        source=source,
        erp=erp,
        journal=journal,
        rules=rules_of(connection, facts),
        mapper=mapper_of(used.mapping),
        clock=clock,
        batch_records=connection.delivery.batch_records,
        tries_max=connection.retry.max_tries,
        write_back=_write_back(connection, source),
        calendar=calendar_of(connection, facts, journal, erp, began),
    )
    return Assembled(
        connection=connection,
        parts=parts,
        journal=journal,
        source=source,
        erp=erp,
        warnings=warnings_of(connection, facts),
        fingerprint=_fingerprint(parts.rules, used.mapping),
        mapping=used,
        pause_file=settings.pause_file,
    )


def to_examine(
    settings: Settings, name: str | None, clock: Clock | None = None, *, erp: NetSuite | None = None
) -> Subject:
    """A connection as the doctor examines it; nothing is asked or opened yet. A client that is given is taken."""
    clock = clock or SystemClock()
    connection = settings.connection(name)
    source, erp = stripe_of(connection, clock), erp or netsuite_of(connection, clock)
    return Subject(
        connection=connection,
        stripe=source,
        netsuite=erp,
        addresses={
            "Stripe": connection.stripe.api_base or STRIPE_ADDRESS,
            "NetSuite": connection.netsuite.base_url or account_address(connection.netsuite.account),
        },
        date_of=date_of,
        database_state=lambda: inspect_database(settings.database_url),
        open_journal=lambda: open_journal(settings.database_url, connection.name, clock=clock),
        facts_now=lambda journal: facts_now(connection, journal, erp) if journal else erp.account_facts(),
        lists_now=lambda journal: lists_now(journal, erp),
        clock=clock,
    )


def remembered_rules(connection: Connection, journal: Journal) -> Rules | None:
    """The rules by what is remembered of the account, however old; None before it was ever asked."""
    facts = facts_remembered(journal)
    return rules_of(connection, facts) if facts else None


def _mapping_of(connection: Connection, journal: Journal, file: Path | None) -> MappingInForce:
    if file is not None:
        return replace(read_mapping(FilesOnDisk([file]), connection.zone), instead=str(file))
    return in_force(FilesOnDisk(connection.mapping), journal.mappings.published(), connection.zone)


@contextmanager
def dry(assembled: Assembled, folder: Path) -> Iterator[tuple[Parts, Journal, RecordingErp]]:
    """The same parts, writing nowhere: a copy of the journal, and a NetSuite that only takes notes."""
    erp = RecordingErp(assembled.erp)
    with assembled.journal.copied(folder) as journal:
        yield replace(assembled.parts, journal=journal, erp=erp, write_back=None, brake=NoBrake()), journal, erp


def _write_back(connection: Connection, source: Stripe) -> WriteBack | None:
    """What tells Stripe of internal ids, where the connection wants that (rule I-6)."""
    if not connection.stripe.write_back:
        return None
    return WriteBack(metadata=source, destinations=destinations(connection.netsuite.external_id_prefix))


def stripe_of(connection: Connection, clock: Clock, http_client: HTTPClient | None = None) -> Stripe:
    """The Stripe client of a connection."""
    stripe, sync = connection.stripe, connection.sync
    return Stripe(
        stripe.api_key.get_secret_value(),
        account_id=stripe.account_id,
        api_base=stripe.api_base,
        start=connection.start_date,
        timezone=connection.timezone,
        customers=connection.customers.are_roots,
        lookback_days=sync.lookback_days,
        overlap_seconds=int(sync.overlap.total_seconds()),
        requests_per_second=sync.requests_per_second,
        clock=lambda: clock.now().timestamp(),
        sleep=clock.sleep,
        http_client=http_client,
    )


def netsuite_of(
    connection: Connection, clock: Clock, session_factory: Callable[[], requests.Session] = requests.Session
) -> NetSuite:
    """The NetSuite client of a connection."""
    netsuite = connection.netsuite
    keys = TokenKeys(
        consumer_key=netsuite.consumer_key.get_secret_value(),
        consumer_secret=netsuite.consumer_secret.get_secret_value(),
        token_id=netsuite.token_id.get_secret_value(),
        token_secret=netsuite.token_secret.get_secret_value(),
    )
    return connect(
        account=netsuite.account,
        keys=keys,
        base_url=netsuite.base_url,
        wsdl=netsuite.wsdl,
        session_factory=session_factory,
        sleep=clock.sleep,
        clock=lambda: clock.now().timestamp(),
    )


def account_facts(
    connection: Connection, journal: Journal, erp: NetSuite, clock: Clock, *, unattended: bool = False
) -> AccountFacts:
    """What the account has: remembered for an hour, and asked anew before that where it may have been mended since."""
    remembered = _remembered_lately(journal, FACTS_KEY, clock)
    if remembered is None or _may_be_mended(journal, remembered[1], clock, unattended=unattended):
        return facts_now(connection, journal, erp)
    return _FACTS.validate_json(remembered[0])


def _may_be_mended(journal: Journal, asked_at: datetime, clock: Clock, *, unattended: bool) -> bool:
    """Something needs attention, and NetSuite was not asked since: not since it was met, or not for long.

    A person who asks for a run may have mended it just now.
    """
    if not journal.roots_in_attention():
        return False
    if not unattended or abs(clock.now() - asked_at) >= FACTS_AGE_MAX_IN_ATTENTION:
        return True
    met_at = journal.last_issue_at()
    return met_at is not None and met_at >= asked_at


def facts_remembered(journal: Journal) -> AccountFacts | None:
    """What the account had when a run last asked it, however long ago; None before the first run."""
    remembered = journal.remembered(FACTS_KEY)
    return _FACTS.validate_json(remembered[0]) if remembered else None


def facts_now(connection: Connection, journal: Journal, erp: NetSuite) -> AccountFacts:
    """What the account has now; it is remembered, and with it which periods are closed (rule RR-33)."""
    facts = erp.account_facts()
    journal.remember(FACTS_KEY, _FACTS.dump_json(facts).decode())
    _note(journal, periods_of(connection, facts))
    return facts


def lists_now(journal: Journal | None, erp: NetSuite) -> Lists:
    """What the account's lists hold now; it is remembered, so that mappings can be held against it."""
    lists = erp.lists()
    if journal:
        journal.remember(LISTS_KEY, _LISTS.dump_json(lists).decode())
    return lists


def lists_remembered(journal: Journal) -> Lists:
    """What the account's lists held when the connection was last examined; nothing before that."""
    remembered = journal.remembered(LISTS_KEY)
    return _LISTS.validate_json(remembered[0]) if remembered else {}


def _note(journal: Journal, periods: Iterable[AccountPeriod]) -> None:
    """Remember which periods are closed from now on."""
    journal.note_periods((Period(period.start, period.end), period.closed) for period in periods)


def calendar_of(
    connection: Connection, facts: AccountFacts, journal: Journal, erp: NetSuite, began: datetime
) -> PostingCalendar:
    """Which periods are open; NetSuite's are asked for anew when it says otherwise, manual ones are as they are set.

    `began` is when the run did: facts that are remembered since then were asked for by itself.
    """
    asks = connection.accounting_periods.source == "netsuite"
    if not asks:
        _note(journal, periods_of(connection, facts))
    remembered = journal.remembered(FACTS_KEY)
    return PostingCalendar(
        posting_rules_of(connection, facts),
        (lambda: facts_now(connection, journal, erp).periods) if asks else None,
        asked=remembered is not None and remembered[1] >= began,
    )


def lanes_of(connection: Connection, journal: Journal, erp: NetSuite, clock: Clock) -> int:
    """How many lanes deliver side by side: as set, else what the account allows less a reserve."""
    for configured in (connection.delivery.lanes, connection.netsuite.concurrency):
        if configured != "auto":
            return configured
    allowed = _concurrency_limit(journal, erp, clock) or RESERVED_REQUESTS + 1
    return max(1, min(allowed - RESERVED_REQUESTS, LANES_MAX))


def _concurrency_limit(journal: Journal, erp: NetSuite, clock: Clock) -> int | None:
    """What the account allows, remembered for an hour like its facts."""
    remembered = _remembered_lately(journal, LIMIT_KEY, clock)
    if remembered is not None:
        known: int | None = json.loads(remembered[0])
        return known
    limit = erp.concurrency_limit()
    journal.remember(LIMIT_KEY, json.dumps(limit))
    return limit


def _remembered_lately(journal: Journal, key: str, clock: Clock) -> tuple[str, datetime] | None:
    """What was remembered within the last hour; by a clock that was set back since, it is older than it seems."""
    remembered = journal.remembered(key)
    return remembered if remembered and abs(clock.now() - remembered[1]) < FACTS_AGE_MAX else None


def _fingerprint(rules: Rules, mapping: Mapping) -> str:
    """Another version may read what this one could not, so it counts as a change too."""
    return hashlib.sha256(repr((version("stripe-netsuite-connector"), rules, mapping)).encode()).hexdigest()
