"""Writes families into little room and reads them back as they were, to translate them again without asking Stripe."""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from decimal import Decimal
from typing import Any, cast

from stripe_client.objects import (
    BalanceFamily,
    Charge,
    ChargeFamily,
    Coupon,
    CreditNote,
    Customer,
    CustomerBalanceTransaction,
    CustomerFamily,
    Family,
    Invoice,
    InvoicePayment,
    InvoiceStory,
    PaymentRecord,
    Plain,
    Price,
    Product,
    TaxRate,
    parse,
)

_FAMILIES: Mapping[str, Any] = {
    each.__name__: each for each in (InvoiceStory, ChargeFamily, BalanceFamily, CustomerFamily)
}
_OBJECTS: Mapping[str, type[Any]] = {
    each.__name__: each
    for each in (
        Charge,
        Coupon,
        CreditNote,
        Customer,
        CustomerBalanceTransaction,
        Invoice,
        InvoicePayment,
        PaymentRecord,
        Price,
        Product,
        TaxRate,
    )
}

_DECIMAL = "$decimal"
_SECRET = re.compile(r'"client_secret": "[^"]*"')
"""What lets its bearer pay in the customer's name; nothing that is booked needs it."""


def written(families: Iterable[Family]) -> Iterator[bytes]:
    """Each family in little room: each of its objects once, as Stripe served it."""
    text_of = _Texts()
    return (_written(family, text_of) for family in families)


def _written(family: Family, text_of: _Texts) -> bytes:
    writer = _Writer(text_of)
    tree = json.dumps(writer.tree(family))
    plains = _SECRET.sub('"client_secret": null', ", ".join(writer.places))
    return zlib.compress(f'{{"tree": {tree}, "plains": [{plains}]}}'.encode(), 1)


def read_back(kept: bytes) -> Family:
    """The family that `written` wrote."""
    text = json.loads(zlib.decompress(kept), object_hook=_exact)
    return cast(Family, _Reader(text["plains"]).value(text["tree"]))


class _Texts:
    """Objects as text; what several families share is written once."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[Plain, str]] = {}

    def __call__(self, plain: Plain) -> str:
        """The object as JSON, exact amounts included."""
        known = self._known.get(id(plain))
        if known is None:
            known = self._known[id(plain)] = plain, _encoded(plain)
        return known[1]


class _Writer:
    """Gathers the objects of a family by their text, and says in a tree which of them stands where."""

    def __init__(self, text_of: _Texts) -> None:
        self.places: dict[str, int] = {}
        self._text_of = text_of

    def tree(self, value: Any) -> Any:
        """A family by its members, an object by its place, all else as it is."""
        name = type(value).__name__
        if name in _FAMILIES:
            return {"family": name, "of": self._members(value)}
        if name in _OBJECTS:
            return {"object": name, "at": self._place(value.plain or {"id": value.id, "deleted": True})}
        match value:
            case tuple():
                return [self.tree(member) for member in value]
            case Mapping():
                return {"each": {key: self.tree(member) for key, member in value.items()}}
            case _:
                return value

    def _members(self, family: Any) -> dict[str, Any]:
        """Its fields by name; what was fetched for it beyond Stripe's own families are plain objects."""
        fetched = {key: {"plain": self._place(plain)} for key, plain in family.fetched.items()}
        named = {each.name: getattr(family, each.name) for each in fields(family) if each.name != "fetched"}
        return {**{name: self.tree(value) for name, value in named.items()}, "fetched": {"each": fetched}}

    def _place(self, plain: Plain) -> int:
        return self.places.setdefault(self._text_of(plain), len(self.places))


class _Reader:
    """Puts a family together from its tree and its objects."""

    def __init__(self, plains: list[Plain]) -> None:
        self._plains = plains

    def value(self, tree: Any) -> object:
        """What stands at a branch of the tree."""
        match tree:
            case {"family": name, "of": members}:
                return _FAMILIES[name](**{key: self.value(member) for key, member in members.items()})
            case {"object": name, "at": place}:
                return parse(_OBJECTS[name], self._plains[place])
            case {"plain": place}:
                return self._plains[place]
            case {"each": members}:
                return {key: self.value(member) for key, member in members.items()}
            case list():
                return tuple(self.value(member) for member in tree)
            case _:
                return tree


def _tagged(value: object) -> dict[str, str]:
    if isinstance(value, Decimal):
        return {_DECIMAL: str(value)}
    message = f"{type(value).__name__} is nothing that Stripe serves"
    raise TypeError(message)


_encoded = json.JSONEncoder(default=_tagged, check_circular=False).encode


def _exact(plain: dict[str, Any]) -> object:
    return Decimal(plain[_DECIMAL]) if _DECIMAL in plain else plain
