"""Finds again in its file what an entry says, to point at it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from connector.located import File, Place

_TOKEN = re.compile(r"\"[^\"]*\"?|'[^']*'?|[^\s,{}]+")
_VALUE = re.compile(rf"\s*:\s+({_TOKEN.pattern})")


@dataclass(frozen=True)
class Places:
    """Places by `file:line:column`, as entries remember them."""

    files: Sequence[File]

    def of(self, place: str) -> Place:
        """The word that stands there."""
        at, line = self._at(place)
        found = _TOKEN.match(line, at.column - 1)
        return self._stretch(at, at.column, len(found[0].rstrip(":")) if found else 1)

    def value_of(self, place: str) -> Place:
        """The value behind the key that stands there; the key where the value is not in its line."""
        key, (at, line) = self.of(place), self._at(place)
        found = _VALUE.match(line, at.column - 1 + key.width)
        return self._stretch(at, found.start(1) + 1, len(found[1])) if found else key

    def within(self, place: str, text: str) -> Place:
        """The first place of a text from there on in the line; the word there where it is in another line."""
        at, line = self._at(place)
        found = re.compile(rf"(?<![\w.-])(?<!\w\[){re.escape(text)}(?![\w-])").search(line, at.column - 1)
        return self._stretch(at, found.start() + 1, len(text)) if found else self.of(place)

    def _at(self, place: str) -> tuple[Place, str]:
        name, line, column = place.rsplit(":", 2)
        file = next((each for each in self.files if each.name == name), None) or File.of(name, "")
        number = int(line)
        text = file.lines[number - 1] if number <= len(file.lines) else ""
        return Place(file=file, line=number, column=int(column)), text

    def _stretch(self, at: Place, column: int, width: int) -> Place:
        return Place(file=at.file, line=at.line, column=column, width=max(1, width))
