"""Holds what came of a test against what it expects."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from connector.mapping.catalogue import RecordKind
from connector.proving.cases import ANY_REASON, CountExpected, Expected, FieldExpected, RecordExpected, RowExpected
from connector.proving.outcome import Found, Outcome, bills, text_of
from connector.translation.wanted import Origin

NOTHING, NOT_SKIPPED = "nothing", "not skipped"


@dataclass(frozen=True, kw_only=True)
class Difference:
    """What is not as expected: what it is about, both values, why the actual one is there, and where it is expected."""

    about: str
    expected: str
    actual: str
    place: str
    of: str = ""
    """The record that has the actual value."""
    origin: Origin | None = None


def differences(expected: Expected, outcome: Outcome) -> list[Difference]:
    """Everything that is not as expected; a problem that nobody expects comes first."""
    found = [*_stops(expected, outcome)]
    if found:
        return found  # what is missing then is missing for that reason
    found += [each for one in expected.counts for each in _count(one, outcome)]
    found += [each for one in expected.records for each in _record(one, outcome)]
    found += [each for one in expected.rows for each in _row(one, outcome)]
    return list(dict.fromkeys(found))


def _stops(expected: Expected, outcome: Outcome) -> Iterator[Difference]:
    problems, place = outcome.problems, ""
    for code in sorted(expected.problems - problems.keys()):
        yield Difference(about="problems", expected=code, actual=", ".join(problems) or NOTHING, place=place)
    for code in sorted(problems.keys() - expected.problems):
        yield Difference(about="problems", expected=NOTHING, actual=f"{code} {problems[code]}", place=place)
    actual = outcome.skipped
    if _is_skipped_otherwise(expected.skipped, actual):
        wanted = "skipped" if expected.skipped == ANY_REASON else expected.skipped or NOT_SKIPPED
        yield Difference(about="skipped", expected=wanted, actual=actual or NOT_SKIPPED, place=place)


def _is_skipped_otherwise(expected: str | None, actual: str | None) -> bool:
    return actual is None if expected == ANY_REASON else expected != actual


def _count(one: CountExpected, outcome: Outcome) -> Iterator[Difference]:
    number = len(outcome.of_kind(one.kind))
    if number != one.number:
        yield Difference(about=one.kind.name, expected=f"{one.number} of them", actual=str(number), place=one.place)


def _record(one: RecordExpected, outcome: Outcome) -> Iterator[Difference]:
    found = outcome.of_kind(one.kind)
    if one.number is not None:
        found = found[one.number : one.number + 1]
    elif one.kind.twin:
        found = [each for each in found if bills(each)] or found
    if not found and any(field.value is not None for field in one.fields):
        yield Difference(about=one.kind.name, expected="a record", actual="none", place=one.place)
    for each in found:
        for field in one.fields:
            yield from _field(field, one.kind, each)


def _field(field: FieldExpected, kind: RecordKind, found: Found) -> Iterator[Difference]:
    value = found.value(kind, field.name)
    actual = text_of(value)
    if not _same(field.value, value, actual):
        yield Difference(
            about=f"{kind.name}.{field.name}",
            expected=NOTHING if field.value is None else field.value,
            actual=NOTHING if actual is None else actual,
            place=field.place,
            of=found.name,
            origin=found.origin(kind, field.name),
        )


def _same(expected: str | None, value: object, actual: str | None) -> bool:
    """Amounts are compared as numbers, all else as it is written."""
    if expected is None or actual is None or not isinstance(value, Decimal):
        return expected == actual
    try:
        return Decimal(expected) == value
    except InvalidOperation:
        return False


def _row(one: RowExpected, outcome: Outcome) -> Iterator[Difference]:
    rows = outcome.rows(one.of)
    actual = rows.get((one.source, one.posting))
    if actual != one.amount:
        other = [f"{amount} posted in {posting}" for (source, posting), amount in rows.items() if source == one.source]
        yield Difference(
            about=f"schedule of {one.source}",
            expected=f"{one.amount} posted in {one.posting}",
            actual="; ".join(other) or NOTHING,
            place=one.place,
        )
