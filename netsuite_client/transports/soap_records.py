"""Writes our operations as SuiteTalk elements, in the order of the schema that was loaded."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from typing import Any

from lxml import etree

from netsuite_client.outcomes import Add, Apply, ChangeApplications, Delete, Operation, Update
from netsuite_client.records import Field, Kind, Record, Ref
from netsuite_client.transports.soap_elements import Element, Unwritable, Write, set_attribute, set_text, typed_element
from netsuite_client.transports.soap_fields import custom_fields, standard_field
from netsuite_client.transports.soap_schema import Slot, SoapType, clark
from netsuite_client.transports.soap_shapes import (
    Computed,
    Nested,
    RecordShape,
    Reference,
    References,
    Shape,
    Sublist,
    Value,
    shape_of,
)
from netsuite_client.transports.soap_values import decimal_text, midnight_pacific, truth_text


class RecordWriter:
    """Writes operations and references as elements of the schema whose types `type_of` finds by their full tag."""

    def __init__(self, type_of: Callable[[str], SoapType]) -> None:
        self._type_of = type_of
        self._forms: dict[Kind, _RecordForm] = {}

    def operation(self, operation: Operation) -> Element:
        """The member of a list request: a `record`, or the `baseRef` of a deletion.

        Raises `Unwritable`, and ValueError for an unknown kind.
        """
        match operation:
            case Add(record=record, applies=applies):
                return self._form(record.KIND).added(record, applies)
            case ChangeApplications(kind=kind, internal_id=internal_id, applies=applies):
                return self._form(kind).changed(internal_id, applies)
            case Update(internal_id=internal_id, record=record, parts=parts):
                return self._form(record.KIND).updated(internal_id, record, parts)
            case Delete(kind=kind, internal_id=internal_id):
                return self.base_ref(Ref(kind=kind, internal_id=internal_id))

    def base_ref(self, ref: Ref) -> Element:
        """The `baseRef` element of a list read or deletion."""
        element = typed_element("baseRef", "platformCore:RecordRef")
        _set_id(element, ref)
        element.set("type", shape_of(ref.kind).reference_type)
        return element

    def _form(self, kind: Kind) -> _RecordForm:
        if kind not in self._forms:
            shape = shape_of(kind)
            self._forms[kind] = _RecordForm(shape, self._type_of(clark(shape.prefix, shape.type_name)))
        return self._forms[kind]


class _RecordForm:
    """A kind of record, laid out along its type in the schema."""

    def __init__(self, shape: RecordShape, soap_type: SoapType) -> None:
        self._xsi_type = f"{shape.prefix}:{shape.type_name}"
        self._form = _Form(soap_type, shape.shape)
        self._applies = shape.apply_list and _applies_piece(soap_type, *shape.apply_list)

    def added(self, record: Record, applies: Sequence[Apply]) -> Element:
        element = typed_element("record", self._xsi_type)
        set_attribute(element, "externalId", record.external_id)
        self._form.fill(element, record, self._applied(applies))
        return element

    def changed(self, internal_id: str, applies: Sequence[Apply]) -> Element:
        element = typed_element("record", self._xsi_type)
        set_attribute(element, "internalId", internal_id)
        for write, value in self._applied(applies).values():
            write(element, value)
        return element

    def updated(self, internal_id: str, record: Record, parts: Collection[str]) -> Element:
        element = typed_element("record", self._xsi_type)
        set_attribute(element, "internalId", internal_id)
        self._form.fill_parts(element, record, parts)
        return element

    def _applied(self, applies: Sequence[Apply]) -> _Pieces:
        if not applies:
            return {}
        if not self._applies:
            raise Unwritable(f"{self._xsi_type} is not applied to other records")
        position, write = self._applies
        return {position: (write, applies)}


_Pieces = dict[int, tuple[Write, Any]]
"""Values by the position of their element."""
_Step = tuple[int, str, Write]
"""Where a part of an owner goes, the attribute that it is, and how it is written."""


class _Form:
    """A shape laid out along its type: the parts in the schema's order, and places for the fields of a mapping."""

    def __init__(self, soap_type: SoapType, shape: Shape) -> None:
        self._type = soap_type
        written = [part for part in shape.parts if not isinstance(part, Computed)]
        placed = [(_slot(soap_type, part.element), part) for part in written]
        placed.sort(key=lambda pair: pair[0].position)
        self._places: dict[str, tuple[int, Write]] = {}
        self._steps = tuple((slot.position, part.attribute, _writer(slot, part)) for slot, part in placed)

    def fill(self, element: Element, owner: object, more: _Pieces | None = None) -> None:
        """Write the owner's parts, its fields, and `more`. A field takes the place of the part of its name."""
        added: _Pieces = {**self._field_pieces(getattr(owner, "fields", ())), **(more or {})}
        self._write(element, owner, self._steps, added)

    def fill_parts(self, element: Element, owner: Record, parts: Collection[str]) -> None:
        """Write these parts and fields of the owner alone."""
        added = self._field_pieces([field for field in owner.fields if field.name in parts])
        self._write(element, owner, [step for step in self._steps if step[1] in parts], added)

    def _write(self, element: Element, owner: object, steps: Iterable[_Step], added: _Pieces) -> None:
        """The owner's parts, which are in the schema's order, and what is added to them or takes their place."""
        pieces = {position: (write, value) for position, write, value in _present(owner, steps)}
        if added:
            pieces = dict(sorted({**pieces, **added}.items()))
        for write, value in pieces.values():
            write(element, value)

    def _field_pieces(self, fields: Sequence[Field]) -> _Pieces:
        pieces: _Pieces = {}
        if custom := tuple(field for field in fields if field.custom):
            position, write = self._place_of_custom
            pieces[position] = (write, custom)
        for field in fields:
            if not field.custom:
                position, write = self._place(field.name)
                pieces[position] = (write, field)
        return pieces

    @cached_property
    def _place_of_custom(self) -> tuple[int, Write]:
        slot = _slot(self._type, "customFieldList")
        return slot.position, custom_fields(slot)

    def _place(self, name: str) -> tuple[int, Write]:
        """Where a field goes that a mapping adds, and how it is written: looked up once."""
        if name not in self._places:
            slot = _slot(self._type, name)
            self._places[name] = (slot.position, standard_field(slot))
        return self._places[name]


def _present(owner: object, steps: Iterable[_Step]) -> Iterator[tuple[int, Write, Any]]:
    """The parts that there are: neither None nor an empty list."""
    for position, attribute, write in steps:
        value = getattr(owner, attribute)
        if value is not None and (value or not isinstance(value, tuple)):
            yield position, write, value


def _slot(soap_type: SoapType, name: str) -> Slot:
    if name not in soap_type.slots:
        raise Unwritable(f"NetSuite's {soap_type.name} has no field {name}")
    return soap_type.slots[name]


def _writer(slot: Slot, part: Value | Reference | References | Nested | Sublist) -> Write:
    match part:
        case Value():
            return _value(slot)
        case Reference():
            return _reference(slot)
        case References(child=child, inner=inner):
            return _references(slot, child, inner)
        case Nested(shape=shape):
            return _nested(slot, shape)
        case Sublist(child=child, shape=shape):
            return _sublist(slot, child, shape)


def _value(slot: Slot) -> Write:
    tag, text_of = slot.tag, _TEXT_OF.get(slot.type.name, str)

    def write(parent: Element, value: object) -> None:
        set_text(etree.SubElement(parent, tag), text_of(value))

    return write


def _double_text(value: Decimal) -> str:
    try:
        return decimal_text(value)
    except ValueError as broken:
        raise Unwritable(str(broken)) from None


_TEXT_OF: Mapping[str, Callable[[Any], str]] = {
    "double": _double_text,
    "boolean": truth_text,
    "dateTime": midnight_pacific,
}
"""How a value is written as a simple type; others are texts as they stand."""


def _reference(slot: Slot) -> Write:
    tag = slot.tag

    def write(parent: Element, ref: Ref) -> None:
        _set_id(etree.SubElement(parent, tag), ref)

    return write


def _set_id(element: Element, ref: Ref) -> None:
    """The internal id where it is known, else the external id; never both, and never the name for people."""
    if ref.internal_id is not None:
        set_attribute(element, "internalId", ref.internal_id)
    elif ref.external_id is not None:
        set_attribute(element, "externalId", ref.external_id)
    else:
        raise Unwritable(f"a reference to a {ref.kind} has neither an internal nor an external id")


def _references(slot: Slot, child: str, inner: str | None) -> Write:
    child_slot = _slot(slot.type, child)
    write_ref = _reference(child_slot if inner is None else _slot(child_slot.type, inner))

    def write(parent: Element, refs: Sequence[Ref]) -> None:
        listed = _open_list(parent, slot)
        for ref in refs:
            write_ref(listed if inner is None else etree.SubElement(listed, child_slot.tag), ref)

    return write


def _nested(slot: Slot, shape: Shape) -> Write:
    form = _Form(slot.type, shape)

    def write(parent: Element, value: object) -> None:
        form.fill(etree.SubElement(parent, slot.tag), value)

    return write


def _sublist(slot: Slot, child: str, shape: Shape) -> Write:
    child_slot = _slot(slot.type, child)
    child_tag, form = child_slot.tag, _Form(child_slot.type, shape)

    def write(parent: Element, values: Sequence[object]) -> None:
        listed = _open_list(parent, slot)
        for value in values:
            form.fill(etree.SubElement(listed, child_tag), value)

    return write


def _open_list(parent: Element, slot: Slot) -> Element:
    """A sublist that leaves lines alone which it does not name: the schema's default deletes them."""
    listed = etree.SubElement(parent, slot.tag)
    if slot.type.replaceable:
        listed.set("replaceAll", "false")
    return listed


def _applies_piece(soap_type: SoapType, list_name: str, child: str) -> tuple[int, Write]:
    slot = _slot(soap_type, list_name)
    child_slot = _slot(slot.type, child)
    writers = {name: _value(_slot(child_slot.type, name)) for name in ("apply", "doc", "amount")}
    order = sorted(writers, key=lambda name: _slot(child_slot.type, name).position)

    def write(parent: Element, applies: Sequence[Apply]) -> None:
        listed = _open_list(parent, slot)
        for apply in applies:
            element = etree.SubElement(listed, child_slot.tag)
            values = _apply_values(apply)
            for name in order:
                if values[name] is not None:
                    writers[name](element, values[name])

    return slot.position, write


def _apply_values(apply: Apply) -> Mapping[str, object]:
    """An application of nothing is taken back, not applied with zero."""
    applied = apply.amount != 0
    return {"apply": applied, "doc": apply.doc, "amount": apply.amount if applied else None}
