"""Linked and matched records in the journal: found instead of sent, and never undone (rules I-4, A-3, A-11)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from connector.journal import Journal
from connector.journal.content import is_linked, match_of, record_of, record_text
from connector.judging import judge_records
from connector.lifecycle import Event
from connector.ports import Batch, IssueDraft, Purpose
from connector.translation.wanted import Linked, Match, Translation, WantedRecord
from journal.hands import Hands, SetClock, column, in_words, said, states
from journal.wanted import INVOICE_A, a_charge, a_customer, an_invoice, changed
from netsuite_client.records import Customer, Kind, Ref

BY_EMAIL = Match(field="email", value="ada@ada.example", place="customer.email")


def a_link(id: str = "in_a", to: str | Ref = "55", kind: Kind = Kind.INVOICE) -> WantedRecord:  # noqa: A002
    """A record that NetSuite has already."""
    return WantedRecord(record=Linked(linked_to=to, kind=kind, external_id=id, place="invoice.metadata.key"))


def a_linked_invoice(to: str = "55") -> Translation:
    """What a linked invoice wants: nothing of its own."""
    return Translation(root=INVOICE_A, skipped="linked", shared=(a_link(to=to),))


def a_payer(**more: object) -> Translation:
    """A charge that pays the linked invoice, which its family knows as well."""
    whole = a_charge()
    return changed(whole, shared=(*whole.shared, a_link()), **more)


def claim(hands: Hands) -> Batch:
    """The next records to add or to find."""
    batch = hands.claim()
    assert batch.purpose is Purpose.ADD
    return batch


def find(hands: Hands, internal_id: str = "55") -> None:
    """NetSuite has all that is ready."""
    assert hands.settle(claim(hands), internal_id=internal_id, linked=True)


KINDS = {
    "by an internal id": a_link().record,
    "by a transaction of ours": a_link(
        "in_a.customer", Ref(kind=Kind.INVOICE, external_id="in_a"), Kind.CUSTOMER
    ).record,
}


@pytest.mark.parametrize("record", KINDS.values(), ids=KINDS)
def test_a_linked_record_comes_back_as_it_was(record: Linked) -> None:
    text = record_text(record)
    assert is_linked(text)
    assert record_of(record.kind.value, text) == record
    assert match_of(text) is None


def test_a_matched_record_comes_back_with_its_match_and_another_match_is_a_change() -> None:
    customer = a_customer(name="Two\nlines").record
    text = record_text(customer, BY_EMAIL)
    assert (record_of("customer", text), match_of(text)) == (customer, BY_EMAIL)
    assert not is_linked(text)
    assert record_text(customer) not in {text, record_text(customer, replace(BY_EMAIL, value="bo@bo.example"))}
    assert match_of(record_text(customer)) is None


def test_i_4_what_pays_a_linked_invoice_waits_until_it_is_found_and_then_knows_its_number(
    journal: Journal, hands: Hands
) -> None:
    journal.intend([a_linked_invoice(), a_payer()], None, hands.run)
    batch = claim(hands)
    assert said(batch) == "add in_a cus_a"
    hands.settle(batch, internal_id="55", linked=True)
    batch = claim(hands)
    assert said(batch) == "add ch_a (ch_a>in_a)"
    assert batch.known["in_a"] == "55"
    hands.send(batch)
    hands.settle(batch)
    assert said(hands.claim()) == "check ch_a", "the amounts of a linked invoice are not ours to check"


def test_i_4_a_refused_invoice_that_people_link_is_looked_for(journal: Journal, hands: Hands) -> None:
    journal.intend([an_invoice()], None, hands.run)
    hands.deliver(refuse=["in_a"])
    journal.intend([a_linked_invoice()], None, hands.run)
    assert states(journal)["in_a"] == "intended"
    find(hands)
    assert states(journal)["in_a"] == "accepted"
    assert list(journal.issues()) == []


def test_a_3_an_invoice_of_ours_stays_ours_when_its_number_is_written_into_its_metadata(
    journal: Journal, hands: Hands
) -> None:
    journal.intend([an_invoice()], None, hands.run)
    hands.deliver()
    number = column(journal, "in_a", "internal_id")
    journal.intend([a_linked_invoice(str(number)), a_payer()], None, hands.run)
    assert column(journal, "in_a", "root_id") is not None
    assert states(journal)["in_a"] == "accepted"
    assert [said(batch) for batch in [claim(hands)]] == ["add ch_a (ch_a>in_a)"]


def test_a_3_a_link_stays_when_its_key_is_taken_away_after_it_was_found(journal: Journal, hands: Hands) -> None:
    journal.intend([a_linked_invoice()], None, hands.run)
    find(hands)
    journal.intend([an_invoice(items=())], None, hands.run)
    assert (states(journal)["in_a"], column(journal, "in_a", "internal_id")) == ("accepted", "55")


def test_a_11_a_link_that_is_left_out_is_forgotten_and_nothing_is_withdrawn_from_netsuite(
    journal: Journal, hands: Hands
) -> None:
    own = a_link("ch_a.netsuite_customer_id", "77", Kind.CUSTOMER)
    whole = a_charge(pays={})
    journal.intend([changed(whole, records=(*whole.records, own))], None, hands.run)
    find(hands)
    journal.intend([whole], None, hands.run)
    assert states(journal)["ch_a.netsuite_customer_id"] == "withdrawn"
    other = a_link("ch_a.netsuite_customer_id", "78", Kind.CUSTOMER)
    journal.intend([changed(whole, records=(*whole.records, other))], None, hands.run)
    hands.journal.claim(100, 60)
    assert states(journal)["ch_a.netsuite_customer_id"] == "sent", "another link is looked for"


def test_i_4_a_link_that_changes_while_it_is_looked_for_is_looked_for_anew(journal: Journal, hands: Hands) -> None:
    journal.intend([a_linked_invoice()], None, hands.run)
    batch = claim(hands)
    journal.intend([a_linked_invoice("56")], None, hands.run)
    hands.settle(batch, internal_id="55", linked=True)
    assert states(journal)["in_a"] == "intended"
    (again,) = claim(hands).records
    assert isinstance(again.record, Linked)
    assert again.record.linked_to == "56"


def test_whoever_dies_while_looking_leaves_a_link_that_is_looked_for_again(
    journal: Journal, hands: Hands, clock: SetClock
) -> None:
    journal.intend([a_linked_invoice()], None, hands.run)
    claim(hands)
    clock.pass_seconds(100)
    assert journal.claim(100, 60) is None, "it settles first"
    clock.pass_seconds(10)
    batch = hands.claim()
    assert batch.purpose is Purpose.LOOK_UP
    (verdict,) = judge_records(batch, ())
    assert verdict.event is Event.FOUND_NOT_DONE
    journal.settle(batch, [verdict], hands.run)
    find(hands)
    assert states(journal)["in_a"] == "accepted"


def test_i_4_a_missing_link_closes_its_issue_when_another_is_found(journal: Journal, hands: Hands) -> None:
    journal.intend([a_linked_invoice()], None, hands.run)
    issue = IssueDraft(code="LINKED_RECORD_MISSING", values={"message": "NetSuite has no invoice 55"})
    hands.settle(claim(hands), Event.REFUSE, issue=issue)
    assert [one.subject for one in journal.issues()] == ["in_a"]
    journal.intend([a_linked_invoice("56")], None, hands.run)
    find(hands, "56")
    assert list(journal.issues()) == []


def test_i_4_a_link_that_is_cleared_closes_its_issue_whatever_becomes_of_the_root(
    journal: Journal, hands: Hands
) -> None:
    journal.intend([a_linked_invoice()], None, hands.run)
    hands.settle(claim(hands), Event.REFUSE, issue=IssueDraft(code="LINKED_RECORD_MISSING"))
    journal.intend([Translation(root=INVOICE_A, skipped="before start date")], None, hands.run)
    assert in_words(journal) == "in_a withdrawn"
    assert list(journal.issues()) == []
    journal.intend([a_linked_invoice("56")], None, hands.run)
    find(hands, "56")
    assert in_words(journal) == "in_a accepted", "a link that is set again is looked for again"


def test_c_2_a_matched_customer_keeps_the_currencies_of_both_and_its_match(journal: Journal, hands: Hands) -> None:
    for currency in ("USD", "EUR"):
        customer = replace(a_customer(currencies=[currency]), match=BY_EMAIL)
        journal.intend(
            [changed(a_charge(pays={}), shared=(customer,), depends_on=frozenset({currency}))], None, hands.run
        )
    (claimed,) = claim(hands).records
    assert claimed.match == BY_EMAIL
    assert isinstance(claimed.record, Customer)
    assert [one.name for one in claimed.record.currencies] == ["USD", "EUR"]
