"""The one thing that may be changed through the emulator's API: the metadata of some objects."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from stripe_client.emulator.errors import Refusal, unknown_parameter
from stripe_client.emulator.parameters import parse_query
from stripe_client.emulator.reading import Stored

CHANGEABLE = frozenset(f"/v1/{name}/{{id}}" for name in ("charges", "coupons", "customers", "invoices", "prices"))
"""Where metadata can be set."""

KEYS_MAX, KEY_LENGTH_MAX, VALUE_LENGTH_MAX = 50, 40, 500


def read_metadata(body: str) -> Mapping[str, str]:
    """The keys that a form sets. Refuses every other parameter, and what Stripe takes no metadata of."""
    given: dict[str, str] = {}
    for name, values in parse_query(body).items():
        for key, value in values:
            if name != "metadata":
                raise unknown_parameter(name if key is None else f"{name}[{key}]")
            if not key:
                raise Refusal(400, "Invalid hash", param="metadata")
            given[key] = value
    for key, value in given.items():
        _check(key, value)
    return given


def _check(key: str, value: str) -> None:
    if len(key) > KEY_LENGTH_MAX:
        message = f"Metadata keys must be at most {KEY_LENGTH_MAX} characters, but you passed in a longer one."
        raise Refusal(400, message, param=f"metadata[{key}]")
    if len(value) > VALUE_LENGTH_MAX:
        message = f"Metadata values must be at most {VALUE_LENGTH_MAX} characters, but you passed in a longer one."
        raise Refusal(400, message, param=f"metadata[{key}]")


def with_metadata(stored: Stored, given: Mapping[str, str]) -> Stored:
    """The object with these keys set; an empty value takes its key out."""
    before = stored.served.get("metadata")
    merged = {**(before if isinstance(before, dict) else {}), **given}
    kept = {key: value for key, value in merged.items() if value}
    if len(kept) > KEYS_MAX:
        raise Refusal(400, f"You can have up to {KEYS_MAX} metadata keys.", param="metadata")
    return replace(stored, served={**stored.served, "metadata": kept})
