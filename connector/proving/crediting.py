"""Which lines a credit note of an amount has: the invoice's in their order, with their discounts and taxes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from connector.proving.recorded import Object, members_of

TAXES = ("taxes", "tax_amounts")
LOWERING = ("discount_amounts", "pretax_credit_amounts")
"""What a line has besides its amount, by the names of newer and older versions of Stripe."""


@dataclass(frozen=True, kw_only=True)
class Credited:
    """The lines of the note, and what it credits of the shipping; amounts as Stripe's, in minor units."""

    lines: Sequence[Object]
    shipping: Object | None


def credited(invoice: Object, total: int) -> Credited:
    """The invoice's lines and its shipping as far as the amount reaches, taxes included; the rest is a line of its own.

    Of a line that is credited in part, its discounts and taxes are in proportion.
    """
    left, lines = total, list[Object]()
    for number, line in enumerate(members_of(invoice.get("lines")) or (), start=1):
        part = min(left, _worth(line))
        if part > 0:
            left -= part
            lines.append(_line(number, _share(line, part), invoice_line_item=line["id"]))
    cost = invoice.get("shipping_cost")
    part = min(left, cost["amount_total"]) if cost else 0
    if left > part:
        lines.append(_line(0, {"amount": left - part}))
    return Credited(lines=lines, shipping=_shipping(cost, part) if cost and part else None)


def _worth(line: Object) -> int:
    """What the customer pays for a line: without what lowers it, with the taxes on top."""
    return int(line["amount"]) - _lowered(line) + _on_top(line)


def _lowered(line: Object) -> int:
    """Discounts stand among the pretax credits once more."""
    credits_ = (each for each in line.get("pretax_credit_amounts") or () if each.get("type") != "discount")
    return sum(each["amount"] for each in (*(line.get("discount_amounts") or ()), *credits_))


def _on_top(line: Object) -> int:
    return sum(each["amount"] for name in TAXES for each in line.get(name) or () if not _is_inclusive(each))


def _is_inclusive(tax: Object) -> bool:
    return bool(tax.get("inclusive")) or tax.get("tax_behavior") == "inclusive"


def _share(line: Object, part: int) -> Object:
    """What a line of the note has of a line's parts, so that it is worth just this."""
    whole = Fraction(part, _worth(line))
    shares = {name: list(_scaled(line[name], whole)) for name in (*TAXES, *LOWERING) if line.get(name)}
    return {**shares, "amount": part + _lowered(shares) - _on_top(shares)}


def _scaled(parts: Sequence[Object], whole: Fraction) -> Iterator[Object]:
    for each in parts:
        amounts = {name: round(each[name] * whole) for name in ("amount", "taxable_amount") if each.get(name)}
        yield {**each, **amounts}


def _shipping(cost: Object, part: int) -> Object:
    taxes = list(_scaled(cost.get("taxes") or (), whole := Fraction(part, cost["amount_total"])))
    tax = sum(each["amount"] for each in taxes) if taxes else round((cost.get("amount_tax") or 0) * whole)
    inclusive = sum(each["amount"] for each in taxes if _rate(each).get("inclusive"))
    return {
        **cost,
        "amount_subtotal": part - tax + inclusive,
        "amount_tax": tax,
        "amount_total": part,
        "taxes": taxes,
    }


def _rate(tax: Object) -> Object:
    rate = tax.get("rate")
    return dict(rate) if isinstance(rate, Mapping) else {}


def _line(number: int, parts: Object, invoice_line_item: str | None = None) -> Object:
    type_ = "invoice_line_item" if invoice_line_item else "custom_line_item"
    named = {"id": f"cnli_of_test_{number}", "object": "credit_note_line_item", "description": "Credit", "quantity": 1}
    return {**named, "type": type_, **({"invoice_line_item": invoice_line_item} if invoice_line_item else {}), **parts}
