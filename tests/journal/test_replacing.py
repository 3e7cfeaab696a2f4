"""A memo of another amount takes the place of the one that NetSuite has (rules R-6, A-3, A-11)."""

from __future__ import annotations

import pytest

from connector.journal import Journal
from connector.lifecycle import Event
from connector.ports import Settlement
from connector.translation.wanted import Translation, WantedRecord
from connector.withdrawal import reversal
from journal.hands import Hands, assert_consistent, column, in_words, settlements
from journal.wanted import a_charge, a_memo, a_refund, a_use, an_invoice, changed
from netsuite_client.records import CreditMemo


def refunded(rest: str, **noted: str) -> Translation:
    """The charge with a refund of 30.00: `rest` by its own memo, the others by those of credit notes."""
    parts = {"memo_re_a": rest} | {f"memo_cn_{name}": amount for name, amount in noted.items()}
    uses = (a_use(), *(a_use(payer="re_a", payee=memo, amount=amount) for memo, amount in parts.items()))
    memo = a_memo("memo_re_a", amount=rest)
    return changed(a_charge(), records=(*a_charge().records, memo, a_refund()), applications=uses)


def credited(**noted: str) -> Translation:
    """The invoice with credit notes."""
    memos = [a_memo(f"memo_cn_{name}", amount=amount) for name, amount in noted.items()]
    return changed(an_invoice(), records=(*an_invoice().records, *memos))


@pytest.fixture
def whole(journal: Journal, hands: Hands) -> Hands:
    """All of the refund is paid out by its own memo."""
    journal.intend([credited(), refunded("30.00")], None, hands.run)
    hands.deliver()
    return hands


def seen(hands: Hands, *translations: Translation) -> None:
    """A later reading."""
    hands.journal.intend(translations, None, hands.run)


def names(journal: Journal, *external_ids: str) -> list[object]:
    """How NetSuite was told them."""
    return [column(journal, each, "sent_as") for each in external_ids]


def test_the_smaller_memo_and_the_notes_take_its_place_in_one_change_of_the_refund(
    journal: Journal, whole: Hands
) -> None:
    seen(whole, credited(b="10.00"), refunded("20.00", b="10.00"))
    assert whole.deliver() == [
        "add memo_cn_b memo_re_a",
        "withdraw (-re_a>memo_re_a-1 re_a>memo_re_a re_a>memo_cn_b)",
        "withdraw memo_re_a-1",
        "check re_a memo_cn_b memo_re_a",
    ]
    assert names(journal, "memo_re_a-1", "memo_re_a") == ["memo_re_a", "memo_re_a-2"]
    assert "memo_re_a-1 withdrawn" in in_words(journal)
    assert_consistent(journal)


def test_nothing_is_done_twice(journal: Journal, whole: Hands) -> None:
    later = credited(b="10.00"), refunded("20.00", b="10.00")
    seen(whole, *later)
    whole.deliver()
    seen(whole, *later, changed(refunded("20.00", b="10.00"), depends_on=frozenset({"ch_a", "cus_b"})))
    assert whole.deliver() == []


def test_whatever_is_read_first_the_refund_waits_for_the_note(journal: Journal, whole: Hands) -> None:
    seen(whole, refunded("20.00", b="10.00"))
    assert whole.deliver() == ["add memo_re_a"]
    seen(whole, credited(b="10.00"))
    assert whole.deliver()[:2] == [
        "add memo_cn_b",
        "withdraw (-re_a>memo_re_a-1 re_a>memo_re_a re_a>memo_cn_b)",
    ]


def test_one_note_after_the_other(journal: Journal, whole: Hands) -> None:
    seen(whole, credited(b="10.00"), refunded("20.00", b="10.00"))
    whole.deliver()
    seen(whole, credited(b="10.00", c="15.00"), refunded("5.00", b="10.00", c="15.00"))
    assert whole.deliver()[:3] == [
        "add memo_cn_c memo_re_a",
        "withdraw (-re_a>memo_re_a-2 re_a>memo_re_a re_a>memo_cn_c)",
        "withdraw memo_re_a-2",
    ]
    assert names(journal, "memo_re_a-2", "memo_re_a") == ["memo_re_a-2", "memo_re_a-3"]
    assert_consistent(journal)


def test_a_note_that_is_taken_back_lets_the_memo_grow(journal: Journal, whole: Hands) -> None:
    seen(whole, credited(b="10.00"), refunded("20.00", b="10.00"))
    whole.deliver()
    seen(whole, credited(), refunded("30.00"))
    assert whole.deliver()[:3] == [
        "add memo_re_a",
        "withdraw (-re_a>memo_re_a-2 -re_a>memo_cn_b re_a>memo_re_a)",
        "withdraw memo_cn_b memo_re_a-2",
    ]
    assert_consistent(journal)


def reverses(hands: Hands) -> None:
    """Withdraw the memo as far as its closed period allows."""
    batch = hands.claim()
    (claimed,) = batch.records
    assert isinstance(claimed.record, CreditMemo)
    settlement = Settlement(intent_id=claimed.intent_id, event=Event.REVERSE, counter=reversal(claimed.record, claimed))
    assert hands.journal.settle(batch, [settlement], hands.run)


def test_what_a_closed_period_keeps_is_reversed_whole(journal: Journal, whole: Hands) -> None:
    seen(whole, credited(b="10.00"), refunded("20.00", b="10.00"))
    assert whole.claim_and_settle() == "add memo_cn_b memo_re_a"
    assert whole.claim_and_settle() == "withdraw (-re_a>memo_re_a-1 re_a>memo_re_a re_a>memo_cn_b)"
    reverses(whole)
    assert whole.deliver()[:2] == ["add undo_memo_re_a", "apply (memo_re_a-1>undo_memo_re_a)"]
    assert "memo_re_a-1 reversed" in in_words(journal)
    seen(whole, credited(b="10.00"), changed(refunded("20.00", b="10.00"), depends_on=frozenset({"ch_a", "cus_b"})))
    assert whole.deliver() == [], "a reversal stays"
    assert_consistent(journal)


def test_a_reversed_memo_stays_reversed_when_another_amount_is_wanted_again(journal: Journal, whole: Hands) -> None:
    """A refund that a credit note covers whole, and then only in part."""
    note = changed(a_charge(), records=(*a_charge().records, a_refund()))
    uses = (a_use(), a_use(payer="re_a", payee="memo_cn_b"))
    seen(whole, credited(b="30.00"), changed(note, applications=uses))
    assert whole.claim_and_settle() == "add memo_cn_b"
    assert whole.claim_and_settle() == "withdraw (-re_a>memo_re_a re_a>memo_cn_b)"
    reverses(whole)
    whole.deliver()
    seen(whole, credited(b="30.00", c="10.00"), refunded("20.00", c="10.00"))
    assert whole.deliver()[:2] == [
        "add memo_cn_c memo_re_a",
        "withdraw (-re_a>memo_cn_b re_a>memo_re_a re_a>memo_cn_c)",
    ]
    assert "memo_re_a-1 reversed" in in_words(journal)
    undo = column(journal, "memo_re_a-1>undo_memo_re_a", "state")
    assert undo == "accepted"
    assert_consistent(journal)


def test_a_memo_that_is_just_being_sent_is_taken_back_when_it_has_arrived(journal: Journal, hands: Hands) -> None:
    seen(hands, an_invoice(), a_charge())
    hands.deliver()
    seen(hands, refunded("30.00"))
    batch = hands.claim()
    hands.send(batch)
    seen(hands, credited(b="10.00"), refunded("20.00", b="10.00"))
    assert journal.settle(batch, settlements(batch, {}, Event.ACCEPT), hands.run)
    assert hands.deliver() == [
        "withdraw memo_re_a-1",
        "add memo_cn_b memo_re_a",
        "add re_a (re_a>memo_re_a re_a>memo_cn_b)",
        "check re_a memo_cn_b memo_re_a",
    ]
    assert_consistent(journal)


def test_what_was_never_sent_only_changes(journal: Journal, hands: Hands) -> None:
    seen(hands, credited(), refunded("30.00"))
    seen(hands, credited(b="10.00"), refunded("20.00", b="10.00"))
    hands.deliver()
    assert names(journal, "memo_re_a") == ["memo_re_a"]
    assert "memo_re_a-1" not in in_words(journal)


def test_another_text_is_not_sent(journal: Journal, whole: Hands) -> None:
    """Rule A-3: what people see in NetSuite stays as it is, but for amounts."""
    other = refunded("30.00")
    memo = other.records[1].record
    assert isinstance(memo, CreditMemo)
    records = tuple(
        WantedRecord(record=CreditMemo(**{**vars(memo), "memo": "Other"})) if each.record is memo else each
        for each in other.records
    )
    seen(whole, changed(other, records=records))
    assert whole.deliver() == []


def test_a_memo_that_others_use_is_left_alone(journal: Journal, whole: Hands) -> None:
    """Only who owns all the uses of a memo can move them to another one."""
    others = changed(a_charge("ch_b", pays={}), applications=(a_use(payer="memo_re_a", payee="in_a", amount="1.00"),))
    seen(whole, others)
    whole.deliver()
    seen(whole, refunded("20.00"))
    assert "memo_re_a-1" not in in_words(journal)
