"""Posts what translations want into a small general ledger, as NetSuite would: for books whose balances are known.

It refuses what NetSuite refuses: more applied than there is, and refunds that pay out something else than their total.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from builders import a_customer, rules

from connector.translation.rules import Rules
from connector.translation.translate import translate
from connector.translation.wanted import Translation
from netsuite_client.records import (
    CreditMemo,
    CustomerPayment,
    CustomerRefund,
    Invoice,
    Kind,
    Record,
    Ref,
    Transaction,
)
from stripe_client.objects import (
    BalanceFamily,
    Charge,
    ChargeFamily,
    CreditNote,
    CustomerBalanceTransaction,
    Family,
    InvoicePayment,
    InvoiceStory,
)

UNDEPOSITED = Ref(kind=Kind.ACCOUNT, internal_id="5", name="Undeposited Funds")
RULES = rules(undeposited_account=UNDEPOSITED)

ACCOUNTS = {"stripe_tax": "tax payable", "stripe_bad_debt": "bad debt"}
"""The account of an item that does not post to income."""


@dataclass(frozen=True, kw_only=True)
class Billing:
    """All that Stripe has of one customer; every root sees the same."""

    stories: Sequence[InvoiceStory]
    charges: Sequence[Charge] = ()
    notes: Sequence[CreditNote] = ()
    balance: Sequence[CustomerBalanceTransaction] = ()

    def families(self) -> list[Family]:
        """The families of all roots."""
        whole = [self._whole(story) for story in self.stories]
        families: list[Family] = [*whole, *(self._charge(charge, whole) for charge in self.charges)]
        if self.balance:
            stories = {story.invoice.id: story for story in whole}
            currency = self.balance[0].currency
            families.append(
                BalanceFamily(
                    customer=a_customer(), currency=currency, transactions=tuple(self.balance), stories=stories
                )
            )
        return families

    def _whole(self, story: InvoiceStory) -> InvoiceStory:
        paid_by = {
            charge.id: charge for charge in self.charges if any(_is_of(charge, p) for p in story.invoice.payments)
        }
        lite = self._lite(story, paid_by)
        others = {
            other.invoice.id: self._lite(other, {charge.id: charge for charge in self.charges})
            for other in self.stories
            if other is not story
        }
        return _with(lite, balance=tuple(self.balance), others=others)

    def _lite(self, story: InvoiceStory, charges: dict[str, Charge]) -> InvoiceStory:
        notes = tuple(note for note in self.notes if note.invoice_id == story.invoice.id)
        return _with(story, charges=charges, credit_notes=notes)

    def _charge(self, charge: Charge, stories: Sequence[InvoiceStory]) -> ChargeFamily:
        paid = {
            story.invoice.id: [payment for payment in story.invoice.payments if _is_of(charge, payment)]
            for story in stories
        }
        ours = [story for story in stories if paid[story.invoice.id]]
        return ChargeFamily(
            charge=charge,
            customer=a_customer(),
            payments=tuple(payment for payments in paid.values() for payment in payments),
            invoices={story.invoice.id: story.invoice for story in ours},
            stories={story.invoice.id: story for story in ours},
        )


def _with(story: InvoiceStory, **differences: object) -> InvoiceStory:
    return replace(story, **differences)  # type: ignore[arg-type]  # names of its own fields


def _is_of(charge: Charge, payment: InvoicePayment) -> bool:
    return payment.payment_intent_id == charge.payment_intent_id


@dataclass
class Books:
    """The ledger: balances by account, debit positive, and what is left of each document."""

    balances: Counter[str] = field(default_factory=Counter)
    left: dict[str, Decimal] = field(default_factory=dict)
    records: dict[str, Record] = field(default_factory=dict)
    findings: list[str] = field(default_factory=list)

    def balance(self, *accounts: str) -> list[str]:
        """The balances of these accounts, as people write them."""
        return [f"{self.balances[account].normalize():f}" if self.balances[account] else "0" for account in accounts]


def books_of(billing: Billing, rules: Rules = RULES) -> Books:
    """What NetSuite has once all that is wanted is in it."""
    return post(translate(family, rules, {}) for family in billing.families())


def post(translations: Iterable[Translation]) -> Books:
    """Posts all records, then all applications."""
    books = Books(balances=Counter(dict.fromkeys(("AR", "undeposited", "income", "tax payable"), Decimal(0))))
    done = list(translations)
    for translation in done:
        assert not translation.problems, translation.problems
        books.findings += [f"{each.code} {each.subject}" for each in translation.findings]
        for wanted in translation.records:
            _post_record(books, wanted.record)
    for translation in done:
        for use in translation.applications:
            payer, payee = str(use.payer.external_id), str(use.payee.external_id)
            for end, kind in ((payer, use.payer.kind), (payee, use.payee.kind)):
                assert end in books.records, f"{payer} > {payee}: there is no {end}"
                assert books.records[end].KIND is kind, f"{end} is no {kind}"
                books.left[end] -= use.amount
                assert books.left[end] >= 0, f"{payer} > {payee} {use.amount}: too much of {end}"
    refunds = [key for key, record in books.records.items() if isinstance(record, CustomerRefund)]
    assert all(books.left[key] == 0 for key in refunds), "a refund pays out what is applied"
    assert sum(books.balances.values()) == 0
    return books


def _post_record(books: Books, record: Record) -> None:
    assert record.external_id not in books.records, f"{record.external_id} is wanted twice"
    books.records[record.external_id] = record
    assert isinstance(record, Transaction)
    books.left[record.external_id] = record.total
    match record:
        case Invoice() | CreditMemo():
            sign = 1 if isinstance(record, Invoice) else -1
            books.balances["AR"] += sign * record.total
            for line in record.lines:
                books.balances[ACCOUNTS.get(str(line.item.external_id), "income")] -= sign * line.amount
        case CustomerPayment() | CustomerRefund():
            sign = 1 if isinstance(record, CustomerPayment) else -1
            books.balances["undeposited"] += sign * record.total
            books.balances["AR"] -= sign * record.total
