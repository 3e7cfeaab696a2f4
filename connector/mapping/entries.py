"""What mapping files say, entry by entry, each with its place."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from connector.mapping.catalogue import FieldSpec, RecordKind
from connector.mapping.paths import Path
from netsuite_client.records import Field


@dataclass(frozen=True, kw_only=True)
class FieldDefault:
    """The same value for every record of the kind; None clears what the translation chose."""

    kind: RecordKind
    spec: FieldSpec
    field: Field | None
    place: str = dataclasses.field(repr=False)  # moving an entry does not change what it says


@dataclass(frozen=True, kw_only=True)
class FieldMapping:
    """A value read from the Stripe object of each record; finding none leaves what was there.

    `updates`: the field also follows Stripe once NetSuite has the record (rule V-13).
    """

    kind: RecordKind
    spec: FieldSpec
    path: Path
    updates: bool = False
    place: str = dataclasses.field(repr=False)


FieldEntry = FieldDefault | FieldMapping
