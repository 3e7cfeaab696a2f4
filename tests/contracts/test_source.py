"""The contract of `Source`, kept by the client over HTTP and by the one in memory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

import pytest
from builders import (
    a_balance,
    a_charge,
    a_charge_family,
    a_credit_note,
    a_customer,
    a_refund,
    an_invoice,
    an_invoice_family,
)
from scenarios.books import Story

from contracts.in_memory import InMemorySource, source_of
from contracts.source_contract import Account, SourceContract
from stripe_client.client import Stripe
from stripe_client.emulator import EMULATOR_KEY, Book, StripeEmulator
from stripe_client.emulator.history import at
from stripe_client.emulator.shapes.fields import Plain
from stripe_client.objects import BalanceFamily

NOW = float(at(2026, 3, 28))


@dataclass
class EmulatedAccount:
    """An account behind HTTP, and the story that it tells."""

    address: str
    emulator: StripeEmulator
    story: Story
    second: Plain
    sources: list[Stripe] = field(default_factory=list)

    @property
    def customer_id(self) -> str:
        return self.story.ada.id

    def source(self) -> Stripe:
        source = Stripe(
            EMULATOR_KEY,
            api_base=self.address,
            start=date(2026, 1, 1),
            timezone="UTC",
            requests_per_second=0,
            clock=lambda: NOW,
        )
        self.sources.append(source)
        return source

    def bills_again(self) -> None:
        self.story.invoiced(day=27)
        self.emulator.merge(self.story.book)

    def is_paid(self) -> None:
        self.story.paid(self.second, when=at(2026, 3, 27))
        self.emulator.merge(self.story.book)

    def is_refunded(self) -> None:
        self.story.refund(self.story.book["charges"][0], 1_000, when=at(2026, 3, 27))
        self.emulator.merge(self.story.book)

    def is_credited(self) -> None:
        self.story.credit_note(self.second, 1_000, when=at(2026, 3, 27))
        self.emulator.merge(self.story.book)

    def gives_credit(self) -> None:
        self.story.adjust_balance(self.customer_id, -500, "usd", when=at(2026, 3, 27))
        self.emulator.merge(self.story.book)

    def renames_the_customer(self) -> None:
        self.story.book["customers"][0]["name"] = "Ada & Daughters Ltd"
        self.emulator.merge(self.story.book)


class TestStripeOverHttp(SourceContract):
    """The real client and an emulated account."""

    @pytest.fixture
    def account(self) -> Iterator[Account]:
        story = Story()
        story.billed()
        second = story.invoiced(day=10)
        emulator = StripeEmulator(Book.from_plain(story.book), clock=lambda: NOW)
        with emulator.serving() as address:
            account = EmulatedAccount(address, emulator, story, second)
            yield account
            for source in account.sources:
                source.close()


@dataclass
class AccountInMemory:
    """The same, told with builders."""

    kept: InMemorySource
    customer_id: str = "cus_acme"

    def source(self) -> InMemorySource:
        return self.kept

    def bills_again(self) -> None:
        self.kept.holds(an_invoice_family(id="in_demo0003", status="open"))

    def is_paid(self) -> None:
        paid = an_invoice(id="in_demo0002")
        self.kept.holds(an_invoice_family(paid), a_charge_family(pays=[paid]))

    def is_refunded(self) -> None:
        charge, paid = a_charge(id="ch_demo0001", refunds=[a_refund(1_000)]), an_invoice(id="in_demo0001")
        story = an_invoice_family(paid, charges=[charge])
        self.kept.holds(an_invoice_family(paid), a_charge_family(charge, pays=[paid], stories=[story]))

    def is_credited(self) -> None:
        note = a_credit_note(invoice="in_demo0002", pre=1_000)
        self.kept.holds(an_invoice_family(id="in_demo0002", status="open", credit_notes=[note]))

    def gives_credit(self) -> None:
        moves = a_balance(("adjustment", -500, None))
        self.kept.holds(BalanceFamily(customer=a_customer(), currency="usd", transactions=moves))

    def renames_the_customer(self) -> None:
        assert a_customer().id == self.customer_id
        self.kept.touches(self.customer_id)


class TestInMemory(SourceContract):
    """What unit tests of collection use keeps the same promises."""

    @pytest.fixture
    def account(self) -> Account:
        first, second = an_invoice(id="in_demo0001"), an_invoice(id="in_demo0002", status="open")
        return AccountInMemory(
            source_of(an_invoice_family(first), an_invoice_family(second), a_charge_family(pays=[first]))
        )
