"""Cursors survive as text; what is no cursor of ours is refused with a sentence."""

from __future__ import annotations

import json
from datetime import date

import pytest

from stripe_client.client import Stripe
from stripe_client.cursor import Cursor, EventCursor, ListingCursor, Stretch, from_text, to_text
from stripe_client.errors import CursorUnknown
from stripe_client.lists import Place

PLACE = Place(after="in_1", created=5)
CURSORS: dict[str, Cursor] = {
    "a listing that begins": ListingCursor(events_since=7, begun_at=8),
    "a listing under way": ListingCursor(
        events_since=7,
        begun_at=8,
        stretches={"invoices": Stretch(place=PLACE), "open invoices": Stretch(done=True)},
        joined_from=PLACE,
        again=True,
    ),
    "events from a moment on": EventCursor.since(7, asked_at=9),
    "events under way": EventCursor(
        base=PLACE,
        mark=PLACE,
        at=Place(after="evt_2", created=6),
        asked_at=9,
        reread_at=8,
        is_rereading=True,
        seen=frozenset({"a", "b"}),
        met=frozenset({"b"}),
    ),
}


@pytest.mark.parametrize("cursor", CURSORS.values(), ids=CURSORS)
def test_a_cursor_survives_as_text(cursor: Cursor) -> None:
    assert from_text(to_text(cursor)) == cursor


STRANGE = {
    "nothing": "",
    "no JSON": "evt_1",
    "no object": "[]",
    "no version": "{}",
    "a later version": json.dumps({"v": 2, "kind": "events"}),
    "an unknown kind": json.dumps({"v": 1, "kind": "webhooks"}),
    "half of a cursor": json.dumps({"v": 1, "kind": "events", "places": [["", 1]]}),
}


@pytest.mark.parametrize("text", STRANGE.values(), ids=STRANGE)
def test_a_text_of_others_is_no_cursor(text: str) -> None:
    client = Stripe("rk_test_x", api_base="http://127.0.0.1:9", start=date(2026, 1, 1), timezone="UTC")
    with pytest.raises(CursorUnknown, match="cursor"):
        list(client.changes(text))
    assert client.requests_sent == 0
