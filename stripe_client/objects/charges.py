"""Charges and the balance transactions they make. Amounts are minor units, times POSIX seconds."""

from __future__ import annotations

from pydantic import Field

from stripe_client.objects.parsing import Id, Metadata, Plain, at, stripe_object


@stripe_object
class BalanceTransaction:
    """A movement of the Stripe balance, in the settlement currency."""

    id: str
    created: int
    amount: int
    currency: str


@stripe_object
class Charge:
    """An attempt to collect money; only what was captured was collected."""

    id: str
    status: str
    currency: str
    amount: int
    amount_captured: int = 0
    amount_refunded: int = 0
    captured: bool = True
    paid: bool = False
    refunded: bool = False
    disputed: bool = False
    created: int
    customer_id: Id | None = Field(default=None, validation_alias=at("customer"))
    payment_intent_id: Id | None = Field(default=None, validation_alias=at("payment_intent"))
    balance_transaction: BalanceTransaction | None = None
    description: str | None = None
    failure_code: str | None = None
    failure_message: str | None = None
    metadata: Metadata = Field(default_factory=dict)
    livemode: bool = False
    plain: Plain = Field(default_factory=dict, repr=False)
