"""What every journal promises to collection and to delivery. A subclass brings the journal that is tried."""

from __future__ import annotations

import pytest
from journal.hands import LEASE, Hands, SetClock, halves, operations, said
from journal.wanted import CHARGE_A, INVOICE_A, a_charge, a_problem, an_invoice, blocked, following, skipped

from connector.journal import Journal
from connector.lifecycle import Event
from connector.ports import IssueDraft, LeaseLost, Purpose, Settlement
from connector.translation.wanted import Linked, Translation
from stripe_client.objects import Root, RootKind

CLOSED = IssueDraft(code="PERIOD_CLOSED", values={"period": "January 2026"})
DIFFERENCE = IssueDraft(code="AMOUNT_DIFFERS", values={"ours": "30.00", "theirs": "29.70"})


class JournalContract:
    """IntentJournal, DeliveryJournal and RememberedFacts, as their docstrings promise. Needs the fixture `journal`."""

    @pytest.fixture
    def hands(self, journal: Journal, clock: SetClock) -> Hands:
        return Hands(journal, clock)

    # What collection relies on

    def test_the_cursor_is_none_before_the_first_page_and_then_stands_after_it(
        self, journal: Journal, hands: Hands
    ) -> None:
        assert journal.cursor() is None
        journal.intend([an_invoice()], "after page 1", hands.run)
        assert journal.cursor() == "after page 1"

    def test_reading_again_outside_the_listing_leaves_the_cursor(self, journal: Journal, hands: Hands) -> None:
        journal.intend([], "after page 1", hands.run)
        journal.intend([an_invoice()], None, hands.run)
        assert journal.cursor() == "after page 1"

    def test_the_same_content_changes_nothing(self, journal: Journal, hands: Hands) -> None:
        first = journal.intend([an_invoice(), a_charge()], "1", hands.run)
        again = journal.intend([an_invoice(), a_charge()], "2", hands.run)
        assert (first.roots, first.new, first.unchanged) == (2, 5, 0)
        assert (again.roots, again.new, again.changed, again.unchanged) == (2, 0, 0, 5)

    def test_the_first_decision_on_an_item_stays(self, journal: Journal, hands: Hands) -> None:
        journal.intend([an_invoice(pins={"price_a": "price_a"})], None, hands.run)
        journal.intend([an_invoice(pins={"price_a": "stripe_item", "price_b": "price_b"})], None, hands.run)
        assert journal.pins(["price_a", "price_b", "price_c"]) == {"price_a": "price_a", "price_b": "price_b"}

    def test_what_a_root_no_longer_wants_is_left_out(self, journal: Journal, hands: Hands) -> None:
        journal.intend([a_charge()], None, hands.run)
        assert journal.intend([a_charge(applications=())], None, hands.run).left_out == 1

    @pytest.mark.parametrize(
        "later",
        [skipped(CHARGE_A), skipped(CHARGE_A, "by person: closed by hand")],
        ids=["by rule", "by a person"],
    )
    def test_a_skipped_root_leaves_nothing_out(self, journal: Journal, hands: Hands, later: Translation) -> None:
        journal.intend([a_charge()], None, hands.run)
        counted = journal.intend([later], None, hands.run)
        assert (counted.left_out, counted.skipped) == (0, 1)

    def test_a_root_with_problems_leaves_nothing_out(self, journal: Journal, hands: Hands) -> None:
        journal.intend([an_invoice()], None, hands.run)
        counted = journal.intend([an_invoice(records=(), problems=(a_problem(),))], None, hands.run)
        assert (counted.left_out, counted.problems) == (0, 1)

    def test_a_changed_object_wakes_the_roots_that_wait_and_no_others(self, journal: Journal, hands: Hands) -> None:
        journal.intend([an_invoice("in_done")], None, hands.run)
        hands.deliver()
        journal.intend([an_invoice("in_waiting"), an_invoice("in_other", customer="cus_b")], None, hands.run)
        assert [root.id for root in journal.roots_to_read_again(frozenset({"cus_a"}))] == ["in_waiting"]

    def test_i_5_a_changed_object_wakes_the_roots_that_it_blocked(self, journal: Journal, hands: Hands) -> None:
        journal.intend([blocked(INVOICE_A, by="cus_a"), an_invoice("in_b", customer="cus_b")], None, hands.run)
        assert journal.roots_to_read_again(frozenset({"cus_a", "cus_b"})) == (INVOICE_A, Root(RootKind.INVOICE, "in_b"))

    def test_i_5_a_root_that_was_read_wakes_those_that_are_stopped_and_no_others(
        self, journal: Journal, hands: Hands
    ) -> None:
        stopped = [
            blocked(Root(RootKind.CHARGE, "ch_held"), by="in_a"),
            a_charge("ch_wrong", records=(), applications=(), problems=(a_problem(),), depends_on=frozenset({"in_a"})),
            a_charge("ch_seen", findings=(a_problem(),), depends_on=frozenset({"in_a"})),
        ]
        waiting = a_charge("ch_waiting", depends_on=frozenset({"in_a"}))
        journal.intend([*stopped, waiting], None, hands.run)
        woken = journal.roots_to_read_again(frozenset(), read=frozenset({"in_a"}))
        assert [root.id for root in woken] == ["ch_held", "ch_wrong", "ch_seen"]

    # What lanes rely on

    def test_nothing_is_ready_in_an_empty_journal(self, journal: Journal) -> None:
        assert journal.claim(100, LEASE) is None

    def test_what_was_claimed_is_not_handed_out_again(self, journal: Journal, hands: Hands) -> None:
        journal.intend([an_invoice()], None, hands.run)
        assert said(hands.claim()) == "add cus_a price_a"
        assert journal.claim(100, LEASE) is None

    def test_no_more_than_the_limit_is_handed_out(self, journal: Journal, hands: Hands) -> None:
        journal.intend([an_invoice(items=("price_a", "price_b", "price_c"))], None, hands.run)
        assert [said(hands.claim(limit=3)), said(hands.claim(limit=3))] == ["add cus_a price_a price_b", "add price_c"]

    def test_a_paid_invoice_goes_in_four_requests(self, journal: Journal, hands: Hands) -> None:
        journal.intend([an_invoice(), a_charge()], None, hands.run)
        assert hands.deliver() == ["add cus_a price_a", "add in_a", "add ch_a (ch_a>in_a)", "check in_a ch_a"]

    def test_a_batch_knows_the_internal_ids_of_what_it_refers_to(self, journal: Journal, hands: Hands) -> None:
        journal.intend([an_invoice()], None, hands.run)
        first = hands.claim()
        hands.settle(first)
        ids = {each.external_id: str(1000 + each.intent_id) for each in first.records}
        assert hands.claim().known == ids

    def test_a_busy_batch_waits_for_its_time_and_counts_its_tries(
        self, journal: Journal, hands: Hands, clock: SetClock
    ) -> None:
        journal.intend([an_invoice()], None, hands.run)
        for tries in (1, 2):
            batch = hands.claim()
            assert {each.attempts for each in batch.records} == {tries}
            later = clock.now().replace(minute=clock.now().minute + 5)
            assert hands.settle(batch, Event.BUSY, not_before=later)
            assert journal.claim(100, LEASE) is None
            clock.pass_seconds(300)

    def test_a_lease_that_ran_out_is_looked_up_before_anything_else(
        self, journal: Journal, hands: Hands, clock: SetClock
    ) -> None:
        journal.intend([an_invoice()], None, hands.run)
        hands.claim()
        journal.intend([an_invoice("in_b", customer="cus_b")], None, hands.run)
        clock.pass_seconds(LEASE + 1)
        assert said(hands.claim()) == "add cus_b"
        clock.pass_seconds(2)
        assert said(hands.claim()) == "look up cus_a price_a"

    def test_a_lost_lease_settles_nothing(self, journal: Journal, hands: Hands, clock: SetClock) -> None:
        journal.intend([an_invoice()], None, hands.run)
        lost = hands.claim()
        clock.pass_seconds(LEASE + 1)
        assert journal.claim(100, LEASE) is None, "NetSuite has to settle first"
        assert hands.settle(lost) is False
        clock.pass_seconds(2)
        assert hands.claim().purpose is Purpose.LOOK_UP

    def test_nothing_is_sent_under_a_lost_lease(self, journal: Journal, hands: Hands, clock: SetClock) -> None:
        journal.intend([an_invoice()], None, hands.run)
        lost = hands.claim()
        clock.pass_seconds(LEASE + 1)
        with pytest.raises(LeaseLost):
            journal.note_sent(lost, operations(lost))

    def test_a_batch_is_settled_in_parts(self, journal: Journal, hands: Hands) -> None:
        journal.intend([an_invoice()], None, hands.run)
        first, second = halves(hands.claim())
        assert [said(first), said(second)] == ["add cus_a", "add price_a"]
        assert hands.settle(first, Event.REFUSE)
        assert hands.settle(second)
        assert hands.settle(second) is False, "settled once, the lease is gone"

    def test_a_look_up_shows_the_content_of_the_attempt(self, journal: Journal, hands: Hands, clock: SetClock) -> None:
        journal.intend([an_invoice(name="as sent")], None, hands.run)
        hands.send(hands.claim())
        journal.intend([an_invoice(name="as wanted by now")], None, hands.run)
        clock.pass_seconds(LEASE + 1)
        journal.claim(100, LEASE)
        clock.pass_seconds(2)
        customer = hands.claim().records[0].record
        assert customer.company_name == "as sent"  # type: ignore[union-attr]

    def test_a_check_knows_what_was_applied(self, journal: Journal, hands: Hands) -> None:
        journal.intend([an_invoice(), a_charge(pays={"in_a": "12.50"})], None, hands.run)
        for _ in range(3):
            hands.claim_and_settle()
        assert [(each.external_id, str(each.applied)) for each in hands.claim().checks] == [
            ("in_a", "12.50"),
            ("ch_a", "12.50"),
        ]

    def test_a_check_that_found_something_leaves_an_issue_and_is_not_made_again(
        self, journal: Journal, hands: Hands
    ) -> None:
        journal.intend([an_invoice()], None, hands.run)
        hands.claim_and_settle()
        hands.claim_and_settle()
        hands.claim_and_settle(None, issue=DIFFERENCE)
        assert journal.claim(100, LEASE) is None
        assert [each.code for each in journal.issues()] == ["AMOUNT_DIFFERS"]

    def test_a_check_that_could_not_be_made_is_made_later(
        self, journal: Journal, hands: Hands, clock: SetClock
    ) -> None:
        journal.intend([an_invoice()], None, hands.run)
        hands.claim_and_settle()
        hands.claim_and_settle()
        hands.claim_and_settle(None, not_before=clock.now().replace(minute=5))
        assert journal.claim(100, LEASE) is None
        clock.pass_seconds(300)
        assert said(hands.claim()) == "check in_a"

    def test_what_is_held_waits_for_its_cause_until_it_is_released(self, journal: Journal, hands: Hands) -> None:
        """Rule A-9: nothing was sent, and only a person or an opened period lets it go on."""
        journal.intend([an_invoice()], None, hands.run)
        hands.claim_and_settle()
        hands.settle(hands.claim(), Event.HOLD, issue=CLOSED)
        assert journal.claim(100, LEASE) is None
        assert journal.on_hold({"NO_OPEN_PERIOD"}) == ()
        (held,) = journal.on_hold({"PERIOD_CLOSED"})
        assert (held.external_id, held.record.external_id) == ("in_a", "in_a")
        assert [each.code for each in journal.issues()] == ["PERIOD_CLOSED"]
        assert [root.id for root in journal.roots_in_attention()] == ["in_a"]
        journal.release(["in_a"], hands.run)
        assert hands.deliver() == ["add in_a", "check in_a"]
        assert list(journal.issues()) == []

    def test_a_person_and_a_newer_wish_let_held_records_go_on(self, journal: Journal, hands: Hands) -> None:
        journal.intend([an_invoice(), an_invoice("in_b")], None, hands.run)
        hands.claim_and_settle()
        hands.settle(hands.claim(), Event.HOLD, issue=CLOSED)
        assert journal.retry(["in_a"], who="mia") == 1
        journal.intend([an_invoice("in_b", memo="other")], None, hands.run)
        assert said(hands.claim()) == "add in_a in_b"

    def test_a_newer_wish_that_overtook_a_hold_is_decided_anew(self, journal: Journal, hands: Hands) -> None:
        journal.intend([an_invoice()], None, hands.run)
        hands.claim_and_settle()
        batch = hands.claim()
        journal.intend([an_invoice(memo="other")], None, hands.run)
        hands.settle(batch, Event.HOLD, issue=CLOSED)
        assert said(hands.claim()) == "add in_a"

    # Changes of what is accepted (rules A-3, C-1)

    def test_a_currency_that_is_seen_later_is_added_first_and_its_documents_wait(
        self, journal: Journal, hands: Hands
    ) -> None:
        journal.intend([an_invoice(currencies=["USD"])], None, hands.run)
        hands.deliver()
        journal.intend([an_invoice("in_b", currencies=["EUR"])], None, hands.run)
        update = hands.claim()
        assert said(update) == "update cus_a"
        (claimed,) = update.records
        assert claimed.updates == {"currencies"}
        assert [ref.name for ref in claimed.record.currencies] == ["USD", "EUR"]  # type: ignore[union-attr]
        assert claimed.internal_id is not None
        assert journal.claim(100, LEASE) is None, "the invoice waits"
        hands.send(update)
        hands.settle(update)
        assert hands.deliver() == ["add in_b", "check in_b"], "what was accepted before is not disturbed"

    def test_nothing_else_of_an_accepted_customer_is_sent(self, journal: Journal, hands: Hands) -> None:
        """Rule C-4."""
        journal.intend([an_invoice(currencies=["USD"])], None, hands.run)
        hands.deliver()
        journal.intend([an_invoice("in_b", name="Renamed", currencies=["USD"])], None, hands.run)
        assert hands.deliver() == ["add in_b", "check in_b"]

    def test_a_currency_that_comes_while_the_customer_is_on_its_way_is_added_afterwards(
        self, journal: Journal, hands: Hands
    ) -> None:
        journal.intend([an_invoice(currencies=["USD"])], None, hands.run)
        adding = hands.claim()
        journal.intend([an_invoice("in_b", currencies=["EUR"])], None, hands.run)
        hands.send(adding)
        hands.settle(adding)
        assert hands.deliver() == ["update cus_a", "add in_a in_b", "check in_a in_b"]

    def test_a_currency_that_comes_before_the_customer_is_sent_needs_no_update(
        self, journal: Journal, hands: Hands
    ) -> None:
        journal.intend([an_invoice(currencies=["USD"])], None, hands.run)
        journal.intend([an_invoice("in_b", currencies=["EUR"])], None, hands.run)
        assert hands.deliver() == ["add cus_a price_a", "add in_a in_b", "check in_a in_b"]

    def test_an_update_without_an_answer_is_looked_up_by_its_attempt_and_sent_again(
        self, journal: Journal, hands: Hands, clock: SetClock
    ) -> None:
        journal.intend([an_invoice(currencies=["USD"])], None, hands.run)
        hands.deliver()
        journal.intend([an_invoice("in_b", currencies=["EUR"])], None, hands.run)
        hands.send(hands.claim())
        clock.pass_seconds(LEASE + 1)
        journal.claim(100, LEASE)
        clock.pass_seconds(2)
        look_up = hands.claim()
        assert said(look_up) == "look up cus_a"
        assert look_up.records[0].updates == {"currencies"}
        assert [ref.name for ref in look_up.records[0].record.currencies] == ["USD", "EUR"]  # type: ignore[union-attr]
        hands.settle(look_up, Event.FOUND_NOT_DONE)
        assert hands.deliver() == ["update cus_a", "add in_b", "check in_b"]

    def test_a_refused_update_is_tried_again_as_an_update(self, journal: Journal, hands: Hands) -> None:
        journal.intend([an_invoice(currencies=["USD"])], None, hands.run)
        hands.deliver()
        journal.intend([an_invoice("in_b", currencies=["EUR"])], None, hands.run)
        assert hands.deliver(refuse=["cus_a"]) == ["update cus_a"]
        assert journal.retry(["cus_a"], who="mia") == 1
        assert hands.deliver() == ["update cus_a", "add in_b", "check in_b"]

    def test_a_customer_that_was_found_gains_currencies_and_stays_known_as_found(
        self, journal: Journal, hands: Hands
    ) -> None:
        """Rules C-1, C-2."""
        journal.intend([an_invoice(currencies=["USD"])], None, hands.run)
        batch = hands.claim()
        found = {each.external_id: each.intent_id for each in batch.records}["cus_a"]
        linked = Settlement(intent_id=found, event=Event.ACCEPT, internal_id="77", linked=True)
        assert journal.settle(batch, [linked], hands.run)
        journal.intend([an_invoice("in_b", currencies=["EUR"])], None, hands.run)
        update = hands.claim()
        assert (said(update), update.records[0].internal_id) == ("update cus_a", "77")
        hands.send(update)
        hands.settle(update, Event.NO_ANSWER, not_before=hands.clock.now())
        look_up = hands.claim()
        assert [ref.name for ref in look_up.records[0].record.currencies] == ["USD", "EUR"]  # type: ignore[union-attr]
        hands.settle(look_up, Event.FOUND_DONE)
        family = journal.family(INVOICE_A)
        assert family is not None
        assert [type(each.sent) for each in family.members if each.external_id == "cus_a"] == [Linked]

    def test_a_part_that_follows_stripe_is_sent_and_others_are_not(self, journal: Journal, hands: Hands) -> None:
        """Rule V-13."""
        journal.intend([an_invoice(memo="first", amount="30.00")], None, hands.run)
        hands.deliver()
        journal.intend([following(an_invoice(memo="second", amount="31.00"), "memo")], None, hands.run)
        update = hands.claim()
        assert (said(update), update.records[0].updates) == ("update in_a", {"memo"})
        hands.send(update)
        hands.settle(update)
        assert hands.deliver() == ["check in_a"]
        journal.intend([following(an_invoice(memo="second", amount="32.00"), "memo")], None, hands.run)
        assert hands.deliver() == []

    def test_a_document_left_out_before_its_update_was_sent_is_still_in_netsuite(
        self, journal: Journal, hands: Hands
    ) -> None:
        """Rule A-11: it is withdrawn, not forgotten."""
        journal.intend([an_invoice(memo="first")], None, hands.run)
        hands.deliver()
        journal.intend([following(an_invoice(memo="second"), "memo")], None, hands.run)
        journal.intend([an_invoice(records=(), memo="gone")], None, hands.run)
        counts = {(count.kind, count.shown.value): count.number for count in journal.status().counts}
        assert counts["invoice", "withdrawing"] == 1

    def test_another_external_id_is_used_for_the_next_attempt(self, journal: Journal, hands: Hands) -> None:
        journal.intend([a_charge(pays={})], None, hands.run)
        hands.claim_and_settle(Event.NO_ANSWER, not_before=hands.clock.now())
        look_up = hands.claim()
        journal.settle(
            look_up,
            [Settlement(intent_id=look_up.records[0].intent_id, event=Event.FOUND_NOT_DONE, sent_as="cus_a-1f2e3d4c")],
            hands.run,
        )
        again = hands.claim().records[0]
        assert (again.external_id, again.sent_as) == ("cus_a", "cus_a-1f2e3d4c")

    def test_ids_that_differ_in_letter_case_are_two_intents(self, journal: Journal, hands: Hands) -> None:
        journal.intend([an_invoice("in_aB"), an_invoice("in_Ab")], None, hands.run)
        assert hands.deliver() == ["add cus_a price_a", "add in_aB in_Ab", "check in_aB in_Ab"]

    # What is asked once

    def test_an_answer_is_remembered_with_its_time_until_there_is_a_newer_one(
        self, journal: Journal, clock: SetClock
    ) -> None:
        assert journal.remembered("periods") is None
        journal.remember("periods", "old")
        clock.pass_seconds(60)
        journal.remember("periods", "new")
        assert journal.remembered("periods") == ("new", clock.now())

    def test_roots_in_attention_are_those_with_problems_refusals_or_refused_needs(
        self, journal: Journal, hands: Hands
    ) -> None:
        journal.intend([an_invoice("in_fine", customer="cus_b"), an_invoice()], None, hands.run)
        journal.intend([an_invoice("in_wrong", customer="cus_b", problems=(a_problem(),))], None, hands.run)
        hands.deliver(refuse=["cus_a"])
        assert [root.id for root in journal.roots_in_attention()] == [INVOICE_A.id, "in_wrong"]
