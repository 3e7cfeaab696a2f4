"""Which documents of a month are not in NetSuite as they should be, and which stand in another month (RR-34, A-9)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from connector.journal import Journal
from connector.ports import IssueDraft
from connector.translation.dates import DateRange
from connector.translation.wanted import Translation
from journal.hands import LEASE, Hands, operations
from journal.wanted import a_charge, an_invoice
from netsuite_client.outcomes import Add
from netsuite_client.records import Invoice

JANUARY = DateRange(date(2026, 1, 1), date(2026, 1, 31))
FEBRUARY = DateRange(date(2026, 2, 1), date(2026, 2, 28))


def of_february(translation: Translation) -> Translation:
    (wanted,) = translation.records
    assert isinstance(wanted.record, Invoice)
    record = replace(wanted.record, tran_date=date(2026, 2, 1))
    return replace(translation, records=(replace(wanted, record=record),))


def unfinished(journal: Journal, days: DateRange = JANUARY) -> dict[str, str]:
    return {one.external_id: one.shown.value for one in journal.unfinished(days)}


def test_what_is_unsent_is_found_by_its_own_date(journal: Journal, hands: Hands) -> None:
    journal.intend([an_invoice(), a_charge(), of_february(an_invoice("in_b"))], None, hands.run)
    assert unfinished(journal) == {"in_a": "waiting", "ch_a": "waiting"}, "customers and items have no date"
    assert unfinished(journal, FEBRUARY) == {"in_b": "waiting"}
    hands.deliver(refuse=["ch_a"])
    assert unfinished(journal) == {"ch_a": "needs_attention"}
    assert unfinished(journal, FEBRUARY) == {}


def test_what_was_found_wrong_in_netsuite_is_not_done(journal: Journal, hands: Hands) -> None:
    journal.intend([an_invoice()], None, hands.run)
    hands.claim_and_settle()
    hands.claim_and_settle()
    assert unfinished(journal) == {}
    hands.claim_and_settle(None, issue=IssueDraft(code="AMOUNT_DIFFERS"))
    assert unfinished(journal) == {"in_a": "needs_attention"}


def test_a_9_what_netsuite_has_on_another_day_is_told_with_both(journal: Journal, hands: Hands) -> None:
    journal.intend([an_invoice()], None, hands.run)
    hands.claim_and_settle()
    batch = journal.claim(100, LEASE)
    assert batch is not None
    journal.note_sent(batch, {number: _moved(each) for number, each in operations(batch).items()})
    hands.settle(batch)
    (found,) = journal.moved(JANUARY)
    assert (found.external_id, found.dated, found.posted) == ("in_a", date(2026, 1, 31), date(2026, 2, 1))
    assert journal.moved(FEBRUARY) == ()


def _moved(operation: object) -> Add:
    assert isinstance(operation, Add)
    assert isinstance(operation.record, Invoice)
    memo = "Stripe: in_a. Original transaction date: 2026-01-31"
    return replace(operation, record=replace(operation.record, tran_date=date(2026, 2, 1), memo=memo))
