"""`connector verify`: whether everything that Stripe finalised stands in the journal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, time
from typing import Annotated

import typer

from connector.assembly import open_connection_journal, stripe_of
from connector.cli.failures import Exit
from connector.cli.lists import Listing, print_list
from connector.cli.options import Config, Connection, Csv, Demo, Json, day_of, settings_of
from connector.cli.printing import out
from connector.clock import SystemClock
from connector.verifying import Verified
from connector.verifying import verify as verified

SHOWN_MAX = 50


def verify(
    *,
    since: Annotated[
        str | None, typer.Option("--since", help="Only what was created on this day or later.", metavar="DATE")
    ] = None,
    config: Config = None,
    demo: Demo = None,
    connection: Connection = None,
    as_json: Json = False,
    as_csv: Csv = False,
) -> int:
    """List Stripe again and name every finalised object that the journal does not cover. Nothing is written.

    Example: connector verify --since 2026-03-01
    """
    first = day_of(since) if since else None
    with settings_of(config, demo) as settings:
        chosen = settings.connection(connection)
        source, journal = stripe_of(chosen, SystemClock()), open_connection_journal(settings, connection)
        source.account()
        begins = datetime.combine(first, time(), chosen.zone).astimezone(UTC) if first else None
        done = verified(source, journal, since=begins, overlap=chosen.sync.overlap)
    if as_json or as_csv:
        rows = [(one.kind, one.id, one.created, one.why) for one in done.uncovered]
        listing = Listing(headings=("Kind", "Id", "Created", "Why"), rows=rows, data=verified_json(done))
        print_list(listing, as_json=as_json, as_csv=as_csv)
    else:
        out.print("\n".join(_lines(done)))
    return Exit.DONE if done.complete else Exit.ATTENTION


def verified_json(done: Verified) -> Mapping[str, object]:
    """What came of it, as data."""
    return {
        "complete": done.complete,
        "looked_at": dict(done.looked_at),
        "newer_than_last_sync": done.newer,
        "up_to": done.up_to,
        "uncovered": done.uncovered,
    }


def _lines(done: Verified) -> Iterator[str]:
    counted = ", ".join(f"{number} {kind.replace('_', ' ')}s" for kind, number in done.looked_at.items()) or "nothing"
    yield f"Listed at Stripe: {counted}."
    if done.newer:
        yield f"{done.newer} changed since the last sync began and are left to the next one."
    for one in done.uncovered[:SHOWN_MAX]:
        yield f"! {one.kind.replace('_', ' ')} {one.id} of {one.created:%Y-%m-%d}: {one.why}"
    if len(done.uncovered) > SHOWN_MAX:
        yield f"  and {len(done.uncovered) - SHOWN_MAX} more: --json and --csv name them all"
    if done.complete:
        yield "Everything that Stripe finalised is covered."
    else:
        first = min(one.created for one in done.uncovered)
        yield f"{len(done.uncovered)} not covered. Read them again: connector backfill --from {first:%Y-%m-%d}"
