"""What another mapping would change, in words and as data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from connector.causes import CAUSES, sentence
from connector.cli.summary import counted
from connector.mapping_diff import FieldDiffers, Idle, MappingDiff
from connector.translation.wanted import Problem

EXAMPLES_MAX = 3


def diff_text(found: MappingDiff, old: str, new: str) -> str:
    """How many records would differ, by field with examples; and what would newly fail, and no longer."""
    read = f"{counted(len(found.records), 'record')} of {counted(found.families, 'object')} that were read last"
    return "\n".join(
        [
            f"Of {read}, {len(found.differing)} would differ ({old} -> {new}).",
            *_field_lines(found),
            *_problem_lines("would newly fail", found.failing),
            *_problem_lines("would fail no longer", found.mended),
            *_idle_lines("would newly be left out", found.left_out),
            *_idle_lines("would be left out no longer", found.let_in),
        ]
    )


def _field_lines(found: MappingDiff) -> Iterator[str]:
    for name, number in found.fields:
        yield f"  {number:>6}  {name}"
        yield from (f"          {_example(each)}" for each in found.examples(name, EXAMPLES_MAX))


def _example(each: FieldDiffers) -> str:
    return f"{each.record}: {each.old or '(none)'} -> {each.new or '(none)'}"


def _problem_lines(what: str, problems: Sequence[Problem]) -> Iterator[str]:
    if problems:
        yield f"{counted(len(problems), 'object')} {what}:"
    for each in problems[:EXAMPLES_MAX]:
        yield f"  {each.subject}: {CAUSES[each.code].code} {sentence(each.code, each.subject, each.values)}"


def _idle_lines(what: str, found: Sequence[Idle]) -> Iterator[str]:
    if found:
        yield f"{counted(len(found), 'object')} {what}:"
    yield from (f"  {each.root}: {each.why}" for each in found[:EXAMPLES_MAX])


def diff_json(found: MappingDiff) -> dict[str, object]:
    """The same as data; every record that differs, and every problem."""
    return {
        "families": found.families,
        "records": len(found.records),
        "differing": len(found.differing),
        "fields": dict(found.fields),
        "differences": [each for of in found.differing.values() for each in of],
        "newly_failing": [_problem_json(each) for each in found.failing],
        "failing_no_longer": [_problem_json(each) for each in found.mended],
        "newly_left_out": found.left_out,
        "left_out_no_longer": found.let_in,
    }


def _problem_json(each: Problem) -> dict[str, str]:
    return {
        "subject": each.subject,
        "code": each.code,
        "cause": CAUSES[each.code].code,
        "text": sentence(each.code, each.subject, each.values),
    }
