"""One world of a test: both services, the journal's file and the time. The connector's processes come and go in it."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import Any
from unittest.mock import patch

import requests
import stripe
from in_process import HandClock, Network

from connector.assembly import assemble, netsuite_of, open_connection_journal, stripe_of
from connector.cli.syncing import run_once
from connector.journal import Journal, dialect
from connector.journal.database import Database
from connector.journal.reading import Shown
from connector.settings import Settings, load_settings
from faults.story import BEGINS
from netsuite_client.client import NetSuite
from netsuite_client.emulator import EMULATOR_KEYS, NetSuiteEmulator
from netsuite_client.errors import NetSuiteError
from netsuite_client.transports import soap_service
from stripe_client.client import Stripe
from stripe_client.emulator import EMULATOR_KEY, Book, StripeEmulator
from stripe_client.errors import StripeError

NETSUITE, STRIPE = "https://netsuite.test", "https://stripe.test"
ACCOUNT = "1234567_SB1"
RUNS_MAX = 12
BETWEEN_RUNS = timedelta(hours=1)

CONFIG = f"""
connections:
  main:
    start_date: 2026-01-01
    stripe: {{{{ account_id: acct_emulator, api_base: "{STRIPE}" }}}}
    netsuite: {{{{ account: "{ACCOUNT}", base_url: "{{netsuite}}", subsidiary: 1 }}}}
    delivery: {{{{ lanes: {{lanes}}, batch_records: {{batch_records}} }}}}
    sync: {{{{ requests_per_second: 1000 }}}}
"""
SECRETS = {
    "CONNECTOR_CONNECTIONS__MAIN__STRIPE__API_KEY": EMULATOR_KEY,
    "CONNECTOR_CONNECTIONS__MAIN__NETSUITE__CONSUMER_KEY": EMULATOR_KEYS.consumer_key,
    "CONNECTOR_CONNECTIONS__MAIN__NETSUITE__CONSUMER_SECRET": EMULATOR_KEYS.consumer_secret,
    "CONNECTOR_CONNECTIONS__MAIN__NETSUITE__TOKEN_ID": EMULATOR_KEYS.token_id,
    "CONNECTOR_CONNECTIONS__MAIN__NETSUITE__TOKEN_SECRET": EMULATOR_KEYS.token_secret,
}


class Killed(BaseException):
    """The process is gone; nothing of ours may catch it."""


@dataclass(frozen=True)
class Point:
    """Something that a process does to the world outside it: a request, or a commit of the journal."""

    service: str
    name: str

    def __str__(self) -> str:
        return f"{self.service} {self.name}"

    @property
    def is_of_wsdl(self) -> bool:
        """Whether it reads what NetSuite's operations look like."""
        return self.name.startswith(("/wsdl/", "/xsd/"))


@dataclass
class Fate:
    """Counts what a process does, and ends it before or after one of these things."""

    kill_at: int | None = None
    afterwards: bool = False
    points: list[Point] = field(default_factory=list)
    dead: bool = False

    @contextmanager
    def about(self, point: Point) -> Iterator[None]:
        """Do it, unless the process ends before or after."""
        number = self.before(point)
        yield
        self.after(number)

    def before(self, point: Point) -> int:
        """What is about to be done; gives its number."""
        self.alive()
        self.points.append(point)
        number = len(self.points) - 1
        self._die_if(number == self.kill_at and not self.afterwards)
        return number

    def after(self, number: int) -> None:
        """It was done."""
        self._die_if(number == self.kill_at and self.afterwards)

    def alive(self) -> None:
        """Raises Killed in whatever a dead process still attempts while it unwinds."""
        if self.dead:
            raise Killed

    def _die_if(self, now: bool) -> None:
        self.dead = self.dead or now
        self.alive()


@contextmanager
def wsdl_read_once() -> Iterator[None]:
    """Read the WSDL, of which most of a process's start consists, for the first process only."""
    load = soap_service._load
    known: dict[str, Any] = {}

    def loaded(wsdl: str, address: str, wire: Any) -> Any:
        if wsdl not in known:
            known[wsdl] = load(wsdl, address, wire).operations._client
        client = copy.copy(known[wsdl])
        client.transport = wire
        return soap_service._Loaded(client, address)

    with patch.object(soap_service, "_load", loaded):
        yield


@contextmanager
def disk_not_waited_for() -> Iterator[None]:
    """Processes die here, machines do not: what was written to the system survives without waiting for the disk."""
    with patch.object(dialect, "_PRAGMAS", (*dialect._PRAGMAS, "PRAGMA synchronous = OFF")):
        yield


class World:
    """Stripe, NetSuite, a journal's file and a clock."""

    def __init__(self, folder: Path, book: Book) -> None:
        self.clock = HandClock(BEGINS)
        self.stripe = StripeEmulator(book, clock=self.clock.timestamp)
        self.netsuite = NetSuiteEmulator(account=ACCOUNT, clock=self.clock.timestamp)
        self.network = Network(self.clock, {NETSUITE: self.netsuite.app, STRIPE: self.stripe.app})
        self.settings = settings(folder)
        self.asked_for: list[str] = []
        self._hand = self.network.session()

    def close(self) -> None:
        """Let go of it."""
        self.journal.close()
        self.netsuite.close()

    @cached_property
    def journal(self) -> Journal:
        """The journal, for a test to look into. The connector's own processes open it for themselves."""
        return open_connection_journal(self.settings, None, self.clock)

    def sync(self, fate: Fate | None = None) -> None:
        """What `connector sync` does, in a process of its own. Raises what ends it."""
        fate = fate or Fate()
        with journal_of(fate):
            assembled = assemble(self.settings, None, self.clock, source=self.source(fate), erp=self.erp(fate))
            try:
                with assembled.journal.held():
                    run_once(assembled, None)
            finally:
                assembled.journal.close()

    def source(self, fate: Fate) -> Stripe:
        """The Stripe client of a process."""
        line = stripe.RequestsClient(session=self._session("stripe", fate))
        return stripe_of(self.settings.connection(), self.clock, line)

    def erp(self, fate: Fate) -> NetSuite:
        """The NetSuite client of a process."""
        return netsuite_of(self.settings.connection(), self.clock, lambda: self._session("netsuite", fate))

    def sync_to_quiet(self, fate: Fate | None = None) -> int:
        """Run again and again until there is nothing left to do; how many runs that took.

        Where something waits for a person, the person says once: try again. What was open is kept in `asked_for`.
        """
        for runs in range(1, RUNS_MAX + 1):
            is_over = self.run(fate if runs == 1 else None)
            if is_over and not unrest(self.journal):
                return runs
            if is_over and not self.asked_for:
                self.asked_for = [issue.code for issue in self.journal.issues()]
                self.journal.retry(who="a person")
            self.clock.sleep(BETWEEN_RUNS.total_seconds())
        raise AssertionError(f"after {RUNS_MAX} runs there is still something to do: {unrest(self.journal)}")

    def run(self, fate: Fate | None = None) -> bool:
        """One run, and whether it came to its end."""
        try:
            self.sync(fate)
        except (Killed, NetSuiteError, StripeError):
            return False
        return True

    def happens(self, later: Mapping[str, Any]) -> None:
        """At Stripe, a day later."""
        self.clock.sleep(86_400)
        self.stripe.merge(later)

    def closes(self, period: str) -> None:
        """Somebody closes the books of a period."""
        answer = self._hand.post(f"{NETSUITE}/_emulator/periods", json={"period": period, "closed": True})
        assert answer.ok, answer.text

    def books(self, path: str) -> Any:
        """What NetSuite's emulator shows at a path of its controls."""
        return self._hand.get(f"{NETSUITE}/_emulator/{path}").json()

    def script(self, service: str, **fault: object) -> None:
        """Trouble to come. Without a pause, since nothing here waits in real time."""
        answer = self._hand.post(f"{service}/_emulator/faults", json={"hold_seconds": 0, **fault})
        assert answer.ok, answer.text

    def _session(self, service: str, fate: Fate) -> requests.Session:
        return self.network.session(lambda request: fate.about(Point(service, _asked(request))))


def settings(folder: Path, *, netsuite: str = NETSUITE, lanes: int = 1, batch_records: int = 4) -> Settings:
    """The settings of a world, with its journal in a folder."""
    config = folder / "connector.yaml"
    text = CONFIG.format(netsuite=netsuite, lanes=lanes, batch_records=batch_records)
    config.write_text(text, encoding="utf-8")
    return load_settings(
        config, environment=SECRETS, overrides={"database_url": f"sqlite:///{folder / 'connector.db'}"}
    )


@contextmanager
def journal_of(fate: Fate) -> Iterator[None]:
    """The journal of a process: each commit is a point at which it may end, torn or whole."""
    reading, writing = Database.reading, Database.writing

    @contextmanager
    def written(database: Database) -> Iterator[Any]:
        fate.alive()
        with writing(database) as db:
            yield db
            number = fate.before(Point("journal", "commit"))
        fate.after(number)

    @contextmanager
    def read(database: Database) -> Iterator[Any]:
        fate.alive()
        with reading(database) as db:
            yield db

    with patch.object(Database, "writing", written), patch.object(Database, "reading", read):
        yield


AT_REST = frozenset({Shown.SYNCED, Shown.WITHDRAWN, Shown.REVERSED})


def unrest(journal: Journal) -> list[str]:
    """Whatever is on its way, is not checked or needs a person."""
    status = journal.status()
    lines = [f"{count.number} {count.kind} {count.shown}" for count in status.counts if count.shown not in AT_REST]
    lines += [f"{status.unchecked} unchecked"] if status.unchecked else []
    return lines + [f"{issue.code} {issue.subject} {dict(issue.values)}" for issue in journal.issues()]


def _asked(request: requests.PreparedRequest) -> str:
    """The operation of SOAP, or the path."""
    action = request.headers.get("SOAPAction", "")
    return (action.decode() if isinstance(action, bytes) else action).strip('"') or request.path_url.partition("?")[0]
