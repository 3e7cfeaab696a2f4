"""`connector pause` and `connector resume`: nothing is sent, while what changes at Stripe is still collected."""

from __future__ import annotations

from typing import Annotated

import typer

from connector.assembly import open_connection_journal
from connector.cli.failures import Exit
from connector.cli.in_force_text import paused_json, paused_text
from connector.cli.options import As, Config, Connection, Demo, Json, settings_of, user
from connector.cli.printing import out, print_json
from connector.journal import Journal


def pause(
    *,
    reason: Annotated[str, typer.Option("--reason", help="Why, for whoever finds it paused.")],
    as_: As = None,
    config: Config = None,
    demo: Demo = None,
    connection: Connection = None,
    as_json: Json = False,
) -> int:
    """Send nothing to NetSuite until somebody resumes. A run that is under way ends with the requests in hand.

    Example: connector pause --reason "year end"
    """
    with settings_of(config, demo) as settings:
        journal = open_connection_journal(settings, connection)
        who = user(as_)
        journal.pauses.begin("PAUSED", {"who": who, "reason": reason}, who=who, via="cli")
        return _said(journal, as_json=as_json)


def resume(
    *,
    as_: As = None,
    config: Config = None,
    demo: Demo = None,
    connection: Connection = None,
    as_json: Json = False,
) -> int:
    """Let what is ready be sent again, whoever or whatever paused it.

    Example: connector resume
    """
    with settings_of(config, demo) as settings:
        journal = open_connection_journal(settings, connection)
        journal.pauses.end(who=user(as_), via="cli")
        return _said(journal, as_json=as_json)


def _said(journal: Journal, *, as_json: bool) -> int:
    """How it stands now."""
    paused = journal.pauses.open()
    if as_json:
        print_json({"paused": paused_json(paused)})
    else:
        out.print("\n".join(paused_text(paused)) or "Nothing is paused. Send what is ready with: connector sync")
    return Exit.DONE
