"""What NetSuite may have already, between a Stripe and a NetSuite in memory (rules I-4, C-2, C-5)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from decimal import Decimal
from threading import Event as StopSignal
from typing import Any

import pytest
from builders import (
    CURRENCIES,
    a_charge,
    a_charge_family,
    a_customer,
    a_price,
    an_invoice,
    an_invoice_family,
    rules,
)
from contracts.in_memory import BUSY, InMemoryErp, InMemorySource
from in_process import HandClock

from connector.causes import sentence
from connector.journal import Journal, open_journal
from connector.mapping import MappedFamily
from connector.runs import Parts, Run, run
from connector.translation.invoices import currency_ref
from connector.translation.matching import MatchFields
from connector.translation.rules import Rules
from netsuite_client.errors import NetSuiteError, RequestRefused, Unreachable
from netsuite_client.outcomes import Accepted, Add
from netsuite_client.records import (
    Customer,
    CustomerPayment,
    DiscountItem,
    Invoice,
    Kind,
    Record,
    Ref,
    ServiceSaleItem,
    TransactionLine,
)
from stripe_client.objects import Family, Root, RootKind

SPRING = datetime(2026, 4, 1, tzinfo=UTC)
USD = currency_ref(CURRENCIES["usd"])
DAY = SPRING.date()
BY_EMAIL = MatchFields(stripe="email", netsuite="email")
BY_KEY = MatchFields(stripe="lookup_key", netsuite="item_id")


class Erp(InMemoryErp):
    """Has trouble with the next questions too."""

    def __init__(self) -> None:
        super().__init__()
        self.puzzled: list[NetSuiteError] = []

    def search(self, sought: Any) -> Any:
        if self.puzzled:
            raise self.puzzled.pop(0)
        return super().search(sought)


@dataclass
class World:
    """Both outsides, a journal and a clock; the rules may change from run to run."""

    journal: Journal
    clock: HandClock
    source: InMemorySource = field(default_factory=InMemorySource)
    erp: Erp = field(default_factory=Erp)
    rules: Rules = field(default_factory=rules)

    def has(self, record: Record) -> str:
        """NetSuite has a record by itself; gives its internal id."""
        (outcome,) = self.erp.send([Add(record=record)])
        assert isinstance(outcome, Accepted)
        self.erp.requests.clear()
        return outcome.internal_id

    def run(self, *families: Family, lanes: int = 1) -> Run:
        """One run, after these families changed at Stripe."""
        self.source.holds(*families)
        parts = Parts(
            name="main",
            source=self.source,
            erp=self.erp,
            journal=self.journal,
            rules=self.rules,
            mapper=lambda translation, _: MappedFamily(translation=translation),
            clock=self.clock,
            lanes=lanes,
        )
        return run(parts, trigger="test", stop=StopSignal())

    def created(self) -> list[str]:
        """External ids of what was sent, in order."""
        adds = (one for request in self.erp.requests for one in request if isinstance(one, Add))
        return [add.record.external_id for add in adds]

    def customer_of(self, external_id: str) -> str | None:
        """The internal id of the customer of a transaction."""
        (found,) = self.erp.find([external_id])
        return found.entity

    def problems(self) -> list[str]:
        """What needs a person: the cause's name, what it is about, and the sentence."""
        issues = self.journal.issues()
        return sorted(f"{one.code} {sentence(one.code, one.subject, one.values)}" for one in issues)


@pytest.fixture
def world() -> Iterator[World]:
    clock = HandClock(SPRING)
    journal = open_journal("sqlite://", "main", clock)
    yield World(journal, clock)
    journal.close()


def legacy_customer(number: str = "LEG-1", **differences: Any) -> Customer:
    return replace(Customer(external_id=number, is_person=False, company_name="Legacy"), **differences)


def legacy_invoice(customer: str, item: str) -> Invoice:
    line = TransactionLine(item=Ref(kind=Kind.SERVICE_SALE_ITEM, internal_id=item), amount=Decimal(100))
    entity = Ref(kind=Kind.CUSTOMER, internal_id=customer)
    return Invoice(external_id="LEG-INV", entity=entity, tran_date=DAY, currency=USD, lines=(line,))


def billed(number: str = "1", **customer: Any) -> Family:
    """An open invoice of a customer."""
    who = a_customer(**{"id": f"cus_{number}", **customer})
    return an_invoice_family(an_invoice(id=f"in_{number}", status="open", customer=who.id), customer=who)


def linked(key: str, value: str) -> dict[str, Any]:
    return {"metadata": {key: value}}


# Links


def test_i_4_a_linked_customer_is_billed_and_none_is_created(world: World) -> None:
    legacy = world.has(legacy_customer())
    done = world.run(billed(**linked("netsuite_customer_id", legacy)))
    assert world.created() == ["price_gold", "in_1"]
    assert world.customer_of("in_1") == legacy
    assert (done.counts["linked"], done.counts["accepted"]) == (1, 2)
    assert world.problems() == []


def test_i_4_nothing_is_asked_where_nothing_is_linked_or_matched(world: World) -> None:
    world.run(billed())
    assert world.erp.questions == []


def test_i_4_all_links_of_a_batch_are_one_question(world: World) -> None:
    first, second = world.has(legacy_customer()), world.has(legacy_customer("LEG-2"))
    ids = zip("12", (first, second), strict=True)
    world.run(*(billed(number, **linked("netsuite_customer_id", id_)) for number, id_ in ids))
    assert [len(question) for question in world.erp.questions] == [2]


MISSING: dict[str, tuple[str, str]] = {
    "of a record that NetSuite does not have": (
        "999",
        "LINKED_RECORD_MISSING The linked record is not there: NetSuite has no customer 999, which"
        " customer.metadata.netsuite_customer_id names",
    ),
    "that is no internal id": (
        "Acme Ltd",
        'LINKED_RECORD_MISSING The linked record is not there: customer.metadata.netsuite_customer_id is "Acme Ltd",'
        " and an internal id is digits alone",
    ),
}


@pytest.mark.parametrize(("value", "problem"), MISSING.values(), ids=MISSING)
def test_i_4_a_link_holds_what_needs_it_and_nothing_else(world: World, value: str, problem: str) -> None:
    world.run(billed(**linked("netsuite_customer_id", value)), billed("2"))
    assert world.problems() == [problem]
    assert sorted(world.created()) == ["cus_2", "in_2", "price_gold"], "the item of the family that is held goes on"


def test_i_4_a_corrected_link_is_followed_and_a_cleared_one_makes_the_record(world: World) -> None:
    legacy = world.has(legacy_customer())
    world.run(billed(**linked("netsuite_customer_id", "999")), billed("2", **linked("netsuite_customer_id", "999")))
    assert len(world.problems()) == 2
    world.run(billed(**linked("netsuite_customer_id", legacy)), billed("2"))
    assert world.problems() == []
    assert world.customer_of("in_1") == legacy
    assert world.customer_of("in_2") not in {legacy, None}


def test_i_4_a_3_what_is_linked_or_made_once_stays_what_it_is(world: World) -> None:
    first, second = world.has(legacy_customer()), world.has(legacy_customer("LEG-2"))
    world.run(billed(**linked("netsuite_customer_id", first)), billed("2"))
    ours = world.customer_of("in_2")
    next_of_first = an_invoice(id="in_3", status="open", customer="cus_1")
    next_of_ours = an_invoice(id="in_4", status="open", customer="cus_2")
    world.run(
        an_invoice_family(next_of_first, customer=a_customer("cus_1", **linked("netsuite_customer_id", second))),
        an_invoice_family(next_of_ours, customer=a_customer("cus_2", **linked("netsuite_customer_id", second))),
    )
    assert (world.customer_of("in_3"), world.customer_of("in_4")) == (first, ours)
    assert world.problems() == []


def test_i_4_a_payment_is_applied_to_the_linked_invoice_of_whomever_netsuite_bills(world: World) -> None:
    legacy, item = world.has(legacy_customer()), world.has(ServiceSaleItem(external_id="LEG-ITEM", item_id="Old"))
    old = world.has(legacy_invoice(legacy, item))
    invoice = an_invoice(**linked("netsuite_invoice_id", old))
    world.run(an_invoice_family(invoice), a_charge_family(pays=[invoice]))
    assert sorted(world.created()) == ["ch_1", "stripe_payment_method"]
    assert world.customer_of("ch_1") == legacy
    assert world.erp.balances([old])[old].remaining == 0
    assert world.journal.status().skipped == {"linked": 1}
    assert world.problems() == [], "its amounts are not ours to check"


def test_i_4_a_charge_pays_the_invoice_that_it_names(world: World) -> None:
    legacy, item = world.has(legacy_customer()), world.has(ServiceSaleItem(external_id="LEG-ITEM", item_id="Old"))
    old = world.has(legacy_invoice(legacy, item))
    world.run(a_charge_family(a_charge(6000, **linked("netsuite_invoice_id", old)), pays=()))
    assert world.customer_of("ch_1") == legacy
    assert world.erp.balances([old])[old].remaining == Decimal("40.00")


def test_i_4_a_key_that_a_charge_had_in_error_leaves_nothing_behind_when_it_is_cleared(world: World) -> None:
    wrong = a_charge(metadata={"netsuite_invoice_id": "999", "netsuite_customer_id": "998"})
    world.run(a_charge_family(wrong, pays=()))
    assert len(world.problems()) == 2
    world.run(a_charge_family(a_charge(), pays=()))
    assert world.problems() == []
    assert world.erp.balances([world.erp.find(["ch_1"])[0].internal_id])


def test_i_4_an_invoice_is_not_linked_to_a_payment_nor_a_price_to_a_discount(world: World) -> None:
    legacy = world.has(legacy_customer())
    payment = world.has(
        CustomerPayment(
            external_id="LEG-PAY",
            customer=Ref(kind=Kind.CUSTOMER, internal_id=legacy),
            tran_date=DAY,
            currency=USD,
            payment=Decimal(5),
        )
    )
    discount = world.has(DiscountItem(external_id="LEG-DISC", item_id="Ten off"))
    price = a_price(**linked("netsuite_service_sale_item_id", discount))
    world.run(
        an_invoice_family(an_invoice(**linked("netsuite_invoice_id", payment))),
        an_invoice_family(an_invoice(id="in_2", status="open"), prices=[price]),
    )
    assert world.problems() == [
        f"LINKED_RECORD_MISSING The linked record is not there: NetSuite has no invoice {payment}, which"
        " invoice.metadata.netsuite_invoice_id names",
        f"LINKED_RECORD_MISSING The linked record is not there: NetSuite has no service sale item {discount}, which"
        " price.metadata.netsuite_service_sale_item_id names",
    ]


# Matches


def test_c_2_a_customer_is_found_whatever_the_letter_case_and_space(world: World) -> None:
    world.rules = rules(customer_match=BY_EMAIL)
    legacy = world.has(legacy_customer(email=" ADA@acme.example"))
    world.run(billed(email="ada@Acme.example "), billed("2", email="bo@acme.example"))
    assert world.customer_of("in_1") == legacy
    assert "cus_1" not in world.created()
    assert "cus_2" in world.created(), "whoever is not found is created"


def test_c_2_several_are_a_persons_business(world: World) -> None:
    world.rules = rules(customer_match=MatchFields(stripe="name", netsuite="company_name"))
    first, second = world.has(legacy_customer()), world.has(legacy_customer("LEG-2"))
    world.run(billed(name="Legacy"), billed("2", name="Legacy", **linked("netsuite_customer_id", second)))
    assert world.problems() == [
        "AMBIGUOUS_CUSTOMER 2 customers fit cus_1: NetSuite has 2 active customers whose companyname is"
        f' "Legacy": {first}, {second}'
    ]
    assert world.customer_of("in_2") == second, "a link decides"


@pytest.mark.parametrize("lanes", [1, 4])
def test_c_2_two_that_are_alike_at_stripe_are_one_customer_in_netsuite(world: World, lanes: int) -> None:
    world.rules = rules(customer_match=BY_EMAIL)
    world.run(*(billed(f"{number}", email="same@acme.example") for number in range(6)), lanes=lanes)
    assert len([one for one in world.created() if one.startswith("cus_")]) == 1
    assert len({world.customer_of(f"in_{number}") for number in range(6)}) == 1
    assert world.problems() == []


def test_c_5_a_matched_item_is_used_and_pinned_and_none_is_created(world: World) -> None:
    world.rules = rules(item_strategy="match", item_match=BY_KEY)
    item = world.has(ServiceSaleItem(external_id="LEG-ITEM", item_id="GOLD-M"))
    gold = a_price(lookup_key="gold-m")
    world.run(an_invoice_family(an_invoice(status="open"), prices=[gold]))
    assert world.created() == ["cus_acme", "in_1"]
    assert world.journal.pins(["price_gold"]) == {"price_gold": "price_gold"}
    invoice = world.erp.read([Ref(kind=Kind.INVOICE, external_id="in_1")])[0]
    assert isinstance(invoice, Invoice)
    assert invoice.lines[0].item.internal_id == item
    world.run(an_invoice_family(an_invoice(id="in_2", status="open"), prices=[replace(gold, plain={})]))
    assert world.problems() == [], "what was decided stays, whatever becomes of the key"


UNMATCHED: dict[str, tuple[str | None, int, str]] = {
    "none": ("silver", 1, 'No item for price_gold: NetSuite has no active item whose itemid is "silver"'),
    "several": ("gold", 2, 'No item for price_gold: NetSuite has 2 active items whose itemid is "gold": 100, 101'),
    "nothing to look for": (
        None,
        1,
        "No item for price_gold: nothing stands at price.lookup_key, by which its item is looked for",
    ),
}


@pytest.mark.parametrize(("key", "there", "problem"), UNMATCHED.values(), ids=UNMATCHED)
def test_c_5_a_price_without_its_one_item_is_a_problem_of_that_price(
    world: World, key: str | None, there: int, problem: str
) -> None:
    world.rules = rules(item_strategy="match", item_match=BY_KEY)
    for number in range(there):
        world.has(ServiceSaleItem(external_id=f"LEG-{number}", item_id="Gold"))
    world.run(an_invoice_family(an_invoice(status="open"), prices=[a_price(lookup_key=key)]))
    assert world.problems() == [f"NO_ITEM_FOR_PRICE {problem}"]
    assert world.created() == ["cus_acme"]


def test_c_6_an_item_that_a_setting_names_is_used_where_netsuite_has_it(world: World) -> None:
    world.rules = rules(called={"stripe_item": "Subscriptions"})
    item = world.has(ServiceSaleItem(external_id="LEG-ITEM", item_id="subscriptions"))
    world.run(an_invoice_family(an_invoice(status="open", price=None)))
    assert world.created() == ["cus_acme", "in_1"]
    invoice = world.erp.read([Ref(kind=Kind.INVOICE, external_id="in_1")])[0]
    assert isinstance(invoice, Invoice)
    assert invoice.lines[0].item.internal_id == item


# Trouble


def test_a_question_that_gets_no_answer_is_asked_again(world: World) -> None:
    legacy = world.has(legacy_customer())
    world.erp.puzzled = [Unreachable("NetSuite cannot be reached")]
    with pytest.raises(Unreachable):
        world.run(billed(**linked("netsuite_customer_id", legacy)))
    assert world.created() == [], "nothing is sent before it is known"
    world.run()
    assert world.customer_of("in_1") == legacy


def test_a_busy_netsuite_is_asked_later(world: World) -> None:
    legacy = world.has(legacy_customer())
    world.erp.puzzled = [BUSY]
    world.run(billed(**linked("netsuite_customer_id", legacy)))
    assert world.customer_of("in_1") == legacy
    assert world.clock.now() > SPRING


def test_a_question_that_netsuite_refuses_is_an_issue_of_whom_it_was_for(world: World) -> None:
    world.rules = rules(customer_match=MatchFields(stripe="email", netsuite="custentity_none"))
    world.erp.puzzled = [RequestRefused(code="INVALID_PARAMETER", message="Unknown identifier 'custentity_none'")]
    world.run(billed())
    assert world.problems() == [
        "NETSUITE_REFUSED NetSuite refused the record with INVALID_PARAMETER: Unknown identifier 'custentity_none'"
    ]
    assert world.created() == ["price_gold"]


def test_show_says_that_a_record_is_linked(world: World) -> None:
    legacy = world.has(legacy_customer())
    invoice = an_invoice(**linked("netsuite_invoice_id", "999"))
    world.run(billed("7", **linked("netsuite_customer_id", legacy)), an_invoice_family(invoice))
    family = world.journal.family(Root(RootKind.INVOICE, "in_7"))
    assert family is not None
    shown = {member.external_id: (member.linked, member.internal_id, member.checked_at) for member in family.members}
    assert shown["cus_7"] == (True, legacy, None)
    assert not shown["in_7"][0]
    itself = world.journal.family(Root(RootKind.INVOICE, "in_1"))
    assert itself is not None
    assert [(member.external_id, member.shown.value) for member in itself.members] == [("in_1", "needs_attention")]
    assert [one.external_id for one in world.journal.linked_in(1)] == ["cus_7"]
