"""The shape of an event: what changed, and the object as it was then."""

from __future__ import annotations

from stripe_client.emulator.shapes.fields import (
    FLAG,
    INTEGER,
    MAP,
    TEXT,
    Shape,
    if_given,
    must,
    nested,
    null,
    preset,
)

EVENT = Shape(
    kind="event",
    prefixes=("evt_",),
    fields={
        **must(INTEGER, "created"),
        **must(TEXT, "type"),
        **must(nested({**must(MAP, "object"), **if_given(MAP, "previous_attributes")}), "data"),
        **preset(False, FLAG, "livemode"),
        **preset(0, INTEGER, "pending_webhooks"),
        **null(TEXT, "api_version"),
        **if_given(TEXT, "account", "context"),
        **null(nested(null(TEXT, "id", "idempotency_key")), "request"),
    },
)
