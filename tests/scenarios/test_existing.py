"""Records that NetSuite has before the first sync are used over HTTP as they are (rules I-4, C-2, C-5, C-6, I-1)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from netsuite_client.client import NetSuite, connect
from netsuite_client.outcomes import Accepted, Add, Apply
from netsuite_client.records import (
    Customer,
    CustomerPayment,
    Invoice,
    Kind,
    OtherChargeSaleItem,
    Record,
    Ref,
    ServiceSaleItem,
    TransactionLine,
)
from scenarios.books import Story, three_families
from scenarios.company import KEYS, NETSUITE_ACCOUNT, Company, company
from stripe_client.emulator.history import at

USD = Ref(kind=Kind.CURRENCY, internal_id="1")
SUBSIDIARY = Ref(kind=Kind.SUBSIDIARY, internal_id="1")
INCOME = Ref(kind=Kind.ACCOUNT, internal_id="8")


@dataclass(kw_only=True)
class Legacy:
    """What people keep in NetSuite by hand, beside what a company bills at Stripe."""

    made: Company
    netsuite: NetSuite
    book: dict[str, Any]

    def has(self, record: Record) -> str:
        """NetSuite has a record; gives its internal id."""
        (outcome,) = self.netsuite.send([Add(record=record)])
        assert isinstance(outcome, Accepted), outcome
        return outcome.internal_id

    def customer(self, name: str = "Ada Limited", email: str = "ADA@ada.example") -> str:
        return self.has(
            Customer(
                external_id=f"crm-{name}",
                is_person=False,
                entity_id=name,
                company_name=name,
                email=email,
                subsidiary=SUBSIDIARY,
                currency=USD,
                currencies=(USD,),
            )
        )

    def item(self, name: str = "GOLD-M") -> str:
        return self.has(
            ServiceSaleItem(external_id=f"erp-{name}", item_id=name, income_account=INCOME, subsidiaries=(SUBSIDIARY,))
        )

    def invoice(self, customer: str, item: str, amount: str) -> str:
        sold = Ref(kind=Kind.SERVICE_SALE_ITEM, internal_id=item)
        line = TransactionLine(item=sold, amount=Decimal(amount), description="By hand")
        entity = Ref(kind=Kind.CUSTOMER, internal_id=customer)
        day = date(2026, 1, 15)
        return self.has(
            Invoice(external_id="by-hand", entity=entity, tran_date=day, currency=USD, lines=(line,), memo="By hand")
        )

    def settled_by_hand(self, customer: str, invoice: str, amount: str) -> None:
        """Somebody books that a customer paid an invoice of NetSuite."""
        payment = CustomerPayment(
            external_id="cheque",
            customer=Ref(kind=Kind.CUSTOMER, internal_id=customer),
            tran_date=date(2026, 1, 20),
            currency=USD,
            payment=Decimal(amount),
            memo="Cheque",
            undep_funds=True,
        )
        (outcome,) = self.netsuite.send([Add(record=payment, applies=(Apply(doc=invoice, amount=Decimal(amount)),))])
        assert isinstance(outcome, Accepted), outcome

    def says(self, kind: str, id_: str, **metadata: str) -> None:
        """Somebody writes metadata on an object at Stripe."""
        (found,) = [each for each in self.book[kind] if each["id"] == id_]
        self.made.stripe.merge({kind: [{**deepcopy(found), "metadata": metadata}]})

    def lines(self, invoice: str) -> list[tuple[str, str]]:
        """Item and amount of each line of an invoice."""
        (found,) = [each for each in self.made.records("invoice") if each["externalId"] == invoice]
        return [(line["item"]["internalId"], line["amount"]) for line in found["itemList"]]

    def customer_of(self, type_: str, external_id: str) -> str:
        """The internal id of the customer of a transaction."""
        (found,) = [each for each in self.made.records(type_) if each["externalId"] == external_id]
        customer: dict[str, str] = found.get("entity") or found["customer"]
        return customer["internalId"]


@contextmanager
def legacy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, story: Story) -> Iterator[Legacy]:
    book = story.book
    with company(tmp_path, monkeypatch, book) as made:
        yield Legacy(
            made=made, netsuite=connect(account=NETSUITE_ACCOUNT, keys=KEYS, base_url=made.netsuite_address), book=book
        )


@pytest.fixture
def there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Legacy]:
    with legacy(tmp_path, monkeypatch, three_families()) as made:
        yield made


def test_i_4_linked_customers_and_items_are_used_and_none_is_created(there: Legacy) -> None:
    ada, gold = there.customer(), there.item()
    there.says("customers", "cus_demo0001", netsuite_customer_id=ada)
    there.says("prices", "price_demo0001", netsuite_service_sale_item_id=gold)
    planned = there.made.sync("--dry-run").out
    assert f"Customer cus_demo0001  linked to NetSuite customer {ada}" in planned
    assert f"Item price_demo0001  linked to NetSuite item {gold}" in planned
    assert "Would add 10 records" in planned

    ended = there.made.sync()
    assert ended.code == 0, ended.said
    assert "linked 2" in ended.out
    assert there.customer_of("invoice", "in_demo0001") == ada
    assert there.customer_of("customerPayment", "ch_demo0001") == ada
    assert there.lines("in_demo0001")[0] == (gold, "100.00")
    created = [each["externalId"] for kind in ("customer", "serviceSaleItem") for each in there.made.records(kind)]
    assert created == ["crm-Ada Limited", "cus_demo0002", "erp-GOLD-M", "price_demo0002", "price_demo0003"]
    shown = there.made.run("show", "in_demo0001").out
    assert f"[synced]  linked to NetSuite {ada}\nCustomer cus_demo0001  linked to NetSuite customer {ada}" in shown
    explained = there.made.run("explain", "in_demo0001", "--field", "linked_to").out
    assert "customer.metadata.netsuite_customer_id" in explained


@pytest.fixture
def workshop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Legacy]:
    """Ada paid for a workshop, without an invoice of Stripe's."""
    story = Story()
    story.workshop(story.ada)
    with legacy(tmp_path, monkeypatch, story) as made:
        yield made


def test_p_9_a_charge_that_names_a_settled_invoice_is_held_until_it_is_let_in_unapplied(workshop: Legacy) -> None:
    ada, gold = workshop.customer(), workshop.item()
    by_hand = workshop.invoice(ada, gold, "100.00")
    workshop.settled_by_hand(ada, by_hand, "100.00")
    workshop.says("charges", "ch_demo0001", netsuite_invoice_id=by_hand)
    ended = workshop.made.sync()
    assert ended.code == 1
    assert "1  NS-106 DUPLICATE_PAYMENT" in ended.out
    told = f"Paid twice: ch_demo0001 pays NetSuite's invoice {by_hand}, which is settled without it"
    assert told in workshop.made.run("show", "ch_demo0001").out
    assert "ch_demo0001" not in workshop.made.books()

    workshop.says("charges", "ch_demo0001", netsuite_invoice_id=by_hand, netsuite_allow_duplicate="true")
    assert workshop.made.sync().code == 0
    assert "ch_demo0001 2026-03-05 USD 100.00: unapplied" in workshop.made.books()
    (payment,) = [each for each in workshop.made.records("customerPayment") if each["externalId"] == "ch_demo0001"]
    assert f"Stripe Payment Error: could not apply to invoice {by_hand}" in payment["memo"]


def test_i_4_a_charge_that_names_an_open_invoice_pays_it(workshop: Legacy) -> None:
    ada, gold = workshop.customer(), workshop.item()
    by_hand = workshop.invoice(ada, gold, "100.00")
    workshop.says("charges", "ch_demo0001", netsuite_invoice_id=by_hand)
    assert workshop.made.sync().code == 0
    assert "ch_demo0001 2026-03-05 USD 100.00: 100.00 on by-hand" in workshop.made.books()


def test_i_4_a_payment_of_a_linked_invoice_is_applied_to_it(there: Legacy) -> None:
    ada, gold = there.customer(), there.item()
    by_hand = there.invoice(ada, gold, "350.00")
    there.says("invoices", "in_demo0001", netsuite_invoice_id=by_hand)
    ended = there.made.sync()
    assert ended.code == 0, ended.said
    assert "1  linked" in ended.out
    assert there.customer_of("customerPayment", "ch_demo0001") == ada
    left = {each["externalId"]: each["amountRemaining"] for each in there.made.records("invoice")}
    assert left == {"by-hand": "0.00", "in_demo0002": "0.00", "in_demo0003": "90.00"}
    assert f"Invoice in_demo0001  linked to NetSuite invoice {by_hand}" in there.made.run("show", "in_demo0001").out


def test_c_2_c_5_c_6_what_settings_find_is_used(there: Legacy) -> None:
    ada, gold, setup = there.customer(), there.item("Gold"), there.item("Setup")
    there.made.configure(
        more="    customers: { match: { stripe: email, netsuite: email } }\n"
        "    items: { strategy: match, match: { stripe: product.name, netsuite: item_id } }\n"
    )
    ended = there.made.sync()
    assert ended.code == 0, ended.said
    assert there.customer_of("invoice", "in_demo0001") == ada
    assert there.lines("in_demo0001") == [(gold, "100.00"), (setup, "250.00")]
    assert [each["externalId"] for each in there.made.records("customer")] == ["crm-Ada Limited", "cus_demo0002"]
    shown = there.made.run("show", "in_demo0001").out
    assert f"[synced]  linked to NetSuite {ada}" in shown
    assert "looked for in NetSuite: email = ada@ada.example; created if there is none" in shown


def test_c_5_a_price_without_its_item_is_said_and_comes_home_when_netsuite_has_it(there: Legacy) -> None:
    there.item("Gold")
    there.made.configure(more="    items: { strategy: match, match: { stripe: product.name, netsuite: item_id } }\n")
    ended = there.made.sync()
    assert ended.code == 1, ended.said
    assert "MAP-405 NO_ITEM_FOR_PRICE" in ended.out
    shown = there.made.run("show", "in_demo0001").out
    assert 'MAP-405 No item for price_demo0002: NetSuite has no active item whose itemid is "Setup"' in shown
    there.item("Setup")
    there.made.run("retry", "price_demo0002")
    assert there.made.sync().code == 0


def test_c_6_settings_name_items_by_id_or_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    story = Story()
    story.invoiced()
    with legacy(tmp_path, monkeypatch, story) as there:
        taxes = there.has(
            OtherChargeSaleItem(external_id="erp-vat", item_id="VAT", income_account=INCOME, subsidiaries=(SUBSIDIARY,))
        )
        there.made.configure(more=f"    items: {{ strategy: global, global_item: Subscriptions, tax_item: {taxes} }}\n")
        assert there.made.sync().code == 0
        (created,) = there.made.records("serviceSaleItem")
        assert (created["externalId"], created["itemId"]) == ("stripe_item", "Subscriptions")


# Letter case


def respelt(value: Any, names: dict[str, str]) -> Any:
    """The objects with other ids."""
    match value:
        case str():
            return names.get(value, value)
        case dict():
            return {key: respelt(member, names) for key, member in value.items()}
        case list():
            return [respelt(member, names) for member in value]
        case _:
            return value


def test_i_1_ids_that_differ_in_letter_case_alone_are_two_invoices_and_two_items(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    story = Story()
    story.billed(story.gold)
    story.billed(story.setup, day=3)
    names = {"in_demo0002": "in_DEMO0001", "price_demo0002": "price_DEMO0001"}
    with company(tmp_path, monkeypatch, respelt(story.book, names)) as made:
        ended = made.sync()
        assert ended.code == 0, ended.said
        invoices = sorted(apart(record["externalId"]) for record in made.records("invoice"))
        items = [(record["externalId"], record["itemId"]) for record in made.records("serviceSaleItem")]
        assert invoices == sorted(["in_DEMO0001", "in_demo0001"])
        assert sorted(apart(external_id) for external_id, _ in items) == ["price_DEMO0001", "price_demo0001"]
        assert all(name.endswith(f"({external_id})") for external_id, name in items), "names are set apart alike"
        totals = {apart(record["externalId"]): record["total"] for record in made.records("invoice")}
        assert totals == {"in_demo0001": "100.00", "in_DEMO0001": "250.00"}
        paid = {apart(record["externalId"]): record["amountRemaining"] for record in made.records("invoice")}
        assert set(paid.values()) == {"0.00"}
        written = made.writes()
        assert "All good" in made.sync().out
        assert made.writes() == written, "whoever was set apart stays so"


def apart(external_id: str) -> str:
    """The Stripe id of an external id; what sets it apart from another is the digest of the id itself."""
    stripe_id, dash, digest = external_id.partition("-")
    assert not dash or digest == sha256(stripe_id.encode()).hexdigest()[:8]
    return stripe_id


def test_i_4_what_was_refunded_by_hand_is_linked_and_nothing_is_made_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The refund of one charge stands for that of another; a link that comes later takes nothing back (rule A-11)."""
    story = Story()
    first, second, third = (story.paid(story.invoiced(day=day), when=at(2026, 3, 6)) for day in (1, 2, 3))
    by_hand = story.refund(first, 4_000, when=at(2026, 3, 7))
    with company(tmp_path, monkeypatch, story.book) as made:
        assert made.sync().code == 0
        (theirs,) = made.records("customerRefund")
        (memo,) = made.records("creditMemo")

        refund = story.refund(second, 4_000, when=at(2026, 3, 8))
        refund["metadata"] = {"netsuite_customer_refund_id": str(theirs["internalId"])}
        by_hand["metadata"] = {"netsuite_customer_refund_id": str(theirs["internalId"])}
        made.stripe.merge(story.book)
        linked = made.sync()
        assert linked.code == 0, linked.said
        assert (made.records("customerRefund"), made.records("creditMemo")) == ([theirs], [memo])
        shown = made.run("show", str(refund["id"])).out
        assert f"linked to NetSuite customer refund {theirs['internalId']}" in shown

        story.refund(third, 1_000, when=at(2026, 3, 9))["metadata"] = {"netsuite_credit_memo_id": memo["internalId"]}
        made.stripe.merge(story.book)
        stopped = made.sync()
        assert "1  NS-103 NOTHING_TO_APPLY" in stopped.out, "all of that memo was paid out before"
        assert made.records("creditMemo") == [memo]
