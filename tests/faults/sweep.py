"""The whole sweep, in any number of processes: every case of the story, and what it did harm to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from faults.books import books_of
from faults.cases import Told, empty, harm, told
from faults.processes import killed_at_random
from faults.quick import quick_and_quiet
from faults.story import a_story
from faults.world import World


@dataclass(frozen=True, kw_only=True)
class Judged:
    """One run with trouble: its name (a case's number or a seed), the kind of trouble and what it did harm to."""

    name: str
    trouble: str
    harms: Sequence[str] = ()


class Stage:
    """The story told in a folder of its own, to be disturbed there again and again."""

    def __init__(self) -> None:
        self._stack = ExitStack()
        self._stack.enter_context(quick_and_quiet())
        self._folder = Path(self._stack.enter_context(TemporaryDirectory()))
        told(self._folder / "first", a_story())
        self.undisturbed: Told = told(self._folder / "undisturbed", a_story())
        self.cases = self.undisturbed.cases()

    def judged(self, number: int) -> Judged:
        """One case."""
        case = self.cases[number]
        harms = harm(self._folder / "world", self.undisturbed, case)
        return Judged(name=f"case {number}", trouble=case.trouble.name, harms=harms)

    def close(self) -> None:
        """Clear it away."""
        self._stack.close()


_stage: list[Stage] = []


def _judged(number: int) -> Judged:
    """One case on the stage of this process."""
    if not _stage:
        _stage.append(Stage())
    return _stage[0].judged(number)


def killed(seeds: Sequence[int]) -> Iterator[Judged]:
    """Real processes, killed at the moments that these seeds draw."""
    with quick_and_quiet(), TemporaryDirectory() as folder:
        world = World(empty(Path(folder) / "expected"), a_story().first)
        world.sync()
        expected = books_of(world)
        world.close()
        for seed in seeds:
            outcome = killed_at_random(empty(Path(folder) / str(seed)), a_story().first, expected, seed)
            yield Judged(name=f"kill -9, seed {seed}", trouble="kill -9", harms=outcome.harms)


def sweep(numbers: Sequence[int], processes: int) -> Iterator[Judged]:
    """These cases, in their order."""
    with ProcessPoolExecutor(processes) as pool:
        yield from pool.map(_judged, numbers, chunksize=4)
