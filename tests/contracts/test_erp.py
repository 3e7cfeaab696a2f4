"""The contract of `Erp`, kept by the client over HTTP and by the one in memory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import requests

from contracts.erp_contract import ErpContract, Trouble
from contracts.in_memory import BUSY, LOGIN_REFUSED, LOST, InMemoryErp
from netsuite_client.client import NetSuite, TokenKeys, connect
from netsuite_client.emulator import EMULATOR_KEYS, NetSuiteEmulator

KEYS = TokenKeys(
    consumer_key=EMULATOR_KEYS.consumer_key,
    consumer_secret=EMULATOR_KEYS.consumer_secret,
    token_id=EMULATOR_KEYS.token_id,
    token_secret=EMULATOR_KEYS.token_secret,
)


@dataclass
class ScriptedTrouble:
    """Trouble of an emulated account."""

    address: str

    def loses_the_answer(self) -> None:
        self._script("garbage")

    def is_busy(self) -> None:
        self._script("limit")

    def refuses_the_login(self) -> None:
        self._script("login")

    def _script(self, kind: str) -> None:
        fault = {"kind": kind, "operation": "addList"}
        requests.post(f"{self.address}/_emulator/faults", json=fault, timeout=10).raise_for_status()


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with NetSuiteEmulator().serving() as address:
        yield address


@pytest.fixture(scope="module")
def client(address: str) -> NetSuite:
    """One for all tests, because reading the WSDL takes half a second."""
    return connect(account="1234567_SB1", keys=KEYS, base_url=address)


class TestNetSuiteOverHttp(ErpContract):
    """The real client and an emulated account; its tests share the account."""

    @pytest.fixture
    def erp(self, client: NetSuite) -> NetSuite:
        return client

    @pytest.fixture
    def trouble(self, address: str) -> Trouble:
        return ScriptedTrouble(address)


@dataclass
class TroubleInMemory:
    """Trouble of the one in memory."""

    erp: InMemoryErp

    def loses_the_answer(self) -> None:
        self.erp.trouble.append(LOST)

    def is_busy(self) -> None:
        self.erp.trouble.append(BUSY)

    def refuses_the_login(self) -> None:
        self.erp.trouble.append(LOGIN_REFUSED)


class TestInMemory(ErpContract):
    """What unit tests of delivery use keeps the same promises."""

    @pytest.fixture
    def erp(self) -> InMemoryErp:
        return InMemoryErp()

    @pytest.fixture
    def trouble(self, erp: InMemoryErp) -> Trouble:
        return TroubleInMemory(erp)
