"""Makes the events that Stripe would have sent in the life of each object."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from stripe_client.emulator.book import Book, Change, value_at
from stripe_client.emulator.reading import Stored
from stripe_client.emulator.shapes.fields import Plain


@dataclass(frozen=True)
class Occasion:
    """A type of event, and when it happened to an object (POSIX seconds), if it did.

    `of` is the field that names the parent which the event is about, where it is not about the object itself.
    """

    type: str
    at: Callable[[Plain], object]
    of: tuple[str, ...] = ()
    parent: str | None = None


def _created(plain: Plain) -> object:
    return plain.get("created")


def _time(*path: str) -> Callable[[Plain], object]:
    return lambda plain: value_at(plain, path)


def _if(condition: Callable[[Plain], object], at: Callable[[Plain], object] = _created) -> Callable[[Plain], object]:
    return lambda plain: at(plain) if condition(plain) else None


def _has_status(*statuses: str) -> Callable[[Plain], object]:
    return lambda plain: plain.get("status") in statuses


def _moved_by_dispute(nth: int) -> Callable[[Plain], object]:
    """When a dispute moved money: the withdrawal comes first, the reinstatement second."""

    def at(plain: Plain) -> object:
        moved = plain.get("balance_transactions")
        return value_at(moved[nth], ("created",)) if isinstance(moved, list) and len(moved) > nth else None

    return at


_FINALIZED = _time("status_transitions", "finalized_at")
_PAID = _time("status_transitions", "paid_at")


def _was_attempted_in_vain(plain: Plain) -> bool:
    return bool(plain.get("attempted")) and plain.get("status") in {"open", "uncollectible"}


def _catalogue(noun: str) -> tuple[Occasion, ...]:
    return (Occasion(f"{noun}.created", _created),)


OCCASIONS: Mapping[str, tuple[Occasion, ...]] = {
    "customer": _catalogue("customer"),
    "product": _catalogue("product"),
    "price": _catalogue("price"),
    "coupon": _catalogue("coupon"),
    "promotion_code": _catalogue("promotion_code"),
    "tax_rate": _catalogue("tax_rate"),
    "invoiceitem": _catalogue("invoiceitem"),
    "subscription": (
        Occasion("customer.subscription.created", _created),
        Occasion("customer.subscription.deleted", _if(_has_status("canceled"), _time("ended_at"))),
    ),
    "invoice": (
        Occasion("invoice.created", _created),
        Occasion("invoice.finalized", _FINALIZED),
        Occasion("invoice.sent", _if(lambda plain: plain.get("collection_method") == "send_invoice", _FINALIZED)),
        Occasion("invoice.payment_failed", _if(_was_attempted_in_vain, _FINALIZED)),
        Occasion("invoice.updated", _PAID),
        Occasion("invoice.paid", _PAID),
        Occasion("invoice.payment_succeeded", _if(lambda plain: plain.get("attempted"), _PAID)),
        Occasion("invoice.overpaid", _if(lambda plain: plain.get("amount_overpaid"), _PAID)),
        Occasion("invoice.marked_uncollectible", _time("status_transitions", "marked_uncollectible_at")),
        Occasion("invoice.voided", _time("status_transitions", "voided_at")),
    ),
    "invoice_payment": (Occasion("invoice_payment.paid", _PAID),),
    "payment_intent": (
        Occasion("payment_intent.created", _created),
        Occasion("payment_intent.succeeded", _if(_has_status("succeeded"))),
        Occasion("payment_intent.payment_failed", _if(lambda plain: plain.get("last_payment_error"))),
        Occasion("payment_intent.amount_capturable_updated", _if(_has_status("requires_capture"))),
        Occasion("payment_intent.canceled", _time("canceled_at")),
    ),
    "charge": (
        Occasion("charge.succeeded", _if(_has_status("succeeded"))),
        Occasion("charge.pending", _if(_has_status("pending"))),
        Occasion("charge.failed", _if(_has_status("failed"))),
    ),
    "refund": (
        Occasion("refund.created", _created),
        Occasion("charge.refunded", _if(_has_status("succeeded")), of=("charge",), parent="charge"),
        Occasion("refund.failed", _if(_has_status("failed"))),
        Occasion("charge.refund.updated", _if(_has_status("failed"))),
    ),
    "credit_note": (
        Occasion("credit_note.created", _created),
        Occasion("credit_note.voided", _time("voided_at")),
    ),
    "dispute": (
        Occasion("charge.dispute.created", _created),
        Occasion("charge.dispute.funds_withdrawn", _moved_by_dispute(0)),
        Occasion("charge.dispute.funds_reinstated", _moved_by_dispute(1)),
        Occasion("charge.dispute.closed", _if(_has_status("won", "lost", "warning_closed"))),
    ),
    "payout": (
        Occasion("payout.created", _created),
        Occasion("payout.paid", _if(_has_status("paid"), _time("arrival_date"))),
        Occasion("payout.failed", _if(_has_status("failed"), _time("arrival_date"))),
        Occasion("payout.canceled", _if(_has_status("canceled"))),
    ),
    "customer_balance_transaction": (Occasion("customer.updated", _created, of=("customer",), parent="customer"),),
}
"""What happens in the life of each kind. Kinds that are missing have no events at Stripe."""

UPDATED: Mapping[str, str] = {
    "customer": "customer.updated",
    "product": "product.updated",
    "price": "price.updated",
    "coupon": "coupon.updated",
    "promotion_code": "promotion_code.updated",
    "tax_rate": "tax_rate.updated",
    "subscription": "customer.subscription.updated",
    "invoice": "invoice.updated",
    "charge": "charge.updated",
    "refund": "refund.updated",
    "credit_note": "credit_note.updated",
    "dispute": "charge.dispute.updated",
    "payout": "payout.updated",
}
"""The event of an object that was changed, where its kind has one."""

DELETED: Mapping[str, str] = {
    "customer": "customer.deleted",
    "product": "product.deleted",
    "price": "price.deleted",
    "coupon": "coupon.deleted",
    "invoice": "invoice.deleted",
    "invoiceitem": "invoiceitem.deleted",
}
"""The event of an object of which only a stub is left."""


def _source(book: Book, stored: Stored) -> list[Stored]:
    """What a balance transaction is about."""
    name = str(stored.served["source"])
    found = [book.find(kind, name) for kind in ("charge", "refund", "dispute", "payout")]
    return [parent for parent in found if parent is not None]


def _paid_invoice(book: Book, stored: Stored) -> list[Stored]:
    parent = book.find("invoice", str(stored.served["invoice"]))
    return [] if parent is None else [parent]


def _recorded_for(book: Book, stored: Stored) -> list[Stored]:
    """The invoices that a payment record pays."""
    payments = book.shelves["invoice_payment"].newest_first_by(("payment", "payment_record"), stored.id)
    return [invoice for payment in payments for invoice in _paid_invoice(book, payment)]


PARENTS: Mapping[str, Callable[[Book, Stored], list[Stored]]] = {
    "balance_transaction": _source,
    "invoice_payment": _paid_invoice,
    "payment_record": _recorded_for,
}
"""Kinds whose changes show only as an update of another object."""


class EventMaker:
    """Makes events of a book; ids are stable, so that the same book has the same events.

    Stripe may tell of one thing by two events: `doubled` does so of everything.
    """

    def __init__(self, book: Book, api_version: str, *, doubled: bool = False) -> None:
        self._book, self._api_version, self._doubled = book, api_version, doubled

    def history(self) -> list[Plain]:
        """The events in the lives of all objects, oldest first, at the objects' own times."""
        events = [event for stored in self._book.all() for event in self._life(stored)]
        return self._told(sorted(events, key=lambda event: int(str(event["created"]))))

    def of_changes(self, changes: Iterable[Change], now: int) -> list[Plain]:
        """The events of objects that were just put into the book, all of them now."""
        changed = list(changes)
        ids = {change.after.id for change in changed}
        events = [event for change in changed for event in self._of_change(change, now)]
        parents = {parent.id: parent for change in changed for parent in self._parents(change.after)}
        return self._told(events + [self._update(parent, now) for name, parent in parents.items() if name not in ids])

    def _told(self, events: list[Plain]) -> list[Plain]:
        """Each event, or each and its double."""
        return [told for event in events for told in (event, _double(event))] if self._doubled else events

    def _life(self, stored: Stored) -> Iterator[Plain]:
        for occasion in OCCASIONS.get(stored.kind, ()):
            at = occasion.at(stored.served)
            subject = self._subject(occasion, stored)
            if isinstance(at, int) and subject is not None:
                yield self._event(occasion.type, subject.served, at, cause=stored.id, told=_told_before(stored))

    def _of_change(self, change: Change, now: int) -> Iterator[Plain]:
        after, before = change.after, change.before
        if after.deleted:
            if after.kind in DELETED:
                yield self._event(DELETED[after.kind], after.served, now, cause=after.id)
            return
        for occasion in OCCASIONS.get(after.kind, ()):
            subject = self._subject(occasion, after)
            if subject is not None and _is_new(occasion, change) and not _is_update(occasion, before):
                yield self._event(occasion.type, subject.served, now, cause=after.id, told=_told_before(after))
        if before is not None and before.served != after.served and after.kind in UPDATED:
            previous = _changed_fields(before.served, after.served)
            yield self._event(UPDATED[after.kind], after.served, now, cause=after.id, previous=previous)

    def _parents(self, stored: Stored) -> list[Stored]:
        return [] if stored.deleted or stored.kind not in PARENTS else PARENTS[stored.kind](self._book, stored)

    def _update(self, parent: Stored, now: int) -> Plain:
        return self._event(UPDATED[parent.kind], parent.served, now, cause=parent.id, previous={})

    def _subject(self, occasion: Occasion, stored: Stored) -> Stored | None:
        """The object that an event shows."""
        if occasion.parent is None:
            return stored
        name = value_at(stored.served, occasion.of)
        return self._book.find(occasion.parent, str(name)) if name is not None else None

    def _event(
        self, kind: str, served: Plain, at: int, *, cause: str, previous: Plain | None = None, told: Plain | None = None
    ) -> Plain:
        """`previous` are the old values of a change that may come again, `told` those of one that comes but once."""
        seed = f"{kind} {cause} {at} {self._count()}" if previous is not None else f"{kind} {cause} {at}"
        snapshot: Plain = {"object": served}
        if previous is not None or told is not None:
            snapshot["previous_attributes"] = previous if previous is not None else told
        return {
            "id": _event_id(seed),
            "object": "event",
            "api_version": self._api_version,
            "created": at,
            "data": snapshot,
            "livemode": False,
            "pending_webhooks": 0,
            "request": {"id": None, "idempotency_key": None},
            "type": kind,
        }

    def _count(self) -> int:
        return len(self._book.shelves["event"].by_id)


def _told_before(stored: Stored) -> Plain | None:
    """What a customer's event says of the balance that a transaction moved."""
    if stored.kind != "customer_balance_transaction":
        return None
    ending, amount = stored.served["ending_balance"], stored.served["amount"]
    return {"balance": ending - amount} if isinstance(ending, int) and isinstance(amount, int) else None


def _event_id(seed: str) -> str:
    return f"evt_{hashlib.sha256(seed.encode()).hexdigest()[:24]}"


def _double(event: Plain) -> Plain:
    """Another event of the same thing."""
    return {**event, "id": _event_id(f"{event['id']} again")}


def _is_new(occasion: Occasion, change: Change) -> bool:
    """Whether an occasion has come with this change."""
    was = None if change.before is None or change.before.deleted else occasion.at(change.before.served)
    return was is None and occasion.at(change.after.served) is not None


def _is_update(occasion: Occasion, before: Stored | None) -> bool:
    """Whether the general event of a change says it already."""
    return before is not None and occasion.type in UPDATED.values()


def _changed_fields(before: Plain, after: Plain) -> Plain:
    """What Stripe puts into `previous_attributes`: the old values of the fields that changed."""
    changed = {name: before.get(name) for name in after if before.get(name) != after[name]}
    match changed.get("metadata"), after.get("metadata"):
        case dict() as was, dict() as now:
            keys = [key for key in {**was, **now} if was.get(key) != now.get(key)]
            return {**changed, "metadata": {key: was.get(key) for key in keys}}
        case _:
            return changed
