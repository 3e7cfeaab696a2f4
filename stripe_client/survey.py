"""Looks through an account's lists without reading families: what there is, whose family it is, whether it is final."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from stripe_client.lists import Place, pages, read_page
from stripe_client.objects import Plain, Root, RootKind, balance_root
from stripe_client.plain_objects import created_of, id_of, value_at
from stripe_client.wire import Wire


@dataclass(frozen=True, kw_only=True)
class Surveyed:
    """An object of a list and the roots whose families it belongs to; `changed_at` is the last change Stripe dates.

    A `final` one has been finalised: what becomes of it later is a change of it. An `unsettled` one is going to change.
    """

    id: str
    kind: str
    roots: tuple[Root, ...]
    created: int
    changed_at: int
    final: bool
    unsettled: bool
    amount: int
    currency: str


@dataclass(frozen=True, kw_only=True, eq=False)
class Listed:
    """A list: its path, whose family a member belongs to, and what its states mean."""

    kind: str
    path: str
    roots: Callable[[Plain], Iterable[Root | None]]
    final: Callable[[Plain], bool]
    unsettled: Callable[[Plain], bool]
    amount: str = "amount"
    dated: Callable[[Plain], Iterable[object]] = lambda _: ()

    def surveyed(self, plain: Plain) -> Surveyed:
        """A member as far as a survey looks at it."""
        moments = [moment for moment in self.dated(plain) if isinstance(moment, int)]
        return Surveyed(
            id=str(plain["id"]),
            kind=self.kind,
            roots=tuple(dict.fromkeys(root for root in self.roots(plain) if root)),
            created=created_of(plain),
            changed_at=max([created_of(plain), *moments]),
            final=self.final(plain),
            unsettled=self.unsettled(plain),
            amount=amount if isinstance(amount := plain.get(self.amount), int) else 0,
            currency=str(plain.get("currency") or ""),
        )


def _root(kind: RootKind, name: object) -> Root | None:
    found = id_of(name)
    return Root(kind, found) if found else None


def _of_invoice(plain: Plain) -> Iterator[Root | None]:
    """The invoice, and the balance that it moved."""
    yield _root(RootKind.INVOICE, plain)
    if plain.get("ending_balance") is not None and plain["ending_balance"] != plain.get("starting_balance"):
        yield _balance(plain.get("customer"), plain.get("currency"))


def _of_note(plain: Plain) -> Iterator[Root | None]:
    """The invoice, and the balance that the note credited."""
    yield _root(RootKind.INVOICE, plain.get("invoice"))
    if plain.get("customer_balance_transaction"):
        yield _balance(plain.get("customer"), plain.get("currency"))


def _of_money(plain: Plain) -> Iterator[Root | None]:
    yield _root(RootKind.CHARGE, plain.get("charge"))


def _of_customer(plain: Plain) -> Iterator[Root | None]:
    if plain.get("balance"):
        yield _balance(plain, plain.get("currency"))


def _balance(customer: object, currency: object) -> Root | None:
    found = id_of(customer)
    return balance_root(found, currency) if found and isinstance(currency, str) else None


def _in(*statuses: str) -> Callable[[Plain], bool]:
    return lambda plain: plain.get("status") in statuses


def _not_in(*statuses: str) -> Callable[[Plain], bool]:
    return lambda plain: plain.get("status") not in statuses


def _transitions(plain: Plain) -> Iterable[object]:
    found = value_at(plain, "status_transitions")
    return found.values() if isinstance(found, dict) else ()


CLOSED_DISPUTES = ("won", "lost", "prevented", "warning_closed")

INVOICES = Listed(
    kind="invoice", path="/v1/invoices", roots=_of_invoice, amount="total", dated=_transitions,
    final=_in("open", "paid", "uncollectible", "void"), unsettled=_in("draft", "open", "uncollectible"),
)  # fmt: skip
CHARGES = Listed(
    kind="charge", path="/v1/charges", roots=lambda plain: [_root(RootKind.CHARGE, plain)],
    final=lambda plain: plain.get("status") == "succeeded" and bool(plain.get("captured", True)),
    unsettled=_in("pending"),
)  # fmt: skip
REFUNDS = Listed(
    kind="refund", path="/v1/refunds", roots=_of_money,
    final=_in("succeeded", "failed", "canceled"), unsettled=_in("pending", "requires_action"),
)  # fmt: skip
CREDIT_NOTES = Listed(
    kind="credit_note", path="/v1/credit_notes", roots=_of_note, amount="total",
    final=_in("issued", "void"), unsettled=lambda _: False, dated=lambda plain: [plain.get("voided_at")],
)  # fmt: skip
DISPUTES = Listed(
    kind="dispute", path="/v1/disputes", roots=_of_money,
    final=lambda plain: bool(plain.get("balance_transactions")), unsettled=_not_in(*CLOSED_DISPUTES),
)  # fmt: skip
CUSTOMERS = Listed(
    kind="customer", path="/v1/customers", roots=_of_customer, amount="balance",
    final=lambda _: False, unsettled=lambda plain: bool(plain.get("balance")),
)  # fmt: skip

DOCUMENTS: Mapping[str, Listed] = {one.kind: one for one in (INVOICES, CHARGES, REFUNDS, CREDIT_NOTES, DISPUTES)}
"""The lists of what comes into the books, by the kind of their members."""


@dataclass(frozen=True, kw_only=True)
class SurveyPage:
    """Some members of a list, the newest first, and the place after them; None: there are no more."""

    objects: tuple[Surveyed, ...]
    place: str | None


def _place(text: str | None) -> Place | None:
    created, _, after = (text or "").partition(":")
    return Place(after=after, created=int(created)) if text else None


class Survey:
    """Surveys of one account, a request for each hundred objects."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def all_of(self, listed: Listed, *, since: int | None = None, before: int | None = None) -> Iterator[Surveyed]:
        """The members created in a stretch of time, the newest first; None leaves an end open."""
        yield from self._of_pages(listed, _created(since, before))

    def older(self, listed: Listed, before: int, statuses: Iterable[str]) -> Iterator[Surveyed]:
        """The members in these states that were created before a moment."""
        for status in statuses:
            yield from self._of_pages(listed, {**_created(None, before), "status": status})

    def page(self, listed: Listed, place: str | None, *, since: int, before: int) -> SurveyPage:
        """One page of a stretch of time after a place, None being its beginning."""
        page = read_page(self._wire, listed.path, _place(place), **_created(since, before))
        text = None if page.last or page.place is None else f"{page.place.created}:{page.place.after}"
        return SurveyPage(objects=tuple(listed.surveyed(plain) for plain in page.objects), place=text)

    def _of_pages(self, listed: Listed, filters: Mapping[str, Any]) -> Iterator[Surveyed]:
        for page in pages(self._wire, listed.path, **filters):
            yield from (listed.surveyed(plain) for plain in page.objects)


def _created(since: int | None, before: int | None) -> dict[str, Any]:
    bounds = {name: moment for name, moment in (("gte", since), ("lt", before)) if moment is not None}
    return {"created": bounds} if bounds else {}
