"""What is sold, and what is taken off: prices and their products, coupons and their discounts."""

from __future__ import annotations

from pydantic import Field

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
