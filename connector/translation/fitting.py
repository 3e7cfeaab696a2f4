"""How much of each payer an invoice takes, so that what was rounded is not more in all than the invoice (A-6, P-4)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from connector.translation.balance_uses import balance_uses
from connector.translation.booking import Booking
from connector.translation.closing import Closing, applied_in_the_end, closing_of
from connector.translation.receipts import lowering_notes, note_moment, receipts_of, stories_of
from connector.translation.rules import Rules
from stripe_client.objects import InvoiceStory


@dataclass(frozen=True)
class _Part:
    """What a memo, an InvoicePayment or a record that is used as credit covers, in minor units; `most` is rounded."""

    name: str
    minor: int
    most: Decimal


def fitting(amount: Decimal, name: str, story: InvoiceStory, booking: Booking) -> Decimal:
    """As much of an amount as fits on the invoice beside what came before it; all where amounts are not rounded."""
    return min(amount, _parts_that_fit(story, booking).get(name, amount)) if booking.rounds else amount


def _parts_that_fit(story: InvoiceStory, booking: Booking) -> Mapping[str, Decimal]:
    """In their order they come to no more than what their exact sum rounds to, and none to more than its payer has."""
    parts: dict[str, Decimal] = {}
    exact, fitted = 0, Decimal(0)
    for part in _parts(story, booking):
        exact += part.minor
        parts[part.name] = min(part.most, booking.amount(exact) - fitted)
        fitted += parts[part.name]
    return parts


def _parts(story: InvoiceStory, booking: Booking) -> Iterator[_Part]:
    """Credit that was used when it was finalised, then notes and payments by their dates, then what closed it."""
    closing, void = closing_of(story, booking.rules), story.invoice.status == "void"
    yield from () if void else _credit(story, booking)
    whole = [(name, minor) for _, name, minor in sorted(_dated(story, closing, booking.rules))]
    whole.append((f"memo_{story.invoice.id}_uncollectible", closing.write_off))
    whole.append((f"memo_{story.invoice.id}_void", closing.void))
    yield from (_Part(name, minor, booking.amount(minor)) for name, minor in whole)


def _credit(story: InvoiceStory, booking: Booking) -> Iterator[_Part]:
    for use in balance_uses(story.balance, stories_of(story), booking.rules):
        if use.invoice_id == story.invoice.id and use.booked and not use.taken_back:
            yield _Part(use.memo_id, use.without_record, booking.amount(use.without_record))
            kept = use.with_record_kept
            yield from (_Part(name, minor, booking.amount(kept[name])) for name, minor in use.with_record.items())


def _dated(story: InvoiceStory, closing: Closing, rules: Rules) -> Iterator[tuple[int, str, int]]:
    for note in lowering_notes(story, rules):
        yield note_moment(note), f"memo_{note.id}", note.pre_payment_amount
    for receipt in receipts_of(story, rules):
        left = applied_in_the_end(receipt, closing, void=story.invoice.status == "void")
        yield receipt.moment, receipt.payment.id, left
