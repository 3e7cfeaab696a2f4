"""What in NetSuite stands for a customer, a price and an account of the books."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import StringConstraints, model_validator

from connector.settings.section import Section
from connector.settings.values import InternalId, Text, field_of
from connector.translation.external_ids import COMPANY_NAME_MAX


class CustomerMatch(Section):
    """Which field of a Stripe customer must equal which field of a NetSuite customer (rule C-2)."""

    stripe: Annotated[Text, field_of("email", "name", "id", "phone", also=r"metadata\..+", said="metadata.<key>")]
    """Stripe's field; its full value counts, letter case and the space around it do not."""
    netsuite: Annotated[
        Text,
        field_of("email", "entity_id", "company_name", "external_id", also=r"custentity[a-z0-9_]+", said="custentity…"),
    ]
    """NetSuite's field; a customer that is inactive there is not found."""


class ItemMatch(Section):
    """Which field of a Stripe price must equal which field of a NetSuite item (rule C-5)."""

    stripe: Annotated[
        Text,
        field_of(
            "id", "nickname", "lookup_key", "product.name", "product.id",
            also=r"(product\.)?metadata\..+", said="metadata.<key> or product.metadata.<key>",
        ),
    ]  # fmt: skip
    """Stripe's field, of the price or its product; letter case and the space around its value do not count."""
    netsuite: Annotated[
        Text, field_of("item_id", "display_name", "external_id", also=r"custitem[a-z0-9_]+", said="custitem…")
    ]
    """NetSuite's field; an item that is inactive there is not found."""


class Customers(Section):
    """How customers come into NetSuite (rules C-1, C-3)."""

    strategy: Literal["per_customer", "global"] = "per_customer"
    """per_customer: a customer for each one at Stripe; global: everything stands under one customer."""
    global_name: Annotated[Text, StringConstraints(max_length=COMPANY_NAME_MAX)] = "Stripe Customers"
    """That one customer: a name, created when needed, or an internal id (rule C-6)."""
    create: Literal["with_first_transaction", "on_create"] = "with_first_transaction"
    """When a customer is created: with its first transaction, or when it appears at Stripe (never with global)."""
    kind: Literal["company", "individual"] = "company"
    """What a customer is; individual splits the name at its first space."""
    entity_id: Literal["stripe_id", "auto"] = "stripe_id"
    """A customer's number: the Stripe id, or auto when NetSuite numbers by itself."""
    match: CustomerMatch | None = None
    """How a customer is looked for in NetSuite before one is created (rule C-2); null: it is not."""
    unallocated: Text = "Stripe Unallocated Charges"
    """Customer of charges without one: a name, created when needed, or an internal id (rule C-6)."""
    add_currencies: bool = True
    """Whether a currency in which a customer is billed later is added to it in NetSuite; else people add it there."""

    @property
    def are_roots(self) -> bool:
        """Whether customers are read for their own sake."""
        return self.create == "on_create" and self.strategy == "per_customer"


class ItemSettings(Section):
    """Which item an invoice line gets (rule C-5)."""

    strategy: Literal["per_price", "match", "global"] = "per_price"
    """per_price: a service sale item for each Stripe price; match: an item that NetSuite has; global: one item for all.

    What was decided for a price stays."""
    match: ItemMatch | None = None
    """How the item of a price is found where strategy is match (rule C-5)."""
    global_item: Text = "Stripe Item"
    """Item of lines without a price of their own: a name, created when needed, or an internal id (rule C-6)."""
    shipping_item: Text = "Stripe Shipping"
    """Item of shipping costs: a name, created when needed, or an internal id (rule C-6)."""
    tax_item: Text = "Stripe Tax"
    """Item of taxes: a name, created when needed, or an internal id (rule C-6)."""
    billing_credit_item: Text = "Stripe Billing Credit"
    """Discount item of billing credits: a name, created when needed, or an internal id (rule C-6)."""
    tax_schedule: InternalId | None = None
    """Tax schedule of the items that the connector creates, where the account demands one (rule C-7)."""
    taxable: Literal["no", "unset"] = "no"
    """no: created items are marked as not taxable, unless tax_schedule says how they are taxed; unset: never marked."""

    @model_validator(mode="after")
    def _match_has_fields(self) -> Self:
        if self.strategy == "match" and self.match is None:
            raise ValueError("has strategy: match, which needs match: { stripe: lookup_key, netsuite: item_id }")
        return self


class Accounts(Section):
    """Accounts that transactions name (rule C-7), by internal id; null: found by their role."""

    receivable: InternalId | None = None
    """Accounts receivable, for invoices and payments alike."""
    undeposited_funds: InternalId | None = None
    """Where payments wait for their payout, and refunds are paid from; null: the asset whose name says undeposited."""
    income: InternalId | None = None
    """Income account of the items that the connector creates."""
    tax_payable: InternalId | None = None
    """Where taxes that Stripe collected are owed; null: the liability account whose name says tax."""
    bad_debt: InternalId | None = None
    """Where the item Stripe Bad Debt posts; null: the expense account whose name says bad debt."""
    out_of_band: InternalId | None = None
    """Where payments made outside Stripe go (rule P-5); null: Undeposited Funds."""
