"""Maps all that a family's translation wants, giving each record the Stripe objects that its paths may read."""

from __future__ import annotations

from collections.abc import Mapping as ById
from collections.abc import Sequence
from dataclasses import replace

from connector.mapping.application import Mapping
from connector.mapping.paths import Roots
from connector.translation.external_ids import price_external_id
from connector.translation.wanted import Problem, Translation, WantedRecord
from netsuite_client.records import (
    CreditMemo,
    Customer,
    CustomerPayment,
    CustomerRefund,
    DiscountItem,
    Invoice,
    OtherChargeSaleItem,
    ServiceSaleItem,
)
from stripe_client.objects import BalanceFamily, ChargeFamily, CustomerFamily, Family, InvoiceFamily, Plain
from stripe_client.objects import Invoice as StripeInvoice
from stripe_client.objects import InvoiceLine as StripeLine


def map_translation(translation: Translation, family: Family, mapping: Mapping) -> Translation:
    """The translation with mapped records; what could not be mapped stops it as a problem (rule A-7).

    A shared record is read from its own objects alone, so that every family that shares it agrees on it.
    """
    problems: list[Problem] = []

    def mapped(wanted: WantedRecord) -> WantedRecord:
        done = mapping.apply(wanted, _roots(wanted, family), _line_roots(wanted, family))
        problems.extend(done.problems)
        return done.wanted

    records = tuple(mapped(wanted) for wanted in translation.records)
    shared = tuple(mapped(wanted) for wanted in translation.shared)
    if problems:
        return replace(
            translation,
            records=(),
            applications=(),
            shared=(),
            pins={},
            problems=(*translation.problems, *problems),
        )
    return replace(translation, records=records, shared=shared)


def _roots(wanted: WantedRecord, family: Family) -> Roots:
    """The objects that paths of this record may name, by kind of record."""
    match wanted.record:
        case Invoice() | CustomerPayment() | CreditMemo() | CustomerRefund():
            return _roots_of_family(family)
        case Customer(external_id=external_id):
            customer = family.customer
            return {"customer": customer.plain} if customer and customer.id == external_id else {}
        case ServiceSaleItem() | OtherChargeSaleItem():
            return _roots_of_item(wanted.external_id, family)
        case DiscountItem():
            return _roots_of_discount(wanted, family)
        case _:
            return {}


def _roots_of_family(family: Family) -> Roots:
    roots: dict[str, Plain] = {"customer": family.customer.plain} if family.customer else {}
    match family:
        case InvoiceFamily(invoice=invoice):
            return roots | {"invoice": invoice.plain}
        case ChargeFamily(charge=charge, invoices=paid):
            return roots | {"charge": charge.plain} | _only_invoice(paid)
        case BalanceFamily() | CustomerFamily():
            return roots


def _only_invoice(paid: ById[str, StripeInvoice]) -> dict[str, Plain]:
    return {"invoice": next(iter(paid.values())).plain} if len(paid) == 1 else {}


def _roots_of_item(external_id: str, family: Family) -> Roots:
    if not isinstance(family, InvoiceFamily):
        return {}
    of_this_item = (id_ for id_ in family.prices if price_external_id(id_) == external_id)
    return _price_roots(next(of_this_item, None), family)


def _roots_of_discount(wanted: WantedRecord, family: Family) -> Roots:
    """The coupon whose id the item's external id was made of; the item of billing credits has none."""
    if not isinstance(family, InvoiceFamily):
        return {}
    made_of = wanted.origins["external_id"].value
    return next(({"coupon": coupon.plain} for coupon in family.coupons.values() if coupon.id == made_of), {})


def _line_roots(wanted: WantedRecord, family: Family) -> Sequence[Roots | None]:
    """For each line of the record the objects of the Stripe line that it bills, None where it bills none."""
    if not isinstance(family, InvoiceFamily):
        return ()
    lines = family.invoice.lines
    return [None if index is None else _roots_of_line(lines[index], family) for index in wanted.stripe_lines]


def _roots_of_line(line: StripeLine, family: InvoiceFamily) -> Roots:
    return {"line": line.plain, **_price_roots(line.price_id, family)}


def _price_roots(price_id: str | None, family: InvoiceFamily) -> Roots:
    price = family.prices.get(price_id) if price_id else None
    if price is None:
        return {}
    product = family.products.get(price.product_id)
    return {"price": price.plain} | ({"product": product.plain} if product else {})
