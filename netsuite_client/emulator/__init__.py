"""A NetSuite account to rehearse against: SOAP 2025_2 and SuiteQL over HTTP, with rules, books and scripted trouble."""

from netsuite_client.emulator.emulator import CUSTOM_FIELDS, NetSuiteEmulator
from netsuite_client.emulator.ledger.seed import LAST_YEAR
from netsuite_client.emulator.ledger.store import StateOutdated
from netsuite_client.emulator.ledger.taxes import Tax
from netsuite_client.emulator.permissions import Level, permission_of
from netsuite_client.emulator.server import run_server
from netsuite_client.emulator.signatures import EMULATOR_KEYS, Keys

__all__ = [
    "CUSTOM_FIELDS",
    "EMULATOR_KEYS",
    "LAST_YEAR",
    "Keys",
    "Level",
    "NetSuiteEmulator",
    "StateOutdated",
    "Tax",
    "permission_of",
    "serve",
]


def serve(emulator: NetSuiteEmulator, host: str, port: int) -> None:
    """Serve an emulator until a signal stops it; raises OSError where the address cannot be had."""
    run_server(emulator.app, host, port)
