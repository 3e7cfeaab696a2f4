"""The lines of a file as they may be shown to people: without secrets and without control characters."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

MASK = "•"

_PROMISES_ONE = r"[\w-]*(?:_key|api_?k|consumer|secr|token|passw|credential)[\w-]*[\"']?\s*:"
_SECRETS = re.compile(
    rf"""
    (?<![\w-])(?:sk|rk|whsec)_\w+                             # a key of Stripe's, wherever it stands
    | (?<=://)[^\s/@]+(?=@)                                   # user and password of an address
    | (?P<key>{_PROMISES_ONE}\s*)(?P<value>["'].*|[^\s,}}].*)   # what follows a name that promises a secret
    """,
    re.VERBOSE | re.IGNORECASE,
)
_OPENS_SECRET = re.compile(rf"{_PROMISES_ONE}\s*(?:[|>][-+\d]*)?\s*$", re.IGNORECASE)
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff]")
_LINE_BREAK = re.compile(r"\r\n|[\n\r]")  # those of YAML 1.2


def redacted(text: str) -> str:
    """The text with each letter of a secret replaced, so that carets below it still fit."""
    return _SECRETS.sub(_masked, text)


def _masked(found: re.Match[str]) -> str:
    key = found["key"] or ""
    return key + MASK * (len(found[0]) - len(key))


@dataclass(frozen=True, kw_only=True)
class File:
    """A text file, the name that people know it by, and the folder it stands in."""

    name: str
    folder: Path = Path()
    text: str = field(repr=False)
    lines: tuple[str, ...] = field(repr=False)

    @classmethod
    def of(cls, name: str, text: str, folder: Path = Path()) -> File:
        """A file with this text."""
        return cls(name=name, folder=folder, text=text, lines=tuple(_LINE_BREAK.split(text)))

    def shown(self, line: int) -> str:
        """A line, counted from 1, as it may be shown; the same length as it has."""
        if not 0 < line <= len(self.lines):
            return ""
        text = self.lines[line - 1]
        above = self.lines[line - 2] if line > 1 else ""
        text = MASK * len(text) if _OPENS_SECRET.search(above) else redacted(text)
        return _UNPRINTABLE.sub(" ", text)
