"""Reads families by their roots: one by one, or from list pages where that takes fewer requests."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from stripe_client import charge_families, customer_families, invoice_families
from stripe_client.charge_families import KnownInvoices, Sources
from stripe_client.errors import ObjectMissing
from stripe_client.lists import pages, read_page
from stripe_client.objects import MissingFamily, Plain, Read, Root, RootKind
from stripe_client.plain_objects import path_of
from stripe_client.price_book import PriceBook
from stripe_client.wire import Wire

ROOTS_AT_ONCE = 200
SWEEP_ROOTS_MIN = 3
LONELY_PAGES_MAX = 2


@dataclass(frozen=True, kw_only=True)
class Shelf:
    """Where roots of a kind are found, and what is to come along with them."""

    path: str
    expanded: tuple[str, ...]

    def within_list(self) -> list[str]:
        """The expansions of a list."""
        return [f"data.{name}" for name in self.expanded]


SHELVES: Mapping[RootKind, Shelf] = {
    RootKind.CUSTOMER: Shelf(path="/v1/customers", expanded=()),
    RootKind.INVOICE: Shelf(path="/v1/invoices", expanded=invoice_families.EXPANDED),
    RootKind.CHARGE: Shelf(path="/v1/charges", expanded=charge_families.EXPANDED),
}

CreatedAt = Mapping[Root, int | None]
"""Roots, with the moment of their creation where it is known."""


def read_families(wire: Wire, roots: CreatedAt, book: PriceBook) -> Iterator[Read]:
    """These families afresh, invoices before charges; what is read of an invoice serves the charges that pay it."""
    order = list(RootKind)
    ordered = sorted(roots, key=lambda root: (order.index(root.kind), -(roots[root] or 0), root.id))
    known = KnownInvoices()
    for start in range(0, len(ordered), ROOTS_AT_ONCE):
        some: dict[RootKind, dict[Root, int | None]] = {kind: {} for kind in RootKind}
        for root in ordered[start : start + ROOTS_AT_ONCE]:
            some[root.kind][root] = roots[root]
        yield from _customers(wire, some[RootKind.CUSTOMER])
        yield from _invoices(wire, some[RootKind.INVOICE], book, known)
        yield from _charges(wire, some[RootKind.CHARGE], known)


def charges_of_intent(wire: Wire, intent: str) -> list[Root]:
    """The charges of a payment intent."""
    found = pages(wire, "/v1/charges", payment_intent=intent)
    return [charge_families.charge_root(plain) for page in found for plain in page.objects]


def _customers(wire: Wire, roots: CreatedAt) -> Iterator[Read]:
    found = _plains(wire, RootKind.CUSTOMER, roots)
    yield from customer_families.families_of(found.values())
    yield from (MissingFamily(root=root) for root in roots if root not in found)


def _invoices(wire: Wire, roots: CreatedAt, book: PriceBook, known: KnownInvoices) -> Iterator[Read]:
    found = _plains(wire, RootKind.INVOICE, roots)
    whole = {root: invoice_families.complete(wire, plain) for root, plain in found.items()}
    present = [plain for plain in whole.values() if plain is not None]
    for plain in present:
        known.add(plain)
    yield from invoice_families.families_of(present, book)
    yield from (MissingFamily(root=root) for root in roots if whole.get(root) is None)


def _charges(wire: Wire, roots: CreatedAt, known: KnownInvoices) -> Iterator[Read]:
    found = _plains(wire, RootKind.CHARGE, roots)
    yield from charge_families.families_of(list(found.values()), Sources(wire=wire, known=known))
    yield from (MissingFamily(root=root) for root in roots if root not in found)


def _plains(wire: Wire, kind: RootKind, roots: CreatedAt) -> dict[Root, Plain]:
    """The roots' own objects; those that Stripe does not have are left out."""
    found = _swept(wire, kind, {root: created for root, created in roots.items() if created is not None})
    for root in roots:
        plain = found.get(root) or _single(wire, root)
        if plain is not None:
            found[root] = plain
    return found


def _swept(wire: Wire, kind: RootKind, wanted: Mapping[Root, int]) -> dict[Root, Plain]:
    """What list pages bring, each begun at the newest root still wanted: never more pages than roots.

    After a few pages that brought one root only, the rest is cheaper read singly.
    """
    shelf, left, found, lonely = SHELVES[kind], dict(wanted), {}, 0
    while len(left) >= SWEEP_ROOTS_MIN and lonely < LONELY_PAGES_MAX:
        newest = max(left, key=lambda root: left[root])
        page = read_page(wire, shelf.path, created={"lte": left.pop(newest)}, expand=shelf.within_list())
        brought = {root: plain for plain in page.objects if (root := Root(kind, str(plain["id"]))) in wanted}
        found.update(brought)
        left = {root: created for root, created in left.items() if root not in found}
        lonely = lonely + 1 if len(brought) < 2 else 0
    return found


def _single(wire: Wire, root: Root) -> Plain | None:
    shelf = SHELVES[root.kind]
    try:
        plain = wire.get(path_of(shelf.path, root.id), expand=list(shelf.expanded))
    except ObjectMissing:
        return None
    return None if plain.get("deleted") else plain


def unhinted(roots: Sequence[Root]) -> CreatedAt:
    """Roots of which nothing more is known."""
    return dict.fromkeys(roots)
