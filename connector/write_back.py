"""Tells Stripe what its objects are in NetSuite: internal ids in metadata (rule I-6). Stop it anywhere; it goes on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from threading import Event as StopSignal
from typing import Protocol

import structlog

from connector.ports import Destination, Note, WriteBackJournal
from connector.translation.own_links import KEYS
from netsuite_client.records import Kind
from stripe_client.errors import RequestRefused, StripeError
from stripe_client.objects import Charge, Coupon, Customer, Invoice, Price

log = structlog.get_logger()

PAGE_NOTES = 100
NOTES_PER_RUN_MAX = 5_000
"""What one run writes at most; the next one goes on."""


class Metadata(Protocol):
    """Sets metadata at Stripe."""

    def set_metadata(self, kind: str, id_: str, metadata: Mapping[str, str]) -> bool:
        """Set these keys; doing it twice changes nothing. False: the object is gone. Raises StripeError."""
        ...


@dataclass(frozen=True, kw_only=True)
class Told:
    """How many objects were told, and the trouble that ended it, if any did. Accounting goes on all the same."""

    written: int = 0
    trouble: str | None = None


@dataclass(frozen=True, kw_only=True)
class WriteBack:
    """Writes what is new to Stripe, once a run has delivered."""

    metadata: Metadata
    destinations: tuple[Destination, ...]

    def run(self, journal: WriteBackJournal, stop: StopSignal) -> Told:
        """Tell Stripe of records that were accepted since, page by page."""
        written = 0
        while written < NOTES_PER_RUN_MAX and not stop.is_set():
            notes = journal.to_write_back(self.destinations, PAGE_NOTES)
            told = self._page(journal, notes, stop)
            written += told.written
            if told.trouble or not notes:
                return Told(written=written, trouble=told.trouble)
        return Told(written=written)

    def _page(self, journal: WriteBackJournal, notes: Sequence[Note], stop: StopSignal) -> Told:
        done: list[Note] = []
        try:
            for note in notes:
                if stop.is_set():
                    break
                self._write(note)
                done.append(note)
        except StripeError as error:
            log.warning("internal ids not written to stripe", error=str(error))
            return Told(written=len(done), trouble=str(error))
        finally:
            journal.written_back(done)
        return Told(written=len(done))

    def _write(self, note: Note) -> None:
        """One object that takes no more metadata, or is gone, is nobody's trouble."""
        named = note.named
        try:
            found = self.metadata.set_metadata(note.at, named.stripe_id, {named.key: named.internal_id})
        except RequestRefused as refusal:
            log.warning("internal id refused by stripe", stripe_id=named.stripe_id, error=str(refusal))
            return
        if not found:
            log.info("gone at stripe", stripe_id=named.stripe_id)


def destinations(external_id_prefix: str) -> tuple[Destination, ...]:
    """All of them, for a connection's prefix of external ids (rules I-1, I-4).

    A price or coupon whose id had to be changed for NetSuite is not found again, and gets no note.
    """
    coupon = f"{external_id_prefix}coupon_"
    return (
        Destination(kind=Kind.CUSTOMER, prefix="cus_", at="customers", key=KEYS[Customer]),
        Destination(kind=Kind.INVOICE, prefix="in_", at="invoices", key=KEYS[Invoice]),
        Destination(kind=Kind.CUSTOMER_PAYMENT, prefix="ch_", at="charges", key=KEYS[Charge]),
        Destination(kind=Kind.CUSTOMER_PAYMENT, prefix="py_", at="charges", key=KEYS[Charge]),
        Destination(kind=Kind.SERVICE_SALE_ITEM, prefix="price_", at="prices", key=KEYS[Price]),
        Destination(kind=Kind.DISCOUNT_ITEM, prefix=coupon, at="coupons", key=KEYS[Coupon], cut=coupon),
    )
