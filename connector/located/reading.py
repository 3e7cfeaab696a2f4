"""Reads a YAML 1.2 file into a tree with places, refusing what hides mistakes: tabs, tags, anchors, duplicate keys."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
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
    """What a file says, and what is wrong with it as YAML; `root` is None when it cannot be read at all."""

    file: File
    root: Node | None
    messages: tuple[Message, ...]


class _UnreadableError(Exception):
    """Reading cannot go on; carries the message."""

    def __init__(self, message: Message) -> None:
        self.message = message
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
    return Document(
        file=error.file, root=None, messages=(Message(code=codes.unreadable, text=error.reason, place=place),)
    )


def document_of(file: File, codes: Codes) -> Document:
    """Read YAML from a file's text; whatever is wrong with it is a message."""
    reader = _Reader(file, codes)
    try:
        root = reader.root()
    except _UnreadableError as error:
        return Document(file=file, root=None, messages=(*reader.messages, error.message))
    return Document(file=file, root=root, messages=tuple(reader.messages))


def _shown_name(path: Path) -> str:
    """The path from where we stand, when it lies below."""
    absolute, here = path.absolute(), Path.cwd()
    return str(absolute.relative_to(here)) if absolute.is_relative_to(here) else str(path)


class _Reader:
    """Builds the tree from the parser's events and gathers what is wrong on the way."""

    def __init__(self, file: File, codes: Codes) -> None:
        self.file = file
        self.messages: list[Message] = []
        self._codes = codes
        self._quoted: list[tuple[int, int]] = []
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
            yield from YAML(typ="safe", pure=True).parse(self.file.text)
        except YAMLError as error:
            raise _UnreadableError(self._message_of(error)) from None
        except (ValueError, OverflowError, AttributeError, IndexError, TypeError, RecursionError) as error:
            place = Place(file=self.file, line=1, column=1)
            text = f"the file is no YAML ({type(error).__name__})"
            raise _UnreadableError(Message(code=self._codes.unreadable, text=text, place=place)) from None

    def _message_of(self, error: YAMLError) -> Message:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        if mark is None:
            return Message(
                code=self._codes.unreadable,
                text="a character that YAML does not allow",
                place=self._place_at(getattr(error, "position", 0)),
            )
        place = Place(file=self.file, line=mark.line + 1, column=mark.column + 1)
        line = self.file.lines[mark.line] if mark.line < len(self.file.lines) else ""
        tab = line[mark.column : mark.column + 1] == "\t"
        text = "a tab; indent and separate with spaces" if tab else f"not YAML: {getattr(error, 'problem', error)}"
        return Message(code=self._codes.unreadable, text=text, place=place)

    def _place_at(self, index: int) -> Place:
        before = File.of(self.file.name, self.file.text[:index]).lines
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
            text = f"more than {DEPTH_MAX} levels deep"
            raise _UnreadableError(Message(code=self._codes.unreadable, text=text, place=self._place(event)))
        if isinstance(event, AliasEvent):
            self._refuse(event, "an alias (*); write the value out")
            return Scalar(text="", quoted=False, place=self._place(event))
        self._refuse_marks(event)
        if isinstance(event, MappingStartEvent):
            return Block(entries=tuple(self._entries(depth)), place=self._place(event))
        if isinstance(event, SequenceStartEvent):
            return Items(members=tuple(self._members(depth)), place=self._place(event))
        return self._scalar(event)

    def _refuse_marks(self, event: Event) -> None:
        if event.tag is not None:
            self._refuse(event, f"a tag ({event.tag}); write the plain value")
        elif event.anchor is not None:
            self._refuse(event, f"an anchor (&{event.anchor}); write the value out where it is needed")

    def _scalar(self, event: Event) -> Scalar:
        if event.style is not None:
            self._quoted.append((event.start_mark.index, event.end_mark.index))
        return Scalar(text=event.value, quoted=event.style is not None, place=self._place(event))

    def _members(self, depth: int) -> Iterator[Node]:
        for event in self._events:
            if isinstance(event, SequenceEndEvent):
                return
            yield self._node(event, depth + 1)

    def _entries(self, depth: int) -> Iterator[Entry]:
        first: dict[str, Scalar] = {}
        for event in self._events:
            if isinstance(event, MappingEndEvent):
                return
            key, value = self._node(event, depth + 1), self._node(next(self._events), depth + 1)
            if not isinstance(key, Scalar):
                self._refuse(event, "a key must be a single text")
            elif key.text in first:
                text = f'key "{key.text}" stands twice; the first is at {first[key.text].place}'
                self.messages.append(Message(code=self._codes.duplicate, text=text, place=key.place))
            else:
                first[key.text] = key
                yield Entry(key=key, value=value)

    def _refuse_tabs(self) -> None:
        """Tabs that the parser let through, outside quoted texts and comments."""
        start = 0
        for quoted_from, quoted_to in [*self._quoted, (len(self.file.text), len(self.file.text))]:
            gap = _COMMENT.sub(lambda comment: "#" * len(comment[0]), self.file.text[start:quoted_from])
            if "\t" in gap:
                place = self._place_at(start + gap.index("\t"))
                text = "a tab; indent and separate with spaces"
                self.messages.append(Message(code=self._codes.unreadable, text=text, place=place))
            start = max(start, quoted_to)
