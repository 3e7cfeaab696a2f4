"""What mapping files say, entry by entry, each with its place."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from connector.located import File, Place
from connector.mapping.catalogue import FieldSpec, RecordKind
from connector.mapping.expressions.conditions import Condition
from connector.mapping.expressions.paths import Path
from connector.mapping.expressions.templates import Template
from connector.mapping.lookups import Lookup
from connector.mapping.transforms import Chain
from netsuite_client.records import Field

OnMissing = Literal["skip", "hold", "fail"]
"""What becomes of a record when an entry has no value: the field is left, the record waits, or a person is told."""


@dataclass(frozen=True, kw_only=True)
class FieldDefault:
    """The same value for every record of the kind; None clears what the translation chose."""

    kind: RecordKind
    spec: FieldSpec
    field: Field | None
    place: str = dataclasses.field(repr=False)  # moving an entry does not change what it says


@dataclass(frozen=True, kw_only=True)
class FirstOf:
    """The first of some paths at which something stands that is not empty, each with its name in full."""

    named: tuple[tuple[str, Path], ...]

    @property
    def paths(self) -> tuple[Path, ...]:
        """The paths in their order."""
        return tuple(path for _, path in self.named)


Reading = FirstOf | Template
"""Where an entry takes its value from."""


@dataclass(frozen=True, kw_only=True)
class When:
    """The condition of an entry; without it holding, the entry says nothing."""

    condition: Condition
    place: str = dataclasses.field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Instead:
    """The value that an entry has where its path and transforms give none."""

    field: Field
    place: str = dataclasses.field(repr=False)


@dataclass(frozen=True, kw_only=True)
class FieldMapping:
    """A value read from the Stripe object of each record.

    Where it finds nothing there is its `default`, else `on_missing` says what becomes of the record. `updates`: the
    field also follows Stripe once NetSuite has the record (rule V-13).
    """

    kind: RecordKind
    spec: FieldSpec
    reading: Reading
    chain: Chain = dataclasses.field(default_factory=Chain)
    when: When | None = None
    default: Instead | None = None
    on_missing: OnMissing = "skip"
    updates: bool = False
    place: str = dataclasses.field(repr=False)


@dataclass(frozen=True, kw_only=True)
class FieldOverride:
    """A value for every record of the kind for which the condition of an override named so holds."""

    kind: RecordKind
    spec: FieldSpec
    field: Field | None
    name: str
    when: When | None
    place: str = dataclasses.field(repr=False)


FieldEntry = FieldDefault | FieldMapping | FieldOverride


@dataclass(frozen=True, kw_only=True)
class Exclusion:
    """What does not come to NetSuite: invoices that bill these products alone, or for which a condition holds."""

    products: frozenset[str] = frozenset()
    when: When | None = None
    place: str = dataclasses.field(repr=False)


@dataclass(frozen=True, kw_only=True)
class TestFiles:
    """The tests that a file names, as a pattern of names beside it."""

    document: str
    pattern: str
    place: Place = dataclasses.field(repr=False, compare=False)


@dataclass(frozen=True, kw_only=True)
class Said:
    """All that the files of a mapping say, in their order."""

    entries: Sequence[FieldEntry] = ()
    exclusions: Sequence[Exclusion] = ()
    lookups: Sequence[Lookup] = ()
    tests: Sequence[TestFiles] = ()
    files: Sequence[File] = dataclasses.field(default=(), repr=False, compare=False)
    """What was read, for messages that quote it."""
