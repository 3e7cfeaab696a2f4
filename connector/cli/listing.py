"""`connector issues` and `connector records`: what needs somebody, by cause, and any record by what is said of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Annotated

import typer

from connector.assembly import open_connection_journal
from connector.causes import CAUSES, sentence
from connector.cli.cause_text import issue_json
from connector.cli.failures import Exit
from connector.cli.lists import Listing, print_list
from connector.cli.options import As, Config, Connection, Csv, Cursor, Demo, Json, Limit, settings_of, user
from connector.cli.printing import out, print_json
from connector.cli.summary import SHOWN_WORDS, counted
from connector.desk.choosing import by_ids
from connector.desk.inbox import Choice, Group, grouped
from connector.desk.inbox import issues as issues_of
from connector.desk.listing import LIMIT, SORTS
from connector.desk.listing import records as records_of
from connector.desk.paging import Page, page_of
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
    limit: Limit = None,
    cursor: Cursor = None,
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
    nothing = "Nothing is closed yet." if closed else "Nothing needs you."
    listing = _groups(grouped(found), nothing)
    if group and found:
        listing = _group(grouped(found)[0], page_of(found, limit, cursor))
    print_list(listing, as_json=as_json, as_csv=as_csv)
    return Exit.ATTENTION if found and not closed else Exit.DONE


def _groups(groups: Sequence[Group], nothing: str) -> Listing:
    headings = ("Group", "Code", "Records", "Amount", "Who fixes", "First seen", "Last seen", "Assignee", "Cause")
    rows = [
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
    then = "The records of one: connector issues --group GROUP. What to do: connector explain CODE"
    data = [_group_json(each) for each in groups]
    return Listing(headings=headings, rows=rows, data=data, nothing=nothing, then=then)


def _group(group: Group, page: Page[Filed]) -> Listing:
    money = f" ({amounts_text(group.amounts)})" if group.amounts else ""
    title = f"{group.cause.code} {group.cause.title}: {counted(group.number, 'record')}{money}"
    headings = ("Record", "Code", "Customer", "Amount", "Currency", "Since", "Assignee", "What happened")
    rows = [
        (
            each.id,
            CAUSES[each.issue.code].code,
            each.money.customer,
            each.money.amount,
            each.money.currency,
            f"{each.issue.opened_at:%Y-%m-%d %H:%M}",
            each.assignee,
            sentence(each.issue.code, each.issue.subject, each.issue.values),
        )
        for each in page.items
    ]
    then = f"What to do: connector explain {group.cause.code}. All at once: connector retry --group {group.id}"
    data = [_filed_json(each) for each in page.items]
    return Listing(headings=headings, rows=rows, data=data, title=title, then=then, cursor=page.cursor)


def amounts_text(amounts: Mapping[str, Decimal]) -> str:
    """`EUR 10.00, USD 1,350.00`."""
    return ", ".join(f"{currency} {amount_text(amount)}" for currency, amount in amounts.items())


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
    cursor: Cursor = None,
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
        page = records_of(journal, query, sort=sort, limit=limit, cursor=cursor)
    nothing = "No record fits." if filter_ else "Nothing is recorded yet: connector sync"
    print_list(_entries(page, nothing), as_json=as_json, as_csv=as_csv)
    return Exit.DONE


def _entries(page: Page[Entry], nothing: str) -> Listing:
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
    rows = [
        (
            state_text(each),
            each.id,
            each.kind.replace("_", " "),
            each.money.customer,
            each.money.amount,
            each.money.currency,
            each.money.dated_on,
            each.internal_id,
            CAUSES[each.issue.code].code if each.issue else None,
            each.remarks.assignee,
            ", ".join(each.remarks.tags),
        )
        for each in page.items
    ]
    data = {"records": [entry_json(each) for each in page.items], "cursor": page.cursor}
    return Listing(headings=headings, rows=rows, data=data, nothing=nothing, cursor=page.cursor)


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
