"""Reads test files; whatever cannot be meant is a message with its place."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import NamedTuple
from zoneinfo import ZoneInfo

from connector.located import Block, Entry, FileUnreadable, Items, Message, Node, Scalar
from connector.mapping.entries import TestFiles
from connector.mapping.expressions.paths import compiled
from connector.mapping.fields import Fault
from connector.mapping.files import MappingFiles, beside, document_in
from connector.mapping.loading import CODES
from connector.mapping.notes import of_fault, unknown_keys, wrong
from connector.mapping.stripe_paths import type_within
from connector.mapping.values import INTEGER
from connector.proving.cases import Case, Given
from connector.proving.expectations import amount, expected, texts
from connector.proving.families import families_of
from connector.proving.happening import credit, refund
from connector.proving.recorded import FixtureUnreadableError, Object, Recorded, UnusableError
from connector.recognition import Period
from stripe_client.objects import BrokenObjectError

ROOTS = ("invoice", "charge", "customer")
GIVEN_KEYS = (*ROOTS, "with", "refund", "credit", "as_of", "closed_periods")
CASE_KEYS = ("name", "given", "expect")
EXAMPLE = "write given: { invoice: fixtures/in_1.json }"
UNUSABLE = "MAP-180"
"""A fixture that cannot be used, or not as the test wants it."""
NO_PATH = Fault(code="MAP-130", text="this is no path", hint="paths are like metadata.team or lines[0].description")

Happening = Callable[[Recorded, Object, Decimal, int], None]
HAPPENINGS: Mapping[str, Happening] = {"refund": refund, "credit": credit}
"""What a test can let happen, by the key that says it."""


class Read(NamedTuple):
    """The tests of some files, and everything that is wrong with them."""

    cases: list[Case]
    messages: list[Message]


def read_cases(named: Sequence[TestFiles], files: MappingFiles, zone: ZoneInfo) -> Read:
    """The tests in the files that mapping files name."""
    read = Read([], [])
    for name in dict.fromkeys(name for each in named for name in _names(each, files, read.messages)):
        reader = _Reader(name, files, zone)
        read.cases.extend(reader.cases())
        read.messages.extend(reader.messages)
    return read


def _names(named: TestFiles, files: MappingFiles, messages: list[Message]) -> Sequence[str]:
    """The files of a pattern, which may have none yet; a file that is named must be there."""
    pattern = beside(named.document, named.pattern)
    found = files.matching(pattern) if pattern else ()
    if pattern is None:
        text = f"{named.pattern} lies outside the mapping folder"
        messages.append(Message(code=UNUSABLE, text=text, place=named.place))
    elif not found and not any(sign in pattern for sign in "*?["):
        messages.append(Message(code=UNUSABLE, text=f"there is no file {named.pattern}", place=named.place))
    return found


class _WrongError(Exception):
    """A test that cannot be read on; what is wrong is noted."""


@dataclass
class _Stage:
    """Recorded objects on their way to what a test wants them to be."""

    recorded: Recorded
    root: Object


class _Reader:
    """Reads one file of tests; what is wrong is gathered, so that all of it is told at once."""

    def __init__(self, name: str, files: MappingFiles, zone: ZoneInfo) -> None:
        self.messages: list[Message] = []
        self._name, self._files, self._zone = name, files, zone

    def cases(self) -> Iterator[Case]:
        """The tests that can be read."""
        document = document_in(self._files, self._name, CODES)
        self.messages.extend(document.messages)
        root = document.root
        tests = root.get("tests") if isinstance(root, Block) else None
        if isinstance(root, Block):
            self.messages.extend(unknown_keys(root, ("tests",), "a file of tests"))
        if tests is None or not isinstance(tests.value, Items):
            if root is not None:
                self._note(tests.value if tests else root, "a file of tests holds tests: and a list")
            return
        for member in tests.value.members:
            case = self._case(member)
            if case:
                yield case

    def _case(self, node: Node) -> Case | None:
        if not isinstance(node, Block):
            self._note(node, "a test has a name, and says what is given and what to expect")
            return None
        self.messages.extend(unknown_keys(node, CASE_KEYS, "a test"))
        name, given, expect = node.get("name"), node.get("given"), node.get("expect")
        if node.whole and (name is None or not isinstance(name.value, Scalar) or not name.value.value):
            self._note(node, "a test needs a name, by which -k finds it")
        if not node.whole and (given is None or expect is None):
            return None
        if given is None or expect is None:
            self._note(node, f"a test needs {'expect:' if given else 'given:'}", EXAMPLE if given is None else "")
            return None
        before = len(self.messages)
        wanted = expected(expect.value, self.messages.append)
        found = self._given(given.value)
        if found is None or name is None or len(self.messages) > before:
            return None
        return Case(name=_text(name), place=str(name.value.place), given=found, expected=wanted)

    # What is given

    def _given(self, node: Node) -> Given | None:
        if not isinstance(node, Block):
            self._note(node, "given: names recorded objects", EXAMPLE)
            return None
        self.messages.extend(unknown_keys(node, GIVEN_KEYS, "given"))
        named = [entry for entry in node if entry.key.text in ROOTS]
        if len(named) != 1:
            self._note(node, f"given: names one of {', '.join(ROOTS)}", EXAMPLE)
            return None
        try:
            return self._staged(node, named[0])
        except _WrongError:
            return None

    def _staged(self, node: Block, named: Entry) -> Given:
        stage = self._stage(named)
        for entry in self._settings(node.get("with")):
            self._set(stage, entry)
        happened = self._happen(stage, node)
        try:
            families = families_of(stage.recorded, stage.root)
        except BrokenObjectError as error:
            raise self._unusable(
                named.value, f"{error.object_id} cannot be read: {error.place}: {error.fault}"
            ) from None
        closed = self._closed(node.get("closed_periods"))
        return Given(families=tuple(families), root=stage.root["id"], closed=closed, happened=happened)

    def _stage(self, named: Entry) -> _Stage:
        value, kind = named.value, named.key.text
        if not isinstance(value, Scalar) or not value.value:
            self._note(value, f"{kind}: names a file of recorded objects", EXAMPLE)
            raise _WrongError
        name = beside(self._name, value.text)
        if name is None:
            raise self._unusable(value, f"{value.text} lies outside the folder of the tests")
        try:
            recorded = Recorded.of(self._files.read(name))
            return _Stage(recorded, recorded.first(kind))
        except FileUnreadable as error:
            raise self._unusable(value, f"{value.text}: {error.reason}") from None
        except FixtureUnreadableError as error:
            self.messages.append(Message(code=UNUSABLE, text=str(error), place=error.place))
            raise _WrongError from None
        except UnusableError as error:
            raise self._unusable(value, f"{value.text}: {error}") from None

    def _settings(self, entry: Entry | None) -> Iterator[Entry]:
        if entry is not None and isinstance(entry.value, Block):
            yield from entry.value
        elif entry is not None:
            self._note(entry.value, "with: holds paths and their values", "write with: { metadata.team: sales }")

    def _set(self, stage: _Stage, entry: Entry) -> None:
        path = compiled(entry.key.text)
        found = type_within(stage.root["object"], path) if path else NO_PATH
        if path is None or isinstance(found, Fault):
            self.messages.append(of_fault(entry.key, found if isinstance(found, Fault) else NO_PATH))
            return
        try:
            stage.recorded.set(stage.root, path, _json(entry.value, as_text="metadata" in path.steps))
        except UnusableError as error:
            raise self._unusable(entry.key, str(error)) from None

    def _happen(self, stage: _Stage, node: Block) -> date | None:
        """Let money go back, or credit be given, on the day that the test looks at."""
        day = self._day(node.get("as_of"))
        did = [key for key, happen in HAPPENINGS.items() if self._happens(stage, node, key, happen, day)]
        if not did:
            return None
        return day or self._latest(stage).date()

    def _happens(self, stage: _Stage, node: Block, key: str, happen: Happening, day: date | None) -> bool:
        entry = node.get(key)
        worth = amount(entry, node, self.messages.append) if entry else None
        if entry is None or worth is None:
            return False
        noon = datetime.combine(day, time(12), self._zone) if day else self._latest(stage)
        try:
            happen(stage.recorded, stage.root, worth, int(noon.timestamp()))
        except UnusableError as error:
            raise self._unusable(entry.value, str(error)) from None
        return True

    def _latest(self, stage: _Stage) -> datetime:
        """The moment of the newest recorded object."""
        latest = max(int(each.get("created") or 0) for each in stage.recorded.all())
        return datetime.fromtimestamp(latest, UTC).astimezone(self._zone)

    def _day(self, entry: Entry | None) -> date | None:
        if entry is None:
            return None
        try:
            return date.fromisoformat(_text(entry))
        except ValueError:
            self.messages.append(wrong(entry.value, "MAP-131", "here must be a day", "write 2025-10-15"))
            return None

    def _closed(self, entry: Entry | None) -> frozenset[Period]:
        periods: set[Period] = set()
        for scalar in texts(entry, self.messages.append) if entry else ():
            try:
                periods.add(Period.named(scalar.text))
            except ValueError:
                self.messages.append(wrong(scalar, "MAP-131", "here must be a month", "write 2025-09"))
        return frozenset(periods)

    def _note(self, node: Node, text: str, hint: str = "") -> None:
        self.messages.append(wrong(node, "MAP-103", text, hint))

    def _unusable(self, node: Node, text: str) -> _WrongError:
        self.messages.append(wrong(node, UNUSABLE, text))
        return _WrongError()


def _text(entry: Entry) -> str:
    return entry.value.text if isinstance(entry.value, Scalar) else ""


def _json(node: Node, *, as_text: bool) -> object:
    """A value as Stripe has it; metadata are texts, whatever they look like."""
    match node:
        case Block():
            inner = as_text or any(entry.key.text == "metadata" for entry in node)
            return {entry.key.text: _json(entry.value, as_text=inner) for entry in node}
        case Items():
            return [_json(member, as_text=as_text) for member in node.members]
        case Scalar(value=None):
            return None
        case Scalar() if as_text or node.quoted:
            return node.text
        case Scalar(text="true" | "false"):
            return node.text == "true"
        case Scalar():
            return int(node.text) if INTEGER.fullmatch(node.text) else node.text
