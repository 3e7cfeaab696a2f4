"""Reads the entries of each kind of record: defaults, mappings in short and long form, and what is clearly neither."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from connector.located import Block, Entry, Items, Message, Node, Scalar, did_you_mean
from connector.mapping.catalogue import KINDS, KINDS_LATER, ROOT_NAMES, RecordKind
from connector.mapping.entries import FieldDefault, FieldEntry
from connector.mapping.fields import Fault, find_field, is_field_name
from connector.mapping.loading.constants import constant, is_empty
from connector.mapping.loading.long_form import mapping_of_member, mapping_of_path
from connector.mapping.lookups import Table
from connector.mapping.notes import of_fault, wrong

LATER = "comes in a later version"

Found = FieldEntry | Message
Reader = Callable[[RecordKind, Node], Iterator[Found]]
"""Reads all that a file says of one kind of record."""


def entries_of_kinds(section: Entry, read: Reader) -> Iterator[Found]:
    """The entries of a section that holds kinds of record."""
    if isinstance(section.value, Block):
        for entry in section.value:
            yield from entries_of_kind(entry, read, tuple(KINDS))
    elif not is_empty(section.value):
        yield wrong(section.value, "MAP-103", f"{section.key.text} holds record kinds, such as invoice: {{ … }}")


def entries_of_kind(entry: Entry, read: Reader, known: Sequence[str]) -> Iterator[Found]:
    """The entries of one kind of record; `known` is what could be meant by its name (MAP-102)."""
    name = entry.key.text
    if name in KINDS:
        yield from read(KINDS[name], entry.value)
    elif name in KINDS_LATER:
        yield wrong(entry.key, "MAP-102", f'record kind "{name}" {LATER}')
    else:
        hint = did_you_mean(name, known) or f"known: {', '.join(KINDS)}"
        yield wrong(entry.key, "MAP-102", f'unknown record kind "{name}"', hint)


def defaults(kind: RecordKind, node: Node) -> Iterator[Found]:
    """Field defaults: `{ field: value }`."""
    if isinstance(node, Block):
        for entry in node:
            yield from _default(kind, entry)
    elif not is_empty(node):
        yield wrong(node, "MAP-103", f"{kind.name} holds entries: {{ field: value }}")


def mappings(tables: Mapping[str, Table]) -> Reader:
    """Reads field mappings: `{ path: field }`, or a list of entries in the long form."""

    def read(kind: RecordKind, node: Node) -> Iterator[Found]:
        match node:
            case Block():
                for entry in node:
                    yield from mapping_of_path(kind, entry, tables)
            case Items():
                for member in node.members:
                    yield from mapping_of_member(kind, member, tables)
            case _ if not is_empty(node):
                yield wrong(node, "MAP-103", f'{kind.name} holds entries: {{ "stripe.path": field }}')

    return read


def shorthand(tables: Mapping[str, Table]) -> Reader:
    """Reads entries outside the sections: each says by its form what it is (MAP-110)."""
    read = mappings(tables)

    def read_each(kind: RecordKind, node: Node) -> Iterator[Found]:
        if not isinstance(node, Block):
            yield from read(kind, node)
            return
        for entry in node:
            match _meant(kind, entry):
                case "mapping":
                    yield from mapping_of_path(kind, entry, tables)
                case "default":
                    yield from _default(kind, entry)
                case Message() as message:
                    yield message

    return read_each


def _meant(kind: RecordKind, entry: Entry) -> str | Message:
    key, value = entry.key.text, entry.value
    if "." in key or key in ROOT_NAMES or isinstance(value, Block):
        return "mapping"
    if isinstance(value, Scalar) and value.value is not None and is_field_name(kind, value.text):
        text = f'"{key}" can be a field with the value "{value.text}", or a path read into {value.text}'
        hint = f"put it under field_defaults: {kind.name}: or under field_mappings: {kind.name}:"
        return wrong(entry.key, "MAP-110", text, hint)
    return "default"


def _default(kind: RecordKind, entry: Entry) -> Iterator[Found]:
    spec = find_field(kind, entry.key.text)
    if isinstance(spec, Fault):
        yield of_fault(entry.key, spec)
        return
    field = constant(kind, spec, entry.value)
    if isinstance(field, Message):
        yield field
    else:
        yield FieldDefault(kind=kind, spec=spec, field=field, place=str(entry.key.place))
