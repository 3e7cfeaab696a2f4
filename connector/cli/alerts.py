"""`connector alerts`: what people were told of and is not over; `acknowledge` says that somebody knows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from connector.assembly import open_connection_journal
from connector.cli.failures import Exit, UsageError, ending
from connector.cli.lists import Listing, print_list
from connector.cli.options import As, Config, Connection, Csv, Demo, Json, settings_of, user
from connector.cli.printing import out, print_json
from connector.daemon.alerts import alert_text
from connector.journal.troubles import Trouble
from connector.logs import without_secrets
from connector.troubles import WAITED_OUT, code_of

app = typer.Typer(help="What is wrong with the connection as a whole.", invoke_without_command=True)

HEADINGS = ("Code", "Since (UTC)", "Last seen (UTC)", "Times", "Known to", "What")


@app.callback()
def _listed(
    context: typer.Context,
    *,
    config: Config = None,
    demo: Demo = None,
    connection: Connection = None,
    as_json: Json = False,
    as_csv: Csv = False,
) -> None:
    """List the alerts that are not over.

    Example: connector alerts --json
    """
    if context.invoked_subcommand is None:
        ending(_alerts)(config=config, demo=demo, connection=connection, as_json=as_json, as_csv=as_csv)


def _alerts(*, config: Config, demo: Demo, connection: Connection, as_json: bool, as_csv: bool) -> int:
    with settings_of(config, demo) as settings:
        standing = open_connection_journal(settings, connection).troubles.standing()
    told = [one for one in standing if one.code not in WAITED_OUT]
    listing = Listing(
        headings=HEADINGS, rows=[_row(one) for one in told], data=[_plain(one) for one in told], nothing="No alerts."
    )
    print_list(listing, as_json=as_json, as_csv=as_csv)
    return Exit.ATTENTION if told else Exit.DONE


def acknowledge(
    code: Annotated[str, typer.Argument(help="The alert's code, as it was told.", metavar="CODE")],
    *,
    reason: Annotated[str, typer.Option("--reason", help="Why, for the audit.")],
    as_: As = None,
    config: Config = None,
    demo: Demo = None,
    connection: Connection = None,
    as_json: Json = False,
) -> int:
    """Say that somebody knows of it: nobody is told again, until it is over.

    Example: connector alerts acknowledge LAG --reason "NetSuite's maintenance until noon"
    """
    with settings_of(config, demo) as settings:
        troubles = open_connection_journal(settings, connection).troubles
        standing = troubles.standing()
        names = {one.code for one in standing if code.upper() in {one.code, code_of(one.code)}}
        if not names:
            known = ", ".join(sorted({code_of(one.code) for one in standing})) or "there is none"
            raise UsageError(f'No alert "{code}" is open; open now: {known}.')
        done = troubles.acknowledge(names, who=user(as_), via="cli", reason=reason)
    if as_json:
        print_json({"acknowledged": [_plain(one) for one in done]})
    else:
        out.print("\n".join(f"{code_of(one.code)} is known to {one.acknowledged_by}." for one in done))
    return Exit.DONE


app.command("acknowledge")(ending(acknowledge))


def _row(one: Trouble) -> Sequence[object]:
    since, seen = (f"{moment:%Y-%m-%d %H:%M}" for moment in (one.opened_at, one.last_seen_at))
    return (code_of(one.code), since, seen, one.times, one.acknowledged_by, without_secrets(alert_text(one)))


def _plain(one: Trouble) -> dict[str, object]:
    return {
        "code": code_of(one.code),
        "name": one.code,
        "subject": one.subject,
        "since": one.opened_at,
        "last_seen": one.last_seen_at,
        "times": one.times,
        "acknowledged_by": one.acknowledged_by,
        "text": without_secrets(alert_text(one)),
    }
