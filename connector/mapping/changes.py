"""What is new, different or gone in the files of a mapping, line by line: whatever language they are in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from connector.located import redacted
from connector.mapping.files import KeptFiles

CHANGES_SHOWN_MAX = 10


@dataclass(frozen=True, kw_only=True)
class Change:
    """A line that is new, or that was taken out; `place` is `file:line`, of what was taken out where it stood."""

    place: str
    text: str
    gone: bool = False

    def __str__(self) -> str:
        return f"{self.place} {self.text}" + (" (taken out)" if self.gone else "")


def changes(before: KeptFiles, after: KeptFiles) -> tuple[Change, ...]:
    """Every line that says something and is not alike in both, file by file; comments and empty lines say nothing."""
    names = dict.fromkeys([*after.texts, *before.texts])
    return tuple(change for name in names for change in _in_file(name, before, after) if _says_something(change))


def first_changes(before: KeptFiles, after: KeptFiles) -> Sequence[str]:
    """The first changes in words, and how many more there are."""
    found = changes(before, after)
    shown = [str(change) for change in found[:CHANGES_SHOWN_MAX]]
    more = len(found) - len(shown)
    return [*shown, *([f"and {more} more"] if more else [])] or ["nothing"]


def changes_text(before: KeptFiles, after: KeptFiles) -> str:
    """The first changes in one line."""
    return "; ".join(first_changes(before, after))


def _in_file(name: str, before: KeptFiles, after: KeptFiles) -> Iterator[Change]:
    old, new = before.texts.get(name, "").splitlines(), after.texts.get(name, "").splitlines()
    for _, old_from, old_to, new_from, new_to in _differences(old, new):
        yield from (Change(place=f"{name}:{at + 1}", text=_shown(new[at])) for at in range(new_from, new_to))
        if new_from == new_to:
            yield from (
                Change(place=f"{name}:{at + 1}", text=_shown(old[at]), gone=True) for at in range(old_from, old_to)
            )


def _differences(old: list[str], new: list[str]) -> list[tuple[str, int, int, int, int]]:
    opcodes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return [opcode for opcode in opcodes if opcode[0] != "equal"]


def _shown(line: str) -> str:
    return redacted(line.strip())


_SECTION_ALONE = re.compile(r"\w+:\s*(?:#.*)?$")


def _says_something(change: Change) -> bool:
    """Comments and empty lines do not, nor does a section or a kind by its name alone."""
    return bool(change.text) and not change.text.startswith("#") and not _SECTION_ALONE.match(change.text)
