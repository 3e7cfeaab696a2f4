"""Decides what a settlement makes of an intent. Pure: first what was sent settles, then the newer wish has its say."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from connector.journal.schema import APPLICATION
from connector.lifecycle import Event, State, move
from connector.ports import IssueDraft, Settlement


@dataclass(frozen=True, kw_only=True)
class Held:
    """An intent under our lease, as far as a settlement depends on it."""

    id: int
    kind: str
    external_id: str
    sent_as: str
    state: State
    wanted: bool
    digest: str
    sent_digest: str | None
    internal_id: str | None
    attempts: int
    not_before: datetime | None
    hold: str | None
    checked_at: datetime | None
    payer: str | None
    payee: str | None


@dataclass(frozen=True, kw_only=True)
class Settled:
    """The intent after the settlement, and what else follows from it."""

    held: Held
    after: Held
    event: Event | None
    accepted: bool
    issue: IssueDraft | None
    error: IssueDraft | None
    linked: bool = False

    @property
    def outcome(self) -> str:
        """The event in a word, for the history."""
        return self.event.value if self.event else "checked"

    @property
    def quiet(self) -> bool:
        """Whether it was a check that found nothing."""
        return self.event is None and self.error is None and self.after.not_before is None

    @property
    def clears(self) -> bool:
        """Whether nothing is left that a person should see."""
        return self.issue is None and (self.accepted or (self.event is None and self.after.checked_at is not None))


_ACCEPTANCES = frozenset({Event.ACCEPT, Event.FOUND_DONE})
_UNEXPLAINED = IssueDraft(code="NETSUITE_REFUSED")


def settled(held: Held, settlement: Settlement, now: datetime, settling: timedelta) -> Settled:
    """What the settlement makes of the intent. Raises IllegalMoveError where there is no such move."""
    if settlement.linked and held.state is State.OVERTAKEN:  # it was only looked for: now for what is wanted by now
        settlement = replace(settlement, event=Event.BUSY, internal_id=None, linked=False)
    event, draft = settlement.event, settlement.issue
    after = _checked(held, settlement, now) if event is None else _moved(held, event, settlement, now, settling)
    accepted = event in _ACCEPTANCES
    refused = after.state is State.REFUSED or after.hold is not None
    return Settled(
        held=held,
        after=after,
        event=event,
        accepted=accepted,
        issue=(draft or _UNEXPLAINED) if refused else draft if accepted or event is None else None,
        error=draft,
        linked=accepted and settlement.linked,
    )


def _checked(held: Held, settlement: Settlement, now: datetime) -> Held:
    looked_at = settlement.not_before is None
    return replace(held, checked_at=now if looked_at else held.checked_at, not_before=settlement.not_before)


def _moved(held: Held, event: Event, settlement: Settlement, now: datetime, settling: timedelta) -> Held:
    first = move(held.state, event)
    state = _with_newer_wish(held, first)
    accepted = event in _ACCEPTANCES
    anew = accepted or state is not first or (held.state is State.OVERTAKEN and event is Event.REFUSE)
    return replace(
        held,
        state=state,
        sent_as=settlement.sent_as or held.sent_as,
        internal_id=None if event is Event.WITHDRAW else settlement.internal_id or held.internal_id,
        attempts=0 if anew else held.attempts,
        not_before=settlement.not_before or (now + settling if event is Event.NO_ANSWER else None),
        hold=_hold(held, event, settlement),
        checked_at=now if accepted and settlement.linked else None,
    )


def _hold(held: Held, event: Event, settlement: Settlement) -> str | None:
    """The cause for which it waits; a newer wish begins without one."""
    on_hold = event is Event.HOLD and held.state is State.SENT
    return (settlement.issue or _UNEXPLAINED).code if on_hold else None


def _with_newer_wish(held: Held, state: State) -> State:
    """What became of the sent content may not be what is wanted by now."""
    if not held.wanted:
        return move(state, Event.LEAVE_OUT)
    differs = held.sent_digest is not None and held.digest != held.sent_digest
    if state is State.ACCEPTED and held.kind == APPLICATION and differs:
        return move(state, Event.CHANGE_UPDATABLE)
    return state
