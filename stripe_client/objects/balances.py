"""The balances of customers. Amounts are minor units, times POSIX seconds."""

from __future__ import annotations

from pydantic import Field

from stripe_client.objects.parsing import Id, Metadata, Plain, at, stripe_object


@stripe_object
class CustomerBalanceTransaction:
    """A movement of a customer's balance in one currency: below zero is credit to the customer, above zero debit.

    It never changes but for its description and metadata. `type` is an open set (rule B-6).
    """

    id: str
    amount: int
    currency: str
    type: str
    created: int
    customer_id: Id = Field(validation_alias=at("customer"))
    ending_balance: int
    invoice_id: Id | None = Field(default=None, validation_alias=at("invoice"))
    credit_note_id: Id | None = Field(default=None, validation_alias=at("credit_note"))
    checkout_session_id: Id | None = Field(default=None, validation_alias=at("checkout_session"))
    description: str | None = None
    metadata: Metadata = Field(default_factory=dict)
    plain: Plain = Field(default_factory=dict, repr=False)
