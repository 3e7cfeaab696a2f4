"""Writes the outcome of tests for people: expected and actual under one another, and why the actual value is there."""

from __future__ import annotations

from collections.abc import Iterator

from connector.proving.comparing import Difference
from connector.proving.proof import Verdict
from connector.translation.explained import value_text
from connector.translation.wanted import Origin


def verdict_text(verdict: Verdict) -> str:
    """A test in one line; with what differs below it."""
    case = verdict.case
    if verdict.passed:
        return f"ok    {case.name}"
    lines = [f"FAIL  {case.name}  ({case.place})"]
    lines += [f"      {line}" for each in verdict.differences for line in _difference_lines(each)]
    return "\n".join(lines)


def _difference_lines(one: Difference) -> Iterator[str]:
    yield f"{one.about}{f' of {one.of}' if one.of else ''}"
    yield f"  expected  {one.expected}"
    yield f"  actual    {one.actual}"
    if one.origin is not None:
        yield from (f"  {line}" for line in explained_text(one.origin).splitlines())


def explained_text(origin: Origin) -> str:
    """Where a value comes from, step by step, and what it won over."""
    losers = (_line(each, "not used: ") for each in origin.losers)
    default = [f"default used ({origin.default_at})"] if origin.default_at else []
    return "\n".join([_line(origin, ""), *default, *losers])


def _line(origin: Origin, before: str) -> str:
    read = f"  {origin.path} → {_shown(origin.value)}" if origin.path else ""
    steps = "".join(f" → {step.said} {_shown(step.value)}" for step in origin.steps)
    said = f"  {origin.said}" if origin.said not in {"", "mapping"} else ""
    return f"{before}{origin.by}{read}{steps}{said}"


def _shown(value: object) -> str:
    match value:
        case None:
            return "nothing"
        case str():
            return f'"{value}"'
        case _:
            return value_text(value)
