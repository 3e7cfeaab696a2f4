"""The client against an emulated account, over HTTP: what is sent is there, and is found, read and applied."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
import requests
from full_records import ADDRESS, ref
from netsuite_accounts import ACCOUNT, KEYS, emulator_keys

from netsuite_client.account import AccountFacts, Balance
from netsuite_client.client import NetSuite, connect
from netsuite_client.emulator import NetSuiteEmulator
from netsuite_client.errors import LoginRefused
from netsuite_client.outcomes import Accepted, Add, Apply, ChangeApplications, Meaning, Refused, Unanswered
from netsuite_client.records import (
    Customer,
    CustomerAddress,
    CustomerPayment,
    Field,
    Group,
    Invoice,
    Kind,
    OtherChargeSaleItem,
    PaymentMethod,
    Record,
    Ref,
    ServiceSaleItem,
    TransactionLine,
)


@pytest.fixture(scope="session")
def facts(emulated: NetSuite) -> AccountFacts:
    return emulated.account_facts()


@pytest.fixture
def address() -> Iterator[str]:
    with NetSuiteEmulator().serving() as address:
        yield address


def a_customer(external_id: str) -> Customer:
    return Customer(
        external_id=external_id,
        is_person=False,
        company_name=f"Company {external_id}",
        email="billing@acme.test",
        subsidiary=ref(Kind.SUBSIDIARY, "1"),
        currency=ref(Kind.CURRENCY, "1"),
        currencies=(ref(Kind.CURRENCY, "1"), ref(Kind.CURRENCY, "2")),
        addresses=(CustomerAddress(address=ADDRESS, default_billing=True),),
    )


def an_item(external_id: str, income_account: str) -> ServiceSaleItem:
    return ServiceSaleItem(
        external_id=external_id,
        item_id=external_id,
        display_name="Gold plan",
        income_account=ref(Kind.ACCOUNT, income_account),
        subsidiaries=(ref(Kind.SUBSIDIARY, "1"),),
    )


def an_invoice(external_id: str, customer: str, item: str) -> Invoice:
    line = TransactionLine(
        item=ref(Kind.SERVICE_SALE_ITEM, item),
        amount=Decimal("40.10"),
        description="Gold & more",
        quantity=Decimal(2),
        rev_rec_start_date=date(2026, 1, 1),
        rev_rec_end_date=date(2026, 12, 31),
        fields=(Field(name="custcol_stripe_start", type="date", value="2026-01-01"),),
    )
    return Invoice(
        external_id=external_id,
        entity=ref(Kind.CUSTOMER, customer),
        tran_date=date(2026, 1, 31),
        due_date=date(2026, 7, 31),
        currency=ref(Kind.CURRENCY, "1"),
        memo=f"Stripe: {external_id}",
        lines=(line, replace(line, amount=Decimal("-0.10"), quantity=Decimal(1))),
    )


def a_payment(external_id: str, customer: str) -> CustomerPayment:
    return CustomerPayment(
        external_id=external_id,
        customer=ref(Kind.CUSTOMER, customer),
        tran_date=date(2026, 2, 1),
        currency=ref(Kind.CURRENCY, "1"),
        payment=Decimal("100.00"),
        memo=f"Stripe: {external_id}",
    )


def added(netsuite: NetSuite, *records: Record) -> list[str]:
    """The internal ids of records that are added in one request."""
    outcomes = netsuite.send([Add(record=record) for record in records])
    assert all(isinstance(outcome, Accepted) for outcome in outcomes), outcomes
    return [outcome.internal_id for outcome in outcomes if isinstance(outcome, Accepted)]


def income_account(facts: AccountFacts) -> str:
    return next(account.internal_id for account in facts.accounts if account.type == "Income")


def test_an_account_tells_what_decides_how_records_look(facts: AccountFacts) -> None:
    assert {currency.symbol: currency.precision for currency in facts.currencies}["JPY"] == 0
    assert len(facts.periods) == 11 * 12, "months only: no quarter, no year"
    assert facts.periods[0].start == date(2020, 1, 1)
    assert facts.periods[0].end == date(2020, 1, 31)
    assert not facts.periods[0].closed
    assert facts.line_columns == {"custcol_stripe_start", "custcol_stripe_end"}
    assert facts.revenue_features


def test_an_account_without_advanced_revenue_management_says_so() -> None:
    with NetSuiteEmulator(arm=False).serving() as address:
        assert not connect_to(address).account_facts().revenue_features


def test_rr_34_plans_that_we_may_not_see_are_not_taken_for_none(emulated: NetSuite, facts: AccountFacts) -> None:
    assert emulated.unposted_revenue(facts.periods[0].internal_id) == ()
    with NetSuiteEmulator(arm=False).serving() as address:
        assert connect_to(address).unposted_revenue("1") is None


def connect_to(address: str, timeout_seconds: float = 5) -> NetSuite:
    return connect(account=ACCOUNT, keys=emulator_keys(), base_url=address, timeout_seconds=timeout_seconds)


def test_what_is_sent_is_read_back(emulated: NetSuite, facts: AccountFacts) -> None:
    customer, item, charge, method = (
        a_customer("cus_back"),
        an_item("price_back", income_account(facts)),
        OtherChargeSaleItem(external_id="tax_back", item_id="Tax", income_account=ref(Kind.ACCOUNT, "8")),
        PaymentMethod(external_id="stripe_back", name="Stripe, there and back"),
    )
    ids = added(emulated, customer, item, charge, method)
    invoice, payment = an_invoice("in_back", ids[0], ids[1]), a_payment("ch_back", ids[0])
    added(emulated, invoice, payment)

    sent = (customer, item, charge, method, invoice, payment)
    there = emulated.read([Ref(kind=record.KIND, external_id=record.external_id) for record in sent])

    assert [_differences(before, after) for before, after in zip(sent, there, strict=True)] == [{}] * len(sent)


def _differences(sent: object, there: object) -> dict[str, tuple[object, object]]:
    """The attributes that we set and that came back otherwise; what NetSuite adds does not count."""
    assert there is not None
    names = [name for name in vars(sent) if name != "fields" and vars(sent)[name] not in (None, ())]
    pairs = {name: (getattr(sent, name), getattr(there, name)) for name in names}
    if isinstance(sent, Invoice) and isinstance(there, Invoice):
        pairs["lines"] = tuple(tuple(replace(line, fields=()) for line in one.lines) for one in (sent, there))  # type: ignore[assignment]  # a pair
    return {name: (before, after) for name, (before, after) in pairs.items() if before != after}


def test_a_payment_is_applied_taken_back_and_its_other_applications_stay(
    emulated: NetSuite, facts: AccountFacts
) -> None:
    customer, item = added(emulated, a_customer("cus_apply"), an_item("price_apply", income_account(facts)))
    first, second, payment = added(
        emulated,
        an_invoice("in_apply1", customer, item),
        an_invoice("in_apply2", customer, item),
        a_payment("ch_apply", customer),
    )

    _apply(emulated, payment, Apply(doc=first, amount=Decimal("40.00")))
    _apply(emulated, payment, Apply(doc=second, amount=Decimal("30.25")))
    assert {apply.doc: apply.amount for apply in emulated.applications([payment])[payment]} == {
        first: Decimal(40),
        second: Decimal("30.25"),
    }
    assert emulated.balances([first, second, payment]) == {
        first: Balance(internal_id=first, total=Decimal(40), remaining=Decimal(0)),
        second: Balance(internal_id=second, total=Decimal(40), remaining=Decimal("9.75")),
        payment: Balance(internal_id=payment, total=Decimal(100), remaining=Decimal("29.75")),
    }

    _apply(emulated, payment, Apply(doc=first, amount=Decimal(0)))
    assert emulated.applications([payment]) == {payment: (Apply(doc=second, amount=Decimal("30.25")),)}


def _apply(netsuite: NetSuite, payment: str, *applies: Apply) -> None:
    change = ChangeApplications(kind=Kind.CUSTOMER_PAYMENT, internal_id=payment, applies=applies)
    assert netsuite.send([change]) == (Accepted(internal_id=payment),)


def test_applications_that_are_ready_travel_with_the_payment(emulated: NetSuite, facts: AccountFacts) -> None:
    customer, item = added(emulated, a_customer("cus_ready"), an_item("price_ready", income_account(facts)))
    (invoice,) = added(emulated, an_invoice("in_ready", customer, item))

    add = Add(record=a_payment("ch_ready", customer), applies=(Apply(doc=invoice, amount=Decimal("40.00")),))
    (accepted,) = emulated.send([add])

    assert isinstance(accepted, Accepted)
    assert emulated.balances([invoice])[invoice].remaining == 0


def test_a_record_is_found_in_any_letter_case_and_under_any_type(emulated: NetSuite, facts: AccountFacts) -> None:
    customer, item = added(emulated, a_customer("cus_FindMe"), an_item("price_FindMe", income_account(facts)))
    (payment,) = added(emulated, a_payment("in_FindMe", customer))

    found = {one.external_id: one for one in emulated.find(["CUS_FINDME", "price_findme", "IN_findme", "in_absent"])}

    assert set(found) == {"cus_FindMe", "price_FindMe", "in_FindMe"}
    assert (found["in_FindMe"].type, found["in_FindMe"].group) == ("CustPymt", Group.TRANSACTION)
    assert (found["in_FindMe"].internal_id, found["in_FindMe"].entity) == (payment, customer)
    assert (found["in_FindMe"].total, found["in_FindMe"].currency) == (Decimal(100), "1")
    assert found["price_FindMe"].internal_id == item


def test_a_second_add_says_that_the_record_exists(emulated: NetSuite) -> None:
    added(emulated, a_customer("cus_twice"))

    (outcome,) = emulated.send([Add(record=a_customer("CUS_TWICE"))])

    assert isinstance(outcome, Refused)
    assert outcome.meaning is Meaning.ALREADY_EXISTS


def test_one_refused_member_leaves_the_others_alone(emulated: NetSuite) -> None:
    outcomes = emulated.send(
        [
            Add(record=a_customer("cus_good1")),
            Add(record=an_invoice("in_bad", "987654", "987654")),
            Add(record=a_customer("cus_good2")),
        ]
    )

    assert [type(outcome) for outcome in outcomes] == [Accepted, Refused, Accepted]


def test_a_wrong_key_is_a_refused_login(emulator_address: str) -> None:
    stranger = connect(account=ACCOUNT, keys=KEYS, base_url=emulator_address)

    with pytest.raises(LoginRefused):
        stranger.send([Add(record=a_customer("cus_stranger"))])
    with pytest.raises(LoginRefused):
        stranger.find(["cus_stranger"])


def test_the_accounts_limit_of_requests_at_once_is_known(emulated: NetSuite) -> None:
    assert emulated.concurrency_limit() == 5


DONE_IN_SILENCE = ("timeout_after", "broken", "garbage")


@pytest.mark.parametrize("trouble", DONE_IN_SILENCE)
def test_a_lost_answer_is_unanswered_and_the_record_is_found(trouble: str, address: str) -> None:
    netsuite = connect_to(address)
    added(netsuite, a_customer("cus_before"))
    script = {"kind": trouble, "operation": "addList", "hold_seconds": 1.0}
    requests.post(f"{address}/_emulator/faults", json=script, timeout=5).raise_for_status()
    netsuite_in_a_hurry = connect_to(address, timeout_seconds=0.5)

    (outcome,) = netsuite_in_a_hurry.send([Add(record=a_customer("cus_silent"))])

    assert isinstance(outcome, Unanswered)
    assert [found.external_id for found in netsuite.find(["cus_silent"])] == ["cus_silent"]


def test_several_lanes_share_one_client(emulated: NetSuite) -> None:
    def lane(number: int) -> list[str]:
        return added(emulated, *(a_customer(f"cus_lane{number}_{member}") for member in range(5)))

    with ThreadPoolExecutor(max_workers=4) as lanes:
        ids = [internal_id for lane_ids in lanes.map(lane, range(8)) for internal_id in lane_ids]

    assert len(set(ids)) == 40
