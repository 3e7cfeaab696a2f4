"""Puts the emulator together: one account, its books, its doors."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from starlette.types import ASGIApp

from netsuite_client.emulator.calendar import PACIFIC
from netsuite_client.emulator.control import Control
from netsuite_client.emulator.faults import Faults
from netsuite_client.emulator.ledger.books import Books, Features
from netsuite_client.emulator.ledger.ledger import Ledger
from netsuite_client.emulator.ledger.seed import CURRENCIES, LAST_YEAR, seed
from netsuite_client.emulator.ledger.store import Store
from netsuite_client.emulator.ledger.taxes import Tax
from netsuite_client.emulator.log import RequestLog
from netsuite_client.emulator.pace import Pace
from netsuite_client.emulator.permissions import Level, Role
from netsuite_client.emulator.rest.suiteql import SuiteQL
from netsuite_client.emulator.rest.views import views
from netsuite_client.emulator.server import serving
from netsuite_client.emulator.signatures import EMULATOR_KEYS, Keys, Verifier
from netsuite_client.emulator.soap.operations import Operations
from netsuite_client.emulator.soap.service import SoapService
from netsuite_client.emulator.web import Web

CUSTOM_FIELDS: Mapping[str, str] = {"custcol_stripe_start": "date", "custcol_stripe_end": "date"}
"""The custom fields of a fresh account: script id and type."""

EVERYTHING: Mapping[str, Level] = {}
"""No permission that does not reach in full."""


class NetSuiteEmulator:
    """A NetSuite account that anyone may rehearse against.

    `state` is the file that keeps its books, None for memory only. A request costs `latency_ms` and `per_record_ms`
    for each record; more than `concurrency` at once are refused, of which
    others always have `taken`. `arm` switches Advanced Revenue Management on;
    its plans are there at once, where NetSuite takes some hours. `tax` is `none`, `legacy` (lines demand a tax code)
    or `suitetax` (items demand a tax schedule); with `auto_numbers` NetSuite numbers customers and transactions.
    `currencies` begins with the base currency; `subsidiaries` come after the parent company, which is the first.
    `required_fields` are what the account's forms demand: a field's name for every transaction, `kind.field` for one
    kind. `custom_fields` maps script ids to `string`, `integer`, `decimal`, `boolean`, `date` or `select`.
    `permissions` are those of the role that do not reach in full. Accounting periods reach to the end of `last_year`.
    The clock gives POSIX seconds.
    """

    def __init__(
        self,
        *,
        account: str = "1234567_SB1",
        keys: Keys = EMULATOR_KEYS,
        state: Path | None = None,
        latency_ms: float = 0,
        per_record_ms: float = 0,
        concurrency: int = 5,
        taken: int = 0,
        arm: bool = True,
        tax: str = Tax.NONE,
        auto_numbers: bool = False,
        currencies: tuple[str, ...] = tuple(CURRENCIES),
        subsidiaries: tuple[str, ...] = (),
        required_fields: tuple[str, ...] = (),
        custom_fields: Mapping[str, str] = CUSTOM_FIELDS,
        permissions: Mapping[str, Level] = EVERYTHING,
        last_year: int = LAST_YEAR,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._store = Store(state, views(arm=arm, custom_fields=custom_fields))
        features = Features(arm=arm, tax=Tax(tax), auto_numbers=auto_numbers, required_fields=required_fields)
        self._books = Books(self._store, features, clock)
        self._fill = partial(
            seed,
            self._store,
            currencies=currencies,
            subsidiaries=subsidiaries,
            custom_fields=dict(custom_fields),
            required=required_fields,
            arm=arm,
            last_year=last_year,
        )
        if self._store.is_empty():
            self._start()
        ledger, self._faults, self._log = Ledger(self._books), Faults(), RequestLog()
        verifier = Verifier(account=account, keys=keys, clock=clock)
        role = Role(permissions)
        operations = Operations(
            ledger=ledger,
            store=self._store,
            role=role,
            concurrency=concurrency,
            now=lambda: datetime.fromtimestamp(clock(), UTC).astimezone(PACIFIC).isoformat(timespec="milliseconds"),
        )
        self.app: ASGIApp = Web(
            soap=SoapService(account=account, verifier=verifier, role=role, store=self._store, operations=operations),
            suiteql=SuiteQL(self._store.reader, role.hidden_tables),
            role=role,
            clock=clock,
            verifier=verifier,
            faults=self._faults,
            log=self._log,
            pace=Pace(latency_ms=latency_ms, per_record_ms=per_record_ms, concurrency=concurrency, taken=taken),
            control=Control(books=self._books, ledger=ledger, faults=self._faults, log=self._log, reset=self._reset),
        ).app

    @contextmanager
    def serving(self, host: str = "127.0.0.1", port: int = 0) -> Iterator[str]:
        """Serve over HTTP in a thread; yields the address, such as `http://127.0.0.1:8080`. Port 0 takes a free one."""
        with serving(self.app, host, port) as address:
            yield address

    def close(self) -> None:
        """Let go of the state file."""
        self._store.close()

    def _start(self) -> None:
        with self._store.request():
            self._fill()

    def _reset(self) -> None:
        with self._store.request():
            self._store.clear()
            self._fill()
        self._faults.clear()
        self._log.clear()
