"""`connector holds`: what waits for a decision, and what is decided."""

from __future__ import annotations

import typer

from connector.assembly import open_connection_journal
from connector.causes import CAUSES
from connector.cli.failures import Exit, ending
from connector.cli.listing import entry_json, print_standing
from connector.cli.options import (
    As,
    Config,
    Connection,
    Demo,
    Json,
    NeededReason,
    StripeOrNetSuiteId,
    settings_of,
    user,
)
from connector.cli.printing import out, print_json, print_table
from connector.desk import deciding
from connector.journal import Entry, Person

app = typer.Typer(help="What waits for a decision: list, approve or reject it.", no_args_is_help=True)


def list_(
    *,
    config: Config = None,
    demo: Demo = None,
    connection: Connection = None,
    as_json: Json = False,
) -> int:
    """List what is on hold, and why.

    Example: connector holds list
    """
    with settings_of(config, demo) as settings:
        found = deciding.on_hold(open_connection_journal(settings, connection))
    if as_json:
        print_json([entry_json(entry) for entry in found])
    elif not found:
        out.print("No holds.")
    else:
        rows = [(one.id, *_money(one), CAUSES[one.issue.code].code if one.issue else "") for one in found]
        print_table(("Record", "Customer", "Amount", "Currency", "Date", "Code"), rows)
    return Exit.ATTENTION if found else Exit.DONE


def _money(entry: Entry) -> tuple[object, ...]:
    money = entry.money
    return money.customer, money.amount, money.currency, money.dated_on


def approve(
    id_: StripeOrNetSuiteId,
    *,
    reason: NeededReason,
    as_: As = None,
    config: Config = None,
    demo: Demo = None,
    connection: Connection = None,
    as_json: Json = False,
) -> int:
    """Post what waits for a closed period on the first day of the next open one.

    Example: connector holds approve in_1Q8 --reason "agreed with the controller"
    """
    with settings_of(config, demo) as settings:
        journal = open_connection_journal(settings, connection)
        entry = deciding.approve(journal, id_, Person(who=user(as_), reason=reason))
        return print_standing(journal, [entry], as_json=as_json)


def reject(
    id_: StripeOrNetSuiteId,
    *,
    reason: NeededReason,
    as_: As = None,
    config: Config = None,
    demo: Demo = None,
    connection: Connection = None,
    as_json: Json = False,
) -> int:
    """Put aside what is on hold.

    Example: connector holds reject in_1Q8 --reason "booked in the old system"
    """
    with settings_of(config, demo) as settings:
        journal = open_connection_journal(settings, connection)
        entry, _ = deciding.to_skip(journal, id_)
        deciding.skip(journal, entry, Person(who=user(as_), reason=reason))
        return print_standing(journal, [entry], as_json=as_json)


app.command("list")(ending(list_))
app.command("approve")(ending(approve))
app.command("reject")(ending(reject))
