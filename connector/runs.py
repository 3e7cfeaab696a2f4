"""One run: collect what changed, deliver what is ready, and say what was done."""

from __future__ import annotations

import gc
import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from threading import Event as StopSignal
from typing import Protocol

from connector.brake import Brake, NoBrake, WriteCap
from connector.collection import Collection, Mapper, Progress
from connector.crew import Crew
from connector.delivered import Delivered
from connector.delivery import TRIES_MAX, Lane
from connector.periods import PERIOD_CAUSES, PostingRules, Stopped
from connector.ports import (
    Clock,
    DeliveryJournal,
    Erp,
    HeldRecord,
    HoldJournal,
    Intended,
    IntentJournal,
    Source,
    WriteBackJournal,
)
from connector.posting_calendar import PostingCalendar
from connector.translation.rules import Rules
from connector.trying_again import BATCH_RECORDS_MAX
from connector.versions import TRIAL_RECORDS
from connector.write_back import Told, WriteBack
from stripe_client.objects import Root

PATIENCE = timedelta(seconds=90)
"""How long a run waits for what may be tried again soon; what takes longer is left to the next run."""

SPARE_LANES = 2
"""Lanes beyond those that may ask NetSuite at once: they prepare and settle while the others wait for it."""

REST_SECONDS_MAX = 1.0
"""How long a waiting run sleeps before it looks whether it should stop."""

OBJECTS_BETWEEN_COLLECTIONS = 50_000
"""New objects after which Python looks for garbage; by itself it does so after 700."""


class RunJournal(IntentJournal, DeliveryJournal, HoldJournal, WriteBackJournal, Protocol):
    """What a run needs of the journal besides its parts."""

    def start_run(self, trigger: str) -> int:
        """Begin a run; gives its number."""
        ...

    def finish_run(
        self, run_id: int, counts: dict[str, int], *, outcome: str, whole: bool, details: Mapping[str, object]
    ) -> None:
        """End a run with its counts; `whole`: it took in everything that Stripe told of before it began."""
        ...

    def next_try(self) -> datetime | None:
        """When the next intent that waits for time may be claimed."""
        ...

    def roots_to_reconsider(self) -> tuple[Root, ...]:
        """Roots with a problem, a refusal or a hold, and blocked ones."""
        ...


@dataclass(frozen=True, kw_only=True)
class Parts:
    """The chosen parts of a connection, ready to run. `write_back` is None where Stripe is told nothing (rule I-6)."""

    name: str
    source: Source
    erp: Erp
    journal: RunJournal
    rules: Rules
    mapper: Mapper
    clock: Clock
    lanes: int = 1
    batch_records: int = BATCH_RECORDS_MAX
    tries_max: int = TRIES_MAX
    calendar: PostingCalendar = field(default_factory=PostingCalendar)
    write_back: WriteBack | None = None
    brake: Brake = field(default_factory=NoBrake)
    cap: WriteCap | None = None
    circumstances: Mapping[str, object] = field(default_factory=dict)
    """What is remembered of a run besides what it did: the mapping, the rules, the time that it was about."""


_COLLECTED = ("roots", "new", "changed", "unchanged", "left_out", "skipped", "blocked", "problems")


@dataclass(kw_only=True)
class Run:
    """What one run did, and whether it was stopped before its end, or sent nothing more because that is paused."""

    id: int
    collected: list[Intended] = field(default_factory=list)
    delivered: list[Delivered] = field(default_factory=list)
    told: Told = field(default_factory=Told)
    stopped: bool = False
    paused: bool = False
    whole: bool = False
    """Whether everything was taken in that Stripe told of before it began."""
    events_lost: bool = False
    """Whether everything was listed again because Stripe keeps no events of that time any more (ST-207)."""

    @property
    def kinds(self) -> dict[str, dict[str, int]]:
        """What was done with records of each kind: created, updated, applied, withdrawn, refused."""
        kinds: dict[str, dict[str, int]] = {}
        for (kind, deed), number in sum((one.kinds for one in self.delivered), Counter()).items():
            kinds.setdefault(kind, {})[deed] = number
        return kinds

    @property
    def moved(self) -> list[dict[str, object]]:
        """What was posted in another period than its own: how many of a kind, and the day that they have there."""
        moved = sum((one.moved_to for one in self.delivered), Counter())
        return [{"kind": kind, "to": to.isoformat(), "number": number} for (kind, to), number in sorted(moved.items())]

    @property
    def outcome(self) -> str:
        """How it ended, if nothing was raised."""
        return "stopped" if self.stopped else "paused" if self.paused else "done"

    @property
    def counts(self) -> dict[str, int]:
        """Sums of everything that was collected and delivered."""
        sums = dict.fromkeys(_COLLECTED, 0)
        for intended in self.collected:
            for name in sums:
                sums[name] += getattr(intended, name)
        for name in ("requests", "created", "accepted", "refused", "unanswered", "linked", "checked", "moved", "held"):
            sums[name] = sum(getattr(delivered, name) for delivered in self.delivered)
        sums["written_back"] = self.told.written
        return sums


Roots = Mapping[Root, int | None]
"""Roots, with the POSIX second of their creation where it is known."""


def run(
    parts: Parts,
    *,
    trigger: str,
    stop: StopSignal,
    progress: Progress | None = None,
    read_again: bool = False,
    also: Iterable[Roots] = (),
    only: Iterable[Roots] | None = None,
) -> Run:
    """Collect and deliver until nothing is ready. Killed anywhere, the next run ends the same.

    `read_again` also reads afresh what is blocked or needs attention, because rules or mappings changed; `also` are
    further roots to be read afresh with what depends on them. `only` are the roots to read instead of what changed: the
    cursor stays where it is. Raises what the clients and the journal raise when they
    cannot go on; what was claimed is put back first.
    """
    this = Run(id=parts.journal.start_run(trigger))
    outcome = "failed"
    try:
        with _rare_garbage_collections():
            if only is None:
                _collect(parts, this, stop, progress, read_again=read_again, also=also)
            else:
                _read(_collection(parts, this), this, stop, only)
            _release(parts, this.id)
            _deliver(parts, this, stop)
            if parts.write_back is not None and not this.paused:
                this.told = parts.write_back.run(parts.journal, stop)
        this.stopped = stop.is_set()
        outcome = this.outcome
    finally:
        details = {**parts.circumstances, "kinds": this.kinds, "moved": this.moved}
        parts.journal.finish_run(this.id, this.counts, outcome=outcome, whole=this.whole, details=details)
    return this


@contextmanager
def _rare_garbage_collections() -> Iterator[None]:
    """A run makes many objects and next to no cycles among them: to look for those at Python's pace costs a tenth.

    What is there before, such as NetSuite's schema, is not looked through meanwhile.
    """
    before = gc.get_threshold()
    gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS, *before[1:])
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
        gc.set_threshold(*before)


def _collect(
    parts: Parts, this: Run, stop: StopSignal, progress: Progress | None, *, read_again: bool, also: Iterable[Roots]
) -> None:
    """Take in what changed, page by page; a stop ends it after the page in hand, whose cursor is stored with it."""
    collection = _collection(parts, this)
    for changes, intended in collection.collect():
        this.collected.append(intended)
        this.events_lost = this.events_lost or changes.events_lost
        if progress is not None:
            progress(changes, intended)
        if stop.is_set():
            return
    this.whole = True
    if read_again:
        this.collected.extend(collection.read_again(parts.journal.roots_to_reconsider()))
    _read(collection, this, stop, also)
    if not stop.is_set():
        collection.keep_recent()


def _collection(parts: Parts, this: Run) -> Collection:
    return Collection(
        source=parts.source, journal=parts.journal, rules=parts.rules, mapper=parts.mapper, run_id=this.id
    )


def _read(collection: Collection, this: Run, stop: StopSignal, named: Iterable[Roots]) -> None:
    """Read these roots afresh, page by page, until a stop."""
    for roots in named:
        for intended in collection.read_with_kin(roots):
            this.collected.append(intended)
            if stop.is_set():
                return


def _release(parts: Parts, run_id: int) -> None:
    """What waited for a period goes on when that is open (rule A-9), or by another policy."""
    held = parts.journal.on_hold(PERIOD_CAUSES)
    if free := [one.external_id for one in held if not _waits(one, parts.calendar.rules)]:
        parts.journal.release(free, run_id)


def _waits(held: HeldRecord, rules: PostingRules) -> bool:
    posting = rules.posting(held.record)
    return isinstance(posting, Stopped) and posting.waits


def _deliver(parts: Parts, this: Run, stop: StopSignal) -> None:
    """Run the lanes until nothing is ready now nor soon, or until sending is paused."""
    while not (stop.is_set() or parts.brake.holds()):
        careful, left = parts.brake.watches, _creates_left(parts, this)
        this.delivered.extend(_run_lanes(_carefully(parts) if careful else parts, this.id, stop, left))
        if parts.cap is not None and _creates_left(parts, this) <= 0:
            parts.cap.reached(this.counts["created"])
            this.paused = True
            return
        if careful and not parts.brake.watches:
            continue
        ready_at = parts.journal.next_try()
        if ready_at is None or ready_at - parts.clock.now() > PATIENCE:
            parts.brake.conclude()
            break
        wait_until(ready_at, parts.clock, stop)
    this.paused = parts.brake.holds()


def _creates_left(parts: Parts, this: Run) -> float:
    """How many records it may still create."""
    return math.inf if parts.cap is None else parts.cap.creates_max - sum(one.created for one in this.delivered)


def _carefully(parts: Parts) -> Parts:
    """As little at once as a mapping on trial is judged by."""
    return replace(parts, lanes=1, batch_records=min(parts.batch_records, TRIAL_RECORDS))


def _run_lanes(parts: Parts, run_id: int, stop: StopSignal, creates_left: float) -> Sequence[Delivered]:
    """Lanes side by side, each a thread; when one cannot go on, or is to, none goes on."""
    threads_max = parts.lanes + (SPARE_LANES if parts.lanes > 1 else 0)
    lanes: list[Lane] = []
    capped = _capped(lanes, creates_left)
    halt, crew = AnyStop(stop.is_set, _braked(parts.brake), capped), Crew(requests=parts.lanes)
    lanes += [
        Lane(
            journal=parts.journal,
            erp=parts.erp,
            clock=parts.clock,
            run_id=run_id,
            stop=halt,
            batch_records=parts.batch_records,
            lanes=parts.lanes,
            tries_max=parts.tries_max,
            crew=crew,
            calendar=parts.calendar,
        )
        for _ in range(threads_max)
    ]
    with ThreadPoolExecutor(max_workers=threads_max, thread_name_prefix="lane") as threads:
        futures = [threads.submit(_run_lane, lane, halt) for lane in lanes]
        try:
            return [future.result() for future in futures]
        except BaseException:  # an interrupted run waits for the requests in hand, and for no others
            halt.set()
            raise


def _capped(lanes: Sequence[Lane], creates_left: float) -> Callable[[], bool]:
    """Whether these lanes together created as many as they may."""
    return lambda: sum(lane.delivered.created for lane in lanes) >= creates_left


def _run_lane(lane: Lane, halt: StopSignal) -> Delivered:
    try:
        return lane.run()
    except BaseException:
        halt.set()
        raise


def _braked(brake: Brake) -> Callable[[], bool]:
    """Whether lanes must end: sending is paused, or what they were careful for is judged."""
    was_watching = brake.watches
    return lambda: brake.holds() or brake.watches is not was_watching


class AnyStop(StopSignal):
    """A stop of its own, or of whatever else may end a work."""

    def __init__(self, *others: Callable[[], bool]) -> None:
        super().__init__()
        self._others = others

    def is_set(self) -> bool:
        """Whether any of them says so."""
        return super().is_set() or any(other() for other in self._others)


def wait_until(moment: datetime, clock: Clock, stop: StopSignal) -> None:
    """Sleep until a moment, or until the stop is set."""
    while not stop.is_set() and (seconds := (moment - clock.now()).total_seconds()) > 0:
        clock.sleep(min(seconds, REST_SECONDS_MAX))
