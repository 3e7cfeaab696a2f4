"""What people see: counts, families, whom a record waits for, and what any id is about."""

from __future__ import annotations

import pytest

from connector.journal import About, BlockCount, Blocker, Journal, Shown
from connector.journal.shown import SHOWN, shown
from connector.lifecycle import Event, State
from connector.ports import IssueDraft
from connector.translation.wanted import Application, Block
from journal.hands import Hands, SetClock, column
from journal.wanted import CHARGE_A, INVOICE_A, a_charge, a_problem, an_invoice, blocked, skipped
from netsuite_client.records import Invoice
from stripe_client.objects import Root, RootKind


def test_every_state_has_a_word_for_people() -> None:
    assert set(SHOWN) == set(State)


SEEN = {
    "queued": (State.INTENDED, {}, Shown.QUEUED),
    "waiting for another": (State.INTENDED, {"waits": True}, Shown.WAITING),
    "waiting comes before retrying": (State.INTENDED, {"waits": True, "delayed": True}, Shown.WAITING),
    "retrying": (State.INTENDED, {"delayed": True}, Shown.RETRYING),
    "on hold": (State.INTENDED, {"on_hold": True, "found_wrong": True}, Shown.ON_HOLD),
    "running": (State.SENT, {}, Shown.RUNNING),
    "asking NetSuite": (State.UNANSWERED, {}, Shown.RETRYING),
    "synced": (State.ACCEPTED, {}, Shown.SYNCED),
    "synced, but the amounts differ": (State.ACCEPTED, {"found_wrong": True}, Shown.NEEDS_ATTENTION),
    "refused": (State.REFUSED, {"found_wrong": True}, Shown.NEEDS_ATTENTION),
    "refused, and ignored": (State.REFUSED, {"found_wrong": True, "is_ignored": True}, Shown.IGNORED),
    "synced, and a difference is ignored": (State.ACCEPTED, {"found_wrong": True, "is_ignored": True}, Shown.SYNCED),
    "put aside by a person": (State.SKIPPED, {}, Shown.SKIPPED),
    "retried after a refusal": (State.INTENDED, {"found_wrong": True}, Shown.QUEUED),
}


@pytest.mark.parametrize(("state", "facts", "seen"), SEEN.values(), ids=SEEN)
def test_people_see_the_state_with_what_explains_it(state: State, facts: dict[str, bool], seen: Shown) -> None:
    assert shown(state, **{"on_hold": False, "waits": False, "delayed": False, "found_wrong": False, **facts}) is seen


def test_the_status_counts_every_intent_once(journal: Journal, hands: Hands, clock: SetClock) -> None:
    journal.intend([an_invoice(), a_charge(), an_invoice("in_b", customer="cus_b")], "c", hands.run)
    hands.deliver(refuse=["cus_b", "ch_a"])
    journal.intend(
        [skipped(Root(RootKind.INVOICE, "in_old")), skipped(Root(RootKind.INVOICE, "in_older"))], None, hands.run
    )
    journal.intend([an_invoice("in_wrong", records=(), problems=(a_problem(),))], None, hands.run)
    journal.finish_run(hands.run, {"accepted": 3})
    status = journal.status()
    assert {f"{each.kind} {each.shown}": each.number for each in status.counts} == {
        "application waiting": 1,
        "customer needs_attention": 1,
        "customer synced": 1,
        "customer_payment needs_attention": 1,
        "invoice synced": 1,
        "invoice waiting": 1,
        "service_sale_item synced": 1,
    }
    assert status.skipped == {"before start date": 2}
    assert {each.code: each.number for each in status.issues} == {"REQUIRED_FIELD_MISSING": 2, "NO_ITEM_FOR_PRICE": 1}
    assert (status.open_issues, status.number(Shown.SYNCED), status.cursor) == (3, 3, "c")
    assert [(run.trigger, run.counts) for run in status.runs] == [("test", {"accepted": 3})]
    assert status.oldest_unsynced == clock.now()


def test_i_5_the_status_counts_what_is_blocked_by_cause_and_names_a_few_that_block(
    journal: Journal, hands: Hands
) -> None:
    flagged = [("in_1", "cus_a"), ("in_2", "cus_a"), ("in_3", "cus_b"), ("in_4", "in_4"), ("in_5", "in_5")]
    journal.intend([blocked(Root(RootKind.INVOICE, id_), by) for id_, by in flagged], None, hands.run)
    assert journal.status().blocked == (
        BlockCount(code="BLOCKED_BY_METADATA", number=5, by=("cus_a", "cus_b", "in_4"), more=True),
    )
    family = journal.family(Root(RootKind.INVOICE, "in_3"))
    assert family is not None
    assert (family.state, family.blocked, family.skipped) == (
        "blocked",
        Block(code="BLOCKED_BY_METADATA", by="cus_b"),
        None,
    )


def test_the_status_says_when_the_next_try_is(journal: Journal, hands: Hands, clock: SetClock) -> None:
    journal.intend([a_charge(pays={})], None, hands.run)
    later = clock.now().replace(minute=14)
    hands.claim_and_settle(Event.BUSY, not_before=later)
    status = journal.status()
    assert (status.number(Shown.RETRYING), status.next_try) == (1, later)


def test_a_check_that_found_something_shows_in_the_status(journal: Journal, hands: Hands) -> None:
    journal.intend([a_charge(pays={})], None, hands.run)
    hands.claim_and_settle()
    hands.claim_and_settle()
    assert journal.status().unchecked == 1
    hands.claim_and_settle(None, issue=IssueDraft(code="AMOUNT_DIFFERS"))
    status = journal.status()
    assert (status.unchecked, status.number(Shown.NEEDS_ATTENTION), status.number(Shown.SYNCED)) == (0, 1, 1)


def test_a_family_shows_its_records_with_whom_they_wait_for(journal: Journal, hands: Hands) -> None:
    journal.intend([an_invoice(), a_charge()], None, hands.run)
    hands.deliver(refuse=["cus_a"])
    family = journal.family(INVOICE_A)
    assert family is not None
    assert [(each.external_id, each.shared, each.shown) for each in family.members] == [
        ("cus_a", True, Shown.NEEDS_ATTENTION),
        ("price_a", True, Shown.SYNCED),
        ("in_a", False, Shown.WAITING),
    ]
    assert family.members[2].waits_for == (Blocker(external_id="cus_a", kind="customer"),)
    assert isinstance(family.members[2].content, Invoice)
    refused = family.members[0]
    assert refused.issue is not None
    assert (refused.issue.code, refused.attempts[0].outcome) == ("REQUIRED_FIELD_MISSING", "refuse")


def test_a_family_shows_applications_and_what_nobody_asked_for_yet(journal: Journal, hands: Hands) -> None:
    journal.intend([a_charge()], None, hands.run)
    family = journal.family(CHARGE_A)
    assert family is not None
    use = family.members[-1]
    assert isinstance(use.content, Application)
    assert set(use.waits_for) == {
        Blocker(external_id="ch_a", kind="customer_payment"),
        Blocker(external_id="in_a", kind=None),
    }


def test_a_delivered_family_has_internal_ids_and_was_checked(journal: Journal, hands: Hands, clock: SetClock) -> None:
    journal.intend([an_invoice(), a_charge()], None, hands.run)
    hands.deliver()
    family = journal.family(CHARGE_A)
    assert family is not None
    payment = family.members[1]
    assert (payment.internal_id, payment.checked_at) == (column(journal, "ch_a", "internal_id"), clock.now())
    assert {each.shown for each in family.members} == {Shown.SYNCED}


def test_a_skipped_root_and_one_with_problems_say_why(journal: Journal, hands: Hands) -> None:
    wrong = an_invoice("in_wrong", records=(), problems=(a_problem(price="price_a"),))
    journal.intend([skipped(INVOICE_A), wrong], None, hands.run)
    left_aside, problem = journal.family(INVOICE_A), journal.family(wrong.root)
    assert left_aside is not None
    assert problem is not None
    assert (left_aside.state, left_aside.skipped, left_aside.members) == ("skipped", "before start date", ())
    assert [(each.code, dict(each.values)) for each in problem.problems] == [
        ("NO_ITEM_FOR_PRICE", {"price": "price_a"})
    ]


def test_an_unknown_root_is_none(journal: Journal) -> None:
    assert journal.family(INVOICE_A) is None


def test_any_id_leads_to_the_family(journal: Journal, hands: Hands) -> None:
    journal.intend([an_invoice(), a_charge()], None, hands.run)
    hands.deliver()
    number = column(journal, "in_a", "internal_id")
    found = {
        "in_a": About(roots=(INVOICE_A,), external_ids=("in_a",)),
        "ch_a": About(roots=(CHARGE_A,), external_ids=("ch_a",)),
        "price_a": About(roots=(INVOICE_A,), external_ids=("price_a",)),
        "cus_a": About(roots=(INVOICE_A, CHARGE_A), external_ids=("cus_a",)),
        f"invoice:{number}": About(roots=(INVOICE_A,), external_ids=("in_a",)),
        str(number): About(roots=(INVOICE_A,), external_ids=("in_a",)),
        f"customer:{number}": About(),
        "in_nowhere": About(),
    }
    assert {sought: journal.find(sought) for sought in found} == found


def test_a_renamed_record_is_found_by_both_names(journal: Journal, hands: Hands) -> None:
    journal.intend([a_charge(pays={})], None, hands.run)
    hands.claim_and_settle(Event.NO_ANSWER, not_before=hands.clock.now())
    hands.claim_and_settle(Event.FOUND_NOT_DONE, sent_as="cus_a-1f2e3d4c")
    assert journal.find("cus_a-1f2e3d4c").external_ids == ("cus_a",)


def test_the_inbox_is_read_in_pages(journal: Journal, hands: Hands, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("connector.journal.journal.ISSUES_PAGE", 2)
    problems = tuple(a_problem(subject=f"price_{number}") for number in range(5))
    journal.intend([an_invoice(records=(), problems=problems)], None, hands.run)
    assert [each.subject for each in journal.issues()] == [each.subject for each in problems]
    assert {each.root for each in journal.issues()} == {INVOICE_A}
