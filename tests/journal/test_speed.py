"""The journal stays fast as it grows: every statement finds its rows by an index, and a page costs the same."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import Index, event

from connector.journal import Journal, open_journal
from connector.journal.schema import metadata
from connector.lifecycle import Event
from journal.hands import LEASE, Hands, SetClock, operations, settlements
from journal.wanted import a_charge, an_invoice, skipped
from stripe_client.objects import Root, RootKind

ROWS = 200_000
PAGE = 200
INTEND_SECONDS_MAX = 0.120
CLAIM_SECONDS_MAX = 0.030
SETTLE_SECONDS_MAX = 0.030
"""Processor time, twice what is aimed at, for slow machines."""

LARGE = frozenset(
    {"intent", "refused", "root", "need", "reference", "attempt", "issue", "owned", "other", "payer", "application"}
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


def _limited(index: Index) -> bool:
    return index.dialect_options["sqlite"]["where"] is not None


PARTIAL = {index.name for table in metadata.tables.values() for index in table.indexes if _limited(index)}


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
        journal.roots_to_read_again(frozenset({"cus_a"}))
        journal.roots_in_attention()
        journal.retry(who="mia")
        journal.next_try()
    assert plans == {}


def test_no_statement_of_show_reads_a_whole_table(journal: Journal, hands: Hands, plans: dict[str, str]) -> None:
    journal.intend([an_invoice(), a_charge()], "cursor", hands.run)
    hands.deliver(refuse=["ch_a"])
    for sought in ("in_a", "cus_a", "1003", "invoice:1003"):
        for root in journal.find(sought).roots:
            journal.family(root)
    list(journal.issues())
    assert plans == {}


def test_a_page_and_a_batch_cost_the_same_in_a_grown_journal(url: str, clock: SetClock) -> None:
    journal = open_journal(url, "main", clock)
    hands = Hands(journal, clock)
    _grow(journal, hands.run)
    pages = [
        [
            an_invoice(f"in_{page}_{number}", customer=f"cus_{page}_{number}", items=["price_a", "price_b", "price_c"])
            for number in range(PAGE)
        ]
        for page in range(3)
    ]
    took = {
        "intend": min(_seconds(lambda page=page: journal.intend(page, "cursor", hands.run)) for page in pages),  # type: ignore[misc]
        "again": min(_seconds(lambda page=page: journal.intend(page, "cursor", hands.run)) for page in pages),  # type: ignore[misc]
    }
    claims, settles = [], []
    for _ in range(5):
        began = time.process_time()
        batch = hands.claim()
        claims.append(time.process_time() - began)
        journal.note_sent(batch, operations(batch))
        outcomes = settlements(batch, {}, Event.ACCEPT)
        settles.append(_seconds(lambda batch=batch, outcomes=outcomes: journal.settle(batch, outcomes, hands.run)))  # type: ignore[misc]
        assert len(batch.records) == 100
    journal.close()
    took |= {"claim": min(claims), "settle": min(settles)}
    assert took["intend"] < INTEND_SECONDS_MAX, took
    assert took["again"] < took["intend"], took
    assert took["claim"] < CLAIM_SECONDS_MAX, took
    assert took["settle"] < SETTLE_SECONDS_MAX, took


def _seconds(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def _grow(journal: Journal, run: int) -> None:
    """Paid invoices as a long history leaves them: accepted, checked, with their needs."""
    numbers = f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {ROWS // 4}) "  # noqa: S608
    at = "2026-01-01 00:00:00.000000"
    columns = (
        "connection, kind, external_id, sent_as, root_id, wanted, content, digest, sent_digest, payer, payee, state, "
        "since, internal_id, open_needs, attempts, checked_at"
    )
    with journal.database.writing() as db:
        for kind in ("invoice", "charge"):
            db.exec_driver_sql(
                f"{numbers} INSERT INTO root (connection, kind, stripe_id, digest, state, read_at, run_id) "  # noqa: S608
                f"SELECT 'main', '{kind}', '{kind[:2]}_old' || i, 'd' || i, 'wanted', '{at}', {run} FROM n"
            )
        for kind, name, root, payer, payee in (
            ("customer", "'cus_old' || i", "NULL", "NULL", "NULL"),
            ("invoice", "'in_old' || i", "i", "NULL", "NULL"),
            ("customer_payment", "'ch_old' || i", f"i + {ROWS // 4}", "NULL", "NULL"),
            ("application", "'ch_old' || i || '>in_old' || i", f"i + {ROWS // 4}", "'ch_old' || i", "'in_old' || i"),
        ):
            db.exec_driver_sql(
                f"{numbers} INSERT INTO intent ({columns}) SELECT 'main', '{kind}', {name}, {name}, {root}, 1, '{{}}', "  # noqa: S608
                f"'d' || i, 'd' || i, {payer}, {payee}, 'accepted', '{at}', i, 0, 0, '{at}' FROM n"
            )
        db.exec_driver_sql(
            "INSERT INTO need (intent_id, external_id, connection) "
            "SELECT id, 'cus_old' || internal_id, 'main' FROM intent WHERE kind IN ('invoice', 'customer_payment')"
        )
    with journal.database.reading() as db:
        assert db.exec_driver_sql("SELECT count(*) FROM intent").scalar() == ROWS
