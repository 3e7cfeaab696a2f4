"""`connector mapping`: what is published, by whom and why; what another version would change; and the way back."""

from __future__ import annotations

import getpass
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from connector.assembly import open_connection_journal, remembered_rules
from connector.cli import mapping_tests
from connector.cli.diff_text import diff_json, diff_text
from connector.cli.failures import Exit, UsageError, ending
from connector.cli.lists import Listing, print_list
from connector.cli.mapping_help import help_page
from connector.cli.mapping_init import init, schema
from connector.cli.mapping_lint import known_choices, lint_files
from connector.cli.options import Config, Connection, Csv, Demo, Json, settings_of
from connector.cli.printing import out, print_json
from connector.cli.summary import counted
from connector.journal import Journal
from connector.located import ConfigurationInvalid
from connector.mapping import FilesOnDisk, MappingFiles, name_of
from connector.mapping.changes import first_changes
from connector.mapping_diff import MappingDiff, compared
from connector.mapping_in_force import mapper_of, read_mapping
from connector.proving import ground_of
from connector.publishing import NothingToPublishError, roll_back
from connector.publishing import publish as publish_files
from connector.replaying import replayed
from connector.settings import Connection as ConnectionSettings
from connector.versions import MappingVersion

app = typer.Typer(help="The mapping: its versions, and what is in force.", no_args_is_help=True)

HASH_SHOWN = 8
COMPARED = 500
"""Of how many records it is said what another mapping would make of them."""

Author = Annotated[str | None, typer.Option("--author", help="Who it is; without it, whoever runs this.")]


def publish(
    *,
    note: Annotated[str, typer.Option("--note", help="What it is for, as the history will say it.")],
    author: Author = None,
    config: Config = None,
    demo: Demo = None,
    connection: Connection = None,
    as_json: Json = False,
) -> int:
    """Put the mapping files in force as a new version. From then on a run uses what was published, not the folder.

    Example: connector mapping publish --note "department by team"
    """
    with settings_of(config, demo) as settings:
        journal, own = open_connection_journal(settings, connection), settings.connection(connection)
        try:
            made = publish_files(
                FilesOnDisk(own.mapping),
                ground_of(own),
                journal.mappings,
                author=author or getpass.getuser(),
                note=note,
                choices=known_choices(journal),
            )
        except NothingToPublishError as nothing:
            raise UsageError(str(nothing)) from None
        return _published(made, own, journal, as_json=as_json)


def rollback(
    version: Annotated[int, typer.Argument(help="The version to go back to.", metavar="VERSION")],
    *,
    note: Annotated[str | None, typer.Option("--note", help="Why, as the history will say it.")] = None,
    author: Author = None,
    config: Config = None,
    demo: Demo = None,
    connection: Connection = None,
    as_json: Json = False,
) -> int:
    """Publish again what an earlier version says. Nothing is taken out of the history.

    Example: connector mapping rollback 3
    """
    with settings_of(config, demo) as settings:
        journal, own = open_connection_journal(settings, connection), settings.connection(connection)
        try:
            made = roll_back(version, own.zone, journal.mappings, author=author or getpass.getuser(), note=note)
        except NothingToPublishError as nothing:
            raise UsageError(str(nothing)) from None
        return _published(made, own, journal, as_json=as_json)


def history(
    *,
    config: Config = None,
    demo: Demo = None,
    connection: Connection = None,
    as_json: Json = False,
    as_csv: Csv = False,
) -> int:
    """List the versions of the mapping, the newest first.

    Example: connector mapping history
    """
    with settings_of(config, demo) as settings:
        versions = open_connection_journal(settings, connection).mappings
        known, now = versions.history(), versions.published()
    listing = Listing(
        headings=("Version", "In force", "When (UTC)", "Who", "Hash", "Note"),
        rows=[_row(each, now) for each in known],
        data=[_version_json(each, now) for each in known],
        nothing="Nothing was published yet: a run uses the files as they stand.",
    )
    print_list(listing, as_json=as_json, as_csv=as_csv)
    return Exit.DONE


def diff(
    old: Annotated[str, typer.Argument(help="A version, a file, a folder, or . for the settings' own files.")],
    new: Annotated[str, typer.Argument(help="The same, of what it would become.")],
    *,
    last: Annotated[int, typer.Option("--last", min=1, help="Of how many records, the newest first.")] = COMPARED,
    config: Config = None,
    demo: Demo = None,
    connection: Connection = None,
    as_json: Json = False,
) -> int:
    """Say what another mapping would make of the objects that were read last. Nobody is asked, nothing is written.

    Example: connector mapping diff 3 . --last 200
    """
    with settings_of(config, demo) as settings:
        journal, own = open_connection_journal(settings, connection), settings.connection(connection)
        found = _compared([_files_of(each, own.mapping, journal) for each in (old, new)], own, journal, last)
    if found is None:
        raise UsageError("Nothing was read yet that could be compared. Begin with: connector sync")
    if as_json:
        print_json({"old": old, "new": new, **diff_json(found)})
    else:
        out.print(diff_text(found, old, new))
    return Exit.DONE


def _compared(
    files: Sequence[MappingFiles], own: ConnectionSettings, journal: Journal, last: int
) -> MappingDiff | None:
    """What two mappings make of what was read last; None before anything was. Raises ConfigurationInvalid."""
    mappers = [mapper_of(read_mapping(each, own.zone).mapping) for each in files]
    rules = remembered_rules(own, journal)
    if rules is None:
        return None
    pairs = replayed(journal.kept_families.newest(), journal, rules, mappers)
    return compared(((before, after) for before, after in pairs), name_of, last)


def _files_of(named: str, paths: Sequence[Path], journal: Journal) -> MappingFiles:
    """What a version, a file, a folder or `.` stands for: of a folder, the files that the settings name. UsageError."""
    if named == ".":
        return FilesOnDisk(paths)
    if named.isdigit():
        version = journal.mappings.version(int(named))
        if version is None:
            raise UsageError(f"There is no version {named} of the mapping. See: connector mapping history")
        return version.files
    path = Path(named)
    if not path.exists():
        raise UsageError(f"{named} is no version, file or folder. Versions are numbers: connector mapping history")
    return FilesOnDisk([path / each.name for each in paths] if path.is_dir() else [path])


def _published(made: MappingVersion, own: ConnectionSettings, journal: Journal, *, as_json: bool) -> int:
    """Say what is in force now, what that changes, and what the next sync reads again for its sake."""
    again = len(journal.roots_to_reconsider())
    before = journal.mappings.version(made.replaces) if made.replaces else None
    found = _changed_by(made, before, own, journal) if before else None
    if as_json:
        print_json({**_version_json(made, made), "read_again": again, "changes": found and diff_json(found)})
        return Exit.DONE
    out.print(f"Version {made.number} of the mapping is in force.")
    if before:
        out.print("New in it:")
        out.print("\n".join(f"  {each}" for each in first_changes(before.files, made.files)))
    if before and found:
        out.print(diff_text(found, f"version {before.number}", f"version {made.number}"))
    if before and found and found.failing:
        out.print(f"To go back to what was in force before: connector mapping rollback {before.number}")
    if again:
        out.print(f"The next sync reads {counted(again, 'object')} again that it may set going.")
    return Exit.DONE


def _changed_by(
    made: MappingVersion, before: MappingVersion, own: ConnectionSettings, journal: Journal
) -> MappingDiff | None:
    """What a version makes otherwise than the one before; None where an older connector alone could read that."""
    try:
        return _compared([before.files, made.files], own, journal, COMPARED)
    except ConfigurationInvalid:
        return None


def _row(each: MappingVersion, now: MappingVersion | None) -> tuple[object, ...]:
    when = each.published_at or each.kept_at
    who = each.author or "(used as it stood)"
    return each.number, _in_force(each, now), f"{when:%Y-%m-%d %H:%M}", who, each.hash[:HASH_SHOWN], each.note


def _in_force(each: MappingVersion, now: MappingVersion | None) -> str:
    return "yes" if now and each.number == now.number else ""


def _version_json(each: MappingVersion, now: MappingVersion | None) -> dict[str, object]:
    return {
        "version": each.number,
        "in_force": bool(_in_force(each, now)),
        "hash": each.hash,
        "kept_at": each.kept_at,
        "published_at": each.published_at,
        "author": each.author,
        "note": each.note,
        "replaces": each.replaces,
        "files": sorted(each.files.texts),
        "trial": each.trial if each.published_at else None,
    }


app.command("diff")(ending(diff))
app.command("schema")(ending(schema))
app.command("help")(ending(help_page))
app.command("init")(ending(init))
app.command("lint")(ending(lint_files))
app.command("publish")(ending(publish))
app.command("rollback")(ending(rollback))
app.command("history")(ending(history))
app.command("test")(ending(mapping_tests.run_tests))
app.command("capture")(ending(mapping_tests.capture))
