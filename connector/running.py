"""One run of a connection: what a changed setting or mapping may mend is read again, and remembered as seen to."""

from __future__ import annotations

from collections.abc import Iterable
from threading import Event as StopSignal

from connector.assembly import Assembled
from connector.brake import Brake
from connector.collection import Progress
from connector.refetching import unfinished
from connector.runs import Roots, Run, run

GAP = "EVENT_GAP"


def run_once(
    assembled: Assembled,
    watch: Progress | None,
    stop: StopSignal | None = None,
    *,
    trigger: str = "cli",
    also: Iterable[Roots] = (),
    brakes: Iterable[Brake] = (),
    creates_max: int | None = None,
    only: Iterable[Roots] | None = None,
) -> Run:
    """One run; `also` are roots to be read afresh besides what changed, `only` those to be read instead of it.

    Raises what the clients raise.

    `creates_max` takes the place of delivery.max_creates.

    Where Stripe keeps no events any more of the time since the last run, everything was listed again; then what can
    still change is read afresh too, however old it is (ST-207).
    """
    journal, stop = assembled.journal, stop or StopSignal()
    read_to = journal.collected_to()
    parts = assembled.ready_to_run(*brakes, creates_max=creates_max)
    if only is not None:
        return run(parts, trigger=trigger, stop=stop, only=only)
    done = run(parts, trigger=trigger, stop=stop, progress=watch, read_again=assembled.rules_changed, also=also)
    assembled.remember_rules()
    if done.events_lost:
        journal.troubles.met(GAP, {"since": f"{read_to:%Y-%m-%d}" if read_to else "an unknown day"})
    if done.events_lost and done.whole:
        run(parts, trigger="event gap", stop=stop, progress=watch, also=unfinished(assembled))
    if done.whole:
        journal.troubles.over({GAP})
    return done
