"""The parameters of Stripe's lists: how each is read from a query string, and which objects it lets through."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias
from urllib.parse import parse_qsl

from stripe_client.emulator.book import Book, value_at
from stripe_client.emulator.errors import Refusal, missing, unknown_parameter
from stripe_client.emulator.reading import Stored
from stripe_client.emulator.settlement import paid_out_by

Given: TypeAlias = list[tuple[str | None, str]]
"""What a query says of one parameter: pairs of what stands in its brackets, if anything, and a value."""
Query: TypeAlias = dict[str, Given]
Test: TypeAlias = Callable[[Stored], bool]
Path: TypeAlias = tuple[str, ...]

_KEY = re.compile(r"([^\[\]]+)(?:\[([^\[\]]*)\])?")
_COMPARISONS: Mapping[str, Callable[[int, int], bool]] = {
    "gt": lambda value, bound: value > bound,
    "gte": lambda value, bound: value >= bound,
    "lt": lambda value, bound: value < bound,
    "lte": lambda value, bound: value <= bound,
}
_TYPES_MAX = 20


@dataclass(frozen=True, kw_only=True)
class Filter:
    """A condition on the objects of a list; `index` is a field and its value where a look-up can replace the test."""

    test: Test
    index: tuple[Path, object] | None = None


@dataclass(frozen=True, kw_only=True)
class Equal:
    """A field with this text; where it is a reference to `kind`, the object must exist."""

    path: Path
    kind: str | None = None
    values: tuple[str, ...] = ()

    def read(self, name: str, given: Given, book: Book) -> Filter:
        """Refuses a value outside a closed set and the id of nothing."""
        value = single(name, given)
        if self.values and value not in self.values:
            raise Refusal(400, f"Invalid {name}: must be one of {', '.join(self.values)}", param=name)
        if self.kind is not None and book.find(self.kind, value) is None:
            raise missing(self.kind, value, param=name)
        return Filter(test=lambda stored: value_at(stored.served, self.path) == value, index=(self.path, value))


@dataclass(frozen=True, kw_only=True)
class IsTrue:
    """A condition that is true or false of an object."""

    of: Callable[[Stored], bool]

    def read(self, name: str, given: Given, book: Book) -> Filter:  # noqa: ARG002 - all parameters are read alike
        """Refuses anything but true and false."""
        value = single(name, given)
        if value not in {"true", "false"}:
            raise Refusal(400, f"Invalid boolean: {value}", param=name)
        return Filter(test=lambda stored: self.of(stored) is (value == "true"))


@dataclass(frozen=True, kw_only=True)
class TimeRange:
    """A time in POSIX seconds: exactly this, or within [gt], [gte], [lt], [lte]."""

    of: Callable[[Stored], list[object]]

    def read(self, name: str, given: Given, book: Book) -> Filter:  # noqa: ARG002 - all parameters are read alike
        """Refuses unknown comparisons and what is not a whole number."""
        bounds = [self._bound(name, comparison, value) for comparison, value in given]
        return Filter(test=lambda stored: any(_within(at, bounds) for at in self.of(stored)))

    def _bound(self, name: str, comparison: str | None, value: str) -> tuple[Callable[[int, int], bool], int]:
        if comparison is None:
            return (lambda at, bound: at == bound), integer(name, value)
        if comparison not in _COMPARISONS:
            raise unknown_parameter(f"{name}[{comparison}]")
        return _COMPARISONS[comparison], integer(f"{name}[{comparison}]", value)


@dataclass(frozen=True, kw_only=True)
class Beyond:
    """A bound of its own name, like `created_after`."""

    path: Path
    comparison: str

    def read(self, name: str, given: Given, book: Book) -> Filter:  # noqa: ARG002 - all parameters are read alike
        """Refuses what is not a whole number."""
        bounds = [(_COMPARISONS[self.comparison], integer(name, single(name, given)))]
        return Filter(test=lambda stored: _within(value_at(stored.served, self.path), bounds))


@dataclass(frozen=True, kw_only=True)
class AnyOf:
    """A field with one of several texts."""

    path: Path
    limit: int = _TYPES_MAX

    def read(self, name: str, given: Given, book: Book) -> Filter:  # noqa: ARG002 - all parameters are read alike
        """Refuses a scalar and more values than Stripe takes."""
        values = listed(name, given)
        if len(values) > self.limit:
            raise Refusal(400, f"You may pass at most {self.limit} values for {name}.", param=name)
        return Filter(test=lambda stored: value_at(stored.served, self.path) in values)


@dataclass(frozen=True, kw_only=True)
class Matching:
    """A text that an object matches in a way of its own."""

    of: Callable[[Stored, str], bool]
    values: tuple[str, ...] = ()

    def read(self, name: str, given: Given, book: Book) -> Filter:  # noqa: ARG002 - all parameters are read alike
        """Refuses a value outside a closed set."""
        value = single(name, given)
        if self.values and value not in self.values:
            raise Refusal(400, f"Invalid {name}: must be one of {', '.join(self.values)}", param=name)
        return Filter(test=lambda stored: self.of(stored, value))


@dataclass(frozen=True, kw_only=True)
class PaidOutBy:
    """The balance transactions of a payout."""

    def read(self, name: str, given: Given, book: Book) -> Filter:
        """Refuses the id of no payout."""
        value = single(name, given)
        payout = book.find("payout", value)
        if payout is None:
            raise missing("payout", value, param=name)
        ids = paid_out_by(book, payout)
        return Filter(test=lambda stored: stored.id in ids)


@dataclass(frozen=True, kw_only=True)
class Group:
    """A parameter with parts in brackets."""

    parts: Mapping[str, Parameter] = field(default_factory=dict)
    must: str | None = None

    def read(self, name: str, given: Given, book: Book) -> Filter:
        """Refuses unknown parts and a missing one that must be there."""
        filters = [self._part(name, part, value, book) for part, value in given]
        if self.must is not None and all(part != self.must for part, _ in given):
            raise Refusal(
                400,
                f"Missing required param: {name}[{self.must}].",
                code="parameter_missing",
                param=f"{name}[{self.must}]",
            )
        index = next((filter_.index for filter_ in filters if filter_.index is not None), None)
        return Filter(test=lambda stored: all(filter_.test(stored) for filter_ in filters), index=index)

    def _part(self, name: str, part: str | None, value: str, book: Book) -> Filter:
        if part is None:
            raise Refusal(400, "Invalid object", param=name)
        if part not in self.parts:
            raise unknown_parameter(f"{name}[{part}]")
        return self.parts[part].read(f"{name}[{part}]", [(None, value)], book)


Parameter: TypeAlias = Equal | IsTrue | TimeRange | Beyond | AnyOf | Matching | PaidOutBy | Group


def parse_query(query: str) -> Query:
    """The parameters of a query string by name. Refuses names that are no form of Stripe's."""
    parsed: Query = {}
    for key, value in parse_qsl(query, keep_blank_values=True):
        match = _KEY.fullmatch(key)
        if match is None:
            raise unknown_parameter(key)
        parsed.setdefault(match[1], []).append((match[2], value))
    return parsed


def single(name: str, given: Given) -> str:
    """The one text of a parameter, never empty."""
    brackets, value = given[-1]
    if brackets is not None:
        raise Refusal(400, "Invalid string: must be a text, not an object", param=name)
    if value == "":
        raise Refusal(400, f"You passed an empty string for '{name}'.", code="parameter_invalid_empty", param=name)
    return value


def integer(name: str, value: str) -> int:
    """A whole number."""
    if re.fullmatch(r"-?\d{1,18}", value) is None:
        raise Refusal(400, f"Invalid integer: {value}", code="parameter_invalid_integer", param=name)
    return int(value)


def listed(name: str, given: Given) -> list[str]:
    """The texts of a list, given as name[]= or name[0]=."""
    if any(brackets is None or not (brackets == "" or brackets.isdigit()) for brackets, _ in given):
        raise Refusal(400, "Invalid array", param=name)
    return [value for _, value in given]


def _within(value: object, bounds: list[tuple[Callable[[int, int], bool], int]]) -> bool:
    return isinstance(value, int) and all(compare(value, bound) for compare, bound in bounds)
