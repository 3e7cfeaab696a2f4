"""What is played to take each measure: a bulk run, a lone invoice, a paced delivery, and runs on a long history."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Event as StopSignal

from benchmarks.billing import Billing
from benchmarks.long_history import grow
from benchmarks.machine import yardstick_ms
from benchmarks.mapping import ENTRIES, applied
from benchmarks.measured_command import MeasuredCommand
from benchmarks.measures import Figures
from benchmarks.sampling import sampled
from benchmarks.stage import Pace, Stage, staged
from connector.assembly import Assembled
from connector.collection import Collection
from connector.runs import Run, run
from connector.translation.translate import translate
from stripe_client.objects import Changes, Family, Read

PACE = Pace(latency_ms=40, per_record_ms=10, concurrency=5)
SMALL_DELIVERY_INVOICES = 20
MAPPED_INVOICES = 100
CHILD_SECONDS_MAX = 600


@dataclass(frozen=True, kw_only=True)
class Plan:
    """How much is played, and where it is told about: `say` takes a line for people."""

    folder: Path
    invoices: int
    journal_rows: int
    repeats: int
    say: Callable[[str], None]


@dataclass(frozen=True, kw_only=True)
class Scene:
    """A play, and the measures that come of it."""

    measures: tuple[str, ...]
    play: Callable[[Plan], Figures]


def bulk(plan: Plan) -> Figures:
    """A first run takes in all invoices; then one more is billed and paid. NetSuite answers as fast as it can."""
    figures: dict[str, float] = {}
    for number in range(plan.repeats):
        billing = _billed(plan.invoices)
        with staged(plan.folder / f"bulk-{number}", billing.book()) as stage:
            taken = {**_bulk_figures(plan, stage), **_lone_figures(plan, stage, billing)}
        figures = {name: min(figure, figures.get(name, figure)) for name, figure in taken.items()}
    return figures


def _bulk_figures(plan: Plan, stage: Stage) -> Figures:
    before = yardstick_ms()
    began = time.process_time()
    assembled = stage.assembled()
    done = _synced(assembled)
    cpu_seconds = time.process_time() - began
    after = yardstick_ms()
    _check(done, expected=2 * plan.invoices)
    traffic = stage.netsuite_traffic()
    plan.say(
        f"bulk: {plan.invoices} paid invoices, {dict(traffic['counts'])} to NetSuite, {stage.stripe_requests()} to "
        f"Stripe, {cpu_seconds * 1000 / plan.invoices:.2f} ms CPU each, while the yardstick took {before:.0f} and "
        f"{after:.0f} ms"
    )
    return {
        "requests_per_paid_invoice": stage.netsuite_requests() / plan.invoices,
        "stripe_requests_per_paid_invoice": stage.stripe_requests() / plan.invoices,
        "cpu_ms_per_paid_invoice": cpu_seconds * 1000 / plan.invoices,
    }


def _lone_figures(plan: Plan, stage: Stage, billing: Billing) -> Figures:
    place, before = billing.place(), stage.netsuite_requests()
    billing.bill_known(1)
    stage.bill(billing.since(place))
    _check(_synced(stage.assembled()), expected=2)
    asked = stage.netsuite_requests() - before
    operations = [entry["operation"] for entry in stage.netsuite_traffic()["requests"][-asked:]]
    plan.say(f"lone paid invoice: {', '.join(operations)}")
    return {"requests_lone_invoice": asked}


def paced(plan: Plan) -> Figures:
    """What was collected before is delivered to an account that answers in NetSuite's time."""
    with staged(plan.folder / "paced", _billed(plan.invoices).book(), pace=PACE, lanes=PACE.concurrency) as stage:
        assembled = stage.assembled()
        _collect(assembled)
        assembled.erp.concurrency_limit()  # the WSDL is read once in the life of a process
        before, began = stage.netsuite_traffic()["records"], time.monotonic()
        done = _synced(assembled, source=_NothingNew())
        seconds = time.monotonic() - began
        _check(done, expected=2 * plan.invoices)
        traffic = stage.netsuite_traffic()
    records = sum(traffic["records"].values()) - sum(before.values())
    limit = PACE.concurrency * 1000 / PACE.per_record_ms
    plan.say(
        f"paced: {records} records written and read in {seconds:.1f} s, {records / seconds:.0f} of {limit:.0f} a "
        f"second, in {done.counts['requests']} requests; {traffic['requests'][-1]['operation']} was the last"
    )
    return {"share_of_limit": 100 * records / seconds / limit}


def mapped(plan: Plan) -> Figures:
    """A file of many entries is applied to the records of some invoices and payments, all of whose keys are set."""
    with staged(plan.folder / "mapped", _billed(min(plan.invoices, MAPPED_INVOICES)).book()) as stage:
        assembled = stage.assembled()
        families = [family for page in assembled.parts.source.changes(None) for family in page.families]
        pairs = [(translate(each, assembled.parts.rules, {}), each) for each in families if isinstance(each, Family)]
    records, seconds = applied(plan.folder, pairs)
    plan.say(f"mapping: {ENTRIES} entries on {records} records in {seconds * 1000:.0f} ms CPU")
    return {"mapping_ms_per_record": seconds * 1000 / records}


def history(plan: Plan) -> Figures:
    """Runs of `connector sync` on a journal of a long history: one with nothing to do, one with a small delivery."""
    billing = _billed(SMALL_DELIVERY_INVOICES)
    with staged(plan.folder / "history", billing.book()) as stage:
        assembled = stage.assembled()
        _check(_synced(assembled), expected=2 * SMALL_DELIVERY_INVOICES)
        grown = grow(assembled.journal, plan.journal_rows)
        assembled.journal.close()
        plan.say(f"journal: {grown.text}")
        before = stage.netsuite_requests() + stage.stripe_requests()
        idle = _measured(stage)
        idle_requests = stage.netsuite_requests() + stage.stripe_requests() - before
        place = billing.place()
        billing.bill_known(SMALL_DELIVERY_INVOICES)
        stage.bill(billing.since(place))
        delivery = _measured(stage)
    for name, child in {"idle run": idle, "small delivery": delivery}.items():
        plan.say(f"{name}: {child.peak_mb:.0f} MB, {child.seconds:.1f} s; {child.summary}")
    return {"peak_mb": max(idle.peak_mb, delivery.peak_mb), "idle_requests": idle_requests}


def profile(plan: Plan) -> str:
    """Where the processor time of a bulk run with one lane goes, as text."""
    with staged(plan.folder / "profile", _billed(plan.invoices).book(), lanes=1) as stage:
        assembled = stage.assembled()
        with sampled() as collecting:
            _collect(assembled)
        with sampled() as delivering:
            _synced(assembled, source=_NothingNew())
    parts = {"collect, translate, map, intend": collecting, "claim, bind, send, settle, check": delivering}
    return "\n\n".join(
        f"{name}: {samples.taken * 1000 / plan.invoices:.2f} ms each, sampling included\n{samples.text()}"
        for name, samples in parts.items()
    )


SCENES: tuple[Scene, ...] = (
    Scene(
        measures=(
            "requests_per_paid_invoice",
            "requests_lone_invoice",
            "stripe_requests_per_paid_invoice",
            "cpu_ms_per_paid_invoice",
        ),
        play=bulk,
    ),
    Scene(measures=("share_of_limit",), play=paced),
    Scene(measures=("mapping_ms_per_record",), play=mapped),
    Scene(measures=("peak_mb", "idle_requests"), play=history),
)


def _billed(invoices: int) -> Billing:
    billing = Billing()
    billing.bill(invoices)
    return billing


def _synced(assembled: Assembled, source: _NothingNew | None = None) -> Run:
    parts = assembled.ready_to_run()
    parts = parts if source is None else replace(parts, source=source)
    done = run(parts, trigger="benchmark", stop=StopSignal())
    assembled.remember_rules()
    return done


class _NothingNew:
    """A Stripe where nothing happened."""

    def changes(self, cursor: str | None) -> Iterator[Changes]:
        """No pages."""
        return iter(())

    def families(self, roots: object) -> Iterator[Read]:
        """No families."""
        return iter(())

    def families_with_kin(self, roots: object) -> Iterator[Read]:
        """No families."""
        return iter(())


def _collect(assembled: Assembled) -> None:
    parts, journal = assembled.parts, assembled.journal
    number = journal.start_run("benchmark")
    collection = Collection(source=parts.source, journal=journal, rules=parts.rules, mapper=parts.mapper, run_id=number)
    for _ in collection.collect():
        pass
    journal.finish_run(number, {})


def _check(done: Run, *, expected: int) -> None:
    """A run that left anything out would measure nothing."""
    counts = done.counts
    if counts["checked"] != expected or counts["refused"] or counts["problems"]:
        raise RuntimeError(f"{expected} checked transactions were expected, and nothing refused: {counts}")


@dataclass(frozen=True, kw_only=True)
class _Child:
    peak_mb: float
    seconds: float
    summary: str


def _measured(stage: Stage) -> _Child:
    """One `connector sync` in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.measured_command", "sync", "--json"]
    began = time.monotonic()
    child = subprocess.run(
        [*command, "--config", str(stage.settings_file)],
        env={**os.environ, **stage.environment},
        capture_output=True,
        text=True,
        timeout=CHILD_SECONDS_MAX,
        check=False,
    )
    try:
        measured = MeasuredCommand.from_text(child.stderr.splitlines()[-1])
        counts = json.loads(child.stdout)
    except (ValueError, IndexError):
        raise RuntimeError(f"the measured command failed: {child.stdout[-500:]} {child.stderr[-2000:]}") from None
    return _Child(peak_mb=measured.peak_bytes / 1e6, seconds=time.monotonic() - began, summary=json.dumps(counts)[:200])
