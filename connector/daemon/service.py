"""A connection run unattended: its tasks, its server and its alerts around one loop."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from decimal import Decimal
from threading import Event as StopSignal
from zoneinfo import ZoneInfo

import structlog
from starlette.applications import Starlette

from connector.account_rules import AccountNotReadyError
from connector.assembly import Assembled, assemble, open_connection_journal
from connector.brake import Brake, HeldBy
from connector.daemon.alerts import DAILY, DIFFERENCE, WATCHED, Teller, alerts_of
from connector.daemon.facts import Facts, closing_of, facts_of
from connector.daemon.loop import PASSING, Loop, Task
from connector.daemon.metrics import Asked, Counts, api_metrics, journal_metrics, text_of
from connector.daemon.readiness import Limits, readiness
from connector.daemon.server import serving
from connector.daemon.web import Hooks, application
from connector.daemon.wishes import Wishes
from connector.journal import DatabaseUnavailable, SchemaTooNew
from connector.located import ConfigurationInvalid
from connector.ports import Clock
from connector.reconciling import Scope, reconcile
from connector.refetching import unfinished
from connector.running import run_once
from connector.runs import Roots, wait_until
from connector.scheduling import Cron, Every, Quiet, Timetable
from connector.settings import Connection, Settings
from connector.settings.running import TaskTimes
from connector.troubles import WAITED_OUT, cause_of, noted
from netsuite_client.client import NetSuite
from netsuite_client.errors import NetSuiteError
from stripe_client.client import BILLED, Stripe
from stripe_client.errors import StripeError
from stripe_client.objects import RootKind

log = structlog.get_logger()

WATCH_APART = timedelta(minutes=1)
"""How often the facts are looked at for alerts."""

EXPECTED = (StripeError, NetSuiteError, DatabaseUnavailable, ConfigurationInvalid, AccountNotReadyError)
"""What may end a task without any mistake of ours; the next one tries again."""


def timetables(connection: Connection) -> dict[str, Timetable]:
    """When each task of a connection is due, by its name."""
    schedule = connection.schedule
    zone = ZoneInfo(schedule.timezone) if schedule.timezone else connection.zone
    times = {"sync": schedule.sync, "refetch": schedule.refetch, "reconcile": schedule.reconcile}
    return {name: _timetable(f"{connection.name} {name}", one, zone) for name, one in times.items() if one is not None}


def _timetable(name: str, times: TaskTimes, zone: ZoneInfo) -> Timetable:
    rhythm = Every(times.every) if times.every is not None else Cron.parse(times.cron or "")
    return Timetable(name=name, rhythm=rhythm, zone=zone, jitter=times.jitter)


def limits_of(connection: Connection) -> Limits:
    """When people are told, and when the daemon is not ready."""
    sync, alerts = connection.schedule.sync, connection.alerts
    interval = sync.every or timedelta(hours=1)
    return Limits(silent=interval * alerts.silent_intervals, lag=alerts.lag, group_records=alerts.group_records)


class Service:
    """The daemon of one connection. `run` holds the lock until the stop is set; clients that are given are used."""

    def __init__(
        self,
        settings: Settings,
        name: str | None,
        *,
        clock: Clock,
        stop: StopSignal,
        listen: str | None = None,
        source: Stripe | None = None,
        erp: NetSuite | None = None,
    ) -> None:
        self._settings, self._name, self._clock, self._stop = settings, name, clock, stop
        self._connection = settings.connection(name)
        self._listen = listen or self._connection.webhooks.listen
        self._source, self._erp = source, erp
        self.journal = open_connection_journal(settings, name, clock, at_once=False)
        self.wishes = Wishes(self.journal, clock)
        self.counts = Counts()
        self._limits = limits_of(self._connection)
        secret = self._connection.alerts.webhook
        self._teller = Teller(
            connection=self._connection.name,
            webhook=secret.get_secret_value() if secret else None,
            command=self._connection.alerts.command,
        )
        self._began = clock.now()
        self._watched_at: datetime | None = None
        self._database_trouble: DatabaseUnavailable | None = None
        self._mapping: int | None = None
        self.address: str | None = None

    def run(self) -> None:
        """Do what is due until the stop is set. Raises JournalHeld, SchemaTooNew and PortTaken before anything is done.

        While the database cannot be used it tries again and again, and says so.
        """
        schedule = self._connection.schedule
        with self._served(), self._held():
            if self.address and self._connection.stripe.webhook_secret is None:
                log.warning("no webhook secret", code="CFG-005", text="webhooks are not taken without a signing secret")
            log.info("daemon began", connection=self._connection.name, address=self.address)
            Loop(
                self.tasks(),
                memory=self.journal,
                wanted=self.wishes,
                clock=self._clock,
                stop=self._stop,
                catch_up=schedule.catch_up,
                max_runtime=schedule.max_runtime,
                between=self.watch,
                passing=(DatabaseUnavailable,),
            ).run()
            log.info("daemon ended", connection=self._connection.name)

    @contextmanager
    def _held(self) -> Iterator[None]:
        """Be the only runner, as soon as the database says so."""
        with ExitStack() as stack:
            while not self._stop.is_set():
                try:
                    stack.enter_context(self.journal.held("connector daemon"))
                    self.wishes.begin()
                    break
                except SchemaTooNew:
                    raise
                except DatabaseUnavailable as error:
                    stack.close()
                    self._unusable(error)
                    self.watch()
                    wait_until(self._clock.now() + PASSING, self._clock, self._stop)
            yield

    def tasks(self) -> list[Task]:
        """What the daemon does, the sync first."""
        work: dict[str, Callable[[str, StopSignal], None]] = {
            "sync": self._sync,
            "refetch": self._refetch,
            "reconcile": self._reconcile,
        }
        tables = timetables(self._connection)
        return [
            Task(name=name, table=table, work=self._guarded(work[name]), at_first=name == "sync")
            for name, table in tables.items()
        ]

    # Tasks

    def _sync(self, trigger: str, stop: StopSignal) -> None:
        named = self.wishes.take()
        self._once(trigger, stop, lambda _: [named] if named else [])

    def _refetch(self, _: str, stop: StopSignal) -> None:
        self._once("refetch", stop, unfinished)

    def _once(self, trigger: str, stop: StopSignal, also: Callable[[Assembled], Iterable[Roots]]) -> None:
        with self._assembled() as assembled:
            began = self._clock.now()
            done = run_once(assembled, None, stop, trigger=trigger, also=also(assembled), brakes=self._brakes())
            self._mapping = assembled.journal.made_with.number if assembled.journal.made_with else None
            self.counts.ran(done, (self._clock.now() - began).total_seconds())
            log.info("run ended", run_id=done.id, trigger=trigger, outcome=done.outcome, **done.counts)

    def _reconcile(self, _: str, __: StopSignal) -> None:
        with self._assembled() as assembled:
            done = reconcile(assembled.source, assembled.journal, assembled.erp, assembled.parts.rules, Scope())
        differing = [one.document for one in done.unexplained]
        currencies = {total.currency for total in done.totals} | {one.currency for one in differing}
        self.counts.differences = {
            one: sum((each.most_unexplained for each in done.unexplained if each.document.currency == one), Decimal(0))
            for one in sorted(currencies)
        }
        if differing:
            self.journal.troubles.met(DIFFERENCE, {"documents": str(len(differing))})
        else:
            self.journal.troubles.over({DIFFERENCE})
        log.info("reconciled", unexplained=len(differing))

    @contextmanager
    def _assembled(self) -> Iterator[Assembled]:
        """The parts of now: what was published or opened since is in them; clients stay."""
        with noted(self.journal):
            assembled = assemble(
                self._settings, self._name, self._clock, source=self._source, erp=self._erp, unattended=True
            )
            self._source, self._erp = assembled.source, assembled.erp
            try:
                yield assembled
            finally:
                assembled.journal.close()

    def _brakes(self) -> list[Brake]:
        """Quiet hours; the file PAUSE holds every run by itself."""
        schedule = self._connection.schedule
        zone = ZoneInfo(schedule.timezone) if schedule.timezone else self._connection.zone
        hours = [Quiet.parse(text) for text in schedule.quiet]
        return [HeldBy(lambda: any(one.holds(self._clock.now(), zone) for one in hours))] if hours else []

    def _guarded(self, work: Callable[[str, StopSignal], None]) -> Callable[[str, StopSignal], None]:
        """Whatever ends a task, the daemon goes on; only a killed one does not."""

        def guarded(trigger: str, stop: StopSignal) -> None:
            try:
                work(trigger, stop)
                self._database_trouble = None
            except EXPECTED as error:
                if isinstance(error, DatabaseUnavailable):
                    self._unusable(error)
                if name := cause_of(error):
                    self.counts.failed(name)
                log.warning("task failed", trigger=trigger, code=cause_of(error), message=str(error))
            except Exception as error:
                log.exception("our mistake", trigger=trigger, message=f"{type(error).__name__}: {error}")

        return guarded

    # What is watched

    def facts(self) -> Facts | None:
        """How the connection stands now; None: the database cannot say."""
        try:
            return facts_of(self.journal, self._began, self._clock.now())
        except DatabaseUnavailable as error:
            self._unusable(error)
            return None

    def _unusable(self, error: DatabaseUnavailable) -> None:
        """Remember that the database cannot be used, until a task comes to its end."""
        self._database_trouble = error
        log.warning("database unavailable", code="SYS-905", message=str(error))

    def checks(self) -> dict[str, str]:
        """What `/readyz` says."""
        facts = self.facts()
        return dict(readiness(facts, self._limits, self._database_trouble))

    def metrics(self) -> str:
        """What `/metrics` says."""
        facts = self.facts()
        of_journal = journal_metrics(facts, self._mapping) if facts else ()
        return text_of([*of_journal, *api_metrics(dict(self._asked())), *self.counts.metrics()])

    def _asked(self) -> Iterator[tuple[str, Asked]]:
        """What the clients asked so far; before the first task there are none."""
        if self._source is not None:
            yield "stripe", Asked(outcomes=self._source.outcomes, seconds=self._source.seconds)
        if self._erp is not None:
            spent = self._erp.spent()
            asked = Asked(outcomes=spent.outcomes, seconds=spent.seconds, under_way=spent.under_way)
            yield "netsuite", asked

    def watch(self) -> None:
        """Look at the facts now and then, and tell people what is new or over."""
        now = self._clock.now()
        if self._watched_at is not None and abs(now - self._watched_at) < WATCH_APART:
            return
        self._watched_at = now
        facts = self.facts()
        if facts is not None:
            self._alert(facts)

    def _alert(self, facts: Facts) -> None:
        troubles = self.journal.troubles
        standing = {(one.code, one.subject) for one in facts.troubles}
        try:
            closing = closing_of(self.journal, facts.now.astimezone(self._connection.zone).date())
            met = list(alerts_of(facts, self._limits, closing))
            for one in met:
                if (one.code, one.subject) not in standing:
                    troubles.met(one.code, one.values, one.subject)
            for code in WATCHED:
                troubles.over({code}, but=[one.subject for one in met if one.code == code])
            self._teller.tell(troubles.to_tell(but=WAITED_OUT, daily=DAILY))
        except DatabaseUnavailable as error:
            self._unusable(error)

    # The server

    @contextmanager
    def _served(self) -> Iterator[None]:
        with ExitStack() as stack:
            if self._listen:
                self.address = stack.enter_context(serving(self.application(), self._listen))
            yield

    def application(self) -> Starlette:
        """The web application, also for whoever mounts it in a process."""
        connection = self._connection
        secret = connection.stripe.webhook_secret
        hooks = None
        if secret is not None:
            hooks = Hooks(
                secret=secret.get_secret_value(),
                tolerance=connection.webhooks.tolerance,
                kinds=frozenset(RootKind) if connection.customers.are_roots else BILLED,
                wishes=self.wishes,
                troubles=self.journal.troubles,
                clock=self._clock,
            )
        return application(checks=self.checks, metrics=self.metrics, hooks=hooks, path=connection.webhooks.path)
