"""The contract of `Erp`, kept by the client over HTTP and by the one in memory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import requests

from contracts.erp_contract import ErpContract, Trouble
from contracts.in_memory import BUSY, LOGIN_REFUSED, LOST, InMemoryErp
from netsuite_client.account import Sought
from netsuite_client.client import NetSuite, TokenKeys, connect
from netsuite_client.emulator import EMULATOR_KEYS, NetSuiteEmulator
from netsuite_client.emulator.emulator import CUSTOM_FIELDS
from netsuite_client.errors import RequestRefused
from netsuite_client.records import Group

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
    with NetSuiteEmulator(custom_fields={**CUSTOM_FIELDS, "custentity_account_no": "string"}).serving() as address:
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


def test_a_column_that_the_account_does_not_have_is_refused_by_its_name(client: NetSuite) -> None:
    with pytest.raises(RequestRefused, match="custitem_none"):
        client.search([Sought(group=Group.ITEM, field="custitem_none", value="7")])


@pytest.mark.parametrize("column", ["", "email; drop", "email)", "E", "1id"])
def test_a_column_is_a_name_and_nothing_else(client: NetSuite, column: str) -> None:
    with pytest.raises(ValueError, match="is no column"):
        client.search([Sought(group=Group.ENTITY, field=column, value="7")])


def test_all_that_is_sought_is_one_question(client: NetSuite) -> None:
    before = client.requests_sent()
    fields = ((Group.ENTITY, "id"), (Group.ENTITY, "email"), (Group.ITEM, "itemid"), (Group.TRANSACTION, "id"))
    client.search([Sought(group=group, field=field, value=value) for group, field in fields for value in "78"])
    assert client.requests_sent() - before == {"suiteql": 1}


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
