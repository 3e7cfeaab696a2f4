"""Tells where a value comes from, step by step: the path, what each transform made of it, and what did not count."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime

from connector.translation.explained import value_text
from connector.translation.wanted import Origin, Step

MOMENTS = ("_at", ".created", ".start", ".end", ".date")
"""How the names of Stripe's moments end; their values are POSIX seconds."""

OVERRIDE, MAPPING, DEFAULT, RULE = "an override", "a mapping", "a default", "the rule"


def steps_of(origin: Origin | None, value: str) -> Iterator[str]:
    """A line for the entry or rule that this value is from, with each step, and one for each that is not used."""
    if origin is None:
        return
    nobody = _rank(origin) is None
    if not nobody:
        yield f"  {origin.by}  {_way(origin)}"
    if origin.default_at:
        yield f"  default {value} used ({origin.default_at})"
    for loser in (*([origin] if nobody else []), *origin.losers):
        yield f"  not used: {why_not_used(origin, loser)}"


def why_not_used(winner: Origin, loser: Origin) -> str:
    """What else there was for the field, and why it does not count."""
    if _rank(loser) is None:
        read = f" {_way(loser)}" if loser.path else ""
        return f"({loser.by}){read}: {loser.said}"
    theirs, ours = _rank(loser), _rank(winner) or RULE
    why = f"{ours} wins over {theirs}" if ours != theirs else "the later one wins"
    return f"{_value(loser.value)} ({loser.by}): {why}"


def moment_of(origin: Origin) -> str:
    """A moment of Stripe's as people write it, nothing for another value."""
    is_moment = isinstance(origin.value, int) and (origin.path or "").endswith(MOMENTS)
    return f" ({_moment_text(origin.value)})" if is_moment else ""


def _way(origin: Origin) -> str:
    """What was read, and what each step made of it."""
    if origin.path is None:
        return origin.said
    return " → ".join([origin.path, _read_value(origin), *map(_step, _telling(origin))])


def _telling(origin: Origin) -> Iterator[Step]:
    """The steps that had something to work on, or made something of nothing."""
    before = origin.value
    for step in origin.steps:
        if before is not None or step.value is not None:
            yield step
        before = step.value


def _step(step: Step) -> str:
    if step.value is None:
        return f"{step.said}: {'no row' if step.said.startswith('lookup ') else 'nothing'}"
    return f"{step.said} {_value(step.value)}"


def _value(value: object) -> str:
    match value:
        case None:
            return "nothing"
        case str():
            return f'"{value}"'
        case date():
            return value.isoformat()
        case Mapping():
            return str(value.get("id", "an object"))
        case list() | tuple():
            return f"[{', '.join(_value(member) for member in value)}]"
        case _:
            return value_text(value)


def _read_value(origin: Origin) -> str:
    return f"{_value(origin.value)}{moment_of(origin)}"


def gave_value(origin: Origin) -> bool:
    """Whether an entry or rule had a value, won or lost; else it had nothing to say."""
    return _rank(origin) is not None


def _rank(origin: Origin) -> str | None:
    """What kind of entry had a value; None for one that had nothing to say."""
    if origin.said.startswith("override "):
        return OVERRIDE
    return {"": RULE, "mapping": MAPPING, "default": DEFAULT}.get(origin.said)


def _moment_text(posix_seconds: object) -> str:
    return f"{datetime.fromtimestamp(int(str(posix_seconds)), UTC):%Y-%m-%d %H:%M} UTC"
