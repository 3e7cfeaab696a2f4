"""The connector as a process of its own against emulators that are served over HTTP: to be killed and interrupted."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests
from starlette.types import ASGIApp, Receive, Scope, Send

from connector.clock import SystemClock
from connector.journal import open_journal
from faults.books import Books, books_of, differences
from faults.world import ACCOUNT, SECRETS, unrest
from netsuite_client.emulator import NetSuiteEmulator
from stripe_client.emulator import Book, StripeEmulator

END_SECONDS_MAX = 300.0
KILLS = 4

CALL = """
import signal
from connector.cli import main
signal.signal(signal.SIGINT, signal.default_int_handler)
main()
"""
"""The command as a person at a terminal starts it: what runs in the background would be deaf to Ctrl-C."""

CONFIG = """
connections:
  main:
    start_date: 2026-01-01
    stripe: {{ account_id: acct_emulator, api_base: "{stripe}" }}
    netsuite: {{ account: "{account}", base_url: "{netsuite}", subsidiary: 1 }}
    delivery: {{ lanes: 1, batch_records: {batch_records} }}
    sync: {{ requests_per_second: 1000 }}
"""


class Counted:
    """An application that counts its requests, so that a test can wait for the n-th."""

    def __init__(self, application: ASGIApp) -> None:
        self._application = application
        self._changed = threading.Condition()
        self.seen: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = dict(scope["headers"])
        with self._changed:
            self.seen[headers.get(b"soapaction", b"").decode().strip('"') or scope["path"]] += 1
            self._changed.notify_all()
        await self._application(scope, receive, send)

    def wait_for(self, many: int, operation: str | None = None, *, while_runs: subprocess.Popen[str]) -> bool:
        """Whether so many requests (of an operation) came while the process ran."""
        with self._changed:
            while (self.seen[operation] if operation else self.seen.total()) < many:
                if while_runs.poll() is not None:
                    return False
                self._changed.wait(0.1)
        return True


@dataclass(frozen=True, kw_only=True)
class Site:
    """Two served emulators, a settings file and a journal in a folder."""

    folder: Path
    netsuite: str
    requests: Counted
    environment: dict[str, str] = field(repr=False)

    def start(self, *options: str) -> subprocess.Popen[str]:
        """Begin `connector sync`."""
        arguments = [sys.executable, "-c", CALL, "sync", "--config", str(self.folder / "connector.yaml"), *options]
        return subprocess.Popen(
            arguments,
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def sync(self) -> tuple[int, str]:
        """Run `connector sync` to its end: its exit code and all that it said."""
        return ended(self.start())

    def books(self, path: str) -> Any:
        """What NetSuite's emulator shows at a path of its controls."""
        return requests.get(f"{self.netsuite}/_emulator/{path}", timeout=END_SECONDS_MAX).json()


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """How often a process was killed, and what is different in the end because of it: nothing, if all is well."""

    killed: int
    harms: tuple[str, ...]


def killed_at_random(folder: Path, book: Book, expected: Books, seed: int) -> Outcome:
    """Kill it again and again at moments that the seed draws; then let it come to its end."""
    chance = random.Random(seed)  # noqa: S311  # the same moments each time
    with a_site(folder, book, latency_ms=20, batch_records=2) as site:
        killed = sum(_killed_once(site, chance) for _ in range(KILLS))
        exit_code, said = site.sync()
        harms = () if exit_code == 0 else (f"seed {seed}: it ended with {exit_code}: {said}",)
        return Outcome(killed=killed, harms=(*harms, *(f"seed {seed}: {line}" for line in undone(site, expected))))


def _killed_once(site: Site, chance: random.Random) -> bool:
    process = site.start()
    site.requests.wait_for(site.requests.seen.total() + chance.randint(15, 30), while_runs=process)
    time.sleep(chance.uniform(0, 0.04))
    process.kill()
    return ended(process)[0] == -signal.SIGKILL


def undone(site: Site, expected: Books) -> list[str]:
    """What is not as it should be in the books and in the journal."""
    journal = open_journal(site.environment["CONNECTOR_DATABASE_URL"], "main", SystemClock())
    try:
        broken_at = journal.verify_audit()
        audit = [] if broken_at is None else [f"audit row {broken_at} was changed"]
        return [*differences(expected, books_of(site)), *unrest(journal), *audit]
    finally:
        journal.close()


def ended(process: subprocess.Popen[str]) -> tuple[int, str]:
    """The exit code of a process and all that it said."""
    try:
        said = process.communicate(timeout=END_SECONDS_MAX)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        raise
    return process.returncode, "".join(said)


@contextmanager
def a_site(folder: Path, book: Book, *, batch_records: int = 4, **netsuite: Any) -> Iterator[Site]:
    """Serve both emulators; `netsuite` are the NetSuite emulator's own settings."""
    with ExitStack() as stack:
        emulator = NetSuiteEmulator(account=ACCOUNT, **netsuite)
        stack.callback(emulator.close)
        counted = emulator.app = Counted(emulator.app)
        addresses = {
            "stripe": stack.enter_context(StripeEmulator(book).serving()),
            "netsuite": stack.enter_context(emulator.serving()),
        }
        config = CONFIG.format(account=ACCOUNT, batch_records=batch_records, **addresses)
        (folder / "connector.yaml").write_text(config, encoding="utf-8")
        environment = {**os.environ, **SECRETS, "CONNECTOR_DATABASE_URL": f"sqlite:///{folder / 'connector.db'}"}
        yield Site(folder=folder, netsuite=addresses["netsuite"], requests=counted, environment=environment)
