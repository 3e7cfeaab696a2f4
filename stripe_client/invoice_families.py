"""Makes of an invoice as Stripe lists it what stands in itself: lines and payments, customer, prices, coupons."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import ParamSpec, TypeVar

from stripe_client import invoice_discounts
from stripe_client.invoice_discounts import coupons_within, discounts_of
from stripe_client.objects import (
    BrokenFamily,
    BrokenObjectError,
    Customer,
    Invoice,
    InvoiceStory,
    Plain,
    Root,
    RootKind,
    parse,
)
from stripe_client.plain_objects import value_at
from stripe_client.price_book import PriceBook

P = ParamSpec("P")
T = TypeVar("T")

WITH_PAYMENTS = ("customer", "payments")
"""What is needed of an invoice that a charge pays; a customer that was deleted comes as a stub."""

EXPANDED = (*WITH_PAYMENTS, *invoice_discounts.EXPANDED)
"""What comes along with an invoice without a further request."""


def expanded_within(*path: str) -> list[str]:
    """The expansions of invoices that a charge pays and that stand at a path of the answer."""
    return [".".join((*path, name)) for name in WITH_PAYMENTS]


def invoice_root(plain: Plain) -> Root:
    """The root that an invoice is."""
    return Root(RootKind.INVOICE, str(plain["id"]))


def parsed_or_broken(root: Root, read: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T | BrokenFamily:
    """What `read` makes, or the root as broken where an object cannot be read."""
    try:
        return read(*args, **kwargs)
    except BrokenObjectError as broken:
        return BrokenFamily(root=root, object_id=broken.object_id, place=broken.place, fault=broken.fault)


def parse_invoice(plain: Plain) -> Invoice:
    """A whole invoice as a value."""
    return parse(Invoice, plain)


def customer_within(plain: Plain) -> Customer | None:
    """The customer that was expanded in an invoice or a charge, None if there is none."""
    customer = plain.get("customer")
    return parse(Customer, customer) if isinstance(customer, Mapping) else None


def billed_customer(invoice: Invoice) -> Customer | None:
    """The customer of an invoice; an account that is billed without one is told of by the invoice itself."""
    customer = customer_within(invoice.plain)
    if customer is not None or invoice.customer_account is None:
        return customer
    plain = {
        "id": invoice.customer_account,
        "name": invoice.plain.get("customer_name"),
        "email": invoice.plain.get("customer_email"),
        "phone": invoice.plain.get("customer_phone"),
        "address": invoice.plain.get("customer_address"),
        "shipping": invoice.plain.get("customer_shipping"),
        "livemode": invoice.livemode,
    }
    return parse(Customer, plain)


def _price_ids(invoices: Iterable[Invoice]) -> set[str]:
    return {line.price_id for invoice in invoices for line in invoice.lines if line.price_id}


def gather(invoices: Sequence[Invoice], book: PriceBook) -> None:
    """Have the prices and coupons of these invoices at hand."""
    book.gather(_price_ids(invoices))
    plains = [invoice.plain for invoice in invoices]
    wanted = {coupon for plain in plains for coupon in discounts_of(plain).values()}
    book.gather_coupons(wanted, seen=(coupon for plain in plains for coupon in coupons_within(plain)))
    book.gather_tax_rates(_tax_rate_ids(invoices), seen=_tax_rates_within(invoices))


def _tax_rate_ids(invoices: Iterable[Invoice]) -> set[str]:
    """The rates of what was taxed; the one of shipping always comes along with it."""
    taxes = (tax for invoice in invoices for line in invoice.lines for tax in line.taxes)
    return {tax.rate_id for tax in taxes if tax.rate_id and tax.amount}


def _tax_rates_within(invoices: Iterable[Invoice]) -> Iterator[Plain]:
    """The rates that came along whole: the invoice's defaults, and those of its shipping."""
    for invoice in invoices:
        shipping = value_at(invoice.plain, "shipping_cost", "taxes") or ()
        rates = [*(invoice.plain.get("default_tax_rates") or ()), *(tax.get("rate") for tax in shipping)]
        yield from (rate for rate in rates if isinstance(rate, Mapping))


def priced(invoice: Invoice, book: PriceBook) -> InvoiceStory:
    """The story of an invoice as far as it stands in itself. Raises BrokenObjectError."""
    found = [book.priced(price_id) for price_id in sorted(_price_ids([invoice]))]
    known = [each for each in found if each is not None]
    shipped = (tax.rate_id for tax in invoice.shipping_cost.taxes) if invoice.shipping_cost else ()
    rates = [book.tax_rate(rate) for rate in sorted({*_tax_rate_ids([invoice]), *filter(None, shipped)})]
    return InvoiceStory(
        tax_rates={rate.id: rate for rate in rates if rate is not None},
        invoice=invoice,
        customer=billed_customer(invoice),
        prices={each.price.id: each.price for each in known},
        products={each.product.id: each.product for each in known},
        coupons={discount: book.coupon(coupon) for discount, coupon in discounts_of(invoice.plain).items()},
    )
