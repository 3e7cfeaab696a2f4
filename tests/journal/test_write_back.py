"""What the journal knows of the internal ids that Stripe is told (rule I-6)."""

from __future__ import annotations

from connector.journal import Journal
from connector.ports import Note
from connector.translation.own_links import NamedRecord
from connector.write_back import destinations
from journal.hands import Hands, column
from journal.wanted import a_charge, an_invoice

DESTINATIONS = destinations("")


def due(journal: Journal, limit: int = 100) -> tuple[Note, ...]:
    return journal.to_write_back(DESTINATIONS, limit)


def told(notes: tuple[Note, ...]) -> list[str]:
    return [f"{note.at} {note.named.stripe_id} {note.named.key}" for note in notes]


def test_i_6_what_was_accepted_is_to_be_told_once(journal: Journal, hands: Hands) -> None:
    journal.intend([an_invoice(), a_charge()], "1", hands.run)
    assert due(journal) == (), "nothing is in NetSuite yet"
    hands.deliver()
    notes = due(journal)
    assert told(notes) == [
        "customers cus_a netsuite_customer_id",
        "prices price_a netsuite_service_sale_item_id",
        "invoices in_a netsuite_invoice_id",
        "charges ch_a netsuite_customer_payment_id",
    ]
    accepted = [column(journal, name, "internal_id") for name in ("cus_a", "price_a", "in_a", "ch_a")]
    assert [note.named.internal_id for note in notes] == accepted
    journal.written_back(notes)
    assert due(journal) == ()


def test_i_6_what_is_about_to_be_told_is_ours_already(journal: Journal, hands: Hands) -> None:
    """A crash between the request to Stripe and our note of it must leave no link that looks like a person's."""
    journal.intend([an_invoice()], "1", hands.run)
    hands.deliver()
    notes = due(journal)
    named = frozenset(note.named for note in notes)
    foreign = NamedRecord("in_a", "netsuite_invoice_id", "4711")
    assert journal.own_links([*named, foreign]) == named
    assert due(journal) == notes, "and is handed out again until somebody says that it was told"


def test_i_6_pages_go_on_where_the_last_one_ended(journal: Journal, hands: Hands) -> None:
    journal.intend([an_invoice()], "1", hands.run)
    hands.deliver()
    seen: list[str] = []
    while notes := due(journal, limit=1):
        seen += told(notes)
        journal.written_back(notes)
    assert len(seen) == len(set(seen)) == 3
