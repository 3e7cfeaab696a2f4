"""Reads mapping files into entries; whatever cannot be meant is a message with its place."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from connector.located import (
    Block,
    Codes,
    ConfigurationInvalid,
    Document,
    Entry,
    Message,
    Node,
    Scalar,
    did_you_mean,
)
from connector.mapping.catalogue import FOLLOWING, KINDS, KINDS_LATER, ROOT_NAMES, RecordKind
from connector.mapping.entries import FieldDefault, FieldEntry, FieldMapping
from connector.mapping.fields import Fault, find_field, is_field_name
from connector.mapping.files import MappingFiles, document_in
from connector.mapping.paths import compiled
from connector.mapping.values import WrongTypeError, written

CODES = Codes(unreadable="MAP-100", duplicate="MAP-101")
VERSION = "1"
LATER = "comes in a later version"
SECTIONS = ("version", "field_defaults", "field_mappings")
SECTIONS_LATER = frozenset({"imports", "lookups", "overrides", "exclude", "tests"})
LONG_FORM = ("to", "from", "template", "transform", "when", "default", "on_missing", "on_change", "as")
"""Keys of an entry that is written long."""
LONG_FORM_NOW = ("to", "on_change")
ON_CHANGE = {"ignore": False, "update": True}
"""Whether the field follows Stripe after NetSuite has the record (rule V-13)."""

Found = FieldEntry | Message
_Reader = Callable[[RecordKind, Entry], Iterator[Found]]


def load_entries(files: MappingFiles) -> tuple[FieldEntry, ...]:
    """The entries of these files in their order, defaults before mappings.

    Raises ConfigurationInvalid with all that is wrong in any of them.
    """
    found = [each for name in files.names for each in read_entries(document_in(files, name, CODES))]
    messages = [each for each in found if isinstance(each, Message)]
    if messages:
        raise ConfigurationInvalid(messages)
    defaults = (each for each in found if isinstance(each, FieldDefault))
    return (*defaults, *(each for each in found if isinstance(each, FieldMapping)))


def read_entries(document: Document) -> Iterator[Found]:
    """What one file says, entry by entry, and what is wrong with it."""
    yield from document.messages
    if isinstance(document.root, Block):
        for entry in document.root:
            yield from _section(entry)
    elif document.root is not None:
        yield _wrong(document.root, "MAP-103", "a mapping file holds field_defaults and field_mappings")


def _section(entry: Entry) -> Iterator[Found]:
    match entry.key.text:
        case "version":
            if not isinstance(entry.value, Scalar) or entry.value.text != VERSION:
                yield _wrong(entry.value, "MAP-103", f"version must be {VERSION}")
        case "field_defaults":
            yield from _kinds(entry, _default)
        case "field_mappings":
            yield from _kinds(entry, _mapping)
        case name if name in SECTIONS_LATER:
            yield _wrong(entry.key, "MAP-103", f'"{name}" {LATER}')
        case _:
            yield from _kind(entry, _shorthand, [*KINDS, *SECTIONS])


def _kinds(section: Entry, read: _Reader) -> Iterator[Found]:
    if isinstance(section.value, Block):
        for entry in section.value:
            yield from _kind(entry, read, KINDS)
    elif not _is_empty(section.value):
        yield _wrong(section.value, "MAP-103", f"{section.key.text} holds record kinds, such as invoice: {{ … }}")


def _kind(entry: Entry, read: _Reader, known: Sequence[str] | Mapping[str, object]) -> Iterator[Found]:
    name = entry.key.text
    if name in KINDS_LATER:
        yield _wrong(entry.key, "MAP-102", f'record kind "{name}" {LATER}')
    elif name not in KINDS:
        hint = did_you_mean(name, known) or f"known: {', '.join(KINDS)}"
        yield _wrong(entry.key, "MAP-102", f'unknown record kind "{name}"', hint)
    elif isinstance(entry.value, Block):
        for inner in entry.value:
            yield from read(KINDS[name], inner)
    elif not isinstance(entry.value, Scalar):
        yield _wrong(entry.value, "MAP-103", f"entries as a list are the long form, which {LATER}")
    elif not _is_empty(entry.value):
        yield _wrong(entry.value, "MAP-103", f"{name} holds entries: {{ field: value }}")


def _shorthand(kind: RecordKind, entry: Entry) -> Iterator[Found]:
    """An entry outside the sections says by its form what it is."""
    key, value = entry.key.text, entry.value
    is_text = isinstance(value, Scalar) and value.value is not None
    if "." in key or key in ROOT_NAMES:
        yield from _mapping(kind, entry)
    elif is_text and isinstance(value, Scalar) and is_field_name(kind, value.text):
        text = f'"{key}" can be a field with the value "{value.text}", or a path read into {value.text}'
        hint = f"put it under field_defaults: {kind.name}: or under field_mappings: {kind.name}:"
        yield _wrong(entry.key, "MAP-110", text, hint)
    else:
        yield from _default(kind, entry)


def _default(kind: RecordKind, entry: Entry) -> Iterator[Found]:
    spec = find_field(kind, entry.key.text)
    if isinstance(spec, Fault):
        yield _fault(entry.key, spec)
        return
    if not isinstance(entry.value, Scalar):
        yield _wrong(entry.value, "MAP-131", f"{kind.name}.{spec.name} takes a single value")
        return
    try:
        field = written(entry.value, spec)
    except WrongTypeError as error:
        code = "MAP-123" if spec.custom and spec.type == "reference" else "MAP-131"
        text = f'{kind.name}.{spec.name} takes {error}, not "{entry.value.text}"'
        yield _wrong(entry.value, code, text)
        return
    if field is None and spec.required:
        yield _wrong(entry.value, "MAP-131", f"{kind.name}.{spec.name} cannot be empty")
    else:
        yield FieldDefault(kind=kind, spec=spec, field=field, place=str(entry.key.place))


def _mapping(kind: RecordKind, entry: Entry) -> Iterator[Found]:
    messages = list(_faults_of_long_form(kind, entry.value))
    yield from messages
    path = compiled(entry.key.text)
    if path is None:
        yield _wrong(entry.key, "MAP-130", "this is no path", "paths are like metadata.team or lines[0].period.end")
    if messages:
        return
    to = _named(entry.value, "to")
    if to is None or to.value is None:
        yield _wrong(entry.key, "MAP-103", f'"{entry.key.text}" names no field to fill')
        return
    spec = find_field(kind, to.text)
    if isinstance(spec, Fault):
        yield _fault(to, spec)
    elif path is not None:
        on_change = _named(entry.value, "on_change") if isinstance(entry.value, Block) else None
        updates = on_change is not None and ON_CHANGE[on_change.text]
        yield FieldMapping(kind=kind, spec=spec, path=path, updates=updates, place=str(entry.key.place))


def _named(value: Node, key: str) -> Scalar | None:
    """What an entry says of the field to fill, or of another key where it is written long."""
    if isinstance(value, Scalar):
        return value
    named = value.get(key) if isinstance(value, Block) else None
    return named.value if named and isinstance(named.value, Scalar) else None


def _faults_of_long_form(kind: RecordKind, value: Node) -> Iterator[Message]:
    if isinstance(value, Scalar):
        return
    if not isinstance(value, Block):
        yield _wrong(value, "MAP-103", "an entry names one field, or is written long: { to: field, on_change: update }")
        return
    for inner in value:
        key = inner.key
        if key.text not in LONG_FORM:
            yield _wrong(key, "MAP-103", f'unknown key "{key.text}" of an entry', did_you_mean(key.text, LONG_FORM))
        elif key.text not in LONG_FORM_NOW:
            yield _wrong(key, "MAP-103", f'"{key.text}" of an entry {LATER}')
        elif key.text == "on_change":
            yield from _faults_of_on_change(kind, inner.value)


def _faults_of_on_change(kind: RecordKind, value: Node) -> Iterator[Message]:
    """Only what has a Stripe object of its own is read again when that changes (rule V-13)."""
    if not isinstance(value, Scalar) or value.text not in ON_CHANGE:
        yield _wrong(value, "MAP-103", f"on_change is {' or '.join(ON_CHANGE)}")
    elif ON_CHANGE[value.text] and kind.name not in FOLLOWING:
        yield _wrong(
            value, "MAP-103", f"{kind.name} keeps its fields", f"on_change: update is for {', '.join(FOLLOWING)}"
        )


def _is_empty(node: Node) -> bool:
    """A section whose entries are all commented out."""
    return isinstance(node, Scalar) and node.value is None


def _fault(node: Scalar, fault: Fault) -> Message:
    return _wrong(node, fault.code, fault.text, fault.hint)


def _wrong(node: Node, code: str, text: str, hint: str = "") -> Message:
    return Message(code=code, text=text, place=node.place, hint=hint)
