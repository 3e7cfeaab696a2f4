"""JSON Schema of mapping files, for editors: made of the same tables that files are read by."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from connector.mapping.catalogue import KINDS, ROOT_NAMES, FieldSpec, RecordKind
from connector.mapping.loading.long_form import KEYS, ON_CHANGE, ON_MISSING
from connector.mapping.loading.sections import SECTIONS, VERSION
from connector.mapping.stripe_paths import ROOTS
from connector.mapping.transforms import ARTICLES, chains
from connector.mapping.values import WANTED

Schema = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_SCALAR: Schema = {"type": ["string", "number", "boolean"]}
_TEXT_OR_TEXTS: Schema = {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}

_TRANSFORM: Schema = {"$ref": "#/$defs/transform"}

_VALUES: Mapping[str, Schema] = {
    "text": _SCALAR,
    "decimal": {"anyOf": [{"type": "number"}, {"type": "string", "pattern": r"^-?[0-9]+(\.[0-9]+)?$"}]},
    "integer": {"anyOf": [{"type": "integer"}, {"type": "string", "pattern": "^-?[0-9]+$"}]},
    "boolean": {"enum": [True, False, "true", "false"]},
    "date": {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"},
    "reference": {"anyOf": [{"type": "integer"}, {"type": "string", "pattern": "^-?[0-9]+$"}]},
}
"""What may stand for a field of each type."""

_INTEGER: Schema = {"type": "integer"}
_ARGUMENTS: Mapping[str, Schema] = {
    "slice": {"anyOf": [_INTEGER, {"type": "array", "items": _INTEGER, "minItems": 1, "maxItems": 2}]},
    "replace": {"type": "array", "items": _SCALAR, "minItems": 2, "maxItems": 2},
    "regex_extract": _SCALAR,
    "split": _SCALAR,
    "join": _SCALAR,
    "default": _SCALAR,
    "date": {"type": "string"},
    "add_days": _INTEGER,
    "format": {"type": "string"},
    "concat": {"type": "array", "items": _SCALAR, "minItems": 1},
    "truncate": {"type": "integer", "minimum": 1},
    "lookup": {"type": ["string", "number"], "description": "The name of a table under lookups:"},
}
"""The arguments of the transforms that take one."""

_MEANINGS = {
    "version": "The version of the language.",
    "imports": "Mapping files that are read before this one; what this one says wins over them.",
    "lookups": "Tables for the transform lookup, by name: written here, or in a CSV file beside the mapping.",
    "field_defaults": "The same value for every record of a kind: netsuite_field: value. null clears a field.",
    "field_mappings": 'Read from the Stripe object of each record: "stripe.path": netsuite_field.',
    "overrides": "Values for the records for which a condition holds; they win over defaults and mappings.",
    "exclude": "What does not come to NetSuite.",
    "tests": "Files of tests beside this one: tests/*.yaml.",
    "to": "The field of NetSuite's that is filled.",
    "from": "The path that is read, or several: the first that is not empty counts.",
    "template": "A text with paths in braces: {invoice.number} / {description}.",
    "transform": "What is done to the value on its way, one after the other.",
    "when": "The entry speaks only where this holds: currency == 'eur' and has(metadata.team).",
    "default": "The value where the path and the transforms give none.",
    "on_missing": "Without a value: skip leaves the field, hold lets the record wait, fail tells a person.",
    "on_change": "update: the field follows Stripe also after NetSuite has the record.",
    "as": "text: a custom field whose name ends in _id holds a text.",
}
"""A sentence for every section and every key of an entry."""


def mapping_schema() -> Schema:
    """The schema of a mapping file."""
    sections = {name: {**_SECTIONS[name], "description": _MEANINGS[name]} for name in SECTIONS}
    shorthand = {kind.name: {"$ref": f"#/$defs/{kind.name}.shorthand"} for kind in KINDS.values()}
    return {
        "$schema": DIALECT,
        "title": "Mapping of Stripe's objects to fields of NetSuite's records",
        "type": "object",
        "properties": {**sections, **shorthand},
        "additionalProperties": False,
        "$defs": {"transform": _transform(), **_of_types(), **_of_kinds()},
    }


def _of_types() -> Schema:
    return {f"value.{type_}": {**schema, "description": WANTED[type_]} for type_, schema in _VALUES.items()}  # type: ignore[index]  # a test holds the types against FieldType


def _of_kinds() -> Schema:
    found: Schema = {}
    for kind in KINDS.values():
        found[f"{kind.name}.field"] = _field_name(kind)
        found[f"{kind.name}.entry"] = _entry(kind, {})
        found[f"{kind.name}.member"] = _member(kind)
        found[f"{kind.name}.mapped"] = {"anyOf": [_ref(kind, "field"), _ref(kind, "entry")]}
        found[f"{kind.name}.defaults"] = _defaults(kind)
        found[f"{kind.name}.mappings"] = _mappings(kind)
        found[f"{kind.name}.shorthand"] = _shorthand(kind)
    return found


def _ref(kind: RecordKind, what: str) -> Schema:
    return {"$ref": f"#/$defs/{kind.name}.{what}"}


def _field_name(kind: RecordKind) -> Schema:
    custom = {"type": "string", "pattern": f"^{kind.custom_prefix}_[a-z0-9_]{{1,60}}$"}
    return {"anyOf": [{"enum": sorted(kind.fields)}, custom], "description": f"A field of {kind.name}."}


def _values(kind: RecordKind) -> Schema:
    """The fields of a kind with what may stand for them; of custom fields the name says it."""
    prefix = f"^{kind.custom_prefix}_"
    return {
        "properties": {name: _value(spec) for name, spec in sorted(kind.fields.items())},
        "patternProperties": {
            f"{prefix}([a-z0-9_]*_)?id$": _or_null(_VALUES["reference"]),
            f"{prefix}([a-z0-9_]*_)?date$": _or_null(_VALUES["date"]),
            f"{prefix}(?!([a-z0-9_]*_)?(id|date)$)[a-z0-9_]{{1,60}}$": _or_null(_SCALAR),
        },
    }


def _value(spec: FieldSpec) -> Schema:
    type_ = spec.type or "text"
    value: Schema = {"$ref": f"#/$defs/value.{type_}"}
    described = f"NetSuite's {spec.suitetalk}: {WANTED[type_]}"
    return {**(value if spec.required else _or_null(value)), "description": described}


def _or_null(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


def _defaults(kind: RecordKind) -> Schema:
    described = f"Values for every {kind.name}."
    return {"type": ["object", "null"], **_values(kind), "additionalProperties": False, "description": described}


def _mappings(kind: RecordKind) -> Schema:
    by_path = {"type": "object", "additionalProperties": _ref(kind, "mapped")}
    listed = {"type": "array", "items": _ref(kind, "member")}
    paths = f"Its paths begin with {', '.join(ROOTS[kind.name])}, or within its own Stripe object."
    return {"anyOf": [by_path, listed, {"type": "null"}], "description": paths}


def _shorthand(kind: RecordKind) -> Schema:
    """Outside the sections: defaults, and mappings whose key is a path or an object of Stripe's."""
    values = _values(kind)
    roots = {name: _ref(kind, "mapped") for name in sorted(ROOT_NAMES)}
    both = {
        "type": "object",
        "properties": values["properties"] | roots,
        "patternProperties": values["patternProperties"] | {r"\.": _ref(kind, "mapped")},
        "additionalProperties": _ref(kind, "entry"),
    }
    return {"anyOf": [both, {"type": "array", "items": _ref(kind, "member")}, {"type": "null"}]}


def _entry(kind: RecordKind, more: Schema) -> Schema:
    """An entry that is written long; `more` are keys that it has besides."""
    known: Schema = {
        "to": _ref(kind, "field"),
        "transform": {"anyOf": [_TRANSFORM, {"type": "array", "items": _TRANSFORM}]},
        "when": {"type": ["string", "boolean"]},
        "default": {**_SCALAR, "type": [*_SCALAR["type"], "null"]},
        "on_missing": {"enum": list(ON_MISSING)},
        "on_change": {"enum": list(ON_CHANGE)},
        "as": {"enum": ["text"]},
    } | more
    properties = {key: {**known[key], "description": _MEANINGS[key]} for key in KEYS if key in known}
    return {"type": "object", "properties": properties, "required": ["to"], "additionalProperties": False}


def _member(kind: RecordKind) -> Schema:
    sources = {"from": _TEXT_OR_TEXTS, "template": {"type": "string"}}
    return {**_entry(kind, sources), "oneOf": [{"required": ["from"]}, {"required": ["template"]}]}


def _transform() -> Schema:
    """A transform by its name, or as the only key of a block with its argument."""
    written = {name: kind.written for name, kind in chains.KINDS.items()}
    bare = [name for name, how in written.items() if not how.startswith("{")]
    arguments = {name: {**schema, "description": _described(name)} for name, schema in _ARGUMENTS.items()}
    block = {
        "type": "object",
        "properties": arguments,
        "additionalProperties": False,
        "minProperties": 1,
        "maxProperties": 1,
    }
    names = [{"const": name, "description": _described(name)} for name in bare]
    return {"anyOf": [*names, block]}


def _described(name: str) -> str:
    kind = chains.KINDS.get(name)
    if kind is None:
        return str(_ARGUMENTS[name]["description"])
    takes = " or ".join(ARTICLES[each] for each in ARTICLES if each in kind.takes)
    return re.sub(r"\s+", " ", f"{kind.written}: takes {takes}; gives {ARTICLES[kind.gives]}")


def _by_kind(what: str) -> Schema:
    properties = {kind.name: _ref(kind, what) for kind in KINDS.values()}
    return {"type": ["object", "null"], "properties": properties, "additionalProperties": False}


_TABLE_FILE: Schema = {
    "type": "object",
    "properties": {
        "file": {"type": "string", "description": "A CSV file beside the mapping, with a heading in its first row."},
        "key": {**_SCALAR, "description": "The column that is looked in."},
        "value": {**_SCALAR, "description": "The column that is taken."},
    },
    "required": ["file", "key", "value"],
    "additionalProperties": False,
}
_TABLE: Schema = {
    "type": "object",
    "not": {"required": ["file"]},
    "additionalProperties": _SCALAR,
    "minProperties": 1,
}
_SECTIONS: Mapping[str, Schema] = {
    "version": {"enum": [int(VERSION), VERSION]},
    "imports": _or_null(_TEXT_OR_TEXTS),
    "lookups": {"type": ["object", "null"], "additionalProperties": {"anyOf": [_TABLE_FILE, _TABLE]}},
    "field_defaults": _by_kind("defaults"),
    "field_mappings": _by_kind("mappings"),
    "overrides": {
        "type": ["array", "null"],
        "items": {
            "type": "object",
            "properties": {
                "name": {**_SCALAR, "description": "How explain calls it."},
                "when": {"type": ["string", "boolean"], "description": _MEANINGS["when"]},
                "set": {**_by_kind("defaults"), "description": "The values, by kind of record."},
            },
            "required": ["name", "set"],
            "additionalProperties": False,
        },
    },
    "exclude": {
        "type": ["object", "null"],
        "properties": {
            "products": {**_or_null(_TEXT_OR_TEXTS), "description": "Invoices that bill these products alone."},
            "when": {"type": ["string", "boolean"], "description": "Invoices, payments and customers like this."},
        },
        "additionalProperties": False,
    },
    "tests": _or_null(_TEXT_OR_TEXTS),
}
