"""`connector mapping lint`: everything that is to be said of mapping files, for people, programs and pull requests."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from connector.assembly import facts_remembered, lists_remembered, open_connection_journal
from connector.cli.failures import Exit
from connector.cli.options import Config, Connection, Demo, settings_of
from connector.cli.printing import out, print_json, talk
from connector.journal import Journal
from connector.located import Message, Place, Severity, in_order, redacted
from connector.mapping import FilesOnDisk, read_all
from connector.mapping.linting import Choices, choices_of, lint
from connector.proving.reading import read_cases
from stripe_client.objects import Family

UTC = ZoneInfo("UTC")
"""What a test's days mean does not change whether it can be read."""

SEVERITIES: tuple[Severity, ...] = ("error", "warning", "note")
_OF_GITHUB = {"error": "error", "warning": "warning", "note": "notice"}


class Format(StrEnum):
    """How messages are printed."""

    TEXT = "text"
    JSON = "json"
    GITHUB = "github"


Files = Annotated[
    list[Path] | None, typer.Argument(help="Mapping files. Without them: those of the connection.", metavar="[FILE…]")
]


def lint_files(
    files: Files = None,
    *,
    form: Annotated[
        Format, typer.Option("--format", help="text for people, json for programs, github for pull requests.")
    ] = Format.TEXT,
    config: Config = None,
    demo: Demo = None,
    connection: Connection = None,
) -> int:
    """Say everything that is wrong with mapping files, or worth knowing; nothing is changed or asked of anybody.

    Values are held against NetSuite's accounts as the connection's last run saw them and against its lists as the last
    `connector doctor` did, paths against the objects that were read last: with FILE alone no connection is looked at,
    with --config, --demo or --connection as well.

    Example: connector mapping lint mappings/acme.yaml
    """
    paths: Sequence[Path] = files or ()
    choices: Choices = {}
    families: Iterable[Family] = ()
    if not files or config or demo or connection:
        with settings_of(config, demo) as settings:
            own = settings.connection(connection)
            journal = open_connection_journal(settings, connection)
            choices, families = known_choices(journal), journal.kept_families.newest()
        paths = files or own.mapping
    messages = messages_of(paths, choices, families)
    _print(messages, form)
    return Exit.CONFIGURATION if any(each.severity == "error" for each in messages) else Exit.DONE


def known_choices(journal: Journal) -> Choices:
    """What the account is known to have, as the last run and the last `doctor` saw it; nothing before the first."""
    facts = facts_remembered(journal)
    return choices_of(facts, lists_remembered(journal)) if facts else {}


def messages_of(paths: Sequence[Path], choices: Choices, families: Iterable[Family]) -> Sequence[Message]:
    """All that is to be said of these files and of the tests that they name, in their order."""
    files = FilesOnDisk(paths)
    said, messages = read_all(files)
    messages = [*messages, *read_cases(said.tests, files, UTC).messages]
    broken = any(each.severity == "error" for each in messages)
    return in_order([*messages, *lint(said, choices=choices, families=families, errors_only=broken)])


def _print(messages: Sequence[Message], form: Format) -> None:
    match form:
        case Format.TEXT:
            for message in messages:
                out.print(str(message))
            talk.print(_counted(messages))
        case Format.JSON:
            counts = Counter(each.severity for each in messages)
            print_json({f"{each}s": counts[each] for each in SEVERITIES} | {"messages": [*map(_json, messages)]})
        case Format.GITHUB:
            for message in messages:
                out.print(_annotation(message))


def _counted(messages: Sequence[Message]) -> str:
    counts = Counter(each.severity for each in messages)
    said = [f"{counts[each]} {each}{'' if counts[each] == 1 else 's'}" for each in SEVERITIES if counts[each]]
    return f"{', '.join(said)}. What a code means: connector mapping help CODE" if said else "Nothing to say."


def _json(message: Message) -> dict[str, object]:
    place = message.place
    where: dict[str, object] = {"file": place, "line": None, "column": None, "width": None}
    if isinstance(place, Place):
        where = {"file": place.file.name, "line": place.line, "column": place.column, "width": place.width}
    said = {"text": redacted(message.text), "hint": redacted(message.hint) or None}
    return {**where, "severity": message.severity, "code": message.code, **said}


def _annotation(message: Message) -> str:
    """A message as GitHub's runners turn it into a note beside the line."""
    place, where = message.place, ""
    if isinstance(place, Place):
        end = place.column + place.width - 1
        where = f"file={_property(place.file.name)},line={place.line},col={place.column},endColumn={end},"
    text = redacted(f"{message.text} ({message.hint})" if message.hint else message.text)
    return f"::{_OF_GITHUB[message.severity]} {where}title={message.code}::{_data(text)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
