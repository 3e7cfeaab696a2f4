"""Which credit each invoice of a customer uses, with the records that the credits stem from (section B)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from connector.translation.credit_queue import Origins, Transaction, Use, uses_of
from connector.translation.dates import calendar_date
from connector.translation.outflows import demands_on_credit
from connector.translation.receipts import Receipt, lowering_notes, receipts_of
from connector.translation.rules import Rules
from connector.translation.skips import BEFORE_START, why_skipped
from connector.translation.values import stripe_exponent
from stripe_client.objects import CustomerBalanceTransaction, Invoice, InvoiceStory


def balance_uses(
    transactions: Sequence[CustomerBalanceTransaction], stories: Mapping[str, InvoiceStory], rules: Rules
) -> tuple[Use, ...]:
    """Who uses which credit; `stories` are those of the invoices that the transactions name."""
    if not transactions:
        return ()

    def booked(invoice_id: str) -> bool:
        story = stories.get(invoice_id)
        return story is not None and uses_are_booked(story.invoice, rules)

    return uses_of(
        transactions,
        _origins(transactions, stories, rules),
        booked,
        _demands(transactions, stories, rules),
        _unit(transactions[0].currency, rules),
    )


def _unit(currency: str, rules: Rules) -> int:
    """The smallest amount that NetSuite keeps, in Stripe's minor units (rule A-6)."""
    kept = rules.currency(currency)
    return 1 if kept is None else 10 ** max(0, stripe_exponent(currency) - kept.precision)


def _demands(
    transactions: Sequence[CustomerBalanceTransaction], stories: Mapping[str, InvoiceStory], rules: Rules
) -> dict[str, Sequence[tuple[int, int]]]:
    """By payment, what refunds and disputes took of an overpayment before it was used (rules R-5, B-3)."""
    overpaid = {each.invoice_id for each in transactions if each.type == "invoice_overpaid"} & stories.keys()
    charges = {
        charge.id: charge for each in sorted(filter(None, overpaid)) for charge in stories[each].charges.values()
    }
    return {charge.id: demands_on_credit(charge, stories, rules) for charge in charges.values()}


def uses_are_booked(invoice: Invoice, rules: Rules) -> bool:
    """Credit is used in NetSuite once the invoice is there, and paid or uncollectible (rule B-1)."""
    ended = invoice.status in ("paid", "uncollectible") or invoice.marked_uncollectible_at is not None
    return ended and why_skipped(invoice, rules) is None


def _origins(
    transactions: Sequence[CustomerBalanceTransaction], stories: Mapping[str, InvoiceStory], rules: Rules
) -> Origins:
    """The records of credits that stem from an overpayment or a credit note (rule B-3)."""
    by_id = {each.id: each for each in transactions}
    booked = [story for story in stories.values() if why_skipped(story.invoice, rules) is None]
    notes = {note.id for story in booked for note in lowering_notes(story, rules)}

    def origins(transaction: Transaction) -> Iterator[tuple[str | None, int]]:
        of = by_id[transaction.id]
        if rules.balance_origin == "memo":
            return
        story = stories.get(of.invoice_id or "")
        if of.type == "invoice_overpaid" and story is not None:
            yield from ((each.payer, each.overpaid) for each in _booked_receipts(story, rules))
        elif of.credit_note_id in notes:
            yield f"memo_{of.credit_note_id}", -of.amount

    return origins


def _booked_receipts(story: InvoiceStory, rules: Rules) -> Iterator[Receipt]:
    """The payments of an invoice that are in NetSuite: of one from before the start those by later charges (A-10)."""
    reason = why_skipped(story.invoice, rules)
    for receipt in receipts_of(story, rules):
        later = receipt.payer in story.charges and calendar_date(receipt.moment, rules.timezone) >= rules.start_date
        if reason is None or (reason == BEFORE_START and later):
            yield receipt
