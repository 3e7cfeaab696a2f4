"""Stops delivery where the mapping just published makes too many of its first records fail, before it makes more."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol

from connector.versions import TRIAL_RECORDS, MappingVersion, Pause, Trial

FAILED_SHARE_MAX = Fraction(1, 5)
"""More than this share of a version's first records must not fail."""

RECORDS_AT_END_MIN = 10
"""Fewer than these say nothing at the end of a run."""


class Brake(Protocol):
    """Says whether anything may be sent."""

    @property
    def watches(self) -> bool:
        """Whether a mapping is on trial: then little is sent at a time."""
        ...

    def holds(self) -> bool:
        """Whether nothing may be sent, now that what was sent is settled."""
        ...

    def conclude(self) -> None:
        """Nothing more comes in this run: judge by what there is."""
        ...


class NoBrake:
    """Whatever is ready is sent."""

    watches = False

    def holds(self) -> bool:
        """Never."""
        return False

    def conclude(self) -> None:
        """There is nothing to judge."""


@dataclass(frozen=True)
class HeldBy:
    """Nothing is sent while this says so: a file beside the settings, or quiet hours."""

    condition: Callable[[], bool]
    watches = False

    def holds(self) -> bool:
        """Whether it says so now."""
        return self.condition()

    def conclude(self) -> None:
        """There is nothing to judge."""


@dataclass(frozen=True)
class Brakes:
    """Several brakes, of which each holds for all."""

    each: tuple[Brake, ...]

    @property
    def watches(self) -> bool:
        """Whether one of them watches."""
        return any(brake.watches for brake in self.each)

    def holds(self) -> bool:
        """Whether one of them holds."""
        return any(brake.holds() for brake in self.each)

    def conclude(self) -> None:
        """Let each judge by what there is."""
        for brake in self.each:
            brake.conclude()


@dataclass(frozen=True, kw_only=True)
class WriteCap:
    """How many records one run may create, and what is told when it has (SYS-901). What is in hand is finished."""

    creates_max: int
    reached: Callable[[int], None]


class Versions(Protocol):
    """Where the versions of a mapping and their trials stand."""

    def version(self, number: int) -> MappingVersion | None:
        """A version as it stands now."""
        ...

    def judged(self, number: int) -> None:
        """Its trial is over."""
        ...


class Pauses(Protocol):
    """Where it stands that nothing is sent."""

    def open(self) -> Pause | None:
        """The pause that is on."""
        ...

    def begin(self, code: str, values: Mapping[str, str], *, who: str, via: str) -> bool:
        """Send nothing from now on."""
        ...


class MappingBrake:
    """Holds while the connection is paused, and pauses it when the version on trial does badly.

    `changes` says what is new in the version; `settled` is told when its trial is over.
    """

    def __init__(
        self,
        versions: Versions,
        pauses: Pauses,
        version: MappingVersion,
        *,
        changes: Callable[[], str],
        settled: Callable[[MappingVersion], None],
    ) -> None:
        self._versions, self._pauses, self._version = versions, pauses, version
        self._changes, self._settled = changes, settled

    @property
    def watches(self) -> bool:
        """Whether the version is still on trial."""
        return self._version.is_on_trial

    def holds(self) -> bool:
        """Whether the connection is paused, by a person or by this."""
        if self.watches:
            self._judge(TRIAL_RECORDS)
        return self._pauses.open() is not None

    def conclude(self) -> None:
        """Judge by few records, but not by very few; what did well goes on being watched."""
        if self.watches:
            self._judge(RECORDS_AT_END_MIN)

    def _judge(self, enough: int) -> None:
        now = self._versions.version(self._version.number) or self._version
        failed = failure(now.trial, enough)
        if failed is not None:
            replaces = str(now.replaces or now.number)
            values = {**failed, "version": str(now.number), "replaces": replaces, "changes": self._changes()}
            self._pauses.begin("AUTO_PAUSED", values, who="connector", via="sync")
        if failed is not None or now.trial.answered >= TRIAL_RECORDS:
            self._versions.judged(now.number)
            self._version = self._versions.version(now.number) or now
            self._settled(self._version)


def failure(trial: Trial, enough: int) -> dict[str, str] | None:
    """How many of what failed, where `enough` is known and it is too much; None: nothing speaks against the version."""
    return next((said for made, failed, said in _tallies(trial) if made >= enough and _is_too_much(failed, made)), None)


def _tallies(trial: Trial) -> Iterator[tuple[int, int, dict[str, str]]]:
    for made, failed, what in (
        (trial.translated, trial.unmapped, "objects could not be mapped"),
        (trial.answered, trial.refused, "records were refused"),
    ):
        yield made, failed, {"made": str(made), "failed": str(failed), "what": what}


def _is_too_much(failed: int, made: int) -> bool:
    return Fraction(failed, made) > FAILED_SHARE_MAX
