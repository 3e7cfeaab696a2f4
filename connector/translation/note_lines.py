"""The lines of a credit note's memo, as the note has them (rule N-6)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from connector.translation.billed import BilledLine
from connector.translation.booking import Booking
from connector.translation.drafts import Part
from connector.translation.items import BILLING_CREDIT, billing_credit_item, global_item
from connector.translation.memo_lines import Credited, MemoLine, Taking
from connector.translation.taxes import shipping_before_tax
from connector.translation.values import rounded_parts
from stripe_client.objects import CreditNote, CreditNoteLine, Tax

Drawn = tuple[MemoLine, int, int | None]
"""A line without its amount, the amount in minor units, and the index of the invoice's line that it takes from."""


def note_taking(note: CreditNote, credited: Credited, booking: Booking) -> Taking:
    """The note's lines with their discounts, its shipping and its taxes; a note without lines has one (rule N-6)."""
    drawn = list(_drawn(note, credited)) or [_whole(note, credited)]
    amounts = rounded_parts([booking.exact(minor) for _, minor, _ in drawn], booking.currency.precision)
    lines, parts = [], dict[int, Decimal]()
    for (line, _, index), amount in zip(drawn, amounts, strict=True):
        if amount:
            lines.append(_of_amount(line, amount))
        if index is not None:
            parts[index] = parts.get(index, Decimal(0)) + amount
    return Taking(lines=tuple(lines), parts=parts)


def _of_amount(line: MemoLine, amount: Decimal) -> MemoLine:
    return MemoLine(
        item=line.item, amount=amount, description=line.description, quantity=line.quantity, copies=line.copies
    )


def _drawn(note: CreditNote, credited: Credited) -> Iterator[Drawn]:
    for line in note.lines:
        yield from _line(line, credited)
    yield from _shipping(note, credited)
    yield from _taxes(note, credited)


def _line(line: CreditNoteLine, credited: Credited) -> Iterator[Drawn]:
    """The item line and, under it, what lowers it."""
    index = _item_line(line, credited.billed)
    minor = line.amount - sum(tax.amount for tax in line.taxes if tax.behavior == "inclusive")
    quantity = None if line.quantity is None else Decimal(line.quantity)
    if index is None:
        custom = line.type == "custom_line_item"
        key = "stripe_custom_credit_note_line_item" if custom else "stripe_unallocated_invoice_item"
        item = global_item(key, credited.rules, by="N-6")
        yield MemoLine(item=item, amount=Decimal(0), description=line.description, quantity=quantity), minor, None
    else:
        billed = credited.billed[index]
        text = line.description or billed.description
        yield (
            MemoLine(item=billed.item, amount=Decimal(0), description=text, quantity=quantity, copies=index),
            minor,
            index,
        )
    yield from _discounts(line, index, credited)


def _item_line(line: CreditNoteLine, billed: Sequence[BilledLine]) -> int | None:
    """The index of the invoice's line that a line of the note credits."""
    if line.invoice_line_item_id is None:
        return None
    ours = (each for each, of in enumerate(billed) if of.billed and of.billed.id == line.invoice_line_item_id)
    return next(ours, None)


def _discounts(line: CreditNoteLine, index: int | None, credited: Credited) -> Iterator[Drawn]:
    of_line = None if index is None else credited.billed[index].line
    shares = [(share.discount_id, share.amount) for share in line.discount_amounts]
    shares += [(BILLING_CREDIT, each.amount) for each in line.pretax_credit_amounts if each.type != "discount"]
    for key, amount in shares:
        found = _of_key(credited, Part.DISCOUNT, key, of_line)
        item = (
            billing_credit_item(credited.rules)
            if key == BILLING_CREDIT
            else credited.billed[found].item
            if found is not None
            else global_item("stripe_credit_note_item", credited.rules, by="N-6")
        )
        text = credited.billed[found].description if found is not None else "Discount"
        yield MemoLine(item=item, amount=Decimal(0), description=text), -amount, found


def _of_key(credited: Credited, part: Part, key: str | None, of_line: int | None) -> int | None:
    """The invoice's line of a discount or a tax rate: that of the same Stripe line first, else any of that key."""
    lines = [each for each in credited.on(part) if credited.billed[each].key == key]
    same = [each for each in lines if credited.billed[each].line == of_line]
    return next(iter([*same, *lines]), None)


def _shipping(note: CreditNote, credited: Credited) -> Iterator[Drawn]:
    net = shipping_before_tax(note.shipping_cost) if note.shipping_cost else 0
    if net:
        item = global_item("stripe_shipping", credited.rules, by="N-6, C-6 shipping")
        index = next(iter(credited.on(Part.SHIPPING)), None)
        yield MemoLine(item=item, amount=Decimal(0), description="Shipping"), net, index


def _taxes(note: CreditNote, credited: Credited) -> Iterator[Drawn]:
    """One line for each tax rate, as on the invoice."""
    sums: dict[str | None, int] = {}
    for tax in _all_taxes(note):
        sums[tax.rate_id] = sums.get(tax.rate_id, 0) + tax.amount
    for rate_id, amount in sums.items():
        index = _of_key(credited, Part.TAX, rate_id, None)
        billed = credited.billed[index] if index is not None else None
        item = billed.item if billed else global_item("stripe_tax", credited.rules, by="N-6, C-6 tax")
        if amount:
            yield (
                MemoLine(item=item, amount=Decimal(0), description=billed.description if billed else "Tax"),
                amount,
                index,
            )


def _all_taxes(note: CreditNote) -> Iterator[Tax]:
    """The taxes of the lines and of shipping; where neither tells any, those of the whole note."""
    of_lines = [tax for line in note.lines for tax in line.taxes]
    cost = note.shipping_cost
    of_shipping = [Tax(amount=tax.amount, rate_id=tax.rate_id) for tax in cost.taxes] if cost else []
    untold = cost.amount_tax if cost and not cost.taxes else 0
    if not of_lines and not of_shipping:
        yield from note.total_taxes
        return
    yield from of_lines
    yield from of_shipping
    if untold:
        yield Tax(amount=untold, rate_id=of_lines[0].rate_id if of_lines else None)


def _whole(note: CreditNote, credited: Credited) -> Drawn:
    item = global_item("stripe_credit_note_item", credited.rules, by="N-6")
    return MemoLine(item=item, amount=Decimal(0), description=note.reason), note.total, None
