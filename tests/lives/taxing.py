"""Tax payable line by line, by Stripe's own numbers: each rate of an invoice or credit note, and shares of the rest.

What is given to it of NetSuite are amounts of tax lines; how they came about it does not know (V-7, V-8, N-6, R-4).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import zip_longest

from lives.oracle import Plain, Stripe


@dataclass(frozen=True, kw_only=True)
class Taxed:
    """A document in NetSuite: its total, and the amounts of its tax lines; `invoice` is the one that a memo credits."""

    name: str
    dated: date
    total: Decimal
    taxes: tuple[Decimal, ...]
    invoice: str
    on_own_lines: bool = True
    """Whether it has no line on an item that stands for all the invoice's."""

    @property
    def tax(self) -> Decimal:
        """All of its tax."""
        return sum(self.taxes, Decimal(0))


def wrong_taxes(
    stripe: Stripe, invoices: Sequence[Taxed], memos: Sequence[Taxed], *, unit: Decimal, slack: Decimal
) -> Iterator[str]:
    """Every tax that is not what Stripe's numbers make it; `slack` is how far rounding may take a tax off (A-6)."""
    named = {one["id"]: one for one in stripe["invoices"] if one["total"] > 0}
    named |= {f"memo_{one['id']}": one for one in stripe["credit_notes"]}
    yield from _not_as_told(named, (*invoices, *memos), unit, slack)
    beyond, noted = set(_noted_beyond(stripe)), {note["invoice"] for note in stripe["credit_notes"]}
    for invoice in invoices:
        ours = [memo for memo in memos if memo.invoice == invoice.name]
        yield from _wrong_shares(invoice, ours, slack, in_full=invoice.name not in beyond)
        if len(ours) == 1 and invoice.name not in noted:
            yield from _no_share(invoice, ours[0], max(unit, slack))


def _not_as_told(told: Mapping[str, Plain], documents: Sequence[Taxed], unit: Decimal, slack: Decimal) -> Iterator[str]:
    """Invoices and credit notes have a line for each rate, as Stripe has."""
    for one in documents:
        if one.name in told:
            theirs = sorted(amount * unit for amount in _by_rate(told[one.name]).values() if amount)
            ours = sorted(filter(None, one.taxes))
            pairs = zip_longest(ours, theirs, fillvalue=Decimal(0))
            if any(abs(tax - told_tax) > slack for tax, told_tax in pairs):
                yield f"{one.name}: taxes {_text(one.taxes)}, by Stripe {_text(theirs)}"


def _by_rate(plain: Plain) -> Counter[str]:
    """Its taxes; Stripe tells those of shipping apart."""
    taxes = Counter[str]()
    for tax in plain.get("total_taxes") or ():
        taxes[tax["tax_rate_details"]["tax_rate"]] += tax["amount"]
    for tax in (plain.get("shipping_cost") or {}).get("taxes") or ():
        taxes[tax["rate"]] += tax["amount"]
    return taxes


def _noted_beyond(stripe: Stripe) -> Iterator[str]:
    """Invoices of which notes credit a line by more than it bills: it ends at zero, so others cannot (rule R-4)."""
    billed = {line["id"]: (one["id"], line["amount"]) for one in stripe["invoices"] for line in one["lines"]}
    noted = Counter[str]()
    for note in stripe["credit_notes"]:
        for line in note["lines"]:
            noted[line.get("invoice_line_item") or ""] += line["amount"]
    return (invoice for line, (invoice, amount) in billed.items() if noted[line] > amount)


def _wrong_shares(invoice: Taxed, memos: Sequence[Taxed], slack: Decimal, *, in_full: bool) -> Iterator[str]:
    """No share takes more tax than is left, and with all of the invoice all of it is taken."""
    tax, total = sum((one.tax for one in memos), Decimal(0)), sum((one.total for one in memos), Decimal(0))
    for one in memos:
        left = invoice.tax - sum((each.tax for each in memos if each.dated < one.dated), Decimal(0))
        if one.name.startswith(SHARING) and not 0 <= one.tax <= max(left, 0) + slack:
            yield f"{one.name}: tax {one.tax}, of which {left} was left"
    on_own_lines = all(one.on_own_lines and not one.name.startswith(WITHOUT_TAX) for one in memos)
    if on_own_lines and in_full and total == invoice.total and abs(tax - invoice.tax) > slack * len(memos):
        yield f"{invoice.name}: all is credited, of the tax {tax}, billed {invoice.tax}"


def _no_share(invoice: Taxed, memo: Taxed, unit: Decimal) -> Iterator[str]:
    """A single memo takes its share; not where a note stood meanwhile, as it was made of what that left (rule N-7)."""
    if invoice.total and memo.on_own_lines and memo.name.startswith(SHARING):
        share = invoice.tax * memo.total / invoice.total
        if abs(memo.tax - share) >= unit * max(1, len(invoice.taxes)):
            yield f"{memo.name}: tax {memo.tax}, its share of the invoice's {share}"


SHARING = ("memo_re_", "memo_du_", "memo_in_")
"""Memos that credit a share of every line."""

WITHOUT_TAX = "memo_cbtxn_"
"""Memos of credit used, which pays the invoice as money does (B-2)."""


def _text(amounts: Sequence[Decimal]) -> str:
    return " + ".join(f"{amount:f}" for amount in amounts) or "none"
