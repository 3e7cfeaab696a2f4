"""Makes the families of customers' balances: the transactions, and the stories of the invoices that they name."""

from __future__ import annotations

from stripe_client.errors import ObjectMissing
from stripe_client.invoice_families import parsed_or_broken
from stripe_client.objects import BalanceFamily, Customer, MissingFamily, Plain, Read, Root, parse
from stripe_client.plain_objects import path_of
from stripe_client.stories import Stories
from stripe_client.wire import Wire


def family_of(root: Root, wire: Wire, stories: Stories) -> Read:
    """The balance of `cus_…/usd`; missing where Stripe does not have the customer."""
    customer_id, _, currency = root.id.partition("/")
    try:
        customer = wire.get(path_of("/v1/customers", customer_id))
    except ObjectMissing:
        return MissingFamily(root=root)
    return parsed_or_broken(root, _family, customer, currency, stories)


def _family(customer: Plain, currency: str, stories: Stories) -> BalanceFamily:
    transactions = stories.balance(str(customer["id"]), currency)
    return BalanceFamily(
        customer=parse(Customer, customer),
        currency=currency,
        transactions=transactions,
        stories=stories.of_balance(transactions),
    )
