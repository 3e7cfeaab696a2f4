"""The storm: many families, others use the account too, faults of all kinds, a daemon killed again and again."""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event as StopSignal
from unittest.mock import patch

from benchmarks.billing import Billing

from connector.assembly import netsuite_of
from connector.daemon import loop
from connector.daemon.service import Service
from faults.books import Books, books_of, differences
from faults.cases import empty
from faults.quick import quick_and_quiet
from faults.world import ACCOUNT, NETSUITE, STRIPE, Fate, Killed, World, journal_of, settings, unrest
from netsuite_client.client import NetSuite
from netsuite_client.emulator import NetSuiteEmulator
from stripe_client.emulator import Book

START = "2025-01-01"
FAULT_SHARE = 0.05
REQUESTS_RATIO_MAX = 1.3
"""What a storm may cost: this many requests to NetSuite for one of the calm."""
TURNS_APART = 60.0
"""Seconds of the daemon's own time between two looks at whether something is due."""
TURNS_MAX = 12 * 60
"""Within half a day all must be quiet."""
PERSON_COMES_EVERY = 60
"""Turns after which a person lets go on what is paused, and tries again what was refused."""
AT_BOTH = ("timeout_before", "timeout_after", "broken", "garbage", "http_500", "limit", "login")
AT_NETSUITE = (
    *({"kind": kind} for kind in AT_BOTH),
    {"kind": "refuse", "code": "INVALID_FLD_VALUE", "member": 0},
    {"kind": "refuse", "code": "RCRD_HAS_BEEN_CHANGED", "member": 0},
)


@dataclass(frozen=True, kw_only=True)
class Weather:
    """How it goes: how many requests others have under way, which share of requests fails, when daemons are killed."""

    taken: int = 0
    share: float = 0
    kills: tuple[int, ...] = ()
    """After how much of what it does to the world each daemon is killed; one more lives."""


@dataclass(frozen=True, kw_only=True)
class Passed:
    """The end of it: the books, what was asked of both services, and how much a single daemon did to the world."""

    books: Books
    requests: int
    stripe_requests: int
    killed: int
    runs: int
    points: int


class Harbour(World):
    """A world whose NetSuite is served over HTTP, so that several lanes reach it at once, and in which daemons run."""

    def __init__(self, folder: Path, book: Book, weather: Weather, batch_records: int) -> None:
        super().__init__(folder, book)
        self.netsuite.close()
        self.netsuite = NetSuiteEmulator(
            account=ACCOUNT, latency_ms=10, concurrency=5, taken=weather.taken, clock=self.clock.timestamp
        )
        self.network.put(NETSUITE, self.netsuite.app)
        self._weather, self._batch_records = weather, batch_records
        self._turns = 0

    def pass_through(self, seed: int) -> Passed:
        """One daemon after the other, each started when the one before it was killed; the last until all is quiet."""
        self._brew(random.Random(seed))  # noqa: S311  # the same weather each time
        with self.netsuite.serving() as address:
            self.settings = settings(
                self.folder, netsuite=address, lanes=4, batch_records=self._batch_records, start=START
            )
            fates = [*(Fate(at=point) for point in self._weather.kills), Fate()]
            killed = sum(self._is_killed(fate) for fate in fates)
        return Passed(
            books=books_of(self),
            requests=len(self.books("requests")["requests"]),
            stripe_requests=self.stripe.counts.total(),
            killed=killed,
            runs=len(self.journal.runs(10_000)),
            points=len(fates[-1].points),
        )

    def erp(self, fate: Fate) -> NetSuite:
        """NetSuite over HTTP; whether the process lives is seen at Stripe and in the journal."""
        return netsuite_of(self.settings.connection(), self.clock)

    def _is_killed(self, fate: Fate) -> bool:
        """A daemon from its start to its end, and whether that came by force."""
        stop = StopSignal()
        with journal_of(fate):
            service = Service(
                self.settings, None, clock=self.clock, stop=stop, source=self.source(fate), erp=self.erp(fate)
            )
            watch = service.watch

            def turn() -> None:
                watch()
                self._turn(stop, is_last=fate.at is None)

            service.watch = turn  # type: ignore[method-assign]  # the storm takes part in every turn
            try:
                service.run()
            except Killed:
                return True
            finally:
                service.journal.close()
        return False

    def _turn(self, stop: StopSignal, *, is_last: bool) -> None:
        """The last daemon is stopped when nothing is left to do; a person comes by now and then."""
        self._turns += 1
        if self._turns % PERSON_COMES_EVERY == 0:
            self.journal.pauses.end(who="a person", via="cli")
            self.journal.retry(who="a person")
        if is_last and self.journal.collected_to() and not unrest(self.journal):
            stop.set()
        assert self._turns < TURNS_MAX, f"there is still something to do: {unrest(self.journal)}"

    def _brew(self, chance: random.Random) -> None:
        for nth in range(1, 2_000):
            if chance.random() < self._weather.share:
                self.script(NETSUITE, nth=nth, **chance.choice(AT_NETSUITE))
            if chance.random() < self._weather.share:
                self.script(STRIPE, nth=nth, kind=chance.choice(AT_BOTH))


def storm(folder: Path, *, invoices: int, batch_records: int, kills: int, seed: int) -> Mapping[str, object]:
    """The same families in calm and in storm, in figures."""
    billing = Billing()
    billing.bill(invoices)
    book = Book.from_plain(billing.book())

    def passed(name: str, weather: Weather) -> Passed:
        world = Harbour(empty(folder / name), book.copy(), weather, batch_records)
        try:
            return world.pass_through(seed)
        finally:
            world.close()

    with patch.object(loop, "REST_SECONDS", TURNS_APART):
        calm = passed("calm", Weather())
        apart = calm.points // (kills + 1)
        chance = random.Random(seed)  # noqa: S311  # the same deaths each time
        deaths = tuple(chance.randint(apart // 2, apart) for _ in range(kills))
        rough = passed("storm", Weather(taken=3, share=FAULT_SHARE, kills=deaths))
    different, ratio = len(differences(calm.books, rough.books)), rough.requests / calm.requests
    return {
        "families": 2 * invoices,
        "killed": rough.killed,
        "runs": rough.runs,
        "invoices": sum(key.startswith("invoice ") for key in rough.books),
        "different_ends": different,
        "requests": {"calm": calm.requests, "storm": rough.requests},
        "requests_ratio": round(ratio, 2),
        "stripe_requests": {"calm": calm.stripe_requests, "storm": rough.stripe_requests},
        "holds": different == 0 and rough.killed == kills and ratio <= REQUESTS_RATIO_MAX,
    }


def main() -> int:
    """Say the figures as JSON; 1 where the ends differ, or the storm cost more requests than it may."""
    parser = argparse.ArgumentParser(prog="make storm", description=__doc__)
    parser.add_argument("--invoices", type=int, default=1_000, help="each a family, and its charge another")
    parser.add_argument("--batch", type=int, default=10, help="records in a request")
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    with quick_and_quiet(), TemporaryDirectory() as folder:
        figures = storm(
            Path(folder), invoices=asked.invoices, batch_records=asked.batch, kills=asked.kills, seed=asked.seed
        )
    sys.stdout.write(f"{json.dumps(figures)}\n")
    return int(not figures["holds"])


if __name__ == "__main__":
    sys.exit(main())
