"""`connector sync`: take in what changed at Stripe and bring NetSuite up to date."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from connector.assembly import Assembled, assemble, open_connection_journal
from connector.cli.dry_run import dry_run as show_dry_run
from connector.cli.failures import Exit
from connector.cli.options import As, Config, Connection, Demo, Json, settings_of, user
from connector.cli.printing import out, print_json, talk
from connector.cli.summary import summary_json, summary_text
from connector.collection import Progress as Watch
from connector.journal.pauses import CAPPED
from connector.ports import Intended
from connector.running import run_once
from connector.runs import Run
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
    as_: As = None,
    config: Config = None,
    demo: Demo = None,
    connection: Connection = None,
    as_json: Json = False,
) -> int:
    """Take in what changed at Stripe and bring NetSuite's books up to date. Safe to stop and repeat.

    Example: connector sync --dry-run
    """
    with settings_of(config, demo) as settings:
        with noted(open_connection_journal(settings, connection)):
            assembled = assemble(settings, connection)
            for warning in assembled.warnings:
                talk.print(f"! {warning}")
            if dry_run:
                with watched() as watch:
                    return show_dry_run(assembled, watch, as_json=as_json)
            if go_on:
                assembled.journal.pauses.end(who=user(as_), via="cli", codes=(CAPPED,))
            with assembled.journal.held(f"connector sync by {user(as_)}"), watched() as watch:
                done = run_once(assembled, watch, creates_max=max_creates)
        return report(assembled, done, as_json=as_json)


def report(assembled: Assembled, done: Run, *, as_json: bool) -> int:
    """Say what a run did; gives the exit code."""
    status = assembled.journal.status()
    if assembled.pause_file is not None and assembled.pause_file.exists():
        talk.print(f"! Nothing is sent while the file {assembled.pause_file} is there.")
    if as_json:
        print_json(summary_json(assembled, done, status))
    else:
        out.print(summary_text(assembled, done, status))
    if done.stopped or done.paused:
        return Exit.PARTIAL
    return Exit.ATTENTION if status.issues else Exit.DONE


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
