"""Notes the origin of each field while its record is made, so that an explanation never guesses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from connector.translation.rules import Rules
from connector.translation.wanted import Origin
from netsuite_client.records import Field

T = TypeVar("T")

Noted = tuple[str, str | None, object]
"""Who chose a value, the path that was read, and what stood there."""

OF_RECORD = ""
"""The place of fields that are no line's."""


class Origins(Mapping[str, Origin]):
    """Field → origin, filled in passing: `tran_date=note("tran_date", date, by="V-2", path=…, read=…)`.

    An origin is made when somebody asks for it: hundreds of records go to NetSuite for one that is explained.
    `noted` has them by their place: the record itself, and each of its lines (`lines[0].`).
    """

    def __init__(self) -> None:
        self.noted: dict[str, dict[str, Noted]] = {OF_RECORD: {}}

    def __getitem__(self, field: str) -> Origin:
        at, bracket, name = field.rpartition("].")
        by, path, read = self.noted[at + bracket][name]
        return Origin(by=by, path=path, value=read)

    def __iter__(self) -> Iterator[str]:
        return (f"{at}{name}" for at, noted in self.noted.items() for name in noted)

    def __len__(self) -> int:
        return sum(map(len, self.noted.values()))

    def __repr__(self) -> str:
        return repr(dict(self))

    def __call__(self, field: str, value: T, *, by: str, path: str | None = None, read: object = None) -> T:
        """Note who chose the field's value and what was read at Stripe; gives the value back."""
        self.noted[OF_RECORD][field] = (by, path, read)
        return value


class LineOrigins:
    """The same for one line of the record: fields are the line's own."""

    def __init__(self, origins: Origins, index: int) -> None:
        self._noted = origins.noted.setdefault(f"lines[{index}].", {})

    def __call__(self, field: str, value: T, *, by: str, path: str | None = None, read: object = None) -> T:
        """Note the origin of a field of this line; gives the value back."""
        self._noted[field] = (by, path, read)
        return value


class MappedOrigins(Mapping[str, Origin]):
    """What mapping entries said over the origins that a record had, and which of them had nothing to say."""

    def __init__(
        self,
        before: Mapping[str, Origin],
        said: Mapping[str, Origin],
        silent: Sequence[tuple[str, Origin]] = (),
    ) -> None:
        self.before, self.said, self.silent = before, said, silent

    def __getitem__(self, field: str) -> Origin:
        passed_over = [origin for name, origin in self.silent if name == field]
        origin = self.said.get(field) or self.before.get(field)
        if origin is None and not passed_over:
            raise KeyError(field)
        first, *rest = [*([origin] if origin else []), *passed_over]
        return replace(first, losers=(*first.losers, *rest)) if rest else first

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys((*self.before, *self.said, *(name for name, _ in self.silent))))

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __repr__(self) -> str:
        return repr(dict(self))


def stripe_id_field(stripe_id: str, root: str, rules: Rules, note: Origins) -> tuple[Field, ...]:
    """The body field with the Stripe id of a transaction's cause, where a setting names one (rule I-3)."""
    name = rules.stripe_id_field
    if name is None:
        return ()
    field = Field(name=name, type="text", value=stripe_id)
    return (note(name, field, by="I-3 netsuite.stripe_id_field", path=f"{root}.id", read=stripe_id),)
