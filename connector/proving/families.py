"""Recorded objects of Stripe become families, as reading them at Stripe would."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TypeVar

from connector.proving.recorded import Object, Recorded
from stripe_client.aftermath import has_aftermath, has_story, is_by, touches_balance
from stripe_client.invoice_discounts import coupons_within, discounts_of
from stripe_client.invoice_families import billed_customer
from stripe_client.objects import (
    BalanceFamily,
    Charge,
    ChargeFamily,
    Coupon,
    CreditNote,
    Customer,
    CustomerBalanceTransaction,
    CustomerFamily,
    Family,
    Invoice,
    InvoiceStory,
    PaymentRecord,
    Plain,
    Price,
    Product,
    TaxRate,
    parse,
)

T = TypeVar("T")


def families_of(recorded: Recorded, root: Object) -> list[Family]:
    """The family of a root, and those of charges that pay it and of its balance. Raises BrokenObjectError."""
    return list(_Reading(recorded).families(root))


class _Reading:
    """One reading of recorded objects, each parsed once."""

    def __init__(self, recorded: Recorded) -> None:
        lists = recorded.lists
        self._customers = _by_id(Customer, lists["customer"])
        self._prices = _by_id(Price, lists["price"])
        self._products = _by_id(Product, lists["product"])
        self._rates = _by_id(TaxRate, lists["tax_rate"])
        self._records = _by_id(PaymentRecord, lists["payment_record"])
        self._invoices = _by_id(Invoice, lists["invoice"])
        self._charges = _by_id(Charge, lists["charge"])
        self._notes = [parse(CreditNote, each) for each in lists["credit_note"]]
        self._balance = [parse(CustomerBalanceTransaction, each) for each in lists["customer_balance_transaction"]]
        self._coupons = {each["id"]: each for each in lists["coupon"]}
        self._fetched: Mapping[str, Plain] = {each["id"]: each for each in recorded.all()}

    def families(self, root: Object) -> Iterator[Family]:
        match root["object"]:
            case "invoice":
                invoice = self._invoices[root["id"]]
                story = self._story(invoice)
                yield story if has_story(invoice) else self._untold(invoice)
                yield from map(self._charge_family, story.charges.values())
                yield from self._balances(invoice.customer_id, invoice.currency)
            case "charge":
                yield self._charge_family(self._charges[root["id"]])
            case _:
                yield CustomerFamily(customer=self._customers[root["id"]], fetched=self._fetched)

    def _charge_family(self, charge: Charge) -> ChargeFamily:
        paid = {each.id: each for each in self._invoices.values() if any(is_by(charge, one) for one in each.payments)}
        payments = [one for each in paid.values() for one in each.payments if is_by(charge, one)]
        told = [each for each in paid.values() if has_aftermath(charge) or has_story(each)]
        return ChargeFamily(
            charge=charge,
            customer=self._customers.get(charge.customer_id or "") or _billed_in(paid.values()),
            payments=tuple(payments),
            invoices=paid,
            stories={each.id: self._story(each) for each in told},
            fetched=self._fetched,
        )

    def _balances(self, customer: str | None, currency: str) -> Iterator[BalanceFamily]:
        moves = self._moves(customer, currency)
        known = self._customers.get(customer or "")
        if moves and known:
            named = {each.invoice_id for each in moves}
            stories = {id_: self._story(each) for id_, each in self._invoices.items() if id_ in named}
            yield BalanceFamily(
                customer=known, currency=currency, transactions=moves, stories=stories, fetched=self._fetched
            )

    def _story(self, invoice: Invoice) -> InvoiceStory:
        """The whole of a story, with the invoices whose credit is in the same balance."""
        alone = self._alone(invoice)
        by_note = any(note.customer_balance_transaction_id for note in alone.credit_notes)
        if not (touches_balance(invoice) or by_note):
            return alone
        moves = self._moves(invoice.customer_id, invoice.currency)
        named = {each.invoice_id for each in moves} - {invoice.id}
        others = {id_: self._alone(each) for id_, each in self._invoices.items() if id_ in named}
        return replace(alone, balance=moves, others=others)

    def _moves(self, customer: str | None, currency: str) -> tuple[CustomerBalanceTransaction, ...]:
        ours = [each for each in self._balance if each.customer_id == customer and each.currency == currency]
        return tuple(sorted(ours, key=lambda each: (each.created, each.id)))

    def _alone(self, invoice: Invoice) -> InvoiceStory:
        """What happened to an invoice, without the balance."""
        payments = [payment for payment in invoice.payments if payment.status != "canceled"]
        recorded = {each.payment_record_id for each in payments}
        notes = [note for note in self._notes if note.invoice_id == invoice.id]
        return replace(
            self._untold(invoice),
            charges={id_: each for id_, each in self._charges.items() if any(is_by(each, one) for one in payments)},
            payment_records={id_: each for id_, each in self._records.items() if id_ in recorded},
            credit_notes=tuple(sorted(notes, key=lambda note: (note.created, note.id))),
        )

    def _untold(self, invoice: Invoice) -> InvoiceStory:
        """Of an invoice to which nothing happened but payment by charges, what stands in itself."""
        whole = {each["id"]: each for each in coupons_within(invoice.plain)}
        coupons = {discount: whole.get(id_) or self._coupons.get(id_) for discount, id_ in _discounts(invoice)}
        return InvoiceStory(
            invoice=invoice,
            customer=self._customers.get(invoice.customer_id or "") or billed_customer(invoice),
            prices=self._prices,
            products=self._products,
            coupons={discount: parse(Coupon, plain) for discount, plain in coupons.items() if plain},
            tax_rates=self._rates,
            fetched=self._fetched,
        )


def _discounts(invoice: Invoice) -> Iterable[tuple[str, str]]:
    return discounts_of(invoice.plain).items()


def _billed_in(invoices: Iterable[Invoice]) -> Customer | None:
    return next((billed for billed in map(billed_customer, invoices) if billed is not None), None)


def _by_id(cls: type[T], plains: Iterable[Object]) -> dict[str, T]:
    return {str(plain["id"]): parse(cls, plain) for plain in plains}
