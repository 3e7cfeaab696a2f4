"""Puts the mapping of the settings' files in force, and goes back to an earlier one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol
from zoneinfo import ZoneInfo

from connector.located import ConfigurationInvalid
from connector.mapping import KeptFiles, MappingFiles
from connector.mapping.linting import Choices, lint
from connector.mapping_in_force import read_mapping
from connector.proving import Ground, proven_files
from connector.versions import MappingVersion


class Versions(Protocol):
    """Where the versions of a connection's mapping stand."""

    def published(self) -> MappingVersion | None:
        """The version in force."""
        ...

    def version(self, number: int) -> MappingVersion | None:
        """A version by its number."""
        ...

    def history(self) -> Sequence[MappingVersion]:
        """Every version, the newest first."""
        ...

    def publish(
        self, files: KeptFiles, *, author: str, note: str, via: str = "cli", action: str = "publish mapping"
    ) -> MappingVersion:
        """Put contents in force as a new version."""
        ...


class NothingToPublishError(Exception):
    """A version that cannot be published, or is in force already; the sentence says which."""


def publish(
    files: MappingFiles, ground: Ground, versions: Versions, *, author: str, note: str, choices: Choices | None = None
) -> MappingVersion:
    """Publish the files as they stand; `choices` are what NetSuite is known to have.

    Raises ConfigurationInvalid, NothingToPublishError.
    """
    kept = proven(files, ground, choices or {})
    now = versions.published()
    if now is not None and now.files == kept:
        raise NothingToPublishError(f"These files are version {now.number}, which is in force already.")
    return versions.publish(kept, author=author, note=note)


def proven(files: MappingFiles, ground: Ground, choices: Choices) -> KeptFiles:
    """The files with all that they name, if they may be published: no error is in them, and none of their tests fails.

    Each is read once, so that what is published is what was proven. Raises ConfigurationInvalid with all that is wrong,
    NothingToPublishError where tests fail.
    """
    found = proven_files(files, ground)
    if found.proof.failed:
        names = "; ".join(each.case.name for each in found.proof.failed)
        raise NothingToPublishError(f"Nothing was published: tests fail ({names}). See why: connector mapping test")
    errors = lint(found.said, choices=choices, errors_only=True)
    if errors:
        raise ConfigurationInvalid(errors)
    return found.files


def roll_back(number: int, zone: ZoneInfo, versions: Versions, *, author: str, note: str | None) -> MappingVersion:
    """Publish what an earlier version says as a new one. Raises ConfigurationInvalid, NothingToPublishError."""
    now, then = versions.published(), versions.version(number)
    if then is None:
        known = ", ".join(str(each.number) for each in reversed(versions.history())) or "none yet"
        raise NothingToPublishError(f"There is no version {number} of the mapping. There are: {known}.")
    if now is not None and now.files == then.files:
        raise NothingToPublishError(f"Version {now.number}, which is in force, says what version {number} says.")
    read_mapping(then.files, zone)
    said = f"back to version {number}" + (f": {note}" if note else "")
    return versions.publish(then.files, author=author, note=said, action="roll back mapping")
