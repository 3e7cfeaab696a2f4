"""The lines of an invoice as NetSuite has them: what its memos are made of."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from connector.translation.booking import Booking
from connector.translation.drafts import Part, drafts_of
from connector.translation.items import ItemChoice
from connector.translation.values import rounded_parts
from connector.translation.wanted import Problem
from stripe_client.objects import InvoiceLine, InvoiceStory


@dataclass(frozen=True, kw_only=True)
class BilledLine:
    """A line of the invoice in NetSuite: its amount in the invoice's currency, and the Stripe line that it is of."""

    item: ItemChoice
    amount: Decimal
    description: str | None
    part: Part
    line: int | None = None
    key: str | None = None
    billed: InvoiceLine | None = None
    """The Stripe line that an item line bills."""


def billed_lines(story: InvoiceStory, booking: Booking) -> tuple[BilledLine, ...] | tuple[Problem, ...]:
    """All lines in the order in which the invoice has them, or the problems for which it has none."""
    drafts = drafts_of(story, booking.pins, booking.rules)
    problems = tuple(draft.choice for draft in drafts if isinstance(draft.choice, Problem))
    if problems:
        return problems
    amounts = rounded_parts([booking.exact(draft.minor) for draft in drafts], booking.currency.precision)
    return tuple(
        BilledLine(
            item=draft.item,
            amount=amount,
            description=draft.description,
            part=draft.part,
            line=draft.line,
            key=draft.key,
            billed=None if draft.bills is None else story.invoice.lines[draft.bills],
        )
        for draft, amount in zip(drafts, amounts, strict=True)
    )
