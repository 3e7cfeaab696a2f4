"""One world of a test: both services, the journal's file and the time. The connector's processes come and go in it."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from functools import cached_property
from pathlib import Path
from typing import Any
from unittest.mock import patch

import requests
import stripe
from in_process import HandClock, Network

from connector.assembly import assemble, netsuite_of, open_connection_journal, stripe_of
from connector.journal import DatabaseUnavailable, Journal
from connector.journal.database import Database
from connector.journal.shown import Shown
from connector.running import run_once
from connector.settings import Settings, load_settings
from faults.story import BEGINS, Act
from netsuite_client.client import NetSuite
from netsuite_client.emulator import EMULATOR_KEYS, NetSuiteEmulator
from netsuite_client.errors import NetSuiteError
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
    start_date: {{start}}
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


class Then(Enum):
    """What happens to a process, or to what it does."""

    KILLED = "killed"
    SLOW = "slow"
    """It takes long, but not longer than anybody waits."""
    DISK_FULL = "disk full"


SLOW_SECONDS = 100.0


@dataclass
class Fate:
    """Counts what a process does, and lets something happen before or after one of these things."""

    at: int | None = None
    then: Then = Then.KILLED
    afterwards: bool = False
    clock: HandClock | None = None
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
        if number == self.at and not self.afterwards:
            self._strike()
        return number

    def after(self, number: int) -> None:
        """It was done."""
        if number == self.at and self.afterwards:
            self._strike()

    def alive(self) -> None:
        """Raises Killed in whatever a dead process still attempts while it unwinds."""
        if self.dead:
            raise Killed

    def _strike(self) -> None:
        match self.then:
            case Then.KILLED:
                self.dead = True
                self.alive()
            case Then.SLOW if self.clock is not None:
                self.clock.sleep(SLOW_SECONDS)
            case Then.DISK_FULL:
                raise sqlite3.OperationalError("database or disk is full")


@dataclass(frozen=True, kw_only=True)
class Scene:
    """A world at rest, to which one can come back."""

    files: Path
    book: Book
    time: datetime

    def again(self, folder: Path) -> World:
        """The same world in an empty folder."""
        for file in self.files.iterdir():
            shutil.copy(file, folder)
        return World(folder, self.book, self.time)


class World:
    """Stripe, NetSuite, a journal's file and a clock."""

    def __init__(self, folder: Path, book: Book, begins: datetime = BEGINS) -> None:
        self.clock = HandClock(begins)
        self.stripe = StripeEmulator(book, clock=self.clock.elsewhere)
        self.netsuite = NetSuiteEmulator(account=ACCOUNT, clock=self.clock.timestamp, state=folder / "netsuite.db")
        self.folder = folder
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

        Where something waits for a person, the person says once: go on, and try again. What was open is kept in
        `asked_for`.
        """
        for runs in range(1, RUNS_MAX + 1):
            is_over = self.run(fate if runs == 1 else None)
            if is_over and not unrest(self.journal):
                return runs
            if is_over and not self.asked_for:
                self.asked_for = [issue.code for issue in self.journal.issues()]
                self.journal.pauses.end(who="a person", via="cli")
                self.journal.retry(who="a person")
            self.clock.sleep(BETWEEN_RUNS.total_seconds())
        raise AssertionError(f"after {RUNS_MAX} runs there is still something to do: {unrest(self.journal)}")

    def run(self, fate: Fate | None = None) -> bool:
        """One run, and whether it came to its end."""
        try:
            self.sync(fate)
        except (Killed, NetSuiteError, StripeError, DatabaseUnavailable):
            return False
        return True

    def kept(self, folder: Path) -> Scene:
        """The world as it is now, kept in an empty folder."""
        self.journal.close()
        for file in self.folder.glob("*.db*"):
            if not file.name.endswith("-shm"):
                shutil.copy(file, folder)
        return Scene(files=folder, book=self.stripe.book.copy(), time=self.clock.now())

    def happens(self, act: Act) -> None:
        """Somebody closes a period, or not; and at Stripe, a day later."""
        if act.closes:
            self._closes(act.closes)
        self.clock.sleep(86_400)
        self.stripe.merge(act.happens)

    def _closes(self, period: str) -> None:
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


def settings(
    folder: Path, *, netsuite: str = NETSUITE, lanes: int = 1, batch_records: int = 4, start: str = "2026-01-01"
) -> Settings:
    """The settings of a world, with its journal in a folder."""
    config = folder / "connector.yaml"
    text = CONFIG.format(netsuite=netsuite, lanes=lanes, batch_records=batch_records, start=start)
    config.write_text(text, encoding="utf-8")
    return load_settings(
        config, environment=SECRETS, overrides={"database_url": f"sqlite:///{folder / 'connector.db'}"}
    )


@contextmanager
def journal_of(fate: Fate) -> Iterator[None]:
    """The journal of a process: each commit is a point at which it may end, torn or whole."""
    reading, writing = Database.reading, Database.writing

    @contextmanager
    def written(opened: Database) -> Iterator[Any]:
        fate.alive()
        with writing(opened) as db:
            yield db
            number = fate.before(Point("journal", "commit"))
        fate.after(number)

    @contextmanager
    def read(opened: Database) -> Iterator[Any]:
        fate.alive()
        with reading(opened) as db:
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
