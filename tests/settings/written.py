"""Settings files and environments as tests write them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from connector.settings import ConfigurationInvalid, Settings, load_settings

SECRET_NAMES = (
    "STRIPE__API_KEY",
    "STRIPE__WEBHOOK_SECRET",
    "NETSUITE__CONSUMER_KEY",
    "NETSUITE__CONSUMER_SECRET",
    "NETSUITE__TOKEN_ID",
    "NETSUITE__TOKEN_SECRET",
    "ALERTS__WEBHOOK",
)

PLAIN = """\
connections:
  main:
    start_date: 2026-01-01
    stripe: { account_id: acct_1 }
    netsuite: { account: "1234567_SB1", subsidiary: 1 }
"""


def secrets(connection: str = "main", *, key: str = "sk_test_4eC39HqLyjWD") -> dict[str, str]:
    """An environment with the secrets of a connection; those of NetSuite say their name."""
    prefix = f"CONNECTOR_CONNECTIONS__{connection.upper()}__"
    return {prefix + name: f"hidden-{name.lower()}" for name in SECRET_NAMES} | {f"{prefix}STRIPE__API_KEY": key}


def settings_of(
    folder: Path,
    text: str = PLAIN,
    *,
    environment: Mapping[str, str] | None = None,
    overrides: Mapping[str, object] | None = None,
) -> Settings:
    """The settings of a file with this text."""
    file = folder / "connector.yaml"
    file.write_text(text, encoding="utf-8")
    return load_settings(file, environment=secrets() if environment is None else environment, overrides=overrides)


def refusal_of(folder: Path, text: str, **given: Mapping[str, str]) -> str:
    """What is said of a file that cannot be used, without the folder's name."""
    try:
        settings_of(folder, text, **given)
    except ConfigurationInvalid as refused:
        return str(refused).replace(f"{folder}/", "")
    return "accepted"
