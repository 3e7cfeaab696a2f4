"""Reads field mappings: a path and the field that it fills, or an entry written long."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from connector.located import Block, Entry, Items, Message, Node, Scalar
from connector.mapping.catalogue import FOLLOWING, FieldSpec, RecordKind
from connector.mapping.entries import FieldMapping, FirstOf, Instead, OnMissing, Reading, When
from connector.mapping.expressions.paths import Path, compiled
from connector.mapping.fields import Fault, find_field
from connector.mapping.loading.conditions import faults_of_paths, template_in, when_of
from connector.mapping.loading.constants import constant
from connector.mapping.lookups import Table
from connector.mapping.notes import of_fault, unknown_keys, wrong
from connector.mapping.stripe_paths import type_at
from connector.mapping.transforms import ARTICLES, Chain, chain_of
from connector.mapping.transforms.steps import Type
from connector.mapping.values import TAKES, WANTED

KEYS = ("to", "from", "template", "transform", "when", "default", "on_missing", "on_change", "as")
"""Keys of an entry that is written long."""
ON_CHANGE = {"ignore": False, "update": True}
"""Whether the field follows Stripe after NetSuite has the record (rule V-13)."""
ON_MISSING: Mapping[str, OnMissing] = {"default": "skip", "skip": "skip", "hold": "hold", "fail": "fail"}
"""What an entry without a value does; `default` says in words that its default decides."""
EXAMPLE = "an entry names one field, or is written long: { to: field, transform: [trim] }"
NO_PATH = Fault(code="MAP-130", text="this is no path", hint="paths are like metadata.team or lines[0].period.end")

Found = FieldMapping | Message
T = TypeVar("T")


def mapping_of_path(kind: RecordKind, entry: Entry, tables: Mapping[str, Table]) -> Iterator[Found]:
    """An entry under its path: `"metadata.team": department_id`, or with the long form as its value."""
    reader = _Reader(kind, tables)
    source = reader.first_of([entry.key])
    match entry.value:
        case Scalar(value=None):
            yield wrong(entry.key, "MAP-103", f'"{entry.key.text}" names no field to fill')
        case Scalar() as to:
            yield from reader.short(entry.key, source, to)
        case Block() as block:
            for key in ("from", "template"):
                if inner := block.get(key):
                    reader.refuse(
                        inner.key, "MAP-103", f"{key}: stands beside a path", "write it as a member of a list"
                    )
            yield from reader.long(entry.key, source, block)
        case _:
            yield wrong(entry.value, "MAP-103", EXAMPLE)


def mapping_of_member(kind: RecordKind, node: Node, tables: Mapping[str, Table]) -> Iterator[Found]:
    """A member of a list of entries: it says itself where its value comes from."""
    if not isinstance(node, Block):
        yield wrong(node, "MAP-103", "a member of the list is an entry: { from: path, to: field }")
        return
    sources = [entry for entry in node if entry.key.text in {"from", "template"}]
    if len(sources) != 1:
        if sources or node.whole:
            yield wrong(node, "MAP-103", "an entry of a list has either from: or template:")
        return
    reader, (entry,) = _Reader(kind, tables), sources
    source = reader.template(entry.value) if entry.key.text == "template" else reader.paths(entry.value)
    yield from reader.long(entry.key, source, node)


@dataclass(frozen=True)
class _Source:
    """Where an entry takes its value from, and what that is."""

    reading: Reading
    type: Type


class _Reader:
    """Reads one entry; what is wrong with it is gathered, so that all of it is told at once."""

    def __init__(self, kind: RecordKind, tables: Mapping[str, Table]) -> None:
        self._kind, self._tables = kind, tables
        self._faults: list[Message] = []

    def refuse(self, node: Node, code: str, text: str, hint: str = "") -> None:
        """Note what is wrong."""
        self._faults.append(wrong(node, code, text, hint))

    def paths(self, node: Node) -> _Source | None:
        """`from:` with a path, or with several of which the first that is not empty counts."""
        members = node.members if isinstance(node, Items) else (node,)
        scalars = [member for member in members if isinstance(member, Scalar) and member.value]
        if not scalars or len(scalars) < len(members):
            self.refuse(node, "MAP-103", "from: takes a path, or a list of paths")
            return None
        return self.first_of(scalars)

    def first_of(self, scalars: Sequence[Scalar]) -> _Source | None:
        """These paths in their turn."""
        found = [each for scalar in scalars if (each := self._path(scalar))]
        types = {type_ for _, type_ in found}
        if len(found) < len(scalars):
            return None
        paths = tuple(path for path, _ in found)
        reading = FirstOf(named=tuple((path.within(self._kind.root), path) for path in paths))
        return _Source(reading, types.pop() if len(types) == 1 else "any")

    def template(self, node: Node) -> _Source | None:
        """`template:` with its paths in braces."""
        if not isinstance(node, Scalar) or node.value is None:
            self.refuse(node, "MAP-103", "template: takes a text, with paths in braces")
            return None
        template = self._kept(template_in(node))
        if template is None:
            return None
        self._faults += faults_of_paths(node, template.paths, [self._kind])
        return _Source(template, "text")

    def short(self, key: Scalar, source: _Source | None, to: Scalar) -> Iterator[Found]:
        """`path: field`."""
        spec = self._field(to)
        if spec and source:
            self._fit(spec, to, source.type)
        yield from self._faults
        if spec and source and not self._faults:
            yield FieldMapping(kind=self._kind, spec=spec, reading=source.reading, place=str(key.place))

    def long(self, key: Scalar, source: _Source | None, block: Block) -> Iterator[Found]:
        """The entry that a block says."""
        self._faults += unknown_keys(block, KEYS, "an entry")
        spec = self._goal(key, block)
        chain = self._chain(block, source.type if source else "any")
        when = self._when(block)
        default = self._default(spec, block) if spec else None
        on_missing = self._choice(block, "on_missing", ON_MISSING) or "skip"
        updates = self._updates(block)
        if spec and not self._faults:
            self._fit(spec, (block.get("to") or block.entries[0]).value, chain.gives)
        yield from self._faults
        if spec and source and not self._faults:
            yield FieldMapping(
                kind=self._kind,
                spec=spec,
                reading=source.reading,
                chain=chain,
                when=when,
                default=default,
                on_missing=on_missing,
                updates=updates,
                place=str(key.place),
            )

    def _path(self, scalar: Scalar) -> tuple[Path, Type] | None:
        path = compiled(scalar.text)
        found = type_at(self._kind, path) if path else NO_PATH
        if isinstance(found, Fault):
            self._faults.append(of_fault(scalar, found))
            return None
        return (path, found) if path else None

    def _goal(self, key: Scalar, block: Block) -> FieldSpec | None:
        """The field that `to:` names, as `as:` has it."""
        to = block.get("to")
        if to is None and not block.whole:
            return None
        if to is None or not isinstance(to.value, Scalar) or not to.value.value:
            self.refuse(key, "MAP-103", f'"{key.text}" names no field to fill', "write to: and the field")
            return None
        spec, as_ = self._field(to.value), block.get("as")
        if spec is None or as_ is None:
            return spec
        if not isinstance(as_.value, Scalar) or as_.value.text != "text":
            self.refuse(as_.value, "MAP-103", "as: takes text, and nothing else")
            return None
        if not (spec.custom and spec.type == "reference"):
            self.refuse(as_.key, "MAP-103", f"{spec.name} is what it is", "as: text is for custom fields with _id")
            return None
        return replace(spec, type="text")

    def _field(self, to: Scalar) -> FieldSpec | None:
        spec = find_field(self._kind, to.text)
        if isinstance(spec, Fault):
            self._faults.append(of_fault(to, spec))
            return None
        return spec

    def _chain(self, block: Block, first: Type) -> Chain:
        transform = block.get("transform")
        chain, faults = chain_of(transform.value if transform else None, first, self._tables)
        self._faults += faults
        return chain

    def _when(self, block: Block) -> When | None:
        entry = block.get("when")
        when = self._kept(when_of(entry))
        if when and entry and isinstance(entry.value, Scalar):
            self._faults += faults_of_paths(entry.value, when.condition.paths, [self._kind])
        return when

    def _default(self, spec: FieldSpec, block: Block) -> Instead | None:
        entry = block.get("default")
        if entry is None:
            return None
        field = self._kept(constant(self._kind, spec, entry.value))
        return None if field is None else Instead(field=field, place=str(entry.value.place))

    def _updates(self, block: Block) -> bool:
        """Only what has a Stripe object of its own is read again when that changes (rule V-13)."""
        entry, updates = block.get("on_change"), self._choice(block, "on_change", ON_CHANGE) or False
        if updates and entry and self._kind.name not in FOLLOWING:
            hint = f"on_change: update is for {', '.join(FOLLOWING)}"
            self.refuse(entry.value, "MAP-103", f"{self._kind.name} keeps its fields", hint)
        return updates

    def _choice(self, block: Block, key: str, choices: Mapping[str, T]) -> T | None:
        entry = block.get(key)
        if entry is None:
            return None
        if not isinstance(entry.value, Scalar) or entry.value.text not in choices:
            self.refuse(entry.value, "MAP-103", f"{key} is {' or '.join(choices)}")
            return None
        return choices[entry.value.text]

    def _fit(self, spec: FieldSpec, node: Node, gives: Type) -> None:
        """Whether what arrives can be a value of the field at all (MAP-131)."""
        if spec.type is not None and gives != "any" and gives not in TAKES[spec.type]:
            text = f"{self._kind.name}.{spec.name} takes {WANTED[spec.type]}, and gets {ARTICLES[gives]}"
            self.refuse(node, "MAP-131", text)
        elif spec.type is None and gives == "list":
            self.refuse(
                node, "MAP-131", f"{self._kind.name}.{spec.name} takes one value, and gets a list", "join it first"
            )

    def _kept(self, found: T | Message) -> T | None:
        """What was read; a message instead of it is gathered."""
        if isinstance(found, Message):
            self._faults.append(found)
            return None
        return found
