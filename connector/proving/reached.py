"""Which entries of a mapping no test reaches: what they say was never used on a record."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from connector.mapping import Mapping
from connector.mapping.entries import Exclusion, FieldDefault, FieldEntry, FieldMapping, FieldOverride, FirstOf, Reading
from connector.mapping.exclusions import EXCLUDED_PRODUCT
from connector.proving.outcome import Outcome
from connector.translation.provenance import gave_value
from connector.translation.wanted import Translation


@dataclass(frozen=True, kw_only=True)
class Unreached:
    """An entry that nothing proves: its place, and what it says."""

    place: str
    said: str


def unreached(mapping: Mapping, outcomes: Sequence[Outcome]) -> list[Unreached]:
    """The entries that said nothing in any of the tests, in the order of the files."""
    translations = [one for outcome in outcomes for one in outcome.translations]
    reached = {place for outcome in outcomes for place in _places(outcome)}
    stopped = [text for one in translations for text in _stops(one)]
    reasons = {one.skipped for one in translations if one.skipped}
    found = [
        Unreached(place=entry.place, said=said_by(entry))
        for entry in mapping.entries
        if entry.place not in reached and not any(entry.place in text for text in stopped)
    ]
    found += [
        Unreached(place=each.place, said="exclude") for each in mapping.said.exclusions if not _excluded(each, reasons)
    ]
    return found


def _places(outcome: Outcome) -> Iterator[str]:
    """Entries that gave a value, whether it won or not."""
    origins = (origin for wanted in outcome.wanted for origin in wanted.origins.values())
    return (each.by for origin in origins for each in (origin, *origin.losers) if gave_value(each))


def _stops(one: Translation) -> Iterator[str]:
    """What stopped a record names the entry that did."""
    yield from (text for problem in one.problems for text in problem.values.values())
    if one.blocked:
        yield one.blocked.by


def _excluded(exclusion: Exclusion, reasons: set[str]) -> bool:
    by_product = not exclusion.products or EXCLUDED_PRODUCT in reasons
    by_condition = exclusion.when is None or any(reason.startswith("by person") for reason in reasons)
    return by_product and by_condition


def said_by(entry: FieldEntry) -> str:
    """An entry in a few words."""
    field = f"{entry.kind.name}.{entry.spec.name}"
    match entry:
        case FieldDefault(field=value):
            return f"{field} = {value.value if value else 'nothing'}"
        case FieldMapping(reading=reading):
            return f"{field} from {_said_of(reading)}"
        case FieldOverride(field=value, name=name):
            return f"{field} = {value.value if value else 'nothing'} by override {name}"


def _said_of(reading: Reading) -> str:
    return " or ".join(path.text for path in reading.paths) if isinstance(reading, FirstOf) else f'"{reading.text}"'
