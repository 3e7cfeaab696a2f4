"""Short forms of what was read, for tables of cases."""

from __future__ import annotations

from collections.abc import Iterable

from stripe_client.objects import (
    BrokenFamily,
    Changes,
    ChargeFamily,
    CustomerFamily,
    InvoiceFamily,
    MissingFamily,
    Read,
    Root,
    RootKind,
)


def invoice(name: str) -> Root:
    """The root of an invoice of a test's book."""
    return Root(RootKind.INVOICE, f"in_{name}")


def charge(name: str) -> Root:
    """The root of a charge of a test's book."""
    return Root(RootKind.CHARGE, f"ch_{name}")


def by_root(pages: Iterable[Changes]) -> dict[Root, Read]:
    """What stands in the end, by root."""
    return {read.root: read for page in pages for read in page.families}


def told(read: Read) -> str:
    """A family as a line: an invoice with its lines, a charge with what it pays."""
    match read:
        case InvoiceFamily(invoice=invoice):
            return f"{invoice.id} {invoice.status}, {len(invoice.lines)} lines, prices {' '.join(sorted(read.prices))}"
        case ChargeFamily(charge=charge, payments=payments):
            pays = ", ".join(f"{payment.amount_paid} of {payment.invoice_id}" for payment in payments)
            return f"{charge.id} {charge.status}, pays {pays or 'nothing'}"
        case CustomerFamily(customer=customer):
            return f"{customer.id} {customer.name}"
        case BrokenFamily(root=root, object_id=object_id, place=place):
            return f"{root.id} broken: {object_id} at {place}"
        case MissingFamily(root=root):
            return f"{root.id} missing"
