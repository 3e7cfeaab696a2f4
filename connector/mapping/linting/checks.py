"""The checks of mappings that load. Each looks at what files say and at facts that are handed in, never further."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

from connector.located import Message, Place, Severity
from connector.mapping.catalogue import KINDS
from connector.mapping.entries import FieldDefault, FieldEntry, FieldMapping, FieldOverride, Said, When
from connector.mapping.expressions.faults import CannotDecideError
from connector.mapping.expressions.paths import Path
from connector.mapping.fields import Fault
from connector.mapping.linting.places import Places
from connector.mapping.linting.sightings import unseen_paths
from connector.mapping.stripe_paths import type_at
from netsuite_client.account import AccountFacts, LedgerAccount, Listed
from netsuite_client.records import Field
from stripe_client.objects import Family

Choices = Mapping[str, Mapping[str, str]]
"""What the account has, by SuiteQL's tables: internal ids, each with its name; what is not known is absent."""

_ACCOUNTS = dict.fromkeys(
    (
        "account",
        "arAcct",
        "deferredRevenueAccount",
        "drAccount",
        "fxAccount",
        "incomeAccount",
        "receivablesAccount",
        "revReclassFXAccount",
    ),
    "account",
)
CHOICES_OF: Mapping[str, str] = {
    **_ACCOUNTS,
    "class": "classification",
    "department": "department",
    "location": "location",
    "revRecForecastRule": "revenuerecognitionrule",
    "revenueRecognitionRule": "revenuerecognitionrule",
    "subsidiary": "subsidiary",
    "terms": "term",
}
"""Fields, by SuiteTalk's names, whose choices can be known. Others are for NetSuite to judge."""

CALLED = {"classification": "class", "revenuerecognitionrule": "revenue recognition rule", "term": "terms of payment"}
"""Tables that people call otherwise."""

LOOK_UP = {"account": "Lists > Accounting > Accounts shows those that there are, with their internal ids"}
SHOWN_MAX = 5
"""Choices that are listed."""

CLASSIFICATIONS = ("klass_id", "department_id", "location_id")
"""What NetSuite may demand of the header and of every line, in the same words for both."""


def choices_of(facts: AccountFacts, lists: Mapping[str, Sequence[Listed]]) -> Choices:
    """What the account is known to have: active accounts and members of lists, where our role may see any."""
    known: Mapping[str, Sequence[LedgerAccount | Listed]] = {"account": facts.accounts, **lists}
    return {table: {each.internal_id: each.name for each in members} for table, members in known.items() if members}


def lint(
    said: Said, *, choices: Choices | None = None, families: Iterable[Family] = (), errors_only: bool = False
) -> Sequence[Message]:
    """Everything that is to be said of what files say, besides what keeps them from loading.

    `families` are those of recent roots: what is found in none of them is told (MAP-150). With
    `errors_only`, warnings and notes are left out: of broken files, what seems to be missing may stand in an entry with
    an error.
    """
    places = Places(said.files)
    errors = no_choices(said, choices or {}, places)
    if errors_only:
        return list(errors)
    return [
        *errors,
        *without_twin(said.entries, places),
        *never_applying(said, places),
        *unseen_paths(said, families, places),
    ]


def no_choices(said: Said, choices: Choices, places: Places) -> Iterator[Message]:
    """MAP-124: a value that is none of the account's, where it is known what the account has."""
    for entry in said.entries:
        table = CHOICES_OF.get(entry.spec.suitetalk, "")
        known = choices.get(table, {})
        for value, place in _written(entry, said, places) if known else ():
            if value not in known:
                where, called = f"{entry.kind.name}.{entry.spec.name}", CALLED.get(table, table)
                text = f"{where} is {value}, which is no active {called} that NetSuite shows to our role"
                yield _message("error", "MAP-124", text, place, LOOK_UP.get(table) or _listed(known))


def _listed(known: Mapping[str, str]) -> str:
    """Those that there were when the connection was last examined."""
    shown = [f"{id_} {name}" for id_, name in islice(known.items(), SHOWN_MAX)]
    more = f" and {len(known) - SHOWN_MAX} more" if len(known) > SHOWN_MAX else ""
    return f"there are {', '.join(shown)}{more}; new ones are known after: connector doctor"


def _written(entry: FieldEntry, said: Said, places: Places) -> Iterator[tuple[str, Place]]:
    """The values of a field that stand in the files: a constant, an entry's default, the rows of its last lookup."""
    if not isinstance(entry, FieldMapping):
        yield from _of(entry.field, places.value_of(entry.place))
        return
    if entry.default:
        yield from _of(entry.default.field, places.of(entry.default.place))
    last = entry.chain.stages[-1].table if entry.chain.stages else None
    for lookup in said.lookups:
        if lookup.name == last:
            yield from ((value, places.of(lookup.place)) for value in dict.fromkeys(lookup.rows.values()))


def _of(field: Field | None, place: Place) -> Iterator[tuple[str, Place]]:
    if field is not None:
        yield field.value, place


def without_twin(entries: Sequence[FieldEntry], places: Places) -> Iterator[Message]:
    """MAP-160: class, department or location is set on the header and by nothing on the lines."""
    filled = {(entry.kind.name, entry.spec.name) for entry in entries if _fills(entry)}
    told: set[tuple[str, str]] = set()
    for entry in entries:
        header, field = entry.kind, entry.spec.name
        if not _is_header_constant(entry) or (header.twin or "", field) in filled or (header.name, field) in told:
            continue
        told.add((header.name, field))
        value = entry.field.value if not isinstance(entry, FieldMapping) and entry.field else "…"
        by = f'override "{entry.name}" sets' if isinstance(entry, FieldOverride) else "a default sets"
        text = f"{by} {header.name}.{field}, and nothing sets {header.twin}.{field}"
        hint = f"NetSuite may demand both in the same words: add {header.twin}: {{ {field}: {value} }}"
        yield _message("warning", "MAP-160", text, places.of(entry.place), hint)


def _fills(entry: FieldEntry) -> bool:
    return isinstance(entry, FieldMapping) or entry.field is not None


def _is_header_constant(entry: FieldEntry) -> bool:
    header = entry.kind.twin is not None and entry.kind.root != "line"
    return header and entry.spec.name in CLASSIFICATIONS and not isinstance(entry, FieldMapping) and _fills(entry)


def never_applying(said: Said, places: Places) -> Iterator[Message]:
    """MAP-170: what is written and can never have an effect."""
    yield from _replaced(said.entries, places)
    for entry in said.entries:
        if isinstance(entry, FieldMapping) and entry.default and entry.on_missing != "skip":
            text = f"on_missing: {entry.on_missing} never applies: the default stands in for what is missing"
            yield _message("note", "MAP-170", text, places.of(entry.place), "leave out one of the two")
    yield from _unreached_overrides(said.entries, places)
    yield from _never_holding(said, places)


def _replaced(entries: Sequence[FieldEntry], places: Places) -> Iterator[Message]:
    """Entries in whose place a later one always speaks. That a later file's default wins is what imports are for."""
    final: dict[tuple[str, str], FieldEntry] = {}
    found: list[Message] = []
    for entry in reversed(entries):
        key = (entry.kind.name, entry.spec.name)
        later = final.get(key)
        if later is not None and not _is_layered(entry, later):
            text = f"this never applies: {key[0]}.{key[1]} is always taken from {later.place}"
            found.append(_message("note", "MAP-170", text, places.of(entry.place), "leave out one of the two"))
        elif _always_speaks(entry):
            final[key] = entry
    yield from reversed(found)


def _always_speaks(entry: FieldEntry) -> bool:
    match entry:
        case FieldDefault():
            return True
        case FieldOverride():
            return entry.when is None
        case FieldMapping():
            return entry.when is None and entry.default is not None


def _is_layered(entry: FieldEntry, later: FieldEntry) -> bool:
    """Whether a default of one file stands in for that of another."""
    both = isinstance(entry, FieldDefault) and isinstance(later, FieldDefault)
    return both and entry.place.rsplit(":", 2)[0] != later.place.rsplit(":", 2)[0]


def _unreached_overrides(entries: Sequence[FieldEntry], places: Places) -> Iterator[Message]:
    """Overrides whose condition reads what the kind of record never has, told once for each kind."""
    told: set[tuple[str, str, str]] = set()
    for entry in entries:
        if not isinstance(entry, FieldOverride) or entry.when is None:
            continue
        for path, fault in _absent(entry, entry.when):
            key = (entry.kind.name, entry.when.place, path.text)
            if key not in told:
                told.add(key)
                text = f'override "{entry.name}" finds nothing at {path.text} for {entry.kind.name}: {fault.text}'
                hint = fault.hint or "give this kind a condition of its own"
                yield _message("note", "MAP-170", text, places.of(entry.place), hint)


def _absent(entry: FieldOverride, when: When) -> Iterator[tuple[Path, Fault]]:
    for placed in when.condition.paths:
        found = type_at(KINDS[entry.kind.name], placed.path)
        if isinstance(found, Fault):
            yield placed.path, found


def _never_holding(said: Said, places: Places) -> Iterator[Message]:
    """Conditions that read nothing and say no."""
    conditions = [each.when for each in (*said.entries, *said.exclusions) if not isinstance(each, FieldDefault)]
    for when in {when.place: when for when in conditions if when is not None}.values():
        if not when.condition.paths and not _holds(when):
            text = f"the condition {when.condition.text} never holds"
            yield _message("note", "MAP-170", text, places.of(when.place), "a path has no quotes around it")


def _holds(when: When) -> bool:
    try:
        return when.condition.holds(lambda _: None)
    except CannotDecideError:
        return True


def _message(severity: Severity, code: str, text: str, place: Place, hint: str) -> Message:
    return Message(code=code, text=text, place=place, hint=hint, severity=severity)
