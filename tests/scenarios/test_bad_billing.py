"""What is wrong with refunds, credits and balances, at Stripe or in NetSuite: it stops what it must, nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from netsuite_client.client import NetSuite, TokenKeys, connect
from netsuite_client.emulator import EMULATOR_KEYS
from netsuite_client.outcomes import Accepted, Delete, Operation, Update
from netsuite_client.records import Invoice, Kind, Ref
from scenarios.books import OPENED, Story
from scenarios.company import NETSUITE_ACCOUNT, Company, Ended, company
from scenarios.tales import Books, read, told_step_by_step
from scenarios.trouble_tales import STORIES
from stripe_client.emulator.history import at

pytestmark = pytest.mark.xdist_group("bad billing")  # what all of them look at is made once

KEYS = TokenKeys(**{name: getattr(EMULATOR_KEYS, name) for name in TokenKeys.__dataclass_fields__})


@pytest.fixture(scope="module")
def troubled(tmp_path_factory: pytest.TempPathFactory) -> Books:
    """All of them in one company: none stops another."""
    return told_step_by_step(tmp_path_factory, {sentence: story.told for sentence, story in STORIES.items()})


@pytest.mark.parametrize("sentence", STORIES)
def test_trouble_stops_what_it_must_and_nothing_else(troubled: Books, sentence: str) -> None:
    assert troubled[sentence] == read(STORIES[sentence].books)


# -- what people do to invoices in NetSuite --------------------------------------------------------------------------

REFUNDED = at(2026, 3, 20)
UNTOUCHED, EDITED, DELETED, DATED = (f"in_demo000{number}" for number in (1, 2, 3, 4))


class Desk:
    """Four paid years that were synced, and a person at NetSuite who may change what is there."""

    def __init__(self, made: Company, story: Story) -> None:
        self.made, self.story = made, story
        self._netsuite: NetSuite = connect(account=NETSUITE_ACCOUNT, keys=KEYS, base_url=made.netsuite_address)

    def _does(self, operation: Operation) -> None:
        (outcome,) = self._netsuite.send([operation])
        assert isinstance(outcome, Accepted), outcome

    def edits(self, invoice: str, **line: object) -> None:
        """Write something else into the lines of an invoice."""
        (there,) = self._netsuite.read([Ref(kind=Kind.INVOICE, external_id=invoice)])
        assert isinstance(there, Invoice)
        edited = replace(there, lines=tuple(replace(each, **line) for each in there.lines))  # type: ignore[arg-type]
        self._does(Update(internal_id=self._internal_id(invoice), record=edited, parts=frozenset({"lines"})))

    def deletes(self, invoice: str) -> None:
        """Delete an open invoice."""
        self._does(Delete(kind=Kind.INVOICE, internal_id=self._internal_id(invoice)))

    def _internal_id(self, external_id: str) -> str:
        (found,) = self._netsuite.find([external_id])
        return found.internal_id

    def synced(self) -> Ended:
        """The next sync after Stripe has changed."""
        self.made.stripe.merge(self.story.book)
        return self.made.sync()

    def memos(self) -> list[str]:
        """The credit memos that are in NetSuite."""
        return [f"{record['externalId']} {record['total']}" for record in self.made.records("creditMemo")]


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    story = Story()
    gold = story.product("Gold for a year", created=OPENED)
    year = story.price(gold, "Gold, yearly", "usd", 12_000, months=12, created=OPENED)
    for day in (1, 2, 3, 4):
        story.invoiced(year, day=day, days_due=30)
    with company(tmp_path, monkeypatch, story.book) as made:
        desk = Desk(made, story)
        assert desk.synced().code == 0
        yield desk


def test_s_1_a_memo_copies_no_line_that_was_edited_nor_of_an_invoice_that_is_gone(desk: Desk) -> None:
    """Dates that were edited are taken as they stand now (rule RR-20); the others wait for a person, one cause each."""
    desk.edits(EDITED, amount=Decimal("100.00"))
    desk.deletes(DELETED)
    desk.edits(DATED, rev_rec_end_date=date(2027, 6, 30))
    for invoice in desk.story.book["invoices"]:
        desk.story.credit_note(invoice, {0: 3_000}, when=REFUNDED)
    synced = desk.synced()
    assert synced.code == 1
    assert desk.memos() == ["memo_cn_demo0001 30.00", "memo_cn_demo0004 30.00"]
    (dated,) = (one for one in desk.made.records("creditMemo") if one["externalId"] == "memo_cn_demo0004")
    assert dated["itemList"][0]["revRecEndDate"][:10] == "2027-06-30"
    assert "! CON-502 Line 1 of invoice in_demo0002 was edited in NetSuite" in desk.made.run("show", EDITED).out
    assert "CON-503" in desk.made.run("show", DELETED).out
    assert "2 records need you, 2 causes" in synced.out


def test_s_1_the_line_that_is_restored_lets_the_memo_go(desk: Desk) -> None:
    desk.edits(EDITED, amount=Decimal("100.00"))
    desk.story.credit_note(desk.story.book["invoices"][1], {0: 3_000}, when=REFUNDED)
    assert desk.synced().code == 1
    desk.edits(EDITED, amount=Decimal("120.00"))
    desk.made.run("retry", EDITED)
    assert desk.made.sync().code == 0
    assert desk.memos() == ["memo_cn_demo0001 30.00"]
