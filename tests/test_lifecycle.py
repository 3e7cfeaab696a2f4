"""Walks the whole table of moves: every state with every event is either written down here or cannot happen."""

from __future__ import annotations

import pytest

from connector.lifecycle import MOVES, Event, IllegalMoveError, State, move

WRITTEN = """
an intended one is sent when a lane claims it
an intended one stays intended when it changes
an intended one stays intended when an update changes it
an intended one stays intended when a person retries it
an intended one is withdrawn when it is left out, for NetSuite never had it
an intended one is skipped when a person puts it aside
an intended one is accepted when a person names the record that it is
an intended one is refused when a person takes the retry back

a sent one is accepted when NetSuite says yes
a sent one is refused when NetSuite says no
a sent one is intended when NetSuite was busy
a sent one is intended when it must wait for a decision
a sent one is unanswered when no answer came
a sent one is overtaken when it changes
a sent one is overtaken when an update changes it
a sent one is overtaken when it is left out

an unanswered one is accepted when it is found done
an unanswered one is intended when it is found not done
an unanswered one is refused when something else is found
an unanswered one stays unanswered when no answer came
an unanswered one is overtaken when it changes
an unanswered one is overtaken when an update changes it
an unanswered one is overtaken when it is left out

an overtaken one is accepted when NetSuite says yes
an overtaken one is intended when NetSuite says no, for the newer wish was not tried yet
an overtaken one is intended when NetSuite was busy
an overtaken one is intended when it must wait for a decision
an overtaken one stays overtaken when no answer came
an overtaken one is accepted when it is found done
an overtaken one is intended when it is found not done
an overtaken one is refused when something else is found
an overtaken one stays overtaken when it changes
an overtaken one stays overtaken when an update changes it
an overtaken one stays overtaken when it is left out

an accepted one stays accepted when it changes, for what people edit in NetSuite stays
an accepted one is intended when an update changes it
an accepted one is withdrawing when it is left out
an accepted one is rolled_back when a person takes it out
an accepted one is intended when a person says that it is another record

a refused one is skipped when a person puts it aside
a refused one is accepted when a person names the record that it is
a refused one is intended when a person retries it
a refused one is intended when it changes
a refused one is intended when an update changes it
a refused one is withdrawn when it is left out

a withdrawing one is withdraw_sent when a lane claims it
a withdrawing one is withdrawn when it was there before us
a withdrawing one stays withdrawing when it is left out
a withdrawing one is accepted when it changes, for it is wanted again
a withdrawing one is intended when an update changes it

a withdraw_sent one is withdrawn when NetSuite says yes
a withdraw_sent one is reversed when its counter-record balances it
a withdraw_sent one is withdraw_refused when NetSuite says no
a withdraw_sent one is withdrawing when NetSuite was busy
a withdraw_sent one is withdraw_unanswered when no answer came
a withdraw_sent one stays withdraw_sent when it is left out
a withdraw_sent one stays withdraw_sent when it changes, for first NetSuite's answer counts
a withdraw_sent one stays withdraw_sent when an update changes it

a withdraw_unanswered one is withdrawn when it is found done
a withdraw_unanswered one is withdrawing when it is found not done
a withdraw_unanswered one stays withdraw_unanswered when no answer came
a withdraw_unanswered one stays withdraw_unanswered when it is left out
a withdraw_unanswered one stays withdraw_unanswered when it changes
a withdraw_unanswered one stays withdraw_unanswered when an update changes it

a withdraw_refused one is withdraw_sent when a lane claims it, for it goes with its payer
a withdraw_refused one is withdrawing when a person retries it
a withdraw_refused one stays withdraw_refused when it is left out
a withdraw_refused one is accepted when it changes, for it is wanted again
a withdraw_refused one is intended when an update changes it

a withdrawn one is intended when it changes, for it is wanted again
a withdrawn one is intended when an update changes it
a withdrawn one stays withdrawn when it is left out

a reversed one is accepted when it changes, for it is wanted again and was never gone
a reversed one is intended when an update changes it
a reversed one stays reversed when it is left out

a rolled_back one is intended when a person retries it
a rolled_back one stays rolled_back when it changes
a rolled_back one stays rolled_back when an update changes it
a rolled_back one stays rolled_back when it is left out

a skipped one is intended when a person retries it
a skipped one is accepted when a person names the record that it is
a skipped one stays skipped when it changes
a skipped one stays skipped when an update changes it
a skipped one stays skipped when it is left out
"""

WORDS = {
    "a lane claims it": Event.CLAIM,
    "NetSuite says yes": Event.ACCEPT,
    "NetSuite says no": Event.REFUSE,
    "NetSuite was busy": Event.BUSY,
    "it must wait for a decision": Event.HOLD,
    "no answer came": Event.NO_ANSWER,
    "it is found done": Event.FOUND_DONE,
    "it is found not done": Event.FOUND_NOT_DONE,
    "something else is found": Event.FOUND_OTHER,
    "it changes": Event.CHANGE,
    "an update changes it": Event.CHANGE_UPDATABLE,
    "it is left out": Event.LEAVE_OUT,
    "it was there before us": Event.WITHDRAW,
    "its counter-record balances it": Event.REVERSE,
    "a person retries it": Event.RETRY,
    "a person takes it out": Event.ROLL_BACK,
    "a person puts it aside": Event.SKIP,
    "a person names the record that it is": Event.LINK,
    "a person says that it is another record": Event.UNLINK,
    "a person takes the retry back": Event.CANCEL,
}


def _read(sentence: str) -> tuple[tuple[State, Event], State]:
    what, when = sentence.split(", for", maxsplit=1)[0].split(" when ")
    _, before, _, _, after = what.split()
    return (State(before), WORDS[when]), State(after)


SENTENCES = {sentence: _read(sentence) for sentence in WRITTEN.splitlines() if sentence}
EXPECTED = dict(SENTENCES.values())
IMPOSSIBLE = [(state, event) for state in State for event in Event if (state, event) not in EXPECTED]


@pytest.mark.parametrize(("pair", "after"), SENTENCES.values(), ids=SENTENCES)
def test_a_move_leads_where_it_is_written(pair: tuple[State, Event], after: State) -> None:
    assert move(*pair) is after


@pytest.mark.parametrize(("state", "event"), IMPOSSIBLE, ids=[f"{state} cannot {event}" for state, event in IMPOSSIBLE])
def test_what_is_not_written_cannot_happen(state: State, event: Event) -> None:
    with pytest.raises(IllegalMoveError, match=f"an intent that is {state} cannot {event}"):
        move(state, event)


def test_every_sentence_is_written_once_and_the_table_has_no_other_moves() -> None:
    assert len(EXPECTED) == len(SENTENCES)
    assert EXPECTED == MOVES


def test_no_state_is_a_dead_end() -> None:
    left = {before for (before, _), after in MOVES.items() if before is not after}
    assert left == set(State)


def test_every_event_can_happen_somewhere() -> None:
    assert {event for _, event in MOVES} == set(Event)
