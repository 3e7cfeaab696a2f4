"""Which attributes Stripe's objects have, and of what type: read from the types that the Stripe SDK declares."""

from __future__ import annotations

import types
import typing
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ForwardRef, Literal

import stripe

ValueType = Literal["any", "text", "integer", "decimal", "boolean", "list", "object"]

_PLAIN: dict[object, ValueType] = {str: "text", int: "integer", bool: "boolean", float: "decimal", Decimal: "decimal"}
_CLASSES = {
    "invoice": "Invoice",
    "line": "InvoiceLineItem",
    "customer": "Customer",
    "charge": "Charge",
    "payment_intent": "PaymentIntent",
    "subscription": "Subscription",
    "price": "Price",
    "product": "Product",
    "coupon": "Coupon",
    "refund": "Refund",
    "credit_note": "CreditNote",
    "dispute": "Dispute",
    "customer_balance_transaction": "CustomerBalanceTransaction",
}
"""The SDK's class of each object, by the name that people give it."""


@dataclass(frozen=True)
class Shape:
    """What may stand at a place of an object: every type that the SDK declares there, nothing where it says none.

    A reference is the referred object, since whoever follows it means that.
    """

    declared: tuple[object, ...]

    @property
    def type(self) -> ValueType:
        """What a value is there; `any` where it may be several things, or anything."""
        found = {_type_of(each) for each in self.declared}
        return found.pop() if len(found) == 1 else "any"

    @property
    def attributes(self) -> Sequence[str]:
        """The names that it surely has, for suggestions."""
        return sorted({name for each in self.declared for name in _annotations(each)})

    def step(self, name: str | int) -> Shape | None:
        """What stands one step further: an attribute, a key, or a member of a list; None where nothing can."""
        found = [after for each in self.declared for after in _after(each, name)]
        return Shape(tuple(found)) if found else None


def shape_of(name: str) -> Shape:
    """An object of Stripe's by its name: `invoice`, `price`, `line`. Raises KeyError for another."""
    return Shape((getattr(stripe, _CLASSES[name]),))


def shape_of_any(names: Iterable[str]) -> Shape:
    """One of several objects, where it is not known which."""
    return Shape(tuple(getattr(stripe, _CLASSES[name]) for name in names))


def _after(declared: object, step: str | int) -> Iterator[object]:
    """What one of the declared types has at a step."""
    if declared is Any:
        yield Any
        return
    member = _member(declared)
    if isinstance(step, int):
        yield from _meant(member) if member is not None else ()
        return
    if step == "data" and member is not None:
        yield declared  # a list of Stripe's may be written with its envelope
    elif isinstance(declared, type) and step in (known := _annotations(declared)):
        yield from _meant(known[step])
    elif _keyed(declared) is not None:
        yield from _meant(_keyed(declared))


def _meant(annotation: object) -> Iterator[object]:
    """The types that an annotation allows; of an id or the object itself, the object."""
    if isinstance(annotation, ForwardRef):
        yield getattr(stripe, annotation.__forward_arg__, Any)
    elif typing.get_origin(annotation) in {typing.Union, types.UnionType}:
        members = [one for each in typing.get_args(annotation) for one in _meant(each) if one is not type(None)]
        objects = [one for one in members if isinstance(one, type) and issubclass(one, stripe.StripeObject)]
        yield from objects or members
    else:
        yield Any if isinstance(annotation, str) else annotation


def _type_of(declared: object) -> ValueType:
    if typing.get_origin(declared) is Literal:
        return "text"
    if _member(declared) is not None:
        return "list"
    if _keyed(declared) is not None:
        return "object"
    if isinstance(declared, type) and issubclass(declared, stripe.StripeObject):
        return "object"
    return _PLAIN.get(declared, "any")


def _annotations(declared: object) -> dict[str, object]:
    """The attributes that a class of the SDK declares."""
    if not (isinstance(declared, type) and issubclass(declared, stripe.StripeObject)):
        return {}
    own = dict(declared.__annotations__) if "__annotations__" in vars(declared) else {}
    return {name: annotation for name, annotation in own.items() if not name.startswith("_") and name.islower()}


def _member(declared: object) -> object | None:
    """What the members of a list are."""
    origin, arguments = typing.get_origin(declared), typing.get_args(declared)
    is_list = origin is list or (isinstance(origin, type) and issubclass(origin, stripe.ListObject))
    return arguments[0] if is_list and arguments else None


def _keyed(declared: object) -> Any:
    """What stands under the keys of an object that takes any, such as metadata."""
    origin, arguments = typing.get_origin(declared), typing.get_args(declared)
    if origin is dict:
        return arguments[1]
    is_object = isinstance(origin, type) and issubclass(origin, stripe.StripeObject)
    return arguments[0] if is_object and _member(declared) is None and arguments else None
