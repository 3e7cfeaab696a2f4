"""The commands by name, what they share, and how they end."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from functools import cache
from importlib.metadata import version
from typing import Annotated

import typer

from connector.cli import (
    alerts,
    auditing,
    backfill,
    comparing,
    configuration,
    daemon,
    demo,
    desk,
    doctor,
    emulators,
    explaining,
    first_steps,
    holds,
    listing,
    mappings,
    pausing,
    reading,
    reconcile,
    remarks,
    retrying,
    revenue,
    runs,
    syncing,
    verify,
)
from connector.cli.failures import STOPPED, Exit, end, ending
from connector.cli.printing import talk
from connector.logs import configure_logs

app = typer.Typer(
    name="connector",
    help="Keeps NetSuite's books equal to Stripe Billing.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

COMMANDS: dict[str, Callable[..., int]] = {
    "demo": demo.demo,
    "init": first_steps.init,
    "doctor": doctor.doctor,
    "sync": syncing.sync,
    "status": reading.status,
    "issues": listing.issues,
    "records": listing.records,
    "show": reading.show,
    "preview": reading.preview,
    "explain": explaining.explain,
    "schedule": revenue.schedule,
    "close-check": revenue.close_check,
    "reconcile": reconcile.reconcile,
    "verify": verify.verify,
    "runs": runs.runs,
    "show-run": runs.show_run,
    "backfill": backfill.backfill,
    "run-now": daemon.run_now,
    "unlock": daemon.unlock,
    "retry": retrying.retry,
    "overrides": retrying.overrides,
    "compare": comparing.compare,
    "link": desk.link,
    "unlink": desk.unlink,
    "skip": desk.skip,
    "ignore": desk.ignore,
    "resolve": desk.resolve,
    "cancel": desk.cancel,
    "resync": comparing.resync,
    "assign": remarks.assign,
    "tag": remarks.tag,
    "note": remarks.note,
    "bundle": auditing.bundle,
    "pause": pausing.pause,
    "resume": pausing.resume,
}
"""Commands by name; each gives its exit code."""

for name, command in COMMANDS.items():
    app.command(name)(ending(command))
app.add_typer(holds.app, name="holds")
app.add_typer(alerts.app, name="alerts")
app.add_typer(auditing.app, name="audit")
app.add_typer(configuration.app, name="config")
app.add_typer(daemon.app, name="daemon")
app.add_typer(mappings.app, name="mapping")
app.add_typer(emulators.app, name="emulate")


@app.callback()
def _shared(
    *,
    verbose: Annotated[bool, typer.Option("--verbose", help="Write logs to standard error.")] = False,
    no_color: Annotated[bool, typer.Option("--no-color", help="Print without colour.")] = False,
) -> None:
    configure_logs(verbose=verbose)
    if no_color:
        os.environ["NO_COLOR"] = "1"


@app.command("version")
def _version() -> None:
    """Print the version."""
    typer.echo(version("stripe-netsuite-connector"))


def main() -> None:
    """Run the command line; ends the process with one of the codes of `Exit`."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        _tree()()
    except KeyboardInterrupt:
        talk.print(STOPPED)
        sys.exit(Exit.PARTIAL)
    except Exception as error:  # noqa: BLE001  # the last place: every exception becomes a sentence
        sys.exit(end(error))


@cache
def _tree() -> Callable[[], None]:
    """The commands as Typer builds them from their signatures; that takes as long as some commands do."""
    return typer.main.get_command(app)
