"""`connector retry`: say what another try would do, then queue what is worth it."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Annotated

import typer

from connector.assembly import assemble, open_connection_journal
from connector.cli.failures import Exit, UsageError
from connector.cli.listing import Filter, entry_json
from connector.cli.lists import Listing, print_list
from connector.cli.options import As, Config, Connection, Csv, Cursor, Demo, Json, Limit, Yes, settings_of, user
from connector.cli.printing import out, print_json, print_table, talk
from connector.cli.summary import counted
from connector.desk.choosing import Chosen, chosen
from connector.desk.deciding import moment_of
from connector.desk.overriding import Proposal, given, proposal, remove
from connector.desk.paging import page_of
from connector.desk.retrying import Preview, preview, read_again
from connector.desk.retrying import retry as retry_now
from connector.journal import Entry, Person

Values = Annotated[
    list[str] | None,
    typer.Option("--set", help="A value for a field of this one record, to stay.", metavar="FIELD=VALUE"),
]
Removed = Annotated[
    str | None,
    typer.Option("--remove", help="Take a value away; the record is as the mapping says again.", metavar="ID:FIELD"),
]
NAMED = "Name what to try again: connector retry in_1Q8, --filter QUERY, --group GROUP, or all: connector retry --all."


def retry(
    ids: Annotated[list[str] | None, typer.Argument(help="Ids of records or Stripe objects.", metavar="[ID]…")] = None,
    *,
    filter_: Filter = "",
    group: Annotated[str | None, typer.Option("--group", help="A group of `connector issues`.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Everything that needs somebody or is on hold.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would become of each; write nothing.")] = False,
    set_: Values = None,
    at: Annotated[str | None, typer.Option("--at", help="Not before this day or moment.", metavar="DATE")] = None,
    reason: Annotated[str | None, typer.Option("--reason", help="Why; needed with --set.")] = None,
    yes: Yes = False,
    as_: As = None,
    config: Config = None,
    demo: Demo = None,
    connection: Connection = None,
    as_json: Json = False,
) -> int:
    """Try again what was refused, stopped or put aside. It cannot create anything twice.

    More than one ID is shown first, with what would become of each record by the real plan; then it asks, or takes
    --yes.

    Example: connector retry --filter 'code:NS-101' --dry-run
    """
    choice = Chosen(ids=tuple(ids or ()), query=filter_ or None, group=group, everything=everything, me=user(as_))
    if sum(map(bool, (choice.ids, choice.query, group, everything))) != 1:
        raise UsageError(NAMED)
    if set_ and not (reason and len(choice.ids) == 1):
        raise UsageError("--set needs one ID and --reason: the value stays until somebody removes it.")
    with settings_of(config, demo) as settings:
        assembled = assemble(settings, connection)
        entries = chosen(assembled.journal, choice, limit=settings.bulk.limit)
        values = [given(_single(entries, choice.ids), each, reason or "") for each in set_ or ()]
        moment = moment_of(at, assembled.connection.zone) if at else None
        shown = preview(assembled, entries, values) if dry_run or values or _is_bulk(choice, entries) else None
        if dry_run and shown:
            return _previewed(shown, as_json=as_json)
        if shown and not as_json:
            out.print(shown.sentence)
        if shown and shown.worth_trying:
            confirm(f"Try {len(shown.worth_trying)} again?", yes=yes or bool(values))
        person = Person(who=user(as_), reason=reason)
        proposals = [found for one in values if (found := proposal(assembled, _single(entries, choice.ids), one))]
        done = retry_now(assembled, entries, person, at=moment, given=values)
    if as_json:
        counts = shown.counts if shown else {}
        print_json({"queued": done.queued, "read_again": done.read_again, "counts": counts, "proposals": proposals})
    else:
        out.print(_said(done.queued, done.read_again))
        for each in proposals:
            talk.print(_proposed(each))
    return Exit.DONE


def _proposed(one: Proposal) -> str:
    others = f"{counted(one.others, 'other record')} {'misses' if one.others == 1 else 'miss'} the same"
    return f"{others}. For all of them a partner adds to {one.place}:\n{one.entry}"


def _is_bulk(choice: Chosen, entries: Sequence[Entry]) -> bool:
    """Whether more is chosen than one object by its id, with what depends on it."""
    return len(choice.ids) != 1 and len(entries) > 1


def _single(entries: Sequence[Entry], ids: Sequence[str]) -> Entry:
    named = [entry for entry in entries if entry.id in ids] if len(entries) > 1 else entries
    if len(named) != 1:
        raise UsageError("--set takes one record: name it by its own id.")
    return named[0]


def _previewed(shown: Preview, *, as_json: bool) -> int:
    if as_json:
        rows = [{**entry_json(fate.entry), "becomes": fate.becomes, "code": fate.code} for fate in shown.fates]
        print_json({"dry_run": True, "counts": shown.counts, "records": rows})
    else:
        out.print("NOTHING WAS WRITTEN")
        print_table(("Record", "Kind", "Becomes"), [(one.entry.id, one.entry.kind, one.becomes) for one in shown.fates])
        out.print(shown.sentence)
    return Exit.DONE


def _said(queued: int, read: int) -> str:
    if not queued and not read:
        return "Nothing of that was refused."
    parts = [f"{queued} queued again"] if queued or not read else []
    parts += [f"{read} read again at Stripe"] if read else []
    return f"{', '.join(parts)}. Send them with: connector sync"


def confirm(question: str, *, yes: bool) -> None:
    """Go on only if a person says so. Raises UsageError without a terminal, or when the answer is no."""
    if yes:
        return
    if not sys.stdin.isatty():
        raise UsageError(f"{question} Without a terminal say --yes.")
    if not typer.confirm(question, err=True):
        raise UsageError("Nothing was done.")


def overrides(
    *,
    remove_: Removed = None,
    limit: Limit = None,
    cursor: Cursor = None,
    as_: As = None,
    config: Config = None,
    demo: Demo = None,
    connection: Connection = None,
    as_json: Json = False,
    as_csv: Csv = False,
) -> int:
    """List the values that people gave fields of single records, or take one away.

    Example: connector overrides --remove in_1Q8:department_id
    """
    with settings_of(config, demo) as settings:
        if remove_:
            assembled = assemble(settings, connection)
            journal = assembled.journal
            id_ = remove(journal, remove_, Person(who=user(as_)))
            read_again(assembled.parts, journal, journal.find(id_).roots, trigger="override")
        journal = open_connection_journal(settings, connection)
        values = (one for those in journal.desk.overrides().values() for one in those)
        found = page_of(values, limit, cursor)
    listing = Listing(
        headings=("Record", "Field", "Value", "By", "Since", "Why"),
        rows=[
            (each.external_id, each.field, each.value, each.who, each.at.date(), each.reason) for each in found.items
        ],
        data=found.items,
        nothing="No record has a value of its own.",
        then="Take one away: connector overrides --remove ID:FIELD",
        cursor=found.cursor,
    )
    print_list(listing, as_json=as_json, as_csv=as_csv)
    return Exit.DONE
