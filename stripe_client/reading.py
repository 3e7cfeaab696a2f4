"""Reads families by their roots: one by one, or from list pages where that takes fewer requests."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from stripe_client import balance_families, charge_families, customer_families, invoice_families
from stripe_client.charge_families import KnownInvoices, Sources
from stripe_client.errors import ObjectMissing
from stripe_client.lists import pages, read_page
from stripe_client.nested_lists import complete
from stripe_client.objects import (
    ChargeFamily,
    InvoiceStory,
    MissingFamily,
    Plain,
    Read,
    Root,
    RootKind,
    balance_root,
)
from stripe_client.plain_objects import path_of
from stripe_client.price_book import PriceBook
from stripe_client.stories import CHARGE_EXPANDED, Stories
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
    RootKind.CHARGE: Shelf(path="/v1/charges", expanded=CHARGE_EXPANDED),
}

CreatedAt = Mapping[Root, int | None]
"""Roots, with the moment of their creation where it is known."""

ORDER = tuple(RootKind)


class Reading:
    """One reading of families, all of it as fresh as its beginning: what is read for one serves the others."""

    def __init__(self, wire: Wire, book: PriceBook) -> None:
        self._wire = wire
        self._known = KnownInvoices()
        self._stories = Stories(wire, book)
        self._sources = Sources(wire=wire, known=self._known, stories=self._stories)

    def families(self, roots: CreatedAt) -> Iterator[Read]:
        """These families afresh, one for each root, invoices first."""
        ordered = sorted(roots, key=lambda root: (ORDER.index(root.kind), -(roots[root] or 0), root.id))
        for start in range(0, len(ordered), ROOTS_AT_ONCE):
            some = {root: roots[root] for root in ordered[start : start + ROOTS_AT_ONCE]}
            yield from self._some(some)

    def with_kin(self, roots: CreatedAt) -> Iterator[Read]:
        """These families afresh, and those of other roots whose records depend on what happened to them."""
        waiting, seen = roots, set(roots)
        while waiting:
            families = list(self.families(waiting))
            yield from families
            found = {root for family in families for root in kin_of(family)}
            waiting = dict.fromkeys(found - seen)
            seen |= found

    def _some(self, roots: CreatedAt) -> Iterator[Read]:
        customers = _plains(self._wire, RootKind.CUSTOMER, _of_kind(RootKind.CUSTOMER, roots))
        invoices = self._whole(_of_kind(RootKind.INVOICE, roots))
        plain_charges = _plains(self._wire, RootKind.CHARGE, _of_kind(RootKind.CHARGE, roots))
        charges = charge_families.parsed(list(plain_charges.values()), self._stories)
        yield from customer_families.families_of(customers.values())
        yield from self._stories.families_of(list(invoices.values()))
        yield from charge_families.families_of(charges, self._sources)
        for root in _of_kind(RootKind.CUSTOMER_BALANCE, roots):
            yield balance_families.family_of(root, self._wire, self._stories)
        found = {**customers, **invoices, **plain_charges}
        yield from (MissingFamily(root=root) for root in roots if root.kind in SHELVES and root not in found)

    def _whole(self, roots: CreatedAt) -> dict[Root, Plain]:
        """Invoices with all members of their lists, at hand for the charges that pay them."""
        found = _plains(self._wire, RootKind.INVOICE, roots)
        whole = {root: plain for root in found if (plain := complete(self._wire, found[root])) is not None}
        for plain in whole.values():
            self._known.add(plain)
        return whole


def kin_of(family: Read) -> Iterator[Root]:
    """Other roots whose records may change with a family: of an invoice to which something happened, or of a charge
    of which money went back, the charges, the invoices and the balance that share the story (rules R-4, L-2, B-3).
    """
    match family:
        case InvoiceStory():
            yield from _of_story(family)
        case ChargeFamily(stories=stories):
            yield from (story.root for story in stories.values())
            yield from (root for story in stories.values() for root in _of_story(story))
        case _:
            return


def _of_story(story: InvoiceStory) -> Iterator[Root]:
    yield from (Root(RootKind.CHARGE, charge_id) for charge_id in story.charges)
    if story.balance:
        yield balance_root(story.balance[0].customer_id, story.invoice.currency)


def charges_of_intent(wire: Wire, intent: str) -> list[Root]:
    """The charges of a payment intent."""
    found = pages(wire, "/v1/charges", payment_intent=intent)
    return [charge_families.charge_root(plain) for page in found for plain in page.objects]


def _of_kind(kind: RootKind, roots: CreatedAt) -> dict[Root, int | None]:
    return {root: created for root, created in roots.items() if root.kind == kind}


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
