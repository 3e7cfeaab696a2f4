"""A signed request of Stripe's says which object changed. It is never taken for what is true: that is read afresh."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from stripe_client.event_meaning import Looks
from stripe_client.objects import Root, RootKind
from stripe_client.plain_objects import id_of

BODY_BYTES_MAX = 1_000_000
"""More than Stripe ever sends."""


class WebhookRefused(Exception):
    """A request that is not Stripe's, or cannot be shown to be; its text says why, without any of its content."""


@dataclass(frozen=True, kw_only=True)
class Webhook:
    """An event: its id, and the roots that it is about with their creation where it is known.

    Of what happened to other objects there is nothing to read by itself; whoever waits for it reads the events.
    """

    event_id: str
    roots: Mapping[Root, int | None]


def read_webhook(
    body: bytes, signature: str, secret: str, *, now: float, tolerance_seconds: float, kinds: frozenset[RootKind]
) -> Webhook:
    """The event of a request, of whatever API version. Raises WebhookRefused."""
    _verify(body, signature, secret, now, tolerance_seconds)
    event = _event(body)
    looks = Looks(kinds=kinds)
    looks.add(event)
    return Webhook(event_id=str(event["id"]), roots=looks.roots)


def _verify(body: bytes, signature: str, secret: str, now: float, tolerance_seconds: float) -> None:
    """Stripe's signature: `t=<POSIX seconds>,v1=<hex>`, several while a secret is rolled."""
    parts = [part.strip().partition("=") for part in signature.split(",")]
    times = [value for name, _, value in parts if name == "t" and value.isdecimal()]
    signed = [value for name, _, value in parts if name == "v1"]
    if not times or not signed:
        raise WebhookRefused("it has no signature of Stripe's")
    expected = hmac.new(secret.encode(), f"{times[0]}.".encode() + body, hashlib.sha256).hexdigest()
    if not any(hmac.compare_digest(expected.encode(), value.encode()) for value in signed):
        raise WebhookRefused("its signature does not fit our signing secret")
    if abs(now - int(times[0])) > tolerance_seconds:
        raise WebhookRefused("its signature is too old, or this machine's clock is wrong")


def _event(body: bytes) -> dict[str, Any]:
    try:
        event = json.loads(body)
    except ValueError:
        raise WebhookRefused("it is no JSON") from None
    if not isinstance(event, dict) or id_of(event) is None:
        raise WebhookRefused("it is no event")
    return event
