"""Every way in which the story is disturbed: each thing that a run does, with each trouble that it can meet."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from faults.books import Books, books_of, differences
from faults.story import Story
from faults.world import NETSUITE, STRIPE, Fate, Point, Scene, Then, World

FOLLOWED_ONE_IN = 8
"""Of so many cases one goes on to the end of the story; the others end with the act in which they are."""


@dataclass(frozen=True, kw_only=True)
class Trouble:
    """What goes wrong: something happens to the process or its database, or a service has the fault."""

    name: str
    then: Then | None = None
    fault: Mapping[str, Any] = field(default_factory=dict)
    afterwards: bool = False
    meanwhile: bool = False
    """Whether Stripe goes on before the connector runs again."""
    needs_a_person: bool = False
    """Whether a refusal may be left for a person, who says once: try again."""


KILLS = (
    Trouble(name="killed before", then=Then.KILLED),
    Trouble(name="killed after", then=Then.KILLED, afterwards=True),
)
KILL_FOR_LONG = Trouble(name="killed after, and for a day", then=Then.KILLED, afterwards=True, meanwhile=True)
FULL = Trouble(name="disk full", then=Then.DISK_FULL)
OF_ANY_SERVICE = (
    *KILLS,
    Trouble(name="slow", then=Then.SLOW, afterwards=True),
    *(
        Trouble(name=kind, fault={"kind": kind})
        for kind in ("timeout_before", "timeout_after", "broken", "garbage", "http_500", "limit", "login")
    ),
)
OF_NETSUITE = (
    Trouble(name="all refused", fault={"kind": "refuse", "code": "INVALID_KEY_OR_REF"}, needs_a_person=True),
    Trouble(
        name="one refused", fault={"kind": "refuse", "code": "INVALID_FLD_VALUE", "member": 0}, needs_a_person=True
    ),
    Trouble(name="one changed by somebody", fault={"kind": "refuse", "code": "RCRD_HAS_BEEN_CHANGED", "member": 0}),
    Trouble(name="own error", fault={"kind": "refuse", "code": "UNEXPECTED_ERROR"}),
)
AT = {
    "journal": (*KILLS, FULL),
    "stripe": (*OF_ANY_SERVICE, Trouble(name="refused", fault={"kind": "refuse"})),
    "netsuite": (*OF_ANY_SERVICE, *OF_NETSUITE),
}


@dataclass(frozen=True, kw_only=True)
class Case:
    """One disturbance: in which act, at which point (and the how manieth of its service that is)."""

    act: int
    number: int
    nth: int
    point: Point
    trouble: Trouble
    until: int = 0
    """The act after which the end is looked at."""

    def __str__(self) -> str:
        return f"act {self.act + 1}, {self.number + 1}. {self.point}: {self.trouble.name}"


@dataclass(frozen=True, kw_only=True)
class End:
    """How the story stands after an act: the books, the journal, and how many runs it took."""

    books: Books
    runs: int
    asked_for: tuple[str, ...] = ()
    """The issues with which a person was asked to try again."""
    broken_at: int | None = None
    """The first row of the audit chain that is not as it was written."""


@dataclass(frozen=True, kw_only=True)
class Told:
    """The story as it goes when nothing is wrong: for each act the world before it, what was done, and its end."""

    story: Story
    scenes: tuple[Scene, ...]
    acts: tuple[tuple[Point, ...], ...]
    ends: tuple[End, ...]

    @property
    def end(self) -> End:
        """The end of all."""
        return self.ends[-1]

    def cases(self) -> list[Case]:
        """All of them; of each few one is followed to the end of the story."""
        found = [case for act in range(len(self.acts)) for case in self._of_act(act)]
        last = len(self.acts) - 1
        return [
            replace(case, until=last) if number % FOLLOWED_ONE_IN == 0 else case for number, case in enumerate(found)
        ]

    def _of_act(self, act: int) -> Iterator[Case]:
        """Nobody comes a day late where a period closes: what is late would rightly be in another."""
        stays_open = act < len(self.story.later) and self.story.later[act].closes is None
        seen = dict.fromkeys(AT, 0)
        for number, point in enumerate(self.acts[act]):
            seen[point.service] += 1
            for trouble in (*AT[point.service], *((KILL_FOR_LONG,) if stays_open else ())):
                until = act + trouble.meanwhile
                yield Case(act=act, number=number, nth=seen[point.service], point=point, trouble=trouble, until=until)


def told(folder: Path, story: Story) -> Told:
    """The story undisturbed. Raises AssertionError if it does not end."""
    world, scenes, fates, ends = World(empty(folder / "world"), story.first), list[Scene](), list[Fate](), list[End]()
    try:
        for act in range(len(story.later) + 1):
            scenes.append(world.kept(empty(folder / f"before act {act + 1}")))
            fates.append(Fate())
            ends.append(_end(world, _played(world, story, act, fates[-1])))
        acts = tuple(tuple(fate.points) for fate in fates)
        return Told(story=story, scenes=tuple(scenes), acts=acts, ends=tuple(ends))
    finally:
        world.close()


def disturbed(folder: Path, undisturbed: Told, case: Case) -> End:
    """The story from the act of a case on, and how it stands in the end. Raises AssertionError if it does not end."""
    random.seed(str(case))
    story, runs = undisturbed.story, 0
    world = undisturbed.scenes[case.act].again(empty(folder))
    try:
        for act in range(case.act, case.until + 1):
            is_now = act == case.act
            fate, quiet = _fate(world, case) if is_now else Fate(), not (is_now and case.trouble.meanwhile)
            runs += _played(world, story, act, fate, quiet=quiet)
        return _end(world, runs)
    finally:
        world.close()


def _played(world: World, story: Story, act: int, fate: Fate, *, quiet: bool = True) -> int:
    """What happens in an act, and what the connector does then; how many runs that took."""
    if act:
        world.happens(story.later[act - 1])
    return world.sync_to_quiet(fate) if quiet else int(world.run(fate))


def _end(world: World, runs: int) -> End:
    status = world.journal.status()
    counts = {f"{count.kind} {count.shown}": count.number for count in status.counts}
    return End(
        books={**books_of(world), "journal": counts},
        runs=runs,
        asked_for=tuple(world.asked_for),
        broken_at=world.journal.verify_audit(),
    )


def _fate(world: World, case: Case) -> Fate:
    """What will happen to the process; what happens to a service is scripted there."""
    trouble = case.trouble
    if trouble.then is not None:
        return Fate(at=case.number, then=trouble.then, afterwards=trouble.afterwards, clock=world.clock)
    world.script(NETSUITE if case.point.service == "netsuite" else STRIPE, nth=case.nth, **trouble.fault)
    return Fate()


def harm(folder: Path, undisturbed: Told, case: Case) -> list[str]:
    """What is different in the end because of the case: nothing, if all is well."""
    try:
        end = disturbed(folder, undisturbed, case)
    except Exception as error:  # noqa: BLE001  # whatever a broken build raises is told with its case
        return [f"{case}: {type(error).__name__}: {error}"]
    lines = differences(undisturbed.ends[case.until].books, end.books)
    if end.asked_for and not case.trouble.needs_a_person:
        lines.append(f"a person had to help with {', '.join(end.asked_for)}")
    if end.broken_at is not None:
        lines.append(f"audit row {end.broken_at} was changed")
    return [f"{case}: {line}" for line in lines]


def empty(folder: Path) -> Path:
    """The folder, with nothing in it."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder
