"""A rehearsal: both emulators on loopback, with everything that a second one needs kept in one folder."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests

from connector.settings import Settings, connection_names, load_settings, packaged
from netsuite_client.emulator import EMULATOR_KEYS, NetSuiteEmulator
from stripe_client.emulator import EMULATOR_KEY, Book, StripeEmulator, year_book

DEMO_SETTINGS = "config/demo.yaml"
STRIPE_FILE = "stripe-book.json"
NETSUITE_FILE = "netsuite.db"
JOURNAL_FILE = "connector.db"
CONFIG_FILE = "connector.yaml"
"""Settings that a rehearsal keeps in its folder; without them it takes the demo's."""
DEMANDS_FILE = "netsuite-demands.json"
"""The fields that its NetSuite demands, where it demands any."""
Plain = Mapping[str, Any]
NOWHERE = "http://127.0.0.1:9"
TIMEOUT_SECONDS = 60.0


class FolderUnusable(Exception):
    """What is to keep a rehearsal is no folder that can be made and written. Its text is a sentence for people."""


def make_folder(state: Path) -> None:
    """Make the folder that keeps a rehearsal, where it is not there. Raises FolderUnusable."""
    try:
        state.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        why = "it is a file" if state.is_file() else error.strerror
        raise FolderUnusable(f"{state} cannot be the folder that keeps everything ({why}).") from error
    if not os.access(state, os.W_OK):
        raise FolderUnusable(f"{state} cannot be the folder that keeps everything (it may not be written).")


@dataclass(frozen=True, kw_only=True)
class Rehearsal:
    """The two emulators, where they are, the settings that lead to them, and the objects that Stripe holds."""

    settings: Settings
    connection: str
    stripe_address: str
    netsuite_address: str
    book: Plain

    def stripe(self, path: str) -> Any:
        """What the Stripe emulator's control shows at `path`."""
        return _get(f"{self.stripe_address}/_emulator/{path}")

    def netsuite(self, path: str) -> Any:
        """What the NetSuite emulator's control shows at `path`."""
        return _get(f"{self.netsuite_address}/_emulator/{path}")

    def requests_sent(self) -> dict[str, int]:
        """Requests that each emulator has answered in this rehearsal."""
        return {
            "stripe": sum(self.stripe("requests")["counts"].values()),
            "netsuite": sum(self.netsuite("requests")["counts"].values()),
        }


@contextmanager
def rehearsing(state: Path, *, book: Path | None = None, config: Path | None = None) -> Iterator[Rehearsal]:
    """Start both emulators on free ports and point the settings at them; `book` is added to what Stripe has.

    Raises BookError, ConfigurationInvalid and FolderUnusable.
    """
    make_folder(state)
    config = config or (state / CONFIG_FILE if (state / CONFIG_FILE).exists() else packaged(DEMO_SETTINGS))
    names = connection_names(config)
    planned = load_settings(config, environment={}, overrides=_overrides(names, state, NOWHERE, NOWHERE))
    name, connection = next(iter(planned.connections.items()))
    with ExitStack() as stack:
        stripe, plain = _stripe(state, book, account=connection.stripe.account_id)
        netsuite = NetSuiteEmulator(
            account=connection.netsuite.account, state=state / NETSUITE_FILE, required_fields=_demanded(state)
        )
        stack.callback(netsuite.close)
        stripe_address = stack.enter_context(stripe.serving())
        netsuite_address = stack.enter_context(netsuite.serving())
        overrides = _overrides(names, state, stripe_address, netsuite_address)
        yield Rehearsal(
            settings=load_settings(config, environment={}, overrides=overrides),
            connection=name,
            stripe_address=stripe_address,
            netsuite_address=netsuite_address,
            book=plain,
        )


def _demanded(state: Path) -> tuple[str, ...]:
    file = state / DEMANDS_FILE
    return tuple(json.loads(file.read_text(encoding="utf-8"))) if file.exists() else ()


def _stripe(state: Path, book: Path | None, *, account: str) -> tuple[StripeEmulator, Plain]:
    """Stripe as an earlier rehearsal left it, with a further book added as if it happened now; and all its objects."""
    kept = state / STRIPE_FILE
    first = kept if kept.exists() else book
    plain = _read(first) if first else year_book()
    emulator = StripeEmulator(Book.from_plain(plain, source=str(first or "the demo's book")), account=account)
    if kept.exists() and book is not None:
        added = _read(book)
        emulator.merge(added, source=str(book))
        plain = _merged(plain, added)
    plain = {**plain, "events": emulator.events()}
    kept.write_text(json.dumps(plain), encoding="utf-8")
    return emulator, plain


def _read(book: Path) -> Plain:
    """A book's plain objects. Raises BookError."""
    Book.from_file(book)
    plain: Plain = json.loads(book.read_text(encoding="utf-8-sig"))
    return plain


def _merged(plain: Plain, added: Plain) -> Plain:
    """The objects of both; of the same id, the added one."""
    return {
        key: list({one["id"]: one for one in [*plain.get(key, []), *added.get(key, [])]}.values())
        for key in {**plain, **added}
    }


def _overrides(names: Sequence[str], state: Path, stripe: str, netsuite: str) -> Mapping[str, object]:
    """Addresses, keys and database of a rehearsal, and nothing else."""
    overrides: dict[str, object] = {"database_url": f"sqlite:///{state / JOURNAL_FILE}"}
    for name in names:
        at = f"connections.{name}"
        overrides |= {
            f"{at}.stripe.api_base": stripe,
            f"{at}.stripe.api_key": EMULATOR_KEY,
            f"{at}.netsuite.base_url": netsuite,
            f"{at}.netsuite.consumer_key": EMULATOR_KEYS.consumer_key,
            f"{at}.netsuite.consumer_secret": EMULATOR_KEYS.consumer_secret,
            f"{at}.netsuite.token_id": EMULATOR_KEYS.token_id,
            f"{at}.netsuite.token_secret": EMULATOR_KEYS.token_secret,
        }
    return overrides


def _get(address: str) -> Any:
    answer = requests.get(address, timeout=TIMEOUT_SECONDS)
    answer.raise_for_status()
    return answer.json()
