"""One served emulator for all tests, empty at the beginning of each."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from netsuite_client.emulator import NetSuiteEmulator
from netsuite_emulator.builders import Account
from netsuite_emulator.client import Client


@pytest.fixture(scope="session")
def served() -> Iterator[Client]:
    emulator = NetSuiteEmulator()
    with emulator.serving() as address:
        client = Client(address)
        yield client
        client.close()
    emulator.close()


@pytest.fixture
def client(served: Client) -> Client:
    served.control("reset", {})
    return served


@pytest.fixture
def account(client: Client) -> Account:
    """An account with a customer, two items and a discount."""
    account = Account(client)
    account.furnish()
    return account
