"""Writes the outcome of tests for people: expected and actual under one another, and why the actual value is there."""

from __future__ import annotations

from collections.abc import Iterator

from connector.proving.comparing import Difference
from connector.proving.proof import Verdict
from connector.translation.provenance import steps_of


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
    yield from steps_of(one.origin, one.actual)
