"""The loop of the daemon: one task after the other when it is due, until it is told to stop."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Event as StopSignal
from typing import Protocol

import structlog

from connector.ports import Clock, RememberedFacts
from connector.runs import AnyStop, wait_until
from connector.scheduling import Timetable, missed, next_after
from connector.scheduling.occurrences import CatchUp

log = structlog.get_logger()

REST_SECONDS = 0.5
"""How long it sleeps before it looks again whether it should stop, or somebody wants a run."""

PASSING = timedelta(seconds=10)
"""How long it waits when its memory, the journal, cannot be used."""


class Wanted(Protocol):
    """Says whether a run is wanted before its time."""

    def ripe(self) -> str | None:
        """What begins a run now; None: nothing."""
        ...


@dataclass(frozen=True, kw_only=True)
class Task:
    """Something that the daemon does in its own rhythm. `work` gets what began it and when to stop.

    `at_first` says whether a task that never ran is due at once.
    """

    name: str
    table: Timetable
    work: Callable[[str, StopSignal], None]
    at_first: bool = False


@dataclass(kw_only=True)
class _Line:
    """A task with the times that it still has to see to."""

    task: Task
    due: list[datetime] = field(default_factory=list)


class Loop:
    """Does tasks one at a time, so that none runs beside itself. Stop it anywhere; what was missed is made up for.

    The first task is the one that is done when somebody wants a run. `between` is told of every turn; errors that are
    `passing` end none.
    """

    def __init__(
        self,
        tasks: Sequence[Task],
        *,
        memory: RememberedFacts,
        wanted: Wanted,
        clock: Clock,
        stop: StopSignal,
        catch_up: CatchUp = "latest",
        max_runtime: timedelta = timedelta(minutes=20),
        between: Callable[[], None] = lambda: None,
        passing: tuple[type[Exception], ...] = (),
    ) -> None:
        self._lines = [_Line(task=task) for task in tasks]
        self._memory, self._wanted, self._clock, self._stop = memory, wanted, clock, stop
        self._catch_up, self._max_runtime, self._between = catch_up, max_runtime, between
        self._passing = passing
        self._seen = clock.now()

    def run(self) -> None:
        """Do what is due until the stop is set."""
        while not self._stop.is_set():
            self._between()
            if not self._stop.is_set() and not self._took_turn():
                self._clock.sleep(REST_SECONDS)

    def _took_turn(self) -> bool:
        """Do something, if anything is due. Where the memory fails for a while, it looks again a little later."""
        try:
            return self._turn()
        except self._passing as error:
            log.warning("memory unavailable", message=str(error))
            wait_until(self._clock.now() + PASSING, self._clock, self._stop)
            return True

    def _turn(self) -> bool:
        """Do what is most overdue or wanted; False: nothing is."""
        for line in self._lines:
            line.due = line.due or self._first_times(line.task)
        self._keep_up_with_clock()
        trigger = self._wanted.ripe()
        if trigger is not None:
            self._do(self._lines[0], trigger)
            return True
        line = min(self._lines, key=lambda line: line.due[0])
        if line.due[0] > self._clock.now():
            return False
        self._do(line, "schedule")
        return True

    def _do(self, line: _Line, trigger: str) -> None:
        """One task to its end; times of its own that pass meanwhile are left out (overlap: skip)."""
        began = self._clock.now()
        limit = began + self._max_runtime
        stop = AnyStop(self._stop.is_set, lambda: self._clock.now() >= limit)
        log.info("task began", task=line.task.name, trigger=trigger)
        line.task.work(trigger, stop)
        now = self._clock.now()
        self._memory.remember(_key(line.task), now.isoformat())
        waiting = [time for time in line.due[1:] if time <= began] if trigger == "schedule" else []
        line.due = waiting or [next_after(line.task.table, now)]
        log.info("task ended", task=line.task.name, seconds=round((now - began).total_seconds(), 3))

    def _keep_up_with_clock(self) -> None:
        """When it was set back, what was due by the clock before would be long in coming."""
        now = self._clock.now()
        if now < self._seen:
            for line in self._lines:
                line.due = [time for time in line.due if time <= now] or [next_after(line.task.table, now)]
        self._seen = now

    def _first_times(self, task: Task) -> list[datetime]:
        now, remembered = self._clock.now(), self._memory.remembered(_key(task))
        if remembered is None:
            return [now if task.at_first else next_after(task.table, now)]
        last = datetime.fromisoformat(remembered[0])
        return missed(task.table, last, now, self._catch_up) or [next_after(task.table, now)]


def next_times(tasks: Sequence[Timetable], now: datetime, count: int) -> list[tuple[datetime, str]]:
    """The next times of all tasks together, in order."""
    found = []
    for table in tasks:
        moment = now
        for _ in range(count):
            moment = next_after(table, moment)
            found.append((moment, table.name))
    return sorted(found)[:count]


def _key(task: Task) -> str:
    return f"daemon: {task.name}"
