"""The loop of the daemon: what is done when, with a clock moved by hand."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from threading import Event as StopSignal

import pytest
from in_process import HandClock

from connector.daemon import Loop, Task
from connector.scheduling import Cron, Every, Timetable

NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)
QUARTER = Every(timedelta(minutes=15))


@dataclass
class Memory:
    """Remembers as the journal does."""

    clock: HandClock
    kept: dict[str, tuple[str, datetime]] = field(default_factory=dict)

    def remembered(self, key: str) -> tuple[str, datetime] | None:
        return self.kept.get(key)

    def remember(self, key: str, value: str) -> None:
        self.kept[key] = (value, self.clock.now())


@dataclass
class Daemon:
    """Its tasks write down what they did; the test ends it at a moment."""

    clock: HandClock = field(default_factory=lambda: HandClock(NOON))
    done: list[str] = field(default_factory=list)
    takes: timedelta = timedelta(0)
    wants: list[datetime] = field(default_factory=list)
    catch_up: str = "latest"
    stopped_at: list[datetime] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.memory = Memory(self.clock)

    def until(self, end: datetime, max_runtime: timedelta = timedelta(minutes=20)) -> list[str]:
        """What it did since it was started, until then."""
        self.done.clear()
        stop = StopSignal()
        tasks = [
            self._task("sync", QUARTER, at_first=True),
            self._task("refetch", Cron.parse("30 14 * * *")),
        ]
        Loop(
            tasks,
            memory=self.memory,
            wanted=self,
            clock=self.clock,
            stop=stop,
            catch_up=self.catch_up,  # type: ignore[arg-type]
            max_runtime=max_runtime,
            between=lambda: stop.set() if self.clock.now() >= end else None,
        ).run()
        return self.done

    def ripe(self) -> str | None:
        return "webhook" if self.wants and self.wants[0] <= self.clock.now() else None

    def _task(self, name: str, rhythm: Every | Cron, *, at_first: bool = False) -> Task:
        def work(trigger: str, stop: StopSignal) -> None:
            if trigger == "webhook":
                self.wants.pop(0)
            self.done.append(f"{self.clock.now():%H:%M} {name}" + ("" if trigger == "schedule" else f" {trigger}"))
            end = self.clock.now() + self.takes
            while self.clock.now() < end and not stop.is_set():
                self.clock.sleep(1)
            if stop.is_set():
                self.stopped_at.append(self.clock.now())

        return Task(name=name, table=Timetable(name=name, rhythm=rhythm, zone=UTC), work=work, at_first=at_first)


@pytest.fixture
def daemon() -> Daemon:
    return Daemon()


def test_it_syncs_at_once_and_then_in_its_rhythm_and_does_other_tasks_in_theirs(daemon: Daemon) -> None:
    assert daemon.until(NOON + timedelta(minutes=31)) == ["12:00 sync", "12:15 sync", "12:30 sync"]
    daemon.clock.sleep(29 * 60)
    done = daemon.until(NOON + timedelta(hours=2, minutes=46))
    assert done[-4:] == ["14:15 sync", "14:30 sync", "14:30 refetch", "14:45 sync"]


def test_what_falls_due_while_a_task_runs_is_left_out(daemon: Daemon) -> None:
    daemon.takes = timedelta(minutes=16)
    assert daemon.until(NOON + timedelta(minutes=61)) == ["12:00 sync", "12:30 sync", "13:00 sync"]


@pytest.mark.parametrize(("catch_up", "made_up"), [("latest", 1), ("all", 8)])
def test_what_was_missed_is_made_up_for_after_a_stop(daemon: Daemon, catch_up: str, made_up: int) -> None:
    daemon.catch_up = catch_up
    daemon.until(NOON + timedelta(minutes=1))
    daemon.clock.sleep(2 * 3600)
    assert daemon.until(NOON + timedelta(hours=2, minutes=2)) == ["14:01 sync"] * made_up


def test_a_nightly_task_that_was_missed_runs_when_it_is_back(daemon: Daemon) -> None:
    daemon.until(NOON + timedelta(hours=2, minutes=31))
    daemon.clock.sleep(3 * 86_400)
    assert sorted(daemon.until(daemon.clock.now() + timedelta(minutes=1))) == ["14:31 refetch", "14:31 sync"]


def test_a_webhook_begins_a_run_before_its_time_and_the_rhythm_stays(daemon: Daemon) -> None:
    daemon.wants = [NOON + timedelta(minutes=5)]
    done = daemon.until(NOON + timedelta(minutes=16))
    assert done == ["12:00 sync", "12:05 sync webhook", "12:15 sync"]


def test_a_run_that_takes_too_long_is_stopped_and_the_next_one_goes_on(daemon: Daemon) -> None:
    daemon.takes = timedelta(hours=5)
    assert daemon.until(NOON + timedelta(minutes=31), timedelta(minutes=10)) == [
        "12:00 sync",
        "12:15 sync",
        "12:30 sync",
    ]
    assert daemon.stopped_at == [NOON + timedelta(minutes=minutes) for minutes in (10, 25, 40)]


def test_it_stops_before_the_next_task(daemon: Daemon) -> None:
    assert daemon.until(NOON) == []
