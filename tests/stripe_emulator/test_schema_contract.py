"""The emulator against Stripe's own schema and catalogues: what it serves, and what its tables say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

import pytest

from stripe_client.emulator import Book, demo_book, year_book
from stripe_client.emulator.endpoints import ENDPOINTS, LISTINGS, PAGING
from stripe_client.emulator.events import DELETED, OCCASIONS, UPDATED
from stripe_client.emulator.parameters import Group
from stripe_client.emulator.shapes import SHAPES
from stripe_client.emulator.shapes.fields import (
    Array,
    Choice,
    Embedded,
    Fields,
    Members,
    Nested,
    Reference,
    Scalar,
    Type,
)
from tests.stripe_emulator.books import NOW, full_book
from tests.stripe_emulator.requests import Asker
from tests.stripe_emulator.schema import catalogue, definitions, needs_schema, violations
from tests.stripe_emulator.shop import grown

pytestmark = needs_schema

EVERYTHING = {
    "/v1/invoices": [
        "customer",
        "payments",
        "discounts.source.coupon",
        "lines.data.discounts",
        "amount_paid_off_stripe",
    ],
    "/v1/charges": ["refunds", "balance_transaction", "payment_intent", "customer"],
    "/v1/refunds": ["charge", "balance_transaction", "payment_intent"],
    "/v1/credit_notes": ["refunds.refund", "customer_balance_transaction", "invoice", "customer"],
    "/v1/invoice_payments": ["invoice", "payment.payment_intent", "payment.payment_record"],
    "/v1/customers": ["subscriptions", "tax_ids"],
    "/v1/subscriptions": ["latest_invoice", "customer"],
    "/v1/payouts": ["balance_transaction"],
    "/v1/balance_transactions": ["source"],
    "/v1/disputes": ["charge"],
    "/v1/coupons": ["applies_to"],
    "/v1/prices": ["product"],
    "/v1/promotion_codes": ["promotion.coupon"],
}


@pytest.mark.parametrize(
    "book",
    [demo_book(), full_book(), *(grown(seed).book for seed in range(4))],
    ids=["the demo book", "a book of every kind", *(f"what happened by chance, {seed}" for seed in range(4))],
)
@pytest.mark.parametrize("expanded", [False, True], ids=["plain", "expanded"])
def test_every_object_of_every_list_is_one_of_stripes(book: dict[str, Any], expanded: bool) -> None:
    asker = Asker(Book.from_plain(book), clock=lambda: NOW)
    for path in LISTINGS:
        paths = EVERYTHING.get(path, []) if expanded else []
        for plain in asker.everything(path.replace("{customer}", asker.first_customer), expand=paths):
            assert violations(plain) == []


@pytest.mark.parametrize("expanded", [False, True], ids=["plain", "expanded"])
def test_every_seventh_object_of_the_year_is_one_of_stripes(expanded: bool) -> None:
    asker = Asker(Book.from_plain(year_book()), clock=lambda: NOW)
    for path in LISTINGS:
        paths = EVERYTHING.get(path, []) if expanded else []
        found = asker.everything(path.replace("{customer}", asker.first_customer), expand=paths, at_a_time=100)
        for plain in islice(found, 0, None, 7):
            assert violations(plain) == []


def test_the_account_is_one_of_stripes() -> None:
    assert violations(Asker(Book.from_plain({})).get("/v1/account")) == []


def test_every_endpoint_is_one_of_stripes() -> None:
    theirs = {_without_names(path) for method, path in catalogue("endpoints.json") if method.upper() == "GET"}
    assert {_without_names(path) for path in ENDPOINTS} - theirs == set()


PARAMETER_FILES = {
    "/v1/customers/{customer}/balance_transactions": ("_customer_balance_transaction_list_params.py",),
    "/v1/invoiceitems": ("_invoice_item_list_params.py",),
}


@pytest.mark.parametrize("path", LISTINGS)
def test_every_list_has_exactly_stripes_parameters(path: str) -> None:
    name = PARAMETER_FILES.get(path, (f"_{path.removeprefix('/v1/').removesuffix('s')}_list_params.py",))[0]
    theirs = catalogue("list_params.json")[name]
    title = next(iter(theirs))
    ours = LISTINGS[path].parameters
    assert set(ours) | PAGING == set(theirs[title])
    for parameter, groups in _groups(ours).items():
        part = title + "".join(word.capitalize() for word in parameter.split("_"))
        assert groups == set(theirs[part])


@pytest.mark.parametrize("kind", sorted(set(SHAPES) - {"tax_id"}))
def test_a_shape_has_exactly_stripes_fields(kind: str) -> None:
    assert list(_differences(kind, SHAPES[kind].fields, definitions()[kind])) == []


@pytest.mark.parametrize("kind", sorted(SHAPES))
def test_exactly_stripes_fields_can_be_expanded(kind: str) -> None:
    theirs = catalogue("expandable.json").get(kind)
    if theirs is None:
        pytest.skip("the catalogue has no expandable fields for this kind")
    opaque = [name for name, rule in SHAPES[kind].fields.items() if rule.type is Scalar.ANY]
    known = {(path, tuple(kinds)) for path, kinds in theirs if path.split(".")[0] not in opaque}
    assert {(path, kinds) for path, kinds in _expandable(SHAPES[kind].fields)} == known


def test_every_event_type_is_one_of_stripes() -> None:
    ours = {occasion.type for occasions in OCCASIONS.values() for occasion in occasions}
    assert (ours | set(UPDATED.values()) | set(DELETED.values())) - set(
        catalogue("event_types.json")["snapshot"]
    ) == set()


def _without_names(path: str) -> str:
    return re.sub(r"\{[^}]*\}", "{}", path)


def _groups(parameters: Any) -> dict[str, set[str]]:
    return {name: set(group.parts) for name, group in parameters.items() if isinstance(group, Group)}


def _expandable(fields: Fields, prefix: str = "") -> Iterator[tuple[str, tuple[str, ...]]]:
    for name, rule in fields.items():
        yield from _expandable_type(rule.type, f"{prefix}{name}")


def _expandable_type(kind: Type, path: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    match kind:
        case Reference(kinds, expandable=True):
            yield path, kinds
        case Array(of):
            yield from _expandable_type(of, path)
        case Nested(shape):
            yield from _expandable(shape.fields, f"{path}.")
        case Members(kind="source"):
            yield f"{path}.data[] (list)", ("account", "bank_account", "card", "source")
        case Members(kind=kind_name):
            yield f"{path}.data[] (list)", (kind_name,)


def _differences(place: str, fields: Fields, theirs: Any) -> Iterator[str]:
    names = set(theirs["properties"]) - {"id", "object", "deleted"}
    yield from (f"{place}.{name} is missing" for name in sorted(names - set(fields)))
    yield from (f"{place}.{name} is not Stripe's" for name in sorted(set(fields) - names - {"id", "object"}))
    for name in sorted(names & set(fields)):
        yield from _type_differences(f"{place}.{name}", fields[name].type, _without_null(theirs["properties"][name]))


def _type_differences(place: str, ours: Type, theirs: Any) -> Iterator[str]:
    match ours:
        case Nested(shape):
            yield from _differences(place, shape.fields, definitions()[theirs["$ref"].rpartition("/")[2]])
        case Array(of):
            yield from _type_differences(f"{place}[]", of, _without_null(theirs["items"]))
        case _ if not _same_type(ours, theirs):
            yield f"{place}: is {theirs}"


def _same_type(ours: Type, theirs: Any) -> bool:
    match ours:
        case Reference(kinds, expandable=True):
            known = tuple(one["$ref"].rpartition("/")[2] for one in theirs.get("anyOf", []) if "$ref" in one)
            return known in {kinds, ()} and theirs.get("x-expandable") is True
        case Reference():
            return theirs.get("type") == "string"
        case Embedded(kind):
            return theirs.get("$ref") == f"#/$defs/{kind}"
        case Choice(values):
            return set(values) == set(theirs.get("x-known-values", theirs.get("enum", values)))
        case Members():
            return theirs.get("x-list") is True
        case Scalar():
            return _same_scalar(ours, theirs)
        case _:
            return False


_JSON_TYPES = {
    Scalar.TEXT: "string",
    Scalar.CURRENCY: "string",
    Scalar.DECIMAL: "string",
    Scalar.INTEGER: "integer",
    Scalar.NUMBER: "number",
    Scalar.FLAG: "boolean",
    Scalar.MAP: "object",
}


def _same_scalar(ours: Scalar, theirs: Any) -> bool:
    if ours is Scalar.ANY:
        return True
    if ours is Scalar.DECIMAL or theirs.get("x-decimal"):
        return ours is Scalar.DECIMAL and theirs.get("x-decimal") is True
    return _JSON_TYPES[ours] == theirs.get("type", "string" if "enum" in theirs else None)


def _without_null(theirs: Any) -> Any:
    """A type of Stripe's without the null that the schema puts beside it."""
    kinds = [one for one in theirs.get("anyOf", []) if one.get("type") != "null"]
    return kinds[0] if len(kinds) == 1 and not theirs.get("x-expandable") else theirs
