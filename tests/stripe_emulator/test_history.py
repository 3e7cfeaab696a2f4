"""The builder of histories, step by step, on numbers that can be checked by hand. Amounts are minor units."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stripe_client.emulator import Book
from stripe_client.emulator.history import (
    DAY_SECONDS,
    Discount,
    FreeAmount,
    History,
    Line,
    Price,
    Terms,
    at,
)
from stripe_client.emulator.history.arithmetic import rounded, shared
from tests.stripe_emulator.identities import identity_faults

OPENED = at(2026, 1, 1)
MARCH = at(2026, 3, 1)

Plain = dict[str, Any]


class Shop(History):
    """One customer, a product of which there are prices of any amount, coupons and taxes."""

    def __init__(self, tax_exempt: str = "none") -> None:
        super().__init__()
        self.ada = self.customer("Ada", "ada@ada.example", "GB", "London", created=OPENED, tax_exempt=tax_exempt)
        self.sold = self.product("Thing", created=OPENED)
        self.other = self.product("Other thing", created=OPENED)
        self._coupons = 0

    def costing(self, amount: int | str, *, months: int = 0, product: str | None = None) -> Price:
        unit = amount if isinstance(amount, int) else Decimal(amount)
        return self.price(product or self.sold, "Thing", "usd", unit, months=months, created=OPENED)

    def off(self, *, products: Sequence[str] = (), start: int = MARCH, **terms: Any) -> Discount:
        self._coupons += 1
        if "amount" in terms:
            terms["currency"] = "usd"
        coupon = self.coupon(f"Coupon {self._coupons}", created=OPENED, products=tuple(products), **terms)
        return self.discount(coupon, start=start)

    def billed(self, *lines: Line | int, **terms: Any) -> Plain:
        """An invoice of these lines, or of these amounts."""
        asked = [line if isinstance(line, Line) else Line(self.costing(line), 1, MARCH) for line in lines]
        return self.finalized(self.ada, asked, created=MARCH, terms=Terms(**terms))

    def adds_up(self) -> bool:
        """The whole book does, and can be served."""
        Book.from_plain(self.book)
        return identity_faults(self.book) == []


def _shares(invoice: Plain) -> list[list[int]]:
    return [[share["amount"] for share in line["discount_amounts"]] for line in invoice["lines"]]


def _taxes(invoice: Plain) -> list[list[tuple[int, int]]]:
    return [[(tax["amount"], tax["taxable_amount"]) for tax in line["taxes"]] for line in invoice["lines"]]


# Discounts


def test_a_discount_of_a_line_comes_off_before_one_of_the_invoice_whose_shares_sum() -> None:
    shop = Shop()
    own = shop.off(percent=10)
    line = Line(shop.costing(10_000), 1, MARCH, discounts=(own,))
    invoice = shop.billed(line, 5_000, discounts=(shop.off(amount=1_000),))
    assert (invoice["subtotal"], invoice["total"]) == (14_000, 13_000)
    assert _shares(invoice) == [[1_000, 643], [357]]
    assert [total["amount"] for total in invoice["total_discount_amounts"]] == [1_000, 1_000]
    assert shop.adds_up()


DISCOUNTS: dict[str, tuple[list[dict[str, Any]], int]] = {
    "two percentages chain": ([{"percent": 10}, {"percent": 10}], 8_100),
    "a percentage, then an amount": ([{"percent": 10}, {"amount": 500}], 8_500),
    "an amount, then a percentage": ([{"amount": 500}, {"percent": 10}], 8_550),
    "a half goes up": ([{"percent": "0.005"}], 9_999),
    "no more than there is": ([{"amount": 30_000}], 0),
    "percent with decimals": ([{"percent": "12.5"}], 8_750),
}


@pytest.mark.parametrize(("coupons", "total"), DISCOUNTS.values(), ids=DISCOUNTS.keys())
def test_discounts_of_10_000(coupons: list[dict[str, Any]], total: int) -> None:
    shop = Shop()
    given_ = tuple(shop.off(**({"percent": Decimal(one["percent"])} if "percent" in one else one)) for one in coupons)
    assert shop.billed(10_000, discounts=given_)["total"] == total
    assert shop.adds_up()


def test_a_coupon_of_one_product_leaves_the_others_alone() -> None:
    shop = Shop()
    lines = [Line(shop.costing(1_000, product=product), 1, MARCH) for product in (shop.sold, shop.other)]
    invoice = shop.billed(*lines, discounts=(shop.off(percent=50, products=[shop.other]),))
    assert _shares(invoice) == [[], [500]]
    assert shop.adds_up()


def test_an_invoice_that_a_coupon_covers_is_paid_at_once_without_a_payment() -> None:
    shop = Shop()
    invoice = shop.billed(1_000, discounts=(shop.off(percent=100),))
    assert (invoice["status"], invoice["total"], invoice["amount_paid"]) == ("paid", 0, 0)
    assert shop.book["invoice_payments"] == []


def test_a_coupon_counts_how_often_it_was_redeemed() -> None:
    shop = Shop()
    coupon = shop.coupon("Spring", created=OPENED, percent=10)
    code = shop.promotion_code("SPRING", coupon, created=OPENED)
    shop.discount(coupon, start=MARCH, promotion_code=code)
    shop.discount(coupon, start=MARCH)
    assert shop.book["coupons"][0]["times_redeemed"] == 2
    assert shop.book["promotion_codes"][0]["times_redeemed"] == 1


# Billing credits


def test_a_billing_credit_comes_off_after_discounts_before_tax_by_a_transaction_for_each_line() -> None:
    shop = Shop()
    vat = shop.tax_rate("VAT", 20, created=OPENED)
    invoice = shop.billed(6_000, 3_000, credit=1_000, taxes=(vat,), discounts=(shop.off(percent=50),))
    assert _taxes(invoice) == [[(467, 2_333)], [(233, 1_167)]]
    credits_ = [one for one in invoice["total_pretax_credit_amounts"] if one["type"] != "discount"]
    assert [one["amount"] for one in credits_] == [667, 333]
    assert len({one["credit_balance_transaction"] for one in credits_}) == 2
    assert (invoice["subtotal"], invoice["total"]) == (9_000, 4_200)
    assert shop.adds_up()


def test_no_more_credit_is_used_than_is_billed() -> None:
    shop = Shop()
    assert shop.billed(600, credit=10_000)["total_pretax_credit_amounts"][0]["amount"] == 600
    assert shop.adds_up()


# Taxes and shipping

TAXES: dict[str, tuple[int, list[tuple[str, bool]], list[tuple[int, int]], int, int]] = {
    "on top": (10_000, [("20", False)], [(2_000, 10_000)], 12_000, 10_000),
    "within": (12_000, [("20", True)], [(2_000, 10_000)], 12_000, 10_000),
    "two on top": (10_000, [("5", False), ("9.975", False)], [(500, 10_000), (998, 10_000)], 11_498, 10_000),
    "two within": (11_498, [("5", True), ("9.975", True)], [(500, 10_000), (998, 10_000)], 11_498, 10_000),
    "one within, one on top of the rest": (
        12_000,
        [("20", True), ("1", False)],
        [(2_000, 10_000), (100, 10_000)],
        12_100,
        10_000,
    ),
}


@pytest.mark.parametrize(("amount", "rates", "taxes", "total", "without"), TAXES.values(), ids=TAXES.keys())
def test_taxes(
    amount: int, rates: list[tuple[str, bool]], taxes: list[tuple[int, int]], total: int, without: int
) -> None:
    shop = Shop()
    given_ = tuple(shop.tax_rate("Tax", Decimal(rate), created=OPENED, inclusive=within) for rate, within in rates)
    invoice = shop.billed(amount, taxes=given_)
    assert _taxes(invoice) == [taxes]
    assert (invoice["subtotal"], invoice["total"], invoice["total_excluding_tax"]) == (amount, total, without)
    assert invoice["subtotal_excluding_tax"] == without
    assert shop.adds_up()


def test_a_line_with_taxes_of_its_own_pays_no_others() -> None:
    shop = Shop()
    books = shop.tax_rate("Reduced", 7, created=OPENED)
    line = Line(shop.costing(1_000), 1, MARCH, taxes=(books,))
    invoice = shop.billed(line, 1_000, taxes=(shop.tax_rate("Tax", 19, created=OPENED),))
    assert _taxes(invoice) == [[(70, 1_000)], [(190, 1_000)]]
    assert len(invoice["total_taxes"]) == 2
    assert shop.adds_up()


@pytest.mark.parametrize(("exempt", "reason"), [("reverse", "reverse_charge"), ("exempt", "customer_exempt")])
def test_who_is_exempt_is_shown_the_tax_but_pays_none(exempt: str, reason: str) -> None:
    shop = Shop(tax_exempt=exempt)
    invoice = shop.billed(1_000, taxes=(shop.tax_rate("Tax", 19, created=OPENED),))
    assert [(tax["amount"], tax["taxability_reason"]) for tax in invoice["total_taxes"]] == [(0, reason)]
    assert (invoice["total"], invoice["customer_tax_exempt"]) == (1_000, exempt)


SHIPPING = {
    "without tax": (None, (1_000, 0, 1_000), 11_000),
    "with tax on top": (False, (1_000, 200, 1_200), 11_200),
    "with tax within": (True, (1_000, 167, 1_000), 11_000),
}


@pytest.mark.parametrize(("within", "amounts", "total"), SHIPPING.values(), ids=SHIPPING.keys())
def test_shipping(within: bool | None, amounts: tuple[int, int, int], total: int) -> None:
    shop = Shop()
    ground = shop.shipping_rate("Ground", 1_000, "usd", created=OPENED)
    taxes = () if within is None else (shop.tax_rate("VAT", 20, created=OPENED, inclusive=within),)
    invoice = shop.billed(10_000, shipping=ground, shipping_taxes=taxes)
    cost = invoice["shipping_cost"]
    assert tuple(cost[f"amount_{name}"] for name in ("subtotal", "tax", "total")) == amounts
    assert (invoice["total"], invoice["total_taxes"]) == (total, [])
    assert shop.adds_up()


# Lines

AMOUNTS = {
    "at 0.335 cents each": ("0.335", 3, 1),
    "at half a cent, which goes up": ("0.5", 1, 1),
    "of two and a half hours": (12_500, Decimal("2.5"), 31_250),
    "of none": (12_500, 0, 0),
}


@pytest.mark.parametrize(("unit", "quantity", "amount"), AMOUNTS.values(), ids=AMOUNTS.keys())
def test_a_line(unit: int | str, quantity: int | Decimal, amount: int) -> None:
    shop = Shop()
    (line,) = shop.billed(Line(shop.costing(unit), quantity, MARCH))["lines"]
    assert line["amount"] == amount
    assert (line["quantity"], line["quantity_decimal"]) == (int(quantity), str(quantity))
    assert line["pricing"]["unit_amount_decimal"] == str(unit)


def test_an_amount_without_a_price_has_no_pricing() -> None:
    shop = Shop()
    free = FreeAmount(name="Travel", currency="usd", unit_amount=700)
    (line,) = shop.billed(Line(free, 1, MARCH))["lines"]
    assert (line["amount"], line["pricing"]) == (700, None)
    assert shop.adds_up()


def test_an_invoice_below_zero_is_paid_at_once_and_becomes_credit() -> None:
    shop = Shop()
    free = FreeAmount(name="Gift", currency="usd", unit_amount=-700)
    invoice = shop.billed(Line(free, 1, MARCH))
    assert (invoice["total"], invoice["amount_due"], invoice["status"]) == (-700, 0, "paid")
    assert (invoice["starting_balance"], invoice["ending_balance"]) == (0, -700)
    assert shop.adds_up()


# Subscriptions


def test_a_trial_costs_nothing_and_the_first_term_begins_where_it_ends() -> None:
    shop = Shop()
    subscription = shop.subscription(shop.ada, [(shop.costing(3_000, months=1), 1)], start=MARCH, trial_days=14)
    trial, first, second = (shop.bill(subscription) for _ in range(3))
    assert (trial["total"], trial["status"], trial["billing_reason"]) == (0, "paid", "subscription_create")
    assert trial["lines"][0]["period"] == {"start": MARCH, "end": at(2026, 3, 15)}
    assert [invoice["created"] for invoice in (first, second)] == [at(2026, 3, 15), at(2026, 4, 15)]
    assert (second["period_start"], subscription.next_bill) == (at(2026, 3, 15), at(2026, 5, 15))
    assert shop.adds_up()


def _changed(shop: Shop, **how: Any) -> tuple[Plain, Plain | None, Plain]:
    """30 days for 3 000, after 15 of them changed to 6 000: the first invoice, one for the change, the next."""
    subscription = shop.subscription(shop.ada, [(shop.costing(3_000, months=1), 1)], start=at(2026, 4, 1))
    if "discount" in how:
        shop.give(subscription, how.pop("discount"))
    first = shop.bill(subscription)
    changed = shop.change(subscription, shop.costing(6_000, months=1), 1, when=at(2026, 4, 16), **how)
    return first, changed, shop.bill(subscription)


def test_an_upgrade_credits_what_is_unused_and_bills_what_remains() -> None:
    shop = Shop()
    first, changed, following = _changed(shop, at_once=True)
    assert changed is not None
    assert [line["amount"] for line in changed["lines"]] == [-1_500, 3_000]
    assert {tuple(line["period"].values()) for line in changed["lines"]} == {(at(2026, 4, 16), at(2026, 5, 1))}
    details = [line["parent"]["subscription_item_details"] for line in changed["lines"]]
    credited = {"invoice": first["id"], "invoice_line_items": [first["lines"][0]["id"]]}
    assert [one["proration_details"]["credited_items"] for one in details] == [credited, None]
    assert changed["parent"]["subscription_details"]["subscription_proration_date"] == at(2026, 4, 16)
    assert [line["amount"] for line in following["lines"]] == [6_000]
    assert [item["proration"] for item in shop.book["invoiceitems"]] == [True, True]
    assert shop.adds_up()


def test_a_change_that_waits_is_billed_with_the_next_term() -> None:
    shop = Shop()
    _, changed, following = _changed(shop, at_once=False)
    assert changed is None
    assert [line["amount"] for line in following["lines"]] == [-1_500, 3_000, 6_000]
    assert shop.adds_up()


ITEMIZED = {
    "by itself, also on what is credited": (True, [-1_500, 3_000], [[-150], [300]]),
    "within the amounts": (False, [-1_350, 2_700], [[0], [0]]),
}


@pytest.mark.parametrize(("itemized", "amounts", "shares"), ITEMIZED.values(), ids=ITEMIZED.keys())
def test_a_discount_of_a_changed_subscription_is_shown(
    itemized: bool, amounts: list[int], shares: list[list[int]]
) -> None:
    shop = Shop()
    _, changed, following = _changed(shop, at_once=True, itemized=itemized, discount=shop.off(percent=10, forever=True))
    assert changed is not None
    assert [line["amount"] for line in changed["lines"]] == amounts
    assert _shares(changed) == shares
    assert (changed["total"], following["total"]) == (1_350, 5_400)
    assert shop.adds_up()


DURATIONS: dict[str, tuple[dict[str, Any], list[int]]] = {
    "once": ({}, [900, 1_000, 1_000, 1_000]),
    "for two months": ({"months": 2}, [900, 900, 1_000, 1_000]),
    "for ever": ({"forever": True}, [900, 900, 900, 900]),
}


@pytest.mark.parametrize(("duration", "totals"), DURATIONS.values(), ids=DURATIONS.keys())
def test_a_discount_of_a_subscription_counts(duration: dict[str, Any], totals: list[int]) -> None:
    shop = Shop()
    subscription = shop.subscription(shop.ada, [(shop.costing(1_000, months=1), 1)], start=MARCH)
    shop.give(subscription, shop.off(percent=10, **duration))
    assert [shop.bill(subscription)["total"] for _ in range(4)] == totals
    invoices: Any = shop.book["invoices"]
    assert len({discount["id"] for invoice in invoices for discount in invoice["discounts"]}) == 1
    assert shop.adds_up()


def test_use_is_billed_after_the_term_in_which_it_happened() -> None:
    shop = Shop()
    calls = shop.price(shop.other, "Calls", "usd", Decimal("0.335"), months=1, created=OPENED, metered=True)
    subscription = shop.subscription(shop.ada, [(shop.costing(1_000, months=1), 1), (calls, 1)], start=MARCH)
    first, second = (shop.bill(subscription, usage={calls.id: 1_001}) for _ in range(2))
    assert [line["amount"] for line in first["lines"]] == [1_000]
    assert [line["amount"] for line in second["lines"]] == [1_000, 335]
    assert second["lines"][1]["period"] == {"start": MARCH, "end": at(2026, 4, 1)}
    assert shop.adds_up()


def test_a_yearly_plan_bills_a_year() -> None:
    shop = Shop()
    subscription = shop.subscription(shop.ada, [(shop.costing(12_000, months=12), 1)], start=MARCH)
    shop.bill(subscription)
    assert subscription.next_bill - MARCH == 365 * DAY_SECONDS


def test_an_ended_subscription_says_so() -> None:
    shop = Shop()
    subscription = shop.subscription(shop.ada, [(shop.costing(1_000, months=1), 1)], start=MARCH)
    shop.bill(subscription)
    shop.cancel(subscription, when=at(2026, 3, 20))
    plain = shop.book["subscriptions"][0]
    assert (plain["status"], plain["ended_at"]) == ("canceled", at(2026, 3, 20))
    assert shop.adds_up()


# Payments


def test_a_declined_payment_that_is_tried_again_is_one_intent_with_two_charges() -> None:
    shop = Shop()
    invoice = shop.billed(1_000)
    for day in (2, 5):
        shop.declined(invoice, when=at(2026, 3, day))
    assert (invoice["status"], invoice["next_payment_attempt"]) == ("open", at(2026, 3, 8))
    charge = shop.paid(invoice, when=at(2026, 3, 8))
    assert [one["status"] for one in shop.book["charges"]] == ["failed", "failed", "succeeded"]
    (intent,), (payment,) = shop.book["payment_intents"], shop.book["invoice_payments"]
    assert (intent["status"], intent["latest_charge"], intent["amount_received"]) == ("succeeded", charge["id"], 1_000)
    assert (payment["status"], payment["amount_paid"], payment["is_default"]) == ("paid", 1_000, True)
    assert (invoice["status"], invoice["attempt_count"], invoice["next_payment_attempt"]) == ("paid", 3, None)
    assert shop.adds_up()


def test_one_charge_pays_several_invoices_each_its_own_amount() -> None:
    shop = Shop()
    invoices = [shop.billed(amount) for amount in (1_000, 2_500)]
    shop.paid(invoices[1], when=MARCH + DAY_SECONDS, amount=500)
    charge = shop.paid_together(invoices, when=MARCH + 2 * DAY_SECONDS)
    all_payments: Any = shop.book["invoice_payments"]
    payments = [one for one in all_payments if one["payment"]["payment_intent"] == charge["payment_intent"]]
    assert [(one["invoice"], one["amount_paid"]) for one in payments] == [
        (invoices[0]["id"], 1_000),
        (invoices[1]["id"], 2_000),
    ]
    assert (charge["amount"], {one["status"] for one in invoices}) == (3_000, {"paid"})
    assert shop.adds_up()


def test_money_without_an_invoice_may_come_from_nobody_known() -> None:
    shop = Shop()
    charge = shop.charged(None, 500, "usd", when=MARCH, description="Donation")
    assert (charge["customer"], shop.book["invoice_payments"]) == (None, [])
    assert shop.book["balance_transactions"][0]["source"] == charge["id"]
    assert shop.adds_up()


def test_a_deleted_customer_leaves_a_stub_and_its_invoices() -> None:
    shop = Shop()
    invoice = shop.billed(500)
    shop.delete(shop.ada)
    assert shop.book["customers"] == [{"object": "customer", "id": shop.ada.id, "deleted": True}]
    assert (invoice["customer"], invoice["customer_name"]) == (shop.ada.id, "Ada")
    assert shop.adds_up()


# Shares


@given(st.integers(-10_000, 10_000), st.lists(st.integers(0, 5_000), min_size=1, max_size=12))
def test_shares_sum_and_are_within_one_of_exact(total: int, weights: list[int]) -> None:
    parts = shared(total, weights)
    if sum(weights) == 0:
        assert parts == [0] * len(weights)
        return
    assert sum(parts) == total
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part * sum(weights) - total * weight) < sum(weights)


@given(st.lists(st.integers(-5_000, 5_000), min_size=1, max_size=12), st.integers(0, 100))
def test_percentages_of_credits_and_debits_together_sum_as_well(weights: list[int], percent: int) -> None:
    total = rounded(Decimal(sum(weights) * percent).scaleb(-2))
    assert sum(shared(total, weights)) == (total if sum(weights) else 0)
