"""The words in which the shape of a Stripe object is written down: types of values, and what an absent field means."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from typing import TypeAlias

Plain: TypeAlias = dict[str, object]
Derivation: TypeAlias = Callable[[Plain], object]


class Scalar(Enum):
    """A value without parts; its value is how a message names it."""

    TEXT = "text"
    INTEGER = "a whole number"
    NUMBER = "a number"
    FLAG = "true or false"
    DECIMAL = "a decimal written as text"
    CURRENCY = "a currency as three lower-case letters"
    MAP = "an object"
    ANY = "any value"


@dataclass(frozen=True)
class Choice:
    """One of a closed set of words."""

    values: tuple[str, ...]


@dataclass(frozen=True)
class Reference:
    """The id of another object; `expand` replaces it by the object where Stripe allows that."""

    kinds: tuple[str, ...]
    expandable: bool = True


@dataclass(frozen=True)
class Embedded:
    """Another object in whole, as Stripe always shows it here; a book may give its id only."""

    kind: str


@dataclass(frozen=True)
class Nested:
    """An object without a life of its own."""

    shape: Shape


@dataclass(frozen=True)
class Array:
    """A plain JSON array, never cut."""

    of: Type


@dataclass(frozen=True, kw_only=True)
class Members:
    """A list envelope: the first ten members, the others at `path` (formatted with the owner's id).

    `inherits` copies fields of the owner into members that lack them; where `key` is set, the members are the objects
    of a book's own list whose field `key` names the owner.
    """

    kind: str
    path: str
    inherits: Mapping[str, str] = field(default_factory=dict)
    key: str | None = None


Type: TypeAlias = Scalar | Choice | Reference | Embedded | Nested | Array | Members


class Absent(Enum):
    """What to do about a field that a book leaves out, where no default will do."""

    REFUSED = "refused"
    LEFT_OUT = "left out"
    ON_DEMAND = "only served when expanded"


@dataclass(frozen=True, kw_only=True)
class Field:
    """The type of a field, and what its absence means: a default, a derivation from the object, or one of `Absent`."""

    type: Type
    absent: object
    derive: Derivation | None = None
    nullable: bool = False


Fields: TypeAlias = dict[str, Field]


@dataclass(frozen=True, kw_only=True)
class Shape:
    """All fields of an object. With a `kind` it has an id (that begins with one of `prefixes`, if any) and `object`."""

    kind: str | None = None
    prefixes: tuple[str, ...] = ()
    fields: Fields

    @cached_property
    def fields_before_lists(self) -> list[tuple[str, Field]]:
        """All fields, with list envelopes last: their members inherit from the other fields."""
        return sorted(self.fields.items(), key=lambda item: isinstance(item[1].type, Members))


TEXT, INTEGER, NUMBER, FLAG = Scalar.TEXT, Scalar.INTEGER, Scalar.NUMBER, Scalar.FLAG
DECIMAL, CURRENCY, MAP, ANY = Scalar.DECIMAL, Scalar.CURRENCY, Scalar.MAP, Scalar.ANY


def must(kind: Type, *names: str) -> Fields:
    """Fields without which an object of a book says nothing."""
    return dict.fromkeys(names, Field(type=kind, absent=Absent.REFUSED))


def null(kind: Type, *names: str) -> Fields:
    """Fields that Stripe shows as null when they are not set."""
    return dict.fromkeys(names, Field(type=kind, absent=None, nullable=True))


def preset(default: object, kind: Type, *names: str) -> Fields:
    """Fields that are never null and have a harmless value."""
    return dict.fromkeys(names, Field(type=kind, absent=default))


def derived(derive: Derivation, kind: Type, *names: str, nullable: bool = False) -> Fields:
    """Fields whose value follows from the others."""
    return dict.fromkeys(names, Field(type=kind, absent=None, derive=derive, nullable=nullable))


def if_given(kind: Type, *names: str) -> Fields:
    """Fields that Stripe leaves out where they do not apply."""
    return dict.fromkeys(names, Field(type=kind, absent=Absent.LEFT_OUT, nullable=True))


def on_demand(kind: Type, *names: str, derive: Derivation | None = None) -> Fields:
    """Includable fields: left out unless `expand` names them."""
    return dict.fromkeys(names, Field(type=kind, absent=Absent.ON_DEMAND, derive=derive, nullable=True))


def one_of(*values: str) -> Choice:
    """A word of a closed set."""
    return Choice(values)


def reference(*kinds: str) -> Reference:
    """An expandable id."""
    return Reference(kinds)


def id_of(kind: str) -> Reference:
    """An id that Stripe never expands."""
    return Reference((kind,), expandable=False)


def nested(fields: Fields) -> Nested:
    """A nested object of these fields."""
    return Nested(Shape(fields=fields))


def copy_of(name: str) -> Derivation:
    """The value of another field."""
    return lambda plain: plain.get(name)


COLLECTION_METHOD = one_of("charge_automatically", "send_invoice")
ADDRESS = nested(null(TEXT, "city", "country", "line1", "line2", "postal_code", "state"))
SHIPPING = nested({**null(ADDRESS, "address"), **null(TEXT, "carrier", "name", "phone", "tracking_number")})
PERIOD = nested(must(INTEGER, "start", "end"))
SELF = {"type": "self"}
LIABILITY = nested({**must(TEXT, "type"), **if_given(reference("account"), "account")})
TAX_RATE_DETAILS = nested(must(id_of("tax_rate"), "tax_rate"))
TAX = nested(
    {
        **must(INTEGER, "amount"),
        **must(one_of("exclusive", "inclusive"), "tax_behavior"),
        **preset("standard_rated", TEXT, "taxability_reason"),
        **preset("tax_rate_details", TEXT, "type"),
        **null(INTEGER, "taxable_amount"),
        **null(TAX_RATE_DETAILS, "tax_rate_details"),
    }
)
DISCOUNT_AMOUNT = nested({**must(INTEGER, "amount"), **must(reference("discount"), "discount")})
PRETAX_CREDIT_AMOUNT = nested(
    {
        **must(INTEGER, "amount"),
        **must(TEXT, "type"),
        **if_given(reference("billing.credit_balance_transaction"), "credit_balance_transaction"),
        **if_given(reference("discount"), "discount"),
    }
)
SHIPPING_COST = nested(
    {
        **must(INTEGER, "amount_subtotal", "amount_tax", "amount_total"),
        **null(reference("shipping_rate"), "shipping_rate"),
        **if_given(
            Array(
                nested(
                    {
                        **must(INTEGER, "amount"),
                        **must(Embedded("tax_rate"), "rate"),
                        **null(INTEGER, "taxable_amount"),
                        **null(TEXT, "taxability_reason"),
                    }
                )
            ),
            "taxes",
        ),
    }
)
