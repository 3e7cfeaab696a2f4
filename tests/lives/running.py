"""Lives by the world, and a life that disagrees made as short as it still disagrees."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

from lives.agreement import disagreements
from lives.moves import Lived, Moves, lived, moves_of
from lives.world import families_of

WORLD_LIVES = 50


@dataclass(frozen=True)
class Disagreement:
    """A life in which NetSuite is not what Stripe makes it: its seed, its moves in words, and what is wrong."""

    seed: int
    words: tuple[str, ...]
    wrong: tuple[str, ...]

    def __str__(self) -> str:
        told = (f"life {self.seed}", *(f"  {one}" for one in self.words), *(f"  ! {one}" for one in self.wrong))
        return "\n".join(told)


def worlds(seeds: range) -> list[range]:
    """The seeds of each world."""
    return [seeds[first : first + WORLD_LIVES] for first in range(0, len(seeds), WORLD_LIVES)]


def disagreeing(seeds: range, processes: int) -> Iterator[list[Disagreement]]:
    """World by world, the lives that disagree, each as short as it can be."""
    with ProcessPoolExecutor(processes) as pool:
        yield from pool.map(disagreements_of_world, worlds(seeds))


def disagreements_of_world(seeds: Sequence[int]) -> list[Disagreement]:
    """The lives of one world that disagree."""
    return [shortest(one.moves) for one, wrong in _judged([moves_of(seed) for seed in seeds]) if wrong]


def shortest(moves: Moves) -> Disagreement:
    """The life less everything that may be left out while it still disagrees."""
    for number in reversed(moves.kept):
        fewer = moves.without(number)
        if fewer.kept and _judged([fewer])[0][1]:
            moves = fewer
    ((one, wrong),) = _judged([moves])
    about = f"{one.life.currency}, connection: {one.life.connection}"
    return Disagreement(moves.seed, (about, *one.words), tuple(wrong))


def _judged(world: Sequence[Moves]) -> list[tuple[Lived, list[str]]]:
    """Each life, and what is wrong with it."""
    lives = [lived(moves) for moves in world]
    families = families_of([one.life for one in lives])
    return [(one, disagreements(one.life, families[one.life.seed])) for one in lives]
