"""Decides what a settlement makes of an intent. Pure: first what was sent settles, then the newer wish has its say."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from connector.journal.schema import APPLICATION
from connector.lifecycle import Event, State, move, without_update
from connector.ports import IssueDraft, Settlement


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What a settlement may change of an intent."""

    state: State
    sent_as: str
    internal_id: str | None
    attempts: int
    not_before: datetime | None
    hold: str | None
    updates: str | None
    checked_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Held(Standing):
    """An intent under our lease, as far as a settlement depends on it."""

    id: int
    kind: str
    external_id: str
    wanted: bool
    digest: str
    sent_digest: str | None
    payer: str | None
    payee: str | None


@dataclass(frozen=True, kw_only=True)
class Settled:
    """How an intent stands after the settlement, and what else follows from it."""

    held: Held
    after: Standing
    event: Event | None
    done: bool
    """NetSuite did what was asked of it."""
    issue: IssueDraft | None
    error: IssueDraft | None
    linked: bool = False

    @property
    def outcome(self) -> str:
        """The event in a word, for the history."""
        return self.event.value if self.event else "checked"

    @property
    def clears(self) -> bool:
        """Whether nothing is left that a person should see."""
        return self.issue is None and self.done


_DONE = frozenset({Event.ACCEPT, Event.FOUND_DONE})
_REFUSED = frozenset({State.REFUSED, State.WITHDRAW_REFUSED})
_UNEXPLAINED = IssueDraft(code="NETSUITE_REFUSED")


def settled(held: Held, settlement: Settlement, now: datetime, settling: timedelta) -> Settled:
    """What the settlement makes of the intent. Raises IllegalMoveError where there is no such move."""
    if settlement.linked and held.state is State.OVERTAKEN:  # it was only looked for: now for what is wanted by now
        settlement = replace(settlement, event=Event.BUSY, internal_id=None, linked=False)
    event, draft = settlement.event, settlement.issue
    after = _checked(held, settlement, now) if event is None else _moved(held, event, settlement, now, settling)
    done, refused = event in _DONE, after.state in _REFUSED or after.hold is not None
    return Settled(
        held=held,
        after=after,
        event=event,
        done=done,
        issue=(draft or _UNEXPLAINED) if refused else draft if done or event is None else None,
        error=draft,
        linked=done and settlement.linked,
    )


def _checked(held: Held, settlement: Settlement, now: datetime) -> Standing:
    looked_at = settlement.not_before is None
    return Standing(
        state=held.state,
        sent_as=held.sent_as,
        internal_id=held.internal_id,
        attempts=held.attempts,
        not_before=settlement.not_before,
        hold=held.hold,
        updates=held.updates,
        checked_at=now if looked_at else held.checked_at,
    )


def _moved(held: Held, event: Event, settlement: Settlement, now: datetime, settling: timedelta) -> Standing:
    first = move(held.state, event)
    state = _with_newer_wish(held, first)
    anew = event in _DONE or state is not first or (held.state is State.OVERTAKEN and event is Event.REFUSE)
    return Standing(
        state=state,
        sent_as=settlement.sent_as or held.sent_as,
        internal_id=None if first is State.WITHDRAWN else settlement.internal_id or held.internal_id,
        attempts=0 if anew else held.attempts,
        not_before=settlement.not_before or (now + settling if event is Event.NO_ANSWER else None),
        hold=_hold(held, event, settlement),
        updates=None if state is State.ACCEPTED else held.updates,
        checked_at=now if event in _DONE and settlement.linked else None,
    )


def _hold(held: Held, event: Event, settlement: Settlement) -> str | None:
    """The cause for which it waits; a newer wish begins without one."""
    on_hold = event is Event.HOLD and held.state is State.SENT
    return (settlement.issue or _UNEXPLAINED).code if on_hold else None


def _with_newer_wish(held: Held, state: State) -> State:
    """What became of the sent content may not be what is wanted by now."""
    is_application = held.kind == APPLICATION
    if not held.wanted:
        in_netsuite = held.internal_id is not None and not is_application
        return move(without_update(state) if in_netsuite else state, Event.LEAVE_OUT)
    differs = held.sent_digest is not None and held.digest != held.sent_digest
    updatable = differs and (is_application or held.updates is not None)
    if state in _WANTED_AGAIN or (state is State.ACCEPTED and updatable):
        return move(state, Event.CHANGE_UPDATABLE if updatable else Event.CHANGE)
    return state


_WANTED_AGAIN = frozenset({State.WITHDRAWING, State.WITHDRAW_REFUSED, State.WITHDRAWN, State.REVERSED})
"""Where an intent comes back from that was left out and is wanted again."""
