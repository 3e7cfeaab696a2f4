"""Looks into plain Stripe objects without trusting their shape."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from stripe_client.objects import Plain


def value_at(plain: Plain | None, *path: str) -> Any:
    """What stands at a path in a plain object, None where it ends early."""
    value: Any = plain
    for step in path:
        value = value.get(step) if isinstance(value, dict) else None
    return value


def id_of(value: object) -> str | None:
    """The id in an expandable field: the text itself, or that of the object in its place."""
    if isinstance(value, Mapping):
        value = value.get("id")
    return value if isinstance(value, str) and value else None


def created_of(plain: Plain) -> int:
    """When an object was created, 0 if it does not say."""
    created = plain.get("created")
    return created if isinstance(created, int) else 0


def path_of(shelf: str, name: str) -> str:
    """The path of one object; ids that people chose may hold any character."""
    return f"{shelf}/{quote(name, safe='')}"
