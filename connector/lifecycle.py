"""The states of an intent and its moves, as a table: whatever is not in it cannot happen."""

from __future__ import annotations

from enum import StrEnum


class State(StrEnum):
    """Where an intent stands. People never see these words."""

    INTENDED = "intended"
    SENT = "sent"
    UNANSWERED = "unanswered"
    OVERTAKEN = "overtaken"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    WITHDRAWING = "withdrawing"
    WITHDRAWN = "withdrawn"
    ROLLED_BACK = "rolled_back"


class Event(StrEnum):
    """What can happen to an intent."""

    CLAIM = "claim"
    """A lane takes it to send it."""
    ACCEPT = "accept"
    """NetSuite said yes."""
    REFUSE = "refuse"
    """NetSuite said no."""
    BUSY = "busy"
    """Passing trouble: nothing was done; again after `not_before`."""
    HOLD = "hold"
    """It was not sent: something must be decided or opened first."""
    NO_ANSWER = "no answer"
    """The answer was lost or the lease ran out: it may have been done."""
    FOUND_DONE = "found done"
    """The look-up shows that NetSuite did it."""
    FOUND_NOT_DONE = "found not done"
    """The look-up shows that NetSuite did not do it."""
    FOUND_OTHER = "found other"
    """The look-up shows something else under its external id."""
    CHANGE = "change"
    """Its root's new translation differs in what is never overwritten (rule A-3)."""
    CHANGE_UPDATABLE = "change updatable"
    """Its root's new translation differs in what is compared and sent (rule A-3)."""
    LEAVE_OUT = "leave out"
    """Its root's new translation leaves it out (rule A-11)."""
    WITHDRAW = "withdraw"
    """It is out of NetSuite's books."""
    RETRY = "retry"
    """A person, or a changed mapping, wants it tried again."""
    ROLL_BACK = "roll back"
    """A person took it out of NetSuite on purpose."""


MOVES: dict[tuple[State, Event], State] = {
    (State.INTENDED, Event.CLAIM): State.SENT,
    (State.INTENDED, Event.CHANGE): State.INTENDED,
    (State.INTENDED, Event.CHANGE_UPDATABLE): State.INTENDED,
    (State.INTENDED, Event.LEAVE_OUT): State.WITHDRAWN,
    (State.INTENDED, Event.RETRY): State.INTENDED,
    (State.SENT, Event.ACCEPT): State.ACCEPTED,
    (State.SENT, Event.REFUSE): State.REFUSED,
    (State.SENT, Event.BUSY): State.INTENDED,
    (State.SENT, Event.HOLD): State.INTENDED,
    (State.SENT, Event.NO_ANSWER): State.UNANSWERED,
    (State.SENT, Event.CHANGE): State.OVERTAKEN,
    (State.SENT, Event.CHANGE_UPDATABLE): State.OVERTAKEN,
    (State.SENT, Event.LEAVE_OUT): State.OVERTAKEN,
    (State.UNANSWERED, Event.FOUND_DONE): State.ACCEPTED,
    (State.UNANSWERED, Event.FOUND_NOT_DONE): State.INTENDED,
    (State.UNANSWERED, Event.FOUND_OTHER): State.REFUSED,
    (State.UNANSWERED, Event.NO_ANSWER): State.UNANSWERED,
    (State.UNANSWERED, Event.CHANGE): State.OVERTAKEN,
    (State.UNANSWERED, Event.CHANGE_UPDATABLE): State.OVERTAKEN,
    (State.UNANSWERED, Event.LEAVE_OUT): State.OVERTAKEN,
    #
    # What was sent settles first; then the newer wish is compared with what NetSuite has.
    (State.OVERTAKEN, Event.ACCEPT): State.ACCEPTED,
    (State.OVERTAKEN, Event.REFUSE): State.INTENDED,
    (State.OVERTAKEN, Event.BUSY): State.INTENDED,
    (State.OVERTAKEN, Event.HOLD): State.INTENDED,
    (State.OVERTAKEN, Event.NO_ANSWER): State.OVERTAKEN,
    (State.OVERTAKEN, Event.FOUND_DONE): State.ACCEPTED,
    (State.OVERTAKEN, Event.FOUND_NOT_DONE): State.INTENDED,
    (State.OVERTAKEN, Event.FOUND_OTHER): State.REFUSED,
    (State.OVERTAKEN, Event.CHANGE): State.OVERTAKEN,
    (State.OVERTAKEN, Event.CHANGE_UPDATABLE): State.OVERTAKEN,
    (State.OVERTAKEN, Event.LEAVE_OUT): State.OVERTAKEN,
    (State.ACCEPTED, Event.CHANGE): State.ACCEPTED,
    (State.ACCEPTED, Event.CHANGE_UPDATABLE): State.INTENDED,
    (State.ACCEPTED, Event.LEAVE_OUT): State.WITHDRAWING,
    (State.ACCEPTED, Event.ROLL_BACK): State.ROLLED_BACK,
    (State.REFUSED, Event.RETRY): State.INTENDED,
    (State.REFUSED, Event.CHANGE): State.INTENDED,
    (State.REFUSED, Event.CHANGE_UPDATABLE): State.INTENDED,
    (State.REFUSED, Event.LEAVE_OUT): State.WITHDRAWN,
    (State.WITHDRAWING, Event.WITHDRAW): State.WITHDRAWN,
    (State.WITHDRAWING, Event.REFUSE): State.WITHDRAWING,
    (State.WITHDRAWING, Event.BUSY): State.WITHDRAWING,
    (State.WITHDRAWING, Event.NO_ANSWER): State.WITHDRAWING,
    (State.WITHDRAWING, Event.LEAVE_OUT): State.WITHDRAWING,
    (State.WITHDRAWING, Event.CHANGE): State.ACCEPTED,
    (State.WITHDRAWING, Event.CHANGE_UPDATABLE): State.INTENDED,
    (State.WITHDRAWING, Event.RETRY): State.WITHDRAWING,
    (State.WITHDRAWN, Event.CHANGE): State.INTENDED,
    (State.WITHDRAWN, Event.CHANGE_UPDATABLE): State.INTENDED,
    (State.WITHDRAWN, Event.LEAVE_OUT): State.WITHDRAWN,
    (State.ROLLED_BACK, Event.RETRY): State.INTENDED,
    (State.ROLLED_BACK, Event.CHANGE): State.ROLLED_BACK,
    (State.ROLLED_BACK, Event.CHANGE_UPDATABLE): State.ROLLED_BACK,
    (State.ROLLED_BACK, Event.LEAVE_OUT): State.ROLLED_BACK,
}
"""Every move that there is."""


class IllegalMoveError(RuntimeError):
    """An event that cannot happen in this state: our mistake, never the data's."""

    def __init__(self, state: State, event: Event) -> None:
        self.state, self.event = state, event
        super().__init__(f"an intent that is {state} cannot {event}")


def move(state: State, event: Event) -> State:
    """The state after `event`. Raises IllegalMoveError where the table has no such move."""
    try:
        return MOVES[state, event]
    except KeyError:
        raise IllegalMoveError(state, event) from None
