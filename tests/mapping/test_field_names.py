"""The catalogue of fields against SuiteTalk's own, where its schema is at hand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from connector.mapping.catalogue import KINDS

SCHEMA = Path(__file__).parents[3] / "shared" / "netsuite-schema" / "soap_fields_2025_2.json"
TYPES = {
    "xsd:string": "text",
    "xsd:boolean": "boolean",
    "xsd:dateTime": "date",
    "xsd:double": "decimal",
    "xsd:long": "integer",
    "platformCore:RecordRef": "reference",
}


@pytest.mark.skipif(not SCHEMA.is_file(), reason="NetSuite's schema is not at hand")
@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS.keys())
def test_every_field_is_one_of_suitetalks_with_its_type(kind):
    described = json.loads(SCHEMA.read_text())[
        "".join(word.title() for word in kind.name.removesuffix("_credit_note").split("_"))
    ]
    known = {field["name"]: TYPES.get(field["type"]) for field in described["fields"]}
    assert {spec.suitetalk: spec.type for spec in kind.fields.values()}.items() <= known.items()
