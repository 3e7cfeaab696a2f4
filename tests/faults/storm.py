"""The storm: many families, others who use the account too, faults of all kinds at random, and it is killed."""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.billing import Billing

from connector.assembly import netsuite_of
from faults.books import Books, books_of, differences
from faults.cases import empty
from faults.quick import quick_and_quiet
from faults.world import ACCOUNT, NETSUITE, STRIPE, Fate, World, settings
from netsuite_client.client import NetSuite
from netsuite_client.emulator import NetSuiteEmulator
from stripe_client.emulator import Book

START = "2025-01-01"
FAULT_SHARE = 0.05
AT_BOTH = ("timeout_before", "timeout_after", "broken", "garbage", "http_500", "limit", "login")
AT_NETSUITE = (
    *({"kind": kind} for kind in AT_BOTH),
    {"kind": "refuse", "code": "INVALID_FLD_VALUE", "member": 0},
    {"kind": "refuse", "code": "RCRD_HAS_BEEN_CHANGED", "member": 0},
)


@dataclass(frozen=True, kw_only=True)
class Weather:
    """How it goes: how many requests others have under way, which share of requests fails, how often it is killed."""

    taken: int = 0
    share: float = 0
    kills: int = 0


@dataclass(frozen=True, kw_only=True)
class Passed:
    """The end of it: the books, and what was asked of both services."""

    books: Books
    requests: int
    stripe_requests: int
    killed: int
    runs: int


class Harbour(World):
    """A world whose NetSuite is served over HTTP, so that several lanes reach it at once."""

    def __init__(self, folder: Path, book: Book, weather: Weather, batch_records: int) -> None:
        super().__init__(folder, book)
        self.netsuite.close()
        self.netsuite = NetSuiteEmulator(
            account=ACCOUNT, latency_ms=10, concurrency=5, taken=weather.taken, clock=self.clock.timestamp
        )
        self.network.put(NETSUITE, self.netsuite.app)
        self._batch_records = batch_records
        self._folder = folder

    def pass_through(self, weather: Weather, seed: int) -> Passed:
        """Run until all is quiet."""
        chance = random.Random(seed)  # noqa: S311  # the same weather each time
        self._brew(weather, chance)
        with self.netsuite.serving() as address:
            self.settings = settings(
                self._folder, netsuite=address, lanes=4, batch_records=self._batch_records, start=START
            )
            killed = sum(not self.run(Fate(at=chance.randint(30, 90))) for _ in range(weather.kills))
            runs = self.sync_to_quiet()
        log = self.books("requests")["requests"]
        return Passed(
            books=books_of(self),
            requests=len(log),
            stripe_requests=self.stripe.counts.total(),
            killed=killed,
            runs=runs + weather.kills,
        )

    def erp(self, fate: Fate) -> NetSuite:
        """NetSuite over HTTP; whether the process lives is seen at Stripe and in the journal."""
        return netsuite_of(self.settings.connection(), self.clock)

    def _brew(self, weather: Weather, chance: random.Random) -> None:
        for nth in range(1, 2_000):
            if chance.random() < weather.share:
                self.script(NETSUITE, nth=nth, **chance.choice(AT_NETSUITE))
            if chance.random() < weather.share:
                self.script(STRIPE, nth=nth, kind=chance.choice(AT_BOTH))


def storm(folder: Path, *, invoices: int, batch_records: int, kills: int, seed: int) -> Mapping[str, object]:
    """The same families in calm and in storm, in figures."""
    weathers = {"calm": Weather(), "storm": Weather(taken=3, share=FAULT_SHARE, kills=kills)}
    billing = Billing()
    billing.bill(invoices)
    ends: dict[str, Passed] = {}
    for name, weather in weathers.items():
        world = Harbour(empty(folder / name), Book.from_plain(billing.book()), weather, batch_records)
        ends[name] = world.pass_through(weather, seed)
        world.close()
    calm, rough = ends["calm"], ends["storm"]
    return {
        "families": 2 * invoices,
        "killed": rough.killed,
        "runs": rough.runs,
        "invoices": sum(key.startswith("invoice ") for key in rough.books),
        "different_ends": len(differences(calm.books, rough.books)),
        "requests": {name: end.requests for name, end in ends.items()},
        "requests_ratio": round(rough.requests / calm.requests, 2),
        "stripe_requests": {name: end.stripe_requests for name, end in ends.items()},
    }


def main() -> int:
    """Say the figures as JSON; 1 where the ends differ."""
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
    return int(figures["different_ends"] != 0)


if __name__ == "__main__":
    sys.exit(main())
