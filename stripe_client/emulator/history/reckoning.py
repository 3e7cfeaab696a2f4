"""Reckons an invoice as Stripe does: discounts in order, then billing credits, then taxes, each shared to the unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from stripe_client.emulator.history.arithmetic import percent_of, rounded, shared
from stripe_client.emulator.history.catalogue import Coupon, Discount, FreeAmount, TaxRate
from stripe_client.emulator.history.lines import Line, Terms

STANDARD = "standard_rated"
_REASONS = {"reverse": "reverse_charge", "exempt": "customer_exempt"}


@dataclass(frozen=True, kw_only=True)
class TaxShare:
    """A tax on one line, and the amount without tax that it is a share of; minor units."""

    rate: TaxRate
    amount: int
    taxable: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class LineSum:
    """What becomes of one line; `after_own` is its amount less the discounts of its own. Minor units."""

    line: Line
    after_own: int
    discounts: tuple[tuple[Discount, int], ...]
    credit: int
    taxes: tuple[TaxShare, ...]


@dataclass(frozen=True, kw_only=True)
class Reckoning:
    """What becomes of an invoice."""

    lines: tuple[LineSum, ...]
    subtotal: int
    subtotal_excluding_tax: int
    shipping: int
    shipping_taxes: tuple[TaxShare, ...]

    @property
    def total(self) -> int:
        """What the invoice comes to, in minor units."""
        return sum(_payable(one) for one in self.lines) + self.shipping_total

    @property
    def total_excluding_tax(self) -> int:
        """The same without any tax, exclusive, inclusive or on shipping."""
        taxes = [tax for one in self.lines for tax in one.taxes]
        return self.total - sum(tax.amount for tax in (*taxes, *self.shipping_taxes))

    @property
    def shipping_total(self) -> int:
        """Shipping with its taxes."""
        return self.shipping + _exclusive(self.shipping_taxes)


def reckon(lines: Sequence[Line], terms: Terms, tax_exempt: str = "none") -> Reckoning:
    """The sums of an invoice of these lines. Taxes are rounded line by line."""
    left = _Left(lines)
    for index, line in enumerate(lines):
        for discount in line.discounts:
            left.take(discount, [index])
    after_own = list(left.amounts)
    for discount in terms.discounts:
        left.take(discount, [index for index, line in enumerate(lines) if _counts_for(discount, line)])
    credits_ = left.take_credit(terms.credit)
    rates = [line.taxes or terms.taxes for line in lines]
    return Reckoning(
        lines=tuple(
            LineSum(
                line=line,
                after_own=after_own[index],
                discounts=tuple(left.discounts[index]),
                credit=credits_[index],
                taxes=taxed(left.amounts[index], rates[index], tax_exempt),
            )
            for index, line in enumerate(lines)
        ),
        subtotal=sum(after_own),
        subtotal_excluding_tax=sum(
            amount - _inclusive(taxed(amount, rates[index], tax_exempt)) for index, amount in enumerate(after_own)
        ),
        shipping=terms.shipping.amount if terms.shipping else 0,
        shipping_taxes=taxed(terms.shipping.amount, terms.shipping_taxes, tax_exempt) if terms.shipping else (),
    )


class _Left:
    """What is left of each line, and what was taken off."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = lines
        self.amounts = [line.gross for line in lines]
        self.discounts: list[list[tuple[Discount, int]]] = [[] for _ in lines]

    def take(self, discount: Discount, indexes: Sequence[int]) -> None:
        """Takes a discount off these lines together."""
        weights = [self._weight(discount.coupon, index) for index in indexes]
        shares = shared(_reduction(discount.coupon, weights), weights)
        for index, share in zip(indexes, shares, strict=True):
            self.discounts[index].append((discount, share))
            self.amounts[index] -= share

    def take_credit(self, credit: int) -> list[int]:
        """Takes a billing credit off all lines, as far as it is needed; the share of each."""
        weights = [max(0, amount) for amount in self.amounts]
        shares = shared(min(credit, sum(weights)), weights)
        self.amounts = [amount - share for amount, share in zip(self.amounts, shares, strict=True)]
        return shares

    def _weight(self, coupon: Coupon, index: int) -> int:
        """How much of a line a coupon is counted of: percentages also lower what a proration credits."""
        proration = self._lines[index].proration
        if proration is not None and (coupon.percent is None or not proration.itemized):
            return 0
        return self.amounts[index] if coupon.percent is not None else max(0, self.amounts[index])


def _counts_for(discount: Discount, line: Line) -> bool:
    products = discount.coupon.products
    return not products or (not isinstance(line.price, FreeAmount) and line.price.product in products)


def _reduction(coupon: Coupon, weights: Sequence[int]) -> int:
    if coupon.percent is not None:
        return rounded(percent_of(sum(weights), coupon.percent))
    return min(coupon.amount or 0, sum(weights))


def taxed(amount: int, rates: Sequence[TaxRate], tax_exempt: str) -> tuple[TaxShare, ...]:
    """The taxes on an amount: inclusive ones are within it, exclusive ones on top of what these leave."""
    if tax_exempt != "none":
        return tuple(TaxShare(rate=rate, amount=0, taxable=0, reason=_REASONS[tax_exempt]) for rate in rates)
    within = sum((rate.percentage.scaleb(-2) for rate in rates if rate.inclusive), Decimal(0))
    net = amount / (1 + within)
    taxable = amount - sum(rounded(percent_of(net, rate.percentage)) for rate in rates if rate.inclusive)
    return tuple(
        TaxShare(
            rate=rate,
            amount=rounded(percent_of(net if rate.inclusive else Decimal(taxable), rate.percentage)),
            taxable=taxable,
            reason=STANDARD,
        )
        for rate in rates
    )


def _payable(one: LineSum) -> int:
    return one.line.gross - sum(share for _, share in one.discounts) - one.credit + _exclusive(one.taxes)


def _exclusive(taxes: Sequence[TaxShare]) -> int:
    return sum(tax.amount for tax in taxes if not tax.rate.inclusive)


def _inclusive(taxes: Sequence[TaxShare]) -> int:
    return sum(tax.amount for tax in taxes if tax.rate.inclusive)
