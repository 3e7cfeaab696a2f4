"""Opening a database: new, old, too new, and every way in which it can be out of reach, each with its sentence."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from decimal import Decimal
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, NullPool, create_engine
from sqlalchemy.dialects import postgresql
from sqlalchemy.exc import IntegrityError
from sqlalchemy.schema import CreateIndex, CreateTable

from connector.journal import DatabaseUnavailable, Journal, JournalHeld, Narrowed, SchemaTooNew, dialect, open_journal
from connector.journal.content import record_text
from connector.journal.database import VERSION_TABLE, migrations
from connector.journal.schema import metadata
from journal.hands import Hands, SetClock
from journal.wanted import a_charge, an_invoice


def test_a_database_that_was_upgraded_step_by_step_is_as_the_code_describes_it(tmp_path: Path) -> None:
    with closing(_at_revision("head", tmp_path / "upgraded.db")) as db:
        context = MigrationContext.configure(db, opts={"version_table": VERSION_TABLE, "compare_server_default": True})
        assert compare_metadata(context, metadata) == []


def test_an_upgraded_database_has_the_indexes_and_guards_of_a_new_one(tmp_path: Path, journal: Journal) -> None:
    """The comparison above does not look at the limits of indexes, nor at triggers."""
    with closing(_at_revision("head", tmp_path / "upgraded.db")) as upgraded, journal.database.reading() as new:
        assert _definitions(upgraded) == _definitions(new)


def _definitions(db: Connection) -> dict[str, str]:
    asked = "SELECT name, sql FROM sqlite_master WHERE type IN ('index', 'trigger') AND sql IS NOT NULL"
    return {name: " ".join(text.split()) for name, text in db.exec_driver_sql(asked)}


def test_what_was_remembered_is_there_when_it_is_opened_again(url: str, clock: SetClock) -> None:
    first = open_journal(url, "main", clock)
    first.intend([an_invoice()], "after page 1", first.start_run("test"))
    first.close()
    second = open_journal(url, "main", clock)
    assert (second.cursor(), second.status().counts[0].kind) == ("after page 1", "customer")
    second.close()


def test_an_older_database_is_upgraded(url: str, clock: SetClock, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "journal.db")) as before:
        before.execute(f"CREATE TABLE {VERSION_TABLE} (version_num VARCHAR(32) NOT NULL)")
    opened = open_journal(url, "main", clock)
    assert opened.cursor() is None
    opened.close()


def test_records_that_stand_can_be_searched_by_what_they_are_worth(url: str, clock: SetClock, tmp_path: Path) -> None:
    (wanted,) = (each.record for each in an_invoice(amount="12.50").records)
    _at_revision("0012", tmp_path / "journal.db").close()
    with closing(sqlite3.connect(tmp_path / "journal.db")) as before:
        before.execute(
            "INSERT INTO intent (id, connection, kind, external_id, sent_as, wanted, content, digest, state, since, "
            "open_needs, attempts) VALUES (7, 'main', 'invoice', 'in_a', 'in_a', 1, ?, 'd', 'intended', ?, 0, 0)",
            (record_text(wanted), "2026-02-01"),
        )
        before.commit()
    opened = open_journal(url, "main", clock)
    assert [each.id for each in opened.desk.entries(Narrowed(least=Decimal("12.50")))] == ["in_a"]
    assert list(opened.desk.entries(Narrowed(least=Decimal("12.51")))) == []
    opened.close()


def test_a_journal_of_the_first_version_keeps_its_roots_and_all_that_refers_to_them(
    url: str, clock: SetClock, tmp_path: Path
) -> None:
    """Rule I-5: roots that may be blocked; the words of a skip stay."""
    _at_revision("0001", tmp_path / "journal.db").close()
    with closing(sqlite3.connect(tmp_path / "journal.db")) as before:
        before.execute("INSERT INTO run VALUES (1, 'main', 'test', '2026-02-01', NULL, NULL)")
        for number, state, words in ((1, "wanted", None), (2, "skipped", "draft")):
            row = (number, "main", "invoice", f"in_{number}", "d", state, words, "2026-02-01", 1)
            before.execute("INSERT INTO root VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
        before.execute("INSERT INTO reference VALUES (2, 'cus_a', 'main')")
        before.commit()
    opened = open_journal(url, "main", clock)
    assert opened.status().skipped == {"draft": 1}
    assert [root.id for root in opened.find("cus_a").roots] == ["in_2"]
    with pytest.raises(IntegrityError), opened.database.writing() as db:
        db.exec_driver_sql("DELETE FROM root WHERE stripe_id = 'in_2'")
    opened.close()


def _at_revision(revision: str, file: Path) -> Connection:
    """A database as a version of then left it."""
    db = create_engine(f"sqlite:///{file}", poolclass=NullPool).connect()
    config = migrations()
    config.attributes["connection"] = db
    command.upgrade(config, revision)
    db.commit()
    return db


def test_an_upgrade_that_would_leave_a_row_referring_to_nothing_is_undone(url: str, clock: SetClock) -> None:
    opened = open_journal(url, "main", clock)
    with (
        pytest.raises(DatabaseUnavailable, match="a row of reference refers to nothing in root"),
        opened.database.upgrading() as db,
    ):
        db.exec_driver_sql("INSERT INTO reference VALUES (7, 'cus_a', 'main')")
    assert opened.find("cus_a").roots == ()
    opened.close()


def test_a_newer_database_is_refused_and_left_alone(url: str, clock: SetClock, tmp_path: Path) -> None:
    open_journal(url, "main", clock).close()
    with closing(sqlite3.connect(tmp_path / "journal.db")) as later:
        later.execute("UPDATE journal_version SET version_num = '9999'")
        later.commit()
    with pytest.raises(SchemaTooNew, match="was written by a newer version of the connector; install that version"):
        open_journal(url, "main", clock)


def test_a_migration_that_fails_leaves_nothing(url: str, clock: SetClock, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "journal.db")) as foreign:
        foreign.execute("CREATE TABLE issue (theirs TEXT)")
    with pytest.raises(DatabaseUnavailable, match="has tables that are not ours"):
        open_journal(url, "main", clock)
    with closing(sqlite3.connect(tmp_path / "journal.db")) as foreign:
        assert foreign.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall() == [("issue",)]


def _a_folder(path: Path) -> str:
    return f"sqlite:///{path}"


def _nowhere(path: Path) -> str:
    return f"sqlite:///{path / 'missing' / 'journal.db'}"


def _no_database(path: Path) -> str:
    (path / "notes.db").write_text("not a database at all " * 200)
    return f"sqlite:///{path / 'notes.db'}"


def _read_only(path: Path) -> str:
    open_journal(f"sqlite:///{path / 'old.db'}", "main", SetClock()).close()
    return f"sqlite:///file:{path / 'old.db'}?mode=ro&uri=true"


def _of_a_kind_unheard_of(_path: Path) -> str:
    return "marble://mia:hunter2@db.example.com/books"


def _without_driver(_path: Path) -> str:
    return "oracle+oracledb://mia:hunter2@db.example.com/books"


def _no_address(_path: Path) -> str:
    return "connector.db hunter2"


UNAVAILABLE = {
    "a folder": (_a_folder, "cannot be opened"),
    "a folder that is not there": (_nowhere, "cannot be opened"),
    "a file that is no database": (_no_database, "is damaged or is no journal"),
    "a kind that nobody knows": (_of_a_kind_unheard_of, "no driver is installed"),
    "a kind without driver": (_without_driver, "no driver is installed"),
    "no address at all": (_no_address, "has an address that cannot be understood"),
}


@pytest.mark.parametrize(("address", "sentence"), UNAVAILABLE.values(), ids=UNAVAILABLE)
def test_a_database_out_of_reach_is_one_sentence_without_its_password(
    tmp_path: Path,
    clock: SetClock,
    address,  # type: ignore[no-untyped-def]
    sentence: str,
) -> None:
    with pytest.raises(DatabaseUnavailable, match=sentence) as caught:
        open_journal(address(tmp_path), "main", clock)
    text = str(caught.value)
    assert text.startswith("The database ")
    assert text.endswith(".")
    assert "hunter2" not in text


def test_a_database_that_becomes_read_only_says_so(tmp_path: Path, clock: SetClock) -> None:
    journal = open_journal(_read_only(tmp_path), "main", clock)
    with pytest.raises(DatabaseUnavailable, match="is read-only"):
        journal.remember("key", "value")
    journal.close()


def test_a_database_that_stays_locked_says_so(
    url: str, clock: SetClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dialect, "_PRAGMAS", ("PRAGMA busy_timeout = 10",))
    journal = open_journal(url, "main", clock)
    with closing(sqlite3.connect(tmp_path / "journal.db")) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(DatabaseUnavailable, match="stayed locked by somebody else"):
            journal.remember("key", "value")
    journal.remember("key", "value")
    journal.close()


def test_a_sqlite_that_is_too_old_says_so(url: str, clock: SetClock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dialect, "SQLITE_OLDEST", (99, 0, 0))
    with pytest.raises(DatabaseUnavailable, match=r"needs SQLite 3\.35 or newer"):
        open_journal(url, "main", clock)


def test_a_full_disk_says_so_and_the_page_is_taken_in_again_later(url: str, clock: SetClock) -> None:
    journal = open_journal(url, "main", clock)
    run = journal.start_run("test")
    page = [an_invoice(f"in_{number}", memo="x" * 4000) for number in range(200)]
    with journal.database.engine.connect() as driver:
        driver.exec_driver_sql("PRAGMA max_page_count = 200")
    with pytest.raises(DatabaseUnavailable, match="is full"):
        journal.intend(page, "after page 1", run)
    assert (journal.cursor(), journal.claim(100, 60.0)) == (None, None)
    journal.close()
    journal = open_journal(url, "main", clock)
    assert journal.intend(page, "after page 1", run).new == 202
    journal.close()


def test_a_database_damaged_while_it_is_used_says_so(url: str, clock: SetClock, tmp_path: Path) -> None:
    journal = open_journal(url, "main", clock)
    journal.intend([an_invoice(f"in_{number}") for number in range(300)], None, journal.start_run("test"))
    journal.close()
    file = tmp_path / "journal.db"
    whole = file.read_bytes()
    file.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))
    with pytest.raises(DatabaseUnavailable, match="is damaged"):
        open_journal(url, "main", clock).status()


def test_one_run_at_a_time_holds_a_connection(url: str, journal: Journal, clock: SetClock) -> None:
    other = open_journal(url, "main", clock)
    with journal.held(), pytest.raises(JournalHeld, match="Another run of connection main"), other.held():
        pass
    with other.held():
        pass
    other.close()


def test_whoever_holds_the_connection_frees_what_a_killed_run_had_in_hand(
    journal: Journal, hands: Hands, clock: SetClock
) -> None:
    journal.intend([an_invoice()], None, hands.run)
    hands.claim()
    with journal.held():
        assert journal.claim(100, 60.0) is None
        clock.pass_seconds(2)
        assert hands.claim().purpose == "look up"


def test_a_copy_can_be_worked_on_and_changes_nothing(journal: Journal, hands: Hands, tmp_path: Path) -> None:
    journal.intend([an_invoice(), a_charge()], None, hands.run)
    before = journal.status()
    with journal.copied(tmp_path) as copy:
        Hands(copy, hands.clock).deliver()
        assert copy.status() != before
    assert journal.status() == before


def test_rows_of_the_audit_cannot_be_changed_or_deleted(journal: Journal, hands: Hands) -> None:
    journal.intend([an_invoice()], None, hands.run)
    hands.deliver()
    for statement in ("UPDATE audit SET who = 'nobody'", "DELETE FROM audit"):
        with pytest.raises(IntegrityError, match="audit is insert only"), journal.database.writing() as db:
            db.exec_driver_sql(statement)


TAMPERING = {
    "a changed name": "UPDATE audit SET who = 'nobody' WHERE number = 2",
    "a changed time": "UPDATE audit SET at = '2020-01-01 00:00:00.000000' WHERE number = 2",
    "another mapping": "UPDATE audit SET mapping_version = 7 WHERE number = 2",
    "a row taken out": "DELETE FROM audit WHERE number = 2",
    "a row forged with its own hash": "UPDATE audit SET subject = '{}', hash = upper(hash) WHERE number = 2",
}


@pytest.mark.parametrize("statement", TAMPERING.values(), ids=TAMPERING)
def test_tampering_with_the_audit_names_the_first_broken_row(
    url: str, clock: SetClock, tmp_path: Path, statement: str
) -> None:
    journal = open_journal(url, "main", clock)
    hands = Hands(journal, clock)
    journal.intend([an_invoice(), a_charge()], None, hands.run)
    hands.deliver()
    assert journal.verify_audit() is None
    with closing(sqlite3.connect(tmp_path / "journal.db")) as intruder:
        for trigger in ("audit_no_update", "audit_no_delete"):
            intruder.execute(f"DROP TRIGGER {trigger}")
        intruder.execute(statement)
        intruder.commit()
    assert journal.verify_audit() == 2
    journal.close()


IMPOSSIBLE = {
    "the same external id twice": "UPDATE intent SET external_id = 'in_a'",
    "accepted without internal id": "UPDATE intent SET state = 'accepted' WHERE external_id = 'in_a'",
    "sent without a lease": "UPDATE intent SET state = 'sent'",
    "a state that nobody knows": "UPDATE intent SET state = 'lost'",
    "fewer needs than none": "UPDATE intent SET open_needs = -1",
    "a lease without end": "UPDATE intent SET lease = 'x'",
    "an owner that is not there": "UPDATE intent SET root_id = 99",
    "a skipped root without reason": "UPDATE root SET state = 'skipped'",
}


@pytest.mark.parametrize("statement", IMPOSSIBLE.values(), ids=IMPOSSIBLE)
def test_what_must_never_be_is_refused_by_the_database_itself(journal: Journal, hands: Hands, statement: str) -> None:
    journal.intend([an_invoice()], None, hands.run)
    with pytest.raises(IntegrityError), journal.database.writing() as db:
        db.exec_driver_sql(statement)


def test_every_table_and_index_can_be_said_to_postgresql() -> None:
    for table in metadata.sorted_tables:
        assert "CREATE TABLE" in str(CreateTable(table).compile(dialect=postgresql.dialect()))
        for index in table.indexes:
            assert "CREATE" in str(CreateIndex(index).compile(dialect=postgresql.dialect()))
