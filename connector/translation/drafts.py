"""The lines that an invoice will have, with exact amounts: item lines with their discounts, shipping, taxes.

A draft knows its item and its amount in Stripe's minor units. Only when all drafts are known are their amounts rounded
to NetSuite's decimals, together, so that they keep their sum (rule A-6).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from connector.translation.items import (
    BILLING_CREDIT,
    ItemChoice,
    billing_credit_item,
    coupon_item,
    global_item,
    item_of,
    no_item,
)
from connector.translation.receipts import carried_debit
from connector.translation.rules import Rules
from connector.translation.taxes import inclusive_tax, shipping_before_tax, tax_name, taxes_by_rate
from connector.translation.wanted import Problem
from stripe_client.objects import InvoiceFamily, InvoiceLine

NETSUITE_LINES_MAX = 5_000
"""Lines that NetSuite takes in one transaction (rule V-14)."""


class Part(StrEnum):
    """What a line of a document is of."""

    ITEM = "item"
    DISCOUNT = "discount"
    SHIPPING = "shipping"
    TAX = "tax"
    DEBIT = "debit"


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A line before its amount is rounded. `minor` is in minor units of the invoice's currency.

    `rule` made it, of the value that stood at `path`; `line` is the index of the Stripe line that an item line bills
    or a discount line lowers; `key` is the discount or tax rate that a line of one is of.
    """

    choice: ItemChoice | Problem
    minor: int
    rule: str
    path: str
    read: object
    description: str | None
    part: Part
    line: int | None = None
    key: str | None = None

    @property
    def bills(self) -> int | None:
        """The index of the Stripe line that it bills, None for a line of a discount, of shipping or of a tax."""
        return self.line if self.part is Part.ITEM else None

    @property
    def item(self) -> ItemChoice:
        """Its item. Raises TypeError for a draft with a problem: no line is made of it."""
        if isinstance(self.choice, Problem):
            raise TypeError(self.choice.code)
        return self.choice


def drafts_of(family: InvoiceFamily, pins: Mapping[str, str], rules: Rules) -> tuple[Draft, ...]:
    """All lines in the order of the document (rules V-3 to V-8, V-10, B-4); one without an item carries its problem."""
    drafts = (*_lines(family, pins, rules), *_shipping(family, rules), *_taxes(family, rules))
    if family.invoice.total < 0:
        return tuple(replace(draft, minor=0, rule="V-10") for draft in drafts)
    return (*drafts, *_carried(family, rules))


def _lines(family: InvoiceFamily, pins: Mapping[str, str], rules: Rules) -> Iterator[Draft]:
    """Every Stripe line, also an empty or a negative one, and under it what lowers it (rules V-3, V-4, V-5, V-8)."""
    for index, line in enumerate(family.invoice.lines):
        tax = inclusive_tax(line)
        yield Draft(
            choice=item_of(line, family, pins, rules),
            minor=line.amount - tax,
            rule="V-8, A-5" if tax else "V-3, A-5",
            path=f"invoice.lines[{index}].amount",
            read=line.amount,
            description=line.description,
            part=Part.ITEM,
            line=index,
        )
        yield from _discounts(index, line, family, rules)
        yield from _billing_credits(index, line, rules)


def _discounts(index: int, line: InvoiceLine, family: InvoiceFamily, rules: Rules) -> Iterator[Draft]:
    """A line for each coupon's share; a share of nothing makes none (rule V-4)."""
    for number, share in enumerate(line.discount_amounts):
        coupon = family.coupons.get(share.discount_id or "")
        if share.amount:
            yield Draft(
                choice=coupon_item(coupon, rules) if coupon else no_item(share.discount_id or line.id, line),
                minor=_lowering(share.amount, line),
                rule="V-4, A-5",
                path=f"invoice.lines[{index}].discount_amounts[{number}].amount",
                read=share.amount,
                description=(coupon.name or coupon.id) if coupon else None,
                part=Part.DISCOUNT,
                line=index,
                key=share.discount_id,
            )


def _billing_credits(index: int, line: InvoiceLine, rules: Rules) -> Iterator[Draft]:
    """A line for each billing credit; the other pretax credits are the discounts once more (rule V-4)."""
    for number, credit in enumerate(line.pretax_credit_amounts):
        if credit.amount and credit.type == "credit_balance_transaction":
            yield Draft(
                choice=billing_credit_item(rules),
                minor=_lowering(credit.amount, line),
                rule="V-4, A-5",
                path=f"invoice.lines[{index}].pretax_credit_amounts[{number}].amount",
                read=credit.amount,
                description="Billing credit",
                part=Part.DISCOUNT,
                line=index,
                key=BILLING_CREDIT,
            )


def _lowering(share: int, line: InvoiceLine) -> int:
    """What is taken off a line brings it nearer to nothing: it is positive on a negative line (rule V-4)."""
    return abs(share) if line.amount < 0 else -share


def _shipping(family: InvoiceFamily, rules: Rules) -> Iterator[Draft]:
    """One line, its tax with the taxes (rule V-6)."""
    cost = family.invoice.shipping_cost
    net = shipping_before_tax(cost) if cost else 0
    if cost and net:
        yield Draft(
            choice=global_item("stripe_shipping", rules, by="V-6, C-6 shipping"),
            minor=net,
            rule="V-6, A-5",
            path="invoice.shipping_cost.amount_subtotal",
            read=cost.amount_subtotal,
            description="Shipping",
            part=Part.SHIPPING,
        )


def _taxes(family: InvoiceFamily, rules: Rules) -> Iterator[Draft]:
    """One line for each tax rate, exclusive or inclusive (rules V-7, V-8)."""
    for tax in taxes_by_rate(family.invoice):
        if tax.amount:
            yield Draft(
                choice=_tax_item(family, rules),
                minor=tax.amount,
                rule="V-7, A-5",
                path=tax.path,
                read=tax.amount,
                description=tax_name(tax.rate_id, family.tax_rates),
                part=Part.TAX,
                key=tax.rate_id,
            )


def _carried(family: InvoiceFamily, rules: Rules) -> Iterator[Draft]:
    """What the customer owed from before and pays with this invoice (rule B-4)."""
    owed = carried_debit(family.invoice)
    if owed:
        yield Draft(
            choice=global_item("stripe_customer_balance_debit_item", rules, by="B-4"),
            minor=owed,
            rule="B-4",
            path="invoice.starting_balance",
            read=family.invoice.starting_balance,
            description="Customer balance",
            part=Part.DEBIT,
        )


def _tax_item(family: InvoiceFamily, rules: Rules) -> ItemChoice | Problem:
    """Tax is never booked as income: without an account for it the invoice is held (rule C-7)."""
    if rules.tax_payable_account is None:
        values = {"purpose": "taxes", "setting": "accounts.tax_payable"}
        return Problem(code="ACCOUNT_UNMAPPED", subject=family.invoice.id, values=values)
    return global_item("stripe_tax", rules, by="V-7, C-6 tax")
