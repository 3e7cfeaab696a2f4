"""The objects behind a line of an invoice: the line itself, and the invoice item that it was made of."""

from __future__ import annotations

from decimal import Decimal

from stripe_client.emulator.history.catalogue import Customer, FreeAmount, discount_object
from stripe_client.emulator.history.lines import Line
from stripe_client.emulator.history.pages import Pages
from stripe_client.emulator.history.reckoning import LineSum, TaxShare
from stripe_client.emulator.shapes.fields import Plain


class LineObjects(Pages):
    """Writes lines down."""

    def _line_object(self, customer: Customer, invoice_id: str, one: LineSum, created: int) -> Plain:
        """The line; what was not billed by a subscription's cycle is an invoice item as well."""
        line, shared = one.line, _shared(one.line)
        is_cycle = line.billed is not None and line.proration is None
        item = None if is_cycle else self._next("ii")
        where = {} if item is None else {"invoice_item": item}
        given = [discount_object(discount, customer, **where) for discount in line.discounts]
        shared |= {"discountable": line.proration is None, "discounts": given}
        if item is not None:
            owner = {"id": item, "customer": customer.id, "date": created, "invoice": invoice_id}
            self._add("invoiceitems", **owner, **shared, **_item_origin(line))
        shares = [{"amount": share, "discount": discount.id} for discount, share in one.discounts]
        return {
            **shared,
            "id": self._next("il"),
            "parent": _parent(line, item),
            "subscription": line.billed.subscription if line.billed else None,
            "discount_amounts": shares,
            "pretax_credit_amounts": [{**share, "type": "discount"} for share in shares] + self._credits(one.credit),
            "taxes": [tax_object(tax) for tax in one.taxes],
        }

    def _credits(self, amount: int) -> list[Plain]:
        """The billing credit that a line used up, in a transaction of its own."""
        if amount == 0:
            return []
        transaction = self._next("cbtxn")
        return [{"amount": amount, "type": "credit_balance_transaction", "credit_balance_transaction": transaction}]


def tax_object(tax: TaxShare) -> Plain:
    """A tax as lines and totals show it."""
    return {
        "amount": tax.amount,
        "tax_behavior": "inclusive" if tax.rate.inclusive else "exclusive",
        "tax_rate_details": {"tax_rate": tax.rate.id},
        "taxability_reason": tax.reason,
        "taxable_amount": tax.taxable,
        "type": "tax_rate_details",
    }


def _shared(line: Line) -> Plain:
    """What a line and its invoice item both say."""
    return {
        "amount": line.gross,
        "currency": line.price.currency,
        "description": line.description or f"{line.quantity} × {line.price.name}",
        "period": {"start": line.start, "end": line.until},
        "pricing": _pricing(line),
        **_quantity(line.quantity),
    }


def _pricing(line: Line) -> Plain | None:
    price = line.price
    if isinstance(price, FreeAmount):
        return None
    return {
        "price_details": {"price": price.id, "product": price.product},
        "unit_amount_decimal": str(price.unit_amount),
    }


def _quantity(quantity: int | Decimal) -> Plain:
    """Stripe cuts decimals off the older of its two fields."""
    return {"quantity": int(quantity), "quantity_decimal": str(quantity)}


def _credited(line: Line) -> Plain | None:
    credited = line.proration.credited if line.proration else None
    return None if credited is None else {"invoice": credited[0], "invoice_line_items": [credited[1]]}


def _parent(line: Line, item: str | None) -> Plain:
    if line.billed is None:
        return {"type": "invoice_item_details", "invoice_item_details": {"invoice_item": item}}
    details = {
        "subscription": line.billed.subscription,
        "subscription_item": line.billed.item,
        "invoice_item": item,
        "proration": line.proration is not None,
        "proration_details": {"credited_items": _credited(line)} if line.proration else None,
    }
    return {"type": "subscription_item_details", "subscription_item_details": details}


def _item_origin(line: Line) -> Plain:
    """Where an invoice item of a changed subscription comes from."""
    if line.billed is None or line.proration is None:
        return {}
    credited = _credited(line)
    of = None if credited is None else {"type": "invoice_line_items", "invoice_line_item_details": credited}
    details = {"subscription": line.billed.subscription, "subscription_item": line.billed.item}
    return {
        "proration": True,
        "parent": {"type": "subscription_details", "subscription_details": details},
        "proration_details": {"discount_amounts": [], "credited_items": of},
    }
