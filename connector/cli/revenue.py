"""Commands about revenue: what an invoice earns when, and whether a period is ready to be closed."""

from __future__ import annotations

from typing import Annotated

import typer

from connector.assembly import facts_now, netsuite_of, open_connection_journal
from connector.causes import CAUSES
from connector.cli.close_text import close_json, close_lines
from connector.cli.failures import Exit, UsageError
from connector.cli.options import Config, Connection, Demo, Json, StripeOrNetSuiteId, settings_of
from connector.cli.printing import out, print_json, print_table
from connector.cli.reading import roots_of
from connector.cli.schedule_text import (
    NO_PERIOD,
    bars,
    document_json,
    earned_text,
    head_text,
    line_table,
    line_text,
    notes,
)
from connector.clock import SystemClock
from connector.closing import close_report
from connector.recognition import Period, Policy, every_row, unpostable
from connector.schedules import DocumentSchedule, policy_of, schedules_of

NO_DATES = "It carries no service period: all of it is income at once (rule RR-40)."
NO_PLAN = (
    "NetSuite was sent no recognition dates and makes no plan (rule RR-15): these rows are for your own processes."
)
EXPECTED = "These are the rows to expect; NetSuite's own revenue plan is not read (rule RR-14)."


def schedule(
    id_: StripeOrNetSuiteId,
    *,
    as_of: Annotated[
        str | None, typer.Option("--as-of", help="Say what is earned by the end of this period, such as 2026-03.")
    ] = None,
    config: Config = None,
    demo: Demo = None,
    connection: Connection = None,
    as_json: Json = False,
) -> int:
    """Show what an invoice and its memos earn in which period, and where that posts.

    Example: connector schedule in_1Q8 --as-of 2026-03
    """
    with settings_of(config, demo) as settings:
        chosen = settings.connection(connection)
        journal, policy, now = open_connection_journal(settings, connection), policy_of(chosen), SystemClock().now()
        documents = schedules_of(roots_of(id_, journal), journal, policy, now)
    if not documents:
        raise UsageError(f"No invoice is recorded of {id_}. See what it would be with: connector preview {id_}")
    through = str(period_of(as_of) if as_of else Period.month_of(now.astimezone(chosen.zone).date()))
    if as_json:
        shown = [document_json(document, policy, through) for document in documents]
        print_json(shown[0] if len(shown) == 1 else shown)
    else:
        for document in documents:
            _print_document(document, policy, through)
    stuck = any(unpostable(every_row(document.lines)) for document in documents)
    return Exit.ATTENTION if stuck else Exit.DONE


def period_of(text: str) -> Period:
    """A period as people write it. Raises UsageError."""
    try:
        return Period.named(text)
    except ValueError:
        raise UsageError(f'"{text}" is no period: write it as year and month, such as 2026-03.') from None


def _print_document(document: DocumentSchedule, policy: Policy, through: str) -> None:
    out.print(head_text(document, policy), style="bold")
    if not document.lines:
        out.print(f"{NO_DATES}\n")
        return
    for line in document.lines:
        out.print(f"\n{line_text(line)}")
        print_table(*line_table(line))
    out.print("\nPosted by month")
    out.print("\n".join(bars(document.lines)))
    out.print(earned_text(document, through))
    out.print(EXPECTED if document.sent_dates else NO_PLAN)
    for note in notes(document):
        out.print(note)
    if unpostable(every_row(document.lines)):
        cause = CAUSES["NO_OPEN_PERIOD"]
        out.print(f"! {cause.code} Some rows have {NO_PERIOD}. {cause.who}: open or create the accounting period.")
    out.print()


def close_check(
    period: Annotated[str, typer.Argument(help="The period, as year and month.", metavar="PERIOD")],
    *,
    journals_posted: Annotated[
        bool,
        typer.Option("--journals-posted", help="The revenue journal entries are made, where we may not see them."),
    ] = False,
    config: Config = None,
    demo: Demo = None,
    connection: Connection = None,
    as_json: Json = False,
) -> int:
    """Say whether a period is ready to be closed, and what is missing.

    Example: connector close-check 2026-03
    """
    month, clock = period_of(period), SystemClock()
    with settings_of(config, demo) as settings:
        chosen, journal = settings.connection(connection), open_connection_journal(settings, connection)
        netsuite = netsuite_of(chosen, clock)
        facts = facts_now(chosen, journal, netsuite)
        report = close_report(month, journal, facts, netsuite, journals_posted=journals_posted)
    if as_json:
        print_json(close_json(report))
    else:
        out.print("\n".join(close_lines(report)))
    return Exit.DONE if report.ready else Exit.ATTENTION
