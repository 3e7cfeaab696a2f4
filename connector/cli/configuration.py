"""`connector config`: the settings in force, and where each comes from."""

from __future__ import annotations

from typing import Annotated

import typer

from connector.cli.failures import Exit, ending
from connector.cli.lists import Listing, print_list
from connector.cli.options import Config, Csv, Demo, Json, settings_of
from connector.cli.printing import out, print_json
from connector.mapping import FilesOnDisk, load_mapping
from connector.settings import sources as sources_of

app = typer.Typer(help="The settings in force.", no_args_is_help=True)


def show(
    *,
    sources: Annotated[bool, typer.Option("--sources", help="Say where each value comes from.")] = False,
    config: Config = None,
    demo: Demo = None,
    as_json: Json = False,
    as_csv: Csv = False,
) -> int:
    """Print every setting; secrets are masked.

    Example: connector config show --sources
    """
    with settings_of(config, demo) as settings:
        shown = sources_of(settings)
    listing = Listing(
        headings=("Setting", "Value", "From") if sources else ("Setting", "Value"),
        rows=[(one.name, one.value, one.source)[: 3 if sources else 2] for one in shown],
        data={one.name: {"value": one.value, "source": one.source} for one in shown},
    )
    print_list(listing, as_json=as_json, as_csv=as_csv)
    return Exit.DONE


def check(config: Config = None, as_json: Json = False) -> int:
    """Check the settings and the mapping files without starting anything.

    Example: connector config check --config config/connector.yaml
    """
    with settings_of(config, demo=None) as settings:
        for connection in settings.connections.values():
            load_mapping(FilesOnDisk(connection.mapping), connection.zone)
    if as_json:
        print_json({"valid": True, "connections": sorted(settings.connections)})
    else:
        out.print(f"The settings are valid: {', '.join(sorted(settings.connections))}.")
    return Exit.DONE


app.command("show")(ending(show))
app.command("check")(ending(check))
