"""An emulated account for a whole test process, and clients of it and of recorded answers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import responses
from netsuite_accounts import ACCOUNT, KEYS, RECORDED, Naps, emulator_keys

from netsuite_client.client import NetSuite, connect
from netsuite_client.emulator import NetSuiteEmulator
from netsuite_client.records import Kind, Ref


@pytest.fixture(scope="session")
def emulator_address() -> Iterator[str]:
    with NetSuiteEmulator().serving() as address:
        yield address


@pytest.fixture(scope="session")
def emulated(emulator_address: str) -> NetSuite:
    """A client of the emulated account; its tests use external ids of their own."""
    return connect(account=ACCOUNT, keys=emulator_keys(), base_url=emulator_address)


@pytest.fixture(scope="session")
def wsdl(emulator_address: str) -> str:
    return f"{emulator_address}/wsdl/v2025_2_0/netsuite.wsdl"


@pytest.fixture(scope="session")
def all_naps() -> Naps:
    return Naps()


@pytest.fixture(scope="session")
def client_of_recorded(wsdl: str, all_naps: Naps) -> NetSuite:
    """One client for all tests, because reading the WSDL takes half a second."""
    netsuite = connect(account=ACCOUNT, keys=KEYS, base_url=RECORDED, wsdl=wsdl, sleep=all_naps)
    with pytest.raises(ValueError, match="only referred to"):
        netsuite.read([Ref(kind=Kind.CURRENCY, internal_id="1")])
    return netsuite


@pytest.fixture
def naps(all_naps: Naps) -> Naps:
    all_naps.seconds.clear()
    return all_naps


@pytest.fixture
def recorded(emulator_address: str) -> Iterator[responses.RequestsMock]:
    """The network, where only recorded answers are to be had; the emulator is reached as it is."""
    with responses.RequestsMock() as network:
        network.add_passthru(emulator_address)
        yield network


@pytest.fixture
def netsuite(client_of_recorded: NetSuite, recorded: responses.RequestsMock, naps: Naps) -> NetSuite:
    """A client that meets recorded answers and sleeps in no time."""
    return client_of_recorded
