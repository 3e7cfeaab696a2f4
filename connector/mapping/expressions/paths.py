"""Paths into Stripe's objects: `metadata.team`, `customer.email`, `lines[0].period.end`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from connector.mapping.catalogue import ROOT_NAMES
from stripe_client.objects import Plain

STEPS_MAX = 20

_ID = re.compile(r"[a-z]{2,10}_[A-Za-z0-9_]{1,240}")
_STEP = re.compile(r"([^.\[\]\s](?:[^.\[\]]*[^.\[\]\s])?)((?:\[[0-9]{1,4}\])*)")

Named = Mapping[str, Plain | str]
"""Stripe's objects by the name that a path may begin with, one that is not at hand by its id."""


@dataclass(frozen=True, kw_only=True)
class Objects:
    """The objects of Stripe that the paths of a record may read.

    `named` are those that a path may begin with, one that is not at hand by its id; `find` knows others that
    references lead to. `missing` collects the ids of references that a path went through and that are in neither:
    reading them shows what stands there.
    """

    named: Named
    find: Callable[[str], Plain | None] = field(default=lambda _: None, compare=False)
    missing: set[str] = field(default_factory=set, compare=False)

    def behind(self, value: str) -> Plain | None:
        """The object that an id stands for, None where it is not at hand."""
        for each in self.named.values():
            if not isinstance(each, str) and each.get("id") == value:
                return each
        found = self.find(value)
        if found is None and _ID.fullmatch(value):
            self.missing.add(value)
        return found

    def beside(self, named: Named) -> Objects:
        """The same with more objects to begin with."""
        return Objects(named={**self.named, **named}, find=self.find, missing=self.missing)


@dataclass(frozen=True, kw_only=True)
class Path:
    """A path, read once. `text` is as it was written."""

    text: str
    steps: tuple[str | int, ...]

    def within(self, root: str) -> str:
        """The path in full: beginning with the object that it is read from."""
        return self.text if self.steps[0] in ROOT_NAMES else f"{root}.{self.text}"

    def before(self, number: int) -> str:
        """The path up to a step, counted from 0."""
        text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in self.steps[:number])
        return text.removeprefix(".")

    def read(self, objects: Objects, root: str) -> object:
        """What stands there, None where nothing does. `root` is the object that is meant when none is named."""
        first = self.steps[0]
        named = objects.named.get(first) if first in ROOT_NAMES else None
        if named is not None:
            return _walk(named, self.steps[1:], objects)
        return _walk(objects.named.get(root), self.steps, objects)


def compiled(text: str) -> Path | None:
    """The path, or None if the text is none."""
    steps: list[str | int] = []
    for dotted in text.split("."):
        step = _STEP.fullmatch(dotted)
        if step is None:
            return None
        steps += [step[1], *(int(index) for index in re.findall(r"[0-9]+", step[2]))]
    return Path(text=text, steps=tuple(steps)) if len(steps) <= STEPS_MAX else None


def _walk(value: object, steps: Sequence[str | int], objects: Objects) -> object:
    for step in steps:
        if isinstance(value, str):
            value = objects.behind(value)
        value = value.get(step) if isinstance(value, dict) and isinstance(step, str) else _member(value, step)
        if value is None:
            return None
    return value


def _member(value: object, step: str | int) -> object:
    """A member of a list, with or without its envelope; nothing where a name is asked of what has none."""
    members = value.get("data") if isinstance(value, dict) else value
    if isinstance(step, str) or not isinstance(members, list | tuple):
        return None
    return members[step] if step < len(members) else None
