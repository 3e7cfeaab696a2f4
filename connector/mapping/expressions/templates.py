"""Templates of mapping entries: `{invoice.number} / {description}`. Compiled once, filled for each record."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from connector.mapping.expressions.conditions import PlacedPath, Read
from connector.mapping.expressions.faults import UnreadableTextError
from connector.mapping.expressions.paths import Path, compiled

TEXT_MAX = 1_000
FILLED_MAX = 4_000
"""Characters of a filled template; NetSuite's longest text is shorter."""

_PART = re.compile(r"(?P<plain>(?:[^{}]|\{\{|\}\})+)|\{(?P<path>[^{}]*)\}")


@dataclass(frozen=True, kw_only=True)
class Template:
    """A template, read once. `text` is as it was written."""

    text: str
    parts: tuple[str | Path, ...]
    paths: tuple[PlacedPath, ...]

    def filled(self, read: Read) -> str | None:
        """The text with what stands at its paths, nothing for a path that is missing; None when all of them are."""
        texts = [part if isinstance(part, str) else written_of(read(part)) for part in self.parts]
        found = [text for part, text in zip(self.parts, texts, strict=True) if isinstance(part, Path)]
        if found and not any(found):
            return None
        return "".join(text or "" for text in texts)[:FILLED_MAX]


def template_of(text: str) -> Template:
    """The template that a text says; braces that are meant are doubled. Raises UnreadableTextError."""
    if len(text) > TEXT_MAX:
        raise UnreadableTextError(f"the template is longer than {TEXT_MAX} characters")
    parts = list(_parts(text))
    placed = [each for each in parts if isinstance(each, PlacedPath)]
    plain = [each.path if isinstance(each, PlacedPath) else each for each in parts]
    return Template(text=text, parts=tuple(plain), paths=tuple(placed))


def written_of(value: object) -> str | None:
    """A value of Stripe as text: an object by its id, None for what has no text."""
    match value:
        case None | "":
            return None
        case bool():
            return "true" if value else "false"
        case {"id": str() as id_}:
            return id_
        case str() | int() | float() | Decimal():
            return str(value)
        case _:
            return None


def _parts(text: str) -> Iterator[str | PlacedPath]:
    position = 0
    while position < len(text):
        found = _PART.match(text, position)
        if found is None:
            sign = text[position]
            raise UnreadableTextError(
                f'"{sign}" has no partner', position + 1, hint=f"double it if you mean it: {sign * 2}"
            )
        if found["plain"] is not None:
            yield found["plain"].replace("{{", "{").replace("}}", "}")
        else:
            yield _placed(found["path"], position + 2)
        position = found.end()


def _placed(text: str, column: int) -> PlacedPath:
    path = compiled(text.strip())
    if path is None:
        raise UnreadableTextError(f'"{text}" is no path', column, len(text))
    return PlacedPath(path=path, column=column)
