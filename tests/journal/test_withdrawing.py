"""What is no longer wanted leaves NetSuite in an order that NetSuite allows (rules A-11, N-7)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import pytest

from connector.journal import Journal
from connector.journal.shown import Shown
from connector.lifecycle import Event
from connector.ports import Settlement
from connector.translation.wanted import Application, CounterRecord, LineCopy, Translation, WantedRecord
from journal.hands import LEASE, Hands, SetClock, assert_consistent, column, in_words, said, states
from journal.wanted import a_charge, a_memo, a_refund, a_use, an_invoice, copying
from netsuite_client.records import CreditMemo, Invoice

PAID = [an_invoice(), a_charge()]
UNAPPLIED = a_charge(pays={})
CREDITED = an_invoice(records=(an_invoice().records[0], a_memo()), applications=(a_use(payer="memo_cn_a"),))


def owning(whole: Translation, *records: WantedRecord, uses: Sequence[Application] = ()) -> Translation:
    """The translation with more records and exactly these applications."""
    return replace(whole, records=(*whole.records, *records), applications=tuple(uses))


def an_application(journal: Journal) -> str:
    return states(journal)["ch_a>in_a"]


@pytest.fixture
def paid(journal: Journal, hands: Hands) -> Hands:
    journal.intend(PAID, None, hands.run)
    hands.deliver()
    return hands


@pytest.fixture
def credited(journal: Journal, hands: Hands) -> Hands:
    journal.intend([CREDITED], None, hands.run)
    hands.deliver()
    return hands


def test_an_application_that_is_left_out_is_taken_back_and_its_ends_are_checked_anew(
    journal: Journal, paid: Hands
) -> None:
    journal.intend([UNAPPLIED], None, paid.run)
    assert paid.deliver() == ["withdraw (-ch_a>in_a)", "check in_a ch_a"]
    assert an_application(journal) == "withdrawn"
    assert_consistent(journal)


def test_what_is_applied_is_taken_back_before_the_record_is_deleted(journal: Journal, credited: Hands) -> None:
    journal.intend([an_invoice()], None, credited.run)
    assert credited.deliver() == ["withdraw (-memo_cn_a>in_a)", "withdraw memo_cn_a", "check in_a"]
    assert "memo_cn_a withdrawn, memo_cn_a>in_a withdrawn" in in_words(journal)
    assert column(journal, "memo_cn_a", "internal_id") is None
    assert_consistent(journal)


def test_a_record_waits_while_something_of_another_root_is_linked_to_it(journal: Journal, credited: Hands) -> None:
    journal.intend([owning(UNAPPLIED, a_refund(), uses=[a_use(payer="re_a", payee="memo_cn_a")])], None, credited.run)
    credited.deliver()
    journal.intend([an_invoice()], None, credited.run)
    assert credited.deliver()[0] == "withdraw (-memo_cn_a>in_a)"
    assert states(journal)["memo_cn_a"] == "withdrawing"
    journal.intend([UNAPPLIED], None, credited.run)
    assert credited.deliver()[:2] == ["withdraw re_a (-re_a>memo_cn_a)", "withdraw memo_cn_a"]


def test_a_memo_waits_until_what_it_replaces_on_an_invoice_is_taken_back(journal: Journal, paid: Hands) -> None:
    """Rule L-2: the payment is un-applied, then the memo of the void takes its place."""
    memo = a_memo("memo_in_a_void")
    journal.intend([owning(an_invoice(), memo, uses=[a_use(payer="memo_in_a_void")]), UNAPPLIED], None, paid.run)
    assert paid.deliver() == [
        "withdraw (-ch_a>in_a)",
        "add memo_in_a_void (memo_in_a_void>in_a)",
        "check in_a ch_a memo_in_a_void",
    ]


def test_a_memo_waits_until_what_it_replaces_on_an_invoice_is_lowered(journal: Journal, paid: Hands) -> None:
    """Rule L-2: what was refunded before the void stays applied, the memo takes the place of the rest."""
    memo = a_memo("memo_in_a_void", amount="20.00")
    void = owning(an_invoice(), memo, uses=[a_use(payer="memo_in_a_void", amount="20.00")])
    journal.intend([void, a_charge(pays={"in_a": "10.00"})], None, paid.run)
    assert paid.deliver() == [
        "apply (ch_a>in_a)",
        "add memo_in_a_void (memo_in_a_void>in_a)",
        "check in_a ch_a memo_in_a_void",
    ]


def test_credit_waits_until_what_it_replaces_on_an_invoice_is_lowered(journal: Journal, paid: Hands) -> None:
    other = a_charge("ch_b")
    journal.intend([replace(other, applications=())], None, paid.run)
    paid.deliver()
    uses = (replace(other.applications[0], amount=Decimal("20.00")),)
    journal.intend([a_charge(pays={"in_a": "10.00"}), replace(other, applications=uses)], None, paid.run)
    assert paid.deliver() == ["apply (ch_a>in_a)", "apply (ch_b>in_a)", "check in_a ch_a ch_b"]


def test_money_that_is_used_elsewhere_moves_in_one_change(journal: Journal, paid: Hands) -> None:
    journal.intend([an_invoice("in_b")], None, paid.run)
    paid.deliver()
    journal.intend([a_charge(pays={"in_b": "30.00"})], None, paid.run)
    assert paid.deliver() == ["withdraw (-ch_a>in_a ch_a>in_b)", "check in_a ch_a in_b"]


def test_what_another_payer_must_free_first_waits(journal: Journal, paid: Hands) -> None:
    other = a_charge("ch_b")
    journal.intend([replace(other, applications=())], None, paid.run)
    paid.deliver()
    journal.intend([UNAPPLIED, other], None, paid.run)
    assert paid.deliver() == ["withdraw (-ch_a>in_a)", "apply (ch_b>in_a)", "check in_a ch_a ch_b"]


def test_a_refund_needs_what_it_pays_out_and_carries_all_of_it(journal: Journal, paid: Hands) -> None:
    """Rule R-1: NetSuite takes no refund of nothing."""
    uses = [a_use(), a_use(payer="re_a", payee="memo_re_a"), a_use(payer="re_a", payee="ch_a", amount="5.00")]
    refunded = owning(a_charge(), a_memo("memo_re_a", amount="25.00"), a_refund(), uses=uses)
    journal.intend([refunded], None, paid.run)
    assert paid.deliver()[:2] == ["add memo_re_a", "add re_a (re_a>memo_re_a re_a>ch_a)"]


def test_a_refund_pays_out_something_else_only_when_that_is_there(journal: Journal, paid: Hands) -> None:
    """Rule R-6: a credit note that came later lists the refund; the refund's total never changes."""
    first = owning(a_charge(), a_memo("memo_re_a"), a_refund(), uses=[a_use(), a_use(payer="re_a", payee="memo_re_a")])
    of_others = owning(a_charge("ch_b"), uses=[a_use(payer="ch_b", payee="in_missing")])
    journal.intend([first, of_others], None, paid.run)
    paid.deliver()
    then = owning(a_charge(), a_refund(), uses=[a_use(), a_use(payer="re_a", payee="memo_cn_a")])
    journal.intend([then], None, paid.run)
    assert journal.claim(100, LEASE) is None, "the note's memo is not there yet"
    journal.intend([owning(an_invoice(), a_memo())], None, paid.run)
    assert paid.deliver()[:3] == [
        "add memo_cn_a",
        "withdraw (-re_a>memo_re_a re_a>memo_cn_a)",
        "withdraw memo_re_a",
    ]
    assert_consistent(journal)


def test_a_memo_needs_the_invoice_that_it_copies_and_gets_it_as_it_was_sent(journal: Journal, hands: Hands) -> None:
    """Rule S-1."""
    memo = copying(a_memo(), LineCopy("in_b", 0))
    journal.intend([owning(an_invoice(), memo), an_invoice("in_b", customer="cus_b")], None, hands.run)
    assert [hands.claim_and_settle() for _ in range(2)] == ["add cus_a price_a cus_b", "add in_a in_b"]
    batch = hands.claim()
    (claimed,) = batch.records
    assert claimed.copies == (LineCopy("in_b", 0),)
    assert isinstance(batch.copied["in_b"], Invoice)
    assert "in_b" in batch.known


def test_a_memo_that_copies_another_line_is_another_memo(journal: Journal, hands: Hands) -> None:
    journal.intend([owning(an_invoice(), copying(a_memo(), None))], None, hands.run)
    before = column(journal, "memo_cn_a", "digest")
    journal.intend([owning(an_invoice(), copying(a_memo(), LineCopy("in_a", 0)))], None, hands.run)
    assert column(journal, "memo_cn_a", "digest") != before


@pytest.mark.parametrize(
    ("says", "becomes", "following"),
    [
        (Event.ACCEPT, "withdrawn", "check in_a ch_a"),
        (Event.BUSY, "withdrawing", "withdraw (-ch_a>in_a)"),
        (Event.REFUSE, "withdraw_refused", "nothing"),
        (Event.NO_ANSWER, "withdraw_unanswered", "nothing"),
    ],
)
def test_a_withdrawal_is_settled_by_what_netsuite_says(
    journal: Journal, paid: Hands, says: Event, becomes: str, following: str
) -> None:
    journal.intend([UNAPPLIED], None, paid.run)
    assert paid.claim_and_settle(says) == "withdraw (-ch_a>in_a)"
    assert an_application(journal) == becomes
    batch = journal.claim(100, LEASE)
    assert (said(batch) if batch else "nothing") == following
    assert_consistent(journal)


@pytest.mark.parametrize(
    ("found", "then"),
    [
        (Event.FOUND_DONE, ["check in_a ch_a"]),
        (Event.FOUND_NOT_DONE, ["withdraw (-ch_a>in_a)", "check in_a ch_a"]),
    ],
)
def test_a_withdrawal_without_an_answer_is_looked_up(
    journal: Journal, paid: Hands, clock: SetClock, found: Event, then: list[str]
) -> None:
    journal.intend([UNAPPLIED], None, paid.run)
    paid.send(paid.claim())
    clock.pass_seconds(LEASE + 1)
    assert journal.claim(100, LEASE) is None, "NetSuite may still be at it"
    clock.pass_seconds(3)
    assert paid.claim_and_settle(found) == "look up withdrawal (-ch_a>in_a)"
    assert paid.deliver() == then
    assert an_application(journal) == "withdrawn"


def test_a_refused_withdrawal_is_a_persons_business_and_can_be_tried_again(journal: Journal, paid: Hands) -> None:
    journal.intend([UNAPPLIED], None, paid.run)
    assert paid.deliver(refuse=["ch_a>in_a"]) == ["withdraw (-ch_a>in_a)"]
    assert [issue.external_id for issue in journal.issues()] == ["ch_a>in_a"]
    assert {count.shown for count in journal.status().counts if count.kind == "application"} == {Shown.NEEDS_ATTENTION}
    assert journal.retry(["ch_a>in_a"], who="mia") == 1
    assert paid.deliver() == ["withdraw (-ch_a>in_a)", "check in_a ch_a"]
    assert list(journal.issues()) == []


WANTED_AGAIN = {
    "before it is sent": (None, "accepted", []),
    "on its way, and then taken back": (Event.ACCEPT, "intended", ["apply (ch_a>in_a)", "check in_a ch_a"]),
    "on its way, and then refused": (Event.REFUSE, "accepted", []),
    "on its way, and NetSuite was busy": (Event.BUSY, "accepted", []),
}


@pytest.mark.parametrize(("says", "becomes", "then"), WANTED_AGAIN.values(), ids=WANTED_AGAIN)
def test_what_is_wanted_again_comes_back(
    journal: Journal, paid: Hands, says: Event | None, becomes: str, then: list[str]
) -> None:
    journal.intend([UNAPPLIED], None, paid.run)
    batch = paid.claim() if says else None
    journal.intend([a_charge()], None, paid.run)
    if batch:
        paid.send(batch)
        assert paid.settle(batch, says)
    assert an_application(journal) == becomes
    assert paid.deliver() == then
    assert an_application(journal) == "accepted"
    assert list(journal.issues()) == []
    assert_consistent(journal)


def test_a_withdrawn_memo_that_is_wanted_again_is_added_anew(journal: Journal, credited: Hands) -> None:
    journal.intend([an_invoice()], None, credited.run)
    credited.deliver()
    journal.intend([CREDITED], None, credited.run)
    assert credited.deliver() == ["add memo_cn_a (memo_cn_a>in_a)", "check in_a memo_cn_a"]
    assert_consistent(journal)


# What a closed period keeps


def reverse(journal: Journal, hands: Hands) -> None:
    """Withdraw the memo as far as its closed period allows."""
    journal.intend([an_invoice()], None, hands.run)
    assert hands.claim_and_settle() == "withdraw (-memo_cn_a>in_a)"
    batch = hands.claim()
    (claimed,) = batch.records
    memo = claimed.record
    assert isinstance(memo, CreditMemo)
    undo = Invoice(
        external_id="undo_memo_cn_a",
        entity=memo.entity,
        tran_date=memo.tran_date,
        currency=memo.currency,
        lines=memo.lines,
    )
    counter = CounterRecord(
        record=WantedRecord(record=undo), application=a_use(payer="memo_cn_a", payee="undo_memo_cn_a")
    )
    settlement = Settlement(intent_id=claimed.intent_id, event=Event.REVERSE, counter=counter)
    assert journal.settle(batch, [settlement], hands.run)


def test_a_memo_that_cannot_be_deleted_is_used_up_by_its_reversal(journal: Journal, credited: Hands) -> None:
    reverse(journal, credited)
    assert credited.deliver() == [
        "add undo_memo_cn_a",
        "apply (memo_cn_a>undo_memo_cn_a)",
        "check in_a undo_memo_cn_a",
    ]
    assert states(journal)["memo_cn_a"] == "reversed"
    assert_consistent(journal)


def test_a_reversal_stays_while_its_memo_is_not_wanted(journal: Journal, credited: Hands) -> None:
    reverse(journal, credited)
    credited.deliver()
    again = journal.intend([an_invoice(memo="new")], None, credited.run)
    assert (again.left_out, credited.deliver()) == (0, [])


def test_a_reversal_goes_when_its_memo_is_wanted_again_and_comes_back_when_it_is_not(
    journal: Journal, credited: Hands
) -> None:
    reverse(journal, credited)
    credited.deliver()
    journal.intend([CREDITED], None, credited.run)
    assert credited.deliver() == [
        "withdraw (memo_cn_a>in_a -memo_cn_a>undo_memo_cn_a)",
        "withdraw undo_memo_cn_a",
        "check in_a memo_cn_a",
    ]
    reverse(journal, credited)
    assert credited.deliver()[:2] == ["add undo_memo_cn_a", "apply (memo_cn_a>undo_memo_cn_a)"]
    assert_consistent(journal)


def test_a_memo_wanted_again_while_it_is_being_reversed_is_not_reversed(journal: Journal, credited: Hands) -> None:
    journal.intend([an_invoice()], None, credited.run)
    credited.claim_and_settle()
    batch = credited.claim()
    journal.intend([CREDITED], None, credited.run)
    undo = CounterRecord(record=a_memo("memo_none"), application=a_use())
    settlement = Settlement(intent_id=batch.records[0].intent_id, event=Event.REVERSE, counter=undo)
    assert journal.settle(batch, [settlement], credited.run)
    assert (states(journal)["memo_cn_a"], "memo_none" in states(journal)) == ("accepted", False)
