"""Lists: their order, pages, filters and refusals, as Stripe's are."""

from __future__ import annotations

import pytest

from stripe_client.emulator import Book
from stripe_client.emulator.endpoints import ENDPOINTS
from tests.stripe_emulator.books import DAY, NOW, T0, a_balance_transaction, an_invoice, full_book, small_book
from tests.stripe_emulator.requests import PAGES_MAX, Asker

SEVEN = [f"in_{number}" for number in (7, 6, 5, 4, 3, 2, 1)]


@pytest.fixture(scope="module")
def full() -> Asker:
    return Asker(full_book(), clock=lambda: NOW)


@pytest.fixture(scope="module")
def seven() -> Asker:
    """Invoices 1 to 7; 3, 4 and 5 were made in the same second."""
    seconds = {1: 1, 2: 2, 3: 3, 4: 3, 5: 3, 6: 6, 7: 7}
    return Asker(small_book(invoices=[an_invoice(number, created=T0 + at) for number, at in seconds.items()]))


def test_the_newest_are_first_and_of_one_second_the_last_of_the_book(seven: Asker) -> None:
    assert seven.ids("/v1/invoices") == SEVEN


def test_ten_are_shown_unless_asked_otherwise() -> None:
    asker = Asker(small_book(invoices=[an_invoice(number) for number in range(1, 16)]))
    page = asker.get("/v1/invoices")
    assert (len(page["data"]), page["has_more"], page["url"]) == (10, True, "/v1/invoices")


@pytest.mark.parametrize("limit", range(1, 9))
def test_pages_forwards_miss_and_repeat_nothing(seven: Asker, limit: int) -> None:
    assert _walk(seven, limit, "starting_after", -1) == SEVEN


@pytest.mark.parametrize("limit", range(1, 9))
def test_pages_backwards_miss_and_repeat_nothing(seven: Asker, limit: int) -> None:
    pages = _walk(seven, limit, "ending_before", 0, [("ending_before", "in_1")])
    assert sorted(pages) == sorted(SEVEN[:-1])


def _walk(asker: Asker, limit: int, cursor: str, end: int, first: list[tuple[str, object]] | None = None) -> list[str]:
    seen: list[str] = []
    parameters = first or []
    for _ in range(PAGES_MAX):
        page = asker.get("/v1/invoices", ("limit", limit), *parameters)
        ids = [member["id"] for member in page["data"]]
        seen += ids
        if not page["has_more"]:
            return seen
        parameters = [(cursor, ids[end])]
    raise AssertionError("the pages have no end")


def test_a_backward_page_is_the_one_just_before_the_cursor(seven: Asker) -> None:
    page = seven.get("/v1/invoices", ("limit", 2), ("ending_before", "in_3"))
    assert ([member["id"] for member in page["data"]], page["has_more"]) == (["in_5", "in_4"], True)


FILTERS: dict[str, tuple[str, list[tuple[str, object]], list[str]]] = {
    "invoices made at a second": ("/v1/invoices", [("created", T0 + 3)], ["in_3"]),
    "invoices made since": ("/v1/invoices", [("created[gte]", T0 + 4)], ["in_5", "in_4"]),
    "invoices made after": ("/v1/invoices", [("created[gt]", T0 + 4)], ["in_5"]),
    "invoices made before": ("/v1/invoices", [("created[lt]", T0 + 2)], ["in_1"]),
    "invoices made until": ("/v1/invoices", [("created[lte]", T0 + 2)], ["in_2", "in_1"]),
    "invoices made between": ("/v1/invoices", [("created[gt]", T0 + 1), ("created[lt]", T0 + 4)], ["in_3", "in_2"]),
    "open invoices": ("/v1/invoices", [("status", "open")], ["in_3"]),
    "invoices of a subscription": ("/v1/invoices", [("subscription", "sub_1")], ["in_5"]),
    "paid invoices of a customer": (
        "/v1/invoices",
        [("customer", "cus_1"), ("status", "paid")],
        ["in_5", "in_4", "in_2", "in_1"],
    ),
    "payments of an invoice": ("/v1/invoice_payments", [("invoice", "in_1")], ["inpay_1"]),
    "payments by intent": (
        "/v1/invoice_payments",
        [("payment[type]", "payment_intent"), ("payment[payment_intent]", "pi_1")],
        ["inpay_1"],
    ),
    "payments off Stripe": ("/v1/invoice_payments", [("payment[type]", "payment_record")], ["inpay_3"]),
    "paid payments": ("/v1/invoice_payments", [("status", "paid")], ["inpay_1", "inpay_3"]),
    "records after": ("/v1/payment_records", [("created_after", T0 - 1)], ["pr_1"]),
    "records before": ("/v1/payment_records", [("created_before", T0)], []),
    "customers by email": ("/v1/customers", [("email", "ada@example.com")], ["cus_1"]),
    "prices of a product": ("/v1/prices", [("product", "prod_gold"), ("type", "one_time")], ["price_gold"]),
    "monthly prices": ("/v1/prices", [("recurring[interval]", "month")], ["price_month"]),
    "products by id": ("/v1/products", [("ids[0]", "prod_gold"), ("ids[1]", "prod_x")], ["prod_gold"]),
    "inactive products": ("/v1/products", [("active", "false")], []),
    "promotion codes by code": ("/v1/promotion_codes", [("code", "SPRING"), ("coupon", "TEN")], ["promo_1"]),
    "charges of an intent": ("/v1/charges", [("payment_intent", "pi_1")], ["ch_1"]),
    "refunds of a charge": ("/v1/refunds", [("charge", "ch_1")], ["re_1"]),
    "credit notes of an invoice": ("/v1/credit_notes", [("invoice", "in_2")], []),
    "pending items": ("/v1/invoiceitems", [("pending", "true")], ["ii_1"]),
    "a balance's moves": ("/v1/customers/cus_1/balance_transactions", [], ["cbtxn_1"]),
    "the source of a balance transaction": ("/v1/balance_transactions", [("source", "re_1")], ["txn_2"]),
    "disputes of a charge": ("/v1/disputes", [("charge", "ch_1")], ["dp_1"]),
    "payouts by arrival": ("/v1/payouts", [("arrival_date[gte]", T0 + 3 * DAY)], ["po_1"]),
    "subscriptions of a price": ("/v1/subscriptions", [("price", "price_month")], ["sub_1"]),
    "canceled subscriptions": ("/v1/subscriptions", [("status", "canceled")], []),
    "living customers": ("/v1/customers", [], ["cus_1"]),
}


@pytest.mark.parametrize(("path", "parameters", "ids"), FILTERS.values(), ids=FILTERS.keys())
def test_a_filter_lets_through(full: Asker, path: str, parameters: list[tuple[str, object]], ids: list[str]) -> None:
    assert full.ids(path, *parameters) == ids


def test_a_payouts_transactions_add_up_to_it() -> None:
    book = full_book()
    book["balance_transactions"][0]["fee"] = 320
    rows = Asker(book).get("/v1/balance_transactions", ("payout", "po_1"))["data"]
    by_id = {row["id"]: row["net"] for row in rows}
    assert by_id == {"txn_4": -8_180, "txn_1": 9_680, "txn_2": -1_500}
    assert sum(by_id.values()) == 0


def test_what_one_payout_paid_out_is_not_in_the_next() -> None:
    book = full_book()
    later = a_balance_transaction("txn_5", 700, None, available_on=T0 + 5 * DAY)
    early = a_balance_transaction("txn_6", 300, None, created=T0 + 6)
    book["balance_transactions"] += [later, early]
    book["payouts"].append(book["payouts"][0] | {"id": "po_2", "created": T0 + 9, "amount": 1_000, "arrival_date": NOW})
    book["payouts"][1]["balance_transaction"] = None
    asker = Asker(book)
    assert asker.ids("/v1/balance_transactions", ("payout", "po_1")) == ["txn_4", "txn_2", "txn_1"]
    assert set(asker.ids("/v1/balance_transactions", ("payout", "po_2"))) == {"txn_3", "txn_5", "txn_6"}


REFUSED: dict[str, tuple[str, list[tuple[str, object]], tuple[int, str | None, str | None]]] = {
    "an unknown parameter": ("/v1/invoices", [("foo", 1)], (400, "parameter_unknown", "foo")),
    "a parameter of another list": ("/v1/coupons", [("customer", "cus_1")], (400, "parameter_unknown", "customer")),
    "an unknown comparison": ("/v1/invoices", [("created[eq]", 1)], (400, "parameter_unknown", "created[eq]")),
    "an unknown part": (
        "/v1/invoice_payments",
        [("payment[charge]", "ch_1")],
        (400, "parameter_unknown", "payment[charge]"),
    ),
    "a missing part": (
        "/v1/invoice_payments",
        [("payment[payment_intent]", "pi_1")],
        (400, "parameter_missing", "payment[type]"),
    ),
    "a time that is no number": (
        "/v1/invoices",
        [("created[gte]", "today")],
        (400, "parameter_invalid_integer", "created[gte]"),
    ),
    "a limit of nothing": ("/v1/invoices", [("limit", 0)], (400, "parameter_invalid_integer", "limit")),
    "a limit beyond a hundred": ("/v1/invoices", [("limit", 101)], (400, "parameter_invalid_integer", "limit")),
    "a limit that is no number": ("/v1/invoices", [("limit", "many")], (400, "parameter_invalid_integer", "limit")),
    "an empty cursor": ("/v1/invoices", [("starting_after", "")], (400, "parameter_invalid_empty", "starting_after")),
    "an unknown cursor": ("/v1/invoices", [("starting_after", "in_x")], (400, "resource_missing", "starting_after")),
    "a cursor of another kind": (
        "/v1/invoices",
        [("ending_before", "cus_1")],
        (400, "resource_missing", "ending_before"),
    ),
    "a deleted cursor": (
        "/v1/customers",
        [("starting_after", "cus_gone")],
        (400, "resource_missing", "starting_after"),
    ),
    "two cursors": (
        "/v1/invoices",
        [("starting_after", "in_1"), ("ending_before", "in_1")],
        (400, None, "ending_before"),
    ),
    "an unknown status": ("/v1/invoices", [("status", "late")], (400, None, "status")),
    "an unknown customer": ("/v1/invoices", [("customer", "cus_x")], (400, "resource_missing", "customer")),
    "a truth that is none": ("/v1/prices", [("active", "yes")], (400, None, "active")),
    "a list given as a text": ("/v1/events", [("types", "invoice.paid")], (400, None, "types")),
    "a text given as a list": ("/v1/invoices", [("customer[]", "cus_1")], (400, None, "customer")),
    "too many types": ("/v1/events", [(f"types[{n}]", "x") for n in range(21)], (400, None, "types")),
    "an unknown line as cursor": (
        "/v1/invoices/in_3/lines",
        [("starting_after", "il_x")],
        (400, "resource_missing", "starting_after"),
    ),
    "a filter of lines": ("/v1/invoices/in_3/lines", [("created", 1)], (400, "parameter_unknown", "created")),
    "an unknown invoice's lines": ("/v1/invoices/in_x/lines", [], (404, "resource_missing", "id")),
    "an unknown customer's balance": (
        "/v1/customers/cus_x/balance_transactions",
        [],
        (404, "resource_missing", "customer"),
    ),
    "an unknown object": ("/v1/invoices/in_x", [], (404, "resource_missing", "id")),
    "a parameter of a single object": ("/v1/invoices/in_1", [("limit", 1)], (400, "parameter_unknown", "limit")),
    "a search": ("/v1/invoices/search/x", [("query", "x")], (404, None, None)),
    "an unknown path": ("/v1/x", [], (404, None, None)),
    "a trailing slash": ("/v1/invoices/", [], (404, None, None)),
}


@pytest.mark.parametrize(("path", "parameters", "refusal"), REFUSED.values(), ids=REFUSED.keys())
def test_a_request_is_refused_for(
    full: Asker, path: str, parameters: list[tuple[str, object]], refusal: tuple[int, str | None, str | None]
) -> None:
    status, error = full.error(path, *parameters)
    assert (status, error.get("code"), error.get("param")) == refusal
    assert error["type"] == "invalid_request_error"


def test_an_unknown_path_is_named_as_stripe_names_it(full: Asker) -> None:
    _, error = full.error("/v1/x")
    assert error["message"].startswith("Unrecognized request URL (GET: /v1/x).")


def test_nothing_can_be_written(full: Asker) -> None:
    for path in ENDPOINTS:
        assert full.ask("POST", path)[0] == 404
        assert full.ask("DELETE", path)[0] == 404


def test_a_nested_list_is_cut_at_ten_and_paged(full: Asker) -> None:
    lines = full.get("/v1/invoices/in_3")["lines"]
    assert (len(lines["data"]), lines["has_more"], lines["url"]) == (10, True, "/v1/invoices/in_3/lines")
    page = full.get(lines["url"], ("limit", 100), ("starting_after", lines["data"][-1]["id"]))
    assert (len(page["data"]), page["has_more"]) == (27, False)


def test_a_page_of_lines_has_as_many_as_were_asked_for(full: Asker) -> None:
    page = full.get("/v1/invoices/in_3/lines", ("limit", 3), ("starting_after", "il_3_2"))
    assert ([line["id"] for line in page["data"]], page["has_more"]) == (["il_3_3", "il_3_4", "il_3_5"], True)


def test_lines_are_paged_backwards_too(full: Asker) -> None:
    page = full.get("/v1/invoices/in_3/lines", ("limit", 3), ("ending_before", "il_3_6"))
    assert ([line["id"] for line in page["data"]], page["has_more"]) == (["il_3_3", "il_3_4", "il_3_5"], True)


def test_every_kind_can_be_retrieved(full: Asker) -> None:
    for stored in full.emulator.book.all():
        found = [path for path, endpoint in ENDPOINTS.items() if path.endswith("{id}") and endpoint.kind == stored.kind]  # type: ignore[union-attr]
        for path in found:
            assert full.get(path.format(customer="cus_1", id=stored.id)) == stored.served


def test_a_balance_transaction_of_another_customer_is_not_found() -> None:
    book = full_book()
    book["customers"].append({"id": "cus_2", "created": T0})
    assert Asker(book).error("/v1/customers/cus_2/balance_transactions/cbtxn_1")[0] == 404


def test_a_deleted_customer_is_a_stub_and_a_deleted_coupon_is_not_found() -> None:
    book = small_book(coupons=[{"id": "OLD", "object": "coupon", "deleted": True}])
    book["customers"].append({"id": "cus_gone", "deleted": True})
    asker = Asker(Book.from_plain(book))
    assert asker.get("/v1/customers/cus_gone") == {"id": "cus_gone", "object": "customer", "deleted": True}
    assert asker.error("/v1/coupons/OLD")[0] == 404


def test_ended_subscriptions_are_listed_only_when_asked_for() -> None:
    book = full_book()
    book["subscriptions"][0] |= {"status": "canceled", "ended_at": T0}
    asker = Asker(book)
    assert asker.ids("/v1/subscriptions") == []
    assert asker.ids("/v1/subscriptions", ("status", "all")) == ["sub_1"]
    assert asker.ids("/v1/subscriptions", ("status", "ended")) == ["sub_1"]
