"""The daemon as a whole, in process, on a clock moved by hand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import Event as StopSignal

import pytest
from faults.world import NETSUITE, STRIPE

from connector.journal import JournalHeld
from daemon.site import Site

FIRST = ["in_demo0001", "in_demo0002", "in_demo0003"]


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    site = Site(tmp_path)
    yield site
    site.world.close()


def test_it_takes_in_what_is_there_and_what_comes_later(site: Site) -> None:
    site.runs_for(20, {5: site.bills_again})
    assert site.invoices() == [*FIRST, "in_demo0004"]
    assert site.runs() == ["schedule done", "schedule done"]


def test_nobody_else_runs_meanwhile_and_is_told_who_does(site: Site) -> None:
    said: list[str] = []

    def another() -> None:
        with pytest.raises(JournalHeld) as held:
            site.world.sync()
        said.append(str(held.value))

    site.runs_for(6, {5: another})
    assert "connector daemon, process " in said[0]
    assert said[0].endswith("for 5 m.")
    site.world.sync()


def test_a_person_asks_for_a_run_at_once(site: Site) -> None:
    def ask() -> None:
        site.bills_again()
        site.world.journal.remember("daemon: run now", "mia")

    site.runs_for(6, {5: ask})
    assert site.runs() == ["run-now done", "schedule done"]
    assert "in_demo0004" in site.invoices()


def test_a_file_beside_the_settings_holds_what_is_sent_and_nothing_else(site: Site) -> None:
    pause = site.folder / "PAUSE"
    pause.touch()
    site.runs_for(16)
    assert (site.invoices(), site.runs()) == ([], ["schedule paused", "schedule paused"])
    pause.unlink()
    site.runs_for(16)
    assert site.invoices() == FIRST


def test_in_quiet_hours_it_collects_and_sends_afterwards(tmp_path: Path) -> None:
    site = Site(tmp_path, quiet='["09:00-09:20"]')
    site.runs_for(16)
    assert (site.invoices(), site.runs()[0]) == ([], "schedule paused")
    site.runs_for(31)
    assert site.invoices() == FIRST
    site.world.close()


def test_a_run_creates_so_many_records_and_asks_before_it_goes_on(tmp_path: Path) -> None:
    site = Site(tmp_path, max_creates="5")
    site.runs_for(46)
    created = sum(run.counts["created"] for run in site.world.journal.status().runs)
    assert 5 <= created < 5 + 4, "what was in hand was finished"
    paused = site.world.journal.pauses.open()
    assert paused is not None
    assert (paused.code, paused.values) == ("WRITE_CAP", {"made": str(created)})
    for _ in range(4):
        site.world.journal.pauses.end(who="mia", via="cli")
        site.runs_for(16)
    assert site.invoices() == FIRST
    site.world.close()


def test_started_again_it_asks_the_account_only_for_what_may_have_changed(site: Site) -> None:
    """A refusal may come of what the account was thought to have; so may what stands, now and then."""
    site.world.script(NETSUITE, kind="refuse", code="INVALID_KEY_OR_REF", external_id="in_demo0002", nth=1, times=99)
    site.runs_for(1)
    assert [issue.code for issue in site.world.journal.issues()] == ["INVALID_FIELD_VALUE"]

    def questions(after_minutes: int) -> int:
        """What a daemon asks that is started so much later and has a run at once."""
        site.world.clock.sleep(60 * after_minutes)
        before = len(site.world.books("requests")["requests"])
        site.runs_for(1, {0.5: lambda: site.world.journal.remember("daemon: run now", "mia")})
        assert site.runs()[0] == "run-now done"
        return len(site.world.books("requests")["requests"]) - before

    facts = 5
    assert questions(1) == facts, "what was refused was met after NetSuite was asked"
    assert [questions(1), questions(1), questions(1)] == [0, 0, 0]
    assert questions(12) == facts, "somebody may have mended it"


TROUBLES = {
    "a revoked Stripe key": (STRIPE, {"kind": "login"}, "STRIPE_KEY_REFUSED"),
    "a revoked NetSuite token": (NETSUITE, {"kind": "login"}, "LOGIN_REFUSED"),
}


@pytest.mark.parametrize(("where", "fault", "code"), TROUBLES.values(), ids=TROUBLES)
def test_a_refused_key_is_one_trouble_and_over_by_itself(
    site: Site, where: str, fault: dict[str, object], code: str
) -> None:
    site.world.script(where, **fault, times=1000)
    site.runs_for(46)
    (trouble,) = site.world.journal.troubles.standing()
    assert (trouble.code, trouble.times) == (code, 4)
    assert list(site.world.journal.issues()) == []
    service = site.service(StopSignal())
    assert service.checks()["credentials"] != "ok"
    service.journal.close()
    site.mends()
    site.runs_for(61)
    assert (site.world.journal.troubles.standing(), site.invoices()) == ((), FIRST)
