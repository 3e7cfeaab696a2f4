"""Versions of a connection's mapping: what was published, what it replaced, and how its first records did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from connector.mapping.files import KeptFiles

TRIAL_RECORDS = 50
"""The first records of a version, after which it is judged."""


@dataclass(frozen=True, kw_only=True)
class Trial:
    """How the first records did that were made with a version, TRIAL_RECORDS of each kind at most.

    Of `translated` objects `unmapped` had a value that no field takes; of `answered` records NetSuite `refused` some.
    Only what had no trouble before the version counts as failed.
    """

    translated: int = 0
    unmapped: int = 0
    answered: int = 0
    refused: int = 0


@dataclass(frozen=True, kw_only=True)
class MappingVersion:
    """Contents of a mapping by their number. What nobody published is kept so that records know what made them.

    `replaces` is the version that was in use before. `judged_at` ends the trial of a published version.
    """

    number: int
    hash: str
    files: KeptFiles
    kept_at: datetime
    replaces: int | None = None
    published_at: datetime | None = None
    author: str | None = None
    note: str | None = None
    trial: Trial = Trial()
    judged_at: datetime | None = None

    @property
    def is_on_trial(self) -> bool:
        """Whether it was published and its first records are still awaited."""
        return self.published_at is not None and self.judged_at is None


@dataclass(frozen=True, kw_only=True)
class Pause:
    """Why nothing is sent: the cause's name with its values, who decided it, and since when."""

    code: str
    values: Mapping[str, str]
    who: str
    at: datetime
