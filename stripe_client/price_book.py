"""Prices with their products: looked up one by one, or by leafing through the account's list where that is cheaper."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from stripe_client.errors import ObjectMissing
from stripe_client.lists import Page, pages
from stripe_client.objects import BrokenObjectError, Plain, Price, Product, parse
from stripe_client.plain_objects import path_of
from stripe_client.wire import Wire

KEPT_MAX = 5_000


@dataclass(frozen=True, kw_only=True)
class Priced:
    """A price and its product."""

    price: Price
    product: Product


class PriceBook:
    """What was read of prices during one reading; the least used are dropped.

    Stripe's list leaves out prices that were made within an invoice or a checkout; those cost a request each.
    """

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._kept: OrderedDict[str, Plain | None] = OrderedDict()
        self._leaves = self._all_pages()
        self._all_listed = False

    def gather(self, wanted: Iterable[str]) -> None:
        """Have these prices at hand, for as few requests as may be: never more than one for each."""
        missing = {price_id for price_id in wanted if not self._keep_fresh(price_id)}
        pages_worthwhile = len(missing) if len(missing) > 1 else 0
        for _ in range(pages_worthwhile):
            page = None if self._all_listed or not missing else next(self._leaves, None)
            if page is None:
                break
            missing.difference_update(str(plain["id"]) for plain in page.objects)
            self._keep(page.objects)
        for price_id in missing:
            self._put(price_id, self._one(price_id))

    def priced(self, price_id: str) -> Priced | None:
        """A gathered price, None if Stripe does not have it any more.

        Raises BrokenObjectError when the price or its product cannot be read.
        """
        plain = self._kept.get(price_id)
        if plain is None or plain.get("deleted"):
            return None
        return Priced(price=parse(Price, plain), product=_product(plain))

    def _all_pages(self) -> Iterator[Page]:
        """Stripe lists active and archived prices apart."""
        for active in ("true", "false"):
            yield from pages(self._wire, "/v1/prices", active=active, expand=["data.product"])
        self._all_listed = True

    def _one(self, price_id: str) -> Plain | None:
        try:
            return self._wire.get(path_of("/v1/prices", price_id), expand=["product"])
        except ObjectMissing:
            return None

    def _keep_fresh(self, price_id: str) -> bool:
        if price_id in self._kept:
            self._kept.move_to_end(price_id)
        return price_id in self._kept

    def _keep(self, plains: Iterable[Plain]) -> None:
        for plain in plains:
            self._put(str(plain["id"]), plain)

    def _put(self, price_id: str, plain: Plain | None) -> None:
        self._kept[price_id] = plain
        while len(self._kept) > KEPT_MAX:
            self._kept.popitem(last=False)


def _product(plain: Plain) -> Product:
    product = plain.get("product")
    if not isinstance(product, Mapping):
        raise BrokenObjectError(str(plain["id"]), "product", "Stripe should have put the product here")
    return parse(Product, product)
