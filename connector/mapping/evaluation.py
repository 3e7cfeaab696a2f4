"""What one mapping entry says of one record: a value with its origin, nothing, or why it cannot be said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple
from zoneinfo import ZoneInfo

from connector.mapping.entries import FieldDefault, FieldEntry, FieldMapping, FieldOverride, FirstOf, When
from connector.mapping.expressions.conditions import is_there
from connector.mapping.expressions.faults import CannotDecideError
from connector.mapping.expressions.paths import Objects, Path
from connector.mapping.transforms import Setting, StepFailedError
from connector.mapping.values import WrongTypeError, found
from connector.translation.wanted import Origin, Step
from netsuite_client.records import Field

SHOWN_MAX = 100
"""Characters of a value in a problem."""


class Value(NamedTuple):
    """What a field is set to, None to clear it, and what its entry read and made of that.

    A named tuple, because every entry makes one for every record; its origin is made when somebody asks for it.
    """

    field: Field | None
    entry: FieldEntry
    path: str | None = None
    read: object = None
    after: tuple[object, ...] = ()
    """What each transform of the entry made."""
    is_default: bool = False
    """Whether a mapping had nothing but its default."""

    @property
    def origin(self) -> Origin:
        """Where the value comes from."""
        entry = self.entry
        if not isinstance(entry, FieldMapping):
            said = "default" if isinstance(entry, FieldDefault) else f"override {entry.name}"
            return Origin(by=entry.place, value=self.field.value if self.field else None, said=said)
        return Origin(
            by=entry.place,
            path=self.path,
            value=self.read,
            said="mapping",
            steps=_steps(entry, self.after),
            default_at=entry.default.place if self.is_default and entry.default else None,
        )


def _steps(entry: FieldMapping, after: Sequence[object]) -> tuple[Step, ...]:
    return tuple(Step(stage.shown, value) for stage, value in zip(entry.chain.stages, after, strict=True))


@dataclass(frozen=True)
class Unsaid:
    """An entry that leaves its field alone, and why: for whoever asks."""

    why: str
    path: str | None = None
    value: object = None
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True)
class Stopped:
    """Why a record cannot be made: the cause's name and its values; with `holds` it waits instead of failing."""

    code: str
    values: dict[str, str]
    holds: bool = False


Outcome = Value | Unsaid | Stopped


@dataclass(frozen=True)
class Seen:
    """What entries can see of a record: the objects of Stripe that it is made of, and the account's time zone."""

    objects: Objects
    zone: ZoneInfo

    def outcome(self, entry: FieldEntry) -> Outcome:
        """What an entry says."""
        if isinstance(entry, FieldDefault):
            return Value(entry.field, entry)
        if entry.when is not None:
            decided = self.decided(entry.when, [entry.kind.root])
            if isinstance(decided, Stopped):
                return decided
            if not decided:
                return Unsaid(f"its condition does not hold: {entry.when.condition.text}")
        return Value(entry.field, entry) if isinstance(entry, FieldOverride) else self._mapped(entry)

    def decided(self, when: When, roots: Sequence[str]) -> bool | Stopped:
        """Whether a condition holds for one of the objects of these names, or why nobody can say (MAP-409)."""
        try:
            return any(when.condition.holds(partial(self._value, root)) for root in roots)
        except CannotDecideError as error:
            values = {"condition": when.condition.text, "message": str(error), "place": when.place}
            return Stopped("CONDITION_FAILED", values)

    def _value(self, root: str, path: Path) -> object:
        return path.read(self.objects, root)

    def _mapped(self, entry: FieldMapping) -> Outcome:
        path, value = self._read(entry)
        if not entry.chain.stages:
            return self._fitted(entry, path, value, value, ())
        made: list[object] = []
        try:
            for _, after in entry.chain.outcomes(value, self._setting(entry)):
                made.append(after)
        except StepFailedError as error:
            stage, taken = entry.chain.stages[len(made)], made[-1] if made else value
            values = {"step": stage.shown, "input": str(taken)[:SHOWN_MAX], "wanted": str(error), "place": stage.place}
            return Stopped("TRANSFORM_FAILED", {**values, "field": entry.spec.name, "path": path})
        return self._fitted(entry, path, value, made[-1], tuple(made))

    def _fitted(self, entry: FieldMapping, path: str, read: object, value: object, made: tuple[object, ...]) -> Outcome:
        """The value as the field takes it, the entry's default where there is none."""
        try:
            field = found(value, entry.spec, self.zone)
        except WrongTypeError as error:
            values = {"wanted": str(error), "path": path, "value": str(value)[:SHOWN_MAX], "place": entry.place}
            return Stopped("MAPPING_TYPE", {"field": entry.spec.name, **values})
        if field is not None:
            return Value(field, entry, path, read, made)
        if entry.default is not None:
            return Value(entry.default.field, entry, path, read, made, is_default=True)
        return _missing(entry, path, read, made)

    def _read(self, entry: FieldMapping) -> tuple[str, object]:
        """The path that was read, and what stood there."""
        root = entry.kind.root
        if not isinstance(entry.reading, FirstOf):
            return entry.reading.text, entry.reading.filled(partial(self._value, root))
        name, value = "", None
        for name, path in entry.reading.named:
            value = path.read(self.objects, root)
            if is_there(value):
                return name, value
        return name, value

    def _setting(self, entry: FieldMapping) -> Setting:
        currency = _CURRENCY.read(self.objects, entry.kind.root)
        return Setting(zone=self.zone, currency=currency if isinstance(currency, str) else None)


_CURRENCY = Path(text="currency", steps=("currency",))


def _missing(entry: FieldMapping, path: str, read: object, made: tuple[object, ...]) -> Unsaid | Stopped:
    """An entry without a value: the field is left, or the record waits or fails (MAP-401, MAP-402)."""
    if entry.on_missing == "skip":
        return Unsaid("no value", path, read, _steps(entry, made))
    holds, field = entry.on_missing == "hold", entry.spec.name
    for table, asked in _without_row(entry, read, made):
        why = f'{field}, no row for "{str(asked)[:SHOWN_MAX]}" in {table}'
        return Stopped("LOOKUP_NO_ROW", {"by": f"{entry.place}: {why}"}, holds)
    return Stopped("MAPPING_NO_VALUE", {"by": f"{entry.place}: {field} from {path}"}, holds)


def _without_row(entry: FieldMapping, read: object, made: tuple[object, ...]) -> Iterator[tuple[str, object]]:
    """The table that had no row, and for what."""
    before = read
    for stage, after in zip(entry.chain.stages, made, strict=True):
        if stage.table is not None and after is None and before is not None:
            yield stage.table, before
        before = after
