"""What a person decides of single records: link, put aside, ignore, resolve, assign, take back, read again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Annotated

import typer

from connector.assembly import Assembled, assemble, open_connection_journal
from connector.causes import CAUSES
from connector.cli.failures import Exit, UsageError
from connector.cli.listing import entry_json, state_text
from connector.cli.options import As, Config, Connection, Demo, Json, StripeOrNetSuiteId, Yes, settings_of, user
from connector.cli.printing import out, print_json, print_table
from connector.cli.reading import roots_of
from connector.cli.retrying import confirm
from connector.desk import deciding, linking
from connector.desk.choosing import by_ids, the_one
from connector.desk.comparing import Compared
from connector.desk.comparing import compare as compare_now
from connector.desk.resyncing import Resynced, resynced, would_resync
from connector.journal import Entry, Journal, Person, Remark

Reason = Annotated[str | None, typer.Option("--reason", help="Why, for whoever looks at it later.")]
NeededReason = Annotated[str, typer.Option("--reason", help="Why, for whoever looks at it later.")]
NetSuiteRecord = Annotated[
    str, typer.Option("--netsuite", help="The record of NetSuite by kind and internal id.", metavar="invoice:456")
]
Until = Annotated[
    str,
    typer.Option("--until", help="A day, `change` (of its object) or `forever`.", metavar="DATE|change|forever"),
]
FoundAt = Annotated[
    str | None, typer.Option("--netsuite", help="Where it stands in NetSuite by now.", metavar="invoice:456")
]


def compare(
    id_: StripeOrNetSuiteId,
    *,
    config: Config = None,
    demo: Demo = None,
    connection: Connection = None,
    as_json: Json = False,
) -> int:
    """Hold a record as Stripe makes it beside what was sent and what NetSuite has now; what differs is marked.

    Example: connector compare in_1Q8
    """
    with settings_of(config, demo) as settings:
        compared = compare_now(assemble(settings, connection), id_)
    if as_json:
        rows = [
            {
                "field": row.field,
                "stripe": row.stripe,
                "sent": row.sent,
                "netsuite": row.netsuite,
                "differs": row.differs,
            }
            for row in compared.rows
        ]
        print_json({"record": compared.member.external_id, "in_netsuite": compared.there, "fields": rows})
    else:
        _print_compared(compared)
    return Exit.DONE if compared.clean else Exit.ATTENTION


def _print_compared(compared: Compared) -> None:
    member = compared.member
    there = f"{member.kind}:{compared.netsuite.internal_id}" if compared.there else "has none by our id"
    out.print(f"{member.external_id}  NetSuite {there}", style="bold")
    rows = [
        ("≠" if row.differs and compared.there else "", row.field, row.stripe, row.sent, row.netsuite)
        for row in compared.rows
    ]
    print_table(("", "Field", "Stripe", "Sent", "NetSuite now"), rows)


def link(
    id_: StripeOrNetSuiteId,
    *,
    netsuite: NetSuiteRecord,
    reason: Reason = None,
    yes: Yes = False,
    as_: As = None,
    config: Config = None,
    demo: Demo = None,
    connection: Connection = None,
    as_json: Json = False,
) -> int:
    """Say that a record is one which NetSuite has already: nothing is added, and what pays it is applied to it.

    Example: connector link in_1Q8 --netsuite invoice:456 --reason "booked by hand"
    """
    with settings_of(config, demo) as settings:
        assembled = assemble(settings, connection)
        match = linking.to_link(assembled, id_, netsuite)
        if not as_json:
            _print_differences(match)
        confirm(f"Link {match.entry.id} to {netsuite}?", yes=yes or bool(reason))
        linking.link(assembled.journal, match, Person(who=user(as_), reason=reason))
        return _now(assembled.journal, [match.entry], as_json=as_json)


def _print_differences(match: linking.Match) -> None:
    if not match.differences:
        out.print(f"{match.entry.id} and {match.netsuite.kind.value}:{match.netsuite.internal_id} are alike.")
        return
    rows = [("≠", one.field, one.ours, one.netsuite) for one in match.differences]
    print_table(("", "Field", "Ours", "NetSuite"), rows)


def unlink(
    id_: StripeOrNetSuiteId,
    *,
    reason: NeededReason,
    as_: As = None,
    config: Config = None,
    demo: Demo = None,
    connection: Connection = None,
    as_json: Json = False,
) -> int:
    """Say that a record was linked to the wrong one: NetSuite's stays as it is, ours is queued.

    Example: connector unlink in_1Q8 --reason "it was another month"
    """
    with settings_of(config, demo) as settings:
        journal = open_connection_journal(settings, connection)
        entry = linking.unlink(journal, id_, Person(who=user(as_), reason=reason))
        return _now(journal, [entry], as_json=as_json)


def skip(
    id_: StripeOrNetSuiteId,
    *,
    reason: NeededReason,
    yes: Yes = False,
    as_: As = None,
    config: Config = None,
    demo: Demo = None,
    connection: Connection = None,
    as_json: Json = False,
) -> int:
    """Put a record aside, with what cannot be without it; it stays so until `connector retry` or `resync`.

    Example: connector skip in_1Q8 --reason "a test"
    """
    with settings_of(config, demo) as settings:
        journal = open_connection_journal(settings, connection)
        entry, others = deciding.to_skip(journal, id_)
        if others.skipped or others.unapplied:
            if not as_json:
                _print_dependents(others.skipped, "is put aside with it")
                _print_dependents(others.unapplied, "goes on without it, unapplied")
            confirm(f"Put {entry.id} aside?", yes=yes)
        deciding.skip(journal, entry, Person(who=user(as_), reason=reason))
        return _now(journal, [entry], as_json=as_json)


def _print_dependents(ids: Iterable[str], becomes: str) -> None:
    for each in ids:
        out.print(f"  {each} {becomes}")


def ignore(
    id_: StripeOrNetSuiteId,
    *,
    until: Until,
    reason: Reason = None,
    as_: As = None,
    config: Config = None,
    demo: Demo = None,
    connection: Connection = None,
    as_json: Json = False,
) -> int:
    """Hide what a record needs until a day, until its object changes, or for good.

    Example: connector ignore in_1Q8 --until 2026-04-01
    """
    with settings_of(config, demo) as settings:
        journal = open_connection_journal(settings, connection)
        person = Person(who=user(as_), reason=reason)
        entry = deciding.ignore(journal, id_, until, settings.connection(connection).zone, person)
        return _now(journal, [entry], as_json=as_json)


def resolve(
    id_: StripeOrNetSuiteId,
    *,
    netsuite: FoundAt = None,
    reason: NeededReason,
    as_: As = None,
    config: Config = None,
    demo: Demo = None,
    connection: Connection = None,
    as_json: Json = False,
) -> int:
    """Say that somebody saw to it: by the record in NetSuite, whose amounts the next run compares, or by a note.

    Example: connector resolve in_1Q8 --reason "credited by hand"
    """
    person = Person(who=user(as_), reason=reason)
    with settings_of(config, demo) as settings:
        if netsuite is None:
            journal = open_connection_journal(settings, connection)
            entry = deciding.resolve(journal, id_, person)
        else:
            assembled = assemble(settings, connection)
            journal, match = assembled.journal, linking.to_link(assembled, id_, netsuite)
            linking.link(journal, match, person, checked=True)
            entry = match.entry
        return _now(journal, [entry], as_json=as_json)


def cancel(
    id_: StripeOrNetSuiteId,
    *,
    reason: Reason = None,
    as_: As = None,
    config: Config = None,
    demo: Demo = None,
    connection: Connection = None,
    as_json: Json = False,
) -> int:
    """Take a retry back before it is sent: the record is as it was before.

    Example: connector cancel in_1Q8
    """
    with settings_of(config, demo) as settings:
        journal = open_connection_journal(settings, connection)
        entry = deciding.cancel(journal, id_, Person(who=user(as_), reason=reason))
        return _now(journal, [entry], as_json=as_json)


def assign(
    id_: StripeOrNetSuiteId,
    name: Annotated[str, typer.Argument(help="To whom, or `nobody`.", metavar="NAME")],
    *,
    as_: As = None,
    config: Config = None,
    demo: Demo = None,
    connection: Connection = None,
    as_json: Json = False,
) -> int:
    """Assign a record to somebody.

    Example: connector assign in_1Q8 mia
    """
    with settings_of(config, demo) as settings:
        journal = open_connection_journal(settings, connection)
        entry, person = the_one(journal, id_), Person(who=user(as_))
        if name == "nobody":
            journal.desk.take_back(Remark(subject=entry.id, kind="assignee", text=None), person)
        else:
            journal.desk.remark(Remark(subject=entry.id, kind="assignee", text=name), person)
        return _now(journal, [entry], as_json=as_json)


def tag(
    id_: StripeOrNetSuiteId,
    text: Annotated[str, typer.Argument(help="A word to find it by.", metavar="TAG")],
    *,
    remove: Annotated[bool, typer.Option("--remove", help="Take the tag away.")] = False,
    as_: As = None,
    config: Config = None,
    demo: Demo = None,
    connection: Connection = None,
    as_json: Json = False,
) -> int:
    """Tag a record, to find it with `connector records --filter tag:…`.

    Example: connector tag in_1Q8 close
    """
    with settings_of(config, demo) as settings:
        journal = open_connection_journal(settings, connection)
        entry, person = the_one(journal, id_), Person(who=user(as_))
        said = Remark(subject=entry.id, kind="tag", text=text)
        if remove and not journal.desk.take_back(said, person):
            raise UsageError(f"{entry.id} has no tag {text}.")
        if not remove:
            journal.desk.remark(said, person)
        return _now(journal, [entry], as_json=as_json)


def note(
    id_: StripeOrNetSuiteId,
    text: Annotated[str, typer.Argument(help="What to remember.", metavar="TEXT")],
    *,
    as_: As = None,
    config: Config = None,
    demo: Demo = None,
    connection: Connection = None,
    as_json: Json = False,
) -> int:
    """Write a note that `connector show` tells with the record.

    Example: connector note in_1Q8 "the customer will call back"
    """
    with settings_of(config, demo) as settings:
        journal = open_connection_journal(settings, connection)
        entry = the_one(journal, id_)
        journal.desk.remark(Remark(subject=entry.id, kind="note", text=text), Person(who=user(as_)))
        return _now(journal, [entry], as_json=as_json)


def _now(journal: Journal, entries: Sequence[Entry], *, as_json: bool) -> int:
    """How the records stand now."""
    found = by_ids(journal, {entry.id for entry in entries})
    if as_json:
        print_json([entry_json(entry) for entry in found])
    for entry in found if not as_json else ():
        assigned = f", assigned to {entry.remarks.assignee}" if entry.remarks.assignee else ""
        tags = f", tagged {', '.join(entry.remarks.tags)}" if entry.remarks.tags else ""
        code = f" {CAUSES[entry.issue.code].code}" if entry.issue else ""
        out.print(f"{entry.id}  {state_text(entry)}{code}{assigned}{tags}")
    return Exit.DONE


def resync(
    id_: StripeOrNetSuiteId,
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be different; write nothing.")] = False,
    as_: As = None,
    config: Config = None,
    demo: Demo = None,
    connection: Connection = None,
    as_json: Json = False,
) -> int:
    """Read an object and all that belongs to it afresh, translate it anew, and queue what is different.

    Example: connector resync in_1Q8 --dry-run
    """
    with settings_of(config, demo) as settings:
        assembled: Assembled = assemble(settings, connection)
        roots = roots_of(id_, assembled.journal)
        person = Person(who=user(as_))
        done = would_resync(assembled, roots) if dry_run else resynced(assembled, roots, person)
    if as_json:
        print_json({"dry_run": dry_run, **done.json()})
    else:
        out.print(_resync_text(done, dry_run=dry_run))
    return Exit.ATTENTION if done.intended.problems else Exit.DONE


def _resync_text(done: Resynced, *, dry_run: bool) -> str:
    numbers = done.intended
    differ = numbers.new + numbers.changed + numbers.left_out
    said = [f"new {numbers.new}", f"changed {numbers.changed}", f"unchanged {numbers.unchanged}"]
    said += [f"no longer wanted {numbers.left_out}"] if numbers.left_out else []
    said += [f"problems {numbers.problems}"] if numbers.problems else []
    then = "\nSend it with: connector sync" if differ and not dry_run else ""
    return f"{'NOTHING WAS WRITTEN: ' if dry_run else ''}{'  '.join(said)}{then}"


holds = typer.Typer(help="What waits for a decision: list, approve or reject it.", no_args_is_help=True)


def holds_list(
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


def holds_approve(
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
        return _now(journal, [entry], as_json=as_json)


def holds_reject(
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
        return _now(journal, [entry], as_json=as_json)
