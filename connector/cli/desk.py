"""What a person decides of single records: link, put aside, ignore, resolve, take back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

import typer

from connector.assembly import assemble, open_connection_journal
from connector.cli.listing import print_standing
from connector.cli.options import (
    As,
    Config,
    Connection,
    Demo,
    Json,
    NeededReason,
    Reason,
    StripeOrNetSuiteId,
    Yes,
    settings_of,
    user,
)
from connector.cli.printing import out, print_table
from connector.cli.retrying import confirm
from connector.desk import deciding, linking
from connector.journal import Person

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
        return print_standing(assembled.journal, [match.entry], as_json=as_json)


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
        return print_standing(journal, [entry], as_json=as_json)


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
        return print_standing(journal, [entry], as_json=as_json)


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
        return print_standing(journal, [entry], as_json=as_json)


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
        return print_standing(journal, [entry], as_json=as_json)


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
        return print_standing(journal, [entry], as_json=as_json)
