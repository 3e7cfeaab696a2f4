"""Memos, refunds and withdrawals between the journal and a NetSuite in memory, with every trouble at every request."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import nullcontext, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from contracts.in_memory import BUSY, LOST, InMemoryErp
from in_process import HandClock
from journal.hands import in_words, states
from journal.wanted import a_charge, a_memo, a_refund, a_use, an_invoice, copying

from connector.delivery import Lane
from connector.journal import Journal, open_journal
from connector.translation.wanted import Application, LineCopy, Translation, WantedRecord
from netsuite_client.errors import Busy, NetSuiteError, Unreachable
from netsuite_client.outcomes import Delete, Meaning, Operation, Outcome, Refused, Turn
from netsuite_client.records import CreditMemo, Group, Invoice, Record, Ref

SOON = datetime(2026, 4, 1, tzinfo=UTC)
RUNS_MAX = 8
TERM = (date(2026, 1, 1), date(2026, 12, 31))


class Erp(InMemoryErp):
    """Deletes nothing while its books are closed."""

    closed = False
    recognised = False

    def send(self, operations: Sequence[Operation], *, turn: Turn = nullcontext) -> tuple[Outcome, ...]:
        if self.recognised and any(isinstance(one, Delete) for one in operations):
            self.requests.append(tuple(operations))
            refused = Refused(code="THIS_RECORD_TRANS_IN_USE", message="Linked.", meaning=Meaning.DATA)
            return tuple(refused for _ in operations)
        if self.closed and any(isinstance(one, Delete) for one in operations):
            self.requests.append(tuple(operations))
            refused = Refused(code="CLOSED_TRAN_PRD", message="Closed period.", meaning=Meaning.CONFIGURATION)
            return tuple(refused for _ in operations)
        return super().send(operations, turn=turn)


@dataclass
class World:
    """A journal, a NetSuite, and a clock that tests move."""

    journal: Journal
    clock: HandClock
    erp: Erp = field(default_factory=Erp)

    def wants(self, *translations: Translation) -> None:
        """Stripe's newest state, delivered until nothing is left to do."""
        run_id = self.journal.start_run("test")
        self.journal.intend(list(translations), None, run_id)
        for _ in range(RUNS_MAX):
            with suppress(NetSuiteError):
                Lane(journal=self.journal, erp=self.erp, clock=self.clock, run_id=run_id).run()
                if self.journal.next_try() is None:
                    return
            self.clock.sleep(timedelta(hours=2).total_seconds())

    def record(self, external_id: str) -> Record:
        """What NetSuite has."""
        return next(one for one in self.erp.records.values() if one.external_id == external_id)

    def books(self) -> Mapping[str, str]:
        """Each transaction with its total and what is left of it."""
        ids = {id_: one.external_id for (group, id_), one in self.erp.records.items() if group is Group.TRANSACTION}
        return {
            ids[id_]: f"{balance.total} {balance.remaining}"
            for id_, balance in sorted(self.erp.balances(list(ids)).items(), key=lambda each: ids[each[0]])
        }

    def problems(self) -> list[tuple[str, str | None]]:
        """Causes of the open issues, and what each is about."""
        return [(issue.code, issue.external_id) for issue in self.journal.issues()]

    def edits(self, external_id: str, **changes: object) -> None:
        """Somebody edits the lines of an invoice in NetSuite."""
        for key, record in self.erp.records.items():
            if record.external_id == external_id:
                assert isinstance(record, Invoice)
                self.erp.records[key] = replace(
                    record,
                    lines=tuple(replace(line, **changes) for line in record.lines),  # type: ignore[arg-type]
                )

    def cuts(self, external_id: str) -> None:
        """Somebody takes the lines off an invoice in NetSuite."""
        for key, record in self.erp.records.items():
            if record.external_id == external_id:
                assert isinstance(record, Invoice)
                self.erp.records[key] = replace(record, lines=())

    def loses(self, external_id: str) -> None:
        """Somebody deletes a record in NetSuite."""
        self.erp.records = {key: one for key, one in self.erp.records.items() if one.external_id != external_id}


@pytest.fixture
def world() -> Iterator[World]:
    world = a_world()
    yield world
    world.journal.close()


def a_world() -> World:
    clock = HandClock(SOON)
    return World(open_journal("sqlite://", "main", clock), clock)


def owning(whole: Translation, *records: WantedRecord, uses: Sequence[Application] = ()) -> Translation:
    """The translation with more records and exactly these applications."""
    return replace(whole, records=(*whole.records, *records), applications=tuple(uses))


CREDITED = owning(an_invoice(), a_memo(amount="20.00"), uses=[a_use(payer="memo_cn_a", amount="20.00")])
REFUNDED = owning(
    a_charge(amount="50.00"),
    copying(a_memo("memo_re_a"), LineCopy("in_a", 0)),
    a_refund(amount="45.00"),
    uses=[
        a_use(),
        a_use(payer="re_a", payee="memo_re_a"),
        a_use(payer="re_a", payee="ch_a", amount="15.00"),
    ],
)


def test_a_refund_pays_out_its_memo_and_what_is_not_applied(world: World) -> None:
    """Rules R-1 and R-5; the amounts are checked by A-4."""
    world.wants(an_invoice(), REFUNDED)
    assert world.books() == {
        "ch_a": "50.00 5.00",
        "in_a": "30.00 0.00",
        "memo_re_a": "30.00 0.00",
        "re_a": "45.00 0.00",
    }
    assert (world.problems(), world.journal.status().unchecked) == ([], 0)


def test_a_voided_credit_note_is_taken_back_and_leaves_nothing(world: World) -> None:
    """Rule N-7 in an open period."""
    world.wants(CREDITED)
    assert world.books() == {"in_a": "30.00 10.00", "memo_cn_a": "20.00 0.00"}
    world.wants(an_invoice())
    assert world.books() == {"in_a": "30.00 30.00"}
    assert world.journal.status().unchecked == 0


def test_in_a_closed_period_a_memo_is_reversed_by_an_invoice_that_uses_it_up(world: World) -> None:
    """Rule N-7: the memo's own lines, items and recognition."""
    world.wants(an_invoice())
    world.edits("in_a", rev_rec_start_date=TERM[0], rev_rec_end_date=TERM[1])
    world.wants(owning(an_invoice(), copying(a_memo(amount="20.00"), LineCopy("in_a", 0))))
    world.erp.closed = True
    world.wants(an_invoice())
    assert world.books() == {"in_a": "30.00 30.00", "memo_cn_a": "20.00 0.00", "undo_memo_cn_a": "20.00 0.00"}
    memo, undo = world.record("memo_cn_a"), world.record("undo_memo_cn_a")
    assert isinstance(memo, CreditMemo)
    assert isinstance(undo, Invoice)
    assert (undo.lines, undo.memo) == (memo.lines, "Reversal of memo_cn_a. Stripe: memo_cn_a")
    assert (undo.lines[0].rev_rec_start_date, undo.lines[0].rev_rec_end_date) == TERM
    assert (states(world.journal)["memo_cn_a"], world.problems()) == ("reversed", [])


def test_in_a_closed_period_any_other_record_is_a_persons_decision(world: World) -> None:
    """Rule A-11: a refund that is gone cannot be booked away by itself."""
    world.wants(an_invoice(), REFUNDED)
    world.erp.closed = True
    world.wants(owning(a_charge(amount="50.00"), a_memo("memo_re_a"), uses=[a_use()]))
    assert world.problems() == [("PERIOD_CLOSED", "re_a")]
    assert states(world.journal)["re_a>ch_a"] == "withdrawing"
    world.erp.closed = False
    world.journal.retry(["re_a"], who="mia")
    world.wants()
    assert (world.problems(), "re_a" in world.books()) == ([], False)
    assert {states(world.journal)[use] for use in ("re_a", "re_a>memo_re_a", "re_a>ch_a")} == {"withdrawn"}


def test_what_a_person_linked_keeps_a_record_from_being_deleted(world: World) -> None:
    world.wants(CREDITED)
    memo_id = next(id_ for (_, id_), one in world.erp.records.items() if one.external_id == "memo_cn_a")
    world.erp.used["by hand"] = {memo_id: Decimal(1)}
    world.wants(an_invoice())
    assert world.problems() == [("STILL_LINKED", "memo_cn_a")]


def test_n_7_a_memo_whose_revenue_was_recognised_is_reversed_in_an_open_period_too(world: World) -> None:
    world.wants(CREDITED)
    world.erp.recognised = True
    world.wants(an_invoice())
    assert world.books() == {"in_a": "30.00 30.00", "memo_cn_a": "20.00 0.00", "undo_memo_cn_a": "20.00 0.00"}
    assert (states(world.journal)["memo_cn_a"], world.problems()) == ("reversed", [])


def test_what_somebody_deleted_already_is_withdrawn_all_the_same(world: World) -> None:
    world.wants(CREDITED)
    world.wants(owning(an_invoice(), a_memo(amount="20.00")))
    world.loses("memo_cn_a")
    world.wants(an_invoice())
    assert (states(world.journal)["memo_cn_a"], world.problems()) == ("withdrawn", [])


# Rule S-1


def test_a_memo_takes_the_dates_that_its_invoice_has_in_netsuite_now(world: World) -> None:
    world.wants(an_invoice())
    world.edits("in_a", rev_rec_start_date=TERM[0], rev_rec_end_date=TERM[1])
    plain = a_memo("memo_plain", amount="1.00")
    world.wants(owning(an_invoice(), copying(a_memo(amount="20.00"), LineCopy("in_a", 0)), plain))
    dates = {}
    for external_id in ("memo_cn_a", "memo_plain"):
        memo = world.record(external_id)
        assert isinstance(memo, CreditMemo)
        dates[external_id] = (memo.lines[0].rev_rec_start_date, memo.lines[0].rev_rec_end_date)
    assert dates == {"memo_cn_a": TERM, "memo_plain": (None, None)}


CHANGED = {
    "another amount": ("CHANGED_IN_NETSUITE", lambda world: world.edits("in_a", amount=Decimal("31.00"))),
    "no such line any more": ("CHANGED_IN_NETSUITE", lambda world: world.cuts("in_a")),
    "the invoice is gone": ("DELETED_IN_NETSUITE", lambda world: world.loses("in_a")),
}


@pytest.mark.parametrize(("cause", "happens"), CHANGED.values(), ids=CHANGED)
def test_a_memo_whose_invoice_line_is_not_as_it_was_sent_stays_alone(world: World, cause: str, happens: object) -> None:
    world.wants(an_invoice(), an_invoice("in_b"))
    happens(world)  # type: ignore[operator]
    copies = copying(a_memo(amount="20.00"), LineCopy("in_a", 0))
    others = copying(a_memo("memo_cn_b", amount="20.00"), LineCopy("in_b", 0))
    uses = [a_use(payer="memo_cn_a", amount="20.00")]
    world.wants(owning(an_invoice(), copies, uses=uses), owning(an_invoice("in_b"), others))
    assert (cause, "memo_cn_a") in world.problems()
    assert {id_: states(world.journal)[id_] for id_ in ("memo_cn_a", "memo_cn_a>in_a", "memo_cn_b")} == {
        "memo_cn_a": "refused",
        "memo_cn_a>in_a": "intended",
        "memo_cn_b": "accepted",
    }


def test_an_invoice_that_cannot_be_read_now_makes_its_memos_wait(world: World) -> None:
    class Hiding(Erp):
        def read(self, refs: Sequence[Ref]) -> tuple[Record | None, ...]:
            if self.hidden > 0:
                self.hidden -= 1
                raise Busy("NetSuite is busy")
            return super().read(refs)

        hidden = 2

    world.erp = Hiding()
    world.wants(owning(an_invoice(), copying(a_memo(amount="20.00"), LineCopy("in_a", 0))))
    assert (states(world.journal)["memo_cn_a"], world.problems()) == ("accepted", [])


# Trouble

QUIET = "no trouble"
STORY = (
    (an_invoice(), an_invoice("in_b"), REFUNDED),
    (CREDITED, owning(a_charge(amount="50.00"), uses=[a_use(payee="in_b")])),
    (an_invoice(), owning(a_charge(amount="50.00"), uses=[a_use(amount="10.00")])),
)
"""Invoices, a payment and its refund; the refund is gone and the money moves; the credit note is voided."""


def told(number: int = 0, trouble: NetSuiteError | str = QUIET) -> tuple[Mapping[str, str], str, int]:
    """The story with trouble at one of its requests: its books, its intents, and how many requests it took."""
    world = a_world()
    world.erp.trouble = [*[QUIET] * number, trouble]
    for act in STORY:
        world.wants(*act)
    assert world.problems() == []
    end = world.books(), in_words(world.journal), len(world.erp.requests)
    world.journal.close()
    return end


def test_trouble_at_any_request_ends_in_the_same_books() -> None:
    """At each request one kind of trouble in turn; `FAULTS=all` takes every kind."""
    books, intents, requests = told()
    assert books == {"ch_a": "50.00 40.00", "in_a": "30.00 20.00", "in_b": "30.00 30.00"}
    kinds = (LOST, BUSY, Unreachable("gone"))
    ends = {
        (number, str(trouble)): told(number, trouble)[:2]
        for number in range(requests)
        for place, trouble in enumerate(kinds)
        if os.environ.get("FAULTS") == "all" or number % len(kinds) == place
    }
    assert {where: end for where, end in ends.items() if end != (books, intents)} == {}
