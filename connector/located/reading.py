"""Reads a YAML 1.2 file into a tree with places, refusing what hides mistakes: tabs, tags, anchors, duplicate keys."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from connector.located.messages import Message, Place
from connector.located.stumbles import TAB, Mark, Quoted, Stumble, stumble_of
from connector.located.text import File
from connector.located.tree import Block, Entry, Items, Node, Scalar

BYTES_MAX = 1_000_000
DEPTH_MAX = 30

Event = Any  # ruamel.yaml's events are untyped
_COMMENT = re.compile(r"(?:^|(?<=\s))#[^\r\n]*", re.MULTILINE)


@dataclass(frozen=True, kw_only=True)
class Codes:
    """The codes that a kind of file has for what is no YAML, and for a key that stands twice."""

    unreadable: str
    duplicate: str


@dataclass(frozen=True, kw_only=True)
class Document:
    """What a file says, and what is wrong with it as YAML.

    `root` is None when it cannot be read at all; `whole` says that nothing of it had to be left out.
    """

    file: File
    root: Node | None
    messages: tuple[Message, ...]
    whole: bool = True


@dataclass(frozen=True, kw_only=True)
class Gap:
    """Lines that were left out, counted from 1, because they cannot be read; `indent` is that of the first."""

    first: int
    last: int
    indent: int


class UnreadableError(Exception):
    """Reading cannot go on; carries the message, and the line from which on it cannot, where that is known."""

    def __init__(self, message: Message, began: int | None = None) -> None:
        self.message, self.began = message, began
        super().__init__(message.text)


class FileUnreadable(Exception):
    """The text of a file cannot be had; `reason` says why, at a line of what could be read of it."""

    def __init__(self, reason: str, file: File, line: int = 1) -> None:
        self.reason, self.file, self.line = reason, file, line
        super().__init__(reason)


def read_file(path: Path, codes: Codes) -> Document:
    """Read a YAML file; whatever is wrong with it is a message."""
    try:
        return document_of(text_file(path), codes)
    except FileUnreadable as error:
        return unreadable(error, codes)


def read_text(name: str, text: str, codes: Codes) -> Document:
    """Read YAML from a text; `name` is what messages call it."""
    return document_of(File.of(name, text), codes)


def text_file(path: Path) -> File:
    """The text of a file of at most BYTES_MAX bytes of UTF-8. Raises FileUnreadable."""
    name, folder = _shown_name(path), path.absolute().parent
    try:
        with path.open("rb") as opened:
            content = opened.read(BYTES_MAX + 1)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise FileUnreadable(f"the file cannot be read: {reason}", File.of(name, "", folder)) from None
    if len(content) > BYTES_MAX:
        raise FileUnreadable(f"the file is larger than {BYTES_MAX} bytes", File.of(name, "", folder))
    try:
        return File.of(name, content.decode("utf-8-sig"), folder)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise FileUnreadable(
            "the file is not UTF-8", File.of(name, content.decode("utf-8", "replace"), folder), line
        ) from None


def unreadable(error: FileUnreadable, codes: Codes) -> Document:
    """A document of which nothing can be known."""
    place = Place(file=error.file, line=error.line, column=1)
    message = Message(code=codes.unreadable, text=error.reason, place=place)
    return Document(file=error.file, root=None, messages=(message,), whole=False)


def document_of(file: File, codes: Codes) -> Document:
    """Read YAML from a file's text; whatever is wrong with it is a message."""
    reader = Reader(file, codes)
    try:
        root = reader.root()
    except UnreadableError as error:
        return Document(file=file, root=None, messages=(*reader.messages, error.message), whole=False)
    return Document(file=file, root=root, messages=tuple(reader.messages))


def _shown_name(path: Path) -> str:
    """The path from where we stand, when it lies below."""
    absolute, here = path.absolute(), Path.cwd()
    return str(absolute.relative_to(here)) if absolute.is_relative_to(here) else str(path)


class Reader:
    """Builds the tree from the parser's events and gathers what is wrong on the way.

    `text` is what is read of the file, as long as that: with `gaps`, blank where lines are left out.
    """

    def __init__(self, file: File, codes: Codes, text: str | None = None, gaps: Sequence[Gap] = ()) -> None:
        self.file = file
        self.messages: list[Message] = []
        self._codes = codes
        self._text = file.text if text is None else text
        self._gaps = gaps
        self._quoted: list[Quoted] = []
        self._open_flows: list[Mark] = []
        self._line = 0
        self._events = self._parsed()

    def root(self) -> Node:
        """The file's only document; nothing at all reads as no entries."""
        node: Node | None = None
        for event in self._events:
            if isinstance(event, DocumentStartEvent) and node is not None:
                self._refuse(event, "the file holds more than one document", width=3)
                break
            if isinstance(event, ScalarEvent | MappingStartEvent | SequenceStartEvent | AliasEvent):
                node = self._node(event, depth=1)
            if isinstance(event, StreamEndEvent):
                self._refuse_tabs()
        return node or Block(entries=(), place=Place(file=self.file, line=1, column=1))

    def _parsed(self) -> Iterator[Event]:
        """The parser's events; whatever it stumbles over becomes a message with a place."""
        try:
            for event in YAML(typ="safe", pure=True).parse(self._text):
                self._line = event.start_mark.line + 1
                yield event
        except YAMLError as error:
            raise self._unreadable(error) from None
        except (ValueError, OverflowError, AttributeError, IndexError, TypeError, RecursionError) as error:
            place = Place(file=self.file, line=1, column=1)
            text = f"the file is no YAML ({type(error).__name__})"
            raise UnreadableError(Message(code=self._codes.unreadable, text=text, place=place)) from None

    def _unreadable(self, error: YAMLError) -> UnreadableError:
        """What the parser stumbled over."""
        if not isinstance(error, MarkedYAMLError):
            return self._stopped_at(
                self._place_at(getattr(error, "position", 0)), "a character that YAML does not allow"
            )
        found = stumble_of(error, self.file.lines, self._open_flows, self._quoted[-1] if self._quoted else None)
        if found is None:
            return self._stopped_at(Place(file=self.file, line=1, column=1), f"not YAML: {error.problem}")
        place = Place(file=self.file, line=found.line + 1, column=found.column + 1)
        message = Message(code=self._codes.unreadable, text=found.text, place=place, hint=found.hint)
        return UnreadableError(message, self._began(found))

    def _began(self, found: Stumble) -> int:
        return min([found.began, *(int(mark.line) for mark in self._open_flows)]) + 1

    def _stopped_at(self, place: Place, text: str) -> UnreadableError:
        return UnreadableError(Message(code=self._codes.unreadable, text=text, place=place), place.line)

    def _place_at(self, index: int) -> Place:
        before = File.of(self.file.name, self._text[:index]).lines
        return Place(file=self.file, line=len(before), column=len(before[-1]) + 1)

    def _place(self, event: Event) -> Place:
        start, end = event.start_mark, event.end_mark
        width = end.column - start.column if end.line == start.line else 1
        return Place(file=self.file, line=start.line + 1, column=start.column + 1, width=max(1, width))

    def _refuse(self, event: Event, text: str, *, width: int | None = None) -> None:
        at = self._place(event)
        place = Place(file=at.file, line=at.line, column=at.column, width=width or at.width)
        self.messages.append(Message(code=self._codes.unreadable, text=text, place=place))

    def _node(self, event: Event, depth: int) -> Node:
        if depth > DEPTH_MAX:
            raise self._stopped_at(self._place(event), f"more than {DEPTH_MAX} levels deep")
        if isinstance(event, AliasEvent):
            self._refuse(event, "an alias (*); write the value out")
            return Scalar(text="", quoted=False, place=self._place(event))
        self._refuse_marks(event)
        if isinstance(event, ScalarEvent):
            return self._scalar(event)
        if event.flow_style:
            self._open_flows.append(event.start_mark)
        node = self._collection(event, depth)
        if event.flow_style:
            self._open_flows.pop()
        return node

    def _collection(self, event: Event, depth: int) -> Node:
        place = self._place(event)
        if isinstance(event, SequenceStartEvent):
            return Items(members=tuple(self._members(depth)), place=place)
        entries = tuple(self._entries(depth))
        return Block(entries=entries, place=place, whole=not self._gap(place.line, self._line, place.column - 1))

    def _refuse_marks(self, event: Event) -> None:
        if event.tag is not None:
            self._refuse(event, f"a tag ({event.tag}); write the plain value")
        elif event.anchor is not None:
            self._refuse(event, f"an anchor (&{event.anchor}); write the value out where it is needed")

    def _scalar(self, event: Event) -> Scalar:
        if event.style is not None:
            self._quoted.append((event.start_mark, event.end_mark))
        return Scalar(text=event.value, quoted=event.style is not None, place=self._place(event))

    def _members(self, depth: int) -> Iterator[Node]:
        since = self._line
        for event in self._events:
            if isinstance(event, SequenceEndEvent):
                return
            member = self._with_gaps(self._node(event, depth + 1), since, 0)
            yield member
            gone = isinstance(member, Block) and member.left_out
            since = self._next_line(member.place.line) if gone else self._line

    def _entries(self, depth: int) -> Iterator[Entry]:
        first: dict[str, Scalar] = {}
        for event in self._events:
            if isinstance(event, MappingEndEvent):
                return
            key = self._node(event, depth + 1)
            value = self._node(next(self._events), depth + 1)
            value = self._with_gaps(value, key.place.line + 1, key.place.column)
            if not isinstance(key, Scalar):
                self._refuse(event, "a key must be a single text")
            elif key.text in first:
                text = f'key "{key.text}" stands twice; the first is at {first[key.text].place}'
                self.messages.append(Message(code=self._codes.duplicate, text=text, place=key.place))
            else:
                first[key.text] = key
                yield Entry(key=key, value=value)

    def _with_gaps(self, node: Node, since: int, indent: int) -> Node:
        """The value of a key, or a member of a list, knowing of what was left out directly before or instead of it."""
        if isinstance(node, Block) and self._gap(since, node.place.line, indent):
            return replace(node, whole=False)
        empty = self._gaps and isinstance(node, Scalar) and node.value is None
        if empty and self._gap(since, self._next_line(node.place.line), indent):
            return Block(entries=(), place=node.place, whole=False)
        return node

    def _gap(self, first: int, last: int, indent: int) -> bool:
        """Whether something that stands at least so deep was left out between two lines."""
        return any(first <= gap.first <= last and gap.indent >= indent for gap in self._gaps)

    def _next_line(self, line: int) -> int:
        """The line after this one at which something stands."""
        lines = self._lines
        return next((number for number in range(line + 1, len(lines) + 1) if lines[number - 1].strip()), len(lines) + 1)

    @cached_property
    def _lines(self) -> tuple[str, ...]:
        return File.of(self.file.name, self._text).lines

    def _refuse_tabs(self) -> None:
        """Tabs that the parser let through, outside quoted texts and comments."""
        start, end = 0, len(self._text)
        quoted = [(opened.index, closed.index) for opened, closed in self._quoted]
        for quoted_from, quoted_to in [*quoted, (end, end)]:
            gap = _COMMENT.sub(lambda comment: "#" * len(comment[0]), self._text[start:quoted_from])
            if "\t" in gap:
                place = self._place_at(start + gap.index("\t"))
                self.messages.append(Message(code=self._codes.unreadable, text=TAB, place=place))
            start = max(start, quoted_to)
