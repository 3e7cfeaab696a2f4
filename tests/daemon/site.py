"""A daemon in this process, on a clock that the test moves, between two emulators without sockets."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from threading import Event as StopSignal
from typing import Any

from faults.world import NETSUITE, SECRETS, STRIPE, Fate, World
from scenarios.books import Story, three_families

from connector.daemon.service import Service
from connector.settings import Settings, load_settings
from stripe_client.emulator import Book

SECRET = "whsec_" + "a1b2c3d4" * 4

CONFIG = """
connections:
  main:
    start_date: 2026-01-01
    stripe: {{ account_id: acct_emulator, api_base: "{stripe}" }}
    netsuite: {{ account: "1234567_SB1", base_url: "{netsuite}", subsidiary: 1 }}
    delivery: {{ lanes: 1, batch_records: 4, max_creates: {max_creates} }}
    sync: {{ requests_per_second: 1000 }}
    schedule: {{ sync: {{ every: 15m }}, quiet: {quiet} }}
"""


class Site:
    """A world, a story that goes on, and daemons that are started and stopped in it."""

    def __init__(self, folder: Path, *, max_creates: str = "null", quiet: str = "[]", **environment: str) -> None:
        self.folder = folder
        self.running: Service | None = None
        self.secrets = [*SECRETS.values(), *environment.values()]
        self.story: Story = three_families()
        self.world = World(folder, Book.from_plain(copy.deepcopy(self.story.book)))
        self.settings = self._settings(max_creates=max_creates, quiet=quiet, environment=environment)
        self.world.settings = self.settings

    def _settings(self, *, environment: Mapping[str, str], **said: str) -> Settings:
        file = self.folder / "daemon.yaml"
        file.write_text(CONFIG.format(stripe=STRIPE, netsuite=NETSUITE, **said), encoding="utf-8")
        secrets = {**SECRETS, "CONNECTOR_CONNECTIONS__MAIN__STRIPE__WEBHOOK_SECRET": SECRET, **environment}
        database = {"database_url": f"sqlite:///{self.folder / 'connector.db'}"}
        return load_settings(file, environment=secrets, overrides=database)

    @property
    def now(self) -> datetime:
        return self.world.clock.now()

    def service(self, stop: StopSignal, **more: Any) -> Service:
        source, erp = self.world.source(Fate()), self.world.erp(Fate())
        return Service(self.settings, None, clock=self.world.clock, stop=stop, source=source, erp=erp, **more)

    def runs_for(self, minutes: float, happens: Mapping[float, Callable[[], object]] | None = None) -> Service:
        """A daemon that is started now and stopped after so long; things happen so many minutes after its start."""
        clock, stop, waiting = self.world.clock, StopSignal(), sorted((happens or {}).items())
        began = clock.slept
        service = self.running = self.service(stop)
        watch = service.watch

        def turn() -> None:
            watch()
            while waiting and clock.slept - began >= 60 * waiting[0][0]:
                waiting.pop(0)[1]()
            if clock.slept - began >= 60 * minutes:
                stop.set()

        service.watch = turn  # type: ignore[method-assign]  # the test takes part in every turn
        service.run()
        service.journal.close()
        return service

    def bills_again(self) -> None:
        """A fourth family, now."""
        self.story.billed(day=20)
        self.world.stripe.merge(copy.deepcopy(self.story.book))

    def mends(self) -> None:
        """The trouble at either service ends."""
        self.world.stripe.faults.clear()
        self.world._hand.delete(f"{NETSUITE}/_emulator/faults").raise_for_status()

    def invoices(self) -> list[str]:
        """The invoices in NetSuite, by external id."""
        return sorted(one["externalId"] for one in self.world.books("records?type=invoice"))

    def runs(self) -> list[str]:
        """How the runs were begun and how they ended, the newest first."""
        return [f"{run.trigger} {run.outcome}" for run in self.world.journal.status().runs]
