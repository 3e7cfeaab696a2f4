"""What a new translation does to what stands: tables of stories, told in intents and their states."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import pytest
from hypothesis import given, settings
from hypothesis.strategies import booleans, lists, sampled_from

from connector.journal import Journal, Shown, open_journal
from connector.journal.content import record_of
from connector.journal.wishes import with_currencies
from connector.lifecycle import Event
from connector.translation.wanted import Translation, WantedRecord
from journal.hands import Hands, SetClock, assert_consistent, column, in_words, states
from journal.wanted import (
    CHARGE_A,
    INVOICE_A,
    a_charge,
    a_customer,
    a_problem,
    a_use,
    an_invoice,
    an_item,
    blocked,
    skipped,
)
from netsuite_client.records import Customer
from stripe_client.objects import Root, RootKind


@dataclass(frozen=True, kw_only=True)
class Story:
    """What is read first and delivered (but for what is refused), what is read then, and what stands in the end."""

    first: Sequence[Translation]
    then: Sequence[Translation]
    ends: str
    delivered: bool = True
    refuse: Sequence[str] = field(default=())


STORIES = {
    "a changed invoice that was not sent follows": Story(
        first=[an_invoice()],
        then=[an_invoice(memo="new")],
        delivered=False,
        ends="cus_a intended, price_a intended, in_a intended",
    ),
    "a changed invoice that NetSuite has stays as people may have edited it": Story(
        first=[an_invoice()],
        then=[an_invoice(memo="new")],
        ends="cus_a accepted, price_a accepted, in_a accepted",
    ),
    "a refused invoice whose content changed is tried again": Story(
        first=[an_invoice()],
        then=[an_invoice(memo="new")],
        refuse=["in_a"],
        ends="cus_a accepted, price_a accepted, in_a intended",
    ),
    "a refused customer whose content changed is tried again": Story(
        first=[an_invoice()],
        then=[an_invoice(name="Acme Ltd")],
        refuse=["cus_a"],
        ends="cus_a intended, price_a accepted, in_a intended",
    ),
    "a refused invoice that is the same stays refused": Story(
        first=[an_invoice()],
        then=[an_invoice()],
        refuse=["in_a"],
        ends="cus_a accepted, price_a accepted, in_a refused",
    ),
    "an application with another amount is sent as an update": Story(
        first=[an_invoice(), a_charge()],
        then=[a_charge(pays={"in_a": "20.00"})],
        ends="cus_a accepted, price_a accepted, in_a accepted, ch_a accepted, ch_a>in_a intended",
    ),
    "an application whose amount is written otherwise is the same": Story(
        first=[an_invoice(), a_charge()],
        then=[a_charge(pays={"in_a": "30.0"})],
        ends="cus_a accepted, price_a accepted, in_a accepted, ch_a accepted, ch_a>in_a accepted",
    ),
    "an application left out before it was sent is nothing to do": Story(
        first=[an_invoice(), a_charge()],
        then=[a_charge(pays={})],
        delivered=False,
        ends="cus_a intended, price_a intended, in_a intended, ch_a intended, ch_a>in_a withdrawn",
    ),
    "an application left out after it was accepted must be withdrawn": Story(
        first=[an_invoice(), a_charge()],
        then=[a_charge(pays={})],
        ends="cus_a accepted, price_a accepted, in_a accepted, ch_a accepted, ch_a>in_a withdrawing",
    ),
    "what was left out and is wanted again is there again": Story(
        first=[an_invoice(), a_charge()],
        then=[a_charge(pays={}), a_charge()],
        ends="cus_a accepted, price_a accepted, in_a accepted, ch_a accepted, ch_a>in_a accepted",
    ),
    "a root with a problem leaves out nothing": Story(
        first=[an_invoice()],
        then=[an_invoice(records=(), problems=(a_problem(),))],
        delivered=False,
        ends="cus_a intended, price_a intended, in_a intended",
    ),
    "a skipped root keeps what was not sent": Story(
        first=[an_invoice()],
        then=[skipped(INVOICE_A)],
        delivered=False,
        ends="cus_a intended, price_a intended, in_a intended",
    ),
    "A-11: a block flag withdraws nothing that was accepted": Story(
        first=[an_invoice(), a_charge()],
        then=[blocked(INVOICE_A), blocked(CHARGE_A)],
        ends="cus_a accepted, price_a accepted, in_a accepted, ch_a accepted, ch_a>in_a accepted",
    ),
    "A-11: an exclusion withdraws nothing that was accepted": Story(
        first=[an_invoice(), a_charge()],
        then=[skipped(INVOICE_A, "excluded product"), skipped(CHARGE_A, "excluded product")],
        ends="cus_a accepted, price_a accepted, in_a accepted, ch_a accepted, ch_a>in_a accepted",
    ),
    "A-11: another mapping withdraws nothing that was accepted": Story(
        first=[an_invoice(), a_charge()],
        then=[an_invoice(items=("price_b",), memo="mapped")],
        ends="cus_a accepted, price_a accepted, in_a accepted, ch_a accepted, ch_a>in_a accepted, price_b intended",
    ),
    "A-11: a root that hands a record to another one withdraws nothing": Story(
        first=[a_charge(pays={})],
        then=[a_charge(records=(), pays={}), replace(a_charge(pays={}), root=INVOICE_A)],
        ends="cus_a accepted, ch_a accepted",
    ),
    "a shared record that NetSuite has keeps its first content": Story(
        first=[an_invoice()],
        then=[an_invoice("in_b", name="Acme Ltd")],
        ends="cus_a accepted, price_a accepted, in_a accepted, in_b intended",
    ),
}


@pytest.mark.parametrize("story", STORIES.values(), ids=STORIES)
def test_what_a_new_translation_does_to_what_stands(journal: Journal, hands: Hands, story: Story) -> None:
    journal.intend(story.first, None, hands.run)
    if story.delivered:
        hands.deliver(refuse=story.refuse)
    for translation in story.then:
        journal.intend([translation], None, hands.run)
    assert in_words(journal) == story.ends


def test_a_record_that_changes_hands_within_a_page_is_left_out_by_nobody(journal: Journal, hands: Hands) -> None:
    journal.intend([a_charge(pays={})], None, hands.run)
    giver, taker = a_charge(records=(), pays={}), replace(a_charge(pays={}), root=INVOICE_A)
    assert journal.intend([giver, taker], None, hands.run).left_out == 0
    assert journal.intend([replace(giver, depends_on=frozenset())], None, hands.run).left_out == 0, (
        "it is no longer theirs"
    )
    assert in_words(journal) == "cus_a intended, ch_a intended"


def test_a_family_that_is_read_twice_in_a_page_counts_as_it_was_read_last(journal: Journal, hands: Hands) -> None:
    journal.intend([an_invoice(memo="old"), an_invoice(memo="new")], None, hands.run)
    assert '"memo":"new"' in str(column(journal, "in_a", "content"))


CURRENCIES = {
    "two roots ask for one each": ([("in_a", ["USD"]), ("in_b", ["EUR"])], "USD EUR"),
    "the same one twice": ([("in_a", ["USD"]), ("in_b", ["USD"])], "USD"),
    "a later one asks for fewer": ([("in_a", ["USD", "EUR"]), ("in_b", ["EUR"])], "USD EUR"),
    "three in two pages": ([("in_a", ["USD"]), ("in_b", ["EUR"]), ("in_c", ["USD", "GBP"])], "USD EUR GBP"),
}


@pytest.mark.parametrize(("asked", "expected"), CURRENCIES.values(), ids=CURRENCIES)
@pytest.mark.parametrize("in_one_page", [True, False], ids=["in one page", "page by page"])
def test_a_customer_gathers_the_currencies_that_its_roots_ask_for(
    journal: Journal, hands: Hands, asked: list[tuple[str, list[str]]], expected: str, *, in_one_page: bool
) -> None:
    wanted = [an_invoice(id_, currencies=currencies) for id_, currencies in asked]
    for page in [wanted] if in_one_page else [[each] for each in wanted]:
        journal.intend(page, None, hands.run)
    customer = record_of("customer", str(column(journal, "cus_a", "content")))
    assert isinstance(customer, Customer)
    assert " ".join(str(ref.name) for ref in customer.currencies) == expected


def test_merging_currencies_keeps_everything_else_of_the_newer_customer() -> None:
    first, newer = a_customer(name="Old", currencies=["USD"]).record, a_customer(name="New", currencies=["EUR"]).record
    assert isinstance(first, Customer)
    assert isinstance(newer, Customer)
    merged = with_currencies(newer, first)
    assert (merged.company_name, [ref.name for ref in merged.currencies]) == ("New", ["USD", "EUR"])


def test_a_customer_that_is_not_accepted_follows_the_newest_translation(journal: Journal, hands: Hands) -> None:
    journal.intend([an_invoice(name="Old"), an_invoice("in_b", name="New")], None, hands.run)
    assert '"company_name":"New"' in str(column(journal, "cus_a", "content"))


def test_new_content_begins_without_the_delays_of_the_old(journal: Journal, hands: Hands) -> None:
    journal.intend([an_invoice()], None, hands.run)
    hands.deliver(refuse=["in_a"])
    journal.intend([an_invoice(memo="new")], None, hands.run)
    assert hands.claim().records[0].attempts == 1


def test_problems_open_refresh_and_close_by_themselves(journal: Journal, hands: Hands) -> None:
    wrong = an_invoice(records=(), problems=(a_problem(), a_problem(subject="price_b")))
    journal.intend([wrong], None, hands.run)
    journal.intend([replace(wrong, problems=(a_problem(currency="usd"),))], None, hands.run)
    open_issues = list(journal.issues())
    assert [(each.subject, each.times, dict(each.values)) for each in open_issues] == [
        ("price_a", 2, {"currency": "usd"})
    ]
    journal.intend([an_invoice()], None, hands.run)
    assert [(each.subject, each.closed_by) for each in journal.issues(open_only=False)] == [
        ("price_a", "auto"),
        ("price_b", "auto"),
    ]


def test_a_problem_that_comes_back_counts_on(journal: Journal, hands: Hands) -> None:
    for problems in ((a_problem(),), (), (a_problem(),)):
        journal.intend([an_invoice(problems=problems)], None, hands.run)
    assert [(each.times, each.closed_by) for each in journal.issues(open_only=False)] == [(1, "auto"), (2, None)]


def test_an_issue_of_a_refused_record_that_is_left_out_is_obsolete(journal: Journal, hands: Hands) -> None:
    journal.intend([a_charge(pays={})], None, hands.run)
    hands.deliver(refuse=["ch_a"])
    journal.intend([a_charge(pays={}, records=())], None, hands.run)
    assert [each.closed_by for each in journal.issues(open_only=False)] == ["obsolete"]


NEEDS = {
    "an invoice needs its customer and items": ([an_invoice()], {"cus_a": 0, "price_a": 0, "in_a": 2}),
    "a payment also needs what it pays, and its use needs both": (
        [a_charge()],
        {"cus_a": 0, "ch_a": 2, "ch_a>in_a": 2},
    ),
    "a payment of nothing needs its customer": ([a_charge(pays={})], {"cus_a": 0, "ch_a": 1}),
}


@pytest.mark.parametrize(("wanted", "expected"), NEEDS.values(), ids=NEEDS)
def test_needs_are_counted(journal: Journal, hands: Hands, wanted: list[Translation], expected: dict[str, int]) -> None:
    journal.intend(wanted, None, hands.run)
    assert {name: column(journal, name, "open_needs") for name in states(journal)} == expected


def test_what_is_accepted_already_is_no_open_need(journal: Journal, hands: Hands) -> None:
    journal.intend([an_invoice()], None, hands.run)
    hands.deliver()
    journal.intend([an_invoice("in_b"), a_charge()], None, hands.run)
    assert [column(journal, name, "open_needs") for name in ("in_b", "ch_a", "ch_a>in_a")] == [0, 0, 1]


def test_a_payment_that_pays_one_more_invoice_waits_for_it_too(journal: Journal, hands: Hands) -> None:
    journal.intend([an_invoice(), a_charge()], None, hands.run)
    journal.intend([a_charge(pays={"in_a": "10.00", "in_b": "20.00"})], None, hands.run)
    assert column(journal, "ch_a", "open_needs") == 3
    journal.intend([a_charge(pays={"in_a": "10.00"})], None, hands.run)
    assert column(journal, "ch_a", "open_needs") == 2


def test_a_need_that_is_withdrawn_is_open_again(journal: Journal, hands: Hands) -> None:
    journal.intend([an_invoice()], None, hands.run)
    hands.deliver()
    journal.intend([a_charge()], None, hands.run)
    journal.intend([an_invoice(records=())], None, hands.run)
    assert column(journal, "ch_a", "open_needs") == 1
    journal.intend([an_invoice()], None, hands.run)
    assert column(journal, "ch_a", "open_needs") == 0


def test_a_linked_record_is_no_need(journal: Journal, hands: Hands) -> None:
    use = a_use()
    linked = replace(use, payee=replace(use.payee, external_id=None, internal_id="456"))
    journal.intend([a_charge(applications=(linked,))], None, hands.run)
    assert hands.deliver() == ["add cus_a", "add ch_a (ch_a>456)", "check ch_a"]


def test_an_item_of_another_kind_replaces_one_that_was_refused(journal: Journal, hands: Hands) -> None:
    journal.intend([an_invoice()], None, hands.run)
    hands.deliver(refuse=["price_a"])
    journal.intend([an_invoice(shared=(a_customer(), an_item(name="Gold plan")))], None, hands.run)
    assert hands.deliver() == ["add price_a", "add in_a", "check in_a"]


def test_a_left_out_root_that_was_sent_is_withdrawn_only_once_it_settled(journal: Journal, hands: Hands) -> None:
    journal.intend([a_charge(pays={})], None, hands.run)
    hands.claim_and_settle()
    batch = hands.claim()
    journal.intend([a_charge(pays={}, records=())], None, hands.run)
    assert states(journal)["ch_a"] == "overtaken"
    hands.settle(batch, Event.ACCEPT)
    assert states(journal)["ch_a"] == "withdrawing"
    assert journal.family(CHARGE_A) is not None


MINE = {"invoice_ch_a": "30.00"}
TWICE = a_problem("INVOICE_MADE_TWICE", "ch_a")


def a_sale(**more: object) -> Translation:
    """A charge with an invoice of its own (rule P-8)."""
    own = an_invoice("invoice_ch_a").records[0]
    charge = a_charge(pays=MINE)
    return replace(charge, records=(own, *charge.records), shared=an_invoice().shared, **more)  # type: ignore[arg-type]


MADE_BEFORE = {
    "switched off": (a_charge(pays={}, made_before=dict.fromkeys(("invoice_ch_a", "ch_a>invoice_ch_a"))), []),
    "attached to an invoice of Stripe's": (
        a_charge(made_before=dict.fromkeys(("invoice_ch_a", "ch_a>invoice_ch_a"), TWICE)),
        ["INVOICE_MADE_TWICE"],
    ),
}


@pytest.mark.parametrize(("later", "issues"), MADE_BEFORE.values(), ids=MADE_BEFORE)
def test_a_11_an_invoice_that_was_made_for_a_charge_stays_as_it_is(
    journal: Journal, hands: Hands, later: Translation, issues: list[str]
) -> None:
    """Rule P-8: taken back by nobody but a person; what would not fit beside it is not sent."""
    journal.intend([a_sale(), an_invoice()], None, hands.run)
    hands.deliver()
    stood = in_words(journal)
    for _ in range(2):
        assert journal.intend([later], None, hands.run).left_out == 0
        assert in_words(journal) == stood
        assert hands.deliver() == []
        assert [each.code for each in journal.issues()] == issues


@pytest.mark.parametrize(("later", "issues"), MADE_BEFORE.values(), ids=MADE_BEFORE)
def test_a_11_an_invoice_for_a_charge_that_was_never_sent_is_not_sent_any_more(
    journal: Journal, hands: Hands, later: Translation, issues: list[str]
) -> None:
    journal.intend([a_sale(), an_invoice()], None, hands.run)
    journal.intend([later], None, hands.run)
    assert states(journal)["invoice_ch_a"] == "withdrawn"
    assert list(journal.issues()) == []


UNALLOCATED = "stripe_unallocated_charges"


def test_a_11_a_charge_that_is_attached_later_is_applied_where_it_stands(journal: Journal, hands: Hands) -> None:
    journal.intend([a_charge(pays={})], None, hands.run)
    hands.deliver()
    journal.intend([an_invoice(), a_charge()], None, hands.run)
    assert hands.deliver() == ["add price_a", "add in_a", "apply (ch_a>in_a)", "check ch_a in_a"]


def test_a_11_a_payment_that_stands_under_another_customer_is_left_there_and_told(
    journal: Journal, hands: Hands
) -> None:
    """Rule C-3: it had no customer, and NetSuite would apply it to nobody else's invoice."""
    journal.intend([a_charge(pays={}, customer=UNALLOCATED)], None, hands.run)
    hands.deliver()
    for _ in range(2):
        journal.intend([an_invoice(), a_charge()], None, hands.run)
        hands.deliver()
        (told,) = journal.issues()
        assert (told.code, told.subject) == ("PAYMENT_OF_ANOTHER_CUSTOMER", "ch_a")
        assert dict(told.values) == {"customer": UNALLOCATED, "payer": "cus_a", "invoice": "in_a"}
        assert states(journal)["ch_a"] == "accepted"
        assert "ch_a>in_a" not in states(journal)


def test_a_11_a_payment_that_was_not_sent_yet_follows_to_the_other_customer(journal: Journal, hands: Hands) -> None:
    journal.intend([a_charge(pays={}, customer=UNALLOCATED)], None, hands.run)
    journal.intend([an_invoice(), a_charge()], None, hands.run)
    assert "add ch_a (ch_a>in_a)" in hands.deliver()
    assert list(journal.issues()) == []


@given(moves=lists(sampled_from(["in_a", "in_b", "ch_a"]), max_size=6), taker_first=booleans(), one_page=booleans())
@settings(max_examples=25, deadline=None)
def test_a_11_a_record_handed_from_root_to_root_is_neither_withdrawn_nor_doubled(
    moves: list[str], taker_first: bool, one_page: bool
) -> None:
    journal = open_journal("sqlite://", "main", SetClock())
    hands = Hands(journal, SetClock())
    handed, owner = a_charge("handed", pays={}).records, "ch_b"
    journal.intend([a_root("ch_b", handed)], None, hands.run)
    hands.deliver()
    for taker in moves:
        changes = [a_root(taker, handed), *([a_root(owner, ())] if owner != taker else [])]
        ordered = changes if taker_first else changes[::-1]
        for page in [ordered] if one_page else [[each] for each in ordered]:
            journal.intend(page, None, hands.run)
        owner = taker
        assert hands.deliver() == []
        assert states(journal) == {"cus_a": "accepted", "handed": "accepted"}
    journal.close()


def a_root(id_: str, records: tuple[WantedRecord, ...]) -> Translation:
    """A root that wants these records."""
    kind = RootKind.INVOICE if id_.startswith("in_") else RootKind.CHARGE
    return Translation(root=Root(kind, id_), records=records, shared=(a_customer(),))


HELD = {
    "skipped": (skipped(INVOICE_A), Shown.SKIPPED),
    "I-5: blocked": (blocked(INVOICE_A), Shown.BLOCKED),
    "in attention": (an_invoice(records=(), shared=(), problems=(a_problem(),)), Shown.NEEDS_ATTENTION),
}


@pytest.mark.parametrize(("held", "seen"), HELD.values(), ids=HELD)
def test_what_was_not_sent_waits_with_its_root_and_goes_on_with_it(
    journal: Journal, hands: Hands, held: Translation, seen: Shown
) -> None:
    """Rules A-7, I-5: what depends on it waits too, and nothing else does."""
    journal.intend([an_invoice(), a_charge(), an_invoice("in_b")], None, hands.run)
    journal.intend([held], None, hands.run)
    journal.intend([held], None, hands.run)
    assert hands.deliver() == ["add cus_a price_a", "add in_b", "check in_b"]
    assert_consistent(journal)
    family, status = journal.family(INVOICE_A), journal.status()
    assert family is not None
    assert (family.members[-1].shown, family.members[-1].waits_for) == (seen, ())
    assert {each.shown: each.number for each in status.counts if each.kind == "invoice"} == {seen: 1, Shown.SYNCED: 1}
    assert status.number(Shown.WAITING) == 2, "the payment and its use"
    journal.intend([an_invoice()], None, hands.run)
    assert hands.deliver() == ["add in_a", "add ch_a (ch_a>in_a)", "check in_a ch_a"]
    assert_consistent(journal)


def test_i_5_a_customer_that_is_held_is_not_made_for_the_roots_that_it_holds(journal: Journal, hands: Hands) -> None:
    journal.intend([an_invoice()], None, hands.run)
    journal.intend([blocked(INVOICE_A, by="cus_a")], None, hands.run)
    assert hands.deliver() == ["add price_a"]
    assert journal.status().oldest_unsynced is None, "nothing waits for us"
    journal.intend([an_invoice()], None, hands.run)
    assert hands.deliver() == ["add cus_a", "add in_a", "check in_a"]


def test_i_5_a_retry_of_what_is_held_does_not_send_it(journal: Journal, hands: Hands) -> None:
    journal.intend([an_invoice()], None, hands.run)
    hands.deliver(refuse=["in_a"])
    journal.intend([blocked(INVOICE_A)], None, hands.run)
    assert journal.retry(who="mia") == 1
    assert hands.deliver() == []


def test_a_finding_is_an_issue_that_stops_nothing_and_closes_by_itself(journal: Journal, hands: Hands) -> None:
    found = a_problem("BEFORE_START_PAYMENT", "in_old")
    journal.intend([a_charge(pays={}, findings=(found,))], None, hands.run)
    assert hands.deliver() == ["add cus_a", "add ch_a", "check ch_a"]
    assert [(each.code, each.subject) for each in journal.issues()] == [("BEFORE_START_PAYMENT", "in_old")]
    assert (journal.roots_in_attention(), journal.roots_to_reconsider()) == ((), (CHARGE_A,))
    journal.intend([a_charge(pays={})], None, hands.run)
    assert [each.closed_by for each in journal.issues(open_only=False)] == ["auto"]
