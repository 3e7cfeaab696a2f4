"""`connector daemon`, `run-now` and `unlock`: run unattended, ask for a run at once, break a dead runner's lock."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event as StopSignal
from types import FrameType
from typing import Annotated

import typer

from connector.assembly import open_connection_journal
from connector.cli.failures import Exit, UsageError, ending
from connector.cli.lists import Listing, print_list
from connector.cli.options import As, Config, Connection, Csv, Demo, Json, settings_of, user
from connector.cli.printing import out, print_json, talk
from connector.clock import SystemClock
from connector.daemon.loop import next_times
from connector.daemon.service import Service, timetables
from connector.daemon.wishes import RUN_NOW_KEY
from connector.logs import configure_logs
from connector.settings import Settings

app = typer.Typer(help="Run unattended, until it is stopped.", invoke_without_command=True)


Webhooks = Annotated[
    str | None,
    typer.Option("--webhooks", help="Where to take webhooks and show health and metrics.", metavar="HOST:PORT"),
]

Workers = Annotated[
    int | None,
    typer.Option("--workers", help="Send with so many lanes at once, instead of delivery.lanes.", metavar="N", min=1),
]


def daemon(
    context: typer.Context,
    *,
    webhooks: Webhooks = None,
    workers: Workers = None,
    config: Config = None,
    demo: Demo = None,
    connection: Connection = None,
) -> None:
    """Do everything on schedule until it is told to stop; then it ends within seconds at a consistent point.

    Example: connector daemon --webhooks 127.0.0.1:8765
    """
    if context.invoked_subcommand is None:
        ending(_daemon)(webhooks, workers, config, demo, connection)


def _daemon(
    webhooks: str | None, workers: int | None, config: Path | None, demo: Path | None, connection: str | None
) -> int:
    stop = StopSignal()
    with settings_of(config, demo) as settings, stopped_by_signals(stop):
        configure_logs(verbose=False, informed=True)
        chosen = _with_workers(settings, connection, workers)
        service = Service(chosen, connection, clock=SystemClock(), stop=stop, listen=webhooks)
        talk.print(f"The daemon of {service.journal.connection} runs. Stop it with Ctrl-C; nothing is lost.")
        service.run()
    return Exit.DONE


def _with_workers(settings: Settings, name: str | None, workers: int | None) -> Settings:
    """The settings, with so many lanes for this connection."""
    if workers is None:
        return settings
    chosen = settings.connection(name)
    lanes = chosen.delivery.model_copy(update={"lanes": workers})
    changed = chosen.model_copy(update={"delivery": lanes})
    return settings.model_copy(update={"connections": {**settings.connections, chosen.name: changed}})


@contextmanager
def stopped_by_signals(stop: StopSignal) -> Iterator[None]:
    """SIGTERM and Ctrl-C set the stop; a second one does not wait for what is in hand."""

    def ask(number: int, _: FrameType | None) -> None:
        if stop.is_set():
            raise KeyboardInterrupt
        stop.set()
        talk.print(f"Stopping ({signal.Signals(number).name}): what is in hand is finished.")

    before = {one: signal.signal(one, ask) for one in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)


def next_(
    count: Annotated[int, typer.Argument(help="How many.", metavar="[N]", min=1, max=1000)] = 10,
    *,
    config: Config = None,
    connection: Connection = None,
    as_json: Json = False,
    as_csv: Csv = False,
) -> int:
    """Say when each task starts next.

    Example: connector daemon next 20
    """
    with settings_of(config, demo=None) as settings:
        chosen = settings.connection(connection)
    tables = timetables(chosen)
    names = {table.name: name for name, table in tables.items()}
    found = [(moment, names[name]) for moment, name in next_times(list(tables.values()), SystemClock().now(), count)]
    zone = next(iter(tables.values())).zone
    listing = Listing(
        headings=("At", "Task"),
        rows=[(f"{moment.astimezone(zone):%a %Y-%m-%d %H:%M:%S %Z}", name) for moment, name in found],
        data=[{"at": moment, "task": name} for moment, name in found],
    )
    print_list(listing, as_json=as_json, as_csv=as_csv)
    return Exit.DONE


def run_now(*, as_: As = None, config: Config = None, connection: Connection = None, as_json: Json = False) -> int:
    """Ask the running daemon for a run at once.

    Example: connector run-now
    """
    with settings_of(config, demo=None) as settings:
        journal = open_connection_journal(settings, connection)
        runner = journal.runner()
        if runner is not None:
            journal.remember(RUN_NOW_KEY, user(as_))
            journal.done_by_hand("run now", who=user(as_), via="cli")
    if as_json:
        print_json({"asked": runner is not None, "runner": runner})
    elif runner is None:
        out.print("No daemon runs for this connection. Run it once with: connector sync")
    else:
        out.print(f"Asked {runner.who} on {runner.host}, process {runner.process}.")
    return Exit.DONE if runner is not None else Exit.UNREACHABLE


def unlock(
    *,
    force: Annotated[bool, typer.Option("--force", help="Break the lock: only when its holder is dead.")] = False,
    reason: Annotated[str | None, typer.Option("--reason", help="Why, for the audit.")] = None,
    as_: As = None,
    config: Config = None,
    connection: Connection = None,
    as_json: Json = False,
) -> int:
    """Say who runs with this journal, and break the lock of one that is dead where the system did not.

    Example: connector unlock --force --reason "the machine is gone"
    """
    with settings_of(config, demo=None) as settings:
        journal = open_connection_journal(settings, connection)
        runner = journal.runner()
        if force and not reason:
            raise UsageError("Say why: connector unlock --force --reason …")
        if runner is not None and force:
            journal.unlock(who=user(as_), reason=reason or "")
    if as_json:
        print_json({"runner": runner, "unlocked": runner is not None and force})
    elif runner is None:
        out.print("Nobody holds the lock.")
    else:
        by = f"{runner.who}, process {runner.process} on {runner.host}, for {runner.age(SystemClock().now())}"
        out.print(f"The lock of {by} is broken." if force else f"Held by {by}. If that is dead: --force --reason …")
    return Exit.DONE


app.callback()(daemon)
app.command("next")(ending(next_))
