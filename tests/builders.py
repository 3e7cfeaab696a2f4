"""Builds Stripe's objects, families and rules for tests: each test states only what is different about its case.

Every object is read from a plain dict of the pinned API version, which stays at hand as `.plain`. Amounts are minor
units; a moment is POSIX seconds or a text such as "2026-03-01" or "2026-03-01T10:00:00-05:00" (midnight and UTC
unless said). Further keywords are Stripe's own field names and win over what a builder would put there:

    an_invoice(currency="jpy")                                      one line, paid
    an_invoice(lines=[a_line(5000), a_line(2500, price=None)])      totals and payments follow the lines
    an_invoice(status="open", total=1)                              wrong on purpose
    an_invoice_family(id="in_7", price="price_silver")              with its customer, prices and products
    a_charge_family(pays=[an_invoice(id="in_7")])                   ch_7, which pays it

    a_charge(refunds=[a_refund(4000)])                              40.00 of it went back
    an_invoice_family(credit_notes=[a_credit_note(post=2500)])      25.00 of it was credited after it was paid

    a_line(discount_amounts=[a_share(1000, "di_spring")])           of the coupon "SPRING" in the family
    a_line(taxes=[a_tax(2000)])                                     on top, of the rate `txr_vat`

An invoice `in_7` comes with `inpay_7`, `pi_7` and `ch_7`; a price `price_gold` with `prod_gold`, called "Gold".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from types import EllipsisType
from typing import Any
from zoneinfo import ZoneInfo

from connector.translation.rules import Rules
from netsuite_client.account import Currency
from netsuite_client.records import Kind, Ref
from stripe_client.objects import (
    Charge,
    ChargeFamily,
    Coupon,
    CreditNote,
    CreditNoteLine,
    Customer,
    CustomerBalanceTransaction,
    CustomerFamily,
    Dispute,
    Invoice,
    InvoiceFamily,
    InvoiceLine,
    InvoicePayment,
    InvoiceStory,
    PaymentRecord,
    Price,
    Product,
    Refund,
    TaxRate,
    parse,
)

Moment = int | str

INVOICED = "2026-03-01"
PAID = "2026-03-02"
REFUNDED = "2026-03-10"
CREDITED = "2026-03-11"
DISPUTED = "2026-03-12"
MARCH = ("2026-03-01", "2026-04-01")
"""The month that a line bills unless said otherwise: Stripe's end is the next period's start."""


def seconds(moment: Moment) -> int:
    """POSIX seconds of a moment."""
    if isinstance(moment, int):
        return moment
    read = datetime.fromisoformat(moment)
    return int((read if read.tzinfo else read.replace(tzinfo=UTC)).timestamp())


# --- who is billed, and for what ---


def a_customer(id: str = "cus_acme", **stripe: Any) -> Customer:  # noqa: A002  Stripe's name
    """A company with an e-mail address and no postal one."""
    plain = {"id": id, "object": "customer", "created": seconds("2026-01-15"), "metadata": {}}
    return parse(Customer, plain | {"name": "Acme", "email": "billing@acme.example"} | stripe)


def a_deleted_customer(id: str = "cus_acme") -> Customer:  # noqa: A002
    """What Stripe keeps of a deleted customer."""
    return parse(Customer, {"id": id, "object": "customer", "deleted": True})


def a_customer_family(customer: Customer | None = None, **stripe: Any) -> CustomerFamily:
    """A customer for its own sake (given, or built from the differences)."""
    return CustomerFamily(customer=customer or a_customer(**stripe))


def a_price(id: str = "price_gold", *, product: str | None = None, **stripe: Any) -> Price:  # noqa: A002
    """A monthly price; its product has the same tail (`prod_gold`)."""
    plain = {"id": id, "object": "price", "active": True, "created": seconds("2026-01-01"), "currency": "usd"}
    sold = {"product": product or f"prod_{_tail(id)}", "type": "recurring", "metadata": {}}
    return parse(Price, plain | sold | {"recurring": {"interval": "month", "interval_count": 1}} | stripe)


def a_product(id: str = "prod_gold", **stripe: Any) -> Product:  # noqa: A002
    """A product that is called as its id says."""
    name = _tail(id).replace("_", " ").title()
    return parse(Product, {"id": id, "object": "product", "name": name, "active": True, "metadata": {}} | stripe)


def a_coupon(id: str = "SPRING", **stripe: Any) -> Coupon:  # noqa: A002
    """A coupon without a name."""
    return parse(Coupon, {"id": id, "object": "coupon", "name": None, "metadata": {}} | stripe)


def a_share(amount: int, discount: str = "di_spring") -> dict[str, Any]:
    """A discount's share of a line; of a negative line the amount is negative, as Stripe has it."""
    return {"amount": amount, "discount": discount}


def a_billing_credit(amount: int) -> dict[str, Any]:
    """A billing credit used on a line."""
    return {"amount": amount, "type": "credit_balance_transaction", "credit_balance_transaction": "cbtxn_1"}


def a_tax(amount: int, rate: str = "txr_vat", *, inclusive: bool = False) -> dict[str, Any]:
    """A tax on a line, on top of its amount unless `inclusive`."""
    behavior = "inclusive" if inclusive else "exclusive"
    details = {"tax_behavior": behavior, "tax_rate_details": {"tax_rate": rate}}
    return {"amount": amount, "type": "tax_rate_details", **details}


def a_tax_rate(id: str = "txr_vat", **stripe: Any) -> TaxRate:  # noqa: A002
    """A VAT of 20 %, added to prices."""
    plain = {"id": id, "object": "tax_rate", "display_name": "VAT", "percentage": 20, "inclusive": False}
    return parse(TaxRate, plain | {"rate_type": "percentage"} | stripe)


def shipping(amount: int, tax: int = 0, *, rate: str | None = None, inclusive: bool = False) -> dict[str, Any]:
    """A shipping cost; its tax is on top unless `inclusive`, and listed by rate where one is given."""
    total = amount if inclusive else amount + tax
    taxes = [{"amount": tax, "rate": {"id": rate, "object": "tax_rate", "inclusive": inclusive}}] if rate else []
    return {"amount_subtotal": amount, "amount_tax": tax, "amount_total": total} | ({"taxes": taxes} if taxes else {})


# --- invoices ---


def a_line(
    amount: int = 10_000,
    *,
    price: str | None = "price_gold",
    quantity: int | None = 1,
    period: tuple[Moment, Moment] | None = MARCH,
    **stripe: Any,
) -> InvoiceLine:
    """A line of 100.00 for March. Without a price it is an amount only; `period=None` is a one-off."""
    start, end = period or (INVOICED, INVOICED)
    priced = {"type": "price_details", "price_details": {"price": price, "product": f"prod_{_tail(price or '')}"}}
    plain = {
        "id": "il_1",
        "object": "line_item",
        "amount": amount,
        "currency": "usd",
        "description": "Subscription",
        "period": {"start": seconds(start), "end": seconds(end)},
        "pricing": priced if price else None,
        "metadata": {},
    }
    counted = {} if quantity is None else {"quantity": quantity, "quantity_decimal": str(quantity)}
    return parse(InvoiceLine, plain | counted | stripe)


def an_invoice(
    *,
    id: str = "in_1",  # noqa: A002
    lines: Sequence[InvoiceLine] | None = None,
    amount: int = 10_000,
    price: str | None = "price_gold",
    currency: str = "usd",
    status: str = "paid",
    date: Moment = INVOICED,
    customer: str | None = "cus_acme",
    payments: Sequence[InvoicePayment] | None = None,
    **stripe: Any,
) -> Invoice:
    """An invoice of 1 March 2026 with one line of 100.00, paid the next day by the charge of the same number.

    `amount` and `price` are those of its one line where `lines` is not given; all lines take the invoice's currency.
    """
    own_lines = _lines_of(id, [a_line(amount, price=price)] if lines is None else lines, currency)
    total = stripe.get("total", _total(own_lines, stripe.get("shipping_cost")))
    if payments is None and status == "paid" and total > 0:
        payments = [an_invoice_payment(total, invoice=id, currency=currency)]
    plain = {
        "id": id,
        "object": "invoice",
        "customer": customer,
        "currency": currency,
        "status": status,
        "created": seconds(date),
        "number": None if status == "draft" else f"ACME-{_tail(id)}",
        "lines": {"object": "list", "data": own_lines, "has_more": False},
        "payments": {"object": "list", "data": [payment.plain for payment in payments or ()], "has_more": False},
        "metadata": {},
    }
    transitions = _transitions(status, seconds(date)) | stripe.pop("status_transitions", {})
    amounts = _amounts(own_lines, total, payments or (), stripe)
    return parse(Invoice, plain | {"status_transitions": transitions} | amounts | stripe)


def an_invoice_payment(
    amount: int = 10_000,
    *,
    invoice: str = "in_1",
    id: str | None = None,  # noqa: A002
    payment_intent: str | None = None,
    currency: str = "usd",
    status: str = "paid",
    paid_at: Moment | None = PAID,
    **stripe: Any,
) -> InvoicePayment:
    """What `pi_1` paid of `in_1`: all of its 100.00. While it is `open` nothing is paid."""
    paid = status == "paid"
    plain = {
        "id": id or f"inpay_{_tail(invoice)}",
        "object": "invoice_payment",
        "invoice": invoice,
        "status": status,
        "currency": currency,
        "created": seconds(INVOICED),
        "amount_requested": amount,
        "amount_paid": amount if paid else None,
        "is_default": True,
        "payment": {"type": "payment_intent", "payment_intent": payment_intent or f"pi_{_tail(invoice)}"},
        "status_transitions": {
            "canceled_at": None,
            "paid_at": seconds(paid_at) if paid and paid_at is not None else None,
        },
    }
    return parse(InvoicePayment, plain | stripe)


def an_invoice_family(
    invoice: Invoice | None = None,
    *,
    customer: Customer | EllipsisType | None = ...,
    prices: Iterable[Price] | None = None,
    products: Iterable[Product] | None = None,
    coupons: Mapping[str, Coupon] | None = None,
    tax_rates: Iterable[TaxRate] = (),
    charges: Iterable[Charge] = (),
    payment_records: Iterable[PaymentRecord] = (),
    credit_notes: Iterable[CreditNote] = (),
    balance: Iterable[CustomerBalanceTransaction] = (),
    others: Iterable[InvoiceStory] = (),
    **invoice_differences: Any,
) -> InvoiceFamily:
    """An invoice (given, or built from the differences) with its customer, prices, products and coupons.

    `customer=None` is a customer that Stripe does not show; `prices=()` leaves the lines' prices unknown, `coupons={}`
    their discounts. Unless given, a discount `di_spring` is of the coupon "SPRING".
    """
    if isinstance(customer, Customer):
        invoice_differences.setdefault("customer", customer.id)
    invoice = invoice or an_invoice(**invoice_differences)
    if isinstance(customer, EllipsisType):
        customer = a_customer(invoice.customer_id) if invoice.customer_id else None
    price_ids = dict.fromkeys(line.price_id for line in invoice.lines if line.price_id)
    known = [a_price(price_id) for price_id in price_ids] if prices is None else list(prices)
    product_ids = dict.fromkeys(price.product_id for price in known)
    sold = [a_product(product_id) for product_id in product_ids] if products is None else list(products)
    return InvoiceFamily(
        invoice=invoice,
        customer=customer,
        prices={price.id: price for price in known},
        products={product.id: product for product in sold},
        coupons=_coupons_of(invoice) if coupons is None else coupons,
        tax_rates={rate.id: rate for rate in tax_rates},
        charges={charge.id: charge for charge in charges},
        payment_records={record.id: record for record in payment_records},
        credit_notes=tuple(credit_notes),
        balance=tuple(balance),
        others={other.invoice.id: other for other in others},
    )


def _coupons_of(invoice: Invoice) -> dict[str, Coupon]:
    shares = [share.discount_id for line in invoice.lines for share in line.discount_amounts if share.discount_id]
    return {discount: a_coupon(_tail(discount).upper()) for discount in shares}


# --- charges ---


def a_charge(
    amount: int = 10_000,
    *,
    id: str = "ch_1",  # noqa: A002
    currency: str = "usd",
    status: str = "succeeded",
    captured: bool = True,
    customer: str | None = "cus_acme",
    date: Moment = PAID,
    refunds: Sequence[Refund] = (),
    disputes: Sequence[Dispute] = (),
    **stripe: Any,
) -> Charge:
    """A collected charge of 100.00 with its balance transaction. One that failed or is not captured has none.

    Its refunds and disputes become those of this charge.
    """
    collected = captured and status == "succeeded"
    moved = {"id": f"txn_{_tail(id)}", "object": "balance_transaction", "created": seconds(date), "amount": amount}
    plain = {
        "id": id,
        "object": "charge",
        "status": status,
        "currency": currency,
        "amount": amount,
        "amount_captured": amount if collected else 0,
        "amount_refunded": sum(refund.amount for refund in refunds if refund.status not in {"failed", "canceled"}),
        "refunds": {"object": "list", "data": [_of_charge(refund.plain, id) for refund in refunds]},
        "disputed": bool(disputes),
        "disputes": {"object": "list", "data": [_of_charge(dispute.plain, id) for dispute in disputes]},
        "captured": collected,
        "paid": status != "failed",
        "created": seconds(date),
        "customer": customer,
        "payment_intent": f"pi_{_tail(id)}",
        "balance_transaction": moved | {"currency": currency} if collected else None,
        "metadata": {},
    }
    return parse(Charge, plain | stripe)


def _of_charge(plain: Mapping[str, Any], charge: str) -> dict[str, Any]:
    return {**plain, "charge": charge, "payment_intent": f"pi_{_tail(charge)}"}


def _moved(name: str, amount: int, date: Moment, *, currency: str, **category: str) -> dict[str, Any]:
    """A balance transaction; `category` is Stripe's type and reporting category."""
    moved = {"id": f"txn_{name}", "object": "balance_transaction", "amount": amount, "currency": currency}
    return moved | {"created": seconds(date)} | category


def a_refund(
    amount: int = 4_000,
    *,
    id: str = "re_1",  # noqa: A002
    charge: str = "ch_1",
    currency: str = "usd",
    status: str = "succeeded",
    date: Moment = REFUNDED,
    failed: Moment | None = None,
    **stripe: Any,
) -> Refund:
    """40.00 of `ch_1`, given back on 10 March; with `failed`, the money came back on that day (rule R-7)."""
    moves = status in {"succeeded", "failed"}
    out = _moved(_tail(id), -amount, date, currency=currency, type="refund") if moves or failed else None
    back = _moved(f"{_tail(id)}_back", amount, failed, currency=currency, type="refund_failure") if failed else None
    plain = {
        "id": id,
        "object": "refund",
        "amount": amount,
        "currency": currency,
        "status": "failed" if failed else status,
        "created": seconds(date),
        "charge": charge,
        "payment_intent": f"pi_{_tail(charge)}",
        "balance_transaction": out,
        "metadata": {},
    }
    failure = {"failure_balance_transaction": back, "failure_reason": "lost_or_stolen_card"} if failed else {}
    return parse(Refund, plain | failure | stripe)


def a_dispute(
    amount: int = 10_000,
    *,
    id: str = "du_1",  # noqa: A002
    charge: str = "ch_1",
    currency: str = "usd",
    status: str = "needs_response",
    date: Moment = DISPUTED,
    withdrawn: Moment | None = DISPUTED,
    reinstated: Moment | None = None,
    **stripe: Any,
) -> Dispute:
    """All of `ch_1`, withdrawn on 12 March. With `withdrawn=None` it is an inquiry, which moves no money."""
    moves = [("dispute", -amount, withdrawn), ("dispute_reversal", amount, reinstated)]
    plain = {
        "id": id,
        "object": "dispute",
        "amount": amount,
        "currency": currency,
        "status": status,
        "created": seconds(date),
        "charge": charge,
        "payment_intent": f"pi_{_tail(charge)}",
        "balance_transactions": [
            _moved(f"{_tail(id)}_{kind}", moved, day, currency=currency, type="adjustment", reporting_category=kind)
            for kind, moved, day in moves
            if day is not None
        ],
        "reason": "fraudulent",
        "metadata": {},
    }
    return parse(Dispute, plain | stripe)


def a_payment_record(
    amount: int = 10_000,
    *,
    id: str = "pr_1",  # noqa: A002
    currency: str = "usd",
    date: Moment = PAID,
    **stripe: Any,
) -> PaymentRecord:
    """100.00 that were paid by other means than Stripe."""
    plain = {"id": id, "object": "payment_record", "amount": {"value": amount, "currency": currency}}
    return parse(PaymentRecord, plain | {"created": seconds(date), "metadata": {}} | stripe)


# --- credit notes and balances ---


def a_credit_note_line(
    amount: int = 2_500,
    *,
    id: str = "cnli_1",  # noqa: A002
    of: str | None = "il_1_1",
    **stripe: Any,
) -> CreditNoteLine:
    """25.00 of the first line of `in_1`; `of=None` is a custom line."""
    kind = "custom_line_item" if of is None else "invoice_line_item"
    plain = {"id": id, "object": "credit_note_line_item", "type": kind, "amount": amount, "quantity": 1}
    named = {"description": "Credit", "metadata": {}} | ({} if of is None else {"invoice_line_item": of})
    return parse(CreditNoteLine, plain | named | stripe)


def a_credit_note(
    *,
    id: str = "cn_1",  # noqa: A002
    invoice: str = "in_1",
    pre: int = 0,
    post: int = 0,
    lines: Sequence[CreditNoteLine] | None = None,
    customer: str = "cus_acme",
    currency: str = "usd",
    status: str = "issued",
    date: Moment = CREDITED,
    refunds: Mapping[str, int] | None = None,
    balance: int = 0,
    **stripe: Any,
) -> CreditNote:
    """A credit note of 11 March: `pre` lowers what is due, `post` gives back what was paid.

    `refunds` are amounts by refund, `balance` what goes to the customer's balance (as a positive amount, by the
    transaction `cbtxn_1` of `cn_1`); the rest of `post` is out of band. Without lines, one line is worth it all.
    """
    total = pre + post
    refunded = dict(refunds or {})
    own_lines = [a_credit_note_line(total)] if lines is None else lines
    plain = {
        "id": id,
        "object": "credit_note",
        "number": f"{_tail(invoice)}-CN-{_tail(id)}",
        "status": status,
        "type": "mixed" if pre and post else "pre_payment" if pre else "post_payment",
        "invoice": invoice,
        "customer": customer,
        "currency": currency,
        "created": seconds(date),
        "amount": total,
        "total": total,
        "subtotal": sum(line.amount for line in own_lines),
        "pre_payment_amount": pre,
        "post_payment_amount": post,
        "out_of_band_amount": (post - sum(refunded.values()) - balance) or None,
        "refunds": [
            {"type": "refund", "refund": refund, "amount_refunded": amount} for refund, amount in refunded.items()
        ],
        "customer_balance_transaction": f"cbtxn_{_tail(id)}" if balance else None,
        "voided_at": seconds(date) if status == "void" else None,
        "lines": {"object": "list", "data": [line.plain for line in own_lines], "has_more": False},
        "metadata": {},
    }
    return parse(CreditNote, plain | stripe)


def a_balance(
    *moves: tuple[str, int, str | None],
    customer: str = "cus_acme",
    currency: str = "usd",
    date: Moment = CREDITED,
    starting: int = 0,
) -> tuple[CustomerBalanceTransaction, ...]:
    """A customer's balance, oldest first: type, amount (below zero is credit), and the invoice or note it names.

    They are `cbtxn_1`, `cbtxn_2`, … an hour apart.
    """
    ending, made = starting, []
    for number, (kind, amount, about) in enumerate(moves, start=1):
        ending += amount
        plain = {
            "id": f"cbtxn_{number}",
            "object": "customer_balance_transaction",
            "amount": amount,
            "currency": currency,
            "type": kind,
            "created": seconds(date) + 3_600 * (number - 1),
            "customer": customer,
            "ending_balance": ending,
            "invoice": about if about and about.startswith("in_") else None,
            "credit_note": about if about and about.startswith("cn_") else None,
            "metadata": {},
        }
        made.append(parse(CustomerBalanceTransaction, plain))
    return tuple(made)


def a_charge_family(
    charge: Charge | None = None,
    *,
    pays: Sequence[Invoice] | None = None,
    payments: Sequence[InvoicePayment] | None = None,
    customer: Customer | EllipsisType | None = ...,
    stories: Iterable[InvoiceStory] = (),
    **charge_differences: Any,
) -> ChargeFamily:
    """A charge (given, or built from the differences) with the invoices that it pays in full, `in_1` unless said.

    `payments` are the InvoicePayments where an invoice is paid in part; the charge is of their sum. `pays=()` is a
    charge without an invoice.
    """
    invoices = [an_invoice()] if pays is None else list(pays)
    if payments is None:
        payments = _payments_in_full(invoices)
    paid = sum(payment.amount_paid or payment.amount_requested for payment in payments)
    defaults: dict[str, Any] = {"amount": paid or 10_000}
    if invoices:
        first = invoices[0]
        defaults |= {"id": f"ch_{_tail(first.id)}", "currency": first.currency, "customer": first.customer_id}
    charge = charge or a_charge(**defaults | charge_differences)
    if isinstance(customer, EllipsisType):
        customer = a_customer(charge.customer_id) if charge.customer_id else None
    return ChargeFamily(
        charge=charge,
        customer=customer,
        payments=tuple(payments),
        invoices={invoice.id: invoice for invoice in invoices},
        stories={story.invoice.id: story for story in stories},
    )


# --- the connection ---

PRECISIONS = {"USD": 2, "EUR": 2, "GBP": 2, "CHF": 2, "JPY": 0, "KWD": 2, "ISK": 0}
"""NetSuite's decimals of the currencies that the account has."""

CURRENCIES = {
    symbol.lower(): Currency(internal_id=str(number), symbol=symbol, precision=precision)
    for number, (symbol, precision) in enumerate(PRECISIONS.items(), start=1)
}

PLAIN_RULES = Rules(
    timezone=ZoneInfo("UTC"),
    start_date=date(2020, 1, 1),
    subsidiary=Ref(kind=Kind.SUBSIDIARY, internal_id="1", name="Parent Company"),
    currencies=CURRENCIES,
    tax_payable_account=Ref(kind=Kind.ACCOUNT, internal_id="4", name="Sales Taxes Payable"),
)


def rules(**differences: Any) -> Rules:
    """UTC, from 2020, one subsidiary, the currencies above, an account for taxes, no revenue features."""
    if isinstance(differences.get("timezone"), str):
        differences["timezone"] = ZoneInfo(differences["timezone"])
    if isinstance(differences.get("start_date"), str):
        differences["start_date"] = date.fromisoformat(differences["start_date"])
    return replace(PLAIN_RULES, **differences)


# --- how amounts hang together ---


def _tail(stripe_id: str) -> str:
    """What follows the prefix: `7` of `in_7`."""
    return stripe_id.partition("_")[2] or stripe_id


def _lines_of(invoice_id: str, lines: Sequence[InvoiceLine], currency: str) -> list[dict[str, Any]]:
    """The lines as the invoice has them: its currency, and an id of their own where the test named none."""
    return [
        {
            **line.plain,
            "id": f"il_{_tail(invoice_id)}_{number}" if line.id == "il_1" else line.id,
            "currency": currency,
        }
        for number, line in enumerate(lines, start=1)
    ]


def _total(lines: Sequence[dict[str, Any]], shipping: dict[str, int] | None) -> int:
    """Lines less discounts and credits, plus exclusive taxes and shipping, as Stripe sums them.

    Stripe lists a discount twice, the second time among the pretax credits.
    """
    discounts = sum(share["amount"] for line in lines for share in line.get("discount_amounts") or ())
    billing_credits = sum(
        credit["amount"]
        for line in lines
        for credit in line.get("pretax_credit_amounts") or ()
        if credit["type"] == "credit_balance_transaction"
    )
    taxes = sum(
        tax["amount"]
        for line in lines
        for tax in line.get("taxes") or ()
        if tax.get("tax_behavior", "exclusive") == "exclusive"
    )
    shipped = (shipping or {}).get("amount_total", 0)
    total: int = sum(line["amount"] for line in lines) - discounts - billing_credits + taxes + shipped
    return total


def _amounts(
    lines: Sequence[dict[str, Any]], total: int, payments: Sequence[InvoicePayment], stripe: dict[str, Any]
) -> dict[str, int | None]:
    """What is due, paid and left, from the total, the customer's balance, credit notes and payments."""
    starting, ending = stripe.get("starting_balance", 0), stripe.get("ending_balance", 0)
    credited = stripe.get("pre_payment_credit_notes_amount", 0)
    due = max(0, total - ((ending or 0) - starting) - credited)
    paid = sum(payment.amount_paid or 0 for payment in payments if payment.status == "paid")
    return {
        "subtotal": sum(line["amount"] for line in lines),
        "total": total,
        "amount_due": due,
        "amount_paid": paid,
        "amount_remaining": max(0, due - paid),
        "amount_overpaid": 0,
        "starting_balance": starting,
        "ending_balance": ending,
    }


def _transitions(status: str, issued: int) -> dict[str, int | None]:
    return {
        "finalized_at": None if status == "draft" else issued,
        "paid_at": seconds(PAID) if status == "paid" else None,
        "voided_at": issued if status == "void" else None,
        "marked_uncollectible_at": issued if status == "uncollectible" else None,
    }


def _payments_in_full(invoices: Sequence[Invoice]) -> list[InvoicePayment]:
    """One payment intent pays them all."""
    intent = f"pi_{_tail(invoices[0].id)}" if invoices else None
    return [
        an_invoice_payment(invoice.total, invoice=invoice.id, currency=invoice.currency, payment_intent=intent)
        for invoice in invoices
    ]
