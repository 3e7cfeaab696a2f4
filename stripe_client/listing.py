"""Lists everything there is from a date on, so that nothing is missing before events are followed (rule A-10)."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from stripe_client import balance_families, charge_families, customer_families, invoice_families
from stripe_client.attached_intents import AttachedIntents
from stripe_client.charge_families import KnownInvoices, Sources
from stripe_client.cursor import EventCursor, ListingCursor, Stretch, to_text
from stripe_client.lists import Page, Place, read_page
from stripe_client.nested_lists import complete
from stripe_client.objects import Changes, MissingFamily, Plain, Read, Root, RootKind
from stripe_client.plain_objects import created_of
from stripe_client.price_book import PriceBook
from stripe_client.reading import SHELVES, Reading, kin_of
from stripe_client.stories import Stories
from stripe_client.wire import Wire

CUSTOMERS, INVOICES, CHARGES = "customers", "invoices", "charges"
LISTED = {CUSTOMERS: RootKind.CUSTOMER, INVOICES: RootKind.INVOICE, CHARGES: RootKind.CHARGE}
"""What is listed from the beginning on, in any state."""

UNDECIDED = ("draft", "open", "uncollectible")
"""States of invoices that are listed however old they are."""

LATE = {
    "refunds": ("charge", RootKind.CHARGE),
    "disputes": ("charge", RootKind.CHARGE),
    "credit_notes": ("invoice", RootKind.INVOICE),
}
"""Lists of what may belong to a document from before the lookback, with the field that names it, and its kind."""

PAGES_TOGETHER = 3
"""Pages of a list are handed on together: what costs the same for one family as for many is done less often."""

AHEAD_PAGES_MAX = 50
"""How far invoices are listed ahead of charges, as a charge is mostly younger than the invoice that it pays."""


@dataclass(frozen=True, kw_only=True)
class KeptPage:
    """A page of invoices that charges still to come may pay: where it begins, its oldest, and what it holds."""

    begins: Place | None
    oldest: int
    invoices: tuple[str, ...]


class Listing:
    """One listing, from wherever its cursor stands to its end."""

    def __init__(self, wire: Wire, cursor: ListingCursor, *, begin: int | None, kinds: frozenset[RootKind]) -> None:
        """`begin` is the POSIX second from which on roots of these `kinds` are listed, in any state; None: all."""
        self._wire = wire
        self._cursor = cursor
        self._begin = begin
        self._kinds = kinds
        self._book = PriceBook(wire)
        self._known = KnownInvoices()
        self._stories = Stories(wire, self._book)
        attached = AttachedIntents(wire)
        self._sources = Sources(wire=wire, known=self._known, stories=self._stories, attached=attached)
        self._balances: set[Root] = set()
        self._kept: deque[KeptPage] = deque()

    def changes(self) -> Iterator[Changes]:
        """Pages of whole families, invoices before the charges that pay them; the last one's cursor follows events."""
        self._keep_again()
        name = self._next()
        while name is not None:
            families, stream = self._together(name), name
            name = self._next()
            yield Changes(
                families=families,
                cursor=to_text(self._cursor if name is not None else self._at_end()),
                stream=stream,
                events_lost=self._cursor.again,
            )

    def _next(self) -> str | None:
        """The list to read on in: what has no charges first, then invoices ahead of charges."""
        customers = (CUSTOMERS,) if RootKind.CUSTOMER in self._kinds else ()
        is_whole = self._begin is None
        before = () if is_whole else tuple(f"{state} {INVOICES}" for state in UNDECIDED)
        names = (*customers, *before, INVOICES, CHARGES, *(() if is_whole else LATE))
        left = [name for name in names if not self._cursor.stretch(name).done]
        if left[:2] == [INVOICES, CHARGES] and len(self._kept) >= AHEAD_PAGES_MAX:
            return CHARGES
        return left[0] if left else None

    def _together(self, name: str) -> tuple[Read, ...]:
        families = self._families(name)
        for _ in range(1, PAGES_TOGETHER):
            if self._cursor.stretch(name).done:
                break
            families += self._families(name)
        return families

    def _families(self, name: str) -> tuple[Read, ...]:
        place = self._cursor.stretch(name).place
        page = self._page(name, place)
        self._cursor = self._cursor.with_stretch(name, Stretch(place=page.place, done=page.last))
        families = [*self._families_of(name, place, page)]
        families += self._balances_of(families)
        joined_from = self._kept[0].begins if self._kept else self._cursor.stretch(INVOICES).place
        self._cursor = replace(self._cursor, joined_from=joined_from)
        return tuple(families)

    def _families_of(self, name: str, place: Place | None, page: Page) -> Iterable[Read]:
        if name in LATE:
            return self._late_families(name, page)
        if name == CUSTOMERS:
            return customer_families.families_of(page.objects)
        if name != CHARGES:
            return self._invoice_families(name, place, page)
        charges = charge_families.parsed(page.objects, self._stories)
        families = list(charge_families.families_of(charges, self._sources))
        self._let_go(page)
        return families

    def _late_families(self, name: str, page: Page) -> Iterable[Read]:
        """Those that are not listed themselves, as they are from before the lookback."""
        field, kind = LATE[name]
        owners = [owner for plain in page.objects if isinstance(owner := plain.get(field), Mapping)]
        old = [owner for owner in owners if created_of(owner) < (self._begin or 0)]
        return Reading(self._wire, self._book).with_kin(
            {Root(kind, str(owner["id"])): created_of(owner) for owner in old}
        )

    def _balances_of(self, families: Iterable[Read]) -> list[Read]:
        """The balances that these families touch, each once."""
        found = {root for family in families for root in kin_of(family) if root.kind is RootKind.CUSTOMER_BALANCE}
        new = sorted(found - self._balances - {family.root for family in families})
        self._balances |= found
        return [balance_families.family_of(root, self._wire, self._stories) for root in new]

    def _invoice_families(self, name: str, place: Place | None, page: Page) -> list[Read]:
        whole = [complete(self._wire, plain) for plain in page.objects]
        invoices = [plain for plain in whole if plain is not None]
        if name == INVOICES:
            self._keep(place, page, invoices)
        gone = [
            MissingFamily(root=invoice_families.invoice_root(plain))
            for plain, found in zip(page.objects, whole, strict=True)
            if found is None
        ]
        return [*self._stories.families_of(invoices), *gone]

    def _page(self, name: str, place: Place | None) -> Page:
        if name in LATE:
            expand = [f"data.{LATE[name][0]}"]
            return read_page(self._wire, f"/v1/{name}", place, expand=expand, **self._filter(name))
        shelf = SHELVES[LISTED.get(name, RootKind.INVOICE)]
        return read_page(self._wire, shelf.path, place, expand=shelf.within_list(), **self._filter(name))

    def _filter(self, name: str) -> Mapping[str, Any]:
        if self._begin is None:
            return {}
        if name in LISTED or name in LATE:
            return {"created": {"gte": self._begin}}
        return {"created": {"lt": self._begin}, "status": name.split(maxsplit=1)[0]}

    def _keep(self, begins: Place | None, page: Page, invoices: list[Plain]) -> None:
        if page.place is None or self._cursor.stretch(CHARGES).done:
            return
        for invoice in invoices:
            self._known.add(invoice)
        ids = tuple(str(invoice["id"]) for invoice in invoices)
        self._kept.append(KeptPage(begins=begins, oldest=page.place.created, invoices=ids))

    def _let_go(self, charges: Page) -> None:
        """Forget invoices younger than all charges still to come; one that is paid after all is asked for."""
        while self._kept and (charges.last or (charges.place and self._kept[0].oldest > charges.place.created)):
            for invoice in self._kept.popleft().invoices:
                self._known.drop(invoice)

    def _keep_again(self) -> None:
        """After an interruption, list once more the invoices that charges still to come may pay."""
        stretch, place = self._cursor.stretch(INVOICES), self._cursor.joined_from
        while place != stretch.place and not self._cursor.stretch(CHARGES).done:
            page = self._page(INVOICES, place)
            self._keep(place, page, list(page.objects))
            if page.last or page.place is None or _reaches(page.place, stretch):
                return
            place = page.place

    def _at_end(self) -> EventCursor:
        return EventCursor.since(self._cursor.events_since, asked_at=self._cursor.begun_at)


def _reaches(place: Place, stretch: Stretch) -> bool:
    """Whether reading has come as far as it was before, even if an object of then is gone now."""
    before = stretch.place
    return before is None or place.after == before.after or place.created < before.created
