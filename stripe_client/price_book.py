"""What is sold and what is taken off, as far as it was read: prices with their products, and coupons."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from stripe_client.kept_objects import KeptObjects
from stripe_client.objects import BrokenObjectError, Coupon, Plain, Price, Product, parse
from stripe_client.wire import Wire


@dataclass(frozen=True, kw_only=True)
class Priced:
    """A price and its product."""

    price: Price
    product: Product


class PriceBook:
    """The prices and coupons of one reading.

    Stripe lists active and archived prices apart, and leaves out those made within an invoice or a checkout.
    """

    def __init__(self, wire: Wire) -> None:
        self._prices = KeptObjects(
            wire, "/v1/prices", expanded=("product",), filters=({"active": "true"}, {"active": "false"})
        )
        self._coupons = KeptObjects(wire, "/v1/coupons")

    def gather(self, wanted: Iterable[str]) -> None:
        """Have these prices at hand, for as few requests as may be: never more than one for each."""
        self._prices.gather(wanted)

    def priced(self, price_id: str) -> Priced | None:
        """A gathered price, None if Stripe does not have it any more.

        Raises BrokenObjectError when the price or its product cannot be read.
        """
        plain = self._prices.get(price_id)
        return None if plain is None else Priced(price=parse(Price, plain), product=_product(plain))

    def gather_coupons(self, wanted: Iterable[str], seen: Iterable[Plain]) -> None:
        """Have these coupons at hand; `seen` are those that came along with an invoice."""
        self._coupons.keep(seen)
        self._coupons.gather(wanted)

    def coupon(self, coupon_id: str) -> Coupon:
        """A gathered coupon; of one that was deleted only the id is left. Raises BrokenObjectError."""
        plain = self._coupons.get(coupon_id)
        return Coupon(id=coupon_id, deleted=True) if plain is None else parse(Coupon, plain)


def _product(plain: Plain) -> Product:
    product = plain.get("product")
    if not isinstance(product, Mapping):
        raise BrokenObjectError(str(plain["id"]), "product", "Stripe should have put the product here")
    return parse(Product, product)
