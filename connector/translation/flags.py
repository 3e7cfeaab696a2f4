"""What people say to the connector in Stripe's metadata: hold this back, let this in (rule I-5)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

from connector.translation.rules import Rules
from connector.translation.wanted import Block
from stripe_client.objects import Charge, ChargeFamily, CustomerFamily, InvoiceFamily

BLOCK, ALLOW = "netsuite_block_integration", "netsuite_allow_integration"
ALLOW_DUPLICATE = "netsuite_allow_duplicate"

YES = frozenset({"true", "1", "yes"})
"""What says yes, in any letter case; metadata is text that people type."""


class Flagged(Protocol):
    """A Stripe object that can carry a flag."""

    @property
    def id(self) -> str:
        """Its Stripe id."""
        ...

    @property
    def metadata(self) -> Mapping[str, str]:
        """What people keep with it."""
        ...


def is_set(flag: str, metadata: Mapping[str, str]) -> bool:
    """Whether the flag says yes; anything else, also nothing at all, says no."""
    said = metadata.get(flag)
    return said is not None and said.strip().lower() in YES


def block_of_customer(family: CustomerFamily) -> Block | None:
    """What holds a customer that is wanted for its own sake: a flag on itself (rule I-5)."""
    return _flagged([family.customer])


def block_of_invoice(family: InvoiceFamily) -> Block | None:
    """What holds an invoice: a flag on itself, its customer, or what its items are made of (rule I-5)."""
    sold: tuple[Flagged, ...] = (*family.prices.values(), *family.products.values(), *family.coupons.values())
    return _flagged([family.invoice, *_there(family.customer), *sold])


def block_of_charge(family: ChargeFamily, rules: Rules) -> Block | None:
    """What holds a payment: a flag on the charge, its customer or an invoice that it pays, or the allow list."""
    flagged = _flagged([family.charge, *_there(family.customer), *family.invoices.values()])
    return flagged or (_not_allowed(family.charge) if rules.allowlist else None)


def _flagged(objects: Iterable[Flagged]) -> Block | None:
    return next((Block(code="BLOCKED_BY_METADATA", by=one.id) for one in objects if is_set(BLOCK, one.metadata)), None)


def _not_allowed(charge: Charge) -> Block | None:
    """With an allow list a payment comes in only when its charge says so."""
    return None if is_set(ALLOW, charge.metadata) else Block(code="NOT_ALLOWED", by=charge.id)


def _there(one: Flagged | None) -> Iterable[Flagged]:
    return () if one is None else (one,)
