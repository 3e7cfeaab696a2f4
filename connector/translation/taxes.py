"""What Stripe says of an invoice's taxes: those within an amount, and the sum of each tax rate (rules V-7, V-8)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from stripe_client.objects import Invoice, InvoiceLine, ShippingCost, TaxRate

PLACES_SHOWN_MAX = 5


@dataclass(frozen=True, kw_only=True)
class RateTax:
    """What a tax rate comes to on an invoice, in minor units, and where its parts stood."""

    rate_id: str | None
    amount: int
    path: str


@dataclass(frozen=True, kw_only=True)
class _Part:
    rate_id: str | None
    amount: int
    place: str


def inclusive_tax(line: InvoiceLine) -> int:
    """The tax that is within a line's amount, in minor units."""
    return sum(tax.amount for tax in line.taxes if tax.behavior == "inclusive")


def shipping_before_tax(cost: ShippingCost) -> int:
    """What shipping costs without its tax, whether that is within the amount or comes on top, in minor units."""
    if cost.taxes:
        return cost.amount_subtotal - sum(tax.amount for tax in cost.taxes if tax.inclusive)
    return cost.amount_total - cost.amount_tax


def taxes_by_rate(invoice: Invoice) -> tuple[RateTax, ...]:
    """The taxes of all lines and of shipping, by rate, in the order in which rates are met."""
    parts = [*_of_lines(invoice)]
    parts += _of_shipping(invoice.shipping_cost, parts) if invoice.shipping_cost else ()
    by_rate: dict[str | None, list[_Part]] = {}
    for part in parts:
        by_rate.setdefault(part.rate_id, []).append(part)
    return tuple(
        RateTax(rate_id=rate_id, amount=sum(part.amount for part in of_rate), path=_path(of_rate))
        for rate_id, of_rate in by_rate.items()
    )


def tax_name(rate_id: str | None, rates: Mapping[str, TaxRate]) -> str:
    """What people call a tax: `VAT 20 %, Germany`; by its id where Stripe does not have its rate (rule V-7)."""
    rate = rates.get(rate_id or "")
    if rate is None:
        return f"Tax {rate_id}" if rate_id else "Tax"
    named = " ".join(filter(None, (rate.display_name or f"Tax {rate.id}", _percentage(rate))))
    return f"{named}, {rate.jurisdiction}" if rate.jurisdiction else named


def _percentage(rate: TaxRate) -> str | None:
    """A percentage without idle zeros, None for a flat amount."""
    if rate.percentage is None or rate.rate_type == "flat_amount":
        return None
    return f"{rate.percentage.normalize():f} %"


def _of_lines(invoice: Invoice) -> Iterator[_Part]:
    for index, line in enumerate(invoice.lines):
        for number, tax in enumerate(line.taxes):
            if tax.amount:
                place = f"invoice.lines[{index}].taxes[{number}].amount"
                yield _Part(rate_id=tax.rate_id, amount=tax.amount, place=place)


def _of_shipping(cost: ShippingCost, of_lines: list[_Part]) -> Iterator[_Part]:
    """Shipping's taxes; where Stripe does not list them, the one rate of the lines is shipping's as well."""
    for number, tax in enumerate(cost.taxes):
        if tax.amount:
            place = f"invoice.shipping_cost.taxes[{number}].amount"
            yield _Part(rate_id=tax.rate_id, amount=tax.amount, place=place)
    if cost.amount_tax and not cost.taxes:
        rates = {part.rate_id for part in of_lines}
        rate_id = next(iter(rates)) if len(rates) == 1 else None
        yield _Part(rate_id=rate_id, amount=cost.amount_tax, place="invoice.shipping_cost.amount_tax")


def _path(parts: list[_Part]) -> str:
    """Where the parts stood; of many, the first."""
    shown = ", ".join(part.place for part in parts[:PLACES_SHOWN_MAX])
    return shown if len(parts) <= PLACES_SHOWN_MAX else f"{shown} and {len(parts) - PLACES_SHOWN_MAX} more"
