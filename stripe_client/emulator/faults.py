"""Faults on request: which answers to spoil, and how."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from fnmatch import fnmatchcase

from stripe_client.emulator.shapes.fields import Plain

HOLD_SECONDS, SLOW_SECONDS = 120.0, 2.0


class FaultKind(Enum):
    """How an answer is spoilt."""

    REFUSE = "refuse"
    HTTP_500 = "http_500"
    LIMIT = "limit"
    TIMEOUT_BEFORE = "timeout_before"
    TIMEOUT_AFTER = "timeout_after"
    BROKEN = "broken"
    GARBAGE = "garbage"
    SLOW = "slow"
    LOGIN = "login"


@dataclass(kw_only=True)
class Fault:
    """Spoils requests that match: from the n-th match on (1 is the next), `times` times. `path` may hold wildcards."""

    kind: FaultKind
    nth: int = 1
    times: int = 1
    method: str | None = None
    path: str | None = None
    hold_seconds: float = HOLD_SECONDS
    seen: int = 0

    def strikes(self, method: str, path: str) -> bool:
        """Whether this request is spoilt. Counts it, if it matches."""
        if self.method not in {None, method} or (self.path is not None and not fnmatchcase(path, self.path)):
            return False
        self.seen += 1
        return self.nth <= self.seen < self.nth + self.times


_TYPES: Mapping[str, tuple[type, ...]] = {
    "kind": (str,),
    "nth": (int,),
    "times": (int,),
    "method": (str,),
    "path": (str,),
    "hold_seconds": (int, float),
}


def read_fault(plain: object) -> Fault:
    """A fault from JSON: `kind` and any of nth, times, method, path, hold_seconds. Raises ValueError."""
    if not isinstance(plain, dict):
        raise ValueError("a fault is a JSON object")  # noqa: TRY004 - it is the text of a request
    for name, value in plain.items():
        if name not in _TYPES:
            raise ValueError(f"a fault has no {name}; it has {', '.join(_TYPES)}")
        if not isinstance(value, _TYPES[name]) or isinstance(value, bool):
            raise ValueError(f"{name} of a fault cannot be {value!r}")  # noqa: TRY004 - the same
    kinds = [kind.value for kind in FaultKind]
    if plain.get("kind") not in kinds:
        raise ValueError(f"kind of a fault must be one of {', '.join(kinds)}")
    return _fault(plain)


def _fault(plain: Plain) -> Fault:
    kind = FaultKind(plain["kind"])
    hold = plain.get("hold_seconds", SLOW_SECONDS if kind is FaultKind.SLOW else HOLD_SECONDS)
    return Fault(
        kind=kind,
        nth=_whole(plain.get("nth", 1)),
        times=_whole(plain.get("times", 1)),
        method=_text(plain.get("method")),
        path=_text(plain.get("path")),
        hold_seconds=float(hold) if isinstance(hold, int | float) else HOLD_SECONDS,
    )


def _whole(value: object) -> int:
    if not isinstance(value, int) or value < 1:
        raise ValueError("nth and times of a fault begin at 1")
    return value


def _text(value: object) -> str | None:
    return None if value is None else str(value)
