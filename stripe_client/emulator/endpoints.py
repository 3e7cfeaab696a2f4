"""Which paths the emulator serves, and which parameters Stripe's lists have there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from stripe_client.emulator.book import value_at
from stripe_client.emulator.parameters import (
    AnyOf,
    Beyond,
    Equal,
    Group,
    IsTrue,
    Matching,
    PaidOutBy,
    Parameter,
    TimeRange,
)
from stripe_client.emulator.reading import Stored
from stripe_client.emulator.shapes.fields import Plain

PAGING = frozenset({"limit", "starting_after", "ending_before", "expand"})
"""Parameters that every list has."""

_ENDED = ("canceled", "incomplete_expired")
_SUBSCRIPTION_STATUSES = (
    "active",
    "all",
    "canceled",
    "ended",
    "incomplete",
    "incomplete_expired",
    "past_due",
    "paused",
    "trialing",
    "unpaid",
)


@dataclass(frozen=True, kw_only=True)
class Listing:
    """GET of all objects of a kind; the path gives `owner`; `usually` holds unless a status is asked for."""

    kind: str
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    owner: str | None = None
    usually: Callable[[Stored], bool] | None = None


@dataclass(frozen=True)
class Retrieval:
    """GET of one object; within an owner's path the object must be the owner's."""

    kind: str
    owner: str | None = None


@dataclass(frozen=True)
class MemberListing:
    """GET of all members of a nested list of one object."""

    kind: str
    list_name: str
    member_kind: str


@dataclass(frozen=True)
class AccountRetrieval:
    """GET of the account that the key belongs to."""


Endpoint = Listing | Retrieval | MemberListing | AccountRetrieval


def field_time(*path: str) -> TimeRange:
    """A range of one field."""
    return TimeRange(of=lambda stored: [value_at(stored.served, path)])


def _flag(*path: str) -> IsTrue:
    return IsTrue(of=lambda stored: value_at(stored.served, path) is True)


def _items(stored: Stored) -> list[Plain]:
    return stored.members.get("items", [])


def _item_time(name: str) -> TimeRange:
    return TimeRange(of=lambda stored: [item.get(name) for item in _items(stored)])


def _has_price(stored: Stored, price: str) -> bool:
    return any(value_at(item, ("price", "id")) == price for item in _items(stored))


def _has_status(stored: Stored, status: str) -> bool:
    own = stored.served["status"]
    return status in {"all", own} or (status == "ended" and own in _ENDED)


def _is_type(stored: Stored, wanted: str) -> bool:
    own = str(stored.served["type"])
    return own.startswith(wanted[:-1]) if wanted.endswith(".*") else wanted in {own, "*"}


_CREATED: Mapping[str, Parameter] = {"created": field_time("created")}
_CUSTOMER: Mapping[str, Parameter] = {"customer": Equal(path=("customer",), kind="customer")}
_ACCOUNT: Mapping[str, Parameter] = {"customer_account": Equal(path=("customer_account",))}
_CHARGE: Mapping[str, Parameter] = {"charge": Equal(path=("charge",), kind="charge")}
_INTENT: Mapping[str, Parameter] = {"payment_intent": Equal(path=("payment_intent",), kind="payment_intent")}
_INVOICE: Mapping[str, Parameter] = {"invoice": Equal(path=("invoice",), kind="invoice")}
_ACTIVE: Mapping[str, Parameter] = {"active": _flag("active")}
_COLLECTION: Mapping[str, Parameter] = {
    "collection_method": Equal(path=("collection_method",), values=("charge_automatically", "send_invoice"))
}
_TEST_CLOCK: Mapping[str, Parameter] = {"test_clock": Equal(path=("test_clock",))}

LISTINGS: Mapping[str, Listing] = {
    "/v1/customers": Listing(kind="customer", parameters={**_CREATED, **_TEST_CLOCK, "email": Equal(path=("email",))}),
    "/v1/products": Listing(
        kind="product",
        parameters={
            **_CREATED,
            **_ACTIVE,
            "ids": AnyOf(path=("id",), limit=100),
            "shippable": _flag("shippable"),
            "type": Equal(path=("type",), values=("good", "service")),
            "url": Equal(path=("url",)),
        },
    ),
    "/v1/prices": Listing(
        kind="price",
        parameters={
            **_CREATED,
            **_ACTIVE,
            "currency": Equal(path=("currency",)),
            "lookup_keys": AnyOf(path=("lookup_key",), limit=10),
            "product": Equal(path=("product",), kind="product"),
            "recurring": Group(
                parts={
                    "interval": Equal(path=("recurring", "interval"), values=("day", "month", "week", "year")),
                    "meter": Equal(path=("recurring", "meter")),
                    "usage_type": Equal(path=("recurring", "usage_type"), values=("licensed", "metered")),
                }
            ),
            "type": Equal(path=("type",), values=("one_time", "recurring")),
        },
    ),
    "/v1/coupons": Listing(kind="coupon", parameters=_CREATED),
    "/v1/promotion_codes": Listing(
        kind="promotion_code",
        parameters={
            **_CREATED,
            **_ACTIVE,
            **_CUSTOMER,
            **_ACCOUNT,
            "code": Equal(path=("code",)),
            "coupon": Equal(path=("promotion", "coupon"), kind="coupon"),
        },
    ),
    "/v1/tax_rates": Listing(kind="tax_rate", parameters={**_CREATED, **_ACTIVE, "inclusive": _flag("inclusive")}),
    "/v1/shipping_rates": Listing(
        kind="shipping_rate",
        parameters={**_CREATED, **_ACTIVE, "currency": Equal(path=("fixed_amount", "currency"))},
    ),
    "/v1/subscriptions": Listing(
        kind="subscription",
        usually=lambda stored: stored.served["status"] not in _ENDED,
        parameters={
            **_CREATED,
            **_CUSTOMER,
            **_ACCOUNT,
            **_COLLECTION,
            **_TEST_CLOCK,
            "automatic_tax": Group(parts={"enabled": _flag("automatic_tax", "enabled")}, must="enabled"),
            "current_period_end": _item_time("current_period_end"),
            "current_period_start": _item_time("current_period_start"),
            "plan": Matching(of=_has_price),
            "price": Matching(of=_has_price),
            "status": Matching(of=_has_status, values=_SUBSCRIPTION_STATUSES),
        },
    ),
    "/v1/invoiceitems": Listing(
        kind="invoiceitem",
        parameters={
            **_CREATED,
            **_CUSTOMER,
            **_ACCOUNT,
            **_INVOICE,
            "pending": IsTrue(of=lambda stored: stored.served["invoice"] is None),
        },
    ),
    "/v1/invoices": Listing(
        kind="invoice",
        parameters={
            **_CREATED,
            **_CUSTOMER,
            **_ACCOUNT,
            **_COLLECTION,
            "due_date": field_time("due_date"),
            "status": Equal(path=("status",), values=("draft", "open", "paid", "uncollectible", "void")),
            "subscription": Equal(path=("parent", "subscription_details", "subscription"), kind="subscription"),
        },
    ),
    "/v1/invoice_payments": Listing(
        kind="invoice_payment",
        parameters={
            **_CREATED,
            **_INVOICE,
            "payment": Group(
                parts={
                    "type": Equal(path=("payment", "type"), values=("payment_intent", "payment_record")),
                    "payment_intent": Equal(path=("payment", "payment_intent"), kind="payment_intent"),
                    "payment_record": Equal(path=("payment", "payment_record"), kind="payment_record"),
                },
                must="type",
            ),
            "status": Equal(path=("status",), values=("canceled", "open", "paid")),
        },
    ),
    "/v1/payment_intents": Listing(kind="payment_intent", parameters={**_CREATED, **_CUSTOMER, **_ACCOUNT}),
    "/v1/payment_records": Listing(
        kind="payment_record",
        parameters={
            "created_after": Beyond(path=("created",), comparison="gt"),
            "created_before": Beyond(path=("created",), comparison="lt"),
        },
    ),
    "/v1/charges": Listing(
        kind="charge",
        parameters={**_CREATED, **_CUSTOMER, **_INTENT, "transfer_group": Equal(path=("transfer_group",))},
    ),
    "/v1/refunds": Listing(kind="refund", parameters={**_CREATED, **_CHARGE, **_INTENT}),
    "/v1/credit_notes": Listing(kind="credit_note", parameters={**_CREATED, **_CUSTOMER, **_ACCOUNT, **_INVOICE}),
    "/v1/customers/{customer}/balance_transactions": Listing(
        kind="customer_balance_transaction", parameters={**_CREATED, **_INVOICE}, owner="customer"
    ),
    "/v1/disputes": Listing(kind="dispute", parameters={**_CREATED, **_CHARGE, **_INTENT}),
    "/v1/balance_transactions": Listing(
        kind="balance_transaction",
        parameters={
            **_CREATED,
            "currency": Equal(path=("currency",)),
            "payout": PaidOutBy(),
            "source": Equal(path=("source",)),
            "type": Equal(path=("type",)),
        },
    ),
    "/v1/payouts": Listing(
        kind="payout",
        parameters={
            **_CREATED,
            "arrival_date": field_time("arrival_date"),
            "destination": Equal(path=("destination",)),
            "status": Equal(path=("status",)),
        },
    ),
    "/v1/events": Listing(
        kind="event",
        parameters={
            **_CREATED,
            "delivery_success": IsTrue(of=lambda stored: stored.served["pending_webhooks"] == 0),
            "type": Matching(of=_is_type),
            "types": AnyOf(path=("type",)),
        },
    ),
}

_RETRIEVALS: Mapping[str, Endpoint] = {
    f"{path}/{{id}}": Retrieval(listing.kind, listing.owner) for path, listing in LISTINGS.items()
}

ENDPOINTS: Mapping[str, Endpoint] = {
    **LISTINGS,
    **_RETRIEVALS,
    "/v1/invoices/{id}/lines": MemberListing("invoice", "lines", "line_item"),
    "/v1/credit_notes/{id}/lines": MemberListing("credit_note", "lines", "credit_note_line_item"),
    "/v1/account": AccountRetrieval(),
}
"""Everything the emulator answers, all by GET; what is in braces stands for an id."""

_TEMPLATES = [(path, path.split("/")[1:]) for path in ENDPOINTS]


def find_endpoint(path: str) -> tuple[str, dict[str, str]] | None:
    """The key of `ENDPOINTS` that a path belongs to, with the ids in it by their names."""
    segments = path.split("/")[1:]
    for template, wanted in _TEMPLATES:
        if len(wanted) == len(segments) and (ids := _match(wanted, segments)) is not None:
            return template, ids
    return None


def _match(template: list[str], segments: list[str]) -> dict[str, str] | None:
    ids: dict[str, str] = {}
    for wanted, got in zip(template, segments, strict=True):
        if wanted.startswith("{") and got:
            ids[wanted[1:-1]] = got
        elif wanted != got:
            return None
    return ids
