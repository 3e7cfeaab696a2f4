"""How a record stands, in the words that people see (rule OP-0)."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from sqlalchemy import exists

from connector.journal.needs import HELD
from connector.journal.schema import intent, need
from connector.lifecycle import State


class Shown(StrEnum):
    """An intent's state as people see it (OP-0)."""

    QUEUED = "queued"
    RUNNING = "running"
    WAITING = "waiting"
    RETRYING = "retrying"
    ON_HOLD = "on_hold"
    NEEDS_ATTENTION = "needs_attention"
    BLOCKED = "blocked"
    SYNCED = "synced"
    SKIPPED = "skipped"
    IGNORED = "ignored"
    ROLLED_BACK = "rolled_back"
    WITHDRAWING = "withdrawing"
    """In NetSuite and no longer wanted."""
    WITHDRAWN = "withdrawn"
    """No longer wanted, and not in NetSuite."""
    REVERSED = "reversed"
    """No longer wanted, and balanced by a counter-record."""


SHOWN: Mapping[State, Shown] = {
    State.INTENDED: Shown.QUEUED,
    State.SENT: Shown.RUNNING,
    State.UNANSWERED: Shown.RETRYING,
    State.OVERTAKEN: Shown.RETRYING,
    State.ACCEPTED: Shown.SYNCED,
    State.REFUSED: Shown.NEEDS_ATTENTION,
    State.WITHDRAWING: Shown.WITHDRAWING,
    State.WITHDRAW_SENT: Shown.WITHDRAWING,
    State.WITHDRAW_UNANSWERED: Shown.WITHDRAWING,
    State.WITHDRAW_REFUSED: Shown.NEEDS_ATTENTION,
    State.WITHDRAWN: Shown.WITHDRAWN,
    State.REVERSED: Shown.REVERSED,
    State.ROLLED_BACK: Shown.ROLLED_BACK,
    State.SKIPPED: Shown.SKIPPED,
}
"""How each state reads where nothing else is to be said."""


HELD_BY: Mapping[str, Shown] = {
    "skipped": Shown.SKIPPED,
    "blocked": Shown.BLOCKED,
    "attention": Shown.NEEDS_ATTENTION,
}
"""How what was not sent reads, by the state of the root that holds it."""


def shown(
    state: State,
    *,
    on_hold: bool = False,
    waits: bool = False,
    delayed: bool = False,
    found_wrong: bool = False,
    held_by: str | None = None,
    is_ignored: bool = False,
) -> Shown:
    """The state for people: what is queued may be held, wait or be retried; what is synced may be found wrong.

    What needs attention may be ignored for a while, and what is synced is not found wrong by an ignored issue.
    """
    if is_ignored and SHOWN[state] is Shown.NEEDS_ATTENTION:
        return Shown.IGNORED
    if state is State.INTENDED and held_by:
        return HELD_BY[held_by]
    if state is State.INTENDED and on_hold:
        return Shown.ON_HOLD
    if state is State.INTENDED and waits:
        return Shown.WAITING
    if state is State.INTENDED and delayed:
        return Shown.RETRYING
    if state is State.ACCEPTED and found_wrong and not is_ignored:
        return Shown.NEEDS_ATTENTION
    return SHOWN[state]


IS_HELD = exists().where(need.c.intent_id == intent.c.id, need.c.external_id == HELD)
"""Whether an intent waits for its root and not for another record."""
