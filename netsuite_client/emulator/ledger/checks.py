"""What every record is checked for, whatever its kind: lengths, required and read-only fields, custom fields."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import Any

from netsuite_client.emulator.fields import TYPE, Fields
from netsuite_client.emulator.ledger.books import Books, Features
from netsuite_client.emulator.ledger.taxes import Tax
from netsuite_client.emulator.refusals import Refusal, please_enter

MAX_LENGTHS: dict[str, int] = {
    "memo": 999,
    "description": 4000,
    "salesDescription": 4000,
    "itemId": 60,
    "displayName": 60,
    "entityId": 80,
    "companyName": 83,
    "firstName": 32,
    "lastName": 32,
    "otherRefNum": 45,
    "email": 254,
    "phone": 21,
    "addrPhone": 21,
    "tranId": 45,
    "attention": 150,
    "addressee": 150,
    "addr1": 150,
    "addr2": 150,
    "addr3": 150,
}
"""The longest text that a field takes, in characters."""

READ_ONLY: dict[str, frozenset[str]] = {
    "invoice": frozenset(
        {"amountPaid", "amountRemaining", "balance", "subTotal", "discountTotal", "taxTotal", "total", "status"}
    ),
    "creditMemo": frozenset(
        {"amountPaid", "amountRemaining", "balance", "subTotal", "discountTotal", "taxTotal", "total", "status"}
        | {"applied", "unapplied"}
    ),
    "customerPayment": frozenset({"balance", "pending", "applied", "unapplied", "status"}),
    "customerRefund": frozenset({"balance", "status", "transactionNumber"}),
    "customer": frozenset({"balance", "depositBalance", "dateCreated"}),
}
"""Computed fields, which nobody may set."""

NUMBERS = frozenset({"tranId", "entityId"})
"""What nobody may set where NetSuite numbers customers and transactions."""

REVENUE_FIELDS = frozenset(
    {"revRecStartDate", "revRecEndDate", "revenueRecognitionRule", "createRevenuePlansOn", "directRevenuePosting"}
    | {"revRecForecastRule", "itemRevenueCategory", "revenueAllocationGroup"}
)
"""Fields that exist only where Advanced Revenue Management is on."""

LEGACY_TAX_FIELDS = frozenset({"isTaxable", "taxCode", "taxItem", "salesTaxCode", "taxRate1", "tax1Amt", "grossAmt"})
"""Fields of taxes as they were before SuiteTax, which took them away."""

SUITETAX_FIELDS = frozenset({"taxDetailsList", "taxDetailsOverride", "taxDetailsReference", "taxRegOverride"})
"""Fields of taxes that exist only with SuiteTax."""

FIELDS_OF_FEATURES: tuple[tuple[Callable[[Features], bool], frozenset[str]], ...] = (
    (lambda features: not features.arm, REVENUE_FIELDS),
    (lambda features: features.tax is Tax.SUITETAX, LEGACY_TAX_FIELDS),
    (lambda features: features.tax is not Tax.SUITETAX, SUITETAX_FIELDS),
)
"""Fields that are not there, by what the account has or has not switched on."""

UNSUPPORTED = frozenset(
    {
        "creditList",
        "depositList",
        "discountItem",
        "discountRate",
        "shippingCost",
        "taxDetailsList",
        "taxDetailsOverride",
    }
    | {"grossAmt", "tax1Amt", "taxAmount", "taxRate", "taxRate1", "revRecSchedule", "billingSchedule", "deferRevRec"}
)
"""Fields of NetSuite that would change amounts or postings, and that this emulator does not act on."""

CUSTOM_FIELD_TYPES: dict[str, str] = {
    "StringCustomFieldRef": "string",
    "LongCustomFieldRef": "integer",
    "DoubleCustomFieldRef": "decimal",
    "BooleanCustomFieldRef": "boolean",
    "DateCustomFieldRef": "date",
    "SelectCustomFieldRef": "select",
    "MultiSelectCustomFieldRef": "multiselect",
}
CUSTOM_FIELD_PREFIXES: dict[str, str] = {
    "customer": "custentity",
    "invoice": "custbody",
    "creditMemo": "custbody",
    "customerPayment": "custbody",
    "customerRefund": "custbody",
}
"""How the script ids of a kind's own custom fields begin; items have `custitem`, lines `custcol`."""


def check_record(books: Books, kind: str, fields: Fields, *, ignore_read_only: bool) -> Fields:
    """The fields without those that may be ignored; refuses what no record may contain."""
    read_only = READ_ONLY.get(kind, frozenset()) | (NUMBERS if books.features.auto_numbers else frozenset())
    fields = _without(read_only & fields.keys(), fields, ignore=ignore_read_only)
    _check_values(books, fields, CUSTOM_FIELD_PREFIXES.get(kind, "custitem"))
    return fields


def check_required(books: Books, kind: str, fields: Fields, *, transaction: bool) -> None:
    """Refuses a record that lacks a field which the account's forms demand."""
    sent = {row["scriptId"] for row in fields.get("customFieldList", {}).get("customField", ())}
    sent |= {name for name, value in fields.items() if value is not None}
    missing = [name for name in _required_names(books, kind, transaction=transaction) if name not in sent]
    if missing:
        raise please_enter(*map(label, missing))


def label(name: str) -> str:
    """A field's name as forms show it: `companyName` → `Company Name`."""
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    return words[0].upper() + words[1:]


def _required_names(books: Books, kind: str, *, transaction: bool) -> list[str]:
    names = []
    for entry in books.features.required_fields:
        wanted, _, name = entry.rpartition(".")
        is_ours = transaction if not name.startswith("cust") else _fits(name, kind)
        if wanted == kind or (not wanted and is_ours):
            names.append(name)
    return names


def _fits(custom_field: str, kind: str) -> bool:
    return custom_field.startswith(CUSTOM_FIELD_PREFIXES.get(kind, "custitem"))


def _without(read_only: frozenset[str], fields: Fields, *, ignore: bool) -> Fields:
    if read_only and not ignore:
        raise no_permission(min(read_only))
    return {name: value for name, value in fields.items() if name not in read_only}


def no_permission(element: str) -> Refusal:
    """A field that is read-only, or belongs to a feature that is off."""
    reasons = "1) The field is read-only; 2) An associated feature is disabled"
    message = f"You do not have permissions to set a value for element {element} due to one of the following reasons: "
    return Refusal("INSUFFICIENT_PERMISSION", message + reasons)


@cache
def absent_fields(features: Features) -> frozenset[str]:
    """What nobody may set in an account with these features."""
    return frozenset(name for is_absent, names in FIELDS_OF_FEATURES if is_absent(features) for name in names)


def _check_values(books: Books, value: Fields, custom_prefix: str) -> None:
    absent = absent_fields(books.features)
    for name, content in value.items():
        if name in absent:
            raise no_permission(name.lower())
        if isinstance(content, str):
            _check_length(name, content)
        elif name == "customFieldList":
            for custom_field in content.get("customField", ()):
                _check_custom_field(books, custom_field, custom_prefix)
        else:
            _check_nested(books, name, content, custom_prefix)
        if name in UNSUPPORTED:
            raise Refusal("USER_ERROR", f"This emulator does not support the field {name}.")


def _check_nested(books: Books, name: str, content: Any, custom_prefix: str) -> None:
    prefix = "custcol" if name == "itemList" else custom_prefix
    for each in content if isinstance(content, list) else [content]:
        if isinstance(each, dict):
            _check_values(books, each, prefix)


def _check_length(name: str, content: str) -> None:
    limit = MAX_LENGTHS.get(name)
    if limit is not None and len(content) > limit:
        message = f"The field {name.lower()} contained more than the maximum number ( {limit} ) of characters allowed."
        raise Refusal("EXCEEDED_MAX_FIELD_LENGTH", message)


def _check_custom_field(books: Books, custom_field: Fields, prefix: str) -> None:
    script_id, internal_id = custom_field.get("scriptId"), custom_field.get("internalId")
    store = books.store
    found = store.find("customField", internal_id) if internal_id else store.find_name("customField", script_id or "")
    if found is None or not found.body["scriptId"].startswith(prefix):
        name = script_id or internal_id or ""
        raise Refusal("INVALID_CSTM_FIELD_REF", f"The specified custom field reference {name} is invalid.")
    if CUSTOM_FIELD_TYPES[custom_field[TYPE]] != found.body["fieldType"]:
        message = f"The customfield [{found.body['scriptId']}] reference object does not match its data type."
        raise Refusal("INVALID_CSTM_FIELD_DATA_TYP", message)
    custom_field["scriptId"], custom_field["internalId"] = found.body["scriptId"], str(found.id)
