"""Where a measure is taken: both emulators in processes of their own, a journal, and settings that join them."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests

from connector.assembly import Assembled, assemble
from connector.settings import Settings, load_settings
from netsuite_client.emulator import EMULATOR_KEYS
from stripe_client.emulator import EMULATOR_KEY

START_SECONDS_MAX = 60.0
TIMEOUT_SECONDS = 120.0
NETSUITE_ACCOUNT, STRIPE_ACCOUNT = "TSTDRV1", "acct_bench"
REPOSITORY = Path(__file__).parents[2]

PUBLISHED_WSDL = Path(
    os.environ.get("NETSUITE_WSDL") or REPOSITORY.parent / "shared/netsuite-schema/2025_2/netsuite.wsdl"
).resolve()
"""Oracle's own, as in the contract tests; elsewhere the emulator's is used, which has only what it understands."""


@dataclass(frozen=True, kw_only=True)
class Pace:
    """How the NetSuite emulator answers: as fast as it can, unless told otherwise."""

    latency_ms: int = 0
    per_record_ms: int = 0
    concurrency: int = 5


@dataclass(frozen=True, kw_only=True)
class Stage:
    """A running pair of emulators and what leads to them."""

    folder: Path
    stripe_address: str
    netsuite_address: str
    settings_file: Path
    environment: Mapping[str, str]

    @property
    def settings(self) -> Settings:
        """The settings that the connector reads."""
        return load_settings(self.settings_file, environment=self.environment)

    def assembled(self) -> Assembled:
        """The connector's parts, as every command puts them together."""
        return assemble(self.settings, "main")

    def bill(self, added: Mapping[str, Any]) -> None:
        """Let things happen at Stripe now."""
        _ok(requests.post(f"{self.stripe_address}/_emulator/book", json=added, timeout=TIMEOUT_SECONDS))

    def stripe_requests(self) -> int:
        """Requests that Stripe has answered."""
        return int(self._traffic(self.stripe_address)["count"])

    def netsuite_requests(self) -> int:
        """Requests that NetSuite has answered."""
        return int(self.netsuite_traffic()["total"])

    def netsuite_traffic(self) -> Mapping[str, Any]:
        """Requests and the records that they wrote or read, by operation."""
        return self._traffic(self.netsuite_address)

    def _traffic(self, address: str) -> Mapping[str, Any]:
        counted: Mapping[str, Any] = _ok(requests.get(f"{address}/_emulator/requests", timeout=TIMEOUT_SECONDS)).json()
        return counted


def _ok(answer: requests.Response) -> requests.Response:
    answer.raise_for_status()
    return answer


@contextmanager
def staged(folder: Path, book: Mapping[str, Any], *, pace: Pace = Pace(), lanes: int | str = "auto") -> Iterator[Stage]:
    """Start both emulators on free ports with that book at Stripe's, and stop them at the end."""
    folder.mkdir(parents=True)
    book_file = folder / "book.json"
    book_file.write_text(json.dumps(book), encoding="utf-8")
    with ExitStack() as stack:
        stripe = stack.enter_context(_emulator("stripe", "--book", str(book_file), "--account", STRIPE_ACCOUNT))
        netsuite = stack.enter_context(_emulator("netsuite", "--account", NETSUITE_ACCOUNT, *_paced(pace)))
        settings_file = folder / "connector.yaml"
        settings_file.write_text(json.dumps(_settings(folder, stripe, netsuite, lanes)), encoding="utf-8")
        yield Stage(
            folder=folder,
            stripe_address=stripe,
            netsuite_address=netsuite,
            settings_file=settings_file,
            environment=_secrets(),
        )


def _paced(pace: Pace) -> Sequence[str]:
    options = {"latency-ms": pace.latency_ms, "per-record-ms": pace.per_record_ms, "concurrency": pace.concurrency}
    return [part for name, value in options.items() for part in (f"--{name}", str(value))]


@contextmanager
def _emulator(which: str, *options: str) -> Iterator[str]:
    port = _free_port()
    command = [str(Path(sys.executable).with_name("connector")), "emulate", which, "--port", str(port), *options]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd=REPOSITORY) as process:
        try:
            _wait_until_answered(f"http://127.0.0.1:{port}", process)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def _wait_until_answered(address: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS_MAX
    while True:
        try:
            requests.get(f"{address}/_emulator/requests", timeout=TIMEOUT_SECONDS)
        except requests.ConnectionError:
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"the emulator at {address} did not start") from None
            time.sleep(0.05)
        else:
            return


def _settings(folder: Path, stripe: str, netsuite: str, lanes: int | str) -> Mapping[str, Any]:
    """A settings file; JSON is YAML."""
    reached: dict[str, Any] = {"account": NETSUITE_ACCOUNT, "subsidiary": 1, "base_url": netsuite}
    if PUBLISHED_WSDL.exists():
        reached["wsdl"] = str(PUBLISHED_WSDL)
    connection = {
        "timezone": "UTC",
        "start_date": "2020-01-01",
        "stripe": {"account_id": STRIPE_ACCOUNT, "api_base": stripe},
        "netsuite": reached,
        "sync": {"requests_per_second": 1000},
        "delivery": {"lanes": lanes, "max_creates": None},
    }
    return {"database_url": f"sqlite:///{folder / 'connector.db'}", "connections": {"main": connection}}


def _secrets() -> Mapping[str, str]:
    base = "CONNECTOR_CONNECTIONS__MAIN__"
    names = ("consumer_key", "consumer_secret", "token_id", "token_secret")
    return {
        f"{base}STRIPE__API_KEY": EMULATOR_KEY,
        **{f"{base}NETSUITE__{name.upper()}": getattr(EMULATOR_KEYS, name) for name in names},
    }
