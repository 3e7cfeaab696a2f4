"""What the lines of an invoice bring along and what stops them: items, problems, zero invoices, origins, pins."""

from __future__ import annotations

import pytest
from builders import (
    a_billing_credit,
    a_charge_family,
    a_coupon,
    a_line,
    a_share,
    a_tax,
    an_invoice,
    an_invoice_family,
    rules,
    shipping,
)

from connector.mapping import name_of
from connector.translation.explained import explained
from connector.translation.rules import Rules
from connector.translation.translate import translate
from connector.translation.wanted import WantedRecord
from netsuite_client.records import Field, Invoice, Kind
from stripe_client.objects import InvoiceFamily
from translation.written import squeezed, written, written_shared

_OF_EVERYTHING = an_invoice_family(
    lines=[
        a_line(
            discount_amounts=[a_share(1000)], pretax_credit_amounts=[a_billing_credit(500)], taxes=[a_tax(1700)]
        )
    ],
    shipping_cost=shipping(1000, 200),
)  # fmt: skip

SHARED: dict[str, tuple[InvoiceFamily, Rules, str]] = {
    "V-4 V-6 V-7: each line brings its item": (
        an_invoice_family(
            lines=[
                a_line(discount_amounts=[a_share(1000)], pretax_credit_amounts=[a_billing_credit(1)], taxes=[a_tax(1)]),
                a_line(discount_amounts=[a_share(1000)]),
            ],
            shipping_cost=shipping(1000),
        ),
        rules(),
        """
        Service item price_gold Gold (price_gold)
        Discount item coupon_SPRING Coupon (SPRING)
        Discount item stripe_billing_credit Stripe Billing Credit
        Charge item stripe_shipping Stripe Shipping
        Charge item stripe_tax Stripe Tax
        income Sales Taxes Payable
        """,
    ),
    "I-1: coupons and global items carry the connection's prefix": (
        an_invoice_family(
            lines=[a_line(discount_amounts=[a_share(1000)], taxes=[a_tax(1)])], shipping_cost=shipping(1000)
        ),
        rules(external_id_prefix="eu_"),
        """
        Service item price_gold Gold (price_gold)
        Discount item eu_coupon_SPRING Coupon (SPRING)
        Charge item eu_stripe_shipping Stripe Shipping
        Charge item eu_stripe_tax Stripe Tax
        income Sales Taxes Payable
        """,
    ),
    "I-1: a coupon's id that NetSuite does not take is made safe": (
        an_invoice_family(lines=[a_line(discount_amounts=[a_share(1, "di_1")])], coupons={"di_1": a_coupon("20% off")}),
        rules(),
        """
        Service item price_gold Gold (price_gold)
        Discount item coupon_20__off-2499431c Coupon (20% off)
        """,
    ),
    "V-4: two discounts of one coupon share its item": (
        an_invoice_family(
            lines=[a_line(discount_amounts=[a_share(1, "di_1"), a_share(2, "di_2")])],
            coupons={"di_1": a_coupon("A"), "di_2": a_coupon("A")},
        ),
        rules(),
        """
        Service item price_gold Gold (price_gold)
        Discount item coupon_A Coupon (A)
        """,
    ),
    "V-4: a coupon that was deleted leaves its id": (
        an_invoice_family(
            lines=[a_line(discount_amounts=[a_share(1, "di_1")])], coupons={"di_1": a_coupon("A", deleted=True)}
        ),
        rules(),
        """
        Service item price_gold Gold (price_gold)
        Discount item coupon_A Coupon (A)
        """,
    ),
}


@pytest.mark.parametrize(("family", "connection", "expected"), SHARED.values(), ids=SHARED.keys())
def test_an_invoice_brings_the_items_of_its_lines(family: InvoiceFamily, connection: Rules, expected: str) -> None:
    _, *items = translate(family, connection, {}).shared
    assert written_shared(items) == squeezed(expected)


def test_i_2_coupons_with_long_ids_keep_names_of_their_own() -> None:
    alike = ["X" * 60 + "1", "X" * 60 + "2"]
    family = an_invoice_family(
        lines=[a_line(discount_amounts=[a_share(1, "di_1"), a_share(1, "di_2")])],
        coupons={f"di_{number}": a_coupon(id_, name="Spring") for number, id_ in enumerate(alike, start=1)},
    )
    _, _, *items = translate(family, rules(), {}).shared
    names = {item.record.item_id for item in items}  # type: ignore[union-attr]  # both are items
    assert len(names) == 2
    assert all(len(name) <= 60 for name in names)


PROBLEMS: dict[str, tuple[InvoiceFamily, str]] = {
    "A-7: a discount whose coupon is not known": (
        an_invoice_family(lines=[a_line(discount_amounts=[a_share(1000, "di_broken")])], coupons={}),
        "problem NO_ITEM_FOR_PRICE di_broken message=Stripe does not have the price or coupon (line il_1_1)",
    ),
    "A-7: a share that names no discount": (
        an_invoice_family(lines=[a_line(discount_amounts=[{"amount": 1000}])], coupons={}),
        "problem NO_ITEM_FOR_PRICE il_1_1 message=Stripe does not have the price or coupon (line il_1_1)",
    ),
    "A-4: a discount that does not add up": (
        an_invoice_family(lines=[a_line(discount_amounts=[a_share(1000)])], total=9100),
        "problem TOTAL_MISMATCH in_1 stripe=91.00 lines=90.00 difference=-1.00 currency=USD",
    ),
    "A-4: a tax that does not add up": (
        an_invoice_family(lines=[a_line(taxes=[a_tax(2000)])], total=10_000),
        "problem TOTAL_MISMATCH in_1 stripe=100.00 lines=120.00 difference=20.00 currency=USD",
    ),
    "A-7: everything at once": (
        an_invoice_family(
            currency="sek",
            lines=[a_line(price="price_gone", discount_amounts=[a_share(1000, "di_broken")], taxes=[a_tax(100)])],
            prices=(),
            coupons={},
            total=1,
        ),
        """
        problem CURRENCY_MISSING in_1 currency=SEK
        problem TOTAL_MISMATCH in_1 stripe=0.01 lines=91.00 difference=90.99 currency=SEK
        problem NO_ITEM_FOR_PRICE price_gone message=Stripe does not have the price or coupon (line il_1_1)
        problem NO_ITEM_FOR_PRICE di_broken message=Stripe does not have the price or coupon (line il_1_1)
        """,
    ),
    "V-14: more lines than NetSuite takes": (
        an_invoice_family(lines=[a_line(1)] * 5001),
        "problem TOO_MANY_LINES in_1 message=5,001 lines, NetSuite takes 5,000",
    ),
    "V-14: discounts and taxes count as lines": (
        an_invoice_family(lines=[a_line(2, discount_amounts=[a_share(1)])] * 2500 + [a_line(taxes=[a_tax(1)])]),
        "problem TOO_MANY_LINES in_1 message=5,002 lines, NetSuite takes 5,000",
    ),
}


@pytest.mark.parametrize(("family", "expected"), PROBLEMS.values(), ids=PROBLEMS.keys())
def test_a_problem_of_a_line_holds_the_invoice(family: InvoiceFamily, expected: str) -> None:
    translation = translate(family, rules(), {})
    assert written(translation) == squeezed(expected)
    assert not translation.records


TAXED = {
    "V-7: on top": an_invoice_family(lines=[a_line(taxes=[a_tax(2000)]), a_line(taxes=[a_tax(1, "txr_city")])]),
    "V-8: within": an_invoice_family(lines=[a_line(taxes=[a_tax(2000, inclusive=True)])]),
    "V-6: of shipping alone": an_invoice_family(shipping_cost=shipping(1000, 200)),
}


@pytest.mark.parametrize("family", TAXED.values(), ids=TAXED.keys())
def test_c_7_taxes_without_an_account_hold_the_invoice_and_are_never_income(family: InvoiceFamily) -> None:
    translation = translate(family, rules(tax_payable_account=None), {})
    assert written(translation) == "problem ACCOUNT_UNMAPPED in_1 purpose=taxes setting=accounts.tax_payable"
    assert not translation.records


def test_c_7_an_account_for_taxes_is_needed_by_taxed_invoices_alone() -> None:
    assert translate(an_invoice_family(), rules(tax_payable_account=None), {}).problems == ()


def test_v_14_five_thousand_lines_are_booked() -> None:
    (wanted,) = translate(an_invoice_family(lines=[a_line(1)] * 5000), rules(), {}).records
    assert isinstance(wanted.record, Invoice)
    assert len(wanted.record.lines) == 5000


ZERO: dict[str, tuple[InvoiceFamily, Rules, str]] = {
    "V-9: a trial is skipped unless a setting says otherwise": (
        an_invoice_family(amount=0),
        rules(),
        "skipped (trial invoice)",
    ),
    "V-9: invoices.zero sync books it": (
        an_invoice_family(amount=0),
        rules(zero_invoices="sync"),
        """
        Invoice in_1 2026-03-01 USD Acme (cus_acme) no. ACME-1
        Gold (price_gold) Subscription x 1 0.00
        total 0.00
        memo Stripe: in_1
        """,
    ),
    "V-9: without any line there is nothing to book": (
        an_invoice_family(lines=[]),
        rules(zero_invoices="sync"),
        "skipped (trial invoice)",
    ),
    "V-9: lines that a coupon takes away are booked": (
        an_invoice_family(lines=[a_line(500, discount_amounts=[a_share(500)])], payments=[]),
        rules(),
        """
        Invoice in_1 2026-03-01 USD Acme (cus_acme) no. ACME-1
        Gold (price_gold) Subscription x 1 5.00
        Coupon (SPRING) SPRING -5.00
        total 0.00
        memo Stripe: in_1
        """,
    ),
}


@pytest.mark.parametrize(("family", "connection", "expected"), ZERO.values(), ids=ZERO.keys())
def test_an_invoice_of_zero_is(family: InvoiceFamily, connection: Rules, expected: str) -> None:
    assert written(translate(family, connection, {})) == squeezed(expected)


def test_c_7_every_line_and_item_carries_what_the_account_demands() -> None:
    connection = rules(zero_tax_code="5", tax_schedule="2")
    translation = translate(_OF_EVERYTHING, connection, {})
    (invoice,) = (wanted.record for wanted in translation.records)
    assert isinstance(invoice, Invoice)
    code = Field(name="taxCode", type="reference", value="5")
    assert [line.fields for line in invoice.lines] == [(code,)] * 5
    items = [wanted.record for wanted in translation.shared[1:]]
    assert [item.fields for item in items] == [(Field(name="taxSchedule", type="reference", value="2"),)] * 5


def test_c_7_items_that_are_sold_are_not_taxable_and_what_lowers_them_has_no_such_field() -> None:
    items = [wanted.record for wanted in translate(_OF_EVERYTHING, rules(untaxed_items=True), {}).shared[1:]]
    untaxed = (Field(name="isTaxable", type="boolean", value="false"),)
    assert {item.KIND: item.fields for item in items} == {
        Kind.SERVICE_SALE_ITEM: untaxed,
        Kind.OTHER_CHARGE_SALE_ITEM: untaxed,
        Kind.DISCOUNT_ITEM: (),
    }


EXPLAINED = {
    "a line": ("lines[0].amount", "100.00 V-3, A-5 invoice.lines[0].amount 10000"),
    "a coupon": ("lines[1].amount", "-10.00 V-4, A-5 invoice.lines[0].discount_amounts[0].amount 1000"),
    "the coupon's item": (
        "lines[1].item",
        "Coupon (SPRING) (coupon_SPRING) V-4 its coupon invoice.lines[0].discount_amounts[0].amount 1000",
    ),
    "a billing credit": ("lines[2].amount", "-5.00 V-4, A-5 invoice.lines[0].pretax_credit_amounts[0].amount 500"),
    "shipping": ("lines[3].amount", "10.00 V-6, A-5 invoice.shipping_cost.amount_subtotal 1000"),
    "a tax": (
        "lines[4].amount",
        "19.00 V-7, A-5 invoice.lines[0].taxes[0].amount, invoice.shipping_cost.amount_tax 1900",
    ),
}


@pytest.mark.parametrize(("field", "expected"), EXPLAINED.values(), ids=EXPLAINED.keys())
def test_each_line_says_its_rule_and_what_it_read(field: str, expected: str) -> None:
    found = {each.field: each for each in explained(_booked(_OF_EVERYTHING, rules()), name_of)}
    origin = found[field].origin
    assert origin is not None
    assert f"{found[field].value} {origin.by} {origin.path} {origin.value}" == expected


def test_c_7_what_the_account_demands_names_its_setting() -> None:
    wanted = _booked(_OF_EVERYTHING, rules(zero_tax_code="5"))
    found = {each.field: each.origin for each in explained(wanted, name_of)}
    origin = found["lines[4].tax_code_id"]
    assert origin is not None
    assert origin.by == "C-7 taxes.zero_code"


def test_a_tax_of_many_lines_names_the_first_places() -> None:
    wanted = _booked(an_invoice_family(lines=[a_line(taxes=[a_tax(10)])] * 9), rules())
    path = wanted.origins["lines[9].amount"].path
    assert path is not None
    assert path.startswith("invoice.lines[0].taxes[0].amount, invoice.lines[1].taxes[0].amount")
    assert path.endswith(" and 4 more")


def test_a_line_knows_the_stripe_line_that_it_bills() -> None:
    family = an_invoice_family(
        lines=[a_line(discount_amounts=[a_share(1)]), a_line(taxes=[a_tax(1)])], shipping_cost=shipping(1)
    )
    assert _booked(family, rules()).stripe_lines == (0, None, 1, None, None)


def test_a_1_a_coupon_may_change_what_becomes_of_an_invoice() -> None:
    depends_on = translate(_OF_EVERYTHING, rules(), {}).depends_on
    assert depends_on == {"cus_acme", "price_gold", "prod_gold", "SPRING"}


def test_c_5_only_prices_are_pinned() -> None:
    assert translate(_OF_EVERYTHING, rules(), {}).pins == {"price_gold": "price_gold"}


def test_p_1_an_invoice_with_discounts_and_taxes_is_paid_like_any_other() -> None:
    invoice = an_invoice(lines=[a_line(discount_amounts=[a_share(1000)], taxes=[a_tax(1800)])])
    assert written(translate(a_charge_family(pays=[invoice]), rules(), {})) == squeezed(
        """
        Customer payment ch_1 2026-03-02 USD 108.00 Acme (cus_acme) by Stripe
        to Undeposited Funds
        memo Stripe: ch_1
        applied to in_1 108.00
        """
    )


def _booked(family: InvoiceFamily, connection: Rules) -> WantedRecord:
    (wanted,) = translate(family, connection, {}).records
    return wanted
