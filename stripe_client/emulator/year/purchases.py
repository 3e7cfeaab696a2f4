"""Lives a single order of the year: what was ordered is billed by hand, and paid or not."""

from __future__ import annotations

from decimal import Decimal

from stripe_client.emulator.history import FreeAmount, Line, Terms, at
from stripe_client.emulator.shapes.fields import Plain
from stripe_client.emulator.year.company import Company
from stripe_client.emulator.year.orders import NEVER, Order


def note_order(company: Company, order: Order) -> None:
    """Notes down that an order comes on its day."""
    company.diary.note(at(*order.on, hour=15), lambda when: _bill(company, order, when))


def _bill(company: Company, order: Order, when: int) -> None:
    taxes = company.taxes(order.who)
    terms = Terms(
        discounts=company.discounts(order.coupons, when),
        taxes=taxes,
        credit=order.credit,
        shipping=None if order.shipping is None else company.catalogue.shipping[order.shipping],
        shipping_taxes=taxes if order.shipping is not None else (),
    )
    invoice = company.history.finalized(
        company.customers[order.who], _lines(company, order, when), created=when, days_due=order.days_due, terms=terms
    )
    _collect(company, order, invoice, when)


def _lines(company: Company, order: Order, when: int) -> list[Line]:
    """What was ordered; the first line has discounts of its own."""
    first = company.discounts(order.first_line, when)
    lines = [
        Line(
            company.price(order.who, name),
            quantity if isinstance(quantity, int) else Decimal(quantity),
            when,
            discounts=() if number else first,
        )
        for number, (name, quantity) in enumerate(order.what)
    ]
    if order.free is not None:
        name, amount = order.free
        free = FreeAmount(name=name, currency=company.currency(order.who), unit_amount=amount)
        lines.append(Line(free, 1, when, description=name))
    return lines


def _collect(company: Company, order: Order, invoice: Plain, when: int) -> None:
    if order.in_parts:
        company.pay_in_parts(invoice, when, days=order.pays_after or 11)
    elif order.days_due and order.pays_after != NEVER:
        company.transfer(invoice, when, order.pays_after)
    elif order.pays_after != NEVER:
        company.charge(invoice, when)
