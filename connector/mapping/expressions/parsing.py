"""Reads the text of a condition; whatever cannot be meant is told with its column."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from connector.located import did_you_mean
from connector.mapping.expressions import conditions as values
from connector.mapping.expressions.conditions import Condition, PlacedPath, Term
from connector.mapping.expressions.faults import UnreadableTextError
from connector.mapping.expressions.paths import compiled
from connector.mapping.expressions.patterns import pattern_of

TEXT_MAX = 1_000
"""Characters of a condition."""
DEPTH_MAX = 25
"""Parentheses, `not`s and calls within one another."""

_TOKEN = re.compile(
    r"""(?P<space>\s+)
    | (?P<text>'[^']*'|"[^"]*")
    | (?P<number>-?[0-9]+(?:\.[0-9]+)?(?![\w.]))
    | (?P<name>[^\W\d][\w-]*(?:\[[0-9]{1,4}\])*(?:\.[\w-]+(?:\[[0-9]{1,4}\])*)*)
    | (?P<operator>==|!=|<=|>=|<|>)
    | (?P<mark>[()\[\],])""",
    re.VERBOSE,
)
_COMPARISONS = ("==", "!=", "<", "<=", ">", ">=")
_WORDS = frozenset({"and", "or", "not", "in"})
_CONSTANTS: dict[str, object] = {"true": True, "false": False, "null": None}
_INSTEAD = {"=": "==", "&": "and", "&&": "and", "|": "or", "||": "or", "!": "not", "AND": "and", "OR": "or"}
_END = "end"
MATCHES = "matches"


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str
    column: int


def condition_of(text: str) -> Condition:
    """The condition that a text says. Raises UnreadableTextError with the column."""
    if len(text) > TEXT_MAX:
        raise UnreadableTextError(f"the condition is longer than {TEXT_MAX} characters")
    parser = _Parser(text)
    term = parser.whole()
    return Condition(text=text, paths=tuple(parser.paths), term=term)


def _tokens(text: str) -> Iterator[_Token]:
    position = 0
    while position < len(text):
        found = _TOKEN.match(text, position)
        if found is None:
            raise _unreadable_at(text, position)
        if found.lastgroup and found.lastgroup != "space":
            yield _Token(found.lastgroup, found[0], position + 1)
        position = found.end()
    yield _Token(_END, "", len(text) + 1)


def _unreadable_at(text: str, position: int) -> UnreadableTextError:
    sign = text[position]
    if sign in "'\"":
        return UnreadableTextError(f"a text that begins with {sign} has no end", position + 1, len(text) - position)
    doubled = text[position : position + 2]
    instead = _INSTEAD.get(doubled) or _INSTEAD.get(sign)
    width = 2 if doubled in _INSTEAD else 1
    hint = f"write {instead}" if instead else ""
    return UnreadableTextError(f'"{text[position : position + width]}" has no meaning here', position + 1, width, hint)


class _Parser:
    """Reads tokens from left to right; each method reads one kind of part and gives it ready to be asked."""

    def __init__(self, text: str) -> None:
        self.paths: list[PlacedPath] = []
        self._tokens = list(_tokens(text))
        self._next = 0
        self._depth = 0

    def whole(self) -> Term:
        term = self._either()
        if self._peek.kind != _END:
            raise self._unexpected("and, or, or a comparison")
        return term

    def _either(self) -> Term:
        return self._joined("or", self._both, any)

    def _both(self) -> Term:
        return self._joined("and", self._negated, all)

    def _joined(self, word: str, part: Callable[[], Term], judge: Callable[[Iterator[bool]], bool]) -> Term:
        """Parts with a word between them; only one part is that part itself."""
        parts = [(self._peek.column, part())]
        while self._takes(word):
            parts.append((self._peek.column, part()))
        if len(parts) == 1:
            return parts[0][1]
        return lambda read: judge(values.is_true(term(read), column) for column, term in parts)

    def _negated(self) -> Term:
        if not self._takes("not"):
            return self._comparison()
        column = self._peek.column
        term = self._deeper(self._negated)
        return lambda read: not values.is_true(term(read), column)

    def _comparison(self) -> Term:
        left, token = self._operand(), self._peek
        if token.kind == "operator":
            self._next += 1
            return _compared(token, left, self._operand())
        negated = self._takes("not")
        if self._takes("in"):
            right = self._operand()
            return lambda read: values.contained(left(read), right(read), token.column) is not negated
        if negated:
            raise self._unexpected("in, after not")
        return left

    def _operand(self) -> Term:
        token = self._take()
        match token:
            case _Token("text", text):
                return _constant(text[1:-1])
            case _Token("number", text):
                return _constant(Decimal(text))
            case _Token("mark", "("):
                return self._deeper(self._in_parentheses)
            case _Token("mark", "["):
                return self._deeper(self._list)
            case _Token("name", name) if name not in _WORDS:
                return self._named(token)
        self._next -= 1
        raise self._unexpected("a path, a text in quotes, or a number")

    def _in_parentheses(self) -> Term:
        term = self._either()
        self._expect(")")
        return term

    def _list(self) -> Term:
        members: list[Term] = []
        while not self._takes("]"):
            members.append(self._operand())
            if not self._takes(","):
                self._expect("]")
                break
        return lambda read: [member(read) for member in members]

    def _named(self, token: _Token) -> Term:
        """A constant, a call, or a path."""
        if self._peek.text == "(" and self._peek.kind == "mark":
            return self._deeper(lambda: self._call(token))
        if token.text in _CONSTANTS:
            return _constant(_CONSTANTS[token.text])
        path = compiled(token.text)
        if path is None:
            raise UnreadableTextError(f'"{token.text}" is no path', token.column, len(token.text))
        self.paths.append(PlacedPath(path=path, column=token.column))
        return lambda read: read(path)

    def _call(self, name: _Token) -> Term:
        self._expect("(")
        if name.text == MATCHES:
            return self._matches(name)
        if name.text not in CALLS:
            known = (*CALLS, MATCHES)
            hint = did_you_mean(name.text, known) or f"there are: {', '.join(known)}"
            raise UnreadableTextError(f'there is no function "{name.text}"', name.column, len(name.text), hint)
        wanted, made = CALLS[name.text]
        arguments = list(self._arguments())
        if len(arguments) != wanted:
            how_many = "one value" if wanted == 1 else f"{wanted} values"
            raise UnreadableTextError(f"{name.text}() takes {how_many}", name.column, len(name.text))
        return made(name.column, *arguments)

    def _arguments(self) -> Iterator[Term]:
        while not self._takes(")"):
            yield self._operand()
            if not self._takes(","):
                self._expect(")")
                return

    def _matches(self, name: _Token) -> Term:
        """The pattern is a text, since it is read once and not for each record."""
        value = self._operand()
        self._expect(",")
        token = self._peek
        if token.kind != "text":
            raise self._unexpected("a pattern in quotes")
        self._next += 1
        self._expect(")")
        try:
            pattern = pattern_of(token.text[1:-1])
        except UnreadableTextError as error:
            raise UnreadableTextError(str(error), token.column, len(token.text)) from None
        return lambda read: values.matches(value(read), pattern, name.column)

    @property
    def _peek(self) -> _Token:
        return self._tokens[self._next]

    def _take(self) -> _Token:
        token = self._tokens[self._next]
        self._next += 1
        return token

    def _takes(self, text: str) -> bool:
        """Whether this comes next; then it is taken."""
        token = self._peek
        if token.text == text and token.kind in {"name", "mark"}:
            self._next += 1
            return True
        return False

    def _expect(self, text: str) -> None:
        if not self._takes(text):
            raise self._unexpected(f'"{text}"')

    def _deeper(self, part: Callable[[], Term]) -> Term:
        self._depth += 1
        if self._depth > DEPTH_MAX:
            raise UnreadableTextError(f"more than {DEPTH_MAX} parts within one another", self._peek.column)
        term = part()
        self._depth -= 1
        return term

    def _unexpected(self, wanted: str) -> UnreadableTextError:
        token = self._peek
        hint = f"write {_INSTEAD[token.text]}" if token.text in _INSTEAD else ""
        found = "the condition ends" if token.kind == _END else f'"{token.text}" stands'
        return UnreadableTextError(f"{found} where {wanted} is expected", token.column, len(token.text), hint)


def _constant(value: object) -> Term:
    return lambda _: value


def _compared(operator: _Token, left: Term, right: Term) -> Term:
    match operator.text:
        case "==":
            return lambda read: values.equal(left(read), right(read))
        case "!=":
            return lambda read: not values.equal(left(read), right(read))
        case sign:
            return lambda read: values.ordered(sign, left(read), right(read), operator.column)


Maker = Callable[..., Term]


def _one(function: Callable[[object, int], object]) -> Maker:
    return lambda column, value: lambda read: function(value(read), column)


def _two(function: Callable[[object, object, int], object]) -> Maker:
    return lambda column, value, other: lambda read: function(value(read), other(read), column)


CALLS: dict[str, tuple[int, Maker]] = {
    "has": (1, _one(lambda value, _: values.is_there(value))),
    "len": (1, _one(values.length)),
    "lower": (1, _one(values.lowered)),
    "startswith": (2, _two(values.begins)),
    "endswith": (2, _two(values.ends)),
}
"""The functions of conditions besides matches(): how many values each takes, and what makes it of them."""
