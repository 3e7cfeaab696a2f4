"""`connector backfill`: read a stretch of Stripe's history again, by date, and send what that brings."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from threading import Event as StopSignal
from typing import Annotated

import typer

from connector.assembly import Assembled, assemble, stripe_of
from connector.backfilling import KINDS, Filling, Plan, plan
from connector.cli.asked_for import stretch
from connector.cli.failures import Exit, UsageError
from connector.cli.options import As, Config, Connection, Demo, Json, Yes, day_of, settings_of, user
from connector.cli.printing import out, print_json, talk
from connector.cli.summary import exit_of, summary_json, summary_text
from connector.cli.syncing import watched
from connector.clock import SystemClock
from connector.collection import Collection
from connector.journal import JournalHeld
from connector.journal.backfills import Backfill
from connector.running import run_once
from connector.runs import Run
from connector.settings import Connection as ConnectionSettings
from connector.translation.text import amount_text
from connector.translation.values import stripe_amount
from connector.troubles import noted


def backfill(
    *,
    first: Annotated[str | None, typer.Option("--from", help="The first day.", metavar="DATE")] = None,
    last: Annotated[str | None, typer.Option("--to", help="The last day; without it: today.", metavar="DATE")] = None,
    kind: Annotated[
        list[str] | None, typer.Option("--kind", help=f"Only these: {', '.join(KINDS)}.", metavar="KIND")
    ] = None,
    limit: Annotated[int | None, typer.Option("--limit", help="Read so many objects at most.", min=1)] = None,
    rate: Annotated[int | None, typer.Option("--rate", help="Requests to Stripe in a second, at most.", min=1)] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be read.")] = False,
    resume: Annotated[int | None, typer.Option("--resume", help="Go on with the one of this number.")] = None,
    yes: Yes = False,
    as_: As = None,
    config: Config = None,
    demo: Demo = None,
    connection: Connection = None,
    as_json: Json = False,
) -> int:
    """Read again everything that was created from one day to another. What is known stays; nothing is made twice.

    Example: connector backfill --from 2026-01-01 --to 2026-03-31 --dry-run
    """
    with settings_of(config, demo) as settings:
        chosen = _at_rate(settings.connection(connection), rate)
        source = stripe_of(chosen, SystemClock())
        assembled = assemble(settings, connection, source=source)
        journal = assembled.journal
        wanted = _resumed(assembled, resume) if resume else _wanted(chosen, first, last, kind, limit)
        planned = plan(source, wanted, assembled.parts.calendar.rules.is_closed)
        if not as_json or dry_run:
            _say_plan(planned, wanted, chosen, as_json=as_json)
        if dry_run:
            return Exit.DONE
        _confirm(yes=yes)
        if not resume:
            wanted = journal.backfills.begin(wanted.begins, wanted.ends, wanted.kinds, limit, who=user(as_))
        with noted(journal):
            return _fill(assembled, wanted, as_json=as_json)


def _at_rate(connection: ConnectionSettings, rate: int | None) -> ConnectionSettings:
    """The connection, asking Stripe no oftener than that."""
    sync = connection.sync.model_copy(update={"requests_per_second": rate} if rate else {})
    slower = connection.model_copy(update={"sync": sync})
    slower._name = connection.name
    return slower


def _resumed(assembled: Assembled, number: int) -> Backfill:
    found = assembled.journal.backfills.find(number)
    if found is None:
        raise UsageError(f"There is no backfill {number} of this connection.")
    if found.finished_at is not None:
        raise UsageError(f"Backfill {number} is finished: it read {found.read} objects.")
    return found


def _wanted(
    connection: ConnectionSettings, first: str | None, last: str | None, kinds: list[str] | None, limit: int | None
) -> Backfill:
    if first is None:
        raise UsageError("Say from which day on: connector backfill --from 2026-01-01.")
    asked = stretch(connection, day_of(first), last, kinds)
    begins, ends, chosen = asked.begins, asked.ends, asked.kinds
    return Backfill(id=0, begins=begins, ends=ends, kinds=chosen, left=limit, place=None, read=0, finished_at=None)


def _confirm(*, yes: bool) -> None:
    """A person says yes; where there is none, the option does."""
    if yes:
        return
    if not sys.stdin.isatty():
        raise UsageError("Nothing was read. Say --yes to do this without being asked.")
    if not typer.confirm("Read all of this again?"):
        raise UsageError("Nothing was read.")


def _fill(assembled: Assembled, wanted: Backfill, *, as_json: bool) -> int:
    """Read first; then send, unless a daemon runs, which does that by itself."""
    stop, filled = StopSignal(), Run(id=assembled.journal.start_run(f"backfill {wanted.id}"))
    try:
        reached = _read(assembled, wanted, filled, stop)
    except KeyboardInterrupt:
        talk.print(f"Stopped. Go on with: connector backfill --resume {wanted.id}")
        return Exit.PARTIAL
    finally:
        assembled.journal.finish_run(filled.id, filled.counts, outcome="done", whole=False)
    talk.print(
        f"Backfill {wanted.id}: {reached.read} objects read, new {filled.counts['new']}, "
        f"changed {filled.counts['changed']}, problems {filled.counts['problems']}."
    )
    try:
        with assembled.journal.held("connector backfill"), watched() as watch:
            done = run_once(assembled, watch, trigger=f"backfill {wanted.id}")
    except JournalHeld as held:
        talk.print(f"{held} It sends what was read.")
        return Exit.DONE
    status = assembled.journal.status()
    if as_json:
        print_json({"backfill": reached, "read": filled.counts, **summary_json(assembled, done, status)})
    else:
        out.print(summary_text(assembled, done, status))
    return exit_of(done, status)


def _read(assembled: Assembled, wanted: Backfill, filled: Run, stop: StopSignal) -> Backfill:
    parts = assembled.ready_to_run()
    collection = Collection(
        source=parts.source, journal=parts.journal, rules=parts.rules, mapper=parts.mapper, run_id=filled.id
    )
    filling = Filling(
        lists=assembled.source,
        collection=collection,
        backfills=assembled.journal.backfills,
        stop=stop,
        progress=lambda now: talk.print(f"{now.read} read, going on with {now.kinds[0]}" if now.kinds else "all read"),
    )
    return filling.fill(wanted, filled)


def _say_plan(planned: Plan, wanted: Backfill, connection: ConnectionSettings, *, as_json: bool) -> None:
    seconds = planned.requests / connection.sync.requests_per_second
    if as_json:
        amounts = [
            {"kind": kind, "currency": currency.upper(), "amount": stripe_amount(amount, currency)}
            for (kind, currency), amount in sorted(planned.amounts.items())
        ]
        print_json(
            {
                "from": wanted.begins,
                "to": wanted.ends,
                "objects": planned.objects,
                "amounts": amounts,
                "in_closed_periods": planned.closed,
                "requests": planned.requests,
                "seconds": round(seconds),
            }
        )
        return
    talk.print("\n".join(_plan_lines(planned, wanted, seconds)))


def _plan_lines(planned: Plan, wanted: Backfill, seconds: float) -> Iterator[str]:
    yield f"Created from {wanted.begins:%Y-%m-%d %H:%M} to {wanted.ends:%Y-%m-%d %H:%M} UTC:"
    for kind, number in planned.objects.items():
        sums = ", ".join(
            f"{currency.upper()} {amount_text(stripe_amount(amount, currency))}"
            for (of, currency), amount in sorted(planned.amounts.items())
            if of == kind
        )
        yield f"  {number:>6}  {kind.replace('_', ' ')}s  {sums}"
    if not planned.objects:
        yield "  nothing"
    yield f"{planned.closed} of them were created in accounting periods that are closed."
    yield f"About {planned.requests} requests to Stripe, {max(1, round(seconds))} s."
