"""Makes families of customers, for those that want them in NetSuite before they are billed."""

from __future__ import annotations

from collections.abc import Iterable

from stripe_client.invoice_families import parsed_or_broken
from stripe_client.objects import Customer, CustomerFamily, Plain, Read, Root, RootKind, parse


def families_of(customers: Iterable[Plain]) -> list[Read]:
    """The families of customers; one that cannot be read spoils no other."""
    return [parsed_or_broken(Root(RootKind.CUSTOMER, str(plain["id"])), _family, plain) for plain in customers]


def _family(plain: Plain) -> CustomerFamily:
    return CustomerFamily(customer=parse(Customer, plain))
