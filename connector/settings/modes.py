"""Keeps test data out of production books, and real money out of sandboxes (CFG-006)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from connector.located import Message
from connector.settings.faults import Faults
from connector.settings.services import NetSuite
from connector.settings.sources import Step
from connector.settings.values import is_loopback

Mode = Literal["test", "live"]

_STRIPE_KEY = re.compile(r"(?:sk|rk)_(test|live)_")
_SANDBOX = re.compile(r"_(?:SB|RP)[0-9]*$|^TSTDRV", re.IGNORECASE)


def mixed_modes(faults: Faults) -> Iterator[Message]:
    """A message for each connection whose Stripe key and NetSuite account are of different worlds.

    An emulated NetSuite takes any key: there are no books to spoil. The check does without valid settings
    elsewhere, so that all faults are found in one pass.
    """
    for name in faults.connections:
        at: tuple[Step, ...] = ("connections", name)
        if is_loopback(_text(faults, (*at, "netsuite", "base_url"))):
            continue
        key = _text(faults, (*at, "stripe", "api_key"))
        mode = _mode_of(key)
        if mode is None and key and not is_loopback(_text(faults, (*at, "stripe", "api_base"))):
            text = "a Stripe key begins with sk_test_, rk_test_, sk_live_ or rk_live_"
            yield Message(code="CFG-003", text=text, place=faults.where((*at, "stripe", "api_key")))
        account = _text(faults, (*at, "netsuite", "account"))
        if mode and account and mode != _mode_of_account(account):
            text = f"a Stripe {mode} key must not meet NetSuite's {_kind(account)} account {account}"
            hint = "use a test key with a sandbox, a live key with production"
            place = faults.where((*at, "netsuite", "account"))
            yield Message(code="CFG-006", text=text, place=place, hint=hint)


def is_production(netsuite: NetSuite) -> bool:
    """Whether real books are kept there."""
    return not netsuite.is_emulated and _mode_of_account(netsuite.account) == "live"


def _text(faults: Faults, path: tuple[Step, ...]) -> str | None:
    value = faults.value(path)
    return value if isinstance(value, str) else None


def _mode_of(key: str | None) -> Mode | None:
    found = _STRIPE_KEY.match(key or "")
    if not found:
        return None
    return "test" if found[1] == "test" else "live"


def _mode_of_account(account: str) -> Mode:
    return "test" if _SANDBOX.search(account) else "live"


def _kind(account: str) -> str:
    return "sandbox" if _mode_of_account(account) == "test" else "production"
