"""How the emulator runs: its state, its pace, its limits, in process and over HTTP."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import requests
from zeep.exceptions import Fault

from netsuite_client.emulator import NetSuiteEmulator, StateOutdated
from netsuite_emulator.builders import Account
from netsuite_emulator.client import Client, oauth


def test_a_restart_continues_the_books(served: Client, tmp_path: Path) -> None:
    state = tmp_path / "netsuite.db"
    first = NetSuiteEmulator(state=state)
    with first.serving() as address, served.at(address) as client:
        Account(client).furnish()
        client.add(Account(client).invoice())
    first.close()
    second = NetSuiteEmulator(state=state)
    with second.serving() as address, served.at(address) as client:
        assert client.balances() == {"Accounts Receivable": "100.00", "Sales": "-100.00"}
        assert client.add(Account(client).invoice())[0].startswith("DUP_RCRD")
        assert client.add(Account(client).invoice("in_2")) == ["ok 2"]
    second.close()


def test_a_state_can_be_opened_by_several_at_once(tmp_path: Path) -> None:
    """As two commands on one demo do."""
    NetSuiteEmulator(state=tmp_path / "netsuite.db").close()

    def opened(_: int) -> None:
        NetSuiteEmulator(state=tmp_path / "netsuite.db").close()

    with ThreadPoolExecutor(max_workers=8) as threads:
        list(threads.map(opened, range(32)))


def test_a_state_file_of_another_version_is_refused_and_left_alone(tmp_path: Path) -> None:
    state = tmp_path / "netsuite.db"
    with closing(sqlite3.connect(state)) as older:
        older.executescript("CREATE TABLE record (id INTEGER); PRAGMA user_version = 1;")
    before = state.read_bytes()
    with pytest.raises(StateOutdated, match=r"The state file .*netsuite\.db was written by another version"):
        NetSuiteEmulator(state=state)
    assert state.read_bytes() == before


def test_a_restart_continues_the_plans(served: Client, tmp_path: Path) -> None:
    state = tmp_path / "netsuite.db"
    for month in ("2026-01", "2026-02"):
        emulator = NetSuiteEmulator(state=state)
        with emulator.serving() as address, served.at(address) as client:
            if month == "2026-01":
                account = Account(client)
                account.furnish()
                client.add(account.deferring(), account.invoice("in_1", account.line("120.00", "price_year")))
            client.control("revenue-journals", {"period": month})
            assert len(client.control("schedules")[0]["rows"]) == 12
        emulator.close()
    with NetSuiteEmulator(state=state).serving() as address, served.at(address) as client:
        assert client.balances()["Deferred Revenue"] == "-100.00"
        client.control("reset", {})
        assert client.control("schedules") == []


KILLED = textwrap.dedent(
    """
    import sys, time
    from pathlib import Path
    from netsuite_client.emulator import NetSuiteEmulator
    with NetSuiteEmulator(state=Path(sys.argv[1])).serving() as address:
        print(address, flush=True)
        time.sleep(60)
    """
)


def test_a_kill_loses_nothing_that_was_answered(served: Client, tmp_path: Path) -> None:
    state = tmp_path / "netsuite.db"
    with subprocess.Popen([sys.executable, "-c", KILLED, str(state)], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        with served.at(process.stdout.readline().strip()) as client:
            Account(client).furnish()
            answered = [client.add(Account(client).invoice(f"in_{number}"))[0] for number in range(10)]
        os.kill(process.pid, signal.SIGKILL)
    emulator = NetSuiteEmulator(state=state)
    with emulator.serving() as address, served.at(address) as client:
        assert [f"ok {each['internalId']}" for each in client.control("records?type=invoice")] == answered
        assert client.balances() == {"Accounts Receivable": "1000.00", "Sales": "-1000.00"}
    emulator.close()


def test_a_fault_in_the_middle_of_a_request_leaves_nothing(account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    said = account.client.control("requests")["total"]
    records = [account.invoice(f"in_{number}") for number in range(201)]
    with pytest.raises(Fault):
        account.client.send("addList", records)
    assert account.client.control("records?type=invoice") == []
    assert account.client.control("requests")["total"] == said + 1


def test_a_request_takes_its_latency_and_its_time_per_record(served: Client) -> None:
    emulator = NetSuiteEmulator(latency_ms=100, per_record_ms=20)
    with emulator.serving() as address, served.at(address) as client:
        methods = [client.record("PaymentMethod", externalId=f"m{n}", name=f"m{n}") for n in range(10)]
        started = time.monotonic()
        client.add(*methods)
        assert time.monotonic() - started >= 0.3
    emulator.close()


def test_more_requests_than_the_account_allows_are_blocked(served: Client) -> None:
    emulator = NetSuiteEmulator(latency_ms=600, concurrency=2)
    with emulator.serving() as address, served.at(address) as client:
        statuses = list[int]()
        threads = [threading.Thread(target=lambda: statuses.append(_ask(address))) for _ in range(2)]
        for thread in threads:
            thread.start()
        time.sleep(0.2)
        with pytest.raises(Fault, match="concurrent request limit exceeded"):
            client.send("getServerTime")
        assert _ask(address) == 429
        for thread in threads:
            thread.join()
        assert statuses == [200, 200]
        assert client.send("getServerTime").getServerTimeResult.status.isSuccess
    emulator.close()


def _ask(address: str) -> int:
    url = address + "/services/rest/query/v1/suiteql"
    headers = {"Prefer": "transient"}
    return requests.post(url, json={"q": "SELECT 1 AS one"}, auth=oauth(), headers=headers, timeout=5).status_code


def test_a_large_request_over_the_limit_still_hears_why(served: Client) -> None:
    emulator = NetSuiteEmulator(concurrency=0)
    with emulator.serving() as address, served.at(address) as client:
        records = [client.record("PaymentMethod", name="x" * 20_000)] * 100
        with pytest.raises(Fault, match="concurrent request limit exceeded"):
            client.add(*records)
    emulator.close()


def test_held_connections_do_not_keep_the_server_from_ending(served: Client) -> None:
    emulator = NetSuiteEmulator()
    with emulator.serving() as address:
        requests.post(f"{address}/_emulator/faults", json={"kind": "timeout_before"}, timeout=5)
        with pytest.raises(requests.ReadTimeout):
            requests.post(f"{address}/services/NetSuitePort_2025_2", data=b"", timeout=0.2)
        started = time.monotonic()
    assert time.monotonic() - started < 2
    emulator.close()


def test_the_port_is_free_again_at_once() -> None:
    emulator = NetSuiteEmulator()
    with emulator.serving() as address:
        port = int(address.rpartition(":")[2])
    with emulator.serving(port=port) as address:
        assert requests.get(f"{address}/_emulator/requests", timeout=5).ok
    emulator.close()


SERVED = "import sys; from netsuite_client.emulator import *; serve(NetSuiteEmulator(), '127.0.0.1', int(sys.argv[1]))"


def test_it_serves_until_it_is_stopped_and_says_when_its_port_is_taken() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        failed = subprocess.run([sys.executable, "-c", SERVED, str(port)], capture_output=True, text=True, check=False)
    assert "Address already in use" in failed.stderr
    with subprocess.Popen([sys.executable, "-c", SERVED, str(port)], stderr=subprocess.PIPE, text=True) as process:
        assert _answers(f"http://127.0.0.1:{port}/_emulator/requests")
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=10) in {0, -signal.SIGTERM}


def _answers(url: str) -> bool:
    for _ in range(200):
        try:
            return requests.get(url, timeout=5).ok
        except requests.ConnectionError:
            time.sleep(0.05)
    return False


def _by_hand(coroutine: Coroutine[Any, Any, Any]) -> None:
    """Run a coroutine that never waits: the first thing it yields would be a real wait."""
    with pytest.raises(StopIteration):
        coroutine.send(None)


def test_without_a_pace_a_request_in_process_never_waits() -> None:
    emulator = NetSuiteEmulator()
    prepared = requests.Request(
        "POST", "http://netsuite/services/rest/query/v1/suiteql", json={"q": "SELECT 1 AS one"}, auth=oauth()
    ).prepare()
    sent = list[dict[str, Any]]()

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": prepared.body, "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    headers = {**prepared.headers, "host": "netsuite", "prefer": "transient"}
    scope = {
        "type": "http",
        "method": "POST",
        "scheme": "http",
        "path": "/services/rest/query/v1/suiteql",
        "query_string": b"",
        "headers": [(key.lower().encode(), _bytes(value)) for key, value in headers.items()],
    }
    _by_hand(emulator.app(scope, receive, send))  # type: ignore[arg-type]
    assert sent[0]["status"] == 200
    assert json.loads(sent[1]["body"])["items"] == [{"links": [], "one": "1"}]
    assert asyncio.run(_trial_balance(emulator)) == {}
    emulator.close()


def _bytes(value: str | bytes) -> bytes:
    return value if isinstance(value, bytes) else value.encode()


async def _trial_balance(emulator: NetSuiteEmulator) -> Any:
    bodies = list[bytes]()

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        bodies.append(message.get("body", b""))

    path = "/_emulator/trial-balance"
    scope = {"type": "http", "method": "GET", "scheme": "http", "path": path, "query_string": b"", "headers": []}
    await emulator.app(scope, receive, send)  # type: ignore[arg-type]
    return json.loads(b"".join(bodies))
