"""What was open at a moment: invoices issued before it and settled later or not yet, and customers' balances."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from stripe_client.lists import pages
from stripe_client.objects import Plain
from stripe_client.plain_objects import created_of, value_at
from stripe_client.wire import Wire

SETTLED_LATER_SECONDS = 100 * 86_400
"""How long before the moment an invoice may have been created that was settled after it."""

ENDED: Mapping[str, str] = {
    "open": "",
    "paid": "paid_at",
    "uncollectible": "marked_uncollectible_at",
    "void": "voided_at",
}
"""Which of its moments says since when an invoice in a state is not open any more."""


@dataclass(frozen=True, kw_only=True)
class OpenBalance:
    """An invoice with what was due of it, or a customer with the present balance, below zero where it is a credit.

    The amount is in minor units; `dated` is when the invoice was issued, in POSIX seconds, zero for a customer.
    """

    id: str
    kind: str
    currency: str
    amount: int
    dated: int = 0


def open_balances(wire: Wire, moment: int) -> Iterator[OpenBalance]:
    """What was open at a moment (POSIX seconds). Part payments of what was paid in full later are not looked at."""
    for status, ended in ENDED.items():
        created = {"lt": moment, **({"gte": moment - SETTLED_LATER_SECONDS} if ended else {})}
        for page in pages(wire, "/v1/invoices", status=status, created=created):
            yield from (_invoice(each, status) for each in page.objects if _was_open(each, ended, moment))
    for page in pages(wire, "/v1/customers"):
        yield from (_customer(each) for each in page.objects if each.get("balance") and each.get("currency"))


def _was_open(invoice: Plain, ended: str, moment: int) -> bool:
    return _issued(invoice) < moment and (not ended or _transition(invoice, ended) >= moment)


def _issued(invoice: Plain) -> int:
    effective = invoice.get("effective_at")
    return effective if isinstance(effective, int) else _transition(invoice, "finalized_at") or created_of(invoice)


def _transition(invoice: Plain, name: str) -> int:
    moment = value_at(invoice, "status_transitions", name)
    return moment if isinstance(moment, int) else 0


def _invoice(plain: Plain, status: str) -> OpenBalance:
    amount = plain["amount_due" if status in {"paid", "void"} else "amount_remaining"]
    return OpenBalance(
        id=str(plain["id"]), kind="invoice", currency=str(plain["currency"]), amount=amount, dated=_issued(plain)
    )


def _customer(plain: Plain) -> OpenBalance:
    return OpenBalance(id=str(plain["id"]), kind="customer", currency=str(plain["currency"]), amount=plain["balance"])
