"""Charges, what goes back of them, and how the Stripe balance moves by them.

Amounts are minor units, times POSIX seconds.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, Field

from stripe_client.objects.parsing import Id, ListOf, Metadata, Plain, at, stripe_object


@stripe_object
class BalanceTransaction:
    """A movement of the Stripe balance, in the settlement currency; what leaves the balance is below zero."""

    id: str
    created: int
    amount: int
    currency: str
    type: str = ""
    reporting_category: str = ""


def _refund_status(status: object) -> object:
    """Very old refunds have none: they were done at once."""
    return "succeeded" if status is None else status


@stripe_object
class Refund:
    """Money given back of a charge. When it fails, `failure_balance_transaction` brings the money back.

    `status` is pending, requires_action, succeeded, failed or canceled. It moved money if it has a balance
    transaction, whatever its status (rules R-1, R-7).
    """

    id: str
    amount: int
    currency: str
    status: Annotated[str, BeforeValidator(_refund_status)] = "succeeded"
    created: int
    charge_id: Id | None = Field(default=None, validation_alias=at("charge"))
    payment_intent_id: Id | None = Field(default=None, validation_alias=at("payment_intent"))
    balance_transaction: BalanceTransaction | None = None
    failure_balance_transaction: BalanceTransaction | None = None
    failure_reason: str | None = None
    pending_reason: str | None = None
    reason: str | None = None
    description: str | None = None
    metadata: Metadata = Field(default_factory=dict)
    plain: Plain = Field(default_factory=dict, repr=False)


@stripe_object
class Dispute:
    """A charge that the payer's bank takes back, or asks about.

    Money moved only by its balance transactions, whatever its status (rule D-1): none, the withdrawal, or the
    withdrawal and the reinstatement. `amount` is in the charge's currency, theirs in the settlement currency.
    """

    id: str
    amount: int
    currency: str
    status: str
    created: int
    charge_id: Id = Field(validation_alias=at("charge"))
    payment_intent_id: Id | None = Field(default=None, validation_alias=at("payment_intent"))
    balance_transactions: ListOf[BalanceTransaction] = ()
    reason: str | None = None
    metadata: Metadata = Field(default_factory=dict)
    plain: Plain = Field(default_factory=dict, repr=False)


@stripe_object
class Charge:
    """An attempt to collect money; only what was captured was collected.

    `amount_refunded` leaves out refunds that failed or were canceled; `refunds` are all of them, newest first.
    """

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
    failure_balance_transaction: BalanceTransaction | None = None
    refunds: ListOf[Refund] = ()
    disputes: ListOf[Dispute] = ()
    description: str | None = None
    failure_code: str | None = None
    failure_message: str | None = None
    metadata: Metadata = Field(default_factory=dict)
    livemode: bool = False
    plain: Plain = Field(default_factory=dict, repr=False)


@stripe_object
class PaymentRecord:
    """A payment that was made outside Stripe and is only recorded there (rule P-5)."""

    id: str
    amount: int = Field(validation_alias=at("amount.value"))
    currency: str = Field(validation_alias=at("amount.currency"))
    created: int
    description: str | None = None
    payment_reference: str | None = Field(
        default=None, validation_alias=at("processor_details.custom.payment_reference")
    )
    metadata: Metadata = Field(default_factory=dict)
    plain: Plain = Field(default_factory=dict, repr=False)
