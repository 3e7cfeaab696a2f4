"""Reads the transforms of an entry; a name, an argument or a type that does not fit is told with its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from connector.located import Block, Items, Message, Node, Scalar, did_you_mean
from connector.mapping.expressions.faults import UnreadableTextError
from connector.mapping.expressions.patterns import pattern_of
from connector.mapping.notes import wrong
from connector.mapping.transforms import steps
from connector.mapping.transforms.steps import Setting, Type, Work

STEPS_MAX = 20
ARGUMENT_MAX = 1_000
PARTS_MAX = 20
"""Transforms of an entry, characters of an argument, members of one: bounds on what a value can grow to."""
DIRECTIVES = frozenset("YmdyBbjH%")
"""What `format` and `date` may write of a day; no word depends on the machine's language."""

Tables = Mapping[str, Mapping[str, str]]
"""The tables that `lookup` may name."""


@dataclass(frozen=True, kw_only=True)
class Stage:
    """One transform of an entry. `shown` is how it is named to people; `fills_gaps` is what stands in for null."""

    shown: str
    gives: Type
    work: Work = field(repr=False, compare=False)
    place: str = field(repr=False)
    table: str | None = None
    fills_gaps: bool = False


@dataclass(frozen=True, kw_only=True)
class Chain:
    """The transforms of an entry in their order, and what they give."""

    stages: tuple[Stage, ...] = ()
    gives: Type = "any"

    def outcomes(self, value: object, setting: Setting) -> Iterator[tuple[Stage, object]]:
        """Each stage with what it makes of the value. Raises StepFailedError when the stage to come cannot take it."""
        for stage in self.stages:
            if (value is None or value == "") if stage.fills_gaps else value is not None:
                value = stage.work(value, setting)
            yield stage, value


class _WrongArgumentError(ValueError):
    """An argument that a transform does not take; the text says what it takes."""


@dataclass(frozen=True)
class _Kind:
    """A transform of the language: how it is written, what it takes and gives, and how it is made of its argument."""

    written: str
    takes: frozenset[Type]
    gives: Type
    made: Callable[[Node | None], Work]


_TEXTS: frozenset[Type] = frozenset({"text", "integer", "decimal", "boolean", "date", "object"})
_NUMBERS: frozenset[Type] = frozenset({"text", "integer", "decimal"})
_LISTS: frozenset[Type] = frozenset({"list"})
_ANYTHING = _TEXTS | _LISTS


def chain_of(node: Node | None, first: Type, tables: Tables) -> tuple[Chain, list[Message]]:
    """The chain that a list of transforms says, and what is wrong with it. `first` is what the value is at first."""
    if node is None:
        return Chain(gives=first), []
    members = node.members if isinstance(node, Items) else (node,)
    if len(members) > STEPS_MAX:
        return Chain(gives=first), [wrong(node, "MAP-103", f"more than {STEPS_MAX} transforms")]
    stages: list[Stage] = []
    messages: list[Message] = []
    now = first
    for member in members:
        if isinstance(member, Block) and member.left_out:
            now = "any"
            continue
        read = _stage(member, now, tables)
        if isinstance(read, Message):
            messages.append(read)
            now = "any"  # what follows is not to blame
        else:
            stages.append(read)
            now = read.gives
    return Chain(stages=tuple(stages), gives=now), messages


def _stage(node: Node, now: Type, tables: Tables) -> Stage | Message:
    name, argument = _named(node)
    if name is None:
        return wrong(node, "MAP-103", "a transform is a name, such as trim, or { name: value }")
    if name.text == "lookup":
        return _lookup(name, argument, now, tables)
    kind = KINDS.get(name.text)
    if kind is None:
        hint = did_you_mean(name.text, NAMES) or f"there are: {', '.join(NAMES)}"
        return wrong(name, "MAP-103", f'there is no transform "{name.text}"', hint)
    try:
        work = kind.made(argument)
    except _WrongArgumentError as error:
        return wrong(argument or name, "MAP-131", f"{name.text} takes {error}", f"write {kind.written}")
    if now != "any" and now not in kind.takes:
        return _mismatch(name, kind.takes, now)
    gives = now if kind.gives == "any" else kind.gives
    shown = f"{name.text} {_text_of(argument)}" if argument is not None else name.text
    fills_gaps = name.text == "default"
    return Stage(
        shown=shown, gives="any" if fills_gaps else gives, work=work, place=str(name.place), fills_gaps=fills_gaps
    )


def _lookup(name: Scalar, argument: Node | None, now: Type, tables: Tables) -> Stage | Message:
    if not isinstance(argument, Scalar) or argument.value is None:
        return wrong(argument or name, "MAP-131", "lookup takes the name of a table", "write { lookup: my_table }")
    if argument.text not in tables:
        hint = did_you_mean(argument.text, tables) or "describe it under lookups:"
        return wrong(argument, "MAP-141", f'there is no lookup "{argument.text}"', hint)
    if now != "any" and now not in _TEXTS:
        return _mismatch(name, _TEXTS, now)
    work = steps.looked_up(tables[argument.text])
    shown = f"lookup {argument.text}"
    return Stage(shown=shown, gives="text", work=work, place=str(name.place), table=argument.text)


def _mismatch(name: Scalar, takes: frozenset[Type], now: Type) -> Message:
    wanted = " or ".join(ARTICLES[each] for each in ARTICLES if each in takes)
    text = f"{name.text} takes {wanted}, and gets {ARTICLES[now]}"
    return wrong(name, "MAP-131", text, _BRIDGES.get((now, name.text), ""))


def _named(node: Node) -> tuple[Scalar | None, Node | None]:
    """A transform's name and its argument."""
    if isinstance(node, Scalar) and node.value is not None:
        return node, None
    if isinstance(node, Block) and len(node.entries) == 1:
        return node.entries[0].key, node.entries[0].value
    return None, None


def _text_of(node: Node) -> str:
    """An argument as people wrote it."""
    match node:
        case Scalar():
            return f'"{node.text}"' if node.quoted else node.text
        case Items():
            return f"[{', '.join(_text_of(member) for member in node.members)}]"
        case Block():
            return "{…}"


def _nothing(work: Work) -> Callable[[Node | None], Work]:
    """A transform without an argument."""

    def made(argument: Node | None) -> Work:
        if argument is not None:
            raise _WrongArgumentError("nothing")
        return work

    return made


def _text(argument: Node | None, wanted: str) -> str:
    if not isinstance(argument, Scalar) or argument.value is None:
        raise _WrongArgumentError(wanted)
    if len(argument.text) > ARGUMENT_MAX:
        raise _WrongArgumentError(f"at most {ARGUMENT_MAX} characters")
    return argument.text


def _number(argument: Node | None, wanted: str, low: int, high: int) -> int:
    text = _text(argument, wanted)
    if not re.fullmatch(r"-?[0-9]{1,6}", text, re.ASCII) or not low <= int(text) <= high:
        raise _WrongArgumentError(wanted)
    return int(text)


def _texts(argument: Node | None, wanted: str, number: int | None = None) -> Sequence[str]:
    if not isinstance(argument, Items) or len(argument.members) not in ([number] if number else range(1, PARTS_MAX)):
        raise _WrongArgumentError(wanted)
    return [_text(member, wanted) for member in argument.members]


def _slice(argument: Node | None) -> Work:
    wanted = "two positions, counted from 0"
    members = argument.members if isinstance(argument, Items) else (argument,)
    if len(members) > 2:
        raise _WrongArgumentError(wanted)
    start, *end = [_number(member, wanted, -steps.TEXT_MAX, steps.TEXT_MAX) for member in members] or [0]
    return steps.sliced(start, end[0] if end else None)


def _replace(argument: Node | None) -> Work:
    wanted = "the text to replace and the text instead"
    old, new = _texts(argument, wanted, 2)
    if not old:
        raise _WrongArgumentError(wanted)
    return steps.replaced(old, new)


def _regex(argument: Node | None) -> Work:
    try:
        return steps.extracted(pattern_of(_text(argument, "a pattern")))
    except UnreadableTextError as error:
        raise _WrongArgumentError(f"a pattern: {error}") from None


def _split(argument: Node | None) -> Work:
    separator = _text(argument, "a separator")
    if not separator:
        raise _WrongArgumentError("a separator")
    return steps.split(separator)


def _default(argument: Node | None) -> Work:
    text = _text(argument, "a value")
    return lambda *_: text


def _form(argument: Node | None) -> str:
    """A form of a day, such as `%d.%m.%Y`."""
    wanted = f"a form of {', '.join('%' + each for each in 'YmdyBbj')}"
    form = _text(argument, wanted)
    used = re.findall(r"%(.?)", form)
    if not used or not DIRECTIVES.issuperset(used) or len(form) > 100:
        raise _WrongArgumentError(wanted)
    return form


KINDS: Mapping[str, _Kind] = {
    "trim": _Kind("trim", _TEXTS, "text", _nothing(steps.on_text(str.strip))),
    "lower": _Kind("lower", _TEXTS, "text", _nothing(steps.on_text(str.lower))),
    "upper": _Kind("upper", _TEXTS, "text", _nothing(steps.on_text(str.upper))),
    "title": _Kind("title", _TEXTS, "text", _nothing(steps.on_text(str.title))),
    "slice": _Kind("{ slice: [0, 3] }", _TEXTS, "text", _slice),
    "replace": _Kind('{ replace: ["-", " "] }', _TEXTS, "text", _replace),
    "regex_extract": _Kind("{ regex_extract: 'PO-([0-9]+)' }", _TEXTS, "text", _regex),
    "split": _Kind('{ split: "," }', _TEXTS, "list", _split),
    "join": _Kind('{ join: ", " }', _LISTS, "text", lambda node: steps.joined(_text(node, "what stands between"))),
    "default": _Kind("{ default: 12 }", _ANYTHING, "any", _default),
    "int": _Kind("int", _NUMBERS, "integer", _nothing(steps.integer)),
    "decimal": _Kind("decimal", _NUMBERS, "decimal", _nothing(steps.decimal)),
    "cents": _Kind("cents", frozenset({"integer", "text"}), "decimal", _nothing(steps.cents)),
    "bool": _Kind("bool", frozenset({"text", "integer", "boolean"}), "boolean", _nothing(steps.boolean)),
    "date": _Kind(
        "date, or { date: '%d.%m.%Y' }",
        frozenset({"text", "date"}),
        "date",
        lambda node: steps.dated(None if node is None else _form(node)),
    ),
    "unix": _Kind("unix", frozenset({"integer", "text"}), "date", _nothing(steps.unix)),
    "add_days": _Kind(
        "{ add_days: 30 }",
        frozenset({"date"}),
        "date",
        lambda node: steps.days_added(_number(node, "a number of days", -steps.DAYS_MAX, steps.DAYS_MAX)),
    ),
    "format": _Kind("{ format: '%d.%m.%Y' }", frozenset({"date"}), "text", lambda node: steps.formatted(_form(node))),
    "concat": _Kind(
        '{ concat: ["PO ", "{}"] }',
        _TEXTS,
        "text",
        lambda node: steps.concatenated(_texts(node, "a list of texts, {} standing for the value")),
    ),
    "truncate": _Kind(
        "{ truncate: 60 }", _TEXTS, "text", lambda node: steps.truncated(_number(node, "a length", 1, steps.TEXT_MAX))
    ),
    "hash": _Kind("hash", _TEXTS, "text", _nothing(steps.on_text(steps.hashed))),
    "last4": _Kind("last4", _TEXTS, "text", _nothing(steps.on_text(lambda value: value[-4:]))),
}
"""Every transform but `lookup`, whose argument is the name of a table."""

NAMES = (*KINDS, "lookup")

ARTICLES: Mapping[Type, str] = {
    "any": "anything",
    "text": "a text",
    "integer": "a whole number",
    "decimal": "a number",
    "boolean": "true or false",
    "date": "a date",
    "list": "a list",
    "object": "an object",
}
"""Types as messages name them."""

_BRIDGES: Mapping[tuple[Type, str], str] = {
    ("integer", "add_days"): "put unix before it",
    ("integer", "format"): "put unix before it",
    ("text", "add_days"): "put date before it",
    ("text", "format"): "put date before it",
    ("integer", "date"): "write unix for a moment of Stripe's",
}
