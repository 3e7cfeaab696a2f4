"""Grows a consistent billing history: each step adds the objects that Stripe would add, with sums that agree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from stripe_client.emulator.shapes import BOOK_SHAPES
from stripe_client.emulator.shapes.fields import Plain

FEE_PER_THOUSAND, FEE_FIXED = 29, 30
SETTLES_AFTER_SECONDS = 2 * 86_400
FINALIZES_AFTER_SECONDS = 3_600


def at(year: int, month: int, day: int, hour: int = 12) -> int:
    """POSIX seconds of an hour in UTC."""
    return int(datetime(year, month, day, hour, tzinfo=UTC).timestamp())


@dataclass(frozen=True, kw_only=True)
class Customer:
    """A customer of the history, as later steps need it."""

    id: str
    name: str
    email: str
    address: Plain


@dataclass(frozen=True, kw_only=True)
class Price:
    """A price of the history; `months` is the length of the term it buys, 0 for one-time."""

    id: str
    product: str
    name: str
    currency: str
    unit_amount: int
    months: int


@dataclass(frozen=True)
class Line:
    """So much of a price, from a day on (POSIX seconds)."""

    price: Price
    quantity: int
    start: int


class History:
    """A book in the making. Amounts are minor units, times POSIX seconds."""

    def __init__(self) -> None:
        self.book: dict[str, list[Plain]] = {name: [] for name in BOOK_SHAPES if name != "events"}
        self._numbers: dict[str, int] = {}

    # What is sold, and to whom

    def customer(self, name: str, email: str, country: str, city: str, *, created: int) -> Customer:
        """Adds a customer."""
        address: Plain = {"country": country, "city": city, "line1": "1 Main Street", "postal_code": "10001"}
        customer = Customer(id=self._next("cus"), name=name, email=email, address=address)
        self._add(
            "customers",
            id=customer.id,
            created=created,
            name=name,
            email=email,
            address=address,
            invoice_prefix=customer.id.removeprefix("cus_").upper(),
        )
        return customer

    def product(self, name: str, *, created: int) -> str:
        """Adds a product; its id."""
        return self._add("products", id=self._next("prod"), created=created, name=name)

    def price(self, product: str, name: str, currency: str, unit_amount: int, *, months: int, created: int) -> Price:
        """Adds a price: monthly (1), yearly (12) or one-time (0)."""
        recurring = {0: None, 1: {"interval": "month"}, 12: {"interval": "year"}}[months]
        price_id = self._add(
            "prices",
            id=self._next("price"),
            created=created,
            product=product,
            nickname=name,
            currency=currency,
            unit_amount=unit_amount,
            recurring=recurring,
        )
        return Price(id=price_id, product=product, name=name, currency=currency, unit_amount=unit_amount, months=months)

    # Invoices

    def draft(self, customer: Customer, lines: Sequence[Line], *, created: int) -> Plain:
        """Adds an invoice that may still change."""
        invoice_id = self._next("in")
        currency = lines[0].price.currency
        items = [self._line(customer, invoice_id, line, created) for line in lines]
        total = sum(line.price.unit_amount * line.quantity for line in lines)
        invoice: Plain = {
            "id": invoice_id,
            "object": "invoice",
            "created": created,
            "currency": currency,
            "customer": customer.id,
            "customer_name": customer.name,
            "customer_email": customer.email,
            "customer_address": customer.address,
            "billing_reason": "manual",
            "status": "draft",
            "lines": items,
            "subtotal": total,
            "subtotal_excluding_tax": total,
            "total": total,
            "total_excluding_tax": total,
            "amount_due": total,
            "amount_paid": 0,
            "amount_remaining": total,
            "status_transitions": {},
            "auto_advance": False,
        }
        self.book["invoices"].append(invoice)
        return invoice

    def finalized(self, customer: Customer, lines: Sequence[Line], *, created: int, days_due: int = 0) -> Plain:
        """Adds an open invoice; with `days_due` it is sent instead of charged."""
        invoice = self.draft(customer, lines, created=created)
        finalized_at = created + FINALIZES_AFTER_SECONDS
        invoice |= {
            "status": "open",
            "number": f"DEMO-{self._count('number'):04d}",
            "effective_at": finalized_at,
            "ending_balance": 0,
            "status_transitions": {"finalized_at": finalized_at},
            "auto_advance": True,
        }
        if days_due:
            invoice |= {"collection_method": "send_invoice", "due_date": finalized_at + days_due * 86_400}
        return invoice

    def void(self, invoice: Plain, *, when: int) -> None:
        """Voids an open invoice that nothing was paid on."""
        invoice |= {"status": "void", "status_transitions": _moved(invoice, voided_at=when), "auto_advance": False}

    # Payments

    def paid(self, invoice: Plain, *, when: int, amount: int | None = None) -> Plain:
        """Pays an open invoice by card, in full or in part; the charge."""
        part = _whole(invoice, "amount_remaining") if amount is None else amount
        intent, charge = self._attempt(invoice, part, when, status="succeeded")
        charge["balance_transaction"] = self._settled(charge, when)
        intent["amount_received"] = part
        self._invoice_payment(invoice, intent, when, status="paid", amount=part)
        invoice["amount_paid"] = _whole(invoice, "amount_paid") + part
        invoice["amount_remaining"] = _whole(invoice, "amount_remaining") - part
        if invoice["amount_remaining"] == 0:
            invoice |= {"status": "paid", "status_transitions": _moved(invoice, paid_at=when), "auto_advance": False}
        return charge

    def declined(self, invoice: Plain, *, when: int) -> Plain:
        """Tries to charge an open invoice in vain; the failed charge."""
        intent, charge = self._attempt(invoice, _whole(invoice, "amount_remaining"), when, status="failed")
        decline = {"failure_code": "card_declined", "failure_message": "Your card was declined."}
        charge |= decline
        intent |= {
            "status": "requires_payment_method",
            "last_payment_error": {"type": "card_error", "code": "card_declined", "charge": charge["id"]},
        }
        self._invoice_payment(invoice, intent, when, status="open", amount=None)
        return charge

    def authorized(self, invoice: Plain, *, when: int) -> Plain:
        """Reserves the amount of an open invoice on a card without taking it; the uncaptured charge."""
        amount = _whole(invoice, "amount_remaining")
        intent, charge = self._attempt(invoice, amount, when, status="succeeded")
        charge |= {"captured": False, "amount_captured": 0}
        intent |= {"status": "requires_capture", "amount_capturable": amount, "capture_method": "manual"}
        self._invoice_payment(invoice, intent, when, status="open", amount=None)
        return charge

    # The objects behind a step

    def _line(self, customer: Customer, invoice_id: str, line: Line, created: int) -> Plain:
        price = line.price
        period = {"start": line.start, "end": months_later(line.start, price.months)}
        pricing = {
            "price_details": {"price": price.id, "product": price.product},
            "unit_amount_decimal": str(price.unit_amount),
        }
        shared: Plain = {
            "amount": price.unit_amount * line.quantity,
            "currency": price.currency,
            "description": f"{line.quantity} × {price.name}",
            "period": period,
            "pricing": pricing,
            "quantity": line.quantity,
        }
        item = self._add(
            "invoiceitems", id=self._next("ii"), customer=customer.id, date=created, invoice=invoice_id, **shared
        )
        parent = {"type": "invoice_item_details", "invoice_item_details": {"invoice_item": item}}
        return {**shared, "id": self._next("il"), "parent": parent}

    def _attempt(self, invoice: Plain, amount: int, when: int, *, status: str) -> tuple[Plain, Plain]:
        """A payment intent and its charge."""
        intent_id, charge_id = self._next("pi"), self._next("ch")
        shared: Plain = {
            "amount": amount,
            "currency": invoice["currency"],
            "created": when,
            "customer": invoice["customer"],
            "description": f"Payment for {invoice['number']}",
        }
        self._add("payment_intents", id=intent_id, status=status, latest_charge=charge_id, **shared)
        self._add("charges", id=charge_id, status=status, payment_intent=intent_id, **shared)
        invoice |= {"attempted": True, "attempt_count": _whole(invoice, "attempt_count") + 1}
        return self.book["payment_intents"][-1], self.book["charges"][-1]

    def _settled(self, charge: Plain, when: int) -> str:
        amount = _whole(charge, "amount")
        fee = (amount * FEE_PER_THOUSAND + 500) // 1000 + FEE_FIXED
        return self._add(
            "balance_transactions",
            id=self._next("txn"),
            type="charge",
            source=charge["id"],
            amount=amount,
            currency=charge["currency"],
            created=when,
            available_on=when + SETTLES_AFTER_SECONDS,
            fee=fee,
            net=amount - fee,
            fee_details=[{"amount": fee, "currency": charge["currency"], "type": "stripe_fee"}],
        )

    def _invoice_payment(self, invoice: Plain, intent: Plain, when: int, *, status: str, amount: int | None) -> None:
        self._add(
            "invoice_payments",
            id=self._next("inpay"),
            invoice=invoice["id"],
            created=when,
            currency=invoice["currency"],
            status=status,
            amount_paid=amount,
            amount_requested=intent["amount"],
            is_default=amount is None or amount == invoice["amount_due"],
            payment={"type": "payment_intent", "payment_intent": intent["id"]},
            status_transitions={"paid_at": when if status == "paid" else None},
        )

    def _add(self, kind: str, **fields: object) -> str:
        """Adds an object; its id."""
        self.book[kind].append({"object": BOOK_SHAPES[kind].kind, **fields})
        return str(fields["id"])

    def _next(self, prefix: str) -> str:
        return f"{prefix}_demo{self._count(prefix):04d}"

    def _count(self, what: str) -> int:
        self._numbers[what] = self._numbers.get(what, 0) + 1
        return self._numbers[what]


def months_later(start: int, months: int) -> int:
    """The same day some months later, or the month's last day where it has no such day."""
    day = datetime.fromtimestamp(start, UTC)
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in range(day.day, 27, -1):
        try:
            return int(day.replace(year=year, month=month + 1, day=last).timestamp())
        except ValueError:
            continue
    return int(day.replace(year=year, month=month + 1).timestamp())


def _moved(invoice: Plain, **times: int) -> Plain:
    transitions = invoice["status_transitions"]
    return {**(transitions if isinstance(transitions, dict) else {}), **times}


def _whole(plain: Plain, name: str) -> int:
    value = plain.get(name, 0)
    if not isinstance(value, int):
        raise TypeError(f"{name} must be a whole number of minor units")
    return value
