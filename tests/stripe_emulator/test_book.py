"""Books: what is refused and how it is said, and what is filled in."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from stripe_client.emulator import Book, BookError, demo_book
from tests.stripe_emulator.books import T0, a_balance_transaction, a_discount, a_line, an_invoice, full_book, small_book
from tests.stripe_emulator.requests import Asker


def problems_in(book: object) -> tuple[str, ...]:
    with pytest.raises(BookError) as caught:
        Book.from_plain(book)
    return caught.value.problems


def _customer(**more: Any) -> dict[str, Any]:
    return small_book(customers=[{"id": "cus_1", "created": T0, **more}])


def _invoice(**more: Any) -> dict[str, Any]:
    return small_book(invoices=[an_invoice(**more)])


def _line(**more: Any) -> dict[str, Any]:
    return _invoice(lines=[a_line(**more)])


def _price_of_line(price: str, product: str = "prod_gold") -> dict[str, Any]:
    return {"price_details": {"price": price, "product": product}}


WITHOUT_TOTAL = an_invoice()
del WITHOUT_TOTAL["total"]

REFUSED = {
    "a list of a name that no book has": (
        small_book() | {"invoice": []},
        "invoice: a book has no such list; it may have customers, products, prices",
    ),
    "something other than a list": (small_book() | {"charges": {}}, "charges: must be a list of Stripe objects"),
    "something other than an object": (small_book(charges=[1]), "charges[0]: must be a Stripe object"),
    "an object of another kind": (_customer(object="invoice"), "customers[0].object: is 'invoice', must be 'customer'"),
    "an object without an id": (small_book(coupons=[{"created": T0}]), "coupons[0].id: is missing"),
    "an id with the prefix of another kind": (
        _invoice(id="ch_1"),
        "invoices[0].id: ch_1 is not the id of an invoice, which begins with in_",
    ),
    "the id of another kind where ids are free": (
        small_book(coupons=[{"id": "cus_1", "created": T0}]),
        "coupons[0].id: cus_1 is the id of a customer, not of a coupon",
    ),
    "an id that is there twice": (
        small_book(invoices=[an_invoice(), an_invoice()]),
        "invoices[1].id: in_1 is in the book twice",
    ),
    "a line id that is there twice": (
        _invoice(lines=[a_line(id="il_1"), a_line(id="il_1")]),
        "invoices[0].lines.data[1].id: il_1 is in the book twice, also at invoices[0].lines.data[0]",
    ),
    "an invoice without a total": (small_book(invoices=[WITHOUT_TOTAL]), "invoices[0].total: is missing"),
    "an invoice without a customer": (_invoice(customer=None), "invoices[0].customer: is missing"),
    "an invoice without lines": (_invoice(lines=None), "invoices[0].lines: is missing"),
    "a reference to nothing": (_invoice(customer="cus_2"), "invoices[0].customer: cus_2 is not in the book"),
    "a line's price that is not there": (
        _line(pricing=_price_of_line("price_x")),
        "invoices[0].lines.data[0].pricing.price_details.price: price_x is not in the book",
    ),
    "a line's product that is not there": (
        _line(pricing=_price_of_line("price_gold", "prod_x")),
        "invoices[0].lines.data[0].pricing.price_details.product: prod_x is not in the book",
    ),
    "a discount that is nowhere": (
        _line(discount_amounts=[{"amount": 1, "discount": "di_x"}]),
        "invoices[0].lines.data[0].discount_amounts[0].discount: di_x is not in the book",
    ),
    "a credited line that is nowhere": (
        small_book(
            credit_notes=[
                {
                    "id": "cn_1",
                    "created": T0,
                    "currency": "usd",
                    "customer": "cus_1",
                    "invoice": "in_1",
                    "amount": 1,
                    "pre_payment_amount": 0,
                    "post_payment_amount": 1,
                    "lines": [{"amount": 1, "invoice_line_item": "il_x"}],
                }
            ]
        ),
        "credit_notes[0].lines.data[0].invoice_line_item: il_x is not in the book",
    ),
    "an unknown field": (_invoice(custmer="cus_1"), "invoices[0].custmer: an invoice has no such field"),
    "an amount with a fraction": (_invoice(total=100.5), "invoices[0].total: is 100.5, must be a whole number"),
    "an amount that is a text": (_invoice(total="100"), "invoices[0].total: is '100', must be a whole number"),
    "an amount that is true": (_invoice(total=True), "invoices[0].total: is True, must be a whole number"),
    "a currency that is none": (_invoice(currency="USD"), "invoices[0].currency: is 'USD', must be a currency"),
    "a decimal that is a number": (
        _line(pricing={"unit_amount_decimal": 12.5}),
        "invoices[0].lines.data[0].pricing.unit_amount_decimal: is 12.5, must be a decimal written as text",
    ),
    "a status that no invoice has": (_invoice(status="payed"), "invoices[0].status: is 'payed', must be one of draft,"),
    "a nested list that has more members elsewhere": (
        _invoice(lines={"data": [a_line()], "has_more": True}),
        "invoices[0].lines: has more members elsewhere; a book holds them all",
    ),
    "a payment that does not name what paid": (
        small_book(
            invoice_payments=[
                {
                    "id": "inpay_1",
                    "created": T0,
                    "currency": "usd",
                    "invoice": "in_1",
                    "status": "paid",
                    "amount_paid": 1,
                    "payment": {"type": "charge"},
                }
            ]
        ),
        "invoice_payments[0].payment.charge: is missing",
    ),
    "a paid payment without an amount": (
        small_book(
            payment_records=[{"id": "pr_1", "created": T0, "amount": {"currency": "usd", "value": 1}}],
            invoice_payments=[
                {
                    "id": "inpay_1",
                    "created": T0,
                    "currency": "usd",
                    "invoice": "in_1",
                    "status": "paid",
                    "amount_requested": 1,
                    "payment": {"type": "payment_record", "payment_record": "pr_1"},
                }
            ],
        ),
        "invoice_payments[0].amount_paid: is missing, though the status is paid",
    ),
    "a balance transaction of a charge that is not there": (
        small_book(balance_transactions=[a_balance_transaction("txn_1", 1, "ch_x")]),
        "balance_transactions[0].source: ch_x is not in the book",
    ),
    "a recurring price without its terms": (
        small_book(
            prices=[
                {"id": "price_gold", "created": T0, "currency": "usd", "product": "prod_gold", "type": "recurring"},
            ]
        ),
        "prices[0].recurring: is missing, though the type is recurring",
    ),
    "an expanded object of the wrong kind": (
        _invoice(customer={"id": "prod_gold", "object": "product"}),
        "invoices[0].customer: must be the id of customer, or that object with its id",
    ),
    "a book that is a list": ([], "a book is one JSON object of lists of Stripe objects"),
}


@pytest.mark.parametrize(("book", "problem"), REFUSED.values(), ids=REFUSED.keys())
def test_a_book_is_refused_for(book: object, problem: str) -> None:
    found = problems_in(book)
    assert len(found) == 1
    assert found[0].startswith(problem)


def test_all_problems_are_said_at_once_and_read_as_a_list() -> None:
    book = small_book(invoices=[an_invoice(customer="cus_x"), an_invoice(2, currency=None)], refunds=[{}])
    with pytest.raises(BookError) as caught:
        Book.from_plain(book)
    assert str(caught.value) == (
        "the book has 3 problems:\n"
        "  invoices[1].currency: is missing\n"
        "  refunds[0].id: is missing\n"
        "  invoices[0].customer: cus_x is not in the book"
    )


def test_ids_of_kinds_that_no_book_holds_are_taken_as_they_are() -> None:
    book = small_book(balance_transactions=[a_balance_transaction("txn_1", 1, "tr_1")])
    row = Asker(book).get("/v1/balance_transactions/txn_1", ("expand[]", "source"))
    assert row["source"] == "tr_1"


def test_an_empty_book_is_a_book() -> None:
    assert Asker({}).get("/v1/invoices") == {"object": "list", "data": [], "has_more": False, "url": "/v1/invoices"}


def test_a_book_comes_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "book.json"
    path.write_text(json.dumps(full_book()), encoding="utf-8")
    assert Book.from_file(path).find("invoice", "in_3") is not None


BROKEN_FILES = {
    "malformed JSON": (b'{"invoices": [}', "line 1, column 15: Expecting value"),
    "no UTF-8": (b"\xff\xfe", "it is not UTF-8 text"),
    "a number that is none": (b'{"invoices": NaN}', "NaN is no JSON value"),
    "a broken object": (b'{"invoices": [7]}', "invoices[0]: must be a Stripe object"),
}


@pytest.mark.parametrize(("content", "problem"), BROKEN_FILES.values(), ids=BROKEN_FILES.keys())
def test_a_file_is_refused_with_its_name_and_the_place(tmp_path: Path, content: bytes, problem: str) -> None:
    path = tmp_path / "book.json"
    path.write_bytes(content)
    with pytest.raises(BookError) as caught:
        Book.from_file(path)
    assert str(caught.value) == f"{path} has a problem:\n  {problem}"


def test_a_file_that_is_not_there_is_refused_with_its_name(tmp_path: Path) -> None:
    with pytest.raises(BookError, match=r"nowhere\.json has a problem:\n  it cannot be read: No such file"):
        Book.from_file(tmp_path / "nowhere.json")


def test_what_a_book_leaves_out_is_served_as_stripe_serves_it() -> None:
    invoice = Asker(small_book()).get("/v1/invoices/in_1")
    assert invoice["description"] is None
    assert invoice["metadata"] == {}
    assert invoice["amount_remaining"] == 0
    assert invoice["subtotal"] == 10_000
    assert invoice["status_transitions"]["paid_at"] == invoice["created"]
    assert "payments" not in invoice
    assert "auto_advance" not in invoice
    line = invoice["lines"]["data"][0]
    assert (line["id"], line["invoice"], line["currency"], line["quantity_decimal"]) == ("il_1_1", "in_1", "usd", "1")


def test_lines_without_ids_get_the_same_ids_every_time() -> None:
    ids = [Asker(full_book()).ids("/v1/invoices/in_3/lines", ("limit", 100)) for _ in range(2)]
    assert ids[0] == ids[1] == [f"il_3_{number}" for number in range(1, 38)]


SHAPES_OF_PAYMENTS = {
    "a plain list inside the invoice": lambda payments: {"invoices": [an_invoice(payments=payments)]},
    "an envelope inside the invoice": lambda payments: {"invoices": [an_invoice(payments={"data": payments})]},
    "a list of their own": lambda payments: {
        "invoice_payments": [{**payments[0], "invoice": "in_1", "currency": "usd"}]
    },
}


@pytest.mark.parametrize("shape", SHAPES_OF_PAYMENTS.values(), ids=SHAPES_OF_PAYMENTS.keys())
def test_payments_may_be_given_as(shape: Any) -> None:
    means = {"type": "payment_record", "payment_record": "pr_1"}
    payment = {"id": "inpay_1", "created": T0, "status": "paid", "amount_paid": 10_000, "payment": means}
    record = {"id": "pr_1", "created": T0, "amount": {"currency": "usd", "value": 10_000}}
    asker = Asker(small_book(payment_records=[record]) | shape([payment]))
    assert asker.ids("/v1/invoice_payments", ("invoice", "in_1")) == ["inpay_1"]
    nested = asker.get("/v1/invoices/in_1", ("expand[]", "payments"))["payments"]["data"]
    assert [member["amount_paid"] for member in nested] == [10_000]


def test_an_expanded_object_stands_for_its_id_and_joins_the_book() -> None:
    book = small_book(
        invoices=[an_invoice(customer={"id": "cus_2", "object": "customer", "created": T0, "name": "Bo"})]
    )
    asker = Asker(book)
    assert asker.get("/v1/invoices/in_1")["customer"] == "cus_2"
    assert asker.get("/v1/customers/cus_2")["name"] == "Bo"


def test_the_books_own_object_goes_before_an_expanded_copy() -> None:
    book = small_book(
        invoices=[an_invoice(customer={"id": "cus_1", "object": "customer", "created": T0, "name": "Old"})]
    )
    assert Asker(book).get("/v1/customers/cus_1")["name"] == "Ada"


def test_a_tax_rate_given_by_its_id_is_served_whole() -> None:
    assert Asker(full_book()).get("/v1/invoices/in_2")["default_tax_rates"][0]["percentage"] == 20


def test_problems_of_an_embedded_object_are_said_once() -> None:
    discount = a_discount() | {"source": {"type": "coupon", "coupon": 7}}
    assert problems_in(_invoice(discounts=[discount | {"promotion_code": None}])) == (
        "invoices[0].discounts[0].source.coupon: is 7, must be an id",
    )


def test_two_books_of_the_demo_are_the_same() -> None:
    assert demo_book() == demo_book()


def test_reading_a_book_leaves_it_as_it_was() -> None:
    book = full_book()
    Book.from_plain(book)
    assert book == full_book()
