"""Options that several commands share, each defined once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Config = Annotated[
    Path | None,
    typer.Option("--config", help="The settings file. Without it: config/connector.yaml, else connector.yaml."),
]
Connection = Annotated[
    str | None, typer.Option("--connection", help="The connection to use, where the settings have several.")
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON value instead of text.")]
StripeOrNetSuiteId = Annotated[
    str, typer.Argument(help="An id of Stripe (in_…, ch_…, cus_…) or of NetSuite (invoice:456).", metavar="ID")
]
