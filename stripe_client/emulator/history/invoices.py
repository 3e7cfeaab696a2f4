"""Invoices of a history: made, finalised and voided, with every sum that Stripe shows."""

from __future__ import annotations

from collections.abc import Sequence

from stripe_client.emulator.history.balances import Balances
from stripe_client.emulator.history.catalogue import Catalogue, Customer, discount_object
from stripe_client.emulator.history.dates import DAY_SECONDS
from stripe_client.emulator.history.line_objects import LineObjects, tax_object
from stripe_client.emulator.history.lines import PLAIN_TERMS, Line, Terms
from stripe_client.emulator.history.pages import whole
from stripe_client.emulator.history.reckoning import Reckoning, TaxShare, reckon
from stripe_client.emulator.shapes.fields import Plain

FINALIZES_AFTER_SECONDS = 3_600


class Invoices(LineObjects, Catalogue, Balances):
    """Steps that bill."""

    def draft(self, customer: Customer, lines: Sequence[Line], *, created: int, terms: Terms = PLAIN_TERMS) -> Plain:
        """Adds an invoice that may still change."""
        sums = reckon(lines, terms, customer.tax_exempt)
        invoice_id = self._next("in")
        items = [self._line_object(customer, invoice_id, one, created) for one in sums.lines]
        return self._add(
            "invoices",
            id=invoice_id,
            created=created,
            currency=lines[0].price.currency,
            customer=customer.id,
            customer_name=customer.name,
            customer_email=customer.email,
            customer_address=customer.address,
            customer_tax_exempt=customer.tax_exempt,
            billing_reason=terms.reason,
            period_start=created if terms.period_start is None else terms.period_start,
            status="draft",
            lines=items,
            discounts=[discount_object(discount, customer, invoice=invoice_id) for discount in terms.discounts],
            default_tax_rates=[rate.id for rate in terms.taxes],
            parent=_parent(terms),
            amount_paid=0,
            attempt_count=0,
            status_transitions={},
            auto_advance=False,
            **_totals(sums, terms, items),
        )

    def finalized(
        self,
        customer: Customer,
        lines: Sequence[Line],
        *,
        created: int,
        days_due: int = 0,
        terms: Terms = PLAIN_TERMS,
        too_small: bool = False,
    ) -> Plain:
        """Adds an open invoice; with `days_due` it is sent instead of charged. One over nothing is paid at once.

        The customer's balance is used up, or takes what is below zero; one that is `too_small` is not charged, and the
        balance takes all of it.
        """
        invoice = self.draft(customer, lines, created=created, terms=terms)
        finalized_at = created + FINALIZES_AFTER_SECONDS
        invoice |= {
            "status": "open",
            "number": f"DEMO-{self._count('number'):04d}",
            "effective_at": finalized_at,
            "status_transitions": {"finalized_at": finalized_at},
            "auto_advance": True,
        }
        self._settle_with_balance(invoice, finalized_at, too_small=too_small)
        if days_due:
            invoice |= {"collection_method": "send_invoice", "due_date": finalized_at + days_due * DAY_SECONDS}
        if invoice["amount_due"] == 0:
            settled(invoice, when=finalized_at)
        return invoice

    def void(self, invoice: Plain, *, when: int) -> None:
        """Voids an open or uncollectible invoice; what it used of the balance is given back."""
        must_be(invoice, "open", "uncollectible")
        invoice |= {"status": "void", "status_transitions": _moved(invoice, voided_at=when), "auto_advance": False}
        used = [each for each in self.book["customer_balance_transactions"] if each.get("invoice") == invoice["id"]]
        for each in used:
            if each["type"] == "applied_to_invoice":
                self._move(invoice, -whole(each, "amount"), "unapplied_from_invoice", when)
        for payment in self._payments_of(invoice):
            if payment["status"] == "open":
                payment |= {"status": "canceled", "status_transitions": {"canceled_at": when}}

    def mark_uncollectible(self, invoice: Plain, *, when: int) -> None:
        """Gives an open invoice up; it may still be paid or voided."""
        must_be(invoice, "open")
        times = _moved(invoice, marked_uncollectible_at=when)
        invoice |= {"status": "uncollectible", "status_transitions": times, "auto_advance": False}

    def revise(self, invoice: Plain, customer: Customer, lines: Sequence[Line], *, created: int) -> Plain:
        """Replaces an open or uncollectible invoice by a new one, which is returned; the old one is void."""
        self.void(invoice, when=created + FINALIZES_AFTER_SECONDS)
        revision = self.finalized(customer, lines, created=created)
        revision["from_invoice"] = {"action": "revision", "invoice": invoice["id"]}
        invoice["latest_revision"] = revision["id"]
        return revision

    def _settle_with_balance(self, invoice: Plain, when: int, *, too_small: bool) -> None:
        """What finalising does: credit is used as far as it is needed, debit is billed, what is below zero is kept."""
        starting = self._balance(str(invoice["customer"]), str(invoice["currency"]))
        total = whole(invoice, "total")
        if too_small:
            self._move(invoice, total, "invoice_too_small", when)
        else:
            self._move(invoice, _used_balance(total, starting), "applied_to_invoice", when)
        ending = self._balance(str(invoice["customer"]), str(invoice["currency"]))
        due = total - (ending - starting)
        invoice |= {"starting_balance": starting, "ending_balance": ending, "amount_due": due, "amount_remaining": due}

    def _move(self, invoice: Plain, amount: int, kind: str, when: int, **named: object) -> Plain | None:
        """A movement of the customer's balance by an invoice, if there is any."""
        if amount == 0:
            return None
        customer, currency = str(invoice["customer"]), str(invoice["currency"])
        return self._move_balance(customer, currency, amount, kind, when, invoice=invoice["id"], **named)

    def _payments_of(self, invoice: Plain) -> list[Plain]:
        return [payment for payment in self.book["invoice_payments"] if payment["invoice"] == invoice["id"]]


def _used_balance(total: int, starting: int) -> int:
    """What the balance moves by when an invoice is finalised."""
    if total < 0:
        return total
    return -starting if starting > 0 else min(total, -starting)


def must_be(invoice: Plain, *statuses: str) -> None:
    """Refuses a step that the state of an invoice does not allow. Raises ValueError."""
    if invoice["status"] not in statuses:
        raise ValueError(f"{invoice['id']} is {invoice['status']}, must be {' or '.join(statuses)}")


def settled(invoice: Plain, *, when: int) -> None:
    """Says of an invoice that nothing is left to pay."""
    invoice |= {"status": "paid", "status_transitions": _moved(invoice, paid_at=when), "auto_advance": False}


def _moved(invoice: Plain, **times: int) -> Plain:
    transitions = invoice["status_transitions"]
    return {**(transitions if isinstance(transitions, dict) else {}), **times}


def _parent(terms: Terms) -> Plain | None:
    if terms.subscription is None:
        return None
    changed = {} if terms.proration_date is None else {"subscription_proration_date": terms.proration_date}
    details = {"subscription": terms.subscription, "metadata": {}, **changed}
    return {"type": "subscription_details", "subscription_details": details}


def _totals(sums: Reckoning, terms: Terms, items: Sequence[Plain]) -> Plain:
    """All sums of an invoice that nothing was paid on yet."""
    return {
        "subtotal": sums.subtotal,
        "subtotal_excluding_tax": sums.subtotal_excluding_tax,
        "total": sums.total,
        "total_excluding_tax": sums.total_excluding_tax,
        "amount_due": sums.total,
        "amount_remaining": sums.total,
        "amount_shipping": sums.shipping,
        "shipping_cost": _shipping_cost(sums, terms),
        "total_discount_amounts": _total_discounts(sums),
        "total_pretax_credit_amounts": [*_discounts_before_tax(sums), *_credits(items)],
        "total_taxes": _total_taxes(sums),
    }


def _shipping_cost(sums: Reckoning, terms: Terms) -> Plain | None:
    if terms.shipping is None:
        return None
    taxes = [
        {
            "amount": tax.amount,
            "rate": tax.rate.id,
            "taxable_amount": tax.taxable,
            "taxability_reason": tax.reason,
        }
        for tax in sums.shipping_taxes
    ]
    return {
        "amount_subtotal": sums.shipping,
        "amount_tax": sum(tax.amount for tax in sums.shipping_taxes),
        "amount_total": sums.shipping_total,
        "shipping_rate": terms.shipping.id,
        "taxes": taxes,
    }


def _total_discounts(sums: Reckoning) -> list[Plain]:
    """Each discount over all lines, in the order in which they came off."""
    totals: dict[str, int] = {}
    for one in sums.lines:
        for discount, share in one.discounts:
            totals[discount.id] = totals.get(discount.id, 0) + share
    return [{"amount": amount, "discount": discount} for discount, amount in totals.items()]


def _discounts_before_tax(sums: Reckoning) -> list[Plain]:
    return [{**total, "type": "discount"} for total in _total_discounts(sums)]


def _credits(items: Sequence[Plain]) -> list[Plain]:
    """The billing credits of all lines; each line uses up credit in a transaction of its own."""
    found: list[Plain] = []
    for item in items:
        amounts = item.get("pretax_credit_amounts")
        found += [one for one in amounts if "credit_balance_transaction" in one] if isinstance(amounts, list) else []
    return found


def _total_taxes(sums: Reckoning) -> list[Plain]:
    """Each tax over all lines; the tax on shipping stands beside the shipping."""
    totals: dict[str, TaxShare] = {}
    for tax in (tax for one in sums.lines for tax in one.taxes):
        so_far = totals.get(tax.rate.id)
        totals[tax.rate.id] = tax if so_far is None else _added(so_far, tax)
    return [tax_object(total) for total in totals.values()]


def _added(one: TaxShare, other: TaxShare) -> TaxShare:
    return TaxShare(
        rate=one.rate, amount=one.amount + other.amount, taxable=one.taxable + other.taxable, reason=one.reason
    )
