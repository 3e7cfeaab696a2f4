"""Resolves references: by internal id, else by external id, in the group that the field points to."""

from __future__ import annotations

from typing import Any

from netsuite_client.emulator.fields import Fields
from netsuite_client.emulator.ledger.store import Store, Stored
from netsuite_client.emulator.refusals import Refusal, invalid_key, invalid_value
from netsuite_client.emulator.schema.table import TABLE, ComplexType

GROUPS: dict[str, str] = {
    "account": "account",
    "arAcct": "account",
    "category": "customerCategory",
    "class": "class",
    "createRevenuePlansOn": "createRevenuePlansOn",
    "createdFrom": "transaction",
    "currency": "currency",
    "customer": "entity",
    "deferredRevenueAccount": "account",
    "department": "department",
    "entity": "entity",
    "incomeAccount": "account",
    "item": "item",
    "discountItem": "item",
    "location": "location",
    "parent": "entity",
    "paymentMethod": "paymentMethod",
    "postingPeriod": "accountingPeriod",
    "receivablesAccount": "account",
    "recordRef": "subsidiary",
    "revRecForecastRule": "revenueRecognitionRule",
    "revenueRecognitionRule": "revenueRecognitionRule",
    "salesTaxCode": "taxCode",
    "subsidiary": "subsidiary",
    "taxItem": "taxCode",
    "taxSchedule": "taxSchedule",
    "terms": "term",
}
"""The group that each field refers to; a reference in any other field names nothing that we hold."""

CUSTOM_PRICE = "-1"


def resolve(store: Store, value: Fields, declared: ComplexType) -> Fields:
    """The value with every reference as internal id of what it names; refuses what does not exist or is inactive."""
    resolved = dict(value)
    for field in declared.fields:
        content = value.get(field.name)
        if content is None:
            continue
        if field.type == "RecordRef":
            each = [_reference(store, field.name, one) for one in (content if field.repeated else [content])]
            resolved[field.name] = each if field.repeated else each[0]
        elif field.type in TABLE.types and field.type != "CustomFieldRef":
            resolved[field.name] = _nested(store, content, TABLE.types[field.type])
    return resolved


def _nested(store: Store, content: Any, declared: ComplexType) -> Any:
    if isinstance(content, list):
        return [resolve(store, each, declared) for each in content]
    return resolve(store, content, declared)


def _reference(store: Store, field: str, reference: Fields) -> Fields:
    if field == "price" and reference.get("internalId") == CUSTOM_PRICE:
        return {"internalId": CUSTOM_PRICE}
    found = find(store, GROUPS.get(field, field), reference)
    if found is None:
        raise invalid_key(field, reference.get("internalId") or reference["externalId"])
    if found.body.get("isInactive"):
        raise invalid_value(field, str(found.id))
    return {"internalId": str(found.id)}


def find(store: Store, group: str, reference: Fields) -> Stored | None:
    """What a reference names in its group, None when nothing; the internal id wins where both are given."""
    internal_id, external_id = reference.get("internalId"), reference.get("externalId")
    if internal_id:
        return store.find(group, internal_id)
    if external_id:
        return store.find_external(group, external_id)
    raise Refusal("USER_ERROR", "Either internalId or externalId is required.")
