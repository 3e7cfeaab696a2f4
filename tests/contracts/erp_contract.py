"""What every `Erp` promises to delivery. A subclass brings the one that is tried, and the trouble it can be in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import count
from typing import Protocol

import pytest

from connector.ports import Erp
from netsuite_client.account import Sought
from netsuite_client.errors import Busy, LoginRefused
from netsuite_client.outcomes import (
    Accepted,
    Add,
    Apply,
    ChangeApplications,
    Delete,
    Meaning,
    Operation,
    Outcome,
    Refused,
    Unanswered,
    Update,
)
from netsuite_client.records import (
    CreditMemo,
    Customer,
    CustomerPayment,
    CustomerRefund,
    Field,
    Group,
    Invoice,
    Kind,
    PaymentMethod,
    Record,
    Ref,
    ServiceSaleItem,
    TransactionLine,
)

USD = Ref(kind=Kind.CURRENCY, internal_id="1")
EUR = Ref(kind=Kind.CURRENCY, internal_id="2")
SUBSIDIARY = Ref(kind=Kind.SUBSIDIARY, internal_id="1")

_numbers = count(1)


class Trouble(Protocol):
    """What a test may let happen to the next write."""

    def loses_the_answer(self) -> None:
        """It is done, and nobody hears of it."""

    def is_busy(self) -> None:
        """It is turned away."""

    def refuses_the_login(self) -> None:
        """It is not let in."""


def fresh(prefix: str) -> str:
    """An id that no other test uses, since they may share an account."""
    return f"{prefix}_contract{next(_numbers)}"


def a_customer(external_id: str | None = None) -> Customer:
    id_ = external_id or fresh("cus")
    return Customer(
        external_id=id_,
        is_person=False,
        entity_id=fresh("entity"),
        company_name="Ada Ltd",
        subsidiary=SUBSIDIARY,
        currency=USD,
        currencies=(USD,),
    )


def an_item(income_account: str, external_id: str | None = None) -> ServiceSaleItem:
    id_ = external_id or fresh("price")
    account = Ref(kind=Kind.ACCOUNT, internal_id=income_account)
    return ServiceSaleItem(
        external_id=id_, item_id=f"Gold ({fresh('item')})", display_name="Gold", income_account=account
    )


def an_invoice(customer: str, item: str, amount: str = "100.00", external_id: str | None = None) -> Invoice:
    return Invoice(
        external_id=external_id or fresh("in"),
        entity=Ref(kind=Kind.CUSTOMER, internal_id=customer),
        tran_date=date(2026, 3, 1),
        currency=USD,
        lines=(TransactionLine(item=Ref(kind=Kind.SERVICE_SALE_ITEM, internal_id=item), amount=Decimal(amount)),),
        memo="Stripe",
    )


def a_payment(customer: str, amount: str = "100.00") -> CustomerPayment:
    return CustomerPayment(
        external_id=fresh("ch"),
        customer=Ref(kind=Kind.CUSTOMER, internal_id=customer),
        tran_date=date(2026, 3, 2),
        currency=USD,
        payment=Decimal(amount),
    )


def a_memo(customer: str, item: str, amount: str = "40.00") -> CreditMemo:
    return CreditMemo(
        external_id=fresh("memo_re"),
        entity=Ref(kind=Kind.CUSTOMER, internal_id=customer),
        tran_date=date(2026, 3, 3),
        currency=USD,
        lines=(TransactionLine(item=Ref(kind=Kind.SERVICE_SALE_ITEM, internal_id=item), amount=Decimal(amount)),),
    )


def a_refund(customer: str, method: str, amount: str = "40.00") -> CustomerRefund:
    return CustomerRefund(
        external_id=fresh("re"),
        customer=Ref(kind=Kind.CUSTOMER, internal_id=customer),
        tran_date=date(2026, 3, 3),
        currency=USD,
        total=Decimal(amount),
        payment_method=Ref(kind=Kind.PAYMENT_METHOD, internal_id=method),
    )


def applied(doc: str, amount: str) -> Apply:
    return Apply(doc=doc, amount=Decimal(amount))


class ErpContract:
    """`Erp`, as its docstrings promise. Needs the fixtures `erp` and `trouble`."""

    @pytest.fixture
    def customer(self, erp: Erp) -> str:
        return self.added(erp, a_customer())

    @pytest.fixture
    def item(self, erp: Erp) -> str:
        income = next(account for account in erp.account_facts().accounts if account.type == "Income")
        return self.added(erp, an_item(income.internal_id))

    @pytest.fixture
    def method(self, erp: Erp) -> str:
        return self.added(erp, PaymentMethod(external_id=fresh("method"), name=fresh("Stripe")))

    def added(self, erp: Erp, record: Record, *applies: Apply) -> str:
        """The internal id of a record that must be accepted."""
        (outcome,) = erp.send([Add(record=record, applies=applies)])
        assert isinstance(outcome, Accepted), outcome
        return outcome.internal_id

    def invoiced_and_paid(self, erp: Erp, customer: str, item: str) -> tuple[str, str]:
        """An invoice of 100.00 of which a payment of 60.00 paid 40.00."""
        invoice = self.added(erp, an_invoice(customer, item))
        return invoice, self.added(erp, a_payment(customer, "60.00"), applied(invoice, "40.00"))

    def change(self, erp: Erp, payer: str, *applies: Apply, kind: Kind = Kind.CUSTOMER_PAYMENT) -> Outcome:
        change = ChangeApplications(kind=kind, internal_id=payer, applies=applies)
        return erp.send([change])[0]

    def deleted(self, erp: Erp, kind: Kind, internal_id: str) -> Outcome:
        return erp.send([Delete(kind=kind, internal_id=internal_id)])[0]

    def amounts(self, erp: Erp, *internal_ids: str) -> list[tuple[str, str]]:
        """Total and rest of each."""
        balances = erp.balances(internal_ids)
        return [(f"{balances[id_].total:.2f}", f"{balances[id_].remaining:.2f}") for id_ in internal_ids]

    def uses(self, erp: Erp, payer: str) -> list[tuple[str, str]]:
        """What a payer is used on."""
        return sorted((apply.doc, f"{apply.amount:.2f}") for apply in erp.applications([payer])[payer])

    # Sending

    def test_there_is_an_outcome_for_each_operation_in_order(self, erp: Erp, customer: str, item: str) -> None:
        outcomes = erp.send(
            [
                Add(record=an_invoice(customer, item)),
                Add(record=an_invoice("999999", item)),
                Add(record=a_payment(customer)),
            ]
        )
        assert [type(outcome) for outcome in outcomes] == [Accepted, Refused, Accepted]

    def test_kinds_may_be_mixed_in_one_request(self, erp: Erp) -> None:
        method = PaymentMethod(external_id=fresh("method"), name=fresh("Stripe"))
        outcomes = erp.send([Add(record=a_customer()), Add(record=method)])
        assert [type(outcome) for outcome in outcomes] == [Accepted, Accepted]

    def test_adds_and_changes_do_not_go_in_one_request(self, erp: Erp) -> None:
        change = ChangeApplications(kind=Kind.CUSTOMER_PAYMENT, internal_id="1", applies=())
        with pytest.raises(ValueError, match="of one type"):
            erp.send([Add(record=a_customer()), change])

    @pytest.mark.parametrize("write", [str, str.upper], ids=["in the same letters", "in other letters"])
    def test_an_external_id_is_taken(self, erp: Erp, write: type[str]) -> None:
        customer = a_customer()
        self.added(erp, customer)
        (outcome,) = erp.send([Add(record=a_customer(write(customer.external_id)))])
        assert isinstance(outcome, Refused)
        assert outcome.meaning is Meaning.ALREADY_EXISTS

    def test_a_reference_that_names_nothing_is_refused_as_data(self, erp: Erp, item: str) -> None:
        (outcome,) = erp.send([Add(record=an_invoice("999999", item))])
        assert isinstance(outcome, Refused)
        assert outcome.meaning is Meaning.DATA

    # Applying

    def test_ready_applications_ride_in_the_add_of_their_payer(self, erp: Erp, customer: str, item: str) -> None:
        invoice, payment = self.invoiced_and_paid(erp, customer, item)
        assert self.uses(erp, payment) == [(invoice, "40.00")]
        assert self.amounts(erp, invoice, payment) == [("100.00", "60.00"), ("60.00", "20.00")]

    def test_a_payer_that_is_used_on_nothing_has_an_empty_entry(self, erp: Erp, customer: str) -> None:
        assert self.uses(erp, self.added(erp, a_payment(customer))) == []

    def test_a_change_adds_an_application_and_leaves_those_that_it_does_not_name(
        self, erp: Erp, customer: str, item: str
    ) -> None:
        first, payment = self.invoiced_and_paid(erp, customer, item)
        second = self.added(erp, an_invoice(customer, item, "15.00"))
        assert isinstance(self.change(erp, payment, applied(second, "15.00")), Accepted)
        assert self.uses(erp, payment) == sorted([(first, "40.00"), (second, "15.00")])

    def test_a_change_says_the_new_amount_and_not_the_difference(self, erp: Erp, customer: str, item: str) -> None:
        invoice, payment = self.invoiced_and_paid(erp, customer, item)
        assert isinstance(self.change(erp, payment, applied(invoice, "55.00")), Accepted)
        assert self.amounts(erp, invoice, payment) == [("100.00", "45.00"), ("60.00", "5.00")]

    def test_zero_takes_an_application_back(self, erp: Erp, customer: str, item: str) -> None:
        invoice, payment = self.invoiced_and_paid(erp, customer, item)
        assert isinstance(self.change(erp, payment, applied(invoice, "0")), Accepted)
        assert self.uses(erp, payment) == []
        assert self.amounts(erp, invoice) == [("100.00", "100.00")]

    @pytest.mark.parametrize("amount", ["60.01", "100.01"], ids=["than the payment", "than the invoice"])
    def test_no_more_is_applied(self, erp: Erp, customer: str, item: str, amount: str) -> None:
        invoice, payment = self.invoiced_and_paid(erp, customer, item)
        assert isinstance(self.change(erp, payment, applied(invoice, amount)), Refused)
        assert self.uses(erp, payment) == [(invoice, "40.00")], "nothing was done"

    def test_a_refused_application_refuses_the_add_that_it_rides_in(self, erp: Erp, customer: str, item: str) -> None:
        invoice, payment = self.added(erp, an_invoice(customer, item)), a_payment(customer, "500.00")
        (outcome,) = erp.send([Add(record=payment, applies=(applied(invoice, "100.01"),))])
        assert isinstance(outcome, Refused)
        assert erp.find([payment.external_id]) == ()

    # Crediting and refunding

    def test_a_credit_memo_is_used_on_an_invoice_in_its_add_and_later(self, erp: Erp, customer: str, item: str) -> None:
        first, second = self.added(erp, an_invoice(customer, item)), self.added(erp, an_invoice(customer, item))
        memo = self.added(erp, a_memo(customer, item), applied(first, "25.00"))
        assert isinstance(self.change(erp, memo, applied(second, "10.00"), kind=Kind.CREDIT_MEMO), Accepted)
        assert self.uses(erp, memo) == sorted([(first, "25.00"), (second, "10.00")])
        assert self.amounts(erp, first, second, memo) == [("100.00", "75.00"), ("100.00", "90.00"), ("40.00", "5.00")]

    def test_a_refund_pays_out_a_memo_and_an_unapplied_payment(
        self, erp: Erp, customer: str, item: str, method: str
    ) -> None:
        memo, payment = self.added(erp, a_memo(customer, item)), self.added(erp, a_payment(customer))
        refund = a_refund(customer, method, "50.00")
        internal_id = self.added(erp, refund, applied(memo, "40.00"), applied(payment, "10.00"))
        assert self.uses(erp, internal_id) == sorted([(memo, "40.00"), (payment, "10.00")])
        assert self.amounts(erp, memo, payment, internal_id) == [
            ("40.00", "0.00"),
            ("100.00", "90.00"),
            ("50.00", "0.00"),
        ]
        (found,) = erp.find([refund.external_id])
        assert (found.type, found.entity, found.currency, found.total) == ("CustRfnd", customer, "1", Decimal(50))

    def test_a_refund_of_nothing_is_refused(self, erp: Erp, customer: str, method: str) -> None:
        assert isinstance(erp.send([Add(record=a_refund(customer, method))])[0], Refused)

    def test_no_more_is_refunded_than_a_memo_has_left(self, erp: Erp, customer: str, item: str, method: str) -> None:
        memo = self.added(erp, a_memo(customer, item))
        (outcome,) = erp.send([Add(record=a_refund(customer, method, "40.01"), applies=(applied(memo, "40.01"),))])
        assert isinstance(outcome, Refused)

    def test_a_refund_changes_what_it_pays_out_in_one_change(
        self, erp: Erp, customer: str, item: str, method: str
    ) -> None:
        payment, memo = self.added(erp, a_payment(customer)), self.added(erp, a_memo(customer, item))
        refund = self.added(erp, a_refund(customer, method), applied(payment, "40.00"))
        changed = self.change(erp, refund, applied(payment, "0"), applied(memo, "40.00"), kind=Kind.CUSTOMER_REFUND)
        assert isinstance(changed, Accepted), changed
        assert self.uses(erp, refund) == [(memo, "40.00")]

    def test_memos_and_refunds_are_read_back(self, erp: Erp, customer: str, item: str, method: str) -> None:
        memo, refund = a_memo(customer, item), a_refund(customer, method)
        ids = (id_ := self.added(erp, memo), self.added(erp, refund, applied(id_, "40.00")))
        found = erp.read([Ref(kind=each.KIND, internal_id=id_) for each, id_ in zip((memo, refund), ids, strict=True)])
        assert isinstance(found[0], CreditMemo)
        assert isinstance(found[1], CustomerRefund)
        assert [(one.external_id, one.total) for one in (found[0], found[1])] == [
            (memo.external_id, Decimal(40)),
            (refund.external_id, Decimal(40)),
        ]

    # Taking back

    def test_a_deleted_record_is_gone_and_frees_what_it_was_used_on(self, erp: Erp, customer: str, item: str) -> None:
        invoice, payment = self.invoiced_and_paid(erp, customer, item)
        assert isinstance(self.change(erp, payment, applied(invoice, "0")), Accepted)
        assert isinstance(self.deleted(erp, Kind.CUSTOMER_PAYMENT, payment), Accepted)
        assert isinstance(self.deleted(erp, Kind.INVOICE, invoice), Accepted)
        assert erp.balances([invoice, payment]) == {}

    def test_what_others_are_used_on_is_not_deleted(self, erp: Erp, customer: str, item: str) -> None:
        invoice, _ = self.invoiced_and_paid(erp, customer, item)
        assert isinstance(self.deleted(erp, Kind.INVOICE, invoice), Refused)
        assert self.amounts(erp, invoice) == [("100.00", "60.00")]

    def test_a_refund_is_deleted_as_it_stands(self, erp: Erp, customer: str, item: str, method: str) -> None:
        memo = self.added(erp, a_memo(customer, item))
        refund = self.added(erp, a_refund(customer, method), applied(memo, "40.00"))
        assert isinstance(self.deleted(erp, Kind.CUSTOMER_REFUND, refund), Accepted)
        assert self.amounts(erp, memo) == [("40.00", "40.00")]

    def test_whether_it_was_there_to_be_deleted_a_look_shows(self, erp: Erp) -> None:
        assert isinstance(self.deleted(erp, Kind.CREDIT_MEMO, "999999"), Unanswered)
        assert erp.balances(["999999"]) == {}

    # Changing what is there

    def test_a_customer_gains_a_currency_and_keeps_the_others(self, erp: Erp, item: str) -> None:
        """Rule C-1: only then can it be billed in it."""
        before = a_customer()
        customer = self.added(erp, before)
        in_euros = replace(an_invoice(customer, item), currency=EUR)
        assert isinstance(erp.send([Add(record=in_euros)])[0], Refused)
        newer = replace(before, company_name="Another name", currencies=(EUR,))
        assert erp.send([Update(internal_id=customer, record=newer, parts=frozenset({"currencies"}))]) == (
            Accepted(internal_id=customer),
        )
        (there,) = erp.read([Ref(kind=Kind.CUSTOMER, internal_id=customer)])
        assert isinstance(there, Customer)
        assert {ref.internal_id for ref in there.currencies} == {"1", "2"}
        assert there.company_name == "Ada Ltd", "what is not named stays"
        self.added(erp, in_euros)

    def test_an_update_changes_the_named_parts_of_a_document(self, erp: Erp, customer: str, item: str) -> None:
        """Rule V-13: the mechanism behind fields that follow Stripe."""
        before = an_invoice(customer, item)
        invoice = self.added(erp, before)
        newer = replace(before, memo="Another memo", other_ref_num="4711")
        self.added_update(erp, invoice, newer, "memo")
        (there,) = erp.read([Ref(kind=Kind.INVOICE, internal_id=invoice)])
        assert isinstance(there, Invoice)
        assert (there.memo, there.other_ref_num, there.total) == ("Another memo", None, Decimal(100))

    def test_the_same_update_twice_is_once(self, erp: Erp) -> None:
        before = a_customer()
        customer = self.added(erp, before)
        for _ in range(2):
            self.added_update(erp, customer, replace(before, currencies=(USD, EUR)), "currencies")
        (there,) = erp.read([Ref(kind=Kind.CUSTOMER, internal_id=customer)])
        assert isinstance(there, Customer)
        assert [ref.internal_id for ref in there.currencies] == ["1", "2"]

    def test_what_is_not_there_cannot_be_changed(self, erp: Erp) -> None:
        (outcome,) = erp.send([Update(internal_id="999999", record=a_customer(), parts=frozenset({"currencies"}))])
        assert isinstance(outcome, Refused)

    def added_update(self, erp: Erp, internal_id: str, record: Record, *parts: str) -> None:
        """An update that must be accepted."""
        (outcome,) = erp.send([Update(internal_id=internal_id, record=record, parts=frozenset(parts))])
        assert isinstance(outcome, Accepted), outcome

    # Asking

    def test_what_is_found_says_all_that_tells_ours_from_others(self, erp: Erp, customer: str, item: str) -> None:
        invoice = an_invoice(customer, item)
        internal_id = self.added(erp, invoice)
        (found,) = erp.find([invoice.external_id])
        assert (found.group, found.type, found.internal_id) == (Group.TRANSACTION, "CustInvc", internal_id)
        assert (found.external_id, found.entity, found.currency) == (invoice.external_id, customer, "1")
        assert found.total == Decimal("100.00")

    def test_a_payments_total_is_positive_too(self, erp: Erp, customer: str) -> None:
        payment = a_payment(customer)
        self.added(erp, payment)
        assert erp.find([payment.external_id])[0].total == Decimal("100.00")

    def test_other_letters_find_it_and_show_its_own(self, erp: Erp, customer: str, item: str) -> None:
        invoice = an_invoice(customer, item, external_id=fresh("in_aB"))
        self.added(erp, invoice)
        assert [found.external_id for found in erp.find([invoice.external_id.swapcase()])] == [invoice.external_id]

    def test_an_external_id_is_looked_for_among_all_types(self, erp: Erp) -> None:
        same = fresh("same")
        self.added(erp, a_customer(same))
        self.added(erp, PaymentMethod(external_id=same, name=fresh("Stripe")))
        assert {found.group for found in erp.find([same])} == {Group.ENTITY, Group.PAYMENT_METHOD}

    def test_what_is_not_there_is_found_nowhere(self, erp: Erp) -> None:
        assert erp.find([fresh("in")]) == ()
        assert erp.balances(["999999"]) == {}

    # Looking for what may be there already

    def test_a_record_is_found_by_its_internal_id(self, erp: Erp, customer: str, item: str) -> None:
        """Rule I-4."""
        invoice = self.added(erp, an_invoice(customer, item))
        by_id = [
            Sought(group=Group.ENTITY, field="id", value=customer),
            Sought(group=Group.ITEM, field="id", value=item),
            Sought(group=Group.TRANSACTION, field="id", value=invoice),
        ]
        hits = erp.search(by_id)
        assert [[(one.type, one.internal_id, one.entity) for one in hits[sought]] for sought in by_id] == [
            [("CustJob", customer, None)],
            [("Service", item, None)],
            [("CustInvc", invoice, customer)],
        ]

    def test_what_nobody_is_has_an_empty_entry(self, erp: Erp) -> None:
        nobody = [
            Sought(group=Group.TRANSACTION, field="id", value="999999"),
            Sought(group=Group.ENTITY, field="email", value=f"{fresh('nobody')}@acme.example"),
        ]
        assert erp.search(nobody) == dict.fromkeys(nobody, ())
        assert erp.search(()) == {}

    @pytest.mark.parametrize(
        ("field", "part"),
        [("email", "email"), ("entityid", "entity_id"), ("companyname", "company_name"), ("externalid", "external_id")],
    )
    @pytest.mark.parametrize("write", [str, str.upper, "  {} ".format], ids=["as it is", "in other letters", "padded"])
    def test_a_customer_is_found_by_the_full_value_of_a_field(
        self, erp: Erp, field: str, part: str, write: Callable[[str], str]
    ) -> None:
        """Rule C-2: letter case and surrounding space do not count, in any alphabet."""
        name = fresh("Österreichische Ümlaute")
        customer = replace(a_customer(), email=f"{fresh('ada')}@acme.example", company_name=name)
        internal_id, value = self.added(erp, customer), str(getattr(customer, part))
        wanted, longer = (Sought(group=Group.ENTITY, field=field, value=each) for each in (write(value), f"{value}9"))
        hits = erp.search([wanted, longer])
        assert [one.internal_id for one in hits[wanted]] == [internal_id]
        assert hits[longer] == ()

    def test_several_that_fit_are_all_found_and_those_that_are_inactive_are_not(self, erp: Erp) -> None:
        """Rule C-2; a link names a record by its id, whatever became of it since."""
        email = f"{fresh('same')}@acme.example"
        off = Field(name="isInactive", type="boolean", value="true")
        two = [self.added(erp, replace(a_customer(), email=email)) for _ in range(2)]
        gone = self.added(erp, replace(a_customer(), email=email, fields=(off,)))
        by_email = Sought(group=Group.ENTITY, field="email", value=email)
        by_id = Sought(group=Group.ENTITY, field="id", value=gone)
        hits = erp.search([by_email, by_id])
        assert sorted(one.internal_id for one in hits[by_email]) == sorted(two)
        assert [one.internal_id for one in hits[by_id]] == [gone]

    @pytest.mark.parametrize(("field", "part"), [("itemid", "item_id"), ("displayname", "display_name")])
    def test_an_item_is_found_by_its_names(self, erp: Erp, item: str, field: str, part: str) -> None:
        """Rule C-5."""
        (gold,) = erp.read([Ref(kind=Kind.SERVICE_SALE_ITEM, internal_id=item)])
        sought = Sought(group=Group.ITEM, field=field, value=str(getattr(gold, part)))
        assert item in [one.internal_id for one in erp.search([sought])[sought]]

    def test_a_field_of_the_accounts_own_is_searched_too(self, erp: Erp) -> None:
        """Rules C-2, C-5."""
        number = fresh("no")
        own = Field(name="custentity_account_no", type="text", value=number)
        internal_id = self.added(erp, replace(a_customer(), fields=(own,)))
        sought = Sought(group=Group.ENTITY, field="custentity_account_no", value=number)
        assert [one.internal_id for one in erp.search([sought])[sought]] == [internal_id]

    # Reading

    def test_records_are_read_by_either_id_in_order_and_none_where_there_is_none(
        self, erp: Erp, customer: str, item: str
    ) -> None:
        invoice = an_invoice(customer, item)
        internal_id = self.added(erp, invoice)
        there, gone, again = erp.read(
            [
                Ref(kind=Kind.INVOICE, internal_id=internal_id),
                Ref(kind=Kind.INVOICE, internal_id="999999"),
                Ref(kind=Kind.INVOICE, external_id=invoice.external_id),
            ]
        )
        assert gone is None
        assert there == again
        assert isinstance(there, Invoice)
        assert (there.external_id, there.total, there.tran_date) == (
            invoice.external_id,
            Decimal(100),
            date(2026, 3, 1),
        )

    def test_asked_for_nothing_it_says_nothing(self, erp: Erp) -> None:
        nothing: Sequence[str] = ()
        assert (erp.find(nothing), erp.applications(nothing), erp.balances(nothing)) == ((), {}, {})
        assert erp.read(()) == ()

    def test_the_facts_name_what_rules_are_made_of(self, erp: Erp) -> None:
        facts = erp.account_facts()
        precisions = {currency.symbol: currency.precision for currency in facts.currencies}
        assert (precisions["USD"], precisions["JPY"]) == (2, 0)
        assert {"AcctRec", "Income"} <= {account.type for account in facts.accounts}
        assert any(period.start <= date(2026, 3, 1) <= period.end for period in facts.periods)
        assert all(column == column.lower() for column in facts.line_columns)

    # Trouble

    def test_a_lost_answer_is_not_a_no(self, erp: Erp, trouble: Trouble) -> None:
        customers = [a_customer(), a_customer()]
        trouble.loses_the_answer()
        outcomes = erp.send([Add(record=customer) for customer in customers])
        assert [type(outcome) for outcome in outcomes] == [Unanswered, Unanswered]
        found = erp.find([customer.external_id for customer in customers])
        assert sorted(one.external_id for one in found) == sorted(customer.external_id for customer in customers)

    @pytest.mark.parametrize(
        ("what", "error"), [("is_busy", Busy), ("refuses_the_login", LoginRefused)], ids=["busy", "login refused"]
    )
    def test_turned_away_nothing_was_done(self, erp: Erp, trouble: Trouble, what: str, error: type[Exception]) -> None:
        customer = a_customer()
        getattr(trouble, what)()
        operations: list[Operation] = [Add(record=customer)]
        with pytest.raises(error):
            erp.send(operations)
        assert erp.find([customer.external_id]) == ()
        assert isinstance(erp.send(operations)[0], Accepted)
