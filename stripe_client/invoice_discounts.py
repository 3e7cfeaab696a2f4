"""Finds the discounts of an invoice, and the coupons they are of, wherever a version of Stripe's API shows them."""

from __future__ import annotations

from collections.abc import Iterable

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
    shares = [share for line in _lines(invoice) for share in _listed(line, "discount_amounts")]
    return bool(shares) and not set(map(id_of, _shared(shares))) <= {plain.get("id") for plain in _shown(invoice)}


def _shown(invoice: Plain) -> list[Plain]:
    """Every discount that stands in whole, in the invoice or in a line."""
    found = [invoice.get("discount")]  # before basil
    found += _listed(invoice, "discounts")
    found += _shared(_listed(invoice, "total_discount_amounts"))
    for line in _lines(invoice):
        found += _listed(line, "discounts")
        found += _shared(_listed(line, "discount_amounts"))
    return [each for each in found if isinstance(each, dict)]


def _lines(invoice: Plain) -> list[Plain]:
    return [line for line in _listed(invoice, "lines") if isinstance(line, dict)]


def _shared(shares: Iterable[object]) -> Iterable[object]:
    """The discounts that these have their shares in."""
    return [share.get("discount") for share in shares if isinstance(share, dict)] if shares else ()


def _listed(plain: Plain, name: str) -> Iterable[object]:
    value = plain.get(name)
    if not value:  # as mostly
        return ()
    members = value.get("data") if isinstance(value, dict) else value
    return members if isinstance(members, list | tuple) else ()


def _readable(plain: Plain) -> Discount | None:
    """A discount that cannot be read is as good as none: what it took off will be found to have no coupon."""
    try:
        return parse(Discount, plain)
    except BrokenObjectError:
        return None
