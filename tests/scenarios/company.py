"""A small company on two emulators over HTTP, and the command line as its operator uses it."""

from __future__ import annotations

import json
import signal
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from types import MappingProxyType
from typing import Any
from unittest.mock import patch

import pytest
import requests
import structlog

from connector.cli import main
from netsuite_client.client import TokenKeys
from netsuite_client.emulator import EMULATOR_KEYS, NetSuiteEmulator
from stripe_client.emulator import EMULATOR_KEY, Book, StripeEmulator

Plain = dict[str, Any]

STRIPE_ACCOUNT = "acct_smallco"
NETSUITE_ACCOUNT = "TSTDRV77"
KEYS = TokenKeys(
    consumer_key=EMULATOR_KEYS.consumer_key,
    consumer_secret=EMULATOR_KEYS.consumer_secret,
    token_id=EMULATOR_KEYS.token_id,
    token_secret=EMULATOR_KEYS.token_secret,
)
SECRETS = {
    "STRIPE__API_KEY": EMULATOR_KEY,
    "NETSUITE__CONSUMER_KEY": EMULATOR_KEYS.consumer_key,
    "NETSUITE__CONSUMER_SECRET": EMULATOR_KEYS.consumer_secret,
    "NETSUITE__TOKEN_ID": EMULATOR_KEYS.token_id,
    "NETSUITE__TOKEN_SECRET": EMULATOR_KEYS.token_secret,
}


@dataclass(frozen=True, kw_only=True)
class Ended:
    """How a command ended: its exit code, its data and its talk."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one JSON value that it printed."""
        return json.loads(self.out)

    @property
    def said(self) -> str:
        """Everything that a person at the terminal saw."""
        return self.out + self.err


def run_connector(*arguments: str) -> Ended:
    """Run `connector` in this process, up to the exit of the real entry point."""
    out, err, code = StringIO(), StringIO(), 0
    before = signal.getsignal(signal.SIGTERM)
    with redirect_stdout(out), redirect_stderr(err), patch("sys.argv", ["connector", *arguments]):
        try:
            main()
        except SystemExit as end:
            code = int(end.code or 0)
        finally:
            signal.signal(signal.SIGTERM, before)
            structlog.reset_defaults()
    return Ended(code=code, out=out.getvalue(), err=err.getvalue())


@dataclass(kw_only=True)
class Company:
    """Both accounts, the settings that lead to them, and the environment with their secrets."""

    folder: Path
    stripe: StripeEmulator
    stripe_address: str
    netsuite_address: str
    environment: pytest.MonkeyPatch

    @property
    def config(self) -> Path:
        """The settings file."""
        return self.folder / "connector.yaml"

    @property
    def journal(self) -> Path:
        """The journal's database file."""
        return self.folder / "journal.db"

    def configure(self, **differences: str) -> None:
        """Write the settings file; `stripe`, `netsuite` and `more` take YAML of their own, `start_date` another day."""
        stripe = differences.get("stripe", f"{{ account_id: {STRIPE_ACCOUNT}, api_base: {self.stripe_address} }}")
        netsuite = differences.get(
            "netsuite", f'{{ account: "{NETSUITE_ACCOUNT}", base_url: {self.netsuite_address}, subsidiary: 1 }}'
        )
        self.config.write_text(
            f"database_url: {differences.get('database_url', f'sqlite:///{self.journal}')}\n"
            "connections:\n"
            "  main:\n"
            f"    start_date: {differences.get('start_date', '2026-01-01')}\n"
            f"    stripe: {stripe}\n"
            f"    netsuite: {netsuite}\n"
            "    sync: { requests_per_second: 1000 }\n" + differences.get("more", ""),
            encoding="utf-8",
        )

    def map_fields(self, text: str) -> Path:
        """Give the connection a mapping file of its own."""
        mapping = self.folder / "ours.yaml"
        mapping.write_text(text, encoding="utf-8")
        self.configure(more="    mapping: [ours.yaml]\n")
        return mapping

    def knows(self, **secrets: str | None) -> None:
        """Put secrets into the environment, None takes one out; by default those that are right."""
        for name, value in {**SECRETS, **secrets}.items():
            variable = f"CONNECTOR_CONNECTIONS__MAIN__{name}"
            if value is None:
                self.environment.delenv(variable, raising=False)
            else:
                self.environment.setenv(variable, value)

    def run(self, *arguments: str) -> Ended:
        """A command with this company's settings."""
        return run_connector(*arguments, "--config", str(self.config))

    def sync(self, *options: str) -> Ended:
        """`connector sync`."""
        return self.run("sync", *options)

    # What is in the books

    def asked(self, path: str) -> Any:
        """What the NetSuite emulator's control shows."""
        answer = requests.get(f"{self.netsuite_address}/_emulator/{path}", timeout=10)
        answer.raise_for_status()
        return answer.json()

    def faults(self, *faults: Mapping[str, object]) -> None:
        """Script trouble at NetSuite."""
        requests.post(f"{self.netsuite_address}/_emulator/faults", json=list(faults), timeout=10).raise_for_status()

    def mend(self) -> None:
        """End the trouble at NetSuite."""
        requests.delete(f"{self.netsuite_address}/_emulator/faults", timeout=10).raise_for_status()

    def period(self, period: str, **flags: bool) -> None:
        """Close, open or lock an accounting period of NetSuite."""
        body = {"period": period, **flags}
        requests.post(f"{self.netsuite_address}/_emulator/periods", json=body, timeout=10).raise_for_status()

    def records(self, type_: str) -> list[Plain]:
        """NetSuite's records of a type that are ours, by external id."""
        found = [record for record in self.asked(f"records?type={type_}") if record.get("externalId")]
        return sorted(found, key=lambda record: str(record["externalId"]))

    def writes(self) -> int:
        """Requests that wrote to NetSuite so far."""
        return sum(number for name, number in self.asked("requests")["counts"].items() if name in WRITES)

    def books(self) -> str:
        """Every transaction and the trial balance, as a bookkeeper reads them."""
        return "\n".join([*self._transactions(), *self._trial_balance()])

    def _transactions(self) -> Iterator[str]:
        invoices, payments = self.records("invoice"), self.records("customerPayment")
        names = {str(record["internalId"]): record["externalId"] for record in (*invoices, *payments)}
        currencies = {currency["internalId"]: currency["symbol"] for currency in self.asked("records?type=currency")}
        for record in invoices:
            symbol = currencies[record["currency"]["internalId"]]
            yield (
                f"{record['externalId']} {record['tranDate'][:10]} {symbol} {record['total']} "
                f"open {record['amountRemaining']}"
            )
            yield from (f"  {line['description']} {line['amount']}" for line in record["itemList"])
        for record in payments:
            symbol = currencies[record["currency"]["internalId"]]
            used = ", ".join(sorted(f"{line['amount']} on {names[str(line['doc'])]}" for line in record["applyList"]))
            yield f"{record['externalId']} {record['tranDate'][:10]} {symbol} {record['total']}: {used or 'unapplied'}"

    def _trial_balance(self) -> Iterator[str]:
        for account, balances in self.asked("trial-balance").items():
            amounts = ", ".join(f"{symbol} {amount}" for symbol, amount in sorted(balances.items()) if symbol != "type")
            yield f"{account}: {amounts}"


WRITES = {"add", "addList", "update", "updateList", "upsert", "upsertList", "delete", "deleteList"}


@contextmanager
def company(
    folder: Path,
    environment: pytest.MonkeyPatch,
    book: Mapping[str, Sequence[Plain]],
    *,
    required_fields: Sequence[str] = (),
    emulator: type[StripeEmulator] = StripeEmulator,
    stripe_account: Mapping[str, Any] = MappingProxyType({}),
    netsuite_account: Mapping[str, Any] = MappingProxyType({}),
) -> Iterator[Company]:
    """Serve a book and an empty NetSuite, each with options of its own; the settings and the secrets are right."""
    with ExitStack() as stack:
        stripe = emulator(Book.from_plain(dict(book)), account=STRIPE_ACCOUNT, **stripe_account)
        netsuite = NetSuiteEmulator(
            account=NETSUITE_ACCOUNT, **{"required_fields": tuple(required_fields), **netsuite_account}
        )
        stack.callback(netsuite.close)
        made = Company(
            folder=folder,
            stripe=stripe,
            stripe_address=stack.enter_context(stripe.serving()),
            netsuite_address=stack.enter_context(netsuite.serving()),
            environment=environment,
        )
        made.configure()
        made.knows()
        yield made
