"""A root of Stripe's billing with everything that its records need, read afresh."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from stripe_client.objects.balances import CustomerBalanceTransaction
from stripe_client.objects.catalogue import Coupon, Price, Product, TaxRate
from stripe_client.objects.charges import Charge, PaymentRecord
from stripe_client.objects.credit_notes import CreditNote
from stripe_client.objects.customers import Customer
from stripe_client.objects.invoices import Invoice, InvoicePayment
from stripe_client.objects.parsing import Plain


class RootKind(StrEnum):
    """What owns records."""

    CUSTOMER = "customer"
    INVOICE = "invoice"
    CHARGE = "charge"
    CUSTOMER_BALANCE = "customer_balance"


class Root(NamedTuple):
    """An invoice or a charge by its id, or a customer's balance: `cus_…/usd`, the customer and the currency.

    A customer is a root where it is wanted for its own sake. A named tuple, because every family is looked up by its
    root many times.
    """

    kind: RootKind
    id: str


def balance_root(customer_id: str, currency: str) -> Root:
    """The root that a customer's balance in one currency is."""
    return Root(RootKind.CUSTOMER_BALANCE, f"{customer_id}/{currency}")


Fetched = Mapping[str, Plain]
"""Objects by id that translation does not need and partners' mappings lead to: subscriptions, payment intents …"""


@dataclass(frozen=True, kw_only=True)
class InvoiceStory:
    """An invoice and all that happened to it: what every root that owns a memo of the invoice must see alike.

    `coupons` are those of its discounts, by the discount's id; a discount that names no coupon is left out.
    `tax_rates` are those of its taxes, as far as Stripe has them.
    `charges`, `payment_records` and `credit_notes` are all that paid or lowered it, the notes oldest first and
    voided ones among them; `balance` is the customer's whole list in its currency, oldest first, where the invoice
    touched the balance, and `others` are the invoices whose overpayments, notes and returned credits are in that
    list, without prices and balances of their own. Of an invoice to which nothing happened but payment by charges none
    of this is read: it owns no memo.
    """

    invoice: Invoice
    customer: Customer | None
    prices: Mapping[str, Price] = field(default_factory=dict)
    products: Mapping[str, Product] = field(default_factory=dict)
    coupons: Mapping[str, Coupon] = field(default_factory=dict)
    tax_rates: Mapping[str, TaxRate] = field(default_factory=dict)
    charges: Mapping[str, Charge] = field(default_factory=dict)
    payment_records: Mapping[str, PaymentRecord] = field(default_factory=dict)
    credit_notes: tuple[CreditNote, ...] = ()
    balance: tuple[CustomerBalanceTransaction, ...] = ()
    others: Mapping[str, InvoiceStory] = field(default_factory=dict)
    fetched: Fetched = field(default_factory=dict)

    @property
    def root(self) -> Root:
        """The invoice."""
        return Root(RootKind.INVOICE, self.invoice.id)


InvoiceFamily = InvoiceStory
"""What an invoice's own records need is its story."""


@dataclass(frozen=True, kw_only=True)
class ChargeFamily:
    """A charge, its customer, what it pays, and the invoices that it pays, by id.

    `stories` are those of the same invoices where more happened than that they were paid: to the invoice, or to the
    charge (a refund, a dispute, a failure).
    """

    charge: Charge
    customer: Customer | None
    payments: tuple[InvoicePayment, ...] = ()
    invoices: Mapping[str, Invoice] = field(default_factory=dict)
    stories: Mapping[str, InvoiceStory] = field(default_factory=dict)
    fetched: Fetched = field(default_factory=dict)

    @property
    def root(self) -> Root:
        """The charge."""
        return Root(RootKind.CHARGE, self.charge.id)


@dataclass(frozen=True, kw_only=True)
class BalanceFamily:
    """A customer's balance in one currency: its transactions, oldest first, and the stories of all they name."""

    customer: Customer
    currency: str
    transactions: tuple[CustomerBalanceTransaction, ...]
    stories: Mapping[str, InvoiceStory] = field(default_factory=dict)
    fetched: Fetched = field(default_factory=dict)

    @property
    def root(self) -> Root:
        """The balance."""
        return balance_root(self.customer.id, self.currency)


@dataclass(frozen=True, kw_only=True)
class CustomerFamily:
    """A customer, whether it was billed or not."""

    customer: Customer
    fetched: Fetched = field(default_factory=dict)

    @property
    def root(self) -> Root:
        """The customer."""
        return Root(RootKind.CUSTOMER, self.customer.id)


Family = InvoiceStory | ChargeFamily | BalanceFamily | CustomerFamily


@dataclass(frozen=True, kw_only=True)
class BrokenFamily:
    """A root of which an object cannot be read: `object_id` is that object, `place` where in it."""

    root: Root
    object_id: str
    place: str
    fault: str


@dataclass(frozen=True, kw_only=True)
class MissingFamily:
    """A root that Stripe does not have (any more): deleted, or of another mode or account."""

    root: Root


Read = Family | BrokenFamily | MissingFamily
"""What reading a root afresh gives."""


@dataclass(frozen=True, kw_only=True)
class Changes:
    """A page of families that may have changed, and the cursor that stands after it.

    `cursor` is opaque text of the source; `stream` names what was looked through, for progress. `touched` are ids
    of customers, prices and others that changed: families that wait for one of them may go on. `events_lost` says
    that the events since the cursor are gone, so that everything is being listed again.
    """

    families: tuple[Read, ...]
    cursor: str
    stream: str = "changes"
    touched: frozenset[str] = frozenset()
    events_lost: bool = False
