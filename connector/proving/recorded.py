"""Recorded objects of Stripe: a fixture's JSON, one list for each kind, in which single values can be set."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from connector.located import File, Place
from connector.mapping.expressions.paths import Path

Object = dict[str, Any]

LISTS: dict[str, str] = {
    "customer": "customers",
    "product": "products",
    "price": "prices",
    "coupon": "coupons",
    "tax_rate": "tax_rates",
    "subscription": "subscriptions",
    "invoice": "invoices",
    "payment_intent": "payment_intents",
    "payment_record": "payment_records",
    "charge": "charges",
    "credit_note": "credit_notes",
    "customer_balance_transaction": "customer_balance_transactions",
}
"""The list of each kind of object, named as in Stripe's API; lines and payments stand in their invoice, refunds and
disputes in their charge."""


class UnusableError(ValueError):
    """A fixture that cannot be used, or not so; the text says why."""


class FixtureUnreadableError(UnusableError):
    """A fixture that is no JSON; `place` is where in it."""

    def __init__(self, text: str, place: Place) -> None:
        self.place = place
        super().__init__(text)


@dataclass(frozen=True)
class Recorded:
    """The objects of a fixture by their kind."""

    lists: dict[str, list[Object]]

    @classmethod
    def of(cls, file: File) -> Recorded:
        """The objects that a file holds. Raises UnusableError."""
        try:
            plain = json.loads(file.text, parse_float=Decimal)
        except json.JSONDecodeError as error:
            place = Place(file=file, line=error.lineno, column=error.colno)
            raise FixtureUnreadableError(f"no JSON: {error.msg}", place) from None
        if not isinstance(plain, dict):
            raise UnusableError("it holds no lists of Stripe objects")
        for name, members in plain.items():
            _check(name, members)
        return cls({kind: plain.get(name, []) for kind, name in LISTS.items()})

    def all(self) -> Iterator[Object]:
        """Every object that has a list."""
        return (each for members in self.lists.values() for each in members)

    def find(self, id_: object) -> Object | None:
        """The object of an id."""
        return next((each for each in self.all() if each["id"] == id_), None)

    def first(self, kind: str) -> Object:
        """The first object of a kind. Raises UnusableError where there is none."""
        if not self.lists[kind]:
            raise UnusableError(f"it holds no {kind}")
        return self.lists[kind][0]

    def set(self, root: Object, path: Path, value: object) -> None:
        """Put a value at a path of an object, or of the object that the path names. Raises UnusableError."""
        first, steps = str(path.steps[0]), path.steps
        if first in LISTS and root["object"] != first:
            root, steps = self._named(root, first), steps[1:]
        elif first in LISTS:
            steps = steps[1:]
        if not steps:
            raise UnusableError(f"{path.text} names no value of it")
        _put(self._walked(root, steps[:-1], path), steps[-1], value, path)

    def _named(self, root: Object, kind: str) -> Object:
        """The object that another refers to, else the first of its kind."""
        referred = self.find(_id(root.get(kind)))
        return referred or self.first(kind)

    def _walked(self, value: Any, steps: Sequence[str | int], path: Path) -> Any:
        for step in steps:
            value = _step(value, step, path)
            if isinstance(value, str):
                value = self.find(value) or value
        return value


def _check(name: object, members: object) -> None:
    if name not in LISTS.values():
        raise UnusableError(f'it has a list "{name}"; there are: {", ".join(LISTS.values())}')
    if not isinstance(members, list):
        raise UnusableError(f"its {name} are no list")
    kind = next(kind for kind, list_ in LISTS.items() if list_ == name)
    for each in members:
        if not isinstance(each, dict) or not isinstance(each.get("id"), str):
            raise UnusableError(f"one of its {name} has no id")
        each.setdefault("object", kind)


def _id(value: object) -> object:
    return value.get("id") if isinstance(value, dict) else value


def _step(value: Any, step: str | int, path: Path) -> Any:
    """What stands a step further; an object that is not there yet is made."""
    members = members_of(value)
    if isinstance(step, int) and members is not None and step < len(members):
        return members[step]
    if isinstance(step, str) and isinstance(value, dict):
        if value.get(step) is None:
            value[step] = {}
        return value[step]
    raise UnusableError(f"nothing stands at {path.text} in it")


def _put(value: Any, step: str | int, to: object, path: Path) -> None:
    members = members_of(value)
    if isinstance(step, str) and isinstance(value, dict):
        value[step] = to
    elif isinstance(step, int) and members is not None and step < len(members):
        members[step] = to
    else:
        raise UnusableError(f"nothing stands at {path.text} in it")


def members_of(value: object) -> list[Any] | None:
    """The members of a list of Stripe's, with or without its envelope."""
    members = value.get("data") if isinstance(value, dict) else value
    return members if isinstance(members, list) else None
