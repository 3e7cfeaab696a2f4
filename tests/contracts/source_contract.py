"""What every `Source` promises to collection. A subclass brings the account that is tried."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

import pytest

from connector.ports import Source
from stripe_client.objects import (
    BalanceFamily,
    Changes,
    ChargeFamily,
    InvoiceFamily,
    MissingFamily,
    Root,
    RootKind,
    balance_root,
)

FIRST, SECOND, LATER = (Root(RootKind.INVOICE, f"in_demo000{number}") for number in (1, 2, 3))
CHARGE = Root(RootKind.CHARGE, "ch_demo0001")
NOWHERE = Root(RootKind.INVOICE, "in_nowhere")


class Account(Protocol):
    """What happens at Stripe. It begins with an invoice that a charge paid, and one that is open."""

    @property
    def customer_id(self) -> str:
        """The customer of all its invoices."""

    def source(self) -> Source:
        """A reader of the account, as each run makes one."""

    def bills_again(self) -> None:
        """A third invoice, which is open."""

    def is_paid(self) -> None:
        """A charge pays the second invoice."""

    def is_refunded(self) -> None:
        """10.00 of the charge go back."""

    def is_credited(self) -> None:
        """A credit note takes 10.00 off the second invoice."""

    def gives_credit(self) -> None:
        """The customer gets credit by hand."""

    def renames_the_customer(self) -> None:
        """The customer changed."""


def roots(pages: Iterable[Changes]) -> set[Root]:
    return {family.root for page in pages for family in page.families}


def last_cursor(source: Source, cursor: str | None = None) -> str:
    return list(source.changes(cursor))[-1].cursor


class SourceContract:
    """`Source`, as its docstrings promise. Needs the fixture `account`."""

    def test_the_first_listing_shows_every_family(self, account: Account) -> None:
        assert roots(account.source().changes(None)) >= {FIRST, SECOND, CHARGE}

    def test_every_page_has_a_cursor_that_a_later_run_goes_on_from_and_leaves_nothing_out(
        self, account: Account
    ) -> None:
        pages = list(account.source().changes(None))
        for number, page in enumerate(pages):
            assert page.cursor
            seen = roots(pages[: number + 1]) | roots(account.source().changes(page.cursor))
            assert seen >= {FIRST, SECOND, CHARGE}, f"after page {number}"

    def test_reading_does_not_move_a_cursor(self, account: Account) -> None:
        cursor = last_cursor(account.source())
        account.bills_again()
        source = account.source()
        assert LATER in roots(source.changes(cursor))
        assert LATER in roots(source.changes(cursor))

    def test_what_is_new_after_a_cursor_is_shown(self, account: Account) -> None:
        cursor = last_cursor(account.source())
        assert LATER not in roots(account.source().changes(cursor))
        account.bills_again()
        assert LATER in roots(account.source().changes(cursor))

    def test_what_happens_between_two_pages_is_not_left_out(self, account: Account) -> None:
        pages = account.source().changes(None)
        seen = [next(pages)]
        account.bills_again()
        seen += pages
        later = account.source().changes(seen[-1].cursor)
        assert LATER in roots(seen) | roots(later)

    def test_a_change_is_shown_as_it_is_now(self, account: Account) -> None:
        cursor = last_cursor(account.source())
        account.is_paid()
        families = [family for page in account.source().changes(cursor) for family in page.families]
        paid = next(family for family in families if family.root == SECOND)
        assert isinstance(paid, InvoiceFamily)
        assert paid.invoice.status == "paid"
        assert any(isinstance(family, ChargeFamily) and SECOND.id in family.invoices for family in families)

    def test_a_refund_shows_its_charge_with_the_story_of_what_it_paid_and_the_invoice(self, account: Account) -> None:
        cursor = last_cursor(account.source())
        account.is_refunded()
        read = {family.root: family for page in account.source().changes(cursor) for family in page.families}
        charge = read[CHARGE]
        assert isinstance(charge, ChargeFamily)
        assert [refund.amount for refund in charge.charge.refunds] == [1_000]
        assert charge.stories[FIRST.id].charges == {CHARGE.id: charge.charge}
        assert FIRST in read

    def test_a_credit_note_shows_its_invoice_with_the_note(self, account: Account) -> None:
        cursor = last_cursor(account.source())
        account.is_credited()
        read = {family.root: family for page in account.source().changes(cursor) for family in page.families}
        story = read[SECOND]
        assert isinstance(story, InvoiceFamily)
        assert [note.pre_payment_amount for note in story.credit_notes] == [1_000]

    def test_credit_given_by_hand_shows_the_balance(self, account: Account) -> None:
        cursor = last_cursor(account.source())
        account.gives_credit()
        read = {family.root: family for page in account.source().changes(cursor) for family in page.families}
        balance = read[balance_root(account.customer_id, "usd")]
        assert isinstance(balance, BalanceFamily)
        assert [each.amount for each in balance.transactions] == [-500]

    def test_a_changed_customer_is_named_for_those_who_wait_for_it(self, account: Account) -> None:
        cursor = last_cursor(account.source())
        account.renames_the_customer()
        touched = frozenset[str]().union(*(page.touched for page in account.source().changes(cursor)))
        assert account.customer_id in touched

    @pytest.mark.parametrize(
        "asked",
        [(FIRST,), (CHARGE, SECOND), (SECOND, CHARGE, FIRST), ()],
        ids=["one", "a charge and an invoice", "all", "none"],
    )
    def test_there_is_one_family_for_each_root_that_is_asked_for(
        self, account: Account, asked: tuple[Root, ...]
    ) -> None:
        assert sorted(family.root for family in account.source().families(asked)) == sorted(asked)

    def test_a_root_that_is_not_there_is_said_to_be_missing_and_the_others_are_read(self, account: Account) -> None:
        read = {family.root: family for family in account.source().families([NOWHERE, FIRST])}
        assert read[NOWHERE] == MissingFamily(root=NOWHERE)
        assert isinstance(read[FIRST], InvoiceFamily)

    def test_a_family_is_whole(self, account: Account) -> None:
        read = {family.root: family for family in account.source().families([FIRST, CHARGE])}
        invoice, charge = read[FIRST], read[CHARGE]
        assert isinstance(invoice, InvoiceFamily)
        assert isinstance(charge, ChargeFamily)
        assert invoice.customer is not None
        assert set(invoice.prices) == {line.price_id for line in invoice.invoice.lines}
        assert {price.product_id for price in invoice.prices.values()} == set(invoice.products)
        assert [payment.invoice_id for payment in charge.payments] == [FIRST.id] == list(charge.invoices)

    def test_families_are_read_afresh(self, account: Account) -> None:
        source = account.source()
        list(source.families([SECOND]))
        account.is_paid()
        (read,) = source.families([SECOND])
        assert isinstance(read, InvoiceFamily)
        assert read.invoice.status == "paid"
