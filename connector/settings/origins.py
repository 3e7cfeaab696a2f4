"""Says of every setting what it is and where it came from, secrets masked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

from pydantic import BaseModel, SecretStr

from connector.located.text import redacted
from connector.settings.model import Settings
from connector.settings.sources import Step, Where, dotted_name
from connector.settings.values import duration_text

MASKED = "••••"
DEFAULT = "default"


class Shown(NamedTuple):
    """A setting for people: its dotted name, its value, and `file:line:column`, variable, option or `default`."""

    name: str
    value: str
    source: str


def sources(settings: Settings) -> list[Shown]:
    """Every setting in the order of the file's form."""
    return [
        Shown(dotted_name(path), _shown(value), settings.origins.get(dotted_name(path), DEFAULT))
        for path, value in _leaves(settings)
    ]


def origins_of(settings: Settings, found_in: Sequence[Where]) -> Mapping[str, str]:
    """Where each setting that is not its default stands, by dotted name; strongest source first."""
    origins = {}
    for path, _ in _leaves(settings):
        place = next((each for source in found_in if (each := source.origin(path)) is not None), None)
        if place is not None:
            origins[dotted_name(path)] = place
    return origins


def _leaves(value: BaseModel, path: tuple[Step, ...] = ()) -> Iterator[tuple[tuple[Step, ...], object]]:
    for name in type(value).model_fields:
        inner = getattr(value, name)
        if isinstance(inner, BaseModel):
            yield from _leaves(inner, (*path, name))
        elif isinstance(inner, dict):
            for key, member in inner.items():
                yield from _leaves(member, (*path, name, key))
        else:
            yield (*path, name), inner


def _shown(value: object) -> str:
    match value:
        case None:
            return "null"
        case SecretStr():
            return MASKED
        case timedelta():
            return duration_text(value)
        case tuple():
            return f"[{', '.join(_shown(member) for member in value)}]"
        case Path():
            here = Path.cwd()
            return str(value.relative_to(here)) if value.is_relative_to(here) else str(value)
        case "":
            return '""'
        case _:
            return redacted(str(value))
