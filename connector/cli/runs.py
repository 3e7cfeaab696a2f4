"""`connector runs` and `connector show-run`: what runs there were, and what one of them did."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import typer

from connector.assembly import open_connection_journal
from connector.cli.failures import Exit, UsageError
from connector.cli.lists import Listing, print_list
from connector.cli.options import Config, Connection, Csv, Demo, Json, settings_of
from connector.cli.printing import out, print_json
from connector.cli.summary import run_json
from connector.journal import Run
from connector.translation.text import KIND_NAMES
from netsuite_client.records import Kind

DEEDS = ("created", "updated", "applied", "withdrawn", "refused")


def runs(
    *,
    failed: Annotated[bool, typer.Option("--failed", help="Only those that did not come to their end.")] = False,
    limit: Annotated[int, typer.Option("--limit", help="So many, the newest first.", min=1)] = 20,
    cursor: Annotated[int | None, typer.Option("--cursor", help="Those before this number.")] = None,
    config: Config = None,
    demo: Demo = None,
    connection: Connection = None,
    as_json: Json = False,
    as_csv: Csv = False,
) -> int:
    """List the last runs: what began each, how it ended and what it did.

    Example: connector runs --failed
    """
    with settings_of(config, demo) as settings:
        journal = open_connection_journal(settings, connection)
        found = journal.runs(limit + 1, failed_only=failed, before=cursor)
    shown = found[:limit]
    listing = Listing(
        headings=("Run", "Began (UTC)", "By", "Ended", "Seconds", "Read", "Created", "Accepted", "Refused"),
        rows=[_row(run) for run in shown],
        data=[run_json(run) for run in shown],
        nothing="No run failed." if failed else "Nothing ran yet: connector sync",
        cursor=shown[-1].id if len(found) > limit else None,
    )
    print_list(listing, as_json=as_json, as_csv=as_csv)
    return Exit.DONE


def show_run(
    number: Annotated[int, typer.Argument(help="The run's number.", metavar="ID")],
    *,
    config: Config = None,
    demo: Demo = None,
    connection: Connection = None,
    as_json: Json = False,
) -> int:
    """Show what one run did.

    Example: connector show-run 512
    """
    with settings_of(config, demo) as settings:
        journal = open_connection_journal(settings, connection)
        found = [run for run in journal.runs(1, before=number + 1) if run.id == number]
    if not found:
        raise UsageError(f"There is no run {number} of this connection.")
    if as_json:
        print_json(run_json(found[0]))
    else:
        out.print("\n".join(_lines(found[0])))
    return Exit.DONE


def _row(run: Run) -> tuple[object, ...]:
    counts = run.counts
    numbers = (counts.get(name, 0) for name in ("roots", "created", "accepted", "refused"))
    return (run.id, f"{run.started_at:%Y-%m-%d %H:%M:%S}", run.trigger, _ended(run), _seconds(run), *numbers)


def _ended(run: Run) -> str:
    return run.outcome or "not ended"


def _seconds(run: Run) -> str:
    return "" if run.finished_at is None else f"{(run.finished_at - run.started_at).total_seconds():.1f}"


def _lines(run: Run) -> Iterator[str]:
    details = run.details
    about = ", ".join(
        text
        for text in (
            run.trigger,
            f"window to {run.started_at:%Y-%m-%d %H:%M} UTC",
            f"mapping v{details['mapping']}" if details.get("mapping") else "",
            f"end date: {details['end_date_rule']}" if details.get("end_date_rule") else "",
        )
        if text
    )
    yield f"Run {run.id} {_ended(run)} after {_seconds(run) or '?'} s ({about})"
    for kind, deeds in details.get("kinds", {}).items():
        said = "  ".join(f"{deed} {deeds[deed]}" for deed in DEEDS if deed in deeds)
        yield f"  {KIND_NAMES[Kind(kind)]:<18}{said}"
    yield "  " + "  ".join(f"{name.replace('_', ' ')} {number}" for name, number in run.counts.items() if number)
