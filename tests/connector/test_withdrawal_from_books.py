"""A memo that is no longer wanted, in NetSuite's emulated books: what its posting left, and what takes that back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
import requests
from builders import an_invoice_family, rules
from in_process import HandClock

from connector.delivery import Lane
from connector.journal import Journal, open_journal
from connector.periods import PostingRules
from connector.posting_calendar import PostingCalendar
from connector.translation.translate import translate
from connector.translation.wanted import Application, LineCopy, Translation, WantedRecord
from netsuite_client.client import NetSuite, TokenKeys, connect
from netsuite_client.emulator import EMULATOR_KEYS, NetSuiteEmulator
from netsuite_client.records import CreditMemo, Invoice, Kind, Ref

KEYS = TokenKeys(**{name: getattr(EMULATOR_KEYS, name) for name in TokenKeys.__dataclass_fields__})
NOTHING = {"Accounts Receivable": "0.00", "Sales": "0.00"}


@dataclass
class World:
    """A journal and an emulated account with its real client; the memo credits the invoice in full (rule N-1)."""

    journal: Journal
    clock: HandClock
    netsuite: NetSuite
    address: str
    invoiced: Translation

    @property
    def credited(self) -> Translation:
        """The invoice with its credit note."""
        invoice = self.invoiced.records[0].record
        assert isinstance(invoice, Invoice)
        memo = CreditMemo(
            external_id="memo_cn_1",
            entity=invoice.entity,
            tran_date=invoice.tran_date,
            currency=invoice.currency,
            lines=tuple(replace(line, rev_rec_start_date=None, rev_rec_end_date=None) for line in invoice.lines),
            memo="Stripe: cn_1",
            account=invoice.account,
        )
        copies = tuple(LineCopy(invoice.external_id, number) for number in range(len(memo.lines)))
        use = Application(
            payer=Ref(kind=Kind.CREDIT_MEMO, external_id="memo_cn_1"),
            payee=Ref(kind=Kind.INVOICE, external_id=invoice.external_id),
            amount=memo.total,
            currency="USD",
        )
        records = (*self.invoiced.records, WantedRecord(record=memo, copies=copies))
        return replace(self.invoiced, records=records, applications=(use,))

    def wants(self, translation: Translation) -> None:
        """Delivered as a run would, with the periods as they are now."""
        run_id = self.journal.start_run("test")
        self.journal.intend([translation], None, run_id)
        calendar = PostingCalendar(PostingRules(periods=self.netsuite.account_facts().periods))
        lane = Lane(journal=self.journal, erp=self.netsuite, clock=self.clock, run_id=run_id, calendar=calendar)
        lane.run()
        assert list(self.journal.issues()) == []
        assert self.journal.status().unchecked == 0

    def closes(self, month: str) -> None:
        """Somebody closes the books of a month."""
        requests.post(
            f"{self.address}/_emulator/periods", json={"period": month, "closed": True}, timeout=10
        ).raise_for_status()

    def balances(self) -> dict[str, str]:
        """The trial balance in dollars, of the two accounts that matter."""
        books = requests.get(f"{self.address}/_emulator/trial-balance", timeout=10).json()
        return {name: f"{Decimal(books.get(name, {}).get('USD', 0)):.2f}" for name in NOTHING}

    def document(self, kind: Kind, external_id: str) -> CreditMemo | Invoice | None:
        """As NetSuite has it."""
        (found,) = self.netsuite.read([Ref(kind=kind, external_id=external_id)])
        assert found is None or isinstance(found, CreditMemo | Invoice)
        return found


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    clock = HandClock(datetime(2026, 4, 1, tzinfo=UTC))
    with NetSuiteEmulator().serving() as address:
        netsuite = connect(account="1234567_SB1", keys=KEYS, base_url=address)
        facts = netsuite.account_facts()
        by_name = {account.name: Ref(kind=Kind.ACCOUNT, internal_id=account.internal_id) for account in facts.accounts}
        of_account = rules(
            currencies={currency.symbol.lower(): currency for currency in facts.currencies},
            income_account=by_name["Sales"],
            receivable_account=by_name["Accounts Receivable"],
            line_dates=True,
        )
        journal = open_journal(f"sqlite:///{tmp_path / 'journal.db'}", "main", clock)
        world = World(journal, clock, netsuite, address, translate(an_invoice_family(), of_account, {}))
        world.wants(world.credited)
        yield world
        journal.close()


def test_the_memo_has_the_invoices_recognition_and_settles_it(world: World) -> None:
    """Rules N-1 and S-1."""
    invoice, memo = world.document(Kind.INVOICE, "in_1"), world.document(Kind.CREDIT_MEMO, "memo_cn_1")
    assert invoice
    assert memo
    assert memo.lines[0].rev_rec_start_date == invoice.lines[0].rev_rec_start_date is not None
    assert world.balances() == NOTHING


def test_in_an_open_month_the_memo_goes_and_the_invoice_is_due_again(world: World) -> None:
    """Rule N-7."""
    world.wants(world.invoiced)
    assert world.document(Kind.CREDIT_MEMO, "memo_cn_1") is None
    assert world.balances() == {"Accounts Receivable": "100.00", "Sales": "-100.00"}


def test_in_a_closed_month_an_invoice_of_the_next_one_takes_the_memo_back(world: World) -> None:
    """Rules N-7, A-11 and A-9."""
    world.closes("2026-03")
    world.wants(world.invoiced)
    memo, undo = world.document(Kind.CREDIT_MEMO, "memo_cn_1"), world.document(Kind.INVOICE, "undo_memo_cn_1")
    assert memo
    assert undo
    assert (memo.tran_date, undo.tran_date) == (date(2026, 3, 1), date(2026, 4, 1))
    assert undo.memo == "Reversal of memo_cn_1. Stripe: cn_1. Original transaction date: 2026-03-01"
    assert undo.lines[0].rev_rec_end_date == memo.lines[0].rev_rec_end_date is not None
    assert world.balances() == {"Accounts Receivable": "100.00", "Sales": "-100.00"}
    found = {one.internal_id: one.external_id for one in world.netsuite.find(["in_1", "memo_cn_1", "undo_memo_cn_1"])}
    due = {found[id_]: balance.remaining for id_, balance in world.netsuite.balances(list(found)).items()}
    assert {name: f"{rest:.2f}" for name, rest in due.items()} == {
        "in_1": "100.00",
        "memo_cn_1": "0.00",
        "undo_memo_cn_1": "0.00",
    }
