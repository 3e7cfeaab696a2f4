"""Commands around running unattended: the write cap, who runs, when it runs next, and a real daemon that is stopped."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from faults.processes import CALL, ended

from scenarios.company import Company

STOP_SECONDS_MAX = 10.0


def test_a_sync_stops_at_the_cap_and_goes_on_when_told_to(small_company: Company) -> None:
    small_company.configure(more="    delivery: { lanes: 1, batch_records: 2 }\n")
    stopped = small_company.sync("--max-creates", "4")
    assert stopped.code == 5, stopped.said
    assert "SYS-901 Stopped at 4 records made in one run" in stopped.out
    assert small_company.sync().code == 5, "it asks"
    went_on = small_company.sync("--continue")
    assert went_on.code == 0, went_on.said
    assert len(small_company.records("invoice")) == 3


def test_a_file_named_pause_is_named_where_it_holds(small_company: Company) -> None:
    pause = small_company.folder / "PAUSE"
    pause.touch()
    held = small_company.sync()
    assert (held.code, f"while the file {pause} is there" in held.err) == (5, True)
    assert small_company.records("invoice") == []


def test_runs_are_listed_and_each_says_what_it_did(small_company: Company) -> None:
    synced = small_company.sync("--json").json
    assert (synced["trigger"], synced["outcome"], synced["kinds"]["invoice"]) == ("cli", "done", {"created": 3})
    small_company.knows(STRIPE__API_KEY="rk_test_wrong")
    assert small_company.sync().code == 4
    assert "! ST-204 Stripe refuses our key: " in small_company.run("status").out
    small_company.knows()
    small_company.sync()
    assert small_company.run("status", "--json").json["troubles"] == []
    told = small_company.run("runs", "--json").json
    assert [one["run"] for one in told] == [2, 1], "the one that could not begin is none"
    assert told[1]["window"]["from"] is None
    assert told[0]["window"]["from"] == told[1]["window"]["to"]
    assert small_company.run("runs", "--failed", "--json").json == []
    shown = small_company.run("show-run", "1").out
    assert "Run 1 done after " in shown
    assert "Invoice           created 3" in shown
    assert small_company.run("show-run", "9").code == 2


def test_it_says_when_each_task_starts_next(small_company: Company) -> None:
    told = small_company.run("daemon", "next", "200", "--json")
    assert told.code == 0, told.said
    assert {one["task"] for one in told.json} == {"sync", "refetch", "reconcile"}
    assert [one["at"] for one in told.json] == sorted(one["at"] for one in told.json)
    assert "sync" in small_company.run("daemon", "next").out


def test_nobody_is_asked_where_no_daemon_runs(small_company: Company) -> None:
    small_company.sync()
    asked = small_company.run("run-now")
    assert (asked.code, "No daemon runs for this connection." in asked.out) == (4, True)
    assert small_company.run("unlock").out == "Nobody holds the lock.\n"
    assert small_company.run("unlock", "--force").code == 2


def test_a_real_daemon_syncs_at_once_answers_and_ends_within_seconds(small_company: Company, tmp_path: Path) -> None:
    arguments = [sys.executable, "-c", CALL, "daemon", "--webhooks", "127.0.0.1:0", "--config"]
    began = subprocess.Popen(
        [*arguments, str(small_company.config)],
        cwd=tmp_path,
        env=dict(os.environ),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    while len(small_company.records("customerPayment")) < 3:
        assert began.poll() is None, ended(began)[1]
        time.sleep(0.1)
    locked = small_company.sync()
    assert locked.code == 2
    assert "Another run of connection main is under way: connector daemon, process" in locked.err
    assert small_company.run("run-now").code == 0
    unlocked = small_company.run("unlock", "--json")
    assert unlocked.json["runner"]["process"] == began.pid
    began.send_signal(signal.SIGTERM)
    at = time.monotonic()
    code, said = ended(began)
    assert (code, time.monotonic() - at < STOP_SECONDS_MAX) == (0, True), said
    assert '"event": "daemon ended"' in said
    assert small_company.sync().code == 0
