"""What a test lets happen to recorded objects: money that goes back, and credit."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from connector.proving.crediting import credited
from connector.proving.recorded import Object, Recorded, UnusableError, members_of
from connector.translation.values import stripe_exponent
from stripe_client.charge_families import payers_of

REFUND, OF_NOTE, NOTE = "re_of_test", "re_of_note", "cn_of_test"


def refund(recorded: Recorded, root: Object, amount: Decimal, when: int) -> None:
    """So much of the charge goes back, or of the one that pays the invoice. Raises UnusableError."""
    _refund(REFUND, _charge(recorded, root), _minor(amount, root), when)


def credit(recorded: Recorded, root: Object, amount: Decimal, when: int) -> None:
    """A credit note of so much lowers what is due of the invoice first; the rest goes back. Raises UnusableError."""
    if root["object"] != "invoice":
        raise UnusableError("credit: is for an invoice")
    total = _minor(amount, root)
    before = min(total, root.get("amount_remaining") or 0)
    after = total - before
    paying = next(_paying(recorded, root), None) if after else None
    if paying:
        _refund(OF_NOTE, paying, after, when)
    recorded.lists["credit_note"].append(_note(root, total, before, when, refunded=after if paying else 0))
    for name, change in (
        ("pre_payment_credit_notes_amount", before),
        ("post_payment_credit_notes_amount", after),
        ("amount_due", -before),
        ("amount_remaining", -before),
    ):
        root[name] = (root.get(name) or 0) + change


def _minor(amount: Decimal, owner: Object) -> int:
    minor = amount.scaleb(stripe_exponent(str(owner.get("currency"))))
    if minor <= 0 or minor != minor.to_integral_value():
        raise UnusableError(f"{amount} is no amount of {owner.get('currency')}")
    return int(minor)


def _charge(recorded: Recorded, root: Object) -> Object:
    found = root if root["object"] == "charge" else next(_paying(recorded, root), None)
    if found is None:
        raise UnusableError("it holds no charge that could be refunded")
    return found


def _paying(recorded: Recorded, invoice: Object) -> Iterator[Object]:
    payers = set(payers_of({**invoice, "payments": {"data": members_of(invoice.get("payments")) or []}}))
    return (each for each in recorded.lists["charge"] if {each["id"], each.get("payment_intent")} & payers)


def _refund(name: str, charge: Object, amount: int, when: int) -> None:
    left = charge["amount"] - (charge.get("amount_refunded") or 0)
    if amount > left:
        raise UnusableError(f"its charge {charge['id']} has {left} left to refund, in its currency's smallest unit")
    moved = {"id": f"txn_{name}", "object": "balance_transaction", "amount": -amount, "type": "refund"}
    made = {
        "id": name,
        "object": "refund",
        "amount": amount,
        "currency": charge["currency"],
        "status": "succeeded",
        "created": when,
        "charge": charge["id"],
        "payment_intent": charge.get("payment_intent"),
        "balance_transaction": {**moved, "currency": charge["currency"], "created": when},
        "metadata": {},
    }
    charge["refunds"] = {"object": "list", "data": [made, *(members_of(charge.get("refunds")) or [])]}
    charge["amount_refunded"] = (charge.get("amount_refunded") or 0) + amount
    charge["refunded"] = amount == left


def _note(invoice: Object, total: int, before: int, when: int, *, refunded: int) -> Object:
    after, of = total - before, credited(invoice, total)
    return {
        "id": NOTE,
        "object": "credit_note",
        "number": f"{invoice.get('number')}-CN-01",
        "status": "issued",
        "type": "mixed" if before and after else "pre_payment" if before else "post_payment",
        "invoice": invoice["id"],
        "customer": invoice.get("customer"),
        "currency": invoice["currency"],
        "created": when,
        "total": total,
        "subtotal": sum(line["amount"] for line in of.lines),
        "pre_payment_amount": before,
        "post_payment_amount": after,
        "out_of_band_amount": after - refunded or None,
        "refunds": [{"type": "refund", "refund": OF_NOTE, "amount_refunded": refunded}] if refunded else [],
        "lines": {"object": "list", "data": of.lines},
        "shipping_cost": of.shipping,
        "metadata": {},
    }
