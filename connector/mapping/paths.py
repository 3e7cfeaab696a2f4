"""Paths into Stripe's objects: `metadata.team`, `customer.email`, `lines[0].period.end`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from connector.mapping.catalogue import ROOT_NAMES
from stripe_client.objects import Plain

STEPS_MAX = 20

_STEP = re.compile(r"([^.\[\]\s][^.\[\]]*)((?:\[[0-9]{1,4}\])*)")

Roots = Mapping[str, Plain]
"""Stripe's objects by the name that a path may begin with."""


@dataclass(frozen=True, kw_only=True)
class Path:
    """A path, read once. `text` is as it was written."""

    text: str
    steps: tuple[str | int, ...]

    def within(self, root: str) -> str:
        """The path in full: beginning with the object that it is read from."""
        return self.text if self.steps[0] in ROOT_NAMES else f"{root}.{self.text}"

    def read(self, roots: Roots, root: str) -> object:
        """What stands there, None where nothing does. `root` is the object that is meant when none is named."""
        first = self.steps[0]
        if first in ROOT_NAMES and first in roots:
            return _walk(roots[str(first)], self.steps[1:], roots)
        return _walk(roots.get(root), self.steps, roots)


def compiled(text: str) -> Path | None:
    """The path, or None if the text is none."""
    steps: list[str | int] = []
    for dotted in text.split("."):
        step = _STEP.fullmatch(dotted)
        if step is None:
            return None
        steps += [step[1], *(int(index) for index in re.findall(r"[0-9]+", step[2]))]
    return Path(text=text, steps=tuple(steps)) if len(steps) <= STEPS_MAX else None


def _walk(value: object, steps: Sequence[str | int], roots: Roots) -> object:
    for step in steps:
        value = _step(_object(value, roots), step)
        if value is None:
            return None
    return value


def _object(value: object, roots: Roots) -> object:
    """The object behind a reference, where it is at hand."""
    if not isinstance(value, str):
        return value
    return next((each for each in roots.values() if each.get("id") == value), value)


def _step(value: object, step: str | int) -> object:
    if isinstance(step, str):
        return value.get(step) if isinstance(value, Mapping) else None
    members = value.get("data") if isinstance(value, Mapping) else value
    return members[step] if isinstance(members, list | tuple) and step < len(members) else None
