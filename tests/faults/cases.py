"""Every way in which the story is disturbed: each thing that a run does, with each trouble that it can meet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from faults.books import books_of, differences
from faults.story import Story
from faults.world import NETSUITE, STRIPE, Fate, Point, World


@dataclass(frozen=True)
class Trouble:
    """What goes wrong: the process is killed, or a service has the fault."""

    name: str
    fault: Mapping[str, Any] = field(default_factory=dict)
    afterwards: bool = False
    meanwhile: bool = False
    """Whether Stripe goes on before the connector runs again."""
    needs_a_person: bool = False
    """Whether a refusal may be left for a person, who says once: try again."""


KILLS = (Trouble("killed before"), Trouble("killed after", afterwards=True))
KILL_FOR_LONG = Trouble("killed after, and for a day", afterwards=True, meanwhile=True)
OF_ANY_SERVICE = tuple(
    Trouble(kind, {"kind": kind})
    for kind in ("timeout_before", "timeout_after", "broken", "garbage", "http_500", "limit", "login")
)
OF_STRIPE = (*OF_ANY_SERVICE, Trouble("refused", {"kind": "refuse"}))
OF_NETSUITE = (
    *OF_ANY_SERVICE,
    Trouble("all refused", {"kind": "refuse", "code": "INVALID_KEY_OR_REF"}, needs_a_person=True),
    Trouble("one refused", {"kind": "refuse", "code": "INVALID_FLD_VALUE", "member": 0}, needs_a_person=True),
    Trouble("one changed by somebody", {"kind": "refuse", "code": "RCRD_HAS_BEEN_CHANGED", "member": 0}),
    Trouble("own error", {"kind": "refuse", "code": "UNEXPECTED_ERROR"}),
)
AT = {
    "journal": KILLS,
    "stripe": (*KILLS, *OF_STRIPE),
    "netsuite": (*KILLS, *OF_NETSUITE),
}


@dataclass(frozen=True)
class Case:
    """One disturbance: in which act, at which point (and the how manieth of its service that is)."""

    act: int
    number: int
    nth: int
    point: Point
    trouble: Trouble

    def __str__(self) -> str:
        return f"act {self.act + 1}, {self.number + 1}. {self.point}: {self.trouble.name}"


def cases(acts: Sequence[Sequence[Point]], *, aftermath: bool = False) -> Iterator[Case]:
    """All of them, for the points of each act.

    In the aftermath nobody comes a day late: a period closes, and what is late would rightly be in another. And the
    first story has seen every trouble with the WSDL.
    """
    for act, points in enumerate(acts):
        seen = dict.fromkeys(AT, 0)
        for number, point in enumerate(points):
            seen[point.service] += 1
            if aftermath and point.is_of_wsdl:
                continue
            troubles = AT[point.service] if act or aftermath else (*AT[point.service], KILL_FOR_LONG)
            for trouble in troubles:
                yield Case(act, number, seen[point.service], point, trouble)


@dataclass(frozen=True)
class End:
    """How the story ends: the books, what each act did, and how many runs it took."""

    books: Mapping[str, Any]
    acts: tuple[tuple[Point, ...], ...]
    runs: int
    asked_for: tuple[str, ...] = ()
    """The issues with which a person was asked to try again."""
    broken_at: int | None = None
    """The first row of the audit chain that is not as it was written."""


def told(folder: Path, story: Story, case: Case | None = None) -> End:
    """The story, disturbed once if there is a case, and how it ended. Raises AssertionError if it does not end."""
    world = World(folder, story.first)
    try:
        fates = [_act(world, 0, case)]
        if case and case.act == 0 and case.trouble.meanwhile:
            runs = world.run(fates[0])
        else:
            runs = world.sync_to_quiet(fates[0])
        if story.closes:
            world.closes(story.closes)
        world.happens(story.later)
        fates.append(_act(world, 1, case))
        runs += world.sync_to_quiet(fates[1])
        broken_at = world.journal.verify_audit()
        acts = tuple(tuple(fate.points) for fate in fates)
        return End(books_of(world), acts, runs, tuple(world.asked_for), broken_at)
    finally:
        world.close()


def _act(world: World, act: int, case: Case | None) -> Fate:
    if case is None or case.act != act:
        return Fate()
    if not case.trouble.fault:
        return Fate(kill_at=case.number, afterwards=case.trouble.afterwards)
    world.script(NETSUITE if case.point.service == "netsuite" else STRIPE, nth=case.nth, **case.trouble.fault)
    return Fate()


def harm(folder: Path, story: Story, case: Case, undisturbed: End) -> list[str]:
    """What is different in the end because of the case: nothing, if all is well."""
    try:
        end = told(folder, story, case)
    except Exception as error:  # noqa: BLE001  # whatever a broken build raises is told with its case
        return [f"{case}: {type(error).__name__}: {error}"]
    lines = differences(undisturbed.books, end.books)
    if end.asked_for and not case.trouble.needs_a_person:
        lines.append(f"a person had to help with {', '.join(end.asked_for)}")
    if end.broken_at is not None:
        lines.append(f"audit row {end.broken_at} was changed")
    return [f"{case}: {line}" for line in lines]
