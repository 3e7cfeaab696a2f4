"""What a person decides of a record: every decision leaves the journal consistent, and can be taken back."""

from __future__ import annotations

from connector.journal import Ignoring, Journal, Person
from journal.hands import Hands, SetClock, assert_consistent, column, states
from journal.wanted import a_charge, an_invoice

MIA = Person(who="mia", reason="because")


def refused_invoice(journal: Journal, hands: Hands) -> None:
    """An invoice that NetSuite refused, and a payment that waits for it."""
    journal.intend([an_invoice(), a_charge()], "c", hands.run)
    hands.deliver(refuse=["in_a"])


def test_a_linked_record_is_there_and_its_payment_goes_on(journal: Journal, hands: Hands) -> None:
    refused_invoice(journal, hands)
    journal.desk.link("in_a", "456", MIA)
    assert_consistent(journal)
    assert (states(journal)["in_a"], column(journal, "in_a", "internal_id")) == ("accepted", "456")
    assert hands.deliver()[0] == "add ch_a (ch_a>in_a)"
    assert journal.desk.linked_elsewhere("invoice", "456") == "in_a"


def test_a_linked_record_is_compared_with_what_is_wanted_by_now_and_not_with_what_was_refused(
    journal: Journal, hands: Hands
) -> None:
    journal.intend([an_invoice(amount="20.00")], "c", hands.run)
    hands.deliver(refuse=["in_a"])
    journal.intend([an_invoice(amount="27.00")], "c", hands.run)
    journal.desk.link("in_a", "456", MIA, checked=True)
    assert [(each.external_id, str(each.total)) for each in hands.claim().checks] == [("in_a", "27.00")]


def test_what_was_linked_wrongly_is_queued_and_netsuites_record_stays(journal: Journal, hands: Hands) -> None:
    refused_invoice(journal, hands)
    journal.desk.link("in_a", "456", MIA)
    journal.desk.unlink("in_a", MIA)
    assert_consistent(journal)
    assert (states(journal)["in_a"], column(journal, "in_a", "internal_id")) == ("intended", None)
    assert hands.deliver()[0] == "add in_a"


def test_a_linked_record_that_is_no_longer_wanted_stays_in_netsuite(journal: Journal, hands: Hands) -> None:
    journal.intend([an_invoice()], "c", hands.run)
    hands.deliver(refuse=["in_a"])
    journal.desk.link("in_a", "456", MIA)
    journal.intend([an_invoice(records=())], None, hands.run)
    assert states(journal)["in_a"] == "withdrawn"
    assert hands.deliver() == []


def test_a_resolved_record_is_checked_against_netsuite(journal: Journal, hands: Hands) -> None:
    refused_invoice(journal, hands)
    journal.desk.link("in_a", "456", MIA, checked=True)
    assert "check in_a" in " ".join(hands.deliver())


def test_what_is_put_aside_takes_with_it_what_is_built_on_it_and_stays_so(journal: Journal, hands: Hands) -> None:
    refused_invoice(journal, hands)
    found = journal.desk.dependents("in_a")
    assert (found.skipped, found.unapplied) == (("ch_a>in_a",), ("ch_a",))
    journal.desk.skip("in_a", MIA)
    assert_consistent(journal)
    assert hands.deliver()[0] == "add ch_a"
    journal.intend([an_invoice(amount="40.00")], None, hands.run)
    assert states(journal)["in_a"] == "skipped"
    journal.desk.retry(["in_a"], MIA)
    assert_consistent(journal)
    assert hands.deliver()[0] == "add in_a"


def test_a_retry_can_wait_for_a_day_and_be_taken_back(journal: Journal, hands: Hands, clock: SetClock) -> None:
    refused_invoice(journal, hands)
    later = clock.now().replace(day=20)
    assert journal.desk.retry(["in_a"], MIA, at=later) == 1
    assert hands.deliver() == []
    journal.desk.cancel("in_a", MIA, hold=None)
    assert (states(journal)["in_a"], next(journal.issues()).subject) == ("refused", "in_a")


def test_an_issue_that_comes_back_says_after_how_long(journal: Journal, hands: Hands, clock: SetClock) -> None:
    journal.intend([an_invoice()], "c", hands.run)
    hands.deliver(refuse=["in_a"])
    first = next(journal.issues())
    assert first.reopened_after is None
    journal.desk.resolve(first.id, MIA)
    clock.pass_seconds(3 * 86_400)
    journal.retry(["in_a"], who="mia")
    hands.deliver(refuse=["in_a"])
    again = next(journal.issues())
    assert again.reopened_after is not None
    assert (again.reopened_after.days, again.times) == (3, 2)


def test_an_ignored_issue_is_hidden_until_its_day_or_until_it_is_seen_again(
    journal: Journal, hands: Hands, clock: SetClock
) -> None:
    journal.intend([an_invoice()], "c", hands.run)
    hands.deliver(refuse=["in_a"])
    number = next(journal.issues()).id
    journal.desk.ignore(number, Ignoring(how="date", until=clock.now().replace(day=3)), MIA)
    assert (list(journal.issues()), journal.status().open_issues) == ([], 0)
    clock.pass_seconds(3 * 86_400)
    assert journal.status().open_issues == 1
    for how, seen in (("change", 1), ("forever", 0)):
        journal.desk.ignore(number, Ignoring(how=how), MIA)  # type: ignore[arg-type]
        journal.retry(["in_a"], who="mia")
        hands.deliver(refuse=["in_a"])
        assert journal.status().open_issues == seen, how


def test_issues_that_went_away_by_themselves_are_counted(journal: Journal, hands: Hands, clock: SetClock) -> None:
    refused_invoice(journal, hands)
    began = clock.now()
    journal.retry(["in_a"], who="mia")
    hands.deliver()
    assert journal.desk.cleared_since(began) == 1


def test_what_is_put_aside_explains_what_netsuite_lacks(journal: Journal, hands: Hands) -> None:
    refused_invoice(journal, hands)
    journal.desk.skip("in_a", MIA)
    standing = journal.standings()["in_a"]
    assert (standing.why, standing.skipped) == ("skipped", True)
