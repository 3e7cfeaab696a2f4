"""Options that several commands share, each defined once."""

from __future__ import annotations

import getpass
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from connector.cli.failures import UsageError
from connector.rehearsal import STRIPE_FILE, rehearsing
from connector.settings import Settings, load_settings

Config = Annotated[
    Path | None,
    typer.Option("--config", help="The settings file. Without it: config/connector.yaml, else connector.yaml."),
]
Demo = Annotated[
    Path | None,
    typer.Option("--demo", help="Work on what `connector demo` left in this folder, its emulators included."),
]
Connection = Annotated[
    str | None, typer.Option("--connection", help="The connection to use, where the settings have several.")
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON value instead of text.")]
Csv = Annotated[bool, typer.Option("--csv", help="Print comma-separated values instead of a table.")]
Limit = Annotated[int | None, typer.Option("--limit", min=1, help="How many at most; without it all.")]
Cursor = Annotated[str | None, typer.Option("--cursor", help="Where the list before ended.")]
As = Annotated[
    str | None, typer.Option("--as", help="Who does this; without it the user of this machine.", metavar="USER")
]
Reason = Annotated[str | None, typer.Option("--reason", help="Why, for whoever looks at it later.")]
NeededReason = Annotated[str, typer.Option("--reason", help="Why, for whoever looks at it later.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do it without asking.")]
MappingFile = Annotated[
    Path | None,
    typer.Option("--mapping", help="A mapping file to look through, instead of the mapping that is in force."),
]
StripeOrNetSuiteId = Annotated[
    str, typer.Argument(help="An id of Stripe (in_…, ch_…, cus_…) or of NetSuite (invoice:456).", metavar="ID")
]


def user(as_: str | None) -> str:
    """Who asks: as they say, else as the machine knows them."""
    return as_ or getpass.getuser()


@contextmanager
def settings_of(config: Path | None, demo: Path | None) -> Iterator[Settings]:
    """The settings of a file and the environment, or those of a demo whose emulators run for as long as this does.

    Raises UsageError where there is no demo.
    """
    if demo is None:
        yield load_settings(config, environment=os.environ)
        return
    if not (demo / STRIPE_FILE).exists():
        raise UsageError(f"There is no demo in {demo}: `connector demo --state {demo}` makes one.")
    with rehearsing(demo, config=config) as rehearsal:
        yield rehearsal.settings


def day_of(written: str) -> date:
    """A day as people write it. Raises UsageError."""
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise UsageError(f'"{written}" is no day; write it as 2026-03-31.') from None
