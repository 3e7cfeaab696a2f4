"""A root of Stripe's billing with everything that its records need, read afresh."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from stripe_client.objects.catalogue import Coupon, Price, Product
from stripe_client.objects.charges import Charge
from stripe_client.objects.customers import Customer
from stripe_client.objects.invoices import Invoice, InvoicePayment


class RootKind(StrEnum):
    """What owns records."""

    INVOICE = "invoice"
    CHARGE = "charge"


@dataclass(frozen=True, order=True)
class Root:
    """An invoice or a charge, by its id."""

    kind: RootKind
    id: str


@dataclass(frozen=True, kw_only=True)
class InvoiceFamily:
    """An invoice, its customer, and the prices and products of its lines, by id.

    `coupons` are those of its discounts, by the discount's id; a discount that names no coupon is left out.
    """

    invoice: Invoice
    customer: Customer | None
    prices: Mapping[str, Price] = field(default_factory=dict)
    products: Mapping[str, Product] = field(default_factory=dict)
    coupons: Mapping[str, Coupon] = field(default_factory=dict)

    @property
    def root(self) -> Root:
        """The invoice."""
        return Root(RootKind.INVOICE, self.invoice.id)


@dataclass(frozen=True, kw_only=True)
class ChargeFamily:
    """A charge, its customer, what it pays, and the invoices that it pays, by id."""

    charge: Charge
    customer: Customer | None
    payments: tuple[InvoicePayment, ...] = ()
    invoices: Mapping[str, Invoice] = field(default_factory=dict)

    @property
    def root(self) -> Root:
        """The charge."""
        return Root(RootKind.CHARGE, self.charge.id)


Family = InvoiceFamily | ChargeFamily


@dataclass(frozen=True, kw_only=True)
class BrokenFamily:
    """A root of which an object cannot be read: `object_id` is that object, `place` where in it."""

    root: Root
    object_id: str
    place: str
    fault: str


@dataclass(frozen=True, kw_only=True)
class MissingFamily:
    """A root that Stripe does not have (any more): deleted, or of another mode or account."""

    root: Root


Read = Family | BrokenFamily | MissingFamily
"""What reading a root afresh gives."""


@dataclass(frozen=True, kw_only=True)
class Changes:
    """A page of families that may have changed, and the cursor that stands after it.

    `cursor` is opaque text of the source; `stream` names what was looked through, for progress. `touched` are ids
    of customers, prices and others that changed: families that wait for one of them may go on. `events_lost` says
    that the events since the cursor are gone, so that everything is being listed again.
    """

    families: tuple[Read, ...]
    cursor: str
    stream: str = "changes"
    touched: frozenset[str] = frozenset()
    events_lost: bool = False
