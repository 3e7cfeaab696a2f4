"""Lives a subscription of the year: it is agreed on, billed term by term, paid or not, changed, and ended."""

from __future__ import annotations

from decimal import Decimal
from functools import partial

from stripe_client.emulator.history import Subscription, at
from stripe_client.emulator.shapes.fields import Plain
from stripe_client.emulator.year.company import Company
from stripe_client.emulator.year.deals import Change, Deal

_SEASONS = (97, 101, 112, 94, 88, 103, 120, 85, 91, 108, 115, 99)
"""How much is used in a month, in percent of what is usual."""


def note_agreement(company: Company, deal: Deal) -> None:
    """Notes down that a deal begins on its first day."""
    company.diary.note(at(*deal.starts), lambda _: _Agreement(company, deal).begin())


class _Agreement:
    """One deal and its subscription."""

    def __init__(self, company: Company, deal: Deal) -> None:
        self._company, self._deal = company, deal
        self._bills = 0
        self._ends = None if deal.ends is None else at(*deal.ends)
        self._subscription = self._subscribe()

    def _subscribe(self) -> Subscription:
        company, deal = self._company, self._deal
        what = [(company.price(deal.who, deal.plan), deal.quantity)]
        if deal.seats:
            what.append((company.price(deal.who, "seat"), deal.seats))
        if deal.api_calls:
            what.append((company.price(deal.who, "api calls"), 1))
        start = at(*deal.starts)
        subscription = company.history.subscription(
            company.customers[deal.who],
            what,
            start=start,
            trial_days=deal.trial_days,
            days_due=deal.days_due,
            taxes=company.taxes(deal.who),
        )
        discounts = company.discounts(deal.coupons, start, code=deal.code, subscription=subscription.id)
        company.history.give(subscription, *discounts)
        return subscription

    def begin(self) -> None:
        """Bills at once, and notes down what is certain: the change of plan, and the end."""
        self._bill(self._subscription.next_bill)
        if self._deal.change is not None:
            self._company.diary.note(at(*self._deal.change.on, hour=10), partial(self._change, self._deal.change))
        if self._ends is not None:
            self._company.diary.note(self._ends, self._end)

    def _bill(self, when: int) -> None:
        if self._ends is not None and when >= self._ends:
            return
        deal, number = self._deal, self._bills
        invoice = self._company.history.bill(
            self._subscription, usage=self._usage(number), credit=deal.credits.get(number, 0)
        )
        self._bills += 1
        self._collect(invoice, when, number)
        self._company.diary.note(self._subscription.next_bill, self._bill)

    def _usage(self, number: int) -> dict[str, int | Decimal]:
        calls = self._deal.api_calls * _SEASONS[number % len(_SEASONS)] // 100
        return {self._company.price(self._deal.who, "api calls").id: calls} if calls else {}

    def _collect(self, invoice: Plain, when: int, number: int) -> None:
        """The way in which this customer pays this bill."""
        company, deal = self._company, self._deal
        if invoice["amount_due"] == 0:
            return
        if deal.days_due:
            company.transfer(invoice, when, deal.pays_after)
        elif deal.fails_from is not None and number >= deal.fails_from:
            company.charge_in_vain(invoice, when)
            self._subscription.plain["status"] = "past_due"
        elif number in deal.declined:
            company.charge_at_second_try(invoice, when)
        elif number in deal.in_parts:
            company.pay_in_parts(invoice, when, days=6)
        else:
            company.charge(invoice, when)

    def _change(self, change: Change, when: int) -> None:
        invoice = self._company.history.change(
            self._subscription,
            self._company.price(self._deal.who, change.plan),
            change.quantity,
            when=when,
            at_once=change.at_once,
            itemized=change.itemized,
        )
        if invoice is not None:
            self._company.charge(invoice, when)

    def _end(self, when: int) -> None:
        self._company.history.cancel(self._subscription, when=when)
