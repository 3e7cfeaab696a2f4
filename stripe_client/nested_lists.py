"""Brings nested lists to their end: Stripe cuts them after ten members."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from stripe_client.errors import ObjectMissing
from stripe_client.lists import members
from stripe_client.objects import Plain
from stripe_client.plain_objects import value_at
from stripe_client.wire import Wire

REFUND_EXPANDED = ("balance_transaction", "failure_balance_transaction")
"""What comes along with a refund."""


@dataclass(frozen=True, kw_only=True)
class Nested:
    """Where all members are: at a path with the owner's id in it, or in a list filtered by `owned_by`."""

    path: str
    owned_by: str | None = None
    expanded: tuple[str, ...] = ()


NESTED: Mapping[str, Mapping[str, Nested]] = {
    "invoice": {
        "lines": Nested(path="/v1/invoices/{id}/lines", expanded=("discounts",)),
        "payments": Nested(path="/v1/invoice_payments", owned_by="invoice"),
    },
    "charge": {"refunds": Nested(path="/v1/refunds", owned_by="charge", expanded=REFUND_EXPANDED)},
    "credit_note": {"lines": Nested(path="/v1/credit_notes/{id}/lines")},
}
"""The nested lists that are needed in whole, by the kind of their owner."""


def complete(wire: Wire, plain: Plain) -> Plain | None:
    """The object with all members of its nested lists, None if it is gone meanwhile."""
    lists = NESTED.get(str(plain.get("object")), {})
    try:
        whole = {name: _all_of(wire, plain, name, lists[name]) for name in lists if value_at(plain, name, "has_more")}
    except ObjectMissing:
        return None
    return {**plain, **whole} if whole else plain


def _all_of(wire: Wire, owner: Plain, name: str, nested: Nested) -> dict[str, Any]:
    params: dict[str, Any] = {} if nested.owned_by is None else {nested.owned_by: owner["id"]}
    if nested.expanded:
        params["expand"] = [f"data.{each}" for each in nested.expanded]
    found = members(wire, nested.path.format(id=owner["id"]), **params)
    return {**owner[name], "data": found, "has_more": False}
