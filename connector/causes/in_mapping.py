"""What a mapping or a setting of items makes impossible: codes MAP of runs."""

from __future__ import annotations

from connector.causes.cause import NETSUITE_ADMIN, PARTNER, SUPPORT, cause, either

IN_MAPPING = (
    cause(
        "MAP-401", "MAPPING_NO_VALUE", "A mapping rule gave no value", PARTNER,
        "A rule gave no value: {by}",
        "See each step with connector explain {id}; give the entry a default, or fill the value in at Stripe; the next "
        "sync takes it up.",
    ),
    cause(
        "MAP-402", "LOOKUP_NO_ROW", "A table has no row for a value", PARTNER,
        "A table has no row: {by}",
        "Add a row to the table, or give the entry a default; the next sync takes it up.",
    ),
    cause(
        "MAP-403", "TRANSFORM_FAILED", "A transform cannot use a value", either(PARTNER, SUPPORT),
        "{step} {wanted}, and {field} gets {input} from {path} ({place})",
        "Correct the value at Stripe or the transform; the next sync takes it up.",
    ),
    cause(
        "MAP-404", "MAPPING_TYPE", "A value is of another type than its field", PARTNER,
        "{field} takes {wanted}, and {path} holds {value} ({place})",
        "Correct the value at Stripe or the mapping entry; the next sync takes it up.",
    ),
    cause(
        "MAP-405", "NO_ITEM_FOR_PRICE", "There is no item for a price", PARTNER,
        "No item for {id}: {message}",
        "Restore or correct it at Stripe, link an item by its internal id in the metadata, or change items.strategy; "
        "the next sync takes it up.",
        "Once NetSuite has the item: connector retry {id}",
    ),
    cause(
        "MAP-406", "REFERENCE_NOT_FOUND", "NetSuite has no record of that name", either(PARTNER, NETSUITE_ADMIN),
        "NetSuite has no such record: {message}",
        "Choose one that NetSuite has, or create it there.",
        "Then: connector retry {id}",
    ),
    cause(
        "MAP-407", "FIELD_NOT_ON_FORM", "The form hides a field", NETSUITE_ADMIN,
        "NetSuite's form does not show a field: {message}",
        "Show the field on the form that the integration uses (Customization > Forms).",
        "Then: connector retry {id}",
    ),
    cause(
        "MAP-408", "VALUE_TOO_LONG", "A value is longer than its field", PARTNER,
        "A value is longer than its field: {message}",
        "Shorten it at Stripe, or in the mapping with the transform truncate, or map another field.",
        "Then: connector retry {id}",
    ),
    cause(
        "MAP-409", "CONDITION_FAILED", "A condition could not be evaluated", PARTNER,
        "A condition could not be evaluated: {message}, in {condition} ({place})",
        "Correct the condition, with has(…) before what may be missing; the next sync takes it up.",
    ),
)  # fmt: skip
