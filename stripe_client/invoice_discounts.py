"""Finds the discounts of an invoice, and the coupons they are of, wherever a version of Stripe's API shows them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from stripe_client.objects import BrokenObjectError, Discount, Plain, parse
from stripe_client.plain_objects import id_of, value_at

EXPANDED = ("discounts.source.coupon", "total_discount_amounts.discount", "lines.data.discounts")
"""What brings discounts along, within the four levels that Stripe expands."""


def discounts_of(invoice: Plain) -> dict[str, str]:
    """The coupon's id of each discount, by the discount's id; without those that name no coupon."""
    found = (_readable(plain) for plain in _shown(invoice))
    return {each.id: each.coupon_id for each in found if each is not None and each.coupon_id is not None}


def coupons_within(invoice: Plain) -> list[Plain]:
    """The coupons that stand in whole within its discounts."""
    coupons = (value_at(plain, "source", "coupon") or plain.get("coupon") for plain in _shown(invoice))
    return [coupon for coupon in coupons if isinstance(coupon, dict) and isinstance(coupon.get("id"), str)]


def lacks_discounts(invoice: Plain) -> bool:
    """Whether a discount has a share in it of which only the id is shown."""
    shares = [
        share for line in _objects(_listed(invoice, "lines")) for share in _objects(_listed(line, "discount_amounts"))
    ]
    return not {id_of(share.get("discount")) for share in shares} <= {plain.get("id") for plain in _shown(invoice)}


def _shown(invoice: Plain) -> Iterator[Plain]:
    """Every discount that stands in whole, in the invoice or in a line."""
    yield from _objects([invoice.get("discount")])  # before basil
    yield from _objects(_listed(invoice, "discounts"))
    yield from _objects(_listed(invoice, "total_discount_amounts"), "discount")
    for line in _objects(_listed(invoice, "lines")):
        yield from _objects(_listed(line, "discounts"))
        yield from _objects(_listed(line, "discount_amounts"), "discount")


def _listed(plain: Plain, name: str) -> Iterable[object]:
    value = plain.get(name)
    members = value.get("data") if isinstance(value, dict) else value
    return members if isinstance(members, list | tuple) else ()


def _objects(values: Iterable[object], inner: str | None = None) -> Iterator[Plain]:
    for value in values:
        found = value if inner is None else value_at(value if isinstance(value, dict) else None, inner)
        if isinstance(found, dict):
            yield found


def _readable(plain: Plain) -> Discount | None:
    """A discount that cannot be read is as good as none: what it took off will be found to have no coupon."""
    try:
        return parse(Discount, plain)
    except BrokenObjectError:
        return None
