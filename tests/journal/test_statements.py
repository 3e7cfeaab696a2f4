"""The journal stays fast as it grows: every statement finds its rows by an index, and a page takes few of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event

from connector.journal import Journal, dialect
from connector.journal.schema import metadata
from connector.lifecycle import Event
from connector.ports import Purpose
from connector.translation.wanted import Translation
from journal.hands import LEASE, Hands, SetClock, operations, settlements
from journal.wanted import a_charge, a_memo, a_refund, a_use, an_invoice, skipped
from stripe_client.objects import Root, RootKind

STATEMENTS_MAX = 60
"""For two readings of a page and a batch from claim to settlement."""

LARGE = frozenset(
    {"intent", "refused", "root", "need", "reference", "attempt", "issue", "owned", "other", "payer", "application"}
    | {"leaving", "use", "changed", "lowered", "later"}
)
"""Tables that grow, and the names under which statements look at them again. Of the audit only the last row is read."""


@pytest.fixture
def plans(journal: Journal) -> Iterator[dict[str, str]]:
    """How the database finds the rows of each statement that ran: the steps that read a whole table or index."""
    scans: dict[str, str] = {}

    def explain(_connection: Any, cursor: Any, statement: str, parameters: Any, _context: Any, many: bool) -> None:
        if not statement.startswith(("SELECT", "UPDATE", "DELETE")):
            return
        asked = cursor.connection.cursor()
        steps = asked.execute("EXPLAIN QUERY PLAN " + statement, parameters[0] if many else parameters).fetchall()
        whole = [text for *_, text in steps if _reads_all(text)]
        if whole:
            scans[statement] = "; ".join(whole)
        asked.close()

    event.listen(journal.database.engine, "before_cursor_execute", explain)
    yield scans
    event.remove(journal.database.engine, "before_cursor_execute", explain)


PARTIAL = {index.name for table in metadata.tables.values() for index in table.indexes if dialect.is_limited(index)}


def _reads_all(step: str) -> bool:
    """A scan, or a search that only finds the connection in an index that has all rows."""
    verb, table, *rest = step.split()
    by_connection_only = step.endswith("(connection=?)") and not PARTIAL.intersection(rest)
    return table in LARGE and (verb == "SCAN" or by_connection_only)


def test_no_statement_of_collection_or_delivery_reads_a_whole_table(
    journal: Journal, hands: Hands, clock: SetClock, plans: dict[str, str]
) -> None:
    page = [an_invoice(pins={"price_a": "price_a"}), a_charge(), skipped(Root(RootKind.INVOICE, "in_old"))]
    for charge in (a_charge(pays={"in_a": "20.00"}), a_charge(pays={}), a_charge()):
        journal.intend(page, "cursor", hands.run)
        journal.claim(100, LEASE)
        clock.pass_seconds(LEASE + 1)
        journal.claim(100, LEASE)
        clock.pass_seconds(3)
        hands.deliver(refuse=["in_a"])
        journal.retry(["in_a"], who="mia")
        hands.deliver()
        journal.intend([charge, an_invoice("in_b", memo="new")], "cursor", hands.run)
        hands.deliver()
        for amount in ("20.00", "10.00"):
            journal.intend([refunded(amount)], "cursor", hands.run)
            hands.deliver()
        journal.roots_to_read_again(frozenset({"cus_a"}))
        journal.roots_in_attention()
        journal.retry(who="mia")
        journal.next_try()
    assert plans == {}


def refunded(amount: str) -> Translation:
    """Another charge, so much of which was paid back."""
    uses = (a_use(payer="re_a", payee="memo_re_a", amount=amount),)
    return a_charge("ch_b", records=(a_memo("memo_re_a", amount=amount), a_refund()), applications=uses)


def test_no_statement_of_show_reads_a_whole_table(journal: Journal, hands: Hands, plans: dict[str, str]) -> None:
    journal.intend([an_invoice(), a_charge()], "cursor", hands.run)
    hands.deliver(refuse=["ch_a"])
    for sought in ("in_a", "cus_a", "1003", "invoice:1003"):
        for root in journal.find(sought).roots:
            journal.family(root)
    list(journal.issues())
    assert plans == {}


@pytest.mark.parametrize("invoices", [20, 200])
def test_a_page_and_a_batch_take_few_statements_whatever_their_size(
    journal: Journal, hands: Hands, invoices: int
) -> None:
    page = [an_invoice(f"in_{number}", customer=f"cus_{number}", items=["price_a"]) for number in range(invoices)]
    with _counting(journal) as statements:
        journal.intend(page, "cursor", hands.run)
        journal.intend(page, "cursor", hands.run)
        batch = hands.claim()
        journal.note_sent(batch, operations(batch))
        journal.settle(batch, settlements(batch, {}, Event.ACCEPT), hands.run)
    assert 0 < len(statements) < STATEMENTS_MAX, "\n".join(statements)


@contextmanager
def _counting(journal: Journal) -> Iterator[list[str]]:
    statements: list[str] = []

    def count(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        statements.append(statement)

    event.listen(journal.database.engine, "before_cursor_execute", count)
    yield statements
    event.remove(journal.database.engine, "before_cursor_execute", count)


def test_what_is_ready_is_asked_of_the_small_indexes_of_just_that(journal: Journal, hands: Hands) -> None:
    """Nearly all intents of a grown journal are accepted, and of a first one intended: by state they all are read."""
    journal.intend([an_invoice(), a_charge(pays={"in_a": "20.00"})], "cursor", hands.run)
    with _steps(journal) as steps:
        delivered = hands.deliver()
    assert delivered == ["add cus_a price_a", "add in_a", "add ch_a (ch_a>in_a)", "check in_a ch_a"]
    assert [step for step in steps if "ix_intent_state" in step or "ix_intent_internal_id (connection=?)" in step] == []
    assert {"ix_intent_ready_record", "ix_intent_ready_application", "ix_intent_leaving", "ix_intent_unchecked"} <= {
        word for step in steps for word in step.split()
    }


@contextmanager
def _steps(journal: Journal) -> Iterator[list[str]]:
    """How the database finds the rows of each question and change meanwhile."""
    steps: list[str] = []

    def explain(_connection: Any, cursor: Any, statement: str, parameters: Any, _context: Any, many: bool) -> None:
        if statement.startswith(("SELECT", "UPDATE")):
            asked = cursor.connection.cursor()
            plan = asked.execute("EXPLAIN QUERY PLAN " + statement, parameters[0] if many else parameters)
            steps.extend(str(row[-1]) for row in plan)
            asked.close()

    event.listen(journal.database.engine, "before_cursor_execute", explain)
    yield steps
    event.remove(journal.database.engine, "before_cursor_execute", explain)


def test_whether_there_is_work_is_asked_of_the_small_indexes_of_just_that_work(journal: Journal) -> None:
    """Nearly all intents of a grown journal are accepted: an index by state or internal id would read them all."""
    asked: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, _many: bool) -> None:
        asked.append((statement, parameters))

    event.listen(journal.database.engine, "before_cursor_execute", note)
    journal.claim(100, LEASE)
    event.remove(journal.database.engine, "before_cursor_execute", note)
    statement, parameters = next(each for each in asked if "look up withdrawal" in each[0])
    with journal.database.reading() as db:
        plan = [str(row[-1]) for row in db.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)]
    searches = [step for step in plan if step.startswith("SEARCH intent")]
    assert len(searches) == len(Purpose)
    assert "ix_intent_unchecked" in searches[-1]
    assert [step for step in searches if "internal_id" in step] == []
