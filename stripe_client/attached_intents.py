"""Tells payment intents that pay no invoice, so that not every other charge of an account must be asked for."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from stripe_client.lists import pages
from stripe_client.plain_objects import id_of, value_at
from stripe_client.wire import Wire

SIEVE_BYTES = 1 << 22
PROBES = 6


class AttachedIntents:
    """The payment intents of all invoice payments of the account, kept as a sieve of fixed size.

    A charge says nothing of invoices, so to learn that it pays none takes a request. Each such question also lists
    one page of the account's invoice payments; once they are all listed, no more questions are needed. So the price is
    at most twice that of the cheaper way, whatever the account is like. The sieve (a Bloom filter) may take an intent
    for attached that is not, which costs one request; never the other way round.
    """

    def __init__(self, wire: Wire) -> None:
        self._pages = pages(wire, "/v1/invoice_payments")
        self._sieve: bytearray | None = None
        self._is_complete = False

    def surely_lacks(self, intent: str) -> bool:
        """Whether no invoice payment is by this intent. False if that is not known yet."""
        if not self._is_complete:
            self._list_on()
        return self._is_complete and not all(self._bits(intent))

    def _list_on(self) -> None:
        page = next(self._pages, None)
        for payment in page.objects if page else ():
            intent = id_of(value_at(payment, "payment", "payment_intent"))
            if intent is not None:
                self._add(intent)
        self._is_complete = page is None or page.last

    def _add(self, intent: str) -> None:
        self._sieve = bytearray(SIEVE_BYTES) if self._sieve is None else self._sieve
        for byte, bit in _probes(intent):
            self._sieve[byte] |= bit

    def _bits(self, intent: str) -> Iterator[bool]:
        return (self._sieve is not None and bool(self._sieve[byte] & bit) for byte, bit in _probes(intent))


def _probes(intent: str) -> Iterator[tuple[int, int]]:
    """The places of an intent in the sieve: byte and bit."""
    digest = hashlib.blake2b(intent.encode(), digest_size=4 * PROBES).digest()
    for start in range(0, len(digest), 4):
        place = int.from_bytes(digest[start : start + 4]) % (SIEVE_BYTES * 8)
        yield place // 8, 1 << place % 8
