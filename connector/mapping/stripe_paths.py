"""Which objects of Stripe's the paths of each kind of record may begin with, and whether a path can exist there."""

from __future__ import annotations

from collections.abc import Mapping

from connector.located import did_you_mean
from connector.mapping.catalogue import CAUSE, ROOT_NAMES, RecordKind
from connector.mapping.expressions.paths import Path
from connector.mapping.fields import Fault
from connector.mapping.transforms.steps import Type
from stripe_client.attributes import Shape, shape_of, shape_of_any

CAUSES = ("refund", "credit_note", "dispute", "invoice", "customer_balance_transaction")
"""What a credit memo or a refund can be made of."""

_OF_LINES = ("line", "price", "product")
_OF_INVOICES = ("invoice", "customer", "subscription")
_OF_PAYMENTS = ("charge", "payment_intent", "customer", "invoice", "subscription")
_OF_AFTERMATH = (*CAUSES, "charge", "payment_intent", "customer", "subscription")

ROOTS: Mapping[str, tuple[str, ...]] = {
    "customer": ("customer",),
    "service_sale_item": ("price", "product"),
    "other_charge_sale_item": ("price", "product"),
    "discount_item": ("coupon",),
    "invoice": _OF_INVOICES,
    "invoice_item": (*_OF_LINES, *_OF_INVOICES),
    "customer_payment": _OF_PAYMENTS,
    "credit_memo": _OF_AFTERMATH,
    "credit_memo_item": (*_OF_LINES, *_OF_AFTERMATH),
    "credit_memo_credit_note": _OF_AFTERMATH,
    "customer_refund": _OF_AFTERMATH,
}
"""The objects that are the same whenever the record is looked at: an invoice has no charge, since that comes later."""


def type_at(kind: RecordKind, path: Path) -> Type | Fault:
    """What stands at a path of a record of this kind, or why nothing can (MAP-130)."""
    first = str(path.steps[0])
    if first in ROOTS[kind.name]:
        return _walked(shape_of(first), path, 1, first)
    own = shape_of_any(CAUSES) if kind.root == CAUSE else shape_of(kind.root)
    if own.step(first) is None and first in ROOT_NAMES:
        hint = f"its paths begin with {', '.join(ROOTS[kind.name])}"
        return Fault(code="MAP-130", text=f"no {first} belongs to {kind.name}", hint=hint)
    return _walked(own, path, 0, kind.root)


def type_within(root: str, path: Path) -> Type | Fault:
    """What stands at a path of an object of Stripe's, or of another that the path names first (MAP-130)."""
    first = str(path.steps[0])
    if first in ROOT_NAMES:
        return _walked(shape_of(first), path, 1, first)
    return _walked(shape_of(root), path, 0, root)


def _walked(shape: Shape, path: Path, start: int, root: str) -> Type | Fault:
    for number, step in enumerate(path.steps[start:], start=start):
        after = shape.step(step)
        if after is None:
            return _fault(shape, path, number, path.before(number) or f"the {root}")
        shape = after
    return shape.type


def _fault(shape: Shape, path: Path, number: int, where: str) -> Fault:
    step = path.steps[number]
    if isinstance(step, int):
        return Fault(code="MAP-130", text=f"{where} is no list, so it has no [{step}]")
    if shape.type == "list":
        hint = f"write {where}[0].{step} for the first of them"
        return Fault(code="MAP-130", text=f'{where} is a list, so it has no "{step}"', hint=hint)
    known = shape.attributes
    if not known:
        return Fault(code="MAP-130", text=f'{where} is a single value, so it has no "{step}"')
    hint = did_you_mean(step, known)
    return Fault(code="MAP-130", text=f'{where} has no "{step}" at Stripe', hint=hint)
