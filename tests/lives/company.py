"""The whole connector in this process, between both emulators: what it makes of lives, whenever it looks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random
from typing import Any

from faults.world import ACCOUNT, NETSUITE, SECRETS, STRIPE, unrest
from in_process import HandClock, Network

from connector.assembly import Assembled, assemble, netsuite_of, stripe_of
from connector.cli.reconcile import reconcile_now
from connector.cli.syncing import run_once
from connector.settings import load_settings
from lives.world import AtHand
from netsuite_client.emulator import NetSuiteEmulator
from stripe_client.emulator import Book, StripeEmulator
from stripe_client.emulator.shapes.fields import Plain

BEGINS = datetime(2030, 6, 1, tzinfo=UTC)
"""After all lives, so that everything in them has happened by then."""

RUNS_MAX = 8
HOUR_SECONDS = 3_600
KINDS = ("invoice", "creditMemo", "customerPayment", "customerRefund")

SETTINGS = f"""
connections:
  main:
    start_date: {{start}}
    stripe: {{{{ account_id: acct_emulator, api_base: "{STRIPE}" }}}}
    netsuite: {{{{ account: "{ACCOUNT}", base_url: "{NETSUITE}", subsidiary: 1 }}}}
    delivery: {{{{ lanes: 1, batch_records: 100, max_creates: null }}}}
    sync: {{{{ requests_per_second: 1000 }}}}
    mapping: [ours.yaml]
    {{text}}
"""
MAPPING = """
version: 1
field_defaults:
  service_sale_item: { revenue_recognition_rule_id: 1, deferred_revenue_account_id: 5 }
"""
"""What is sold defers by the dates of its line, to the account Deferred Revenue."""

Record = Mapping[str, Any]


class Restless(StripeEmulator):
    """Tells of what changed in any order, and sometimes twice."""

    chance: Random

    def _tell(self, changes: Sequence[Any]) -> None:
        shuffled = list(changes)
        self.chance.shuffle(shuffled)
        super()._tell(shuffled)


class Company:
    """A Stripe account, a NetSuite account, and the connector that runs now and then."""

    def __init__(self, folder: Path, text: str, start: date, *, restless: int | None = None) -> None:
        """`text` are further settings of the connection; `restless` is the seed of disorder among events."""
        self.clock = HandClock(BEGINS)
        self._stripe = Restless(Book(), clock=self.clock.timestamp, doubled_events=restless is not None)
        self._stripe.chance = Random(restless or 0)  # noqa: S311
        self._netsuite = NetSuiteEmulator(account=ACCOUNT, clock=self.clock.timestamp)
        self._session = Network(self.clock, {NETSUITE: self._netsuite.app}).session()
        self._assembled = self._assemble(folder, SETTINGS.format(text=text, start=start))

    def _assemble(self, folder: Path, written: str) -> Assembled:
        (folder / "ours.yaml").write_text(MAPPING, encoding="utf-8")
        file = folder / "connector.yaml"
        file.write_text(written, encoding="utf-8")
        settings = load_settings(
            file, environment=SECRETS, overrides={"database_url": f"sqlite:///{folder / 'connector.db'}"}
        )
        connection = settings.connection()
        source = stripe_of(connection, self.clock, AtHand(self._stripe))
        erp = netsuite_of(connection, self.clock, lambda: self._session)
        return assemble(settings, None, self.clock, source=source, erp=erp)

    def close(self) -> None:
        """Let go of it."""
        self._assembled.journal.close()
        self._netsuite.close()

    def happens(self, book: Mapping[str, Sequence[Plain]]) -> None:
        """At Stripe, a second later."""
        self.clock.sleep(1)
        self._stripe.merge(book)

    def sync(self) -> None:
        """One run, an hour later."""
        self.clock.sleep(HOUR_SECONDS)
        run_once(self._assembled, None)

    def sync_to_quiet(self) -> list[str]:
        """Runs until nothing is left to do; what is left all the same, and is no finding for a person."""
        for _ in range(RUNS_MAX):
            self.sync()
            if not (left := list(self._left())):
                return []
        return left

    def _left(self) -> Iterator[str]:
        return (each for each in unrest(self._assembled.journal) if not each.startswith(FINDINGS))

    def unreconciled(self) -> Iterator[str]:
        """What nobody explains when Stripe and NetSuite are read once more (rule A-4)."""
        for one in reconcile_now(self._assembled).unexplained:
            yield f"{one.document.external_id}: unexplained {one.unexplained.amounts()}"

    def earn(self, month: tuple[int, int]) -> None:
        """NetSuite's revenue journal of a month."""
        period = f"{month[0]}-{month[1]:02}"
        answer = self._session.post(f"{NETSUITE}/_emulator/revenue-journals", json={"period": period})
        assert answer.ok, answer.text

    @property
    def deferring(self) -> frozenset[str]:
        """The external ids of items whose lines defer."""
        return frozenset(item["externalId"] for item in self.shown("records?type=serviceSaleItem"))

    def shown(self, path: str) -> Any:
        """What NetSuite's emulator shows at a path of its controls."""
        return self._session.get(f"{NETSUITE}/_emulator/{path}").json()


FINDINGS = (
    "REFUND_FAILED",
    "UNCOLLECTIBLE_PAID",
    "BEFORE_START_PAYMENT",
    "DUPLICATE_PAYMENT",
    "REOPENED_UNCOLLECTIBLE",
)
"""What is always for a person to decide, and stops nothing."""
