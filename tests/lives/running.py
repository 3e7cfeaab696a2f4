"""Lives by the world, and a life that disagrees made as short as it still disagrees."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial

import structlog

from lives.agreement import CONNECTIONS, disagreements
from lives.moves import Moves, lived, moves_of
from lives.whole import whole_disagreements
from lives.world import families_of

Wrong = Mapping[int, Sequence[str]]
"""By the seed of a life what is wrong with it; lives without a fault are left out."""


@dataclass(frozen=True)
class Level:
    """How much of the connector a world of lives goes through."""

    judge: Callable[[Sequence[Moves]], Wrong]
    world_lives: int


@dataclass(frozen=True)
class Disagreement:
    """A life in which NetSuite is not what Stripe makes it: its seed, its moves in words, and what is wrong."""

    seed: int
    words: tuple[str, ...]
    wrong: tuple[str, ...]

    def __str__(self) -> str:
        told = (f"life {self.seed}", *(f"  {one}" for one in self.words), *(f"  ! {one}" for one in self.wrong))
        return "\n".join(told)


def _translated(world: Sequence[Moves]) -> Wrong:
    """Read by the real client, translated, and posted to a small ledger."""
    lives = [lived(moves).life for moves in world]
    families = families_of(lives)
    found = {life.seed: disagreements(life, families[life.seed]) for life in lives}
    return {seed: wrong for seed, wrong in found.items() if wrong}


def _whole(world: Sequence[Moves]) -> Wrong:
    """Through the whole connector, now and then and once at the end; each world is set in one way."""
    connection = connection_of(world[0].seed)
    is_other = world[0].seed // WHOLE_LIVES // len(CONNECTIONS) % 2 and connection not in LOSING
    return whole_disagreements(world, connection, "skip" if is_other else "both")


LOSING = frozenset({"bad debt item"})
"""Connections whose income shows whether an invoice that ended void was ever there."""


def connection_of(seed: int) -> str:
    """How the connection of the world that begins with this seed is set."""
    return list(CONNECTIONS)[seed // WHOLE_LIVES % len(CONNECTIONS)]


WHOLE_LIVES = 40
LEVELS = {
    "translated": Level(judge=_translated, world_lives=50),
    "whole": Level(judge=_whole, world_lives=WHOLE_LIVES),
}


def disagreeing(seeds: range, level: str, processes: int) -> Iterator[list[Disagreement]]:
    """World by world, the lives that disagree, each as short as it can be."""
    step = LEVELS[level].world_lives
    worlds = [seeds[first : first + step] for first in range(0, len(seeds), step)]
    with ProcessPoolExecutor(processes, initializer=_quietly) as pool:
        yield from pool.map(partial(disagreements_of_world, level), worlds)


def _quietly() -> None:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))


def disagreements_of_world(level: str, seeds: Sequence[int]) -> list[Disagreement]:
    """The lives of one world that disagree."""
    wrong = LEVELS[level].judge([moves_of(seed) for seed in seeds])
    return [_shortest(moves_of(seed), level, tuple(found)) for seed, found in wrong.items()]


def _shortest(moves: Moves, level: str, wrong: tuple[str, ...]) -> Disagreement:
    """The life less everything that may be left out while it still disagrees; in whole, if it does not alone."""
    if found := _alone(moves, level):
        wrong = found
        for number in reversed(moves.kept):
            fewer = moves.without(number)
            if found := fewer.kept and _alone(fewer, level):
                moves, wrong = fewer, found
    told = lived(moves)
    connection = told.life.connection if level == "translated" else connection_of(moves.seed)
    return Disagreement(moves.seed, (f"{told.life.currency}, connection: {connection}", *told.words), wrong)


def _alone(moves: Moves, level: str) -> tuple[str, ...]:
    return tuple(LEVELS[level].judge([moves]).get(moves.seed, ()))
