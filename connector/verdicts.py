"""What NetSuite's answer, or a closed period, means for the intents that share an operation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from connector.binding import BoundOperation, StoppedRecord
from connector.causes import issue_of
from connector.lifecycle import Event
from connector.periods import PERIOD_CAUSES
from connector.ports import Batch, IssueDraft, Purpose, Settlement
from netsuite_client.outcomes import Add, Delete, Outcome, Refused
from netsuite_client.records import CreditMemo

Answered = tuple[BoundOperation, Outcome]
"""What was sent, and what became of it."""


def no_answers(tries: int) -> Settlement:
    """So many tries without a word."""
    return Settlement(
        intent_id=0, event=Event.REFUSE, issue=IssueDraft(code="ANSWER_UNKNOWN", values={"tries": f"{tries}"})
    )


def blames_period(one: BoundOperation, outcome: Outcome) -> bool:
    """Whether NetSuite refused a record because of the accounting period that it was to post to."""
    return one.posting is not None and isinstance(outcome, Refused) and issue_of(outcome).code in PERIOD_CAUSES


def still_linked(batch: Batch, answered: Sequence[Answered]) -> dict[str, int]:
    """The intents of memos that NetSuite would not delete because of what is linked to them, by internal id."""
    refused = {one.intent_ids[0] for one, outcome in answered if _is_linked(outcome)}
    memos = batch.records if batch.purpose is Purpose.WITHDRAW and refused else ()
    return {
        each.internal_id or "": each.intent_id
        for each in memos
        if each.intent_id in refused and isinstance(each.record, CreditMemo)
    }


def _is_linked(outcome: Outcome) -> bool:
    return isinstance(outcome, Refused) and issue_of(outcome).code == "STILL_LINKED"


def stops(one: StoppedRecord) -> list[Settlement]:
    """The record is held or refused; what would have travelled with it waits for it."""
    event = Event.HOLD if one.why.waits else Event.REFUSE
    first, *riders = one.intent_ids
    issue = IssueDraft(code=one.why.cause, values=one.why.values)
    held = Settlement(intent_id=first, event=event, issue=issue)
    return [held, *(Settlement(intent_id=id_, event=Event.BUSY) for id_ in riders)]


def shared_verdict(one: BoundOperation, verdict: Settlement) -> list[Settlement]:
    """The first intent carries the internal id or the issue; applications that rode along with a refused one wait."""
    is_whole = isinstance(one.operation, Add | Delete)
    event = Event.BUSY if is_whole and verdict.event is Event.REFUSE else verdict.event
    first, *riders = one.intent_ids
    of_riders = [replace(verdict, intent_id=id_, event=event, internal_id=None, issue=None) for id_ in riders]
    return [verdict if verdict.intent_id == first else replace(verdict, intent_id=first), *of_riders]
