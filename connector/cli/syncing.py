"""`connector sync` and `connector retry`: bring NetSuite up to date, and try again what was refused."""

from __future__ import annotations

import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event as StopSignal
from typing import Annotated

import typer
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from connector.assembly import Assembled, assemble, open_connection_journal
from connector.cli.dry_run import dry_run as show_dry_run
from connector.cli.failures import Exit, UsageError
from connector.cli.options import Config, Connection, Demo, Json, settings_of
from connector.cli.printing import out, print_json, talk
from connector.cli.summary import summary_json, summary_text
from connector.collection import Progress as Watch
from connector.ports import Intended
from connector.runs import Run, run
from stripe_client.objects import Changes


def sync(
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be sent; write nothing.")] = False,
    config: Config = None,
    demo: Demo = None,
    connection: Connection = None,
    as_json: Json = False,
) -> int:
    """Take in what changed at Stripe and bring NetSuite's books up to date. Safe to stop and repeat.

    Example: connector sync --dry-run
    """
    with settings_of(config, demo) as settings:
        assembled = assemble(settings, connection)
        for warning in assembled.warnings:
            talk.print(f"! {warning}")
        if dry_run:
            with watched() as watch:
                return show_dry_run(assembled, watch, as_json=as_json)
        with assembled.journal.held(), watched() as watch:
            done = run_once(assembled, watch)
        return report(assembled, done, as_json=as_json)


def run_once(assembled: Assembled, watch: Watch | None, stop: StopSignal | None = None) -> Run:
    """One run with everything that a changed setting or mapping may mend read again."""
    done = run(
        assembled.ready_to_run(),
        trigger="cli",
        stop=stop or StopSignal(),
        progress=watch,
        read_again=assembled.rules_changed,
    )
    assembled.remember_rules()
    return done


def report(assembled: Assembled, done: Run, *, as_json: bool) -> int:
    """Say what a run did; gives the exit code."""
    status = assembled.journal.status()
    if as_json:
        print_json(summary_json(assembled, done, status))
    else:
        out.print(summary_text(assembled, done, status))
    if done.stopped or done.paused:
        return Exit.PARTIAL
    return Exit.ATTENTION if status.issues else Exit.DONE


def retry(
    ids: Annotated[list[str] | None, typer.Argument(help="Ids of records or Stripe objects.", metavar="[ID]…")] = None,
    *,
    everything: Annotated[bool, typer.Option("--all", help="Everything that NetSuite refused.")] = False,
    config: Config = None,
    demo: Demo = None,
    connection: Connection = None,
    as_json: Json = False,
) -> int:
    """Try again what was refused. It cannot create anything twice.

    Example: connector retry in_1Q8 --config config/connector.yaml
    """
    if bool(ids) == everything:
        raise UsageError("Name what to try again, or say --all: connector retry in_1Q8, connector retry --all.")
    with settings_of(config, demo) as settings:
        journal = open_connection_journal(settings, connection)
        queued = journal.retry(None if everything else ids, who=getpass.getuser())
    if as_json:
        print_json({"queued": queued})
    else:
        out.print(
            f"{queued} queued again. Send them with: connector sync" if queued else "Nothing of that was refused."
        )
    return Exit.DONE


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
