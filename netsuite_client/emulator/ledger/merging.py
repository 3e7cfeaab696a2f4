"""Puts an update's fields over a record's: lists whole, or by key where `replaceAll` is false."""

from __future__ import annotations

from typing import Any

from netsuite_client.emulator.fields import TYPE, Fields
from netsuite_client.emulator.refusals import invalid_key

LIST_KEYS: dict[str, tuple[str, str]] = {
    "applyList": ("apply", "doc"),
    "creditList": ("credit", "doc"),
    "depositList": ("deposit", "doc"),
    "itemList": ("item", "line"),
    "currencyList": ("currency", "currency"),
    "addressbookList": ("addressbook", "internalId"),
}
"""Each keyed list: the name of its rows, and the field by which an update addresses one."""


def merged(before: Fields, changes: Fields) -> Fields:
    """The fields after an update."""
    after = dict(before)
    for name in changes.get("nullFieldList", {}).get("name", ()):
        after.pop(name, None)
    for name, value in changes.items():
        if name in LIST_KEYS and not value["replaceAll"]:
            after[name] = _merged_list(name, before.get(name, {}), value)
        elif name == "customFieldList":
            after[name] = _merged_custom_fields(before.get(name, {}), value)
        elif name not in {"nullFieldList", "internalId", "externalId", TYPE}:
            after[name] = value
    return after


def _merged_list(name: str, before: Fields, changes: Fields) -> Fields:
    child, key = LIST_KEYS[name]
    rows = {_key(row, key): row for row in before.get(child, ())}
    added = list[Fields]()
    for row in changes.get(child, ()):
        found = _key(row, key)
        if found is None:
            added.append(row)
        elif found in rows or name != "itemList":
            rows[found] = {**rows.get(found, {}), **row}
        else:
            raise invalid_key(key, str(found))
    return {child: [*rows.values(), *added]}


def _key(row: Fields, key: str) -> Any:
    value = row.get(key)
    return value.get("internalId") if isinstance(value, dict) else value


def _merged_custom_fields(before: Fields, changes: Fields) -> Fields:
    rows = {row["scriptId"]: row for each in (before, changes) for row in each.get("customField", ())}
    return {"customField": list(rows.values())}
