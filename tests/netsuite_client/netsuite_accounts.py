"""The accounts that the tests know: an emulated one, and one whose answers are recorded."""

from __future__ import annotations

from dataclasses import dataclass, field

from netsuite_client.emulator import EMULATOR_KEYS
from netsuite_client.tokens import TokenKeys

ACCOUNT = "1234567_SB1"
SECRETS = (
    "consumer-key-of-the-tests",
    "consumer-secret-of-the-tests",
    "token-id-of-the-tests",
    "token-secret-of-the-tests",
)
KEYS = TokenKeys(consumer_key=SECRETS[0], consumer_secret=SECRETS[1], token_id=SECRETS[2], token_secret=SECRETS[3])
RECORDED = "https://recorded.test"
SOAP = f"{RECORDED}/services/NetSuitePort_2025_2"
SUITEQL = f"{RECORDED}/services/rest/query/v1/suiteql"


def emulator_keys() -> TokenKeys:
    return TokenKeys(
        consumer_key=EMULATOR_KEYS.consumer_key,
        consumer_secret=EMULATOR_KEYS.consumer_secret,
        token_id=EMULATOR_KEYS.token_id,
        token_secret=EMULATOR_KEYS.token_secret,
    )


@dataclass
class Naps:
    """Sleeps in no time and remembers how long it should have slept."""

    seconds: list[float] = field(default_factory=list)

    def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)
