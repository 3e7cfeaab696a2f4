"""`connector reconcile`: Stripe's documents beside NetSuite's, and every difference by its name."""

from __future__ import annotations

from typing import Annotated

import typer

from connector.assembly import Assembled, assemble
from connector.cli.failures import Exit
from connector.cli.lists import Listing, print_list
from connector.cli.options import Config, Connection, Csv, Demo, Json, settings_of
from connector.cli.printing import out, print_table
from connector.cli.reconcile_text import HEADINGS, lines, reconcile_json, tables
from connector.cli.revenue import period_of
from connector.reconciling import Reconciled, Scope
from connector.reconciling import reconcile as reconciled


def reconcile(
    *,
    month: Annotated[
        str | None, typer.Option("--month", help="Only documents dated in this month, such as 2026-03.")
    ] = None,
    currency: Annotated[str | None, typer.Option("--currency", help="Only documents in this currency.")] = None,
    config: Config = None,
    demo: Demo = None,
    connection: Connection = None,
    as_json: Json = False,
    as_csv: Csv = False,
) -> int:
    """Hold Stripe's totals against NetSuite's, both read afresh, and name every difference. Nothing is written.

    Example: connector reconcile --month 2026-03
    """
    scope = Scope(month=period_of(month) if month else None, currency=currency.upper() if currency else None)
    with settings_of(config, demo) as settings:
        done = reconcile_now(assemble(settings, connection), scope)
    if as_json or as_csv:
        rows = [(currency, name.strip(), *sides) for currency, those in tables(done) for name, sides in those]
        listing = Listing(headings=("Currency", "What", *HEADINGS[1:]), rows=rows, data=reconcile_json(done))
        print_list(listing, as_json=as_json, as_csv=as_csv)
    else:
        print_reconciled(done)
    return Exit.DONE if done.clean else Exit.ATTENTION


def reconcile_now(assembled: Assembled, scope: Scope | None = None) -> Reconciled:
    """Both sides of a connection as they are now."""
    parts = assembled.parts
    return reconciled(assembled.source, assembled.journal, assembled.erp, parts.rules, scope or Scope())


def print_reconciled(done: Reconciled) -> None:
    """A table for each currency, and what is to be said of it."""
    for name, rows in tables(done):
        print_table((name, *HEADINGS[1:]), [(measure, *sides) for measure, sides in rows])
        out.print()
    out.print("\n".join(lines(done)).lstrip("\n"))
