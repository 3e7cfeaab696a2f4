"""Customers for their own sake (rule C-1 `on_create`): read where they are wanted, else never asked for."""

from __future__ import annotations

from collections.abc import Callable

from conftest import Account
from reads import by_root, told
from stripe_books import NOW, START, an_invoice, invoices

from stripe_client.objects import Changes, MissingFamily, Root, RootKind

CLEO = Root(RootKind.CUSTOMER, "cus_cleo")


def cleo(name: str = "Cleo", at: int = NOW) -> dict[str, list[dict[str, object]]]:
    return {"customers": [{"id": "cus_cleo", "created": at, "name": name}]}


def told_of(pages: list[Changes]) -> list[str]:
    return sorted(map(told, by_root(pages).values()))


def test_they_are_listed_before_what_bills_them(account: Account) -> None:
    account.holds(cleo(), invoices(an_invoice("1")))
    pages = list(account.client(customers=True).changes(None))
    assert pages[0].stream == "customers"
    assert told_of(pages) == ["cus_ada Ada", "cus_cleo Cleo", "in_1 open, 1 lines, prices price_gold"]


def test_those_from_long_before_the_start_come_with_their_first_transaction(account: Account) -> None:
    account.holds(cleo(at=START - 400 * 86_400))
    assert told_of(list(account.client(customers=True).changes(None))) == ["cus_ada Ada"]


def test_a_listing_goes_on_after_any_of_its_pages(account: Account) -> None:
    account.holds(cleo(), invoices(an_invoice("1")))
    pages = list(account.client(customers=True).changes(None))
    for number, page in enumerate(pages):
        rest = list(account.client(customers=True).changes(page.cursor))
        assert set(told_of([*pages[: number + 1], *rest])) == set(told_of(pages))


def test_one_that_appears_or_changes_is_read_afresh(listed: Callable[..., str], account: Account) -> None:
    cursor = listed()
    account.gets(cleo())
    account.gets(cleo("Cleopatra"))
    (page,) = account.client(customers=True).changes(cursor)
    assert told_of([page]) == ["cus_cleo Cleopatra"]
    assert page.touched == {"cus_cleo"}


def test_one_that_was_deleted_is_missing(listed: Callable[..., str], account: Account) -> None:
    cursor = listed(cleo())
    account.gets({"customers": [{"id": "cus_cleo", "deleted": True}]})
    pages = list(account.client(customers=True).changes(cursor))
    assert by_root(pages) == {CLEO: MissingFamily(root=CLEO)}


def test_where_they_are_not_wanted_their_events_cost_nothing(listed: Callable[..., str], account: Account) -> None:
    cursor = listed()
    account.gets(cleo())
    client = account.client()
    (page,) = client.changes(cursor)
    assert (page.families, page.touched, client.requests_sent) == ((), {"cus_cleo"}, 1)
