"""The deferred account month by month: what was billed by Stripe's lines, less what is earned and what was credited.

The schedules are reckoned here anew: even periods of the calendar months that a line's term touches, rounded half up,
the last row takes the rest (rules RR-3, RR-8, RR-10, RR-11). Of memos NetSuite's own lines are taken, whose dates must
be those of a line of an invoice (rules RR-20, S-1).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from typing import Any

from lives.oracle import Plain, Settings, Stripe, charges_alone, is_absent

Month = tuple[int, int]
Record = Mapping[str, Any]


@dataclass(frozen=True)
class Deferred:
    """An amount that waits to be earned over a term, both ends included; without a term it waits for a person."""

    amount: Decimal
    start: date | None = None
    end: date | None = None

    def earned(self, until: Month, unit: Decimal) -> Decimal:
        """What of it is income by the end of a month."""
        if self.start is None or self.end is None:
            return Decimal(0)
        months = list(_months(self.start, self.end))
        rows = _rows(self.amount, len(months), unit)
        return sum((row for month, row in zip(months, rows, strict=True) if month <= until), Decimal(0))


def left_deferred(parts: Iterable[Deferred], until: Month, unit: Decimal) -> Decimal:
    """What of all this is still deferred at the end of a month."""
    return sum((part.amount - part.earned(until, unit) for part in parts), Decimal(0))


def billed(stripe: Stripe, settings: Settings, unit: Decimal) -> Iterator[Deferred]:
    """What Stripe's lines bill without tax, on invoices that are in NetSuite; V-10 has its lines at nothing."""
    for invoice in stripe["invoices"]:
        if not is_absent(invoice, settings) and invoice["total"] >= 0:
            yield from (_of_line(line, unit) for line in invoice["lines"])
    if settings.sale_for_charge:
        yield from (Deferred(charge["amount"] * unit) for charge in charges_alone(stripe))


def _of_line(line: Plain, unit: Decimal) -> Deferred:
    within = sum(tax["amount"] for tax in line.get("taxes") or () if tax["tax_behavior"] == "inclusive")
    taken_off = sum(share["amount"] for share in line.get("discount_amounts") or ())
    credits_ = line.get("pretax_credit_amounts") or ()
    taken_off += sum(credit["amount"] for credit in credits_ if credit["type"] != "discount")
    start, end = (_day(line["period"][name]) for name in ("start", "end"))
    amount = (line["amount"] - taken_off - within) * unit
    return Deferred(amount) if start == end else Deferred(amount, start, end + timedelta(days=1))


def credited(memo: Record, deferring: frozenset[str]) -> Iterator[Deferred]:
    """What a credit memo of NetSuite takes back on items that defer; its discounts net the line before."""
    lines: list[tuple[Record, Decimal]] = []
    for line in memo["itemList"]:
        amount = Decimal(line["amount"])
        if line["item"] in deferring:
            lines.append((line, amount))
        elif lines and line["item"].startswith(("coupon_", "stripe_billing_credit")):
            lines[-1] = (lines[-1][0], lines[-1][1] + amount)
        else:
            lines.append(({}, amount))
    for line, amount in lines:
        if line:
            start, end = line.get("revRecStartDate"), line.get("revRecEndDate")
            yield Deferred(-amount, start and date.fromisoformat(start), end and date.fromisoformat(end))


def foreign_terms(memos: Iterable[Deferred], invoices: Sequence[Deferred]) -> set[tuple[date | None, date | None]]:
    """Terms of memo lines that no invoice line has."""
    return {(each.start, each.end) for each in memos} - {(each.start, each.end) for each in invoices}


def months(all_parts: Iterable[Iterable[Deferred]]) -> list[Month]:
    """Every month from the first term's start to the last one's end."""
    terms = [(part.start, part.end) for parts in all_parts for part in parts if part.start and part.end]
    return list(_months(min(start for start, _ in terms), max(end for _, end in terms))) if terms else []


def _day(moment: int) -> date:
    return datetime.fromtimestamp(moment, UTC).date()


def _months(start: date, end: date) -> Iterator[Month]:
    for number in range(start.year * 12 + start.month - 1, end.year * 12 + end.month):
        yield number // 12, number % 12 + 1


def _rows(amount: Decimal, count: int, unit: Decimal) -> list[Decimal]:
    row = (amount / count).quantize(unit, ROUND_HALF_UP)
    if (amount - row * (count - 1)) * amount < 0:
        row = (amount / count).quantize(unit, ROUND_DOWN)
    return [row] * (count - 1) + [amount - row * (count - 1)]
