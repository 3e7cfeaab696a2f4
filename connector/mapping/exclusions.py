"""Whether a mapping keeps a family out of NetSuite."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from connector.mapping.entries import Exclusion
from connector.mapping.evaluation import Seen, Stopped
from stripe_client.objects import ChargeFamily, Family, Invoice, InvoiceFamily

EXCLUDED_PRODUCT = "excluded product"


def exclusion_of(family: Family, seen: Seen, exclusions: Sequence[Exclusion]) -> str | Stopped | None:
    """Why nothing of the family comes to NetSuite, None where it does; or why that cannot be said.

    An invoice is excluded when all that it bills is of excluded products, since what it bills besides must come whole
    for its total to equal Stripe's; or when a condition holds for it. So is a payment whose invoices are all of
    excluded products, or for which, or for the only invoice that it pays, a condition holds.
    """
    for exclusion in exclusions:
        if exclusion.products and _only_of(family, exclusion.products):
            return EXCLUDED_PRODUCT
        if exclusion.when is not None:
            decided = seen.decided(exclusion.when, _looked_at(family))
            if decided:
                return decided if isinstance(decided, Stopped) else f"by person: {exclusion.place.partition(':')[0]}"
    return None


def _only_of(family: Family, products: Collection[str]) -> bool:
    invoices = list(_invoices(family))
    return bool(invoices) and all(_bills_only(invoice, products) for invoice in invoices)


def _bills_only(invoice: Invoice, products: Collection[str]) -> bool:
    billed = [line.product_id for line in invoice.lines]
    return bool(billed) and all(product in products for product in billed)


def _looked_at(family: Family) -> Sequence[str]:
    """The objects that a condition is asked of: the root's own, and the invoice that a payment pays."""
    match family:
        case InvoiceFamily():
            return ("invoice",)
        case ChargeFamily():
            return ("charge", "invoice")
        case _:
            return ("customer",)


def _invoices(family: Family) -> Iterator[Invoice]:
    match family:
        case InvoiceFamily():
            yield family.invoice
        case ChargeFamily():
            yield from family.invoices.values()
        case _:
            return
