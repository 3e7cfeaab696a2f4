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
    WITHDRAW_SENT = "withdraw_sent"
    WITHDRAW_UNANSWERED = "withdraw_unanswered"
    WITHDRAW_REFUSED = "withdraw_refused"
    WITHDRAWN = "withdrawn"
    REVERSED = "reversed"
    ROLLED_BACK = "rolled_back"
    SKIPPED = "skipped"


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
    """It was there before us, and is no longer ours: NetSuite is not asked."""
    REVERSE = "reverse"
    """It stays in NetSuite's books, and a counter-record balances it (rule A-11)."""
    RETRY = "retry"
    """A person, or a changed mapping, wants it tried again."""
    ROLL_BACK = "roll back"
    """A person took it out of NetSuite on purpose."""
    SKIP = "skip"
    """A person does not want it sent."""
    LINK = "link"
    """A person named the record of NetSuite that it is."""
    UNLINK = "unlink"
    """A person says that it is not the record that it was linked to."""
    CANCEL = "cancel"
    """A person takes another try back: it is refused as it was before."""


MOVES: dict[tuple[State, Event], State] = {
    (State.INTENDED, Event.CLAIM): State.SENT,
    (State.INTENDED, Event.CHANGE): State.INTENDED,
    (State.INTENDED, Event.CHANGE_UPDATABLE): State.INTENDED,
    (State.INTENDED, Event.LEAVE_OUT): State.WITHDRAWN,
    (State.INTENDED, Event.RETRY): State.INTENDED,
    (State.INTENDED, Event.SKIP): State.SKIPPED,
    (State.INTENDED, Event.LINK): State.ACCEPTED,
    (State.INTENDED, Event.CANCEL): State.REFUSED,
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
    (State.ACCEPTED, Event.UNLINK): State.INTENDED,
    (State.REFUSED, Event.SKIP): State.SKIPPED,
    (State.REFUSED, Event.LINK): State.ACCEPTED,
    (State.REFUSED, Event.RETRY): State.INTENDED,
    (State.REFUSED, Event.CHANGE): State.INTENDED,
    (State.REFUSED, Event.CHANGE_UPDATABLE): State.INTENDED,
    (State.REFUSED, Event.LEAVE_OUT): State.WITHDRAWN,
    #
    # Taking out of the books (rule A-11) is asked of NetSuite as adding is; what is wanted again meanwhile waits.
    (State.WITHDRAWING, Event.CLAIM): State.WITHDRAW_SENT,
    (State.WITHDRAWING, Event.WITHDRAW): State.WITHDRAWN,
    (State.WITHDRAWING, Event.LEAVE_OUT): State.WITHDRAWING,
    (State.WITHDRAWING, Event.CHANGE): State.ACCEPTED,
    (State.WITHDRAWING, Event.CHANGE_UPDATABLE): State.INTENDED,
    (State.WITHDRAW_SENT, Event.ACCEPT): State.WITHDRAWN,
    (State.WITHDRAW_SENT, Event.REVERSE): State.REVERSED,
    (State.WITHDRAW_SENT, Event.REFUSE): State.WITHDRAW_REFUSED,
    (State.WITHDRAW_SENT, Event.BUSY): State.WITHDRAWING,
    (State.WITHDRAW_SENT, Event.NO_ANSWER): State.WITHDRAW_UNANSWERED,
    (State.WITHDRAW_SENT, Event.LEAVE_OUT): State.WITHDRAW_SENT,
    (State.WITHDRAW_SENT, Event.CHANGE): State.WITHDRAW_SENT,
    (State.WITHDRAW_SENT, Event.CHANGE_UPDATABLE): State.WITHDRAW_SENT,
    (State.WITHDRAW_UNANSWERED, Event.FOUND_DONE): State.WITHDRAWN,
    (State.WITHDRAW_UNANSWERED, Event.FOUND_NOT_DONE): State.WITHDRAWING,
    (State.WITHDRAW_UNANSWERED, Event.NO_ANSWER): State.WITHDRAW_UNANSWERED,
    (State.WITHDRAW_UNANSWERED, Event.LEAVE_OUT): State.WITHDRAW_UNANSWERED,
    (State.WITHDRAW_UNANSWERED, Event.CHANGE): State.WITHDRAW_UNANSWERED,
    (State.WITHDRAW_UNANSWERED, Event.CHANGE_UPDATABLE): State.WITHDRAW_UNANSWERED,
    (State.WITHDRAW_REFUSED, Event.CLAIM): State.WITHDRAW_SENT,
    (State.WITHDRAW_REFUSED, Event.RETRY): State.WITHDRAWING,
    (State.WITHDRAW_REFUSED, Event.LEAVE_OUT): State.WITHDRAW_REFUSED,
    (State.WITHDRAW_REFUSED, Event.CHANGE): State.ACCEPTED,
    (State.WITHDRAW_REFUSED, Event.CHANGE_UPDATABLE): State.INTENDED,
    (State.WITHDRAWN, Event.CHANGE): State.INTENDED,
    (State.WITHDRAWN, Event.CHANGE_UPDATABLE): State.INTENDED,
    (State.WITHDRAWN, Event.LEAVE_OUT): State.WITHDRAWN,
    (State.REVERSED, Event.CHANGE): State.ACCEPTED,
    (State.REVERSED, Event.CHANGE_UPDATABLE): State.INTENDED,
    (State.REVERSED, Event.LEAVE_OUT): State.REVERSED,
    (State.ROLLED_BACK, Event.RETRY): State.INTENDED,
    (State.ROLLED_BACK, Event.CHANGE): State.ROLLED_BACK,
    (State.ROLLED_BACK, Event.CHANGE_UPDATABLE): State.ROLLED_BACK,
    (State.ROLLED_BACK, Event.LEAVE_OUT): State.ROLLED_BACK,
    #
    # What a person put aside stays so, whatever changes, until a person wants it again.
    (State.SKIPPED, Event.RETRY): State.INTENDED,
    (State.SKIPPED, Event.LINK): State.ACCEPTED,
    (State.SKIPPED, Event.CHANGE): State.SKIPPED,
    (State.SKIPPED, Event.CHANGE_UPDATABLE): State.SKIPPED,
    (State.SKIPPED, Event.LEAVE_OUT): State.SKIPPED,
}
"""Every move that there is."""

LEAVING = (State.WITHDRAWING, State.WITHDRAW_SENT, State.WITHDRAW_UNANSWERED, State.WITHDRAW_REFUSED)
"""Still in NetSuite, and no longer wanted."""


def without_update(state: State) -> State:
    """What an intent is that NetSuite has already, should its update not be made: accepted as it was."""
    return State.ACCEPTED if state in {State.INTENDED, State.REFUSED} else state


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
