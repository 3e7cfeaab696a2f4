"""Links in Stripe's metadata that we wrote there ourselves are no links (rules I-4, I-6)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import TypeVar, get_args

from connector.translation.links import CUSTOMER_KEY, DISCOUNT_ITEM_KEY, INVOICE_KEY, ITEM_KEYS, PAYMENT_KEY
from stripe_client.objects import Charge, Coupon, Customer, Family, Invoice, Price, Read

Owner = Customer | Invoice | Charge | Price | Coupon
"""An object that can be linked with the record that it is in NetSuite."""

KEYS: Mapping[type[Owner], str] = {
    Customer: CUSTOMER_KEY,
    Invoice: INVOICE_KEY,
    Charge: PAYMENT_KEY,
    Price: ITEM_KEYS[0],
    Coupon: DISCOUNT_ITEM_KEY,
}
"""The key of metadata under which an object names the record that it is."""

_PARTS: Mapping[type, Sequence[str]] = {family: [one.name for one in fields(family)] for family in get_args(Family)}
"""What each kind of family consists of."""

T = TypeVar("T")


@dataclass(frozen=True)
class NamedRecord:
    """What a Stripe object says that it is in NetSuite: the object's id, the key, and the internal id there."""

    stripe_id: str
    key: str
    internal_id: str


def named_records(read: Read) -> Iterator[NamedRecord]:
    """What the objects of a family say that they are in NetSuite."""
    if isinstance(read, Family):
        yield from (named for owner in _owners(read) if (named := _named(owner)) is not None)


def without(read: T, own: Collection[NamedRecord]) -> T:
    """The family without those of its links that are our own."""
    return _cleared(read, frozenset(own))


def _named(owner: Owner) -> NamedRecord | None:
    key = KEYS[type(owner)]
    value = owner.metadata.get(key)
    return NamedRecord(owner.id, key, value) if value else None


def _owners(family: Family) -> Iterator[Owner]:
    """Those of its objects that can be linked, of the stories within it too."""
    for name in _PARTS[type(family)]:
        part = getattr(family, name)
        for each in part.values() if isinstance(part, dict) else (part,):
            if type(each) in KEYS:
                yield each
            elif type(each) in _PARTS:
                yield from _owners(each)


def _others(owner: Owner) -> dict[str, str]:
    return {key: text for key, text in owner.metadata.items() if key != KEYS[type(owner)]}


def _cleared(value: T, own: frozenset[NamedRecord]) -> T:
    match value:
        case Customer() | Invoice() | Charge() | Price() | Coupon():
            return replace(value, metadata=_others(value)) if _named(value) in own else value
        case dict():
            return {key: _cleared(member, own) for key, member in value.items()}  # type: ignore[return-value]  # the same mapping
        case _ if isinstance(value, Family):
            return replace(value, **{name: _cleared(getattr(value, name), own) for name in _PARTS[type(value)]})
        case _:
            return value
