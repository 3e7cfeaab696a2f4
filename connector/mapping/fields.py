"""Finds the field that a mapping names on a kind of record, or says exactly why it cannot be that one."""

from __future__ import annotations

from dataclasses import dataclass

from connector.located import did_you_mean
from connector.mapping.catalogue import CUSTOM_FIELD, KINDS, FieldSpec, RecordKind
from netsuite_client.records import FieldType


@dataclass(frozen=True, kw_only=True)
class Fault:
    """What is wrong with an entry: a code, a text, and what to write instead."""

    code: str
    text: str
    hint: str = ""


def find_field(kind: RecordKind, name: str) -> FieldSpec | Fault:
    """The field of this name on this kind of record, or why there is none (MAP-120 to 122, MAP-126)."""
    if name in kind.protected:
        return Fault(code="MAP-126", text=f"{kind.name}.{name} cannot be mapped: it {kind.protected[name]}")
    if name in {"class", "class_id"}:
        return Fault(code="MAP-121", text=f'"{name}" is written klass_id', hint="write klass_id")
    if name in kind.fields:
        return kind.fields[name]
    custom = CUSTOM_FIELD.fullmatch(name)
    if custom:
        return _custom(kind, name, custom[1])
    twin = KINDS[kind.twin] if kind.twin else None
    if twin and name in twin.fields:
        text = f'"{name}" is a field of {twin.name}, not of {kind.name}'
        return Fault(code="MAP-122", text=text, hint=f"put it under {twin.name}")
    return Fault(
        code="MAP-120", text=f'{kind.name} has no field "{name}"', hint=did_you_mean(name, kind.fields) or _how(name)
    )


def is_field_name(kind: RecordKind, text: str) -> bool:
    """Whether a text could be meant as the name of a field of this kind."""
    return text in kind.fields or text in kind.protected or CUSTOM_FIELD.fullmatch(text) is not None


def _custom(kind: RecordKind, name: str, prefix: str) -> FieldSpec | Fault:
    if prefix != kind.custom_prefix:
        text = f'"{name}" is no field of {kind.name}: its custom fields begin with {kind.custom_prefix}_'
        twin = KINDS[kind.twin] if kind.twin else None
        if twin and twin.custom_prefix == prefix:
            return Fault(code="MAP-122", text=text, hint=f"put it under {twin.name}")
        return Fault(code="MAP-120", text=text)
    return FieldSpec(name=name, suitetalk=name, type=_type_of_custom(name))


def _type_of_custom(name: str) -> FieldType | None:
    """References and dates show in the name; of the others the value decides."""
    return "reference" if name.endswith("_id") else "date" if name.endswith("_date") else None


def _how(name: str) -> str:
    if name.startswith("cust"):
        return "custom fields are custbody_…, custcol_…, custentity_… or custitem_…, in lower case"
    return "write SuiteTalk's name in snake_case, references with _id"
