"""What events say to look at. They never say what is true: that is read afresh."""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from stripe_client.objects import Plain, Root, RootKind, balance_root
from stripe_client.plain_objects import id_of, value_at

IGNORED_TYPES = frozenset({"invoice.upcoming"})
"""Events of what is not there yet: an upcoming invoice has no id."""


@dataclass(frozen=True)
class Intent:
    """A payment intent of which the charges are to be looked at."""

    id: str


@dataclass(frozen=True)
class Touched:
    """Another object that changed."""

    id: str


Look = Root | Intent | Touched


@dataclass(kw_only=True)
class Looks:
    """What several events together say to look at; roots with the moment of their creation where it is known.

    Only roots of these `kinds` are looked at.
    """

    kinds: frozenset[RootKind] = frozenset(RootKind)
    roots: dict[Root, int | None] = field(default_factory=dict)
    intents: set[str] = field(default_factory=set)
    touched: set[str] = field(default_factory=set)

    def add(self, event: Plain) -> None:
        """Add what an event says."""
        subject = value_at(event, "data", "object")
        for look in looks_of(event):
            match look:
                case Root(kind=kind) if kind not in self.kinds:
                    pass
                case Root():
                    self.roots[look] = self.roots.get(look) or _created(look, subject)
                case Intent():
                    self.intents.add(look.id)
                case Touched():
                    self.touched.add(look.id)

    def add_all(self, events: Iterable[Plain]) -> None:
        """Add what events say. Where one names the charge of an intent, others need not ask for it."""
        named = set()
        for event in events:
            self.add(event)
            named.update(_intents_with_charge(value_at(event, "data", "object") or {}))
        self.intents -= named


def mark_of(event: Plain) -> str:
    """A short mark of an event's id, to know it again."""
    digest = hashlib.blake2b(str(event["id"]).encode(), digest_size=8).digest()
    return urlsafe_b64encode(digest).decode().rstrip("=")


def looks_of(event: Plain) -> Iterator[Look]:
    """The roots, intents and other objects that an event is about."""
    subject = value_at(event, "data", "object")
    if event.get("type") in IGNORED_TYPES or not isinstance(subject, Mapping):
        return
    for look in (*_BY_OBJECT.get(str(subject.get("object")), _of_other)(subject), _moved_balance(event, subject)):
        if look is not None:
            yield look


def _moved_balance(event: Plain, subject: Plain) -> Root | None:
    """The balance of a customer of whom an event says that it moved; only that in its own currency is told of."""
    customer, currency = id_of(subject), subject.get("currency")
    is_moved = subject.get("object") == "customer" and "balance" in (
        value_at(event, "data", "previous_attributes") or {}
    )
    return balance_root(customer, str(currency)) if is_moved and customer and currency else None


def _invoice(name: object) -> Root | None:
    found = id_of(name)
    return Root(RootKind.INVOICE, found) if found else None


def _charge(name: object) -> Root | None:
    found = id_of(name)
    return Root(RootKind.CHARGE, found) if found else None


def _customer(name: object) -> Root | None:
    found = id_of(name)
    return Root(RootKind.CUSTOMER, found) if found else None


def _intent(name: object) -> Intent | None:
    found = id_of(name)
    return Intent(found) if found else None


def _touched(name: object) -> Touched | None:
    found = id_of(name)
    return Touched(found) if found else None


Looker = Callable[[Plain], Iterable[Look | None]]


def _of_payment(payment: Plain) -> list[Look | None]:
    """Attaching a payment changes what its charge pays."""
    charge = _charge(value_at(payment, "payment", "charge"))
    return [_invoice(payment.get("invoice")), charge or _intent(value_at(payment, "payment", "payment_intent"))]


def _of_money(movement: Plain) -> list[Look | None]:
    """Refunds and disputes belong to their charge; some name only its intent."""
    return [_charge(movement.get("charge")) or _intent(movement.get("payment_intent"))]


def _of_customers(part: Plain) -> list[Look | None]:
    return [_touched(part), _touched(part.get("customer"))]


def _of_other(subject: Plain) -> list[Look | None]:
    return [_touched(subject)]


_BY_OBJECT: Mapping[str, Looker] = {
    "customer": lambda customer: [_customer(customer), _touched(customer)],
    "invoice": lambda invoice: [_invoice(invoice)],
    "invoiceitem": lambda item: [_invoice(item.get("invoice"))],
    "invoice_payment": _of_payment,
    "credit_note": lambda note: [_invoice(note.get("invoice"))],
    "charge": lambda charge: [_charge(charge)],
    "payment_intent": lambda intent: [_charge(intent.get("latest_charge"))],
    "refund": _of_money,
    "dispute": _of_money,
    "discount": _of_customers,
    "tax_id": _of_customers,
}


def _created(root: Root, subject: Plain) -> int | None:
    """When a root was created, if the event is about the root itself."""
    created = subject.get("created")
    return created if subject.get("id") == root.id and isinstance(created, int) else None


def _intents_with_charge(subject: Plain) -> list[str]:
    """The intent of which this event names the charge that succeeded or is the latest."""
    match subject.get("object"):
        case "charge" if subject.get("paid"):
            intent = id_of(subject.get("payment_intent"))
        case "payment_intent" if subject.get("latest_charge"):
            intent = id_of(subject)
        case _:
            intent = None
    return [intent] if intent else []
