"""The official SDK reads the demo book over real HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import islice

import pytest
import stripe

from stripe_client.emulator import EMULATOR_KEY, Book, StripeEmulator, demo_book

ENOUGH = 1_000
"""More objects than the book has, so that pages without an end fail."""


@pytest.fixture(scope="module")
def client() -> Iterator[stripe.StripeClient]:
    with StripeEmulator(Book.from_plain(demo_book())).serving() as url:
        yield stripe.StripeClient(EMULATOR_KEY, base_addresses={"api": url})


def test_automatic_paging_reads_every_invoice_once(client: stripe.StripeClient) -> None:
    pages = client.v1.invoices.list({"limit": 7}).auto_paging_iter()
    ids = [invoice.id for invoice in islice(pages, ENOUGH)]
    assert sorted(ids) == sorted(str(invoice["id"]) for invoice in demo_book()["invoices"])


def test_automatic_paging_backwards_reads_from_the_oldest_on(client: stripe.StripeClient) -> None:
    ids = [invoice.id for invoice in client.v1.invoices.list({"limit": 100}).data]
    backwards = client.v1.invoices.list({"limit": 7, "ending_before": ids[-1]})
    assert [invoice.id for invoice in islice(backwards.auto_paging_iter(), ENOUGH)] == ids[-2::-1]


def test_the_twelve_lines_of_an_invoice_are_paged(client: stripe.StripeClient) -> None:
    invoice = next(invoice for invoice in client.v1.invoices.list({"limit": 100}).data if invoice.lines.has_more)
    lines = list(islice(invoice.lines.auto_paging_iter(), ENOUGH))
    assert (len(lines), sum(line.amount for line in lines)) == (12, invoice.total)


def test_expanded_fields_are_the_sdks_own_types(client: stripe.StripeClient) -> None:
    expand = ["data.customer", "data.payments", "data.lines.data.pricing"]
    page = client.v1.invoices.list({"status": "paid", "limit": 1, "expand": expand[:2]})
    invoice = page.data[0]
    assert isinstance(invoice.customer, stripe.Customer)
    assert invoice.payments is not None
    assert invoice.payments.data[0].amount_paid == invoice.amount_paid


def test_decimals_arrive_as_decimals(client: stripe.StripeClient) -> None:
    price = client.v1.prices.list({"type": "one_time", "currency": "usd"}).data[0]
    assert price.unit_amount_decimal == Decimal(25_000)


def test_refusals_are_the_sdks_own_errors(client: stripe.StripeClient) -> None:
    with pytest.raises(stripe.InvalidRequestError) as caught:
        client.v1.invoices.retrieve("in_x")
    assert (caught.value.http_status, caught.value.code) == (404, "resource_missing")
    assert str(caught.value.request_id).startswith("req_")


def test_the_current_account_is_known(client: stripe.StripeClient) -> None:
    assert client.v1.accounts.retrieve_current().id == "acct_emulator"
