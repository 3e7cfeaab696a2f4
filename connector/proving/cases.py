"""What a test says: recorded objects of Stripe, what happens to them, and what must come of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from connector.mapping.catalogue import RecordKind
from connector.recognition import Period
from stripe_client.objects import Family


@dataclass(frozen=True, kw_only=True)
class Given:
    """The families that a test looks at. `closed` are periods that had closed before what happened last."""

    families: tuple[Family, ...]
    root: str
    closed: frozenset[Period] = frozenset()
    happened: date | None = None
    """The day of the refund or credit that the test lets happen."""


@dataclass(frozen=True, kw_only=True)
class FieldExpected:
    """A field that must have a value, None for none."""

    name: str
    value: str | None
    place: str


@dataclass(frozen=True, kw_only=True)
class RecordExpected:
    """The fields of every record of a kind, or of the one with this number, counted from 0."""

    kind: RecordKind
    fields: tuple[FieldExpected, ...]
    number: int | None
    place: str


@dataclass(frozen=True, kw_only=True)
class CountExpected:
    """How many records of a kind there must be."""

    kind: RecordKind
    number: int
    place: str


@dataclass(frozen=True, kw_only=True)
class RowExpected:
    """A row that a schedule must have, summed over all lines."""

    source: str
    posting: str
    amount: Decimal
    of: str | None
    place: str


ANY_REASON = "true"


@dataclass(frozen=True, kw_only=True)
class Expected:
    """All that must come of it; `problems` by their codes, `skipped` by its reason, or ANY_REASON."""

    records: tuple[RecordExpected, ...] = ()
    counts: tuple[CountExpected, ...] = ()
    rows: tuple[RowExpected, ...] = ()
    problems: frozenset[str] = frozenset()
    skipped: str | None = None


@dataclass(frozen=True, kw_only=True)
class Case:
    """A test by its name."""

    name: str
    place: str
    given: Given
    expected: Expected
