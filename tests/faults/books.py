"""NetSuite's books as plain values in which no internal id or number shows, so that two ends can be compared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any, Protocol

TRANSACTIONS = ("invoice", "customerPayment", "creditMemo", "customerRefund")
KINDS = ("customer", "serviceSaleItem", "otherChargeSaleItem", "paymentMethod", *TRANSACTIONS)
REFERENCES = {
    "entity": ("customer",),
    "customer": ("customer",),
    "item": ("serviceSaleItem", "otherChargeSaleItem"),
    "paymentMethod": ("paymentMethod",),
    "doc": TRANSACTIONS,
}
"""Fields that refer to our own records, and of which kinds."""
NUMBERED_BY_NETSUITE = frozenset({"internalId", "tranId", "refNum", "line"})

IN_ANY_ORDER = frozenset({"applyList", "currencyList"})
"""Lists whose order says nothing."""

Books = Mapping[str, Any]


class Shown(Protocol):
    """Whoever shows NetSuite's books by the paths of the emulator's controls."""

    def books(self, path: str) -> Any: ...


def books_of(world: Shown) -> Books:
    """Every record by kind and external id, with how often it is there, and the trial balance."""
    records = {kind: world.books(f"records?type={kind}") for kind in KINDS}
    names = {
        (kind, record["internalId"]): record.get("externalId", record["internalId"])
        for kind, found in records.items()
        for record in found
    }
    books: dict[str, Any] = {"trial balance": world.books("trial-balance")}
    for kind, found in records.items():
        many = Counter(names[kind, record["internalId"]].lower() for record in found)
        for record in found:
            name = names[kind, record["internalId"]]
            books[f"{kind} {name}"] = {**_plain(record, names), "times": many[name.lower()]}
    return books


def differences(expected: Books, found: Books) -> list[str]:
    """What is different, in a line each."""
    lines = [f"missing: {key}" for key in expected.keys() - found.keys()]
    lines += [f"too much: {key}" for key in found.keys() - expected.keys()]
    for key in sorted(expected.keys() & found.keys()):
        if expected[key] != found[key]:
            fields = expected[key].keys() | found[key].keys()
            changed = [name for name in sorted(fields) if expected[key].get(name) != found[key].get(name)]
            told = [f"{name} {expected[key].get(name)!r} became {found[key].get(name)!r}" for name in changed]
            lines.append(f"different: {key}: {'; '.join(told)}")
    return lines


def _plain(record: Mapping[str, Any], names: Mapping[tuple[str, str], str]) -> dict[str, Any]:
    plain: dict[str, Any] = {}
    for field, value in record.items():
        if field in NUMBERED_BY_NETSUITE:
            continue
        if field in REFERENCES:
            internal_id = value["internalId"] if isinstance(value, dict) else str(value)
            plain[field] = next(names[kind, internal_id] for kind in REFERENCES[field] if (kind, internal_id) in names)
        elif isinstance(value, list):
            rows = [_plain(row, names) if isinstance(row, dict) else row for row in value]
            plain[field] = sorted(rows, key=str) if field in IN_ANY_ORDER else rows
        else:
            plain[field] = value
    return plain
