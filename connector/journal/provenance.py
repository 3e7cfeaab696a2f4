"""Writes down where the values of a record come from, as it is wanted, and reads it again for an explanation.

Most records of a kind owe their values to the same rules and paths and differ only in what was read there. So what
many share is kept once (`origin`, by its digest), and of each record those digests with the values in their order
(`provenance`, by the digest of the content that they describe).
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from hashlib import sha256
from typing import Any

from connector.translation.origins import MappedOrigins, Origins
from connector.translation.wanted import Origin, Step

KEY_LENGTH = 12
"""Characters of the digest of what records share: 60 bits and more tell some hundred thousand of them apart."""

SHAPES_KEPT = 5_000
"""Shared texts that a process keeps at hand."""

ONE_WAY = frozenset({"hash", "last4"})
"""Transforms after which nobody is meant to know what was read."""

NOT_KEPT = "(not kept)"
"""Stands for what such a transform was given."""

Shape = tuple[Any, ...]
"""An origin without its values: `by`, `path`, `said`, `default_at`, names of steps, and shapes of losers."""

Statement = list[Any]
"""The key of what is shared, and the values in its order."""


@dataclass(frozen=True, kw_only=True)
class Told:
    """Where the values of a record come from: its own text, and by their keys the texts that it shares."""

    text: str
    shared: Mapping[str, str]


def told(origins: Mapping[str, Origin], fields: Collection[str] | None = None, after: str | None = None) -> Told:
    """The origins as text; only of these `fields`, behind what was told before, where an update sent no others."""
    statements: list[Statement] = json.loads(after) if after else []
    shared: dict[str, str] = {}
    for (key, text), values in _statements(origins) if fields is None else _of_fields(origins, fields):
        shared[key] = text
        statements.append([key, *values])
    return Told(text=_text(statements), shared=shared)


def keys_in(text: str) -> Iterator[str]:
    """Which shared texts it takes to read this one."""
    return (str(statement[0]) for statement in json.loads(text))


def origins_of(text: str, shared: Mapping[str, str]) -> Mapping[str, Origin]:
    """The origins that `told` wrote: of two for a field the later one holds."""
    said: dict[str, Origin] = {}
    silent: list[tuple[str, Origin]] = []
    for key, *kept in json.loads(text):
        values = map(_read, kept)
        for is_silent, field, *shape in json.loads(shared[key]):
            origin = _origin(shape, values)
            if is_silent:
                silent.append((field, origin))
            else:
                said[field] = origin
    return MappedOrigins({}, said, silent)


def _statements(origins: Mapping[str, Origin]) -> Iterator[tuple[tuple[str, str], Iterable[object]]]:
    """What rules chose is told in one piece for the record and one for each line, what entries said piece by piece."""
    match origins:
        case MappedOrigins(before=before, said=said, silent=silent):
            yield from _statements(before)
            yield from (_statement(field, origin) for field, origin in said.items())
            yield from (_statement(field, origin, silent=True) for field, origin in silent)
        case Origins(noted=noted):
            for at, fields in noted.items():
                if fields:
                    by, paths, values = zip(*fields.values(), strict=True)
                    yield _noted(at, tuple(fields), by, paths), values
        case _:
            yield from (_statement(field, origin) for field, origin in origins.items())


def _of_fields(
    origins: Mapping[str, Origin], fields: Collection[str]
) -> Iterator[tuple[tuple[str, str], Iterable[object]]]:
    return (_statement(field, origins[field]) for field in sorted(fields) if field in origins)


def _statement(field: str, origin: Origin, *, silent: bool = False) -> tuple[tuple[str, str], Iterable[object]]:
    return _one(field, _shape(origin), silent=silent), _values(origin)


@lru_cache(maxsize=SHAPES_KEPT)
def _noted(at: str, fields: tuple[str, ...], by: tuple[str, ...], paths: tuple[str, ...]) -> tuple[str, str]:
    return _keyed([[0, f"{at}{field}", *rest] for field, *rest in zip(fields, by, paths, strict=True)])


@lru_cache(maxsize=SHAPES_KEPT)
def _one(field: str, shape: Shape, *, silent: bool) -> tuple[str, str]:
    return _keyed([[int(silent), field, *shape]])


def _keyed(shared: object) -> tuple[str, str]:
    """A text that records share, behind its key."""
    text = _text(shared)
    return sha256(text.encode()).hexdigest()[:KEY_LENGTH], text


def _shape(origin: Origin) -> Shape:
    steps, losers = tuple(step.said for step in origin.steps), tuple(map(_shape, origin.losers))
    return origin.by, origin.path, origin.said, origin.default_at, steps, losers


def _values(origin: Origin) -> Iterable[object]:
    """What was read, what each step made of it, and the same of what lost: in the order in which `_origin` takes it."""
    if not origin.steps and not origin.losers:
        return (_kept(origin.value),)
    return (*_of_steps(origin), *(value for loser in origin.losers for value in _values(loser)))


def _of_steps(origin: Origin) -> Iterator[object]:
    hidden = max((n for n, step in enumerate(origin.steps, start=1) if step.said.split(" ")[0] in ONE_WAY), default=0)
    for number, value in enumerate((origin.value, *(step.value for step in origin.steps))):
        yield NOT_KEPT if number < hidden and value is not None else _kept(value)


def _kept(value: object) -> object:
    """An object of Stripe's stands for its id."""
    match value:
        case str():
            return value
        case Mapping():
            return {"id": value.get("id")}
        case list() | tuple():
            return [_kept(member) for member in value]
        case _:
            return value


_OF_RULE = ("", None, (), ())
"""What the shape of a rule's origin leaves out."""


def _origin(shape: Shape, values: Iterator[object]) -> Origin:
    by, path, said, default_at, steps, losers = (*shape, *_OF_RULE)[: len(_OF_RULE) + 2]
    return Origin(
        by=by,
        path=path,
        value=next(values),
        said=said,
        default_at=default_at,
        steps=tuple(Step(step, next(values)) for step in steps),
        losers=tuple(_origin(loser, values) for loser in losers),
    )


def _written(value: object) -> object:
    """What JSON does not know."""
    match value:
        case Decimal():
            return {"decimal": f"{value:f}"}
        case date():
            return {"date": value.isoformat()}
        case _:
            return str(value)


def _read(value: object) -> object:
    match value:
        case {"decimal": str(text)}:
            return Decimal(text)
        case {"date": str(text)}:
            return date.fromisoformat(text)
        case _:
            return value


_text = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=_written, check_circular=False).encode
