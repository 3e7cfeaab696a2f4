"""`connector audit`: what was done, by whom and why; whether nobody changed it since; and all of it for an auditor."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from connector.assembly import assemble, open_connection_journal
from connector.cli.failures import Exit, UsageError, ending
from connector.cli.lists import Listing, csv_text, print_list
from connector.cli.options import Config, Connection, Csv, Cursor, Demo, Json, Limit, StripeOrNetSuiteId, settings_of
from connector.cli.printing import json_text, out, print_json
from connector.desk.bundling import bundle as bundle_now
from connector.desk.paging import page_of
from connector.journal import AuditChoice, AuditRow

app = typer.Typer(help="What was done, by whom and why.", invoke_without_command=True)

Period = Annotated[str | None, typer.Option("--period", help="Only this month: 2026-03.", metavar="YYYY-MM")]


@app.callback()
def _listed(
    context: typer.Context,
    *,
    record: Annotated[str | None, typer.Option("--record", help="Only what was done to this record.")] = None,
    who: Annotated[str | None, typer.Option("--who", help="Only what this person did.")] = None,
    period: Period = None,
    limit: Limit = None,
    cursor: Cursor = None,
    config: Config = None,
    demo: Demo = None,
    connection: Connection = None,
    as_json: Json = False,
    as_csv: Csv = False,
) -> None:
    """List what was done: when, by whom, to what and why.

    Example: connector audit --record in_1Q8
    """
    if context.invoked_subcommand is None:
        choice = _choice(period, record=record, who=who)
        with settings_of(config, demo) as settings:
            rows = open_connection_journal(settings, connection).desk.audit_rows(choice)
            page = page_of(rows, limit, cursor)
        told = _table(page.items)
        listing = Listing(
            headings=HEADINGS, rows=told, data=page.items, nothing="Nothing was done.", cursor=page.cursor
        )
        print_list(listing, as_json=as_json, as_csv=as_csv)


HEADINGS = ("No.", "Time (UTC)", "Who", "Via", "Action", "What", "Reason", "Run", "Mapping")


def _table(rows: Sequence[AuditRow]) -> list[Sequence[object]]:
    return [
        (
            row.number,
            f"{row.at:%Y-%m-%d %H:%M:%S}",
            row.who,
            row.via,
            row.action,
            _what(row.subject),
            row.reason,
            row.run_id,
            row.mapping_version,
        )
        for row in rows
    ]


def _what(subject: Mapping[str, object]) -> str:
    """`in_1: refused -> intended`; what has no record is told as it is kept."""
    record = subject.get("record")
    if record is None:
        return json.dumps(subject, ensure_ascii=False)
    before, after = subject.get("before"), subject.get("after")
    rest = {name: value for name, value in subject.items() if name not in {"record", "before", "after"}}
    moved = f": {before or ''} -> {after}" if after is not None else ""
    return f"{record}{moved}{' ' + json.dumps(rest, ensure_ascii=False) if rest else ''}"


def _choice(period: str | None, *, record: str | None = None, who: str | None = None) -> AuditChoice:
    if period is None:
        return AuditChoice(record=record, who=who)
    if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", period):
        raise UsageError(f"{period} is no month: write it as 2026-03.")
    first = datetime(int(period[:4]), int(period[5:]), 1, tzinfo=UTC)
    following = first.replace(year=first.year + first.month // 12, month=first.month % 12 + 1)
    return AuditChoice(record=record, who=who, since=first, before=following)


def verify(*, config: Config = None, demo: Demo = None, connection: Connection = None, as_json: Json = False) -> int:
    """Check that no row of the audit was changed, added between others or taken out since it was written.

    Example: connector audit verify
    """
    with settings_of(config, demo) as settings:
        journal = open_connection_journal(settings, connection)
        broken = journal.verify_audit()
        number = sum(1 for _ in journal.desk.audit_rows(AuditChoice()))
    if as_json:
        print_json({"rows": number, "first_broken": broken})
    elif broken is None:
        out.print(f"The audit is whole: {number} rows, each follows from the one before.")
    else:
        out.print(
            f"Row {broken} of the audit is not as it was written: it, or a row before it, was changed or taken out."
        )
    return Exit.DONE if broken is None else Exit.ATTENTION


def export(
    *,
    period: Period = None,
    folder: Annotated[Path, typer.Option("--out", help="The folder to write to.")] = Path(),
    config: Config = None,
    demo: Demo = None,
    connection: Connection = None,
) -> int:
    """Write the rows as CSV and as JSON lines, each with its hash, for an auditor.

    Example: connector audit export --period 2026-03 --out audit/
    """
    choice, name = _choice(period), f"audit-{period or 'all'}"
    with settings_of(config, demo) as settings:
        rows = list(open_connection_journal(settings, connection).desk.audit_rows(choice))
    folder.mkdir(parents=True, exist_ok=True)
    hashed = [(*line, row.hash) for line, row in zip(_table(rows), rows, strict=True)]
    (folder / f"{name}.csv").write_text(csv_text((*HEADINGS, "Hash"), hashed), encoding="utf-8")
    told = "".join(f"{json_text(row, indent=None)}\n" for row in rows)
    (folder / f"{name}.jsonl").write_text(told, encoding="utf-8")
    out.print(f"{len(rows)} rows in {folder / name}.csv and {name}.jsonl")
    return Exit.DONE


app.command("verify")(ending(verify))
app.command("export")(ending(export))


def bundle(
    id_: StripeOrNetSuiteId,
    *,
    file: Annotated[Path, typer.Option("--out", help="The zip to write.", metavar="FILE.zip")],
    config: Config = None,
    demo: Demo = None,
    connection: Connection = None,
) -> int:
    """Pack all that is known of a record for whoever helps: object, payload, attempts, versions; nothing personal.

    Example: connector bundle in_1Q8 --out in_1Q8.zip
    """
    with settings_of(config, demo) as settings:
        names = bundle_now(assemble(settings, connection), id_, file, json_text)
    out.print(f"{file}: {', '.join(names)}. Names, addresses and secrets are left out.")
    return Exit.DONE
