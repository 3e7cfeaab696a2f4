"""What a list shows of each record besides its state: worth, customer, day. Kept apart from the contents, and narrow.

A search reads all faces of a million records in the time in which it would read a few thousand contents.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import Connection, bindparam, update

from connector.journal.rows import Scope, add_rows, execute_each
from connector.journal.schema import face
from connector.translation.wanted import Application, Linked
from netsuite_client.records import CreditMemo, Customer, CustomerPayment, CustomerRefund, Invoice, Record, Ref


@dataclass(frozen=True, kw_only=True)
class Money:
    """What a record is worth, to whom, on which day and where; None where it has no such thing."""

    amount: Decimal | None = None
    currency: str | None = None
    customer: str | None = None
    dated_on: date | None = None
    subsidiary: str | None = None


def money_of(content: Record | Linked | Application) -> Money:
    """What a record is worth, and to whom."""
    match content:
        case Invoice() | CreditMemo():
            return Money(
                amount=content.total,
                currency=content.currency.name,
                customer=_name(content.entity),
                dated_on=content.tran_date,
                subsidiary=_internal_id(content.subsidiary),
            )
        case CustomerPayment() | CustomerRefund():
            return Money(
                amount=content.total,
                currency=content.currency.name,
                customer=_name(content.customer),
                dated_on=content.tran_date,
            )
        case Application():
            return Money(amount=content.amount, currency=content.currency)
        case Customer():
            person = " ".join(filter(None, (content.first_name, content.last_name)))
            name = content.company_name or person or content.external_id
            return Money(customer=name, subsidiary=_internal_id(content.subsidiary))
        case _:
            return Money()


def _name(customer: Ref) -> str:
    id_ = customer.external_id or customer.internal_id or ""
    return f"{customer.name} ({id_})" if customer.name else id_


def _internal_id(ref: Ref | None) -> str | None:
    return ref.internal_id if ref else None


def thousandths(amount: Decimal) -> int:
    """An amount as a whole number, exact for every currency that there is: dinars have three decimals."""
    return int((amount * 1000).to_integral_value())


STRIPE = "stripe"
"""Where a service period comes from that Stripe said (rule RR-48)."""


@dataclass(frozen=True, kw_only=True)
class IntentFace:
    """The face of an intent, by its number; `terms` are those of its lines."""

    number: int
    kind: str
    money: Money
    terms: str | None


def note_new(db: Connection, scope: Scope, faces: Sequence[IntentFace]) -> None:
    """Keep the faces of new intents."""
    add_rows(db, face, [{"intent_id": one.number, "connection": scope.connection, **_row(one)} for one in faces])


def note_changed(db: Connection, faces: Sequence[IntentFace]) -> None:
    """Keep the faces of intents that want something else now."""
    rows = [{"number": one.number, **{f"new_{name}": value for name, value in _row(one).items()}} for one in faces]
    execute_each(db, _CHANGE, rows)


def _row(one: IntentFace) -> dict[str, object]:
    money = one.money
    return {
        "kind": one.kind,
        "thousandths": None if money.amount is None else thousandths(money.amount),
        "currency": money.currency,
        "customer": money.customer and money.customer.lower(),
        "dated_on": money.dated_on,
        "subsidiary": money.subsidiary,
        "source": STRIPE if one.terms else None,
    }


_COLUMNS = ("kind", "thousandths", "currency", "customer", "dated_on", "subsidiary", "source")
_CHANGE = (
    update(face)
    .where(face.c.intent_id == bindparam("number"))
    .values({face.c[name]: bindparam(f"new_{name}") for name in _COLUMNS})
)
