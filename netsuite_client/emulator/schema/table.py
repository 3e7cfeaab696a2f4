"""Reads the table of types: which fields each SuiteTalk type has, in which order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files

from netsuite_client.emulator.schema.namespaces import clark

SHORT_TYPES = {
    "s": "string",
    "d": "double",
    "b": "boolean",
    "l": "long",
    "i": "int",
    "T": "dateTime",
    "R": "RecordRef",
}
SIMPLE_TYPES = frozenset({"string", "double", "boolean", "long", "int", "dateTime"})


@dataclass(frozen=True, kw_only=True)
class Field:
    """A child element. `element` is set where the schema refers to a global element of another namespace."""

    name: str
    type: str
    required: bool
    repeated: bool
    tag: str
    element: str | None = None


@dataclass(frozen=True, kw_only=True)
class Attribute:
    """An attribute, with its default where the schema gives one."""

    name: str
    type: str
    required: bool
    default: str | None


@dataclass(frozen=True, kw_only=True)
class ComplexType:
    """A type with fields: `fields` and `attributes` begin with what it inherits."""

    prefix: str
    name: str
    base: str | None
    abstract: bool
    text: bool
    fields: tuple[Field, ...]
    attributes: tuple[Attribute, ...]
    own_fields: tuple[Field, ...]
    own_attributes: tuple[Attribute, ...]

    @cached_property
    def positions(self) -> dict[str, tuple[int, Field]]:
        """Each child element's place in the order, by its full tag."""
        return {field.tag: (index, field) for index, field in enumerate(self.fields)}

    @cached_property
    def attributes_by_name(self) -> dict[str, Attribute]:
        """Each attribute by its name."""
        return {attribute.name: attribute for attribute in self.attributes}

    @cached_property
    def fields_by_name(self) -> dict[str, Field]:
        """Each field by its name."""
        return {field.name: field for field in self.fields}


@dataclass(frozen=True, kw_only=True)
class Enumeration:
    """A type with a closed list of values."""

    prefix: str
    name: str
    values: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class Element:
    """A global element."""

    prefix: str
    name: str
    type: str


@dataclass(frozen=True, kw_only=True)
class Table:
    """All types, enumerations and global elements, each by its name."""

    types: dict[str, ComplexType]
    enumerations: dict[str, Enumeration]
    elements: dict[str, Element]

    def element_type(self, name: str) -> ComplexType:
        """The type of a global element, named `prefix.name`."""
        return self.types[self.elements[name].type]

    def derives(self, name: str, base: str) -> bool:
        """Whether a value of type `name` may stand where `base` is declared."""
        current: str | None = name
        while current is not None:
            if current == base:
                return True
            current = self.types[current].base
        return False


def read_table() -> Table:
    """The table that ships with the emulator."""
    return parse_table((files(__package__) / "types.txt").read_text(encoding="utf-8"))


def parse_table(text: str) -> Table:
    """A table from its text; its form is explained at the head of types.txt."""
    types: dict[str, ComplexType] = {}
    enumerations: dict[str, Enumeration] = {}
    elements: dict[str, Element] = {}
    for head, body in _entries(text.splitlines()):
        words = head.split()
        if words[0] == "enum":
            prefix, name = words[1].split(".")
            enumerations[name] = Enumeration(prefix=prefix, name=name, values=frozenset(body))
        elif words[0] == "element":
            prefix, name = words[1].split(".")
            elements[words[1]] = Element(prefix=prefix, name=name, type=words[2])
        else:
            parsed = _complex_type(words, body, types)
            types[parsed.name] = parsed
    return Table(types=types, enumerations=enumerations, elements=elements)


def _entries(lines: Iterable[str]) -> Iterator[tuple[str, list[str]]]:
    head, body = "", list[str]()
    for line in lines:
        if not line.strip() or line.startswith("#"):
            continue
        if line.startswith(" "):
            body += line.split()
            continue
        if head:
            yield head, body
        head, body = line, []
    yield head, body


def _complex_type(words: list[str], body: list[str], types: dict[str, ComplexType]) -> ComplexType:
    prefix, name = words[0].split(".")
    base = types[words[words.index("<") + 1]] if "<" in words else None
    own_fields = tuple(_field(prefix, word) for word in body)
    own_attributes = tuple(_attribute(word[1:]) for word in words if word.startswith("@"))
    return ComplexType(
        prefix=prefix,
        name=name,
        base=base.name if base else None,
        abstract="abstract" in words,
        text="text" in words,
        fields=(base.fields if base else ()) + own_fields,
        attributes=(base.attributes if base else ()) + own_attributes,
        own_fields=own_fields,
        own_attributes=own_attributes,
    )


def _field(prefix: str, word: str) -> Field:
    required, repeated = "!" in word, "*" in word
    word = word.rstrip("!*")
    if word.startswith(">"):
        prefix, name = word[1:].split(".")
        type_name = name[0].upper() + name[1:]
        return Field(
            name=name,
            type=type_name,
            required=required,
            repeated=repeated,
            tag=clark(prefix, name),
            element=word[1:],
        )
    name, short = word.split(":")
    return Field(
        name=name,
        type=SHORT_TYPES.get(short, short),
        required=required,
        repeated=repeated,
        tag=clark(prefix, name),
    )


def _attribute(word: str) -> Attribute:
    match = re.fullmatch(r"(\w+):(\w+)(!?)(?:=(\w+))?", word)
    if match is None:
        raise ValueError(f"{word} is no attribute")
    name, short, required, default = match.groups()
    return Attribute(name=name, type=SHORT_TYPES.get(short, short), required=bool(required), default=default)


TABLE = read_table()
"""The types of SuiteTalk 2025_2 that billing needs."""
