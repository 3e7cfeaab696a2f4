"""The lines of an invoice in the books: discounts, prorations, shipping and taxes (rules V-3 to V-8, A-6, RR-7)."""

from __future__ import annotations

import pytest
from builders import (
    a_billing_credit,
    a_coupon,
    a_line,
    a_price,
    a_share,
    a_tax,
    a_tax_rate,
    an_invoice_family,
    rules,
    shipping,
)

from connector.translation.rules import Rules, TermColumns
from connector.translation.translate import translate
from connector.translation.wanted import WantedRecord
from netsuite_client.records import Invoice
from stripe_client.objects import InvoiceFamily, TaxRate
from translation.written import squeezed, written

COLUMNS = TermColumns(start="custcol_stripe_start", end="custcol_stripe_end")

LINES: dict[str, tuple[InvoiceFamily, str]] = {
    "V-3 to V-8: the example of the rules": (
        an_invoice_family(
            lines=[
                a_line(10_000, discount_amounts=[a_share(1000, "di_ten")], taxes=[a_tax(1800)]),
                a_line(5000, price="price_silver", taxes=[a_tax(1000)]),
            ],
            shipping_cost=shipping(1000, 200),
        ),
        """
        Gold (price_gold) Subscription x 1 100.00
        Coupon (TEN) TEN -10.00
        Silver (price_silver) Subscription x 1 50.00
        Stripe Shipping Shipping 10.00
        Stripe Tax Tax txr_vat 30.00
        total 180.00
        """,
    ),
    "V-4: a coupon's share stands directly under its line": (
        an_invoice_family(
            lines=[
                a_line(10_000, discount_amounts=[a_share(643)]),
                a_line(5000, discount_amounts=[a_share(357)]),
            ]
        ),
        """
        Gold (price_gold) Subscription x 1 100.00
        Coupon (SPRING) SPRING -6.43
        Gold (price_gold) Subscription x 1 50.00
        Coupon (SPRING) SPRING -3.57
        total 140.00
        """,
    ),
    "V-4: several coupons are several lines, all of them under the line": (
        an_invoice_family(lines=[a_line(10_000, discount_amounts=[a_share(1000, "di_ten"), a_share(643)]), a_line(1)]),
        """
        Gold (price_gold) Subscription x 1 100.00
        Coupon (TEN) TEN -10.00
        Coupon (SPRING) SPRING -6.43
        Gold (price_gold) Subscription x 1 0.01
        total 83.58
        """,
    ),
    "V-4: a coupon is called as at Stripe": (
        an_invoice_family(
            lines=[a_line(discount_amounts=[a_share(2000, "di_1")])],
            coupons={"di_1": a_coupon("Z4OV52SU", name="20 % off in spring")},
        ),
        """
        Gold (price_gold) Subscription x 1 100.00
        20 % off in spring (Z4OV52SU) 20 % off in spring -20.00
        total 80.00
        """,
    ),
    "V-4: a share of nothing makes no line, whatever its coupon": (
        an_invoice_family(
            lines=[a_line(discount_amounts=[a_share(0), a_share(0, "di_unknown"), a_share(100)])],
            coupons={"di_spring": a_coupon()},
        ),
        """
        Gold (price_gold) Subscription x 1 100.00
        Coupon (SPRING) SPRING -1.00
        total 99.00
        """,
    ),
    "V-4: what is off a credit is positive": (
        an_invoice_family(lines=[a_line(10_000), a_line(-3000, discount_amounts=[a_share(-300)])]),
        """
        Gold (price_gold) Subscription x 1 100.00
        Gold (price_gold) Subscription x 1 -30.00
        Coupon (SPRING) SPRING 3.00
        total 73.00
        """,
    ),
    "V-4: so it is where Stripe writes the share without a sign": (
        an_invoice_family(lines=[a_line(10_000), a_line(-3000, discount_amounts=[a_share(300)])], total=7300),
        """
        Gold (price_gold) Subscription x 1 100.00
        Gold (price_gold) Subscription x 1 -30.00
        Coupon (SPRING) SPRING 3.00
        total 73.00
        """,
    ),
    "V-4: everything is off: the lines stand and cancel out": (
        an_invoice_family(lines=[a_line(5000, discount_amounts=[a_share(5000)])], payments=[]),
        """
        Gold (price_gold) Subscription x 1 50.00
        Coupon (SPRING) SPRING -50.00
        total 0.00
        """,
    ),
    "V-4: a billing credit stands on its own item, and a discount listed as one is not counted twice": (
        an_invoice_family(
            lines=[
                a_line(
                    discount_amounts=[a_share(1000)],
                    pretax_credit_amounts=[
                        {"amount": 1000, "type": "discount", "discount": "di_spring"},
                        a_billing_credit(2500),
                    ],
                )
            ]
        ),
        """
        Gold (price_gold) Subscription x 1 100.00
        Coupon (SPRING) SPRING -10.00
        Stripe Billing Credit Billing credit -25.00
        total 65.00
        """,
    ),
    "V-5: a proration is a line like others, and a negative one stays negative": (
        an_invoice_family(
            lines=[
                a_line(-1500, description="Unused time on Gold", period=("2026-03-16", "2026-04-01")),
                a_line(
                    3000, price="price_silver", description="Remaining time", period=("2026-03-16", "2026-04-01")
                ),
            ]
        ),
        """
        Gold (price_gold) Unused time on Gold x 1 -15.00
        Silver (price_silver) Remaining time x 1 30.00
        total 15.00
        """,
    ),
    "V-6: shipping without a tax": (
        an_invoice_family(shipping_cost=shipping(995)),
        """
        Gold (price_gold) Subscription x 1 100.00
        Stripe Shipping Shipping 9.95
        total 109.95
        """,
    ),
    "V-6: shipping for nothing makes no line": (
        an_invoice_family(shipping_cost=shipping(0)),
        """
        Gold (price_gold) Subscription x 1 100.00
        total 100.00
        """,
    ),
    "V-7: one tax line for each rate, over all lines and shipping": (
        an_invoice_family(
            lines=[a_line(taxes=[a_tax(725, "txr_ca"), a_tax(100, "txr_sf")]), a_line(taxes=[a_tax(725, "txr_ca")])],
            shipping_cost=shipping(1000, 73, rate="txr_ca"),
        ),
        """
        Gold (price_gold) Subscription x 1 100.00
        Gold (price_gold) Subscription x 1 100.00
        Stripe Shipping Shipping 10.00
        Stripe Tax Tax txr_ca 15.23
        Stripe Tax Tax txr_sf 1.00
        total 226.23
        """,
    ),
    "V-7: a tax of nothing, under reverse charge, makes no line": (
        an_invoice_family(lines=[a_line(taxes=[a_tax(0)])]),
        """
        Gold (price_gold) Subscription x 1 100.00
        total 100.00
        """,
    ),
    "V-7: a credit's tax lowers its rate's line": (
        an_invoice_family(lines=[a_line(3000, taxes=[a_tax(600)]), a_line(-1500, taxes=[a_tax(-300)])]),
        """
        Gold (price_gold) Subscription x 1 30.00
        Gold (price_gold) Subscription x 1 -15.00
        Stripe Tax Tax txr_vat 3.00
        total 18.00
        """,
    ),
    "V-7: shipping's tax of an unknown rate stands apart where the lines have several": (
        an_invoice_family(
            lines=[a_line(taxes=[a_tax(500, "txr_a"), a_tax(700, "txr_b")])], shipping_cost=shipping(1000, 100)
        ),
        """
        Gold (price_gold) Subscription x 1 100.00
        Stripe Shipping Shipping 10.00
        Stripe Tax Tax txr_a 5.00
        Stripe Tax Tax txr_b 7.00
        Stripe Tax Tax 1.00
        total 123.00
        """,
    ),
    "V-8: an inclusive tax comes out of the line, and the total stays": (
        an_invoice_family(lines=[a_line(12_000, taxes=[a_tax(2000, inclusive=True)])]),
        """
        Gold (price_gold) Subscription x 1 100.00
        Stripe Tax Tax txr_vat 20.00
        total 120.00
        """,
    ),
    "V-8: a coupon stays Stripe's amount, taxes within or not": (
        an_invoice_family(
            lines=[a_line(12_000, discount_amounts=[a_share(1200)], taxes=[a_tax(1800, inclusive=True)])]
        ),
        """
        Gold (price_gold) Subscription x 1 102.00
        Coupon (SPRING) SPRING -12.00
        Stripe Tax Tax txr_vat 18.00
        total 108.00
        """,
    ),
    "V-8: taxes within and on top on one invoice": (
        an_invoice_family(
            lines=[
                a_line(12_000, taxes=[a_tax(2000, "txr_in", inclusive=True)]),
                a_line(5000, taxes=[a_tax(1000, "txr_on_top")]),
            ]
        ),
        """
        Gold (price_gold) Subscription x 1 100.00
        Gold (price_gold) Subscription x 1 50.00
        Stripe Tax Tax txr_in 20.00
        Stripe Tax Tax txr_on_top 10.00
        total 180.00
        """,
    ),
    "V-8: shipping with its tax within, listed": (
        an_invoice_family(
            lines=[a_line(12_000, taxes=[a_tax(2000, inclusive=True)])],
            shipping_cost=shipping(1200, 200, rate="txr_vat", inclusive=True),
        ),
        """
        Gold (price_gold) Subscription x 1 100.00
        Stripe Shipping Shipping 10.00
        Stripe Tax Tax txr_vat 22.00
        total 132.00
        """,
    ),
    "V-8: shipping with its tax within, not listed": (
        an_invoice_family(
            lines=[a_line(12_000, taxes=[a_tax(2000, inclusive=True)])],
            shipping_cost=shipping(1200, 200, inclusive=True),
        ),
        """
        Gold (price_gold) Subscription x 1 100.00
        Stripe Shipping Shipping 10.00
        Stripe Tax Tax txr_vat 22.00
        total 132.00
        """,
    ),
    "A-6: yen with a coupon and a tax": (
        an_invoice_family(
            currency="jpy", lines=[a_line(3000, discount_amounts=[a_share(333)], taxes=[a_tax(266)])]
        ),
        """
        Gold (price_gold) Subscription x 1 3,000
        Coupon (SPRING) SPRING -333
        Stripe Tax Tax txr_vat 266
        total 2,933
        """,
    ),
    "A-6: the third decimals of a line, its coupon, shipping and tax are rounded together": (
        an_invoice_family(
            currency="kwd",
            lines=[a_line(10_005, discount_amounts=[a_share(1001)], taxes=[a_tax(454)])],
            shipping_cost=shipping(1225),
        ),
        """
        Gold (price_gold) Subscription x 1 10.01
        Coupon (SPRING) SPRING -1.00
        Stripe Shipping Shipping 1.22
        Stripe Tax Tax txr_vat 0.45
        total 10.68
        """,
    ),
    "A-6: kronur in hundredths, with a tax within": (
        an_invoice_family(currency="isk", lines=[a_line(149_990, taxes=[a_tax(29_040, inclusive=True)])]),
        """
        Gold (price_gold) Subscription x 1 1,210
        Stripe Tax Tax txr_vat 290
        total 1,500
        """,
    ),
}  # fmt: skip


@pytest.mark.parametrize(("family", "expected"), LINES.values(), ids=LINES.keys())
def test_the_lines_of_an_invoice_are(family: InvoiceFamily, expected: str) -> None:
    _, *lines, _ = written(translate(family, rules(), {})).splitlines()
    assert "\n".join(lines) == squeezed(expected)


TAX_NAMES: dict[str, tuple[TaxRate | None, str]] = {
    "V-7: by its name and percentage": (a_tax_rate(), "VAT 20 %"),
    "V-7: with the decimals it has": (a_tax_rate(percentage=7.70), "VAT 7.7 %"),
    "V-7: with the place that raises it": (
        a_tax_rate(display_name="Sales tax", percentage=8.875, jurisdiction="New York"),
        "Sales tax 8.875 %, New York",
    ),
    "V-7: a flat amount has no percentage": (
        a_tax_rate(display_name="Retail delivery fee", rate_type="flat_amount", percentage=0),
        "Retail delivery fee",
    ),
    "V-7: one without a name by its id": (a_tax_rate(display_name=None), "Tax txr_vat 20 %"),
    "V-7: one that Stripe does not have by its id": (None, "Tax txr_vat"),
}


@pytest.mark.parametrize(("rate", "expected"), TAX_NAMES.values(), ids=TAX_NAMES.keys())
def test_a_tax_line_is_called(rate: TaxRate | None, expected: str) -> None:
    family = an_invoice_family(lines=[a_line(taxes=[a_tax(2000)])], tax_rates=[rate] if rate else [])
    invoice = _booked(family, rules()).record
    assert isinstance(invoice, Invoice)
    assert invoice.lines[-1].description == expected


def test_rr_7_discounts_shipping_and_taxes_have_neither_dates_nor_a_quantity() -> None:
    invoice = _booked(_OF_EVERYTHING, rules(line_dates=True, stripe_columns=COLUMNS)).record
    assert isinstance(invoice, Invoice)
    item, *others = invoice.lines
    assert (item.rev_rec_start_date, len(item.fields)) != (None, 0)
    assert len(others) == 4
    for line in others:
        assert (line.quantity, line.rev_rec_start_date, line.rev_rec_end_date, line.fields) == (None, None, None, ())


def test_v_5_prorations_keep_their_own_terms() -> None:
    family = an_invoice_family(
        lines=[a_line(-1500, period=("2026-03-16", "2026-04-01")), a_line(6000, period=("2026-04-01", "2026-05-01"))]
    )
    invoice = _booked(family, rules(line_dates=True)).record
    assert isinstance(invoice, Invoice)
    assert [f"{line.rev_rec_start_date} {line.rev_rec_end_date}" for line in invoice.lines] == [
        "2026-03-16 2026-04-02",
        "2026-04-01 2026-05-02",
    ]


MARCH = ("2026-03-01", "2026-04-01")
QUARTERLY = a_price(recurring={"interval": "month", "interval_count": 3})
ONE_TIME = a_price(type="one_time", recurring=None)

TERMS: dict[str, tuple[InvoiceFamily, Rules, list[str]]] = {
    "RR-5: a term and how its price recurs; none of tax": (
        an_invoice_family(lines=[a_line(period=MARCH, taxes=[a_tax(2000)])], prices=[QUARTERLY]),
        rules(),
        ["2026-03-01 2026-04-01 month x 3", "none"],
    ),
    "RR-5: a price that does not recur": (
        an_invoice_family(lines=[a_line(period=MARCH)], prices=[ONE_TIME]),
        rules(),
        ["2026-03-01 2026-04-01 None x 1"],
    ),
    "RR-5: a line without a price": (
        an_invoice_family(lines=[a_line(period=MARCH, price=None)]),
        rules(),
        ["2026-03-01 2026-04-01 None x 1"],
    ),
    "A-8: in the account's time zone": (
        an_invoice_family(lines=[a_line(period=MARCH)]),
        rules(timezone="America/New_York"),
        ["2026-02-28 2026-03-31 month x 1"],
    ),
}


@pytest.mark.parametrize(("family", "connection", "expected"), TERMS.values(), ids=TERMS)
def test_what_counts_the_rows_of_a_schedule(family: InvoiceFamily, connection: Rules, expected: list[str]) -> None:
    terms = _booked(family, connection).terms
    assert [
        "none" if each is None else f"{each.period.start} {each.period.end} {each.interval} x {each.interval_count}"
        for each in terms
    ] == expected


_OF_EVERYTHING = an_invoice_family(
    lines=[
        a_line(
            discount_amounts=[a_share(1000)], pretax_credit_amounts=[a_billing_credit(500)], taxes=[a_tax(1700)]
        )
    ],
    shipping_cost=shipping(1000, 200),
)  # fmt: skip


def _booked(family: InvoiceFamily, connection: Rules) -> WantedRecord:
    (wanted,) = translate(family, connection, {}).records
    return wanted
