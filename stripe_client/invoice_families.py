"""Makes invoice families of invoices as Stripe lists them: all lines and payments, customer, prices, products."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, ParamSpec, TypeVar

from stripe_client import invoice_discounts
from stripe_client.errors import ObjectMissing
from stripe_client.invoice_discounts import coupons_within, discounts_of
from stripe_client.lists import members
from stripe_client.objects import (
    BrokenFamily,
    BrokenObjectError,
    Customer,
    Invoice,
    InvoiceFamily,
    Plain,
    Read,
    Root,
    RootKind,
    parse,
)
from stripe_client.plain_objects import value_at
from stripe_client.price_book import PriceBook
from stripe_client.wire import Wire

P = ParamSpec("P")
T = TypeVar("T")

WITH_PAYMENTS = ("customer", "payments")
"""What is needed of an invoice that a charge pays; a customer that was deleted comes as a stub."""

EXPANDED = (*WITH_PAYMENTS, *invoice_discounts.EXPANDED)
"""What comes along with an invoice without a further request."""

_OF_LINES: Mapping[str, Any] = {"expand": ["data.discounts"]}
_NESTED = {"lines": "/v1/invoices/{id}/lines", "payments": "/v1/invoice_payments"}


def expanded_within(*path: str) -> list[str]:
    """The expansions of invoices that a charge pays and that stand at a path of the answer."""
    return [".".join((*path, name)) for name in WITH_PAYMENTS]


def complete(wire: Wire, invoice: Plain) -> Plain | None:
    """The invoice with all members of its nested lists, None if it is gone meanwhile."""
    try:
        whole = {name: _all_of(wire, invoice, name) for name in _NESTED if value_at(invoice, name, "has_more")}
    except ObjectMissing:
        return None
    return {**invoice, **whole} if whole else invoice


def _all_of(wire: Wire, invoice: Plain, name: str) -> dict[str, Any]:
    """Stripe cuts a nested list after ten members."""
    path = _NESTED[name].format(id=invoice["id"])
    params = _OF_LINES if name == "lines" else {"invoice": invoice["id"]}
    return {**invoice[name], "data": members(wire, path, **params), "has_more": False}


def families_of(invoices: Sequence[Plain], book: PriceBook) -> list[Read]:
    """The families of whole invoices; one that cannot be read spoils no other."""
    parsed = [parsed_or_broken(invoice_root(plain), parse_invoice, plain) for plain in invoices]
    readable = [invoice for invoice in parsed if isinstance(invoice, Invoice)]
    book.gather(_price_ids(readable))
    _gather_coupons(readable, book)
    book.gather_tax_rates(_tax_rate_ids(readable), seen=_tax_rates_within(readable))
    return [
        parsed_or_broken(Root(RootKind.INVOICE, invoice.id), _family, invoice, book)
        if isinstance(invoice, Invoice)
        else invoice
        for invoice in parsed
    ]


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


def _gather_coupons(invoices: Iterable[Invoice], book: PriceBook) -> None:
    plains = [invoice.plain for invoice in invoices]
    wanted = {coupon for plain in plains for coupon in discounts_of(plain).values()}
    book.gather_coupons(wanted, seen=(coupon for plain in plains for coupon in coupons_within(plain)))


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


def _family(invoice: Invoice, book: PriceBook) -> InvoiceFamily:
    found = [book.priced(price_id) for price_id in sorted(_price_ids([invoice]))]
    priced = [each for each in found if each is not None]
    shipped = (tax.rate_id for tax in invoice.shipping_cost.taxes) if invoice.shipping_cost else ()
    rates = [book.tax_rate(rate) for rate in sorted({*_tax_rate_ids([invoice]), *filter(None, shipped)})]
    return InvoiceFamily(
        tax_rates={rate.id: rate for rate in rates if rate is not None},
        invoice=invoice,
        customer=billed_customer(invoice),
        prices={each.price.id: each.price for each in priced},
        products={each.product.id: each.product for each in priced},
        coupons={discount: book.coupon(coupon) for discount, coupon in discounts_of(invoice.plain).items()},
    )
