"""`connector issues` and `connector records`: what needs somebody, by cause, and any record by what is said of it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Annotated

import typer

from connector.assembly import open_connection_journal
from connector.causes import CAUSES, sentence
from connector.cli.cause_text import issue_json
from connector.cli.failures import Exit
from connector.cli.options import As, Config, Connection, Csv, Demo, Json, settings_of, user
from connector.cli.printing import out, print_json, print_table, talk
from connector.cli.summary import SHOWN_WORDS, counted
from connector.desk.choosing import by_ids
from connector.desk.inbox import Choice, Group, grouped
from connector.desk.inbox import issues as issues_of
from connector.desk.listing import LIMIT, SORTS
from connector.desk.listing import records as records_of
from connector.desk.query import EVERY, read_query
from connector.journal import Entry, Filed, Journal
from connector.translation.text import amount_text

Filter = Annotated[
    str, typer.Option("--filter", help=f"What to look for: state:attention amount:>1000 … ({EVERY}).", metavar="QUERY")
]


def issues(
    *,
    group: Annotated[
        str | None, typer.Option("--group", help="The records of one group, by its name in the list.")
    ] = None,
    code: Annotated[str | None, typer.Option("--code", help="Only this cause: NS-101.")] = None,
    run: Annotated[int | None, typer.Option("--run", help="Only what was seen or closed in this run.")] = None,
    assignee: Annotated[
        str | None, typer.Option("--assignee", help="Only what is assigned to this person, or nobody.")
    ] = None,
    closed: Annotated[bool, typer.Option("--closed", help="What is closed by now, instead of what is open.")] = False,
    config: Config = None,
    demo: Demo = None,
    connection: Connection = None,
    as_json: Json = False,
    as_csv: Csv = False,
    as_: As = None,
) -> int:
    """List what needs somebody, by cause: how many records, what they come to, who can fix it. With --group: each.

    Example: connector issues --code NS-101
    """
    someone = user(as_) if assignee == "me" else assignee
    choice = Choice(group=group, code=code, run=run, assignee=someone, closed=closed)
    with settings_of(config, demo) as settings:
        found = list(issues_of(open_connection_journal(settings, connection), choice))
    groups = grouped(found)
    if as_json:
        print_json([_filed_json(each) for each in found] if group else [_group_json(each) for each in groups])
    elif as_csv:
        print_csv(*(_issue_table(found) if group else _group_table(groups)))
    elif not found:
        out.print("Nothing is closed yet." if closed else "Nothing needs you.")
    elif group:
        _print_group(groups[0], found)
    else:
        print_table(*_group_table(groups))
        talk.print("The records of one: connector issues --group GROUP. What to do: connector explain CODE")
    return Exit.ATTENTION if found and not closed else Exit.DONE


def _group_table(groups: Iterable[Group]) -> tuple[Sequence[str], list[Sequence[object]]]:
    headings = ("Group", "Code", "Records", "Amount", "Who fixes", "First seen", "Last seen", "Assignee", "Cause")
    return headings, [
        (
            each.id,
            each.cause.code,
            each.number,
            amounts_text(each.amounts),
            each.cause.who,
            f"{each.first_seen:%Y-%m-%d %H:%M}",
            f"{each.last_seen:%Y-%m-%d %H:%M}",
            ", ".join(each.assignees),
            each.cause.title,
        )
        for each in groups
    ]


def _issue_table(found: Iterable[Filed]) -> tuple[Sequence[str], list[Sequence[object]]]:
    headings = ("Record", "Code", "Customer", "Amount", "Currency", "Since", "Assignee", "What happened")
    return headings, [
        (
            each.id,
            CAUSES[each.issue.code].code,
            each.money.customer,
            _amount(each.money.amount),
            each.money.currency,
            f"{each.issue.opened_at:%Y-%m-%d %H:%M}",
            each.assignee,
            sentence(each.issue.code, each.issue.subject, each.issue.values),
        )
        for each in found
    ]


def _print_group(group: Group, found: Sequence[Filed]) -> None:
    money = f" ({amounts_text(group.amounts)})" if group.amounts else ""
    out.print(f"{group.cause.code} {group.cause.title}: {counted(group.number, 'record')}{money}", style="bold")
    print_table(*_issue_table(found))
    talk.print(f"What to do: connector explain {group.cause.code}. All at once: connector retry --group {group.id}")


def amounts_text(amounts: Mapping[str, Decimal]) -> str:
    """`EUR 10.00, USD 1,350.00`."""
    return ", ".join(f"{currency} {amount_text(amount)}" for currency, amount in amounts.items())


def _amount(amount: Decimal | None) -> str | None:
    return None if amount is None else amount_text(amount)


def _group_json(group: Group) -> Mapping[str, object]:
    return {
        "group": group.id,
        "code": group.cause.code,
        "name": group.cause.name,
        "title": group.cause.title,
        "who": group.cause.who,
        "number": group.number,
        "amounts": group.amounts,
        "first_seen": group.first_seen,
        "last_seen": group.last_seen,
        "examples": group.ids,
        "assignees": group.assignees,
    }


def _filed_json(filed: Filed) -> Mapping[str, object]:
    return {"record": filed.id, "money": filed.money, "assignee": filed.assignee, **issue_json(filed.issue)}


def records(
    *,
    filter_: Filter = "",
    sort: Annotated[
        str | None, typer.Option("--sort", help=f"By what: {', '.join(SORTS)}; with - before it the other way.")
    ] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, help="How many at most.")] = LIMIT,
    cursor: Annotated[str | None, typer.Option("--cursor", help="Where the list before ended.")] = None,
    config: Config = None,
    demo: Demo = None,
    connection: Connection = None,
    as_json: Json = False,
    as_csv: Csv = False,
    as_: As = None,
) -> int:
    """List records by what is said of them. Words without a colon are looked for in all that is known.

    Example: connector records --filter 'state:attention customer:"Acme" amount:>1000' --sort -amount
    """
    query = read_query(filter_, me=user(as_))
    with settings_of(config, demo) as settings:
        journal = open_connection_journal(settings, connection)
        listed = records_of(journal, query, sort=sort, limit=limit, cursor=cursor)
    if as_json:
        print_json({"records": [entry_json(each) for each in listed.entries], "cursor": listed.cursor})
    elif as_csv:
        print_csv(*_entry_table(listed.entries))
    elif not listed.entries:
        out.print("No record fits." if filter_ else "Nothing is recorded yet: connector sync")
    else:
        print_table(*_entry_table(listed.entries))
    if listed.cursor and not as_json:
        talk.print(f"There are more: --cursor {listed.cursor}")
    return Exit.DONE


def _entry_table(entries: Iterable[Entry]) -> tuple[Sequence[str], list[Sequence[object]]]:
    headings = (
        "State",
        "Record",
        "Kind",
        "Customer",
        "Amount",
        "Currency",
        "Date",
        "NetSuite",
        "Code",
        "Assignee",
        "Tags",
    )
    return headings, [
        (
            state_text(each),
            each.id,
            each.kind.replace("_", " "),
            each.money.customer,
            _amount(each.money.amount),
            each.money.currency,
            each.money.dated_on,
            each.internal_id,
            CAUSES[each.issue.code].code if each.issue else None,
            each.remarks.assignee,
            ", ".join(each.remarks.tags),
        )
        for each in entries
    ]


def state_text(entry: Entry) -> str:
    """The state with what explains it: `skipped (before start date)`, `retrying, next 14:05`."""
    word = SHOWN_WORDS[entry.shown]
    if entry.next_try:
        return f"{word}, next {entry.next_try:%H:%M}"
    return f"{word} ({entry.detail})" if entry.detail else word


def entry_json(entry: Entry) -> Mapping[str, object]:
    """A record of a list as data."""
    return {
        "id": entry.id,
        "kind": entry.kind,
        "state": entry.shown,
        "detail": entry.detail,
        "root": entry.root.id if entry.root else None,
        "customer": entry.money.customer,
        "amount": entry.money.amount,
        "currency": entry.money.currency,
        "date": entry.money.dated_on,
        "internal_id": entry.internal_id,
        "attempts": entry.attempts,
        "next_try": entry.next_try,
        "since": entry.since,
        "code": CAUSES[entry.issue.code].code if entry.issue else None,
        "assignee": entry.remarks.assignee,
        "tags": entry.remarks.tags,
    }


def print_standing(journal: Journal, entries: Sequence[Entry], *, as_json: bool) -> int:
    """Print how these records stand now."""
    found = by_ids(journal, {entry.id for entry in entries})
    if as_json:
        print_json([entry_json(entry) for entry in found])
    for entry in found if not as_json else ():
        assigned = f", assigned to {entry.remarks.assignee}" if entry.remarks.assignee else ""
        tags = f", tagged {', '.join(entry.remarks.tags)}" if entry.remarks.tags else ""
        code = f" {CAUSES[entry.issue.code].code}" if entry.issue else ""
        out.print(f"{entry.id}  {state_text(entry)}{code}{assigned}{tags}")
    return Exit.DONE


def print_csv(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """The same as comma-separated values, a line each."""
    out.print(csv_text(headings, rows), end="")


def csv_text(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Headings and rows as comma-separated values."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(headings)
    writer.writerows(["" if value is None else str(value) for value in row] for row in rows)
    return text.getvalue()
