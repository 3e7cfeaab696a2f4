"""The lines of a credit memo: shares of an invoice's lines, or one line on a global item (R-2, R-3, B-2, L-1, D-1)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from connector.translation.billed import BilledLine
from connector.translation.drafts import Part
from connector.translation.items import ItemChoice, global_item
from connector.translation.line_ledger import LineLedger, divided
from connector.translation.rules import Rules


@dataclass(frozen=True, kw_only=True)
class MemoLine:
    """A line of a memo. `copies` is the line of the invoice whose recognition it takes over (rule S-1)."""

    item: ItemChoice
    amount: Decimal
    description: str | None = None
    quantity: Decimal | None = None
    copies: int | None = None


@dataclass(frozen=True, kw_only=True)
class Taking:
    """The lines of a memo, and what they take of each line of the invoice, by its index."""

    lines: tuple[MemoLine, ...]
    parts: Mapping[int, Decimal]


@dataclass(frozen=True, kw_only=True)
class Credited:
    """An invoice as a memo finds it: its lines, and what earlier memos left of them."""

    billed: Sequence[BilledLine]
    ledger: LineLedger
    rules: Rules

    def on(self, part: Part) -> list[int]:
        """The indexes of the lines of one kind."""
        return [index for index, line in enumerate(self.billed) if line.part is part]

    def only_item(self) -> int | None:
        """The one item line of an invoice that has one alone."""
        items = self.on(Part.ITEM)
        return items[0] if len(items) == 1 else None


Way = Callable[[Credited, Decimal], Taking]
"""How a memo of some amount is divided over an invoice."""


def pro_rata(credited: Credited, amount: Decimal) -> Taking:
    """Over all that is left of all lines (rules R-2, R-3)."""
    parts = {index: part for index, part in enumerate(credited.ledger.pro_rata(amount)) if part}
    return Taking(lines=tuple(share_of(credited.billed, index, part) for index, part in parts.items()), parts=parts)


def given_back(*, disputed: bool) -> Way:
    """Over all that is left; what goes beyond it, where credit notes gave it before, on an item of its own (R-4)."""

    def way(credited: Credited, amount: Decimal) -> Taking:
        left = min(amount, max(credited.ledger.total, Decimal(0)))
        taking = pro_rata(credited, left)
        if left == amount:
            return taking
        beyond = MemoLine(item=excess_item(credited.rules, disputed=disputed), amount=amount - left)
        return Taking(lines=(*taking.lines, beyond), parts=taking.parts)

    return way


def on_global(key: str, *, by: str, one_line_on_its_item: bool = False) -> Way:
    """All on one line of a global item; where asked, of an invoice with one item line on that item (rule R-3)."""

    def way(credited: Credited, amount: Decimal) -> Taking:
        parts = {index: part for index, part in enumerate(credited.ledger.pro_rata(amount)) if part}
        only = credited.only_item() if one_line_on_its_item else None
        if only is not None:
            return Taking(lines=(share_of(credited.billed, only, amount),), parts=parts)
        item = global_item(key, credited.rules, by=by)
        return Taking(lines=(MemoLine(item=item, amount=amount),), parts=parts)

    return way


def on_balance_item(credited: Credited, amount: Decimal) -> Taking:
    """The only item line takes all; several share by what they are net of discounts, tax and shipping nothing (B-2)."""
    only = credited.only_item()
    if only is not None:
        return Taking(lines=(share_of(credited.billed, only, amount),), parts={only: amount})
    item = global_item("stripe_customer_balance_item", credited.rules, by="B-2")
    shares = {index: part for index, part in _net_shares(credited, amount).items() if part}
    if credited.rules.balance_schedule == "none" or not shares:
        return Taking(lines=(MemoLine(item=item, amount=amount),), parts=shares)
    lines = (
        MemoLine(item=item, amount=part, description=credited.billed[index].description, copies=index)
        for index, part in shares.items()
    )
    return Taking(lines=tuple(lines), parts=shares)


def _net_shares(credited: Credited, amount: Decimal) -> dict[int, Decimal]:
    """The amount by item line, as their amounts less their discounts are to each other."""
    items = credited.on(Part.ITEM)
    nets = [_net(credited, index) for index in items]
    unit = credited.ledger.unit
    return dict(zip(items, divided(amount, nets, unit), strict=True)) if sum(nets) > 0 else {}


def _net(credited: Credited, index: int) -> Decimal:
    of_line = credited.billed[index].line
    discounts = (each for each in credited.on(Part.DISCOUNT) if credited.billed[each].line == of_line)
    return credited.ledger.left[index] + sum((credited.ledger.left[each] for each in discounts), Decimal(0))


def with_excess(taking: Taking, excess: Decimal, credited: Credited, *, disputed: bool) -> Taking:
    """What goes beyond the invoice: a dispute adjusts an only line, else an item of its own takes it (rule D-1)."""
    if not excess:
        return taking
    if disputed and credited.only_item() is not None and len(taking.lines) == 1:
        (line,) = taking.lines
        return Taking(lines=(_raised(line, excess),), parts=taking.parts)
    item = excess_item(credited.rules, disputed=disputed)
    return Taking(lines=(*taking.lines, MemoLine(item=item, amount=excess)), parts=taking.parts)


def excess_item(rules: Rules, *, disputed: bool) -> ItemChoice:
    """The item of what a refund or dispute takes beyond the invoices that its charge pays (rules B-3, D-1)."""
    if disputed:
        return global_item("stripe_dispute_item", rules, by="D-1")
    return global_item("stripe_refund_item", rules, by="R-3, B-3")


def _raised(line: MemoLine, excess: Decimal) -> MemoLine:
    return MemoLine(item=line.item, amount=line.amount + excess, description=line.description, copies=line.copies)


def share_of(billed: Sequence[BilledLine], index: int, amount: Decimal) -> MemoLine:
    """A share of a line of the invoice, on its item; in whole with its quantity, an item line with its recognition."""
    line = billed[index]
    whole = line.billed is not None and amount == line.amount
    return MemoLine(
        item=line.item,
        amount=amount,
        description=line.description,
        quantity=line.billed.quantity if whole and line.billed else None,
        copies=index if line.part is Part.ITEM else None,
    )
