"""What left a charge again, refunds and disputes, and what each takes back (rules P-4, R-5 to R-8, D-1).

All amounts are minor units of the charge's currency.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from connector.translation.booking import Booking
from connector.translation.line_ledger import divided
from connector.translation.receipts import Receipt, charge_of, collected, lowering_notes, receipts_of
from connector.translation.rules import Rules
from connector.translation.values import rounded_parts
from stripe_client.objects import Charge, Dispute, InvoiceStory, Refund


@dataclass(frozen=True, kw_only=True)
class Outflow:
    """A refund that moved money, or a dispute whose funds were withdrawn."""

    cause: Refund | Dispute
    moment: int

    @property
    def id(self) -> str:
        """The refund's or the dispute's id."""
        return self.cause.id


@dataclass(frozen=True, kw_only=True)
class Division:
    """What an outflow takes back, in this order.

    Of credit notes that name it (R-6), of refunds that failed before it (R-7), of the invoices that the charge pays
    (R-1, R-8), of the payment itself where it is not applied (R-5). What is left is `excess`: a dispute may take more
    than the charge (D-1), and what was overpaid may have been used as credit meanwhile (B-3).
    """

    outflow: Outflow
    notes: Mapping[str, int] = field(default_factory=dict)
    undone: Mapping[str, int] = field(default_factory=dict)
    invoices: Mapping[str, int] = field(default_factory=dict)
    payment: int = 0
    excess: int = 0
    credit: int = 0
    """What of `payment` and `excess` was wanted of what was overpaid (rule B-3)."""
    applied: bool = False
    """Whether something of the payment is applied to an invoice."""
    before: Mapping[str, int] = field(default_factory=dict)
    """What earlier outflows took of the payment and of failed refunds' money, by the charge's or refund's id."""


@dataclass(frozen=True, kw_only=True)
class Shares:
    """A division in NetSuite's decimals: with failed refunds' money its parts come to what the outflow does (A-6)."""

    notes: Mapping[str, Decimal]
    invoices: Mapping[str, Decimal]
    payment: Decimal
    excess: Decimal


def shares_of(division: Division, booking: Booking) -> Shares:
    """What an outflow takes back, each part rounded so that they still sum."""
    parts = (*division.notes.values(), *division.invoices.values(), *division.undone.values())
    exact = [booking.exact(minor) for minor in (*parts, division.payment, division.excess)]
    *amounts, payment, excess = rounded_parts(exact, booking.currency.precision)
    left = iter(amounts)
    return Shares(
        notes={name: next(left) for name in division.notes},
        invoices={name: next(left) for name in division.invoices},
        payment=payment,
        excess=excess,
    )


def outflows_of(charge: Charge) -> tuple[Outflow, ...]:
    """All that left the charge, the oldest first; what moved no money is nothing (rules R-1, R-7, D-1)."""
    refunds = (Outflow(cause=each, moment=each.created) for each in charge.refunds if moved_money(each))
    return tuple(sorted((*refunds, *_withdrawals(charge)), key=lambda each: (each.moment, each.id)))


def moved_money(refund: Refund) -> bool:
    """Whether the refund moved money: succeeded, pending with a balance transaction, or failed after either (R-1)."""
    returned = refund.failure_balance_transaction is not None
    return refund.status == "succeeded" or refund.balance_transaction is not None or returned


def withdrawn_at(dispute: Dispute) -> int | None:
    """When the bank took the money, by the dispute's balance transactions and never by its status (rule D-1)."""
    return next((each.created for each in dispute.balance_transactions if each.amount < 0), None)


def _withdrawals(charge: Charge) -> Iterator[Outflow]:
    for dispute in charge.disputes:
        moment = withdrawn_at(dispute)
        if moment is not None:
            yield Outflow(cause=dispute, moment=moment)


@dataclass(kw_only=True)
class _Money:
    """What is left of a charge, while its outflows are gone through."""

    charge_id: str
    captured: int
    applied: dict[str, int]
    is_applied: bool
    """Whether something of it is applied to an invoice in NetSuite, be it taken back since."""
    overpaid: int
    voided_at: Mapping[str, int | None]
    came_back: list[tuple[int, str, int]]
    used_as_credit: Sequence[tuple[int, int]]
    """When how much of what was overpaid was used elsewhere."""
    taken: Counter[str] = field(default_factory=Counter)
    """What was taken of the payment and of failed refunds' money, by the charge's or refund's id."""

    def on_invoices(self, moment: int) -> dict[str, int]:
        """What is applied to each invoice at that moment: nothing to one that is void by then (rule L-2)."""
        return {
            invoice_id: amount
            for invoice_id, amount in self.applied.items()
            if amount and not _is_by(self.voided_at[invoice_id], moment)
        }

    def take_undone(self, amount: int, moment: int) -> dict[str, int]:
        """The money of failed refunds that is back by then, the oldest first (rule R-7)."""
        taken: dict[str, int] = {}
        for place, (back_at, refund_id, left) in enumerate(self.came_back):
            used = min(amount, left) if back_at <= moment else 0
            if used:
                taken[refund_id] = used
                self.came_back[place] = (back_at, refund_id, left - used)
                amount -= used
        return taken

    def take_applied(self, amount: int, moment: int) -> dict[str, int]:
        """The applied part first, split as the invoices' shares of it are (rules P-4, R-8)."""
        there = self.on_invoices(moment)
        amount = min(amount, sum(there.values()))
        parts = divided(Decimal(amount), [Decimal(share) for share in there.values()], Decimal(1)) if amount else ()
        taken = {invoice_id: int(part) for invoice_id, part in zip(there, parts, strict=False) if part}
        for invoice_id, part in taken.items():
            self.applied[invoice_id] -= part
        self.captured -= sum(taken.values())
        return taken

    def take_credit(self, amount: int, moment: int) -> int:
        """How much is wanted of what was overpaid: only what all else that is not applied does not cover (P-4, L-3)."""
        spare = self.captured - sum(self.on_invoices(moment).values()) - self.overpaid
        wanted = max(0, amount - max(0, spare))
        self.overpaid -= min(wanted, self.overpaid)
        return wanted

    def take_unapplied(self, amount: int, moment: int) -> int:
        """What stands on the payment without being applied (rule R-5)."""
        used = sum(minor for used_at, minor in self.used_as_credit if used_at <= moment)
        taken = min(amount, max(0, self.captured - sum(self.on_invoices(moment).values()) - used))
        self.captured -= taken
        return taken


def _is_by(then: int | None, moment: int) -> bool:
    return then is not None and then <= moment


def divided_outflows(
    charge: Charge,
    stories: Mapping[str, InvoiceStory],
    rules: Rules,
    used_as_credit: Sequence[tuple[int, int]] = (),
) -> tuple[Division, ...]:
    """What each outflow of the charge takes back, the oldest first.

    `stories` are those of the invoices that the charge pays, as far as anything happened to them; `used_as_credit`
    says when how much of what was overpaid was used elsewhere, below zero what was given back. Invoices are gone
    through by id, so that every root divides alike.
    """
    applied = _applied(charge, dict(sorted(stories.items())), rules)
    money = _Money(
        charge_id=charge.id,
        captured=collected(charge),
        applied=applied,
        is_applied=any(applied.values()),
        overpaid=sum(receipt.overpaid for _, receipt in _receipts(charge, stories, rules)),
        voided_at={each: story.invoice.voided_at for each, story in stories.items()},
        came_back=_came_back(charge),
        used_as_credit=used_as_credit,
    )
    return tuple(_division(outflow, money, stories, rules) for outflow in outflows_of(charge))


def demands_on_credit(charge: Charge, stories: Mapping[str, InvoiceStory], rules: Rules) -> tuple[tuple[int, int], ...]:
    """When how much of what was overpaid was wanted back, whether or not it was still there."""
    divisions = divided_outflows(charge, stories, rules)
    return tuple((each.outflow.moment, each.credit) for each in divisions if each.credit)


def _applied(charge: Charge, stories: Mapping[str, InvoiceStory], rules: Rules) -> dict[str, int]:
    """What the charge covers of each invoice (rules P-3, L-3)."""
    covered: dict[str, int] = {}
    for invoice_id, receipt in _receipts(charge, stories, rules):
        if not receipt.late:
            covered[invoice_id] = covered.get(invoice_id, 0) + receipt.amount
    return covered


def _receipts(charge: Charge, stories: Mapping[str, InvoiceStory], rules: Rules) -> Iterator[tuple[str, Receipt]]:
    """What came in with the charge, by invoice."""
    for invoice_id, story in stories.items():
        for receipt in receipts_of(story, rules):
            if charge_of(receipt.payment, {charge.id: charge}) is not None:
                yield invoice_id, receipt


def _came_back(charge: Charge) -> list[tuple[int, str, int]]:
    returned = [(refund.failure_balance_transaction, refund) for refund in charge.refunds if moved_money(refund)]
    return sorted((back.created, refund.id, refund.amount) for back, refund in returned if back is not None)


def _division(outflow: Outflow, money: _Money, stories: Mapping[str, InvoiceStory], rules: Rules) -> Division:
    rest, before = outflow.cause.amount, dict(money.taken)
    notes = _of_notes(outflow, stories, money, rules)
    rest -= sum(notes.values())
    undone = money.take_undone(rest, outflow.moment)
    rest -= sum(undone.values())
    invoices = money.take_applied(rest, outflow.moment)
    rest -= sum(invoices.values())
    credit = money.take_credit(rest, outflow.moment)
    payment = money.take_unapplied(rest, outflow.moment)
    money.taken.update({**undone, money.charge_id: payment})
    return Division(
        outflow=outflow,
        notes=notes,
        undone=undone,
        invoices=invoices,
        payment=payment,
        excess=rest - payment,
        credit=credit,
        applied=money.is_applied,
        before=before,
    )


def _of_notes(outflow: Outflow, stories: Mapping[str, InvoiceStory], money: _Money, rules: Rules) -> dict[str, int]:
    """What credit notes already gave back by this refund; it no longer covers their invoices (rules R-6, N-2).

    A note issued after the write-off has no memo that a refund could pay out (rule L-1). What its memo pays out beyond
    what covers the invoice is of no other money: it leaves what is not applied of the payment alone.
    """
    covered: dict[str, int] = {}
    for invoice_id, story in stories.items():
        for note in lowering_notes(story, rules):
            amount = sum(each.amount_refunded for each in note.refunds if each.refund_id == outflow.id)
            if amount:
                covered[note.id] = amount
                off = min(amount, money.applied.get(invoice_id, 0))
                money.applied[invoice_id] = money.applied.get(invoice_id, 0) - off
                money.captured -= off
    return covered
