"""What is read afresh every night, whatever events said: all that can still change, and what changed lately."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta

from connector.assembly import Assembled
from stripe_client.objects import Root

TOUCHED_LATELY = timedelta(days=35)
"""Roots that changed within this time are read afresh every night."""


def unfinished(assembled: Assembled) -> Iterator[Mapping[Root, int | None]]:
    """Roots that Stripe or the journal says may change, with their creation where it is known."""
    since = assembled.parts.clock.now() - TOUCHED_LATELY
    found = assembled.source.unsettled(int(since.timestamp()))
    yield found
    yield {root: None for root in assembled.journal.roots_changed_since(since) if root not in found}
