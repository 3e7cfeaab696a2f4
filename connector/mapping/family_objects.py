"""Which objects of Stripe the paths of each record of a family may read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property

from connector.mapping.catalogue import CAUSE
from connector.mapping.expressions.paths import Named, Objects
from connector.translation.external_ids import price_external_id
from connector.translation.wanted import WantedRecord
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
from stripe_client.objects import BalanceFamily, Charge, ChargeFamily, CustomerFamily, Family, InvoiceStory, Plain
from stripe_client.objects import Invoice as StripeInvoice
from stripe_client.objects import InvoiceLine as StripeLine

SUBSCRIPTION = ("parent", "subscription_details", "subscription")


class FamilyObjects:
    """The objects of one family, by what they are to a record; ids that lead out of the family are gathered."""

    def __init__(self, family: Family) -> None:
        self.missing: set[str] = set()
        self._family = family

    def of(self, wanted: WantedRecord) -> Objects:
        """The objects that paths of this record may read.

        A shared record is read from its own objects alone, so that every family that shares it agrees on it.
        """
        return Objects(named=self._named(wanted), find=self._found, missing=self.missing)

    def of_root(self) -> Objects:
        """The objects of the family's own root."""
        return Objects(named=self._of_family(), find=self._found, missing=self.missing)

    def of_kind(self, kind: str) -> Iterator[Objects]:
        """What paths of this kind of record may read, for each object of the family that such a record can be made of.

        Whether a memo is made of one depends on the rules too: nothing that may cause one is left out.
        """
        views = _VIEWS.get(kind)
        for named in views(self._family) if views else ():
            whole = {**(self._of_family() if kind in _OF_DOCUMENTS else {}), **named}
            yield Objects(named=whole, find=self._found, missing=self.missing)

    def of_lines(self, wanted: WantedRecord) -> Sequence[Named | None]:
        """For each line of the record the objects of the Stripe line that it bills, None where it bills none."""
        story = self._story_of(wanted)
        if story is None:
            return ()
        lines = story.invoice.lines
        return [None if index is None else _of_line(lines[index], story) for index in wanted.stripe_lines]

    def _named(self, wanted: WantedRecord) -> Named:
        family = self._family
        match wanted.record:
            case Invoice() | CustomerPayment():
                return self._of_family()
            case CreditMemo() | CustomerRefund():
                return self._of_cause(wanted)
            case Customer(external_id=external_id):
                customer = family.customer
                return {"customer": customer.plain} if customer and customer.id == external_id else {}
            case ServiceSaleItem() | OtherChargeSaleItem():
                return _of_item(wanted.external_id, family)
            case DiscountItem():
                return _of_discount(wanted, family)
            case _:
                return {}

    def _of_family(self) -> Named:
        family = self._family
        named: dict[str, Plain | str] = {"customer": family.customer.plain} if family.customer else {}
        match family:
            case InvoiceStory(invoice=invoice):
                return named | _of_invoice(invoice)
            case ChargeFamily(charge=charge, invoices=paid):
                only = next(iter(paid.values())) if len(paid) == 1 else None
                return named | _of_charge(charge) | (_of_invoice(only) if only else {})
            case CustomerFamily() | BalanceFamily():
                return named

    def _of_cause(self, wanted: WantedRecord) -> Named:
        """What a memo or a refund is made of, and the invoice and the charge of that."""
        made_of = wanted.origins["external_id"]
        name = (made_of.path or "").partition(".")[0]
        cause = self._by_id.get(str(made_of.value))
        if cause is None:
            return self._of_family()
        story = self._story_of(wanted)
        charge = self._charges.get(str(cause.get("charge")))
        named: dict[str, Plain | str] = {**self._of_family()}
        named |= _of_invoice(story.invoice) if story else {}
        named |= _of_charge(charge) if charge else {}
        return named | {name: cause, CAUSE: cause}

    def _story_of(self, wanted: WantedRecord) -> InvoiceStory | None:
        """The story of the invoice that a record is, or whose lines it copies."""
        family = self._family
        copied = next((copy.invoice for copy in wanted.copies if copy), None)
        match family:
            case InvoiceStory():
                return family
            case ChargeFamily(stories=stories) | BalanceFamily(stories=stories):
                return stories.get(copied) if copied else None
            case CustomerFamily():
                return None

    @cached_property
    def _charges(self) -> Mapping[str, Charge]:
        return {each.id: each for each in _charges_of(self._family)}

    @cached_property
    def _by_id(self) -> Mapping[str, Plain]:
        return {str(plain["id"]): plain for plain in _plains(self._family)}

    def _found(self, id_: str) -> Plain | None:
        return self._by_id.get(id_) or self._family.fetched.get(id_)


def _of_invoice(invoice: StripeInvoice) -> dict[str, Plain | str]:
    subscription: object = invoice.plain
    for step in SUBSCRIPTION:
        subscription = subscription.get(step) if isinstance(subscription, Mapping) else None
    id_ = subscription.get("id") if isinstance(subscription, Mapping) else subscription
    return {"invoice": invoice.plain} | ({"subscription": id_} if isinstance(id_, str) else {})


def _of_charge(charge: Charge) -> dict[str, Plain | str]:
    intent = charge.payment_intent_id
    return {"charge": charge.plain} | ({"payment_intent": intent} if intent else {})


def _of_item(external_id: str, family: Family) -> Named:
    stories = _stories_of(family)
    found = ((id_, story) for story in stories for id_ in story.prices if price_external_id(id_) == external_id)
    id_, story = next(found, (None, None))
    return _of_price(id_, story) if story else {}


def _of_discount(wanted: WantedRecord, family: Family) -> Named:
    """The coupon whose id the item's external id was made of; the item of billing credits has none."""
    made_of = wanted.origins["external_id"].value
    coupons = (coupon for story in _stories_of(family) for coupon in story.coupons.values())
    return next(({"coupon": coupon.plain} for coupon in coupons if coupon.id == made_of), {})


def _of_line(line: StripeLine, story: InvoiceStory) -> Named:
    return {"line": line.plain, **_of_price(line.price_id, story)}


def _of_price(price_id: str | None, story: InvoiceStory) -> Named:
    price = story.prices.get(price_id) if price_id else None
    if price is None:
        return {}
    product = story.products.get(price.product_id)
    return {"price": price.plain} | ({"product": product.plain} if product else {})


def _stories_of(family: Family) -> Iterator[InvoiceStory]:
    match family:
        case InvoiceStory():
            yield family
        case ChargeFamily(stories=stories) | BalanceFamily(stories=stories):
            yield from stories.values()
        case CustomerFamily():
            return


def _charges_of(family: Family) -> Iterator[Charge]:
    if isinstance(family, ChargeFamily):
        yield family.charge
    for story in _stories_of(family):
        yield from story.charges.values()


def _plains(family: Family) -> Iterator[Plain]:
    """Every object of the family."""
    if family.customer:
        yield family.customer.plain
    for charge in _charges_of(family):
        yield charge.plain
        yield from (refund.plain for refund in charge.refunds)
        yield from (dispute.plain for dispute in charge.disputes)
    for story in _stories_of(family):
        yield story.invoice.plain
        yield from (price.plain for price in story.prices.values())
        yield from (product.plain for product in story.products.values())
        yield from (record.plain for record in story.payment_records.values())
        yield from (note.plain for note in story.credit_notes)
        yield from (transaction.plain for transaction in story.balance)


def _invoice_views(family: Family) -> Iterator[Named]:
    if isinstance(family, InvoiceStory):
        yield {"invoice": family.invoice.plain}


def _line_views(family: Family) -> Iterator[Named]:
    if isinstance(family, InvoiceStory):
        yield from (_of_line(line, family) for line in family.invoice.lines)


def _customer_views(family: Family) -> Iterator[Named]:
    if family.customer:
        yield {"customer": family.customer.plain}


def _item_views(family: Family) -> Iterator[Named]:
    for story in _stories_of(family):
        yield from (_of_price(price, story) for price in story.prices)


def _discount_views(family: Family) -> Iterator[Named]:
    for story in _stories_of(family):
        yield from ({"coupon": coupon.plain} for coupon in story.coupons.values())


def _payment_views(family: Family) -> Iterator[Named]:
    if isinstance(family, ChargeFamily):
        yield _of_charge(family.charge)


def _refund_views(family: Family) -> Iterator[Named]:
    """What a refund is made of, and mostly a memo too; each with its charge."""
    if isinstance(family, ChargeFamily):
        charge = _of_charge(family.charge)
        yield from ({**charge, "refund": each.plain, CAUSE: each.plain} for each in family.charge.refunds)
        yield from ({**charge, "dispute": each.plain, CAUSE: each.plain} for each in family.charge.disputes)


def _note_views(family: Family) -> Iterator[Named]:
    if isinstance(family, InvoiceStory):
        yield from ({"credit_note": each.plain, CAUSE: each.plain} for each in family.credit_notes)


def _memo_views(family: Family) -> Iterator[Named]:
    match family:
        case InvoiceStory(invoice=invoice):
            yield from _note_views(family)
            if invoice.status in ("void", "uncollectible"):
                yield {CAUSE: invoice.plain}
        case BalanceFamily(transactions=transactions):
            yield from ({"customer_balance_transaction": each.plain, CAUSE: each.plain} for each in transactions)
        case ChargeFamily() | CustomerFamily():
            yield from _refund_views(family)


def _memo_line_views(family: Family) -> Iterator[Named]:
    """Each line with each cause of a memo that may copy it."""
    lines = [_of_line(line, story) for story in _stories_of(family) for line in story.invoice.lines]
    yield from ({**cause, **line} for cause in _memo_views(family) for line in lines)


_OF_DOCUMENTS = (
    "invoice",
    "invoice_item",
    "customer_payment",
    "customer_refund",
    "credit_memo",
    "credit_memo_item",
    "credit_memo_credit_note",
)
"""Kinds of which a record may also read the objects of its family's root."""

_VIEWS: Mapping[str, Callable[[Family], Iterator[Named]]] = {
    "customer": _customer_views,
    "service_sale_item": _item_views,
    "other_charge_sale_item": _item_views,
    "discount_item": _discount_views,
    "invoice": _invoice_views,
    "invoice_item": _line_views,
    "customer_payment": _payment_views,
    "credit_memo": _memo_views,
    "credit_memo_item": _memo_line_views,
    "credit_memo_credit_note": _note_views,
    "customer_refund": _refund_views,
}
"""The objects that a record of a kind is made of."""
