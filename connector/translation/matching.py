"""Looks for an existing record by what a Stripe object says: how a field of one is compared with one of the other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from connector.translation.wanted import Match
from stripe_client.objects import Customer, Plain, Price, Product

METADATA, PRODUCT = "metadata.", "product."

COLUMNS: dict[str, str] = {
    "entity_id": "entityid",
    "company_name": "companyname",
    "external_id": "externalid",
    "item_id": "itemid",
    "display_name": "displayname",
}
"""Columns of NetSuite by the names that settings give them; the others are called alike."""


@dataclass(frozen=True)
class MatchFields:
    """A field of Stripe's object (`email`, `metadata.account` …) and the field of NetSuite that must equal it."""

    stripe: str
    netsuite: str


def customer_match(customer: Customer, fields: MatchFields | None) -> Match | None:
    """How a customer is looked for; None where matching is off, or Stripe has no value for it (rule C-2)."""
    value = _value(customer.plain, fields.stripe) if fields else ""
    if fields is None or not value:
        return None
    return Match(field=_column(fields.netsuite), value=value, place=f"customer.{fields.stripe}")


def item_match(price: Price, product: Product | None, fields: MatchFields) -> Match:
    """How the item of a price is looked for; it is never created (rule C-5)."""
    of_product = fields.stripe.startswith(PRODUCT)
    plain = price.plain if not of_product else product.plain if product else {}
    value = _value(plain, fields.stripe.removeprefix(PRODUCT))
    return Match(field=_column(fields.netsuite), value=value, place=f"price.{fields.stripe}", adds=False)


def name_match(column: str, name: str, setting: str) -> Match:
    """How a record is looked for that a setting names; it is created where there is none (rule C-6)."""
    return Match(field=column, value=name, place=setting)


def _value(plain: Plain, field: str) -> str:
    """The text of a field without the space around it, empty where there is none."""
    holder: Mapping[str, Any] = plain
    if field.startswith(METADATA):
        holder, field = plain.get("metadata") or {}, field.removeprefix(METADATA)
    value = holder.get(field)
    return value.strip() if isinstance(value, str) else ""


def _column(field: str) -> str:
    return COLUMNS.get(field, field)
