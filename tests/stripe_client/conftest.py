"""A Stripe account served over HTTP for a whole test process; each test brings its own book."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest
from starlette.types import Receive, Scope, Send
from stripe_books import NOW, Lists, book

from stripe_client.client import Stripe
from stripe_client.emulator import EMULATOR_KEY, Book, StripeEmulator
from stripe_client.emulator.serving import serving_app


@dataclass
class Clock:
    """Stands still until a test moves it."""

    now: float = NOW

    def __call__(self) -> float:
        return self.now


@dataclass(kw_only=True)
class Account:
    """An emulated account, and clients of it."""

    address: str
    clock: Clock = field(default_factory=Clock)
    emulator: StripeEmulator = field(default_factory=lambda: StripeEmulator(Book.from_plain({})))
    clients: list[Stripe] = field(default_factory=list)

    def holds(self, *parts: Lists) -> None:
        """Begin with this book, its events long gone unless they are of the last 30 days."""
        self.emulator = StripeEmulator(Book.from_plain(book(*parts)), clock=self.clock)

    def gets(self, *parts: Lists) -> None:
        """These objects are added or changed now."""
        for part in parts:
            self.emulator.merge(part)

    def client(self, **more: Any) -> Stripe:
        """A client that does not wait between requests."""
        settings = {"start": date(2026, 8, 1), "timezone": "UTC", "requests_per_second": 0, **more}
        client = Stripe(EMULATOR_KEY, api_base=self.address, clock=self.clock, sleep=lambda _: None, **settings)
        self.clients.append(client)
        return client

    def asked(self, since: int = 0) -> list[str]:
        """The paths asked for after the first so many."""
        return [str(entry["path"]) for entry in list(self.emulator.log)[since:]]

    def close(self) -> None:
        """End with the test."""
        for client in self.clients:
            client.close()


class Stage:
    """Serves whatever emulator is on at the moment, so that a process needs one server only."""

    def __init__(self) -> None:
        self.account: Account | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        assert self.account is not None
        await self.account.emulator.app(scope, receive, send)


@pytest.fixture(scope="session")
def stage() -> Iterator[tuple[Stage, str]]:
    stage = Stage()
    with serving_app(stage, "127.0.0.1", 0) as address:  # type: ignore[arg-type]  # any application will do
        yield stage, address


@pytest.fixture
def account(stage: tuple[Stage, str]) -> Iterator[Account]:
    account = Account(address=stage[1])
    stage[0].account = account
    yield account
    account.close()


@pytest.fixture
def listed(account: Account) -> Callable[..., str]:
    """Lists a book to its end; the cursor after it."""

    def list_all(*parts: Lists) -> str:
        account.holds(*parts)
        return list(account.client().changes(None))[-1].cursor

    return list_all
