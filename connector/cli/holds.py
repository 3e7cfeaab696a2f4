"""`connector holds`: what waits for a decision, and what is decided."""

from __future__ import annotations

import typer

from connector.assembly import open_connection_journal
from connector.causes import CAUSES
from connector.cli.failures import Exit, ending
from connector.cli.listing import entry_json, print_standing
from connector.cli.lists import Listing, print_list
from connector.cli.options import (
    As,
    Config,
    Connection,
    Csv,
    Cursor,
    Demo,
    Json,
    Limit,
    NeededReason,
    StripeOrNetSuiteId,
    settings_of,
    user,
)
from connector.desk import deciding
from connector.desk.paging import page_of
from connector.journal import Entry, Person

app = typer.Typer(help="What waits for a decision: list, approve or reject it.", no_args_is_help=True)


def list_(
    *,
    limit: Limit = None,
    cursor: Cursor = None,
    config: Config = None,
    demo: Demo = None,
    connection: Connection = None,
    as_json: Json = False,
    as_csv: Csv = False,
) -> int:
    """List what is on hold, and why.

    Example: connector holds list
    """
    with settings_of(config, demo) as settings:
        found = page_of(deciding.on_hold(open_connection_journal(settings, connection)), limit, cursor)
    listing = Listing(
        headings=("Record", "Customer", "Amount", "Currency", "Date", "Code"),
        rows=[_row(entry) for entry in found.items],
        data=[entry_json(entry) for entry in found.items],
        nothing="No holds.",
        cursor=found.cursor,
    )
    print_list(listing, as_json=as_json, as_csv=as_csv)
    return Exit.ATTENTION if found.items else Exit.DONE


def _row(entry: Entry) -> tuple[object, ...]:
    money, code = entry.money, CAUSES[entry.issue.code].code if entry.issue else ""
    return entry.id, money.customer, money.amount, money.currency, money.dated_on, code


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
        entry = deciding.reject(journal, id_, Person(who=user(as_), reason=reason))
        return print_standing(journal, [entry], as_json=as_json)


app.command("list")(ending(list_))
app.command("approve")(ending(approve))
app.command("reject")(ending(reject))
