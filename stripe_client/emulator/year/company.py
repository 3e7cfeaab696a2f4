"""The company whose year it is: its customers, what it sells, and how it gets its money."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from stripe_client.emulator.history import DAY_SECONDS, Customer, Discount, History, Line, Price, TaxRate, Terms, at
from stripe_client.emulator.history.pages import whole
from stripe_client.emulator.shapes.fields import Plain
from stripe_client.emulator.year.cast import (
    PERSONS,
    PHONES,
    SHIPPED_TO,
    WITHOUT_ADDRESS,
    WITHOUT_EMAIL,
    WITHOUT_NAME,
    Who,
    everybody,
)
from stripe_client.emulator.year.catalogue import YearCatalogue
from stripe_client.emulator.year.deals import DEALS
from stripe_client.emulator.year.diary import Diary

CHARGED_AFTER_SECONDS = 3_900
"""An invoice is finalised an hour after it was made, and charged soon after."""
TRIED_AGAIN_AFTER_SECONDS = 3 * DAY_SECONDS
_MET = at(2025, 11, 1)


class Company:
    """What there is, and what is still to come."""

    def __init__(self) -> None:
        self.history, self.diary = History(), Diary()
        self.catalogue = YearCatalogue(self.history)
        self._who = everybody()
        self.customers = {key: self._customer(key, who) for key, who in self._who.items()}

    def price(self, who: str, name: str) -> Price:
        """A price in the currency of a customer."""
        return self.catalogue.prices[f"{name} {self._who[who].currency}"]

    def currency(self, who: str) -> str:
        """The currency that a customer pays in."""
        return self._who[who].currency

    def taxes(self, who: str) -> tuple[TaxRate, ...]:
        """The taxes that a customer pays."""
        return self.catalogue.taxes[self._who[who].taxes]

    def discounts(
        self, names: Iterable[str], when: int, *, code: str | None = None, subscription: str | None = None
    ) -> tuple[Discount, ...]:
        """Coupons by name, and the one that a promotion code stands for."""
        coupons, code_id = self.catalogue.coupons, None if code is None else self.catalogue.codes[code]
        given = [self.history.discount(coupons[name], start=when, subscription=subscription) for name in names]
        if code is None:
            return tuple(given)
        coupon = coupons[self.catalogue.coupon_of[code]]
        redeemed = self.history.discount(coupon, start=when, subscription=subscription, promotion_code=code_id)
        return (redeemed, *given)

    def invoiced(self, who: str, lines: Iterable[Line], when: int, days_due: int = 0) -> Plain:
        """A plain invoice by hand, with the customer's taxes; finalised."""
        terms = Terms(taxes=self.taxes(who))
        return self.history.finalized(self.customers[who], list(lines), created=when, days_due=days_due, terms=terms)

    # Money

    def charge(self, invoice: Plain, created: int) -> None:
        """A card pays as soon as an invoice is finalised."""
        self.diary.note(created + CHARGED_AFTER_SECONDS, partial(self._pay, invoice))

    def charge_at_second_try(self, invoice: Plain, created: int) -> None:
        """The card is declined, and three days later it is not."""
        first = created + CHARGED_AFTER_SECONDS
        self.diary.note(first, partial(self._decline, invoice))
        self.diary.note(first + TRIED_AGAIN_AFTER_SECONDS, partial(self._pay, invoice))

    def charge_in_vain(self, invoice: Plain, created: int) -> None:
        """The card is declined, twice."""
        for tries in range(2):
            when = created + CHARGED_AFTER_SECONDS + tries * TRIED_AGAIN_AFTER_SECONDS
            self.diary.note(when, partial(self._decline, invoice))

    def transfer(self, invoice: Plain, created: int, days: int) -> None:
        """The customer pays after so many days."""
        self.diary.note(created + CHARGED_AFTER_SECONDS + days * DAY_SECONDS, partial(self._pay, invoice))

    def pay_in_parts(self, invoice: Plain, created: int, days: int) -> None:
        """A first part at once, the rest after so many days."""
        self.diary.note(created + CHARGED_AFTER_SECONDS, partial(self._pay_part, invoice))
        self.transfer(invoice, created, days)

    def _decline(self, invoice: Plain, when: int) -> None:
        self.history.declined(invoice, when=when)

    def _pay(self, invoice: Plain, when: int) -> None:
        if invoice["status"] == "open":
            self.history.paid(invoice, when=when)

    def _pay_part(self, invoice: Plain, when: int) -> None:
        self.history.paid(invoice, when=when, amount=whole(invoice, "amount_remaining") * 2 // 5)

    # What was billed

    def last_bill(self, who: str, status: str = "paid") -> Plain:
        """A customer's latest invoice in a state. Raises StopIteration where there is none."""
        of = self.customers[who].id
        bills = (plain for plain in reversed(self.history.book["invoices"]) if plain["customer"] == of)
        return next(plain for plain in bills if plain["status"] == status and plain["total"])

    def charge_of(self, invoice: Plain) -> Plain:
        """The latest charge that paid an invoice. Raises StopIteration where none did."""
        book = self.history.book
        intents = {
            _intent(payment)
            for payment in book["invoice_payments"]
            if payment["invoice"] == invoice["id"] and payment["status"] == "paid"
        }
        return next(
            charge
            for charge in reversed(book["charges"])
            if charge["payment_intent"] in intents and charge["status"] == "succeeded"
        )

    # Customers

    def _customer(self, key: str, who: Who) -> Customer:
        is_person, is_named = key in PERSONS, key not in WITHOUT_NAME
        email = f"{key}@mail.example" if is_person else f"billing@{key}.example"
        first = min((at(*deal.starts) for deal in DEALS if deal.who == key), default=_MET)
        return self.history.customer(
            who.name if is_named else None,
            None if key in WITHOUT_EMAIL else email,
            None if key in WITHOUT_ADDRESS else who.country,
            who.city,
            created=first - DAY_SECONDS,
            street=who.street,
            postal_code=who.postal_code,
            tax_exempt="reverse" if who.taxes == "reverse" else "none",
            currency=who.currency,
            phone=PHONES.get(key),
            shipping=_shipping(SHIPPED_TO.get(key)),
            metadata={"kind": "person" if is_person else "company"},
            **({"individual_name" if is_person else "business_name": who.name} if is_named else {}),
        )


def _intent(payment: Plain) -> object:
    means = payment["payment"]
    return means.get("payment_intent") if isinstance(means, dict) else None


def _shipping(to: Who | None) -> Plain | None:
    if to is None:
        return None
    address = {"country": to.country, "city": to.city, "line1": to.street, "postal_code": to.postal_code}
    return {"name": to.name, "address": address}
