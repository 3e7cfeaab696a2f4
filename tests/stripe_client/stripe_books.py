"""Books of plain Stripe objects for the client's tests: each test adds only what its case is about."""

from __future__ import annotations

from typing import Any

Plain = dict[str, Any]
Lists = dict[str, list[Plain]]

DAY = 86_400
NOW = 1_790_000_000
"""2026-09-21, the present of all tests."""
START = NOW - 60 * DAY


def book(*parts: Lists) -> Lists:
    """One book of several parts; of objects with the same id the last counts."""
    shelves: dict[str, dict[str, Plain]] = {}
    for part in (basics(), *parts):
        for name, objects in part.items():
            shelves.setdefault(name, {}).update({plain["id"]: plain for plain in objects})
    return {name: list(shelf.values()) for name, shelf in shelves.items()}


def basics() -> Lists:
    """Ada, and three prices of two products, one of them archived."""
    return {
        "customers": [{"id": "cus_ada", "created": START, "name": "Ada", "email": "ada@example.com"}],
        "products": [{"id": f"prod_{name}", "created": START, "name": name.title()} for name in ("gold", "silver")],
        "prices": [
            a_price("price_gold", "prod_gold"),
            a_price("price_silver", "prod_silver"),
            a_price("price_old", "prod_gold", active=False),
        ],
    }


def a_price(name: str, product: str, **more: Any) -> Plain:
    """A monthly price."""
    recurring = {"interval": "month", "interval_count": 1}
    plain = {"id": name, "created": START, "product": product, "currency": "usd", "unit_amount": 1_000}
    return {**plain, "recurring": recurring, **more}


def a_line(price: str = "price_gold", **more: Any) -> Plain:
    """1 000 for a month of a price."""
    product = "prod_silver" if price == "price_silver" else "prod_gold"
    return {
        "amount": 1_000,
        "quantity": 1,
        "period": {"start": START, "end": START + 30 * DAY},
        "pricing": {"price_details": {"price": price, "product": product}, "unit_amount_decimal": "1000"},
        **more,
    }


def an_invoice(name: str, *, at: int = START, lines: int = 1, status: str = "open", **more: Any) -> Plain:
    """An invoice over its lines, nothing paid."""
    plain = {
        "id": f"in_{name}",
        "created": at,
        "currency": "usd",
        "customer": "cus_ada",
        "status": status,
        "number": None if status == "draft" else f"A-{name}",
        "lines": [a_line(id=f"il_{name}_{number}") for number in range(lines)],
        "subtotal": lines * 1_000,
        "total": lines * 1_000,
        "amount_due": lines * 1_000,
        "amount_paid": 0,
        "amount_remaining": lines * 1_000,
    }
    return {**plain, **more}


def invoices(*plain: Plain) -> Lists:
    """A part of a book with only these invoices."""
    return {"invoices": list(plain)}


def a_charge(name: str, amount: int, *, at: int = START, **more: Any) -> Lists:
    """A succeeded charge with its intent and balance transaction."""
    shared = {"amount": amount, "currency": "usd", "customer": "cus_ada", "created": at, "status": "succeeded"}
    money = {"id": f"txn_{name}", "amount": amount, "currency": "usd", "created": at, "net": amount, "fee": 0}
    charge = {"id": f"ch_{name}", "payment_intent": f"pi_{name}", "balance_transaction": f"txn_{name}", **shared}
    intent = {"id": f"pi_{name}", "latest_charge": f"ch_{name}", **shared}
    return {
        "charges": [{**charge, **more}],
        "payment_intents": [intent],
        "balance_transactions": [{**money, "type": "charge", "source": f"ch_{name}"}],
    }


def a_payment(name: str, invoice: str, intent: str, amount: int, *, at: int = START, **more: Any) -> Plain:
    """What an intent paid of an invoice."""
    return {
        "id": f"inpay_{name}",
        "invoice": f"in_{invoice}",
        "created": at,
        "currency": "usd",
        "status": "paid",
        "amount_requested": amount,
        "amount_paid": amount,
        "payment": {"type": "payment_intent", "payment_intent": f"pi_{intent}"},
        **more,
    }


def paid(name: str, *, at: int = START, lines: int = 1, after: int = 60, **more: Any) -> Lists:
    """An invoice paid by its own charge so many seconds after it was made."""
    total = lines * 1_000
    invoice = an_invoice(name, at=at, lines=lines, status="paid", amount_paid=total, amount_remaining=0, **more)
    payments = [a_payment(name, name, name, total, at=at + after)]
    return {"invoices": [invoice], "invoice_payments": payments, **a_charge(name, total, at=at + after)}


def many_paid(count: int, *, every: int = 600, **more: Any) -> list[Lists]:
    """Paid invoices, one after the other."""
    return [paid(f"n{number:04d}", at=START + number * every, **more) for number in range(count)]
