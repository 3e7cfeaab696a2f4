"""Many lives in one Stripe account, read by the real client: each customer's own, but one reading for all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

import stripe

from lives.life import Life
from stripe_client.client import Stripe
from stripe_client.emulator import EMULATOR_KEY, Book, StripeEmulator
from stripe_client.emulator.surface import Asked
from stripe_client.objects import Read


class AtHand(stripe.HTTPClient):
    """Asks an emulator in this process as directly as can be."""

    name = "at hand"

    def __init__(self, emulator: StripeEmulator) -> None:
        super().__init__()
        self._emulator = emulator

    def request(
        self, method: str, url: str, headers: Mapping[str, str] | None, post_data: object = None
    ) -> tuple[str, int, Mapping[str, str]]:
        """What the emulator answers."""
        asked = urlsplit(url)
        answer = self._emulator.answer(
            Asked(
                method=method.upper(),
                path=asked.path,
                query=asked.query,
                headers={name.lower(): value for name, value in (headers or {}).items()},
                body=str(post_data or ""),
            )
        )
        return answer.body.decode(), answer.status, answer.headers

    def close(self) -> None:
        """There is nothing to let go of."""


def book_of(lives: Iterable[Life]) -> dict[str, list[Any]]:
    """The objects of all lives."""
    book: dict[str, list[Any]] = {}
    for life in lives:
        for kind, plains in life.book.items():
            book.setdefault(kind, []).extend(plains)
    return book


def families_of(lives: Sequence[Life]) -> dict[int, list[Read]]:
    """Every family that the client reads, by the seed of its life."""
    emulator = StripeEmulator(Book.from_plain(book_of(lives)))
    client = Stripe(
        EMULATOR_KEY,
        api_base="https://stripe.test",
        start=None,
        timezone="UTC",
        requests_per_second=0,
        http_client=AtHand(emulator),
    )
    found: dict[int, list[Read]] = {life.seed: [] for life in lives}
    for changes in client.changes(None):
        for read in changes.families:
            found[seed_in(read.root.id)].append(read)
    return found


def seed_in(name: str) -> int:
    """The seed of the life to which an object belongs."""
    return int(name.partition("_L")[2].partition("x")[0])
