"""Makes a journal of a long history out of a short one: everything that was delivered is there again and again."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from connector.journal import Journal

ROWS_AT_ONCE = 50_000

OLD_FACTS = "UPDATE netsuite_cache SET at = '2020-01-01 00:00:00.000000'"
"""What was asked of NetSuite counts as forgotten, so that a run with nothing to do is as dear as it can be."""

COPIES = "WITH RECURSIVE copy(n) AS (SELECT :first UNION ALL SELECT n + 1 FROM copy WHERE n < :last) "

STATEMENTS = (
    "INSERT INTO root (id, connection, kind, stripe_id, digest, state, reason, blocked_by, read_at, run_id) {copies}"
    "SELECT id + n * :stride, connection, kind, stripe_id || '_' || n, digest, state, reason, blocked_by, read_at, "
    "run_id FROM copy, root WHERE root.id <= :stride",
    "INSERT INTO reference (root_id, stripe_id, connection) {copies}"
    "SELECT root_id + n * :stride, stripe_id || '_' || n, connection FROM copy, reference WHERE root_id <= :stride",
    "INSERT INTO intent (id, connection, kind, external_id, sent_as, root_id, wanted, content, digest, sent_content, "
    "sent_digest, payer, payee, state, since, internal_id, open_needs, attempts, checked_at) {copies}"
    "SELECT id + n * :stride, connection, kind, external_id || '_' || n, sent_as || '_' || n, root_id + n * :stride, "
    "wanted, replace(content, external_id, external_id || '_' || n), digest, sent_content, sent_digest, "
    "payer || '_' || n, payee || '_' || n, state, since, internal_id + n * :stride, open_needs, attempts, checked_at "
    "FROM copy, intent WHERE intent.id <= :stride",
    "INSERT INTO need (intent_id, external_id, connection) {copies}"
    "SELECT intent_id + n * :stride, external_id || '_' || n, connection FROM copy, need WHERE intent_id <= :stride",
    "INSERT INTO attempt (connection, intent_id, run_id, lease, at, purpose, outcome) {copies}"
    "SELECT connection, intent_id + n * :stride, run_id, lease, at, purpose, outcome "
    "FROM copy, attempt WHERE intent_id <= :stride",
)
"""Each table after those that it refers to. `stride` is more than any number that was given before."""


@dataclass(frozen=True, kw_only=True)
class Grown:
    """How large a journal has become."""

    text: str


def grow(journal: Journal, intents: int) -> Grown:
    """Bring a journal in which all is delivered to this many intents, with all that belongs to them."""
    with journal.database.writing() as db:
        stride, there = db.exec_driver_sql("SELECT max(id), count(*) FROM intent").one()
        copies, step = max(0, -(-(intents - there) // there)), max(1, ROWS_AT_ONCE // there)
    for first in range(1, copies + 1, step):
        with journal.database.writing() as db:
            _copy(db, stride=stride, first=first, last=min(first + step - 1, copies))
    with journal.database.writing() as db:
        db.exec_driver_sql(OLD_FACTS)
        counts = {table: _rows(db, table) for table in ("intent", "root", "reference", "need", "attempt")}
    return Grown(text=", ".join(f"{rows:,} {table}s" for table, rows in counts.items()))


def _copy(db: Connection, *, stride: int, first: int, last: int) -> None:
    for statement in STATEMENTS:
        db.exec_driver_sql(statement.format(copies=COPIES), {"stride": stride, "first": first, "last": last})


def _rows(db: Connection, table: str) -> int:
    return int(db.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one())  # noqa: S608  # names of our own
