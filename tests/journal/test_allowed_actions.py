"""What a person may do with a record in which state, and that nothing changes where it may not be done (ACT-801)."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from connector.desk import deciding, linking
from connector.desk.choosing import the_one
from connector.desk.refusal import Refusal
from connector.journal import AuditChoice, Journal, Person, Shown, open_journal
from connector.lifecycle import Event
from connector.ports import IssueDraft
from journal.hands import Hands, SetClock, assert_consistent, in_words, states
from journal.wanted import a_charge, a_problem, an_invoice, blocked, changed
from stripe_client.objects import Root, RootKind

MIA = Person(who="mia", reason="because")
ALL = AuditChoice()

Arranged = Callable[[Journal, Hands, SetClock], None]


def queued(journal: Journal, hands: Hands, _clock: SetClock) -> None:
    journal.intend([an_invoice(), a_charge()], "c", hands.run)
    hands.claim_and_settle()  # the customer and the item


def running(journal: Journal, hands: Hands, clock: SetClock) -> None:
    queued(journal, hands, clock)
    hands.send(hands.claim())


def retrying(journal: Journal, hands: Hands, clock: SetClock) -> None:
    queued(journal, hands, clock)
    hands.claim_and_settle(Event.BUSY, not_before=clock.now() + timedelta(hours=1))


def unanswered(journal: Journal, hands: Hands, clock: SetClock) -> None:
    queued(journal, hands, clock)
    hands.claim_and_settle(Event.NO_ANSWER)


def refused(journal: Journal, hands: Hands, clock: SetClock) -> None:
    queued(journal, hands, clock)
    hands.deliver(refuse=["in_a"])


def retried(journal: Journal, hands: Hands, clock: SetClock) -> None:
    refused(journal, hands, clock)
    journal.desk.retry(["in_a"], MIA)


def ignored(journal: Journal, hands: Hands, clock: SetClock) -> None:
    refused(journal, hands, clock)
    deciding.ignore(journal, "in_a", "forever", ZoneInfo("UTC"), MIA)


def put_aside(journal: Journal, hands: Hands, clock: SetClock) -> None:
    refused(journal, hands, clock)
    journal.desk.skip("in_a", MIA)


def synced(journal: Journal, hands: Hands, clock: SetClock) -> None:
    queued(journal, hands, clock)
    hands.deliver()


def linked(journal: Journal, hands: Hands, clock: SetClock) -> None:
    refused(journal, hands, clock)
    journal.desk.link("in_a", "456", MIA)


def held(journal: Journal, hands: Hands, clock: SetClock) -> None:
    queued(journal, hands, clock)
    hands.claim_and_settle(Event.HOLD, issue=IssueDraft(code="PERIOD_CLOSED", values={}))


def stopped(journal: Journal, hands: Hands, _clock: SetClock) -> None:
    journal.intend([changed(an_invoice(), records=(), shared=(), problems=(a_problem(),))], "c", hands.run)


def flagged(journal: Journal, hands: Hands, _clock: SetClock) -> None:
    journal.intend([blocked(Root(RootKind.INVOICE, "in_a"))], "c", hands.run)


STATES: dict[Arranged, Shown] = {
    queued: Shown.QUEUED,
    running: Shown.RUNNING,
    retrying: Shown.RETRYING,
    unanswered: Shown.RETRYING,
    refused: Shown.NEEDS_ATTENTION,
    retried: Shown.QUEUED,
    ignored: Shown.IGNORED,
    put_aside: Shown.SKIPPED,
    synced: Shown.SYNCED,
    linked: Shown.SYNCED,
    held: Shown.ON_HOLD,
    stopped: Shown.NEEDS_ATTENTION,
    flagged: Shown.BLOCKED,
}

Action = Callable[[Journal], object]


def skip(journal: Journal) -> None:
    entry, _ = deciding.to_skip(journal, "in_a")
    deciding.skip(journal, entry, MIA)


def ignore(journal: Journal) -> None:
    deciding.ignore(journal, "in_a", "change", ZoneInfo("UTC"), MIA)


def resolve(journal: Journal) -> None:
    deciding.resolve(journal, "in_a", MIA)


def cancel(journal: Journal) -> None:
    deciding.cancel(journal, "in_a", MIA)


def approve(journal: Journal) -> None:
    deciding.approve(journal, "in_a", MIA)


def reject(journal: Journal) -> None:
    deciding.reject(journal, "in_a", MIA)


def unlink(journal: Journal) -> None:
    linking.unlink(journal, "in_a", MIA)


def retry(journal: Journal) -> None:
    journal.desk.retry(["in_a"], MIA)


ALLOWED: dict[Action, dict[Arranged, Shown]] = {
    skip: dict.fromkeys((queued, retrying, refused, retried, ignored, held, stopped, flagged), Shown.SKIPPED),
    ignore: dict.fromkeys((refused, ignored, stopped), Shown.IGNORED),
    resolve: dict.fromkeys((refused, ignored, stopped), Shown.SKIPPED),
    cancel: {retried: Shown.NEEDS_ATTENTION},
    approve: {held: Shown.QUEUED},
    reject: {held: Shown.SKIPPED},
    unlink: {linked: Shown.QUEUED},
    retry: {
        **STATES,  # twice is once: what needs no retry stays as it is
        retrying: Shown.QUEUED,
        refused: Shown.QUEUED,
        ignored: Shown.QUEUED,
        put_aside: Shown.QUEUED,
        held: Shown.QUEUED,
    },
}
"""From which states an action leads where; from all others it is refused."""

CASES = [(action, state) for action in ALLOWED for state in STATES]


@pytest.mark.parametrize(("action", "state"), CASES, ids=[f"{each.__name__} {state.__name__}" for each, state in CASES])
def test_an_action_leads_where_the_table_says_or_changes_nothing(
    journal: Journal, hands: Hands, clock: SetClock, action: Action, state: Arranged
) -> None:
    state(journal, hands, clock)
    assert the_one(journal, "in_a").shown is STATES[state]
    before, rows = in_words(journal), len(list(journal.desk.audit_rows(ALL)))
    after = ALLOWED[action].get(state)
    if after is None:
        with pytest.raises(Refusal, match=r"^ACT-801 in_a is "):
            action(journal)
        assert (in_words(journal), len(list(journal.desk.audit_rows(ALL)))) == (before, rows)
    else:
        action(journal)
        assert the_one(journal, "in_a").shown is after
    assert_consistent(journal)


@pytest.mark.parametrize("state", STATES, ids=[state.__name__ for state in STATES])
def test_twice_is_once(journal: Journal, hands: Hands, clock: SetClock, state: Arranged) -> None:
    state(journal, hands, clock)
    journal.desk.retry(["in_a"], MIA)
    assert journal.desk.retry(["in_a"], MIA) == 0


def test_what_was_linked_wrongly_can_be_put_aside_instead_of_sent(
    journal: Journal, hands: Hands, clock: SetClock
) -> None:
    linked(journal, hands, clock)
    unlink(journal)
    skip(journal)
    assert (states(journal)["in_a"], hands.deliver()[0]) == ("skipped", "add ch_a")


def test_of_two_retries_at_once_one_queues_the_record(
    journal: Journal, hands: Hands, clock: SetClock, url: str
) -> None:
    refused(journal, hands, clock)
    others = [open_journal(url, "main", clock) for _ in range(2)]
    with ThreadPoolExecutor(len(others)) as pool:
        queued_by = list(pool.map(lambda each: each.desk.retry(["in_a"], MIA), others))
    for each in others:
        each.close()
    assert sorted(queued_by) == [0, 1]
    assert [row.action for row in journal.desk.audit_rows(ALL)].count("retry") == 1
