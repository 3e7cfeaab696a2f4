"""Families that Stripe could serve on its worst day: parseable, and odd in every way that parsing allows."""

from __future__ import annotations

from typing import Any

from builders import (
    a_billing_credit,
    a_charge,
    a_coupon,
    a_customer,
    a_deleted_customer,
    a_line,
    a_price,
    a_product,
    a_share,
    a_tax,
    an_invoice,
    an_invoice_payment,
    rules,
    shipping,
)
from hypothesis import strategies as st

from connector.translation.dates import EndDateRule
from connector.translation.rules import Rules, TermColumns
from stripe_client.objects import (
    Charge,
    ChargeFamily,
    Customer,
    Family,
    Invoice,
    InvoiceFamily,
    InvoiceLine,
    InvoicePayment,
    Price,
    Product,
)

LETTERS = "aB ß漢🙂\n\t<&>\"'\u200b"
TEXTS = st.text(LETTERS, max_size=8) | st.sampled_from(["", " ", "x" * 5000, "&amp;" * 900])
MAYBE_TEXT = st.none() | TEXTS
CURRENCIES = st.sampled_from(["usd", "jpy", "kwd", "kwd", "isk", "eur", "USD", "sek", "xyz"])
AMOUNTS = st.integers(-(10**12), 10**12)
LINE_AMOUNTS = st.integers(0, 10**12) | st.sampled_from([0, 125, 10_000, 10_000, -1, -2500])
MOMENTS = st.integers(0, 4_102_444_800)
PRICE_IDS = ["price_gold", "price_silver", "gold plan/monthly", "p" * 90]
CHARGE_STATES = [
    *[("succeeded", True)] * 9,
    ("succeeded", False),
    ("pending", False),
    ("failed", False),
    ("new_status", True),
]
STATUSES = ["paid", "paid", "paid", "open", "open", "open", "open", "new_status", "draft", "void", "uncollectible"]

SHIPPING = [shipping(0), shipping(1000, 190), shipping(1190, 190, rate="txr_vat", inclusive=True)]
COUPONS = {"di_spring": a_coupon(name="Spring 🙂"), "di_odd": a_coupon("20% off / " + "x" * 90)}

ADDRESSES = st.fixed_dictionaries(
    {},
    optional={"line1": MAYBE_TEXT, "city": MAYBE_TEXT, "country": st.sampled_from([None, "DE", "de", "XX", "", "🙂"])},
)
CUSTOMERS: st.SearchStrategy[Customer | None] = st.one_of(
    st.none(),
    st.just(a_deleted_customer()),
    st.builds(
        a_customer,
        st.just("cus_acme"),
        name=MAYBE_TEXT,
        description=MAYBE_TEXT,
        email=MAYBE_TEXT,
        phone=MAYBE_TEXT,
        address=st.none() | ADDRESSES,
        shipping=st.none() | st.fixed_dictionaries({"name": MAYBE_TEXT, "address": st.none() | ADDRESSES}),
        metadata=st.none() | st.dictionaries(st.sampled_from(["netsuite_first_name", "netsuite_last_name"]), TEXTS),
    ),
)


@st.composite
def lines(draw: st.DrawFn) -> InvoiceLine:
    start, end = draw(MOMENTS), draw(MOMENTS)
    amount = draw(LINE_AMOUNTS)
    return a_line(
        amount,
        id=draw(st.sampled_from(["il_1", "il_same"])),
        price=draw(st.sampled_from([None, *PRICE_IDS])),
        quantity=draw(st.none() | st.integers(-5, 10**9)),
        period=draw(st.sampled_from([None, (start, end), (start, start)])),
        description=draw(MAYBE_TEXT),
        discount_amounts=draw(_shares(amount)),
        pretax_credit_amounts=draw(st.sampled_from([None, None, [a_billing_credit(7 if amount > 0 else 0)]])),
        taxes=draw(st.lists(_taxes(), max_size=2)),
    )


@st.composite
def _shares(draw: st.DrawFn, amount: int) -> list[dict[str, Any]]:
    """Parts of a line's amount with its sign, of coupons that are mostly known; parts of nothing too."""
    parts = draw(st.lists(st.sampled_from([0, amount // 10, amount // 3]), max_size=2))
    return [a_share(part, draw(st.sampled_from(["di_spring", "di_odd"] * 9 + ["di_gone"]))) for part in parts]


@st.composite
def _taxes(draw: st.DrawFn) -> dict[str, Any]:
    amount = draw(st.integers(-100, 10_000))
    return a_tax(amount, draw(st.sampled_from(["txr_vat", "txr_city"])), inclusive=draw(st.booleans()))


@st.composite
def invoices(draw: st.DrawFn, invoice_id: str = "in_1") -> Invoice:
    own_lines = draw(st.lists(lines(), min_size=draw(st.sampled_from([0, 1, 1, 1])), max_size=4))
    odd: dict[str, Any] = draw(
        st.fixed_dictionaries(
            {},
            optional={
                "number": MAYBE_TEXT,
                "effective_at": st.none() | MOMENTS,
                "due_date": st.none() | MOMENTS,
                "customer_account": st.none() | st.just("acct_1"),
                "customer_name": MAYBE_TEXT,
                "customer_email": MAYBE_TEXT,
                "status_transitions": st.just({"finalized_at": None}),
                "shipping_cost": st.sampled_from([None, *SHIPPING]),
            },
        )
    )
    if draw(st.integers(0, 9)) == 0:
        odd["total"] = draw(AMOUNTS)
    return an_invoice(
        id=invoice_id,
        lines=own_lines,
        currency=draw(CURRENCIES),
        status=draw(st.sampled_from(STATUSES)),
        customer=draw(st.sampled_from(["cus_acme", None])),
        date=draw(MOMENTS),
        **odd,
    )


@st.composite
def invoice_families(draw: st.DrawFn) -> InvoiceFamily:
    known = draw(st.sampled_from([PRICE_IDS, PRICE_IDS, PRICE_IDS, PRICE_IDS[:2]]))
    prices = [draw(_prices(price_id)) for price_id in known]
    products = [draw(_products(product_id)) for product_id in draw(st.sampled_from([[], ["prod_gold", "prod_silver"]]))]
    return InvoiceFamily(
        invoice=draw(invoices()),
        customer=draw(CUSTOMERS),
        prices={price.id: price for price in prices},
        products={product.id: product for product in products},
        coupons=COUPONS,
    )


@st.composite
def _prices(draw: st.DrawFn, price_id: str) -> Price:
    return a_price(
        price_id,
        product=draw(st.sampled_from(["prod_gold", "prod_gone"])),
        nickname=draw(MAYBE_TEXT),
        active=draw(st.booleans()),
        type=draw(st.sampled_from(["recurring", "one_time"])),
    )


@st.composite
def _products(draw: st.DrawFn, product_id: str) -> Product:
    return a_product(product_id, name=draw(MAYBE_TEXT))


@st.composite
def charge_families(draw: st.DrawFn) -> ChargeFamily:
    paid_invoices = [
        draw(invoices(invoice_id)) for invoice_id in draw(st.sampled_from([["in_1"], ["in_1"], ["in_1", "in_2"], []]))
    ]
    known = paid_invoices[: draw(st.sampled_from([2, 2, 2, 1]))]
    return ChargeFamily(
        charge=draw(_charges()),
        customer=draw(CUSTOMERS),
        payments=tuple(draw(_payments(invoice)) for invoice in paid_invoices),
        invoices={invoice.id: invoice for invoice in known},
    )


@st.composite
def _charges(draw: st.DrawFn) -> Charge:
    status, captured = draw(st.sampled_from(CHARGE_STATES))
    return a_charge(
        draw(st.integers(0, 10**12)),
        currency=draw(CURRENCIES),
        status=status,
        captured=captured,
        customer=draw(st.sampled_from(["cus_acme", None])),
        date=draw(MOMENTS),
        amount_refunded=draw(st.sampled_from([0] * 19 + [100])),
        disputed=draw(st.sampled_from([False] * 19 + [True])),
    )


@st.composite
def _payments(draw: st.DrawFn, invoice: Invoice) -> InvoicePayment:
    return an_invoice_payment(
        draw(st.integers(0, 10**12)),
        invoice=invoice.id,
        currency=invoice.currency,
        status=draw(st.sampled_from(["paid"] * 8 + ["open", "canceled"])),
        paid_at=draw(st.none() | MOMENTS),
    )


FAMILIES: st.SearchStrategy[Family] = st.one_of(invoice_families(), charge_families())

COLUMNS = st.none() | st.just(TermColumns(start="custcol_stripe_start", end="custcol_stripe_end"))
EXTRA_COLUMNS = st.none() | st.just(TermColumns(start="custcol_service_start", end="custcol_service_end"))

CONNECTIONS: st.SearchStrategy[Rules] = st.builds(
    rules,
    timezone=st.sampled_from(["UTC", "America/New_York", "Pacific/Kiritimati", "Pacific/Pago_Pago"]),
    start_date=st.sampled_from(["1969-01-01"] * 5 + ["2020-01-01"]),
    start_date_field=st.sampled_from(["invoice_date", "created"]),
    customer_kind=st.sampled_from(["company", "individual"]),
    customer_entity_id=st.sampled_from(["stripe_id", "auto"]),
    invoice_number=st.sampled_from(["other_ref_num", "tran_id"]),
    item_strategy=st.sampled_from(["per_price", "per_price", "global"]),
    zero_invoices=st.sampled_from(["skip", "sync"]),
    zero_tax_code=st.sampled_from([None, "5"]),
    tax_schedule=st.sampled_from([None, "2"]),
    external_id_prefix=st.sampled_from(["", "eu_"]),
    end_date_rule=st.sampled_from(EndDateRule),
    line_dates=st.booleans(),
    stripe_columns=COLUMNS,
    extra_columns=EXTRA_COLUMNS,
)
PINS = st.dictionaries(st.sampled_from(PRICE_IDS), st.sampled_from(["price_gold", "stripe_item"]))
