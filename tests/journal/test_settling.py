"""What becomes of sent intents: overtaken stories, refusals and their issues, and what is remembered of attempts."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from sqlalchemy import select, update

from connector.journal import Journal
from connector.journal.issues import fingerprint
from connector.journal.redaction import redacted
from connector.journal.schema import attempt, audit, intent
from connector.lifecycle import Event, IllegalMoveError
from connector.ports import Batch, IssueDraft
from connector.translation.wanted import Translation
from journal.hands import Hands, SetClock, column, in_words, said, states
from journal.wanted import CHARGE_A, a_charge, an_invoice


@dataclass(frozen=True, kw_only=True)
class Overtaken:
    """An application that is on its way, what is wanted meanwhile, what NetSuite then says, and where that leads."""

    meanwhile: Translation
    says: Event
    becomes: str
    next: str


LESS, NONE = a_charge(pays={"in_a": "20.00"}), a_charge(pays={})
OVERTAKEN = {
    "accepted with the old amount, the new one is sent at once": Overtaken(
        meanwhile=LESS, says=Event.ACCEPT, becomes="intended", next="apply (ch_a>in_a)"
    ),
    "accepted, but no longer wanted: to be withdrawn": Overtaken(
        meanwhile=NONE, says=Event.ACCEPT, becomes="withdrawing", next="withdraw (-ch_a>in_a)"
    ),
    "refused with the old amount, the new one is tried": Overtaken(
        meanwhile=LESS, says=Event.REFUSE, becomes="intended", next="apply (ch_a>in_a)"
    ),
    "refused and no longer wanted: nothing is left": Overtaken(
        meanwhile=NONE, says=Event.REFUSE, becomes="withdrawn", next="nothing"
    ),
    "not done for busyness, the new amount is sent": Overtaken(
        meanwhile=LESS, says=Event.BUSY, becomes="intended", next="apply (ch_a>in_a)"
    ),
    "not done and no longer wanted: nothing is left": Overtaken(
        meanwhile=NONE, says=Event.BUSY, becomes="withdrawn", next="nothing"
    ),
    "unanswered: what was sent is looked up first": Overtaken(
        meanwhile=LESS, says=Event.NO_ANSWER, becomes="overtaken", next="look up (ch_a>in_a)"
    ),
    "unanswered and no longer wanted: it is looked up all the same": Overtaken(
        meanwhile=NONE, says=Event.NO_ANSWER, becomes="overtaken", next="look up (ch_a>in_a)"
    ),
}


@pytest.mark.parametrize("story", OVERTAKEN.values(), ids=OVERTAKEN)
def test_what_was_sent_settles_before_the_newer_wish_has_its_say(
    journal: Journal, hands: Hands, clock: SetClock, story: Overtaken
) -> None:
    batch = _application_on_its_way(journal, hands)
    journal.intend([story.meanwhile], None, hands.run)
    assert states(journal)["ch_a>in_a"] == "overtaken"
    assert hands.settle(batch, story.says, not_before=clock.now() if story.says is Event.NO_ANSWER else None)
    assert states(journal)["ch_a>in_a"] == story.becomes
    following = journal.claim(100, 60)
    assert (said(following) if following else "nothing") == story.next


LOOKED_UP = {
    "done with the old amount": (LESS, Event.FOUND_DONE, "intended"),
    "done as it is wanted": (a_charge(), Event.FOUND_DONE, "accepted"),
    "not done": (LESS, Event.FOUND_NOT_DONE, "intended"),
    "something else": (LESS, Event.FOUND_OTHER, "refused"),
    "done, no longer wanted": (NONE, Event.FOUND_DONE, "withdrawing"),
    "not done, no longer wanted": (NONE, Event.FOUND_NOT_DONE, "withdrawn"),
}


@pytest.mark.parametrize(("meanwhile", "finds", "becomes"), LOOKED_UP.values(), ids=LOOKED_UP)
def test_a_look_up_asks_for_the_attempt_and_then_compares_with_the_wish(  # noqa: PLR0917  a case has three parts
    journal: Journal, hands: Hands, clock: SetClock, meanwhile: Translation, finds: Event, becomes: str
) -> None:
    hands.settle(_application_on_its_way(journal, hands), Event.NO_ANSWER, not_before=clock.now())
    journal.intend([meanwhile], None, hands.run)
    look_up = hands.claim()
    assert str(look_up.applications[0].application.amount) == "30.00", "as it was in the attempt"
    hands.settle(look_up, finds)
    assert states(journal)["ch_a>in_a"] == becomes


def test_a_record_that_was_overtaken_stays_as_it_was_accepted(journal: Journal, hands: Hands) -> None:
    journal.intend([an_invoice()], None, hands.run)
    hands.claim_and_settle()
    batch = hands.claim()
    hands.send(batch)
    journal.intend([an_invoice(memo="new")], None, hands.run)
    hands.settle(batch)
    assert in_words(journal) == "cus_a accepted, price_a accepted, in_a accepted"
    assert '"memo"' not in str(column(journal, "in_a", "sent_content"))
    assert '"memo":"new"' in str(column(journal, "in_a", "content"))


def test_a_refusal_opens_one_issue_which_acceptance_closes(journal: Journal, hands: Hands) -> None:
    journal.intend([an_invoice()], None, hands.run)
    hands.deliver(refuse=["in_a"])
    journal.retry(["in_a"], who="mia")
    hands.deliver(refuse=["in_a"])
    assert [(each.code, each.subject, each.times) for each in journal.issues()] == [
        ("REQUIRED_FIELD_MISSING", "in_a", 2)
    ]
    journal.retry(who="mia")
    hands.deliver()
    assert [each.closed_by for each in journal.issues(open_only=False)] == ["auto"]


def test_another_reason_takes_the_place_of_the_first(journal: Journal, hands: Hands) -> None:
    journal.intend([an_invoice()], None, hands.run)
    hands.deliver(refuse=["cus_a"])
    journal.retry(who="mia")
    hands.claim_and_settle(Event.REFUSE, issue=IssueDraft(code="PERMISSION_MISSING"))
    assert [(each.code, each.closed_by) for each in journal.issues(open_only=False)] == [
        ("REQUIRED_FIELD_MISSING", "auto"),
        ("PERMISSION_MISSING", None),
    ]


def test_a_refusal_without_a_reason_still_reaches_a_person(journal: Journal, hands: Hands) -> None:
    journal.intend([a_charge(pays={})], None, hands.run)
    hands.claim_and_settle(Event.REFUSE, issue=None)
    assert [each.code for each in journal.issues()] == ["NETSUITE_REFUSED"]


def test_passing_trouble_is_remembered_and_opens_no_issue(journal: Journal, hands: Hands) -> None:
    journal.intend([a_charge(pays={})], None, hands.run)
    hands.claim_and_settle(Event.BUSY, issue=IssueDraft(code="NETSUITE_BUSY", values={"message": "limit"}))
    assert list(journal.issues()) == []
    family = journal.family(CHARGE_A)
    assert family is not None
    assert family.members[0].last_error == {"code": "NETSUITE_BUSY", "values": {"message": "limit"}}


def test_a_check_without_a_finding_closes_the_finding_of_before(journal: Journal, hands: Hands) -> None:
    journal.intend([an_invoice(), a_charge(pays={})], None, hands.run)
    for _ in range(2):
        hands.claim_and_settle()
    hands.claim_and_settle(None, issue=IssueDraft(code="AMOUNT_DIFFERS"))
    journal.intend([a_charge(pays={"in_a": "30.00"})], None, hands.run)
    hands.deliver()
    assert list(journal.issues()) == []


def test_a_move_that_does_not_exist_changes_nothing_at_all(journal: Journal, hands: Hands) -> None:
    journal.intend([an_invoice()], None, hands.run)
    batch = hands.claim()
    with pytest.raises(IllegalMoveError):
        hands.settle(batch, Event.WITHDRAW)
    assert in_words(journal) == "cus_a sent, price_a sent, in_a intended"


def test_every_attempt_is_remembered_and_a_quiet_check_is_not(journal: Journal, hands: Hands) -> None:
    journal.intend([an_invoice()], None, hands.run)
    hands.deliver(refuse=["cus_a"])
    journal.retry(["cus_a"], who="mia")
    hands.deliver()
    with journal.database.reading() as db:
        rows = db.execute(select(attempt.c.purpose, attempt.c.outcome, attempt.c.code).order_by(attempt.c.id)).all()
    assert [" ".join(filter(None, row)) for row in rows] == [
        "add refuse REQUIRED_FIELD_MISSING",
        "add accept",
        "add accept",
        "add accept",
    ]


def test_each_settled_batch_and_each_action_of_a_person_is_one_row_of_the_audit(journal: Journal, hands: Hands) -> None:
    journal.intend([an_invoice()], None, hands.run)
    hands.deliver(refuse=["cus_a"])
    journal.retry(["cus_a"], who="mia", reason="fixed")
    with journal.database.reading() as db:
        rows = db.execute(select(audit.c.number, audit.c.who, audit.c.action, audit.c.reason)).all()
    assert [tuple(row) for row in rows] == [(1, "connector", "add", None), (2, "mia", "retry", "fixed")]


RETRIES = {
    "by its own id": (["cus_a"], 1),
    "by an invoice that waits for it": (["in_a"], 1),
    "everything": (None, 2),
    "nothing of that was refused": (["in_b"], 0),
    "an id that nobody knows": (["in_x"], 0),
}


@pytest.mark.parametrize(("ids", "queued"), RETRIES.values(), ids=RETRIES)
def test_a_person_queues_refused_intents_again(
    journal: Journal, hands: Hands, ids: list[str] | None, queued: int
) -> None:
    journal.intend([an_invoice(), an_invoice("in_b", customer="cus_b"), an_invoice("in_c", customer="cus_c")], None, 1)
    hands.deliver(refuse=["cus_a", "cus_c"])
    assert journal.retry(ids, who="mia") == queued
    assert journal.retry(ids, who="mia") == 0, "twice is once"


FINGERPRINTS = {
    "two invoices of one cause are one group": (
        ("Please enter value(s) for: Department on in_1QX8", "Please enter value(s) for: Department on in_1QX9"),
        True,
    ),
    "amounts and dates make no difference": (
        ("Total 1,200.00 on 2026-01-31 differs", "Total 9.99 on 2026-02-28 differs"),
        True,
    ),
    "another field is another group": (
        ("Please enter value(s) for: Class", "Please enter value(s) for: Location"),
        False,
    ),
}


@pytest.mark.parametrize(("messages", "same"), FINGERPRINTS.values(), ids=FINGERPRINTS)
def test_failures_of_one_cause_share_a_fingerprint(messages: tuple[str, str], *, same: bool) -> None:
    first, second = (fingerprint("NETSUITE_REFUSED", "invoice", {"message": message}) for message in messages)
    assert (first == second) is same


SECRETS = {
    "an address": ("no mail to jenny.rosen@example.com please", "no mail to [address] please"),
    "a card": ("card 4242 4242 4242 4242 declined", "card [number] declined"),
    "a key": ("refused rk_test_51abcDEF for this", "refused [key] for this"),
    "an id stays": ("in_1QX8 of cus_9 for 1200.00 on 2026-01-31", "in_1QX8 of cus_9 for 1200.00 on 2026-01-31"),
}


@pytest.mark.parametrize(("text", "expected"), SECRETS.values(), ids=SECRETS)
def test_what_nobody_should_read_is_taken_out(text: str, expected: str) -> None:
    assert redacted(text) == expected


def _application_on_its_way(journal: Journal, hands: Hands) -> Batch:
    """A use of an accepted payment on an accepted invoice, noted as sent, not yet answered."""
    journal.intend([an_invoice(), a_charge(pays={})], None, hands.run)
    hands.deliver()
    journal.intend([a_charge()], None, hands.run)
    batch = hands.claim()
    hands.send(batch)
    return batch


def test_of_what_was_sent_before_its_amount_was_noted_the_content_says_it(journal: Journal, hands: Hands) -> None:
    journal.intend([an_invoice(amount="20.00"), a_charge(pays={"in_a": "12.50"})], None, hands.run)
    for _ in range(3):
        hands.claim_and_settle()
    with journal.database.writing() as db:
        db.execute(update(intent).values(sent_amount=None))
    checks = {each.external_id: (str(each.total), str(each.applied)) for each in hands.claim().checks}
    assert checks == {"in_a": ("20.00", "12.50"), "ch_a": ("30.00", "12.50")}


def test_what_amounts_to_nothing_is_sent_and_checked_like_any_other(journal: Journal, hands: Hands) -> None:
    journal.intend([an_invoice(amount="0.00")], None, hands.run)
    hands.claim_and_settle()
    hands.claim_and_settle()
    assert [(each.external_id, each.total) for each in hands.claim().checks] == [("in_a", 0)]
