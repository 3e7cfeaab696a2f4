"""Customers, and the addresses they have."""

from __future__ import annotations

from pydantic import Field

from stripe_client.objects.parsing import Metadata, Plain, stripe_object


@stripe_object
class Address:
    """A postal address. `country` is a two-letter code."""

    line1: str | None = None
    line2: str | None = None
    city: str | None = None
    state: str | None = None
    postal_code: str | None = None
    country: str | None = None


@stripe_object
class Shipping:
    """Where goods go."""

    name: str | None = None
    phone: str | None = None
    address: Address | None = None


@stripe_object
class Customer:
    """Somebody who is billed; `deleted` ones keep nothing but their id."""

    id: str
    deleted: bool = False
    created: int = 0
    name: str | None = None
    business_name: str | None = None
    individual_name: str | None = None
    description: str | None = None
    email: str | None = None
    phone: str | None = None
    currency: str | None = None
    address: Address | None = None
    shipping: Shipping | None = None
    metadata: Metadata = Field(default_factory=dict)
    livemode: bool = False
    plain: Plain = Field(default_factory=dict, repr=False)
