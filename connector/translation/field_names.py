"""How mappings, and with them people, write NetSuite's fields: one name everywhere."""

from __future__ import annotations

import re

from netsuite_client.records import Field, FieldType

_WORD_STARTS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def name_of(field: Field) -> str:
    """How mappings write a field: `class` of a reference is `klass_id`; custom fields go by their own id."""
    return field.name if field.custom else written_name(field.name, field.type)


def written_name(suitetalk: str, type_: FieldType) -> str:
    """The same of SuiteTalk's own name and the type."""
    snake = _WORD_STARTS.sub("_", "klass" if suitetalk == "class" else suitetalk).lower()
    return f"{snake}_id" if type_ == "reference" else snake
