"""Subscriptions of a history: billed cycle by cycle, tried for free, changed in mid-term, ended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from stripe_client.emulator.history.arithmetic import percent_of, rounded
from stripe_client.emulator.history.catalogue import Customer, Discount, Price, TaxRate, discount_object
from stripe_client.emulator.history.credit_notes import CreditNotes
from stripe_client.emulator.history.dates import DAY_SECONDS, day_text, months_later
from stripe_client.emulator.history.lines import Billed, Line, Proration, Terms
from stripe_client.emulator.shapes.fields import Plain


@dataclass(kw_only=True)
class Item:
    """So much of a price in a subscription, and the invoice and line that billed it last."""

    id: str
    price: Price
    quantity: int
    last: tuple[str, str] | None = None


@dataclass(kw_only=True)
class Subscription:
    """A subscription of the history as it stands; times are POSIX seconds.

    `anchor` is where the first paid term starts, `cycle` how many terms were billed, `waiting` what a change of plan
    left to bill with the next term.
    """

    id: str
    customer: Customer
    plain: Plain
    items: list[Item]
    started: int
    anchor: int
    days_due: int
    taxes: tuple[TaxRate, ...]
    discounts: list[Discount]
    cycle: int = 0
    billed: bool = False
    waiting: list[Line] = field(default_factory=list)

    @property
    def months(self) -> int:
        """The length of a term."""
        return self.items[0].price.months

    @property
    def next_bill(self) -> int:
        """When it is to be billed next."""
        return self.term(self.cycle)[0] if self.billed else self.started

    def term(self, cycle: int) -> tuple[int, int]:
        """Start and end of a term; the first is 0."""
        return months_later(self.anchor, self.months * cycle), months_later(self.anchor, self.months * (cycle + 1))


class Subscriptions(CreditNotes):
    """Steps that bill again and again."""

    def subscription(
        self,
        customer: Customer,
        what: Sequence[tuple[Price, int]],
        *,
        start: int,
        trial_days: int = 0,
        days_due: int = 0,
        taxes: tuple[TaxRate, ...] = (),
    ) -> Subscription:
        """Adds a subscription, which `bill` bills; with `days_due` its invoices are sent instead of charged."""
        anchor = start + trial_days * DAY_SECONDS
        subscription_id = self._next("sub")
        items = [Item(id=self._next("si"), price=price, quantity=quantity) for price, quantity in what]
        plain = self._add(
            "subscriptions",
            id=subscription_id,
            created=start,
            billing_cycle_anchor=anchor,
            currency=what[0][0].currency,
            customer=customer.id,
            status="trialing" if trial_days else "active",
            trial_start=start if trial_days else None,
            trial_end=anchor if trial_days else None,
            collection_method="send_invoice" if days_due else "charge_automatically",
            days_until_due=days_due or None,
            default_tax_rates=[rate.id for rate in taxes],
            discounts=[],
        )
        subscription = Subscription(
            id=subscription_id,
            customer=customer,
            plain=plain,
            items=items,
            started=start,
            anchor=anchor,
            days_due=days_due,
            taxes=taxes,
            discounts=[],
        )
        _show_items(subscription, start, anchor if trial_days else subscription.term(0)[1])
        return subscription

    def give(self, subscription: Subscription, *discounts: Discount) -> None:
        """Lets discounts count for all that a subscription bills from now on, as long as each of them counts."""
        subscription.discounts += discounts
        _show_discounts(subscription)

    def bill(
        self,
        subscription: Subscription,
        *,
        usage: Mapping[str, int | Decimal] | None = None,
        credit: int = 0,
    ) -> Plain:
        """Bills what is due next: a free trial once, then term after term; the finalised invoice.

        `usage` is how much of each metered price (by id) the last term took, `credit` the billing credit to use up.
        """
        if not subscription.billed and subscription.anchor > subscription.started:
            return self._bill_trial(subscription)
        start, end = subscription.term(subscription.cycle)
        lines = [*subscription.waiting, *_term_lines(subscription, start, end)]
        if subscription.cycle:
            lines += _usage_lines(subscription, usage or {})
        first = not subscription.billed
        terms = Terms(
            discounts=self._counting(subscription, start),
            taxes=subscription.taxes,
            credit=credit,
            reason="subscription_create" if first else "subscription_cycle",
            subscription=subscription.id,
            period_start=start if first else subscription.term(subscription.cycle - 1)[0],
        )
        invoice = self._bill(subscription, lines, start, terms)
        subscription.waiting = []
        subscription.cycle += 1
        subscription.plain["status"] = "active"
        _show_items(subscription, start, end)
        return invoice

    def change(
        self,
        subscription: Subscription,
        price: Price,
        quantity: int,
        *,
        when: int,
        at_once: bool,
        itemized: bool = True,
    ) -> Plain | None:
        """Changes the plan in mid-term; the invoice if that is billed at once, else the next one bills it."""
        item, (start, end) = subscription.items[0], subscription.term(subscription.cycle - 1)
        old = Line(item.price, item.quantity, when, end=end)
        new = Line(price, quantity, when, end=end)
        lines = [
            _prorated(subscription, old, start, itemized=itemized, back=True),
            _prorated(subscription, new, start, itemized=itemized, back=False),
        ]
        item.price, item.quantity = price, quantity
        _show_items(subscription, start, end)
        if not at_once:
            subscription.waiting += lines
            return None
        terms = Terms(
            discounts=self._counting(subscription, when),
            taxes=subscription.taxes,
            reason="subscription_update",
            subscription=subscription.id,
            proration_date=when,
            period_start=start,
        )
        return self._bill(subscription, lines, when, terms)

    def cancel(self, subscription: Subscription, *, when: int) -> None:
        """Ends a subscription."""
        subscription.plain |= {
            "status": "canceled",
            "canceled_at": when,
            "ended_at": when,
            "cancellation_details": {"reason": "cancellation_requested"},
        }

    def _bill_trial(self, subscription: Subscription) -> Plain:
        lines = [
            Line(
                item.price,
                item.quantity,
                subscription.started,
                end=subscription.anchor,
                amount=0,
                description=f"Trial period for {item.price.name}",
                billed=Billed(subscription=subscription.id, item=item.id),
            )
            for item in subscription.items
            if not item.price.metered
        ]
        terms = Terms(taxes=subscription.taxes, reason="subscription_create", subscription=subscription.id)
        return self._bill(subscription, lines, subscription.started, terms)

    def _bill(self, subscription: Subscription, lines: Sequence[Line], created: int, terms: Terms) -> Plain:
        """The invoice; remembers which line billed an item last."""
        invoice = self.finalized(
            subscription.customer, lines, created=created, days_due=subscription.days_due, terms=terms
        )
        subscription.billed = True
        subscription.plain["latest_invoice"] = invoice["id"]
        objects = invoice["lines"]
        for line, plain in zip(lines, objects if isinstance(objects, list) else (), strict=True):
            item = next(item for item in subscription.items if line.billed and item.id == line.billed.item)
            if line.gross > 0 and not item.price.metered:
                item.last = (str(invoice["id"]), str(plain["id"]))
        return invoice

    def _counting(self, subscription: Subscription, when: int) -> tuple[Discount, ...]:
        """The discounts that count now; those that count once are used up by it."""
        counting = tuple(one for one in subscription.discounts if one.end is None or when < one.end)
        subscription.discounts = [one for one in counting if one.coupon.duration != "once"]
        _show_discounts(subscription)
        return counting


def _term_lines(subscription: Subscription, start: int, end: int) -> list[Line]:
    return [
        Line(
            item.price,
            item.quantity,
            start,
            end=end,
            billed=Billed(subscription=subscription.id, item=item.id),
        )
        for item in subscription.items
        if not item.price.metered
    ]


def _usage_lines(subscription: Subscription, usage: Mapping[str, int | Decimal]) -> list[Line]:
    """What was used in the last term; it is billed in arrears."""
    start, end = subscription.term(subscription.cycle - 1)
    return [
        Line(
            item.price,
            usage.get(item.price.id, 0),
            start,
            end=end,
            billed=Billed(subscription=subscription.id, item=item.id),
        )
        for item in subscription.items
        if item.price.metered
    ]


def _prorated(subscription: Subscription, whole: Line, start: int, *, itemized: bool, back: bool) -> Line:
    """The rest of a term, to the second: given back for the old plan, billed for the new one."""
    when, end = whole.start, whole.until
    price = Decimal(whole.gross) if itemized else _discounted(subscription, whole.gross, when)
    part = rounded(price * (end - when) / (end - start))
    words = "Unused time on" if back else "Remaining time on"
    item = subscription.items[0]
    return Line(
        whole.price,
        whole.quantity,
        when,
        end=end,
        description=f"{words} {whole.quantity} × {whole.price.name} after {day_text(when)}",
        billed=Billed(subscription=subscription.id, item=item.id),
        proration=Proration(amount=-part if back else part, credited=item.last if back else None, itemized=itemized),
    )


def _discounted(subscription: Subscription, amount: int, when: int) -> Decimal:
    """What an amount comes to after all percentages that count at a moment."""
    left = Decimal(amount)
    for discount in subscription.discounts:
        if discount.coupon.percent is not None and (discount.end is None or when < discount.end):
            left -= percent_of(left, discount.coupon.percent)
    return left


def _show_items(subscription: Subscription, start: int, end: int) -> None:
    subscription.plain["items"] = [
        {
            "id": item.id,
            "price": item.price.id,
            "quantity": item.quantity,
            "current_period_start": start,
            "current_period_end": end,
        }
        for item in subscription.items
    ]


def _show_discounts(subscription: Subscription) -> None:
    subscription.plain["discounts"] = [
        discount_object(discount, subscription.customer) for discount in subscription.discounts
    ]
