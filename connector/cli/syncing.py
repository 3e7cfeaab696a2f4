"""`connector sync`: take in what changed at Stripe and bring NetSuite up to date."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Annotated

import typer
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from connector.assembly import Assembled, assemble, open_connection_journal
from connector.backfilling import KINDS
from connector.cli.asked_for import roots_named, roots_of_stretch, stretch
from connector.cli.dry_run import dry_run as show_dry_run
from connector.cli.failures import UsageError
from connector.cli.options import As, Config, Connection, Demo, Json, day_of, settings_of, user
from connector.cli.printing import out, print_json, talk
from connector.cli.summary import exit_of, summary_json, summary_text
from connector.collection import Progress as Watch
from connector.journal.pauses import CAPPED
from connector.ports import Intended
from connector.running import run_once
from connector.runs import Roots, Run
from connector.troubles import noted
from stripe_client.objects import Changes


def sync(
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be sent; write nothing.")] = False,
    max_creates: Annotated[
        int | None, typer.Option("--max-creates", help="Stop after so many new records.", metavar="N", min=1)
    ] = None,
    go_on: Annotated[
        bool, typer.Option("--continue", help="Go on after a run that stopped at as many records as it may create.")
    ] = False,
    kind: Annotated[
        list[str] | None, typer.Option("--kind", help=f"Read only these: {', '.join(KINDS)}.", metavar="KIND")
    ] = None,
    first: Annotated[
        str | None, typer.Option("--from", help="Read only what was created from this day on.", metavar="DATE")
    ] = None,
    last: Annotated[
        str | None, typer.Option("--to", help="Read only what was created up to this day.", metavar="DATE")
    ] = None,
    ids: Annotated[
        list[str] | None, typer.Option("--ids", help="Read only these, separated by commas.", metavar="ID,…")
    ] = None,
    as_: As = None,
    config: Config = None,
    demo: Demo = None,
    connection: Connection = None,
    as_json: Json = False,
) -> int:
    """Take in what changed at Stripe and bring NetSuite's books up to date. Safe to stop and repeat.

    What is asked for by kind, day or id is read afresh, and nothing else; the next run goes on where the last one was.

    Example: connector sync --ids in_1Q8,ch_3Nx
    """
    with settings_of(config, demo) as settings:
        with noted(open_connection_journal(settings, connection)):
            assembled = assemble(settings, connection)
            for warning in assembled.warnings:
                talk.print(f"! {warning}")
            if dry_run and (kind or first or last or ids):
                raise UsageError("--dry-run looks at everything; leave out --kind, --from, --to and --ids.")
            only = _asked_for(assembled, kind, first, last, ids)
            if dry_run:
                with watched() as watch:
                    return show_dry_run(assembled, watch, as_json=as_json)
            if go_on:
                assembled.journal.pauses.end(who=user(as_), via="cli", codes=(CAPPED,))
            with assembled.journal.held(f"connector sync by {user(as_)}"), watched() as watch:
                done = run_once(assembled, watch, creates_max=max_creates, only=only)
        return report(assembled, done, as_json=as_json)


def _asked_for(
    assembled: Assembled, kinds: list[str] | None, first: str | None, last: str | None, ids: list[str] | None
) -> Iterable[Roots] | None:
    """The roots that are to be read; None: whatever changed."""
    if ids and (kinds or first or last):
        raise UsageError("Say either --ids or --kind, --from and --to.")
    if ids:
        named = [one.strip() for part in ids for one in part.split(",") if one.strip()]
        return [roots_named(assembled, named)]
    if kinds or first or last:
        begins = day_of(first) if first else assembled.connection.start_date
        return roots_of_stretch(assembled, stretch(assembled.connection, begins, last, kinds))
    return None


def report(assembled: Assembled, done: Run, *, as_json: bool) -> int:
    """Say what a run did; gives the exit code."""
    status = assembled.journal.status()
    if assembled.pause_file is not None and assembled.pause_file.exists():
        talk.print(f"! Nothing is sent while the file {assembled.pause_file} is there.")
    if as_json:
        print_json(summary_json(assembled, done, status))
    else:
        out.print(summary_text(assembled, done, status))
    return exit_of(done, status)


@contextmanager
def watched() -> Iterator[Watch]:
    """Progress on standard error; only where a person watches."""
    if not talk.is_terminal:
        yield lambda _changes, _intended: None
        return
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=talk, transient=True) as progress:
        task = progress.add_task("reading Stripe", total=None)
        seen = 0

        def watch(changes: Changes, intended: Intended) -> None:
            nonlocal seen
            seen += intended.roots
            progress.update(task, description=f"{changes.stream}: {seen} read")

        yield watch
