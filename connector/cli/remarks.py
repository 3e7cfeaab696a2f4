"""What a person says of a record: to whom it is assigned, tags to find it by, notes that are shown with it."""

from __future__ import annotations

from typing import Annotated

import typer

from connector.assembly import open_connection_journal
from connector.cli.failures import UsageError
from connector.cli.listing import print_standing
from connector.cli.options import As, Config, Connection, Demo, Json, StripeOrNetSuiteId, settings_of, user
from connector.desk.choosing import the_one
from connector.journal import Person, Remark


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
        return print_standing(journal, [entry], as_json=as_json)


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
        return print_standing(journal, [entry], as_json=as_json)


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
        return print_standing(journal, [entry], as_json=as_json)
