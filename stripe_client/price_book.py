"""What is sold, taken off and added, as far as it was read: prices with their products, coupons, tax rates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from stripe_client.kept_objects import KeptObjects
from stripe_client.objects import BrokenObjectError, Coupon, Plain, Price, Product, TaxRate, parse
from stripe_client.wire import Wire


@dataclass(frozen=True, kw_only=True)
class Priced:
    """A price and its product."""

    price: Price
    product: Product


class PriceBook:
    """The prices, coupons and tax rates of one reading.

    Stripe lists active and archived prices apart, and leaves out those made within an invoice or a checkout.
    """

    def __init__(self, wire: Wire) -> None:
        self._prices = KeptObjects(
            wire, "/v1/prices", expanded=("product",), filters=({"active": "true"}, {"active": "false"})
        )
        self._coupons = KeptObjects(wire, "/v1/coupons")
        self._tax_rates = KeptObjects(wire, "/v1/tax_rates")

    def gather(self, wanted: Iterable[str]) -> None:
        """Have these prices at hand, for as few requests as may be: never more than one for each."""
        self._prices.gather(wanted)

    def priced(self, price_id: str) -> Priced | None:
        """A gathered price, None if Stripe does not have it any more.

        Raises BrokenObjectError when the price or its product cannot be read.
        """
        return self._prices.value(price_id, _priced)

    def gather_coupons(self, wanted: Iterable[str], seen: Iterable[Plain]) -> None:
        """Have these coupons at hand; `seen` are those that came along with an invoice."""
        self._coupons.keep(seen)
        self._coupons.gather(wanted)

    def coupon(self, coupon_id: str) -> Coupon:
        """A gathered coupon; of one that was deleted only the id is left. Raises BrokenObjectError."""
        return self._coupons.value(coupon_id, _coupon) or Coupon(id=coupon_id, deleted=True)

    def gather_tax_rates(self, wanted: Iterable[str], seen: Iterable[Plain]) -> None:
        """Have these tax rates at hand; `seen` are those that came along with an invoice."""
        self._tax_rates.keep(seen)
        self._tax_rates.gather(wanted)

    def tax_rate(self, rate_id: str) -> TaxRate | None:
        """A gathered tax rate, None if Stripe does not have it. Raises BrokenObjectError."""
        return self._tax_rates.value(rate_id, _tax_rate)


def _priced(plain: Plain) -> Priced:
    return Priced(price=parse(Price, plain), product=_product(plain))


def _product(plain: Plain) -> Product:
    product = plain.get("product")
    if not isinstance(product, Mapping):
        raise BrokenObjectError(str(plain["id"]), "product", "Stripe should have put the product here")
    return parse(Product, product)


def _coupon(plain: Plain) -> Coupon:
    return parse(Coupon, plain)


def _tax_rate(plain: Plain) -> TaxRate:
    return parse(TaxRate, plain)
