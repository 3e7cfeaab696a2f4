"""`connector demo`: both emulators on loopback, the real path between them, and what it left in the books."""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from threading import Event as StopSignal
from typing import Annotated, Any

import typer

from connector.assembly import Assembled, assemble, open_connection_journal
from connector.causes import CAUSES, sentence
from connector.cli.failures import Exit, UsageError
from connector.cli.options import Json, settings_of
from connector.cli.printing import out, print_json, print_table, stopped_by_hand, talk
from connector.cli.reconcile import print_reconciled, reconcile_now
from connector.cli.schedule_text import bars_beside, rules_text
from connector.cli.summary import summary_text
from connector.cli.syncing import watched
from connector.desk.inbox import Choice, Group, grouped, issues
from connector.recognition import FIRST_MONTH, refunded_year
from connector.reconciling import Reconciled
from connector.rehearsal import Rehearsal, rehearsing
from connector.rehearsal_report import reconcile_report, records_report, trial_balance_report
from connector.running import run_once
from connector.runs import Run
from connector.schedules import policy_of
from connector.translation.text import text_of
from connector.troubled import MAPPING_FILE, go_wrong, prepared
from netsuite_client.records import Invoice, Kind
from stripe_client.objects import Root, RootKind

SAMPLES = 3
SAMPLE_LINES_MAX = 12


def demo(
    *,
    book: Annotated[Path | None, typer.Option("--book", help="A JSON file of plain Stripe objects.")] = None,
    config: Annotated[Path | None, typer.Option("--config", help="Settings in the usual form.")] = None,
    state: Annotated[Path, typer.Option("--state", help="The folder that keeps everything.")] = Path(".demo"),
    failures: Annotated[
        bool, typer.Option("--failures", help="A dozen things go wrong, for support to bring home.")
    ] = False,
    keep: Annotated[bool, typer.Option("--keep", help="Leave the emulators running until Ctrl-C.")] = False,
    as_json: Json = False,
) -> int:
    """Watch Stripe billing arrive in NetSuite's books, without an account of either.

    Example: connector demo --state .demo --keep
    """
    if failures:
        return _failures(state)
    began = time.monotonic()
    talk.print(f"Starting Stripe and NetSuite emulators; everything is kept in {state}/")
    with rehearsing(state, book=book, config=config) as rehearsal:
        assembled = assemble(rehearsal.settings, rehearsal.connection)
        talk.print(f"  Stripe   {rehearsal.stripe_address}\n  NetSuite {rehearsal.netsuite_address}\n")
        with assembled.journal.held(), watched() as watch:
            done = run_once(assembled, watch)
        requests, seconds = rehearsal.requests_sent(), time.monotonic() - began
        reconciled = reconcile_now(assembled)
        report = _report(rehearsal, assembled, reconciled)
        report |= {"requests": requests, "elapsed_seconds": round(seconds, 2)}
        if as_json:
            print_json(report)
        else:
            _print_report(assembled, done, report, reconciled)
            _print_refunded_year(assembled)
            _print_next(report["records"][Kind.INVOICE.value], state, config)
        if keep:
            _keep(rehearsal)
    return Exit.ATTENTION if report["problems"] or not reconciled.clean else Exit.DONE


def _failures(state: Path) -> int:
    """Let a dozen things go wrong, and say where to begin."""
    if not prepared(state):
        raise UsageError(f"{state}/ holds a demo already: name another folder with --state.")
    talk.print(f"A dozen things go wrong between Stripe and NetSuite; everything is kept in {state}/")
    go_wrong(state)
    program = _program()
    out.print("What needs somebody, by cause:", style="bold")
    with settings_of(None, state) as settings:
        groups = grouped(issues(open_connection_journal(settings, None), Choice()))
    print_table(("Code", "Records", "Who fixes", "Cause"), map(_group_row, groups))
    out.print(f"\nBegin with: {program} issues --demo {state}, and then {program} show ID --demo {state}.")
    out.print(f"The mapping is {state}/{MAPPING_FILE}; the next {program} sync --demo {state} uses it as it stands.")
    return Exit.ATTENTION


def _group_row(group: Group) -> Sequence[object]:
    return group.cause.code, group.number, group.cause.who, group.cause.title


def _report(rehearsal: Rehearsal, assembled: Assembled, reconciled: Reconciled) -> dict[str, Any]:
    """What is in the books and what stands beside it at Stripe, as data."""
    currencies = tuple(assembled.parts.rules.currencies.values())
    records = records_report(rehearsal, assembled.journal.booked(), currencies)
    status = assembled.journal.status()
    problems = [
        {
            "code": issue.code,
            "subject": issue.subject,
            "family": issue.root.id if issue.root else None,
            "text": sentence(issue.code, issue.subject, issue.values),
        }
        for issue in assembled.journal.issues()
    ]
    return {
        "records": records,
        "trial_balance": trial_balance_report(rehearsal, currencies),
        "problems": problems,
        "skipped": dict(status.skipped),
        "reconcile": reconcile_report(reconciled, currencies),
    }


def _print_report(assembled: Assembled, done: Run, report: Mapping[str, Any], reconciled: Reconciled) -> None:
    out.print(summary_text(assembled, done, assembled.journal.status()))
    _print_samples(assembled, report["records"][Kind.INVOICE.value])
    _print_books(report)
    requests = report["requests"]
    out.print(
        f"\n{requests['stripe']} requests to Stripe, {requests['netsuite']} to NetSuite, "
        f"{report['elapsed_seconds']} seconds.\n"
    )
    out.print("Stripe beside NetSuite, both read once more:", style="bold")
    print_reconciled(reconciled)


def _print_refunded_year(assembled: Assembled) -> None:
    """Why a close matters: the same refund in an open and in a closed month (rule RR-30)."""
    policy = policy_of(assembled.connection)
    told = {
        f"{FIRST_MONTH.start:%B} {word}": refunded_year(policy, first_month_closed=closed)
        for word, closed in (("open", False), ("closed", True))
    }
    out.print(
        "\nA year for 120.00 from September on, refunded in full on 15 October: what posts in each month", style="bold"
    )
    out.print("\n".join(bars_beside(told)))
    out.print(f"{rules_text(policy)}. An invoice of yours: connector schedule ID\n")


def _print_samples(assembled: Assembled, invoices: Sequence[Mapping[str, Any]]) -> None:
    """A few invoices as bookkeepers read them."""
    chosen = _samples(invoices)
    rule = assembled.connection.revenue_dates.end_date_rule
    out.print(f"{len(chosen)} of {len(invoices)} invoices (end date: {rule}):", style="bold")
    families = (assembled.journal.family(Root(RootKind.INVOICE, invoice["external_id"])) for invoice in chosen)
    for member in (member for family in families if family for member in family.members):
        if isinstance(member.content, Invoice):
            out.print(text_of(member.content) + "\n")


def _samples(invoices: Sequence[Mapping[str, Any]]) -> Sequence[Mapping[str, Any]]:
    short = [invoice for invoice in invoices if len(invoice["lines"]) <= SAMPLE_LINES_MAX]
    return sorted(short, key=lambda invoice: -len({line["item"] for line in invoice["lines"]}))[:SAMPLES]


def _print_books(report: Mapping[str, Any]) -> None:
    """The trial balance, and what needs somebody."""
    balance = report["trial_balance"]
    currencies = sorted({key for account in balance.values() for key in account if key != "type"})
    out.print("Trial balance (debit +, credit -):", style="bold")
    print_table(
        ("  Account", *currencies),
        [
            (f"  {name}", *(account.get(currency, "0.00") for currency in currencies))
            for name, account in balance.items()
        ],
    )
    for problem in report["problems"]:
        out.print(f"! {CAUSES[problem['code']].code} {problem['text']}")


def _print_next(invoices: Sequence[Mapping[str, Any]], state: Path, config: Path | None) -> None:
    example = _samples(invoices)[-1]["external_id"] if invoices else "in_…"
    program, same = _program(), f" --config {config}" if config else ""
    commands = {
        f"{program} explain {example} --demo {state}{same}": "why each value is what it is",
        f"{program} show {example} --demo {state}{same}": "what was recorded, and where it stands",
        f"{program} demo --state {state}{same}": "the same once more: nothing is created twice",
    }
    width = max(map(len, commands))
    out.print("Try next:", style="bold")
    for command, does in commands.items():
        out.print(f"  {command:<{width}}   {does}")


def _program() -> str:
    """How this program can be called from here."""
    return "connector" if shutil.which("connector") else os.path.relpath(sys.argv[0])


def _keep(rehearsal: Rehearsal) -> None:
    talk.print(f"The emulators go on at {rehearsal.stripe_address} and {rehearsal.netsuite_address}; stop with Ctrl-C.")
    with stopped_by_hand():
        StopSignal().wait()
