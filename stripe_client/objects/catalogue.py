"""What is sold, what is taken off and what comes on top: prices and products, coupons and discounts, tax rates."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import BeforeValidator, Field

from stripe_client.objects.parsing import Id, Metadata, Plain, at, stripe_object


@stripe_object
class Product:
    """What a price is for; `deleted` ones keep nothing but their id."""

    id: str
    deleted: bool = False
    name: str | None = None
    active: bool = False
    metadata: Metadata = Field(default_factory=dict)
    plain: Plain = Field(default_factory=dict, repr=False)


@stripe_object
class Price:
    """What one unit of a product costs. `interval` and `interval_count` are None for a one-time price."""

    id: str
    active: bool = True
    created: int = 0
    currency: str | None = None
    product_id: Id = Field(validation_alias=at("product"))
    nickname: str | None = None
    type: str = "recurring"
    interval: str | None = Field(default=None, validation_alias=at("recurring.interval"))
    interval_count: int | None = Field(default=None, validation_alias=at("recurring.interval_count"))
    metadata: Metadata = Field(default_factory=dict)
    plain: Plain = Field(default_factory=dict, repr=False)


@stripe_object
class Coupon:
    """What takes something off. `deleted` ones keep nothing but their id, which people choose."""

    id: str
    deleted: bool = False
    name: str | None = None
    metadata: Metadata = Field(default_factory=dict)
    plain: Plain = Field(default_factory=dict, repr=False)


@stripe_object
class Discount:
    """A use of a coupon. `coupon_id` is None where it is of something else."""

    id: str
    coupon_id: Id | None = Field(default=None, validation_alias=at("source.coupon", "coupon"))


def _exact(value: object) -> object:
    """Percentages come as numbers; through their text they stay as they were written."""
    return str(value) if isinstance(value, float) else value


@stripe_object
class TaxRate:
    """A tax that Stripe adds or finds within an amount; `percentage` means nothing where the tax is a flat amount."""

    id: str
    display_name: str | None = None
    jurisdiction: str | None = None
    percentage: Annotated[Decimal | None, BeforeValidator(_exact)] = None
    rate_type: str | None = None
    plain: Plain = Field(default_factory=dict, repr=False)
