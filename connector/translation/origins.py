"""Notes the origin of each field while its record is made, so that an explanation never guesses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeVar

from connector.translation.rules import Rules
from connector.translation.wanted import Origin
from netsuite_client.records import Field

T = TypeVar("T")


class Origins(Mapping[str, Origin]):
    """Field → origin, filled in passing: `tran_date=note("tran_date", date, by="V-2", path=…, read=…)`.

    An origin is made when somebody asks for it: hundreds of records go to NetSuite for one that is explained.
    """

    def __init__(self) -> None:
        self._noted: dict[str, tuple[str, str | None, object]] = {}

    def __getitem__(self, field: str) -> Origin:
        by, path, read = self._noted[field]
        return Origin(by=by, path=path, value=read)

    def __iter__(self) -> Iterator[str]:
        return iter(self._noted)

    def __len__(self) -> int:
        return len(self._noted)

    def __repr__(self) -> str:
        return repr(dict(self))

    def __call__(self, field: str, value: T, *, by: str, path: str | None = None, read: object = None) -> T:
        """Note who chose the field's value and what was read at Stripe; gives the value back."""
        self._noted[field] = (by, path, read)
        return value


def stripe_id_field(stripe_id: str, root: str, rules: Rules, note: Origins) -> tuple[Field, ...]:
    """The body field with the Stripe id of a transaction's cause, where a setting names one (rule I-3)."""
    name = rules.stripe_id_field
    if name is None:
        return ()
    field = Field(name=name, type="text", value=stripe_id)
    return (note(name, field, by="I-3 netsuite.stripe_id_field", path=f"{root}.id", read=stripe_id),)


class LineOrigins:
    """The same for one line of the record: fields are the line's own."""

    def __init__(self, origins: Origins, index: int) -> None:
        self._origins = origins
        self._at = f"lines[{index}]."

    def __call__(self, field: str, value: T, *, by: str, path: str | None = None, read: object = None) -> T:
        """Note the origin of a field of this line; gives the value back."""
        return self._origins(f"{self._at}{field}", value, by=by, path=path, read=read)
