"""Reads the balances of customers. Stripe tells of their transactions by no event, so they are listed by customer."""

from __future__ import annotations

from collections import OrderedDict

from stripe_client.errors import ObjectMissing
from stripe_client.lists import members
from stripe_client.objects import CustomerBalanceTransaction, parse
from stripe_client.plain_objects import path_of
from stripe_client.wire import Wire

CUSTOMERS_KEPT_MAX = 100


class CustomerBalances:
    """The transactions of one reading, by customer; those of the customers asked for last are kept."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._kept: OrderedDict[str, tuple[CustomerBalanceTransaction, ...]] = OrderedDict()

    def of(self, customer_id: str, currency: str) -> tuple[CustomerBalanceTransaction, ...]:
        """All transactions in a currency, oldest first; none of a customer that Stripe does not have any more."""
        if customer_id not in self._kept:
            self._kept[customer_id] = self._listed(customer_id)
        self._kept.move_to_end(customer_id)
        while len(self._kept) > CUSTOMERS_KEPT_MAX:
            self._kept.popitem(last=False)
        return tuple(each for each in self._kept[customer_id] if each.currency == currency)

    def _listed(self, customer_id: str) -> tuple[CustomerBalanceTransaction, ...]:
        try:
            newest_first = members(self._wire, f"{path_of('/v1/customers', customer_id)}/balance_transactions")
        except ObjectMissing:
            return ()
        return tuple(parse(CustomerBalanceTransaction, plain) for plain in reversed(newest_first))
