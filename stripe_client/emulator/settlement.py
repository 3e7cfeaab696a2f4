"""Which balance transactions a payout paid out: Stripe knows, but its objects do not say."""

from __future__ import annotations

from itertools import accumulate

from stripe_client.emulator.book import Book, value_at
from stripe_client.emulator.reading import Stored


def paid_out_by(book: Book, payout: Stored) -> frozenset[str]:
    """The ids that `?payout=` lists: the payout's own row and, for automatic ones, what was available and not yet paid.

    Payouts of a currency take transactions in the order in which they become available; a payout takes the first of
    them whose nets add up to its amount, or all of them where no sum does.
    """
    for payout_id, ids in _assignments(book, payout.served["currency"]):
        if payout_id == payout.id:
            return ids
    return frozenset()


def _assignments(book: Book, currency: object) -> list[tuple[str, frozenset[str]]]:
    rows = [row for row in book.shelves["balance_transaction"].newest_first() if row.served["currency"] == currency]
    waiting = sorted((row for row in rows if not _is_payouts_own(row)), key=_available)
    assignments = []
    for payout in reversed(book.shelves["payout"].newest_first_by(("currency",), currency)):
        taken = _taken(waiting, payout) if payout.served["automatic"] is True else []
        own = [row for row in rows if row.served["source"] == payout.id]
        assignments.append((payout.id, frozenset(row.id for row in (*own, *taken))))
        waiting = [row for row in waiting if row not in taken]
    return assignments


def _taken(waiting: list[Stored], payout: Stored) -> list[Stored]:
    """The rows of one automatic payout."""
    until = value_at(payout.served, ("arrival_date",))
    ready = [row for row in waiting if isinstance(until, int) and _available(row)[0] <= until]
    sums = accumulate(_net(row) for row in ready)
    count = next((index + 1 for index, total in enumerate(sums) if total == payout.served["amount"]), len(ready))
    return ready[:count]


def _is_payouts_own(row: Stored) -> bool:
    return str(row.served["type"]).startswith("payout")


def _available(row: Stored) -> tuple[int, int, int]:
    at = row.served["available_on"]
    return (at if isinstance(at, int) else 0), row.created, row.sequence


def _net(row: Stored) -> int:
    net = row.served["net"]
    return net if isinstance(net, int) else 0
