"""The commands by name, what they share, and how they end."""

from __future__ import annotations

import os
import signal
import sys
from importlib.metadata import version
from typing import Annotated

import typer
from click.exceptions import ClickException

from connector.cli import configuration, demo, emulators, reading, syncing
from connector.cli.failures import Exit, end
from connector.logs import configure_logs

app = typer.Typer(
    name="connector",
    help="Keeps NetSuite's books equal to Stripe Billing.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

app.command("sync")(syncing.sync)
app.command("status")(reading.status)
app.command("preview")(reading.preview)
app.command("show")(reading.show)
app.command("explain")(reading.explain)
app.command("retry")(syncing.retry)
app.command("demo")(demo.demo)
app.add_typer(configuration.app, name="config")
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
    """Run the command line; ends the process with the exit codes of `failures.Exit`."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        code = app(standalone_mode=False)
    except ClickException as error:
        error.show()
        sys.exit(Exit.USAGE)
    except (KeyboardInterrupt, typer.Abort):
        typer.echo("Stopped. Nothing is lost: run the same command to go on.", err=True)
        sys.exit(Exit.PARTIAL)
    except Exception as error:  # noqa: BLE001  # the last place: every exception becomes a sentence
        sys.exit(end(error))
    sys.exit(code if isinstance(code, int) else Exit.DONE)
