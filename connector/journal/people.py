"""Who asks for something, by which way, and why."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Person:
    """Who asks, by which way, and why."""

    who: str
    via: str = "cli"
    reason: str | None = None
