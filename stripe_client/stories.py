"""Tells the stories of invoices: what paid them, what went back, what was credited, and the balance they touched."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from stripe_client import invoice_families
from stripe_client.aftermath import gave_back_early, has_notes, has_story, pays, touches_balance
from stripe_client.attached import Attached
from stripe_client.customer_balances import CustomerBalances
from stripe_client.invoice_discounts import lacks_discounts
from stripe_client.invoice_families import invoice_root, parse_invoice, parsed_or_broken
from stripe_client.kept_objects import KeptObjects
from stripe_client.nested_lists import REFUND_EXPANDED, complete
from stripe_client.objects import (
    Charge,
    CreditNote,
    CustomerBalanceTransaction,
    Invoice,
    InvoicePayment,
    InvoiceStory,
    PaymentRecord,
    Plain,
    Read,
    parse,
)
from stripe_client.plain_objects import created_of
from stripe_client.price_book import PriceBook
from stripe_client.wire import Wire

CHARGE_EXPANDED = (
    "balance_transaction",
    "customer",
    "failure_balance_transaction",
    *(f"refunds.data.{name}" for name in REFUND_EXPANDED),
)
"""What comes along with a charge without a further request."""

ORIGINS = frozenset({"invoice_overpaid", "credit_note", "unapplied_from_invoice"})
"""Balance transactions whose credit stems from the invoice that they name: its payment, its note, or the memo of what
it used and gave back (rules B-3, L-4)."""


KEPT_MAX = 500


class Stories:
    """The stories of one reading: what was read for one serves the others."""

    def __init__(self, wire: Wire, book: PriceBook) -> None:
        self._wire = wire
        self._book = book
        self._notes = Attached(wire, "/v1/credit_notes", by="invoice")
        self._disputes = Attached(wire, "/v1/disputes", by="charge")
        self._charges = Attached(wire, "/v1/charges", by="payment_intent", expanded=CHARGE_EXPANDED)
        self._single_charges = KeptObjects(wire, "/v1/charges", expanded=CHARGE_EXPANDED, kept_max=KEPT_MAX)
        self._records = KeptObjects(wire, "/v1/payment_records", kept_max=KEPT_MAX)
        self._invoices = _invoices(wire)
        self._balances = CustomerBalances(wire)
        self._at_hand: dict[str, Charge] = {}

    # Whole families

    def families_of(self, plains: Sequence[Plain]) -> list[Read]:
        """The families of whole invoices; one that cannot be read spoils no other."""
        parsed = [parsed_or_broken(invoice_root(plain), parse_invoice, plain) for plain in plains]
        readable = [invoice for invoice in parsed if isinstance(invoice, Invoice)]
        invoice_families.gather(readable, self._book)
        self._gather([invoice for invoice in readable if has_story(invoice)])
        return [
            parsed_or_broken(invoice_root(each.plain), self._family, each) if isinstance(each, Invoice) else each
            for each in parsed
        ]

    def _family(self, invoice: Invoice) -> InvoiceStory:
        story = invoice_families.priced(invoice, self._book)
        return self._told(story) if has_story(invoice) else story

    def of(self, invoices: Iterable[Invoice]) -> dict[str, InvoiceStory]:
        """The stories of invoices, whatever happened to them. Raises BrokenObjectError."""
        whole = [self._with_discounts(invoice) for invoice in invoices]
        if not whole:
            return {}
        invoice_families.gather(whole, self._book)
        self._gather(whole)
        priced = [invoice_families.priced(invoice, self._book) for invoice in whole]
        return {story.invoice.id: self._told(story) for story in priced}

    def have(self, charges: Iterable[Charge]) -> None:
        """These charges were read a moment ago, and need not be asked for."""
        paying = [charge for charge in charges if pays(charge)]
        self._at_hand = {payer: each for each in paying for payer in (each.id, each.payment_intent_id) if payer}

    def _with_discounts(self, invoice: Invoice) -> Invoice:
        """What stands within a charge's payments shows the ids of discounts only."""
        if not lacks_discounts(invoice.plain):
            return invoice
        self._invoices.gather([invoice.id])
        plain = self._invoices.get(invoice.id)
        return invoice if plain is None else parse_invoice(self._complete(plain))

    # One story

    def _told(self, story: InvoiceStory) -> InvoiceStory:
        """The whole of a story of which the prices are there."""
        alone = self._alone(story)
        balance = self._touched_balance(story.invoice, alone.credit_notes)
        return replace(alone, balance=balance, others=self._others(story.invoice, balance))

    def _alone(self, story: InvoiceStory) -> InvoiceStory:
        """What happened to an invoice, without the balance."""
        invoice = story.invoice
        charges = self._paying(invoice)
        return replace(
            story,
            charges={charge.id: charge for charge in charges},
            payment_records=self._recorded(invoice),
            credit_notes=self._noted(invoice, charges),
        )

    def _paying(self, invoice: Invoice) -> list[Charge]:
        """Oldest first; one that failed pays nothing."""
        read = {each.id: each for payment in _payments(invoice) for each in self._by_payment(payment) if pays(each)}
        return sorted(read.values(), key=lambda charge: (charge.created, charge.id))

    def _by_payment(self, payment: InvoicePayment) -> Iterator[Charge]:
        payer = payment.payment_intent_id or payment.charge_id
        if payer is None:
            return
        if payer in self._at_hand:
            yield self._at_hand[payer]
        elif payment.payment_intent_id is not None:
            yield from map(self.charge, self._charges.of(payer))
        elif (plain := self._single_charges.get(payer)) is not None:
            yield self.charge(plain)

    def charge(self, plain: Plain) -> Charge:
        """A charge with all its refunds and disputes. Raises BrokenObjectError."""
        whole = self._complete(plain)
        if not whole.get("disputed"):
            return parse(Charge, whole)
        self.gather_disputes([whole])
        return parse(Charge, {**whole, "disputes": self._disputes.of(str(whole["id"]))})

    def _recorded(self, invoice: Invoice) -> dict[str, PaymentRecord]:
        ids = [payment.payment_record_id for payment in _payments(invoice) if payment.payment_record_id]
        found = {name: self._records.get(name) for name in ids}
        return {name: parse(PaymentRecord, plain) for name, plain in found.items() if plain is not None}

    def _noted(self, invoice: Invoice, charges: Sequence[Charge]) -> tuple[CreditNote, ...]:
        """Oldest first. Where none counts, none is read."""
        if not has_notes(invoice):
            if not gave_back_early(invoice, charges):
                return ()
            self._notes.gather({invoice.id: invoice.created})
        plains = self._notes.of(invoice.id)
        notes = [parse(CreditNote, self._complete(plain)) for plain in plains]
        return tuple(sorted(notes, key=lambda note: (note.created, note.id)))

    def _complete(self, plain: Plain) -> Plain:
        """What vanishes meanwhile is read again for its own sake."""
        return complete(self._wire, plain) or plain

    # The balance

    def balance(self, customer_id: str, currency: str) -> tuple[CustomerBalanceTransaction, ...]:
        """A customer's transactions in a currency, oldest first. Raises BrokenObjectError."""
        return self._balances.of(customer_id, currency)

    def of_balance(self, balance: Sequence[CustomerBalanceTransaction]) -> dict[str, InvoiceStory]:
        """The stories of all invoices that transactions of one customer name. Raises BrokenObjectError."""
        return self.of(self._named(balance, [each.invoice_id for each in balance]))

    def _touched_balance(self, invoice: Invoice, notes: Iterable[CreditNote]) -> tuple[CustomerBalanceTransaction, ...]:
        is_touched = touches_balance(invoice) or any(note.customer_balance_transaction_id for note in notes)
        if not is_touched or invoice.customer_id is None:
            return ()
        return self.balance(invoice.customer_id, invoice.currency)

    def _others(self, invoice: Invoice, balance: Sequence[CustomerBalanceTransaction]) -> dict[str, InvoiceStory]:
        named = [each.invoice_id for each in balance if each.type in ORIGINS and each.invoice_id != invoice.id]
        others = self._named(balance, named)
        self._gather(others)
        bare = [InvoiceStory(invoice=other, customer=invoice_families.billed_customer(other)) for other in others]
        return {story.invoice.id: self._alone(story) for story in bare}

    def _named(self, balance: Sequence[CustomerBalanceTransaction], ids: Iterable[str | None]) -> list[Invoice]:
        """Invoices of the customer of a balance; one that is gone is left out."""
        wanted = _ids(ids)
        shelf = _invoices(self._wire, customer=balance[0].customer_id) if len(wanted) > 1 else self._invoices
        shelf.gather(wanted)
        found = [plain for name in wanted if (plain := shelf.get(name)) is not None]
        return [parse_invoice(self._complete(plain)) for plain in found]

    # Reading in bulk

    def gather_disputes(self, charges: Iterable[Plain]) -> None:
        """Have the disputes of these charges at hand."""
        self._disputes.gather({str(plain["id"]): created_of(plain) for plain in charges if plain.get("disputed")})

    def _gather(self, invoices: Sequence[Invoice]) -> None:
        """Have at hand what these invoices need: in lists of their customer, if they have but one."""
        if not invoices:
            return
        customers = {invoice.customer_id or "" for invoice in invoices}
        within = {"customer": next(iter(customers))} if len(customers) == 1 and "" not in customers else {}
        payments = [payment for invoice in invoices for payment in _payments(invoice)]
        intents = _ids(payment.payment_intent_id for payment in payments)
        charges = _ids(payment.charge_id for payment in payments if not payment.payment_intent_id)
        self._notes.gather({invoice.id: invoice.created for invoice in invoices if has_notes(invoice)}, **within)
        self._charges.gather(dict.fromkeys(name for name in intents if name not in self._at_hand), **within)
        self._single_charges.gather(name for name in charges if name not in self._at_hand)
        self._records.gather(_ids(payment.payment_record_id for payment in payments))


def _invoices(wire: Wire, **filters: str) -> KeptObjects:
    expanded = invoice_families.EXPANDED
    return KeptObjects(wire, "/v1/invoices", expanded=expanded, filters=(filters,), kept_max=KEPT_MAX)


def _payments(invoice: Invoice) -> list[InvoicePayment]:
    """Payments that may have brought money."""
    return [payment for payment in invoice.payments if payment.status != "canceled"]


def _ids(names: Iterable[str | None]) -> list[str]:
    return sorted({name for name in names if name})
